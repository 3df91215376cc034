"""The staff of a simulated year: whoever finds a paper in the inbox does its part some time later.

When somebody will get to a paper is drawn once, when it is first seen. Some papers are returned
with a note, some forms come back since a cell was forgotten, some units are late by days, and some
mornings nobody starts Paraf.
"""

import random
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path

from office_sim import OfficeSim

from pipeline.domain.acts import SetTimer
from pipeline.domain.calendar import Calendar
from pipeline.domain.cycle import Cycle, Status, Task
from pipeline.domain.period import Period
from pipeline.domain.sop import Kind, Sop, Step
from tools.year.accounts import Accounts, Work

_QUARTERS = tuple(Period(2026, quarter) for quarter in (1, 2, 3, 4))
_RETURNABLE = (Kind.PARAF, Kind.SIGN, Kind.RECEIVE, Kind.ACKNOWLEDGE)
#: Shares of all chances of their kind.
_RETURNED, _FORGOTTEN, _LATE, _PARAF_OFF, _CLOSED_EARLY = 0.15, 0.2, 0.4, 0.3, 0.5
_MOST_RETURNS = 2
_GESTURES = 2_000
_MARGIN = timedelta(minutes=4)


@dataclass
class Year:
    """One office through four quarters."""

    sim: OfficeSim
    calendar: Calendar
    accounts: Accounts
    chance: random.Random
    _planned: dict[tuple[str, int], datetime] = field(default_factory=dict)
    _seen: dict[tuple[str, int], datetime] = field(default_factory=dict)
    _returns: dict[tuple[str, str, str | None], int] = field(default_factory=dict)
    _forgot: set[tuple[str, int]] = field(default_factory=set)

    def play(self) -> None:
        """Let the year pass."""
        for period in _QUARTERS:
            opens = self.calendar.opening(self.calendar.first_working_day(period.day_after))
            self._come(opens + timedelta(hours=self.chance.choice((0, 0, 0, 1, 26, 50))))
            for _ in range(_GESTURES):
                if not self._next(period):
                    break
            else:
                raise AssertionError(f"{period.title} never ends")

    # -- time --------------------------------------------------------------------------------

    def _come(self, moment: datetime) -> None:
        """Let it be a moment, not before now, and let Paraf look."""
        if moment > self.sim.now:
            self.sim.set_clock(moment)
        self.sim.work()
        self._look()

    def _timers_until(self, moment: datetime) -> None:
        """Paraf keeps its dates on the way, unless nobody has started it."""
        while True:
            now = self.sim.now
            acts = self.sim.store.pending_acts()
            due = [each.due for each in acts if isinstance(each.act, SetTimer) and each.due > now]
            if not due or min(due) >= moment:
                return
            if self.chance.random() < _PARAF_OFF:
                self.accounts.counts["pauses over a date"] += 1
                return
            self._come(min(due) + timedelta(seconds=1))

    # -- gestures ----------------------------------------------------------------------------

    def _next(self, period: Period) -> bool:
        """The next gesture of anybody; False when the period is over and nobody owes anything."""
        waiting = self._look()
        if not waiting:
            cycle, _ = self.sim.store.cycle(period.id)
            if cycle.status is not Status.FILED:
                raise AssertionError(f"{period.title} stands still")
            return False
        cycle, sop, task = min(waiting, key=lambda each: self._planned[each[0].id, each[2].id])
        moment = self._planned[cycle.id, task.id]
        self._timers_until(moment)
        fresh, _ = self.sim.store.cycle(cycle.id)
        if all(each.id != task.id for each in fresh.open_tasks):
            return True  # a date came first and took it away
        if moment > self.sim.now:
            self.sim.set_clock(moment)
        self._do(fresh, sop, task)
        return True

    def _look(self) -> list[tuple[Cycle, Sop, Task]]:
        """Everything that waits in an inbox; whoever sees something new draws a time for it."""
        found = []
        for cycle in self.sim.store.cycles():
            _, sop = self.sim.store.cycle(cycle.id)
            for task in cycle.open_tasks:
                if task.laid_at is None:
                    continue
                found.append((cycle, sop, task))
                key = cycle.id, task.id
                if key not in self._planned:
                    self._seen[key] = self.sim.now
                    self._planned[key] = self._when(cycle, sop.step(task.step), task)
        return found

    def _when(self, cycle: Cycle, step: Step, task: Task) -> datetime:
        """When somebody gets to a paper; never just at closing, where seconds would decide."""
        minutes = int(self.chance.expovariate(1 / 25)) + 1
        if step.kind is Kind.GATHER:
            days = self.chance.choice((4, 6, 8, 11)) if self.chance.random() < _LATE else 1
            minutes = days * 450 + self.chance.randrange(-300, 300)
        elif task.paper == cycle.closing:
            minutes = 300 if self.chance.random() < _CLOSED_EARLY else 40 * 450
        elif self.chance.random() < 0.1:
            minutes += self.chance.randrange(450, 900)
        moment = self.calendar.after_working_minutes(self.sim.now, minutes)
        if self.calendar.closing(moment.date()) - moment < _MARGIN:
            moment -= _MARGIN
        return max(moment, self.sim.now)

    def _do(self, cycle: Cycle, sop: Sop, task: Task) -> None:
        step, key = sop.step(task.step), (cycle.id, task.id)
        if step.kind is Kind.GATHER:
            self._fill(cycle, task)
        elif self._wants_back(cycle, step, task):
            self._send_back(cycle, step, task)
        else:
            path = self._paper(cycle, task)
            path.rename(self._tray("outbox", task.post) / path.name)
            self._note(cycle, step, task)
            self.sim.work()
        if self._is_open(cycle, task):
            self._planned[key] = self.calendar.after_working_minutes(self.sim.now, 30)
            return
        self.accounts.counts["papers dealt with"] += 1

    def _fill(self, cycle: Cycle, task: Task) -> None:
        """The form, perhaps with a cell forgotten the first time."""
        path = self._paper(cycle, task)
        data = path.read_bytes()
        path.unlink()
        key = cycle.id, task.id
        forgets = key not in self._forgot and self.chance.random() < _FORGOTTEN
        self._forgot.add(key)
        if forgets:
            self.accounts.counts["forms with a cell forgotten"] += 1
        else:
            self._write_down(cycle, task, returned=False)
        self.sim.drop(task.post, path.name, self.sim.filled(data, forget_one=forgets))
        self.sim.work()

    def _wants_back(self, cycle: Cycle, step: Step, task: Task) -> bool:
        if step.kind not in _RETURNABLE or step.back is None or task.paper == cycle.closing:
            return False
        before = self._returns.get((cycle.id, step.no, task.unit), 0)
        return before < _MOST_RETURNS and self.chance.random() < _RETURNED

    def _send_back(self, cycle: Cycle, step: Step, task: Task) -> None:
        key = cycle.id, step.no, task.unit
        self._returns[key] = self._returns.get(key, 0) + 1
        if step.kind is Kind.RECEIVE:
            self.accounts.returned[cycle.period.title, task.unit or ""] += 1
        self.accounts.counts["papers returned"] += 1
        self._write_down(cycle, task, returned=True)
        path = self._paper(cycle, task)
        data = path.read_bytes()
        path.unlink()
        self.sim.drop(task.post, "catatan.txt", b"Mohon diperbaiki.", back=True)
        self.sim.drop(task.post, path.name, data, back=True)
        self.sim.work()

    # -- accounts ----------------------------------------------------------------------------

    def _note(self, cycle: Cycle, step: Step, task: Task) -> None:
        """What a hand-in means for the accounts."""
        accounts, period, now = self.accounts, cycle.period.title, self.sim.now
        self._write_down(cycle, task, returned=False)
        if step.kind is Kind.DISTRIBUTE and task.unit is None:
            for unit in self.sim.workplace.config.units:
                accounts.asked[period, unit.id] = now
        elif step.kind is Kind.DISTRIBUTE:
            accounts.warned[period, task.unit or ""] += 1
        elif step.kind is Kind.RECEIVE and task.unit:
            accounts.received[period, task.unit] = now
        elif step.kind is Kind.REPORT:
            got = (unit for found, unit in accounts.received if found == period)
            accounts.in_recap[period] = frozenset(got)
        elif task.paper == cycle.closing:
            accounts.counts["periods closed with units missing"] += 1

    def _write_down(self, cycle: Cycle, task: Task, *, returned: bool) -> None:
        self.accounts.work.append(
            Work(
                period=cycle.period.title,
                step=task.step,
                unit=task.unit or "",
                code=task.paper,
                began=self._seen[cycle.id, task.id],
                ended=self.sim.now,
                returned=returned,
            )
        )

    # -- folders -----------------------------------------------------------------------------

    def _is_open(self, cycle: Cycle, task: Task) -> bool:
        fresh, _ = self.sim.store.cycle(cycle.id)
        return any(each.id == task.id for each in fresh.open_tasks)

    def _tray(self, tray: str, post: str) -> Path:
        return self.sim.root / tray / self.sim.workplace.config.folder(post)

    def _paper(self, cycle: Cycle, task: Task) -> Path:
        paper = cycle.paper(task.paper)
        return self._tray("inbox", task.post) / f"{paper.title}.{paper.format.value}"
