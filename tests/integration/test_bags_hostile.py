"""Bags nobody should send: each is refused with its reason, nothing reaches the archive."""

import json
import os
import unicodedata
import zipfile

import pytest
from archive_faults import ledger_extract
from archive_samples import codes, make_berkas, make_items, snapshot
from bag_samples import NAME, Parts, Receiving, Sending, link_entry

from pipeline.adapters.archive import bag_reading
from pipeline.errors import NotYet, Refused

LETTER = "data/001 2026-10-01 Lembar Disposisi Sekretaris.pdf"
BERKAS = "data/_meta/berkas.json"
LEDGER = "data/_meta/buku-kejadian.jsonl"


@pytest.fixture(scope="module")
def sound(tmp_path_factory):
    return Sending(tmp_path_factory.mktemp("pengirim")).export()


@pytest.fixture
def parts(sound):
    return Parts(sound)


@pytest.fixture
def receiving(tmp_path):
    return Receiving(tmp_path)


def refused(receiving, bag):
    """The codes for which a bag is refused, and everything that is said; nothing was touched."""
    before = bag.read_bytes() if bag.is_file() else snapshot(bag)
    with pytest.raises(Refused) as caught:
        receiving.take(bag)
    assert receiving.is_untouched()
    assert (bag.read_bytes() if bag.is_file() else snapshot(bag)) == before
    findings = caught.value.findings
    return set(codes(findings)), " ".join(str(each.facts) for each in findings)


NAMES = {
    "../luar.txt": "menunjuk ke luar",
    "data/../../luar.txt": "menunjuk ke luar",
    "/etc/luar.txt": "menunjuk ke luar",
    "C:/luar.txt": "menunjuk ke luar",
    "data\\luar.txt": "menunjuk ke luar",
    "data/./luar.txt": "nama seperti itu",
    "data//luar.txt": "nama seperti itu",
    "data/CON": "nama seperti itu",
    "data/aux.pdf": "nama seperti itu",
    "data/titik.": "nama seperti itu",
    "data/akhir ": "nama seperti itu",
    "data/tanya?.pdf": "nama seperti itu",
    "data/a:b.pdf": "nama seperti itu",
    "data/arah\u202egnp.pdf": "nama seperti itu",
    "data/nul\0.pdf": "nama seperti itu",
    f"data/{'a/' * 210}b": "terlalu panjang",
    LETTER.upper().replace("DATA/", "data/"): "huruf besar-kecil",
    "DATA/lain.pdf": "huruf besar-kecil",
}


@pytest.mark.parametrize("name", NAMES, ids=ascii)
def test_a_zip_with_a_name_that_may_not_be(parts, receiving, tmp_path, name):
    bag = parts.zip(tmp_path / "a.zip", top="", extra=[(named(name), b"x")])
    found, told = refused(receiving, bag)
    assert found == {"A41"}
    assert NAMES[name] in told
    assert not list(tmp_path.rglob("luar*"))


def named(name):
    entry = zipfile.ZipInfo("x")
    entry.filename = entry.orig_filename = name  # the library would mend it
    return entry


@pytest.mark.parametrize("target", ["/etc/passwd", "../../luar"])
def test_a_link_in_a_zip(parts, receiving, tmp_path, target):
    bag = parts.zip(tmp_path / "a.zip", extra=[link_entry(f"{NAME}/data/tautan", target)])
    assert refused(receiving, bag)[0] == {"A41"}


@pytest.mark.parametrize("make", ["link", "folder link", "pipe"])
def test_what_is_no_file_in_a_folder(parts, receiving, tmp_path, make):
    bag = parts.folder(tmp_path / "paket")
    odd = bag / "data" / "tautan"
    if make == "pipe":
        os.mkfifo(odd)
    else:
        odd.symlink_to("/etc/passwd" if make == "link" else "/etc")
    with pytest.raises(Refused) as caught:
        receiving.take(bag)
    assert codes(caught.value.findings) == ["A41"]
    assert receiving.is_untouched()


def test_folders_in_folders_without_end(parts, receiving, tmp_path):
    bag = parts.folder(tmp_path / "paket")
    (bag / "data" / "/".join("a" * 300)).mkdir(parents=True)
    assert refused(receiving, bag)[0] == {"A41"}


@pytest.mark.filterwarnings("ignore:Duplicate name")
def test_a_name_twice_in_a_zip(parts, receiving, tmp_path):
    bag = parts.zip(tmp_path / "a.zip", extra=[(f"{NAME}/{LETTER}", b"%PDF palsu")])
    assert refused(receiving, bag)[0] == {"A41"}


