"""Berkas of other offices that stand in the archive, taken into a ledger that lost their receipt.

What such a berkas holds proves itself; that this office received it, and from whom, does not. Who
reads the account of a rebuilding is told of each, and may move it out of the archive before.
"""

from collections.abc import Collection, Iterator

from pipeline.domain.events import BerkasReceived
from pipeline.domain.receiving import berkas_register
from pipeline.office.rebuild_account import Sources, Told
from pipeline.ports.rebuilding import Testimony
from pipeline.ports.store import RECEIVED

#: In place of the account of whoever received it.
_BY = "paraf rebuild"


def receipts(
    told: Told, sources: Sources, used: Collection[tuple[str, int]]
) -> tuple[BerkasReceived, ...]:
    """The receipts to be written anew, and what is said of them.

    Args:
        told: The account in the making.
        sources: What the rebuilding rests on.
        used: The numbers in use by what is known otherwise: register and number.
    """
    return tuple(_receipts(told, sources, used))


def _receipts(
    told: Told, sources: Sources, used: Collection[tuple[str, int]]
) -> Iterator[BerkasReceived]:
    events = [each.event for each in sources.gathered.happened]
    known = [event for event in events if isinstance(event, BerkasReceived)]
    paths = {event.path for event in known}
    manifests = {event.manifest_sha256 for event in known}
    taken = set(used)
    proved = {line.key: line.seq for line in sources.gathered.lines}
    for each in sources.testimonies:
        if each.path not in sources.gathered.foreign or each.path in paths:
            continue
        number = berkas_register(each.classification_code, each.year), each.number
        if why := _why_not(each, sources, manifests, is_taken=number in taken):
            told.unknown.append(f"{each.path}: of another office, and not taken: {why}")
            continue
        taken.add(number)
        manifests.add(each.manifest_sha256)
        seq = proved.get(f"{RECEIVED}{each.manifest_sha256}")
        told.unknown.append(
            f"{each.path}: of another office ({each.creator}), taken from the archive as it "
            + ("stands; who sent it is not proved" if seq is None else "stands")
            + (f"; that it was received is proved by ledger line {seq}" if seq else "")
        )
        yield _receipt(each)


def _why_not(
    each: Testimony, sources: Sources, manifests: Collection[str], *, is_taken: bool
) -> str:
    if why := sources.unproven.get(each.path):
        return why
    if each.manifest_sha256 in manifests:
        return "the same berkas stands elsewhere, too"
    return f"number {each.number:03d} is another one's" if is_taken else ""


def _receipt(each: Testimony) -> BerkasReceived:
    return BerkasReceived(
        path=each.path,
        manifest_sha256=each.manifest_sha256,
        version=each.version,
        year=each.year,
        classification=each.classification_code,
        number=each.number,
        title=each.title,
        creator=each.creator,
        origin=each.origin,
        bag="",
        by=_BY,
    )
