"""One turn of the interpreter: a cycle being changed, and what that asks of the world.

The only mutable thing in the core, and it never leaves ``decide``: rooms around it read the cycle
through it and change it by the moves below. Moves know papers, tasks and registers; they do not
know what follows what (``routing``) nor units and clocks (``collection``).
"""

from dataclasses import replace
from datetime import date, datetime
from typing import Any

from pipeline.domain.acts import Act, Clear, Issue, Lay, Recipe
from pipeline.domain.codes import document_code
from pipeline.domain.context import Context, Decision, NumberTaken, NumberVoided
from pipeline.domain.cycle import Cycle, Format, Outcome, Paper, PaperState, Task, UnitProgress
from pipeline.domain.receiving import berkas_register
from pipeline.domain.sop import Step
from pipeline.domain.titles import draft_title, label, title, with_nomor

DOCUMENTS = "dokumen"
_FORMATS = {
    Recipe.FILL: Format.WORD,
    Recipe.REOPEN: Format.WORD,
    Recipe.FREEZE: Format.PDF,
    Recipe.RENDER: Format.PDF,
    Recipe.FORM: Format.EXCEL,
    Recipe.REFILL: Format.EXCEL,
}
_ROMAN = ("I", "II", "III", "IV", "V", "VI", "VII", "VIII", "IX", "X", "XI", "XII")


