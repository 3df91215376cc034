"""Examines dropped files in jailed processes with limits of time and memory.

Some malformed signatures keep a parser busy for minutes (wbond/asn1crypto#256). A file that
brings two processes down is refused; the next file gets a fresh one. A process stays warm between
files, since loading the libraries takes longer than a hundred files.
"""

from collections.abc import Sequence
from datetime import datetime
from typing import Self

from pipeline.adapters.jail import Isolation, Jail, Trade
from pipeline.adapters.signing.acceptance import look_at_bytes
from pipeline.adapters.signing.evidence import Handed
from pipeline.adapters.signing.jobs import LOOK
from pipeline.adapters.signing.profiles import rewritten_by
from pipeline.adapters.signing.wire import Request, pack_request, unpack_verdict
from pipeline.errors import Finding, Refused
from pipeline.ports.signing import Anchors, ExpectedSignature, SignatureFact, Verdict

_TOO_LONG = "P47"
_VERDICT_BYTES = 8 * 1024**2


class IsolatedExaminer:
    """Looks at files from outside in other processes; safe to use from several threads."""

    def __init__(
        self,
        *,
        processes: int = 1,
        seconds: float = 20.0,
        memory: int = 1024**3,
        level: Isolation | None = None,
    ) -> None:
        """Prepare; nothing is started until the first file.

        Args:
            processes: How many files may be looked at side by side.
            seconds: Deadline for one file.
            memory: Bytes of address space per process.
            level: Which walls to build; without it, the best that works here.
        """
        trade = Trade(
            what="the process that examines signed PDFs",
            modules=("pipeline.adapters.signing.jobs",),
            too_heavy=_TOO_LONG,
            unsound=_TOO_LONG,
            memory=memory,
            seconds=seconds,
            answer=_VERDICT_BYTES,
        )
        self.jail = Jail(trade, processes=processes, level=level)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def examine(  # noqa: PLR0913 - the whole question
        self,
        pdf: bytes,
        *,
        issued: bytes,
        expected: Sequence[ExpectedSignature],
        at: datetime,
        time_trust: Sequence[bytes] = (),
        renewals: int = 0,
    ) -> Verdict:
        """Check that ``pdf`` is ``issued`` plus exactly the expected signatures, in order.

        Raises:
            NotYet: The examining process cannot be started.
        """
        early = look_at_bytes(Handed(pdf, issued, tuple(expected), at, renewals=renewals))
        if early is not None:
            return early  # most wrong files, and all oversized ones, end here
        return self._ask(
            Request(
                pdf=pdf,
                issued=issued,
                expected=tuple(expected),
                at=at,
                time_trust=tuple(time_trust),
                renewals=renewals,
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

    def warm(self) -> None:
        """Start ahead of time, in the background."""
        self.jail.warm()

    def close(self) -> None:
        """End the processes; waits for files under way."""
        self.jail.close()

    def _ask(self, request: Request) -> Verdict:
        try:
            return self.jail.ask(LOOK, pack_request(request), lambda each: unpack_verdict(each[0]))
        except Refused as refused:
            return Verdict(findings=refused.findings, signatures=())
