"""The queue of dropped files: a slice at a time, in turns between folders, none forgotten.

A slice takes one file of each folder, then the next of each, and ends after a number of files or a
moment of time, so that acts, timers and the board get their turn and nobody waits behind another's
ten thousand. What fails for now is set back (``troubles``). What ends or breaks the program three
times is given back to its sender: an attempt is noted before the file is opened, a death is told
from a kill by examining the file once more apart (``ports.rehearsal``).
"""

import contextlib
import time
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

from pipeline.domain.acts import Release, SendBack
from pipeline.errors import Finding, NotYet, PipelineError
from pipeline.office.evidence import Evidence
from pipeline.office.intake import Intake, Received
from pipeline.office.tools import Tools
from pipeline.office.troubles import Trouble, delay_after, is_surroundings, kind_of
from pipeline.ports.folders import Claim, Drop, Scan, Trial
from pipeline.ports.rehearsal import Verdict
from pipeline.ports.watch import Deed, DeedKind

#: A slice ends after so many files ...
SLICE_FILES = 32
#: ... or once it has lasted so long; a file that was begun is finished.
SLICE_SECONDS = 0.5
#: A folder with so many files set back is given a rest; its others stay in the outbox.
_MOST_SET_BACK = 20
#: So many deaths or breaks over one file make it suspected.
STRIKES = 3
#: After so many deaths nobody asks any more whose fault they were.
_MOST_STRIKES = 12
#: A claim that is examined apart is asked about as often as this.
_REHEARSING = timedelta(seconds=1)
_FIRST_TRY = Trial(is_open=True)

#: Commits what a claim turned out to be.
Commit = Callable[[Received, Claim, datetime], None]


@dataclass(frozen=True, slots=True, kw_only=True)
class _Setback:
    """A claim (by its id) or a drop (by its path) that could not be dealt with for now."""

    name: str
    folder: str
    code: str
    why: str
    tries: int
    due: float  #: steady seconds, which no clock that is set wrong moves (faults.md F15)
    next_try: datetime  #: the same for people
    since: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Slice:
    """What a slice of work found and did."""

    scan: Scan
    handled: int
    is_cut: bool  #: more is ready than this slice took


@dataclass(slots=True)
class _Turns:
    """What is ready, by folder, and which folder's turn comes first."""

    lanes: dict[tuple[str, bool], list[Claim | Drop]] = field(default_factory=dict)

    def add(self, item: Claim | Drop) -> None:
        self.lanes.setdefault((item.folder, item.back), []).append(item)

    def after(self, last: tuple[str, bool] | None) -> Iterator[Claim | Drop]:
        """One item of each lane, then the next of each, beginning behind the lane served last."""
        names = sorted(self.lanes)
        if last is not None:
            names = [each for each in names if each > last] + [
                each for each in names if each <= last
            ]
        longest = max(map(len, self.lanes.values()), default=0)
        for turn in range(longest):
            for name in names:
                if turn < len(self.lanes[name]):
                    yield self.lanes[name][turn]


