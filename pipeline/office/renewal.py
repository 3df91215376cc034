"""The proof of filed papers is renewed before it lapses: one more timestamp over all there is.

A timestamp proves for as long as its authority's certificate lives. Some time before that ends,
fresh data about it and a newer timestamp are put behind it, are judged by our own rules like any
hand-in, and join the berkas as items of their own: nothing filed is rewritten (decision 0029).

When a paper's proof lapses is read from the paper itself, once after each change of its cycle, and
remembered in the store so that what is due is found by asking, not by opening everything. The work
is spread over the time that remains, is done aside, and no letter waits for it.
"""

import hashlib
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from pipeline.domain.cycle import Paper
from pipeline.domain.events import Renewal, Renewed
from pipeline.domain.proof import newest_signed, renewals_of
from pipeline.errors import Finding, NotYet, Refused, Tampered
from pipeline.office.authority import time_trust
from pipeline.office.endurance import RenewalRules, Standing, standing
from pipeline.office.intake import Intake
from pipeline.office.surroundings import Surroundings
from pipeline.office.tools import Tools
from pipeline.office.troubles import Trouble, kind_of, labelled, unlabelled
from pipeline.ports.aside import Aside, GoOn
from pipeline.ports.signing import LEVELS, Anchors, ExpectedSignature, SignatureFact, Verdict
from pipeline.ports.store import Happening, Lapsing, Reckoned
from pipeline.ports.watch import Deed, DeedKind
from pipeline.wording.notes import line

#: Between two looks for something due, in seconds.
_LOOK_SECONDS = 60.0
#: Between two berkas: what is due is spread over half the time that remains, but no slower than
#: this, and never in a burst.
_SHORTEST_PAUSE, _LONGEST_PAUSE = 10.0, 900.0
#: After a failure everything waits, longer each time.
_FIRST_REST, _LONGEST_REST = timedelta(minutes=10), timedelta(hours=12)
#: An authority that stamps with a certificate as old as the one to be renewed is asked again then.
_ASK_AGAIN = timedelta(days=1)
#: So close before the end it is said on the board.
_WORRYING = timedelta(days=30)
_TOLD_FOR = timedelta(days=30)
#: So many berkas are looked at, and renewed, by ``paraf run --once``.
_LOOKS_AT_ONCE, _RENEWED_AT_ONCE = 50, 20
_FINAL = frozenset({"P52", "P53", "P54"})


@dataclass(frozen=True, slots=True, kw_only=True)
class _Order:
    """One paper to be looked at, with all that is needed for it away from the database."""

    paper: Paper
    expected: tuple[ExpectedSignature, ...]
    times: tuple[bytes, ...]
    renewals: int  #: before this one

    @property
    def signers(self) -> tuple[bytes, ...]:
        return tuple(dict.fromkeys(der for each in self.expected for der in each.trust))

    @property
    def anchors(self) -> Anchors:
        return Anchors(signers=self.signers, times=self.times)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Seen:
    """What came of one paper."""

    paper: Paper
    standing: Standing
    renewed: bytes = b""
    level: str = ""
    trouble: str = ""  #: labelled; empty when nothing stood in the way
    gains_until: datetime | None = None  #: the authority's certificate would not last longer


@dataclass(frozen=True, slots=True, kw_only=True)
class Attended:
    """What came of one cycle's papers."""

    cycle: str
    v: int
    papers: tuple[_Seen, ...]
    is_whole: bool  #: all of them were looked at


