"""One filed paper: how long its proof reaches, and one more timestamp over it when that is due.

Works away from the database, where it may take its time: all that it needs comes with its order.
What came of it is for ``renewal`` to write down.
"""

from dataclasses import dataclass
from datetime import datetime, tzinfo

from pipeline.domain.cycle import Paper
from pipeline.errors import Finding, NotYet, Refused, Tampered
from pipeline.office.endurance import RenewalRules, Standing, standing
from pipeline.office.troubles import kind_of, labelled
from pipeline.ports.folders import Folders
from pipeline.ports.signing import (
    LEVELS,
    Anchors,
    Examiner,
    ExpectedSignature,
    SignatureFact,
    Verdict,
)
from pipeline.ports.timestamps import Timestamps
from pipeline.wording.notes import line

#: A paper that is refused for these can never be renewed, whatever the office does.
_FINAL = frozenset({"P52", "P53", "P54"})


@dataclass(frozen=True, slots=True, kw_only=True)
class RenewalOrder:
    """One paper to be looked at, with all that is needed for it away from the database."""

    paper: Paper
    expected: tuple[ExpectedSignature, ...]
    times: tuple[bytes, ...]  #: DER of the authorities whose timestamps count
    renewals: int  #: before this one
    lost: str  #: why it can never be renewed, as was found before; empty where nothing is known

    @property
    def signers(self) -> tuple[bytes, ...]:
        """DER of whoever issued the signers' certificates."""
        return tuple(dict.fromkeys(der for each in self.expected for der in each.trust))

    @property
    def anchors(self) -> Anchors:
        """Whom to trust about this paper."""
        return Anchors(signers=self.signers, times=self.times)


@dataclass(frozen=True, slots=True, kw_only=True)
class Seen:
    """What came of one paper."""

    paper: Paper
    standing: Standing
    renewed: bytes = b""
    level: str = ""
    trouble: str = ""  #: labelled; empty when nothing stood in the way
    is_lost: bool = False  #: it can never be renewed, whatever the office does
    gains_until: datetime | None = None  #: the authority's certificate would not last longer


class Renewer:
    """Looks at papers, and renews them where that is due and wanted."""

    def __init__(
        self,
        folders: Folders,
        examiner: Examiner,
        timestamps: Timestamps,
        rules: RenewalRules,
        zone: tzinfo,
    ) -> None:
        self._folders = folders
        self._examiner = examiner
        self._timestamps = timestamps
        self._rules = rules
        self._zone = zone

    def attend(self, order: RenewalOrder, now: datetime, *, renews: bool) -> Seen:
        """How long a paper's proof reaches; renewed, where it is due and that is wanted.

        Raises:
            NotYet: The record cannot be read now.
        """
        if order.lost:
            return Seen(paper=order.paper, standing=Standing(missed=order.lost))
        try:
            data = self._folders.object(order.paper.current_sha256 or "")
            facts = self._examiner.describe(data, order.anchors)
        except (Refused, Tampered) as error:
            return Seen(paper=order.paper, standing=Standing(missed=f"unreadable: {error}"))
        found = standing(facts, now, self._rules)
        if not renews or found.due is None or found.due > now:
            return Seen(paper=order.paper, standing=found)
        return self._tried(order, data, facts, now)

    def _tried(
        self, order: RenewalOrder, data: bytes, facts: tuple[SignatureFact, ...], now: datetime
    ) -> Seen:
        """The paper renewed, or what stood in the way."""
        before = standing(facts, now, self._rules)
        try:
            return self._renewed(order, data, facts, now)
        except Refused as refused:
            codes = {each.code for each in refused.findings}
            why = "; ".join(line(each, self._zone) for each in refused.findings)
            if codes <= _FINAL:
                return Seen(paper=order.paper, standing=Standing(missed=why), is_lost=True)
            return Seen(paper=order.paper, standing=before, trouble=labelled("T12", why))
        except NotYet as error:
            trouble = labelled(kind_of(error), error.what)
            return Seen(paper=order.paper, standing=before, trouble=trouble)

    def _renewed(
        self, order: RenewalOrder, data: bytes, facts: tuple[SignatureFact, ...], now: datetime
    ) -> Seen:
        """The paper with one more timestamp, if it is sound and lasts longer than before."""
        before = standing(facts, now, self._rules)
        renewed = self._timestamps.prolong(data, order.signers)
        verdict = self._judged(order, renewed)
        after_facts = self._examiner.describe(renewed, order.anchors)
        after = standing(after_facts, now, self._rules)
        if loses_proof(facts, after_facts) or after.missed or after.ends is None:
            raise Refused(Finding("P50", {"penerbit": "-"}))
        if before.is_stamped and not before.is_weak and after.ends <= (before.ends or now):
            return Seen(paper=order.paper, standing=before, gains_until=after.ends)
        level = min((each.level for each in verdict.signatures), key=LEVELS.index)
        return Seen(paper=order.paper, standing=after, renewed=renewed, level=level)

    def _judged(self, order: RenewalOrder, renewed: bytes) -> Verdict:
        """Our own rules' word on it, as on any hand-in.

        Raises:
            Refused: They have something against it.
        """
        verdict = self._examiner.examine(
            renewed,
            issued=self._folders.object(order.paper.issued_sha256 or ""),
            expected=order.expected,
            at=max(each.signed_at for each in order.paper.signatures),
            time_trust=order.times,
            renewals=order.renewals + 1,
        )
        if verdict.findings:
            raise Refused(*verdict.findings)
        return verdict


def loses_proof(before: tuple[SignatureFact, ...], after: tuple[SignatureFact, ...]) -> bool:
    """Whether a signature that held by what the file holds would not do so any more."""
    held = {each.field for each in before if each.held_at}
    return not held <= {each.field for each in after if each.held_at}
