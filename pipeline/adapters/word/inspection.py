"""What a draft must have and must not have before it becomes a PDF to be signed.

The rules behind the refusals: design section 8. What no file may hold, drafts included, is the
inspector's business (``adapters.inspection``).
"""

import re
from collections.abc import Iterator

from lxml import etree

from pipeline.adapters.word.controls import controls_of
from pipeline.adapters.word.package import Package, W, attribute
from pipeline.errors import Finding, Refused

_MAIN = "wordprocessingml.document.main+xml"
_LEFTOVER = re.compile(r"\{\{.*?\}\}|\{%.*?%\}|\{\{|\{%")
_TRACKED = tuple(W + kind for kind in ("ins", "del", "moveFrom", "moveTo"))
_SHOWN = 80


def inspect(docx: bytes, *, bookmarks: frozenset[str], controls: frozenset[str]) -> None:
    """Raise ``Refused`` with everything that is wrong with a draft.

    Raises:
        Refused: at once for what cannot be opened; otherwise with all findings together.
    """
    package = Package(docx)
    if not any(kind.endswith(_MAIN) for kind in package.content_types().values()):
        raise Refused(Finding("D01"))
    package.parts()  # every checksum is verified
    roots = [package.xml(name) for name in package.text_parts()]
    findings = list(_missing(roots, bookmarks, controls))
    for root in roots:
        findings += _text(root)
    findings += _changes(roots)
    if findings:
        raise Refused(*_unique(findings))


def _unique(findings: list[Finding]) -> list[Finding]:
    """Facts make a finding unhashable; two of the same words are one to the reader."""
    return list({(each.code, tuple(each.facts.items())): each for each in findings}.values())


def _missing(
    roots: list[etree._Element], bookmarks: frozenset[str], controls: frozenset[str]
) -> Iterator[Finding]:
    marked = {attribute(node, "name") for root in roots for node in root.iter(W + "bookmarkStart")}
    tagged = {tag for root in roots for tag, _ in controls_of(root)}
    for name in sorted(bookmarks - marked):
        yield Finding("D10", {"nama": name})
    for name in sorted(controls - tagged):
        yield Finding("D11", {"nama": name})


def _text(root: etree._Element) -> Iterator[Finding]:
    for paragraph in root.iter(W + "p"):
        shown = "".join(node.text or "" for node in paragraph.iter(W + "t"))
        for leftover in _LEFTOVER.findall(shown):
            yield Finding("D12", {"teks": leftover[:_SHOWN]})


def _changes(roots: list[etree._Element]) -> Iterator[Finding]:
    count = sum(1 for root in roots for _ in root.iter(*_TRACKED))
    if count:
        yield Finding("D13", {"jumlah": str(count)})
