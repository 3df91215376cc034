"""``paraf archive import``: a berkas of another office, out of a bag, into this archive."""

from dataclasses import dataclass
from datetime import datetime
from functools import partial
from pathlib import Path

import typer
from rich.text import Text

from pipeline.adapters.archive import Received, Reception
from pipeline.domain.events import BerkasReceived
from pipeline.domain.receiving import berkas_register, number_taken
from pipeline.entry.cli.exporting import account
from pipeline.entry.cli.telling import EXIT_FINE, err, out, print_json
from pipeline.errors import Finding, NotYet, Refused
from pipeline.office.integrity.archived import anchors
from pipeline.office.receiving import enter, numbers_taken
from pipeline.wiring import Workplace, open_workplace, reader_of, reception_of
from pipeline.wording.visible import visible


@dataclass(frozen=True, slots=True, kw_only=True)
class Wish:
    """What was asked for."""

    root: Path
    source: Path
    number: int | None
    asks: bool
    now: datetime | None
    as_json: bool


def import_bag(wish: Wish) -> int:
    """Judge a bag, ask, place its berkas, read it again; returns the exit code."""
    reception = reception_of(wish.root)
    with open_workplace(wish.root, wish.now) as at, reception.received(wish.source) as received:
        reader_of(wish.root)  # says so where the archive is not mounted
        archive = at.office.tools.archive
        archive.recover()
        lost = _recorded_place(at, reception, received)
        event = None if lost else _new(at, reception, received, wish)
        place = event.path if event else lost
        _describe(received, place, wish)
        if wish.asks and not typer.confirm("Place it in the archive?", default=False, err=True):
            raise typer.Exit(EXIT_FINE)
        reception.place(received, place, partial(_record, at, received, place, event))
        archive.mend_pointers(place)
        at.office.finish_lists()  # or the daemon does
        reading = reader_of(wish.root).read_one(place)
    if reading.findings:
        raise NotYet(f"{place} is not as it was received: {reading.findings[0].text}")
    if wish.as_json:
        facts = {"path": place, "manifest_sha256": received.manifest_sha256}
        print_json({**facts, "ignored": received.ignored})
    else:
        out.print(Text(visible(f"✓ {place}")))
    return EXIT_FINE


def _recorded_place(at: Workplace, reception: Reception, received: Received) -> str:
    """Where the ledger has it and nothing stands; empty where it knows nothing of it.

    Placing it broke off after it was recorded, or it was lost since: one of our own, too, comes
    back out of a bag.

    Raises:
        Refused: A47 it stands in this archive.
    """
    received_before = at.store.received()
    filed = anchors(at.store.cycles(), received_before)
    places = [path for path, manifest in filed.items() if manifest == received.manifest_sha256]
    for path in places:
        if not reception.stands(path):
            return path
        if path in {each.path for each in received_before}:
            reception.close(path)
    if standing := (*places, *reception.standing(received.manifest_sha256)):
        raise Refused(Finding("A47", {"path": standing[0]}))
    return ""


def _record(at: Workplace, received: Received, place: str, event: BerkasReceived | None) -> None:
    """Write into the ledger what comes in, or what comes back."""
    now = at.office.tools.clock.now()
    if event:
        enter(at.store, event, now)
        return
    facts = {
        "path": place,
        "manifest": received.manifest_sha256,
        "files": str(received.files),
        "source": received.bag,
    }
    at.store.note(f"restored:{now.isoformat()}:{place}", now, "ArchiveRestored", facts)


def _new(at: Workplace, reception: Reception, received: Received, wish: Wish) -> BerkasReceived:
    """What will be recorded of it.

    Raises:
        Refused: A48 its number is in use here; A49 another version of it stands here.
    """
    entry = received.entry
    number = wish.number or entry.number
    place = reception.place_for(received, number)
    register = berkas_register(entry.classification_code, entry.year)
    taken = numbers_taken(at.store, register) | reception.numbers_in(place)
    free = number_taken(place, number, taken)
    other = reception.standing(received.first_manifest_sha256)
    if other and wish.number is None:
        there = next(each for each in at.office.tools.archive.listing() if each.path == other[0])
        versions = {"versi_arsip": str(there.version), "versi_paket": str(entry.version)}
        raise Refused(Finding("A49", {**versions, "path": other[0], "bebas": free.facts["bebas"]}))
    if number in taken:
        raise Refused(free)
    return BerkasReceived(
        path=place,
        manifest_sha256=received.manifest_sha256,
        version=entry.version,
        year=entry.year,
        classification=entry.classification_code,
        number=number,
        title=entry.title,
        creator=entry.creator,
        origin=entry.path,
        bag=received.bag,
        by=account(),
    )


def _describe(received: Received, place: str, wish: Wish) -> None:
    if wish.as_json:
        return
    entry = received.entry
    told = [
        f"{entry.title}, version {entry.version}, {len(entry.items)} items",
        f"of {entry.creator}",
        f"there: {entry.path}",
        f"here:  {place}",
        f"manifest sha256 {received.manifest_sha256}",
    ]
    for each in told:
        out.print(Text(visible(f"  {each}")))
    if received.ignored:
        err.print(Text(f"! left out: {received.ignored} files that file managers had put there"))
