"""A berkas of another office in the ledger: its number is drawn with the line that tells of it."""

from collections.abc import Mapping
from datetime import datetime

from pipeline.domain.context import Decision
from pipeline.domain.cycle import Cycle
from pipeline.domain.events import BerkasReceived
from pipeline.domain.receiving import berkas_register, decide_receipt
from pipeline.domain.sop import Sop
from pipeline.ports.store import RECEIVED, Happening, Store


def enter(store: Store, event: BerkasReceived, at: datetime) -> None:
    """Write it into the ledger; nothing happens where it stands there already.

    Raises:
        Refused: A48 somebody has drawn its number meanwhile.
    """

    def judge(_cycle: Cycle | None, _sop: Sop | None, _next: Mapping[str, int]) -> Decision:
        register = berkas_register(event.classification, event.year)
        return decide_receipt(event, numbers_taken(store, register))

    key = f"{RECEIVED}{event.manifest_sha256}"
    store.apply(Happening(key=key, at=at, event=event, cycle=None), judge)


def numbers_taken(store: Store, register: str) -> set[int]:
    """The numbers of a register that are in use."""
    return {number for name, number, *_ in store.numbers() if name == register}
