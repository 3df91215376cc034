"""The only room that knows both the office and its tools: plain constructor calls."""

import hashlib
import sys
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from pathlib import Path
from typing import Any

from pipeline import domain
from pipeline.adapters import board
from pipeline.adapters.archive import FolderArchive, HandOver, Reception, SecondCopy
from pipeline.adapters.aside import AsideThread
from pipeline.adapters.charts import MatplotlibCharts
from pipeline.adapters.clocks import DemoClock, ShiftedClock, SystemClock
from pipeline.adapters.conversion import LibreOffice
from pipeline.adapters.disk import LocalDisk
from pipeline.adapters.fixity import FixityBook, last_good
from pipeline.adapters.folders.marks import Marks, make_room
from pipeline.adapters.folders.shared import SharedFolders
from pipeline.adapters.folders.survey import FolderSurvey
from pipeline.adapters.forms.agreement_customs import Customs
from pipeline.adapters.forms.jailed import JailedForms
from pipeline.adapters.forms.year import year_workbook
from pipeline.adapters.inspection.jailed import JailedInspector
from pipeline.adapters.jail import Jail, Trade
from pipeline.adapters.qr import SegnoCodes
from pipeline.adapters.rehearsing import RehearsalProcesses
from pipeline.adapters.rereading import RereadingProcess, UpdatingProcess
from pipeline.adapters.signing import (
    IsolatedExaminer,
    IsolatedTimestamps,
    PdfSigningRoom,
)
from pipeline.adapters.store.looking import memory_in
from pipeline.adapters.store.sql import SqlStore, open_sqlite
from pipeline.adapters.texts.jailed import JailedTexts
from pipeline.adapters.word.jailed import JailedWords
from pipeline.config.calendar import load_calendar
from pipeline.config.office import OfficeConfig, load_office
from pipeline.config.sop import load_sop
from pipeline.domain.sop import Sop
from pipeline.errors import Misconfigured, NotYet, PipelineError
from pipeline.office.authority import time_trust
from pipeline.office.integrity.archived import ArchiveReader
from pipeline.office.integrity.check import Integrity, Witnesses
from pipeline.office.integrity.findings import Report
from pipeline.office.office import Office
from pipeline.office.rollback import behind, of_witness
from pipeline.office.surroundings import Surroundings, roster_of
from pipeline.office.tools import Tools
from pipeline.office.troubles import kind_of
from pipeline.ports.clock import Clock
from pipeline.ports.folders import MARK, PRIVATE
from pipeline.ports.store import Memory
from pipeline.ports.upkeep import Outcome
from pipeline.ports.watch import Unwatched, Watch
from pipeline.wiring.demo import agents_of, enrol_demo_keys

_FIXITY = "fixity.db"
#: Examines a claim apart; given the office's folder and the claim.
REHEARSAL = (sys.executable, "-m", "pipeline.entry.rehearsal")
#: Reads the archive again; given the office's folder.
REREADING = (sys.executable, "-m", "pipeline.entry.rereading", "--idle")
#: Brings the archive's lists up to date; given the office's folder.
UPDATING = (sys.executable, "-m", "pipeline.entry.updating", "--idle")


@dataclass(frozen=True, slots=True, kw_only=True)
class Machines:
    """The helper processes that cost seconds to start; they may outlive an office they serve."""

    converter: LibreOffice
    examiner: IsolatedExaminer
    reader: Jail

    def warm(self) -> None:
        """Start them in the background."""
        self.reader.warm()
        self.examiner.warm()
        self.converter.warm()

    def close(self) -> None:
        """Stop them."""
        self.converter.close()
        self.examiner.close()
        self.reader.close()


@dataclass(frozen=True, slots=True, kw_only=True)
class Workplace:
    """An open office, and the tools that the ways in use directly."""

    root: Path
    config: OfficeConfig
    office: Office
    store: SqlStore
    converter: LibreOffice
    examiner: IsolatedExaminer
    signing: PdfSigningRoom
    machines: Machines

    def warm(self) -> None:
        """Start the helper processes in the background."""
        self.machines.warm()


