"""Data that come after the recap was signed: beside it under numbers of their own, never in it."""

import re
from decimal import Decimal
from io import BytesIO

import pypdf
import pytest
from cli_runs import paraf

ADDENDUM = "Addendum Laporan Rekapitulasi Ke-1 - Bidang III - Triwulan III 2026.pdf"


def _close_without_the_late_unit(sim):
    sim.wait(days=14)  # the warning has brought nothing
    sim.work()
    sim.pass_on("kasubbag-tu", "Lembar Penutupan")


def _sign(sim):
    sim.pass_on("kasubbag-tu", "Laporan Rekapitulasi", ".pdf")


def _finish(sim):
    sim.pass_on("sekretaris", "Laporan Rekapitulasi", ".pdf")
    sim.pass_on("kasubbag-tu", "Lembar Disposisi Pengarsipan")
    sim.pass_on("japel-tu", "Berita Acara")


def _deliver(sim):
    sim.pass_on("kabid-bidang-3", "Data Kinerja", "ND-", ".pdf")


def _items(sim):
    """The files of the berkas by their number, and their bytes."""
    berkas = sim.root / "archive" / sim.cycle.berkas_path
    return {path.name: path.read_bytes() for path in sorted(berkas.iterdir()) if path.is_file()}


def _listed(sim):
    """What the list of contents says."""
    contents = next(data for name, data in _items(sim).items() if name.endswith("Berkas.pdf"))
    pages = pypdf.PdfReader(BytesIO(contents)).pages
    return " ".join(" ".join(page.extract_text() for page in pages).split())


def _report(sim):
    return sim.cycle.paper(sim.cycle.report)


def _text(pdf):
    pages = pypdf.PdfReader(BytesIO(pdf)).pages
    return " ".join(" ".join(page.extract_text() for page in pages).split())


def _addendum_says(sim, pdf, signed):
    """That the signed report stands, how late the data came, and what they change."""
    text = _text(pdf).replace("\N{NO-BREAK SPACE}", " ")
    assert f"ADDENDUM KE-1 ATAS LAPORAN REKAPITULASI NOMOR {signed.nomor.upper()}" in text
    assert "tidak diubah dan tetap berlaku sebagaimana ditandatangani" in text
    assert f"Terlambat {sim.cycle.unit('bidang-3').days_late} hari kerja" in text
    report = re.search(r"Rata-rata capaian kinerja Badan (\S+) %", _text_of(sim, signed))
    badan = f"{report[1]} (Sangat Tinggi) 87,84 (Tinggi) {_moved(report[1], '87,84')}"
    assert "Rata-rata capaian Bidang III (%) - 71,92 (Sedang)" in text  # the dossier's figures
    assert f"Rata-rata capaian Badan (%) {badan}" in text
    assert "7.553.400.000 7.553.400.000" in text  # the report counted what was promised


def _text_of(sim, paper):
    pdf = sim.workplace.office.tools.folders.object(paper.current_sha256)
    return _text(pdf).replace("\N{NO-BREAK SPACE}", " ")


def _moved(before, after):
    """The difference of two printed figures, as printed."""
    figures = [Decimal(each.replace(",", ".")) for each in (before, after)]
    return f"{figures[1] - figures[0]}".replace(".", ",")


@pytest.mark.long
def test_the_report_counts_the_missing_unit_with_what_it_promised(at):
    sim = at("8a lagi")
    _close_without_the_late_unit(sim)
    text = _text(sim.read("kasubbag-tu", "Laporan Rekapitulasi", ".pdf"))
    assert "12 (dua belas) dari 16 (enam belas) indikator" in text
    assert text.count("data belum disampaikan") == 4
    assert "512.300.000 belum dilaporkan -" in text
    assert re.search(r"Badan 7\.553\.400\.000 ", text)
    closing = next(p for p in sim.cycle.papers if p.kind == "lembar-penutupan" and p.pages)
    assert closing.rendition_sha256
    _sign(sim)
    _finish(sim)
    sheets = [name for name in _items(sim) if "Lembar Penutupan" in name]
    assert sorted(name[-4:] for name in sheets) == [".pdf", "docx"]
    sim.assert_sound()


