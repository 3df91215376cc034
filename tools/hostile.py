"""``make hostile``: every hostile file there is, looked at, and dropped at a real office's door.

Three parts. Each trick is inspected: the code it must come back with, and the time. Each is then
dropped into an outbox of a real office: it must come back unchanged with that code, and a good
photograph dropped after it must be held as evidence as ever; at the end a form that names such a
photograph takes it along. Last, files as people really write them, none of which may be refused.

Ends with one line of counts; exit code 1 when anything is wrong.
"""

import argparse
import logging
import sys
import time
import unicodedata
from dataclasses import dataclass, field
from pathlib import Path
from tempfile import TemporaryDirectory

_ROOT = Path(__file__).resolve().parents[1]
sys.path[:0] = [str(_ROOT), str(_ROOT / "tests" / "support")]

# ruff: noqa: E402 - the two folders above must be known first
from office_sim import OfficeSim

from pipeline.adapters.inspection import inspect
from pipeline.ports.inspection import FileKind
from tests.hostile.catalogue import Trick
from tests.hostile.door import office
from tests.hostile.every import TRICKS
from tests.hostile.legitimate import by_libraries, by_programs, photo

_PARTS = ("look", "ordinary", "door")
_POST = "japel-bidang-1"
_STAGE = "8"
#: Kept as they are on disk; longer or stranger names are another test's business.
_LARGEST = 50_000_000
_GOOD = photo(format="JPEG")
_ORDINARY_BYTES = 100_000
_ORDINARY_MS = 20.0


@dataclass
class Tally:
    """What came of everything so far."""

    inspected: int = 0
    dropped: int = 0
    good: int = 0
    legitimate: int = 0
    wrong: list[str] = field(default_factory=list)
    slowest: tuple[float, str] = (0.0, "")
    slowest_ordinary: tuple[float, str] = (0.0, "")


