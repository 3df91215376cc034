"""A berkas in a bag and out of it again: nothing changes on the way, nothing is left half done."""

import errno
import os
import stat
import subprocess
import sys
import threading
import unicodedata
import zipfile
from pathlib import Path

import pytest
from archive_faults import ledger_extract
from archive_samples import PLACE, codes, make_berkas, make_item, snapshot
from bag_samples import NAME, Parts, Receiving, Sending

from pipeline.adapters.archive.bag import HashedReading
from pipeline.adapters.disk import LocalDisk, Point
from pipeline.errors import NotYet, Refused, Tampered


class Killed(BaseException):
    """The process ended here."""


class Stopping:
    """A disk that stops at its n-th change: by a death, or by being full from then on."""

    def __init__(self, at, error=None):
        self.left, self.error = at, error
        self.disk = LocalDisk(self)

    def __call__(self, point, _path):
        self.left -= 1
        if self.left >= 0:
            return
        if self.error is None:
            raise Killed
        if point in {Point.CREATE, Point.FILL, Point.MAKE_FOLDER}:
            raise OSError(self.error, os.strerror(self.error))


@pytest.fixture
def sending(tmp_path):
    return Sending(tmp_path)


@pytest.fixture
def receiving(tmp_path):
    return Receiving(tmp_path)


def test_others_find_the_bag_valid(sending):
    bag = sending.export()
    assert bag.name == NAME
    assert snapshot(bag / "data") == snapshot(sending.root / PLACE)
    tool = [sys.executable, "-m", "bagit", "--validate", bag]
    assert subprocess.run(tool, capture_output=True, check=False).returncode == 0
    for kind in ("sha256", "sha512"):
        lists = [f"manifest-{kind}.txt", f"tagmanifest-{kind}.txt"]
        subprocess.run([f"{kind}sum", "-c", "--quiet", "--strict", *lists], cwd=bag, check=True)
    told = (bag / "bag-info.txt").read_text("utf-8").splitlines()
    payload = snapshot(bag / "data")
    assert f"Payload-Oxum: {sum(map(len, payload.values()))}.{len(payload)}" in told
    assert f"Internal-Sender-Identifier: {PLACE}" in told
    assert f"Paraf-Manifest-SHA256: {sending.filed.manifest_sha256}" in told
    assert not (bag / "fetch.txt").exists()


def test_a_zip_holds_the_same_bag_under_one_folder_and_comes_out_the_same_twice(sending, tmp_path):
    bag, packed = sending.export(), sending.export(packed=True)
    subprocess.run(["unzip", "-q", packed, "-d", tmp_path / "lain"], check=True)
    assert snapshot(tmp_path / "lain" / NAME) == snapshot(bag)
    first = packed.read_bytes()
    packed.unlink()
    assert sending.export(packed=True).read_bytes() == first
    with zipfile.ZipFile(packed) as read:
        assert {name.split("/")[0] for name in read.namelist()} == {NAME}


def test_names_in_a_zip_are_marked_as_utf_8(tmp_path):
    sending = Sending(tmp_path)
    items = (make_item("Surat “Café” – Bidang Ⅱ"),)
    sending.filed = sending.archive.file_away(
        make_berkas(number=2, items=items, ledger_extract=ledger_extract(items))
    )
    packed = sending.export(packed=True)
    with zipfile.ZipFile(packed) as read:
        (odd,) = [each for each in read.infolist() if "Café" in each.filename]
    assert odd.flag_bits & 0x800


@pytest.mark.parametrize("packed", [False, True])
def test_what_stands_there_is_not_written_over(sending, packed):
    bag = sending.export(packed=packed)
    before = bag.read_bytes() if packed else snapshot(bag)
    with pytest.raises(Refused) as caught:
        sending.export(packed=packed)
    assert codes(caught.value.findings) == ["A33"]
    assert (bag.read_bytes() if packed else snapshot(bag)) == before
    assert list(sending.output.iterdir()) == [bag]


def test_a_later_version_is_another_bag(sending):
    sending.export()
    sending.add()
    assert sending.export().name == f"{NAME}-v2"


def test_of_two_exports_at_once_one_is_told_of_the_other(sending):
    ready = threading.Barrier(2, timeout=30)
    told = []

    def meet(point, path):
        if point is Point.RENAME and path.endswith(NAME):
            ready.wait()

    def export():
        try:
            told.append(sending.export(disk=LocalDisk(meet)).name)
        except Refused as error:
            told.append(error.findings[0].code)

    both = [threading.Thread(target=export) for _ in range(2)]
    for each in both:
        each.start()
    for each in both:
        each.join()
    assert sorted(told) == [NAME, "A33"]
    assert [each.name for each in sending.output.iterdir()] == [NAME]


