"""``make flood FILES=10000``: a flood of files on twenty outboxes, and what must hold meanwhile.

Scenes, each on a real daemon over real folders: the flood itself (everything handled, time linear,
memory flat, two other posts served meanwhile), pick-up times of an idle daemon with events and
without, files that came while the daemon was stopped (inotify's queue overflows), and poison: files
that break the examination or kill the daemon. Prints one line of figures at the end; exit code 1
when one is over its limit. ``tests/acceptance/test_flood.py`` plays it with 200 files.
"""

import argparse
import contextlib
import os
import random
import re
import signal
import sqlite3
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from statistics import quantiles

import openpyxl

from pipeline.adapters.folders.outbox import IGNORED
from pipeline.domain.period import Period
from pipeline.entry import daemon
from pipeline.entry.demo.staff import Staff
from pipeline.wiring import Machines, check_office, demo_clock, open_workplace
from pipeline.wiring.demo import demo_keys
from tools import sample_office

_MORE_UNITS = ("bidang-4", "bidang-5", "bidang-6", "bidang-7", "bidang-8", "bidang-9")
#: Two posts take no part in the flood; what they drop meanwhile must not wait.
_BYSTANDERS = ("kabid-bidang-9", "japel-bidang-9")
_PERIOD = Period(2026, 3)
_PATIENCE_SECONDS = 3600.0
_POISON = b"%RACUN"
_BREAKS, _KILLS = b"%RACUN-RUSAK", b"%RACUN-MATI"

MEMORY_LIMIT_MB = 300
RATIO_LIMIT = 1.2
PICK_UP_LIMIT = 1.0
#: A turn of the other folders: twenty files, four of which bring a letter to be laid out.
BYSTANDER_LIMIT = 10.0
#: The board tells it, and is rewritten for a tenth of the time at most, however long it has grown.
FOUND_LIMIT = 30.0

_PLAIN = "from pipeline.entry import cli; cli.main()"
_WITHOUT_EVENTS = f"""
import contextlib
from pipeline.entry import daemon
daemon.ring_on_change = lambda folder, bell: contextlib.nullcontext()
{_PLAIN}
"""
_POISONED = f"""
import os, signal, sys
from pipeline import wiring
from pipeline.office.recognition import Recognition
usual = Recognition.identify
def identify(recognition, data, name):
    if data.startswith({_KILLS!r}):
        os.kill(os.getpid(), signal.SIGKILL)
    if data.startswith({_BREAKS!r}):
        raise ZeroDivisionError("poison")
    return usual(recognition, data, name)
Recognition.identify = identify
if sys.argv[1] == "rehearse":
    from pipeline.entry import rehearsal
    sys.argv = sys.argv[1:]
    sys.exit(rehearsal.main())
wiring.REHEARSAL = (sys.executable, "-c", os.environ["PARAF_FLOOD"], "rehearse")
{_PLAIN}
"""


@dataclass(slots=True)
class Figures:
    """What was measured, and what was over its limit."""

    said: list[str] = field(default_factory=list)
    wrong: list[str] = field(default_factory=list)

    def say(self, text: str, *, within: bool = True) -> None:
        """Add a figure; one that is not within its limit counts as wrong."""
        print(f"  {text}{'' if within else '   <-- OVER THE LIMIT'}", flush=True)
        self.said.append(text)
        if not within:
            self.wrong.append(text)


# -- the office ----------------------------------------------------------------------------------


def lay_out(root: Path) -> None:
    """The sample office with ten units: twenty-two posts."""
    sample_office.lay_out(root)
    config = root / "office.toml"
    head, calendar, rest = config.read_text("utf-8").partition("[kalender]")
    config.write_text(head + "".join(map(_unit, _MORE_UNITS)) + calendar + rest, "utf-8")
    agreement = root / "perjanjian-kinerja" / "2026.xlsx"
    book = openpyxl.load_workbook(agreement)
    for unit in _MORE_UNITS:
        sheet = book.copy_worksheet(book["bidang-3"])
        sheet.title, sheet["C2"] = unit, f"Bidang Contoh {unit.rpartition('-')[2]}"
    book.save(agreement)


