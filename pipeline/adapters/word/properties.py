"""Custom document properties: how a paper says which one it is.

They survive Word, Excel and LibreOffice (findings/conversion.md; tested by round trip). Values are
written as text; other kinds are read as the text they hold.
"""

from collections.abc import Mapping
from typing import Any

from lxml import etree

from pipeline.adapters.word.package import (
    UNPRINTABLE,
    Package,
    parse,
    relations_name,
    resolve,
    serialise,
)

PART = "docProps/custom.xml"
_KIND = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/custom-properties"
#: Strict OOXML (an option of Word's Save As) names the same relation differently.
_STRICT = "http://purl.oclc.org/ooxml/officeDocument/relationships/customProperties"
_CONTENT = "application/vnd.openxmlformats-officedocument.custom-properties+xml"
_NS = "http://schemas.openxmlformats.org/officeDocument/2006/custom-properties"
_VT = "http://schemas.openxmlformats.org/officeDocument/2006/docPropsVTypes"
#: Office reads the part only with its own namespace as the default one.
_NSMAP: Any = {None: _NS, "vt": _VT}
_FORMAT_ID = "{D5CDD505-2E9C-101B-9397-08002B2CF9AE}"
_RELATIONS = "http://schemas.openxmlformats.org/package/2006/relationships"
_TYPES = "http://schemas.openxmlformats.org/package/2006/content-types"


def read_properties(package: Package) -> dict[str, str]:
    """Name -> text of every custom property.

    Raises:
        Refused: the part is broken.
    """
    part = _part_name(package)
    if part not in package.names:
        return {}
    found: dict[str, str] = {}
    for node in package.xml(part):
        name = node.get("name")
        if name is not None and len(node):
            found[str(name)] = node[0].text or ""
    return found


def _part_name(package: Package) -> str:
    for relation in package.relations():
        if relation.get("Type") in {_KIND, _STRICT}:
            return resolve("", relation.get("Target", ""))
    return PART


def custom_part(properties: Mapping[str, str]) -> bytes:
    """The part that holds ``properties``, in their order."""
    root = etree.Element(f"{{{_NS}}}Properties", nsmap=_NSMAP)
    for number, (name, value) in enumerate(properties.items(), start=2):
        node = etree.SubElement(root, f"{{{_NS}}}property")
        node.set("fmtid", _FORMAT_ID)
        node.set("pid", str(number))
        node.set("name", UNPRINTABLE.sub("", name))
        etree.SubElement(node, f"{{{_VT}}}lpwstr").text = UNPRINTABLE.sub("", value)
    return serialise(root)


def with_custom_part(parts: Mapping[str, bytes], content: bytes) -> dict[str, bytes]:
    """The package's parts with ``content`` as its custom properties, announced as such."""
    result = {**parts, PART: content}
    rels = relations_name("")
    result[rels] = _announce_relation(parts[rels])
    result["[Content_Types].xml"] = _announce_type(parts["[Content_Types].xml"])
    return result


def _announce_relation(content: bytes) -> bytes:
    root = parse(content)
    for node in list(root):
        if node.get("Type") in {_KIND, _STRICT}:
            root.remove(node)
    used = {node.get("Id") for node in root}
    identifier = next(f"custom{n}" for n in range(len(used) + 1) if f"custom{n}" not in used)
    etree.SubElement(
        root, f"{{{_RELATIONS}}}Relationship", {"Id": identifier, "Type": _KIND, "Target": PART}
    )
    return serialise(root)


def _announce_type(content: bytes) -> bytes:
    root = parse(content)
    if not any(node.get("PartName") == f"/{PART}" for node in root):
        etree.SubElement(
            root, f"{{{_TYPES}}}Override", {"PartName": f"/{PART}", "ContentType": _CONTENT}
        )
    return serialise(root)


def update_properties(
    package: Package, parts: Mapping[str, bytes], changes: Mapping[str, str]
) -> dict[str, bytes]:
    """Parts with ``changes`` merged into the custom properties; the others stay."""
    merged = {**read_properties(package), **changes}
    old = _part_name(package)
    kept = {name: content for name, content in parts.items() if name == PART or name != old}
    return with_custom_part(kept, custom_part(merged))
