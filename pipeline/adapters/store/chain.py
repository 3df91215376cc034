"""The ledger's hash chain: what a line's hash covers, and how a reader checks it.

A line's hash is the SHA-256 of the previous hash and the line's own fields as canonical JSON
(sorted keys, no spaces, UTF-8), so that it can be recomputed decades later with nothing but a hash
function and this sentence. The body goes in by its SHA-256 (``body_sha256``): an extract that a
berkas takes along shows the lines of other matters without it, and the chain still holds. Lines of
an older Paraf hash the body itself (decision 0020).
"""

import hashlib
import json
from collections.abc import Iterable

from pipeline.ports.store import ExtractLine, LedgerLine


def canonical(value: object) -> str:
    """JSON with one way to write it."""
    return json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=False)


def line_hash(previous: str, seq: int, at: str, facts: dict[str, str | None]) -> str:
    """The hash of a line: ``facts`` are its cycle, key, type and body."""
    sealed = {key: value for key, value in facts.items() if key != "body"}
    body_sha256 = _sha256(facts["body"] or "")
    return _of(previous, seq, at, {**sealed, "body_sha256": body_sha256})


def _older_hash(previous: str, seq: int, at: str, facts: dict[str, str | None]) -> str:
    """The hash of a line that an older Paraf wrote."""
    return _of(previous, seq, at, facts)


def _of(previous: str, seq: int, at: str, facts: dict[str, str | None]) -> str:
    return _sha256(canonical({"previous": previous, "seq": seq, "at": at, **facts}))


def _sha256(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()


def extract_line(line: LedgerLine, cycle: str) -> ExtractLine:
    """A line as a berkas takes it along: that of another matter without its body.

    One that an older Paraf wrote keeps its body, without which its hash cannot be computed again.
    """
    facts = _facts(line)
    is_sealed = line.cycle != cycle and line.hash == line_hash(
        line.previous, line.seq, line.at, facts
    )
    told = {"body_sha256": _sha256(line.body)} if is_sealed else {"body": line.body}
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


def breaks(lines: Iterable[LedgerLine], office_id: str) -> list[str]:
    """What does not hold in a whole ledger, as English sentences."""
    found = []
    previous, expected = beginning(office_id), 1
    for line in lines:
        if line.seq != expected:
            found.append(f"ledger line {expected} is missing")
            expected = line.seq
        if line.previous != previous:
            found.append(f"ledger line {line.seq} does not follow the line before it")
        named = (line.previous, line.seq, line.at, _facts(line))
        if line.hash not in {line_hash(*named), _older_hash(*named)}:
            found.append(f"ledger line {line.seq} was changed")
        previous = line.hash
        expected += 1
    return found
