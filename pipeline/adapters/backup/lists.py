r"""The lists of a backup, and what it says of itself. Nothing here reads or writes a file.

``manifest-sha256.txt`` lists what the backup consists of where it lies (``sha256sum -c`` there),
``daftar-isi-sha256.txt`` what an office restored from it consists of (``sha256sum -c`` in that
office). A name that holds a line break is written as coreutils write it: a backslash before the
line, and ``\n`` within. Names are bytes: people's files may have any.
"""

import os
import re
from collections.abc import Mapping
from datetime import datetime
from importlib import resources

from pydantic import AwareDatetime, BaseModel, ConfigDict, Field, ValidationError

POOL = "isi"
MANIFEST, CONTENTS = "manifest-sha256.txt", "daftar-isi-sha256.txt"
ABOUT, TEXT = "backup.json", "CARA MEMULIHKAN.txt"
#: All that a backup's own folder may hold.
OWN_FILES = frozenset({MANIFEST, CONTENTS, ABOUT, TEXT})
_LINE = re.compile(rb"(\\?)([0-9a-f]{64})  ([^\n]+)")
_ESCAPES = {b"\\": b"\\\\", b"\n": b"\\n", b"\r": b"\\r"}
_ESCAPED = re.compile(rb"\\(.)")
_PLAIN = {escaped[1:]: plain for plain, escaped in _ESCAPES.items()}


class ListBroken(ValueError):
    """A list that is not what was written; says where."""


class About(BaseModel):
    """What a backup says of itself."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    format: int = Field(default=1, ge=1, le=1)
    office: str
    office_name: str
    demo: bool
    made_at: AwareDatetime
    paraf: str
    ledger_seq: int
    ledger_head: str
    files: int
    bytes: int
    has_archive: bool
    #: what the office itself lacked or held damaged when the backup was made
    faults: tuple[str, ...] = ()
    manifest_sha256: str


def format_list(digests: Mapping[str, str]) -> bytes:
    """Write a list: name to hex digest, sorted by name."""
    lines = []
    for name in sorted(digests, key=os.fsencode):
        raw = os.fsencode(name)
        told = b"".join(_ESCAPES.get(bytes([each]), bytes([each])) for each in raw)
        mark = b"\\" if told != raw else b""
        lines.append(mark + digests[name].encode() + b"  " + told + b"\n")
    return b"".join(lines)


def parse_list(data: bytes) -> dict[str, str]:
    """Read a list back: name to hex digest.

    Raises:
        ListBroken: anything that ``format_list`` would not have written.
    """
    if not data.endswith(b"\n"):
        raise ListBroken("its last line is cut off")
    found: dict[str, str] = {}
    for at, line in enumerate(data[:-1].split(b"\n"), start=1):
        parts = _LINE.fullmatch(line)
        if parts is None:
            raise ListBroken(f"line {at} is none")
        raw = parts[3]
        if parts[1]:
            raw = _ESCAPED.sub(lambda each: _PLAIN.get(each[1], b""), raw)
        name = os.fsdecode(raw)
        if name in found:
            raise ListBroken(f"line {at} names a file again")
        found[name] = parts[2].decode()
    return found


def stays_inside(name: str) -> bool:
    """Whether a name leads nowhere but below the folder it is used in."""
    return "\0" not in name and all(part not in {"", ".", ".."} for part in name.split("/"))


def pooled(sha256: str) -> str:
    """Where bytes lie, as seen from a backup's own folder."""
    return f"../{POOL}/{sha256[:2]}/{sha256}"


def format_about(about: BaseModel) -> bytes:
    """Write what a backup says of itself."""
    return about.model_dump_json(indent=2).encode() + b"\n"


def parse_about(data: bytes) -> About:
    """Read it back.

    Raises:
        ListBroken: it is not what was written.
    """
    try:
        return About.model_validate_json(data)
    except ValidationError as error:
        raise ListBroken(f"{error.error_count()} of its entries are not what was written") from None


def how_to_restore(name: str, office_name: str, made_at: datetime, seq: int) -> bytes:
    """Write the page that tells how to restore a backup; Notepad shows it right."""
    template = resources.files(__package__).joinpath("cara-memulihkan.txt").read_text("utf-8")
    text = template.format(
        nama=name, kantor=office_name, waktu=f"{made_at:%Y-%m-%d %H:%M %Z}", baris=seq
    )
    return text.replace("\n", "\r\n").encode("utf-8-sig")