def _unit(unit: str) -> str:
    number = unit.rpartition("-")[2]
    nip = f"19{60 + int(number)}0101 199001 1 00{number}"
    return f"""
[jabatan.kabid-{unit}]
sebutan = "Kepala Bidang Contoh {number}"
nama = "Contoh Kepala {number}"
pangkat = "Pembina"
nip = "{nip}"

[jabatan.japel-{unit}]
sebutan = "Pelaksana Bidang Contoh {number}"
nama = "Contoh Pelaksana {number}"
pangkat = "Penata Muda"
nip = "{nip[:-1]}9"

[[unit]]
id = "{unit}"
nama = "Bidang Contoh {number}"
singkat = "Bidang Contoh {number}"
kepala = "kabid-{unit}"
staf = "japel-{unit}"

"""


@dataclass(slots=True)
class Papers:
    """What the flood is made of besides foreign files."""

    posts: tuple[str, ...]
    real: list[tuple[str, str, bytes]] = field(default_factory=list)  #: post, name, bytes
    handed_in: dict[str, bytes] = field(default_factory=dict)  #: by post: a paper it gave already
    notes: dict[str, bytes] = field(default_factory=dict)  #: by post: a note of ours
    letter: bytes = b""


def prepare(root: Path, lent: Machines | None = None) -> Papers:
    """Play the cycle up to the gathering of data, so that real papers wait in inboxes."""
    lay_out(root)
    with open_workplace(root, lent=lent) as workplace:
        office = workplace.office
        opening = office.surroundings.calendar.opening(office.opening_day(_PERIOD))
        demo_clock(root).set(opening)
        workplace.store.fact("began", opening.date().isoformat())
        posts = tuple(post for post in workplace.config.posts if post not in _BYSTANDERS)
        papers = Papers(posts=posts)
        staff = Staff(root, demo_keys(root))

        def pass_on(post: str, *words: str) -> None:
            found = staff.take(post, *words)
            papers.handed_in[post] = found.read_bytes()
            staff.hand_in(post, found)
            daemon.run_once(workplace)

        daemon.run_once(workplace)
        pass_on("sekretaris", "Lembar Disposisi")
        pass_on("kasubbag-tu", "Lembar Disposisi Kasubbag TU")
        pass_on("japel-tu", "Konsep Surat Permintaan")
        pass_on("sekretaris", "Surat Permintaan", ".pdf")
        pass_on("kepala-badan", "Surat Permintaan", ".pdf")
        papers.letter = _read(root, "kasubbag-tu", "Surat Permintaan")
        pass_on("kasubbag-tu", "Surat Permintaan", ".pdf")
        # Every unit in the flood: where a form is out and stays out, evidence waits for it.
        for unit in workplace.config.units:
            if unit.kepala not in _BYSTANDERS:
                pass_on(unit.kepala, "Surat Permintaan", ".pdf")
                form = staff.take(unit.staf, "Formulir", ".xlsx")
                staff.fill_form(form)
                papers.real.append((unit.staf, form.name, form.read_bytes()))
        for post in posts:
            (root / "outbox" / post / "perkenalan.txt").write_bytes(b"halo")
        daemon.run_once(workplace)
        # What may be evidence waits for its form; the notes of the other posts will do for all.
        for post in posts:
            with contextlib.suppress(StopIteration):
                papers.notes[post] = _read(root, post, "perkenalan.txt - ALASAN")
        staff.go_home()
    return papers


def _read(root: Path, post: str, words: str) -> bytes:
    return next(
        path for path in (root / "inbox" / post).iterdir() if words in path.name
    ).read_bytes()


# -- the files -----------------------------------------------------------------------------------

