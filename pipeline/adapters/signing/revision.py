"""Reading PDFs strictly and adding one revision to them.

Not handled here: what a revision may contain (``rules``) and what goes into it (``fields``,
``signature``).
"""

# mypy: disable-error-code="no-untyped-call"
import io
from typing import Any

from pyhanko.pdf_utils import generic
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.pdf_utils.reader import PdfFileReader
from typing_extensions import override

from pipeline.adapters.signing.surprise import refusing
from pipeline.errors import Finding, Refused

#: Ours have a handful; reading a chain of them takes time by the square of its length.
MOST_REVISIONS = 250


class Revision(IncrementalPdfFileWriter):
    """One incremental update that touches nothing but what it is given.

    pyHanko would also renew the modification date in the document's information and XMP metadata
    with the machine's clock. A signature needs neither, PDF/A wants both to agree, and the
    office's clock may be another one; so metadata stay as they were issued.
    """

    @override
    def _update_meta(self) -> None:
        """Leave the metadata alone."""


def read_strictly(pdf: bytes) -> PdfFileReader:
    """Open a PDF without tolerating any repair.

    Raises:
        Refused: It is not a PDF that can be read (P01).
    """
    with refusing("P01"):
        reader = PdfFileReader(io.BytesIO(pdf), strict=True)
        # Touching the catalog now makes a broken one fail here and not somewhere later.
        reader.root.raw_get("/Pages")
        return reader


def entry(dictionary: generic.DictionaryObject, key: str, absent: Any = None) -> Any:
    """The value of a key with its reference followed (``dict.get`` of pyHanko does not)."""
    if key not in dictionary:
        return absent
    return dictionary[key]


def spelled(item: object) -> Any:
    """A value in plain Python, its references unfollowed; equal when the files say the same.

    (pyHanko's references are unequal where they were read through different views of a file.)
    """
    if isinstance(item, generic.StreamObject):
        entries = {key: spelled(item.raw_get(key)) for key in item}
        return ("stream", bytes(item.encoded_data), entries)
    if isinstance(item, generic.DictionaryObject):
        return {key: spelled(item.raw_get(key)) for key in item}
    if isinstance(item, generic.ArrayObject):
        return [spelled(item.raw_get(place)) for place in range(len(item))]
    if isinstance(item, generic.IndirectObject):
        return ("R", item.idnum, item.generation)
    return item


def names(text: str) -> frozenset[str]:
    """PDF names written as they look in a file: ``/Type /Pages``."""
    return frozenset(text.split())


def revision_of(reader: PdfFileReader) -> Revision:
    """One more revision on top of what the reader has read."""
    return Revision(reader.stream, prev=reader)


def revise(pdf: bytes) -> Revision:
    """Open a PDF for one more revision.

    Raises:
        Refused: It is not a PDF that can be read (P01), it is encrypted (P33), or it has so many
            revisions that reading them would take minutes (P32).
    """
    if pdf.count(b"startxref") > MOST_REVISIONS:
        raise Refused(Finding("P32"))
    with refusing("P01"):
        reader = PdfFileReader(io.BytesIO(pdf), strict=True)
        if reader.encrypted:
            raise Refused(Finding("P33"))
        reader.root.raw_get("/Pages")
        return revision_of(reader)


def written(revision: Revision) -> bytes:
    """The whole file with the new revision at its end."""
    output = io.BytesIO()
    revision.write(output)
    return output.getvalue()
