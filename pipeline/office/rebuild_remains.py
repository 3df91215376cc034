"""What remains of papers and trust where a record was lost: bytes in the archive, certificates."""

import hashlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import datetime

from pipeline.domain.cycle import Format
from pipeline.domain.events import HandedIn, Issued
from pipeline.office.integrity.record import referenced, references
from pipeline.office.rebuild_account import Sources, Told, counted
from pipeline.ports.rebuilding import Established
from pipeline.ports.store import Enrolled

_ISSUER = "penerbit-"


def missing_bytes(
    told: Told, sources: Sources, cycles: Sequence[Established]
) -> tuple[dict[str, tuple[str, int | None]], list[str]]:
    """What the record lacks: digests with their place in the archive, and those without."""
    events = (each.event for each in sources.gathered.happened)
    needed = referenced(events, (each.cycle for each in cycles))
    if sources.memory:
        needed |= references(sources.memory)
    lacking = {each for each in needed if each} - sources.objects
    filed = {
        sha256: f"{each.path}/{name}"
        for each in sources.testimonies
        for name, sha256 in each.digests.items()
    }
    bring: dict[str, tuple[str, int | None]] = {
        sha256: (filed[sha256], None) for sha256 in sorted(lacking & filed.keys())
    }
    for sha256, place in _beginnings(sources, cycles, filed):
        if sha256 in lacking:
            bring.setdefault(sha256, place)
    gone = sorted(lacking - bring.keys())
    if bring:
        told.established.append(
            f"{counted(len(bring), 'file')} that the record lacks: put back from the archive"
        )
    if gone:
        told.unknown.append(
            f"the bytes of {counted(len(gone), 'file')} (drafts, forms, earlier versions): in "
            "no place any more; their digests stay in the ledger"
        )
    return bring, gone


def _beginnings(
    sources: Sources, cycles: Sequence[Established], filed: Mapping[str, str]
) -> Iterator[tuple[str, tuple[str, int]]]:
    """Bytes with which a filed PDF begins: as it was issued, and as each post signed it."""
    now = {
        (paper.code, paper.version): filed[paper.current_sha256 or ""]
        for each in cycles
        for paper in each.cycle.papers
        if paper.format is Format.PDF and paper.current_sha256 in filed
    }
    for happened in sources.gathered.happened:
        event = happened.event
        if isinstance(event, Issued | HandedIn) and event.code and event.version:
            place = now.get((event.code, event.version))
            if place:
                yield event.sha256, (place, event.size)


def certificates(told: Told, sources: Sources, now: datetime) -> tuple[Enrolled, ...]:
    """Certificates that are known again; what is to come they may not sign by that."""
    if sources.memory:
        return ()
    found = {(each.post, each.sha256): each for each in sources.salvage.certificates}
    for each in _accepted(sources, now):
        found.setdefault((each.post, each.sha256), each)
    kept = len(sources.salvage.certificates)
    if len(found) > kept:
        told.established.append(
            f"{len(found) - kept} certificates with which papers were signed, for those papers"
        )
    if not kept:
        told.unknown.append(
            "which certificates may sign from now on: trust is not guessed from old signatures"
        )
        told.todo.append("enrol the certificates of today: paraf keys enrol POST FILE")
    return tuple(found.values())


def _accepted(sources: Sources, now: datetime) -> list[Enrolled]:
    """Certificates of accepted signatures, valid for the time of these signatures only."""
    filed = {
        hashlib.sha256(der).hexdigest(): (der, subject, kept.get(f"{_ISSUER}{name}", der))
        for kept in (each.certificates for each in sources.testimonies)
        for name, der in kept.items()
        if not name.startswith(_ISSUER) and (subject := sources.subject_of(der))
    }
    spans: dict[tuple[str, str], Enrolled] = {}
    for happened in sources.gathered.happened:
        signature = getattr(happened.event, "signature", None)
        if signature is None or signature.certificate_sha256 not in filed:
            continue
        der, subject, issuer = filed[signature.certificate_sha256]
        at = min(signature.signed_at, happened.at)
        key = signature.post, signature.certificate_sha256
        before = spans.get(key)
        spans[key] = (
            replace(before, valid_to=max(before.valid_to, happened.at))
            if before
            else Enrolled(
                sha256=key[1],
                post=key[0],
                holder=signature.holder,
                subject=subject,
                der=der,
                issuer_der=issuer,
                valid_from=at,
                valid_to=happened.at,
                enrolled_at=now,
            )
        )
    return list(spans.values())