def main() -> int:
    """Play every trick; 0 when each came back for its reason and nothing honest did."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--family", default="", help="only this family of tricks")
    options.add_argument("--every", type=int, default=1, help="drop every so manieth trick")
    options.add_argument("--part", choices=_PARTS, action="append", help="only these parts")
    chosen = options.parse_args()
    parts = chosen.part or _PARTS
    logging.disable(logging.CRITICAL)
    tricks = [each for each in TRICKS if each.family.startswith(chosen.family)]
    tally = Tally()
    if "look" in parts:
        _look(tricks, tally)
    with TemporaryDirectory(prefix="paraf-hostile-") as place:
        if "ordinary" in parts:
            _serve(Path(place), tally)
        if "door" in parts:
            _drop(tricks[:: chosen.every], Path(place), tally)
    for each in tally.wrong:
        print(f"WRONG  {each}")
    print(_counts(tally))
    return 1 if tally.wrong else 0


def _counts(tally: Tally) -> str:
    slow, slow_title = tally.slowest
    plain, plain_name = tally.slowest_ordinary
    return (
        f"hostile: {tally.inspected} files inspected, {tally.dropped} dropped and back, "
        f"{tally.good} good ones taken between them; legitimate: {tally.legitimate}, "
        f"{len(tally.wrong)} wrong; slowest {slow * 1000:.0f} ms ({slow_title}), slowest ordinary "
        f"file {plain * 1000:.1f} ms ({plain_name})"
    )


def _look(tricks: list[Trick], tally: Tally) -> None:
    print(f"{'family':9} {'trick':58} {'code':5} {'found':16} {'ms':>8}")
    for trick in tricks:
        data = trick.make()
        started = time.perf_counter()
        found = inspect(data, trick.name)
        taken = time.perf_counter() - started
        codes = [each.code for each in found.findings or found.misnamed]
        tally.inspected += 1
        tally.slowest = max(tally.slowest, (taken, trick.title))
        shown = ", ".join(dict.fromkeys(codes))
        title = trick.title.encode("ascii", "backslashreplace").decode()[:58]
        print(f"{trick.family:9} {title:58} {trick.code:5} {shown:16} {taken * 1000:8.1f}")
        if trick.code not in codes:
            tally.wrong.append(f"{trick.family}: {title}: {shown or 'nothing'} found")


def _serve(place: Path, tally: Tally) -> None:
    """Ordinary files: none refused, and those of an ordinary size within their time."""
    print(f"\n{'ordinary file':58} {'kind':13} {'kB':>6} {'ms':>8}")
    scratch = place / "programs"
    scratch.mkdir()
    for name, data in [*by_libraries(), *by_programs(scratch)]:
        plain = name.rpartition(", ")[2]
        found = inspect(data, plain)
        taken = min(_timed(data, plain) for _ in range(3))
        tally.legitimate += 1
        print(f"{name[:58]:58} {found.kind.value:13} {len(data) // 1000:6} {taken * 1000:8.1f}")
        if len(data) < _ORDINARY_BYTES:
            tally.slowest_ordinary = max(tally.slowest_ordinary, (taken, name))
        if found.findings or found.misnamed or found.kind is FileKind.OTHER:
            tally.wrong.append(f"legitimate: {name}: {found}")
    if tally.slowest_ordinary[0] * 1000 > _ORDINARY_MS:
        tally.wrong.append(f"slow: {tally.slowest_ordinary[1]}")


def _timed(data: bytes, name: str) -> float:
    """Processor time, since others work on this machine as well."""
    started = time.process_time()
    inspect(data, name)
    return time.process_time() - started


def _drop(tricks: list[Trick], place: Path, tally: Tally) -> None:
    print(f"\ndropping {len(tricks)} files at the door, a good one behind each", flush=True)
    with office(place, _STAGE) as sim:
        for number, trick in enumerate(tricks):
            _through_the_door(sim, number, trick, tally)
        _hand_in(sim, tally)


def _through_the_door(sim: OfficeSim, number: int, trick: Trick, tally: Tally) -> None:
    data = trick.make()
    name = f"{number:03} {_plain(trick.name)}"
    if len(data) > _LARGEST:
        return
    sim.drop(_POST, name, data)
    sim.drop(_POST, "foto kegiatan.jpg", _GOOD)
    sim.work()
    tally.dropped += 1
    if not tally.dropped % 25:
        print(f"  {tally.dropped}", flush=True)
    inbox = sim.root / "inbox" / _POST
    back, note = inbox / name, inbox / f"{name} - ALASAN.txt"
    if not back.is_file() or back.read_bytes() != data:
        tally.wrong.append(f"not back as it was: {name} ({trick.title})")
    elif not note.is_file() or f"(Kode: {trick.code})" not in note.read_text("utf-8-sig"):
        tally.wrong.append(f"without its reason: {name} ({trick.title})")
    held = sim.outbox(_POST) == ["foto kegiatan.jpg"] and not sim.claimed()
    tally.good += held
    if not held:
        tally.wrong.append(f"the good file after {name} ({trick.title}): {sim.outbox(_POST)}")
    for path in (back, note):
        path.unlink(missing_ok=True)


def _plain(name: str) -> str:
    """A name as any folder takes it: the ending counts here, marks of direction do not."""
    shown = "".join(each for each in name if unicodedata.category(each) != "Cf")
    return shown.strip()


def _hand_in(sim: OfficeSim, tally: Tally) -> None:
    """The form that names the last photograph goes on, and takes it along."""
    name, data = sim.take(_POST, "Formulir")
    sim.drop(_POST, name, sim.filled(data, evidence="foto kegiatan.jpg"))
    sim.work()
    if "foto kegiatan.jpg" not in sim.inbox("kabid-bidang-1"):
        tally.wrong.append(f"the form after all of them: {sim.inbox('kabid-bidang-1')}")
    sim.assert_sound()


if __name__ == "__main__":
    sys.exit(main())
