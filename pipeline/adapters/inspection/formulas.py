"""Formulas of a sheet that start a program or ask another machine (faults.md S3, S4).

Sheets are streamed and never built as trees, so formulas are found by their element; text in quotes
and the names of sheets are no part of what a formula does.
"""

import html
import re

_FORMULA = re.compile(rb"<(?:\w+:)?f(?:\s[^<>]*)?>([^<]+)<")
_DEFINED = re.compile(rb"<(?:\w+:)?definedName\s[^<>]*>([^<]+)<")
#: One of these stands in every dangerous formula; most sheets hold none and need no closer look.
_LIKELY = (b"|", b"&#", b"DDE", b"RTD", b"CALL", b"EXEC", b"IMAGE", b"REGISTER", b"WEBSERVICE")
_TEXTS = re.compile(r'"[^"]*"|\'[^\']*\'')
#: ``program|topic!item``: a conversation with another program (DDE).
_DDE = re.compile(r"[\w.]\s*\|[^!|]*!|\bDDE\s*\(", re.IGNORECASE)
_RUNS = re.compile(r"\b(?:CALL|REGISTER(?:\.ID)?|EXEC)\s*\(", re.IGNORECASE)
_FETCHES = re.compile(r"\b(?:WEBSERVICE|RTD|IMAGE)\s*\(", re.IGNORECASE)
_CELL = re.compile(rb"(?:^|[\r\n,;\t])\s*\"?\s*[=+@-]([^\r\n]{0,2000})")
#: How far a formula may reach into the next piece of a streamed sheet.
REACH = 10_000


def dangers(content: bytes) -> set[str]:
    """Codes of what the formulas in a piece of a sheet or workbook do."""
    if not _is_likely(content):
        return set()
    return {
        code
        for pattern in (_FORMULA, _DEFINED)
        for found in pattern.finditer(content)
        for code in _judge(html.unescape(found[1].decode("utf-8", "replace")))
    }


def dangers_in_text(content: bytes) -> set[str]:
    """The same for text that a spreadsheet would read as cells (CSV)."""
    if not _is_likely(content):
        return set()
    return {
        code
        for found in _CELL.finditer(content)
        for code in _judge(found[1].decode("utf-8", "replace").replace('""', '"'))
    }


def _is_likely(content: bytes) -> bool:
    capitals = content.upper()
    return any(word in capitals for word in _LIKELY)


def _judge(formula: str) -> set[str]:
    bare = _TEXTS.sub("''", formula)
    found = set()
    if _DDE.search(bare) or _RUNS.search(bare):
        found.add("H11")
    if _FETCHES.search(bare):
        found.add("H12")
    return found
