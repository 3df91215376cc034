"""The restore drill: an office is destroyed and brought back, or its database built anew.

Through the front door: commands as an administrator gives them, gestures as people make them.
The long half of it, with a daemon at work and cycles played to their end: ``make restore-drill``.
"""

import shutil
import sqlite3

import pytest
from drill import backed_up, destroy_database, paraf, restored, told
from office_sim import OfficeSim

from pipeline.domain.cycle import Status
from pipeline.domain.period import Period

EARLIER = Period(2026, 2)
PLACE = "000.8.6.3 Akuntabilitas Kinerja Instansi Pemerintah"


@pytest.fixture(autouse=True)
def _lent(warm):
    with warm.lent():
        yield


@pytest.fixture
def vault(tmp_path):
    (tmp_path / "cadangan").mkdir()
    return tmp_path / "cadangan"


def two_cycles(at) -> OfficeSim:
    """One cycle that is filed, one in the middle."""
    sim = at("selesai")
    sim.workplace.office.open_cycle(EARLIER, "perintah")
    sim.work()
    sim.pass_on("sekretaris", "Lembar Disposisi", "Triwulan II")
    return sim


# -- backup and restore ------------------------------------------------------------------------


def test_an_office_is_destroyed_and_goes_on_as_if_nothing_had_been(at, vault):
    sim = two_cycles(at)
    sim.drop("sekretaris", "belum diambil.txt", b"Surat lain.\n")
    before = sim.everything(), sim.numbers()
    sim = restored(sim, backed_up(sim, vault))
    assert (sim.everything(), sim.numbers()) == before
    assert sim.outbox() == ["sekretaris/belum diambil.txt"]
    sim.work()
    assert sim.paper("sekretaris", "belum diambil.txt").read_bytes() == b"Surat lain.\n"
    sim.pass_on("kasubbag-tu", "Lembar Disposisi Kasubbag TU", "Triwulan II")
    assert sim.paper("japel-tu", "Konsep Surat Permintaan", "Triwulan II")
    assert sim.store.cycle("2026-tw3")[0].status is Status.FILED
    sim.assert_sound()


def test_who_took_his_paper_home_has_it_again_after_a_restoration(at, vault):
    sim = two_cycles(at)
    name, _ = sim.take("kasubbag-tu", "Lembar Disposisi Kasubbag TU")
    sim = restored(sim, backed_up(sim, vault))
    sim.work()
    assert sim.paper("kasubbag-tu", "Lembar Disposisi Kasubbag TU").name == name
    sim.work()
    assert len([each for each in sim.inbox("kasubbag-tu") if each.endswith(".docx")]) == 1


def test_an_edited_draft_in_an_inbox_is_not_laid_twice(at, vault):
    sim = at("3")
    name, data = sim.take("japel-tu", "Konsep Surat Permintaan")
    edited = sim.edited(data, "Dalam rangka", "Sehubungan dengan")
    (sim.root / "inbox" / "japel-tu" / name).write_bytes(edited)
    sim = restored(sim, backed_up(sim, vault))
    sim.work()
    assert sim.read("japel-tu", "Konsep Surat Permintaan") == edited


def test_a_second_backup_copies_only_what_is_new(at, vault):
    sim = at("selesai")
    backed_up(sim, vault)
    sim.wait(minutes=1)
    sim.close()
    _, again = told("backup", vault, "--office", sim.root)
    database = (sim.root / ".paraf" / "office.db").stat().st_size
    assert again["written"] < database + 10_000
    assert len([each for each in vault.iterdir() if each.is_dir()]) == 3


def test_no_backup_into_the_office_itself_a_strange_or_a_missing_folder(at, vault, tmp_path):
    sim = at("2")
    sim.close()
    assert paraf("backup", sim.root / "archive", "--office", sim.root)[0] == 2
    code, said = paraf("backup", tmp_path / "tidak ada", "--office", sim.root)
    assert (code, "is not there" in said) == (3, True)
    (vault / "foto.jpg").write_bytes(b"x")
    code, said = paraf("backup", vault, "--office", sim.root)
    assert (code, "foto.jpg" in said) == (3, True)
    assert [each.name for each in vault.iterdir()] == ["foto.jpg"]


def test_an_empty_mount_point_is_not_taken_for_the_folder_of_backups(at, vault):
    sim = at("2")
    backed_up(sim, vault)
    shutil.rmtree(vault)
    vault.mkdir()
    code, said = paraf("backup", vault, "--office", sim.root)
    assert (code, "is it mounted" in said) == (3, True)
    assert list(vault.iterdir()) == []


