"""How ``paraf verify`` prints what it found: for people on one screen, for programs as JSON."""

from datetime import datetime, tzinfo
from pathlib import Path
from typing import Any

from rich.console import Console
from rich.text import Text

from pipeline.domain.cycle import PaperState
from pipeline.errors import Finding
from pipeline.office.endurance import HOLDING, Moment, has_aged, of_signature, of_stamps, what_holds
from pipeline.office.inquiry import RegisterEntry
from pipeline.office.verification import Answer, SignatureAnswer
from pipeline.ports.signing import StampFact
from pipeline.wording.indonesian import date_words
from pipeline.wording.moments import short_moment, zone_words
from pipeline.wording.notes import line, sentences
from pipeline.wording.visible import visible

_VERDICTS = {
    "valid": ("✓", "green", "valid: ours, whole, and completely signed"),
    "incomplete": ("●", "yellow", "incomplete: ours and whole, signatures are still missing"),
    "refused": ("✗", "red", "refused"),
    "unknown": ("?", "red", "unknown: nothing here says that it is ours"),
}
_UNSIGNED = "valid: ours and whole; nobody signs this paper"
_KINDS = {"paraf": "paraf", "ttd": "signature", None: "signature"}
_LABEL = 12


def print_answer(console: Console, file: Path, answer: Answer, at: Moment) -> None:
    """One file for people."""
    zone = at.zone
    mark, colour, words = _VERDICTS[answer.verdict]
    if answer.verdict == "valid" and not answer.signatures:
        words = _UNSIGNED
    console.print(Text(visible(f"{mark} {file}"), style=f"bold {colour}"))
    console.print(Text(f"  {words}", style=colour))
    if answer.document:
        version = f", version {answer.version}" if answer.version else ""
        _fact(console, "paper", f"{answer.title} ({answer.document}{version})")
        if answer.nomor:
            dated = f", {date_words(answer.dated)}" if answer.dated else ""
            _fact(console, "nomor", answer.nomor + dated)
    for each in answer.signatures:
        _print_signature(console, each, zone)
    if any(has_aged(each.fact, _holding(each, at), at.now) for each in answer.signatures):
        _print_what_holds(console, answer, at)
    if not answer.signatures and not answer.document:
        _fact(console, "signatures", "none")
    for finding in answer.findings:
        style = colour if answer.verdict == "refused" else "yellow"
        _fact(console, "reason", line(finding, zone), style)


def _print_signature(console: Console, each: SignatureAnswer, zone: tzinfo) -> None:
    who = f"{each.capacity}: {each.holder}" if each.capacity else f"{each.holder} (by its own word)"
    _fact(console, _KINDS[each.kind], who, "" if each.is_intact else "red")
    at = f"{short_moment(each.moment, zone)} {zone_words(zone)}" if each.moment else "no time given"
    if not each.is_intact:
        fit = "DOES NOT FIT the document"
    elif each.covers_whole_file:
        fit = "intact, covers the whole file"
    else:
        fit = "intact, covers what was there then"
    _fact(console, "", f"{at} · {each.level} · {fit}", "dim" if each.is_intact else "red")
    if each.timestamp:
        _fact(console, "", f"existed by {_words(each.timestamp, zone)} (timestamp)", "dim")
    if each.held_at:
        until = f"; can be checked until {each.proof_until:%Y-%m-%d}" if each.proof_until else ""
        _fact(
            console, "", f"proved by the file itself as of {_at(each.held_at, zone)}{until}", "dim"
        )
    certificate = f"certificate {each.certificate_sha256[:16]}… of {each.subject}"
    _fact(console, "", certificate, "dim")


def print_paper_over_years(console: Console, file: Path, answer: Answer, at: Moment) -> None:
    """One signed paper of a berkas: what of its signatures still holds, and why."""
    mark, colour, _ = _VERDICTS[answer.verdict]
    console.print(Text(visible(f"  {mark} {file.name}"), style=f"bold {colour}"))
    _print_what_holds(console, answer, at)
    for finding in answer.findings:
        _fact(console, "reason", line(finding, at.zone), "yellow")


def _print_what_holds(console: Console, answer: Answer, at: Moment) -> None:
    """Each signature by itself, then the timestamps, which they have in common."""
    told = _vouching(answer)
    for each in answer.signatures:
        told += of_signature(each.fact, each.capacity or each.holder, at)
    for each in answer.signatures:
        told += [one for one in of_stamps(each.fact, at) if one not in told]
    for one in told:
        what, why, do = sentences(one, at.zone)
        mark, style = ("✓", "green") if one.code in HOLDING else ("!", "yellow")
        _fact(console, "", f"{mark} {what}", style)
        more = f"{why} ({one.code})" if one.code in HOLDING else f"{why} {do} ({one.code})"
        _fact(console, "", f"  {more}", "dim")


