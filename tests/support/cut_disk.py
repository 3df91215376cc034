"""A disk whose power can fail: ext4 on a loop device, and the ioctl that stops it mid-flight.

After ``cut`` nothing more reaches the image: what was not synced is gone, journal included. The
next ``mounted`` replays the journal, as a machine does that boots again. Needs root. Limit: models
lost page cache and journal, not a disk that lies about its own cache, nor torn sectors.
"""

import contextlib
import fcntl
import hashlib
import os
import random
import signal
import sqlite3
import struct
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

from office_sim import OfficeSim, WarmTools, copy_office, names_in
from power_cut import picture

_SHUTDOWN = 0x8004587D  # FS_IOC_SHUTDOWN
_NO_LOG_FLUSH = 2
_SIZE = "192M"
REPOSITORY = Path(__file__).parents[2]
#: Where a cycle stands, whose paper is handed in there.
SCENES = (
    ("1", "sekretaris", ("Lembar Disposisi",)),
    ("4", "sekretaris", ("Surat Permintaan",)),
    ("6", "kasubbag-tu", ("Surat Permintaan",)),
    ("13", "japel-tu", ("Berita Acara",)),
)
_STRAYS = (("kabid-bidang-1", "undangan"), ("japel-bidang-2", "foto"), ("sekretaris", "memo"))
_PATIENCE_SECONDS = 90.0
LONGEST_SECONDS = 2.0


class CutDisk:
    """One image, mounted at one place."""

    def __init__(self, folder: Path) -> None:
        self._image = folder / "disk.img"
        self.place = folder / "disk"
        self.place.mkdir()
        _run("truncate", "-s", _SIZE, self._image)

    def fresh(self) -> None:
        """An empty file system, mounted."""
        self.unmount()
        _run("mkfs.ext4", "-q", "-F", "-E", "lazy_itable_init=0", self._image)
        self.mount()

    def mount(self) -> None:
        """Mount it; a journal that was left is replayed."""
        # a commit by itself comes late, or it would do what a forgotten fsync should have done
        _run("mount", "-o", "loop,commit=300", self._image, self.place)

    def unmount(self) -> None:
        """Let go of it, whoever still holds it."""
        give_up_at = time.monotonic() + _PATIENCE_SECONDS
        while os.path.ismount(self.place):  # a killed daemon's helpers need a moment to die
            ran = subprocess.run(["umount", self.place], check=False, capture_output=True)
            if ran.returncode != 0 and time.monotonic() > give_up_at:
                raise AssertionError(f"the disk is still in use: {ran.stderr!r}")
            time.sleep(0.05)

    def cut(self) -> None:
        """The power fails."""
        descriptor = os.open(self.place, os.O_RDONLY | os.O_DIRECTORY)
        try:
            fcntl.ioctl(descriptor, _SHUTDOWN, struct.pack("I", _NO_LOG_FLUSH))
        finally:
            os.close(descriptor)


@dataclass(slots=True)
class Seen:
    """What Paraf had acknowledged when the power failed."""

    taken: set[str] = field(default_factory=set)  #: names of strays gone from their outbox
    ledger: dict[int, str] = field(default_factory=dict)  #: hash by number
    is_taken: bool = False  #: the paper handed in is gone from the outbox


@dataclass(slots=True)
class Tally:
    """What came of all cuts."""

    cuts: int = 0
    acknowledged: int = 0
    wrong: Counter[str] = field(default_factory=Counter)
    problems: list[str] = field(default_factory=list)

    def note(self, kind: str, text: str) -> None:
        """Something does not hold."""
        self.wrong[kind] += 1
        self.problems.append(f"{kind}: {text}")

    def line(self) -> str:
        """One line of counts."""
        kinds = ("lost", "doubled", "torn", "unsound")
        found = ", ".join(f"{self.wrong[kind]} {kind}" for kind in kinds)
        return f"powercut: {self.cuts} cuts, {self.acknowledged} acknowledged, {found}"