class Turn:
    """A decision in the making."""

    def __init__(self, context: Context, cycle: Cycle) -> None:
        self.context = context
        self.cycle = cycle
        self.acts: list[Act] = []
        self._taken: list[NumberTaken] = []
        self._voided: list[NumberVoided] = []

    @property
    def now(self) -> datetime:
        """The moment of the decision."""
        return self.context.now

    @property
    def today(self) -> date:
        """The office's date."""
        return self.now.astimezone(self.context.calendar.zone).date()

    def decision(self) -> Decision:
        """What was decided."""
        return Decision(
            cycle=self.cycle,
            acts=tuple(self.acts),
            taken=tuple(self._taken),
            voided=tuple(self._voided),
        )

    def step(self, no: str) -> Step:
        """A row of the SOP."""
        return self.context.sop.step(no)

    def change(self, **changes: Any) -> None:
        """Change the cycle itself."""
        self.cycle = replace(self.cycle, **changes)

    def change_paper(self, code: str, **changes: Any) -> Paper:
        """Change one paper and return it as it now is."""
        changed = replace(self.cycle.paper(code), **changes)
        papers = tuple(changed if paper.code == code else paper for paper in self.cycle.papers)
        self.change(papers=papers)
        return changed

    def change_task(self, task: Task, **changes: Any) -> Task:
        """Change one task and return it as it now is."""
        changed = replace(task, **changes)
        tasks = tuple(changed if each.id == task.id else each for each in self.cycle.tasks)
        self.change(tasks=tasks)
        return changed

    def change_unit(self, unit: str, **changes: Any) -> UnitProgress:
        """Change one unit's progress and return it as it now is."""
        changed = replace(self.cycle.unit(unit), **changes)
        units = tuple(changed if each.unit == unit else each for each in self.cycle.units)
        self.change(units=units)
        return changed

    def draw(self, register: str) -> int:
        """The next number of a register, counting what this turn already drew."""
        drawn = [taken.number for taken in self._taken if taken.register == register]
        return drawn[-1] + 1 if drawn else self.context.next_number.get(register, 1)

    def take_nomor(self, register: str, code: str) -> str:
        """Reserve the next nomor of a register and year for a paper (dossier 3.4)."""
        day = self.today
        key = f"{register}/{day.year}"
        number = self.draw(key)
        text = self.context.roster.number_formats[register].format(
            klasifikasi=self.context.sop.classification,
            urut=number,
            unit=self.context.roster.unit_code,
            romawi=_ROMAN[day.month - 1],
            bulan=day.month,
            tahun=day.year,
        )
        self._taken.append(NumberTaken(register=key, number=number, text=text, code=code))
        return text

    def take_berkas_number(self, code: str) -> int:
        """Reserve the number of the berkas within its year and classification."""
        opened_on = self.cycle.opened_at.astimezone(self.context.calendar.zone).date()
        key = berkas_register(self.context.sop.classification, opened_on.year)
        number = self.draw(key)
        self._taken.append(
            NumberTaken(register=key, number=number, text=f"{number:03d}", code=code)
        )
        return number

    def take_code(self) -> str:
        """The next document code."""
        number = self.draw(DOCUMENTS)
        code = document_code(number)
        self._taken.append(NumberTaken(register=DOCUMENTS, number=number, text=code, code=code))
        return code

    def void_nomor(self, paper: Paper, reason: str) -> None:
        """Leave a paper's nomor in the register as void."""
        if paper.nomor:
            self._voided.append(NumberVoided(text=paper.nomor, code=paper.code, reason=reason))

    def order_paper(
        self, step: Step, kind_id: str, unit: str | None, recipe: Recipe, **more: Any
    ) -> Paper:
        """Give a new paper its code and name, and order its first version."""
        kind = self.context.sop.papers[kind_id]
        roster = self.context.roster
        code = self.take_code()
        name = draft_title if recipe is Recipe.FILL else title
        paper = Paper(
            code=code,
            kind=kind.id,
            step=step.no,
            unit=unit,
            format=_FORMATS[recipe],
            label=label(roster, kind, step, unit),
            title=name(roster, self.cycle, kind, step, unit),
            dated=self.today if recipe is Recipe.RENDER else None,
            **more,
        )
        self.change(papers=(*self.cycle.papers, paper))
        self.acts.append(Issue(code=code, version=paper.version, recipe=recipe))
        return paper

    def order_version(self, code: str, recipe: Recipe, **changes: Any) -> Paper:
        """Order the next version of a paper; what lay of the old one is void."""
        paper = self.cycle.paper(code)
        kind, step = self.context.sop.papers[paper.kind], self.step(paper.step)
        name = draft_title if _FORMATS[recipe] is Format.WORD else title
        named = name(self.context.roster, self.cycle, kind, step, paper.unit)
        nomor = changes.get("nomor", paper.nomor) if name is title else None
        paper = self.change_paper(
            code,
            version=paper.version + 1,
            format=_FORMATS[recipe],
            title=with_nomor(named, nomor),
            state=PaperState.ORDERED,
            issued_sha256=None,
            **changes,
        )
        self.acts.append(Issue(code=code, version=paper.version, recipe=recipe))
        return paper

    def withdraw_paper(self, code: str, reason: str) -> None:
        """A paper is no longer wanted: its number void, its copies cleared by its tasks."""
        paper = self.cycle.paper(code)
        if paper.state is PaperState.WITHDRAWN:
            return
        self.void_nomor(paper, reason)
        self.change_paper(code, state=PaperState.WITHDRAWN)

    def open_task(
        self, step: Step, unit: str | None, paper: str, companions: tuple[str, ...], **more: Any
    ) -> Task:
        """Let a paper wait for the step's post; it is laid once all its papers exist."""
        task = Task(
            id=len(self.cycle.tasks) + 1,
            step=step.no,
            unit=unit,
            post=self.context.roster.resolve(step.post, unit),
            paper=paper,
            companions=companions,
            opened_at=self.now,
            **more,
        )
        self.change(tasks=(*self.cycle.tasks, task))
        self.lay_when_ready(task)
        return task

    def lay_when_ready(self, task: Task) -> None:
        """Lay a task's papers in the inbox as soon as every one of them has been issued."""
        codes = (task.paper, *task.companions)
        if task.laid_at or any(self._is_ordered(code) for code in codes):
            return
        self.change_task(task, laid_at=self.now)
        for code in reversed(codes):
            note = task.reasons if code == task.paper else ()
            version = self.cycle.paper(code).version
            to_read = code != task.paper
            self.acts.append(
                Lay(code=code, version=version, post=task.post, to_read=to_read, note=note)
            )

    def _is_ordered(self, code: str) -> bool:
        return self.cycle.paper(code).state is PaperState.ORDERED

    def close_task(self, task: Task, outcome: Outcome) -> None:
        """A task no longer waits: its papers leave the inbox, unless another task needs them."""
        self.change_task(task, outcome=outcome, closed_at=self.now)
        if not task.laid_at:
            return
        needed = {
            code
            for each in self.cycle.open_tasks
            if each.post == task.post
            for code in (each.paper, *each.companions)
        }
        for code in (task.paper, *task.companions):
            if code not in needed:
                self.acts.append(Clear(code=code, post=task.post))
            elif code == task.paper:  # it was moved away by the hand-in, and waits once more
                version = self.cycle.paper(code).version
                self.acts.append(Lay(code=code, version=version, post=task.post))
