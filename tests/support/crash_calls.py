"""A fault at every system call that changes the disk, through strace, while an office works.

One process has everything imported and forks: a child opens a copy of a prepared office, stops
itself, gets strace on its back and works on, until strace kills it or fails one of its calls.
Another child then starts the office without strace, as the next start does, and tells what it
finds. What LibreOffice and the libraries make of the same input is remembered (``Remembering``).

Calls are told apart by name and number: strace counts each system call by itself. A first child
is only watched, and its calls that change something below the office's folder are the cases.
"""

import copy
import json
import os
import re
import shutil
import signal
import subprocess
import sys
import time
import traceback
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path

from in_house_reader import InHouseReader
from office_sim import OfficeSim, WarmTools, copy_office
from power_cut import PURE, Remembering, picture

from pipeline.adapters.signing import PdfSigningRoom
from pipeline.entry.cli.signing import SigningOrder, sign
from pipeline.errors import PipelineError
from pipeline.office.office import Office
from pipeline.wiring.demo import demo_keys

CALLS = (
    *("openat", "write", "pwrite64", "fsync", "fdatasync", "ftruncate", "fallocate"),
    *("rename", "renameat", "renameat2", "link", "linkat", "unlink", "unlinkat"),
    *("mkdir", "mkdirat", "rmdir", "chmod", "fchmod", "fchmodat"),
)
#: From then on these fail; not ``openat``, of which strace cannot tell reading from making.
LASTING = tuple(call for call in CALLS if call != "openat")
_LINE = re.compile(r"(\w+)\((.*)")
_MAKES = re.compile(r"O_CREAT|O_TRUNC|O_WRONLY|O_RDWR")
_MOST_ROUNDS, _MOST_FAILURES = 60, 8
_STUCK_SECONDS = 60.0


@dataclass(frozen=True, slots=True)
class Scene:
    """Something that Paraf does, from a prepared office on."""

    name: str
    stage: str
    gesture: Callable[[OfficeSim], None]  #: what people did before
    command: Callable[[OfficeSim], None] | None = None  #: what is watched; else the daemon's rounds


def _hand_in(post: str, *words: str) -> Callable[[OfficeSim], None]:
    return lambda sim: sim.hand_in(post, *words)


def _sign(sim: OfficeSim) -> None:
    """``paraf sign``, unless the result is there already: a person would look first."""
    if sim.outbox("sekretaris"):
        return
    passphrase, theirs = os.pipe()
    os.write(theirs, b"demo\n")
    os.close(theirs)
    order = SigningOrder(
        post="sekretaris",
        key=demo_keys(sim.root) / "sekretaris.p12",
        passphrase_fd=passphrase,
        output=None,
    )
    with sim.warm.lent():
        sign(sim.root, [sim.paper("sekretaris", "Surat Permintaan")], order, None)


SCENES = (
    Scene("hop", "1", _hand_in("sekretaris", "Lembar Disposisi")),
    Scene("agent signs", "4", _hand_in("sekretaris", "Surat Permintaan")),
    Scene("paraf sign", "4", lambda _sim: None, _sign),
    Scene("delivery to four units", "6", _hand_in("kasubbag-tu", "Surat Permintaan")),
    Scene("archiving", "13", _hand_in("japel-tu", "Berita Acara")),
)


@dataclass(frozen=True, slots=True)
class Fault:
    """What happens at a call."""

    name: str
    error: str = ""  #: empty: SIGKILL
    lasting: bool = False


FAULTS = (
    Fault("SIGKILL"),
    Fault("EIO once", "EIO"),
    Fault("EIO from then on", "EIO", lasting=True),
    Fault("ENOSPC once", "ENOSPC"),
    Fault("ENOSPC from then on", "ENOSPC", lasting=True),
)


@dataclass(frozen=True, slots=True)
class Call:
    """A system call of the watched work that changes the disk."""

    name: str
    number: int  #: which one of its name
    before: Counter[str]  #: how many of each name came before it
    text: str

    def injections(self, fault: Fault) -> list[str]:
        """What strace is told."""
        if not fault.error:
            return [f"inject={self.name}:signal=SIGKILL:when={self.number}"]
        if not fault.lasting:
            return [f"inject={self.name}:error={fault.error}:when={self.number}"]
        return [
            f"inject={name}:error={fault.error}:when={self.before[name] + 1}+" for name in LASTING
        ]


@dataclass(slots=True)
class Count:
    """What came of the cases so far."""

    calls: int = 0
    cases: int = 0
    struck: int = 0
    wrong: Counter[str] = field(default_factory=Counter)
    problems: list[str] = field(default_factory=list)


