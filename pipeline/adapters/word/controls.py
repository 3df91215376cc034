"""Content controls: named places in a draft whose text is written and read by tag.

A control may sit in a line, around paragraphs, or around a cell, and Word, LibreOffice and
python-docx each leave it a little different; only the tag counts.
"""

import copy
from collections.abc import Iterator, Mapping

from lxml import etree

from pipeline.adapters.word.package import UNPRINTABLE, Package, W, attribute, parse, serialise
from pipeline.errors import Finding, Refused


def controls_of(root: etree._Element) -> Iterator[tuple[str, etree._Element]]:
    """Name and element of every named control.

    LibreOffice up to 7.4 drops ``w:tag`` when it saves and keeps the title (``w:alias``); our
    templates therefore give both the same name.
    """
    for control in root.iter(W + "sdt"):
        names = (control.find(f"{W}sdtPr/{W}{kind}") for kind in ("tag", "alias"))
        name = next((attribute(node, "val") for node in names if node is not None), "")
        if name and control.find(W + "sdtContent") is not None:
            yield name, control


def read_controls(package: Package) -> dict[str, str]:
    """Tag -> text; of several controls with one tag the first one speaks."""
    found: dict[str, str] = {}
    for name in package.text_parts():
        for tag, control in controls_of(package.xml(name)):
            found.setdefault(tag, _text_of(control))
    return found


def _text_of(control: etree._Element) -> str:
    """The text a person sees, paragraphs and line breaks as newlines."""
    lines = [_line(p) for p in control.iter(W + "p")] or [_line(control)]
    return "\n".join(lines).strip()


def _line(node: etree._Element) -> str:
    pieces = []
    for each in node.iter(W + "t", W + "tab", W + "br", W + "cr", W + "noBreakHyphen"):
        if each.tag == W + "t":
            pieces.append(each.text or "")
        elif each.tag == W + "noBreakHyphen":
            pieces.append("-")
        elif each.tag != W + "tab":
            pieces.append("\n")
        elif each.get(W + "val") is None:  # a tab stop of the paragraph has a kind; a tab has none
            pieces.append("\t")
    return "".join(pieces)


def write_controls(package: Package, values: Mapping[str, str]) -> dict[str, bytes]:
    """The package's parts with new text in every control that carries one of the tags.

    Raises:
        Refused: a tag that no control carries, each one named.
    """
    parts = package.parts()
    written: set[str] = set()
    for name in package.text_parts():
        root = parse(parts[name])
        touched = False
        for tag, control in controls_of(root):
            if tag in values:
                _write(control, values[tag])
                written.add(tag)
                touched = True
        if touched:
            parts[name] = serialise(root)
    missing = [Finding("D11", {"nama": tag}) for tag in values if tag not in written]
    if missing:
        raise Refused(*missing)
    return parts


def _write(control: etree._Element, text: str) -> None:
    """Replace what stands in a control, keeping the format of its first run."""
    for props in control.iterchildren(W + "sdtPr"):
        for mark in props.findall(W + "showingPlcHdr"):
            props.remove(mark)  # while it is there, Word drops the text at the first key press
    holder = _first_paragraph(control)
    run = etree.Element(W + "r")
    look = holder.find(f".//{W}r/{W}rPr")
    if look is not None:
        run.append(copy.deepcopy(look))
    for child in list(holder):
        if child.tag != W + "pPr":
            holder.remove(child)
    _fill_run(run, text)
    holder.append(run)


def _first_paragraph(control: etree._Element) -> etree._Element:
    """What directly holds the runs: the first paragraph if there are any, else the content."""
    content = next(control.iterchildren(W + "sdtContent"))
    first = next(content.iter(W + "p"), None)
    if first is None:
        return content
    for holder in list(content.iter()):
        for child in list(holder):
            if child.tag == W + "p" and child is not first:
                holder.remove(child)
    return first


def _fill_run(run: etree._Element, text: str) -> None:
    clean = UNPRINTABLE.sub("", text.replace("\r\n", "\n").replace("\r", "\n"))
    for place, line in enumerate(clean.split("\n")):
        if place:
            etree.SubElement(run, W + "br")
        node = etree.SubElement(run, W + "t")
        node.text = line
        node.set("{http://www.w3.org/XML/1998/namespace}space", "preserve")
