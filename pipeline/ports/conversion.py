"""Turning a Word document into the PDF/A that is signed, issued and archived.

Nothing here decides what is in the letter, nor where the signature goes; the PDF carries each
Word bookmark as a named destination, and the signing room reads those.
"""

from dataclasses import dataclass
from typing import Protocol


@dataclass(frozen=True, slots=True, kw_only=True)
class Rendition:
    """One document as it will be printed."""

    #: A whole PDF/A-2b file, tagged, fonts embedded, bookmarks as named destinations.
    pdf: bytes
    #: How many pages it has; at least one.
    pages: int


class Converter(Protocol):
    """Lays out Word documents. Safe to call from several threads.

    The same document does not give the same bytes twice (dates and ids differ): whoever needs
    to know whether a rendition is still current compares the document, never the PDF.
    """

    def convert(self, docx: bytes) -> Rendition:
        """Lay out one document; waits for a free place if all are busy.

        Raises:
            Refused: It is no Word document (K02), none that can be opened (K01), or one over which
                the converter hung or died twice while it made another one (K03).
            NotYet: The converter makes nothing, or the machine lacks space.
            Misconfigured: The converting program is not installed, or does not start.
        """
        ...

    def warm(self) -> None:
        """Start ahead of time, in the background; the first document is then not slower.

        Raises nothing: what goes wrong shows at the next ``convert``.
        """
        ...
