"""Small files that tell an office's trays from the empty mount points they are mounted on.

A tray (``inbox``, ``outbox``, ``archive``) may be a share that comes and goes. Its mark bears the
office's number; a tray without it, or with another office's, is away, and nothing is written
there until it is back (findings/faults.md F16). The office's memory is away when it is missing
beside trays that are marked already.
"""

from pathlib import Path

from pipeline.errors import NotYet
from pipeline.ports.disk import Disk
from pipeline.ports.folders import MARK

TRAYS = ("inbox", "outbox", "archive")
_LONGEST = 200


class Marks:
    """The marks of one office."""

    def __init__(self, root: Path, office_id: str, disk: Disk) -> None:
        self._root = root
        self._office_id = office_id
        self._disk = disk

    def lay(self) -> None:
        """Mark the trays of an office that begins to work; made where they are not there.

        Raises:
            NotYet: the disk refuses.
        """
        try:
            for tray in TRAYS:
                self._disk.make_folder(str(self._root / tray))
                if not self._is_marked(tray):
                    self._disk.write(str(self._root / tray / MARK), self._office_id.encode())
        except OSError as error:
            raise NotYet(f"the office's folders cannot be marked: {error}") from error

    def away(self) -> tuple[str, ...]:
        """The trays that are not those of this office; empty when all are there."""
        return tuple(tray for tray in TRAYS if not self._is_marked(tray))

    def _is_marked(self, tray: str) -> bool:
        try:
            with (self._root / tray / MARK).open("rb") as mark:
                return mark.read(_LONGEST).strip() == self._office_id.encode()
        except OSError:
            return False


def make_room(root: Path, memory: Path, disk: Disk) -> None:
    """Make the folder of the office's database; one that is missing must mean a new office.

    Raises:
        NotYet: trays here are marked already, so it is away; a new one would forget everything.
            Or the disk refuses.
    """
    marked = [tray for tray in TRAYS if (root / tray / MARK).exists()]
    if marked and not memory.exists():
        raise NotYet(
            f"{memory} is away, but {', '.join(marked)} belong to an office that has worked "
            "before; mount it, restore a backup (paraf restore), or build it anew from the "
            "archive (paraf rebuild). To begin anew without what it knew, remove "
            f"{MARK} from these folders"
        )
    try:
        disk.make_folder(str(memory.parent))
    except OSError as error:
        raise NotYet(f"{memory.parent} cannot be made: {error}") from error
