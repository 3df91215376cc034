"""``paraf init`` and ``paraf doctor``."""

import shutil
from collections.abc import Iterator
from dataclasses import asdict
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

from rich.text import Text

from pipeline.adapters import conversion
from pipeline.adapters.disk import LocalDisk
from pipeline.adapters.forms.excel import ExcelForms
from pipeline.adapters.inspection import ContentInspector, inspect
from pipeline.adapters.jail import Isolation, confinement, isolation
from pipeline.adapters.word import WordDocuments
from pipeline.config.calendar import has_shared_leave, load_calendar
from pipeline.config.office import OfficeConfig, load_office
from pipeline.domain.sop import Kind, Sop
from pipeline.entry.cli.health import (
    Line,
    backup_lines,
    certificate_lines,
    ledger_lines,
    second_copy_lines,
    timestamp_lines,
)
from pipeline.entry.cli.keeping import keeping_lines
from pipeline.entry.cli.signing import NamedKey
from pipeline.entry.cli.standing import State, standing
from pipeline.entry.cli.telling import EXIT_FINE, EXIT_MISCONFIGURED, out, print_json
from pipeline.entry.cli.trial import Trial
from pipeline.errors import Misconfigured, PipelineError, Refused
from pipeline.office.yearly import TEMPLATE as YEARLY
from pipeline.wiring import agreement_customs, clock_of, configured, open_workplace
from pipeline.wording.notes import line
from pipeline.wording.papers import PAPERS
from pipeline.wording.visible import visible

#: office.toml comes last: an office that broke off half-way can be laid out again.
_PARTS = ("sop", "templates_docx", "perjanjian-kinerja", "jra.toml", "office.toml")
_FOLDERS = ("inbox", "outbox", "archive")
_ENOUGH_BYTES = 500_000_000


def init(directory: Path) -> None:
    """Lay out a new office; what is there already is left alone.

    Raises:
        Misconfigured: an office is there already.
    """
    if (directory / "office.toml").exists():
        raise Misconfigured([f"{directory} already holds an office"])
    sample = _sample()
    directory.mkdir(parents=True, exist_ok=True)
    for part in _PARTS:
        source, target = sample / part, directory / part
        if source.is_dir():
            shutil.copytree(source, target, dirs_exist_ok=True)
        else:
            text = _as_real_office(source.read_text("utf-8"))
            LocalDisk().write(str(target), text.encode())
    config = load_office(directory)
    for folder in _FOLDERS:
        (directory / folder).mkdir(exist_ok=True)
    for post in config.posts:
        (directory / "inbox" / config.folder(post)).mkdir(exist_ok=True)
        (directory / "outbox" / config.folder(post) / "kembalikan").mkdir(
            parents=True, exist_ok=True
        )
    out.print(f"A new office lies in {directory}.")
    out.print("Next: put the real names into office.toml, then run: paraf doctor")


def _as_real_office(text: str) -> str:
    """The sample's configuration without what only a demo may have."""
    kept = (
        line for line in text.splitlines() if not line.startswith(("demo =", "agen_tanda_tangan"))
    )
    return "\n".join(kept) + "\n"


def _sample() -> Path:
    """The sample office: inside the installed package, or the checkout's root."""
    package = Path(__file__).parents[2]
    packed = package / "sample"
    return packed if packed.is_dir() else package.parent


def doctor(
    root: Path, now: datetime | None, *, as_json: bool, named: NamedKey | None = None
) -> int:
    """Examine an office and print every finding with its remedy; returns the exit code.

    A warning is about something that works today; it does not change the exit code.
    """
    lines = list(_examine(root, now, named))
    if as_json:
        print_json(
            {"ok": all(each.fine for each in lines), "lines": [asdict(each) for each in lines]}
        )
    else:
        for each in lines:
            out.print(Text(visible(f"{each.mark} "), each.colour) + Text(visible(each.words)))
    return EXIT_FINE if all(each.fine for each in lines) else EXIT_MISCONFIGURED


def _examine(root: Path, now: datetime | None, named: NamedKey | None) -> Iterator[Line]:
    try:
        config, sop = configured(root)
    except Misconfigured as error:
        for problem in error.problems:
            yield Line(subject="configuration", fine=False, text=problem)
        return
    yield Line(subject="configuration", fine=True, text="office.toml and the SOP fit together")
    templates = root / "templates_docx"
    unfit = list(_unfit_templates(templates))
    yield from _problems("templates", [*unfit, *WordDocuments(templates).lint(_unneeded(sop))])
    yield from _addendum(sop)
    yield from keeping_lines(config, sop)
    yield from _problems("programs", conversion.probe())
    yield from _jails()
    yield from _agreements(config, now)
    yield from _rights(root)
    yield _space(root)
    yield _daemon(config)
    yield from _working(root, now, named)


def _unfit_templates(folder: Path) -> Iterator[str]:
    """Templates with what makes every paper filled from them come back: macros, objects, links."""
    for path in sorted(folder.glob("*.docx")):
        for each in inspect(path.read_bytes(), path.name).findings:
            facts = ", ".join(each.facts.values())
            yield f"{path}: its papers would be refused with {each.code} ({facts}); remove that"