class Renewals:
    """Renews the proof of an office's archive, a little at a time."""

    def __init__(
        self,
        office: Surroundings,
        tools: Tools,
        intake: Intake,
        aside: Aside[Attended],
        commit: Callable[[Happening], object],
    ) -> None:
        self._office = office
        self._tools = tools
        self._intake = intake
        self._aside = aside
        self._commit = commit
        self._look_at = float("-inf")  #: steady clock
        self._renew_at = float("-inf")
        self._rest = _FIRST_REST
        #: The authority's certificate lasts until then, as far as is known until ``_ask_at``.
        self._lasts_until: datetime | None = None
        self._ask_at: datetime | None = None

    # -- at its turn -------------------------------------------------------------------------

    def turn(self) -> None:
        """Take in what was done, and begin the next piece where one is due. Nobody waits.

        Raises:
            NotYet: The record or the database cannot be used now.
        """
        if self._rules is None:
            return
        now, steady = self._tools.clock.now(), self._tools.clock.steady()
        try:
            done = self._aside.result()
        except BaseException:
            self._look_at = steady + _LOOK_SECONDS
            raise
        if done is not None:
            self._take_in(done)
        if self._aside.is_busy() or steady < self._look_at:
            return
        self._look_at = steady + _LOOK_SECONDS
        work = self._next(now, steady)
        if work is not None:
            self._look_at = steady  # whatever follows may follow at once, unless this one fails
            self._aside.begin(work)

    def at_once(self) -> int:
        """Do what is due now, within bounds; for ``paraf run --once``.

        Returns how many berkas were renewed, or tried.
        """
        if self._rules is None:
            return 0
        tried = renewed = 0
        for _ in range(_LOOKS_AT_ONCE):
            self._renew_at = float("-inf")
            work = self._next(self._tools.clock.now(), self._tools.clock.steady())
            if work is None or not self._tools.watch.may_go_on():
                break
            done = work(self._tools.watch.may_go_on)
            has_failed = self._take_in(done)
            tried += not done.v
            renewed += any(each.renewed for each in done.papers)
            if has_failed or renewed >= _RENEWED_AT_ONCE:
                break
        return tried

    def _next(self, now: datetime, steady: float) -> Callable[[GoOn], Attended] | None:
        """What to do next: find out when something lapses, or renew what lapses first."""
        for cycle_id, v in self._tools.store.unreckoned(self._policy, 1):
            return self._work(cycle_id, v, now, renews=False)
        if steady < self._renew_at:
            return None
        if self._ask_at is not None and now >= self._ask_at:
            self._lasts_until = self._ask_at = None
        lapsing = self._tools.store.lapsing(now, below=self._lasts_until)
        if lapsing is None:
            return None
        self._renew_at = steady + pause(lapsing, now)
        return self._work(lapsing.cycle, 0, now, renews=True)

    def _work(
        self, cycle_id: str, v: int, now: datetime, *, renews: bool
    ) -> Callable[[GoOn], Attended]:
        cycle, _ = self._tools.store.cycle(cycle_id)
        times = time_trust(self._tools.store)
        orders = [
            _Order(
                paper=paper,
                expected=self._intake.given_signatures(paper),
                times=times,
                renewals=renewals_of(cycle, paper),
            )
            for paper in newest_signed(cycle)
        ]

        def work(go_on: GoOn) -> Attended:
            seen = []
            for order in orders:
                if not go_on():
                    break
                seen.append(self._attend(order, now, renews=renews))
            return Attended(
                cycle=cycle_id, v=v, papers=tuple(seen), is_whole=len(seen) == len(orders)
            )

        return work

    # -- one paper, away from the database ---------------------------------------------------

    def _attend(self, order: _Order, now: datetime, *, renews: bool) -> _Seen:
        """How long a paper's proof reaches; renewed, where it is due and that is wanted.

        Raises:
            NotYet: The record cannot be read now.
        """
        try:
            data = self._tools.folders.object(order.paper.current_sha256 or "")
            facts = self._tools.examiner.describe(data, order.anchors)
        except (Refused, Tampered) as error:
            return _Seen(paper=order.paper, standing=Standing(missed=f"unreadable: {error}"))
        found = standing(facts, now, self._known_rules)
        if not renews or found.due is None or found.due > now:
            return _Seen(paper=order.paper, standing=found)
        try:
            return self._renewed(order, data, facts, now)
        except Refused as refused:
            codes = {each.code for each in refused.findings}
            why = "; ".join(line(each, self._office.calendar.zone) for each in refused.findings)
            if codes <= _FINAL:
                return _Seen(paper=order.paper, standing=Standing(missed=why))
            return _Seen(paper=order.paper, standing=found, trouble=labelled("T12", why))
        except NotYet as error:
            trouble = labelled(kind_of(error), error.what)
            return _Seen(paper=order.paper, standing=found, trouble=trouble)

    def _renewed(
        self, order: _Order, data: bytes, facts: tuple[SignatureFact, ...], now: datetime
    ) -> _Seen:
        """The paper with one more timestamp, if it is sound and lasts longer than before."""
        if self._tools.renewing is None:
            raise NotYet("office.toml names no timestamping authority", "T09")
        before = standing(facts, now, self._known_rules)
        renewed = self._tools.renewing.prolong(data, order.signers)
        verdict = self._judged(order, renewed)
        after_facts = self._tools.examiner.describe(renewed, order.anchors)
        after = standing(after_facts, now, self._known_rules)
        if loses_proof(facts, after_facts) or after.missed or after.ends is None:
            raise Refused(Finding("P50", {"penerbit": "-"}))
        if before.is_stamped and not before.is_weak and after.ends <= (before.ends or now):
            return _Seen(paper=order.paper, standing=before, gains_until=after.ends)
        level = min((each.level for each in verdict.signatures), key=LEVELS.index)
        return _Seen(paper=order.paper, standing=after, renewed=renewed, level=level)

    def _judged(self, order: _Order, renewed: bytes) -> Verdict:
        """Our own rules' word on it, as on any hand-in.

        Raises:
            Refused: They have something against it.
        """
        verdict = self._tools.examiner.examine(
            renewed,
            issued=self._tools.folders.object(order.paper.issued_sha256 or ""),
            expected=order.expected,
            at=max(each.signed_at for each in order.paper.signatures),
            time_trust=order.times,
            renewals=order.renewals + 1,
        )
        if verdict.findings:
            raise Refused(*verdict.findings)
        return verdict

    # -- what came of it ---------------------------------------------------------------------

    def _take_in(self, done: Attended) -> bool:
        """Commit and remember what was done; whether something stood in the way."""
        now = self._tools.clock.now()
        for each in done.papers:
            if each.standing.missed:
                self._tell_missed(done.cycle, each, now)
        if done.v and done.is_whole:
            self._remember(done)
            return False
        renewed = [each for each in done.papers if each.renewed]
        if renewed:
            self._record(done.cycle, renewed, now)
        troubles = [each.trouble for each in done.papers if each.trouble]
        if troubles:
            self._put_off(done.cycle, troubles[0], now)
            return True
        if renewed:
            self._rest = _FIRST_REST
            return False
        self._heed_the_authority(done, now)
        return not done.is_whole

    def _record(self, cycle_id: str, renewed: list[_Seen], now: datetime) -> None:
        papers = tuple(
            Renewal(
                code=each.paper.code,
                signed_sha256=each.paper.current_sha256 or "",
                sha256=self._tools.folders.keep(each.renewed),
                level=each.level,
            )
            for each in renewed
        )
        first = papers[0]
        key = f"renewed:{first.code}:{first.signed_sha256}"
        self._commit(Happening(key=key, at=now, event=Renewed(papers=papers), cycle=cycle_id))

    def _put_off(self, cycle_id: str, trouble: str, now: datetime) -> None:
        """A service failed: this berkas waits, and so does everything else for a while."""
        self._tools.store.put_off_renewal(cycle_id, now + self._rest, trouble)
        self._renew_at = self._tools.clock.steady() + self._rest.total_seconds()
        self._rest = min(2 * self._rest, _LONGEST_REST)
        _, why = unlabelled(trouble)
        deed = Deed(kind=DeedKind.PUT_OFF, what="Renewed", cycle=cycle_id, why=why)
        self._tools.watch.tell(deed)

    def _heed_the_authority(self, done: Attended, now: datetime) -> None:
        """It gave nothing that lasts longer; or there was nothing to do after all."""
        gains = [each.gains_until for each in done.papers if each.gains_until]
        if not gains:
            if done.is_whole:
                self._remember(done)
            return
        self._lasts_until, self._ask_at = min(gains), now + _ASK_AGAIN
        if self._lasts_until - now < _WORRYING:
            why = f"the authority still stamps with a certificate that ends {self._lasts_until}"
            self._tools.store.put_off_renewal(done.cycle, self._ask_at, labelled("T18", why))

    def _remember(self, done: Attended) -> None:
        """When the first of the cycle's papers is to be renewed."""
        waiting = [each.standing for each in done.papers if each.standing.due is not None]
        missed = [each for each in done.papers if each.standing.missed]
        found_at = [self._tools.store.fact(_missed_key(each.paper)) for each in missed]
        self._tools.store.reckon(
            Reckoned(
                cycle=done.cycle,
                v=done.v,  # 0 where it was not asked for: worked out anew at the next look
                policy=self._policy,
                due=min((each.due for each in waiting if each.due), default=None),
                ends=min((each.ends for each in waiting if each.ends), default=None),
                missed_at=max(map(datetime.fromisoformat, filter(None, found_at)), default=None),
            )
        )

    def _tell_missed(self, cycle_id: str, seen: _Seen, now: datetime) -> None:
        """Write down, once, that a proof lapsed: nobody can bring it back."""
        key = _missed_key(seen.paper)
        if self._tools.store.fact(key) is not None:
            return
        facts = {
            "cycle": cycle_id,
            "code": seen.paper.code,
            "sha256": seen.paper.current_sha256 or "",
            "why": seen.standing.missed,
        }
        self._tools.store.note(key, now, "ProofLapsed", facts)
        self._tools.store.fact(key, now.isoformat())
        deed = Deed(
            kind=DeedKind.LAPSED, cycle=cycle_id, code=seen.paper.code, why=seen.standing.missed
        )
        self._tools.watch.tell(deed)

    # -- showing -----------------------------------------------------------------------------

    def troubles(self) -> tuple[Trouble, ...]:
        """What is owed for a service's sake, and what was missed lately."""
        if self._rules is None:
            return ()
        now = self._tools.clock.now()
        found = self._tools.store.unrenewed(now, now - _TOLD_FOR)
        shown = []
        if found.owed and found.since:
            code, why = unlabelled(found.trouble)
            shown.append(
                Trouble(
                    what=f"perpanjangan stempel waktu pada {found.owed} berkas arsip",
                    why=why,
                    since=found.since,
                    code=code if code != "T07" else "T18",
                    tries=found.tries,
                    next_try=found.next_try,
                )
            )
        if found.missed and found.missed_since:
            shown.append(
                Trouble(
                    what=f"stempel waktu pada {found.missed} berkas arsip",
                    why="a timestamp lapsed before it was renewed; see the ledger (ProofLapsed)",
                    since=found.missed_since,
                    code="T19",
                    tries=0,
                    needs_help=True,
                )
            )
        return tuple(shown)

    # -- rules -------------------------------------------------------------------------------

    @property
    def _rules(self) -> RenewalRules | None:
        entry = self._office.config.timestamps
        if entry is None or self._tools.renewing is None:
            return None
        return RenewalRules(
            margin=timedelta(days=entry.perpanjang_sebelum), digests=tuple(entry.digest)
        )

    @property
    def _known_rules(self) -> RenewalRules:
        if self._rules is None:
            raise NotYet("office.toml names no timestamping authority", "T09")
        return self._rules

    @property
    def _policy(self) -> str:
        """What the reckoning rests on; when it changes everything is reckoned anew."""
        rules = self._known_rules
        trust = hashlib.sha256(b"".join(sorted(time_trust(self._tools.store)))).hexdigest()
        return f"{rules.margin.days} {','.join(rules.digests)} {trust[:16]}"


def pause(lapsing: Lapsing, now: datetime) -> float:
    """Seconds until the next berkas: all that is due, spread over half the time that remains."""
    remaining = (lapsing.ends - now).total_seconds() / 2
    return max(_SHORTEST_PAUSE, min(remaining / lapsing.count, _LONGEST_PAUSE))


def loses_proof(before: tuple[SignatureFact, ...], after: tuple[SignatureFact, ...]) -> bool:
    """Whether a signature that held by what the file holds would not do so any more."""
    held = {each.field for each in before if each.held_at}
    return not held <= {each.field for each in after if each.held_at}


def _missed_key(paper: Paper) -> str:
    return f"lapsed:{paper.current_sha256}"
