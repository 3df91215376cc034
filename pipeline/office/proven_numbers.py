"""Which numbers are proved to be used, so that none is ever drawn twice.

A number counts as used when an event drew it, when a berkas holds it, when a paper that lies
anywhere shows it, or when somebody who looked into the buku agenda says so. What lies below a used
number and is not known is void for ever: nobody can say what it was given to.
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from pipeline.domain.codes import document_code, document_number, read_code
from pipeline.domain.receiving import berkas_register
from pipeline.domain.turn import DOCUMENTS
from pipeline.ports.rebuilding import Testimony
from pipeline.ports.store import Happened, NumberRow

UNKNOWN = "tidak diketahui: hilang bersama basis data"
_GAPS = {
    "klasifikasi": r"[^-]+",
    "urut": r"(?P<urut>\d+)",
    "unit": r"[^-]+",
    "romawi": r"[IVX]+",
    "bulan": r"\d+",
    "tahun": r"(?P<tahun>\d{4})",
}
_GAP = re.compile(r"\\{([a-z]+)(?::[^}]*)?\\}")
#: Codes cost nothing: so many are passed over, lest a paper that nobody remembers share its code.
_CODES_PASSED_OVER = 500


@dataclass(slots=True)
class ProvenNumbers:
    """The registers as far as they are proved.

    Args:
        formats: Register to the format of its nomor, as office.toml says.
    """

    formats: Mapping[str, str]
    rows: dict[tuple[str, int], NumberRow] = field(default_factory=dict)
    #: that are drawn right after the rebuilding, by an event of their own
    reserved: set[tuple[str, int]] = field(default_factory=set)

    def know(self, rows: Iterable[NumberRow]) -> None:
        """Take over rows of a register that was kept."""
        for row in rows:
            self.rows[row.register, row.number] = row

    def hear(self, events: Iterable[Happened]) -> None:
        """Take in what events drew and voided."""
        for each in events:
            for register, number, text, code in each.taken:
                self._add(register, number, text, code)
            for text, reason in each.voided:
                self._void(text, reason)

    def _void(self, text: str, reason: str) -> None:
        for key, row in self.rows.items():
            if row.text == text and not row.void:
                self.rows[key] = NumberRow(
                    register=row.register, number=row.number, text=text, code=row.code, void=reason
                )

    def read(self, testimony: Testimony, *, is_ours: bool) -> None:
        """Take in what a berkas holds; of one that came from another office only its place."""
        register = berkas_register(testimony.classification_code, testimony.year)
        self._add(register, testimony.number, f"{testimony.number:03d}", testimony.cycle)
        for item in testimony.items if is_ours else ():
            self.see(item.code, item.nomor or "")

    def see(self, code: str, nomor: str) -> None:
        """Take in what a paper shows."""
        if read_code(code):
            self._add(DOCUMENTS, document_number(code), code, code)
        if found := self.placed(nomor):
            self._add(*found, nomor, code)

    def placed(self, nomor: str) -> tuple[str, int] | None:
        """The register and the number of a nomor as printed, or as a file's name shows it."""
        shown = _squeezed(nomor)
        for register, form in self.formats.items():
            found = _pattern(form).fullmatch(shown)
            if found:
                return f"{register}/{found['tahun']}", int(found["urut"])
        return None

    def use_up(self, register: str, number: int) -> None:
        """Somebody says that this number was given."""
        self._add(register, number, f"{number} ({UNKNOWN})", "", void=UNKNOWN)

    def _add(self, register: str, number: int, text: str, code: str, *, void: str = "") -> None:
        self.rows.setdefault(
            (register, number),
            NumberRow(register=register, number=number, text=text, code=code, void=void),
        )

    def highest(self) -> dict[str, int]:
        """The highest used number of each register."""
        found: dict[str, int] = {}
        for register, number in self.rows:
            found[register] = max(found.get(register, 0), number)
        return found

    def pass_over_codes(self) -> None:
        """Leave out document codes that a paper nobody remembers may have."""
        number = self.highest().get(DOCUMENTS, 0) + _CODES_PASSED_OVER
        code = document_code(number)
        self._add(DOCUMENTS, number, code, code, void=UNKNOWN)

    def whole(self) -> tuple[NumberRow, ...]:
        """Every row from 1 on; what is not known is void."""
        for register, highest in self.highest().items():
            for number in range(1, highest + 1):
                if (register, number) in self.rows.keys() | self.reserved:
                    continue
                code = document_code(number) if register == DOCUMENTS else ""
                text = code or f"{number} ({UNKNOWN})"
                self._add(register, number, text, code, void=UNKNOWN)
        return tuple(self.rows[key] for key in sorted(self.rows))


def _squeezed(nomor: str) -> str:
    """A nomor without blanks, and with what file names have in place of its strokes."""
    return re.sub(r"\s+", "", nomor).replace("/", "-")


def _pattern(form: str) -> re.Pattern[str]:
    escaped = re.escape(_squeezed(form))
    return re.compile(_GAP.sub(lambda gap: _GAPS.get(gap[1], r"[^-]+"), escaped))
