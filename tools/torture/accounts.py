"""Where every dropped byte sequence is, and what an office holds at the end.

Counted from the folders and the ledger while no daemon runs: each drop is in exactly one place.
"""

import hashlib
import json
import sqlite3
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from pipeline.adapters.jail import Jail
from pipeline.ports.folders import MARK
from pipeline.wiring import check_office, open_workplace
from tools.torture.people import Dropped

_EMPTY = hashlib.sha256(b"").hexdigest()
#: What a kill may leave behind until the next start, besides what is right.
_AFTER_A_KILL = {"C11", "C08", "A14"}
_REASON = " - ALASAN.txt"


@dataclass(frozen=True, slots=True)
class Outcome:
    """What the cycles left behind, in words that do not depend on chance."""

    documents: Counter[str]
    numbers: Counter[str]
    events: Counter[str]

    def differences(self, other: "Outcome") -> Iterator[str]:
        """How this one differs from the undisturbed one, one sentence each."""
        for what in ("documents", "numbers", "events"):
            mine, theirs = getattr(self, what), getattr(other, what)
            yield from (f"{what}: {each} is missing" for each in (theirs - mine).elements())
            yield from (f"{what}: {each} is too many" for each in (mine - theirs).elements())


def outcome(root: Path) -> Outcome:
    """What an office holds after its cycles; nomor and codes depend on who came first."""
    with open_workplace(root) as workplace:
        memory = workplace.store.memory()
    cycles = [row.cycle for row in memory.cycles if row.cycle]
    documents = Counter(
        f"{cycle.id} {paper.kind} {paper.unit or '-'} version {paper.version} "
        f"{paper.state.value}, {len(paper.signatures)} signatures, "
        f"{'numbered' if paper.nomor else 'no number'}"
        for cycle in cycles
        for paper in cycle.papers
    )
    for cycle in cycles:
        items = Counter(
            path.name[:3] for path in (root / "archive" / (cycle.berkas_path or "-")).glob("[0-9]*")
        )
        documents[f"{cycle.id}: {len(items)} items in {sum(items.values())} files"] += 1
    numbers = Counter(f"{each.register} {each.number}" for each in memory.numbers)
    return Outcome(documents, numbers, Counter(each.event.type for each in memory.happened))


def amid(root: Path, dropped: Sequence[Dropped], reader: Jail | None = None) -> Iterator[str]:
    """What is wrong right after a kill, before anything was started again."""
    yield from _lost_or_doubled(root, dropped)
    for each in check_office(root, reader).findings:
        if each.code not in _AFTER_A_KILL:
            yield f"after a kill: {each.code} {each.text} ({each.path})"


def at_the_end(root: Path, dropped: Sequence[Dropped], reader: Jail | None = None) -> Iterator[str]:
    """What is wrong when everything has come to rest."""
    yield from _lost_or_doubled(root, dropped)
    for each in check_office(root, reader).findings:
        yield f"check: {each.code} {each.text} ({each.path})"
    for top in ("outbox", ".paraf/claimed"):
        for path in sorted((root / top).rglob("*")):
            if not path.is_dir() and path.name != MARK:
                yield f"left behind: {path.relative_to(root)}"
    yield from _without_a_reason(root, dropped)
    yield from _not_kept(root, dropped)


def _lost_or_doubled(root: Path, dropped: Sequence[Dropped]) -> Iterator[str]:
    """Each drop is in an outbox, in a claim nobody decided about, or in the ledger: once."""
    wanted = Counter(each.sha256 for each in dropped)
    names = {each.sha256: f"{each.kind} {each.name} of {each.post}" for each in dropped}
    found, notes, decided = _told(root)
    for path in (root / "outbox").rglob("*"):
        if path.is_file():
            found[_sha256(path)] += 1
    for home in (root / ".paraf" / "claimed").iterdir():
        if (home / "file").exists() and home.name not in decided:
            found[_sha256(home / "file")] += 1
            if (home / "note").exists():
                found[_sha256(home / "note")] += 1
    found.update(notes)
    for sha256, count in wanted.items():
        if found[sha256] != count:
            yield f"{names[sha256]}: dropped {count} times, found {found[sha256]} times"


def _told(root: Path) -> tuple[Counter[str], Counter[str], set[str]]:
    """Digests the ledger tells of, those of notes of returns, and the claims it decided about."""
    memory = sqlite3.connect(f"file:{root}/.paraf/office.db?mode=ro", uri=True)
    try:
        lines = memory.execute(
            "SELECT type, body FROM ledger WHERE type IN ('HandedIn', 'NoteHandedBack')"
        ).fetchall()
    finally:
        memory.close()
    found, notes, decided = Counter[str](), Counter[str](), set[str]()
    for kind, body in lines:
        told = json.loads(body)
        told = told["event"] if kind == "HandedIn" else told
        decided |= {told["claim"], *told.get("attachment_claims", ())}
        found[told["sha256"] or _EMPTY] += 1
        found.update(each["sha256"] for each in told.get("attachments", ()))
        if told.get("note"):
            notes[hashlib.sha256(told["note"].encode()).hexdigest()] += 1
    return found, notes, decided


def _without_a_reason(root: Path, dropped: Sequence[Dropped]) -> Iterator[str]:
    """What is nobody's paper lies in its owner's inbox, unchanged, with its reason beside it."""
    inboxes: dict[str, dict[str, list[str]]] = defaultdict(lambda: defaultdict(list))
    for path in (root / "inbox").glob("*/*"):
        inboxes[path.parent.name][_sha256(path)].append(path.name)
    for each in dropped:
        if each.kind not in ("foreign", "poison", "empty"):
            continue
        names = inboxes[each.post][each.sha256]
        if not any((root / "inbox" / each.post / f"{name}{_REASON}").exists() for name in names):
            yield f"{each.kind} {each.name} did not come back to {each.post} with its reason"


def _not_kept(root: Path, dropped: Sequence[Dropped]) -> Iterator[str]:
    for sha256 in {each.sha256 for each in dropped if each.kind not in ("note", "empty")}:
        if not (root / ".paraf" / "objects" / sha256[:2] / sha256).exists():
            yield f"{sha256} was dropped and is not in the record"


def _sha256(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()
