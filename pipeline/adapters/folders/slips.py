"""What is written down beside a file in our keeping, and the note that people dropped with it."""

import codecs
import contextlib
import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from pipeline.adapters.folders.holding import read_start
from pipeline.ports.folders import Trial

#: What is known of a claim, and how the attempts to deal with it went.
SLIP, TRIAL = "claim.json", "trial.json"
_NOTE_BYTES = 20_000


def slip_of(home: Path) -> dict[str, Any]:
    """What was written down about a claim; a file whose slip is spoiled belongs to nobody."""
    unknown = {
        "folder": "",
        "name": "berkas tanpa nama",
        "back": False,
        "note": "",
        "note_path": "",
        "at": datetime.fromtimestamp(home.lstat().st_mtime, UTC).isoformat(),
        "source": "",
        "identity": [],
        "note_identity": [],
    }
    try:
        known: dict[str, Any] = unknown | json.loads((home / SLIP).read_bytes())
    except (FileNotFoundError, ValueError, TypeError):
        return unknown
    return known


def read_trial(home: Path) -> Trial | None:
    """How the attempts to deal with a claim went; None where nothing of that can be read."""
    try:
        facts = json.loads((home / TRIAL).read_bytes())
        since = facts.pop("since")
        return Trial(**facts, since=datetime.fromisoformat(since) if since else None)
    except (FileNotFoundError, ValueError, TypeError, KeyError):
        return None


def read_note(path: Path | None) -> str:
    """The text of a note in whatever encoding Notepad chose; cut at a sane length.

    Without a mark at the beginning almost anything reads as UTF-16, so it needs one.
    """
    if path is None:
        return ""
    try:
        raw = read_start(path, _NOTE_BYTES)
    except OSError:
        return ""
    marked = raw.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE))
    for encoding in ("utf-16",) if marked else ("utf-8-sig", "cp1252", "latin-1"):
        with contextlib.suppress(UnicodeDecodeError):
            return " ".join(raw.decode(encoding).split())[:1000]
    return ""
