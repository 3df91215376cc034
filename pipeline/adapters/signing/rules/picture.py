"""R6, the picture: what a signer draws in his box is an ordinary drawing of moderate size.

What it shows is his own business (decision 0005). How it is made is not: a picture without a size
of its own leaves its box in some programs, one that contains itself or unpacks to gigabytes stops
them, and one that only some can decode looks different from reader to reader.
"""

# mypy: disable-error-code="no-untyped-call"
import math
import re
import zlib
from collections.abc import Iterator

from pyhanko.pdf_utils import generic
from pyhanko.pdf_utils.filters import get_generic_decoder

from pipeline.adapters.signing.evidence import Parsed
from pipeline.adapters.signing.inspection import within
from pipeline.adapters.signing.revision import entry, names
from pipeline.adapters.signing.rules.own_field import is_unseen
from pipeline.errors import Finding

#: Unpacked: an image of a stamp at 600 dots per inch takes some 4 MB, all else far less.
_LARGEST_IMAGE = 32 * 1024 * 1024
_LARGEST_OTHER = 4 * 1024 * 1024
_CODINGS = names("/FlateDecode /ASCIIHexDecode /ASCII85Decode /DCTDecode")
#: Height, width and components in the frame header of a JPEG (ITU T.81, B.2.2).
_FRAME = re.compile(
    rb"\xff[\xc0-\xc3\xc5-\xc7\xc9-\xcb\xcd-\xcf]..\x08(..)(..)([\x01-\x04])", re.DOTALL
)
_IDENTITY = (1.0, 0.0, 0.0, 1.0, 0.0, 0.0)
_LARGEST_NUMBER = 1e6


def picture_has_a_size(parsed: Parsed) -> Iterator[Finding]:
    """R6: the drawing's own frame is a rectangle, and nothing flattens or explodes it."""
    for signature in parsed.signatures:
        drawing = entry(entry(signature.sig_field, "/AP", {}), "/N")
        if drawing is None or is_unseen(parsed, signature):
            continue  # whether there must be one is asked elsewhere (difference, own_field)
        frame = _numbers(drawing, "/BBox", ())
        matrix = _numbers(drawing, "/Matrix", _IDENTITY)
        if not (_is_rectangle(frame) and _is_invertible(matrix)):
            yield Finding("P55", {"label": parsed.label_of(parsed.field_of(signature))})


def picture_is_finite(parsed: Parsed) -> Iterator[Finding]:
    """R6: no drawing contains itself, by however many corners."""
    for signature in parsed.signatures:
        look = entry(signature.sig_field, "/AP", {})
        if _runs_in_a_circle(look, parsed.first_revision):
            yield Finding("P55", {"label": parsed.label_of(parsed.field_of(signature))})


def streams_unpack_moderately(parsed: Parsed) -> Iterator[Finding]:
    """R6: streams use codings that everybody reads, and unpack to little."""
    for revision in parsed.new_revisions:
        resolver = parsed.reader.get_historical_resolver(revision)
        signature = parsed.signed_in(revision)
        label = parsed.label_of(parsed.field_of(signature)) if signature is not None else "-"
        for reference in resolver.explicit_refs_in_revision():
            for item in within(resolver(reference)):
                if not isinstance(item, generic.StreamObject):
                    continue
                if not set(_codings(item)) <= _CODINGS or unpacks_too_far(item):
                    yield Finding("P55", {"label": label})


def _numbers(
    drawing: generic.DictionaryObject, key: str, absent: tuple[float, ...]
) -> tuple[float, ...]:
    return tuple(float(number) for number in entry(drawing, key, absent))


def _is_rectangle(frame: tuple[float, ...]) -> bool:
    if len(frame) != 4 or not all(abs(number) < _LARGEST_NUMBER for number in frame):
        return False
    return abs(frame[2] - frame[0]) >= 1 and abs(frame[3] - frame[1]) >= 1


def _is_invertible(matrix: tuple[float, ...]) -> bool:
    if len(matrix) != 6 or not all(abs(number) < _LARGEST_NUMBER for number in matrix):
        return False
    return abs(matrix[0] * matrix[3] - matrix[1] * matrix[2]) > 1e-6


def _runs_in_a_circle(look: generic.PdfObject, since: int) -> bool:
    """Whether following references to objects newer than the issue leads back to one on the way."""
    finished: set[generic.Reference] = set()
    open_: list[tuple[generic.Reference | None, Iterator[generic.Reference]]] = [
        (None, _references(look, since))
    ]
    on_the_way: set[generic.Reference] = set()
    while open_:
        own, waiting = open_[-1]
        following = next(waiting, None)
        if following is None:
            open_.pop()
            if own is not None:
                on_the_way.discard(own)
                finished.add(own)
        elif following in on_the_way:
            return True
        elif following not in finished:
            on_the_way.add(following)
            open_.append((following, _references(following.get_object(), since)))
    return False


def _references(item: generic.PdfObject, since: int) -> Iterator[generic.Reference]:
    """References of one object, those to what was issued left out."""
    inside: list[generic.PdfObject] = [item]
    while inside:
        one = inside.pop()
        if isinstance(one, generic.IndirectObject):
            handler = one.get_pdf_handler()
            xrefs = getattr(handler, "reader", handler).xrefs
            if xrefs.get_introducing_revision(one.reference) >= since:
                yield one.reference
        elif isinstance(one, generic.DictionaryObject):
            inside += [one.raw_get(key) for key in one]
        elif isinstance(one, generic.ArrayObject):
            inside += [one.raw_get(place) for place in range(len(one))]


def _codings(item: generic.StreamObject) -> list[str]:
    named = entry(item, "/Filter", generic.ArrayObject())
    return [str(one) for one in named] if isinstance(named, generic.ArrayObject) else [str(named)]


def unpacks_too_far(item: generic.StreamObject) -> bool:
    """Whether a stream unpacks to more than what any signature needs."""
    is_image = entry(item, "/Subtype") == "/Image"
    limit = _LARGEST_IMAGE if is_image else _LARGEST_OTHER
    if is_image and _painted(item) > limit:
        return True
    return _unpacked(bytes(item.encoded_data), _codings(item), limit) > limit


def _painted(image: generic.StreamObject) -> int:
    """Bytes an image takes as the pixels it claims."""
    pixels = math.prod(int(entry(image, key, 0)) for key in ("/Width", "/Height"))
    return pixels * 4 if pixels >= 0 else _LARGEST_IMAGE + 1


def _unpacked(data: bytes, codings: list[str], limit: int) -> int:
    """Size once unpacked, counted no further than the limit."""
    for coding in codings:
        if coding == "/DCTDecode":
            return _pixels_of_jpeg(data)
        if coding == "/FlateDecode":
            data = zlib.decompressobj().decompress(data, limit + 1)
            if len(data) > limit:
                break
        else:
            data = get_generic_decoder(coding).decode(data, {})
    return len(data)


def _pixels_of_jpeg(data: bytes) -> int:
    """Bytes a JPEG takes as pixels, by its own largest frame; too many when it has none."""
    frames = [
        int.from_bytes(found[1], "big") * int.from_bytes(found[2], "big") * found[3][0]
        for found in _FRAME.finditer(data)
    ]
    return max(frames, default=_LARGEST_IMAGE + 1)
