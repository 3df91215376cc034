"""What a document's XMP metadata say, apart from when and with what it was saved last.

A signing program may write the packet anew, in another of RDF's many spellings; the statements
must stay the same.
"""

from collections.abc import Iterator

from lxml import etree

_RDF = "{http://www.w3.org/1999/02/22-rdf-syntax-ns#}"
#: Statements about the saving, not about the document.
_OF_SAVING = frozenset(
    {
        "{http://ns.adobe.com/xap/1.0/}ModifyDate",
        "{http://ns.adobe.com/xap/1.0/}MetadataDate",
        "{http://ns.adobe.com/pdf/1.3/}Producer",
        "{http://ns.adobe.com/xap/1.0/mm/}InstanceID",
    }
)


def properties(packet: bytes) -> frozenset[tuple[str, str]]:
    """Name and content of every property of the document, saving aside.

    Raises:
        ValueError: It is not XMP, or it uses entities.
    """
    parser = etree.XMLParser(resolve_entities=False, no_network=True, huge_tree=False)
    try:
        root = etree.fromstring(packet.strip(b"\x00"), parser)
    except etree.XMLSyntaxError as error:
        raise ValueError("metadata cannot be read") from error
    if b"<!DOCTYPE" in packet:
        raise ValueError("metadata declare a document type")
    descriptions = root.iter(f"{_RDF}Description")
    return frozenset(
        (name, content)
        for description in descriptions
        for name, content in _statements(description)
        if name not in _OF_SAVING
    )


def _statements(description: etree._Element) -> Iterator[tuple[str, str]]:
    for name, value in _attributes(description):
        if name not in (f"{_RDF}about", f"{_RDF}parseType"):
            yield name, value
    for child in description.iterchildren("*"):  # elements only, comments not
        yield child.tag, _content(child)


def _content(element: etree._Element) -> str:
    """Text of a property, its structure and languages included, blanks in between not."""
    parts = [(element.text or "").strip()]
    parts += [f"[{name}={value}]" for name, value in sorted(_attributes(element))]
    parts += [f"<{child.tag}>{_content(child)}" for child in element.iterchildren("*")]
    return "".join(parts)


def _attributes(element: etree._Element) -> list[tuple[str, str]]:
    return [(str(name), str(value).strip()) for name, value in element.attrib.items()]
