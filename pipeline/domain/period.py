"""The period a cycle reports on: one quarter (triwulan) of a year.

The SOP states no period; quarterly is the office's rhythm and the default here (dossier 1.3).
"""

import re
from dataclasses import dataclass
from datetime import date

_ROMAN = ("I", "II", "III", "IV")
_WRITTEN = re.compile(
    r"^\s*(?:triwulan|tw)\.?\s*(?P<quarter>IV|I{1,3}|[1-4])\s*(?:tahun\s*)?(?P<year>\d{4})\s*$",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True, order=True)
class Period:
    """A quarter; orders by time."""

    year: int
    quarter: int  #: 1..4

    def __post_init__(self) -> None:
        if not (1 <= self.quarter <= 4 and 2000 <= self.year <= 2199):
            raise ValueError(f"no such quarter: {self.year}/{self.quarter}")

    @property
    def id(self) -> str:
        """The short form used in identifiers, e.g. ``2026-tw3``."""
        return f"{self.year}-tw{self.quarter}"

    @property
    def title(self) -> str:
        """As written in file names, e.g. ``Triwulan III 2026``."""
        return f"Triwulan {self.roman} {self.year}"

    @property
    def short(self) -> str:
        """As headed in narrow columns, e.g. ``TW III 2026``."""
        return f"TW {self.roman} {self.year}"

    @property
    def long(self) -> str:
        """As written in letters, e.g. ``Triwulan III Tahun 2026``."""
        return f"Triwulan {self.roman} Tahun {self.year}"

    @property
    def day_after(self) -> date:
        """The first calendar day after the quarter."""
        if self.quarter == 4:
            return date(self.year + 1, 1, 1)
        return date(self.year, 3 * self.quarter + 1, 1)

    @property
    def following(self) -> "Period":
        """The next quarter."""
        if self.quarter == 4:
            return Period(self.year + 1, 1)
        return Period(self.year, self.quarter + 1)

    @property
    def preceding(self) -> "Period":
        """The quarter before."""
        if self.quarter == 1:
            return Period(self.year - 1, 4)
        return Period(self.year, self.quarter - 1)

    @property
    def roman(self) -> str:
        """The quarter as headed in narrow columns: ``III``."""
        return _ROMAN[self.quarter - 1]

    @classmethod
    def containing(cls, day: date) -> "Period":
        """The quarter in which ``day`` lies."""
        return cls(day.year, (day.month - 1) // 3 + 1)


def read_period(text: str) -> Period:
    """Read a period as people write it: ``Triwulan III 2026``, ``TW 3 2026``, ``2026-tw3``.

    Raises:
        ValueError: it is not a quarter written in one of these ways.
    """
    short = re.fullmatch(r"\s*(\d{4})-tw([1-4])\s*", text, re.IGNORECASE)
    if short:
        return Period(int(short[1]), int(short[2]))
    written = _WRITTEN.match(text)
    if not written:
        raise ValueError(f"not a period: {text!r}; write for example 'Triwulan III 2026'")
    quarter = written["quarter"].upper()
    number = int(quarter) if quarter.isdigit() else _ROMAN.index(quarter) + 1
    return Period(int(written["year"]), number)