#: Of twenty files: foreign ones of several kinds, copies, notes of ours, papers of others, and
#: files of one name in folders of their own.
_MIXTURE = (
    *("pdf", "txt", "jpg", "docx", "xlsx", "pdf", "txt", "jpg"),
    *("copy", "copy", "copy", "copy", "copy"),
    *("same", "same", "same"),
    *("note", "note"),
    "letter",
    "empty",
)


def fill(root: Path, papers: Papers, files: int, chance: random.Random) -> dict[str, int]:
    """Lay that many files into the outboxes at once; says how many of each kind."""
    made: dict[str, int] = {}
    stage = root / ".flood"
    foreign = _foreign(root)
    moves: list[tuple[Path, Path]] = []
    for number in range(files):
        post = papers.posts[number % len(papers.posts)]
        turn = number // len(papers.posts)
        if number < len(papers.real):
            post, name, data = papers.real[number]
            kind = "real"
        else:
            kind = _MIXTURE[(turn * 7 + number) % len(_MIXTURE)]
            name, data, kind = _file(kind, post, number, papers, foreign)
        made[kind] = made.get(kind, 0) + 1
        built = stage / post / name
        built.parent.mkdir(parents=True, exist_ok=True)
        built.write_bytes(data)
        first = name.partition("/")[0]
        moves.append((stage / post / first, root / "outbox" / post / first))
    chance.shuffle(moves)
    for built, final in moves:
        built.rename(final)
    return made


def _foreign(root: Path) -> dict[str, bytes]:
    return {
        "pdf": b"%PDF-1.7\n1 0 obj\n<<>>\nendobj\n" + bytes(20_000) + b"\n%%EOF\n",
        "txt": b"catatan rapat\r\n" * 40,
        "jpg": b"\xff\xd8\xff\xe0" + bytes(range(256)) * 200 + b"\xff\xd9",
        "docx": (root / "templates_docx" / "surat-permintaan.docx").read_bytes(),
        "xlsx": (sample_office.REPOSITORY / "perjanjian-kinerja" / "2026.xlsx").read_bytes(),
    }


def _file(  # noqa: PLR0911 - one kind of file a line
    kind: str, post: str, number: int, papers: Papers, foreign: dict[str, bytes]
) -> tuple[str, bytes, str]:
    mark = f"\n{number}".encode()
    match kind:
        case "copy" if post in papers.handed_in:
            data = papers.handed_in[post]
            ending = "pdf" if data.startswith(b"%PDF") else "docx"
            return f"salinan {number}.{ending}", data, kind
        case "note" if post in papers.notes:
            return f"catatan {number}.txt", papers.notes[post], kind
        case "letter" | "copy":
            return f"surat {number}.pdf", papers.letter, "letter"
        case "same":
            data = foreign["pdf"][:-6] + mark + b"\n%%EOF\n"
            return f"kiriman {number}/pindaian.pdf", data, kind
        case "empty":
            return f"kosong {number}.docx", b"", kind
        case "pdf":
            return f"dokumen {number}.pdf", foreign["pdf"][:-6] + mark + b"\n%%EOF\n", "foreign"
        case "docx" | "xlsx":
            return f"berkas {number}.{kind}", foreign[kind], "foreign"
        case _:
            ending = "jpg" if kind == "jpg" else "txt"
            return f"berkas {number}.{ending}", foreign[ending] + mark, "foreign"


# -- the daemon ----------------------------------------------------------------------------------


