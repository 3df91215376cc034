"""Decides whether a handed-in PDF is what we issued plus the expected signatures, and no more.

R0: whatever is not plainly right is refused. Every exception in here is a finding; nothing is
repaired, retried in a laxer mode or waved through.
"""

import gc
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from datetime import datetime
from typing import TypeVar

from pipeline.adapters.signing.description import facts_of
from pipeline.adapters.signing.evidence import Handed, Parsed, parse
from pipeline.adapters.signing.naming import with_program
from pipeline.adapters.signing.rules import (
    BEFORE_PARSING,
    OF_APPEARANCE,
    OF_SIGNATURES,
    OF_STRUCTURE,
)
from pipeline.adapters.signing.surprise import refusing
from pipeline.errors import Finding, Refused
from pipeline.ports.signing import ExpectedSignature, SignatureFact, Verdict

_SURPRISE = "P46"

Evidence = TypeVar("Evidence", bound=Handed)


def examine(  # noqa: PLR0913 - the whole question
    pdf: bytes,
    *,
    issued: bytes,
    expected: Sequence[ExpectedSignature],
    at: datetime,
    time_trust: Sequence[bytes] = (),
    renewals: int = 0,
) -> Verdict:
    """Check that ``pdf`` is ``issued`` plus exactly the expected signatures, in order."""
    handed = Handed(pdf, issued, tuple(expected), at, tuple(time_trust), renewals)
    with _collector_resting():
        return _examined(handed)


def _examined(handed: Handed) -> Verdict:
    early = look_at_bytes(handed)
    if early is not None:
        return early
    try:
        with refusing(_SURPRISE):
            parsed = parse(handed.pdf, handed.issued, handed.expected, handed.at, handed.time_trust)
    except Refused as refused:
        return Verdict(findings=with_program(refused.findings, handed), signatures=())
    findings = (
        _apply(OF_STRUCTURE, parsed)
        or _apply(OF_SIGNATURES, parsed)
        or _apply(OF_APPEARANCE, parsed)
    )
    facts, surprises = _facts(parsed)
    return Verdict(findings=with_program(findings or surprises, parsed), signatures=facts)


def look_at_bytes(handed: Handed) -> Verdict | None:
    """The verdict where the bytes alone decide, without any parser; else None."""
    findings = with_program(_apply(BEFORE_PARSING, handed), handed)
    return Verdict(findings=findings, signatures=()) if findings else None


@contextmanager
def _collector_resting() -> Iterator[None]:
    """No search for garbage while thousands of small objects come into being: a tenth of the time.

    What a file could pile up meanwhile is bounded by its size, and by the examining process.
    """
    was_at_work = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_at_work:
            gc.enable()


def _apply(
    rules: Iterable[Callable[[Evidence], Iterable[Finding]]], evidence: Evidence
) -> tuple[Finding, ...]:
    """All findings of a stage, each once, in the order of the rules."""
    findings: list[Finding] = []
    for rule in rules:
        try:
            with refusing(_SURPRISE):
                found = tuple(rule(evidence))
        except Refused as refused:
            found = refused.findings
        findings += [one for one in found if one not in findings]
    # A surprise beside a named reason tells the reader nothing more.
    named = tuple(one for one in findings if one.code != _SURPRISE)
    return named or tuple(findings)


def _facts(parsed: Parsed) -> tuple[tuple[SignatureFact, ...], tuple[Finding, ...]]:
    try:
        with refusing(_SURPRISE):
            facts = tuple(
                replace(fact, field=parsed.field_of(one))
                for one, fact in zip(
                    parsed.signatures,
                    facts_of(parsed.sealed, len(parsed.pdf), parsed.intact),
                    strict=True,
                )
            )
    except Refused as refused:
        return (), refused.findings
    return facts, ()
