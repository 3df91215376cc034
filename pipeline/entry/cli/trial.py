"""The doctor's trial: a key really signs a page, which is examined as that post's hand-in would be.

Done for every configured signing agent, and for a key that is named (``paraf doctor --key``).
"""

from collections.abc import Iterator
from datetime import datetime

from pipeline.adapters.signing import TRIAL_FIELD, blank_page
from pipeline.errors import Finding, PipelineError, Refused
from pipeline.office.authority import entitled, register_of, time_trust
from pipeline.ports.signing import Credential, FieldPlan, Stamp
from pipeline.wiring import Workplace
from pipeline.wording.indonesian import nip_grouped
from pipeline.wording.notes import line

_PLAN = FieldPlan(name=TRIAL_FIELD, label="Uji", kind="ttd", width=220, height=75)


class Trial:
    """Tries keys in one office, at one moment."""

    def __init__(self, workplace: Workplace, now: datetime) -> None:
        self._workplace = workplace
        self._zone = workplace.office.surroundings.calendar.zone
        self._now = now.astimezone(self._zone)
        self._page = workplace.signing.prepare(blank_page(), [_PLAN])

    def agents(self) -> Iterator[tuple[str, str]]:
        """Each post with an agent, and what is wrong with its signature; empty when nothing is."""
        for post, entry in self._workplace.config.posts.items():
            if entry.agen_tanda_tangan:
                yield post, self._agent(post)

    def _agent(self, post: str) -> str:
        try:
            credential = self._workplace.office.tools.agents.credential(post, self._now)
        except PipelineError as error:
            return self._words(error)
        return self.key(post, credential) if credential else "no key"

    def key(self, post: str, credential: Credential) -> str:
        """What is wrong with a key's signature for a post now; empty when nothing is."""
        try:
            return self._trouble(post, credential)
        except PipelineError as error:
            return self._words(error)

    def _trouble(self, post: str, credential: Credential) -> str:
        place, now = self._workplace, self._now
        holder = place.config.holder(post, now.date())
        stamp = Stamp(
            kind="ttd",
            post=holder.title,
            holder=holder.name,
            nip=nip_grouped(holder.nip),
            number="",
            signed_at=now,
        )
        signed = place.signing.sign(
            self._page, field=TRIAL_FIELD, credential=credential, stamp=stamp
        )
        register = register_of(place.store, post)
        rights = entitled(place.config, register, at=now, now=now, zone=self._zone)
        verdict = place.examiner.examine(
            signed,
            issued=self._page,
            expected=(rights.expect(TRIAL_FIELD, holder.title),),
            at=now,
            time_trust=time_trust(place.store),
        )
        if verdict.findings:
            return "; ".join(line(each, self._zone) for each in verdict.findings)
        fact = verdict.signatures[-1]
        if rights.admit(fact.certificate, place.signing, now) is None:
            return line(Finding("P40", {"label": holder.title, "nama": fact.subject}), self._zone)
        return ""

    def _words(self, error: PipelineError) -> str:
        if isinstance(error, Refused):
            return "; ".join(line(each, self._zone) for each in error.findings)
        return str(error)
