"""The other process: takes one question after the other from its parent and says what it found.

It writes no file, dumps no core and has a bounded memory; how long a file may take is the
parent's business, who kills it.
"""

import asyncio
import gc
import resource
import sys

from pipeline.adapters.signing import acceptance, description
from pipeline.adapters.signing.prolonging import prolong
from pipeline.adapters.signing.timestamping import TimeService, ask
from pipeline.adapters.signing.wire import (
    Errand,
    Outcome,
    Request,
    pack_outcome,
    pack_verdict,
    receive,
    send_frame,
)
from pipeline.errors import Refused
from pipeline.ports.signing import Verdict

#: Said once the libraries are loaded, so that a slow start is not blamed on a file.
READY = b"ready"
_LONGEST_TROUBLE = 300


def serve(memory: int) -> None:
    """Answer requests on the standard streams until the parent closes them.

    Args:
        memory: Bytes of address space this process may take.
    """
    for kind, limit in (
        (resource.RLIMIT_AS, memory),
        (resource.RLIMIT_FSIZE, 0),
        (resource.RLIMIT_CORE, 0),
    ):
        resource.setrlimit(kind, (limit, limit))
    gc.freeze()  # what the libraries loaded stays; no need to look through it for each file
    questions, answers = sys.stdin.buffer, sys.stdout.buffer
    send_frame(answers, READY)
    while True:
        try:
            question = receive(questions)
        except EOFError:
            return
        if isinstance(question, Errand):
            frames = pack_outcome(_run(question))
        else:
            frames = [pack_verdict(_answer(question))]
        for frame in frames:
            send_frame(answers, frame)


def _run(errand: Errand) -> Outcome:
    """Ask the authority. Whatever goes wrong out there is trouble, and never an end of this."""
    service = TimeService(url=errand.url, trust=errand.time_trust)
    try:
        if errand.algorithm:
            return Outcome(data=asyncio.run(ask(service, errand.data, errand.algorithm)))
        return Outcome(data=asyncio.run(prolong(errand.data, service, errand.trust, errand.at)))
    except Refused as refused:
        return Outcome(findings=refused.findings)
    except Exception as error:  # noqa: BLE001 - said, and tried again later
        return Outcome(trouble=f"{errand.url}: {type(error).__name__}: {error}"[:_LONGEST_TROUBLE])


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
    )
