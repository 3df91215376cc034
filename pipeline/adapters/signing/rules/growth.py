"""R1 and R2: the issued bytes come first, and not too much comes after them.

Reading a chain of revisions takes time by the square of its length, minutes for one that fits into
a megabyte; thousands of objects take seconds. So both are counted before anything is parsed.
"""

from collections.abc import Iterator

from pipeline.adapters.signing.evidence import Handed
from pipeline.errors import Finding

#: Room for one signature with its picture, certificates and a timestamp, from any program.
LARGEST_SIGNATURE = 512 * 1024
#: Revisions per signature: the signature itself, validation data, an archive timestamp, and spare.
MOST_REVISIONS = 8
#: Objects per signature: a stamp with pictures and typefaces takes some thirty.
MOST_OBJECTS = 1000
_END = b"startxref"
_OBJECT = b" obj"


def issued_bytes_come_first(handed: Handed) -> Iterator[Finding]:
    """R1: what was handed in begins with exactly the bytes that were issued."""
    if not handed.pdf.startswith(handed.issued):
        yield Finding("P30")


def something_was_added(handed: Handed) -> Iterator[Finding]:
    """R4, the commonest case early: the letter came back as it went out."""
    if handed.expected and handed.pdf == handed.issued:
        yield Finding("P48", {"label": handed.expected[-1].label})


def growth_is_moderate(handed: Handed) -> Iterator[Finding]:
    """R2: a signature is small; a document that doubled holds something else."""
    limit = LARGEST_SIGNATURE * (len(handed.expected) + handed.renewals)
    growth = len(handed.pdf) - len(handed.issued)
    if growth > limit:
        yield Finding("P31", {"ukuran": _kilobytes(growth), "batas": _kilobytes(limit)})


def revisions_are_few(handed: Handed) -> Iterator[Finding]:
    """R2: a signature takes a revision or a few, not hundreds."""
    limit = MOST_REVISIONS * (len(handed.expected) + 1) + handed.renewals
    if handed.pdf.count(_END, len(handed.issued)) > limit:
        yield Finding("P32")


def objects_are_few(handed: Handed) -> Iterator[Finding]:
    """R2: a signature takes a handful of objects, not thousands, which take seconds to read."""
    if handed.pdf.count(_OBJECT, len(handed.issued)) > MOST_OBJECTS * (len(handed.expected) + 1):
        yield Finding("P32")


def _kilobytes(size: int) -> str:
    return f"{-(-size // 1024)} kB"
