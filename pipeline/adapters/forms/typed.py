"""Figures typed as text, read by the form's own formulas (the hidden helper columns).

``61,5%``, ``1.250 orang`` and ``Rp 1.600.000.000,-`` are figures to the reader of the form, so they
are figures to its capaian and its means. Only writings with one reading are read, by the same
rules as ``domain.performance.numerals``; of a rarer one the form says that it was not read here,
and prints no mean without it.
"""

from collections.abc import Iterable

from pipeline.domain.performance.agreement import Indicator

#: What the helper column Angka holds where it holds no number.
UNREAD, TWO_WAYS = "teks", "dua"
_LONGEST_UNIT = 60  # a text inside a formula has its limit
_MOST_POINTS = 4  # trillions
_MOST_DIGITS = 15  # what a spreadsheet keeps of a number
_NO_DATA = ("belum ada data", "belum tersedia", "data menyusul")
_SCALES = (("ribu", 10**3), ("juta", 10**6), ("miliar", 10**9), ("milyar", 10**9))
_TEN = '{"0","1","2","3","4","5","6","7","8","9"}'


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


def bare_figure(indicator: Indicator, cell: str) -> str:
    """The helper Tulisan of an indicator: its text without the satuan."""
    said = words(cell)
    ends = ("%", "persen") if indicator.is_percentage else (_unit(indicator),)
    return f'=IF(ISTEXT({cell}),{_without_ends(said, ends)},"")'


def bare_amount(cell: str) -> str:
    """The helper Tulisan of an amount: its text without ``Rp``."""
    said = words(cell)
    bare = f'IF(LEFT({said},3)="rp.",TRIM(MID({said},4,60)),'
    bare += f'IF(LEFT({said},2)="rp",TRIM(MID({said},3,60)),{said}))'
    return f'=IF(ISTEXT({cell}),{bare},"")'


def digits_of_amount(bare: str) -> str:
    """The helper Digit of an amount: Tulisan without what stands behind its digits."""
    ends = ("rupiah", ",-", ".-", *(word for word, _ in _SCALES))
    return f'=IF(LEN({bare})=0,"",{_without_ends(bare, ends)})'


def figure(indicator: Indicator, cell: str, bare: str) -> str:
    """The helper Angka of an indicator: a number, nothing, or why there is none."""
    number = cell
    if indicator.is_percentage:
        # Typed as 75,5% it is stored as 0.755 with a per cent format. CELL("format") is not
        # offered by Excel on the web, where the plain number must do.
        number = f'IF(IFERROR(LEFT(CELL("format",{cell}),1)="P",FALSE),{cell}*100,{cell})'
    return _read(cell, number, _parsed(bare, grouping=str(indicator.decimals == 0).upper()))


def amount(cell: str, bare: str, digits: str) -> str:
    """The helper Angka of an amount of money; a word like ``miliar`` multiplies it."""
    scale = "1"
    for word, worth in _SCALES:
        scale = f"IF(RIGHT({bare},{len(word)})={quoted(word)},{worth},{scale})"
    return _read(cell, cell, _parsed(digits, grouping=f"{scale}=1", times=f"*{scale}"))


def _read(cell: str, number: str, parsed: str) -> str:
    said = words(cell)
    nil = f'OR({said}="nihil",{said}="nol")'
    of_text = f'IF({nil},0,IF({is_no_data(cell)},"",IFERROR({parsed},{quoted(UNREAD)})))'
    return f'=IF(ISNUMBER({cell}),{number},IF(ISTEXT({cell}),IF(LEN({said})=0,"",{of_text}),""))'


def _parsed(digits: str, *, grouping: str, times: str = "") -> str:
    """The value of digits with points and commas between them.

    Args:
        digits: the cell that holds them.
        grouping: the condition under which a single point stands between thousands.
        times: what the value is multiplied by.
    """
    commas, points = _count(digits, ","), _count(digits, ".")
    whole = f'(FIND(",",{digits}&",")-1)'
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
    return _choose(cases, quoted(UNREAD))


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


def _choose(cases: Iterable[tuple[str, str]], otherwise: str) -> str:
    nested = otherwise
    for condition, worth in reversed(list(cases)):
        nested = f"IF({condition},{worth},{nested})"
    return nested
