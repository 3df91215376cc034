"""Start many Parafs at once in one office and count who works: exactly one, every time (F8).

``python -m tools.one_at_a_time N`` makes N starts in rounds of 2 to 10 at the same moment, all
against one office's lock, lease and database. The one that gets the office ends in one of four
ways: in order, by SIGKILL, by an exit without a word, or as its machine would after a power cut
(another boot). The next round must get the office at once, under a higher epoch, and nobody's
write may come after a later one's term. Prints one line of counts; exits with 1 when anything is
wrong.

The starts are forks of one warm process, since loading Paraf's libraries a thousand times would
measure only that; ``tests/acceptance/test_watch.py`` starts the whole program.
"""

import argparse
import os
import random
import signal
import sys
import tempfile
import time
from collections import Counter
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path

from pipeline.adapters.lock import Host, office_lock
from pipeline.adapters.store.sql import open_sqlite
from pipeline.errors import NotYet

_WORKED, _REFUSED, _WRONG = 0, 3, 9
_ENDS = ("in order", "SIGKILL", "without a word", "power cut")
#: An office must be got at once; a lease that is watched for would take fifteen.
_AT_ONCE_SECONDS = 14.0
#: How long the one who works waits for the others to have tried, on a busy machine.
_PATIENCE_SECONDS = 60.0
_MOMENT = datetime(2026, 10, 1, tzinfo=UTC)


@dataclass(frozen=True, slots=True, kw_only=True)
class Tried:
    """What came of one round."""

    worked: int
    refused: int
    problems: tuple[str, ...]
    longest: float


def start(root: Path, host: Host, end: str, pipes: tuple[int, int]) -> int:
    """Be one Paraf; returns how it ended."""
    go, leave = pipes
    os.read(go, 1)  # the pipe's end is what they all wait for
    store = open_sqlite(root / ".paraf" / "office.db")
    code = _WORKED
    try:
        with (
            office_lock(root, above=store.term(), host=host) as hold,
            store.begin_term(hold.epoch),
        ):
            log = os.open(root / "worked", os.O_WRONLY | os.O_APPEND | os.O_CREAT)
            os.write(log, f"{hold.epoch} begin\n".encode())
            store.note(f"epoch-{hold.epoch}", _MOMENT, "Worked", {"epoch": str(hold.epoch)})
            hold.check()
            os.read(leave, 1)  # once all others have tried
            os.write(log, f"{hold.epoch} end\n".encode())
            if end == "SIGKILL":
                os.kill(os.getpid(), signal.SIGKILL)
            if end in ("without a word", "power cut"):
                os._exit(_WORKED)
    except NotYet as refused:
        code = _REFUSED if "another Paraf" in str(refused) else _WRONG
    return code


def attempt(root: Path, host: Host, count: int, end: str) -> Tried:
    """So many starts at once."""
    go, gate = os.pipe()
    leave, door = os.pipe()
    pids = []
    for _ in range(count):
        pid = os.fork()
        if pid == 0:
            os.close(gate)
            os.close(door)
            code = _WRONG
            try:
                code = start(root, host, end, (go, leave))
            finally:
                os._exit(code)
        pids.append(pid)
    began = time.monotonic()
    for end_of_pipe in (go, leave, gate):
        os.close(end_of_pipe)
    ended: dict[int, int] = {}
    while len(ended) < count - 1 and time.monotonic() - began < _PATIENCE_SECONDS:
        _collect(pids, ended)
    longest = time.monotonic() - began
    os.close(door)
    while len(ended) < count:
        _collect(pids, ended)
    codes = list(ended.values())
    worked = sum(code in (_WORKED, -signal.SIGKILL) for code in codes)
    problems = []
    if worked != 1:
        problems.append(f"{worked} of {count} worked: {codes}")
    if any(code not in (_WORKED, _REFUSED, -signal.SIGKILL) for code in codes):
        problems.append(f"ended otherwise than by working or with a sentence: {codes}")
    if longest > _AT_ONCE_SECONDS:
        problems.append(f"took {longest:.1f} s")
    return Tried(
        worked=worked,
        refused=codes.count(_REFUSED),
        problems=tuple(problems),
        longest=longest,
    )


def _collect(pids: list[int], ended: dict[int, int]) -> None:
    """Note who has ended, and how."""
    for pid in pids:
        if pid not in ended:
            gone, status = os.waitpid(pid, os.WNOHANG)
            if gone:
                ended[pid] = os.waitstatus_to_exitcode(status)
    time.sleep(0.001)


def overlaps(root: Path) -> list[str]:
    """Who began before another one had ended, or under an epoch that was used before."""
    found, working, highest = [], "", 0
    for line in (root / "worked").read_text("ascii").splitlines():
        epoch, what = line.split()
        if what == "begin":
            if working or int(epoch) <= highest:
                found.append(f"epoch {epoch} began while {working or highest} was not over")
            working, highest = epoch, int(epoch)
        else:
            working = ""
    return found


def main() -> int:
    """Start, count, say."""
    parser = argparse.ArgumentParser(prog="python -m tools.one_at_a_time", description=__doc__)
    parser.add_argument("starts", type=int, nargs="?", default=1000)
    parser.add_argument("--seed", type=int, default=random.SystemRandom().randrange(10**6))
    given = parser.parse_args()
    chance = random.Random(given.seed)  # noqa: S311 - chance, not secrecy
    began, starts, rounds, ends = time.monotonic(), 0, 0, Counter[str]()
    refused, problems, longest = 0, [], 0.0
    host = replace(Host.here(), machine="a" * 32)
    with tempfile.TemporaryDirectory(prefix="paraf-starts-") as name:
        root = Path(name)
        (root / ".paraf").mkdir()
        open_sqlite(root / ".paraf" / "office.db").close()
        while starts < given.starts:
            count, end = chance.randint(2, 10), chance.choice(_ENDS)
            tried = attempt(root, host, count, end)
            starts, rounds = starts + count, rounds + 1
            refused += tried.refused
            longest = max(longest, tried.longest)
            ends[end] += 1
            problems += [f"round {rounds} ({end}): {each}" for each in tried.problems]
            if end == "power cut":
                host = replace(host, boot=f"boot-{rounds}")
        problems += overlaps(root)
        store = open_sqlite(root / ".paraf" / "office.db")
        lines = len(store.ledger())
        store.close()
    if lines != rounds:
        problems.append(f"{lines} ledger lines of {rounds} rounds")
    for problem in problems:
        print(problem)
    how = ", ".join(f"{count} {end}" for end, count in ends.most_common())
    print(
        f"seed {given.seed}: {starts} starts in {rounds} rounds, {rounds} worked ({how}), "
        f"{refused} refused with a sentence, slowest round {longest:.2f} s, "
        f"{len(problems)} problems, {time.monotonic() - began:.0f} s"
    )
    return 1 if problems else 0


if __name__ == "__main__":
    sys.exit(main())
