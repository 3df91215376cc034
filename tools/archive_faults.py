"""Spoil a filed archive in every way we know, at random places: each must be found and named.

``python -m tools.archive_faults N`` spoils N copies of a sound archive, one fault each, and asks
both ``FolderArchive.verify`` and, where the fault lies within a berkas, the checker that is filed
with it, run by a Python in which Paraf cannot be imported. Looking may have changed nothing. Then
it is restored from a second copy. The last line counts; exits with 1 when a fault was missed.
"""

import random
import shutil
import subprocess
import sys
import tempfile
import time
from collections import Counter
from pathlib import Path

_ROOT = Path(__file__).parents[1]
sys.path[:0] = [str(_ROOT), str(_ROOT / "tests" / "support")]

# ruff: noqa: E402 - the two folders above must be known first
from archive_faults import FAULTS, Damage, Expected, SoundArchive, not_named
from archive_samples import snapshot

from pipeline.adapters.archive import FolderArchive, SecondCopy
from pipeline.adapters.disk import LocalDisk

#: what lies in a place that is not its own or is no whole berkas there, files beside the berkas, a
#: pointer somebody changed: left to people
_BESIDE = frozenset({"A10", "A16", "A24", "A30"})
_CHECKER = _ROOT / "pipeline" / "adapters" / "archive" / "periksa.py"


def main(faults: int, seed: int) -> int:
    """Spoil and look, and print what came of it."""
    memory = Path("/dev/shm")  # noqa: S108 - a folder of our own inside
    began = time.monotonic()
    found: Counter[str] = Counter()
    alone = missed = 0
    with tempfile.TemporaryDirectory(dir=memory if memory.is_dir() else None) as place:
        sound = SoundArchive(Path(place))
        if FolderArchive(sound.root, LocalDisk()).verify(anchors=sound.anchors):
            print("the sound archive is not sound")
            return 1
        for number in range(faults):
            chance = random.Random(f"{seed}/{number}")  # noqa: S311 - to be repeated, not secret
            fault = FAULTS[number % len(FAULTS)]
            copy = Path(place) / "rusak"
            damage = Damage(sound, copy, chance)
            expected = fault(damage)
            complaints = _look(damage, expected)
            alone += expected.alone
            found[fault.__name__] += not complaints
            missed += bool(complaints)
            for complaint in complaints:
                print(f"MISSED {number} {fault.__name__} in {damage.berkas}: {complaint}")
            shutil.rmtree(copy)
    for name, count in sorted(found.items()):
        print(f"{count:6} {name.replace('_', ' ')}")
    print(
        f"{faults} faults of {len(FAULTS)} kinds (seed {seed}): {faults - missed} found, named "
        f"and restored, {alone} of them found without Paraf too, {missed} missed, "
        f"{time.monotonic() - began:.0f} s"
    )
    return 1 if missed else 0


def _look(damage: Damage, expected: Expected) -> list[str]:
    before = snapshot(damage.root)
    archive = FolderArchive(damage.root, LocalDisk())
    findings = archive.verify(anchors=damage.sound.anchors)
    lacking = not_named(findings, expected)
    told = [f"{each.code} {each.facts}" for each in findings]
    complaints = [f"verify does not name {sorted(lacking)}; it found {told}"] if lacking else []
    if expected.alone:
        complaints += _look_alone(damage, expected)
    if snapshot(damage.root) != before:
        complaints.append("looking changed the archive")
    return complaints + _restore(damage)


def _restore(damage: Damage) -> list[str]:
    """From the sound archive as its second copy; what does not belong is left to people."""
    second = SecondCopy(damage.root, damage.sound.root, damage.root.parent / "aside", LocalDisk())
    archive = FolderArchive(damage.root, LocalDisk())
    for path, anchor in damage.sound.anchors.items():
        if archive.verify(path, anchors=damage.sound.anchors):
            second.restore(path, anchor)
    archive.mend_pointers()
    left = archive.verify(anchors=damage.sound.anchors)
    return [
        f"{each.code} {each.facts} after restoring" for each in left if each.code not in _BESIDE
    ]


def _look_alone(damage: Damage, expected: Expected) -> list[str]:
    anchor = damage.sound.anchors[damage.berkas]
    command = [sys.executable, "-I", "-S", _CHECKER, damage.folder, "--manifest", anchor]
    ran = subprocess.run(command, capture_output=True, text=True, check=False)
    if ran.returncode != 1 or ran.stderr:
        return [f"the checker ended with {ran.returncode}: {ran.stdout}{ran.stderr}"]
    names = set() if expected.unnamed else expected.names
    lacking = {name for name in names if name not in ran.stdout}
    return [f"the checker does not name {sorted(lacking)}: {ran.stdout}"] if lacking else []


if __name__ == "__main__":
    count = int(sys.argv[1]) if len(sys.argv) > 1 else 1000
    sys.exit(main(count, int(sys.argv[2]) if len(sys.argv) > 2 else random.randrange(10**6)))  # noqa: S311
