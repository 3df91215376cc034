"""Kill the daemon at random moments of a demo and compare the archives with an undisturbed one.

``python -m tools.kill_demo N`` plays as many demos as N kills need, ten kills each, every one in
a fresh office. SIGKILL strikes at random: mostly amid a chosen kind of work (examining a paper,
making one, moving files), else at any time, sometimes while the daemon starts. It is started
again, as a service manager would; the last line counts what the kills interrupted. At the end
every archive must hold the same documents under the same numbers as that of a demo nobody
disturbed, and the record must prove itself. Exits with 1 when anything differs.
"""

import argparse
import json
import random
import shutil
import sqlite3
import sys
import tempfile
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

from pipeline.entry.demo.play import Daemon, Play, running_daemon, wait_until_filed
from pipeline.entry.demo.show import is_filed, next_period
from pipeline.errors import NotYet
from pipeline.ports.folders import MARK
from pipeline.wiring import check_office, open_workplace
from tools.sample_office import lay_out

_KILLS_A_CYCLE = 10
#: A start takes nearly two seconds; between two gestures of the staff there is half a second.
_START, _LONGEST_LIFE = 1.7, 4.0
#: How often each kind of moment is chosen. What a killed daemon left is taken up first, so waiting
#: for a certain kind of work also lets it get on.
_TARGETS = {"starting": 5, "any time": 15, "examining": 25, "making": 35, "moving": 20}
#: How long such work takes, in seconds.
_AFTER = {"examining": 0.4, "making": 0.4, "moving": 0.03}
_PATIENCE = 20.0
_AT_REST = "at rest"
_LOOK_SECONDS = 0.002


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a played cycle left behind, in words that do not depend on chance."""

    documents: Counter[str]  #: kind, unit, nomor, number of items and of versions
    numbers: Counter[str]  #: every number drawn: register, number, whether it is void
    events: Counter[str]  #: lines of the ledger by type
    faults: tuple[str, ...]  #: what must not be in any office, disturbed or not

    def differences(self, other: "Outcome") -> Iterator[str]:
        """How this one differs from the undisturbed one, one sentence each."""
        for what in ("documents", "numbers", "events"):
            mine, theirs = getattr(self, what), getattr(other, what)
            yield from (f"{what}: {each} is missing" for each in (theirs - mine).elements())
            yield from (f"{what}: {each} is too many" for each in (mine - theirs).elements())


class Killer(threading.Thread):
    """Strikes the daemon dead so many times, at random."""

    def __init__(self, daemon: Daemon, kills: int, chance: random.Random) -> None:
        super().__init__(daemon=True)
        self._victim = daemon
        self._wanted = kills
        self._chance = chance
        self._over = threading.Event()
        self.kills: list[str] = []

    def run(self) -> None:
        """Wait for a moment, strike, wait until it lives again."""
        last = None
        while len(self.kills) < self._wanted and not self._over.is_set():
            process = self._victim.process
            if process is None or process is last or process.poll() is not None:
                self._over.wait(_LOOK_SECONDS)
                continue
            self._await_moment(_starts(self._victim.root))
            if self._over.is_set():
                return
            process.kill()
            process.wait()
            last = process
            self.kills.append(under_way(self._victim.root))

    def _await_moment(self, starts_before: int) -> None:
        """Somewhere in the start, at any time, or soon after a certain kind of work began."""
        (target,) = self._chance.choices(list(_TARGETS), list(_TARGETS.values()))
        if target == "starting":
            self._over.wait(self._chance.uniform(0.05, _START))
            return
        self._await(lambda: _starts(self._victim.root) > starts_before)
        if target == "any time":
            self._over.wait(self._chance.uniform(0, _LONGEST_LIFE))
            return
        self._await(lambda: _is_at(target, under_way(self._victim.root)))
        self._over.wait(self._chance.uniform(0, _AFTER[target]))

    def _await(self, true: Callable[[], bool]) -> None:
        end = time.monotonic() + _PATIENCE
        while not true() and time.monotonic() < end and not self._over.is_set():
            self._over.wait(_LOOK_SECONDS)

    def stop(self) -> None:
        """No more kills; the cycle is filed."""
        self._over.set()
        self.join()


def _is_at(target: str, work: str) -> bool:
    making = work in ("before Issue", "before FileAway")
    match target:
        case "making":
            return making
        case "moving":
            return work.startswith("before") and not making
        case _:
            return work == target


def _starts(root: Path) -> int:
    """How often a daemon has begun to work here; a killed one may have died before."""
    log = root / ".paraf" / "demo" / "daemon.log"
    return log.read_bytes().count(b"Paraf works in") if log.exists() else 0


def under_way(root: Path) -> str:
    """What the daemon is, or was, in the middle of, as the disk tells it."""
    if any((root / ".paraf" / "claimed").iterdir()):
        return "examining"
    memory = sqlite3.connect(f"file:{root}/.paraf/office.db?mode=ro", uri=True)
    try:
        acts = memory.execute("SELECT body FROM act ORDER BY due, id").fetchall()
    finally:
        memory.close()
    kinds = [json.loads(body)["type"] for (body,) in acts]
    pending = [kind for kind in kinds if kind != "SetTimer"]
    return f"before {pending[0]}" if pending else _AT_REST


def play(root: Path, kills: int, chance: random.Random, fell: list[str]) -> Outcome:
    """Play one cycle in a fresh office; ``fell`` tells afterwards what the kills interrupted.

    Raises:
        NotYet: the daemon did not answer any more.
    """
    lay_out(root)
    period = next_period(root)
    scenes = Play(root, period, lambda _step, _what: None)
    with running_daemon(Daemon(root, restart=True)) as daemon:
        killer = Killer(daemon, kills, chance)
        killer.start()
        try:
            scenes.perform(daemon.alive)
            wait_until_filed(lambda: is_filed(root, period), daemon.alive)
        finally:
            killer.stop()
            fell += killer.kills
        daemon.alive()
        _let_it_finish(root, daemon)
    return outcome(root)


def _let_it_finish(root: Path, daemon: Daemon) -> None:
    """The last daemon may have been killed after the filing; wait until nothing is left to do."""
    end = time.monotonic() + 30
    while time.monotonic() < end and any(_leftovers(root)):
        daemon.alive()
        time.sleep(0.2)


def _leftovers(root: Path) -> Iterator[str]:
    for top in ("inbox", "outbox", ".paraf/claimed"):
        for path in sorted((root / top).rglob("*")):
            if not path.is_dir() and path.name != MARK:
                yield f"left behind: {path.relative_to(root)}"


def outcome(root: Path) -> Outcome:
    """What an office holds after its cycle."""
    with open_workplace(root) as workplace:
        store = workplace.store
        (cycle,) = store.cycles()
        documents = Counter(
            f"{paper.kind} {paper.unit or '-'} {paper.nomor or '-'} version {paper.version}, "
            f"{len(paper.signatures)} signatures, {len(paper.attachments)} attachments"
            for paper in cycle.papers
        )
        berkas = root / "archive" / (cycle.berkas_path or "-")
        items = Counter(path.name[:3] for path in berkas.glob("[0-9]*"))
        documents[f"berkas of {len(items)} items in {sum(items.values())} files"] += 1
        numbers = Counter(
            f"{register} {number} {'void' if void else ''}".strip()
            for register, number, _, _, void in store.numbers()
        )
        events = Counter(line.type for line in store.ledger())
        check = check_office(root).findings
        acts = [act.act.type for act in store.pending_acts() if act.act.type != "SetTimer"]
    faults = [f"check: {each.code} {each.text} {each.path}" for each in check]
    faults += [f"not done: {act}" for act in acts]
    faults += [f"half written: {path}" for path in root.rglob(".paraf-*.part")]
    return Outcome(documents, numbers, events, (*faults, *_leftovers(root)))


def orphans(root: Path) -> list[str]:
    """Processes that still name this office, which nobody should."""
    found = []
    for folder in Path("/proc").glob("[0-9]*"):
        try:
            words = (folder / "cmdline").read_bytes().replace(b"\0", b" ").decode(errors="replace")
        except OSError:
            continue
        if str(root) in words:
            found.append(f"still running: {words[:150]}")
    return found


def main() -> int:
    """Play, kill, compare, count."""
    parser = argparse.ArgumentParser(prog="python -m tools.kill_demo", description=__doc__)
    parser.add_argument("kills", type=int, nargs="?", default=50)
    parser.add_argument("--seed", type=int, default=random.SystemRandom().randrange(10**6))
    parser.add_argument("--keep", type=Path, help="Keep the offices of cycles that differ here.")
    given = parser.parse_args()
    chance = random.Random(given.seed)  # noqa: S311 - chance, not secrecy
    print(f"seed {given.seed}", flush=True)
    began, struck, cycles, wrong = time.monotonic(), Counter[str](), 0, 0
    with tempfile.TemporaryDirectory(prefix="paraf-kill-") as name:
        golden = play(Path(name, "undisturbed"), 0, chance, [])
        for fault in golden.faults:
            print(f"undisturbed: {fault}")
        while struck.total() < given.kills and cycles < given.kills:
            cycles += 1
            root = Path(name, f"cycle-{cycles}")
            wanted = min(_KILLS_A_CYCLE, given.kills - struck.total())
            since = time.monotonic()
            problems, fell = _one(root, wanted, chance, golden)
            struck.update(fell)
            took = time.monotonic() - since
            print(f"cycle {cycles}: {len(fell)} kills, {took:.0f} s, {len(problems)} problems")
            for problem in problems:
                print(f"  {problem}", flush=True)
            wrong += bool(problems)
            if problems and given.keep:
                shutil.copytree(root, given.keep / f"{given.seed}-{cycles}", symlinks=True)
    took = time.monotonic() - began
    fell_words = ", ".join(f"{count} {moment}" for moment, count in struck.most_common())
    print(
        f"{struck.total()} kills ({fell_words}) in {cycles} cycles, {took:.0f} s: "
        f"{cycles - wrong} archives the same as undisturbed, {wrong} not"
    )
    return 1 if wrong or golden.faults else 0


def _one(
    root: Path, kills: int, chance: random.Random, golden: Outcome
) -> tuple[list[str], list[str]]:
    fell: list[str] = []
    try:
        found = play(root, kills, chance, fell)
    except NotYet as stuck:
        return [f"stuck: {stuck.what}", *_leftovers(root)], fell
    problems = [*found.differences(golden), *found.faults]
    time.sleep(1)
    return problems + orphans(root), fell


if __name__ == "__main__":
    sys.exit(main())
