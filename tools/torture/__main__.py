"""Kill the daemon at random, thousands of times, over a loaded office; account for every file.

``python -m tools.torture KILLS``: three cycles side by side in each office, everybody at work,
copies, papers at wrong posts, foreign and broken files, returns. The daemon is killed (SIGKILL)
mostly soon after a certain kind of work began, else at any time, sometimes while it starts. Every
LOOK kills the office as the kill left it must account for every dropped file, and prove itself
(``paraf check``). When its cycles are filed an office must have come to the same end as one that
nobody disturbed. Exits with 1 when anything is wrong.
"""

import argparse
import os
import random
import shutil
import signal
import sqlite3
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

from pipeline.adapters.folders.slips import read_trial
from pipeline.domain.period import Period
from pipeline.entry.demo.play import Daemon
from pipeline.office.queue import STRIKES
from pipeline.ports.folders import MARK
from pipeline.wiring import demo_clock, open_workplace
from tools.sample_office import lay_out
from tools.torture.accounts import Outcome, amid, at_the_end, outcome
from tools.torture.lent import ForkServer, Lender
from tools.torture.people import People

_OPENING = datetime(2026, 10, 1, 7, 30, tzinfo=ZoneInfo("Asia/Jakarta"))
_PERIODS = (Period(2026, 1), Period(2026, 2), Period(2026, 3))
#: How often each kind of moment is chosen for a kill.
_TARGETS = {"starting": 10, "any time": 30, "claimed": 25, "Issue": 20, "moving": 10, "FileAway": 5}
#: How long after the beginning of such work a kill may come, in seconds.
_AFTER = {"claimed": 0.3, "Issue": 0.5, "moving": 0.05, "FileAway": 0.5}
_START, _LIFE, _PATIENCE = 0.25, 0.5, 1.0
#: On a busy machine a daemon may need so long to begin, in seconds.
_STARTED = 20.0
#: One life in so many is the real ``paraf run``, which takes seconds to start.
_REAL_ONE_IN = 60
#: One life in so many goes on while a file is examined apart.
_RESPITE_ONE_IN = 3
_LOOK = 0.005
_STUCK_SECONDS = 300.0
#: After so many things wrong the cause is worth more than further kills.
_ENOUGH = 20


@dataclass(slots=True)
class Tally:
    """What a whole run came to."""

    kills: Counter[str] = field(default_factory=Counter)
    dropped: Counter[str] = field(default_factory=Counter)
    looks: int = 0
    slowest_look: float = 0.0  #: seconds
    offices: int = 0
    wrong: list[str] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Tools:
    """What every office of a run uses."""

    lender: Lender
    server: ForkServer
    chance: random.Random
    seed: int
    look_every: int
    until: float  #: no kill after this, monotonic


