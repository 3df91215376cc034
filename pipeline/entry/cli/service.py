"""``paraf service``: the systemd unit for one office."""

import re
import sys
from importlib.resources import files
from pathlib import Path
from string import Template

from pipeline.config.office import load_office
from pipeline.errors import Misconfigured

_ACCOUNT = re.compile(r"[a-z_][a-z0-9_-]{0,30}")


def unit(root: Path, user: str) -> str:
    """The unit's text, for this office and the program that is running now.

    Raises:
        Misconfigured: the account or the folder cannot be named in a unit.
    """
    if not _ACCOUNT.fullmatch(user):
        raise Misconfigured([f"--user {user!r} is no account's name; write for example paraf"])
    if any(not letter.isprintable() for letter in str(root)):
        raise Misconfigured([f"{root!r} cannot be named in a systemd unit; move the office"])
    identity = load_office(root).identity
    program = Path(sys.executable).with_name("paraf")
    template = Template((files(__package__) / "paraf.service").read_text("utf-8"))
    return template.substitute(
        office=_quoted(str(root), in_command=True),
        office_plain=str(root),
        mount=_quoted(str(root)),
        writable=_quoted(str(root)),
        program=_quoted(str(program), in_command=True),
        description=_escaped(f"{identity.badan} {identity.nama_daerah}"),
        user=user,
    )


def _escaped(text: str) -> str:
    return " ".join(text.split()).replace("%", "%%")


def _quoted(text: str, *, in_command: bool = False) -> str:
    """A path as systemd.syntax(7) wants it; in a command a dollar sign is doubled, too."""
    text = text.replace("\\", "\\\\").replace('"', '\\"').replace("%", "%%")
    return f'"{text.replace("$", "$$")}"' if in_command else f'"{text}"'
