"""A real office in a folder of its own, which a test can bend.

Real files, real database, real signatures, real LibreOffice; only the daemon's loop is left out:
a test moves a file and lets Paraf look. People's gestures are moves between folders. What costs
seconds to start (LibreOffice, the examiner's process) is shared by all offices of a test process,
and a cycle's stages are kept as copies of the whole folder, so that a test can begin at any step.
"""

import contextlib
import fcntl
import json
import os
import re
import shutil
import subprocess
import tomllib
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from io import BytesIO
from pathlib import Path
from unittest import mock
from zoneinfo import ZoneInfo

import openpyxl

from pipeline.adapters.conversion import LibreOffice
from pipeline.adapters.jail import Jail
from pipeline.adapters.signing import IsolatedExaminer
from pipeline.domain import dates
from pipeline.entry import daemon
from pipeline.entry.demo.staff import Staff
from pipeline.wiring import READING, Workplace, check_office, demo_clock, open_workplace
from pipeline.wiring.demo import demo_keys
from pipeline.wording.indonesian import nip_grouped
from tools.sample_office import lay_out

JAKARTA = ZoneInfo("Asia/Jakarta")
#: The first working day after Triwulan III 2026, at opening.
OPENING = datetime(2026, 10, 1, 7, 30, tzinfo=JAKARTA)
PERIOD = "Triwulan III 2026"
BOM = b"\xef\xbb\xbf"


class _Shared:
    """A tool that outlives the office which closes it."""

    def __init__(self, tool):
        self._tool = tool

    def __getattr__(self, name):
        return getattr(self._tool, name)

    def close(self):
        pass


class WarmTools:
    """What every office of this process shares; closed once, at the very end."""

    def __init__(self, scratch: Path) -> None:
        self.reader = Jail(READING)
        self.converter = LibreOffice(scratch=scratch, reader=self.reader)
        self.examiner = IsolatedExaminer()

    def close(self) -> None:
        self.converter.close()
        self.examiner.close()
        self.reader.close()

    @contextlib.contextmanager
    def lent(self) -> Iterator[None]:
        """Offices opened inside use these instead of starting their own."""
        with (
            mock.patch("pipeline.wiring.LibreOffice", return_value=_Shared(self.converter)),
            mock.patch("pipeline.wiring.IsolatedExaminer", return_value=_Shared(self.examiner)),
            mock.patch("pipeline.wiring.Jail", return_value=_Shared(self.reader)),
        ):
            yield


def reconfigure(root: Path, old: str, new: str, *, after: str = "") -> None:
    """Change a line of office.toml, the first one after some other text."""
    path = root / "office.toml"
    text = path.read_text("utf-8")
    start = text.index(after)
    assert old in text[start:], f"office.toml says nothing of {old!r}"
    path.write_text(text[:start] + text[start:].replace(old, new, 1), "utf-8")