@dataclass(slots=True, kw_only=True)
class Cuts:
    """Cuts the power of a working office, again and again."""

    disk: CutDisk
    warm: WarmTools
    start: Callable[[Path], int]  #: starts a daemon in an office; gives its process
    restart: Callable[[Path], None]  #: lets the office work until it rests
    chance: random.Random
    tally: Tally = field(default_factory=Tally)
    _golden: dict[str, dict[str, Counter[str]]] = field(default_factory=dict)

    def once(self, stage: Path, scene: tuple[str, str, tuple[str, ...]]) -> None:
        """One office, one cut, one new start."""
        name, post, words = scene
        self.disk.fresh()
        root = self.disk.place / "kantor"
        copy_office(stage, root)
        os.sync()
        before = (root / "PAPAN STATUS.html").stat().st_mtime_ns
        daemon = self.start(root)
        _wait_for(lambda: (root / "PAPAN STATUS.html").stat().st_mtime_ns != before)
        sim = OfficeSim(root, self.warm)
        strays = self._gestures(sim, post, words)
        seen = self._watch(sim, strays, post)
        self.disk.cut()
        os.killpg(daemon, signal.SIGKILL)
        os.waitpid(daemon, 0)
        self.disk.unmount()
        self.disk.mount()
        self.tally.cuts += 1
        self.tally.acknowledged += len(seen.taken) + len(seen.ledger) + seen.is_taken
        try:
            self._judge(sim, scene, strays, seen)
        except Exception as error:  # noqa: BLE001 - an office that does not start again is the worst
            self.tally.note("unsound", f"stage {name}: it does not start again: {error!r}")

    def _gestures(self, sim: OfficeSim, post: str, words: tuple[str, ...]) -> dict[str, bytes]:
        """A paper handed in and some files that do not belong, not synced by anybody."""
        strays = {}
        for place, stem in _STRAYS:
            body = self.chance.randbytes(200_000).hex().encode()
            data = b"%PDF-1.7\n" + body + b"\n%%EOF\n"
            name = f"{stem} {hashlib.sha256(data).hexdigest()[:8]}.pdf"
            sim.drop(place, name, data)
            strays[f"{place}/{name}"] = data
        sim.hand_in(post, *words)
        return strays

    def _watch(self, sim: OfficeSim, strays: dict[str, bytes], post: str) -> Seen:
        """What is acknowledged until a random moment."""
        seen = Seen()
        until = time.monotonic() + self.chance.uniform(0.05, LONGEST_SECONDS)
        database = f"file:{sim.root / '.paraf' / 'office.db'}?mode=ro"
        with contextlib.closing(sqlite3.connect(database, uri=True)) as memory:
            while time.monotonic() < until:
                lying = set(names_in(sim.root / "outbox"))
                seen.taken |= strays.keys() - lying
                seen.is_taken |= not any(
                    each.startswith(f"{post}/") and each not in strays for each in lying
                )
                seen.ledger = dict(memory.execute("SELECT seq, hash FROM ledger"))
                time.sleep(0.005)
        return seen

    def _judge(
        self,
        sim: OfficeSim,
        scene: tuple[str, str, tuple[str, ...]],
        strays: dict[str, bytes],
        seen: Seen,
    ) -> None:
        """Start again, and compare with what was acknowledged and with an undisturbed office."""
        name, post, words = scene
        self._at_boot(sim, strays, seen)
        self.restart(sim.root)
        lines = {line.seq: line.hash for line in sim.store.ledger()}
        for number, digest in seen.ledger.items():
            if lines.get(number) != digest:
                self.tally.note("lost", f"stage {name}: ledger line {number}")
        self._strays_came_back(sim, strays, seen)
        sim.close()
        if not seen.is_taken and _finished(sim) != self._golden[name]:
            sim.close()  # people's own move was never synced: the paper lies in the inbox again
            sim.hand_in(post, *words)
            self.restart(sim.root)
        found, due = _finished(sim), self._golden[name]
        for what in due:
            for kind, rest in (
                ("lost", due[what] - found[what]),
                ("doubled", found[what] - due[what]),
            ):
                for each in rest:
                    self.tally.note(kind, f"stage {name}: {what} {each}")
        for finding in sim.findings():
            self.tally.note("unsound", f"stage {name}: {finding.code} {finding.text}")
        sim.close()

    def _at_boot(self, sim: OfficeSim, strays: dict[str, bytes], seen: Seen) -> None:
        """Before anything starts: what was acknowledged is whole somewhere."""
        files = [path for path in sim.root.rglob("*") if path.is_file() and not path.is_symlink()]
        held = {hashlib.sha256(path.read_bytes()).digest() for path in files}
        for name in seen.taken:
            if hashlib.sha256(strays[name]).digest() not in held:
                self.tally.note("lost", f"{name} is nowhere whole when the machine boots")
        for path in files:
            is_final = not path.name.endswith(".part") and path.suffix in (".pdf", ".docx", ".xlsx")
            # What a converter left in its scratch folder is swept when the next one starts.
            is_kept = not {"outbox", "scratch"} & set(path.parts)
            if is_final and is_kept and _is_torn(path):
                self.tally.note("torn", str(path.relative_to(sim.root)))

    def _strays_came_back(self, sim: OfficeSim, strays: dict[str, bytes], seen: Seen) -> None:
        for name, data in strays.items():
            post, _, file = name.partition("/")
            inbox = sim.root / "inbox" / post
            stem = file.removesuffix(".pdf")
            copies = [each for each in inbox.glob(f"{stem}*.pdf") if each.read_bytes() == data]
            notes = list(inbox.glob(f"{stem}*ALASAN*.txt"))
            if name in seen.taken and not (copies and notes):
                self.tally.note("lost", f"{name}: {len(copies)} copies, {len(notes)} notes")
            if len(copies) > 1 or len(notes) > 1:
                self.tally.note("doubled", f"{name}: {len(copies)} copies, {len(notes)} notes")

    def prepare(self, stages: Callable[[str], Path], folder: Path) -> None:
        """What each scene comes to when nothing is cut."""
        for name, post, words in SCENES:
            sim = OfficeSim(folder / name, self.warm)
            copy_office(stages(name), sim.root)
            sim.hand_in(post, *words)
            sim.work()
            self._golden[name] = _finished(sim)
            sim.close()