@pytest.mark.parametrize("packed", [False, True])
def test_a_disk_that_fills_up_is_left_as_it_was(sending, packed):
    failures, told = 0, set()
    while True:
        try:
            sending.export(packed=packed, disk=Stopping(failures, errno.ENOSPC).disk)
            break
        except NotYet as error:
            told.add(error.what.rpartition(": ")[2])
            assert list(sending.output.iterdir()) == []
            failures += 5
    assert failures > 30
    assert told == {"no room left on the disk; nothing was left there"}


def test_an_export_that_died_is_swept_away_by_the_next(sending):
    before = snapshot(sending.root)
    at = 0
    while True:
        try:
            sending.export(disk=Stopping(at).disk)
            break
        except Killed:
            left = [each.name for each in sending.output.iterdir()]
            assert all(name.startswith(".paraf-bag-") for name in left) or NAME in left
            at += 11
            if NAME in left:
                break
    names = {each.name for each in sending.output.iterdir()}
    assert NAME in names
    assert at > 40
    assert snapshot(sending.root) == before


def test_the_archive_is_only_read(sending):
    (sending.root / ".paraf-lock").unlink()
    before = sorted(sending.root.rglob("*"))
    sending.export()
    assert sorted(sending.root.rglob("*")) == before


def test_a_berkas_that_changes_while_it_is_read_is_not_handed_over(sending):
    letter = next((sending.root / PLACE).glob("001*"))
    letter.chmod(0o644)
    letter.write_bytes(b"%PDF diganti")
    with pytest.raises(NotYet, match="changed while it was read"):
        sending.export()
    assert list(sending.output.iterdir()) == []


class Lying(LocalDisk):
    """A disk that gives other bytes back than were written."""

    def sync_tree(self, top):
        super().sync_tree(top)
        victim = next(path for path in Path(top).rglob("*") if path.name.startswith("001 "))
        victim.write_bytes(b"lain")


def test_the_bag_is_read_back_from_the_disk(sending):
    with pytest.raises(NotYet, match="other bytes"):
        sending.export(disk=Lying())
    assert list(sending.output.iterdir()) == []


def test_a_name_that_readers_of_bags_would_decode_is_refused(tmp_path):
    sending = Sending(tmp_path)
    path = sending.root / PLACE
    manifest = path / "_meta/manifest-sha256.txt"
    for folder in (path, path / "_meta"):
        folder.chmod(0o755)
    manifest.chmod(0o644)
    manifest.write_text(manifest.read_text("utf-8").replace("001 2026-10-01", "001 %0a"), "utf-8")
    with pytest.raises(Refused) as caught:
        sending.export()
    assert codes(caught.value.findings) == ["A34"]


# -- taking in -----------------------------------------------------------------------------------


@pytest.mark.parametrize("packed", [False, True])
def test_a_berkas_comes_out_of_a_bag_as_it_went_in(sending, receiving, packed):
    place = receiving.take(sending.export(packed=packed))
    assert place == PLACE
    assert snapshot(receiving.root / PLACE) == snapshot(sending.root / PLACE)
    anchors = {PLACE: sending.filed.manifest_sha256}
    assert receiving.archive.verify(anchors=anchors) == ()
    modes = {stat.S_IMODE(path.stat().st_mode) for path in (receiving.root / PLACE).rglob("*")}
    assert modes == {0o444, 0o555}
    assert receiving.recorded == [PLACE]
    assert list(receiving.room.iterdir()) == []


def test_under_another_number_it_is_proved_by_the_ledger_only(sending, receiving):
    place = receiving.take(sending.export(), number=7)
    assert place.rpartition("/")[2] == "007 Pengumpulan Data Kinerja Triwulan III 2026"
    assert snapshot(receiving.root / place) == snapshot(sending.root / PLACE)
    assert receiving.archive.verify(anchors={place: sending.filed.manifest_sha256}) == ()
    assert codes(receiving.archive.verify()) == ["A10"]
    (entry,) = receiving.archive.listing()
    assert entry.number == 7


def test_an_addition_comes_along_and_its_first_version_tells_that_they_are_the_same(
    sending, receiving
):
    first = sending.export()
    receiving.take(first)
    sending.add()
    with receiving.reception.received(sending.export()) as received:
        assert received.entry.version == 2
        assert receiving.reception.standing(received.manifest_sha256) == ()
        assert receiving.reception.standing(received.first_manifest_sha256) == (PLACE,)


