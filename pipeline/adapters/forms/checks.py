"""The column Periksa: in a few words, what is still missing or doubtful in each row of the form.

What it calls ``Lengkap`` is accepted when the form is read; what it marks with an arrow is refused
or asked about (``answers``). Between them stands advice, which keeps nobody from handing in. Of a
text that only the reader can read (``typed``) it says that it was not read here, and no more.
"""

from collections.abc import Mapping
from decimal import Decimal

from pipeline.adapters.forms import doubts, typed
from pipeline.adapters.forms.formulas import Judged
from pipeline.adapters.forms.typed import Cases, choose, quoted
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
_AS_MONEY = f"{MARK} Tertulis rupiah; periksa satuannya"
_TWO_WAYS = f"{MARK} Dapat dibaca dua cara; tulis tanpa pemisah ribuan"
_BEYOND = f"{MARK} Jauh di atas target; periksa, atau tulis “benar” di Keterangan"
_FELL = f"{MARK} Lebih kecil dari triwulan lalu; tulis sebabnya di Keterangan"
UNREAD_HERE = "Teks belum terbaca di sini; tulis angkanya saja"
_FROM_TEXT = f"{COMPLETE}; dibaca dari teks"
_HINDERING = f"{COMPLETE}; penghambat belum ditulis"
_EVIDENCE = f"{COMPLETE}; bukti belum disebut"
_FALLEN = f"{COMPLETE}; lebih kecil dari triwulan lalu"

_MET = Decimal(100)


def check_indicator(
    indicator: Indicator, cells: Mapping[str, str], before: Decimal | None, by: Judged
) -> str:
    """What an indicator's row lacks.

    Args:
        indicator: as the agreement states it.
        cells: addresses by the column's key, the helper ``angka`` among them.
        before: what was counted up to the quarter before, where the count goes on.
        by: the period and the office's rules.
    """
    figure, angka, target = cells["realisasi"], cells["angka"], indicator.target(by.period)
    words = typed.words(figure)
    reason = f"OR({_is_said(cells['keterangan'])},LEN({words})>16)"
    advice = choose(_advised(cells, before), quoted(COMPLETE))
    asked = list(_asked(indicator, cells, before, by))
    return "=" + choose(
        (
            (f"ISERROR({figure})", quoted(_ERROR)),
            (f"LEN({words})=0", quoted(EMPTY)),
            (
                f"ISNUMBER({figure})",
                choose((*_wrong(indicator, target, figure), *asked), advice),
            ),
            (f'OR({words}="nihil",{words}="nol")', choose(asked, advice)),
            (typed.is_no_data(figure), f"IF({reason},{quoted(COMPLETE)},{quoted(_NEEDS_REASON)})"),
            (
                f"ISNUMBER({angka})",
                choose((*_wrong_text(indicator, target, cells), *asked), quoted(_FROM_TEXT)),
            ),
            *_unread(indicator, cells),
        ),
        quoted(_AS_TEXT),
    )


def _unread(indicator: Indicator, cells: Mapping[str, str]) -> Cases:
    """What is said of a text that is no figure to the form."""
    figure, angka = cells["realisasi"], cells["angka"]
    yield f"{angka}={quoted(typed.TWO_WAYS)}", quoted(_TWO_WAYS)
    if not indicator.is_percentage:
        yield typed.says_percent(figure), quoted(_AS_PERCENT)
    if not indicator.is_money:
        yield f'LEFT({typed.words(figure)},2)="rp"', quoted(_AS_MONEY)
    yield typed.holds_digit(figure), quoted(UNREAD_HERE)


def _wrong_text(indicator: Indicator, target: Decimal, cells: Mapping[str, str]) -> Cases:
    """What keeps a figure written as text from being taken."""
    angka = cells["angka"]
    if indicator.is_percentage and target >= doubts.TARGET_OF_PERCENT:
        lost = f"AND({_is_lost(angka, target)},NOT({typed.says_percent(cells['realisasi'])}))"
        yield lost, quoted(_LOST_PERCENT)
    if indicator.decimals == 0:
        yield f"{angka}<>INT({angka})", quoted(_NEEDS_WHOLE)


