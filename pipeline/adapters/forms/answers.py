"""Reads one cell that a person filled: a realisation, an amount of money, a text.

Every way in which officials write a figure is read here, and what could be two things is asked
about. A trouble is returned as a finding, never raised, so that all are told at once.
"""

import contextlib
import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from pipeline.adapters.forms import doubts
from pipeline.adapters.forms.formulas import Judged
from pipeline.adapters.forms.grid import Value, plain
from pipeline.domain.performance.agreement import Indicator
from pipeline.domain.performance.data import Realisation
from pipeline.domain.performance.numerals import Numeral, read_numeral
from pipeline.errors import Finding
from pipeline.wording.indonesian import date_words, number, spelled

_NIL = frozenset({"nihil", "nol", "nihil (0)", "0 (nihil)", "nihil (nol)", "0 (nol)", "nol (0)"})
_NO_DATA = re.compile(
    r"(?:data\s+(?:masih\s+)?)?(?:belum|blm)\s+(?:ada|tersedia|masuk)\s+data(?:nya)?\b"
    r"|data(?:nya)?\s+(?:masih\s+)?(?:belum|blm)\s+(?:ada|tersedia|masuk)\b"
    r"|(?:belum|blm)\s+tersedia\b|data\s+(?:akan\s+)?menyusul\b",
    re.IGNORECASE,
)
_DASHES = frozenset("-–—−_.?")
#: Words that mean nil to one office and "no data" to another.
_UNCLEAR = frozenset({
    "tidak ada", "tdk ada", "tidak ada data", "belum ada", "kosong", "n/a", "na", "tidak tersedia",
    "tidak diketahui", "tad",
})  # fmt: skip
#: Evidence that nobody could look for.
_ONLY_SOME = frozenset({
    "ada", "sudah ada", "sdh ada", "ya", "ok", "oke", "v", "x", "√", "✓", "tersedia", "lengkap",
    "terlampir", "lampiran", "lihat lampiran", "bukti", "ada bukti", "file", "berkas", "dokumen",
})  # fmt: skip
_SHOWN = 60
_WHOLE = Decimal(100)
_IN_WORDS = re.compile(r"(?P<figure>[\d.]+)\s*\((?P<words>[a-z ]+)\)(?P<unit>.*)", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Place:
    """A cell as the person finds it, and what its row is about."""

    row: int
    column: str  #: its heading, as the form shows it
    about: str
    address: str  #: as the spreadsheet names it: ``I12``

    def finding(self, code: str, **facts: str) -> Finding:
        """A finding at this place."""
        where = {"sel": self.address, "baris": str(self.row), "kolom": self.column}
        return Finding(code, {**where, "perihal": self.about, **facts})


@dataclass(frozen=True, slots=True)
class Answer:
    """A realisation, or what is wrong with it."""

    realisation: Realisation | None = None
    finding: Finding | None = None


def squeeze(text: str) -> str:
    """Text without the spaces and line breaks that people and programs add."""
    return " ".join(text.replace("\N{NO-BREAK SPACE}", " ").split())


def says_something(remark: str) -> bool:
    """Whether a remark explains anything; a mere dash does not."""
    return any(each.isalnum() for each in remark)


def shown(value: Value) -> str:
    """A cell's content as a finding quotes it."""
    if value.is_date and (day := _day_of(value)):
        return date_words(day)
    if value.kind == "number":
        return f"{number(value.number * 100)}%" if value.is_percent else number(value.number)
    if value.kind == "boolean":
        return "TRUE" if value.text == "1" else "FALSE"
    text = squeeze("".join(c for c in value.text if c.isprintable() or c.isspace()))
    return text if len(text) <= _SHOWN else text[: _SHOWN - 1] + "…"


def _day_of(value: Value) -> date | None:
    """The day that a date says; None for a mere time of day."""
    with contextlib.suppress(ValueError, OverflowError):
        return date.fromisoformat(value.text[:10]) if value.text else doubts.day(value.number)
    return None


def stale(value: Value, place: Place, *, is_calculated: bool) -> Finding | None:
    """Why a formula's stored result cannot be taken, if it cannot."""
    if value.kind == "error":
        return place.finding("F26", isi=shown(value))
    if value.is_formula and (value.kind == "blank" or not is_calculated):
        return place.finding("F27")
    return None


def read_realisation(
    value: Value, remark: str, indicator: Indicator, target: Decimal, place: Place
) -> Answer:
    """Read the realisation of ``indicator``, whose cumulative target is ``target``."""
    if value.kind == "blank":
        return Answer(finding=place.finding("F20"))
    if value.kind == "number":
        return _read_number(value, indicator, target, place)
    if value.kind == "text":
        return _read_words(value, remark, indicator, target, place)
    return Answer(finding=place.finding("F21", isi=shown(value)))


def _read_words(
    value: Value, remark: str, indicator: Indicator, target: Decimal, place: Place
) -> Answer:
    words = squeeze(value.text)
    if _is_nil(words):
        return Answer(Realisation(status="nihil", value=Decimal(0)))
    if _is_unclear(words):
        return Answer(finding=place.finding("F24", isi=words))
    said = _reason_after_no_data(words)
    if said is None:
        return _read_text(value, indicator, target, place)
    reason = remark or said
    if not says_something(reason):
        return Answer(finding=place.finding("F25"))
    return Answer(Realisation(status="belum ada data", reason=reason))


def _is_nil(words: str) -> bool:
    return words.casefold().rstrip(" .!") in _NIL


def _is_unclear(words: str) -> bool:
    return set(words) <= _DASHES or words.casefold().strip(" .!-") in _UNCLEAR


def _reason_after_no_data(words: str) -> str | None:
    found = _NO_DATA.match(words)
    if found is None:
        return None
    return words[found.end() :].strip(" ,;:.-–—()").removeprefix("karena ")


def _without_unit(words: str, indicator: Indicator) -> str:
    """A figure without what merely says it again: the satuan, or the number in words."""
    bare = _without_number_words(words.removesuffix("."))
    unit = squeeze(indicator.unit_of_measure).casefold()
    # A per cent sign is read by the numeral itself.
    if unit and not indicator.is_percentage and bare.casefold().endswith(unit):
        return bare[: -len(unit)].rstrip()
    return bare


def _without_number_words(words: str) -> str:
    """``480 (empat ratus delapan puluh)`` is 480, but only where both say the same."""
    twice = _IN_WORDS.fullmatch(words)
    if twice is None:
        return words
    digits = twice["figure"].replace(".", "")
    agrees = digits.isdecimal() and squeeze(twice["words"]).casefold() == spelled(int(digits))
    return f"{twice['figure']}{twice['unit']}" if agrees else words


def _read_number(value: Value, indicator: Indicator, target: Decimal, place: Place) -> Answer:
    if value.is_date:
        return Answer(finding=place.finding("F28"))
    figure = value.number
    if value.is_percent:
        if not indicator.is_percentage:
            unit = indicator.unit_of_measure
            return Answer(finding=place.finding("F29", isi=shown(value), satuan=unit))
        # A figure typed with a per cent sign is stored as a hundredth.
        return _accept(figure * 100, shown(value), indicator, place)
    # A per cent sign typed into a cell would make another number of it, the word makes text.
    unit = "persen" if indicator.is_percentage else indicator.unit_of_measure
    facts = {"isi": _bare(figure), "target": number(target), "satuan": unit}
    day = doubts.hidden_date(figure, target)
    if day is not None:
        return Answer(finding=place.finding("F35", **facts, tanggal=date_words(day)))
    meant = doubts.lost_thousands(figure, target, decimals=indicator.decimals)
    if meant is not None:
        return Answer(finding=place.finding("F32", **facts, kedua=_bare(meant)))
    return _doubt_fraction(figure, indicator, target, place) or _accept(
        figure, shown(value), indicator, place
    )


def _doubt_fraction(
    figure: Decimal, indicator: Indicator, target: Decimal, place: Place
) -> Answer | None:
    """Asks about a small figure without a per cent sign where the satuan is per cent."""
    meant = doubts.lost_percent(figure, target) if indicator.is_percentage else None
    if meant is None:
        return None
    facts = {"isi": number(figure), "target": number(target), "kedua": number(meant)}
    return Answer(finding=place.finding("F30", **facts))


def _read_text(value: Value, indicator: Indicator, target: Decimal, place: Place) -> Answer:
    words = _without_unit(squeeze(value.text), indicator)
    numeral = read_numeral(words, decimals=indicator.decimals)
    unit = indicator.unit_of_measure
    if numeral.trouble == "ambiguous":
        return Answer(finding=_asked(value, numeral.readings, place))
    if numeral.trouble == "not_whole":
        return Answer(finding=place.finding("F23", isi=shown(value), satuan=unit))
    if numeral.value is None:
        return Answer(finding=place.finding("F21", isi=shown(value)))
    if numeral.is_percent and not indicator.is_percentage:
        return Answer(finding=place.finding("F29", isi=shown(value), satuan=unit))
    if numeral.names_money and not indicator.is_money:
        return Answer(finding=place.finding("F39", isi=shown(value), satuan=unit))
    doubt = None
    if not numeral.is_percent:
        doubt = _doubt_fraction(numeral.value, indicator, target, place)
    return doubt or _accept(numeral.value, shown(value), indicator, place)


def _asked(value: Value, readings: Iterable[Decimal], place: Place) -> Finding:
    first, second = map(_bare, readings)
    return place.finding("F22", isi=shown(value), pertama=first, kedua=second)


def _bare(figure: Decimal) -> str:
    """A figure without thousand points, where those are what is unclear."""
    return number(figure).replace(".", "")


def _accept(figure: Decimal, said: str, indicator: Indicator, place: Place) -> Answer:
    unit = indicator.unit_of_measure
    if indicator.decimals == 0 and figure != figure.to_integral_value():
        return Answer(finding=place.finding("F23", isi=said, satuan=unit))
    if figure < 0 and not indicator.is_percentage:
        return Answer(finding=place.finding("F31", isi=said, rentang="nol atau lebih"))
    return Answer(Realisation(status="terisi", value=plain(figure)))


def beyond(
    figure: Decimal, remark: str, indicator: Indicator, place: Place, by: Judged
) -> Finding | None:
    """Asks about a figure far beyond its target, unless the remark says that it is meant."""
    target = indicator.target(by.period)
    most = doubts.most_expected(indicator, target, by.rules)
    if most is None or figure <= most or doubts.is_meant(remark):
        return None
    unit = indicator.unit_of_measure
    facts = {"isi": number(figure), "target": number(target), "batas": number(most)}
    return place.finding("F37", satuan=unit, **facts)


def unnamed(evidence: str, place: Place) -> Finding | None:
    """Asks which evidence a text speaks of that says only that there is some."""
    words = squeeze(evidence).casefold().strip(" .!")
    return place.finding("F42", isi=squeeze(evidence)) if words in _ONLY_SOME else None


def fallen(
    figure: Decimal, before: Decimal | None, remark: str, place: Place, when: str
) -> Finding | None:
    """Asks about a count that is lower than it was the quarter before, and gives no reason."""
    if before is None or figure >= before or says_something(remark):
        return None
    return place.finding("F38", isi=number(figure), lalu=number(before), periode=when)


def read_rupiah(value: Value, ceiling: Decimal, place: Place) -> Decimal | Finding:
    """Read an amount of money spent under a ``ceiling``; ``nihil`` is 0."""
    amount = _read_amount(value, place)
    if isinstance(amount, Finding):
        return amount
    if amount.is_percent:
        return place.finding("F29", isi=shown(value), satuan="rupiah")
    if amount.value is None or amount.value < 0:
        return place.finding("F41", isi=shown(value))
    if not amount.names_money and doubts.is_not_in_rupiah(amount.value, ceiling):
        return place.finding("F33", isi=number(plain(amount.value)), pagu=number(ceiling))
    return plain(amount.value)


def read_percent(value: Value, place: Place) -> Decimal | Finding:
    """Read a share of 100, with or without its sign."""
    share = _read_amount(value, place)
    if isinstance(share, Finding):
        return share
    if share.value is None or not 0 <= share.value <= _WHOLE:
        return place.finding("F31", isi=shown(value), rentang="0 sampai dengan 100")
    meant = None if share.is_percent else doubts.lost_percent(share.value, _WHOLE)
    if meant is not None and meant <= _WHOLE:
        facts = {"isi": number(share.value), "target": number(_WHOLE), "kedua": number(meant)}
        return place.finding("F30", **facts)
    return plain(share.value)


def _read_amount(value: Value, place: Place) -> Numeral | Finding:
    if value.is_date:
        return place.finding("F28")
    if value.kind == "number":
        figure = value.number * 100 if value.is_percent else value.number
        return Numeral(value=figure, is_percent=value.is_percent)
    words = squeeze(value.text)
    if value.kind == "text" and _is_nil(words):
        return Numeral(value=Decimal(0))
    if value.kind == "text" and _is_unclear(words):
        return place.finding("F24", isi=words)
    numeral = read_numeral(words.removesuffix("."), decimals=2, is_money=True)
    if numeral.trouble == "ambiguous":
        return _asked(value, numeral.readings, place)
    return place.finding("F21", isi=shown(value)) if numeral.value is None else numeral
