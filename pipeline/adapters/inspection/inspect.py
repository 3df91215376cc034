"""The one way in: bytes and a name, and what is wrong with them.

A plain function of bytes, so that it can run in a process of its own.
"""

from pipeline.adapters.inspection import drawing, formulas, pictures
from pipeline.adapters.inspection.compound import inspect_compound
from pipeline.adapters.inspection.container import is_zip_behind
from pipeline.adapters.inspection.kinds import Look, look
from pipeline.adapters.inspection.names import ending, misnamed
from pipeline.adapters.inspection.package import inspect_package
from pipeline.adapters.inspection.pdf import inspect_pdf
from pipeline.errors import Finding
from pipeline.ports.inspection import FileKind, Inspected

#: What other readers would find behind or inside a picture or a text.
_OTHER_FILES = (b"Rar!\x1a\x07", b"7z\xbc\xaf\x27\x1c", b"<?php")
_HEAD = 1024
_TABLES = frozenset({"csv", "tsv"})


class ContentInspector:
    """The port ``Inspector``: looks here and now, in this process."""

    def inspect(self, data: bytes, name: str = "") -> Inspected:
        """See ``pipeline.ports.inspection.Inspector``."""
        return inspect(data, name)


def inspect(data: bytes, name: str = "") -> Inspected:
    """What these bytes are and what is wrong with them; see ``pipeline.ports.inspection``."""
    first = look(data)
    kind, label, findings = _looked_into(data, first, name)
    return Inspected(
        kind=kind,
        findings=findings,
        misnamed=misnamed(name, kind, label) if name else (),
    )


def _looked_into(data: bytes, first: Look, name: str) -> tuple[FileKind, str, tuple[Finding, ...]]:
    if first.code:
        return first.kind, first.label, (Finding(first.code, {"jenis": first.label}),)
    if first.format == "zip":
        return inspect_package(data)
    if first.format == "ole":
        return inspect_compound(data)
    return first.kind, first.label, _findings(data, first, name)


def _findings(data: bytes, first: Look, name: str) -> tuple[Finding, ...]:
    if first.kind is FileKind.PDF:
        return inspect_pdf(data)
    if first.kind is FileKind.TEXT:
        return _two_in_one(data) + _cells(data, name)
    if first.kind is FileKind.PICTURE:
        judge = drawing.judge if first.format == "svg" else pictures.judge
        return judge(data) + _two_in_one(data)
    return ()


def _two_in_one(data: bytes) -> tuple[Finding, ...]:
    """A file that is something else to another program."""
    is_more = (
        is_zip_behind(data)
        or b"%PDF-" in data[:_HEAD]
        or any(mark in data for mark in _OTHER_FILES)
    )
    return (Finding("H07", {"bagian": "berkas lain di dalamnya"}),) if is_more else ()


def _cells(data: bytes, name: str) -> tuple[Finding, ...]:
    if ending(name) not in _TABLES:
        return ()
    found = formulas.dangers_in_text(data)
    return tuple(Finding(code, {"bagian": "sel berisi rumus"}) for code in sorted(found))
