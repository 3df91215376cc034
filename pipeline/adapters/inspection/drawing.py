"""SVG drawings: markup that browsers run, so only shapes and texts may be in one (S11)."""

import re

from lxml import etree

from pipeline.adapters.inspection import markup
from pipeline.adapters.inspection.relations import is_ordinary_link
from pipeline.errors import Finding, Refused

_RUNS = frozenset({"script", "foreignObject", "iframe", "object", "embed", "handler", "listener"})
_LINKS = frozenset({"href", "src"})
#: What drawing programs announce and no reader fetches; anything else of the kind is refused.
_ANNOUNCED = re.compile(
    rb"""<!DOCTYPE\s+svg\s+PUBLIC\s+"-//W3C//DTD SVG 1\.[01](?: Basic| Tiny)?//EN"\s+"""
    rb""""https?://www\.w3\.org/[\w./-]+\.dtd"\s*>"""
)
_INLINE = ("data:image/png", "data:image/jpeg", "data:image/jpg", "data:image/gif", "#")


def judge(content: bytes) -> tuple[Finding, ...]:
    """What an SVG holds besides a drawing."""
    content = _ANNOUNCED.sub(b"", content, count=1)
    if markup.odd_encoding(content[:200]) or markup.has_type(content):
        return (Finding("H15", {"bagian": "SVG"}),)
    try:
        tree = markup.parse(content, "SVG")
    except Refused as refusal:
        return refusal.findings
    for node in tree.iter(etree.Element):
        if markup.local(node) in _RUNS or any(_is_active(*each) for each in node.attrib.items()):
            return (Finding("H17", {"bagian": markup.local(node)}),)
    return ()


def _is_active(key: str | bytes, value: str | bytes) -> bool:
    name, text = str(key).rpartition("}")[2].lower(), str(value).strip().lower()
    if name.startswith("on") or "javascript:" in "".join(text.split()):
        return True
    if name not in _LINKS or text.startswith(_INLINE):
        return False
    return text.startswith("data:") or not is_ordinary_link(text)
