"""Random walks over several SOPs: whatever people do and whatever time brings, the rules hold.

Right hand-ins, wrong, stale, unsigned and repeated ones, returns, acts that wait, drafts that do
not convert, clocks that jump; after each of them every rule is looked at, and in the end everybody
does what lies in the inbox and the cycle must come to its end.
"""

import tempfile
from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from functools import cache
from pathlib import Path

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule
from pydantic import TypeAdapter
from sop_copies import VARIANTS
from walks import CUTOFF, Copy, Walk, read_sop, sample_roster

from pipeline.domain.acts import Release, SendBack
from pipeline.domain.context import Roster
from pipeline.domain.cycle import Cycle, PaperState, Status
from pipeline.domain.events import HandedIn
from pipeline.domain.sop import Kind, Sop, field_name

CYCLES = TypeAdapter(Cycle)
DAY = 24 * 60
POSTS = sorted(sample_roster().titles)


@cache
def variant(name: str) -> Sop:
    with tempfile.TemporaryDirectory() as folder:
        return read_sop(VARIANTS[name].write(Path(folder)))


def one_head_for_two_units() -> Roster:
    """An office where one head and one staff answer for two units, and the clerk for another."""
    roster = sample_roster()
    first, second, third, fourth = roster.units
    return replace(
        roster,
        units=(
            replace(first, head="kasubbag-tu"),
            second,
            third,
            replace(fourth, head=third.head, staff=third.staff),
        ),
    )


ROSTERS = {"the sample office": sample_roster(), "one head for two": one_head_for_two_units()}


def units_at_work(walk: Walk, _missing: list[str]) -> None:
    walk.until("8")


def report_to_sign(walk: Walk, _missing: list[str]) -> None:
    walk.until("10")


def record_to_sign(walk: Walk, _missing: list[str]) -> None:
    walk.until("13")


def warnings_drafted(walk: Walk, missing: list[str]) -> None:
    walk.until("7")
    walk.deliver(*(unit.unit for unit in walk.cycle.units if unit.unit not in missing))
    walk.let_time_pass(until=CUTOFF)


def closing_offered(walk: Walk, missing: list[str]) -> None:
    warnings_drafted(walk, missing)
    if walk.sop.join.warning:
        walk.warn(*missing)
        walk.let_time_pass(minutes=4 * DAY)


def closed_early(walk: Walk, missing: list[str]) -> None:
    closing_offered(walk, missing)
    walk.close_early()


def record_to_sign_with_units_missing(walk: Walk, missing: list[str]) -> None:
    closed_early(walk, missing)
    walk.until("13", without_units=True)


def filed_with_units_missing(walk: Walk, missing: list[str]) -> None:
    closed_early(walk, missing)
    walk.finish_main_line()


BEGINNINGS = [
    None,
    units_at_work,
    report_to_sign,
    record_to_sign,
    warnings_drafted,
    closing_offered,
    closed_early,
    record_to_sign_with_units_missing,
    filed_with_units_missing,
]


