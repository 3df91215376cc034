"""A bag that somebody else sends, a folder or a zip, laid out in a folder of ours to be judged.

Whatever can be told from names and lengths is told before the first byte is written: nothing lies
outside the bag, is a link, has a name that some system cannot bear or takes for another's, or is
larger than it may be. What is unpacked is counted, whatever the zip says of it. Names are laid in
composed form (NFC): Apple's disks take accents apart, and no name in a berkas of ours has them so.
"""

import os
import re
import stat
import struct
import unicodedata
import zipfile
import zlib
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from functools import partial
from itertools import islice
from pathlib import Path

from pipeline.adapters.archive.bag import DECLARATION
from pipeline.adapters.archive.manifest import CHUNK
from pipeline.adapters.archive.naming import folded, is_legal
from pipeline.adapters.archive.stage import chunks_of
from pipeline.errors import Finding, Refused
from pipeline.ports.disk import Disk

#: of the whole bag, unpacked
LARGEST = 64 << 30
#: of what is read into memory: manifests, records, the ledger's extract
LARGEST_TEXT = 64 << 20
MOST_FILES = 100_000
#: a zip may unpack to so many times its size once it is larger than this
_RATIO, _RATIO_FROM = 200, 100 << 20
_LONGEST_PATH = 400
_DEEPEST = 200
_TOLD = 5
_VERSIONS = frozenset({"0.97", "1.0"})
_PACKINGS = frozenset({zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED})
#: what the library says of a zip that it cannot make sense of
_NO_ZIP = (zipfile.BadZipFile, NotImplementedError, EOFError, ValueError, struct.error, zlib.error)
_DECLARED = re.compile(
    rb"BagIt-Version: *([0-9]+\.[0-9]+) *\r?\n"
    rb"Tag-File-Character-Encoding: *([A-Za-z0-9-]+) *(?:\r?\n)*"
)
#: what file managers leave behind (design, section 6)
_JUNK = re.compile(r"(\._.*|\.DS_Store|Thumbs\.db|desktop\.ini)", re.IGNORECASE)
_JUNK_FOLDER = "__MACOSX"
_TEXTS = re.compile(r"[^/]+\.txt|data/_meta/[^/]+\.(jsonl?|txt)")


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One file of a bag as its carrier tells of it."""

    name: str  #: below the carrier, parted by ``/``
    size: int
    read: Callable[[], Iterator[bytes]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Unpacked:
    """A bag that was laid out; nothing is known of its contents yet."""

    name: str  #: of the folder or file that was given
    folder: Path
    ignored: int  #: files that file managers had left in it


@contextmanager
def opened(source: Path) -> Iterator[Sequence[Entry]]:
    """The files of a bag in a folder or a zip; what is not a regular file is refused at once.

    Raises:
        Refused: A40 it is neither; A41 something in it is no regular file, or is encrypted.
        OSError: It cannot be read.
    """
    with ExitStack() as held:
        if source.is_dir():
            yield tuple(islice(_walked(source, source), MOST_FILES + 1))
            return
        try:
            carrier = held.enter_context(zipfile.ZipFile(source))
        except _NO_ZIP as error:
            raise _unreadable(source, "bukan folder dan bukan file zip yang utuh") from error
        yield tuple(_listed(carrier))


def unpack(source: Path, entries: Sequence[Entry], target: Path, disk: Disk) -> Unpacked:
    """Lay a bag out in a new folder.

    Raises:
        Refused: A40 it is no bag that we read; A41 a name or a thing that may not be in it; A43 it
            is to be completed from elsewhere; A44 it is too large.
        OSError: The disk refuses.
    """
    kept = [each for each in entries if not _is_junk(each.name)]
    _refuse_too_large(source, kept)
    wanted = _below_the_top(source, kept)
    _refuse_odd_names(list(wanted))
    if "fetch.txt" in wanted:
        raise Refused(Finding("A43", {"nama": source.name}))
    for name, entry in wanted.items():
        if entry.size > LARGEST_TEXT and _TEXTS.fullmatch(name):
            raise _too_large(source, f"{name} memuat {entry.size} byte")
    _refuse_other_declaration(source, wanted[DECLARATION])
    for name, entry in wanted.items():
        disk.make_folder(str((target / name).parent))
        disk.build(str(target / name), _counted(source, entry))
    return Unpacked(name=source.name, folder=target, ignored=len(entries) - len(kept))


def _walked(top: Path, folder: Path) -> Iterator[Entry]:
    with os.scandir(folder) as found:
        for each in sorted(found, key=lambda one: one.name):
            path = Path(each.path)
            if len(path.parts) - len(top.parts) > _DEEPEST:
                raise _odd(path.name, "foldernya bertingkat terlalu dalam")
            if each.is_dir(follow_symlinks=False):
                yield from _walked(top, path)
                continue
            name = path.relative_to(top).as_posix()
            if not each.is_file(follow_symlinks=False):
                raise _odd(name, "bukan file biasa; tautan tidak dibuka")
            size = each.stat(follow_symlinks=False).st_size
            yield Entry(name=name, size=size, read=partial(chunks_of, path))


def _listed(carrier: zipfile.ZipFile) -> Iterator[Entry]:
    for each in carrier.infolist():
        if each.is_dir():
            continue
        kind = stat.S_IFMT(each.external_attr >> 16)
        if kind not in {0, stat.S_IFREG}:
            raise _odd(each.filename, "bukan file biasa; tautan tidak dibuka")
        if each.flag_bits & 0x1:
            raise _odd(each.filename, "dikunci dengan kata sandi")
        if each.compress_type not in _PACKINGS:
            raise _odd(each.filename, "dimampatkan dengan cara yang tidak dikenal")
        # as it stands in the zip: the library has cut it off at a NUL and turned backslashes
        name = each.orig_filename
        yield Entry(name=name, size=each.file_size, read=partial(_inflated, carrier, each))


def _inflated(carrier: zipfile.ZipFile, entry: zipfile.ZipInfo) -> Iterator[bytes]:
    try:
        with carrier.open(entry) as packed:
            while chunk := packed.read(CHUNK):
                yield chunk
    except _NO_ZIP as error:
        raise _odd(entry.filename, "rusak atau terpotong di dalam zip") from error


def _is_junk(name: str) -> bool:
    parts = name.split("/")
    return _JUNK_FOLDER in parts[:-1] or _JUNK.fullmatch(parts[-1]) is not None


def _below_the_top(source: Path, entries: Sequence[Entry]) -> dict[str, Entry]:
    """The bag's files by their composed names: of the carrier, or of the one folder in it."""
    names = [unicodedata.normalize("NFC", each.name) for each in entries]
    doubled = [name for name, count in Counter(names).items() if count > 1]
    if doubled:
        raise _odd(doubled[0], "namanya ada dua kali")
    tops = {name.split("/")[0] for name in names}
    if DECLARATION not in names and len(tops) == 1:
        (top,) = tops
        if top in {"", ".", ".."} or "\\" in top or ":" in top:
            raise _odd(top, "menunjuk ke luar paket")
        names = [name.partition("/")[2] for name in names]
    if DECLARATION not in names:
        raise _unreadable(source, f"{DECLARATION} tidak ada")
    return dict(zip(names, entries, strict=True))


