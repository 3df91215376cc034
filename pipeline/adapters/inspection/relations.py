"""Relationships of an Office package: what belongs to what, and what is fetched from elsewhere.

A hyperlink is followed by a person who clicks; everything else external is fetched by the program
that opens the file (findings/conversion.md 5: LibreOffice asked for a linked picture), so it is
refused. So are links that run something or hand the reader's Windows name to another machine.
"""

import posixpath
import re
from dataclasses import dataclass
from urllib.parse import unquote

from lxml import etree

from pipeline.adapters.inspection.markup import attribute, local
from pipeline.adapters.inspection.trouble import Troubles

#: What a relationship's type ends with, and the code it is refused with.
_KINDS = {
    "vbaProject": "H10",
    "wordVbaData": "H10",
    "xlMacrosheet": "H10",
    "xlIntlMacrosheet": "H10",
    "dialogsheet": "H10",
    "attachedToolbars": "H10",
    "extensibility": "H10",
    "oleObject": "H13",
    "aFChunk": "H13",
    "subDocument": "H13",
    "control": "H14",
    "activeXControlBinary": "H14",
    "webextension": "H14",
    "webextensiontaskpanes": "H14",
    "externalLink": "H12",
    "externalLinkPath": "H12",
    "connections": "H12",
    "queryTable": "H12",
    "volatileDependencies": "H12",
}
#: Files inside the file; a chart's own figures are the only ones there may be.
EMBEDDED = "package"
_LINKS = frozenset({"http", "https", "mailto", "ftp", "ftps", "tel", "sip", "sms", "callto"})
_SCHEME = re.compile(r"^\s*([a-zA-Z][a-zA-Z0-9+.-]+):")
_DRIVE = re.compile(r"^(?:file:///?)?/?[a-zA-Z]:[\\/]", re.IGNORECASE)


@dataclass(frozen=True, slots=True, kw_only=True)
class Relation:
    """One line of a ``.rels`` part."""

    kind: str  #: the last word of its type
    target: str
    is_external: bool


def relations_of(tree: etree._Element) -> list[Relation]:
    """The relationships of a parsed ``.rels`` part."""
    return [
        Relation(
            kind=attribute(node, "Type").rpartition("/")[2],
            target=attribute(node, "Target"),
            is_external=attribute(node, "TargetMode").strip().lower() == "external",
        )
        for node in tree.iter("{*}Relationship")
        if local(node) == "Relationship"
    ]


def judge(relation: Relation, owner: str, troubles: Troubles) -> None:
    """Note what a relationship brings in."""
    kind, target = relation.kind, relation.target
    code = _KINDS.get(kind)
    if code is not None:
        troubles.add(code, target or owner)
    elif not _is_harmless(relation):
        troubles.add("H12", target)


def _is_harmless(relation: Relation) -> bool:
    kind, target = relation.kind, relation.target
    if kind == "hyperlink":
        return is_ordinary_link(target)
    if not relation.is_external:
        return not (_SCHEME.match(target) or _is_share(target))
    # Word notes the template that a document was made from; on another machine it finds nothing.
    return kind == "attachedTemplate" and bool(_DRIVE.match(unquote(target)))


def is_ordinary_link(target: str) -> bool:
    """Whether a click on this opens a page, a letter to write, or a file of one's own."""
    plain = "".join(each for each in unquote(target) if each.isprintable()).strip()
    if _is_share(plain):
        return False
    if _DRIVE.match(plain):
        return True
    scheme = _SCHEME.match(plain)
    return scheme is None or scheme[1].lower() in _LINKS


def _is_share(target: str) -> bool:
    """Whether a path leads to another machine: a Windows share, or ``file://machine``."""
    plain = unquote(target).strip().replace("\\", "/").lower()
    if plain.startswith("file:"):
        slashes = len(rest := plain.removeprefix("file:")) - len(rest.lstrip("/"))
        return slashes == 2 or slashes > 3
    return plain.startswith("//")


def owner_of(rels: str) -> str:
    """The part whose relationships a ``.rels`` part holds; empty for the package."""
    folder, _, name = rels.rpartition("/")
    return posixpath.join(posixpath.dirname(folder), name.removesuffix(".rels"))


def resolve(owner: str, target: str) -> str:
    """The part that a relationship's target names."""
    path = unquote(target).partition("#")[0]
    joined = path if path.startswith("/") else posixpath.join(posixpath.dirname(owner), path)
    return posixpath.normpath("/" + joined).lstrip("/")
