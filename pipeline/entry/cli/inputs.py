"""What people give a command: files and secrets, with a sentence for whatever is wrong with them.

A secret comes from a prompt or a file descriptor, never from the command's arguments or the
environment, where other programs can read it.
"""

import getpass
import os
import stat
from pathlib import Path

import typer

from pipeline.entry.cli.telling import EXIT_USAGE
from pipeline.errors import Finding, PipelineError, Refused
from pipeline.office.intake import LARGEST

_LONGEST_SECRET = 4096


class Unusable(PipelineError):
    """A file named on the command line cannot be used; whoever typed it must act. English."""

    exit_code = EXIT_USAGE

    def __init__(self, path: Path, what: str) -> None:
        super().__init__(f"{path}: {what}")
        self.what = what


def read_file(path: Path) -> bytes:
    """The bytes of a file.

    Raises:
        Unusable: it is not there, not a regular file, or not readable.
        Refused: it is too large (B06); not a byte of it is read.
    """
    try:
        found = path.stat()
        if stat.S_ISDIR(found.st_mode):
            raise Unusable(path, "this is a folder; name a file")
        if not stat.S_ISREG(found.st_mode):
            raise Unusable(path, "this is not a regular file")
        if found.st_size > LARGEST:
            size = {"ukuran": str(found.st_size // 1_000_000), "batas": str(LARGEST // 1_000_000)}
            raise Refused(Finding("B06", {"nama": path.name, **size}))
        return path.read_bytes()
    except OSError as error:
        raise Unusable(path, error.strerror or str(error)) from None


def ask_secret(name: str, descriptor: int | None) -> bytes:
    """A passphrase or PIN, typed at a prompt or read from a file descriptor.

    Raises:
        typer.BadParameter: there is none.
    """
    if descriptor is None:
        return _typed(name)
    try:
        with os.fdopen(descriptor, "rb") as source:
            secret = source.readline(_LONGEST_SECRET).rstrip(b"\r\n")
    except OSError as error:
        raise typer.BadParameter(
            f"descriptor {descriptor} cannot be read: {error.strerror}",
            param_hint="--passphrase-fd",
        ) from None
    if not secret:
        raise typer.BadParameter(
            f"descriptor {descriptor} holds no {name}", param_hint="--passphrase-fd"
        )
    return secret


def ask_pin(descriptor: int | None) -> str:
    """A PIN as text.

    Raises:
        typer.BadParameter: there is none, or it is no text.
    """
    try:
        return ask_secret("PIN", descriptor).decode()
    except UnicodeDecodeError:
        message = "the PIN is not text in UTF-8"
    # Outside the handler on purpose: the error would quote the PIN.
    raise typer.BadParameter(message, param_hint="--passphrase-fd")


def _typed(name: str) -> bytes:
    try:
        secret = getpass.getpass(f"{name}: ")
    except EOFError:
        secret = ""
    if not secret:
        raise typer.BadParameter(
            f"no {name} was typed; scripts give it with --passphrase-fd N",
            param_hint="--passphrase-fd",
        )
    return secret.encode(errors="surrogateescape")
