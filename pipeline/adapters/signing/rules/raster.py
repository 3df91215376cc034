"""R6, by eye: outside the boxes of the signatures every page looks as it was issued.

The second line behind the structural rules, and a witness of another make: PDFium reads the file
with its own parser. What both miss must fool pyHanko and PDFium alike. Drawn coarsely, compared
exactly: one library draws both, so what is equal comes out equal to the bit.

Not applied where LibreOffice's PDFium is missing; the structural rules decide alone there.
"""

from collections.abc import Iterator

from pipeline.adapters.signing.evidence import Parsed
from pipeline.adapters.signing.inspection import page_references
from pipeline.adapters.signing.pdfium import BYTES_PER_PIXEL, Box, Page, draw, library
from pipeline.adapters.signing.revision import entry
from pipeline.errors import Finding

#: Pixels per point: 36 dots per inch, at which a changed digit shows.
_SCALE = 0.5
#: Pixels around a box that its soft edges may touch.
_EDGE = 2


def nothing_moves_outside_the_boxes(parsed: Parsed) -> Iterator[Finding]:
    """R6: page by page, pixel by pixel, but for the boxes of signatures that are due."""
    if library() is None or not parsed.expected:
        return
    boxes = _boxes(parsed)
    before, after = draw(parsed.issued, _SCALE, boxes), draw(parsed.pdf, _SCALE, boxes)
    for number in range(max(len(before), len(after))):
        pair = before[number : number + 1] + after[number : number + 1]
        if len(pair) < 2 or not _looks_the_same(*pair):
            yield Finding("P56", {"halaman": str(number + 1)})


def _boxes(parsed: Parsed) -> dict[int, list[Box]]:
    """Boxes of the fields due, as they were issued, by page."""
    due = {one.field for one in parsed.expected}
    numbers = {
        reference.reference: number
        for number, reference in enumerate(page_references(parsed.as_issued))
    }
    boxes: dict[int, list[Box]] = {}
    for reference in parsed.as_issued.root["/AcroForm"]["/Fields"]:
        field = reference.get_object()
        if str(entry(field, "/T")) in due:
            left, bottom, right, top = (float(edge) for edge in field["/Rect"])
            page = numbers[field.raw_get("/P").reference]
            boxes.setdefault(page, []).append((left, bottom, right, top))
    return boxes


def _looks_the_same(before: Page, after: Page) -> bool:
    if (before.width, before.height) != (after.width, after.height):
        return False
    return before.pixels == after.pixels or _outside(before, before) == _outside(after, before)


def _outside(page: Page, boxed: Page) -> bytes:
    """The pixels with every box blackened."""
    pixels = bytearray(page.pixels)
    stride = page.width * BYTES_PER_PIXEL
    for left, top, right, bottom in boxed.boxes:
        start = max(0, left - _EDGE) * BYTES_PER_PIXEL
        end = min(page.width, right + _EDGE) * BYTES_PER_PIXEL
        for row in range(max(0, top - _EDGE), min(page.height, bottom + _EDGE)):
            pixels[row * stride + start : row * stride + end] = bytes(max(0, end - start))
    return bytes(pixels)
