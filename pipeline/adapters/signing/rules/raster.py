"""R6, by eye: outside the boxes of the signatures every page looks as it was issued.

The second line behind the structural rules, and a witness of another make: PDFium reads the file
with its own parser. What both miss must fool pyHanko and PDFium alike. Drawn coarsely, compared
exactly: one library draws both, so what is equal comes out equal to the bit.

Not applied where LibreOffice's PDFium is missing; the structural rules decide alone there.
"""

from collections.abc import Iterator
from functools import lru_cache

from pipeline.adapters.signing.evidence import Parsed
from pipeline.adapters.signing.inspection import page_references
from pipeline.adapters.signing.pdfium import Page, draw, library
from pipeline.adapters.signing.revision import entry
from pipeline.errors import Finding

#: Pixels per point: 36 dots per inch, at which a changed digit shows.
_SCALE = 0.5
_BYTES_PER_PIXEL = 4

_Box = tuple[float, float, float, float]


def nothing_moves_outside_the_boxes(parsed: Parsed) -> Iterator[Finding]:
    """R6: page by page, pixel by pixel, but for the boxes of signatures that are due."""
    if library() is None:
        return
    before, after = _issued(parsed.issued), draw(parsed.pdf, _SCALE)
    boxes = _boxes(parsed)
    for number in range(max(len(before), len(after))):
        if (
            number >= len(before)
            or number >= len(after)
            or not _looks_the_same(before[number], after[number], boxes.get(number, []))
        ):
            yield Finding("P56", {"halaman": str(number + 1)})


@lru_cache(maxsize=4)
def _issued(pdf: bytes) -> tuple[Page, ...]:
    return tuple(draw(pdf, _SCALE))


def _boxes(parsed: Parsed) -> dict[int, list[_Box]]:
    """Boxes of the fields due, as they were issued, by page."""
    due = {one.field for one in parsed.expected}
    numbers = {
        reference.reference: number for number, reference in enumerate(page_references(parsed.base))
    }
    boxes: dict[int, list[_Box]] = {}
    for reference in parsed.base.root["/AcroForm"]["/Fields"]:
        field = reference.get_object()
        if str(entry(field, "/T")) in due:
            left, bottom, right, top = (float(edge) for edge in field["/Rect"])
            page = numbers[field.raw_get("/P").reference]
            boxes.setdefault(page, []).append((left, bottom, right, top))
    return boxes


def _looks_the_same(before: Page, after: Page, boxes: list[_Box]) -> bool:
    if (before.points, len(before.pixels)) != (after.points, len(after.pixels)):
        return False
    if before.pixels == after.pixels:
        return True
    return _covered(before, boxes) == _covered(after, boxes)


def _covered(page: Page, boxes: list[_Box]) -> bytes:
    """The pixels with each box, and a pixel around it for soft edges, blackened."""
    pixels = bytearray(page.pixels)
    stride = len(pixels) // page.height
    for left, bottom, right, top in boxes:
        first = max(0, int((page.points[1] - top) * _SCALE) - 1)
        last = min(page.height, int((page.points[1] - bottom) * _SCALE) + 2)
        start = max(0, int(left * _SCALE) - 1) * _BYTES_PER_PIXEL
        end = min(page.width, int(right * _SCALE) + 2) * _BYTES_PER_PIXEL
        for row in range(first, last):
            pixels[row * stride + start : row * stride + end] = bytes(max(0, end - start))
    return bytes(pixels)
