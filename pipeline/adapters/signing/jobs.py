"""What a jailed child does with PDFs that people dropped; the office asks via ``isolation``."""

from collections.abc import Sequence

from pipeline.adapters.signing import acceptance, description
from pipeline.adapters.signing.wire import Request, pack_verdict, unpack_request
from pipeline.errors import Refused
from pipeline.ports.signing import Verdict

LOOK = "signing.look"


def _look(question: Sequence[bytes]) -> list[bytes]:
    return [pack_verdict(_answer(unpack_request(question)))]


def _answer(request: Request) -> Verdict:
    if request.expected is None or request.at is None:
        try:
            return Verdict(
                findings=(), signatures=description.describe(request.pdf, request.anchors)
            )
        except Refused as refused:
            return Verdict(findings=refused.findings, signatures=())
    return acceptance.examine(
        request.pdf,
        issued=request.issued,
        expected=request.expected,
        at=request.at,
        time_trust=request.time_trust,
        renewals=request.renewals,
    )


JOBS = {LOOK: _look}
