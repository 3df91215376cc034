"""What must hold after any fault, as every test of faults can ask (faults.md section 2, I1-I8).

``assert_invariants`` starts Paraf again, lets it come to rest, starts it once more and compares:
a second run changes nothing (I7), the first needed nobody's help (I6), and ``paraf check`` finds
nothing wrong (I1-I5, I8).
"""

import hashlib
import time
from pathlib import Path

from office_sim import OfficeSim

from pipeline.wiring import check_office

#: The board tells the time; lock and lease their last holder; SQLite and LibreOffice keep house.
_PASSING = ("PAPAN STATUS.html", ".paraf/lock", ".paraf/lease", ".paraf/scratch", ".paraf/demo")
_REST_SECONDS = 60.0


def picture(root: Path) -> dict[str, tuple[str, int]]:
    """Every entry of an office: what it is or its digest, and when it was changed."""
    found = {}
    for path in sorted(root.rglob("*")):
        seen = path.lstat()
        if path.is_symlink():
            what = f"-> {path.readlink()}"
        elif path.is_file():
            what = hashlib.sha256(path.read_bytes()).hexdigest()
        else:
            what = oct(seen.st_mode)
        found[str(path.relative_to(root))] = (what, seen.st_mtime_ns if path.is_file() else 0)
    return found


def lasting(sim: OfficeSim) -> dict[str, str]:
    """What a run that finds nothing to do must leave as it was: names, bytes, the ledger."""
    return {
        name: what
        for name, (what, _) in picture(sim.root).items()
        if not name.startswith((*_PASSING, ".paraf/office.db"))
    } | {"ledger": str(check_office(sim.root, sim.warm.reader).head)}


def assert_invariants(sim: OfficeSim) -> None:
    """I1-I8 after a fault: Paraf recovers by itself, rests, and its record holds."""
    sim.close()
    end = time.monotonic() + _REST_SECONDS
    before: dict[str, str] = {}
    while (now := _after_a_run(sim)) != before:
        assert time.monotonic() < end, sorted(set(now.items()) ^ set(before.items()))
        before = now
    report = check_office(sim.root, sim.warm.reader)
    assert report.findings == (), report.findings


def _after_a_run(sim: OfficeSim) -> dict[str, str]:
    sim.work()
    sim.close()
    return lasting(sim)