def _asked(
    indicator: Indicator, cells: Mapping[str, str], before: Decimal | None, by: Judged
) -> Cases:
    """Figures that are taken only with a word of explanation."""
    angka, remark = cells["angka"], cells["keterangan"]
    most = doubts.most_expected(indicator, indicator.target(by.period), by.rules)
    if most is not None:
        said = f'SUBSTITUTE(" "&{remark},CHAR(10)," ")'
        meant = f'ISNUMBER(SEARCH(" {doubts.MEANT}",{said}))'
        yield f"AND({angka}>{most:f},NOT({meant}))", quoted(_BEYOND)
    if before is not None:
        yield f"AND({angka}<{before:f},NOT({_is_said(remark)}))", quoted(_FELL)


def _is_said(remark: str) -> str:
    return f"LEN(TRIM({remark}))>1"


def _is_lost(figure: str, target: Decimal) -> str:
    least, most = target / 200, target / 50  # its hundredfold within a factor of two
    near = f"{figure}<={doubts.LARGE_FRACTION},{figure}>={least:f},{figure}<={most:f}"
    return f"AND({figure}>0,OR({figure}<1,AND({near})))"


def _wrong(indicator: Indicator, target: Decimal, figure: str) -> Cases:
    """What keeps a stored number from being taken, in the order in which it is found."""
    percent = _is_shown_as("P", figure)
    # LibreOffice calls the format of a date none, so a figure like a day of ours is doubted.
    days = f"{figure}=INT({figure}),{figure}>={doubts.FIRST_DAY},{figure}<={doubts.LAST_DAY}"
    is_day = f"AND({days},{figure}>={target * doubts.FAR:f})"
    yield f"OR({_is_shown_as('D', figure)},{is_day})", quoted(_AS_DATE)
    if not indicator.is_percentage:
        yield percent, quoted(_AS_PERCENT)
    elif target >= doubts.TARGET_OF_PERCENT:
        yield f"AND({_is_lost(figure, target)},NOT({percent}))", quoted(_LOST_PERCENT)
    above, below = doubts.THOUSAND * doubts.NEAR, doubts.THOUSAND / doubts.NEAR
    if target >= doubts.TARGET_WITH_THOUSANDS:
        near = f"{figure}*{above}>={target:f},{figure}*{below}<={target:f}"
        whole = f"ROUND({figure}*1000,6)=ROUND({figure}*1000,0)"
        yield f"AND({near},{whole})", quoted(_LOST_THOUSANDS)
    if target > 0 and indicator.decimals:
        near = f"{figure}>={target * below:f},{figure}<={target * above:f},{figure}=INT({figure})"
        yield f"AND({figure}>={doubts.THOUSAND},{near})", quoted(_LOST_COMMA)
    if indicator.decimals == 0:
        yield f"{figure}<>INT({figure})", quoted(_NEEDS_WHOLE)
    if not indicator.is_percentage:
        yield f"{figure}<0", quoted(_NEGATIVE)


def _advised(cells: Mapping[str, str], before: Decimal | None) -> Cases:
    if before is not None:
        yield f"{cells['angka']}<{before:f}", quoted(_FALLEN)
    below = f"IF(ISNUMBER({cells['capaian']}),{cells['capaian']}<{_MET},FALSE)"
    silent = f"LEN(TRIM({cells['penghambat']}&{cells['keterangan']}))=0"
    yield f"AND({below},{silent})", quoted(_HINDERING)
    yield f"LEN(TRIM({cells['bukti']}))=0", quoted(_EVIDENCE)


def shown_indicator(row: IndicatorRow | None, before: Decimal | None, by: Judged) -> str:
    """What ``check_indicator`` shows for an answer that was accepted, or for none."""
    if row is None:
        return EMPTY
    value, target = row.realisation.value, row.indicator.target(by.period)
    if value is None:
        return COMPLETE
    most = doubts.most_expected(row.indicator, target, by.rules)
    if most is not None and value > most and not doubts.is_meant(row.remark):
        return _BEYOND
    has_fallen = before is not None and value < before
    if has_fallen and not _says(row.remark):
        return _FELL
    if row.realisation.status == "terisi" and is_written_out(row.indicator, target, value):
        return _FROM_TEXT
    return _FALLEN if has_fallen else _shown_advice(row, row.achieved(by.period, by.rules))


def _shown_advice(row: IndicatorRow, achieved: Decimal | None) -> str:
    silent = not (row.hindering + row.remark).strip()
    if achieved is not None and achieved < _MET and silent:
        return _HINDERING
    return COMPLETE if row.evidence.strip() else _EVIDENCE


def is_lost_percent(indicator: Indicator, target: Decimal, value: Decimal) -> bool:
    """Whether a stored number is taken for the hundredth of a per cent figure."""
    return indicator.is_percentage and doubts.lost_percent(value, target) is not None