class Office:
    """One office from its first gesture to its last filing."""

    def __init__(self, root: Path, tools: Tools, tally: Tally) -> None:
        self._root = root
        self._tools = tools
        self._tally = tally
        shutil.copytree(root.parent / "first morning", root)
        self.people = People(root, tools.seed)

    def live(self, kills: int) -> list[str]:
        """Work under up to so many kills; what is wrong in the end."""
        self.people.start()
        try:
            wrong = list(self._be_killed(kills)) + list(self._finish())
        finally:
            self.people.go_home()
            self._tally.dropped.update(self.people.gestures)
        if not wrong:
            wrong = list(at_the_end(self._root, self.people.dropped, self._tools.lender.reader))
        return wrong

    def _be_killed(self, kills: int) -> Iterator[str]:
        for number in range(1, kills + 1):
            is_late = time.monotonic() > self._tools.until
            if is_late or self._is_over() or self.people.error:
                return
            self._tally.kills[self._one_life()] += 1
            if number % self._tools.look_every == 0:
                yield from self._look()

    def _look(self) -> Iterator[str]:
        """Account for everything as the kill left it."""
        with self.people.at_rest:
            began = time.monotonic()
            yield from amid(self._root, self.people.dropped, self._tools.lender.reader)
        took = time.monotonic() - began
        self._tally.looks += 1
        self._tally.slowest_look = max(self._tally.slowest_look, took)

    def _one_life(self) -> str:
        """Start it, wait for a moment, kill it; what it was killed amid."""
        chance = self._tools.chance
        if chance.randrange(_REAL_ONE_IN) == 0:
            daemon = Daemon(self._root)
            daemon.start()
            time.sleep(chance.uniform(0.5, 6.0))
            if daemon.process:
                daemon.process.kill()
                daemon.process.wait()
            return "a real paraf run"
        starts = self._starts()
        pid = self._tools.server.start(self._root)
        target = self._await_moment(starts)
        if chance.randrange(_RESPITE_ONE_IN) == 0:
            self._await_verdict()
        os.kill(pid, signal.SIGKILL)
        self._tools.server.reap(pid)
        return target

    def _await_moment(self, starts: int) -> str:
        """Somewhere in the start, at any time, or soon after a certain kind of work began."""
        chance = self._tools.chance
        (target,) = chance.choices(list(_TARGETS), list(_TARGETS.values()))
        if target == "starting":
            time.sleep(chance.uniform(0.0, _START))
            return target
        end = time.monotonic() + _STARTED
        while self._starts() == starts and time.monotonic() < end:
            time.sleep(_LOOK)
        if target != "any time":
            end = time.monotonic() + _PATIENCE
            while time.monotonic() < end:
                if target in self._under_way():
                    time.sleep(chance.uniform(0.0, _AFTER[target]))
                    return f"amid {target}"
                time.sleep(_LOOK)
        time.sleep(chance.uniform(0.0, _LIFE))
        return "any time"

    def _await_verdict(self) -> None:
        """Let a file be examined apart to the end: nobody kills a daemon each second for ever."""
        end = time.monotonic() + _STARTED
        while self._is_any_suspected() and time.monotonic() < end:
            time.sleep(_LOOK)

    def _is_any_suspected(self) -> bool:
        claimed = self._root / ".paraf" / "claimed"
        trials = (read_trial(home) for home in claimed.iterdir())
        return any(each.strikes - each.cleared >= STRIKES for each in trials if each)

    def _starts(self) -> int:
        """How often a daemon has begun to work here; a killed one may have died before."""
        log = self._root / ".paraf" / "demo" / "daemon.log"
        return log.read_bytes().count(b"Paraf works in") if log.exists() else 0

    def _under_way(self) -> set[str]:
        found = {"claimed"} if any((self._root / ".paraf" / "claimed").iterdir()) else set[str]()
        for kind in self._ask("SELECT DISTINCT json_extract(body, '$.type') FROM act"):
            if kind in ("Issue", "FileAway"):
                found.add(str(kind))
            elif kind != "SetTimer":
                found.add("moving")
        return found

    def _finish(self) -> Iterator[str]:
        """Leave the last daemon alone until all is done, then stop it as a service manager does."""
        pid = self._tools.server.start(self._root)
        end = time.monotonic() + _STUCK_SECONDS
        calm = 0
        while calm < 3 and time.monotonic() < end and not self.people.error:
            calm = calm + 1 if self._is_at_rest() else 0
            time.sleep(0.3)
        os.kill(pid, signal.SIGTERM)
        status = self._tools.server.reap(pid)
        if self.people.error:
            yield f"the people: {self.people.error}"
        if calm < 3:
            yield f"it did not come to rest in {_STUCK_SECONDS:.0f} s: {self._waiting()}"
        if status:
            yield f"the last daemon ended with {status}"

    def _is_over(self) -> bool:
        return bool(self._ask("SELECT 1 FROM cycle")) and not self._ask(
            "SELECT 1 FROM cycle WHERE json_extract(state, '$.status') != 'selesai'"
        )

    def _is_at_rest(self) -> bool:
        found = (self._root / "outbox").rglob("*")
        files = (path for path in found if path.is_file() and path.name != MARK)
        claims = any((self._root / ".paraf" / "claimed").iterdir())
        acts = self._ask("SELECT 1 FROM act WHERE body NOT LIKE '%\"SetTimer\"%'")
        return self._is_over() and not any(files) and not claims and not acts

    def _waiting(self) -> list[str]:
        return [
            str(path.relative_to(self._root))
            for top in ("outbox", "inbox", ".paraf/claimed")
            for path in sorted((self._root / top).rglob("*"))
            if path.is_file() and "ALASAN" not in path.name
        ][:40]

    def _ask(self, query: str) -> list[object]:
        memory = sqlite3.connect(f"file:{self._root}/.paraf/office.db?mode=ro", uri=True)
        try:
            return [row[0] for row in memory.execute(query)]
        except sqlite3.OperationalError:
            return []
        finally:
            memory.close()


