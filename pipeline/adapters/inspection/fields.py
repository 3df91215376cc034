"""Fields of a Word document: which command each one runs (faults.md S3: DDE).

A field's command is its first word, however it is cut into runs; a command that another field
computes is one that somebody hides.
"""

import re

from lxml import etree

from pipeline.adapters.inspection.markup import attribute, local
from pipeline.adapters.inspection.relations import is_ordinary_link
from pipeline.adapters.inspection.trouble import Troubles

_MARKS = (b"instrText", b"fldSimple", b"delInstrText", b"altChunk", b"imagedata", b"oleObject")
_RUNS = frozenset({"DDE", "DDEAUTO"})
_FETCHES = frozenset(
    {"INCLUDETEXT", "INCLUDEPICTURE", "INCLUDE", "IMPORT", "LINK", "DATABASE", "RD", "EMBED"}
)
_WORD = re.compile(r"\s*\\?([^\s\"\\{}]+)")
_QUOTED = re.compile(r'"([^"]*)"')
_COMPUTED = "\x00"  #: where another field stands inside a command
_REMOTE = re.compile(
    rb"""<(?:\w+:)?(?:imagedata|fill|stroke|image)\b[^>]*?\s(?:o:|r:)?(?:src|href)\s*=\s*"""
    rb"""["'](?:https?:|ftp:|file:|\\\\|//)([^"']*)""",
    re.IGNORECASE,
)


def judge(content: bytes, tree: etree._Element | None, part: str, troubles: Troubles) -> None:
    """Note fields that run a program or fetch something, and pages of other formats."""
    for found in _REMOTE.finditer(content):
        troubles.add("H12", found[1].decode("utf-8", "replace"))
    if tree is None:
        return
    for command in commands(tree):
        word = _WORD.match(command)
        name = word[1].upper() if word else ""
        if name in _RUNS or (_COMPUTED in name and not name.startswith("=")):
            troubles.add("H11", part)
        elif name in _FETCHES or (name == "HYPERLINK" and not _is_ordinary(command)):
            troubles.add("H12", f"{part}: {name}")
    for node in tree.iter("{*}altChunk"):
        troubles.add("H13", f"{part}: {local(node)}")


def _is_ordinary(command: str) -> bool:
    target = _QUOTED.search(command)
    return target is None or is_ordinary_link(target[1].replace("\\\\", "\\"))


def needs_tree(content: bytes) -> bool:
    """Whether a part holds anything to look for; most hold nothing."""
    return any(mark in content for mark in _MARKS)


def commands(tree: etree._Element) -> list[str]:
    """The code of every field in a part, in reading order."""
    found: list[str] = []
    open_fields: list[list[str]] = []
    reading: list[bool] = []
    for node in tree.iter("{*}fldSimple", "{*}fldChar", "{*}instrText", "{*}delInstrText"):
        kind = local(node)
        if kind == "fldSimple":
            found.append(attribute(node, "instr"))
        elif kind == "fldChar":
            mark = attribute(node, "fldCharType")
            if mark == "begin":
                if open_fields and reading[-1]:
                    open_fields[-1].append(_COMPUTED)
                open_fields.append([])
                reading.append(True)
            elif mark == "separate" and reading:
                reading[-1] = False
            elif mark == "end" and open_fields:
                found.append("".join(open_fields.pop()))
                reading.pop()
        elif open_fields:
            open_fields[-1].append(node.text or "")
        else:
            found.append(node.text or "")
    return found + ["".join(each) for each in open_fields]