@dataclass
class OfficeSim:
    """One office: its folders seen by people, and Paraf at work in it when told to."""

    root: Path
    warm: WarmTools
    _open: contextlib.ExitStack = field(default_factory=contextlib.ExitStack)
    _workplace: Workplace | None = None

    # -- Paraf -------------------------------------------------------------------------------

    @property
    def workplace(self) -> Workplace:
        """The open office; opened when first needed."""
        if self._workplace is None:
            self._open.enter_context(self.warm.lent())
            self._workplace = self._open.enter_context(open_workplace(self.root))
        return self._workplace

    @property
    def store(self):
        return self.workplace.store

    @property
    def cycle(self):
        """The newest cycle."""
        return self.store.cycles()[-1]

    def close(self) -> None:
        """Leave it as a stopped daemon does."""
        self._open.close()
        self._workplace = None

    def reopen(self) -> Workplace:
        """Stop and start Paraf."""
        self.close()
        return self.workplace

    def work(self):
        """Let Paraf handle everything that waits."""
        return daemon.run_once(self.workplace)

    # -- the clock ---------------------------------------------------------------------------

    @property
    def now(self) -> datetime:
        return demo_clock(self.root).now().astimezone(JAKARTA)

    def set_clock(self, moment: datetime) -> None:
        demo_clock(self.root).set(moment)

    def wait(self, **span: float) -> None:
        """Let time pass in the office."""
        self.set_clock(self.now + timedelta(**span))

    # -- people ------------------------------------------------------------------------------

    def _place(self, tray: str, post: str) -> Path:
        return self.root / tray / post

    def inbox(self, post: str) -> list[str]:
        """The names of what lies in a post's inbox."""
        return names_in(self._place("inbox", post))

    def outbox(self, post: str = "") -> list[str]:
        """The names of the files in a post's outbox, or in all, folders walked."""
        return names_in(self._place("outbox", post))

    def paper(self, post: str, *words: str) -> Path:
        """The one file in an inbox whose name holds these words; notes only when asked for."""
        found = [
            path
            for path in sorted(self._place("inbox", post).iterdir())
            if all(word in path.name for word in words)
            and not path.name.startswith(".")
            and ("ALASAN" in words or "ALASAN" not in path.name)
        ]
        assert len(found) == 1, f"{words} in inbox/{post}: {self.inbox(post)}"
        return found[0]

    def read(self, post: str, *words: str) -> bytes:
        return self.paper(post, *words).read_bytes()

    def note(self, post: str, *words: str) -> str:
        """The text of a note, which must be as Notepad likes it: BOM, CRLF, the code at the end."""
        path = self.paper(post, *words, "ALASAN")
        raw = path.read_bytes()
        assert raw.startswith(BOM), path.name
        text = raw.removeprefix(BOM).decode()
        assert text.endswith("\r\n"), path.name
        assert text.count("\n") == text.count("\r\n"), path.name
        assert text.splitlines()[-1].startswith("(Kode: "), text
        return text

    def take(self, post: str, *words: str) -> tuple[str, bytes]:
        """Take a file out of an inbox: its name and bytes."""
        path = self.paper(post, *words)
        data = path.read_bytes()
        path.unlink()
        return path.name, data

    def drop(self, post: str, name: str, data: bytes, *, back: bool = False) -> Path:
        """Put a file into an outbox, whole, as a move on one disk does."""
        place = self._place("outbox", post) / ("kembalikan" if back else "")
        place.mkdir(parents=True, exist_ok=True)
        built = self.root / ".dropping"
        built.write_bytes(data)
        return built.rename(place / name)

    def hand_in(self, post: str, *words: str) -> None:
        """Move a paper from inbox to outbox: the one gesture."""
        path = self.paper(post, *words)
        path.rename(self._place("outbox", post) / path.name)

    def send_back(self, post: str, *words: str, note: str | None = None) -> None:
        """Move a paper to kembalikan, with or without a note beside it."""
        name, data = self.take(post, *words)
        if note is not None:
            self.drop(post, "catatan.txt", note.encode(), back=True)
        self.drop(post, name, data, back=True)

    def pass_on(self, post: str, *words: str):
        """Hand a paper in and let Paraf go on."""
        self.hand_in(post, *words)
        return self.work()

    # -- people's programs -------------------------------------------------------------------

    @contextlib.contextmanager
    def staff(self) -> Iterator[Staff]:
        people = Staff(self.root, demo_keys(self.root))
        try:
            yield people
        finally:
            people.go_home()

    def edited(self, data: bytes, old: str, new: str) -> bytes:
        """A Word draft with some words replaced, saved by a library."""
        with self._on_the_table("naskah.docx", data) as (people, paper):
            people.edit_letter(paper, old, new)
            return paper.read_bytes()

    def filled(self, data: bytes, *, forget_one: bool = False, evidence: str = "") -> bytes:
        """A data form with its cells filled, and a file named in the evidence column."""
        with self._on_the_table("formulir.xlsx", data) as (people, paper):
            people.fill_form(paper, forget_one=forget_one)
            return naming_evidence(paper.read_bytes(), evidence) if evidence else paper.read_bytes()

    def signed(self, data: bytes, post: str, field: str, *, key_of: str = "") -> bytes:
        """A PDF signed in a field, with that post's key or somebody else's."""
        config = self.workplace.config
        holder = config.holder(post, self.now.date())
        stamp = {
            "kind": "paraf" if field.startswith("Paraf") else "ttd",
            "post": holder.title,
            "holder": holder.name,
            "nip": nip_grouped(holder.nip),
            "number": "-",
            "signed_at": self.now,
        }
        with self._on_the_table("surat.pdf", data) as (people, paper):
            people.sign(paper, key_of or post, field, stamp)
            return paper.read_bytes()

    @contextlib.contextmanager
    def _on_the_table(self, name: str, data: bytes) -> Iterator[tuple[Staff, Path]]:
        with self.staff() as people:
            paper = people._table / name
            paper.write_bytes(data)
            yield people, paper

    def sign_and_hand_in(self, post: str, field: str, *words: str):
        name, data = self.take(post, *words)
        self.drop(post, name, self.signed(data, post, field))
        return self.work()

    def fill_and_hand_in(self, post: str, *words: str):
        name, data = self.take(post, "Formulir Data Kinerja", ".xlsx", *words)
        self.drop(post, name, self.filled(data))
        return self.work()

    # -- what must always hold ---------------------------------------------------------------

    def findings(self):
        """What ``paraf check`` says."""
        return check_office(self.root, self.warm.reader).findings

    def assert_sound(self) -> None:
        """Nothing dropped is left lying, nothing is in our keeping, the record proves itself."""
        assert self.outbox() == []
        assert self.claimed() == []
        assert self.findings() == ()
        assert [each for each in self.store.pending_acts() if each.tries] == []
        assert list(self.root.rglob(".paraf-*.part")) == []

    def claimed(self) -> list[str]:
        return sorted(path.name for path in (self.root / ".paraf" / "claimed").iterdir())

    def numbers(self) -> list[tuple[str, int, str, bool]]:
        """Every number drawn: register, number, text, whether it is void."""
        return [(reg, no, text, bool(void)) for reg, no, text, _, void in self.store.numbers()]

    def ledger(self, kind: str) -> list[dict]:
        """The bodies of the ledger's lines of a kind."""
        return [json.loads(line.body) for line in self.store.ledger() if line.type == kind]

    def everything(self) -> dict[str, list[str]]:
        """Every inbox that is not empty."""
        posts = sorted(path.name for path in (self.root / "inbox").iterdir() if path.is_dir())
        return {post: self.inbox(post) for post in posts if self.inbox(post)}