def is_written_out(indicator: Indicator, target: Decimal, value: Decimal) -> bool:
    """Whether a refilled form says this figure as text, so that it is not asked about again."""
    if is_lost_percent(indicator, target, value):
        return False
    meant = doubts.lost_thousands(value, target, decimals=indicator.decimals)
    return meant is not None or doubts.hidden_date(value, target) is not None


def _says(remark: str) -> bool:
    return len(remark.strip()) > 1


def check_budget(budget: Budget, cells: Mapping[str, str], before: Decimal | None) -> str:
    """What a programme's row lacks; parameters as for ``check_indicator``."""
    spent, angka = cells["anggaran_realisasi"], cells["angka"]
    words = typed.words(spent)
    stored = (
        (_is_shown_as("D", spent), quoted(_AS_DATE)),
        (_is_shown_as("P", spent), quoted(_AS_PERCENT)),
    )
    asked = tuple(_asked_of_money(budget, cells, before))
    fallen = [] if before is None else [(f"{angka}<{before:f}", quoted(_FALLEN))]
    physical = (f"NOT(IFERROR({_is_share(cells['anggaran_fisik'])},FALSE))", quoted(_PHYSICAL))
    advice = choose([physical, *fallen], quoted(COMPLETE))
    return "=" + choose(
        (
            (f"ISERROR({spent})", quoted(_ERROR)),
            (f"LEN({words})=0", quoted(EMPTY)),
            (f"ISNUMBER({spent})", choose((*stored, *asked), advice)),
            (f'OR({words}="nihil",{words}="nol")', choose(asked, advice)),
            (f"ISNUMBER({angka})", choose((*asked, physical), quoted(_FROM_TEXT))),
            (f"{angka}={quoted(typed.TWO_WAYS)}", quoted(_TWO_WAYS)),
            (typed.says_percent(spent), quoted(_AS_PERCENT)),
            (typed.holds_digit(spent), quoted(UNREAD_HERE)),
        ),
        quoted(_AS_TEXT),
    )


def _is_share(physical: str) -> str:
    share = f"IF({_is_shown_as('P', physical)},{physical}*100,{physical})"
    return f"IF(ISNUMBER({physical}),AND({physical}>=0,{share}<=100),LEN({physical})=0)"


def _asked_of_money(budget: Budget, cells: Mapping[str, str], before: Decimal | None) -> Cases:
    """Amounts that are not taken, or only with a word of explanation."""
    angka, explained = cells["angka"], _is_said(cells["anggaran_keterangan"])
    yield f"{angka}<0", quoted(_NEGATIVE)
    if budget.ceiling >= doubts.LOW_CEILING:
        words = typed.words(cells["anggaran_realisasi"])
        tails = ",".join(f"RIGHT({words},2)={quoted(each)}" for each in (",-", ".-"))
        named = f'OR(LEFT({words},2)="rp",RIGHT({words},6)="rupiah",{tails})'
        little = f"AND({angka}>0,{angka}<{doubts.LITTLE_MONEY},NOT({named}))"
        yield little, quoted(_IN_THOUSANDS)
    yield f"AND({angka}>{cells['pagu']},NOT({explained}))", quoted(_OVER_CEILING)
    if before is not None:
        yield f"AND({angka}<{before:f},NOT({explained}))", quoted(_FELL)


def shown_budget(row: BudgetRow | None, before: Decimal | None, *, as_text: bool) -> str:
    """What ``check_budget`` shows for an answer that was accepted, or for none."""
    if row is None:
        return EMPTY
    if row.realised > row.budget.ceiling and not _says(row.remark):
        return _OVER_CEILING
    has_fallen = before is not None and row.realised < before
    if has_fallen and not _says(row.remark):
        return _FELL
    if as_text:
        return _FROM_TEXT
    return _FALLEN if has_fallen else COMPLETE


def progress(column: str, first: int, last: int, total: int) -> str:
    """How many rows of the column Periksa are complete."""
    count = f'COUNTIF({column}{first}:{column}{last},"{COMPLETE}*")'
    return f'={count}&" dari {total} baris lengkap"'


def shown_progress(finished: int, total: int) -> str:
    """What the formula of ``progress`` shows."""
    return f"{finished} dari {total} baris lengkap"


def _is_shown_as(letter: str, cell: str) -> str:
    # P for per cent, D for dates and times. Excel on the web does not offer CELL("format"); there
    # the reader of the form says it.
    return f'IFERROR(LEFT(CELL("format",{cell}),1)="{letter}",FALSE)'
