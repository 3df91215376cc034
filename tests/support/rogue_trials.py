"""Lets a rogue convert letters in the real converter's jail, and looks what became of the world."""

import contextlib
import json
import os
import socket
import tempfile
import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path

import rogue_converter
from conversion_letters import letter

from pipeline.adapters.conversion import LibreOffice
from pipeline.adapters.conversion.installation import locate_program
from pipeline.adapters.conversion.process import WORKER_SCRIPT, Process
from pipeline.adapters.conversion.scratch import Home
from pipeline.adapters.jail import Isolation, Jail, surroundings
from pipeline.errors import NotYet, PipelineError

WAYS = tuple(rogue_converter.WAYS)
#: These answer rightly first, and misbehave afterwards.
ACCEPTED_FIRST = frozenset({"answers_twice"})
#: A fresh worker is believed when it says so, as long as it opens a letter that is known to be good.
NOT_YET_FIRST = frozenset({"calls_everything_unreadable"})
DEADLINE = 3.0
SECRET = b"rahasia kantor 7f3a"
LETTER = letter(pages=1)


class _Tapped(Process):
    """Keeps what a worker says of its attempts."""

    reports: list[dict]

    def _answer(self, within, question):
        answer = super()._answer(within, question)
        if answer.get("state") == "unwritable":
            self.reports.append(json.loads(str(answer["detail"])))
        return answer


class Infiltrated(LibreOffice):
    """A converter whose first workers are other programs."""

    def __init__(self, *, rogues, honest, **others):
        super().__init__(**others)
        self._rogues = iter(rogues)
        self._honest = honest
        self.reports = []

    def _start(self):
        if self._home is None:
            self._home = Home(self._scratch)
        script = next(self._rogues, self._honest)
        process = _Tapped(self._home.path, self._level, locate_program(), script)
        process.reports = self.reports
        return process


@dataclass
class World:
    """What a rogue might reach: an office's treasures, a daemon, doors to knock at."""

    root: Path
    knocks: list[str] = field(default_factory=list)
    places: dict = field(default_factory=dict)

    def script(self, way: str) -> Path:
        """The program that misbehaves in this way."""
        path = self.root / "programs" / f"{way}.py"
        path.parent.mkdir(exist_ok=True)
        source = Path(rogue_converter.__file__).read_text("utf-8")
        path.write_text(f"{source}\n\nmain({way!r}, {self.places!r})\n", "utf-8")
        return path

    def damage(self) -> list[str]:
        """What is no longer as it was."""
        found = [f"knocked at {door}" for door in self.knocks]
        found += [f"{path} was touched" for path in self.places["treasures"][1:] if _touched(path)]
        strangers = [
            each for folder in self.places["folders"] for each in Path(folder).glob("rogue*")
        ]
        return found + [f"{each} was made" for each in strangers]


def _touched(path: str) -> bool:
    return Path(path).read_bytes() != SECRET or bool(Path(path).stat().st_mode & 0o077)


@contextlib.contextmanager
def world(deadline: float = DEADLINE) -> Iterator[World]:
    """A world to be broken out into; the doors are watched."""
    with tempfile.TemporaryDirectory(prefix="paraf-rogue-", dir="/var/tmp") as made:
        scene = World(root=Path(made))
        treasures = [scene.root / name for name in (
            "office/.paraf/office.db", "office/outbox/sekretaris/surat.docx", "home/.ssh/id_ed25519",
            "scratch/other/worker-x/letter.docx")]  # fmt: skip
        for path in treasures:
            path.parent.mkdir(parents=True)
            path.write_bytes(SECRET)
            path.chmod(0o600)
        pdf = scene.root / "office" / "someone.pdf"
        pdf.write_bytes(rogue_converter.PDF)
        with _doors(scene) as (port, abstract, named):
            scene.places = {
                "treasures": ["/etc/shadow", *map(str, treasures)],
                "folders": [str(path.parent) for path in treasures],
                "environment": [*surroundings(Path("/")), "LC_CTYPE", "PWD"],
                "daemon": os.getpid(),
                "port": port,
                "abstract": abstract,
                "socket": named,
                "pdf": str(pdf),
                "own_handles": 0,
                "deadline": deadline,
            }
            os.environ["PARAF_ROGUE_CANARY"] = SECRET.decode()
            try:
                yield scene
            finally:
                del os.environ["PARAF_ROGUE_CANARY"]


