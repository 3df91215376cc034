"""The two letter faces of a stamp, subset once a process and embedded once a document.

The faces go into the form's resources at issue, so that a signature only refers to them: each
signature stays a few kilobytes and nothing is subset while somebody waits.
"""

# mypy: disable-error-code="no-untyped-call"
import io
import subprocess
from dataclasses import dataclass
from functools import cache
from importlib.util import find_spec
from pathlib import Path
from typing import Literal

from fontTools.subset import Options, Subsetter  # type: ignore[import-untyped]
from fontTools.ttLib import TTFont  # type: ignore[import-untyped]
from pyhanko.pdf_utils import generic
from pyhanko.pdf_utils.generic import pdf_name

from pipeline.adapters.signing.revision import Revision

Weight = Literal["Regular", "Bold"]

#: Resource names inside stamps and the form's default resources.
RESOURCE_NAMES: dict[Weight, str] = {"Regular": "/ParafRegular", "Bold": "/ParafBold"}

_FIRST, _LAST = 32, 255
_FALLBACKS: dict[Weight, str] = {"Regular": "DejaVuSans.ttf", "Bold": "DejaVuSans-Bold.ttf"}


@dataclass(frozen=True, slots=True)
class Typeface:
    """A subset TrueType font that covers Windows-1252."""

    name: str
    program: bytes
    #: Advance widths of codes 32 to 255 in thousandths of the size.
    widths: tuple[int, ...]
    bbox: tuple[int, int, int, int]
    ascent: int
    descent: int
    cap_height: int

    def width_of(self, text: str, size: float) -> float:
        """Length of ``text`` in points at this size."""
        return sum(self.widths[code - _FIRST] for code in encode(text)) * size / 1000


def encode(text: str) -> bytes:
    """``text`` in Windows-1252; what it lacks becomes a question mark."""
    plain = "".join(letter if letter.isprintable() else " " for letter in text)
    return plain.encode("cp1252", errors="replace")


@cache
def load_typeface(weight: Weight) -> Typeface:
    """The face of that weight: Liberation Sans, else the DejaVu Sans that matplotlib carries."""
    font = TTFont(_font_file(weight))
    characters = [bytes([code]).decode("cp1252", "ignore") for code in range(_FIRST, _LAST + 1)]
    _reduce(font, "".join(characters))
    scale = 1000 / font["head"].unitsPerEm
    glyphs, metrics = font.getBestCmap(), font["hmtx"]
    widths = tuple(
        round(metrics[glyphs[ord(char)]][0] * scale) if char and ord(char) in glyphs else 0
        for char in characters
    )
    head, os2 = font["head"], font["OS/2"]
    program = io.BytesIO()
    font.save(program)
    return Typeface(
        name=f"PARAFS+Stamp-{weight}",
        program=program.getvalue(),
        widths=widths,
        bbox=(
            round(head.xMin * scale),
            round(head.yMin * scale),
            round(head.xMax * scale),
            round(head.yMax * scale),
        ),
        ascent=round(font["hhea"].ascent * scale),
        descent=round(font["hhea"].descent * scale),
        cap_height=round(getattr(os2, "sCapHeight", 700 / scale) * scale),
    )


def _reduce(font: TTFont, characters: str) -> None:
    options = Options()
    options.hinting = False
    options.layout_features = []
    options.name_IDs = []
    options.drop_tables += ["GSUB", "GPOS", "GDEF", "kern", "DSIG", "FFTM", "gasp"]
    subsetter = Subsetter(options)
    subsetter.populate(text=characters)
    subsetter.subset(font)


def _font_file(weight: Weight) -> Path:
    try:
        answer = subprocess.run(
            ["fc-match", "--format=%{family}|%{file}", f"Liberation Sans:style={weight}"],
            capture_output=True,
            check=True,
            timeout=10,
            text=True,
        ).stdout
    except (OSError, subprocess.SubprocessError):
        answer = ""
    family, _, file = answer.partition("|")
    if family == "Liberation Sans" and Path(file).is_file():
        return Path(file)
    carrier = find_spec("matplotlib")
    if carrier is None or carrier.origin is None:
        raise FileNotFoundError(_FALLBACKS[weight])
    return Path(carrier.origin).parent / "mpl-data" / "fonts" / "ttf" / _FALLBACKS[weight]


def embed(revision: Revision, weight: Weight) -> generic.IndirectObject:
    """Add the face to the revision as a simple TrueType font; gives its reference."""
    face = load_typeface(weight)
    program = generic.StreamObject(
        {pdf_name("/Length1"): generic.NumberObject(len(face.program))},
        stream_data=face.program,
    )
    program.compress()
    descriptor = generic.DictionaryObject(
        {
            pdf_name("/Type"): pdf_name("/FontDescriptor"),
            pdf_name("/FontName"): pdf_name("/" + face.name),
            pdf_name("/Flags"): generic.NumberObject(32),  # non-symbolic
            pdf_name("/FontBBox"): _numbers(face.bbox),
            pdf_name("/ItalicAngle"): generic.NumberObject(0),
            pdf_name("/Ascent"): generic.NumberObject(face.ascent),
            pdf_name("/Descent"): generic.NumberObject(face.descent),
            pdf_name("/CapHeight"): generic.NumberObject(face.cap_height),
            pdf_name("/StemV"): generic.NumberObject(80 if weight == "Regular" else 140),
            pdf_name("/FontFile2"): revision.add_object(program),
        }
    )
    font = generic.DictionaryObject(
        {
            pdf_name("/Type"): pdf_name("/Font"),
            pdf_name("/Subtype"): pdf_name("/TrueType"),
            pdf_name("/BaseFont"): pdf_name("/" + face.name),
            pdf_name("/FirstChar"): generic.NumberObject(_FIRST),
            pdf_name("/LastChar"): generic.NumberObject(_LAST),
            pdf_name("/Widths"): _numbers(face.widths),
            pdf_name("/Encoding"): pdf_name("/WinAnsiEncoding"),
            pdf_name("/FontDescriptor"): revision.add_object(descriptor),
        }
    )
    return revision.add_object(font)


def _numbers(values: tuple[int, ...]) -> generic.ArrayObject:
    return generic.ArrayObject(generic.NumberObject(value) for value in values)