#: Who opens files that people dropped, and whatever LibreOffice leaves. A further reading room adds
#: its module here.
READING = Trade(
    what="the process that reads dropped files",
    modules=(
        "pipeline.adapters.conversion.jobs",
        "pipeline.adapters.forms.jobs",
        "pipeline.adapters.inspection.jobs",
        "pipeline.adapters.texts.jobs",
        "pipeline.adapters.word.jobs",
    ),
    too_heavy="K03",
    unsound="K04",
)


def machines_for(private: Path) -> Machines:
    """The helper processes of one office; none is started before it is needed."""
    reader = Jail(READING)
    return Machines(
        converter=LibreOffice(scratch=private / "scratch", reader=reader),
        examiner=IsolatedExaminer(),
        reader=reader,
    )


def demo_clock(root: Path) -> DemoClock:
    """The clock of a demo office."""
    return DemoClock(root / PRIVATE / "demo" / "clock")


def clock_of(config: OfficeConfig, now: datetime | None) -> Clock:
    """The office's clock.

    Raises:
        Misconfigured: ``now`` is given and this is no demo office.
    """
    if now is not None:
        if not config.demo:
            raise Misconfigured(["--now sets the clock of a demo office only (demo = true)"])
        return ShiftedClock(now)
    return demo_clock(config.root) if config.demo else SystemClock()


def configured_sop(config: OfficeConfig) -> Sop:
    """The SOP that new cycles follow.

    Raises:
        Misconfigured: it cannot work in this office.
    """
    templates = frozenset(path.stem for path in (config.root / "templates_docx").glob("*.docx"))
    return load_sop(
        config.root / "sop" / f"{config.identity.sop}.toml",
        frozenset(config.posts),
        templates,
        frozenset(config.number_formats),
    )


def configured(root: Path) -> tuple[OfficeConfig, Sop]:
    """Everything that is configuration, checked as a whole.

    Raises:
        Misconfigured: with the problems of all files at once.
    """
    config = load_office(root)
    problems = _misplaced(config) + _agents_outside_demo(config) + _copied_into_itself(config)
    try:
        sop = configured_sop(config)
    except Misconfigured as error:
        raise Misconfigured([*problems, *error.problems]) from None
    if problems:
        raise Misconfigured(problems)
    return config, sop


def _misplaced(config: OfficeConfig) -> list[str]:
    """Folders that staff write to must not be where Python looks for code (house 5, trap 2)."""
    if config.demo:
        return []
    paths = {Path(entry or ".").resolve() for entry in sys.path}
    if any(config.root.resolve() in (path, *path.parents) for path in paths):
        remedy = "move the office elsewhere (paraf init DIR makes one), or set demo = true"
        return [f"{config.root} lies on Python's import path; {remedy}"]
    return []


def _agents_outside_demo(config: OfficeConfig) -> list[str]:
    if config.demo:
        return []
    return [
        f"office.toml: [jabatan.{post}] agen_tanda_tangan: the signing agent works in a demo "
        "office only; remove the line"
        for post, entry in config.posts.items()
        if entry.agen_tanda_tangan
    ]


def _copied_into_itself(config: OfficeConfig) -> list[str]:
    if config.mirror is None:
        return []
    ours = (config.root / "archive").resolve()
    copy = config.mirror.resolve()
    if ours in (copy, *copy.parents) or copy in ours.parents:
        remedy = "name a folder elsewhere, best on another disk or machine"
        return [f"office.toml: [archive] mirror: {config.mirror} overlaps the archive; {remedy}"]
    return []