def names_in(folder: Path) -> list[str]:
    """Files at or below a folder, hidden ones not counted, as paths from there."""
    return sorted(
        str(path.relative_to(folder))
        for path in folder.rglob("*")
        if not path.is_dir() and not path.name.startswith(".")
    )


# -- a cycle in stages ---------------------------------------------------------------------------

UNITS = ("sekretariat", "bidang-1", "bidang-2", "bidang-3")
LATE = "bidang-3"


def _begin(sim: OfficeSim) -> None:
    lay_out(sim.root)
    sim.set_clock(OPENING)
    sim.store.fact("began", OPENING.date().isoformat())
    sim.work()


def _draft(sim: OfficeSim, old: str, new: str) -> None:
    name, data = sim.take("japel-tu", "Konsep Surat Permintaan")
    sim.drop("japel-tu", name, sim.edited(data, old, new))
    sim.work()


def _unit_people(sim: OfficeSim, unit: str) -> tuple[str, str, str]:
    found = next(each for each in sim.workplace.config.units if each.id == unit)
    return found.kepala, found.staf, found.singkat


def _order_data(sim: OfficeSim) -> None:
    for unit in UNITS:
        sim.pass_on(_unit_people(sim, unit)[0], "Surat Permintaan")


def _gather(sim: OfficeSim, *units: str) -> None:
    for unit in units:
        _, staff, short = _unit_people(sim, unit)
        sim.fill_and_hand_in(staff, f"- {short} -")


def _deliver(sim: OfficeSim, *units: str) -> None:
    for unit in units:
        head, _, short = _unit_people(sim, unit)
        sim.pass_on(head, "Data Kinerja", f"- {short} -", "ND-", ".pdf")


def _grow_late(sim: OfficeSim) -> None:
    workplace = sim.workplace
    _, warn_at = dates.after_asking(
        workplace.office.surroundings.calendar, workplace.office.surroundings.sop, OPENING
    )
    sim.set_clock(warn_at + timedelta(minutes=5))
    sim.work()


#: What is done at each stage to reach the next one; a stage is named for the step that waits.
STAGES = {
    "1": _begin,
    "2": lambda sim: sim.pass_on("sekretaris", "Lembar Disposisi"),
    "3": lambda sim: sim.pass_on("kasubbag-tu", "Lembar Disposisi Kasubbag TU"),
    "4": lambda sim: _draft(sim, "Dalam rangka", "Sehubungan dengan"),
    "3 lagi": lambda sim: (
        sim.send_back("sekretaris", "Surat Permintaan", note="Pembukanya."),
        sim.work(),
    ),
    "4 lagi": lambda sim: _draft(sim, "Sehubungan dengan", "Dalam rangka"),
    "5": lambda sim: sim.pass_on("sekretaris", "Surat Permintaan"),
    "6": lambda sim: sim.sign_and_hand_in("kepala-badan", "TtdKepalaBadan", "Surat Permintaan"),
    "7": lambda sim: sim.pass_on("kasubbag-tu", "Surat Permintaan"),
    "8": _order_data,
    "8a": lambda sim: _gather(sim, *UNITS[:-1]),
    "9": lambda sim: _deliver(sim, *UNITS[:-1]),
    "9a": _grow_late,
    "9b": lambda sim: sim.pass_on("kasubbag-tu", "Konsep Surat Peringatan"),
    "9c": lambda sim: sim.pass_on("sekretaris", "Surat Peringatan"),
    "9d": lambda sim: sim.sign_and_hand_in("kepala-badan", "TtdKepalaBadan", "Surat Peringatan"),
    "9 lagi": lambda sim: sim.pass_on("kasubbag-tu", "Surat Peringatan"),
    "8a lagi": lambda sim: _gather(sim, LATE),
    "10": lambda sim: _deliver(sim, LATE),
    "11": lambda sim: sim.pass_on("kasubbag-tu", "Laporan Rekapitulasi", ".pdf"),
    "12": lambda sim: sim.pass_on("sekretaris", "Laporan Rekapitulasi", ".pdf"),
    "13": lambda sim: sim.pass_on("kasubbag-tu", "Lembar Disposisi Pengarsipan"),
    "selesai": lambda sim: sim.pass_on("japel-tu", "Berita Acara"),
}