@pytest.mark.long
def test_data_after_filing_are_added_as_items_and_change_nothing_that_was_filed(at):
    sim = at("8a lagi")
    _close_without_the_late_unit(sim)
    _sign(sim)
    signed = _report(sim)
    _finish(sim)
    before = _items(sim)

    _deliver(sim)
    after = _items(sim)
    (told,) = (name for name in after if "Addendum" in name and name.endswith(".pdf"))
    assert told == max(after)
    for post in ("kasubbag-tu", "sekretaris"):
        (name,) = sim.inbox(post)  # to be read; nothing waits for it
        assert name == ADDENDUM
        assert sim.read(post, "Addendum") == after[told]
    _addendum_says(sim, after[told], signed)
    lists = {name for name in after if name.startswith("000 ")}
    kept = {name: data for name, data in before.items() if name not in lists}
    assert kept.items() <= after.items()
    added = sorted(after.keys() - before.keys() - lists)
    last = max(name[:3] for name in kept)
    assert added
    assert all(name[:3] > last for name in added)
    assert any("ND-" in name for name in added)  # under a number of its own
    assert _report(sim) == signed
    assert len(sim.ledger("Supplemented")) == 1
    berkas = sim.root / "archive" / sim.cycle.berkas_path
    told = (berkas / "_meta" / "penambahan-2.json").read_text("utf-8")
    assert f"Addendum ke-1 atas Laporan Rekapitulasi Nomor {signed.nomor}" in told
    assert f"Addendum ke-1 atas Laporan Rekapitulasi Nomor {signed.nomor}" in _listed(sim)
    sim.assert_sound()


@pytest.mark.long
def test_data_between_signature_and_filing_stand_beside_the_report(at):
    sim = at("8a lagi")
    _close_without_the_late_unit(sim)
    _sign(sim)
    signed = _report(sim)
    _deliver(sim)
    assert sim.cycle.unit("bidang-3").supplement
    assert _report(sim) == signed
    assert "Addendum" not in _text_of(sim, signed)
    _addendum_says(sim, sim.read("sekretaris", "Addendum"), signed)
    sim.pass_on("sekretaris", "Addendum")  # read, and put away by hand
    assert [name for name in sim.inbox("kasubbag-tu") if "Addendum" in name] == [ADDENDUM]
    sim.assert_sound()
    _finish(sim)
    assert sim.everything() == {}
    assert any("Addendum" in name for name in _items(sim))
    assert any("Bidang III" in name for name in _items(sim))
    assert f"Addendum ke-1 atas Laporan Rekapitulasi Nomor {signed.nomor}" in _listed(sim)
    assert _report(sim).current_sha256 == signed.current_sha256
    sim.assert_sound()


@pytest.mark.long
def test_data_before_the_signature_make_the_report_anew(at):
    sim = at("8a lagi")
    _close_without_the_late_unit(sim)
    first = _report(sim)
    _deliver(sim)
    assert (_report(sim).version, _report(sim).nomor) == (first.version + 1, first.nomor)
    assert not sim.cycle.unit("bidang-3").supplement


@pytest.mark.long
def test_a_report_that_comes_back_takes_the_addendum_out_of_the_inboxes(at):
    sim = at("8a lagi")
    _close_without_the_late_unit(sim)
    _sign(sim)
    first = _report(sim)
    _deliver(sim)
    sim.send_back("sekretaris", "Laporan Rekapitulasi -", note="Satukan dengan data susulan.")
    sim.work()
    assert not [name for post in sim.everything().values() for name in post if "Addendum" in name]
    assert (_report(sim).version, _report(sim).nomor) == (first.version + 1, first.nomor)
    sim.assert_sound()


def _as_before_there_were_addenda(root):
    """The SOP and the templates of an office that was laid out by an older Paraf."""
    path = root / "sop" / "pengumpulan-data-kinerja.toml"
    text = path.read_text("utf-8")
    older = re.sub(r"\[naskah\.addendum-rekapitulasi\]\n(.+\n)+\n", "", text)
    older = older.replace('addendum = "addendum-rekapitulasi"\n', "")
    assert "addendum-rekapitulasi" not in older
    path.write_text(older, "utf-8")
    (root / "templates_docx" / "addendum-rekapitulasi.docx").unlink()


@pytest.mark.long
def test_an_older_offices_sop_still_loads_and_the_doctor_says_what_it_lacks(at):
    sim = at(None, before=_as_before_there_were_addenda)
    assert sim.workplace.office.surroundings.sop.step("10").addendum is None
    lines = paraf("doctor", "--json", "--now", "2026-10-01T08:00+07:00", cwd=sim.root).json["lines"]
    (told,) = (each for each in lines if each["subject"] == "addendum")
    assert told["fine"]
    assert told["warning"]
    assert "row 10 names none" in told["text"]
    assert [each["text"] for each in lines if each["subject"] == "templates"] == ["in order"]