def test_a_klasifikasi_in_other_letters_case_is_the_same_one(sending, receiving):
    year, klass, berkas = PLACE.split("/")
    (receiving.root / year / klass.upper()).mkdir(parents=True)
    assert receiving.take(sending.export()) == f"{year}/{klass.upper()}/{berkas}"


def test_a_taken_place_is_left_alone(sending, receiving):
    bag = sending.export()
    receiving.take(bag)
    before = snapshot(receiving.root)
    with pytest.raises(Tampered) as caught:
        receiving.take(bag)
    assert codes(caught.value.findings) == ["A19"]
    assert snapshot(receiving.root) == before


@pytest.mark.parametrize("form", ["folder", "zip"])
def test_names_that_apple_took_apart_are_put_together_again(tmp_path, receiving, form):
    sending = Sending(tmp_path)
    items = (make_item("Surat Café Déjà"),)
    extract = ledger_extract(items)
    sending.filed = sending.archive.file_away(
        make_berkas(year=2025, items=items, ledger_extract=extract)
    )
    parts = Parts(sending.export())
    files = {
        unicodedata.normalize("NFD", name) if name.startswith("data/") else name: data
        for name, data in parts.files.items()
    }
    assert files.keys() != parts.files.keys()
    parts.files = files
    bag = getattr(parts, form)(tmp_path / f"dari-mac.{form}")
    place = receiving.take(bag)
    assert snapshot(receiving.root / place) == snapshot(sending.root / sending.filed.path)
    assert receiving.archive.verify() == ()


def test_what_file_managers_leave_behind_is_left_out(sending, receiving, tmp_path):
    parts = Parts(sending.export())
    junk = ["data/.DS_Store", "data/Thumbs.db", "data/_meta/._001.json", "desktop.ini"]
    parts.files |= dict.fromkeys(junk, b"x")
    packed = parts.zip(tmp_path / "a.zip", extra=[("__MACOSX/a/._b", b"x")])
    with receiving.reception.received(packed) as received:
        assert received.ignored == 5


def test_a_zip_needs_no_folder_on_top(sending, receiving, tmp_path):
    assert receiving.take(Parts(sending.export()).zip(tmp_path / "a.zip", top="")) == PLACE


def test_a_full_disk_leaves_nothing_behind(sending, receiving):
    bag = sending.export()
    for failures in (0, 20, 60, 100, 130):
        stopping = Stopping(failures, errno.ENOSPC)
        receiving.reception._disk = stopping.disk
        with pytest.raises(NotYet, match="no room left"):
            receiving.take(bag)
        stopping.left = 10_000
        receiving.archive.recover()
        assert receiving.is_untouched() or receiving.recorded


def test_receiving_that_died_is_finished_by_doing_it_again(sending, receiving):
    bag = sending.export()
    anchors = {PLACE: sending.filed.manifest_sha256}
    died = 0
    for at in range(0, 10_000, 29):
        receiving.reception._disk = Stopping(at).disk
        try:
            receiving.take(bag)
            break
        except Killed:
            died += 1
        except Tampered:  # it had been put in its place by then
            break
        stands = (receiving.root / PLACE).exists()
        if stands:
            receiving.archive.recover()
            assert receiving.archive.verify(anchors=anchors) == ()
            assert receiving.recorded
            break
    assert died > 5
    assert receiving.archive.verify(anchors=anchors) == ()
    receiving.archive.recover()
    ours = {".paraf-lists", ".paraf-lock"}
    assert {path.name for path in receiving.root.glob(".paraf-*")} <= ours


def test_a_disk_that_is_nearly_full_is_not_filled(sending, receiving, monkeypatch):
    monkeypatch.setattr("pipeline.adapters.archive.receiving._SPARED", 1 << 60)
    with pytest.raises(NotYet, match="make room"):
        receiving.take(sending.export())
    assert receiving.is_untouched()


def test_only_one_receives_at_a_time(sending, receiving):
    bag = sending.export()
    with (
        receiving.reception.received(bag),
        pytest.raises(NotYet, match="another berkas"),
        receiving.reception.received(bag),
    ):
        pass


def test_hashes_on_the_way_are_those_of_what_passed():
    reading = HashedReading(iter([b"a", b"b"]))
    assert b"".join(reading) == b"ab"
    assert reading.digests.size == 2
