"""Names that some computer takes for one and the same.

Windows and macOS know one file where Linux keeps ``Surat.pdf`` and ``SURAT.PDF``, or two spellings
of the same accented letter; Windows drops dots and spaces at the end. People may have dropped such
twins; Paraf never lays the second one beside the first under a name that hides it.
"""

import unicodedata
from dataclasses import dataclass
from pathlib import Path


@dataclass(slots=True)
class _Listing:
    stamp: int  #: the folder's time of change when this was true
    names: dict[str, set[str]]  #: what is written alike -> how it is written


class Twins:
    """What lies in the inboxes, by how a forgiving computer reads it.

    A listing is read again when its folder changed by another hand, so that laying ten thousand
    files costs ten thousand times the same.
    """

    def __init__(self) -> None:
        self._listings: dict[str, _Listing] = {}

    def hides(self, folder: str, place: Path, name: str) -> bool:
        """Whether a file lies there that this name, differently written, would stand for too."""
        alike = self._listing(folder, place).names.get(folded(name), set())
        return bool(alike - {name})

    def added(self, folder: str, place: Path, name: str) -> None:
        """Paraf itself laid a file there just now."""
        listing = self._listings.get(folder)
        if listing:
            listing.names.setdefault(folded(name), set()).add(name)
            listing.stamp = place.stat().st_mtime_ns

    def removed(self, folder: str, place: Path, name: str) -> None:
        """Paraf itself took a file out just now."""
        listing = self._listings.get(folder)
        if listing:
            listing.names.get(folded(name), set()).discard(name)
            listing.stamp = place.stat().st_mtime_ns

    def _listing(self, folder: str, place: Path) -> _Listing:
        stamp = place.stat().st_mtime_ns
        listing = self._listings.get(folder)
        if listing is None or listing.stamp != stamp:
            listing = _Listing(stamp, {})
            for path in place.iterdir():
                listing.names.setdefault(folded(path.name), set()).add(path.name)
            self._listings[folder] = listing
        return listing


def folded(name: str) -> str:
    """A name as a computer reads it that knows no case, no spelling and no dot at the end."""
    plain = unicodedata.normalize("NFC", unicodedata.normalize("NFC", name).casefold())
    return plain.rstrip(". ")
