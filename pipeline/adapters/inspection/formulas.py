"""Formulas of a sheet that start a program or ask another machine (faults.md S3, S4).

Sheets are streamed and never built as trees, so formulas are found by their element; text in quotes
and the names of sheets are no part of what a formula does.
"""

import html
import re

_FORMULA = re.compile(rb"<(?:\w+:)?f(?:\s[^<>]*)?>([^<]+)<")
_DEFINED = re.compile(rb"<(?:\w+:)?definedName\s[^<>]*>([^<]+)<")
#: One of these stands in every dangerous formula; most sheets hold none and need no closer look.
_LIKELY = (
    b"|",
    b"]",
    b"&#",
    b"DDE",
    b"RTD",
    b"CALL",
    b"EXEC",
    b"IMAGE",
    b"REGISTER",
    b"WEBSERVICE",
)
_TEXTS = re.compile(r'"[^"]*"|\'[^\']*\'')
#: ``program|topic!item``: a conversation with another program (DDE).
_DDE = re.compile(r"[\w.]\s*\|[^!|]*!|\bDDE\s*\(", re.IGNORECASE)
_RUNS = re.compile(r"\b(?:CALL|REGISTER(?:\.ID)?|EXEC)\s*\(", re.IGNORECASE)
_FETCHES = re.compile(r"\b(?:WEBSERVICE|RTD|IMAGE)\s*\(", re.IGNORECASE)
#: A cell of another workbook: ``[1]Lembar!A1``.
_LINKED = re.compile(r"\[\d+\][^\[\]!,()]{0,100}!")
_CELL = re.compile(rb"(?:^|[\r\n,;\t])\s*\"?\s*[=+@-]([^\r\n]{0,2000})")
#: A cell's opening, which stands right before its formula.
_PLACE = re.compile(rb"<(?:\w+:)?c\s[^<>]*?\br=\"([A-Z]{1,3}\d{1,7})\"")
_NEAR = 300
#: How far a formula may reach into the next piece of a streamed sheet.
REACH = 10_000


def dangers(content: bytes) -> list[tuple[str, str]]:
    """Codes of what the formulas in a piece of a sheet or workbook do, each with its cell.

    The cell is empty for a name that the workbook defines.
    """
    if not _is_likely(content):
        return []
    found = {
        (code, _cell_before(content, match.start()))
        for pattern in (_FORMULA, _DEFINED)
        for match in pattern.finditer(content)
        for code in _judge_cell(html.unescape(match[1].decode("utf-8", "replace")))
    }
    return sorted(found)


def _judge_cell(formula: str) -> set[str]:
    """What a formula of a workbook does; there, other workbooks have numbers."""
    return _judge(formula) | ({"H12"} if _LINKED.search(formula) else set())


def _cell_before(content: bytes, at: int) -> str:
    cells = _PLACE.findall(content, max(0, at - _NEAR), at)
    return cells[-1].decode() if cells else ""


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
    # Every sheet with a hidden row holds these three letters.
    capitals = content.upper().replace(b"HIDDEN", b"")
    return any(word in capitals for word in _LIKELY)


def _judge(formula: str) -> set[str]:
    bare = _TEXTS.sub("''", formula)
    found = set()
    if _DDE.search(bare) or _RUNS.search(bare):
        found.add("H11")
    if _FETCHES.search(bare):
        found.add("H12")
    return found