def _vouching(answer: Answer) -> list[Finding]:
    """That nobody here vouches for what a strange file says of itself."""
    return [] if answer.document else [Finding("W12")]


def _holding(each: SignatureAnswer, at: Moment) -> tuple[Finding, ...]:
    return what_holds(each.fact, each.capacity or each.holder, at)


def _fact(console: Console, label: str, text: str, style: str = "") -> None:
    console.print(Text(f"    {label:<{_LABEL}}") + Text(visible(text), style=style))


def answer_facts(file: Path, answer: Answer, at: Moment) -> dict[str, Any]:
    """One file for programs (design, section 14)."""
    zone = at.zone
    return {
        "file": str(file),
        "verdict": answer.verdict,
        "document": answer.document,
        "signatures": [
            {
                "post": each.post,
                "holder": each.holder,
                "capacity": each.capacity,
                "certificate_sha256": each.certificate_sha256,
                "signed_at": each.signed_at,
                "timestamp": each.timestamp,
                "level": each.level,
                "validated_at": _iso(each.held_at),
                "proof_until": _iso(each.proof_until),
                "certificate_until": _iso(each.fact.certificate_until),
                "stamps": [_stamp_facts(one) for one in each.fact.stamps],
                "holds": [
                    {
                        "code": one.code,
                        "holds": one.code in HOLDING,
                        "text": " ".join(sentences(one, zone)),
                    }
                    for one in (*_vouching(answer), *_holding(each, at))
                ],
            }
            for each in answer.signatures
        ],
        "reasons": [{"code": each.code, "text": line(each, zone)} for each in answer.findings],
    }


def _stamp_facts(one: StampFact) -> dict[str, Any]:
    return {
        "at": one.at.isoformat(),
        "authority": one.authority,
        "until": one.until.isoformat(),
        "digest": one.digest,
        "covers_whole_file": not one.is_own,
        "renewed_at": _iso(one.sealed_at),
        "holds": one.holds,
    }


def _iso(moment: datetime | None) -> str | None:
    return moment.isoformat() if moment else None


def print_entry(console: Console, entry: RegisterEntry, zone: tzinfo) -> None:
    """A register entry for people."""
    colour = "red" if entry.state is PaperState.WITHDRAWN else "green"
    console.print(Text(f"{entry.code}  {entry.title}", style=f"bold {colour}"))
    _fact(console, "period", entry.period)
    void = f" (void: {entry.void})" if entry.void else ""
    dated = f", {date_words(entry.dated)}" if entry.dated else ""
    _fact(console, "nomor", (entry.nomor or "-") + dated + void, "red" if void else "")
    waits = f", waits for {', '.join(entry.waits_for)}" if entry.waits_for else ""
    _fact(console, "state", entry.state.value + waits, colour)
    for version in entry.versions:
        when = _at(version.issued_at, zone)
        size = f"{version.size} bytes"
        _fact(console, f"version {version.version}", f"{version.format}, {size}, issued {when}")
        _fact(console, "", f"SHA-256 {version.sha256}", "dim")
    for each in entry.signatures:
        kind = "paraf" if each.field.startswith("Paraf") else "signature"
        _fact(console, kind, f"{each.capacity}: {each.holder}, {_at(each.signed_at, zone)}")
        _fact(console, "", f"certificate {each.certificate_sha256}", "dim")
    if entry.current_sha256 and entry.current_sha256 != entry.versions[-1].sha256:
        _fact(console, "as of now", f"SHA-256 {entry.current_sha256}", "dim")


def _words(moment: str, zone: tzinfo) -> str:
    return _at(datetime.fromisoformat(moment), zone)


def _at(moment: datetime, zone: tzinfo) -> str:
    return f"{short_moment(moment, zone)} {zone_words(zone)}"


def entry_facts(entry: RegisterEntry) -> dict[str, Any]:
    """A register entry for programs."""
    return {
        "document": entry.code,
        "title": entry.title,
        "period": entry.period,
        "nomor": entry.nomor or None,
        "dated": entry.dated.isoformat() if entry.dated else None,
        "void": entry.void or None,
        "state": entry.state.value,
        "waits_for": list(entry.waits_for),
        "versions": [
            {
                "version": each.version,
                "format": each.format,
                "sha256": each.sha256,
                "size": each.size,
                "issued_at": each.issued_at.isoformat(),
            }
            for each in entry.versions
        ],
        "signatures": [
            {
                "post": each.post,
                "holder": each.holder,
                "capacity": each.capacity,
                "certificate_sha256": each.certificate_sha256,
                "signed_at": each.signed_at.isoformat(),
            }
            for each in entry.signatures
        ],
        "current_sha256": entry.current_sha256 or None,
    }
