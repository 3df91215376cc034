"""People's gestures at random in a real office, compared with a simple model after each of them.

Real folders, database, templates, forms and signatures; only LibreOffice is asked once for each
kind of letter: a later letter of the kind gets the same pages under bytes of its own.
"""

import hashlib
import re
import shutil
from collections import Counter
from contextlib import ExitStack
from copy import deepcopy
from dataclasses import dataclass, replace
from pathlib import Path
from unittest import mock

from gesture_model import POSTS, UNITS, Drop, Model
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule
from office_sim import BOM, OPENING, OfficeSim, WarmTools, copy_office
from power_cut import PURE, Remembering

from pipeline.adapters.folders import outbox
from pipeline.domain.period import Period
from pipeline.office.office import Office
from pipeline.ports.conversion import Rendition
from tools.sample_office import lay_out

PERIODS = {Period(2026, 3): "Triwulan III 2026", Period(2026, 2): "Triwulan II 2026"}
EVERYBODY = sorted({*POSTS.values(), *(post for unit in UNITS.values() for post in unit[1:])})
NOTES = ["", "Salah alamat.", "BATAL: kegiatan ditunda", "BATAL", "Batalkan baris kedua."]


class OneOfAKind:
    """A converter that lays out each kind of letter once."""

    def __init__(self, real, words, memory):
        self._real, self._words, self._memory = real, words, memory

    def warm(self):
        pass

    def convert(self, docx):
        kind = " ".join(re.findall(r"\b[a-z]{3,}\b", self._words.text(docx)))
        if kind not in self._memory:
            self._memory[kind] = self._real.convert(docx)
        like = self._memory[kind]
        mark = hashlib.sha256(docx).hexdigest().encode()
        start = re.findall(rb"startxref\s+(\d+)\s+%%EOF", like.pdf)[-1]
        return Rendition(
            pdf=like.pdf + b"%% " + mark + b"\nstartxref\n" + start + b"\n%%EOF\n",
            pages=like.pages,
        )


@dataclass
class Start:
    """Where a walk may begin: an office, and what the model knows of it."""

    root: Path
    model: Model
    drops: list[tuple[str, bytes]]  #: digest and bytes of all that was ever dropped
    names: int


class Scene:
    """What all walks of a process share."""

    def __init__(self, place: Path) -> None:
        self.place = place
        self.open = ExitStack()
        for name in ("SETTLE_SECONDS", "NOTE_SECONDS", "PATIENCE_SECONDS"):
            self.open.enter_context(mock.patch.object(outbox, name, 0.0))
        self.open.enter_context(mock.patch("os.fsync", return_value=None))
        self.warm = WarmTools(place / "libreoffice")
        self.memory: dict = {}
        self.kinds: dict = {}
        self.filled: dict[str, bytes] = {}
        self.walks = 0
        self.verdicts: Counter[str] = Counter()
        self.steps: Counter[str] = Counter()  #: how often each was done
        self.morning = Start(place / "pagi", Model(), [], 0)
        first = OfficeSim(self.morning.root, self.warm)
        lay_out(self.morning.root)
        first.set_clock(OPENING)
        for period, title in PERIODS.items():
            first.workplace.office.open_cycle(period, "perintah")
            self.morning.model.begin(title)
        first.close()
        self.late: Start | None = None
        self.late = self._play_on(place / "siang")

    def _play_on(self, root: Path) -> "Start":
        """Everybody does the first period's work, until its report waits."""
        walk = type("Day", (Gestures,), {"scene": self})()
        walk.begin(late=False)
        cycle = next(iter(PERIODS.values()))
        while not any(each.step == "10" for each in walk.model.tokens):
            which = next(n for n, (each, _) in enumerate(walk.waiting()) if each.cycle == cycle)
            walk.do_what_waits(which, times=1, keep=False)
        walk.sim.close()
        walk.sim.root.rename(root)
        return Start(root, walk.model, walk.drops, walk.names)

    def close(self) -> None:
        self.warm.close()
        self.open.close()

    def office(self, start: Path) -> OfficeSim:
        self.walks += 1
        root = self.place / f"kantor-{self.walks}"
        copy_office(start, root)
        return OfficeSim(root, self.warm)


