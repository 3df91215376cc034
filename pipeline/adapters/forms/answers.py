"""Reads one cell that a person filled: a realisation, an amount of money, a text.

Every way in which officials write a figure is read here, and what could be two things is asked
about. A trouble is returned as a finding, never raised, so that all are told at once.
"""

from dataclasses import dataclass
from decimal import Decimal

from pipeline.adapters.forms.grid import Value, plain
from pipeline.domain.performance.agreement import Indicator
from pipeline.domain.performance.data import Realisation
from pipeline.domain.performance.numerals import Numeral, read_numeral
from pipeline.errors import Finding
from pipeline.wording.indonesian import number

_NIL = frozenset({"nihil", "nol"})
_NO_DATA = ("belum ada data", "data belum ada", "belum tersedia", "data belum tersedia")
_DASHES = frozenset("-–—−_.?")
#: A stored fraction this small against such a target may be a per cent that lost its sign.
_FRACTION_DOUBT, _TARGET_DOUBT = Decimal(1), Decimal(10)
_SHOWN = 60
_WHOLE = Decimal(100)


@dataclass(frozen=True, slots=True)
class Place:
    """A cell as the person finds it, and what its row is about."""

    row: int
    column: str
    about: str

    def finding(self, code: str, **facts: str) -> Finding:
        """A finding at this place."""
        return Finding(
            code, {"baris": str(self.row), "kolom": self.column, "perihal": self.about, **facts}
        )


@dataclass(frozen=True, slots=True)
class Answer:
    """A realisation, or what is wrong with it."""

    realisation: Realisation | None = None
    finding: Finding | None = None


def squeeze(text: str) -> str:
    """Text without the spaces and line breaks that people and programs add."""
    return " ".join(text.replace("\N{NO-BREAK SPACE}", " ").split())


def shown(value: Value) -> str:
    """A cell's content as a finding quotes it."""
    if value.kind == "number":
        return f"{number(value.number * 100)}%" if value.is_percent else number(value.number)
    text = squeeze("".join(c for c in value.text if c.isprintable() or c.isspace()))
    return text if len(text) <= _SHOWN else text[: _SHOWN - 1] + "…"


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
        return _read_words(value, remark, indicator, place)
    return Answer(finding=place.finding("F21", isi=shown(value)))


def _read_words(value: Value, remark: str, indicator: Indicator, place: Place) -> Answer:
    words = squeeze(value.text)
    if words.casefold() in _NIL:
        return Answer(Realisation(status="nihil", value=Decimal(0)))
    if set(words) <= _DASHES:
        return Answer(finding=place.finding("F24", isi=words))
    said = _reason_after_no_data(words)
    if said is None:
        return _read_text(value, _without_unit(words, indicator), indicator, place)
    reason = remark or said
    if not any(character.isalnum() for character in reason):
        return Answer(finding=place.finding("F25"))
    return Answer(Realisation(status="belum ada data", reason=reason))


def _reason_after_no_data(words: str) -> str | None:
    for phrase in _NO_DATA:
        if words.casefold().startswith(phrase):
            return words[len(phrase) :].strip(" ,;:.-–—()").removeprefix("karena ")
    return None


def _without_unit(words: str, indicator: Indicator) -> str:
    unit = squeeze(indicator.unit_of_measure).casefold()
    # "480 orang" says the unit again; a per cent sign is read by the numeral itself.
    if unit and not indicator.is_percentage and words.casefold().endswith(f" {unit}"):
        return words[: -len(unit)].rstrip()
    return words


def _read_number(value: Value, indicator: Indicator, target: Decimal, place: Place) -> Answer:
    if value.is_date:
        return Answer(finding=place.finding("F28"))
    figure = value.number
    if value.is_percent:
        if not indicator.is_percentage:
            unit = indicator.unit_of_measure
            return Answer(finding=place.finding("F29", isi=shown(value), satuan=unit))
        # A figure typed with a per cent sign is stored as a hundredth.
        figure *= 100
    elif indicator.is_percentage and 0 < figure < _FRACTION_DOUBT and target >= _TARGET_DOUBT:
        facts = {"target": number(target), "kedua": number(figure * 100)}
        return Answer(finding=place.finding("F30", isi=number(figure), **facts))
    return _accept(figure, shown(value), indicator, place)


def _read_text(value: Value, words: str, indicator: Indicator, place: Place) -> Answer:
    numeral = read_numeral(words, decimals=indicator.decimals)
    unit = indicator.unit_of_measure
    if numeral.trouble == "ambiguous":
        first, second = _two_readings(words)
        facts = {"satuan": unit, "pertama": first, "kedua": second}
        return Answer(finding=place.finding("F22", isi=shown(value), **facts))
    if numeral.trouble == "not_whole":
        return Answer(finding=place.finding("F23", isi=shown(value), satuan=unit))
    if numeral.value is None:
        return Answer(finding=place.finding("F21", isi=shown(value)))
    if numeral.is_percent and not indicator.is_percentage:
        return Answer(finding=place.finding("F29", isi=shown(value), satuan=unit))
    return _accept(numeral.value, shown(value), indicator, place)


def _two_readings(words: str) -> tuple[str, str]:
    """What ``1.250`` may mean: 1250 or 1,25."""
    digits = words.strip("% ").removesuffix("persen").strip()
    thousands = Decimal(digits.replace(".", "").replace(",", ""))
    return number(thousands).replace(".", ""), number(thousands / 1000)


def _accept(figure: Decimal, said: str, indicator: Indicator, place: Place) -> Answer:
    unit = indicator.unit_of_measure
    if indicator.decimals == 0 and figure != figure.to_integral_value():
        return Answer(finding=place.finding("F23", isi=said, satuan=unit))
    if figure < 0 and not indicator.is_percentage:
        return Answer(finding=place.finding("F31", isi=said, rentang="nol atau lebih"))
    return Answer(Realisation(status="terisi", value=plain(figure)))


def read_rupiah(value: Value, place: Place) -> Decimal | Finding:
    """Read an amount of money; ``nihil`` is 0."""
    amount = _read_amount(value, place)
    if isinstance(amount, Finding):
        return amount
    if amount.is_percent:
        return place.finding("F29", isi=shown(value), satuan="rupiah")
    if amount.value is None or amount.value < 0:
        return place.finding("F31", isi=shown(value), rentang="nol atau lebih")
    return plain(amount.value)


def read_percent(value: Value, place: Place) -> Decimal | Finding:
    """Read a share of 100, with or without its sign."""
    share = _read_amount(value, place)
    if isinstance(share, Finding):
        return share
    if share.value is None or not 0 <= share.value <= _WHOLE:
        return place.finding("F31", isi=shown(value), rentang="0 sampai dengan 100")
    return plain(share.value)


def _read_amount(value: Value, place: Place) -> Numeral | Finding:
    if value.is_date:
        return place.finding("F28")
    if value.kind == "number":
        figure = value.number * 100 if value.is_percent else value.number
        return Numeral(value=figure, is_percent=value.is_percent)
    words = squeeze(value.text)
    if value.kind == "text" and words.casefold() in _NIL:
        return Numeral(value=Decimal(0))
    if set(words) <= _DASHES:
        return place.finding("F24", isi=words)
    numeral = read_numeral(words, decimals=2, is_money=True)
    return place.finding("F21", isi=shown(value)) if numeral.value is None else numeral
