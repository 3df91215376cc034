"""Attacked letters kept as files to look at: one folder a reason code, one file an attack.

Made on request only (``make attack-signatures KEEP=folder``), since keys and letters are new in
every run and the files would grow the repository by a hundred megabytes.
"""

import re
from dataclasses import dataclass
from pathlib import Path

_ODD = re.compile(r"[^\w,.()&'-]+")
ACCEPTED = "diterima"


@dataclass(frozen=True)
class Examples:
    """The folder they go to; without one nothing is kept."""

    folder: Path | None = None

    def keep(self, code: str, title: str, data: bytes, suffix: str = ".pdf") -> None:
        """Write one file, named for what was done to it."""
        if self.folder is None:
            return
        name = _ODD.sub(" ", title.replace(":", " - ")).strip()
        place = self.folder / (code or ACCEPTED)
        place.mkdir(parents=True, exist_ok=True)
        (place / f"{name}{suffix}").write_bytes(data)
