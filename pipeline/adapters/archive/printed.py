"""A list as it is printed: A4 landscape, its head on every page, pages numbered.

Drawn with ReportLab, not by LibreOffice: Writer takes a minute for a table of two thousand rows,
and a list must be there in seconds. The same rows give the same bytes.
"""

import io
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from pathlib import Path

import matplotlib as mpl
from reportlab.lib.pagesizes import A4, landscape
from reportlab.lib.units import mm
from reportlab.lib.utils import simpleSplit
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont
from reportlab.pdfgen.canvas import Canvas

from pipeline.adapters.archive.sheet import Sheet, printable

_PLAIN, _BOLD = "DejaVuSans", "DejaVuSans-Bold"
_WIDTH, _HEIGHT = landscape(A4)
_MARGIN, _PADDING = 14 * mm, 1.2 * mm
_SIZE, _LEADING = 8, 10.0
_HEADING_LEADING = 16
_LINE, _SHADE = 0.5, (0.89, 0.91, 0.93)


@dataclass(frozen=True, slots=True)
class _Row:
    """A row with its words broken into lines."""

    cells: tuple[tuple[str, ...], ...]
    height: float


def write_pdf(sheet: Sheet) -> bytes:
    """Print a list."""
    written = io.BytesIO()
    canvas = Canvas(written, pagesize=(_WIDTH, _HEIGHT), invariant=1, lang="id-ID")
    canvas.setTitle(sheet.name)
    canvas.setAuthor(sheet.heading[-1])
    _Printer(canvas, sheet).print()
    return written.getvalue()


class _Printer:
    """One list on its pages."""

    def __init__(self, canvas: Canvas, sheet: Sheet) -> None:
        _load_fonts()
        self._canvas = canvas
        self._sheet = sheet
        width = _WIDTH - 2 * _MARGIN
        self._widths = [width * each / sum(sheet.widths) for each in sheet.widths]
        self._head = self._row(sheet.columns, _BOLD)

    def print(self) -> None:
        """Draw all pages."""
        pages = self._pages()
        for at, rows in enumerate(pages, start=1):
            top = _HEIGHT - _MARGIN
            if at == 1:
                top = self._draw_heading(top)
            for row in (self._head, *rows):
                self._draw_row(row, top, is_head=row is self._head)
                top -= row.height
            self._canvas.setFont(_PLAIN, _SIZE)
            foot = f"{self._sheet.name}, halaman {at} dari {len(pages)}"
            self._canvas.drawRightString(_WIDTH - _MARGIN, _MARGIN / 2, foot)
            self._canvas.showPage()
        self._canvas.save()

    def _pages(self) -> list[list[_Row]]:
        """The rows of each page; a row that is higher than a page has one of its own."""
        room = _HEIGHT - 2 * _MARGIN - self._head.height
        left = room - self._heading_height()
        pages: list[list[_Row]] = [[]]
        for values in self._sheet.rows:
            row = self._row(values, _PLAIN)
            if row.height > left and pages[-1]:
                pages.append([])
                left = room
            pages[-1].append(row)
            left -= row.height
        return pages

    def _row(self, values: Sequence[str | int], font: str) -> _Row:
        cells = tuple(
            _lines(str(value), font, width - 2 * _PADDING)
            for value, width in zip(values, self._widths, strict=True)
        )
        return _Row(cells, max(map(len, cells)) * _LEADING + 2 * _PADDING)

    def _heading_height(self) -> float:
        return (len(self._sheet.heading) + 0.5) * _HEADING_LEADING

    def _draw_heading(self, top: float) -> float:
        for at, line in enumerate(self._sheet.heading):
            self._canvas.setFont(_BOLD, 13 if at == 0 else 10)
            self._canvas.drawString(_MARGIN, top - (at + 0.8) * _HEADING_LEADING, printable(line))
        return top - self._heading_height()

    def _draw_row(self, row: _Row, top: float, *, is_head: bool) -> None:
        canvas, left = self._canvas, _MARGIN
        canvas.setLineWidth(_LINE)
        canvas.setStrokeGray(0.5)
        for lines, width in zip(row.cells, self._widths, strict=True):
            if is_head:
                canvas.setFillColorRGB(*_SHADE)
            canvas.rect(left, top - row.height, width, row.height, fill=int(is_head))
            canvas.setFillGray(0)
            text = canvas.beginText(left + _PADDING, top - _PADDING - 0.8 * _LEADING)
            text.setFont(_BOLD if is_head else _PLAIN, _SIZE, _LEADING)
            for line in lines:
                text.textLine(line)
            canvas.drawText(text)
            left += width


@lru_cache(4096)
def _lines(text: str, font: str, width: float) -> tuple[str, ...]:
    """Words broken into lines; a word that is too long for one is broken, too."""
    lines: list[str] = []
    for line in simpleSplit(printable(text), font, _SIZE, width):
        rest = line
        while pdfmetrics.stringWidth(rest, font, _SIZE) > width and len(rest) > 1:
            fits = next(
                at
                for at in range(len(rest) - 1, 0, -1)
                if at == 1 or pdfmetrics.stringWidth(rest[:at], font, _SIZE) <= width
            )
            lines.append(rest[:fits])
            rest = rest[fits:]
        lines.append(rest)
    return tuple(lines) or ("",)


@cache
def _load_fonts() -> None:
    """Those that matplotlib brings along: they are there wherever Paraf is."""
    fonts = Path(mpl.get_data_path()) / "fonts" / "ttf"
    for name in (_PLAIN, _BOLD):
        pdfmetrics.registerFont(TTFont(name, fonts / f"{name}.ttf"))
