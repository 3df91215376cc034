"""Which of our papers a file is: known by what it is, never by its name (design, section 8).

Word and Excel files carry their code, a PDF begins with the bytes we issued. Nothing is opened
before the inspector has looked into it, but a PDF that begins with bytes we issued: the rules of
signing examine every byte behind them (design, section 9).
"""

import hashlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Protocol

from pipeline.domain.codes import read_code
from pipeline.errors import Finding, Refused
from pipeline.ports.forms import PrintedMark
from pipeline.ports.inspection import FileKind, Inspector
from pipeline.ports.store import DocumentVersion
from pipeline.ports.word import Words

#: PDFs are looked up by the digest of this many first bytes, then by their whole prefix.
HEAD_BYTES = 4096
#: Custom properties of our Word and Excel files.
CODE, VERSION, OFFICE = "ParafKode", "ParafVersi", "ParafKantor"
#: What carries its code in its properties.
_PACKAGES = frozenset({FileKind.WORD, FileKind.EXCEL})
#: Which form of ours a workbook shows to be, where its properties were dropped.
PrintedMarks = Callable[[bytes], PrintedMark | None]


class Register(Protocol):
    """The register of documents, as far as recognising needs it."""

    def documents(self, code: str) -> Sequence[DocumentVersion]:
        """The issued versions of a paper."""
        ...

    def documents_by_head(self, head_sha256: str) -> Sequence[DocumentVersion]:
        """Issued versions whose bytes begin like this."""
        ...


def _no_mark(_xlsx: bytes) -> None:
    return None


@dataclass(frozen=True, slots=True, kw_only=True)
class Recognition:
    """Tells the papers of one office."""

    inspector: Inspector
    words: Words
    register: Register
    office_id: str
    printed_mark: PrintedMarks = _no_mark

    def identify(self, data: bytes, name: str = "") -> DocumentVersion | None:
        """Which of our papers this is; None when it is none.

        A paper of ours may be called anything; a stranger's name is held against what it is.

        Args:
            data: the whole file.
            name: what it is called, where that matters.

        Raises:
            Refused: a file that nobody should open, or another office's.
        """
        issued = self.issued_pdf(data)
        if issued is not None:
            return issued
        inspected = self.inspector.inspect(data, name)
        if inspected.findings:
            raise Refused(*inspected.findings)
        known = self.issued_package(data, inspected.kind)
        if known is None and inspected.misnamed:
            raise Refused(*inspected.misnamed)
        return known

    def recognise(self, data: bytes) -> DocumentVersion | None:
        """Which of our papers this is, where nothing else is asked of the file.

        Most of what lies in an inbox or is held up to ``verify`` cannot be one; only a package is
        inspected, since only that has to be opened.

        Raises:
            Refused: a package that nobody should open, or another office's.
        """
        return self.identify(data) if data.startswith(b"PK") else self.issued_pdf(data)

    def issued_package(self, data: bytes, kind: FileKind) -> DocumentVersion | None:
        """Which paper an inspected file of that kind is, by the code in its properties.

        Programs that write a workbook anew drop these; a form still shows its code.

        Raises:
            Refused: it is another office's (B05), its properties cannot be read, or it is ours
                and nobody remembers it (B10): the database was lost, or is older.
        """
        if kind not in _PACKAGES:
            return None
        properties = self.words.properties(data)
        if properties.get(OFFICE, self.office_id) != self.office_id:
            raise Refused(Finding("B05", {}))
        code, version = properties.get(CODE, ""), properties.get(VERSION, "")
        printed = None
        if not code and kind is FileKind.EXCEL:
            printed = self.printed_mark(data)
        if printed is not None:
            code, version = printed.code, str(printed.version)
        for each in self.register.documents(code):
            if str(each.version) == version:
                return each
        if printed is None and OFFICE in properties and read_code(code):
            raise Refused(Finding("B10", {}))
        return None

    def issued_pdf(self, data: bytes) -> DocumentVersion | None:
        """The PDF of ours that these bytes begin with, if any; nothing is opened for that."""
        if not data.startswith(b"%PDF-"):
            return None
        head = hashlib.sha256(data[:HEAD_BYTES]).hexdigest()
        candidates = self.register.documents_by_head(head)
        for each in sorted(candidates, key=lambda version: version.size, reverse=True):
            if hashlib.sha256(data[: each.size]).hexdigest() == each.sha256:
                return each
        return None
