"""Papers of ours that lie about and of which nobody remembers anything: what each still tells.

A Word or Excel file carries its code, and a letter's draft its nomor; a PDF tells only that its
bytes are in the record. Nothing is opened that the inspector does not let through.
"""

import hashlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from pipeline.domain.codes import read_code
from pipeline.errors import Refused
from pipeline.office.recognition import CODE, HEAD_BYTES, OFFICE
from pipeline.ports.inspection import FileKind, Inspector
from pipeline.ports.word import Words

_NUMBER_CONTROL = "nomor"


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """A file that was found."""

    path: str  #: from the office's folder
    folder: str  #: of the post in whose inbox it lies; empty elsewhere
    name: str
    data: bytes


@dataclass(frozen=True, slots=True, kw_only=True)
class Sighting:
    """A paper of ours, and what it tells."""

    path: str
    folder: str
    name: str
    sha256: str
    head_sha256: str
    size: int
    code: str = ""  #: empty where it does not tell
    nomor: str = ""


class Sightings:
    """Tells papers of ours without a register.

    Args:
        inspector: Looks at a file before it is opened.
        words: Opens it.
        office_id: Whose papers are ours.
        issued: Digests of bytes in the record: a PDF with these came from us.
    """

    def __init__(
        self, inspector: Inspector, words: Words, office_id: str, issued: frozenset[str]
    ) -> None:
        self._inspector = inspector
        self._words = words
        self._office_id = office_id
        self._issued = issued

    def among(self, places: Iterable[Place], known: frozenset[str]) -> Iterator[Sighting]:
        """The papers of ours among these whose codes or bytes are not ``known``."""
        for place in places:
            seen = self._seen(place)
            if seen and seen.sha256 not in known and not (seen.code and seen.code in known):
                yield seen

    def _seen(self, place: Place) -> Sighting | None:
        sha256 = hashlib.sha256(place.data).hexdigest()
        code = nomor = ""
        if place.data.startswith(b"PK"):
            code, nomor = self._package(place)
            if not code:
                return None
        elif not (place.data.startswith(b"%PDF-") and place.folder and sha256 in self._issued):
            return None
        return Sighting(
            path=place.path,
            folder=place.folder,
            name=place.name,
            sha256=sha256,
            head_sha256=hashlib.sha256(place.data[:HEAD_BYTES]).hexdigest(),
            size=len(place.data),
            code=code,
            nomor=nomor,
        )

    def _package(self, place: Place) -> tuple[str, str]:
        """Code and nomor of a Word or Excel file; empty where it is none of ours."""
        try:
            inspected = self._inspector.inspect(place.data, place.name)
            if inspected.findings:
                return "", ""
            found = self._words.properties(place.data)
            code = read_code(found.get(CODE, "")) or ""
            if found.get(OFFICE) != self._office_id or not code:
                return "", ""
            if inspected.kind is not FileKind.WORD:
                return code, ""
            return code, self._words.read_controls(place.data).get(_NUMBER_CONTROL, "").strip()
        except Refused:
            return "", ""
