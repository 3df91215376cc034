"""The doctor's trial: every configured signing agent really signs a page, which is examined."""

from collections.abc import Iterator
from datetime import datetime, tzinfo

from pipeline.adapters.signing import TRIAL_FIELD, blank_page
from pipeline.errors import PipelineError, Refused
from pipeline.office.authority import entitled
from pipeline.ports.signing import ExpectedSignature, FieldPlan, Stamp
from pipeline.wiring import Workplace
from pipeline.wording.indonesian import nip_grouped
from pipeline.wording.notes import line

_PLAN = FieldPlan(name=TRIAL_FIELD, label="Uji", kind="ttd", width=220, height=75)


def try_agents(workplace: Workplace, now: datetime) -> Iterator[tuple[str, str]]:
    """Each post with an agent, and what is wrong with its signature; empty when nothing is."""
    zone = workplace.office.surroundings.calendar.zone
    page = workplace.signing.prepare(blank_page(), [_PLAN])
    for post, entry in workplace.config.posts.items():
        if entry.agen_tanda_tangan:
            try:
                yield post, _trouble(workplace, post, page, now.astimezone(zone), zone)
            except PipelineError as error:
                yield post, _words(error, zone)


def _trouble(workplace: Workplace, post: str, page: bytes, now: datetime, zone: tzinfo) -> str:
    credential = workplace.office.tools.agents.credential(post, now)
    if credential is None:
        return "no key"
    holder = workplace.config.holder(post, now.date())
    stamp = Stamp(
        kind="ttd",
        post=holder.title,
        holder=holder.name,
        nip=nip_grouped(holder.nip),
        number="",
        signed_at=now,
    )
    signed = workplace.signing.sign(page, field=TRIAL_FIELD, credential=credential, stamp=stamp)
    enrolled = entitled(
        workplace.config, workplace.store.certificates(post), at=now, now=now, zone=zone
    )
    expected = ExpectedSignature(
        field=TRIAL_FIELD,
        label=holder.title,
        certificates=tuple(each.sha256 for each in enrolled),
        trust=tuple(dict.fromkeys(each.issuer_der for each in enrolled)),
    )
    verdict = workplace.examiner.examine(signed, issued=page, expected=(expected,), at=now)
    return "; ".join(line(each, zone) for each in verdict.findings)


def _words(error: PipelineError, zone: tzinfo) -> str:
    if isinstance(error, Refused):
        return "; ".join(line(each, zone) for each in error.findings)
    return str(error)