def _finished(sim: OfficeSim) -> dict[str, Counter[str]]:
    """What the office has done for its cycles; files that belong to none are left out."""
    found = {what: _counted(value) for what, value in picture(sim).items() if what != "inboxes"}
    return found | {"ledger": Counter(line.type for line in sim.store.ledger() if line.cycle)}


def _counted(value: object) -> Counter[str]:
    if isinstance(value, Counter):
        return Counter({str(key): number for key, number in value.items()})
    return Counter(str(each) for each in value)


def _is_torn(path: Path) -> bool:
    data = path.read_bytes()
    return (b"%%EOF" if path.suffix == ".pdf" else b"PK\x05\x06") not in data[-2048:]


def _wait_for(is_so: Callable[[], bool]) -> None:
    give_up_at = time.monotonic() + _PATIENCE_SECONDS
    while not is_so():
        if time.monotonic() > give_up_at:
            raise AssertionError("the daemon does not begin to work")
        time.sleep(0.01)


def _run(*command: str | Path) -> None:
    subprocess.run([str(part) for part in command], check=True, stdout=subprocess.DEVNULL)


@contextlib.contextmanager
def cut_disk(folder: Path) -> Iterator[CutDisk]:
    """A disk for a while; nothing stays mounted."""
    disk = CutDisk(folder)
    try:
        yield disk
    finally:
        disk.unmount()


def is_possible() -> str:
    """Why the power cannot be cut here; empty when it can."""
    if os.geteuid() != 0:
        return "only root may mount a disk and cut its power"
    if not Path("/dev/loop-control").exists():
        return "there are no loop devices here"
    return ""


#: A daemon whose syncs do nothing, to show that the test would see it.
UNSYNCED = """
import os, sqlite3.dbapi2, sys
from pathlib import Path
class Unsynced(sqlite3.dbapi2.Connection):
    def execute(self, statement, *rest):
        return super().execute(statement.replace("synchronous=FULL", "synchronous=OFF"), *rest)
connect = sqlite3.dbapi2.connect
sqlite3.dbapi2.connect = lambda *a, **k: connect(*a, **{**k, "factory": Unsynced})
os.fsync = lambda descriptor: None
from pipeline.entry.cli.running import run
sys.exit(run(Path(sys.argv[1]), None, once=False, log_json=False))
"""


def start_daemon(root: Path, *, synced: bool) -> int:
    """``paraf run``, or the same with its syncs switched off."""
    python = (
        [sys.executable, "-m", "pipeline", "run"] if synced else [sys.executable, "-c", UNSYNCED]
    )
    options = ["--office", str(root)] if synced else [str(root)]
    log = open(root.parent.parent / "daemon.log", "ab")  # noqa: PTH123, SIM115
    process = subprocess.Popen(
        [*python, *options],
        cwd=REPOSITORY,
        stdout=log,
        stderr=log,
        stdin=subprocess.DEVNULL,
        start_new_session=True,
    )
    log.close()
    process.returncode = 0  # it is waited for by number
    return process.pid
