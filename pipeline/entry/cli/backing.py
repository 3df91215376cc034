"""``paraf backup``: the whole office, while it works, into a folder elsewhere."""

import contextlib
from dataclasses import asdict
from datetime import datetime
from functools import partial
from importlib.metadata import version
from pathlib import Path
from typing import Annotated
from zoneinfo import ZoneInfo

import typer
from rich.text import Text

from pipeline.adapters.archive.lock import reading
from pipeline.adapters.backup import BackupFolder
from pipeline.adapters.disk import LocalDisk
from pipeline.adapters.folders.marks import TRAYS, Marks
from pipeline.adapters.folders.survey import FolderSurvey
from pipeline.adapters.store.snapshot import snapshot
from pipeline.adapters.store.sql import SqlStore, open_sqlite
from pipeline.config.office import OfficeConfig, load_office
from pipeline.entry.cli.options import JsonOption, OfficeOption, find_office
from pipeline.entry.cli.telling import EXIT_FINE, EXIT_WRONG, err, out, print_json, telling
from pipeline.errors import Misconfigured, NotYet
from pipeline.office.backing_up import back_up
from pipeline.office.backups_known import note_backup, was_used
from pipeline.ports.backup import Made
from pipeline.ports.folders import PRIVATE
from pipeline.wiring import clock_of
from pipeline.wording.sizes import size_words
from pipeline.wording.visible import visible


def backup(
    destination: Annotated[Path, typer.Argument(help="The folder of this office's backups.")],
    without_archive: Annotated[
        bool, typer.Option("--without-archive", help="Leave the archive out.")
    ] = False,
    office: OfficeOption = None,
    as_json: JsonOption = False,
) -> None:
    """Back the whole office up while it works: state, papers, trays, configuration, archive.

    Each backup is complete; bytes that an earlier one in the same folder holds are not copied
    again. Everything is read back. Exits with 1 when the office itself lacks or holds something
    damaged: the backup is made all the same, and says so.
    """
    with telling():
        root = find_office(office)
        _outside(root, destination)
        raise typer.Exit(_back_up(root, destination, not without_archive, as_json))


def _outside(root: Path, destination: Path) -> None:
    """A backup inside what it backs up would grow by itself, and be lost with it."""
    target = destination.resolve()
    for ours in (root, *(root / tray for tray in (*TRAYS, PRIVATE))):
        if ours.resolve() in (target, *target.parents):
            raise typer.BadParameter(
                f"{destination} lies inside the office; name a folder on another disk or machine"
            )


def _back_up(
    root: Path,
    destination: Path,
    with_archive: bool,  # noqa: FBT001 - what the command was told
    as_json: bool,  # noqa: FBT001
) -> int:
    config = load_office(root)
    database = root / PRIVATE / "office.db"
    if not database.exists():
        raise Misconfigured(
            [f"{database} is not there: nothing has happened in this office yet, or it was lost"]
        )
    with contextlib.closing(open_sqlite(database)) as store:
        _all_mounted(root, store, with_archive=with_archive)
        made = _make(config, store, destination, with_archive=with_archive)
        _note(store, clock_of(config, None).now(), destination, made)
    if as_json:
        print_json({"ok": not made.faults, **asdict(made)})
    else:
        _tell(config, made)
    return EXIT_WRONG if made.faults else EXIT_FINE


def _all_mounted(root: Path, store: SqlStore, *, with_archive: bool) -> None:
    away = set(Marks(root, store.office_id, LocalDisk()).away())
    if missing := sorted(away - (set() if with_archive else {"archive"})):
        raise NotYet(
            f"{', '.join(missing)} lacks its mark .paraf.id: is the share mounted? "
            "Nothing was backed up"
        )


def _make(config: OfficeConfig, store: SqlStore, destination: Path, *, with_archive: bool) -> Made:
    root = config.root
    survey = FolderSurvey(root, frozenset(config.folder(post) for post in config.posts))
    room = BackupFolder(
        root,
        destination,
        LocalDisk(),
        snapshot=lambda copy: snapshot(root / PRIVATE / "office.db", copy, survey.somebody_works),
        hold=partial(reading, root / "archive"),
    )
    with room.begun(store.office_id, is_new=not was_used(store, str(destination.resolve()))):
        return back_up(
            room,
            office_name=f"{config.identity.badan} {config.identity.nama_daerah}",
            made_at=clock_of(config, None).now().astimezone(ZoneInfo(config.identity.zona)),
            paraf=version("paraf"),
            demo=config.demo,
            with_archive=with_archive,
        )


def _note(store: SqlStore, now: datetime, destination: Path, made: Made) -> None:
    """Write into the ledger that there is a backup; it stands whether that works or not."""
    try:
        note_backup(store, now, str(destination.resolve()), made)
    except NotYet as error:
        err.print(Text(visible(f"! the ledger does not know of this backup: {error.what}")))


def _tell(config: OfficeConfig, made: Made) -> None:
    for each in made.faults:
        err.print(Text("✗ ", style="red") + Text(visible(each)))
    out.print(Text("✓ ", style="green") + Text(visible(made.path)))
    sizes = f"{size_words(made.bytes)}, {size_words(made.written)} new"
    out.print(f"    {made.files} files, {sizes}; all read back")
    out.print(f"    ledger line {made.head[0]}, head {made.head[1]}")
    out.print(f"    manifest    {made.manifest_sha256}")
    keys = "the demo's keys are among them" if config.demo else "no private key is among them"
    out.print(f"    {keys}")
    if made.faults:
        err.print(
            "The backup is made; what is named above is wrong with the office. See: paraf check"
        )
