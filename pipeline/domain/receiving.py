"""Numbers of berkas: one register for those of our own and those that came from other offices."""

from collections.abc import Collection

from pipeline.domain.context import Decision, NumberTaken
from pipeline.domain.events import BerkasReceived
from pipeline.errors import Finding, Refused

#: Registers of berkas begin like this. Only they may have holes: a berkas that came from elsewhere
#: keeps its number, and our own fill what is free below it.
BERKAS = "berkas/"


def berkas_register(classification: str, year: int) -> str:
    """The register that gives the numbers of a year and klasifikasi."""
    return f"{BERKAS}{classification}/{year}"


def lowest_free(taken: Collection[int]) -> int:
    """The number that is given next."""
    return next(number for number in range(1, len(taken) + 2) if number not in taken)


def decide_receipt(event: BerkasReceived, taken: Collection[int]) -> Decision:
    """Draw the number under which a berkas of another office is placed.

    Args:
        event: What came.
        taken: The numbers of its year and klasifikasi that are in use.

    Raises:
        Refused: A48 its number is one of them.
    """
    if event.number in taken:
        raise Refused(number_taken(event.path, event.number, taken))
    drawn = NumberTaken(
        register=berkas_register(event.classification, event.year),
        number=event.number,
        text=f"{event.number:03d}",
        code=event.path,
    )
    return Decision(cycle=None, taken=(drawn,))


def number_taken(path: str, number: int, taken: Collection[int]) -> Finding:
    """What is told of a number in use: which one is free."""
    facts = {
        "path": path.rpartition("/")[0],
        "nomor": f"{number:03d}",
        "bebas": str(lowest_free(set(taken))),
    }
    return Finding("A48", facts)
