"""How questions and answers cross to a jailed process: counted, length-prefixed frames of bytes.

JSON and bytes, never pickles: the child reads hostile files, and what it says back must not be
able to run anything here. Every length is checked before a byte is read for it.
"""

import json
import re
import struct
from collections.abc import Iterable, Sequence
from datetime import UTC
from typing import IO

from pipeline.errors import Finding
from pipeline.reasons.catalogue import REASONS
from pipeline.wording.notes import sentences

_COUNT = struct.Struct(">B")
_LENGTH = struct.Struct(">Q")
#: A note with more would not be read by anybody; of a form with every cell wrong it is enough.
_MOST_FINDINGS = 2_000
_MOST_FACTS = 20
_LONGEST_FACT = 500
_FACT = re.compile(r"[a-z][a-z0-9_]{0,30}")


def send(stream: IO[bytes], frames: Sequence[bytes]) -> None:
    """Write one message."""
    _write(stream, _COUNT.pack(len(frames)))
    for frame in frames:
        _write(stream, _LENGTH.pack(len(frame)))
        _write(stream, frame)
    stream.flush()


def receive(stream: IO[bytes], most: int) -> list[bytes]:
    """Read one message of at most so many bytes.

    Raises:
        EOFError: The other side is gone.
        ValueError: The message is longer.
    """
    (count,) = _COUNT.unpack(_exactly(stream, _COUNT.size))
    frames = []
    for _ in range(count):
        (size,) = _LENGTH.unpack(_exactly(stream, _LENGTH.size))
        most -= size
        if most < 0:
            raise ValueError("the message is too long")
        frames.append(_exactly(stream, size))
    return frames


def _write(stream: IO[bytes], content: bytes) -> None:
    left = memoryview(content)
    while left:  # a pipe takes what it has room for
        left = left[stream.write(left) :]


def _exactly(stream: IO[bytes], size: int) -> bytes:
    pieces = []
    while size:
        piece = stream.read(min(size, 1 << 20))
        if not piece:
            raise EOFError
        pieces.append(piece)
        size -= len(piece)
    return b"".join(pieces)


def pack_findings(findings: Iterable[Finding]) -> bytes:
    """Findings as JSON."""
    return json.dumps([{"code": one.code, "facts": dict(one.facts)} for one in findings]).encode()


def unpack_findings(content: bytes) -> tuple[Finding, ...]:
    """Findings from JSON; a hostile file may have made it, so everything is looked at.

    Raises:
        ValueError: These are no findings.
    """
    value = json.loads(content)
    if not isinstance(value, list) or not 0 < len(value) <= _MOST_FINDINGS:
        raise ValueError("not findings")
    return tuple(map(read_finding, value))


def read_finding(value: object) -> Finding:
    """One finding from what JSON holds.

    Raises:
        ValueError: It is none.
    """
    match value:
        case {"code": str(code), "facts": dict(facts)} if code in REASONS:
            if len(facts) > _MOST_FACTS or not all(map(_FACT.fullmatch, facts)):
                raise ValueError("odd facts")
            found = Finding(code, {name: str(fact)[:_LONGEST_FACT] for name, fact in facts.items()})
            sentences(found, UTC)  # facts that are read as dates must be dates
            return found
        case _:
            raise ValueError("not a finding")