def test_nothing_is_restored_over_an_office_or_anything_else(at, vault, tmp_path):
    sim = at("2")
    backup = backed_up(sim, vault)
    code, said = paraf("restore", backup, sim.root)
    assert (code, "already holds an office" in said) == (4, True)
    (tmp_path / "lain").mkdir()
    (tmp_path / "lain" / "foto.jpg").write_bytes(b"x")
    code, said = paraf("restore", backup, tmp_path / "lain")
    assert (code, "foto.jpg" in said) == (4, True)
    assert [each.name for each in (tmp_path / "lain").iterdir()] == ["foto.jpg"]


def flip(backup, contents):
    path = backup.parent / "isi" / contents[:2] / contents
    data = bytearray(path.read_bytes())
    data[len(data) // 2] ^= 1
    path.write_bytes(data)


def delete(backup, contents):
    (backup.parent / "isi" / contents[:2] / contents).unlink()


def rename(backup, contents):
    path = backup.parent / "isi" / contents[:2] / contents
    path.rename(path.with_name("0" * 64))


def truncate(backup, _):
    path = backup / "manifest-sha256.txt"
    path.write_bytes(path.read_bytes()[:-40])


def edit_the_list(backup, contents):
    path = backup / "daftar-isi-sha256.txt"
    path.write_bytes(path.read_bytes().replace(b"office.toml", b"office.tomm"))


def add(backup, _):
    (backup / "tambahan.txt").write_bytes(b"x")


def lose_the_note(backup, _):
    (backup / "backup.json").write_bytes(b"{}")


@pytest.mark.parametrize(
    ("spoil", "named"),
    [
        (flip, "office.toml"),
        (delete, "office.toml"),
        (rename, "office.toml"),
        (truncate, "manifest-sha256.txt"),
        (edit_the_list, "daftar-isi-sha256.txt"),
        (add, "tambahan.txt"),
        (lose_the_note, "backup.json"),
    ],
)
def test_a_damaged_backup_is_refused_and_the_damage_named(at, vault, tmp_path, spoil, named):
    sim = at("1")
    backup = backed_up(sim, vault)
    lines = (backup / "daftar-isi-sha256.txt").read_text("utf-8").splitlines()
    (contents,) = [line[:64] for line in lines if line.endswith("  office.toml")]
    spoil(backup, contents)
    code, said = paraf("restore", backup, tmp_path / "baru")
    assert code in (1, 4)
    assert named in said
    assert not (tmp_path / "baru").exists()


# -- an older backup beside a newer archive ----------------------------------------------------


def test_a_backup_older_than_the_archive_is_noticed_and_mended(at, vault):
    sim = at("13")
    backup = backed_up(sim, vault)
    sim.pass_on("japel-tu", "Berita Acara")
    assert sim.cycle.status is Status.FILED
    before = sim.numbers()
    sim.close()
    archive = sim.root.with_name("arsip yang selamat")
    (sim.root / "archive").rename(archive)
    shutil.rmtree(sim.root)
    sim.root.mkdir()
    archive.rename(sim.root / "archive")
    code, said = paraf("restore", backup, sim.root)
    assert (code, "older than the archive" in said, "paraf rebuild" in said) == (1, True, True)

    sim.drop("japel-tu", "terlalu awal.pdf", b"%PDF-1.7\n")
    sim.work()
    assert sim.outbox("japel-tu") == ["terlalu awal.pdf"]
    assert [each.code for each in sim.workplace.office.troubles()] == ["T20"]
    with pytest.raises(Exception, match="older than the archive"):
        sim.workplace.office.open_cycle(EARLIER, "perintah")
    (sim.root / "outbox" / "japel-tu" / "terlalu awal.pdf").unlink()
    sim.close()

    code, report = told("rebuild", "--yes", "--office", sim.root)
    assert (code, report["findings"]) == (0, []), report
    sim.work()
    assert sim.cycle.status is Status.FILED
    assert set(before) <= set(sim.numbers())
    assert sim.everything() == {}
    assert {each.code for each in sim.workplace.office.troubles()} == {"T21"}
    sim.close()
    assert paraf("rebuild", "--acknowledge", "--office", sim.root)[0] == 0
    assert sim.workplace.office.troubles() == ()
    sim.assert_sound()


# -- a database that is lost -------------------------------------------------------------------


def test_a_lost_database_is_built_anew_as_far_as_the_archive_proves(at):
    sim = two_cycles(at)
    state, numbers = sim.store.cycle("2026-tw3")[0], sim.numbers()
    letter = next(sim.root.glob("archive/*/*/*/*Surat Permintaan*.pdf")).read_bytes()
    sim.take("kasubbag-tu", "Lembar Disposisi Kasubbag TU")
    destroy_database(sim)
    assert paraf("run", "--once", "--office", sim.root)[0] == 3
    code, report = told("rebuild", "--yes", "--office", sim.root)
    assert (code, report["findings"]) == (0, [])
    assert any("2026-tw3: filed" in each for each in report["established"])
    assert any("certificates may sign" in each for each in report["unknown"])
    again = sim.store.cycle("2026-tw3")[0]
    assert again.papers == state.papers
    assert again.tasks == state.tasks
    assert again.berkas_sha256 == state.berkas_sha256
    sim.work()

    nomor = {each for each in numbers if each[0] != "dokumen"}
    assert nomor <= set(sim.numbers())
    codes = {text for register, _, text, _ in sim.numbers() if register == "dokumen"}
    assert {text for register, _, text, _ in numbers if register == "dokumen"} <= codes

    sim.drop("kasubbag-tu", "surat lama.pdf", letter)
    sim.work()
    (name,) = [each for each in sim.inbox("kasubbag-tu") if "surat lama" in each]
    assert "SUDAH DITERIMA" in name
    (sim.root / "inbox" / "kasubbag-tu" / name).unlink()

    sim.workplace.office.open_cycle(EARLIER, "perintah")
    sim.work()
    assert sim.paper("sekretaris", "Lembar Disposisi", "Triwulan II")
    fresh = {paper.code for paper in sim.store.cycle(EARLIER.id)[0].papers}
    assert not fresh & {text for register, _, text, _ in numbers if register == "dokumen"}
    sim.assert_sound()


def test_papers_of_the_lost_time_get_a_note_and_come_back_with_a_reason(at):
    sim = at("4")
    letter = sim.paper("sekretaris", "Surat Permintaan").name
    nomor = [each for each in sim.numbers() if each[0].startswith("surat_keluar")]
    destroy_database(sim)
    code, report = told("rebuild", "--yes", "--office", sim.root)
    assert (code, report["findings"]) == (0, [])
    assert any("of the time that is lost" in each for each in report["unknown"])
    sim.work()
    assert "(Kode: B10)" in sim.note("sekretaris", letter)
    sim.hand_in("sekretaris", letter)
    sim.work()
    assert sim.outbox() == []
    assert "(Kode: B10)" in (
        (sim.root / "inbox/sekretaris" / f"{letter} - ALASAN.txt").read_text("utf-8-sig")
    )
    assert [each[1] for each in nomor] == [
        number for register, number, *_ in sim.numbers() if register.startswith("surat_keluar")
    ]
    sim.assert_sound()


def test_a_torn_database_gives_back_what_can_be_read_of_it(at):
    sim = two_cycles(at)
    sim.close()
    database = sim.root / ".paraf" / "office.db"
    with sqlite3.connect(database) as connection:
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        connection.execute("PRAGMA journal_mode=DELETE")
        (page,) = connection.execute(
            "SELECT rootpage FROM sqlite_master WHERE name = 'cycle' AND type = 'table'"
        ).fetchone()
        (size,) = connection.execute("PRAGMA page_size").fetchone()
    data = bytearray(database.read_bytes())
    data[(page - 1) * size : page * size] = bytes(each % 251 for each in range(7, size + 7))
    database.write_bytes(data)
    code, report = told("rebuild", "--yes", "--office", sim.root)
    assert (code, report["findings"]) == (0, [])
    assert any("2026-tw2: open" in each for each in report["established"])
    assert list(sim.root.glob(".paraf/before-rebuild-*/office.db"))
    sim.work()
    assert sim.paper("kasubbag-tu", "Lembar Disposisi Kasubbag TU", "Triwulan II")
    sim.pass_on("kasubbag-tu", "Lembar Disposisi Kasubbag TU", "Triwulan II")
    assert sim.paper("japel-tu", "Konsep Surat Permintaan", "Triwulan II")
    sim.assert_sound()


def test_a_sound_database_is_left_alone(at):
    sim = at("selesai")
    sim.close()
    before = (sim.root / ".paraf" / "office.db").read_bytes()
    code, report = told("rebuild", "--office", sim.root)
    assert (code, report["rebuilt"]) == (0, False)
    assert (sim.root / ".paraf" / "office.db").read_bytes() == before


def test_a_number_that_people_know_of_is_not_given_again(at):
    sim = at("3")
    destroy_database(sim)
    assert paraf("rebuild", "--yes", "--used", "surat=7", "--office", sim.root)[0] == 2
    assert paraf("rebuild", "--yes", "--used", "surat_keluar/2026=7", "--office", sim.root)[0] == 0
    sim.workplace.office.open_cycle(Period(2026, 3), "perintah")
    sim.work()
    sim.pass_on("sekretaris", "Lembar Disposisi")
    sim.pass_on("kasubbag-tu", "Lembar Disposisi Kasubbag TU")
    sim.hand_in("japel-tu", "Konsep Surat Permintaan", "(2)")  # beside the one of the lost time
    sim.work()
    assert "000.8.6.3-08-KBL" in sim.paper("sekretaris", "Surat Permintaan").name
    sim.assert_sound()