class Crashes:
    """Tries faults in scenes; everything that is slow is done once."""

    def __init__(self, place: Path, warm: WarmTools) -> None:
        self._place = place
        self._warm = copy.copy(warm)
        self._warm.reader = InHouseReader()
        self._memory: dict[object, object] = {}
        self._root = place / "kantor"
        self._log = place / "strace"

    def walk(
        self, scene: Scene, stage: Path, faults: tuple[Fault, ...] = FAULTS, every: int = 1
    ) -> Count:
        """Every n-th call of a scene, with every fault."""
        start = self._place / "start"
        shutil.rmtree(start, ignore_errors=True)
        sim = OfficeSim(start, self._warm)
        copy_office(stage, start)
        scene.gesture(sim)
        sim.close()
        golden = self._undisturbed(scene, start)
        calls = list(self._watched(scene, start))
        count = Count(calls=len(calls))
        for call in calls[::every]:
            for fault in faults:
                self._try(scene, start, (call, fault), golden, count)
        return count

    def _undisturbed(self, scene: Scene, start: Path) -> dict:
        """What should come of it; the tools' answers are remembered on the way."""
        self._anew(start)
        sim = OfficeSim(self._root, self._warm)
        _work(sim, self._memory, scene)
        _after(sim, self._memory, scene)
        sim.close()
        self._anew(start)
        return self._told(scene)

    def _watched(self, scene: Scene, start: Path) -> Iterator[Call]:
        self._anew(start)
        self._struck(scene, [])
        seen: Counter[str] = Counter()
        for line in self._log.read_text("utf-8", "replace").splitlines():
            found = _LINE.match(line)
            if not found or found[1] not in CALLS:
                continue
            if _changes(found[1], found[2], str(self._root)):
                yield Call(found[1], seen[found[1]] + 1, Counter(seen), line[:200])
            seen[found[1]] += 1

    def _try(
        self,
        scene: Scene,
        start: Path,
        what: tuple[Call, Fault],
        golden: dict,
        count: Count,
    ) -> None:
        call, fault = what
        self._anew(start)
        died = self._struck(scene, call.injections(fault))
        count.cases += 1
        count.struck += died or "(INJECTED)" in self._log.read_text("utf-8", "replace")
        found = self._told(scene)
        for kind, text in differences(found, golden):
            count.wrong[kind] += 1
            count.problems.append(f"{scene.name}: {fault.name} at {call.text}: {kind}: {text}")

    def _anew(self, start: Path) -> None:
        for folder, _, _ in os.walk(self._root):
            Path(folder).chmod(0o755)
        shutil.rmtree(self._root, ignore_errors=True)
        copy_office(start, self._root)

    def _struck(self, scene: Scene, injections: list[str]) -> bool:
        """Work under strace in a child; whether it was killed."""
        self._log.write_bytes(b"")
        child = os.fork()
        if child == 0:
            _as_child(lambda: self._suffer(scene))
        _wait_stopped(child)
        options = [part for each in injections for part in ("-e", each)]
        tracer = subprocess.Popen(
            [
                *("strace", "-qq", "-y", "-s", "0", "-e", "signal=none", "-o", self._log),
                *("-e", f"trace={','.join(CALLS)}", *options, "-p", str(child)),
            ]
        )
        _wait_traced(child, tracer)
        os.kill(child, signal.SIGCONT)
        status = os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
        tracer.wait()
        may_fail = scene.command is not None and injections  # a command says so and ends
        if status not in (0, -signal.SIGKILL) and not may_fail:
            raise AssertionError(f"{scene.name}: the daemon ended with {status}: {injections}")
        return status == -signal.SIGKILL

    def _suffer(self, scene: Scene) -> None:
        sim = OfficeSim(self._root, self._warm)
        if scene.command is None:
            _office(sim, self._memory)
        os.kill(os.getpid(), signal.SIGSTOP)
        _work(sim, self._memory, scene)

    def _told(self, scene: Scene) -> dict:
        """What the next start makes of it, looked at by a child of its own."""
        reading, writing = os.pipe()
        child = os.fork()
        if child == 0:
            os.close(reading)
            _as_child(lambda: _write_all(writing, json.dumps(self._look(scene))))
        os.close(writing)
        with os.fdopen(reading, "rb") as pipe:
            told = pipe.read()
        os.waitpid(child, 0)
        return json.loads(told) if told else {"nothing": ["the next start died"]}

    def _look(self, scene: Scene) -> dict:
        sim = OfficeSim(self._root, self._warm)
        for path in self._root.rglob(".paraf-*.part"):  # an hour later these are swept
            os.utime(path, (0, 0))
        _after(sim, self._memory, scene)
        found = {name: _flat(value) for name, value in picture(sim).items()}
        found["unsound"] = []
        try:
            sim.assert_sound()
        except AssertionError as error:
            found["unsound"] = [str(error) or traceback.format_exc().splitlines()[-2]]
        found["partial"] = [
            str(path.relative_to(sim.root))
            for path in sim.root.rglob("*")
            if path.name.endswith(".part") or _is_cut_off(path)
        ]
        sim.close()
        return found


