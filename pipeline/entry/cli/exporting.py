"""``paraf archive export``: berkas in bags for another archive, and the lists for other systems."""

import os
import pwd
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from importlib.metadata import version
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import typer
from rich.text import Text

from pipeline.adapters.archive import Exported, Sender
from pipeline.adapters.archive.csv_lists import CsvLists
from pipeline.adapters.disk import LocalDisk
from pipeline.config.office import OfficeConfig, load_office
from pipeline.entry.cli.telling import EXIT_FINE, EXIT_WRONG, err, out, print_json, tell
from pipeline.errors import Finding, NotYet, Refused, Tampered
from pipeline.office.integrity.archived import ArchiveReader
from pipeline.ports.archive import BerkasEntry
from pipeline.wiring import clock_of, hand_over_of, ledger_at, reader_of
from pipeline.wording.visible import visible


@dataclass(frozen=True, slots=True, kw_only=True)
class Wish:
    """What was asked for."""

    root: Path
    output: Path
    packed: bool
    now: datetime | None
    as_json: bool


def export_bags(wish: Wish, berkas: Sequence[BerkasEntry], unreadable: Sequence[str] = ()) -> int:
    """Make a bag of each, tell of each, write each into the ledger; returns the exit code.

    Args:
        wish: What was asked for.
        berkas: What is to be handed over.
        unreadable: What was meant, too, and cannot be: its records are broken.
    """
    config = load_office(wish.root)
    refuse_trays(config, wish.output)
    at = clock_of(config, wish.now).now()
    sender = _sender(config, at)
    reader = reader_of(wish.root)
    made, failed = [], [(path, EXIT_WRONG) for path in unreadable]
    for path in unreadable:
        err.print(Text(visible(f"✗ {path} cannot be read; see: paraf archive verify")))
    for entry in berkas:
        try:
            anchor = _sound(reader, entry)
            exported = hand_over_of(wish.root, wish.output).export(
                entry, anchor, sender, packed=wish.packed
            )
        except (Refused, Tampered, NotYet) as error:
            tell(error)
            failed.append((entry.path, error.exit_code))
            continue
        unrecorded = _record(wish.root, at, entry, anchor, exported)
        made.append(_facts(entry, anchor, exported, unrecorded))
        if not wish.as_json:
            _tell(entry, anchor, exported, unrecorded)
    if wish.as_json:
        print_json({"bags": made, "failed": [path for path, _ in failed]})
    return min((code for _, code in failed), default=EXIT_FINE)


def export_lists(wish: Wish, year: int | None, *, semicolon: bool) -> int:
    """Write both lists as CSV; returns the exit code."""
    refuse_trays(load_office(wish.root), wish.output)
    lists = CsvLists(wish.root / "archive", year, ";" if semicolon else ",")
    when = f" {year}" if year else ""
    written = []
    for name, data in (("Daftar Berkas", lists.berkas()), ("Daftar Isi Berkas", lists.items())):
        path = wish.output / f"{name}{when}.csv"
        try:
            LocalDisk().write_new(str(path), data)
        except FileExistsError:
            raise Refused(Finding("A33", {"path": str(path)})) from None
        except OSError as error:
            raise NotYet(f"{path} cannot be written: {error.strerror}") from error
        written.append(str(path))
    if wish.as_json:
        print_json({"lists": written, "berkas": lists.count, "unreadable": lists.unreadable})
    else:
        for each in written:
            out.print(Text(visible(f"✓ {each}")))
    for broken in lists.unreadable:
        err.print(Text(visible(f"✗ {broken} cannot be read and is in neither list")))
    return EXIT_WRONG if lists.unreadable else EXIT_FINE


def refuse_trays(config: OfficeConfig, output: Path) -> None:
    """Nothing that is handed over belongs into a folder that Paraf keeps.

    Raises:
        typer.BadParameter: ``output`` is one, or lies in one.
    """
    kept = [config.root / name for name in ("archive", "inbox", "outbox", ".paraf")]
    kept += [config.mirror] if config.mirror else []
    place = output.resolve()
    if any(folder.resolve() in (place, *place.parents) for folder in kept):
        raise typer.BadParameter(
            f"{output} is kept by Paraf itself; name a folder elsewhere", param_hint="--output"
        )


def account() -> str:
    """The account of this machine under which a command runs, for the ledger."""
    with suppress(KeyError):
        return pwd.getpwuid(os.getuid()).pw_name
    return str(os.getuid())


def _sound(reader: ArchiveReader, entry: BerkasEntry) -> str:
    """The digest by which the ledger knows a berkas, once all of it was read again.

    Raises:
        Tampered: A31 something is wrong with it; A32 the ledger does not know it.
    """
    reading = reader.read_one(entry.path)
    for each in reading.findings:
        err.print(Text("✗ ", style="red") + Text(visible(each.text)))
    anchor = reading.anchors.get(entry.path)
    if anchor is None:
        raise Tampered(Finding("A32", {"path": entry.path}))
    if reading.findings:
        facts = {"path": entry.path, "jumlah": str(len(reading.findings))}
        raise Tampered(Finding("A31", facts))
    return anchor


def _sender(config: OfficeConfig, at: datetime) -> Sender:
    identity = config.identity
    return Sender(
        organization=f"{identity.badan} {identity.nama_daerah}",
        address="; ".join(identity.alamat),
        contact=config.posts[identity.juru_berkas].sebutan,
        bagged_on=at.astimezone(ZoneInfo(identity.zona)).date(),
        agent=f"Paraf {version('paraf')}",
    )


def _record(root: Path, at: datetime, entry: BerkasEntry, anchor: str, exported: Exported) -> str:
    """Write a line into the ledger; gives why it could not be written, or nothing.

    The bag stands by then. Whether it is recorded must not decide whether it can be handed over:
    an office on read-only media still gives its archive away.
    """
    facts = {
        "path": entry.path,
        "manifest": anchor,
        "version": str(entry.version),
        "bag": exported.bag.name,
        "tag_manifest": exported.tag_manifest,
        "by": account(),
    }
    try:
        with ledger_at(root) as ledger:
            ledger.note(f"exported:{at.isoformat()}:{entry.path}", at, "ArchiveExported", facts)
    except NotYet as error:
        return error.what
    return ""


def _facts(entry: BerkasEntry, anchor: str, exported: Exported, unrecorded: str) -> dict[str, Any]:
    return {
        "path": entry.path,
        "bag": str(exported.bag),
        "manifest_sha256": anchor,
        "version": entry.version,
        "files": exported.files,
        "bytes": exported.size,
        "recorded": not unrecorded,
    }


def _tell(entry: BerkasEntry, anchor: str, exported: Exported, unrecorded: str) -> None:
    out.print(Text(visible(f"✓ {entry.path}")))
    out.print(Text(visible(f"  {exported.bag}: {exported.files} files, {exported.size} bytes")))
    out.print(Text(f"  manifest sha256 {anchor}"))
    if unrecorded:
        err.print(Text(visible(f"! the ledger has no line of this: {unrecorded}")))
