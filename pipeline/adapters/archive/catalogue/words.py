"""What counts as a word when the archive is searched.

The page in the browser (``page/words.js``) follows the same rules; ``tests/support/search_cases``
holds both against each other. The rules, in order:

1. *Folded*: compatibility forms and accents fall away, and so does what cannot be seen (zero
   width, marks of reading direction); small letters; runs of blanks are one space. A NIP is
   written without its spaces, so that it is found however it was typed.
2. A *word* is a run of letters and digits.
3. A *number* is a run of words joined by ``/``, ``.``, ``-`` or ``–`` with at least one digit in
   it, such as a nomor, a code, a sum. It is kept with ``.`` between its words, so that
   ``000.8.6.3 / 12`` and ``000.8.6.3-12`` are the same.
4. A *date* is kept as ``2026-10-12``, a month as ``2026-10``.
"""

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass

_WORD = r"[^\W_]++"
WORD = re.compile(_WORD)
#: a slash may stand free, a hyphen may end a line, a full stop may not do either
JOINED = re.compile(rf"{_WORD}(?:(?: ?/ ?|\.| [-–] |[-–] ?){_WORD})+")
_DIGIT = re.compile("[0-9]")
_NIP = re.compile(r"(?<![^\W_])(\d{8}) (\d{6}) (\d) (\d{3})(?![^\W_])", re.ASCII)
_MONTHS = (
    *("januari", "februari", "maret", "april", "mei", "juni", "juli", "agustus", "september"),
    *("oktober", "november", "desember"),
)
_SHORT = {"jan": 1, "feb": 2, "mar": 3, "apr": 4, "jun": 6, "jul": 7, "agu": 8, "agt": 8, "ags": 8,
          "sep": 9, "sept": 9, "okt": 10, "nov": 11, "des": 12}  # fmt: skip
MONTHS = {name: at for at, name in enumerate(_MONTHS, start=1)} | _SHORT
_NAMED = "|".join(sorted(MONTHS, key=lambda name: (-len(name), name)))
DATE = re.compile(
    rf"(?<![^\W_])(?:(?P<year>\d{{4}})-(?P<month>\d\d?)-(?P<day>\d\d?)"
    rf"|(?P<day2>\d\d?)(?P<sign>[/.-])(?P<month2>\d\d?)(?P=sign)(?P<year2>\d{{4}})"
    rf"|(?:(?P<day3>\d\d?) )?(?P<name>{_NAMED}) (?P<year3>\d{{4}}))(?![^\W_])",
    re.ASCII,
)
_DAYS = (31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31)
#: longer ones are digests, which nobody types
LONGEST_WORD = 40
_LONGEST_NUMBER = 60


def fold(text: str) -> str:
    """Bring a text into the form in which texts are compared."""
    if text.isascii():  # as most texts are
        return _joined(text)
    plain = "".join(
        each
        for each in unicodedata.normalize("NFKD", text)
        if unicodedata.category(each) not in ("Mn", "Mc", "Me", "Cf")
    )
    return _joined(plain)


def _joined(plain: str) -> str:
    return _NIP.sub(r"\1\2\3\4", " ".join(plain.lower().split()))


def words(folded: str) -> list[str]:
    """Split a folded text into its words, in order."""
    return WORD.findall(folded)


def numbers(folded: str) -> Iterator[str]:
    """Find the numbers in a folded text, each as its words with full stops between."""
    for found in JOINED.finditer(folded):
        if _DIGIT.search(found[0]):
            yield ".".join(words(found[0]))[:_LONGEST_NUMBER]


@dataclass(frozen=True, slots=True)
class FoundDate:
    """A date or a month in a text."""

    start: int
    end: int
    #: ``2026-10-12`` or ``2026-10``
    token: str


def dates(folded: str) -> Iterator[FoundDate]:
    """Find the dates and months in a folded text."""
    for found in DATE.finditer(folded):
        part = found.groupdict()
        year = part["year"] or part["year2"] or part["year3"]
        name = part["name"]
        month = MONTHS[name] if name else int(part["month"] or part["month2"])
        day = part["day"] or part["day2"] or part["day3"]
        if not 1 <= month <= 12 or (day and not 1 <= int(day) <= _DAYS[month - 1]):
            continue
        token = f"{year}-{month:02d}" + (f"-{int(day):02d}" if day else "")
        yield FoundDate(found.start(), found.end(), token)


def tokens(text: str) -> set[str]:
    """Name everything under which a text can be found."""
    folded = fold(text)
    found = {word for word in words(folded) if 1 < len(word) <= LONGEST_WORD}
    found.update(numbers(folded))
    at = 0
    for date in dates(folded):  # a query's dates are taken out before its numbers are read
        found.add(date.token)
        found.update(numbers(folded[at : date.start]))
        at = date.end
    found.update(numbers(folded[at:]) if at else ())
    return found