def _refuse_odd_names(names: Sequence[str]) -> None:
    odd = [
        Finding("A41", {"path": _told(name), "sebab": why}) for name in names for why in _odds(name)
    ]
    seen: dict[str, str] = {}
    for name in names:
        for part in _ways(name):
            twin = seen.setdefault(folded(part), part)
            if twin != part:
                why = f"hanya berbeda huruf besar-kecil dengan {_told(twin)}"
                odd.append(Finding("A41", {"path": _told(part), "sebab": why}))
    if odd:
        raise Refused(*odd[:_TOLD])


def _odds(name: str) -> Iterator[str]:
    parts = name.split("/")
    if name.startswith("/") or "\\" in name or re.match("[A-Za-z]:", name) or ".." in parts:
        yield "menunjuk ke luar paket"
    elif not all(map(is_legal, parts)):
        yield "nama seperti itu tidak dapat dipakai pada semua sistem"
    elif len(name) > _LONGEST_PATH:
        yield "namanya terlalu panjang"


def _ways(name: str) -> Iterator[str]:
    """A path and the folders above it."""
    while name:
        yield name
        name = name.rpartition("/")[0]


def _refuse_too_large(source: Path, entries: Sequence[Entry]) -> None:
    if len(entries) > MOST_FILES:
        raise _too_large(source, f"memuat {len(entries)} file")
    total = sum(each.size for each in entries)
    if total > LARGEST:
        raise _too_large(source, f"memuat {total} byte")
    packed = 0 if source.is_dir() else source.stat().st_size
    if packed and total > _RATIO_FROM and total > packed * _RATIO:
        raise _too_large(source, f"dari {packed} byte akan menjadi {total} byte")


def _refuse_other_declaration(source: Path, entry: Entry) -> None:
    data = b"".join(_counted(source, entry))
    found = _DECLARED.fullmatch(data)
    if found is None:
        raise _unreadable(source, f"isi {DECLARATION} tidak dikenal")
    version, encoding = found[1].decode(), found[2].decode()
    if version not in _VERSIONS:
        raise _unreadable(source, f"BagIt versi {version}")
    if encoding.upper() != "UTF-8":
        raise _unreadable(source, f"pengodean {encoding}")


def _counted(source: Path, entry: Entry) -> Iterator[bytes]:
    """What an entry holds, not a byte more than it says."""
    left = entry.size
    for chunk in entry.read():
        left -= len(chunk)
        if left < 0:
            raise _too_large(source, f"{_told(entry.name)} memuat lebih dari {entry.size} byte")
        yield chunk
    if left:
        raise _odd(entry.name, "lebih pendek daripada yang tercatat")


def _told(name: str) -> str:
    return os.fsencode(name).decode("utf-8", "replace") if _is_from_disk(name) else name


def _is_from_disk(name: str) -> bool:
    return any("\udc80" <= letter <= "\udcff" for letter in name)


def _odd(name: str, why: str) -> Refused:
    return Refused(Finding("A41", {"path": _told(name), "sebab": why}))


def _unreadable(source: Path, why: str) -> Refused:
    return Refused(Finding("A40", {"nama": source.name, "sebab": why}))


def _too_large(source: Path, why: str) -> Refused:
    return Refused(Finding("A44", {"nama": source.name, "sebab": why}))
