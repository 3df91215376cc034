"""The ledger's hash chain: what a line's hash covers, and how a reader checks it.

A line's hash is the SHA-256 of the previous hash and the line's own fields as canonical JSON
(sorted keys, no spaces, UTF-8), so that it can be recomputed decades later with nothing but a hash
function and this sentence. The body goes in by its SHA-256 (``body_sha256``): an extract that a
berkas takes along shows the lines of other matters without it, and the chain still holds. Lines of
an older Paraf hash the body itself (decision 0020).
"""

import hashlib
import json
from collections.abc import Iterable, Sequence
from typing import Any

from pipeline.ports.rebuilding import RecoveredLine
from pipeline.ports.store import ExtractLine, LedgerLine

#: The type of the line that tells of a rebuilding; it may leap ahead of the line it names.
REBUILT = "LedgerRebuilt"


def canonical(value: object) -> str:
    """JSON with one way to write it."""
    return json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=False)


def line_hash(previous: str, seq: int, at: str, facts: dict[str, str | None]) -> str:
    """The hash of a line: ``facts`` are its cycle, key, type and body."""
    sealed = {key: value for key, value in facts.items() if key != "body"}
    return sealed_hash(previous, seq, at, sealed, text_sha256(facts["body"] or ""))


def sealed_hash(
    previous: str, seq: int, at: str, facts: dict[str, str | None], body_sha256: str
) -> str:
    """The hash of a line of which only the body's digest is known."""
    return _of(previous, seq, at, {**facts, "body_sha256": body_sha256})


def whole_hashes(
    previous: str, seq: int, at: str, facts: dict[str, str | None], body: str
) -> set[str]:
    """The hashes that a line may have: of today's rule, and of an older Paraf's."""
    named = previous, seq, at, {**facts, "body": body}
    return {line_hash(*named), _older_hash(*named)}


def _older_hash(previous: str, seq: int, at: str, facts: dict[str, str | None]) -> str:
    """The hash of a line that an older Paraf wrote."""
    return _of(previous, seq, at, facts)


def _of(previous: str, seq: int, at: str, facts: dict[str, str | None]) -> str:
    return text_sha256(canonical({"previous": previous, "seq": seq, "at": at, **facts}))


def text_sha256(text: str) -> str:
    """SHA-256 of a text, hexadecimal."""
    return hashlib.sha256(text.encode()).hexdigest()


def extract_line(line: LedgerLine, cycle: str) -> ExtractLine:
    """A line as a berkas takes it along: that of another matter without its body.

    One that an older Paraf wrote keeps its body, without which its hash cannot be computed again.
    """
    facts = _facts(line)
    is_sealed = line.cycle != cycle and line.hash == line_hash(
        line.previous, line.seq, line.at, facts
    )
    told = {"body_sha256": text_sha256(line.body)} if is_sealed else {"body": line.body}
    return {
        "seq": line.seq,
        "at": line.at,
        "cycle": line.cycle,
        "key": line.key,
        "type": line.type,
        "previous": line.previous,
        "hash": line.hash,
        **told,
    }


def _facts(line: LedgerLine) -> dict[str, str | None]:
    return {"cycle": line.cycle, "key": line.key, "type": line.type, "body": line.body}


def beginning(office_id: str) -> str:
    """What the first line names as the hash before it."""
    return hashlib.sha256(f"paraf ledger of {office_id}".encode()).hexdigest()


def breaks(
    lines: Iterable[LedgerLine], office_id: str, recovered: Sequence[RecoveredLine] = ()
) -> list[str]:
    """What does not hold in a whole ledger, as English sentences.

    Lines may be missing only where the line that tells of a rebuilding says so (decision 0031):
    it names the stretches that it rests on, and may itself leap ahead of the last one.
    """
    whole: list[LedgerLine | RecoveredLine] = [*lines, *recovered]
    if recovered:
        whole.sort(key=lambda line: line.seq)
    named = [each for line in whole if line.type == REBUILT for each in _stretches_of(line)]
    begins = {each[0]: each[1] for each in named}
    ends = {(each[2], each[3]) for each in named}
    found = []
    previous, expected = beginning(office_id), 1
    for line in whole:
        follows = line.previous == previous
        if begins.get(line.seq) != line.previous:
            if line.seq != expected and not (line.type == REBUILT and follows):
                found.append(f"ledger line {expected} is missing")
            if not follows:
                found.append(f"ledger line {line.seq} does not follow the line before it")
        if not _holds(line):
            found.append(f"ledger line {line.seq} was changed")
        ends.discard((line.seq, line.hash))
        previous, expected = line.hash, line.seq + 1
    gone = sorted(seq for seq, _ in ends)
    return found + [f"ledger line {seq}, on which a rebuilding rests, is gone" for seq in gone]


def _holds(line: LedgerLine | RecoveredLine) -> bool:
    named = line.previous, line.seq, line.at
    facts = {"cycle": line.cycle, "key": line.key, "type": line.type}
    if line.body is None:
        return line.hash == sealed_hash(*named, facts, line.body_sha256)
    return line.hash in whole_hashes(*named, facts, line.body)


def _stretches_of(line: LedgerLine | RecoveredLine) -> list[list[Any]]:
    try:
        found = json.loads(line.body or "{}").get("stretches", [])
    except ValueError:
        return []
    return [each for each in found if isinstance(each, list) and len(each) == 4]
