"""Figures typed as text, read by the form's own formulas (the hidden helper columns).

``61,5%``, ``1.250 orang`` and ``Rp 1.600.000.000,-`` are figures to the reader of the form, so they
are figures to its capaian and its means. Only writings with one reading are read, by the same
rules as ``domain.performance.numerals``; of a rarer one the form says that it was not read here,
and prints no mean without it.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal

from pipeline.domain.performance.agreement import Indicator

#: What the helper column Angka holds where it holds no number.
UNREAD, TWO_WAYS = "teks", "dua"
_LONGEST_UNIT = 60  # a text inside a formula has its limit
_MOST_POINTS = 4  # trillions
_MOST_DIGITS = 15  # what a spreadsheet keeps of a number
_NO_DATA = ("belum ada data", "belum tersedia", "data menyusul")
_SCALES = (("ribu", 10**3), ("juta", 10**6), ("miliar", 10**9), ("milyar", 10**9))
_TEN = '{"0","1","2","3","4","5","6","7","8","9"}'

Cases = Iterable[tuple[str, str]]  #: a condition, and the formula of its worth


def quoted(text: str) -> str:
    """``text`` as a string inside a formula."""
    return '"' + text.replace('"', '""') + '"'


def words(cell: str) -> str:
    """What a cell says, without case and outer spaces."""
    return f'LOWER(TRIM(SUBSTITUTE({cell},CHAR(160)," ")))'


def is_no_data(cell: str) -> str:
    """Whether a cell says that there is no data yet."""
    said = words(cell)
    return f"OR({','.join(f'LEFT({said},{len(each)})={quoted(each)}' for each in _NO_DATA)})"


def holds_digit(cell: str) -> str:
    """Whether any digit stands in a cell."""
    return f"{_digits_in(words(cell))}>0"


def says_percent(cell: str) -> str:
    """Whether a text ends with a per cent sign or its word."""
    return f'OR(RIGHT({words(cell)},1)="%",RIGHT({words(cell)},6)="persen")'


@dataclass(frozen=True, slots=True)
class Helper:
    """A hidden cell: its key in ``layout.HELPERS``, its formula, and what that shows now."""

    key: str
    formula: str
    shown: str | Decimal


def figure_helpers(
    indicator: Indicator, cells: Mapping[str, str], said: str, value: Decimal | None
) -> Iterator[Helper]:
    """The helpers of an indicator's row.

    Args:
        indicator: the row's.
        cells: addresses by the column's or helper's key.
        said: what the text in realisasi says of the figure; empty where it is a number or nothing.
        value: the figure it holds.
    """
    cell, bare = cells["realisasi"], cells["tulisan"]
    ends = ("%", "persen") if indicator.is_percentage else (_unit(indicator),)
    yield Helper("tulisan", f'=IF(ISTEXT({cell}),{_without_ends(words(cell), ends)},"")', said)
    yield from _marks(bare, said)
    number = cell
    if indicator.is_percentage:
        # Typed as 75,5% it is stored as 0.755 with a per cent format. CELL("format") is not
        # offered by Excel on the web, where the plain number must do.
        number = f'IF(IFERROR(LEFT(CELL("format",{cell}),1)="P",FALSE),{cell}*100,{cell})'
    parsed = _parsed(cells, bare, grouping=str(indicator.decimals == 0).upper())
    yield Helper("angka", _read(cell, number, parsed), "" if value is None else value)


def amount_helpers(cells: Mapping[str, str], said: str, value: Decimal | None) -> Iterator[Helper]:
    """The helpers of a programme's row; a word like ``miliar`` multiplies an amount."""
    cell, bare, digits = cells["anggaran_realisasi"], cells["tulisan"], cells["digit"]
    text = words(cell)
    behind = f'IF(LEFT({text},3)="rp.",TRIM(MID({text},4,60)),'
    behind += f'IF(LEFT({text},2)="rp",TRIM(MID({text},3,60)),{text}))'
    yield Helper("tulisan", f'=IF(ISTEXT({cell}),{behind},"")', said)
    ends = ("rupiah", ",-", ".-", *(word for word, _ in _SCALES))
    yield Helper("digit", f'=IF(LEN({bare})=0,"",{_without_ends(bare, ends)})', said)
    scale = "1"
    for word, worth in _SCALES:
        scale = f"IF(RIGHT({bare},{len(word)})={quoted(word)},{worth},{scale})"
    yield Helper("kali", f"={scale}", Decimal(1))
    yield from _marks(digits, said)
    times = cells["kali"]
    parsed = _parsed(cells, digits, grouping=f"{times}=1", times=f"*{times}")
    yield Helper("angka", _read(cell, cell, parsed), "" if value is None else value)


