"""Examining a file apart, to learn whether it is the file that ends whoever examines it."""

from enum import StrEnum
from typing import Protocol


class Verdict(StrEnum):
    """How a rehearsal went."""

    RUNNING = "running"
    LIVED = "lived"  #: the examination came to an end, whatever it found
    DIED = "died"  #: it was killed, crashed, broke, or never ended


class Rehearsals(Protocol):
    """Examinations of claims in processes of their own; nothing is decided there."""

    def verdict(self, claim_id: str) -> Verdict:
        """How the examination of a claim went; the first call begins it, and nobody waits.

        Once told, an end is forgotten: asked again, a new one begins.
        """
        ...
