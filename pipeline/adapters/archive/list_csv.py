"""A list as CSV, for whoever takes its rows into another system."""

import csv
import io
from collections.abc import Sequence

#: with these a spreadsheet begins a formula in a CSV (OWASP)
_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n")


def csv_of(columns: Sequence[str], rows: Sequence[Sequence[str | int]]) -> bytes:
    """Write rows as CSV (RFC 4180), in UTF-8 with a mark so that Excel sees it."""
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\r\n")
    writer.writerow(columns)
    writer.writerows([[_harmless(cell) for cell in row] for row in rows])
    return text.getvalue().encode("utf-8-sig")


def _harmless(cell: str | int) -> str | int:
    """A lone dash is no formula; what begins like one gets an apostrophe."""
    if isinstance(cell, str) and len(cell) > 1 and cell.startswith(_FORMULA):
        return f"'{cell}"
    return cell
