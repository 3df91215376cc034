"""Troubles: of which kind one is, when to try again, from when on it stands on the board.

What fails for now is tried again with growing patience. Once that has ended it is a problem that
somebody must see to; from then on it is tried rarely, and at once after a start.
"""

import errno
from dataclasses import dataclass
from datetime import datetime, timedelta

from pipeline.errors import Misconfigured, NotYet, PipelineError, Tampered
from pipeline.ports.store import LONGEST_WAIT
from pipeline.reasons.catalogue import REASONS

#: Attempts that fail before a trouble stands: with the delays below, about 17 minutes.
PATIENT_TRIES = 9
_FIRST_DELAY = timedelta(seconds=2)
_LONGEST_DELAY = timedelta(minutes=10)
_STANDING_DELAY = LONGEST_WAIT

_FULL = (errno.ENOSPC, errno.EDQUOT, errno.EFBIG)
_CLOSED = (errno.EROFS, errno.EACCES, errno.EPERM)
_EXHAUSTED = (errno.EMFILE, errno.ENFILE, errno.ENOMEM, errno.EAGAIN)
_BY_ERRNO = (
    dict.fromkeys(_FULL, "T02") | dict.fromkeys(_CLOSED, "T04") | dict.fromkeys(_EXHAUSTED, "T06")
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Trouble:
    """Something that could not be done for now; ``why`` is English, for the administrator."""

    what: str
    why: str
    since: datetime
    code: str  #: the kind of trouble, in the catalogue
    tries: int
    next_try: datetime | None = None  #: None where nobody who knows is asked
    needs_help: bool = False  #: patience alone does not mend it

    @property
    def is_standing(self) -> bool:
        """Whether patience has ended and somebody must see to it."""
        return self.needs_help or self.tries >= PATIENT_TRIES


def delay_after(tries: int) -> timedelta:
    """How long to wait after so many attempts that failed."""
    if tries >= PATIENT_TRIES:
        return _STANDING_DELAY
    doublings: int = 2 ** (tries - 1)
    return min(_FIRST_DELAY * doublings, _LONGEST_DELAY)


def is_surroundings(error: Exception) -> bool:
    """Whether the machine is at fault and not our code: no memory, no room, no descriptors."""
    return isinstance(error, OSError | MemoryError)


def kind_of(error: BaseException) -> str:
    """The kind of trouble an error is, as a code of the catalogue."""
    if isinstance(error, NotYet) and error.code:
        return error.code
    if isinstance(error, Misconfigured):
        return "T09"
    if isinstance(error, Tampered):
        return "T10"
    cause: BaseException | None = error
    while cause is not None:
        if isinstance(cause, MemoryError):
            return "T06"
        if isinstance(cause, OSError):
            return _BY_ERRNO.get(cause.errno or 0, "T03")
        cause = cause.__cause__
    return "T12" if isinstance(error, PipelineError) else "T11"


def labelled(code: str, why: str) -> str:
    """A trouble as one text, for where only a text is kept."""
    return f"{code} {why}"


def unlabelled(text: str) -> tuple[str, str]:
    """Kind and English text of a trouble that was kept as one text."""
    code, _, why = text.partition(" ")
    return (code, why) if code in REASONS else ("T12", text)
