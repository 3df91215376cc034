"""``paraf restore``: an office laid out again from a backup, in a new folder."""

import contextlib
from dataclasses import asdict
from pathlib import Path
from typing import Annotated

import typer
from rich.text import Text

from pipeline.adapters.archive.room import FolderArchive
from pipeline.adapters.archive.testimony import testimonies
from pipeline.adapters.backup import Backup, Laying, find_backup
from pipeline.adapters.backup.lists import About
from pipeline.adapters.clocks import SystemClock
from pipeline.adapters.disk import LocalDisk
from pipeline.adapters.folders.marks import TRAYS
from pipeline.adapters.folders.outbox import RETURN_FOLDER
from pipeline.adapters.store.recovery import evidence_of
from pipeline.adapters.store.sql import SqlStore, open_sqlite
from pipeline.config.office import load_office
from pipeline.entry.cli.options import JsonOption
from pipeline.entry.cli.telling import EXIT_FINE, EXIT_WRONG, err, out, print_json, telling
from pipeline.errors import Misconfigured
from pipeline.office.integrity.findings import CheckFinding
from pipeline.office.rollback import behind, of_witness
from pipeline.ports.folders import MARK, PRIVATE
from pipeline.ports.rebuilding import LAY_AGAIN
from pipeline.wiring import check_office, demo_clock
from pipeline.wording.visible import visible


def restore(
    backup: Annotated[
        Path, typer.Argument(help="A backup (dated folder), or the folder with all of them.")
    ],
    directory: Annotated[
        Path,
        typer.Argument(help="A new folder; only an archive that survived may stand in it."),
    ],
    as_json: JsonOption = False,
) -> None:
    """Restore an office from a backup into a new folder, and check it.

    The backup is examined first, and nothing of it is used unless it is whole. Where the archive
    survived elsewhere, mount it as DIRECTORY/archive before: it is used and never written over.
    Exits with 1 when the backup is damaged, the archive is newer, or the check finds something.
    """
    with telling():
        raise typer.Exit(_restore(find_backup(backup), directory, as_json=as_json))


def _restore(backup: Backup, directory: Path, *, as_json: bool) -> int:
    faults = backup.faults()
    if faults:
        return _refuse(backup, faults, as_json=as_json)
    laying = Laying(backup, directory, LocalDisk())
    laying.make_sure()
    _own_archive(backup.about, directory)
    older = ""

    def finish() -> None:
        nonlocal older
        older = _settle(backup, directory, laying.kept)

    laying.lay(finish)
    _make_trays(directory)
    findings = check_office(directory.resolve()).findings
    is_fine = not (older or findings or laying.kept)
    if as_json:
        print_json(
            {
                "ok": is_fine,
                "backup": str(backup.folder),
                "office": str(directory),
                "older_than_archive": older,
                "kept": laying.kept,
                "findings": [asdict(each) for each in findings],
            }
        )
    else:
        _tell(backup, directory, laying.kept, (older, findings))
    return EXIT_FINE if is_fine else EXIT_WRONG


def _refuse(backup: Backup, faults: list[str], *, as_json: bool) -> int:
    if as_json:
        print_json({"ok": False, "backup": str(backup.folder), "damaged": faults})
        return EXIT_WRONG
    for each in faults:
        err.print(Text("✗ ", style="red") + Text(visible(each)))
    err.print(
        Text(
            visible(
                f"{backup.folder} is damaged; nothing was restored from it. Try an older backup, "
                "or another copy of this one"
            )
        )
    )
    return EXIT_WRONG


def _own_archive(about: About, directory: Path) -> None:
    """An archive that stands there must be this office's."""
    archive = directory / "archive"
    if not archive.is_dir():
        return
    mark = archive / MARK
    stands = [each.name for each in archive.iterdir()]
    if mark.exists():
        if mark.read_bytes().strip() != about.office.encode():
            raise Misconfigured([f"{archive} is the archive of another office"])
    elif stands:
        problem = f"{archive} holds {min(stands)!r} and no {MARK}: it is not of this office"
        raise Misconfigured([problem])


def _settle(backup: Backup, directory: Path, kept: list[str]) -> str:
    """Mark the trays, write the restoration into the ledger; says why it must not go on yet."""
    disk, about = LocalDisk(), backup.about
    for tray in TRAYS:
        disk.make_folder(str(directory / tray))
        disk.write(str(directory / tray / MARK), about.office.encode())
    archive = FolderArchive(directory / "archive", disk)
    for place in archive.places():
        archive.seal(place)
    with contextlib.closing(open_sqlite(directory / PRIVATE / "office.db")) as store:
        told = testimonies(directory / "archive")
        older = behind(store, (*of_witness(archive), *evidence_of(told, about.office_name)))
        store.fact(LAY_AGAIN, "1")
        if not older:
            _note(store, backup, directory, kept)
        return older


def _make_trays(directory: Path) -> None:
    """Every post's folders: a backup holds files, and an empty tray is none."""
    config, disk = load_office(directory), LocalDisk()
    for post in config.posts:
        disk.make_folder(str(directory / "inbox" / config.folder(post)))
        disk.make_folder(str(directory / "outbox" / config.folder(post) / RETURN_FOLDER))


def _note(store: SqlStore, backup: Backup, directory: Path, kept: list[str]) -> None:
    now = (demo_clock(directory) if backup.about.demo else SystemClock()).now()
    facts = {
        "backup": str(backup.folder),
        "made_at": backup.about.made_at.isoformat(),
        "manifest": backup.about.manifest_sha256,
        "kept": "; ".join(kept),
    }
    store.note(f"restored-office:{now.isoformat()}", now, "OfficeRestored", facts)


def _tell(
    backup: Backup,
    directory: Path,
    kept: list[str],
    found: tuple[str, tuple[CheckFinding, ...]],
) -> None:
    older, findings = found
    about = backup.about
    out.print(Text("✓ ", style="green") + Text(visible(f"{about.office_name}: {directory}")))
    out.print(Text(visible(f"    from {backup.folder}, made {about.made_at:%Y-%m-%d %H:%M %Z}")))
    out.print(f"    {about.files} files, read back; ledger line {about.ledger_seq}")
    for each in about.faults:
        err.print(Text(visible(f"! the office was like this when it was backed up: {each}")))
    for each in kept:
        err.print(Text(visible(f"! {each} stood there, otherwise than in the backup: kept")))
    for finding in findings:
        err.print(
            Text("✗ ", style="red")
            + Text(visible(f"{finding.code} {finding.path}: {finding.text}"))
        )
    if older:
        err.print(Text("✗ ", style="red") + Text(visible(older)))
        err.print(
            "What was done after the backup is proved by the archive only in part: letters may "
            "carry numbers that this database would give again. paraf rebuild takes up what the "
            "archive proves and says what is lost."
        )
    else:
        out.print("Next: paraf doctor, then paraf run. Papers that lie nowhere are laid again.")
