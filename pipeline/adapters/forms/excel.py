"""The port ``Forms`` made real with Excel files."""

from collections.abc import Collection
from pathlib import Path

from pipeline.adapters.forms import form, reading, recap
from pipeline.adapters.forms.agreement import Agreements
from pipeline.adapters.forms.agreement_customs import USUAL, Customs
from pipeline.domain.performance.agreement import Agreement
from pipeline.domain.performance.data import UnitData
from pipeline.ports.forms import FormPlan, PrintedMark, RecapBook
from pipeline.ports.inspection import Inspector


class ExcelForms:
    """Spreadsheets of one office."""

    def __init__(self, *, agreements: Path, inspector: Inspector, customs: Customs = USUAL) -> None:
        """``agreements`` is the folder that holds ``<year>.xlsx``."""
        self._agreements = Agreements(agreements, inspector, customs)

    def read_agreement(self, year: int, units: Collection[str]) -> Agreement:
        """See ``Forms``."""
        return self._agreements.of(year, units)

    def make_form(self, plan: FormPlan) -> bytes:
        """See ``Forms``."""
        return form.make_form(plan)

    def refill(self, plan: FormPlan, data: UnitData) -> bytes:
        """See ``Forms``."""
        return form.refill(plan, data)

    def read_form(self, xlsx: bytes, plan: FormPlan) -> UnitData:
        """See ``Forms``."""
        return reading.read_form(xlsx, plan)

    def printed_mark(self, xlsx: bytes) -> PrintedMark | None:
        """See ``Forms``."""
        return reading.printed_mark(xlsx)

    def is_text_of_form(self, data: bytes) -> bool:
        """See ``Forms``."""
        return reading.is_text_of_form(data)

    def recap_workbook(self, book: RecapBook) -> bytes:
        """See ``Forms``."""
        return recap.recap_workbook(book)