class Stages:
    """A cycle played once, kept as one folder a stage; shared by all test processes of a run."""

    def __init__(self, shelf: Path, warm: WarmTools) -> None:
        self._shelf = shelf
        self._warm = warm
        shelf.mkdir(parents=True, exist_ok=True)

    def kept(self, stage: str) -> Path:
        """The folder of a stage, which must not be changed."""
        folder = self._shelf / stage.replace(" ", "-")
        if folder.exists():  # put there whole; no need to wait for whoever plays on
            return folder
        with (self._shelf / "lock").open("w") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            if not folder.exists():
                self._play_to(stage, folder)
        return folder

    def _play_to(self, stage: str, folder: Path) -> None:
        """Go on from the nearest stage that is there, keeping every one on the way."""
        names = list(STAGES)
        wanted = names[: names.index(stage) + 1]
        made = [name for name in wanted if (self._shelf / name.replace(" ", "-")).exists()]
        work = self._shelf / "at-work"
        shutil.rmtree(work, ignore_errors=True)
        if made:
            copy_office(self._shelf / made[-1].replace(" ", "-"), work)
        for name in wanted[len(made) :]:
            sim = OfficeSim(work, self._warm)
            if made or name != names[0]:
                sim.wait(minutes=4)
            STAGES[name](sim)
            sim.close()
            copy_office(work, self._shelf / f".{name}")
            (self._shelf / f".{name}").rename(self._shelf / name.replace(" ", "-"))
        assert folder.exists()


def copy_office(source: Path, target: Path) -> None:
    """Copy a whole office; it works in any place."""
    shutil.copytree(source, target, symlinks=True)


# -- bent papers ---------------------------------------------------------------------------------


def without_part(docx: bytes, pattern: bytes, part: str = "word/document.xml") -> bytes:
    """A Word file with something cut out of its text, everything else as it was."""
    out = BytesIO()
    with zipfile.ZipFile(BytesIO(docx)) as old, zipfile.ZipFile(out, "w") as new:
        for entry in old.infolist():
            data = old.read(entry)
            if entry.filename == part:
                cut = re.sub(pattern, b"", data, flags=re.DOTALL)
                assert cut != data, f"{pattern!r} is not in {part}"
                data = cut
            new.writestr(entry, data, zipfile.ZIP_DEFLATED)
    return out.getvalue()


def naming_evidence(form: bytes, name: str) -> bytes:
    """A data form whose first row names a file as its evidence."""
    book = openpyxl.load_workbook(BytesIO(form))
    sheet = book.worksheets[0]
    cells = (cell for row in sheet.iter_rows() for cell in row)
    (head,) = (cell for cell in cells if str(cell.value).startswith("Sumber Data/Bukti"))
    rows = range(head.row + 1, sheet.max_row + 1)
    first = next(row for row in rows if str(sheet.cell(row, 1).value).startswith("indikator:"))
    sheet.cell(first, head.column).value = name
    out = BytesIO()
    book.save(out)
    return out.getvalue()


def sums_hold(berkas: Path) -> None:
    """``sha256sum`` and ``sha512sum`` accept a berkas."""
    for name in ("sha256", "sha512"):
        manifest = berkas / "_meta" / f"manifest-{name}.txt"
        ran = subprocess.run(
            [f"{name}sum", "--check", "--strict", "--quiet", str(manifest.relative_to(berkas))],
            cwd=berkas,
            capture_output=True,
            text=True,
            check=False,
        )
        assert ran.returncode == 0, ran.stdout + ran.stderr


def configuration(root: Path) -> dict:
    return tomllib.loads((root / "office.toml").read_text("utf-8"))


def shelf_for(base: Path) -> Path:
    """Where a run's stages lie: beside the folders of its worker processes."""
    return (base.parent if "PYTEST_XDIST_WORKER" in os.environ else base) / "paraf-stages"
