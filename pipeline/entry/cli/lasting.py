"""``paraf archive verify --signatures``: what the signatures in a berkas still prove, and why."""

from collections.abc import Iterator
from dataclasses import asdict, dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from rich.text import Text

from pipeline.entry.cli.inputs import read_file
from pipeline.entry.cli.options import opened
from pipeline.entry.cli.papers import inquiry_of, moment_at
from pipeline.entry.cli.telling import EXIT_FINE, EXIT_WRONG, out, print_json
from pipeline.entry.cli.verdicts import answer_facts, print_paper_over_years
from pipeline.errors import Finding
from pipeline.office.endurance import Moment
from pipeline.office.integrity.archived import Reading, place_in
from pipeline.office.verification import Answer
from pipeline.wiring import Workplace
from pipeline.wording.notes import sentences
from pipeline.wording.visible import visible


@dataclass(frozen=True, slots=True, kw_only=True)
class _Signed:
    """The newest version of a signed paper in a berkas."""

    file: Path
    answer: Answer


def report(root: Path, now: datetime | None, reading: Reading, *, as_json: bool) -> int:
    """Say of each berkas that was read again what its signatures still prove; the exit code.

    Raises:
        PipelineError: The office cannot be opened.
    """
    is_wrong = bool(reading.findings)
    told = []
    with opened(root, now) as workplace:
        at = moment_at(workplace)
        for place in reading.berkas:
            signed = _newest(workplace, root / "archive" / place)
            is_wrong = is_wrong or any(each.answer.verdict == "refused" for each in signed)
            if as_json:
                told.append(_facts(place, reading, signed, at))
            else:
                _print(place, reading, signed, at)
    if as_json:
        print_json({"ok": not is_wrong, "at": at.now.isoformat(), "berkas": told})
    return EXIT_WRONG if is_wrong else EXIT_FINE


def _newest(workplace: Workplace, folder: Path) -> list[_Signed]:
    """The signed PDFs, of several versions of one paper that which grew out of all others."""
    inquiry = inquiry_of(workplace)
    signed = []
    for file, data in _not_continued(folder):
        answer = inquiry.verify(data, file.name)
        is_unsigned = answer.verdict == "valid" or answer.document is None
        if answer.signatures or not is_unsigned:  # else nobody signs it, or it is a rendition
            signed.append(_Signed(file=file, answer=answer))
    return signed


def _not_continued(folder: Path) -> list[tuple[Path, bytes]]:
    """The PDFs of a berkas but those whose bytes another one begins with."""
    read = [(file, read_file(file)) for file in sorted(folder.glob("*.pdf"))]
    return [
        (file, data)
        for file, data in read
        if not any(len(other) > len(data) and other.startswith(data) for _, other in read)
    ]


def _print(place: str, reading: Reading, signed: list[_Signed], at: Moment) -> None:
    out.print(Text(visible(place), style="bold"))
    found = list(_found_in(place, reading))
    if found:
        for text in found:
            out.print(Text("  ✗ ", style="red") + Text(visible(text)))
    else:
        what, why, _ = sentences(Finding("W10"), at.zone)
        out.print(Text(f"  ✓ {what}", style="green"))
        out.print(Text(f"    {why} (W10)", style="dim"))
    for each in signed:
        print_paper_over_years(out, each.file, each.answer, at)
    if not signed:
        out.print(Text("  Nothing in it is signed.", style="dim"))


def _found_in(place: str, reading: Reading) -> Iterator[str]:
    for each in reading.findings:
        if place_in(each.path) == place:
            yield each.text


def _facts(place: str, reading: Reading, signed: list[_Signed], at: Moment) -> dict[str, Any]:
    found = [asdict(each) for each in reading.findings if place_in(each.path) == place]
    return {
        "path": place,
        "whole": not found,
        "findings": found,
        "papers": [
            answer_facts(each.file.relative_to(each.file.parents[3]), each.answer, at)
            for each in signed
        ],
    }