class Running:
    """A daemon as a process of its own; one that is killed by poison may be started again."""

    def __init__(self, root: Path, program: str = _PLAIN) -> None:
        self._root = root
        self._program = program
        self.log = root / ".paraf" / "flood.log"
        self.starts = 0
        self.start()

    def start(self) -> None:
        """Start it and wait until it works."""
        self.starts += 1
        with self.log.open("ab") as log:
            self.process = subprocess.Popen(
                [sys.executable, "-c", self._program, "run", "--office", str(self._root)],
                cwd=sample_office.REPOSITORY,
                stdout=log,
                stderr=log,
                env=os.environ | {"PARAF_FLOOD": self._program},
            )
        until(
            lambda: self._works() or self.process.poll() is not None,
            "the daemon did not start",
            within=120,
        )

    def _works(self) -> bool:
        return self.log.read_bytes().count(b"Paraf works in") >= self.starts

    def revive(self) -> None:
        """Start it again if it died, as systemd would."""
        if self.process.poll() is not None:
            self.start()

    def stop(self) -> None:
        """Tell it to stop, and insist after a while."""
        self.process.send_signal(signal.SIGTERM)
        try:
            self.process.wait(30)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()

    def memory(self, which: str) -> float:
        """Megabytes the daemon takes (``VmRSS``) or ever took (``VmHWM``), children not counted."""
        status = Path(f"/proc/{self.process.pid}/status").read_text("ascii")
        found = re.search(rf"^{which}:\s+(\d+) kB", status, re.MULTILINE)
        return int(found[1]) / 1000 if found else 0.0

    def cpu(self) -> float:
        """Seconds of processor time the daemon itself took."""
        fields = (
            Path(f"/proc/{self.process.pid}/stat").read_text("ascii").rpartition(")")[2].split()
        )
        return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


@contextlib.contextmanager
def running(root: Path, program: str = _PLAIN) -> Iterator[Running]:
    """A daemon for as long as the block runs."""
    here = Running(root, program)
    try:
        yield here
    finally:
        here.stop()


def until(true: Callable[[], bool], what: str, *, within: float, look: float = 0.02) -> float:
    """Wait until something is so; how long it took."""
    began = time.perf_counter()
    while not true():
        if time.perf_counter() - began > within:
            raise TimeoutError(what)
        time.sleep(look)
    return time.perf_counter() - began


def lying(root: Path) -> int:
    """Files that still lie in outboxes."""
    return sum(
        not IGNORED.fullmatch(name) for _, _, names in os.walk(root / "outbox") for name in names
    )


def in_hand(root: Path) -> int:
    """Files that were taken and not let go yet."""
    return len(list((root / ".paraf" / "claimed").iterdir()))


def at_rest(root: Path) -> bool:
    """Whether nothing is left to do."""
    return lying(root) + in_hand(root) + undone(root) == 0


def handled(root: Path) -> int:
    """Files that something was decided about, as the ledger tells."""
    return _count(root, "ledger WHERE type IN ('HandedIn', 'NoteHandedBack')")


def undone(root: Path) -> int:
    """Acts that are decided and not performed yet, timers not counted."""
    return _count(root, """act WHERE body NOT LIKE '%"SetTimer"%'""")


def _count(root: Path, rows: str) -> int:
    memory = sqlite3.connect(f"file:{root}/.paraf/office.db?mode=ro", uri=True, timeout=30)
    with contextlib.closing(memory):
        found = memory.execute(f"SELECT count(*) FROM {rows}").fetchone()  # noqa: S608 - our own words
    return int(found[0])


# -- scenes --------------------------------------------------------------------------------------


