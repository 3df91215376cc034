"""The port ``Forms`` made real with Excel files."""

from dataclasses import dataclass
from pathlib import Path

from pipeline.adapters.forms import agreement, form, reading, recap
from pipeline.domain.performance.agreement import Agreement
from pipeline.domain.performance.data import UnitData
from pipeline.ports.forms import FormPlan, PrintedMark, RecapBook
from pipeline.ports.inspection import Inspector


@dataclass(frozen=True, slots=True)
class ExcelForms:
    """Spreadsheets of one office."""

    agreements: Path  #: the folder that holds ``<year>.xlsx``
    inspector: Inspector

    def read_agreement(self, year: int) -> Agreement:
        """See ``Forms``."""
        return agreement.read_agreement(self.agreements / f"{year}.xlsx", self.inspector)

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
