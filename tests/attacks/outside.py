"""Bytes before, behind and missing: polyglots, leftovers and halves."""

import io
import zipfile
from collections.abc import Callable

from tests.attacks.catalogue import Attack, attacks
from tests.attacks.letters import Letter

Make = Callable[[Letter], bytes]

_HTML = b"<html><body><script>alert(1)</script></body></html>"


def zipped() -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr("word/document.xml", "<w:document/>")
    return out.getvalue()


def followed(tail: bytes) -> Make:
    return lambda letter: letter.signed + tail


def preceded(head: bytes) -> Make:
    return lambda letter: head + letter.signed


_TAILS = {
    "a line": b"\n",
    "a blank": b" ",
    "a null": b"\0",
    "a comment": b"% lunas\n",
    "a second end": b"%%EOF\n",
    "a second end and table": b"startxref\n0\n%%EOF\n",
    "a page of web": _HTML,
    "a comment with web": b"%" + _HTML + b"\n",
    "an archive": zipped(),
    "a program": b"MZ" + bytes(200),
    "a picture": b"\x89PNG\r\n\x1a\n" + bytes(100),
    "a shell script": b"\n#!/bin/sh\nrm -rf /\n",
    "another letter": b"%PDF-1.7\n1 0 obj\n<< >>\nendobj\n",
    "ten thousand nulls": bytes(10_000),
    "an object": b"9 0 obj\n<< /Type /Page >>\nendobj\n",
    "a trailer": b"trailer\n<< /Root 1 0 R >>\n",
}
_HEADS = {
    "a line": b"\n",
    "a mark of order": b"\xef\xbb\xbf",
    "a page of web": _HTML,
    "an archive": zipped(),
    "a program": b"MZ" + bytes(200),
    "another header": b"%PDF-2.0\n",
    "a thousand blanks": b" " * 1000,
    "a picture": b"\x89PNG\r\n\x1a\n" + bytes(100),
}
_PIECES = 30


def cut(place: int) -> Make:
    """The rest of the file from one of 30 places on is gone."""

    def make(letter: Letter) -> bytes:
        if place < 10:  # in what was issued
            end = len(letter.before) * (place + 1) // 11
        elif place < 25:  # in what was added
            end = len(letter.before) + len(letter.added) * (place - 9) // 16
        else:  # at the very end
            end = len(letter.signed) - (1, 2, 6, 8, 20)[place - 25]
        return letter.signed[:end]

    return make


def changed(place: Callable[[Letter], int], *, by: int = 1) -> Make:
    def make(letter: Letter) -> bytes:
        out = bytearray(letter.signed)
        out[place(letter)] ^= by
        return bytes(out)

    return make


_CHANGED = {
    "first letter": changed(lambda letter: 0),
    "version": changed(lambda letter: 7),
    "issued part, middle": changed(lambda letter: len(letter.issued) // 2),
    "issued part, last": changed(lambda letter: len(letter.issued) - 1),
}
_CHANGED_ADDED = {
    "added part, first": changed(lambda letter: len(letter.before)),
    "added part, middle": changed(lambda letter: len(letter.before) + len(letter.added) // 2),
    "picture": changed(lambda letter: letter.signed.index(b"stream\n", len(letter.before)) + 9),
    "reason": changed(lambda letter: letter.signed.index(b"/Reason", len(letter.before)) + 10),
    "moment": changed(lambda letter: letter.signed.index(b"/M (", len(letter.before)) + 9),
    "range": changed(lambda letter: letter.signed.index(b"/ByteRange", len(letter.before)) + 20),
    "table": changed(lambda letter: letter.signed.rindex(b"xref\n", 0, -20) + 30),
    "end": changed(lambda letter: len(letter.signed) - 3),
}


def all_outside() -> list[Attack]:
    return [
        *attacks(
            "followed by", "P32 P37 P38 P46", {name: followed(t) for name, t in _TAILS.items()}
        ),
        *attacks("preceded by", "P30", {name: preceded(h) for name, h in _HEADS.items()}),
        *attacks(
            "cut",
            "P30 P32 P34 P37 P38 P46 P48 P41",
            {f"at place {place + 1} of 30": cut(place) for place in range(_PIECES)},
        ),
        *attacks("byte changed", "P30", _CHANGED),
        *attacks("byte changed", "P32 P34 P37 P38 P39 P41 P42 P45 P46 P55", _CHANGED_ADDED),
    ]