def test_a_name_twice_once_its_accents_are_put_together(parts, receiving, tmp_path):
    for form in ("NFC", "NFD"):
        parts.files[unicodedata.normalize(form, "data/é.pdf")] = b"x"
    assert refused(receiving, parts.zip(tmp_path / "a.zip"))[0] == {"A41"}


def test_names_of_other_bytes_than_text(parts, receiving, tmp_path):
    bag = parts.folder(tmp_path / "paket")
    with open(os.fsencode(bag) + b"/data/\xff.pdf", "wb"):  # noqa: PTH123 - a name that is no text
        pass
    with pytest.raises(Refused) as caught:
        receiving.take(bag)
    assert codes(caught.value.findings) == ["A41"]


def test_a_zip_that_unpacks_to_far_more_than_it_is(receiving, tmp_path, monkeypatch):
    monkeypatch.setattr(bag_reading, "_RATIO_FROM", 1 << 20)
    bag = tmp_path / "bom.zip"
    with zipfile.ZipFile(bag, "w", zipfile.ZIP_DEFLATED) as target:
        target.writestr(f"{NAME}/bagit.txt", b"\0" * (8 << 20))
    found, told = refused(receiving, bag)
    assert found == {"A44"}
    assert "8388608" in told


def test_a_zip_that_says_less_than_it_unpacks_to(parts, receiving, tmp_path):
    bag = parts.zip(tmp_path / "a.zip")
    data = bytearray(bag.read_bytes())
    size = len(parts.files[BERKAS]).to_bytes(4, "little")
    at = data.rindex(size)
    data[at : at + 4] = (10).to_bytes(4, "little")
    bag.write_bytes(bytes(data))
    assert refused(receiving, bag)[0] & {"A41", "A42", "A44"}


@pytest.mark.parametrize(
    ("limit", "value"), [("LARGEST", 1000), ("MOST_FILES", 5), ("LARGEST_TEXT", 1000)]
)
def test_more_than_may_be(sound, receiving, monkeypatch, limit, value):
    monkeypatch.setattr(bag_reading, limit, value)
    assert refused(receiving, sound)[0] == {"A44"}


