"""Names of folders and files in the archive: legal, readable and short on every system.

Pure. Windows allows 260 characters for a whole path, of which a drive and a share take some;
from the archive's root down we use at most 180. What is shortened is the title: number and date
are how an item is found, so they always stay whole.
"""

import re
import unicodedata
from collections.abc import Iterable, Iterator

from pipeline.ports.archive import Item

#: characters from the archive's root to the end of a name
PATH_ROOM = 180
#: holds "000.8.6.3 Akuntabilitas Kinerja Instansi Pemerintah"
CLASSIFICATION_ROOM = 52
BERKAS_ROOM = 48
NOMOR_ROOM = 40
#: ext4 and most others allow 255 bytes for one name
NAME_BYTES = 240

_ILLEGAL = re.compile(r'[\\/:*?"<>|]')
_RESERVED = re.compile(
    r"(CON|PRN|AUX|NUL|CONIN\$|CONOUT\$|(COM|LPT)[0-9¹²³])\s*(\..*)?", re.IGNORECASE
)
#: control, format (zero width, right-to-left override), unassigned, private, lone surrogate
_UNSEEN = frozenset({"Cc", "Cf", "Cn", "Co", "Cs"})
_SUFFIX = re.compile(r"[a-z0-9]{1,10}")


def legal_name(text: str, room: int) -> str:
    """Give the nearest name that Windows, macOS and Linux accept, at most ``room`` long.

    Applying it twice changes nothing more. Never empty.
    """
    shown = "".join(" " if char.isspace() else char for char in text)
    shown = "".join(char for char in shown if unicodedata.category(char) not in _UNSEEN)
    # composing comes after the removal, which may bring letter and accent together
    shown = _ILLEGAL.sub("-", unicodedata.normalize("NFC", shown))
    # a dash where a slash was may now carry an accent of its own
    shown = unicodedata.normalize("NFC", " ".join(shown.split()))
    shown = _cut(_bare(shown), room)
    if _RESERVED.fullmatch(shown):
        shown = _cut(f"_{shown}", room)
    return shown or _cut("Tanpa judul", room)


def classification_folder(code: str, name: str) -> str:
    """Name the folder of a klasifikasi."""
    return legal_name(f"{code} {name}", CLASSIFICATION_ROOM)


def berkas_folder(number: int, title: str) -> str:
    """Name the folder of a berkas. Different numbers never give the same name."""
    prefix = f"{number:03d} "
    return prefix + legal_name(title, BERKAS_ROOM - len(prefix))


def clean_suffix(suffix: str) -> str:
    """Give the extension in small letters with its dot; ``.bin`` for anything odd."""
    bare = suffix.lower().removeprefix(".")
    return f".{bare}" if _SUFFIX.fullmatch(bare) else ".bin"


def item_name(item: Item, tail: str, room: int) -> str:
    """Name a file of an item: ``003 2026-10-01 Surat Permintaan (000.8.6.3-12-KBL).pdf``.

    Different numbers never give the same name, on case-insensitive disks neither. In the nomor
    ``/`` becomes ``-``; the title is shortened when there is not enough room.

    Args:
        item: Numbered.
        tail: What tells several files of one item apart, with the extension; already legal.
        room: Longest name allowed.
    """
    prefix = f"{item.number:03d} {item.dated_on.isoformat()} "
    return item_label(prefix, item.title, item.nomor, tail, room)


def item_label(prefix: str, title: str, nomor: str | None, tail: str, room: int) -> str:
    """Name something about an item: a prefix, the title as far as it fits, the nomor, an ending."""
    nomor = (nomor or "").strip()
    # one character of the title is left, whatever else the name has to hold
    spare = room - len(prefix) - len(" ()") - len(tail) - 1
    label = f" ({_nomor(nomor, min(NOMOR_ROOM, max(spare, 1)))})" if nomor else ""
    left = room - len(prefix) - _length(label) - len(tail)
    return f"{prefix}{legal_name(title, max(left, 1))}{label}{tail}"


def room_in(folder: str) -> int:
    """Say how long a name in this folder of the archive may be."""
    return min(PATH_ROOM - _length(folder) - 1, NAME_BYTES)


def is_legal(name: str) -> bool:
    """Tell whether a single name can exist on all three systems as it is written."""
    return bool(name) and legal_name(name, NAME_BYTES) == name


def folded(name: str) -> str:
    """The same for names that are one where letters' case, or how they are composed, is lost."""
    return unicodedata.normalize("NFC", unicodedata.normalize("NFC", name).casefold())


def twins(places: Iterable[str]) -> Iterator[tuple[str, str]]:
    """Name folders, of berkas and of klasifikasi, that Windows or macOS takes for one another."""
    seen: dict[str, str] = {}
    for folder in sorted({above for path in places for above in (path.rpartition("/")[0], path)}):
        twin = seen.setdefault(folded(folder), folder)
        if twin != folder:
            yield folder, twin


def _nomor(nomor: str, room: int) -> str:
    return legal_name(re.sub(r"\s*[\\/]\s*", "-", nomor), room)


def _bare(text: str) -> str:
    """Without the dots and spaces at the ends that Windows drops, nor a leading ``-`` or ``~``."""
    return text.rstrip(". ").lstrip(".-~ ")


def _cut(text: str, room: int) -> str:
    if _fits(text, room):
        return text
    kept = text[:room]
    while not _fits(kept, room):
        kept = kept[:-1]
    # a whole word reads better, unless that costs half of what there is room for
    word = kept.rfind(" ")
    if word > len(kept) // 2 and text[len(kept)] != " ":
        kept = kept[:word]
    return _bare(kept)


def _fits(text: str, room: int) -> bool:
    return _length(text) <= room and len(text.encode()) <= NAME_BYTES


def _length(text: str) -> int:
    """Characters as Windows counts them."""
    return len(text.encode("utf-16-le")) // 2
