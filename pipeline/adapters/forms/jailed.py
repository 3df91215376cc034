"""``Forms`` of an office: what people filled in is read in a jailed child."""

from collections.abc import Collection
from pathlib import Path

from pipeline.adapters.forms import jobs
from pipeline.adapters.forms.agreement_customs import USUAL, Customs
from pipeline.adapters.forms.excel import ExcelForms
from pipeline.adapters.jail import Jail
from pipeline.domain.performance.agreement import Agreement
from pipeline.domain.performance.data import UnitData
from pipeline.ports.forms import FormPlan, PrintedMark, RecapBook
from pipeline.ports.inspection import Inspector


class JailedForms:
    """Spreadsheets of one office."""

    def __init__(
        self, *, agreements: Path, inspector: Inspector, jail: Jail, customs: Customs = USUAL
    ) -> None:
        """Agreements lie in ``agreements``; ``jail`` has ``forms.jobs`` among its modules."""
        self._own = ExcelForms(agreements=agreements, inspector=inspector, customs=customs)
        self._jail = jail

    def read_agreement(self, year: int, units: Collection[str]) -> Agreement:
        """See ``Forms``."""
        return self._own.read_agreement(year, units)

    def make_form(self, plan: FormPlan) -> bytes:
        """See ``Forms``."""
        return self._own.make_form(plan)

    def refill(self, plan: FormPlan, data: UnitData) -> bytes:
        """See ``Forms``."""
        return self._own.refill(plan, data)

    def read_form(self, xlsx: bytes, plan: FormPlan) -> UnitData:
        """See ``Forms``."""
        return jobs.READ_FORM.ask(self._jail, xlsx, plan)

    def printed_mark(self, xlsx: bytes) -> PrintedMark | None:
        """See ``Forms``."""
        return jobs.PRINTED_MARK.ask(self._jail, xlsx, None)

    def is_text_of_form(self, data: bytes) -> bool:
        """See ``Forms``."""
        return self._own.is_text_of_form(data)

    def recap_workbook(self, book: RecapBook) -> bytes:
        """See ``Forms``."""
        return self._own.recap_workbook(book)
