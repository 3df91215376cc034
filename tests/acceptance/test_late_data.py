"""Data that come after the recap was signed: beside it under numbers of their own, never in it."""

import re
from io import BytesIO

import pypdf
import pytest


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


@pytest.mark.long
def test_the_report_counts_the_missing_unit_with_what_it_promised(at):
    sim = at("8a lagi")
    _close_without_the_late_unit(sim)
    pages = pypdf.PdfReader(BytesIO(sim.read("kasubbag-tu", "Laporan Rekapitulasi", ".pdf"))).pages
    text = " ".join(" ".join(page.extract_text() for page in pages).split())
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
    lists = {name for name in after if name.startswith("000 ")}
    kept = {name: data for name, data in before.items() if name not in lists}
    assert kept.items() <= after.items()
    added = sorted(after.keys() - before.keys() - lists)
    last = max(name[:3] for name in kept)
    assert added
    assert all(name[:3] > last for name in added)
    assert any("ND-" in name for name in added)  # under a number of its own
    assert _report(sim) == signed
    assert sim.ledger("Supplemented")
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
    _finish(sim)
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
