"""A ZIP read strictly, since readers disagree about every loose one (faults.md S1, S10).

The directory, each entry's own header and the bytes must say the same: nothing before, between or
behind the entries, no two of one name, no size that is not the real one. ``zipfile`` and the office
suites then see exactly what was examined here. Sizes are counted while bytes come out, and never
more than an entry states.
"""

import struct
import unicodedata
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from pipeline.adapters.inspection.kinds import ZIP
from pipeline.adapters.inspection.limits import (
    CHUNK,
    MAX_ENTRIES,
    MAX_PACKAGE,
    MAX_PADDING,
    MAX_PART,
    MAX_RATIO,
    RATIO_FROM,
)
from pipeline.adapters.inspection.trouble import printable
from pipeline.errors import Finding, Refused

_END: Final = struct.Struct("<4s4H2LH")
_END64: Final = struct.Struct("<4sQ2H2L4Q")
_LOCATOR: Final = struct.Struct("<4sLQL")
_CENTRAL: Final = struct.Struct("<4s6H3L5H2L")
_LOCAL: Final = struct.Struct("<4s5H3L2H")
_LONGEST_COMMENT = 65_535
_IS_LOCKED = 0x1 | 0x40 | 0x2000
_SIZES_FOLLOW = 0x8
_UTF8 = 0x800
_UNKNOWN16, _UNKNOWN32 = 0xFFFF, 0xFFFFFFFF
_STORED, _DEFLATED = 0, 8
_UNICODE_PATH = 0x7075
_ZIP64 = 0x0001
_INPUT = 1 << 16
_SHEETS = "xl/worksheets/"


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One entry, as its directory line and its own header agree on it."""

    name: str
    method: int
    crc: int
    packed: int
    size: int
    start: int  #: where its own header begins
    data: int  #: where its bytes begin
    is_sized_later: bool  #: a few bytes with its sizes follow its data

    @property
    def end(self) -> int:
        """Where its bytes end."""
        return self.data + self.packed


class Container:
    """An examined ZIP; its parts come out as bytes that were counted.

    Raises:
        Refused: on construction: cut off (H06), locked (H05), too much (H08), something around
            or between the entries (H07), or a directory that lies (H09).
    """

    def __init__(self, data: bytes) -> None:
        self._data = memoryview(data)
        count, start, end = _directory(data)
        if count > MAX_ENTRIES:
            raise Refused(Finding("H08", {"bagian": f"{count} bagian"}))
        self.entries = tuple(_entries(data, count, start, end))
        _demand_order(self.entries, start)
        _demand_names([entry.name for entry in self.entries])
        _demand_sizes(self.entries)

    def read(self, entry: Entry) -> bytes:
        """A part as a whole.

        Raises:
            Refused: damaged (H06), or larger than it states (H09).
        """
        return b"".join(self.stream(entry))

    def stream(self, entry: Entry) -> Iterator[bytes]:
        """A part piece by piece, checksum and size verified at the end.

        Raises:
            Refused: as ``read``.
        """
        size = crc = 0
        for chunk in self._pieces(entry):
            size += len(chunk)
            if size > entry.size:
                raise _lie(entry.name)
            crc = zlib.crc32(chunk, crc)
            yield chunk
        if size != entry.size or crc != entry.crc:
            raise Refused(Finding("H06", {"bagian": printable(entry.name)}))

    def _pieces(self, entry: Entry) -> Iterator[bytes]:
        packed = self._data[entry.data : entry.end]
        if entry.method == _STORED:
            for at in range(0, len(packed), CHUNK):
                yield bytes(packed[at : at + CHUNK])
            return
        unpacker, at = zlib.decompressobj(-zlib.MAX_WBITS), 0
        try:
            for at in range(0, len(packed), _INPUT):
                piece: bytes | memoryview = packed[at : at + _INPUT]
                while piece:
                    yield unpacker.decompress(piece, CHUNK)
                    piece = unpacker.unconsumed_tail
                if unpacker.eof:
                    break
            yield unpacker.flush()
        except zlib.error as error:
            raise Refused(Finding("H06", {"bagian": printable(entry.name)})) from error
        if not unpacker.eof:
            raise Refused(Finding("H06", {"bagian": printable(entry.name)}))
        if unpacker.unused_data or at + _INPUT < len(packed):
            raise Refused(Finding("H07", {"bagian": printable(entry.name)}))


def _directory(data: bytes) -> tuple[int, int, int]:
    """How many entries there are, and where their list begins and ends."""
    at = data.rfind(b"PK\x05\x06", max(0, len(data) - _LONGEST_COMMENT - _END.size))
    if at < 0 or at + _END.size > len(data):
        raise Refused(Finding("H06", {"bagian": "akhir berkas"}))
    _, disk, first, here, count, size, start, comment = _END.unpack_from(data, at)
    if at + _END.size + comment != len(data):
        raise Refused(Finding("H07", {"bagian": "akhir berkas"}))
    end = at
    if _UNKNOWN16 in (here, count) or _UNKNOWN32 in (size, start):
        disk, first, here, count, size, start, end = _directory64(data, at)
    if disk or first or here != count:
        raise Refused(Finding("H09", {"bagian": "daftar isi"}))
    if start + size != end:
        # Readers that search from the end take what stands before for an installer's program.
        raise Refused(Finding("H07", {"bagian": "awal berkas"}))
    return count, start, end


def _directory64(data: bytes, at: int) -> tuple[int, int, int, int, int, int, int]:
    try:
        mark, _, where, _ = _LOCATOR.unpack_from(data, at - _LOCATOR.size)
        sign, length, _, _, disk, first, here, count, size, start = _END64.unpack_from(data, where)
    except struct.error as error:
        raise Refused(Finding("H06", {"bagian": "akhir berkas"})) from error
    is_whole = where + 12 + length == at - _LOCATOR.size
    if mark != b"PK\x06\x07" or sign != b"PK\x06\x06" or not is_whole:
        raise Refused(Finding("H09", {"bagian": "daftar isi"}))
    return disk, first, here, count, size, start, where


def _entries(data: bytes, count: int, start: int, end: int) -> Iterator[Entry]:
    at = start
    for _ in range(count):
        if at + _CENTRAL.size > end or data[at : at + 4] != b"PK\x01\x02":
            raise Refused(Finding("H09", {"bagian": "daftar isi"}))
        line = _CENTRAL.unpack_from(data, at)
        (_, _, _, flags, method, _, _, crc, packed, size, name, extra, comment, *_, place) = line
        raw = data[at + _CENTRAL.size : at + _CENTRAL.size + name]
        more = data[at + _CENTRAL.size + name : at + _CENTRAL.size + name + extra]
        at += _CENTRAL.size + name + extra + comment
        shown = _name(raw, flags, more)
        if flags & _IS_LOCKED:
            raise Refused(Finding("H05"))
        if method not in {_STORED, _DEFLATED}:
            raise Refused(Finding("H09", {"bagian": f"{printable(shown)}: cara pemampatan"}))
        size, packed, place = _wide((size, packed, place), more, shown)
        stated = (shown, raw, flags, method, crc, packed, size, place)
        yield _agreed(data, stated)
    if at != end:
        raise Refused(Finding("H09", {"bagian": "daftar isi"}))


def _wide(fields: tuple[int, int, int], extra: bytes, name: str) -> tuple[int, int, int]:
    """Sizes and place, with those that need 64 bits taken from the extra field."""
    if _UNKNOWN32 not in fields:
        return fields
    wide = _extra(extra, name).get(_ZIP64, b"")
    found = []
    for field in fields:
        if field != _UNKNOWN32:
            found.append(field)
            continue
        if len(wide) < 8:
            raise _lie(name)
        found.append(int.from_bytes(wide[:8], "little"))
        wide = wide[8:]
    return found[0], found[1], found[2]


def _extra(extra: bytes, name: str) -> dict[int, bytes]:
    fields, at = {}, 0
    while at + 4 <= len(extra):
        kind, length = struct.unpack_from("<2H", extra, at)
        if at + 4 + length > len(extra):
            raise _lie(name)
        fields[kind] = extra[at + 4 : at + 4 + length]
        at += 4 + length
    return fields


def _name(raw: bytes, flags: int, extra: bytes) -> str:
    try:
        name = raw.decode("utf-8" if flags & _UTF8 else "cp437")
    except UnicodeDecodeError as error:
        raise Refused(Finding("H09", {"bagian": "nama bagian"})) from error
    if _UNICODE_PATH.to_bytes(2, "little") in extra and _UNICODE_PATH in _extra(extra, name):
        # A second name, which some readers prefer.
        raise Refused(Finding("H09", {"bagian": printable(name)}))
    return name


_Stated = tuple[str, bytes, int, int, int, int, int, int]


def _agreed(data: bytes, stated: _Stated) -> Entry:
    """The entry, if its own header says what its line in the directory says."""
    name, raw, flags, method, crc, packed, size, place = stated
    if place + _LOCAL.size > len(data) or data[place : place + 4] != ZIP:
        raise _lie(name)
    head = _LOCAL.unpack_from(data, place)
    _, _, flags_here, method_here, _, _, crc_here, packed_here, size_here, length, extra = head
    begin = place + _LOCAL.size + length + extra
    sized_later = bool(flags_here & _SIZES_FOLLOW)
    same = (
        data[place + _LOCAL.size : place + _LOCAL.size + length] == raw
        and method_here == method
        and not flags_here & _IS_LOCKED
        and (flags_here ^ flags) & _SIZES_FOLLOW == 0
        and begin + packed <= len(data)
    )
    if same and not sized_later:
        more = data[begin - extra : begin]
        wide = _wide((size_here, packed_here, 0), more, name)
        same = (crc_here, wide[1], wide[0]) == (crc, packed, size)
    if not same:
        raise _lie(name)
    return Entry(
        name=name, method=method, crc=crc, packed=packed, size=size, start=place, data=begin,
        is_sized_later=sized_later,
    )  # fmt: skip


def _demand_order(entries: tuple[Entry, ...], directory: int) -> None:
    """Entries lie one behind the other from the first byte to the directory."""
    at = 0
    for entry in sorted(entries, key=lambda each: each.start):
        _demand_gap(at, entry.start, "awal berkas" if not at else entry.name)
        at = entry.end
    _demand_gap(at, directory, "di antara bagian")


def _demand_gap(before: int, start: int, where: str) -> None:
    if start < before:
        raise Refused(Finding("H09", {"bagian": printable(where)}))
    if start - before > (MAX_PADDING if before else 0):
        raise Refused(Finding("H07", {"bagian": printable(where)}))


def _demand_names(names: list[str]) -> None:
    """No two parts that any system takes for one, and none that leaves the package."""
    seen = set()
    for name in names:
        alike = unicodedata.normalize("NFKC", name).casefold()
        leaves = name.startswith("/") or ".." in name.split("/") or ":" in name.partition("/")[0]
        if alike in seen or leaves or not name or "\\" in name or not name.isprintable():
            raise Refused(Finding("H09", {"bagian": printable(name)}))
        seen.add(alike)


def _demand_sizes(entries: tuple[Entry, ...]) -> None:
    total = 0
    for entry in entries:
        total += entry.size
        is_long = entry.size > MAX_PART and not entry.name.lower().startswith(_SHEETS)
        is_bomb = entry.size > RATIO_FROM and entry.size > MAX_RATIO * max(entry.packed, 1)
        if is_long or is_bomb or total > MAX_PACKAGE:
            size = f"{printable(entry.name)}, {total // 1_000_000} MB"
            raise Refused(Finding("H08", {"bagian": size}))


def _lie(name: str) -> Refused:
    return Refused(Finding("H09", {"bagian": printable(name)}))


def is_zip_behind(data: bytes) -> bool:
    """Whether a file that is something else can also be opened as a ZIP from its end."""
    at = data.rfind(b"PK\x05\x06", max(0, len(data) - _LONGEST_COMMENT - _END.size))
    if at < 0 or at + _END.size > len(data):
        return False
    comment = int.from_bytes(data[at + 20 : at + 22], "little")
    return at + _END.size + comment <= len(data) and b"PK\x01\x02" in data[:at]