def flood(root: Path, papers: Papers, files: int, figures: Figures) -> None:
    """Everything is handled; time is linear, memory flat, and bystanders are served."""
    before = handled(root)
    with running(root) as here:
        time.sleep(1)
        made = fill(root, papers, files, random.Random(4))  # noqa: S311 - order, not secrecy
        figures.say("files: " + ", ".join(f"{count} {kind}" for kind, count in made.items()))
        began, cpu = time.perf_counter(), here.cpu()
        marks: dict[int, tuple[float, float, float]] = {}
        served: list[float] = []
        probe: tuple[Path, float] | None = None
        probes = 0
        while (done := handled(root) - before - len(served)) < files:
            now = time.perf_counter()
            share = done * 10 // files
            if share not in marks:
                marks[share] = (now - began, here.cpu() - cpu, here.memory("VmRSS"))
                print(
                    f"    {done} files, {now - began:.0f} s, {marks[share][2]:.0f} MB", flush=True
                )
            if probe and not probe[0].exists():
                served.append(now - probe[1])
                probe = None
            if probe is None and probes <= share:
                probe = _drop(root, _BYSTANDERS[probes % 2], f"satu {probes}.txt"), now
                probes += 1
            if now - began > _PATIENCE_SECONDS:
                raise TimeoutError(f"{done} of {files} files in an hour")
            time.sleep(0.02)
        took, worked = time.perf_counter() - began, here.cpu() - cpu
        until(lambda: at_rest(root), "files still lie in the outboxes", within=60)
        _say_flood(figures, marks, (took, worked), files)
        if served:
            slowest = max(served)
            figures.say(
                f"{len(served)} files of other posts meanwhile: slowest {slowest:.2f} s",
                within=slowest <= BYSTANDER_LIMIT,
            )
        most = here.memory("VmHWM")
        figures.say(f"VmHWM {most:.0f} MB", within=most <= MEMORY_LIMIT_MB)
    _check(root, figures)


def _say_flood(
    figures: Figures,
    marks: dict[int, tuple[float, float, float]],
    end: tuple[float, float],
    files: int,
) -> None:
    took, worked = end
    half = marks.get(5) or marks[max(marks)]
    ratio = (took - half[0]) / half[0]
    of_cpu = (worked - half[1]) / half[1]
    figures.say(f"{files} files in {took:.1f} s, {1000 * took / files:.1f} ms each")
    figures.say(
        f"second half to first {ratio:.2f} (processor time {of_cpu:.2f})",
        within=ratio <= RATIO_LIMIT,
    )
    figures.say(f"memory at half {half[2]:.0f} MB, at nine tenths {marks[max(marks)][2]:.0f} MB")


def _drop(root: Path, post: str, name: str, data: bytes = b"sebuah berkas asing") -> Path:
    """Lay a file there whole."""
    built = root / ".flood-drop"
    built.write_bytes(data + name.encode())
    return built.rename(root / "outbox" / post / name)


def _check(root: Path, figures: Figures) -> None:
    found = check_office(root).findings
    for each in found:
        print(f"    {each.code} {each.text} {each.path}")
    figures.say(
        f"{len(found)} findings, {undone(root)} acts undone, {in_hand(root)} claims, "
        f"{lying(root)} lying",
        within=not found and at_rest(root),
    )


def pick_up(root: Path, drops: int, figures: Figures, *, events: bool) -> None:
    """How long an idle daemon leaves a file lying after its last byte."""
    found = []
    chance = random.Random(7)  # noqa: S311 - moments, not secrecy
    with running(root, _PLAIN if events else _WITHOUT_EVENTS):
        time.sleep(2)
        for number in range(drops):
            time.sleep(chance.uniform(0.5, 1.5))  # let it finish and fall asleep, at any moment
            path = _drop(root, _BYSTANDERS[0], f"ambil {events} {number}.txt")
            found.append(
                until(lambda path=path: not path.exists(), str(path), within=60, look=0.002)
            )
    slow = quantiles(found, n=100, method="inclusive")[98] if len(found) > 1 else found[0]
    name = "with events" if events else "without events"
    figures.say(
        f"pick-up {name}: p50 {quantiles(found, n=2)[0]:.2f} s, p99 {slow:.2f} s",
        within=slow <= PICK_UP_LIMIT,
    )


