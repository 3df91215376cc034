"""How things stand: for the board, for ``paraf status``, in words or in data.

Elapsed times are office minutes. A standard that the SOP does not state is shown as a proposal and
never makes anything overdue (dossier A6).
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from pipeline.config.calendar import has_shared_leave, unknown_leave
from pipeline.domain.cycle import Cycle, Outcome, Status, Task, UnitProgress
from pipeline.domain.pace import is_over
from pipeline.domain.sop import Kind, Sop, Standard, Step
from pipeline.errors import Finding
from pipeline.office.awaiting import lacking_evidence, lying_form
from pipeline.office.deadlines import due_explained, due_words, standing_words
from pipeline.office.retention import due_this_year
from pipeline.office.surroundings import Surroundings
from pipeline.office.tools import Tools
from pipeline.office.troubles import Trouble
from pipeline.office.unhandled import Unhandled
from pipeline.office.whereabouts import whereabouts
from pipeline.ports.board import (
    Board,
    CycleView,
    ProblemView,
    RecentView,
    StandardView,
    StepState,
    StepView,
    UnitState,
    UnitView,
    WaitingView,
)
from pipeline.ports.folders import Scan
from pipeline.wording.durations import amount_words, duration_words
from pipeline.wording.moments import moment_words, short_moment
from pipeline.wording.notes import sentences
from pipeline.wording.visible import visible

_CLOSED = 4  #: so many closed cycles stand on the board
_RECENT = 12
#: A task that is done is a line of the ledger; between two of them lie a few others.
_RECENT_LINES = 500


@dataclass(frozen=True, slots=True, kw_only=True)
class WaitingPaper:
    """A paper in an inbox."""

    cycle: Cycle
    task: Task
    step: Step
    file: str
    standard: Standard | None
    elapsed_minutes: int
    is_overdue: bool  #: past the time that the SOP itself states


class Overview:
    """Reads the office's memory and says how things stand."""

    def __init__(self, office: Surroundings, tools: Tools) -> None:
        self._office = office
        self._tools = tools

    def waiting(self, now: datetime) -> Iterator[WaitingPaper]:
        """Every paper that waits in an inbox, oldest cycle first."""
        for cycle in self._tools.store.cycles(closed=False):
            _, sop = self._tools.store.cycle(cycle.id)
            for task in cycle.open_tasks:
                if task.laid_at is None:
                    continue
                paper = cycle.paper(task.paper)
                step = sop.step(task.step)
                yield WaitingPaper(
                    cycle=cycle,
                    task=task,
                    step=step,
                    file=f"{paper.title}.{paper.format.value}",
                    standard=step.standard,
                    elapsed_minutes=self._minutes(task.laid_at, now),
                    is_overdue=self._is_late(cycle, step, (task,), now),
                )

    def waiting_forms(self) -> Iterator[Finding]:
        """What is to be told of every form that waits for its evidence."""
        lacking = lacking_evidence(self._tools.store)
        for cycle in self._tools.store.cycles(closed=False) if lacking else ():
            for unit in cycle.units:
                if names := lacking.get(unit.form or ""):
                    yield lying_form(self._office, cycle, unit.form or "", names)

    def _minutes(self, start: datetime, end: datetime) -> int:
        return self._office.calendar.working_minutes(start, end)

    # -- the board ---------------------------------------------------------------------------

    def board(
        self,
        scan: Scan,
        troubles: Sequence[Trouble],
        waiting_since: Mapping[str, datetime],
        now: datetime,
    ) -> Board:
        """Everything on the status board.

        Args:
            scan: The last look at the outboxes.
            troubles: What could not be done for now.
            waiting_since: By path, since when a file in an outbox waits; by folder, since when
                some wait their turn.
            now: The office's time.
        """
        zone = self._office.calendar.zone
        identity = self._office.config.identity
        lacking = lacking_evidence(self._tools.store)
        files = Unhandled(self._office, self._tools.store, now)
        return Board(
            office_name=f"{identity.badan} {identity.nama_daerah}",
            generated_at=moment_words(now, zone),
            problems=(*files.problems(scan, troubles), *self._problems(now)),
            waiting=tuple(self._waiting_view(each) for each in self.waiting(now)),
            cycles=tuple(self._cycle_view(each, lacking, now) for each in self._shown_cycles()),
            arriving=files.arriving(scan, waiting_since),
            retried=files.retried(troubles),
            refused=files.refused(),
            ignored=files.ignored(scan),
            recent=tuple(self._recent()),
            remark=self._due(now),
        )

    def _due(self, now: datetime) -> str:
        schedule = self._office.config.retention
        return due_this_year(self._filed_in, schedule, self._office.today(now))

    def _filed_in(self, year: int) -> Mapping[str, int]:
        zone = self._office.calendar.zone
        since, until = (datetime(each, 1, 1, tzinfo=zone) for each in (year, year + 1))
        return self._tools.store.filed_between(since, until)

    def _shown_cycles(self) -> list[Cycle]:
        """Running ones first, then the latest closed ones."""
        store = self._tools.store
        return [*store.cycles(closed=False), *store.last_closed(_CLOSED)]

    def _problems(self, now: datetime) -> Iterator[ProblemView]:
        for finding in self.waiting_forms():
            what, why, todo = sentences(finding, self._office.calendar.zone)
            yield ProblemView(text=what, advice=f"{why} {todo}")
        for cycle in self._tools.store.cycles(closed=False):
            for unit in cycle.units:
                if unit.overdue_at and not unit.has_delivered:
                    name = self._office.roster.unit(unit.unit).name
                    yield ProblemView(
                        text=f"Data kinerja {name} {cycle.period.long} terlambat.",
                        advice=f"Batas waktu: {due_words(self._office.calendar, unit)}.",
                    )
        for year in sorted(self._years(now)):
            if not has_shared_leave(self._office.config, year):
                yield ProblemView(text=unknown_leave(year))

    def _years(self, now: datetime) -> set[int]:
        """The years on whose calendar a date still rests."""
        owing = (
            unit
            for cycle in self._tools.store.cycles(closed=False)
            for unit in cycle.units
            if unit.warn_at and not unit.has_delivered
        )
        dates = [unit.warn_at for unit in owing if unit.warn_at]
        return {self._office.today(moment).year for moment in (now, *dates)}

    def _waiting_view(self, each: WaitingPaper) -> WaitingView:
        zone = self._office.calendar.zone
        return WaitingView(
            post_title=self._office.roster.titles[each.task.post],
            file=each.file,
            document=each.task.paper,
            step=f"{each.step.no}. {each.step.activity}",
            period=each.cycle.period.title,
            since=short_moment(each.task.laid_at or each.task.opened_at, zone),
            elapsed=duration_words(each.elapsed_minutes),
            standard=_standard_view(each.standard),
            is_overdue=each.is_overdue,
        )

    def _cycle_view(self, cycle: Cycle, lacking: Mapping[str, str], now: datetime) -> CycleView:
        _, sop = self._tools.store.cycle(cycle.id)
        return CycleView(
            period=cycle.period.title,
            state=stage(cycle, sop),
            is_closed=cycle.status is Status.FILED,
            steps=tuple(
                self._step_view(cycle, step, now)
                for step in sop.steps
                if not step.proposed or any(task.step == step.no for task in cycle.tasks)
            ),
            units=tuple(self._unit_view(cycle, sop, each, lacking) for each in cycle.units),
        )

    def _step_view(self, cycle: Cycle, step: Step, now: datetime) -> StepView:
        tasks = [task for task in cycle.tasks if task.step == step.no]
        zone = self._office.calendar.zone
        opened = [task for task in tasks if task.is_open]
        done = [task.closed_at for task in tasks if task.outcome is Outcome.DONE and task.closed_at]
        minutes = self._longest(tasks, now)
        state = self._step_state(cycle, step, tasks, now)
        return StepView(
            no=step.no,
            label=step.activity,
            post_title=step.actor,
            state=state,
            since=short_moment(opened[0].opened_at, zone) if opened else "",
            done_at=short_moment(max(done), zone) if done and not opened else "",
            standard=_standard_view(step.standard),
            elapsed=duration_words(minutes) if tasks else "",
            note=f"{len(done)} dari {len(tasks)}" if step.per_unit and len(tasks) > 1 else "",
        )

    def _longest(self, tasks: Sequence[Task], now: datetime) -> int:
        """Office minutes a step took, returns included; of several units the slowest one's."""
        spent: dict[str | None, int] = {}
        for task in tasks:
            began, ended = task.laid_at or task.opened_at, task.closed_at or now
            spent[task.unit] = spent.get(task.unit, 0) + self._minutes(began, ended)
        return max(spent.values(), default=0)

    def _step_state(
        self, cycle: Cycle, step: Step, tasks: Sequence[Task], now: datetime
    ) -> StepState:
        if step.kind is Kind.RECEIVE and not step.per_unit:
            if cycle.collected_at:
                return StepState.DONE
            return StepState.WAITING if cycle.units else StepState.COMING
        opened = [task for task in tasks if task.is_open]
        if not opened:
            return StepState.DONE if tasks else StepState.COMING
        if any(task.reasons for task in opened):
            return StepState.RETURNED
        return StepState.LATE if self._is_late(cycle, step, opened, now) else StepState.WAITING

    def _is_late(self, cycle: Cycle, step: Step, opened: Sequence[Task], now: datetime) -> bool:
        return any(is_over(cycle, step, task, self._office.calendar, now) for task in opened)

    def _unit_view(
        self, cycle: Cycle, sop: Sop, unit: UnitProgress, lacking: Mapping[str, str]
    ) -> UnitView:
        calendar = self._office.calendar
        where = visible(whereabouts(cycle, sop, unit, lacking))
        return UnitView(
            name=self._office.roster.unit(unit.unit).name,
            state=unit_state(unit),
            due=due_words(calendar, unit),
            reckoning=due_explained(calendar, unit, sop.time_to_gather),
            received_at=short_moment(unit.received_at, calendar.zone) if unit.received_at else "",
            note="; ".join(filter(None, (standing_words(calendar, unit), where))),
        )

    def _recent(self) -> Iterator[RecentView]:
        """What was done last, from the tasks themselves."""
        zone = self._office.calendar.zone
        done = [
            (task.closed_at, cycle, task)
            for cycle in self._tools.store.last_moved(_RECENT_LINES)
            for task in cycle.tasks
            if task.closed_at
        ]
        done.sort(key=lambda each: each[0], reverse=True)
        for closed_at, cycle, task in done[:_RECENT]:
            title = cycle.paper(task.paper).title
            post = self._office.roster.titles.get(task.post, task.post)
            yield RecentView(
                at=short_moment(closed_at, zone), text=f"{post}: {title} - {task.outcome.value}"
            )


def _standard_view(standard: Standard | None) -> StandardView | None:
    if standard is None:
        return None
    return StandardView(text=amount_words(standard), is_proposed=standard.proposed)


def unit_state(unit: UnitProgress) -> UnitState:
    """The word on the board for how a unit's data stand."""
    if unit.has_delivered:
        return UnitState.RECEIVED_LATE if unit.days_late else UnitState.RECEIVED
    if any(each.delivered_at for each in unit.warnings):
        return UnitState.WARNED
    return UnitState.LATE if unit.overdue_at else UnitState.COLLECTING


def stage(cycle: Cycle, sop: Sop) -> str:
    """How far a cycle is, in one word (dossier 1.6)."""
    if cycle.status is Status.FILED:
        return "Selesai"
    open_kinds = {sop.step(task.step).kind for task in cycle.open_tasks}
    if cycle.status is Status.FILING or Kind.FILE in open_kinds:
        return "Pengarsipan"
    if cycle.collected_at:
        return "Rekapitulasi"
    return "Pengumpulan" if cycle.units else "Dibuka"