class Office(RuleBasedStateMachine):
    """People and time at work on one cycle."""

    def __init__(self) -> None:
        super().__init__()
        self.walk: Walk
        self.judged = 0
        self.nomor: dict[str, str] = {}

    @initialize(
        sop=st.sampled_from(sorted(VARIANTS)),
        roster=st.sampled_from(sorted(ROSTERS)),
        promptly=st.booleans(),
        beginning=st.sampled_from(BEGINNINGS),
        missing=st.integers(1, 4),
    )
    def begin(self, sop, roster, promptly, beginning, missing):
        self.walk = Walk(sop=variant(sop), roster=ROSTERS[roster])
        if beginning:
            beginning(self.walk, [unit.id for unit in self.walk.roster.units][-missing:])
        self.walk.promptly = promptly

    # -- what people do ----------------------------------------------------------------------

    @rule(which=st.integers(0, 20), times=st.integers(1, 8))
    def do_what_waits(self, which, times):
        for _ in range(times):
            tasks = self.walk.tasks(closing=True)
            if tasks:
                task = tasks[which % len(tasks)]
                self.walk.drop(task.post, self.walk.done_copy(task), take=True)

    @rule(which=st.integers(0, 20))
    def hand_in_undone(self, which):
        tasks = self.walk.tasks(closing=True)
        if tasks:
            task = tasks[which % len(tasks)]
            paper = self.walk.cycle.paper(task.paper)
            copy = Copy(paper.code, paper.version, paper.current_sha256 or "")
            self.walk.drop(task.post, copy, take=True)

    @rule(
        which=st.integers(0, 20),
        note=st.sampled_from(["", "salah periode", "BATAL: tidak perlu", "BATAL"]),
    )
    def return_what_waits(self, which, note):
        tasks = self.walk.tasks(closing=True)
        if tasks:
            task = tasks[which % len(tasks)]
            paper = self.walk.cycle.paper(task.paper)
            copy = Copy(paper.code, paper.version, paper.current_sha256 or "")
            self.walk.drop(task.post, copy, back=True, note=note, take=True)

    @rule(which=st.integers(0, 40), take=st.booleans(), back=st.booleans())
    def drop_what_lies_in_an_inbox(self, which, take, back):
        if self.walk.inbox:
            lying = self.walk.inbox[which % len(self.walk.inbox)]
            self.walk.drop(lying.post, lying.copy, back=back, take=take)

    @rule(post=st.sampled_from(POSTS), which=st.integers(0, 400), back=st.booleans())
    def drop_any_copy_anywhere(self, post, which, back):
        if self.walk.copies:
            self.walk.drop(post, self.walk.copies[-1 - which % len(self.walk.copies)], back=back)

    @rule()
    def hand_the_newest_in_again(self):
        post, copy = list(self.walk.claims.values())[-1] if self.walk.claims else ("", None)
        if copy:
            self.walk.drop(post, copy)

    # -- what the world does -----------------------------------------------------------------

    @rule()
    def the_same_event_is_reported_again(self):
        before = self.walk.cycle, len(self.walk.acts)
        assert self.walk.retry() is None
        assert (self.walk.cycle, len(self.walk.acts)) == before

    @rule(minutes=st.integers(1, 600))
    def some_time_passes(self, minutes):
        self.walk.let_time_pass(minutes=minutes)

    @rule(days=st.integers(1, 9))
    def days_pass(self, days):
        self.walk.let_time_pass(minutes=days * DAY)

    @rule(count=st.integers(1, 6))
    def some_acts_are_done(self, count):
        self.walk.perform(count)

    @rule()
    def a_draft_will_not_convert(self):
        self.walk.unconvertible = 1

    # -- what must hold ----------------------------------------------------------------------

    @invariant()
    def every_hand_in_is_answered_once_and_a_refusal_changes_nothing(self):
        new = self.walk.decided[self.judged :]
        self.judged += len(new)
        for before, event, decision in new:
            if not isinstance(event, HandedIn):
                continue
            answers = [act for act in decision.acts if isinstance(act, Release | SendBack)]
            assert [answer.claim for answer in answers] == [event.claim]
            if isinstance(answers[0], SendBack):
                assert decision.cycle == before
                assert (decision.acts, decision.taken, decision.voided) == (tuple(answers), (), ())
                assert answers[0].findings
            elif decision.cycle != before:
                assert event.version == before.paper(event.code).version

    @invariant()
    def every_claim_is_let_go_or_sent_back_once(self):
        done = [*self.walk.released, *(act.claim for act in self.walk.sent_back)]
        pending = [act.claim for act in self.walk.acts if isinstance(act, Release | SendBack)]
        assert Counter([*done, *pending]) == Counter(list(self.walk.claims))

    @invariant()
    def nobody_signs_twice_or_out_of_turn(self):
        for paper in (each for each in self.walk.cycle.papers if each.signatures):
            sop = self.walk.sop
            chain = [field_name(step) for step in sop.signing_steps(sop.step(paper.step))]
            given = [signature.field for signature in paper.signatures]
            assert given == chain[: len(given)], paper.label

    @invariant()
    def numbers_are_drawn_once_without_gaps_and_stay(self):
        drawn: dict[str, list[int]] = {}
        for taken in self.walk.registers.taken:
            drawn.setdefault(taken.register, []).append(taken.number)
        for register, numbers in drawn.items():
            assert numbers == list(range(1, len(numbers) + 1)), register
        assert sum(len(drawn[each]) for each in drawn if each.startswith("berkas/")) <= 1
        owners = {taken.text: taken.code for taken in self.walk.registers.taken}
        void = [each.text for each in self.walk.registers.voided]
        assert len(void) == len(set(void))
        for paper in self.walk.cycle.papers:
            if paper.nomor:
                assert owners[paper.nomor] == paper.code
                assert self.nomor.setdefault(paper.code, paper.nomor) == paper.nomor
                assert (paper.nomor in void) == (paper.state is PaperState.WITHDRAWN)

    @invariant()
    def no_unit_is_forgotten(self):
        main = {step.no for step in self.walk.sop.chain(self.walk.sop.first.no)}
        for unit in self.walk.cycle.units:
            waiting = [
                task
                for task in self.walk.cycle.open_tasks
                if task.unit == unit.unit and task.step in main
            ]
            assert len(waiting) == (0 if unit.has_delivered else 1), unit.unit

    @invariant()
    def warnings_end_with_the_data_and_never_come_twice_at_a_time(self):
        for unit in self.walk.cycle.units:
            under_way = [
                each for each in unit.warnings if not (each.delivered_at or each.withdrawn_at)
            ]
            assert len(under_way) <= (0 if unit.has_delivered else 1)
            given = [each for each in unit.warnings if not each.withdrawn_at]
            counts = [self.walk.cycle.paper(each.paper).count for each in given]
            assert counts == list(range(1, len(counts) + 1))

    @invariant()
    def work_lies_in_some_inbox_or_is_on_its_way(self):
        if self.walk.is_over or self.walk.acts:
            return
        lying = {(each.post, each.copy.code) for each in self.walk.inbox}
        waiting = {(task.post, task.paper) for task in self.walk.cycle.open_tasks}
        assert waiting
        assert waiting <= lying

    @invariant()
    def an_inbox_holds_what_waits_for_its_post_and_nothing_else(self):
        if self.walk.acts:
            return
        allowed = self.walk.waiting() | set(self._for_reading())
        for each in self.walk.inbox:
            paper = self.walk.cycle.paper(each.copy.code)
            if not each.sent_back:
                assert (each.post, paper.code) in allowed, (each.post, paper.title)
                assert each.copy == Copy(paper.code, paper.version, paper.current_sha256 or "")

    def _for_reading(self) -> Iterator[tuple[str, str]]:
        """Receipts, addenda, and warnings delivered while the data are still owed."""
        for unit in self.walk.cycle.units:
            head = self.walk.roster.unit(unit.unit).head
            if unit.receipt:
                yield head, unit.receipt
            if unit.addendum:
                readers = self.walk.cycle.paper(unit.addendum).readers
                yield from ((post, unit.addendum) for post in readers)
            if not unit.has_delivered:
                yield from ((head, each.paper) for each in unit.warnings if each.delivered_at)

    @invariant()
    def every_supplement_has_an_addendum_with_a_number_of_its_own(self):
        cycle = self.walk.cycle
        told = {bool(step.addendum) for step in self.walk.sop.steps if step.kind is Kind.REPORT}
        assert {bool(cycle.unit(unit).addendum) for unit in cycle.addenda} <= told
        numbers = [paper.count for paper in cycle.papers if paper.readers]
        assert numbers == list(range(1, len(numbers) + 1))

    @invariant()
    def a_task_waits_once(self):
        waiting = [(task.step, task.unit) for task in self.walk.cycle.open_tasks]
        assert len(waiting) == len(set(waiting))

    @invariant()
    def the_archive_holds_what_its_list_says(self):
        archived = self.walk.archive
        assert len(archived) == len(set(archived))
        lists = {step.contents for step in self.walk.sop.steps if step.contents}
        assert not [code for code in archived if self.walk.cycle.paper(code).kind in lists]
        if archived and not self.walk.acts:
            assert archived == self.walk.contents
            assert archived == [paper.code for paper in self.walk.cycle.filed_papers] + [
                paper.code for paper in self.walk.cycle.supplements
            ]

    def teardown(self):
        if not hasattr(self, "walk"):
            return
        self.walk.finish()
        for each in self.invariants:
            each.function(self)
        assert self.walk.is_over
        assert self.walk.cycle.status is Status.FILED
        assert not self.walk.cycle.open_tasks
        late = [self.walk.cycle.unit(unit) for unit in self.walk.cycle.late_units]
        told = {code for unit in late for code in (unit.receipt, unit.addendum)}
        left = {each.copy.code for each in self.walk.inbox if not each.sent_back}
        assert left <= told  # what came after filing is the last thing that lies anywhere
        for paper in self.walk.cycle.papers:
            assert paper.state is not PaperState.ORDERED
            if paper.nomor:
                assert paper.state in (PaperState.RECORDED, PaperState.WITHDRAWN), paper.label
                assert paper.code in self.walk.archive or not paper.current_sha256, paper.label
        assert CYCLES.validate_json(CYCLES.dump_json(self.walk.cycle)) == self.walk.cycle


TestWalks = Office.TestCase
TestWalks.settings = settings(max_examples=60, stateful_step_count=40, deadline=None)