@contextmanager
def open_workplace(
    root: Path,
    now: datetime | None = None,
    lent: Machines | None = None,
    watch: Watch | None = None,
) -> Iterator[Workplace]:
    """Open an office folder for work; let go of everything at the end but what was lent.

    Whoever is to ``watch`` is asked between two deeds whether to go on, and told of each.

    Raises:
        Misconfigured: it cannot be opened as it is.
        NotYet: its database or folders are busy or away.
    """
    config, sop = configured(root)
    private = root / PRIVATE
    memory, disk = private / "office.db", LocalDisk()
    make_room(root, memory, disk)
    clock = clock_of(config, now)
    store = open_sqlite(memory)
    store.behind = behind(store, of_witness(archive_of(root)))
    machines = lent or machines_for(private)
    stamps, renewing = (timestamps_of(config, store, clock) for _ in range(2))
    aside: AsideThread[Any] = AsideThread()
    signing = PdfSigningRoom(stamps)
    inspector = JailedInspector(machines.reader)
    rehearsals = RehearsalProcesses(REHEARSAL, root)
    rereader = RereadingProcess(REREADING, root, store.office_id, config.mirror)
    list_writer = UpdatingProcess(UPDATING, root)
    fixity = FixityBook(private / _FIXITY, disk)
    if config.demo and not store.behind:
        enrol_demo_keys(config, store, clock)
    marks = Marks(root, store.office_id, disk)
    if store.fact("marked") is None:
        marks.lay()
        store.fact("marked", "1")
    tools = Tools(
        clock=clock,
        store=store,
        folders=SharedFolders(
            root, frozenset(config.folder(post) for post in config.posts), disk, marks
        ),
        inspector=inspector,
        words=JailedWords(root / "templates_docx", machines.reader),
        converter=machines.converter,
        signing=signing,
        timestamps=stamps,
        renewing=renewing,
        aside=aside,
        agents=agents_of(config, signing),
        examiner=machines.examiner,
        forms=JailedForms(
            agreements=root / "perjanjian-kinerja",
            inspector=inspector,
            customs=agreement_customs(config),
            jail=machines.reader,
        ),
        charts=MatplotlibCharts(),
        qr=SegnoCodes(),
        archive=FolderArchive(root / "archive", disk, texts=JailedTexts(machines.reader)),
        list_writer=list_writer,
        rereader=rereader,
        fixity=fixity,
        rehearsals=rehearsals,
        render_board=board.render,
        year_workbook=year_workbook,
        watch=watch or Unwatched(),
    )
    surroundings = Surroundings(
        config=config,
        sop=sop,
        calendar=load_calendar(config),
        roster=roster_of(config),
        office_id=store.office_id,
        rules=rules_digest(),
    )
    try:
        yield Workplace(
            root=root,
            config=config,
            office=Office(surroundings, tools),
            store=store,
            converter=machines.converter,
            examiner=machines.examiner,
            signing=signing,
            machines=machines,
        )
    finally:
        rehearsals.close()
        rereader.close()
        list_writer.close()
        fixity.close()
        aside.close()
        if lent is None:
            machines.close()
        for each in (stamps, renewing):
            if each is not None:
                each.close()
        store.close()


@cache
def rules_digest() -> str:
    """The digest of the core's code: another one may decide otherwise."""
    digest = hashlib.sha256()
    for path in sorted(Path(domain.__file__ or "").parent.rglob("*.py")):
        digest.update(path.read_bytes())
    return digest.hexdigest()


def check_office(root: Path, lent: Jail | None = None) -> Report:
    """Check an office, which leaves no trace there; nothing is opened for work.

    What lies in the inboxes is opened in a jailed child, as the daemon does: one that is ``lent``,
    or one that is started when first needed.

    Raises:
        Misconfigured: the office cannot be read as it is.
        NotYet: its database is away or does not stand still, or no child can be started.
    """
    surroundings, memory, survey = _looked_at(root)
    reader = lent or Jail(READING)
    witnesses = Witnesses(
        memory=memory,
        survey=survey,
        words=JailedWords(root / "templates_docx", reader),
        inspector=JailedInspector(reader),
        archive=archive_of(root),
        prolongs=surroundings.config.timestamps is not None,
    )
    try:
        return Integrity(surroundings, witnesses).check()
    finally:
        if lent is None:
            reader.close()


def reader_of(root: Path) -> ArchiveReader:
    """Who re-reads an office's archive; leaves no trace there.

    Raises:
        Misconfigured: the office cannot be read as it is.
        NotYet: its database or its archive is away.
    """
    surroundings, memory, _ = _looked_at(root)
    if "archive" in Marks(root, surroundings.office_id, LocalDisk()).away():
        raise _unmounted(root)
    return ArchiveReader(surroundings, archive_of(root), memory)


