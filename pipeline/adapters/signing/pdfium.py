"""Draws pages with PDFium, which LibreOffice brings along: some four milliseconds a page.

poppler's ``pdftoppm`` needs a process for each file and seventy milliseconds to set up its colours;
this library stays loaded. It has no scripts inside and is only shown files that every rule has
passed, in the examining process. Functions and numbers are those of PDFium's public C interface
(fpdfview.h, fpdf_formfill.h), which does not change.
"""

import ctypes
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

#: Where LibreOffice keeps it; packages of other systems differ in the first part only.
_PLACES = tuple(
    Path(folder) / "program" / "libpdfiumlo.so"
    for folder in ("/usr/lib/libreoffice", "/usr/lib64/libreoffice", "/usr/local/lib/libreoffice")
)
_WITH_ANNOTATIONS = 0x01
_WHITE = 0xFFFFFFFF
#: A form's callbacks (version 1 has 15 of them), none of which drawing calls.
_CALLBACKS = 32


#: Left, bottom, right, top in points, or left, top, right, bottom in pixels.
Box = tuple[float, float, float, float]
BYTES_PER_PIXEL = 4


@dataclass(frozen=True)
class Page:
    """One page as pixels, four bytes each, rows from the top and without gaps."""

    width: int
    height: int
    pixels: bytes
    #: The boxes asked about, in pixels; turned and cropped as the page is.
    boxes: tuple[tuple[int, int, int, int], ...]


class _FormInfo(ctypes.Structure):
    _fields_ = (("version", ctypes.c_int), ("callbacks", ctypes.c_void_p * _CALLBACKS))


@cache
def library() -> Any | None:
    """PDFium, loaded once; None where LibreOffice does not bring it."""
    path = next((place for place in _PLACES if place.is_file()), None)
    if path is None:
        return None
    found = ctypes.CDLL(str(path))
    handle, number = ctypes.c_void_p, ctypes.c_int
    signatures: dict[str, tuple[Any, tuple[Any, ...]]] = {
        "FPDF_LoadMemDocument": (handle, (ctypes.c_char_p, number, ctypes.c_char_p)),
        "FPDF_CloseDocument": (None, (handle,)),
        "FPDF_GetPageCount": (number, (handle,)),
        "FPDF_LoadPage": (handle, (handle, number)),
        "FPDF_ClosePage": (None, (handle,)),
        "FPDF_GetPageWidthF": (ctypes.c_float, (handle,)),
        "FPDF_GetPageHeightF": (ctypes.c_float, (handle,)),
        "FPDFBitmap_Create": (handle, (number, number, number)),
        "FPDFBitmap_FillRect": (None, (handle, *[number] * 4, ctypes.c_ulong)),
        "FPDFBitmap_GetBuffer": (handle, (handle,)),
        "FPDFBitmap_Destroy": (None, (handle,)),
        "FPDF_RenderPageBitmap": (None, (handle, handle, *[number] * 6)),
        "FPDF_PageToDevice": (
            number,
            (handle, *[number] * 5, *[ctypes.c_double] * 2, *[ctypes.POINTER(number)] * 2),
        ),
        "FPDFDOC_InitFormFillEnvironment": (handle, (handle, ctypes.POINTER(_FormInfo))),
        "FPDFDOC_ExitFormFillEnvironment": (None, (handle,)),
        "FPDF_FFLDraw": (None, (handle, handle, handle, *[number] * 6)),
    }
    for name, (result, arguments) in signatures.items():
        function = getattr(found, name)
        function.restype, function.argtypes = result, arguments
    found.FPDF_InitLibrary()
    return found


def draw(pdf: bytes, scale: float, boxes: Mapping[int, Sequence[Box]]) -> list[Page]:
    """All pages of a PDF, with annotations and fields; ``scale`` is pixels per point.

    Args:
        pdf: The file.
        scale: Pixels per point.
        boxes: Boxes in points by page number from 0, to be found again among the pixels.

    Raises:
        ValueError: It cannot be opened or drawn.
        LookupError: There is no PDFium here.
    """
    lib = library()
    if lib is None:
        raise LookupError("LibreOffice's PDFium is not installed")
    with _opened(lib, pdf) as (document, form):
        return [
            _drawn(lib, document, form, number, scale, boxes.get(number, ()))
            for number in range(lib.FPDF_GetPageCount(document))
        ]


@contextmanager
def _opened(lib: Any, pdf: bytes) -> Iterator[tuple[Any, Any]]:
    document = lib.FPDF_LoadMemDocument(pdf, len(pdf), None)
    if not document:
        raise ValueError("PDFium cannot open it")
    info = _FormInfo(version=1)
    form = lib.FPDFDOC_InitFormFillEnvironment(document, ctypes.byref(info))
    try:
        yield document, form
    finally:
        lib.FPDFDOC_ExitFormFillEnvironment(form)
        lib.FPDF_CloseDocument(document)


def _drawn(  # noqa: PLR0913, PLR0917 - what a page needs to be drawn
    lib: Any, document: Any, form: Any, number: int, scale: float, boxes: Sequence[Box]
) -> Page:
    page = lib.FPDF_LoadPage(document, number)
    if not page:
        raise ValueError("PDFium cannot open a page")
    try:
        sides = (lib.FPDF_GetPageWidthF(page), lib.FPDF_GetPageHeightF(page))
        width, height = (round(side * scale) for side in sides)
        return Page(
            width,
            height,
            _pixels(lib, page, form, width, height),
            tuple(_placed(lib, page, width, height, box) for box in boxes),
        )
    finally:
        lib.FPDF_ClosePage(page)


def _pixels(lib: Any, page: Any, form: Any, width: int, height: int) -> bytes:
    bitmap = lib.FPDFBitmap_Create(width, height, 0)
    if not bitmap:
        raise ValueError("a page has no size")
    try:
        area = (0, 0, width, height)
        lib.FPDFBitmap_FillRect(bitmap, *area, _WHITE)
        lib.FPDF_RenderPageBitmap(bitmap, page, *area, 0, _WITH_ANNOTATIONS)
        lib.FPDF_FFLDraw(form, bitmap, page, *area, 0, _WITH_ANNOTATIONS)
        buffer = lib.FPDFBitmap_GetBuffer(bitmap)
        return ctypes.string_at(buffer, width * height * BYTES_PER_PIXEL)
    finally:
        lib.FPDFBitmap_Destroy(bitmap)


def _placed(lib: Any, page: Any, width: int, height: int, box: Box) -> tuple[int, int, int, int]:
    """Left, top, right, bottom of a box in pixels."""
    across, down = [], []
    for x, y in ((box[0], box[1]), (box[2], box[3])):
        column, row = ctypes.c_int(), ctypes.c_int()
        lib.FPDF_PageToDevice(
            page, 0, 0, width, height, 0, x, y, ctypes.byref(column), ctypes.byref(row)
        )
        across.append(column.value)
        down.append(row.value)
    return min(across), min(down), max(across), max(down)