def test_a_zip_cut_short_or_spoilt_within(parts, receiving, tmp_path):
    bag = parts.zip(tmp_path / "a.zip")
    data = bag.read_bytes()
    bag.write_bytes(data[: len(data) // 2])
    assert refused(receiving, bag)[0] == {"A40"}
    spoilt = bytearray(data)
    at = data.index(LETTER.encode()) + len(LETTER)
    spoilt[at + 5] ^= 0xFF
    bag.write_bytes(bytes(spoilt))
    assert refused(receiving, bag)[0] == {"A41"}


DECLARATIONS = {
    b"BagIt-Version: 0.93\nTag-File-Character-Encoding: UTF-8\n": "versi 0.93",
    b"BagIt-Version: 2.0\nTag-File-Character-Encoding: UTF-8\n": "versi 2.0",
    b"BagIt-Version: 1.0\nTag-File-Character-Encoding: UTF-16\n": "UTF-16",
    b"BagIt-Version: 1.0\nTag-File-Character-Encoding: idna\n": "idna",
    b"\xef\xbb\xbfBagIt-Version: 1.0\nTag-File-Character-Encoding: UTF-8\n": "tidak dikenal",
    b"apa saja": "tidak dikenal",
}


@pytest.mark.parametrize("declared", DECLARATIONS, ids=ascii)
def test_other_versions_and_encodings(parts, receiving, tmp_path, declared):
    parts.files["bagit.txt"] = declared
    found, told = refused(receiving, parts.folder(tmp_path / "paket"))
    assert found == {"A40"}
    assert DECLARATIONS[declared] in told


def test_windows_line_ends_in_the_declaration_are_no_reason(parts, receiving, tmp_path):
    parts.files["bagit.txt"] = parts.files["bagit.txt"].replace(b"\n", b"\r\n")
    parts.again()
    receiving.take(parts.folder(tmp_path / "paket"))


def test_no_bag_at_all(receiving, tmp_path):
    (tmp_path / "kosong").mkdir()
    assert refused(receiving, tmp_path / "kosong")[0] == {"A40"}
    (tmp_path / "teks.zip").write_bytes(b"bukan zip")
    assert refused(receiving, tmp_path / "teks.zip")[0] == {"A40"}


def test_what_is_still_to_be_fetched(parts, receiving, tmp_path):
    parts.files["fetch.txt"] = f"https://contoh.invalid/a 5 {LETTER}\n".encode()
    assert refused(receiving, parts.folder(tmp_path / "paket"))[0] == {"A43"}


def lose(parts):
    del parts.files[LETTER]


def add(parts):
    parts.files["data/099 Titipan.pdf"] = b"x"


def change(parts):
    parts.files[LETTER] = b"%PDF palsu" + b" " * (len(parts.files[LETTER]) - 10)


def miscount(parts):
    parts.info("Payload-Oxum", "1.1")
    parts.files = {n: d for n, d in parts.files.items() if not n.startswith("tagmanifest")}


def count_oddly(parts):
    parts.info("Payload-Oxum", "banyak")
    parts.files = {n: d for n, d in parts.files.items() if not n.startswith("tagmanifest")}


def change_a_tag_file(parts):
    parts.info("Source-Organization", "Badan Lain")


def lose_the_manifests(parts):
    parts.files = {n: d for n, d in parts.files.items() if "manifest-" not in n or "_meta" in n}


def list_what_is_outside(parts):
    parts.files["manifest-sha256.txt"] += b"0" * 64 + b"  ../../luar\n"


@pytest.mark.parametrize(
    "spoil",
    [
        lose,
        add,
        change,
        miscount,
        count_oddly,
        change_a_tag_file,
        lose_the_manifests,
        list_what_is_outside,
    ],
)
def test_a_bag_that_is_not_whole(parts, receiving, tmp_path, spoil):
    spoil(parts)
    assert refused(receiving, parts.folder(tmp_path / "paket"))[0] == {"A42"}


# -- bags that are valid, with something else in them -----------------------------------------


@pytest.mark.parametrize(
    ("spoil", "expected"),
    [(lose, {"A01"}), (add, {"A03"}), (change, {"A02", "A17"})],
)
def test_a_valid_bag_of_a_spoilt_berkas(parts, receiving, tmp_path, spoil, expected):
    spoil(parts)
    parts.again()
    found = refused(receiving, parts.folder(tmp_path / "paket"))[0]
    assert found & expected
    assert found <= expected | {"A06"}


def test_a_bag_that_is_not_from_paraf(parts, receiving, tmp_path):
    parts.files = {n: d for n, d in parts.files.items() if not n.startswith("data/_meta")}
    parts.again()
    assert refused(receiving, parts.folder(tmp_path / "paket"))[0] == {"A45"}


@pytest.mark.parametrize(
    "place",
    [
        "../../../etc",
        "2026/../../001 X",
        "2026/000.8.6.3 Akuntabilitas Kinerja Instansi Pemerintah/002 Lain",
        "2027/000.8.6.3 Akuntabilitas Kinerja Instansi Pemerintah/001 Lain",
        "2026/000.8.6.3 .. /001 Lain",
        "2026/.paraf-x/001 Lain",
    ],
)
def test_a_berkas_that_says_it_lay_elsewhere(parts, receiving, tmp_path, place):
    record = json.loads(parts.files[BERKAS])
    record["lokasi"] = place
    parts.files[BERKAS] = json.dumps(record).encode()
    parts.again()
    assert refused(receiving, parts.folder(tmp_path / "paket"))[0] == {"A45"}


def test_records_that_are_endless(parts, receiving, tmp_path):
    parts.files[BERKAS] = b"[" * 1_000_000
    parts.again()
    assert refused(receiving, parts.folder(tmp_path / "paket"))[0] == {"A45"}


def test_another_manifest_than_the_sender_says_his_ledger_holds(parts, receiving, tmp_path):
    parts.info("Paraf-Manifest-SHA256", "0" * 64)
    parts.again()
    assert refused(receiving, parts.folder(tmp_path / "paket"))[0] == {"A07"}


def test_a_ledger_that_does_not_know_what_was_filed(tmp_path, receiving):
    sending = Sending(tmp_path)
    other = ledger_extract(make_items()[:1])
    sending.filed = sending.archive.file_away(make_berkas(year=2025, ledger_extract=other))
    found, told = refused(receiving, sending.export())
    assert found == {"A46"}
    assert "TIDAK DIKENAL OLEH BUKU KEJADIAN" in told


def test_a_source_that_grows_while_it_is_read(parts, receiving, tmp_path, monkeypatch):
    bag = parts.folder(tmp_path / "paket")
    walked = bag_reading._walked

    def then_grown(*given):
        yield from walked(*given)
        (bag / LETTER).write_bytes(b"%PDF " + b"x" * 1000)

    monkeypatch.setattr(bag_reading, "_walked", then_grown)
    with pytest.raises((Refused, NotYet)):
        receiving.take(bag)
    assert receiving.is_untouched()
