"""What a letter says of days is right for the day it is numbered, however long its draft lay."""

import io
from dataclasses import replace

from office_sim import LATE, OPENING
from pypdf import PdfReader

from pipeline.office.letters import warning_letter
from pipeline.wording.papers import DIHITUNG_KEMUDIAN

SEKRETARIS = "Sekretaris Badan Kesatuan Bangsa dan Politik"


def printed(pdf: bytes) -> str:
    pages = PdfReader(io.BytesIO(pdf)).pages
    return " ".join(" ".join(page.extract_text() for page in pages).split())


def draft_of(sim, *words: str) -> str:
    text = sim.workplace.office.tools.words.text(sim.read("kasubbag-tu", *words))
    return " ".join(text.split())


def test_a_warning_s_days_are_counted_from_the_day_it_is_numbered(at):
    sim = at("9a")
    draft = draft_of(sim, "Konsep Surat Peringatan")
    assert f"paling lambat hari {DIHITUNG_KEMUDIAN}; dan" in draft
    assert "Surat Peringatan Nomor" not in draft
    sim.set_clock(OPENING.replace(day=15, hour=10, minute=0))
    sim.pass_on("kasubbag-tu", "Konsep Surat Peringatan")
    letter = printed(sim.read("sekretaris", "Surat Peringatan"))
    assert "Pematangsiantar, 15 Oktober 2026" in letter
    assert "sampai dengan hari Kamis, 15 Oktober 2026 pukul 10.00 WIB data kinerja" in letter
    assert "paling lambat hari Senin, 19 Oktober 2026; dan" in letter
    assert "batas waktu penyampaian adalah hari Rabu, 7 Oktober 2026." in letter


def test_a_repeated_warning_names_the_one_before_it(at):
    sim = at("9 lagi")
    (first,) = sim.cycle.unit(LATE).warnings
    sim.set_clock(OPENING.replace(day=15, hour=8))
    sim.work()
    draft = draft_of(sim, "Konsep Surat Peringatan")
    nomor = sim.cycle.paper(first.paper).nomor
    assert "(Peringatan Ke-2)" in draft
    assert (
        f"dan Surat Peringatan Nomor {nomor} tanggal 12 Oktober 2026 dengan batas waktu hari "
        "Rabu, 14 Oktober 2026, dengan ini disampaikan" in draft
    )
    assert "menurut surat permintaan adalah hari Rabu, 7 Oktober 2026." in draft


def test_who_is_warned_gets_no_copy_of_his_own_letter(at):
    sim = at("9a")
    office, cycle = sim.workplace.office.surroundings, sim.cycle
    (warned,) = cycle.unit(LATE).warnings
    paper = cycle.paper(warned.paper)
    assert warning_letter(office, cycle, office.sop, paper, sim.now).tembusan == (SEKRETARIS,)
    own = warning_letter(office, cycle, office.sop, replace(paper, unit="sekretariat"), sim.now)
    assert (own.penerima, own.tembusan) == (SEKRETARIS, ())
    assert [each.kolom for each in own.paraf] == ["ParafSekretaris"]


def test_a_request_s_days_are_counted_from_the_day_it_is_numbered(at):
    sim = at("3 lagi")
    sim.set_clock(OPENING.replace(day=5, hour=9))
    sim.pass_on("japel-tu", "Konsep Surat Permintaan")
    letter = printed(sim.read("sekretaris", "Surat Permintaan"))
    assert "Pematangsiantar, 5 Oktober 2026" in letter
    assert "paling lambat hari Jumat, 9 Oktober 2026, pada jam kerja." in letter
    assert "sampai dengan Senin, 12 Oktober 2026 akan ditindaklanjuti" in letter
