"""ZIPs that readers disagree about, and ZIPs that grow without end (faults.md S1, S10)."""

import io
import struct
import zipfile
import zlib

from tests.hostile.bases import BODY, TYPES, RawZip, book, letter, repack
from tests.hostile.catalogue import Family

ZIPS = Family("zip")
_DOCX = "laporan.docx"


@ZIPS.trick("H08", _DOCX)
def one_part_unpacks_to_a_gigabyte():
    built = io.BytesIO()
    with zipfile.ZipFile(built, "w", zipfile.ZIP_DEFLATED) as package:
        for name in (TYPES, "_rels/.rels"):
            package.writestr(name, "<x/>")
        with package.open(BODY, "w") as part:
            for _ in range(100):
                part.write(bytes(1_000_000))
    return built.getvalue()


@ZIPS.trick("H08", _DOCX)
def many_parts_unpack_to_half_a_gigabyte():
    return repack(letter(), add={f"word/media/i{n}.bin": b"ab" * 3_500_000 for n in range(40)})


@ZIPS.trick("H08", "data.xlsx")
def a_sheet_of_nothing_but_spaces():
    return repack(
        book(), change={"xl/worksheets/sheet1.xml": lambda sheet: sheet + b" " * 90_000_000}
    )


@ZIPS.trick("H09", _DOCX)
def a_bomb_that_states_ten_bytes():
    return RawZip().like(letter()).put("word/x.xml", b" " * 90_000_000, says_size=10).done()


@ZIPS.trick("H06", _DOCX)
def a_bomb_stored_as_what_it_is_not():
    packer = zlib.compressobj(9, zlib.DEFLATED, -15)
    packed = packer.compress(bytes(50_000_000)) + packer.flush()
    raw = RawZip().like(letter())
    return raw.put("word/x.bin", packed, method=0, says_size=50_000, crc=0).done()


@ZIPS.trick("H08", _DOCX)
def twenty_thousand_parts():
    raw = RawZip().like(letter())
    for number in range(20_000):
        raw.put(f"w/{number}", b"", method=0)
    return raw.done()


@ZIPS.trick("H09", _DOCX)
def all_entries_share_one_kernel():
    raw = RawZip().like(letter()).put("word/a.xml", bytes(5_000_000))
    place = int.from_bytes(raw.lines[-1][42:46], "little")
    line = raw.lines[-1]
    for number in range(50):
        name = f"word/{number:05}".encode()
        assert len(name) == len(b"word/a.xml")
        raw.lines.append(line[:46] + name)
    assert place
    return raw.done()


@ZIPS.trick("H09", _DOCX)
def an_entry_begins_inside_another():
    raw = RawZip().like(letter())
    hidden = RawZip().put("word/b.xml", b"<b/>").body
    raw.put("word/a.bin", hidden + bytes(100), method=0)
    place = len(raw.body) - len(hidden) - 100
    return raw.put("word/b.xml", b"<b/>", at=place).done()


@ZIPS.trick("H13", _DOCX)
def a_zip_in_the_zip():
    inner = RawZip().put("a.txt", bytes(1000)).done()
    return repack(letter(), add={"word/media/gambar.bin": inner})


@ZIPS.trick("H13", _DOCX)
def forty_two_zips_in_zips():
    inner = bytes(1_000_000)
    for depth in range(6):
        built = RawZip()
        for number in range(8):
            built.put(f"{depth}-{number}.zip", inner)
        inner = built.done()
    return repack(letter(), add={"word/lib.bin": inner})


@ZIPS.trick("H13", _DOCX)
def a_letter_in_the_letter():
    return repack(letter(), add={"word/lain.docx": letter()})


@ZIPS.trick("H09", _DOCX)
def two_bodies_of_one_name():
    return RawZip().like(letter()).put(BODY, b"<w:document/>").done()


@ZIPS.trick("H09", _DOCX)
def two_bodies_in_other_case():
    return RawZip().like(letter()).put("Word/Document.xml", b"<w:document/>").done()


@ZIPS.trick("H09", _DOCX)
def two_names_that_unicode_calls_one():
    raw = RawZip().like(letter()).put("word/é.xml".encode(), b"<a/>", flags=0x800)
    return raw.put("word/e\u0301.xml".encode(), b"<b/>", flags=0x800).done()


ZIPS.each(
    "H09",
    _DOCX,
    [
        (f"a part called {name}", lambda name=name: RawZip().like(letter()).put(name, b"x").done())
        for name in (
            "../../outbox/x.exe", "/etc/passwd", "..\\..\\x.bat", "C:/Windows/x.dll", "word/..",
            "\\\\server\\share\\x", "a\0b.xml", "word/\x1b[31m.xml", "",
        )
    ],
)  # fmt: skip


