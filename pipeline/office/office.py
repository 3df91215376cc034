"""The office at work: look into the outboxes, decide, act, show.

One round does, in this order: acts that are due (what a crash interrupted comes first), a slice of
the files that wait (``queue``), timers, the board. Everything that changes a cycle passes through
``_commit``; nothing here knows what a step means.
"""

import time
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime

from pipeline.domain.acts import Prolong, SetTimer
from pipeline.domain.context import Context, Decision
from pipeline.domain.cycle import Cycle
from pipeline.domain.decide import decide, decide_stray, open_cycle
from pipeline.domain.events import (
    CycleOpened,
    Event,
    Filed,
    HandedIn,
    Issued,
    ProofFiled,
    Supplemented,
)
from pipeline.domain.period import Period
from pipeline.domain.sop import Sop
from pipeline.errors import Misconfigured, NotYet
from pipeline.office.after_recovery import lay_again, unacknowledged
from pipeline.office.evidence import Evidence
from pipeline.office.filing import Filing
from pipeline.office.fixity import RollingCheck
from pipeline.office.holders import record_holders
from pipeline.office.intake import Intake, Received
from pipeline.office.maker import Maker
from pipeline.office.noticeboard import Noticeboard
from pipeline.office.overview import Overview
from pipeline.office.queue import Queue, Slice
from pipeline.office.renewal import Renewals
from pipeline.office.rollback import Witnessing
from pipeline.office.runner import Runner
from pipeline.office.surroundings import Surroundings
from pipeline.office.timekeeping import Timekeeper
from pipeline.office.tools import Tools
from pipeline.office.troubles import Trouble, kind_of, unlabelled
from pipeline.office.upkeep import Upkeep
from pipeline.office.yearly import Yearly
from pipeline.ports.folders import Claim, Scan
from pipeline.ports.store import Happening, PendingAct
from pipeline.ports.watch import Deed, DeedKind

#: Acts are performed for so long before files get their turn; one that was begun is finished.
_ACTS_SECONDS = 0.5
_ACTS_AT_ONCE = 16
#: Timers wait for files that lay there before, but not for ever.
_TIMERS_WAIT_SECONDS = 300.0
_NOTHING = Slice(scan=Scan(ready=(), waiting=(), ignored=()), handled=0, is_cut=False)
_AWAY = "its mark .paraf.id is missing; mount the share, nothing is written there until then"


