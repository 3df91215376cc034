"""The log: one line an event, for an administrator's eyes or, with ``--log-json``, for programs.

Keys are documented in ``docs/operations.md``. Names of files are made safe to look at; contents of
files and passphrases never come here, since nobody hands them over.
"""

import json
import logging
import sys
from collections.abc import Mapping
from datetime import datetime, tzinfo
from typing import Any

from typing_extensions import override

from pipeline.ports.watch import Deed
from pipeline.wording.visible import visible

LOG = logging.getLogger("paraf")


def set_up(zone: tzinfo, *, as_json: bool) -> None:
    """Write the log to standard error, in the office's time."""
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(JsonLines(zone) if as_json else PlainLines(zone))
    logging.basicConfig(level=logging.WARNING, handlers=[handler], force=True)
    LOG.setLevel(logging.INFO)


def say(event: str, level: int = logging.INFO, **facts: Any) -> None:
    """Write a line: what happened, and the facts that are known of it."""
    known = {key: value for key, value in facts.items() if value not in ("", None, (), {}, [])}
    LOG.log(level, event, extra={"facts": known})


def say_deed(deed: Deed, level: int) -> None:
    """Write a line about something the office did."""
    say(
        str(deed.kind),
        level,
        what=deed.what,
        file=deed.file,
        post=deed.post,
        cycle=deed.cycle,
        code=deed.code,
        reasons=deed.reasons,
        why=deed.why,
        tries=deed.tries or None,
        seconds=None if deed.seconds is None else round(deed.seconds, 3),
        **deed.counts,
    )


class _Lines(logging.Formatter):
    def __init__(self, zone: tzinfo) -> None:
        super().__init__()
        self._zone = zone

    def _at(self, record: logging.LogRecord) -> str:
        moment = datetime.fromtimestamp(record.created, self._zone)
        return moment.isoformat(timespec="milliseconds")

    @staticmethod
    def _facts(record: logging.LogRecord) -> Mapping[str, Any]:
        facts: Mapping[str, Any] = getattr(record, "facts", {})
        return facts


class PlainLines(_Lines):
    """``2026-10-01T08:15:02.123+07:00 INFO taken in what=hand-in file="Surat.pdf" seconds=0.2``."""

    @override
    def format(self, record: logging.LogRecord) -> str:
        """The record in one line; a bug's trace follows on lines of its own."""
        words = [self._at(record), record.levelname, visible(record.getMessage())]
        words += [f"{key}={_plain(value)}" for key, value in self._facts(record).items()]
        line = " ".join(words)
        return f"{line}\n{self.formatException(record.exc_info)}" if record.exc_info else line


class JsonLines(_Lines):
    """One object a line."""

    @override
    def format(self, record: logging.LogRecord) -> str:
        """The record as JSON, its trace included."""
        facts: dict[str, Any] = {
            "at": self._at(record),
            "level": record.levelname.lower(),
            "event": record.getMessage(),
            **self._facts(record),
        }
        if record.exc_info:
            facts["trace"] = self.formatException(record.exc_info)
        return json.dumps(facts, ensure_ascii=True, default=str)


def _plain(value: Any) -> str:
    """A value without blanks as it is, else in quotes as JSON has them."""
    if isinstance(value, tuple | list):
        value = ",".join(map(str, value))
    text = visible(str(value))
    is_bare = text and not any(letter.isspace() or letter in "\"'=\\" for letter in text)
    return text if is_bare else json.dumps(text, ensure_ascii=False)
