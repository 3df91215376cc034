"""The child that holds one warm LibreOffice: reads requests on stdin, answers on stdout.

Runs inside the jail as a script of its own (``python -I -S worker.py PROFILE PROGRAM``), so it
imports the standard library only and nothing of this project. Limits were set before it began;
whoever starts it sets the clock, and kills it when it runs over.

Rules that must hold: one office per process, used by one thread only (LibreOfficeKit is not
thread-safe and must not be forked once started); the process leaves by ``os._exit``, since a
regular exit runs LibreOffice's destructors in an order that crashes.

Protocol, one JSON object a line. First from the worker: ``{"state": "ready"}`` or
``{"state": "broken", "detail": …}``. Then for each request ``{"id": …, "docx": PATH, "pdf": PATH}``
one answer with the same ``id``: ``{"state": "done"}``, ``{"state": "unreadable", "detail": …}``
(cannot be loaded) or ``{"state": "unwritable", "detail": …}`` (loaded, but no PDF came out). End of
input ends it.
"""

import ctypes
import json
import os
import sys
import threading
import zipfile
from collections.abc import Callable
from io import BytesIO
from pathlib import Path
from queue import SimpleQueue
from typing import Any, TextIO

#: PDF/A-2b, tagged; Word bookmarks become named destinations (where a signature goes).
EXPORT_OPTIONS = {
    "SelectPdfVersion": {"type": "long", "value": "2"},
    "UseTaggedPDF": {"type": "boolean", "value": "true"},
    "ExportBookmarksToPDFDestination": {"type": "boolean", "value": "true"},
    "ExportNotes": {"type": "boolean", "value": "false"},
}
LOAD_OPTIONS = b"Language=id-ID,Batch=true"

#: Smallest letter that makes LibreOffice load its Word import, layout and PDF export.
REHEARSAL_PARTS = {
    "[Content_Types].xml": '<Types xmlns="http://schemas.openxmlformats.org/package/2006/'
    'content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-'
    'package.relationships+xml"/><Override PartName="/word/document.xml" ContentType='
    '"application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"/>'
    "</Types>",
    "_rels/.rels": '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/'
    'relationships"><Relationship Id="r1" Target="word/document.xml" Type="http://schemas.'
    'openxmlformats.org/officeDocument/2006/relationships/officeDocument"/></Relationships>',
    "word/document.xml": '<w:document xmlns:w="http://schemas.openxmlformats.org/'
    'wordprocessingml/2006/main"><w:body><w:p><w:r><w:t>Paraf</w:t></w:r></w:p></w:body>'
    "</w:document>",
}

_Handle = ctypes.c_void_p
_Text = ctypes.c_char_p


class _KitClass(ctypes.Structure):
    """``LibreOfficeKitClass`` up to the last member used here (include/LibreOfficeKit.h)."""

    _fields_ = (
        ("nSize", ctypes.c_size_t),
        ("destroy", ctypes.CFUNCTYPE(None, _Handle)),
        ("documentLoad", ctypes.CFUNCTYPE(_Handle, _Handle, _Text)),
        ("getError", ctypes.CFUNCTYPE(_Handle, _Handle)),
        ("documentLoadWithOptions", ctypes.CFUNCTYPE(_Handle, _Handle, _Text, _Text)),
        ("freeError", ctypes.CFUNCTYPE(None, _Handle)),
    )


class _DocumentClass(ctypes.Structure):
    """``LibreOfficeKitDocumentClass`` up to the last member used here."""

    _fields_ = (
        ("nSize", ctypes.c_size_t),
        ("destroy", ctypes.CFUNCTYPE(None, _Handle)),
        ("saveAs", ctypes.CFUNCTYPE(ctypes.c_int, _Handle, _Text, _Text, _Text)),
    )


def _class_of(handle: int, layout: type[ctypes.Structure]) -> Any:
    """Return the table of functions that a LibreOfficeKit object begins with."""
    table = ctypes.cast(handle, ctypes.POINTER(ctypes.POINTER(layout))).contents.contents
    if table.nSize < ctypes.sizeof(layout):
        message = f"LibreOfficeKit is too old: {layout.__name__} has {table.nSize} bytes"
        raise OSError(message)
    return table


def _url(path: str) -> bytes:
    return Path(path).as_uri().encode()


class Office:
    """One LibreOffice in this process."""

    def __init__(self, program: str, profile: str) -> None:
        library = ctypes.CDLL(f"{program}/libmergedlo.so", mode=ctypes.RTLD_GLOBAL)
        hook = library.libreofficekit_hook_2
        hook.restype, hook.argtypes = _Handle, [_Text, _Text]
        self._kit = hook(program.encode(), _url(profile))
        if not self._kit:
            message = "LibreOffice did not start"
            raise OSError(message)
        self._calls = _class_of(self._kit, _KitClass)

    def convert(self, docx: str, pdf: str) -> dict[str, str]:
        """Convert one file; return the answer to send."""
        document = self._calls.documentLoadWithOptions(self._kit, _url(docx), LOAD_OPTIONS)
        if not document:
            return {"state": "unreadable", "detail": self._error()}
        calls = _class_of(document, _DocumentClass)
        try:
            options = json.dumps(EXPORT_OPTIONS).encode()
            if not calls.saveAs(document, _url(pdf), b"pdf", options):
                return {"state": "unwritable", "detail": self._error()}
        finally:
            calls.destroy(document)
        return {"state": "done"}

    def _error(self) -> str:
        text = self._calls.getError(self._kit)
        if not text:
            return ""
        try:
            return ctypes.string_at(text).decode(errors="replace")
        finally:
            self._calls.freeError(text)


def _listen(requests: SimpleQueue[dict[str, str]]) -> None:
    """Hand on requests as they come; leave at once when the parent is gone."""
    for line in sys.stdin:
        requests.put(json.loads(line))
    os._exit(0)


def _rehearse(office: Office, folder: Path) -> None:
    """Convert a tiny letter, so that the first real one does not pay for loading filters."""
    docx, pdf = folder / "rehearsal.docx", folder / "rehearsal.pdf"
    docx.write_bytes(rehearsal())
    office.convert(str(docx), str(pdf))


def rehearsal() -> bytes:
    """A tiny letter; also tells whether a LibreOffice works at all."""
    letter = BytesIO()
    with zipfile.ZipFile(letter, "w") as package:
        for name, text in REHEARSAL_PARTS.items():
            package.writestr(name, text)
    return letter.getvalue()


def _answerer() -> Callable[[dict[str, str]], None]:
    """Keep stdout for answers only: what LibreOffice prints goes to stderr."""
    answers: TextIO = os.fdopen(os.dup(1), "w", encoding="utf-8")
    os.dup2(2, 1)

    def answer(message: dict[str, str]) -> None:
        answers.write(json.dumps(message) + "\n")
        answers.flush()

    return answer


def main(profile: str, program: str) -> None:
    """Serve requests until the parent closes the pipe."""
    answer = _answerer()
    requests: SimpleQueue[dict[str, str]] = SimpleQueue()
    threading.Thread(target=_listen, args=(requests,), daemon=True).start()
    try:
        office = Office(program, profile)
    except OSError as error:
        answer({"state": "broken", "detail": str(error)})
        os._exit(1)
    if requests.empty():  # nobody waits yet
        _rehearse(office, Path(profile).parent)
    answer({"state": "ready"})
    while True:
        request = requests.get()
        answer({"id": request["id"], **office.convert(request["docx"], request["pdf"])})


if __name__ == "__main__":
    main(*sys.argv[1:])
