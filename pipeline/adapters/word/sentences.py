"""Whole sentences of a Word file: read as text, and exchanged where a paragraph is one of them."""

from collections.abc import Collection
from copy import deepcopy

from lxml import etree

from pipeline.adapters.word.package import Package, W, parse, serialise

_SPACE = "{http://www.w3.org/XML/1998/namespace}space"


def text_of(package: Package) -> str:
    """Everything that is printed, headers and footers included, a paragraph a line."""
    lines = []
    for name in package.text_parts():
        lines += [_shown(paragraph) for paragraph in package.xml(name).iter(W + "p")]
    return "\n".join(lines)


def reword(package: Package, old: Collection[str], new: str) -> dict[str, bytes] | None:
    """The package's parts with each paragraph that says one of ``old`` saying ``new``.

    None where no paragraph does.
    """
    wanted = {_plain(each) for each in old}
    parts = package.parts()
    changed = False
    for name in package.text_parts():
        root = parse(parts[name])
        hits = [each for each in root.iter(W + "p") if _plain(_shown(each)) in wanted]
        for paragraph in hits:
            _say(paragraph, new)
        if hits:
            parts[name] = serialise(root)
            changed = True
    return parts if changed else None


def _shown(paragraph: etree._Element) -> str:
    return "".join(node.text or "" for node in paragraph.iter(W + "t"))


def _plain(text: str) -> str:
    """Words alone: programs cut and space a sentence as they like."""
    return " ".join(text.split()).casefold()


def _say(paragraph: etree._Element, text: str) -> None:
    """One run with the look of the first one instead of all that stood there."""
    run = etree.Element(W + "r")
    look = paragraph.find(f".//{W}r/{W}rPr")
    if look is not None:
        run.append(deepcopy(look))
    shown = etree.SubElement(run, W + "t")
    shown.text = text
    shown.set(_SPACE, "preserve")
    for child in list(paragraph):
        if child.tag != W + "pPr":
            paragraph.remove(child)
    paragraph.append(run)
