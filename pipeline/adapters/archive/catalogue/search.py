"""Searching the catalogue from a terminal: the same chunks and rules as the page's.

A hit has every term. What its own description has comes first, then what only its document's text
has; within each the newest paper first.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import lru_cache
from pathlib import Path
from typing import NamedTuple

from pydantic import TypeAdapter

from pipeline.adapters.archive.catalogue.block import Words
from pipeline.adapters.archive.catalogue.card import read_card
from pipeline.adapters.archive.catalogue.chunk import ChunkBroken, read_chunk
from pipeline.adapters.archive.catalogue.directory import BlockLine, Directory, read_directory
from pipeline.adapters.archive.catalogue.query import Term, line_of, places_of, terms_of
from pipeline.adapters.archive.catalogue.words import fold
from pipeline.errors import NotYet
from pipeline.wording.indonesian import date_words

#: characters of a document's text before and after a hit
_BEFORE, _AFTER = 60, 110
_BERKAS = TypeAdapter(
    list[tuple[str, int, str, str, str, str, int, str, str, tuple[tuple[str, str, str], ...]]]
)
_WORDS = TypeAdapter(tuple[str, str])


class _Row(NamedTuple):
    """An item as ``items_chunk`` writes it."""

    berkas: int
    number: int
    dated_on: date
    title: str
    nomor: str
    code: str
    kind: str
    unit: str
    signers: tuple[str, ...]
    access: str
    pages: int | None
    start: str
    files: tuple[tuple[str, str], ...]
    pointers: tuple[str, ...]


_ITEMS = TypeAdapter(list[_Row])


@lru_cache(maxsize=1 << 14)
def _written(day: date) -> str:
    return date_words(day)


@dataclass(frozen=True, slots=True, kw_only=True)
class Filters:
    """What results must have besides the words; a text fits what it is part of."""

    year: int | None = None
    classification: str = ""
    unit: str = ""
    kind: str = ""
    signer: str = ""
    access: str = ""
    since: date | None = None
    until: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """An item that was found."""

    berkas: str
    berkas_title: str
    classification: str
    number: int
    dated_on: date
    title: str
    nomor: str
    code: str
    kind: str
    unit: str
    signers: tuple[str, ...]
    access: str
    files: tuple[str, ...]
    #: klasifikasi under which a pointer leads here
    pointers: tuple[str, ...]
    #: names of the fields that have a term; ``isi`` is the document's text
    matched: tuple[str, ...]

    @property
    def fields(self) -> dict[str, tuple[str, ...]]:
        """What is looked in, by the name that people read."""
        return {
            "hal": (self.title,),
            "nomor": (self.nomor,),
            "kode": (self.code,),
            "jenis": (self.kind,),
            "unit": (self.unit,),
            "penandatangan": self.signers,
            "tanggal": (_written(self.dated_on),),
            "berkas": (self.berkas_title,),
            "klasifikasi": (self.classification, *self.pointers),
        }

    @property
    def line(self) -> str:
        """All fields as a line to look in."""
        return line_of(*(text for texts in self.fields.values() for text in texts))


@dataclass(frozen=True, slots=True)
class Findings:
    """What a search gives."""

    found: tuple[Found, ...]
    #: berkas that no search can find, since their records are broken
    unreadable: tuple[str, ...]


def search(root: Path, query: str, filters: Filters) -> Findings:
    """Look for items in an archive's catalogue.

    Raises:
        NotYet: There is no catalogue yet, or it is just being written, damaged, or away.
    """
    try:
        directory = read_directory(root)
        if directory is None:
            raise NotYet(f"{root} has no catalogue yet; make it: paraf archive refresh")
        found = _found(root, directory, terms_of(query), filters)
    except (ValueError, LookupError, OSError) as error:
        raise NotYet(f"the catalogue of {root} cannot be read now: {error}") from error
    return Findings(tuple(found), tuple(directory.unreadable))


def _found(
    root: Path, directory: Directory, terms: Sequence[Term], filters: Filters
) -> list[Found]:
    by_words: list[Found] = []
    by_text: list[Found] = []
    for line in directory.blok:
        if _may_hold(line, directory, filters):
            told, read = _in_block(root, line, directory, terms, filters)
            by_words += told
            by_text += read
    return [*sorted(by_words, key=_newest_first), *sorted(by_text, key=_newest_first)]


def snippet_of(root: Path, found: Found, query: str) -> str:
    """Give the words around the first hit in an item's document; empty where there is none."""
    card = read_card(root, found.berkas)
    texts = [each.teks for each in card.teks if each.nomor_item == found.number] if card else []
    text = (texts[0] if texts else None) or ""
    own = found.line
    # what the description does not have already is what the reader wants to see
    places = places_of(text, [term for term in terms_of(query) if not term.is_in(own)])
    if not places:
        return ""
    start, end = max(places[0][0] - _BEFORE, 0), places[0][1] + _AFTER
    return f"{'… ' if start else ''}{text[start:end].strip()}{' …' if end < len(text) else ''}"