def _unneeded(sop: Sop) -> set[str]:
    """Templates from which this office fills nothing."""
    return set(PAPERS) - {paper.template for paper in sop.papers.values()} - {YEARLY}


def _addendum(sop: Sop) -> Iterator[Line]:
    """An SOP from before there was an addendum works on as it did; its office should know."""
    for step in sop.steps:
        if step.kind is Kind.REPORT and not step.addendum:
            text = (
                f"row {step.no} names none: data that come after the signed report are told of in "
                "the list of contents only. To have a paper laid before its readers, add "
                "'addendum' to the row and its [naskah] as in the sample SOP, and copy "
                "templates_docx/addendum-rekapitulasi.docx from the sample"
            )
            yield Line(subject="addendum", fine=True, text=text, warning=True)


def _problems(subject: str, problems: list[str]) -> Iterator[Line]:
    for problem in problems:
        yield Line(subject=subject, fine=False, text=problem)
    if not problems:
        yield Line(subject=subject, fine=True, text="in order")


def _jails() -> Iterator[Line]:
    """How well the processes are locked in that open people's files (decision 0013)."""
    level = isolation()
    held = confinement(level)
    fine = level is Isolation.JAIL and held.calls
    text = f"{level}; {_held(held.calls, 'system calls')}, {_held(held.files, 'files')}"
    if level is not Isolation.JAIL:
        text += "; install bubblewrap (apt-get install bubblewrap), or allow it user namespaces"
    if not held.calls:
        text += "; run Paraf on a 64-bit x86 or ARM machine"
    if not held.files:
        text += "; a kernel with Landlock (Linux 5.13, lsm=landlock) shuts files away twice"
    # Without walls, files are shut away only where the kernel does it.
    safe = level is Isolation.JAIL or held.files
    yield Line(subject="jail of opened files", fine=safe, text=text, warning=not fine)


def _held(held: bool, what: str) -> str:  # noqa: FBT001 - a word for a fact
    return f"{what} {'shut away' if held else 'NOT shut away'}"


def _agreements(config: OfficeConfig, now: datetime | None) -> Iterator[Line]:
    year = clock_of(config, now).now().year
    folder = config.root / "perjanjian-kinerja"
    forms = ExcelForms(
        agreements=folder, inspector=ContentInspector(), customs=agreement_customs(config)
    )
    problems: list[str] = []
    try:
        forms.read_agreement(year, [unit.id for unit in config.units])
    except Misconfigured as error:
        problems += error.problems
    yield from _problems("perjanjian-kinerja", problems)
    known = has_shared_leave(config, year)
    text = f"cuti bersama {year} known" if known else f"no cuti bersama known for {year}"
    yield Line(subject="calendar", fine=known, text=text)


def _rights(root: Path) -> Iterator[Line]:
    for folder in ("inbox", "outbox", "archive"):
        probe = root / folder / ".paraf-doctor.part"
        try:
            probe.parent.mkdir(exist_ok=True)
            probe.write_bytes(b"")
            probe.unlink()
        except OSError as error:
            yield Line(subject="rights", fine=False, text=f"{folder} {_unwritable(error)}")
        else:
            yield Line(subject="rights", fine=True, text=f"{folder} is writable")


def _unwritable(error: OSError) -> str:
    why = f"is not writable: {error.strerror}"
    return f"{why}; let the account that Paraf runs as write there, or mount it for writing"


def _space(root: Path) -> Line:
    free = shutil.disk_usage(root).free
    return Line(
        subject="free space",
        fine=free > _ENOUGH_BYTES,
        text=f"{free // 1_000_000} MB; Paraf wants {_ENOUGH_BYTES // 1_000_000} MB",
    )


def _daemon(config: OfficeConfig) -> Line:
    """Whether Paraf is at work; one that was stopped is only worth a remark."""
    found = standing(config.root)
    return Line(
        subject="daemon",
        fine=not found.is_wrong,
        text=found.words(ZoneInfo(config.identity.zona)),
        warning=found.state is not State.WORKING,
    )


def _working(root: Path, now: datetime | None, named: NamedKey | None) -> Iterator[Line]:
    """Open the office for real: database, certificates, keys that really sign a page."""
    try:
        with open_workplace(root, now) as workplace:
            at = clock_of(workplace.config, now).now()
            yield from certificate_lines(workplace, at)
            yield from timestamp_lines(workplace, at)
            yield from second_copy_lines(workplace)
            yield from ledger_lines(workplace)
            yield from backup_lines(workplace, at)
            trial = Trial(workplace, at)
            for post, trouble in trial.agents():
                yield _tried(f"signing agent of {post}", trouble)
            if named is not None:
                with named.open(at) as credential:
                    yield _tried(f"key for {named.post}", trial.key(named.post, credential))
            yield Line(subject="database", fine=True, text="opens")
    except Refused as error:
        zone = load_calendar(load_office(root)).zone
        text = "; ".join(line(each, zone) for each in error.findings)
        yield Line(subject="key", fine=False, text=text)
    except PipelineError as error:
        yield Line(subject="database", fine=False, text=str(error))


def _tried(subject: str, trouble: str) -> Line:
    text = trouble or "signed a page, and the signature was accepted"
    return Line(subject=subject, fine=not trouble, text=text)
