"""What a draft must have and must not have before it becomes a PDF to be signed.

The rules behind the refusals: findings/conversion.md section 5 (LibreOffice fetches linked
pictures; it makes a PDF of almost any bytes) and design section 8.
"""

import re
from collections.abc import Iterator

from lxml import etree

from pipeline.adapters.word.controls import controls_of
from pipeline.adapters.word.package import Package, W, attribute
from pipeline.errors import Finding, Refused

_MAIN = "wordprocessingml.document.main+xml"
_LEFTOVER = re.compile(r"\{\{.*?\}\}|\{%.*?%\}|\{\{|\{%")
_FETCHING = re.compile(r"\b(INCLUDETEXT|INCLUDEPICTURE|DDEAUTO|DDE|LINK|IMPORT|DATABASE)\b")
_TRACKED = tuple(W + kind for kind in ("ins", "del", "moveFrom", "moveTo"))
_SHOWN = 80


def inspect(docx: bytes, *, bookmarks: frozenset[str], controls: frozenset[str]) -> None:
    """Raise ``Refused`` with everything that is wrong with a draft.

    Raises:
        Refused: at once for what cannot be opened; otherwise with all findings together.
    """
    package = Package(docx)
    findings = list(_packaging(package))
    if not any(finding.code == "D01" for finding in findings):
        roots = [package.xml(name) for name in package.text_parts()]
        findings += _missing(roots, bookmarks, controls)
        for root in roots:
            findings += _text(root)
        findings += _changes(roots)
    if findings:
        raise Refused(*_unique(findings))


def _unique(findings: list[Finding]) -> list[Finding]:
    """Facts make a finding unhashable; two of the same words are one to the reader."""
    return list({(each.code, tuple(each.facts.items())): each for each in findings}.values())


def _packaging(package: Package) -> Iterator[Finding]:
    kinds = package.content_types()
    package.parts()  # every checksum is verified
    if any("macroEnabled" in kind or "vbaProject" in kind for kind in kinds.values()) or any(
        name.lower().endswith(("vbaproject.bin", "vbadata.xml")) or "/activex/" in name.lower()
        for name in package.names
    ):
        yield Finding("D05")
    elif not any(kind.endswith(_MAIN) for kind in kinds.values()):
        yield Finding("D01")
    for name in package.names:
        if "/embeddings/" in f"/{name.lower()}":
            yield Finding("D07", {"bagian": name.rpartition("/")[2]})
        if name.endswith(".rels"):
            yield from _relations(package, name)


def _relations(package: Package, name: str) -> Iterator[Finding]:
    for node in package.xml(name):
        kind, target = str(node.get("Type", "")), str(node.get("Target", ""))
        if kind.endswith("/aFChunk"):
            yield Finding("D07", {"bagian": target.rpartition("/")[2][:_SHOWN]})
        elif node.get("TargetMode") == "External" and not kind.endswith("/hyperlink"):
            yield Finding("D06", {"target": target[:_SHOWN]})


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
    for _ in root.iter(W + "altChunk"):
        yield Finding("D07", {"bagian": "altChunk"})
    codes = "".join(node.text or "" for node in root.iter(W + "instrText"))
    codes += "".join(attribute(node, "instr") for node in root.iter(W + "fldSimple"))
    for word in sorted(set(_FETCHING.findall(codes.upper()))):
        yield Finding("D06", {"target": word})
    for paragraph in root.iter(W + "p"):
        shown = "".join(node.text or "" for node in paragraph.iter(W + "t"))
        for leftover in _LEFTOVER.findall(shown):
            yield Finding("D12", {"teks": leftover[:_SHOWN]})


def _changes(roots: list[etree._Element]) -> Iterator[Finding]:
    count = sum(1 for root in roots for _ in root.iter(*_TRACKED))
    if count:
        yield Finding("D13", {"jumlah": str(count)})
