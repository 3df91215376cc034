"""Examines dropped files in disposable processes with limits of time and memory.

Some malformed signatures keep a parser busy for minutes (wbond/asn1crypto#256). A file that
outlives the deadline or brings its process down is refused; the next file gets a fresh process.
A process stays warm between files, since loading the libraries takes longer than a hundred files.
"""

import queue
from collections.abc import Sequence
from datetime import datetime
from types import TracebackType
from typing import Self

from pipeline.adapters.signing.acceptance import look_at_bytes
from pipeline.adapters.signing.process import Child
from pipeline.adapters.signing.profiles import rewritten_by
from pipeline.adapters.signing.wire import Request, pack_request, unpack_verdict
from pipeline.errors import Finding, Refused
from pipeline.ports.signing import Anchors, ExpectedSignature, SignatureFact, Verdict

_TOO_LONG = "P47"


class IsolatedExaminer:
    """Looks at files from outside in other processes; safe to use from several threads."""

    def __init__(self, *, processes: int = 1, seconds: float = 20.0, memory: int = 1024**3) -> None:
        """Prepare; nothing is started until the first file.

        Args:
            processes: How many files may be looked at side by side.
            seconds: Deadline for one file.
            memory: Bytes of address space per process.
        """
        self._seconds = seconds
        self._memory = memory
        self._slots: queue.LifoQueue[Child | None] = queue.LifoQueue()
        self._processes = processes
        for _ in range(processes):
            self._slots.put(None)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    def examine(
        self,
        pdf: bytes,
        *,
        issued: bytes,
        expected: Sequence[ExpectedSignature],
        at: datetime,
        time_trust: Sequence[bytes] = (),
    ) -> Verdict:
        """Check that ``pdf`` is ``issued`` plus exactly the expected signatures, in order.

        Raises:
            NotYet: The examining process cannot be started.
        """
        early = look_at_bytes(pdf, issued=issued, expected=expected, at=at)
        if early is not None:
            return early  # most wrong files, and all oversized ones, end here
        return self._ask(
            Request(
                pdf=pdf,
                issued=issued,
                expected=tuple(expected),
                at=at,
                time_trust=tuple(time_trust),
            )
        )

    def describe(self, pdf: bytes, anchors: Anchors | None = None) -> tuple[SignatureFact, ...]:
        """List the signatures of any PDF, ours or not.

        Raises:
            Refused: It is not a readable PDF (P01), or reading it took too long (P47).
            NotYet: The examining process cannot be started.
        """
        verdict = self._ask(Request(pdf=pdf, anchors=anchors))
        if verdict.findings:
            raise Refused(*verdict.findings)
        return verdict.signatures

    def rewritten_by(self, pdf: bytes) -> Finding | None:
        """What to say of a program that wrote a whole PDF anew; no parser is needed for it."""
        return rewritten_by(pdf)

    def close(self) -> None:
        """End the processes; waits for files under way."""
        for _ in range(self._processes):
            child = self._slots.get()
            if child is not None:
                child.end()
            self._slots.put(None)

    def _ask(self, request: Request) -> Verdict:
        child = self._slots.get()
        try:
            if child is None or not child.is_usable():
                if child is not None:
                    child.end()
                child = None
                child = Child(self._memory)
            answer = child.exchange(pack_request(request), 1, self._seconds)
            try:
                if answer is not None:
                    return unpack_verdict(answer[0])
            except ValueError:
                pass  # what it says is no verdict; it is not asked again
            child.end()
            child = None
            return Verdict(findings=(Finding(_TOO_LONG),), signatures=())
        finally:
            self._slots.put(child)