def _first_morning(root: Path) -> None:
    """The sample office on its first morning, with the other cycles opened by command.

    Every office of a run is a copy of one: the same codes in the same order, so that a document
    is often one that was converted before.
    """
    lay_out(root)
    demo_clock(root).set(_OPENING)
    with open_workplace(root) as workplace:
        for period in _PERIODS:
            workplace.office.open_cycle(period, "perintah")


def torture(kills: int, tools: Tools, folder: Path, keep: Path | None) -> Tally:
    """Play offices until that many kills are spent; all begin as ``first morning``."""
    tally = Tally()
    undisturbed = Office(folder / "undisturbed", tools, Tally())
    tally.wrong += [f"undisturbed: {each}" for each in undisturbed.live(0)]
    golden = outcome(folder / "undisturbed")
    print(f"undisturbed: {golden.events.total()} events", flush=True)
    while (left := kills - tally.kills.total()) > 0 and len(tally.wrong) < _ENOUGH:
        if time.monotonic() > tools.until:
            break
        tally.offices += 1
        root = folder / f"office-{tally.offices}"
        began, before = time.monotonic(), tally.kills.total()
        wrong = _one(Office(root, tools, tally), left, root, golden)
        took, struck = time.monotonic() - began, tally.kills.total() - before
        print(
            f"office {tally.offices}: {struck} kills, {took:.0f} s, {len(wrong)} wrong", flush=True
        )
        for each in wrong[:20]:
            print(f"  {each}", flush=True)
        tally.wrong += wrong
        if wrong and keep:
            shutil.copytree(root, keep / root.name, symlinks=True, dirs_exist_ok=True)
        shutil.rmtree(root)
    return tally


def _one(office: Office, kills: int, root: Path, golden: Outcome) -> Sequence[str]:
    wrong = office.live(kills)
    return wrong or list(outcome(root).differences(golden))


def main() -> int:
    """Torture, count, say what was wrong."""
    parser = argparse.ArgumentParser(prog="python -m tools.torture", description=__doc__)
    parser.add_argument("kills", type=int, nargs="?", default=200)
    parser.add_argument("--seed", type=int, default=random.SystemRandom().randrange(10**6))
    parser.add_argument("--look", type=int, default=10, help="Account after every so many kills.")
    parser.add_argument("--begin", type=Path, help="Begin with a copy of this office.")
    parser.add_argument("--minutes", type=float, default=600.0, help="No kill after so long.")
    parser.add_argument("--keep", type=Path, help="Keep the offices where something is wrong here.")
    given = parser.parse_args()
    print(f"seed {given.seed}", flush=True)
    began = time.monotonic()
    with tempfile.TemporaryDirectory(prefix="paraf-torture-") as name:
        folder = Path(name)
        server = ForkServer(str(folder / "lender"))  # before the first thread
        lender = Lender(folder)
        chance = random.Random(given.seed)  # noqa: S311 - chance, not secrecy
        try:
            until = began + 60 * given.minutes
            if given.begin:
                shutil.copytree(given.begin, folder / "first morning", symlinks=True)
            else:
                _first_morning(folder / "first morning")
            tools = Tools(lender, server, chance, given.seed, given.look, until)
            tally = torture(given.kills, tools, folder, given.keep)
        finally:
            server.close()
            lender.close()
    took = time.monotonic() - began
    struck = ", ".join(f"{count} {moment}" for moment, count in tally.kills.most_common())
    gestures = ", ".join(f"{count} {kind}" for kind, count in tally.dropped.most_common())
    print(
        f"{tally.kills.total()} kills ({struck}) in {tally.offices} offices, {took:.0f} s; "
        f"{tally.dropped.total()} files dropped ({gestures}), accounted for {tally.looks} times "
        f"amid kills ({tally.slowest_look:.1f} s at most) and at every end; "
        f"{lender.converted} conversions, {lender.remembered} remembered: {len(tally.wrong)} wrong"
    )
    return 1 if tally.wrong else 0


if __name__ == "__main__":
    sys.exit(main())
