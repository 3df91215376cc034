"""The office at work: look into the outboxes, decide, act, show.

One round does, in this order: acts that are due (what a crash interrupted comes first), files in
our keeping, files in the outboxes, timers, the board. Everything that changes a cycle passes
through ``_commit``; nothing here knows what a step means.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from itertools import zip_longest

from pipeline.domain.acts import Prolong, Release, SendBack, SetTimer
from pipeline.domain.context import Context, Decision
from pipeline.domain.cycle import Cycle
from pipeline.domain.decide import decide, decide_stray, open_cycle
from pipeline.domain.events import CycleOpened, Event, HandedIn, Issued
from pipeline.domain.period import Period
from pipeline.domain.sop import Sop
from pipeline.errors import Misconfigured, NotYet, PipelineError
from pipeline.office.evidence import Evidence
from pipeline.office.filing import Filing
from pipeline.office.holders import record_holders
from pipeline.office.intake import Intake, Received
from pipeline.office.maker import Maker
from pipeline.office.overview import Overview, Trouble
from pipeline.office.runner import Runner
from pipeline.office.surroundings import Surroundings
from pipeline.office.timekeeping import Timekeeper
from pipeline.office.tools import Tools
from pipeline.ports.folders import Claim, Drop, Scan, Waiting
from pipeline.ports.store import LONGEST_WAIT, Happening, PendingAct
from pipeline.ports.watch import Deed, DeedKind

_FIRST_DELAY = timedelta(seconds=2)
_ROUNDS_OF_ACTS = 100
_WORTH_TELLING = 10.0
_AWAY = "its mark .paraf.id is missing; mount the share, nothing is written there until then"


@dataclass(frozen=True, slots=True, kw_only=True)
class Round:
    """What one round found and did."""

    handled: int  #: files and acts
    waiting: int  #: files that are still being written
    troubled: int  #: files and acts that could not be dealt with


@dataclass(slots=True)
class _Setback:
    """A file that could not be dealt with for now."""

    name: str
    why: str
    tries: int
    next_try: float  #: steady seconds
    since: datetime


@dataclass(slots=True)
class _Showing:
    """What the board showed last, to rewrite it only when something changed."""

    head: tuple[int, str] | None = None
    rest: object = field(default=None)
    at: datetime | None = None


class Office:
    """One office: its folders, its memory, its tools."""

    def __init__(self, office: Surroundings, tools: Tools) -> None:
        self.surroundings = office
        self.tools = tools
        filing = Filing(office, tools)
        self.maker = Maker(office, tools, filing)
        self.intake = Intake(office, tools, self.maker)
        self._runner = Runner(
            office,
            tools,
            (self.maker, self.intake, filing),
            report=self._report,
            report_debt=self._report_debt,
        )
        self._evidence = Evidence(office, tools, self.intake)
        self.overview = Overview(office, tools)
        self._setbacks: dict[str, _Setback] = {}
        self._showing = _Showing()
        self._in_hand: Claim | None = None
        self._digest = office.digest(prolongs=tools.timestamps is not None)
        self._waiting_since: dict[str, float] = {}
        self._time = Timekeeper(tools.clock, tools.watch)
        self._away: tuple[str, ...] = ()
        self._away_since: datetime | None = None

    def recover(self) -> None:
        """Clear away what a crash left half done, and note who holds which post now.

        The caller holds the office's lock. Folders that are away are waited for; what they
        hold is taken up by the round that finds them again.
        """
        self._away = self.tools.folders.away()
        self._away_since = self.tools.clock.now() if self._away else None
        if self._away:
            return
        swept = self.tools.folders.sweep()
        self.tools.archive.recover()
        record_holders(self.surroundings.config, self.tools.store, self.tools.clock.now())
        acts = self.tools.store.pending_acts()
        counts = {
            "half_written": swept,
            "claims": len(self.tools.folders.claims()),
            "acts": sum(not isinstance(each.act, SetTimer) for each in acts),
            "timers": sum(isinstance(each.act, SetTimer) for each in acts),
            "ledger_lines": self.tools.store.head()[0],
        }
        self.tools.watch.tell(Deed(kind=DeedKind.RECOVERED, counts=counts))

    # -- the round ---------------------------------------------------------------------------

    def round(self) -> Round:
        """Do everything that can be done now, or as much as may be done."""
        if self._is_away():
            self.show(Scan(ready=(), waiting=(), ignored=()))
            return Round(handled=0, waiting=0, troubled=len(self.troubles()))
        may_go_on = self.tools.watch.may_go_on
        handled = self._perform_acts()
        tried: set[str] = set()
        while may_go_on() and (claim := self._next_claim(tried)):
            tried.add(claim.id)
            handled += self._take_in(claim)
        if not may_go_on():
            return self._cut_short(handled)
        scan = self._evidence.hold_back(self.tools.folders.scan())
        for drop in _in_turns(scan.ready):
            if not may_go_on():
                return self._cut_short(handled)
            if claimed := self._claim(drop):
                handled += self._take_in(claimed)
        self._forget_what_is_gone(scan)
        if not self._time.holds_timers():
            self.open_due_cycle()
            handled += self._let_time_pass()
        if not may_go_on():
            return self._cut_short(handled)
        self.show(scan)
        settling = sum(each.soon for each in scan.waiting)
        return Round(handled=handled, waiting=settling, troubled=len(self.troubles()))

    def _cut_short(self, handled: int) -> Round:
        """We are to stop, or the office is not ours any more: nothing else is touched."""
        return Round(handled=handled, waiting=0, troubled=0)

    def _is_away(self) -> bool:
        """Whether folders are not mounted; once they are again, what a crash left comes first."""
        self._away = self.tools.folders.away()
        if self._away:
            self._away_since = self._away_since or self.tools.clock.now()
        elif self._away_since:
            self.recover()
        return bool(self._away)

    def _let_time_pass(self) -> int:
        """Timers come last: what lay in an outbox before is not late because we looked late."""
        now = self.tools.clock.now()
        timers = [act for act in self.tools.store.due_acts(now) if isinstance(act.act, SetTimer)]
        timers.sort(key=lambda each: each.due)  # several that were missed fire in their order
        return self._runner.perform(timers, now) + self._perform_acts()

    def _perform_acts(self) -> int:
        done = 0
        for _ in range(_ROUNDS_OF_ACTS):
            if not self.tools.watch.may_go_on():
                break
            now = self.tools.clock.now()
            acts = self.tools.store.due_acts(now)
            due = [act for act in acts if not isinstance(act.act, SetTimer)]
            performed = self._runner.perform(due, now) if due else 0
            done += performed
            if not performed:
                break
        return done

    def _claim(self, drop: Drop) -> Claim | None:
        """Take a drop; one that will not move is left for later and keeps nobody waiting."""
        now = self.tools.clock.now()
        setback = self._setbacks.get(drop.path)
        if setback and setback.next_try > self.tools.clock.steady():
            return None
        try:
            claimed = self.tools.folders.claim(drop, now)
        except NotYet as error:
            self._set_back(drop.path, drop.name, error.what, now)
            return None
        self._setbacks.pop(drop.path, None)
        return claimed

    def _forget_what_is_gone(self, scan: Scan) -> None:
        """A drop that somebody took away again is no trouble any more."""
        lying = {drop.path for drop in scan.ready}
        gone = [key for key in self._setbacks if "/" in key and key not in lying]
        for path in gone:
            del self._setbacks[path]

    def _next_claim(self, tried: set[str]) -> Claim | None:
        """The oldest claim that nothing was decided about and whose time has come.

        One that is set back holds those of the same folder that came after it: a form's evidence
        waits with the form.
        """
        claims = self.tools.folders.claims()
        if all(claim.id in tried for claim in claims):
            return None
        steady = self.tools.clock.steady()
        pending = (each.act for each in self.tools.store.pending_acts())
        decided = {act.claim for act in pending if isinstance(act, SendBack | Release)}
        held: set[str] = set()
        for claim in claims:
            setback = self._setbacks.get(claim.id)
            if setback and setback.next_try > steady:
                held.add(claim.folder)
            elif claim.id not in tried | decided and claim.folder not in held:
                return claim
        return None

    def _take_in(self, claim: Claim) -> int:
        """Examine a claim, commit what it means, and act on it at once."""
        self._in_hand = claim
        now, began = self.tools.clock.now(), self.tools.clock.steady()
        try:
            received = self.intake.receive(claim, now)
            event = self._evidence.attach(received.event, claim, now)
            received = replace(received, event=event)
            self._commit_received(received, claim, now)
        except PipelineError as error:
            self._set_back(claim.id, claim.name, str(error), now)
            self._in_hand = None
            return 0
        self._setbacks.pop(claim.id, None)
        self._in_hand = None
        self._tell_taken(claim, received, self.tools.clock.steady() - began)
        self._perform_acts()
        return 1

    def _tell_taken(self, claim: Claim, received: Received, seconds: float) -> None:
        event = received.event
        what = "own note" if received.is_own_note else "kembalikan" if event.back else "hand-in"
        deed = Deed(
            kind=DeedKind.TAKEN,
            what=what,
            file=claim.name,
            post=event.post,
            cycle=received.cycle or "",
            code=event.code or "",
            reasons=tuple(dict.fromkeys(each.code for each in event.findings)),
            seconds=seconds,
        )
        self.tools.watch.tell(deed)

    def blame(self, error: Exception) -> None:
        """A bug struck while a file was in hand: leave that file aside for a while."""
        if self._in_hand:
            claim, self._in_hand = self._in_hand, None
            self._set_back(claim.id, claim.name, f"bug: {error!r}", self.tools.clock.now())

    def _set_back(self, key: str, name: str, why: str, now: datetime) -> None:
        """Remember a claim (by its id) or a drop (by its path) for another try."""
        before = self._setbacks.get(key)
        tries = before.tries + 1 if before else 1
        delay = min(_FIRST_DELAY * 2**tries, LONGEST_WAIT)
        self._setbacks[key] = _Setback(
            name=name,
            why=why,
            tries=tries,
            next_try=self.tools.clock.steady() + delay.total_seconds(),
            since=before.since if before else now,
        )
        deed = Deed(kind=DeedKind.SET_ASIDE, file=name, why=why, tries=tries)
        self.tools.watch.tell(deed)

    # -- committing --------------------------------------------------------------------------

    def _commit_received(self, received: Received, claim: Claim, now: datetime) -> None:
        if received.is_own_note:
            facts = {"claim": claim.id, "name": claim.name, "sha256": received.event.sha256}
            self.tools.store.note(f"claim:{claim.id}", now, "NoteHandedBack", facts)
            self.tools.folders.release(claim.id)
            return
        happening = Happening(
            key=f"claim:{claim.id}", at=now, event=received.event, cycle=received.cycle
        )
        if self._commit(happening) is None:
            self.tools.folders.release(claim.id)  # a crash kept us from it when it was decided

    def _report(self, pending: PendingAct, event: Event) -> None:
        """An act's performance is itself an event."""
        key = f"act:{pending.id}"
        if isinstance(event, Issued):
            key = f"issued:{event.code}:{event.version}"
        self._commit(
            Happening(
                key=key,
                at=self.tools.clock.now(),
                event=event,
                cycle=pending.cycle,
                completes=pending.id,
            )
        )

    def _report_debt(self, pending: PendingAct, event: Event) -> None:
        """An act could not be performed, which is an event too; it stays to be done."""
        happening = Happening(
            key=f"owed:{pending.id}",
            at=self.tools.clock.now(),
            event=event,
            cycle=pending.cycle,
        )
        self._commit(happening)

    def _commit(self, happening: Happening) -> Decision | None:
        def judge(cycle: Cycle | None, sop: Sop | None, registers: Mapping[str, int]) -> Decision:
            event = happening.event
            if sop is None:
                if not isinstance(event, HandedIn):
                    raise LookupError(f"{event.type} belongs to no cycle")
                return decide_stray(event)
            context = Context(
                now=happening.at,
                sop=sop,
                roster=self.surroundings.roster,
                calendar=self.surroundings.calendar,
                next_number=registers,
                prolongs=self.tools.timestamps is not None,
            )
            if cycle is None and isinstance(event, CycleOpened):
                return open_cycle(context, happening.cycle or event.period.id, event)
            if cycle is None:
                raise LookupError(f"no cycle {happening.cycle}")
            return decide(context, cycle, event)

        return self.tools.store.apply(replace(happening, surroundings=self._digest), judge)

    # -- cycles ------------------------------------------------------------------------------

    def open_cycle(self, period: Period, by: str) -> bool:
        """Open a period's cycle; False when it was opened before.

        Raises:
            Misconfigured: the year has no usable perjanjian kinerja.
        """
        self.agreement_for(period)
        happening = Happening(
            key=f"open:{period.id}",
            at=self.tools.clock.now(),
            event=CycleOpened(period=period, by=by),
            cycle=period.id,
            opens=self.surroundings.sop,
        )
        fresh = self._commit(happening) is not None
        if fresh:
            self.tools.watch.tell(Deed(kind=DeedKind.OPENED, what=by, cycle=period.id))
        return fresh

    def agreement_for(self, period: Period) -> None:
        """Make sure that a period can be asked for.

        Raises:
            Misconfigured: the year has no perjanjian kinerja, or a unit is missing in it.
        """
        agreement = self.tools.forms.read_agreement(period.year)
        units = [unit.id for unit in self.surroundings.roster.units]
        lacking = agreement.lacking(units)
        if lacking:
            raise Misconfigured(
                [
                    f"perjanjian-kinerja/{period.year}.xlsx has no sheet for unit '{unit}'"
                    for unit in lacking
                ]
            )

    def open_due_cycle(self) -> None:
        """On the first working day after a quarter its cycle opens by itself (SOP step 1).

        A period is opened by the calendar only if that day is not before the office began to
        work; a day that was missed opens it once, late.
        """
        now = self.tools.clock.now()
        today = self.surroundings.today(now)
        began = self.tools.store.fact("began", today.isoformat()) or today.isoformat()
        period = _last_quarter(today)
        opens_on = self.opening_day(period)
        if self.tools.store.fact(f"opened:{period.id}") or opens_on < date.fromisoformat(began):
            return
        if now >= self.surroundings.calendar.opening(opens_on):
            try:
                self.open_cycle(period, "kalender")
            except Misconfigured:
                return  # doctor and board name it; the cycle opens once the agreement is there
            self.tools.store.fact(f"opened:{period.id}", now.isoformat())

    def opening_day(self, period: Period) -> date:
        """The first working day after a period."""
        return self.surroundings.calendar.first_working_day(period.day_after)

    # -- showing -----------------------------------------------------------------------------

    def troubles(self) -> tuple[Trouble, ...]:
        """Everything that could not be done for now."""
        files = [
            Trouble(what=f'berkas "{each.name}"', why=each.why, since=each.since)
            for each in self._setbacks.values()
        ]
        acts = [
            Trouble(what=self._act_words(each), why=each.trouble, since=each.due)
            for each in self.tools.store.pending_acts()
            if each.tries
        ]
        away = [
            Trouble(what=f"folder {name} tidak tersambung", why=_AWAY, since=self._away_since)
            for name in self._away
            if self._away_since
        ]
        return tuple(self._time.troubles() + away + files + acts)

    def _act_words(self, pending: PendingAct) -> str:
        if isinstance(pending.act, Prolong) and pending.cycle:
            cycle, _ = self.tools.store.cycle(pending.cycle)
            title = cycle.paper(pending.act.code).title
            return f'stempel waktu dan data validasi untuk "{title}"'
        return f"{pending.act.type} {pending.cycle or ''}".strip()

    def _lasting(self, scan: Scan) -> tuple[Waiting, ...]:
        """Files that wait for more than the moment every file waits."""
        steady = self.tools.clock.steady()
        self._waiting_since = {
            each.path: self._waiting_since.get(each.path, steady) for each in scan.waiting
        }
        return tuple(
            each
            for each in scan.waiting
            if not each.soon or steady - self._waiting_since[each.path] >= _WORTH_TELLING
        )

    def show(self, scan: Scan) -> None:
        """Rewrite the board when something changed, or a minute has passed."""
        now = self.tools.clock.now()
        head = self.tools.store.head()
        scan = replace(scan, waiting=self._lasting(scan))
        rest = (scan.waiting, scan.ignored, self.troubles())
        fresh = self._showing.at is not None and abs(now - self._showing.at) < timedelta(minutes=1)
        if fresh and (head, rest) == (self._showing.head, self._showing.rest):
            return
        board = self.overview.board(scan, self.troubles(), now)
        try:
            self.tools.folders.publish_board(self.tools.render_board(board))
        except NotYet as error:
            raise NotYet(f"the status board cannot be written: {error.what}") from error
        self._showing = _Showing(head=head, rest=rest, at=now)


def _last_quarter(today: date) -> Period:
    """The newest quarter that is over."""
    current = Period.containing(today)
    if current.quarter == 1:
        return Period(current.year - 1, 4)
    return Period(current.year, current.quarter - 1)


def _in_turns(drops: tuple[Drop, ...]) -> Iterator[Drop]:
    """One file of each folder, then the next of each: nobody waits behind one full outbox."""
    queues: dict[str, list[Drop]] = {}
    for drop in drops:
        queues.setdefault(drop.folder, []).append(drop)
    for turn in zip_longest(*queues.values()):
        yield from (drop for drop in turn if drop)