def differences(found: dict, golden: dict) -> Iterator[tuple[str, str]]:
    """What is lost, doubled, partial or unsound, each with its words."""
    for name in sorted(found.keys() | golden.keys()):
        there, due = Counter(found.get(name, [])), Counter(golden.get(name, []))
        if name in ("partial", "unsound", "nothing"):
            yield from ((name, str(each)) for each in (there - due).elements())
        else:
            yield from (("lost", f"{name} {each}") for each in (due - there).elements())
            yield from (("doubled", f"{name} {each}") for each in (there - due).elements())


def _flat(value: object) -> list[str]:
    if isinstance(value, Counter):
        return [str(each) for each in value.elements()]
    if isinstance(value, dict):
        return [f"{post}: {name}" for post, names in value.items() for name in names]
    return [str(each) for each in value]


def _is_cut_off(path: Path) -> bool:
    if not path.is_file() or path.is_symlink() or path.suffix not in (".pdf", ".docx", ".xlsx"):
        return False
    data = path.read_bytes()
    return (b"%%EOF" if path.suffix == ".pdf" else b"PK\x05\x06") not in data[-2048:]


def _office(sim: OfficeSim, memory: dict) -> Office:
    """The office with its slow tools remembered and the examiner in this very process."""
    usual = sim.workplace.office
    tools = replace(usual.tools, examiner=PdfSigningRoom())
    for name, methods in PURE.items():
        tools = replace(tools, **{name: Remembering(getattr(tools, name), methods, memory)})
    return Office(usual.surroundings, tools)


def _work(sim: OfficeSim, memory: dict, scene: Scene) -> None:
    """What is watched: a command, or the daemon's rounds as its loop does them."""
    if scene.command is not None:
        scene.command(sim)
        return
    _rounds(_office(sim, memory))


def _after(sim: OfficeSim, memory: dict, scene: Scene) -> None:
    """The next start, a while later, with a healthy disk."""
    sim.wait(minutes=20)
    if scene.command is not None:
        scene.command(sim)
    office = _office(sim, memory)
    office.recover()
    if not _rounds(office):
        raise AssertionError("the office finds no rest")


def _rounds(office: Office) -> bool:
    """Rounds until the office rests; False when it does not."""
    failures = 0
    for _ in range(_MOST_ROUNDS):
        try:
            last = office.round()
        except PipelineError:
            failures += 1
        except Exception as error:  # noqa: BLE001 - as the daemon's loop does
            office.blame(error)
            failures += 1
        else:
            if not last.handled and not last.waiting:
                return True
        if failures == _MOST_FAILURES:
            return False
    return False


def _changes(name: str, arguments: str, root: str) -> bool:
    if root not in arguments:
        return False
    if name in ("write", "pwrite64", "fsync", "fdatasync", "ftruncate", "fallocate", "fchmod"):
        return f"<{root}" in arguments.split(",", maxsplit=1)[0]
    return name != "openat" or bool(_MAKES.search(arguments))


def _write_all(descriptor: int, text: str) -> None:
    with os.fdopen(descriptor, "w") as pipe:
        pipe.write(text)


def _as_child(do: Callable[[], object]) -> None:
    """Do it and end at once, as a process of its own that says nothing."""
    code = 1
    try:
        with open(os.devnull, "w") as nowhere:  # noqa: PTH123
            os.dup2(nowhere.fileno(), 1)
        do()
        code = 0
    except BaseException:  # noqa: BLE001 - nothing of this process may go on in a child
        traceback.print_exc()
    finally:
        sys.stderr.flush()
        os._exit(code)


def _wait_stopped(child: int) -> None:
    _, status = os.waitpid(child, os.WUNTRACED)
    if not os.WIFSTOPPED(status):
        raise AssertionError(f"the child ended before it began: {status}")


def _wait_traced(child: int, tracer: subprocess.Popen) -> None:
    give_up_at = time.monotonic() + _STUCK_SECONDS
    state = Path(f"/proc/{child}/status")
    while "TracerPid:\t0" in state.read_text("ascii"):
        if tracer.poll() is not None or time.monotonic() > give_up_at:
            os.kill(child, signal.SIGKILL)
            raise AssertionError("strace does not attach (is ptrace allowed here?)")
        time.sleep(0.001)


def line(counts: list[Count], faults: int) -> str:
    """One line of counts."""
    wrong = sum((each.wrong for each in counts), Counter())
    kinds = ("lost", "doubled", "partial", "unsound")
    calls = sum(each.calls for each in counts)
    cases = sum(each.cases for each in counts)
    struck = sum(each.struck for each in counts)
    found = ", ".join(f"{wrong[kind]} {kind}" for kind in kinds)
    return (
        f"crashpoints: {calls} calls x {faults} faults = {cases} cases ({struck} struck), {found}"
    )
