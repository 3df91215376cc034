"""How a paraf and a signature look on paper: a ready-made drawing, no layout engine.

Everything is drawn inside the field's own box, so that a stamp can hide nothing outside it.
"""

# mypy: disable-error-code="no-untyped-call"
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from pyhanko.pdf_utils import generic
from pyhanko.pdf_utils.generic import pdf_name

from pipeline.adapters.signing.revision import Revision, entry
from pipeline.adapters.signing.typeface import RESOURCE_NAMES, Weight, embed, encode, load_typeface
from pipeline.ports.signing import Stamp
from pipeline.wording.indonesian import clock, date_words, nip_grouped

_INK = "0.10 0.13 0.20"
_SOFT = "0.36 0.40 0.47"
_ACCENT = "0.10 0.34 0.56"
_HAIRLINE = "0.62 0.68 0.76"
_PAPER = "0.965 0.975 0.985"

_LEADING = 1.22
_BAR = 2.4
_PADDING = 4.0
_SMALLEST = 3.5
_ZONES = {7: "WIB", 8: "WITA", 9: "WIT"}


@dataclass(frozen=True, slots=True)
class _Line:
    text: str
    size: float
    weight: Weight = "Regular"
    colour: str = _INK
    #: Extra room above the line, as a part of its size.
    gap: float = 0.0


def draw(revision: Revision, stamp: Stamp, width: float, height: float) -> generic.IndirectObject:
    """Add the stamp as a form of exactly this size; gives its reference."""
    lines = _paraf_lines(stamp) if stamp.kind == "paraf" else _signature_lines(stamp)
    content = _paint(lines, width, height)
    form = generic.StreamObject(
        {
            pdf_name("/Type"): pdf_name("/XObject"),
            pdf_name("/Subtype"): pdf_name("/Form"),
            pdf_name("/BBox"): generic.ArrayObject(
                generic.FloatObject(value) for value in (0, 0, width, height)
            ),
            pdf_name("/Resources"): generic.DictionaryObject(
                {pdf_name("/Font"): stamp_fonts(revision)}
            ),
        },
        stream_data=content,
    )
    form.compress()
    return revision.add_object(form)


def stamp_fonts(revision: Revision) -> generic.DictionaryObject:
    """The stamp's fonts by resource name: those the form carries since issue, else new ones."""
    form = entry(revision.root, "/AcroForm", {})
    known = entry(entry(form, "/DR", {}), "/Font", {})
    return generic.DictionaryObject(
        {
            pdf_name(name): known.raw_get(name) if name in known else embed(revision, weight)
            for weight, name in RESOURCE_NAMES.items()
        }
    )


def when_words(moment: datetime) -> str:
    """Date and time as a stamp prints them: ``12 Oktober 2026 pukul 08.00 WIB``."""
    offset = moment.utcoffset() or timedelta()
    hours, rest = divmod(int(offset.total_seconds()), 3600)
    zone = _ZONES.get(hours, "") if rest == 0 else ""
    zone = zone or f"UTC{moment:%z}"
    return f"{date_words(moment.date())} pukul {clock(moment)} {zone}"


def _paraf_lines(stamp: Stamp) -> list[_Line]:
    return [
        _Line("Paraf", 9.0, "Bold", _ACCENT),
        _Line(stamp.post, 6.6, colour=_INK, gap=0.1),
        _Line(when_words(stamp.signed_at), 5.4, colour=_SOFT, gap=0.15),
    ]


def _signature_lines(stamp: Stamp) -> list[_Line]:
    lines = [
        _Line("Ditandatangani secara elektronik oleh:", 6.4, colour=_SOFT),
        _Line(stamp.post, 7.4, colour=_INK, gap=0.15),
        _Line(stamp.holder, 8.6, "Bold", _ACCENT, gap=0.3),
    ]
    if stamp.nip:
        lines.append(_Line(f"NIP. {nip_grouped(stamp.nip)}", 7.0))
    lines.append(_Line(when_words(stamp.signed_at), 6.0, colour=_SOFT, gap=0.3))
    return lines


def _paint(lines: Sequence[_Line], width: float, height: float) -> bytes:
    left = _BAR + _PADDING
    fitted = _fit(lines, width - left - _PADDING, height - 1.5 * _PADDING)
    block = sum(_tall(line) for line in fitted) - fitted[0].gap * fitted[0].size
    # The block stands in the middle of the box, its first line without the gap above it.
    top = (height + block) / 2 + fitted[0].gap * fitted[0].size
    parts = [
        f"q {_PAPER} rg 0 0 {width:.2f} {height:.2f} re f",
        f"{_HAIRLINE} RG 0.5 w 0.25 0.25 {width - 0.5:.2f} {height - 0.5:.2f} re S",
        f"{_ACCENT} rg 0 0 {_BAR} {height:.2f} re f Q",
    ]
    commands = [" ".join(parts).encode()]
    for line in fitted:
        top -= _tall(line)
        baseline = top + 0.30 * line.size
        commands.append(
            f"BT {line.colour} rg {RESOURCE_NAMES[line.weight]} {line.size:.2f} Tf "
            f"{left:.2f} {baseline:.2f} Td ".encode()
            + b"<"
            + encode(line.text).hex().encode()
            + b"> Tj ET"
        )
    return b"\n".join(commands)


def _tall(line: _Line) -> float:
    return line.size * (_LEADING + line.gap)


def _fit(lines: Sequence[_Line], width: float, height: float) -> list[_Line]:
    """Wrap what is too long into two lines, then shrink all by what is still missing."""
    wrapped = [part for line in lines for part in _wrap(line, width)]
    widest = max(_length(line) for line in wrapped)
    tall = sum(_tall(line) for line in wrapped)
    factor = min(1.0, width / widest if widest else 1.0, height / tall)
    return [
        _Line(line.text, max(_SMALLEST, line.size * factor), line.weight, line.colour, line.gap)
        for line in wrapped
    ]


def _wrap(line: _Line, width: float) -> list[_Line]:
    words = line.text.split()
    if _length(line) <= width or len(words) < 3:
        return [line]
    cut = min(
        range(1, len(words)),
        key=lambda place: max(
            _length(_Line(" ".join(words[:place]), line.size, line.weight)),
            _length(_Line(" ".join(words[place:]), line.size, line.weight)),
        ),
    )
    first, second = " ".join(words[:cut]), " ".join(words[cut:])
    return [
        _Line(first, line.size, line.weight, line.colour, line.gap),
        _Line(second, line.size, line.weight, line.colour),
    ]


def _length(line: _Line) -> float:
    return load_typeface(line.weight).width_of(line.text, line.size)