def _newest_first(found: Found) -> tuple[int, str, int]:
    return -found.dated_on.toordinal(), found.berkas, found.number


def _may_hold(line: BlockLine, directory: Directory, filters: Filters) -> bool:
    """Tell from the directory whether a block need not be read at all."""
    classes = (line.klasifikasi, *(at for at, _ in line.tunjuk))
    codes = (directory.klasifikasi[at][0] for at in classes)
    return filters.year in {None, int(line.tahun)} and any(
        _is_under(code, filters.classification) for code in codes
    )


def _is_under(code: str, wanted: str) -> bool:
    return not wanted or code == wanted or code.startswith(f"{wanted}.")


def _in_block(
    root: Path, line: BlockLine, directory: Directory, terms: Sequence[Term], filters: Filters
) -> tuple[list[Found], list[Found]]:
    words = _words(root, line) if terms else None
    texts = [
        words.beginning_with(term.token) if words and term.token else frozenset() for term in terms
    ]
    classification = " ".join(directory.klasifikasi[line.klasifikasi])
    told: list[Found] = []
    read: list[Found] = []
    for at, item in enumerate(_items(root, line, classification)):
        if not _passes(item, filters):
            continue
        own = item.line
        is_told = [term.is_in(own) for term in terms]
        if all(is_told):
            told.append(_with_fields(item, terms, in_text=False))
        elif all(one or at in some for one, some in zip(is_told, texts, strict=True)):
            read.append(_with_fields(item, terms, in_text=True))
    return told, read


def _words(root: Path, line: BlockLine) -> Words:
    return Words(_WORDS.validate_python(read_chunk(root, line.kata)))


def _items(root: Path, line: BlockLine, classification: str) -> Iterator[Found]:
    match read_chunk(root, line.butir):
        case [list(heads), list(rows)]:
            berkas, items = _BERKAS.validate_python(heads), _ITEMS.validate_python(rows)
        case _:
            raise ChunkBroken(line.butir)
    for row in items:
        path, _, berkas_title, *_ = berkas[row.berkas]
        yield Found(
            berkas=path,
            berkas_title=berkas_title,
            classification=classification,
            number=row.number,
            dated_on=row.dated_on,
            title=row.title,
            nomor=row.nomor,
            code=row.code,
            kind=row.kind,
            unit=row.unit,
            signers=row.signers,
            access=row.access,
            files=tuple(f"{path}/{row.start}{end}" for end, _ in row.files),
            pointers=row.pointers,
            matched=(),
        )


def _passes(item: Found, filters: Filters) -> bool:
    classes = (item.classification, *item.pointers)
    if not any(_is_under(one.partition(" ")[0], filters.classification) for one in classes):
        return False
    if filters.since and item.dated_on < filters.since:
        return False
    if filters.until and item.dated_on > filters.until:
        return False
    wanted = (
        (filters.unit, (item.unit,)),
        (filters.kind, (item.kind,)),
        (filters.signer, item.signers),
        (filters.access, (item.access,)),
    )
    return all(
        any(fold(text) in fold(value) for value in values) for text, values in wanted if text
    )


def _with_fields(item: Found, terms: Sequence[Term], *, in_text: bool) -> Found:
    matched = tuple(
        name
        for name, texts in item.fields.items()
        if any(term.is_in(line_of(*texts)) for term in terms)
    )
    return replace(item, matched=(*matched, "isi") if in_text else matched)