class Queue:
    """Takes dropped files in, in turns."""

    def __init__(self, tools: Tools, intake: Intake, evidence: Evidence, commit: Commit) -> None:
        self._tools = tools
        self._intake = intake
        self._evidence = evidence
        self._commit = commit
        self._setbacks: dict[str, _Setback] = {}
        self._tried: set[str] = set()  #: claims whose last attempt ended while we lived
        self._in_hand: Claim | None = None
        self._last_lane: tuple[str, bool] | None = None

    def wake(self) -> None:
        """Try everything again at once: somebody started us, perhaps since the cause is gone."""
        self._setbacks.clear()

    # -- a slice -----------------------------------------------------------------------------

    def work(self, then: Callable[[], object]) -> Slice:
        """Take a slice of what is ready; ``then`` runs after each file.

        Raises:
            NotYet: outboxes or claims cannot be looked at.
        """
        held_back = self._evidence.held()
        aside = {*held_back, *self._setbacks}
        seen = self._tools.folders.scan(aside)
        scan = self._evidence.hold_back(seen)
        self._forget_what_is_gone(scan)
        turns, held = _Turns(), set[str]()
        self._line_up_claims(turns, held)
        self._line_up_drops(turns, scan)
        began, attempts, handled, is_cut = time.monotonic(), 0, 0, False
        left: tuple[Claim | Drop, ...] = ()
        line = turns.after(self._last_lane)
        for item in line:
            has_lasted = attempts and time.monotonic() - began > SLICE_SECONDS
            if attempts >= SLICE_FILES or has_lasted or not self._tools.watch.may_go_on():
                is_cut, left = True, (item, *line)
                break
            if isinstance(item, Claim) and item.folder in held:
                continue
            self._last_lane = item.folder, item.back
            done = self._handle(item)
            attempts += 1
            if done:
                handled += 1
                then()
            elif isinstance(item, Claim):
                held.add(item.folder)
        # What was held back just now makes place for those behind it.
        is_cut |= any(seen.queued.values()) and not self._evidence.held() <= held_back
        scan = _still_in_turn(self._evidence.hold_back(seen), left)
        return Slice(scan=scan, handled=handled, is_cut=is_cut)

    def _line_up_claims(self, turns: _Turns, held: set[str]) -> None:
        """Claims that nothing was decided about and whose time has come, oldest first.

        One that is set back holds those of the same folder that came after it: a form's evidence
        waits with the form.
        """
        claims = self._tools.folders.claims()
        if not claims:
            return
        pending = (each.act for each in self._tools.store.pending_acts())
        decided = {act.claim for act in pending if isinstance(act, SendBack | Release)}
        steady = self._tools.clock.steady()
        for claim in claims:
            setback = self._setbacks.get(claim.id)
            if setback and setback.due > steady:
                held.add(claim.folder)
            elif claim.id not in decided and claim.folder not in held:
                turns.add(claim)

    def _line_up_drops(self, turns: _Turns, scan: Scan) -> None:
        steady = self._tools.clock.steady()
        resting = Counter(each.folder for each in self._setbacks.values())
        for drop in scan.ready:
            setback = self._setbacks.get(drop.path)
            if setback is None and resting[drop.folder] >= _MOST_SET_BACK:
                continue
            if setback is None or setback.due <= steady:
                turns.add(drop)

    def _handle(self, item: Claim | Drop) -> bool:
        """Deal with one file; False when it was set back or held back, or is gone."""
        now = self._tools.clock.now()
        if isinstance(item, Claim):
            return self._take_up(item, now)
        try:
            if self._evidence.holds(item):
                return False
            claim = self._tools.folders.claim(item, now)
        except NotYet as error:
            self._set_back(item.path, item, error, now)
            return False
        self._setbacks.pop(item.path, None)
        return claim is not None and self._take_in(claim, _FIRST_TRY)

    def _forget_what_is_gone(self, scan: Scan) -> None:
        """A drop that somebody took away again is no trouble any more."""
        lying = {drop.path for drop in scan.ready}
        gone = [key for key in self._setbacks if "/" in key and key not in lying]
        for path in gone:
            del self._setbacks[path]

    # -- one file ----------------------------------------------------------------------------

    def _take_up(self, claim: Claim, now: datetime) -> bool:
        """Try a claim again, or for the first time since the program died over it."""
        before = claim.trial or _FIRST_TRY
        has_died = before.is_open and claim.id not in self._tried
        trial = replace(before, strikes=before.strikes + has_died, is_open=False)
        if trial.strikes >= _MOST_STRIKES:
            return self._give_up(claim, trial)
        try:
            if trial.strikes - trial.cleared >= STRIKES:
                if has_died:
                    self._tools.folders.note_trial(claim.id, trial)
                verdict = self._tools.rehearsals.verdict(claim.id)
                if verdict is Verdict.RUNNING:
                    self._tried.add(claim.id)
                    self._rest(claim, trial, now)
                    return False
                if verdict is Verdict.DIED:
                    return self._give_up(claim, trial)
                trial = replace(trial, cleared=trial.strikes)
            trial = replace(trial, is_open=True)
            self._tools.folders.note_trial(claim.id, trial)
        except NotYet as error:
            self._tried.add(claim.id)
            self._set_back(claim.id, claim, error, now)
            return False
        return self._take_in(claim, trial)

    def _take_in(self, claim: Claim, trial: Trial) -> bool:
        """Examine a claim and commit what it means."""
        self._in_hand = replace(claim, trial=trial)
        now, began = self._tools.clock.now(), self._tools.clock.steady()
        try:
            received = self._evidence.attach(self._intake.receive(claim, now), claim, now)
            self._commit(received, claim, now)
        except PipelineError as error:
            self._in_hand = None
            self._fail(claim, trial, error, now)
            return False
        self._done_with(claim)
        self._tell_taken(claim, received, self._tools.clock.steady() - began)
        return True

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
        self._tools.watch.tell(deed)

    def _done_with(self, claim: Claim) -> None:
        self._in_hand = None
        self._setbacks.pop(claim.id, None)
        self._tried.discard(claim.id)

    def _give_up(self, claim: Claim, trial: Trial) -> bool:
        """Give a file back unread that ends or breaks whoever examines it."""
        times = str(trial.strikes + trial.breaks)
        finding = Finding("B09", {"nama": claim.name, "kali": times})
        now, received = self._tools.clock.now(), self._intake.unread(claim, finding)
        try:
            self._commit(received, claim, now)
        except PipelineError as error:
            self._fail(claim, trial, error, now)
            return False
        self._done_with(claim)
        self._tell_taken(claim, received, 0.0)
        return True

    def blame(self, error: Exception) -> bool:
        """A bug struck; True if a file was in hand, which is left aside for a while."""
        if self._in_hand is None:
            return False
        claim, self._in_hand = self._in_hand, None
        trial = claim.trial or _FIRST_TRY
        now = self._tools.clock.now()
        if not is_surroundings(error):
            trial = replace(trial, breaks=trial.breaks + 1)
        if trial.breaks < STRIKES or not self._give_up(claim, trial):
            self._fail(claim, trial, error, now)
        return True

    # -- setbacks ----------------------------------------------------------------------------

    def _fail(self, claim: Claim, trial: Trial, error: Exception, now: datetime) -> None:
        """Set a claim back, and write it down beside it as far as the disk lets us."""
        self._tried.add(claim.id)
        setback = self._set_back(claim.id, claim, error, now, trial)
        noted = replace(
            trial,
            is_open=False,
            tries=setback.tries,
            since=setback.since,
            code=setback.code,
            why=setback.why,
        )
        with contextlib.suppress(NotYet):
            self._tools.folders.note_trial(claim.id, noted)

    def _set_back(
        self,
        key: str,
        item: Claim | Drop,
        error: Exception,
        now: datetime,
        trial: Trial = _FIRST_TRY,
    ) -> _Setback:
        before = self._setbacks.get(key)
        tries = (before.tries if before else trial.tries) + 1
        delay = delay_after(tries)
        setback = _Setback(
            name=item.name,
            folder=item.folder,
            code=kind_of(error),
            why=str(error) if isinstance(error, PipelineError) else f"bug: {error!r}",
            tries=tries,
            due=self._tools.clock.steady() + delay.total_seconds(),
            next_try=now + delay,
            since=(before.since if before else trial.since) or now,
        )
        self._remember(key, setback)
        return setback

    def _remember(self, key: str, setback: _Setback) -> None:
        self._setbacks[key] = setback
        deed = Deed(
            kind=DeedKind.SET_ASIDE, file=setback.name, why=setback.why, tries=setback.tries
        )
        self._tools.watch.tell(deed)

    def _rest(self, claim: Claim, trial: Trial, now: datetime) -> None:
        """A claim that is being rehearsed: looked at again in a moment."""
        setback = _Setback(
            name=claim.name,
            folder=claim.folder,
            code="T11",
            why=f"the program died {trial.strikes} times over this file; it is examined apart",
            tries=trial.tries or 1,
            due=self._tools.clock.steady() + _REHEARSING.total_seconds(),
            next_try=now + _REHEARSING,
            since=trial.since or now,
        )
        self._remember(claim.id, setback)

    def troubles(self) -> Iterator[Trouble]:
        """Files that could not be dealt with for now, those of an earlier run included."""
        for each in self._setbacks.values():
            yield Trouble(
                what=f'berkas "{each.name}"',
                why=each.why,
                since=each.since,
                code=each.code,
                tries=each.tries,
                next_try=each.next_try,
            )
        kept: Sequence[Claim] = ()
        with contextlib.suppress(NotYet):  # what keeps us from looking is a trouble of its own
            kept = self._tools.folders.kept()
        for claim in kept:
            trial = claim.trial
            if trial and trial.since and trial.tries and claim.id not in self._setbacks:
                yield Trouble(
                    what=f'berkas "{claim.name}"',
                    why=trial.why,
                    since=trial.since,
                    code=trial.code,
                    tries=trial.tries,
                )


def _still_in_turn(scan: Scan, left: Iterable[Claim | Drop]) -> Scan:
    """The same look, with what was ready and has to wait its turn told among the others."""
    counts = Counter(each.folder for each in left if isinstance(each, Drop))
    return replace(scan, queued=counts + Counter(scan.queued))
