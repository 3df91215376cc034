"""Simulated staff: they know folders, Word and Excel, and nothing of Paraf's insides.

They take a file out of their inbox, edit it with the ordinary libraries (python-docx, openpyxl) or
sign it with their own key, and put it in their outbox.
"""

import io
import shutil
import tempfile
import time
from collections.abc import Callable
from datetime import datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import docx
import openpyxl
from openpyxl.worksheet.worksheet import Worksheet

from pipeline.adapters.agents import DEMO_PASSPHRASE
from pipeline.adapters.signing import PdfSigningRoom
from pipeline.entry.demo.answers import realisation, spent
from pipeline.errors import NotYet
from pipeline.ports.signing import Stamp

_PATIENCE_SECONDS = 60.0
_LOOK_SECONDS = 0.04


class Staff:
    """The people of a demo office, each at the folders of a post."""

    def __init__(self, root: Path, keys: Path) -> None:
        self._root = root
        self._keys = keys
        self._table = Path(tempfile.mkdtemp(prefix="paraf-demo-"))
        self._room = PdfSigningRoom()
        self._alive: Callable[[], None] = lambda: None

    def watch(self, alive: Callable[[], None]) -> None:
        """Call ``alive`` while waiting; it raises when waiting has become useless."""
        self._alive = alive

    def go_home(self) -> None:
        """Clear the tables."""
        shutil.rmtree(self._table, ignore_errors=True)

    def find(self, post: str, *words: str) -> Path | None:
        """A file in a post's inbox whose name holds all these words."""
        for path in sorted((self._root / "inbox" / post).iterdir()):
            if not path.name.startswith(".") and all(word in path.name for word in words):
                return path
        return None

    def await_file(self, post: str, *words: str) -> Path:
        """Wait until such a file lies in the inbox.

        Raises:
            NotYet: it did not come.
        """
        deadline = time.monotonic() + _PATIENCE_SECONDS
        while time.monotonic() < deadline:
            found = self.find(post, *words)
            if found:
                return found
            self._alive()
            time.sleep(_LOOK_SECONDS)
        raise NotYet(f"no file named {' … '.join(words)} came to inbox/{post}")

    def await_gone(self, post: str, *words: str) -> None:
        """Wait until no such file lies in the inbox any more."""
        deadline = time.monotonic() + _PATIENCE_SECONDS
        while self.find(post, *words):
            if time.monotonic() > deadline:
                raise NotYet(f"a file named {' … '.join(words)} stayed in inbox/{post}")
            self._alive()
            time.sleep(_LOOK_SECONDS)

    def take(self, post: str, *words: str) -> Path:
        """Take a file out of the inbox, onto the table."""
        found = self.await_file(post, *words)
        taken = self._table / found.name
        shutil.copyfile(found, taken)
        found.unlink()
        return taken

    def hand_in(self, post: str, paper: Path) -> None:
        """Put a file into the outbox, as a file manager does across disks: by copying."""
        shutil.copyfile(paper, self._root / "outbox" / post / paper.name)
        paper.unlink()

    def pass_on(self, post: str, *words: str) -> None:
        """Take a file and hand it in as it is."""
        self.hand_in(post, self.take(post, *words))

    def send_back(self, post: str, why: str, *words: str) -> None:
        """Take a file and return it with a note."""
        paper = self.take(post, *words)
        place = self._root / "outbox" / post / "kembalikan"
        (place / "catatan.txt").write_text(why, "utf-8")
        shutil.copyfile(paper, place / paper.name)
        paper.unlink()

    def edit_letter(self, paper: Path, old: str, new: str) -> None:
        """Replace some words in a Word draft."""
        document = docx.Document(str(paper))
        for paragraph in document.paragraphs:
            for run in paragraph.runs:
                if old in run.text:
                    run.text = run.text.replace(old, new)
        document.save(str(paper))

    def sign(self, paper: Path, post: str, field: str, stamp: dict[str, Any]) -> None:
        """Sign a PDF on the table with the post's own key."""
        signed_at: datetime = stamp["signed_at"]
        data = (self._keys / f"{post}.p12").read_bytes()
        key = self._room.open_p12(data, DEMO_PASSPHRASE, at=signed_at)
        signed = self._room.sign(
            paper.read_bytes(), field=field, credential=key, stamp=Stamp(**stamp)
        )
        paper.write_bytes(signed)

    def fill_form(self, paper: Path, *, forget_one: bool = False) -> None:
        """Fill the tinted cells of a data form, row by row, reading what stands beside them."""
        book = openpyxl.load_workbook(io.BytesIO(paper.read_bytes()))
        sheet = book.worksheets[0]
        heads = _columns(sheet)
        filled = 0
        for row in range(1, sheet.max_row + 1):
            first = sheet.cell(row, heads["No."]).value
            if not isinstance(first, int):
                continue
            if sheet.cell(row, heads["Polaritas"]).value in ("positif", "negatif"):
                _answer_indicator(sheet, row, heads)
                filled += 1
            else:
                _answer_budget(sheet, row, heads)
        if forget_one and filled:
            sheet.cell(_first_row(sheet, heads), heads["Realisasi"]).value = None
        book.save(str(paper))


def _columns(sheet: Worksheet) -> dict[str, int]:
    """Column numbers by the beginning of their heading in the indicator table.

    The last of two alike: left of the realisasi to be filled stands that of the quarter before.
    """
    wanted = ("No.", "Indikator", "Satuan", "Polaritas", "Target s.d.", "Realisasi", "Keterangan")
    for row in sheet.iter_rows():
        texts = {str(cell.value).strip(): cell.column for cell in row if cell.value is not None}
        if any(text.startswith("Polaritas") for text in texts):
            return {
                start: column
                for start in wanted
                for text, column in texts.items()
                if text.startswith(start) and isinstance(column, int)
            }
    raise LookupError("the form has no table of indicators")


def _first_row(sheet: Worksheet, heads: dict[str, int]) -> int:
    return next(
        row
        for row in range(1, sheet.max_row + 1)
        if sheet.cell(row, heads["Polaritas"]).value in ("positif", "negatif")
    )


def _answer_indicator(sheet: Worksheet, row: int, heads: dict[str, int]) -> None:
    name = str(sheet.cell(row, heads["Indikator"]).value)
    target = Decimal(str(sheet.cell(row, heads["Target s.d."]).value or 0))
    whole = str(sheet.cell(row, heads["Satuan"]).value) not in ("%", "Indeks")
    figure, remark = realisation(name, target, whole=whole)
    sheet.cell(row, heads["Realisasi"]).value = float(figure)
    sheet.cell(row, heads["Keterangan"]).value = remark


def _answer_budget(sheet: Worksheet, row: int, heads: dict[str, int]) -> None:
    """In the budget table the same columns hold kode and pagu."""
    code = str(sheet.cell(row, heads["Satuan"]).value)
    ceiling = Decimal(str(sheet.cell(row, heads["Polaritas"]).value))
    sheet.cell(row, heads["Realisasi"]).value = float(spent(code, ceiling))
