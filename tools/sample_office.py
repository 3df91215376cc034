"""The sample office of this repository, laid out anew as anyone would: by copying."""

import shutil
from pathlib import Path

REPOSITORY = Path(__file__).parents[1]
_PARTS = ("office.toml", "jra.toml", "sop", "templates_docx", "perjanjian-kinerja")
_FOLDERS = ("inbox", "outbox", "archive")


def lay_out(root: Path) -> None:
    """Copy the configuration to ``root``, which is made, and make three empty folders."""
    root.mkdir(parents=True, exist_ok=True)
    for part in _PARTS:
        source = REPOSITORY / part
        if source.is_dir():
            shutil.copytree(source, root / part)
        else:
            shutil.copyfile(source, root / part)
    for folder in _FOLDERS:
        (root / folder).mkdir()
