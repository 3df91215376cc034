"""The ledger's hash chain: what a line's hash covers, and how a reader checks it.

A line's hash is the SHA-256 of the previous hash and the line's own fields as canonical JSON
(sorted keys, no spaces, UTF-8), so that it can be recomputed decades later with nothing but a hash
function and this sentence.
"""

import hashlib
import json
from collections.abc import Iterable

from pipeline.ports.store import LedgerLine


def canonical(value: object) -> str:
    """JSON with one way to write it."""
    return json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=False)


def line_hash(previous: str, seq: int, at: str, facts: dict[str, str | None]) -> str:
    """The hash of a line: ``facts`` are its cycle, key, type and body."""
    text = canonical({"previous": previous, "seq": seq, "at": at, **facts})
    return hashlib.sha256(text.encode()).hexdigest()


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
        facts = {"cycle": line.cycle, "key": line.key, "type": line.type, "body": line.body}
        if line.hash != line_hash(line.previous, line.seq, line.at, facts):
            found.append(f"ledger line {line.seq} was changed")
        previous = line.hash
        expected += 1
    return found
