"""What belongs into a backup of an office, and in which order it is read while Paraf works.

The database is read at one moment. Bytes are in the record before any line refers to them and
never leave it, so they are read after it. What people dropped moves: from an outbox into our
keeping, from there into the record. So outboxes and claims are read before and after, and a file
is left out only where the database says what became of it, or where it is kept as a claim. What
Paraf laid into an inbox after that moment is left out, since the restored office knows nothing
of it and will make it again.
"""

from datetime import datetime

from pipeline.domain.events import HandedIn
from pipeline.office.integrity.record import references
from pipeline.ports.backup import Backups, Contents, Made
from pipeline.ports.store import Memory

#: What an office is set up with; made by people.
CONFIGURATION = ("office.toml", "jra.toml", "sop", "templates_docx", "perjanjian-kinerja")
_CLAIMED, _OBJECTS, _INBOX, _OUTBOX = ".paraf/claimed", ".paraf/objects", "inbox", "outbox"
#: Of our own, what belongs to this machine and this moment.
_PASSING = tuple(
    f".paraf/{name}"
    for name in (
        *("lock", "lease", "heartbeat", "heartbeat.new", "scratch", "demo/daemon.log"),
        *("office.db", "office.db-wal", "office.db-shm", "office.db-journal", "rebuilding"),
    )
)


def back_up(  # noqa: PLR0913 - what is told of a backup
    room: Backups,
    *,
    office_name: str,
    made_at: datetime,
    paraf: str,
    demo: bool,
    with_archive: bool,
) -> Made:
    """Make a backup; ``room`` is begun.

    Raises:
        NotYet: something is away, full, or does not stand still.
    """
    early = room.tree(_CLAIMED), room.tree(_OUTBOX)
    files, memory = room.database()
    files |= room.tree(*CONFIGURATION)
    claimed = _claims(memory, early[0], room.tree(_CLAIMED))
    files |= claimed | _outboxes(memory, early[1], room.tree(_OUTBOX), claimed)
    inboxes = room.tree(_INBOX)
    objects = room.tree(_OBJECTS)
    files |= _inboxes(memory, inboxes, set(objects.values())) | objects
    files |= room.tree(".paraf", skip=(*_PASSING, _CLAIMED, _OBJECTS))
    if with_archive:
        files |= room.archive()
    kept = set(objects.values())
    for sha256 in sorted(references(memory) - kept):
        room.note(f"the bytes {sha256[:12]}, which the ledger refers to, are not in the record")
    for text in memory.breaks:
        room.note(text)
    return room.finish(
        Contents(
            office_name=office_name,
            made_at=made_at,
            paraf=paraf,
            demo=demo,
            has_archive=with_archive,
            memory=memory,
            files=files,
            faults=room.faults(),
        )
    )


def _claims(memory: Memory, early: dict[str, str], late: dict[str, str]) -> dict[str, str]:
    """Claims that are there still, and those that went while the database did not know yet.

    A claim is whole or not at all: its file together with its slip.
    """
    there = {_claim_of(name) for name in late}
    undecided = {
        claim
        for claim in {_claim_of(name) for name in early} - there
        if f"claim:{claim}" not in memory.told
    }
    gone = {name: sha for name, sha in early.items() if _claim_of(name) in undecided}
    return late | gone


def _claim_of(name: str) -> str:
    return name.removeprefix(f"{_CLAIMED}/").partition("/")[0]


def _outboxes(
    memory: Memory, early: dict[str, str], late: dict[str, str], claimed: dict[str, str]
) -> dict[str, str]:
    """What lies there still, and what went and is neither decided about nor a claim."""
    decided = {
        each.event.sha256 for each in memory.happened if isinstance(each.event, HandedIn)
    } | set(claimed.values())
    gone = {name: sha for name, sha in early.items() if name not in late and sha not in decided}
    return late | gone


def _inboxes(memory: Memory, lying: dict[str, str], objects: set[str]) -> dict[str, str]:
    """What lies there, but for what Paraf laid after the database was read."""
    known = references(memory) | {each.sha256 for each in memory.laid}
    return {name: sha for name, sha in lying.items() if sha in known or sha not in objects}
