"""Which of our papers a file is: known by what it is, never by its name (design, section 8).

Word and Excel files carry their code, a PDF begins with the bytes we issued.
"""

import hashlib
from collections.abc import Sequence
from typing import Protocol

from pipeline.errors import Finding, Refused
from pipeline.ports.store import DocumentVersion
from pipeline.ports.word import Words

#: PDFs are looked up by the digest of this many first bytes, then by their whole prefix.
HEAD_BYTES = 4096
#: Custom properties of our Word and Excel files.
CODE, VERSION, OFFICE = "ParafKode", "ParafVersi", "ParafKantor"


class Register(Protocol):
    """The register of documents, as far as recognising needs it."""

    def documents(self, code: str) -> Sequence[DocumentVersion]:
        """The issued versions of a paper."""
        ...

    def documents_by_head(self, head_sha256: str) -> Sequence[DocumentVersion]:
        """Issued versions whose bytes begin like this."""
        ...


def recognise(
    data: bytes, words: Words, office_id: str, register: Register
) -> DocumentVersion | None:
    """Which of our papers this is; None when it is none.

    Raises:
        Refused: a Word or Excel file that cannot be read safely, or another office's.
    """
    if data.startswith(b"%PDF-"):
        return _issued_prefix(data, register)
    if not data.startswith(b"PK"):
        return None
    properties = words.properties(data)
    if properties.get(OFFICE, office_id) != office_id:
        raise Refused(Finding("B05", {}))
    version = properties.get(VERSION, "")
    for each in register.documents(properties.get(CODE, "")):
        if str(each.version) == version:
            return each
    return None


def _issued_prefix(data: bytes, register: Register) -> DocumentVersion | None:
    head = hashlib.sha256(data[:HEAD_BYTES]).hexdigest()
    candidates = register.documents_by_head(head)
    for each in sorted(candidates, key=lambda version: version.size, reverse=True):
        if hashlib.sha256(data[: each.size]).hexdigest() == each.sha256:
            return each
    return None