class Gestures(RuleBasedStateMachine):
    """Several people, two periods, any gesture."""

    scene: Scene

    @initialize(late=st.booleans())
    def begin(self, late):
        """In the morning of the first day, or when one period's data are all there."""
        start = self.scene.late if late and self.scene.late else self.scene.morning
        self.sim = self.scene.office(start.root)
        self.model, self.drops, self.names = deepcopy((start.model, start.drops, start.names))
        self.tidied: set[str] = set()  #: a note that came back is its writer's to throw away
        usual = self.sim.workplace.office
        tools = usual.tools
        converter = OneOfAKind(tools.converter, tools.words, self.scene.kinds)
        tools = replace(tools, converter=converter)
        for name, methods in PURE.items():
            if name != "converter":
                quick = Remembering(getattr(tools, name), methods, self.scene.memory)
                tools = replace(tools, **{name: quick})
        self.office = Office(usual.surroundings, tools)
        self.settle()

    def work(self) -> None:
        self.office.recover()
        for _ in range(60):
            last = self.office.round()
            if not last.handled and not last.waiting:
                assert last.troubled == 0, self.office.troubles()
                return
        raise AssertionError("the office finds no rest")

    # -- hands -------------------------------------------------------------------------------

    def files(self, post: str) -> list[Path]:
        """What lies in an inbox and a walk may take."""
        return sorted((self.sim.root / "inbox" / post).iterdir())

    def lay(self, post: str, name: str, data: bytes, *, back=False, note="", undone=False) -> str:
        sha = hashlib.sha256(data).hexdigest()
        self.drops.append((sha, data))
        if note:
            self.sim.drop(post, "catatan.txt", note.encode(), back=True)
            self.drops.append((hashlib.sha256(note.encode()).hexdigest(), note.encode()))
        if post:
            self.sim.drop(post, name, data, back=back)
        else:
            (self.sim.root / "outbox" / "bukan siapa-siapa").mkdir(exist_ok=True)
            (self.sim.root / "outbox" / "bukan siapa-siapa" / name).write_bytes(data)
        verdict = self.model.dropped(
            Drop(post, name, sha, back, note, is_empty=not data, is_undone=undone)
        )
        self.scene.verdicts[verdict] += 1
        return verdict

    def fresh(self, like: str) -> str:
        """A name of its own, so that a returned file is found again."""
        self.names += 1
        return f"salinan {self.names}{Path(like).suffix}"

    def take(self, path: Path) -> bytes:
        data = path.read_bytes()
        sha = hashlib.sha256(data).hexdigest()
        for each in self.model.lying:
            if each.post == path.parent.name and each.sha == sha:
                self.model.lying.remove(each)
                break
        path.unlink()
        return data

    def is_undone(self, data: bytes) -> bool:
        """Whether this is a form as it was first laid; one that came back holds answers."""
        sha = hashlib.sha256(data).hexdigest()
        copy = self.model.copies.get(sha)
        is_form = copy is not None and copy.sheet.name.startswith("Formulir")
        return is_form and copy.version == 1 and sha not in self.filled_ones()

    def filled_ones(self) -> set[str]:
        return {hashlib.sha256(data).hexdigest() for data in self.scene.filled.values()}

    def fill(self, data: bytes) -> bytes:
        sha = hashlib.sha256(data).hexdigest()
        if sha not in self.scene.filled:
            self.scene.filled[sha] = self.sim.filled(data)
        filled = self.scene.filled[sha]
        copy = self.model.copies[sha]
        self.model.copies.setdefault(hashlib.sha256(filled).hexdigest(), copy)
        return filled

    def waiting(self):
        """Papers that wait and still lie where they were laid, with their files."""
        for token in self.model.tokens:
            for path in self.files(token.post):
                if _sha(path) == token.main.current:
                    yield token, path
                    break

    # -- gestures ----------------------------------------------------------------------------

    @rule(which=st.integers(0, 20), times=st.integers(1, 4), keep=st.booleans())
    def do_what_waits(self, which, times, keep):
        for _ in range(times):
            waiting = list(self.waiting())
            if not waiting:
                return
            token, path = waiting[which % len(waiting)]
            data = path.read_bytes() if keep else self.take(path)
            name = self.fresh(path.name) if keep else path.name
            right = self.fill(data) if token.step == "8" else data
            assert self.lay(token.post, name, right) == "accepted"
            self.scene.steps[token.step] += 1
            self.settle()

    @rule(which=st.integers(0, 20))
    def hand_in_an_empty_form(self, which):
        """One that came back holds what was answered before, and is not empty."""
        waiting = (each for each in self.waiting() if each[0].step == "8")
        forms = [each for each in waiting if each[0].main.version == 1]
        if forms:
            token, path = forms[which % len(forms)]
            self.lay(token.post, self.fresh(path.name), path.read_bytes(), undone=True)
            self.settle()

    @rule(which=st.integers(0, 20), note=st.sampled_from(NOTES))
    def return_what_waits(self, which, note):
        waiting = list(self.waiting())
        if waiting:
            token, path = waiting[which % len(waiting)]
            data = self.take(path)
            self.lay(token.post, self.fresh(path.name), data, back=True, note=note)
            self.settle()

    @rule(
        giver=st.sampled_from(EVERYBODY),
        taker=st.sampled_from([*EVERYBODY, "", "same", "same", "same"]),
        which=st.integers(0, 20),
        move=st.booleans(),
        back=st.booleans(),
        twice=st.booleans(),
    )
    def drop_what_lies_in_an_inbox(self, *, giver, taker, which, move, back, twice):
        files = self.files(giver)
        if not files:
            return
        path = files[which % len(files)]
        post = giver if taker == "same" else taker
        back = back and bool(post) and not path.name.endswith(".txt")
        name, data = self.fresh(path.name), self.take(path) if move else path.read_bytes()
        self.lay(post, name, data, back=back, undone=self.is_undone(data))
        if twice:
            self.settle()
            self.lay(post, self.fresh(name), data, back=back, undone=self.is_undone(data))
        self.settle()

    @precondition(lambda self: self.drops)
    @rule(post=st.sampled_from(EVERYBODY), which=st.integers(0, 60), back=st.booleans())
    def drop_something_old(self, post, which, back):
        _, data = self.drops[-1 - which % len(self.drops)]
        if data and not data.startswith((BOM, b"Salah", b"BATAL", b"Batal")):
            self.lay(post, self.fresh("x.bin"), data, back=back, undone=self.is_undone(data))
            self.settle()

    @rule(
        post=st.sampled_from([*EVERYBODY, ""]),
        data=st.sampled_from([b"", b"foto", b"%PDF-1.7\nasing\n%%EOF\n", b"\0asing"]),
    )
    def drop_a_foreign_file(self, post, data):
        self.lay(post, self.fresh("asing.bin"), data)
        self.settle()

    @rule(post=st.sampled_from(EVERYBODY), which=st.integers(0, 20))
    def tidy_the_inbox(self, post, which):
        """A person removes a note or a returned file; what waits is left."""
        mine = [each for each in self.model.lying if each.post == post]
        keep = {each.sha for each in mine if each.sheet and not each.codes}
        loose = [path for path in self.files(post) if _sha(path) not in keep]
        if loose:
            self.tidied.add(hashlib.sha256(self.take(loose[which % len(loose)])).hexdigest())

    # -- what must hold ----------------------------------------------------------------------

    def settle(self) -> None:
        self.work()
        wrong = self.model.compare(self.seen())
        assert not wrong, wrong

    def seen(self):
        found = {}
        places = [each for each in (self.sim.root / "inbox").iterdir() if each.is_dir()]
        for place in sorted(places):
            found[place.name] = [
                (path.name, _sha(path), _code(path)) for path in sorted(place.iterdir())
            ]
        return found

    @invariant()
    def every_dropped_byte_is_in_the_record_or_waits_as_evidence(self):
        held = {drop.sha for drop in self.model.held}
        lying = {_sha(self.sim.root / "outbox" / name) for name in self.sim.outbox()}
        assert lying == held
        assert self.sim.claimed() == []
        objects = self.sim.root / ".paraf" / "objects"
        for sha, data in self.drops:
            is_kept = (objects / sha[:2] / sha).exists() or sha in held
            is_note = sha in self.tidied and len(data) < 100
            assert is_kept or is_note or not data or self.lies_somewhere(sha), data[:60]

    def lies_somewhere(self, sha: str) -> bool:
        return any(sha == each for files in self.seen().values() for _, each, _ in files)

    @invariant()
    def numbers_have_no_gaps_and_no_doubles(self):
        drawn: dict[str, list[int]] = {}
        for register, number, _, _ in self.sim.numbers():
            drawn.setdefault(register, []).append(number)
        for register, numbers in drawn.items():
            assert sorted(numbers) == list(range(1, len(numbers) + 1)), register

    @invariant()
    def the_board_tells_of_every_file_that_waits(self):
        board = (self.sim.root / "PAPAN STATUS.html").read_text("utf-8")
        for drop in self.model.held:
            assert drop.name in board

    def teardown(self):
        assert not self.sim.findings()
        self.sim.close()
        shutil.rmtree(self.sim.root)


def _sha(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()


def _code(path: Path) -> str:
    """The code at the end of a note; empty for what is none."""
    data = path.read_bytes()
    if not path.name.endswith((" - ALASAN.txt", " - SUDAH DITERIMA.txt")):
        return ""
    found = re.findall(r"\(Kode: (\w+)\)\r\n\Z", data.decode("utf-8-sig"))
    return found[0] if found else ""
