"""The column Periksa: in a few words, what is still missing or doubtful in each row of the form.

What it calls ``Lengkap`` is accepted when the form is read; what it marks with an arrow is refused
or asked about (``answers``). Between them stands advice, which keeps nobody from handing in. It
sees less than the reader does: a number typed as text is asked for again as a number.
"""

from collections.abc import Iterable, Mapping
from decimal import Decimal

from pipeline.adapters.forms.formulas import quoted
from pipeline.domain.performance.agreement import Budget, Indicator
from pipeline.domain.performance.data import BudgetRow, IndicatorRow

COMPLETE = "Lengkap"
MARK = "◄"
EMPTY = f"{MARK} Isi realisasi"
_ERROR = f"{MARK} Rumus menghasilkan kesalahan"
_AS_TEXT = f"{MARK} Teks; tulis sebagai angka"
_AS_DATE = f"{MARK} Terbaca sebagai tanggal"
_AS_PERCENT = f"{MARK} Tulis tanpa tanda %"
_NEEDS_WHOLE = f"{MARK} Harus bilangan bulat"
_NEGATIVE = f"{MARK} Kurang dari nol"
_LOST_PERCENT = f"{MARK} Pecahan? Tulis 75,5 bukan 0,755"
_LOST_THOUSANDS = f"{MARK} Ribuan? Tulis tanpa titik"
_LOST_COMMA = f"{MARK} Kurang koma? Periksa angkanya"
_NEEDS_REASON = f"{MARK} Tulis alasan di Keterangan"
_OVER_CEILING = f"{MARK} Melebihi pagu; tulis alasannya"
_IN_THOUSANDS = f"{MARK} Tulis dalam rupiah penuh"
_PHYSICAL = f"{MARK} Fisik: 0 sampai dengan 100"
_FROM_TEXT = f"{COMPLETE}; dibaca dari teks"
_HINDERING = f"{COMPLETE}; penghambat belum ditulis"
_EVIDENCE = f"{COMPLETE}; bukti belum disebut"
_FALLEN = f"{COMPLETE}; lebih kecil dari triwulan lalu"

_MET = Decimal(100)
#: A fraction is doubted where the target is no fraction itself (finding F30).
_TARGET_OF_PERCENT = Decimal(10)
#: From here on people write thousands with a mark, which a program may take for a comma.
_THOUSAND = Decimal(1000)
_LONGEST_UNIT = 60  # a text inside a formula has its limit
_DAYS = (36_526, 55_152)  # 2000 to 2050 as a spreadsheet stores them
_LITTLE_MONEY, _LOW_CEILING = Decimal(100_000), Decimal(10_000_000)

Cases = Iterable[tuple[str, str]]  #: condition, the word if it holds


def check_indicator(
    indicator: Indicator, target: Decimal, cells: Mapping[str, str], before: Decimal | None
) -> str:
    """What an indicator's row lacks.

    Args:
        indicator: as the agreement states it.
        target: its target in the period.
        cells: addresses by the column's key.
        before: what was counted up to the quarter before, where the count goes on.
    """
    figure, words = cells["realisasi"], f"LOWER(TRIM({cells['realisasi']}))"
    unit = f" {indicator.unit_of_measure.strip().lower()[:_LONGEST_UNIT]}"
    digits = f"LEFT({words},LEN({words})-{len(unit)})"
    counted = f"AND(RIGHT({words},{len(unit)})={quoted(unit)},{_is_digits(digits)})"
    no_data = f'LEFT({words},14)="belum ada data"'
    reason = f"OR(LEN(TRIM({cells['keterangan']}))>1,LEN({words})>16)"
    advice = _choose(_advised(cells, before), COMPLETE)
    return "=" + _choose(
        (
            (f"ISERROR({figure})", quoted(_ERROR)),
            (f"LEN({words})=0", quoted(EMPTY)),
            (f"ISNUMBER({figure})", _choose(_wrong(indicator, target, figure), advice)),
            (f'OR({words}="nihil",{words}="nol")', advice),
            (no_data, f"IF({reason},{quoted(COMPLETE)},{quoted(_NEEDS_REASON)})"),
            (f"IFERROR({counted},FALSE)", quoted(_FROM_TEXT)),
        ),
        _AS_TEXT,
    )