@contextlib.contextmanager
def _doors(scene: World) -> Iterator[tuple[int, str, str]]:
    """Listeners on loopback, on an abstract address and in a folder; who knocks is noted."""
    abstract, named = f"\0paraf-{os.getpid()}-{time.monotonic_ns()}", str(scene.root / "door")
    with contextlib.ExitStack() as stack:
        loopback = stack.enter_context(socket.create_server(("127.0.0.1", 0)))
        doors = {"loopback": loopback}
        for name, address in (("abstract", abstract), ("named", named)):
            door = stack.enter_context(socket.socket(socket.AF_UNIX, socket.SOCK_STREAM))
            door.bind(address)
            door.listen()
            doors[name] = door
        for name, door in doors.items():
            threading.Thread(target=_watch, args=(scene, name, door), daemon=True).start()
        yield loopback.getsockname()[1], abstract, named
        for door in doors.values():
            door.shutdown(socket.SHUT_RDWR)


def _watch(scene: World, name: str, door: socket.socket) -> None:
    with contextlib.suppress(OSError):
        while True:
            line, _ = door.accept()
            line.close()
            scene.knocks.append(name)


def processes_about(root: Path) -> list[int]:
    """Processes that have to do with a folder, by their command lines and open folders."""
    found = []
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit() and int(entry.name) != os.getpid():
            with contextlib.suppress(OSError):
                if str(root).encode() in (entry / "cmdline").read_bytes():
                    found.append(int(entry.name))
    return found


@dataclass
class Trial:
    """One rogue, one level: what went wrong."""

    way: str
    problems: list[str] = field(default_factory=list)
    attempts: int = 0
    seconds: float = 0.0

    def expect(self, claim: object, problem: str) -> None:
        if not claim:
            self.problems.append(problem)


def run(scene: World, way: str, level: Isolation, reader: Jail, *, real: bool) -> Trial:
    """Let the first worker misbehave over a letter; the next must make it, and a second letter."""
    trial = Trial(way)
    honest = WORKER_SCRIPT if real else scene.script("honest")
    scratch = scene.root / "scratch" / f"{way}-{level}"
    begun = time.monotonic()
    with Infiltrated(
        rogues=[scene.script(way)], honest=honest, scratch=scratch, level=level, reader=reader,
        deadline=timedelta(seconds=scene.places["deadline"]),
    ) as converter:  # fmt: skip
        for which in ("the letter", "the canary"):
            try:
                rendition = converter.convert(LETTER)
            except PipelineError as error:
                if isinstance(error, NotYet) and way in NOT_YET_FIRST and which == "the letter":
                    continue
                trial.problems.append(f"{which} was not made: {error!r}")
                continue
            is_rogues = rendition.pdf == rogue_converter.PDF and real
            may_be_rogues = way in ACCEPTED_FIRST and which == "the letter"
            trial.expect(may_be_rogues or not is_rogues, f"{which} is the rogue's")
        for got in converter.reports:
            trial.attempts += len(got)
            trial.problems += [f"{what}: {how}" for what, how in got.items() if "GOT" in how]
    trial.seconds = time.monotonic() - begun
    trial.expect(list(scratch.iterdir()) == [], f"left in scratch: {list(scratch.rglob('*'))[:3]}")
    trial.expect(not _still_there(scene.root), f"processes live on: {_still_there(scene.root)}")
    trial.problems += scene.damage()
    return trial


def _still_there(root: Path) -> list[int]:
    until = time.monotonic() + 5
    while (left := processes_about(root)) and time.monotonic() < until:
        time.sleep(0.02)
    return left
