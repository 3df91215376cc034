"""A PDF that nobody here issued, before a reader opens it (faults.md S7, S8, S9).

What acts by itself, starts something, sends something, or carries other files is refused by the
names of its objects, wherever they stand and however they are spelt. What a reader would merely
show is fine: links, forms, signatures, bookmarks, an ``/OpenAction`` that turns to a page (every
PDF of LibreOffice has one).
"""

import re

from pipeline.adapters.inspection.container import is_zip_behind
from pipeline.adapters.inspection.pdf_loops import Chains, revisions_loop
from pipeline.adapters.inspection.pdf_streams import Streams, filters, value
from pipeline.adapters.inspection.pdf_tokens import PdfObject, Reading
from pipeline.adapters.inspection.trouble import Troubles
from pipeline.errors import Finding, Refused

#: Names that mean one thing only.
_NAMES = {
    b"JavaScript": "H18",
    b"JS": "H18",
    b"SubmitForm": "H19",
    b"ImportData": "H19",
    b"GoToR": "H19",
    b"GoToE": "H19",
    b"RichMediaExecute": "H19",
    b"RichMedia": "H20",
    b"EmbeddedFile": "H20",
    b"EF": "H20",
    b"FileAttachment": "H20",
    b"XFA": "H21",
}
#: Words that are also used for other things: refused as what an action or annotation is.
_KINDS = {
    b"Launch": "H19",
    b"Rendition": "H19",
    b"Movie": "H20",
    b"Sound": "H20",
    b"Screen": "H20",
    b"3D": "H20",
}
_KIND_KEYS = (b"/S", b"/Subtype")
#: What an additional action waits for.
_TRIGGERS = frozenset(
    b"E X D U Fo Bl PO PC PV PI O C K F V WC WS DS WP DP".split()
)  # fmt: skip
_END = b"%%EOF"
_TAIL = 4096
_MOST_BEHIND = 64
_EXTERNAL = re.compile(rb"/F[\x00\t\n\x0c\r ]*(?:\(|<<)")
_WHITE = b"\x00\t\n\x0c\r "


def inspect_pdf(data: bytes) -> tuple[Finding, ...]:
    """Everything in a PDF that keeps it from being opened."""
    troubles = Troubles()
    _judge_ends(data, troubles)
    if revisions_loop(data):
        troubles.add("H22", "/Prev")
    inspection = _Inspection(data, troubles)
    try:
        inspection.run()
    except Refused as refusal:
        troubles.take(refusal.findings)
    return troubles.findings


def _judge_ends(data: bytes, troubles: Troubles) -> None:
    end = data.rfind(_END, max(0, len(data) - _TAIL))
    if is_zip_behind(data):
        troubles.add("H07", "arsip ZIP")
    elif end < 0 and data.rfind(_END) >= 0 and len(data) - data.rfind(_END) < (1 << 20):
        troubles.add("H07", "akhir berkas")
    elif end < 0:
        troubles.add("H06", "akhir berkas")
    elif len(data[end + len(_END) :].strip(_WHITE)) > _MOST_BEHIND:
        troubles.add("H07", "akhir berkas")


class _Inspection:
    """The objects of one file, judged one by one; references are judged at the end."""

    def __init__(self, data: bytes, troubles: Troubles) -> None:
        self._data = data
        self._troubles = troubles
        self._reading = Reading()
        self._streams = Streams(data)
        self._chains = Chains()
        self._opening: set[int] = set()
        self._triggered: set[int] = set()
        self._addresses: set[int] = set()
        self._trigger_lists: set[int] = set()

    def run(self) -> None:
        """Judge everything.

        Raises:
            Refused: it is too much, or locked so that nothing can be judged.
        """
        for found in self._reading.objects(self._data):
            self._judge(found)
            if found.data is not None:
                self._judge_stream(found)
        if self._opening & self._addresses:
            self._troubles.add("H19", "/OpenAction /URI")
        if self._triggered & self._trigger_lists:
            self._troubles.add("H19", "/AA")
        if self._chains.has_loop():
            self._troubles.add("H22", "rujukan melingkar")

    def _judge_stream(self, found: PdfObject) -> None:
        names = found.names
        if _EXTERNAL.search(found.source):
            self._troubles.add("H19", "/F")
        if b"ObjStm" in names or (b"First" in names and b"N" in names):
            first = value(found, b"First")
            for each in self._reading.packed(self._streams.objects(found), first):
                self._judge(each)
        elif filters(found):
            self._streams.check(found)

    def _judge(self, found: PdfObject) -> None:
        names = found.names
        if b"Encrypt" in names and (b"Root" in names or b"XRef" in names):
            raise Refused(Finding("H05"))
        for name in names & _NAMES.keys():
            self._troubles.add(_NAMES[name], f"/{name.decode()}")
        for name in names & _KINDS.keys():
            if _is_kind(found.tokens, name):
                self._troubles.add(_KINDS[name], f"/{name.decode()}")
        if b"URI" in names:
            self._addresses.add(found.number)
        if names & _TRIGGERS and b"Type" not in names:
            self._trigger_lists.add(found.number)
        if b"OpenAction" in names or b"AA" in names:
            self._judge_acting(found)
        self._chains.note(found)

    def _judge_acting(self, found: PdfObject) -> None:
        """What happens without a click: a page to turn to is fine, an address is not."""
        tokens = found.tokens
        for at, token in enumerate(tokens[:-1]):
            if token == b"/OpenAction":
                self._opening |= _reference(tokens[at + 1])
                if tokens[at + 1] == b"<<" and b"/URI" in _dictionary(tokens, at + 1):
                    self._troubles.add("H19", "/OpenAction /URI")
            elif token == b"/AA":
                self._triggered |= _reference(tokens[at + 1])
                inside = _dictionary(tokens, at + 1) if tokens[at + 1] == b"<<" else []
                if any(each[1:] in _TRIGGERS for each in inside if each.startswith(b"/")):
                    self._troubles.add("H19", "/AA")


def _is_kind(tokens: list[bytes], name: bytes) -> bool:
    return any(
        token == b"/" + name and tokens[at - 1] in _KIND_KEYS
        for at, token in enumerate(tokens)
        if at
    )


def _reference(token: bytes) -> set[int]:
    return {int(token.split()[0])} if token.endswith(b"R") and token[:1].isdigit() else set()


def _dictionary(tokens: list[bytes], at: int) -> list[bytes]:
    """The tokens of a dictionary that opens at ``at``."""
    depth = 0
    for end in range(at, len(tokens)):
        depth += {b"<<": 1, b">>": -1}.get(tokens[end], 0)
        if not depth:
            return tokens[at:end]
    return tokens[at:]