def _wrong(indicator: Indicator, target: Decimal, figure: str) -> Cases:
    """What keeps a stored number from being taken, in the order in which it is found."""
    percent = _is_shown_as("P", figure)
    # LibreOffice calls the format of a date none, so a figure like a day of ours is doubted.
    days = f"{figure}=INT({figure}),{figure}>={_DAYS[0]},{figure}<={_DAYS[1]}"
    is_day = f"AND({days},{figure}>={target * 10:f})"
    yield f"OR({_is_shown_as('D', figure)},{is_day})", quoted(_AS_DATE)
    if not indicator.is_percentage:
        yield percent, quoted(_AS_PERCENT)
    elif target >= _TARGET_OF_PERCENT:
        near = f"AND({figure}<=2,{figure}>={target / 200:f},{figure}<={target / 50:f})"
        lost = f"AND({figure}>0,OR({figure}<1,{near}),NOT({percent}))"
        yield lost, quoted(_LOST_PERCENT)
    if target >= _THOUSAND:
        near = f"{figure}*4000>={target:f},{figure}*250<={target:f}"
        whole = f"ROUND({figure}*1000,6)=ROUND({figure}*1000,0)"
        yield f"AND({near},{whole})", quoted(_LOST_THOUSANDS)
    if target > 0 and indicator.decimals:
        near = f"{figure}>={target * 250:f},{figure}<={target * 4000:f}"
        yield f"AND({figure}>={_THOUSAND},{near},{figure}=INT({figure}))", quoted(_LOST_COMMA)
    if indicator.decimals == 0:
        yield f"{figure}<>INT({figure})", quoted(_NEEDS_WHOLE)
    if not indicator.is_percentage:
        yield f"{figure}<0", quoted(_NEGATIVE)


def _advised(cells: Mapping[str, str], before: Decimal | None) -> Cases:
    if before is not None:
        yield f"N({cells['realisasi']})<{before:f}", quoted(_FALLEN)
    below = f"IF(ISNUMBER({cells['capaian']}),{cells['capaian']}<{_MET},FALSE)"
    silent = f"LEN(TRIM({cells['penghambat']}&{cells['keterangan']}))=0"
    yield f"AND({below},{silent})", quoted(_HINDERING)
    yield f"LEN(TRIM({cells['bukti']}))=0", quoted(_EVIDENCE)


def is_doubted(indicator: Indicator, target: Decimal, value: Decimal) -> bool:
    """Whether a stored number is asked about, so that whoever means it must write it as text."""
    if not value % 1 and _DAYS[0] <= value <= _DAYS[1] and value >= target * 10:
        return True
    if target >= _THOUSAND and value * 4000 >= target and value * 250 <= target:
        return value * 1000 % 1 == 0
    near = target * 250 <= value <= target * 4000
    return bool(indicator.decimals) and target > 0 and value >= _THOUSAND and near and not value % 1


def is_lost_percent(indicator: Indicator, target: Decimal, value: Decimal) -> bool:
    """Whether a stored number is taken for the hundredth of a per cent figure."""
    if not indicator.is_percentage or target < _TARGET_OF_PERCENT or value <= 0:
        return False
    return value < 1 or (value <= 2 and target / 200 <= value <= target / 50)


def is_little_money(ceiling: Decimal, amount: Decimal) -> bool:
    """Whether a stored amount looks as if it were written in thousands or millions."""
    return ceiling >= _LOW_CEILING and 0 < amount < _LITTLE_MONEY


