"""The examining process: takes one file after the other from its parent and says what it found.

It writes no file, dumps no core and has a bounded memory; how long a file may take is the
parent's business, who kills it.
"""

import gc
import resource
import sys

from pipeline.adapters.signing import acceptance, description
from pipeline.adapters.signing.wire import (
    Request,
    pack_verdict,
    receive_request,
    send_frame,
)
from pipeline.errors import Refused
from pipeline.ports.signing import Verdict

#: Said once the libraries are loaded, so that a slow start is not blamed on a file.
READY = b"ready"


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
            request = receive_request(questions)
        except EOFError:
            return
        send_frame(answers, pack_verdict(_answer(request)))


def _answer(request: Request) -> Verdict:
    if request.expected is None or request.at is None:
        try:
            return Verdict(findings=(), signatures=description.describe(request.pdf))
        except Refused as refused:
            return Verdict(findings=refused.findings, signatures=())
    return acceptance.examine(
        request.pdf,
        issued=request.issued,
        expected=request.expected,
        at=request.at,
        time_trust=request.time_trust,
    )
