"""A cycle walked without disk or clock: acts are performed on sets, so that rules can be tried."""

from collections import Counter
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from pipeline.config.office import load_office
from pipeline.config.sop import load_sop
from pipeline.domain.acts import Append, Clear, FileAway, Issue, Lay, Release, SendBack, SetTimer, Sweep, Tell
from pipeline.domain.calendar import Calendar
from pipeline.domain.context import Context, NumberTaken, Roster, Unit
from pipeline.domain.cycle import Cycle, Signature
from pipeline.domain.decide import decide, open_cycle
from pipeline.domain.events import CycleOpened, Filed, HandedIn, Issued, Supplemented, TimePassed
from pipeline.domain.handin import expectation
from pipeline.domain.performance.data import UnitData
from pipeline.domain.period import Period
from pipeline.domain.sop import Kind, Sop, field_name
from pathlib import Path

REPOSITORY = Path(__file__).parents[2]
JAKARTA = ZoneInfo("Asia/Jakarta")
PERIOD = Period(2026, 3)
TEMPLATES = frozenset(
    {
        "lembar-disposisi",
        "surat-permintaan",
        "nota-dinas-pengantar",
        "tanda-terima",
        "surat-peringatan",
        "lembar-penutupan",
        "laporan-rekapitulasi",
        "berita-acara",
        "daftar-isi-berkas",
    }
)


def sample_sop() -> Sop:
    office = load_office(REPOSITORY)
    templates = TEMPLATES
    return load_sop(
        REPOSITORY / "sop" / "pengumpulan-data-kinerja.toml",
        frozenset(office.posts),
        frozenset(templates),
        frozenset(office.number_formats),
    )


def sample_roster() -> Roster:
    office = load_office(REPOSITORY)
    return Roster(
        units=tuple(
            Unit(id=u.id, name=u.nama, head=u.kepala, staff=u.staf, short=u.singkat)
            for u in office.units
        ),
        titles={post: entry.sebutan for post, entry in office.posts.items()},
        number_formats=office.number_formats,
        unit_code=office.identity.kode_unit,
    )


def empty_data(unit: str) -> UnitData:
    return UnitData(unit=unit, period=PERIOD, rows=(), budgets=())


@dataclass
class Walk:
    """A cycle and the folders it acts on, kept as plain collections."""

    sop: Sop
    roster: Roster = field(default_factory=sample_roster)
    calendar: Calendar = field(default_factory=lambda: Calendar(zone=JAKARTA))
    now: datetime = datetime(2026, 10, 1, 7, 30, tzinfo=JAKARTA)

    def __post_init__(self) -> None:
        self.numbers: list[NumberTaken] = []
        self.inbox: Counter[tuple[str, str]] = Counter()  # (post, code)
        self.timers: list[SetTimer] = []
        self.sent_back: list[SendBack] = []
        self.notes: list[Tell] = []
        self.released: list[str] = []
        self.claims = 0
        self.log: list[str] = []
        decision = open_cycle(self.context(), "c1", CycleOpened(period=PERIOD, by="perintah"))
        self.cycle: Cycle = decision.cycle
        self._commit(decision)

    def context(self) -> Context:
        following = {}
        for taken in self.numbers:
            following[taken.register] = taken.number + 1
        return Context(
            now=self.now,
            sop=self.sop,
            roster=self.roster,
            calendar=self.calendar,
            next_number=following,
        )

    def apply(self, event) -> None:
        decision = decide(self.context(), self.cycle, event)
        self.cycle = decision.cycle
        self._commit(decision)

    def _commit(self, decision) -> None:
        self.numbers += decision.taken
        for act in decision.acts:
            self._perform(act)

    def _perform(self, act) -> None:
        match act:
            case Issue():
                self.apply(
                    Issued(code=act.code, version=act.version, sha256=f"{act.code}v{act.version}", size=1)
                )
            case Lay():
                self.inbox[act.post, act.code] = 1
            case Clear():
                self.inbox.pop((act.post, act.code), None)
            case Sweep():
                waiting = {
                    (task.post, code)
                    for task in self.cycle.open_tasks
                    for code in (task.paper, *task.companions)
                }
                self.inbox = Counter({key: 1 for key in self.inbox if key in waiting})
            case SendBack():
                self.sent_back.append(act)
            case Release():
                self.released.append(act.claim)
            case Tell():
                self.notes.append(act)
            case SetTimer():
                self.timers.append(act)
            case FileAway():
                self.apply(Filed(path="p", manifest_sha256="m", items=1))
            case Append():
                self.apply(
                    Supplemented(unit=act.unit, path="p", manifest_sha256="m2", items=1)
                )

    def hand_in(self, post: str, code: str, **over) -> None:
        """Hand in a paper the way an honest person at that post would, unless told otherwise."""
        paper = self.cycle.paper(code)
        expected = expectation(self.cycle, self.sop, post, code)
        self.claims += 1
        facts = {
            "claim": f"k{self.claims}",
            "post": post,
            "name": f"{paper.title}.x",
            "sha256": f"handed-{code}-{post}-{paper.version}-{self.claims}",
            "size": 1,
            "code": code,
            "version": paper.version,
        }
        if expected and expected.signature_required:
            facts["signature"] = self.signature(post, expected.field or "")
        if expected and expected.step.kind is Kind.GATHER:
            facts["data"] = empty_data(expected.task.unit or "")
        self.apply(HandedIn(**(facts | over)))

    def signature(self, post: str, name: str) -> Signature:
        return Signature(
            field=name,
            post=post,
            holder="x",
            capacity="x",
            certificate_sha256="0",
            signed_at=self.now.astimezone(UTC),
        )

    def let_time_pass(self, minutes: int) -> None:
        self.now += timedelta(minutes=minutes)
        due = [timer for timer in self.timers if timer.due <= self.now]
        self.timers = [timer for timer in self.timers if timer.due > self.now]
        for timer in sorted(due, key=lambda each: each.due):
            self.apply(TimePassed(timer=timer.timer, unit=timer.unit, count=timer.count))

    def open_codes(self) -> list[tuple[str, str]]:
        return [(task.post, task.paper) for task in self.cycle.open_tasks]

    def finish(self, *, limit: int = 400) -> None:
        """Everybody does what waits, in order, until the cycle is filed and all units are in."""
        for _ in range(limit):
            waiting = [pair for pair in self.open_codes() if pair[1] != self.cycle.closing]
            if not waiting:
                return
            self.hand_in(*waiting[0])
        raise AssertionError("never ends")