def shown_indicator(
    row: IndicatorRow | None, achieved: Decimal | None, before: Decimal | None, *, as_text: bool
) -> str:
    """What ``check_indicator`` shows for an answer that was accepted, or for none."""
    if row is None:
        return EMPTY
    value = row.realisation.value
    if value is None:
        return COMPLETE
    if as_text:
        return _FROM_TEXT
    if before is not None and value < before:
        return _FALLEN
    silent = not (row.hindering + row.remark).strip()
    if achieved is not None and achieved < _MET and silent:
        return _HINDERING
    return COMPLETE if row.evidence.strip() else _EVIDENCE


def check_budget(budget: Budget, cells: Mapping[str, str], before: Decimal | None) -> str:
    """What a programme's row lacks; parameters as for ``check_indicator``."""
    spent, physical = cells["anggaran_realisasi"], cells["anggaran_fisik"]
    words = f"LOWER(TRIM({spent}))"
    rupiah = f'TRIM(SUBSTITUTE(MID({words},3,30),".",""))'
    wrong = [
        (_is_shown_as("D", spent), quoted(_AS_DATE)),
        (_is_shown_as("P", spent), quoted(_AS_PERCENT)),
        (f"{spent}<0", quoted(_NEGATIVE)),
    ]
    if budget.ceiling >= _LOW_CEILING:
        wrong.append((f"AND({spent}>0,{spent}<{_LITTLE_MONEY})", quoted(_IN_THOUSANDS)))
    reason = f"LEN(TRIM({cells['anggaran_keterangan']}))>1"
    wrong.append((f"AND({spent}>{cells['pagu']},NOT({reason}))", quoted(_OVER_CEILING)))
    fallen = [] if before is None else [(f"N({spent})<{before:f}", quoted(_FALLEN))]
    share = f"IF({_is_shown_as('P', physical)},{physical}*100,{physical})"
    is_share = f"IF(ISNUMBER({physical}),AND({physical}>=0,{share}<=100),LEN({physical})=0)"
    advice = _choose([(f"NOT(IFERROR({is_share},FALSE))", quoted(_PHYSICAL)), *fallen], COMPLETE)
    return "=" + _choose(
        (
            (f"ISERROR({spent})", quoted(_ERROR)),
            (f"LEN({words})=0", quoted(EMPTY)),
            (f"ISNUMBER({spent})", _choose(wrong, advice)),
            (f'OR({words}="nihil",{words}="nol")', advice),
            (f'IFERROR(AND(LEFT({words},2)="rp",{_is_digits(rupiah)}),FALSE)', quoted(_FROM_TEXT)),
        ),
        _AS_TEXT,
    )


def shown_budget(row: BudgetRow | None, before: Decimal | None, *, as_text: bool) -> str:
    """What ``check_budget`` shows for an answer that was accepted, or for none."""
    if row is None:
        return EMPTY
    if as_text:
        return _FROM_TEXT
    if row.realised > row.budget.ceiling and not row.remark.strip():
        return _OVER_CEILING
    return _FALLEN if before is not None and row.realised < before else COMPLETE


def progress(column: str, first: int, last: int, total: int) -> str:
    """How many rows of the column Periksa are complete."""
    count = f'COUNTIF({column}{first}:{column}{last},"{COMPLETE}*")'
    return f'={count}&" dari {total} baris lengkap"'


def shown_progress(finished: int, total: int) -> str:
    """What the formula of ``progress`` shows."""
    return f"{finished} dari {total} baris lengkap"


def _is_digits(text: str) -> str:
    return f"ISNUMBER(VALUE({text})),LEN({text})=LEN(TEXT(VALUE({text}),{quoted('0')}))"


def _is_shown_as(letter: str, cell: str) -> str:
    # P for per cent, D for dates and times. Excel on the web does not offer CELL("format"); there
    # the reader of the form says it.
    return f'IFERROR(LEFT(CELL("format",{cell}),1)="{letter}",FALSE)'


def _choose(cases: Cases, otherwise: str) -> str:
    nested = otherwise if otherwise.startswith("IF(") else quoted(otherwise)
    for condition, word in reversed(list(cases)):
        nested = f"IF({condition},{word},{nested})"
    return nested
