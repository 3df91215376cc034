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
from pipeline.errors import NotYet
from pipeline.office.authority import time_trust
from pipeline.office.endurance import RenewalRules
from pipeline.office.intake import Intake
from pipeline.office.renewer import RenewalOrder, Renewer, Seen
from pipeline.office.surroundings import Surroundings
from pipeline.office.tools import Tools
from pipeline.office.troubles import Trouble, labelled, unlabelled
from pipeline.ports.aside import Aside, GoOn
from pipeline.ports.store import Happening, Lapsing, Reckoned
from pipeline.ports.watch import Deed, DeedKind

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


@dataclass(frozen=True, slots=True, kw_only=True)
class Attended:
    """What came of one cycle's papers."""

    cycle: str
    v: int  #: the version of which it is true
    renews: bool  #: what was due was to be renewed, and not only found out
    papers: tuple[Seen, ...]
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
        self._stale: list[tuple[str, int]] = []  #: cycles to be looked at, with their versions
        self._reckoned: tuple[str, int] | None = None  #: by which rules, up to which ledger line
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

        Returns how many berkas were looked at.
        """
        if self._rules is None:
            return 0
        looked = renewed = 0
        for _ in range(_LOOKS_AT_ONCE):
            self._renew_at = float("-inf")
            work = self._next(self._tools.clock.now(), self._tools.clock.steady())
            if work is None or not self._tools.watch.may_go_on():
                break
            done = work(self._tools.watch.may_go_on)
            has_failed = self._take_in(done)
            looked += 1
            renewed += any(each.renewed for each in done.papers)
            if has_failed or renewed >= _RENEWED_AT_ONCE:
                break
        return looked

    def _next(self, now: datetime, steady: float) -> Callable[[GoOn], Attended] | None:
        """What to do next: find out when something lapses, or renew what lapses first."""
        if not self._stale:
            self._look_for_stale()
        if self._stale:
            cycle_id, v = self._stale.pop()
            return self._work(cycle_id, v, now, renews=False)
        if steady < self._renew_at:
            return None
        if self._ask_at is not None and now >= self._ask_at:
            self._lasts_until = self._ask_at = None
        lapsing = self._tools.store.lapsing(now, below=self._lasts_until)
        if lapsing is None:
            return None
        self._renew_at = steady + pause(lapsing, now)
        return self._work(lapsing.cycle, lapsing.v, now, renews=True)

    def _look_for_stale(self) -> None:
        """All cycles at first, and where the rules changed; else those that have changed since."""
        policy, seq = self._policy, self._tools.store.head()[0]
        since = self._reckoned[1] if self._reckoned and self._reckoned[0] == policy else 0
        self._stale = list(self._tools.store.unreckoned(policy, since, _LOOKS_AT_ONCE))
        if not self._stale:
            self._reckoned = (policy, seq)

    def _work(
        self, cycle_id: str, v: int, now: datetime, *, renews: bool
    ) -> Callable[[GoOn], Attended]:
        cycle, _ = self._tools.store.cycle(cycle_id)
        renewer = self._renewer()
        times = time_trust(self._tools.store)
        orders = [
            RenewalOrder(
                paper=paper,
                expected=self._intake.given_signatures(paper),
                times=times,
                renewals=renewals_of(cycle, paper),
                lost=self._tools.store.fact(_lost_key(paper)) or "",
            )
            for paper in newest_signed(cycle)
        ]

        def work(go_on: GoOn) -> Attended:
            seen = []
            for order in orders:
                if not go_on():
                    break
                seen.append(renewer.attend(order, now, renews=renews))
            is_whole = len(seen) == len(orders)
            return Attended(
                cycle=cycle_id, v=v, renews=renews, papers=tuple(seen), is_whole=is_whole
            )

        return work

    # -- what came of it ---------------------------------------------------------------------

    def _take_in(self, done: Attended) -> bool:
        """Commit and remember what was done; whether something stood in the way."""
        now = self._tools.clock.now()
        for each in done.papers:
            if each.is_lost:
                self._tools.store.fact(_lost_key(each.paper), each.standing.missed)
            if each.standing.missed:
                self._tell_missed(done.cycle, each, now)
        if not done.renews:
            if done.is_whole:
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

    def _record(self, cycle_id: str, renewed: list[Seen], now: datetime) -> None:
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
                v=done.v,
                policy=self._policy,
                due=min((each.due for each in waiting if each.due), default=None),
                ends=min((each.ends for each in waiting if each.ends), default=None),
                missed_at=max(map(datetime.fromisoformat, filter(None, found_at)), default=None),
            )
        )

    def _tell_missed(self, cycle_id: str, seen: Seen, now: datetime) -> None:
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

    def _renewer(self) -> Renewer:
        if self._rules is None or self._tools.renewing is None:
            raise NotYet("office.toml names no timestamping authority", "T09")
        return Renewer(
            self._tools.folders,
            self._tools.examiner,
            self._tools.renewing,
            self._rules,
            self._office.calendar.zone,
        )

    @property
    def _policy(self) -> str:
        """What the reckoning rests on; when it changes everything is reckoned anew."""
        rules = self._rules
        if rules is None:
            return ""
        trust = hashlib.sha256(b"".join(sorted(time_trust(self._tools.store)))).hexdigest()
        return f"{rules.margin.days} {','.join(rules.digests)} {trust[:16]}"


def pause(lapsing: Lapsing, now: datetime) -> float:
    """Seconds until the next berkas: all that is due, spread over half the time that remains."""
    remaining = (lapsing.ends - now).total_seconds() / 2
    return max(_SHORTEST_PAUSE, min(remaining / lapsing.count, _LONGEST_PAUSE))


def _lost_key(paper: Paper) -> str:
    return f"unrenewable:{paper.current_sha256}"


def _missed_key(paper: Paper) -> str:
    return f"lapsed:{paper.current_sha256}"
