"""What the office needs from the inspector: is it safe to open what somebody dropped.

Terminology
    kind: what the bytes are, whatever the file is called.
    finding: something about the bytes for which nobody here opens the file (codes H..).
    misnamed: what the file's name claims falsely. A paper of ours may be called anything; a file
        that goes to others under its own name may not.
"""

from dataclasses import dataclass
from enum import StrEnum
from typing import Protocol

from pipeline.errors import Finding


class FileKind(StrEnum):
    """What the bytes of a file are. Only these are read or passed on; the rest is ``OTHER``."""

    WORD = "word"
    EXCEL = "excel"
    PRESENTATION = "presentation"
    PDF = "pdf"
    PICTURE = "picture"
    TEXT = "text"
    OTHER = "other"


@dataclass(frozen=True, slots=True, kw_only=True)
class Inspected:
    """What an inspection found; strings only, so that it crosses any process boundary."""

    kind: FileKind
    findings: tuple[Finding, ...] = ()
    misnamed: tuple[Finding, ...] = ()


class Inspector(Protocol):
    """Looks into a file before anything opens it."""

    def inspect(self, data: bytes, name: str = "") -> Inspected:
        """What these bytes are, and everything that keeps them from being opened.

        Reads nothing but ``data``: no disk, no network. Ends for any bytes whatever, within
        seconds; never raises for what they hold.

        Args:
            data: the whole file, as large as the intake lets in.
            name: what it is called; empty where the name does not matter.
        """
        ...
