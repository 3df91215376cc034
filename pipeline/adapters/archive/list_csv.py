"""A list as CSV, for whoever takes its rows into another system."""

import csv
import io
from collections.abc import Iterable, Sequence

#: with these a spreadsheet begins a formula, also after a tab or a line's end (OWASP)
_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")


def csv_of(
    columns: Sequence[str], rows: Iterable[Sequence[str | int]], delimiter: str = ","
) -> bytes:
    """Write rows as CSV (RFC 4180), in UTF-8 with a mark so that Excel sees it."""
    text = io.StringIO()
    writer = csv.writer(text, delimiter=delimiter, lineterminator="\r\n")
    writer.writerow(columns)
    writer.writerows([harmless(cell) for cell in row] for row in rows)
    return text.getvalue().encode("utf-8-sig")


def harmless(cell: str | int) -> str | int:
    """A cell that no spreadsheet takes for a formula; a lone dash is none.

    What begins like one gets an apostrophe before it.
    """
    if isinstance(cell, str) and len(cell) > 1 and cell.startswith(_FORMULA):
        return f"'{cell}"
    return cell
