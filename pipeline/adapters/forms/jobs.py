"""What a jailed child does with data forms that people dropped; the office asks via ``jailed``."""

from pydantic import TypeAdapter

from pipeline.adapters.forms import reading
from pipeline.adapters.jail import Job
from pipeline.domain.performance.data import UnitData
from pipeline.ports.forms import FormPlan, PrintedMark

READ_FORM = Job(
    name="forms.read",
    given=TypeAdapter(FormPlan),
    answer=TypeAdapter(UnitData),
    work=reading.read_form,
)

EVIDENCE_TEXTS = Job(
    name="forms.evidence",
    given=TypeAdapter(FormPlan),
    answer=TypeAdapter(tuple[str, ...]),
    work=reading.evidence_texts,
)

PRINTED_MARK = Job(
    name="forms.mark",
    given=TypeAdapter(None),
    answer=TypeAdapter(PrintedMark | None),
    work=reading.printed_mark,
)

JOBS = {each.name: each.serve for each in (READ_FORM, EVIDENCE_TEXTS, PRINTED_MARK)}
