"""What the ledger knows of backups: when the newest one was made, and where."""

import json
from dataclasses import dataclass
from datetime import datetime, timedelta

from pipeline.ports.backup import Made
from pipeline.ports.store import Store

_BACKED_UP = "BackedUp"
#: A backup older than this is worth a remark.
OLD = timedelta(days=2)


@dataclass(frozen=True, slots=True, kw_only=True)
class KnownBackup:
    """A backup of which the ledger knows."""

    at: datetime
    path: str
    folder: str


def note_backup(store: Store, now: datetime, folder: str, made: Made) -> None:
    """Write a backup into the ledger: where it lies, and the digest of its manifest."""
    facts = {
        "path": made.path,
        "folder": folder,
        "manifest": made.manifest_sha256,
        "head": made.head[1],
        "seq": str(made.head[0]),
    }
    store.note(f"backup:{made.path}:{made.manifest_sha256}", now, _BACKED_UP, facts)


def newest_backup(store: Store) -> KnownBackup | None:
    """The newest backup; None when none was ever made."""
    lines = store.ledger(kind=_BACKED_UP)
    if not lines:
        return None
    body = json.loads(lines[-1].body)
    return KnownBackup(
        at=datetime.fromisoformat(lines[-1].at), path=body["path"], folder=body["folder"]
    )


def was_used(store: Store, folder: str) -> bool:
    """Whether a backup was ever made in that folder."""
    lines = store.ledger(kind=_BACKED_UP)
    return any(json.loads(line.body)["folder"] == folder for line in lines)
