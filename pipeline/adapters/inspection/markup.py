"""XML before a parser builds anything of it: no document type, no encoding that hides one (S2).

Office writes UTF-8 without a document type, always. The search is for plain bytes, so a part must
be in an encoding in which ASCII looks like ASCII; one that is not is refused.
"""

import re
from xml.parsers import expat

from lxml import etree

from pipeline.errors import Finding, Refused

_BOM = b"\xef\xbb\xbf"
_DECLARED = re.compile(rb"""<\?xml[^>]*?\sencoding\s*=\s*["']([^"']+)["']""")
_ASCII_LIKE = re.compile(
    rb"utf-?8|(us-)?ascii|iso-?8859-?\d+|latin-?\d|windows-125\d", re.IGNORECASE
)
_TYPE = b"<!DOCTYPE"  # in capitals only, says XML; entities are declared nowhere else


def is_xml_name(name: str) -> bool:
    """Whether a part is read as XML by its name."""
    return name.lower().endswith((".xml", ".rels", ".vml"))


def odd_encoding(start: bytes) -> bool:
    """Whether the first bytes of an XML part are in an encoding that hides plain ASCII."""
    text = start.removeprefix(_BOM).lstrip(b" \t\r\n")
    if not text.startswith(b"<") or text[1:2] == b"\0":
        return bool(text)
    declared = _DECLARED.match(text)
    return declared is not None and _ASCII_LIKE.fullmatch(declared[1]) is None


def may_hold_type(content: bytes) -> bool:
    """Whether a document type could be in these bytes."""
    return _TYPE in content


def has_type(content: bytes) -> bool:
    """Whether an XML part declares a document type; what stands in comments or texts is none."""
    if not may_hold_type(content):
        return False
    found: list[str] = []
    parser = expat.ParserCreate()
    parser.StartDoctypeDeclHandler = lambda *names: found.append(str(names[0]))
    parser.StartElementHandler = _stop
    try:
        parser.Parse(content, True)  # noqa: FBT003  # expat takes no keyword
    except _Stop:
        return bool(found)
    except expat.ExpatError:
        return True  # whatever it is, it is not what Office writes
    return bool(found)


class _Stop(Exception):  # a signal, no error
    """The root element began without a document type before it."""


def _stop(*_: object) -> None:
    raise _Stop


def parse(content: bytes, part: str) -> etree._Element:
    """A part as a tree; it was found to have no document type.

    Raises:
        Refused: it is not well-formed, or nested deeper than any program writes (H06).
    """
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False)
    try:
        return etree.fromstring(content, parser)
    except (etree.XMLSyntaxError, ValueError) as error:
        raise Refused(Finding("H06", {"bagian": part})) from error


def local(node: etree._Element) -> str:
    """An element's name without its namespace: strict and transitional files differ there."""
    return str(node.tag).rpartition("}")[2]


def attribute(node: etree._Element, name: str) -> str:
    """An attribute by its name without namespace, empty when absent."""
    for key, value in node.attrib.items():
        if str(key).rpartition("}")[2] == name:
            return str(value)
    return ""
