"""``paraf verify``: what a paper is, with the office's register or without.

Without an office folder nobody can say whether a paper is ours; what its signatures say of
themselves can be told all the same.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import typer
from rich.text import Text

from pipeline.adapters import report
from pipeline.adapters.clocks import SystemClock
from pipeline.adapters.disk import LocalDisk
from pipeline.adapters.signing import IsolatedExaminer
from pipeline.domain.codes import read_code
from pipeline.entry.cli.inputs import Unusable, read_file
from pipeline.entry.cli.options import find_office, opened
from pipeline.entry.cli.telling import EXIT_FINE, EXIT_USAGE, EXIT_WRONG, err, out, print_json
from pipeline.entry.cli.verdicts import answer_facts, entry_facts, print_answer, print_entry
from pipeline.errors import Finding, Misconfigured, Refused
from pipeline.office.endurance import Moment
from pipeline.office.inquiry import Inquiry
from pipeline.office.statement import paper_report
from pipeline.office.verification import Answer, stranger
from pipeline.ports.report import Report
from pipeline.wiring import Workplace
from pipeline.wording.moments import moment_words
from pipeline.wording.visible import visible

_NO_OFFICE = "P66"


@dataclass(frozen=True, slots=True, kw_only=True)
class _Counter:
    """Where papers are looked at: an office's, or any table."""

    verify: Callable[[bytes, str], Answer]
    at: Moment
    office: str = ""
    titles: dict[str, str] = field(default_factory=dict)


def verify(
    office: Path | None,
    now: datetime | None,
    files: list[Path],
    *,
    as_json: bool,
    report_file: Path | None,
) -> int:
    """Say of each file what it is; returns the exit code.

    Raises:
        PipelineError: the office cannot be opened, or the report not written.
    """
    answers: list[tuple[Path, bytes, Answer]] = []
    unusable = []
    with _counter(office, now) as counter:
        for file in files:
            try:
                data = read_file(file)
            except Unusable as error:
                unusable.append(error)
                continue
            except Refused as refusal:
                answers.append((file, b"", Answer(verdict="refused", findings=refusal.findings)))
                continue
            answers.append((file, data, counter.verify(data, file.name)))
    if as_json:
        facts = [answer_facts(file, answer, counter.at) for file, _, answer in answers]
        print_json(facts[0] if len(files) == len(facts) == 1 else facts)
    else:
        for file, _, answer in answers:
            print_answer(out, file, answer, counter.at)
    for trouble in unusable:
        err.print(Text(visible(f"✗ {trouble}"), style="red"))
    if report_file is not None:
        _write_report(report_file, counter, answers)
    if any(answer.verdict != "valid" for _, _, answer in answers):
        return EXIT_WRONG
    return EXIT_USAGE if unusable else EXIT_FINE


@contextmanager
def _counter(given: Path | None, now: datetime | None) -> Iterator[_Counter]:
    try:
        root = find_office(given)
    except Misconfigured:
        if given is not None:
            raise
    else:
        with opened(root, now) as workplace:
            yield _at_office(workplace)
        return
    if now is not None:
        raise typer.BadParameter("only a demo office's clock can be set", param_hint="--now")
    with IsolatedExaminer() as examiner:
        unknown = Finding(_NO_OFFICE)
        yield _Counter(
            verify=lambda data, name: stranger(examiner, data, name, unknown),
            at=Moment(now=SystemClock().now(), zone=ZoneInfo("Asia/Jakarta")),
        )


def _at_office(workplace: Workplace) -> _Counter:
    office = workplace.office
    return _Counter(
        verify=inquiry_of(workplace).verify,
        at=moment_at(workplace),
        office=workplace.config.identity.badan,
        titles=dict(office.surroundings.roster.titles),
    )


def moment_at(workplace: Workplace) -> Moment:
    """From when, and by which rules, an office looks at signatures."""
    stamping = workplace.config.timestamps
    return Moment(
        now=workplace.office.tools.clock.now(),
        zone=workplace.office.surroundings.calendar.zone,
        digests=stamping.digest if stamping else None,
    )


def inquiry_of(workplace: Workplace) -> Inquiry:
    """Who answers questions about papers."""
    office = workplace.office
    return Inquiry(office.surroundings, office.tools, office.intake)


def _write_report(
    target: Path, counter: _Counter, answers: list[tuple[Path, bytes, Answer]]
) -> None:
    page = report.render(
        Report(
            office=counter.office,
            made_at=moment_words(counter.at.now, counter.at.zone),
            papers=tuple(
                paper_report(file.name, data, answer, counter.titles, counter.at)
                for file, data, answer in answers
            ),
        )
    )
    try:
        LocalDisk().write(str(target), page.encode())
    except OSError as error:
        raise Unusable(target, f"the report cannot be written: {error.strerror}") from None
    err.print(Text(visible(f"The report lies in {target}")))


def look_up(office: Path | None, now: datetime | None, text: str, *, as_json: bool) -> int:
    """Say what the register knows of a document code; returns the exit code.

    Raises:
        PipelineError: the office cannot be opened.
    """
    with opened(office, now) as workplace:
        code = read_code(text)
        entry = inquiry_of(workplace).look_up(code) if code else None
        zone = workplace.office.surroundings.calendar.zone
    if as_json:
        print_json(entry_facts(entry) if entry else {"document": code, "state": None})
    elif entry:
        print_entry(out, entry, zone)
    if entry is None:
        why = (
            f"the register of this office knows no document {code}"
            if code
            else f"'{text}' is no document code: a letter is wrong or missing (XXXX-XXXX)"
        )
        err.print(Text(visible(f"✗ {why}"), style="red"))
        return EXIT_WRONG
    return EXIT_FINE