@dataclass(frozen=True, slots=True, kw_only=True)
class Round:
    """What one round found and did."""

    handled: int  #: files and acts
    waiting: int  #: files that are still being written, or were left for the next round
    troubled: int  #: files and acts that could not be dealt with
    unshown: str = ""  #: why the board could not be written, English


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
        self._queue = Queue(tools, self.intake, self._evidence, self._commit_received)
        self.overview = Overview(office, tools)
        self.rolling_check = RollingCheck(
            office,
            store=tools.store,
            clock=tools.clock,
            watch=tools.watch,
            rereader=tools.rereader,
            memory=tools.fixity,
        )
        self._upkeep = Upkeep(
            archive=tools.archive,
            writer=tools.list_writer,
            clock=tools.clock,
            watch=tools.watch,
        )
        self._renewals = Renewals(office, tools, self.intake, tools.aside, self._commit)
        self.yearly = Yearly(office, tools)
        self._noticeboard = Noticeboard(tools, self.overview, self._shown)
        self._digest = office.digest(prolongs=tools.timestamps is not None)
        self._time = Timekeeper(tools.clock, tools.watch)
        self._blind: Trouble | None = None  #: why the outboxes could not be looked at
        self._timers_wait_since: float | None = None
        self._opened_at = tools.clock.now()
        self._witnessing = Witnessing(tools.store, tools.archive, tools.clock)
        self._away: tuple[str, ...] = ()
        self._away_since: datetime | None = None

    def recover(self) -> None:
        """Clear away what a crash left half done, and note who holds which post now.

        What was set back is tried again at once. The caller holds the office's lock. Folders that
        are away are waited for; what they hold is taken up by the round that finds them again.
        """
        self._away = self.tools.folders.away()
        self._away_since = self.tools.clock.now() if self._away else None
        if self._away or self.tools.store.behind:
            return
        swept = self.tools.folders.sweep()
        self._upkeep.recover()
        self.tools.store.wake_acts(self.tools.clock.now())
        self._queue.wake()
        record_holders(self.surroundings.config, self.tools.store, self.tools.clock.now())
        lay_again(self.surroundings, self.tools, self.intake.recognition)
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
        """Do a bounded share of what can be done now, or as much as may be done."""
        if self._is_away() or self.tools.store.behind:
            self._noticeboard.show(Scan(ready=(), waiting=(), ignored=()))
            return self._told(handled=0, waiting=0)
        may_go_on = self.tools.watch.may_go_on
        handled = self._perform_acts()
        if not may_go_on():
            return self._cut_short(handled)
        work = self._take_in()
        handled += work.handled
        if not may_go_on():
            return self._cut_short(handled)
        more = work.is_cut or any(work.scan.queued.values())
        if not self._time.holds_timers():
            self.open_due_cycle()
            if not (more or self._blind) or self._have_timers_waited():
                self._timers_wait_since = None
                handled += self._let_time_pass()
        if not may_go_on():
            return self._cut_short(handled)
        self._witnessing.turn()
        self._noticeboard.show(work.scan, is_final=not (more or handled))
        settling = sum(each.soon for each in work.scan.waiting)
        return self._told(handled=handled, waiting=settling + work.is_cut)

    def _told(self, *, handled: int, waiting: int) -> Round:
        """A round that was done whole."""
        board = self._noticeboard.trouble
        return Round(
            handled=handled,
            waiting=waiting,
            troubled=len(self._undone()) + bool(board),
            unshown=board.why if board else "",
        )

    def _take_in(self) -> Slice:
        """A slice of the dropped files; while the outboxes are away everything else goes on."""
        try:
            work = self._queue.work(then=self._perform_acts)
        except NotYet as error:
            now = self.tools.clock.now()
            before = self._blind
            self._blind = Trouble(
                what="pemeriksaan folder outbox",
                why=error.what,
                since=before.since if before else now,
                code=kind_of(error),
                tries=before.tries + 1 if before else 1,
                next_try=now,
            )
            self.tools.watch.tell(Deed(kind=DeedKind.WAITING, why=error.what))
            return _NOTHING
        self._blind = None
        return work

    def _have_timers_waited(self) -> bool:
        """Whether timers have waited long enough for files that may have come before them."""
        if self._timers_wait_since is None:
            self._timers_wait_since = time.monotonic()
        return time.monotonic() - self._timers_wait_since > _TIMERS_WAIT_SECONDS

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
        done, began = 0, time.monotonic()
        while self.tools.watch.may_go_on():
            now = self.tools.clock.now()
            acts = self.tools.store.due_acts(now)
            due = [act for act in acts if not isinstance(act.act, SetTimer)]
            performed = self._runner.perform(due[:_ACTS_AT_ONCE], now) if due else 0
            done += performed
            is_last = not performed and len(due) <= _ACTS_AT_ONCE
            if is_last or time.monotonic() - began > _ACTS_SECONDS:
                break
        return done

    def let_lists_follow(self) -> None:
        """Have the archive's lists brought up to date; for when nothing else is to do.

        Raises:
            NotYet: the archive cannot be looked at now.
            OSError: no program can be started.
        """
        if not self._away:
            self._upkeep.turn()

    def finish_lists(self) -> bool:
        """Bring the archive's lists up to date here and now; False when that cannot be done."""
        return bool(self._away) or self._upkeep.finish()

    def let_check_roll(self) -> None:
        """Go on with reading the archive again; for when nothing else is to do.

        Raises:
            NotYet: the archive or the database cannot be used now.
            OSError: what is known cannot be written down, or no program started.
        """
        if self._away or self.tools.store.behind:
            self.rolling_check.forget()  # what was read there was an empty mount point
        else:
            self.rolling_check.turn()

    def let_proof_be_renewed(self) -> None:
        """Go on with renewing what proves the archive's signatures; like ``let_check_roll``.

        Raises:
            NotYet: the record or the database cannot be used now.
        """
        if not (self._away or self.tools.store.behind or self._time.holds_timers()):
            self._renewals.turn()

    def renew_proof_at_once(self) -> int:
        """Renew what is due, within bounds; says how many berkas were looked at for that.

        Raises:
            NotYet: as above.
        """
        return 0 if self._away or self.tools.store.behind else self._renewals.at_once()

    def blame(self, error: Exception) -> bool:
        """A bug struck; True if what it struck is set aside, so that the rest can go on."""
        return self._queue.blame(error) or self._runner.was_struck()

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
        if isinstance(event, Filed | Supplemented | ProofFiled):
            self._witnessing.turn(at_once=True)

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
        units = [unit.id for unit in self.surroundings.roster.units]
        self.tools.forms.read_agreement(period.year, units)

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
        """Everything that could not be done for now, the board and a damaged archive included."""
        board = self._noticeboard.trouble
        return (*((board,) if board else ()), *self._shown())

    def _shown(self) -> tuple[Trouble, ...]:
        """What the board says could not be done, and what of the archive is damaged or lapses."""
        return (*self._undone(), *self._renewals.troubles(), *self.rolling_check.troubles())

    def _undone(self) -> tuple[Trouble, ...]:
        """What could not be done."""
        acts = [self._act_trouble(each) for each in self.tools.store.pending_acts() if each.tries]
        blind = (self._blind,) if self._blind else ()
        standing = (*self._time.troubles(), *self._trays_away(), *self._of_the_ledger())
        waiting = (*blind, *self._queue.troubles(), *acts)
        return (*standing, *waiting, *self._upkeep.troubles())

    def _of_the_ledger(self) -> Iterator[Trouble]:
        """That it is older than the archive, or was built anew and nobody has said he knows."""
        store = self.tools.store
        if store.behind:
            yield Trouble(
                what="catatan kantor",
                why=store.behind,
                since=self._opened_at,
                code="T20",
                tries=0,
                needs_help=True,
            )
        if unread := unacknowledged(store):
            yield Trouble(
                what="catatan kantor yang dibangun ulang",
                why=f"{unread[1]}; when that is dealt with: paraf rebuild --acknowledge",
                since=unread[0],
                code="T21",
                tries=0,
                needs_help=True,
            )

    def _act_trouble(self, pending: PendingAct) -> Trouble:
        code, why = unlabelled(pending.trouble)
        return Trouble(
            what=self._act_words(pending),
            why=why,
            since=pending.due,
            code=code,
            tries=pending.tries,
            next_try=pending.next_try,
        )

    def _trays_away(self) -> Iterator[Trouble]:
        for name in self._away:
            yield Trouble(
                what=f"folder {name} tidak tersambung",
                why=_AWAY,
                since=self._away_since or self.tools.clock.now(),
                code="T03",
                tries=0,
                needs_help=True,
            )

    def _act_words(self, pending: PendingAct) -> str:
        if isinstance(pending.act, Prolong) and pending.cycle:
            cycle, _ = self.tools.store.cycle(pending.cycle)
            title = cycle.paper(pending.act.code).title
            return f'stempel waktu dan data validasi untuk "{title}"'
        return f"{pending.act.type} {pending.cycle or ''}".strip()


def _last_quarter(today: date) -> Period:
    """The newest quarter that is over."""
    current = Period.containing(today)
    if current.quarter == 1:
        return Period(current.year - 1, 4)
    return Period(current.year, current.quarter - 1)