@ZIPS.trick("H09", _DOCX)
def a_header_with_another_name():
    return (
        RawZip().like(letter()).put("word/a.xml", b"<a/>", local_name=b"word/vbaProject.bin").done()
    )


@ZIPS.trick("H09", _DOCX)
def a_second_name_in_the_extra_field():
    other = b"vbaProject.bin"
    body = b"\x01" + struct.pack("<L", zlib.crc32(b"word/a.xml")) + other
    extra = struct.pack("<2H", 0x7075, len(body)) + body
    return RawZip().like(letter()).put("word/a.xml", b"<a/>", extra=extra).done()


@ZIPS.trick("H09", _DOCX)
def a_directory_that_leaves_out_an_entry():
    raw = RawZip().like(letter()).put("word/a.xml", b"<a/>")
    return raw.done(count=len(raw.lines) - 1)


@ZIPS.trick("H09", _DOCX)
def a_directory_that_counts_one_too_many():
    raw = RawZip().like(letter())
    return raw.done(count=len(raw.lines) + 1)


@ZIPS.trick("H07", _DOCX)
def an_entry_that_no_directory_names():
    raw = RawZip().like(letter()).put("word/vbaProject.bin", bytes(range(256)) * 4, method=0)
    raw.lines.pop()
    return raw.done()


@ZIPS.trick("H09", _DOCX)
def sizes_that_differ_between_header_and_directory():
    return RawZip().like(letter()).put("word/a.xml", b"<a/>" * 99, says_local=5).done()


@ZIPS.trick("H07", _DOCX)
def a_program_before_the_package():
    program = b"PK\x03\x04" + bytes(400)
    return program + letter()


@ZIPS.trick("H07", _DOCX)
def a_program_behind_the_package():
    return letter() + b"MZ" + bytes(500)


@ZIPS.trick("H07", _DOCX)
def a_second_package_behind_the_first():
    return letter() + book()


@ZIPS.trick("H07", _DOCX)
def a_package_in_the_comment_of_another():
    inner = RawZip().put(TYPES, b"<x/>").done()
    return RawZip().like(letter()).done(comment=inner)


@ZIPS.trick("H07", _DOCX)
def bytes_behind_the_end_of_a_packed_part():
    raw = RawZip().like(letter())
    packer = zlib.compressobj(9, zlib.DEFLATED, -15)
    packed = packer.compress(b"<a/>") + packer.flush() + bytes(range(200))
    raw.put("word/a.xml", packed, method=0, says_method=8, says_size=4, crc=zlib.crc32(b"<a/>"))
    return raw.done()


@ZIPS.trick("H07", _DOCX)
def a_gap_between_the_entries():
    raw = RawZip().like(letter())
    raw.body += b"payload " * 200
    return raw.put("word/a.xml", b"<a/>").done()


ZIPS.each(
    "H09",
    _DOCX,
    [
        (
            f"packed by method {method}",
            lambda method=method: (
                RawZip()
                .like(letter())
                .put("word/a.xml", b"<a/>", method=0, says_method=method)
                .done()
            ),
        )
        for method in (1, 6, 9, 12, 14, 93, 95, 98, 99)
    ],
)

ZIPS.each(
    "H05",
    _DOCX,
    [
        (
            f"locked by flag {flag:#x}",
            lambda flag=flag: RawZip().like(letter()).put("word/a.xml", b"<a/>", flags=flag).done(),
        )
        for flag in (0x1, 0x41, 0x2001)
    ],
)


@ZIPS.trick("H06", _DOCX)
def cut_off_in_the_middle():
    return letter()[: len(letter()) // 2]


@ZIPS.trick("H06", _DOCX)
def a_part_with_a_wrong_checksum():
    return RawZip().like(letter()).put("word/a.xml", b"<a/>", crc=1).done()


@ZIPS.trick("H06", _DOCX)
def a_damaged_part():
    raw = RawZip().like(letter())
    return raw.put("word/a.xml", b"\xff" * 40, method=0, says_method=8, says_size=90).done()


@ZIPS.trick("H07", _DOCX)
def an_end_that_names_a_place_far_behind():
    return RawZip().like(letter()).done(shift=100_000)


@ZIPS.trick("H06", _DOCX)
def an_end_in_64_bits_that_is_not_there():
    whole = bytearray(letter())
    at = whole.rfind(b"PK\x05\x06")
    whole[at + 16 : at + 20] = b"\xff" * 4
    return bytes(whole)


@ZIPS.trick("H06", _DOCX)
def a_package_without_relationships():
    return RawZip().like(letter(), without="_rels/.rels").done()