def overflow(root: Path, files: int, figures: Figures) -> None:
    """Files that came while the daemon was stopped are all found once it goes on."""
    board = root / "PAPAN STATUS.html"
    place = root / "outbox" / _BYSTANDERS[0]
    with running(root) as here:
        time.sleep(2)
        here.process.send_signal(signal.SIGSTOP)
        for number in range(files):
            (place / f"banyak {number}.txt").write_bytes(b"x")
        before = handled(root)
        here.process.send_signal(signal.SIGCONT)

        def seen() -> bool:
            told = re.search(r"belum diambil[^·]*· (\d+)", board.read_text("utf-8"))
            return (int(told[1]) if told else 0) + handled(root) - before >= files

        took = until(seen, "files that came meanwhile are not on the board", within=60)
        figures.say(
            f"{files} files while stopped: all found {took:.1f} s after", within=took <= FOUND_LIMIT
        )
        for path in place.glob("banyak *.txt"):
            path.unlink(missing_ok=True)
        until(lambda: at_rest(root), "files still lie in the outboxes", within=120)
    _check(root, figures)


def poison(root: Path, files: int, figures: Figures) -> None:
    """One file in a hundred breaks the examination, the first in the queue kills the daemon."""
    before = handled(root)
    breaking = max(1, files // 100)
    _drop(root, _BYSTANDERS[0], "0 mati.txt", _KILLS)
    for number in range(breaking):
        _drop(root, _BYSTANDERS[number % 2], f"rusak {number}.txt", _BREAKS)
    for number in range(files - breaking - 1):
        _drop(root, _BYSTANDERS[number % 2], f"sehat {number}.txt")
    here = Running(root, _POISONED)
    try:
        deadline = time.perf_counter() + 60 + files
        while handled(root) - before < files and time.perf_counter() < deadline:
            here.revive()
            time.sleep(0.05)
        done = handled(root) - before
        until(lambda: undone(root) == 0, "acts are not done", within=60)
    finally:
        here.stop()
    notes = [path for post in _BYSTANDERS for path in (root / "inbox" / post).glob("*ALASAN.txt")]
    returned = sum("(Kode: B09)" in path.read_text("utf-8-sig") for path in notes)
    figures.say(
        f"{breaking} breaking and 1 killing of {files}: {done} handled, {returned} given back as "
        f"poison, {here.starts} starts",
        within=done == files and returned == breaking + 1,
    )
    _check(root, figures)


# -- the whole -----------------------------------------------------------------------------------


def play(root: Path, sizes: dict[str, int], lent: Machines | None = None) -> Figures:
    """All scenes in one office; a scene of size 0 is left out."""
    figures = Figures()
    papers = prepare(root, lent)
    if sizes["files"]:
        print("flood", flush=True)
        flood(root, papers, sizes["files"], figures)
    for events in (True, False):
        if sizes["drops"]:
            print("pick-up", flush=True)
            pick_up(root, sizes["drops"], figures, events=events)
    if sizes["overflow"]:
        print("stopped", flush=True)
        overflow(root, sizes["overflow"], figures)
    if sizes["poison"]:
        print("poison", flush=True)
        poison(root, sizes["poison"], figures)
    return figures


def main() -> int:
    """Play, measure, tell."""
    parser = argparse.ArgumentParser(prog="python -m tools.flood", description=__doc__)
    parser.add_argument("files", type=int, nargs="?", default=10_000)
    parser.add_argument("--drops", type=int, default=200, help="for each of the pick-up times")
    parser.add_argument("--overflow", type=int, default=40_000)
    parser.add_argument("--poison", type=int, default=400, help="files, one in a hundred poison")
    parser.add_argument("--keep", type=Path, help="keep the office here")
    given = parser.parse_args()
    sizes = {each: getattr(given, each) for each in ("files", "drops", "overflow", "poison")}
    with tempfile.TemporaryDirectory(prefix="paraf-flood-") as name:
        root = given.keep or Path(name, "kantor")
        figures = play(root, sizes)
    print(f"flood: {len(figures.wrong)} over the limit; " + "; ".join(figures.said))
    return 1 if figures.wrong else 0


if __name__ == "__main__":
    sys.exit(main())