def _marks(digits: str, said: str) -> Iterator[Helper]:
    """The helpers that say how long the part before a comma is, and how many points there are."""
    for key, formula, shown in (
        ("utuh", f'FIND(",",{digits}&",")-1', len(said.partition(",")[0])),
        ("titik", _count(digits, "."), said.count(".")),
    ):
        yield Helper(key, f'=IF(LEN({digits})=0,"",{formula})', Decimal(shown) if said else "")


def _read(cell: str, number: str, parsed: str) -> str:
    said = words(cell)
    nil = f'OR({said}="nihil",{said}="nol")'
    of_text = f'IF({nil},0,IF({is_no_data(cell)},"",IFERROR({parsed},{quoted(UNREAD)})))'
    return f'=IF(ISNUMBER({cell}),{number},IF(ISTEXT({cell}),IF(LEN({said})=0,"",{of_text}),""))'


def _parsed(cells: Mapping[str, str], digits: str, *, grouping: str, times: str = "") -> str:
    """The value of digits with points and commas between them.

    Args:
        cells: addresses of the helpers.
        digits: the cell that holds the digits.
        grouping: the condition under which a single point stands between thousands.
        times: what the value is multiplied by.
    """
    commas, points, whole = _count(digits, ","), cells["titik"], cells["utuh"]
    rest = f"(LEN({digits})-{whole}-1)"
    grouped = _is_grouped(digits, whole, points)
    before = f'VALUE(SUBSTITUTE(LEFT({digits},{whole}),".",""))'
    decimal = f"ROUND({before}+VALUE(MID({digits},{whole}+2,20))/10^{rest},{rest})"
    point = f'FIND(".",{digits})'
    pointed = (
        f"ROUND(VALUE(LEFT({digits},{point}-1))+VALUE(MID({digits},{point}+1,20))"
        f"/10^(LEN({digits})-{point}),LEN({digits})-{point})"
    )
    # One group of three after a single mark is 1250 to one reader and 1,25 to another.
    three = f'AND({rest}=3,{whole}>=1,{whole}<=3,LEFT({digits},1)<>"0")'
    once = f"IF({grouping},{before}{times},{quoted(TWO_WAYS)})"
    cases = (
        (f"NOT({_is_digits(digits)})", quoted(UNREAD)),
        (f"AND({commas}=0,{points}=0)", f"VALUE({digits}){times}"),
        (f"AND({commas}=1,{points}=0)", f"IF({three},{quoted(TWO_WAYS)},{decimal}{times})"),
        (f"AND({commas}=0,{points}=1)", f"IF(IFERROR({grouped},FALSE),{once},{pointed}{times})"),
        (f"IFERROR(NOT({grouped}),TRUE)", quoted(UNREAD)),
        (f"{commas}=0", before + times),
        (f"{commas}=1", decimal + times),
    )
    return choose(cases, quoted(UNREAD))


def _is_grouped(digits: str, whole: str, points: str) -> str:
    """Whether points stand between groups of three, and nowhere else."""
    stands = ",".join(
        f'IF({points}>={each},MID({digits},{whole}-{4 * each - 1},1)=".",TRUE)'
        for each in range(1, _MOST_POINTS + 1)
    )
    first = f"{whole}-4*{points}"
    return f'AND({points}<={_MOST_POINTS},{first}>=1,{first}<=3,LEFT({digits},1)<>"0",{stands})'


def _is_digits(text: str) -> str:
    bare = f'SUBSTITUTE(SUBSTITUTE({text},",",""),".","")'
    length = f"LEN({bare})"
    return f"AND({length}>0,{length}<={_MOST_DIGITS},{_digits_in(bare)}={length})"


def _digits_in(text: str) -> str:
    return f'SUMPRODUCT(LEN({text})-LEN(SUBSTITUTE({text},{_TEN},"")))'


def _count(text: str, mark: str) -> str:
    return f'(LEN({text})-LEN(SUBSTITUTE({text},{quoted(mark)},"")))'


def _without_ends(text: str, ends: Iterable[str]) -> str:
    bare = text
    for end in reversed(tuple(ends)):
        cut = f"TRIM(LEFT({text},LEN({text})-{len(end)}))"
        bare = f"IF(RIGHT({text},{len(end)})={quoted(end)},{cut},{bare})"
    return bare


def _unit(indicator: Indicator) -> str:
    return " ".join(indicator.unit_of_measure.lower().split())[:_LONGEST_UNIT]


def choose(cases: Cases, otherwise: str) -> str:
    """A formula of the first case that holds; ``otherwise`` is a formula or a quoted text too."""
    nested = otherwise
    for condition, worth in reversed(list(cases)):
        nested = f"IF({condition},{worth},{nested})"
    return nested
