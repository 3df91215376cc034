"""A whole cycle through the folders, and everything that must be true once it is filed."""

import re
import subprocess
from pathlib import Path

import openpyxl
import pytest
from office_sim import OPENING, PERIOD, STAGES, UNITS, sums_hold

from pipeline.domain.cycle import Status


@pytest.fixture
def filed(at):
    return at("selesai")


def berkas_of(sim) -> Path:
    return sim.root / "archive" / sim.cycle.berkas_path


def signatures_in(pdf: Path) -> list[str]:
    """What poppler says of each signature in a PDF."""
    ran = subprocess.run(["pdfsig", "-nocert", pdf], capture_output=True, text=True, check=False)
    return re.findall(r"Signature Validation: (.*)", ran.stdout)


def test_filed_cycle_leaves_nothing_behind(filed):
    assert filed.cycle.status is Status.FILED
    assert filed.everything() == {}
    assert filed.store.pending_acts() == [] or all(
        each.act.type == "SetTimer" for each in filed.store.pending_acts()
    )
    filed.assert_sound()


def test_a_further_look_changes_nothing(filed):
    before = filed.store.head()
    assert filed.work().handled == 0
    assert filed.store.head() == before


def test_archive_is_proved_by_coreutils_alone(filed):
    sums_hold(berkas_of(filed))


def test_poppler_calls_every_signature_in_the_archive_valid(filed):
    found = {}
    for pdf in sorted(berkas_of(filed).glob("*.pdf")):
        verdicts = signatures_in(pdf)
        assert set(verdicts) <= {"Signature is Valid."}, (pdf.name, verdicts)
        if verdicts:
            found[re.sub(r"^\d+ \S+ | \(.*", "", pdf.stem)] = len(verdicts)
    assert found == {
        "Surat Permintaan Data Kinerja": 2,
        "Surat Peringatan Bidang III": 2,
        "Laporan Rekapitulasi": 1,
        "Berita Acara Pengarsipan": 1,
    }


def test_registers_have_no_gap_and_nothing_void(filed):
    by_register = {}
    for register, number, _, void in filed.numbers():
        by_register.setdefault(register, []).append(number)
        assert not void
    assert {name: len(drawn) for name, drawn in by_register.items() if name != "dokumen"} == {
        "surat_keluar/2026": 2,
        "nota_dinas/2026": len(UNITS),
        "laporan/2026": 1,
        "berita_acara/2026": 1,
        "berkas/000.8.6.3/2026": 1,
    }
    for drawn in by_register.values():
        assert drawn == list(range(1, len(drawn) + 1))


def test_berkas_holds_one_item_of_each_paper(filed):
    names = [path.name for path in sorted(berkas_of(filed).glob("*.pdf"))]
    titles = [re.sub(r"^\d+ (\d{4}-\d\d-\d\d )?| \(.*|\.pdf$", "", name) for name in names]
    assert len(titles) == len(set(titles))
    numbers = [int(path.name[:3]) for path in berkas_of(filed).iterdir() if path.name[0].isdigit()]
    assert sorted(set(numbers)) == list(range(max(numbers) + 1))
    assert {title for title in titles if "Data Kinerja" in title} >= {
        f"Data Kinerja {short}" for short in ("Sekretariat", "Bidang I", "Bidang II", "Bidang III")
    }
    assert titles[-1] == "Berita Acara Pengarsipan"
    (workbook,) = berkas_of(filed).glob("* - lampiran 01.xlsx")
    assert " Laporan " in workbook.name
    assert not list(berkas_of(filed).glob("* - bukti *"))


def test_items_carry_the_day_their_step_was_done(filed):
    days = {
        re.sub(r"^\d+ \S+ | \(.*", "", path.stem): path.name.split(" ")[1]
        for path in sorted(berkas_of(filed).glob("[0-9]*.pdf"))
    }
    assert days["Surat Permintaan Data Kinerja"] == OPENING.date().isoformat()
    assert days["Tanda Terima Data Kinerja Bidang III"] == days["Data Kinerja Bidang III"]
    assert days["Surat Peringatan Bidang III"] == "2026-10-12"


def test_list_of_contents_names_every_item(filed):
    book = openpyxl.load_workbook(berkas_of(filed) / "000 Daftar Isi Berkas.xlsx")
    text = "\n".join(
        str(cell.value) for row in book.worksheets[0].iter_rows() for cell in row if cell.value
    )
    for paper in filed.cycle.filed_papers:
        assert paper.label in text
        assert not paper.nomor or paper.nomor in text
    book.close()


def test_board_and_catalogue_are_written(filed):
    board = (filed.root / "PAPAN STATUS.html").read_text("utf-8")
    assert PERIOD in board
    assert "Selesai" in board
    (chunk,) = (filed.root / "archive" / "katalog").glob("*-0001-*.js")
    assert PERIOD in chunk.read_text("utf-8")
    words = next((filed.root / "archive" / "katalog").glob("*-0001k-*.js")).read_text("utf-8")
    assert "pelaksana" in words  # which only the papers themselves say
    assert (filed.root / "archive" / "2026" / "Daftar Berkas 2026.xlsx").is_file()


def test_returned_letter_kept_its_number_and_lost_its_paraf(at):
    before, after = at("4").cycle, at("4 lagi").cycle
    (old,) = (paper for paper in before.papers if paper.kind == "surat-permintaan")
    (new,) = (paper for paper in after.papers if paper.kind == "surat-permintaan")
    assert (new.code, new.nomor) == (old.code, old.nomor)
    assert new.version > old.version
    assert new.issued_sha256 != old.issued_sha256


def test_late_unit_is_in_the_record_with_its_warning(filed):
    units = {each.unit: each for each in filed.cycle.units}
    assert [unit for unit, each in units.items() if each.days_late] == ["bidang-3"]
    assert [len(each.warnings) for each in units.values()] == [0, 0, 0, 1]
    assert units["bidang-3"].warnings[0].delivered_at


@pytest.mark.parametrize("stage", list(STAGES))
def test_office_is_sound_at_every_stage(at, stage):
    sim = at(stage)
    sim.work()
    sim.assert_sound()
    for post, names in sim.everything().items():
        papers = [name for name in names if not name.endswith(".txt")]
        assert papers, f"only notes in inbox/{post}: {names}"
