"""What a jailed child does with Word and Excel packages that people dropped.

The office asks through ``jailed``; ``JOBS`` is what the child loads.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from pydantic import TypeAdapter

from pipeline.adapters.jail import Job
from pipeline.adapters.word import controls as content_controls
from pipeline.adapters.word import inspection, sentences
from pipeline.adapters.word.package import Package, write_package
from pipeline.adapters.word.properties import read_properties, update_properties

_NOTHING: TypeAdapter[None] = TypeAdapter(None)
_TEXT = TypeAdapter(str)
_TEXTS = TypeAdapter(dict[str, str])


@dataclass(frozen=True, slots=True, kw_only=True)
class Demands:
    """What a draft must still carry."""

    bookmarks: frozenset[str]
    controls: frozenset[str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Changes:
    """What is to be written into a draft."""

    values: Mapping[str, str]
    properties: Mapping[str, str] | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Rewording:
    """Sentences, and what they are to say."""

    old: tuple[str, ...]
    new: str


def properties(package: bytes, _: None = None) -> dict[str, str]:
    """See ``pipeline.ports.word.Words``."""
    return read_properties(Package(package))


def inspect(docx: bytes, demands: Demands) -> None:
    """See ``pipeline.ports.word.Words``."""
    inspection.inspect(docx, bookmarks=demands.bookmarks, controls=demands.controls)


def write_controls(docx: bytes, changes: Changes) -> bytes:
    """See ``pipeline.ports.word.Words``."""
    package = Package(docx)
    parts = content_controls.write_controls(package, changes.values)
    if changes.properties:
        parts = update_properties(package, parts, changes.properties)
    return write_package(parts)


def read_controls(docx: bytes, _: None = None) -> dict[str, str]:
    """See ``pipeline.ports.word.Words``."""
    return content_controls.read_controls(Package(docx))


def text(docx: bytes, _: None = None) -> str:
    """See ``pipeline.ports.word.Words``."""
    return sentences.text_of(Package(docx))


def reword(docx: bytes, rewording: Rewording) -> bytes:
    """See ``pipeline.ports.word.Words``."""
    parts = sentences.reword(Package(docx), rewording.old, rewording.new)
    return docx if parts is None else write_package(parts)


PROPERTIES = Job(name="word.properties", given=_NOTHING, answer=_TEXTS, work=properties)
INSPECT = Job(name="word.inspect", given=TypeAdapter(Demands), answer=_NOTHING, work=inspect)
WRITE = Job(name="word.write", given=TypeAdapter(Changes), answer=None, work=write_controls)
READ = Job(name="word.read", given=_NOTHING, answer=_TEXTS, work=read_controls)
TEXT = Job(name="word.text", given=_NOTHING, answer=_TEXT, work=text)
REWORD = Job(name="word.reword", given=TypeAdapter(Rewording), answer=None, work=reword)

JOBS = {each.name: each.serve for each in (PROPERTIES, INSPECT, WRITE, READ, TEXT, REWORD)}