def agreement_customs(config: OfficeConfig) -> Customs:
    """What the sheets of a perjanjian kinerja are held against, beside the units' ids."""
    return Customs(
        names={
            unit.id: tuple(filter(None, (unit.nama, unit.singkat, unit.id)))
            for unit in config.units
        },
        code_shapes=config.code_shapes,
    )


def second_copy_of(config: OfficeConfig, aside: str) -> SecondCopy | None:
    """The archive's second copy, if there is one; files that make room go to ``aside``."""
    if config.mirror is None:
        return None
    damaged = config.root / PRIVATE / "damaged" / aside
    return SecondCopy(config.root / "archive", config.mirror, damaged, LocalDisk())


def hand_over_of(root: Path, output: Path) -> HandOver:
    """Who makes bags of an office's berkas; writes into ``output`` only."""
    return HandOver(root / "archive", output, LocalDisk())


def reception_of(root: Path) -> Reception:
    """Who takes berkas of other offices into an office's archive."""
    return Reception(root / "archive", root / PRIVATE / "receiving", LocalDisk())


@contextmanager
def ledger_at(root: Path) -> Iterator[SqlStore]:
    """An office's ledger for a line that changes no cycle; whoever works there goes on working.

    Raises:
        NotYet: it cannot be written now, for one where the share is read-only.
    """
    store = open_sqlite(root / PRIVATE / "office.db")
    try:
        yield store
    finally:
        store.close()


def last_good_of(root: Path, places: Iterable[str]) -> dict[str, datetime]:
    """When the rolling check last found each of these berkas whole, as far as it is known."""
    return last_good(root.resolve() / PRIVATE / _FIXITY, places)


def forget_fixity(private: Path) -> None:
    """Begin anew to remember how the archive stood; the office is not open."""
    disk = LocalDisk()
    for name in (f"{_FIXITY}-journal", _FIXITY):
        disk.remove(str(private / name))


def archive_of(root: Path) -> FolderArchive:
    """The archive of an office, open or not."""
    return FolderArchive(root / "archive", LocalDisk())


def update_lists(root: Path, *, everything: bool = False) -> Outcome:
    """Bring the lists and the catalogue of an office's archive up to date.

    Args:
        root: The office's folder; it need not be open, and may be.
        everything: Make all of them anew.
    """
    try:
        if not (root / "archive" / MARK).exists():
            raise _unmounted(root)
        reader = Jail(READING)
        archive = FolderArchive(root / "archive", LocalDisk(), texts=JailedTexts(reader))
        try:
            archive.bring_up_to_date(everything=everything)
        finally:
            reader.close()
    except PipelineError as error:
        return Outcome(code=kind_of(error), why=str(error))
    return Outcome()


def _unmounted(root: Path) -> NotYet:
    return NotYet(f"{root / 'archive'} lacks its mark {MARK}; is the share mounted?", "T03")


def _looked_at(root: Path) -> tuple[Surroundings, Callable[[], Memory], FolderSurvey]:
    config, sop = configured(root)
    survey = FolderSurvey(root, frozenset(config.folder(post) for post in config.posts))
    database = root / PRIVATE / "office.db"

    def memory() -> Memory:
        return memory_in(database, survey.somebody_works)

    surroundings = Surroundings(
        config=config,
        sop=sop,
        calendar=load_calendar(config),
        roster=roster_of(config),
        office_id=memory().office_id,
        rules=rules_digest(),
    )
    return surroundings, memory, survey


def timestamps_of(config: OfficeConfig, store: SqlStore, clock: Clock) -> IsolatedTimestamps | None:
    """Who stamps for this office; nobody, unless ``[stempel_waktu]`` names somebody."""
    if config.timestamps is None:
        return None
    return IsolatedTimestamps(
        config.timestamps.url,
        lambda: time_trust(store),
        clock,
        digest=config.timestamps.digest[0],
    )
