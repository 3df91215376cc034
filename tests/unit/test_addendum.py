"""What an addendum to the recap says, read as its reader would; its figures exactly."""

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal

import pytest
from recap_scene import NOW, ZONE, cycle_of, data_of, office_of, owed_of, report_of

from pipeline.domain.cycle import Format, Paper, PaperState, Signature
from pipeline.domain.performance.achievement import mean
from pipeline.office.addendum import addendum, addition
from pipeline.office.recapitulation import figures

FOUR = office_of(4)
RULES = FOUR.config.judging


def with_late(indicators=8, *, late=("u3", "u4"), made=None, text="Dua kegiatan ditunda"):
    """A cycle whose report was signed before these units delivered, each with its addendum.

    Only the first ``made`` of them have delivered.
    """
    missing = dict.fromkeys(late, "missing")
    cycle = cycle_of(FOUR, indicators, text=text, **missing)
    signature = Signature(
        field="TtdKasubbagTu", post="kasubbag-tu", holder="x", capacity="Plh. Kasubbag TU",
        certificate_sha256="0", signed_at=NOW,
    )  # fmt: skip
    papers = [
        replace(each, signatures=(signature,)) if each.code == cycle.report else each
        for each in cycle.papers
    ]
    units = list(cycle.units)
    for number, unit in enumerate(late[:made], start=1):
        form = Paper(
            code=f"FORM-{unit}", kind="data-kinerja", step="6", format=Format.EXCEL,
            label="Formulir", title="Formulir",
        )  # fmt: skip
        paper = Paper(
            code=f"ADD-{unit}", kind="addendum-rekapitulasi", step="10", format=Format.PDF,
            state=PaperState.RECORDED, label="Addendum", title="Addendum", unit=unit,
            about=cycle.report, count=number, dated=date(2026, 10, 15 + number),
        )  # fmt: skip
        papers += [form, paper]
        place = next(at for at, each in enumerate(units) if each.unit == unit)
        units[place] = replace(
            units[place],
            data=data_of(unit, cycle.period, indicators, text),
            received_at=NOW + timedelta(days=number),
            days_late=6 + number,
            form=form.code,
            supplement=True,
            addendum=paper.code,
        )
    return replace(cycle, papers=tuple(papers), units=tuple(units))


def printed(cycle, unit):
    paper = cycle.paper(cycle.unit(unit).addendum)
    return addendum(FOUR, cycle, FOUR.sop, paper, NOW, owed_of(cycle))


def row(paper, begins):
    (found,) = [each for each in paper.perubahan if each.uraian.startswith(begins)]
    return found.sebelum, found.sesudah, found.perubahan


def achieved(*units, indicators=8):
    """Every capaian of these units, reckoned apart from the recap."""
    answers = [data_of(unit, cycle_of(FOUR, 1).period, indicators) for unit in units]
    return [value for data in answers for value in data.achieved(RULES)]


def test_before_stand_the_signed_reports_figures_and_after_those_with_the_unit():
    cycle = with_late()
    at_signing = with_late(made=0)
    found = addition(cycle, "u3", RULES)
    assert found.before == figures(at_signing, RULES, owed_of(at_signing))
    assert found.before.badan.mean == mean(achieved("u1", "u2"), cap=Decimal(100))
    assert found.after.badan.mean == mean(achieved("u1", "u2", "u3"), cap=Decimal(100))
    assert [unit for unit, _ in found.after.units] == ["u1", "u2", "u3"]
    assert found.earlier == ()


def test_a_second_addendum_goes_on_from_the_first():
    cycle = with_late()
    first, second = (addition(cycle, unit, RULES) for unit in ("u3", "u4"))
    assert second.before == first.after
    assert second.earlier == (1,)
    assert second.after == figures(cycle, RULES)


def test_the_order_in_which_data_came_is_not_the_order_of_units():
    cycle = with_late(late=("u4", "u1"))
    first, second = (addition(cycle, unit, RULES) for unit in ("u4", "u1"))
    assert [unit for unit, _ in first.after.units] == ["u2", "u3", "u4"]
    assert second.before == first.after
    assert [unit for unit, _ in second.after.units] == ["u1", "u2", "u3", "u4"]


def test_made_late_it_says_the_same():
    assert printed(with_late(), "u3") == printed(with_late(made=1), "u3")


def test_a_withdrawn_number_is_not_among_those_before():
    cycle = with_late(late=("u4",))
    code = cycle.unit("u4").addendum
    papers = [replace(each, count=3) if each.code == code else each for each in cycle.papers]
    paper = printed(replace(cycle, papers=tuple(papers)), "u4")
    assert (paper.ke, paper.sebelumnya) == ("3", "")


def test_it_says_that_the_report_stands_who_signed_it_and_how_late_the_data_came():
    paper = printed(with_late(), "u3")
    assert paper.ke == "1"
    assert paper.nomor_laporan == "000.8.6.3 / 16 / KBL / X / 2026"
    assert paper.ditandatangani == "Plh. Kasubbag TU pada tanggal 15 Oktober 2026"
    assert paper.diterima == "Jumat, 16 Oktober 2026 pukul 09.00 WIB"
    assert paper.batas == "Rabu, 7 Oktober 2026 pukul 16.00 WIB"
    assert paper.status == "Terlambat 7 hari kerja, setelah peringatan ke-2"
    assert paper.peringatan.startswith("Peringatan ke-2 Nomor")
    assert paper.tanggal == "16 Oktober 2026"
    assert paper.yth == FOUR.roster.titles["sekretaris"]
    assert paper.pembuat.jabatan == FOUR.signer("kasubbag-tu", NOW.astimezone(ZONE).date()).jabatan
    assert (paper.bookmarks(), paper.footer_tte) == (frozenset(), "")  # nobody signs it


def test_its_figures_are_printed_as_in_the_recap():
    cycle = with_late()
    paper = printed(cycle, "u4")
    before, _ = report_of(FOUR, with_late(made=1))
    after, _ = report_of(FOUR, cycle)
    old, new = before.badan, after.badan
    means = [f"{each.rata_capaian} ({each.predikat})" for each in (old, new)]
    assert list(row(paper, "Rata-rata capaian Badan")[:2]) == means
    assert row(paper, "Pagu")[:2] == (old.pagu, new.pagu)
    assert row(paper, "Realisasi")[:2] == (old.realisasi, new.realisasi)
    assert row(paper, "Serapan")[:2] == (old.persen, new.persen)
    own = after.units[3]
    assert row(paper, "Rata-rata capaian Bidang 4") == (
        "-", f"{own.rata_capaian} ({own.predikat})", "",
    )  # fmt: skip
    assert row(paper, "Unit")[:2] == ("3", "4")
    assert paper.catatan_capaian == after.catatan_capaian
    assert (paper.rata_capaian, paper.predikat) == (own.rata_capaian, own.predikat)
    assert paper.jumlah_anggaran.realisasi == own.realisasi
    assert paper.sebelumnya == "Ke-1"


def test_the_change_is_that_of_the_printed_figures():
    before, after, moved = row(printed(with_late(), "u3"), "Rata-rata capaian Badan")
    figure = [Decimal(each.split()[0].replace(",", ".")) for each in (before, after)]
    assert Decimal(moved.replace(",", ".")) == figure[1] - figure[0]
    assert moved[0] in "+-"


def test_a_report_of_no_unit_at_all_has_no_means_before():
    cycle = with_late(late=("u1", "u2", "u3", "u4"))
    assert row(printed(cycle, "u1"), "Rata-rata capaian Badan")[0] == "-"
    assert row(printed(cycle, "u1"), "Serapan")[::2] == ("-", "-")


@pytest.mark.parametrize("indicators", [1, 11])
def test_every_indicator_stands_with_what_was_said_of_it(indicators):
    paper = printed(with_late(indicators, text="Menunggu data Polres"), "u3")
    assert len(paper.indikator) == indicators
    assert paper.indikator[-1].keterangan == "Menunggu data Polres"
    if indicators == 11:
        assert (paper.indikator[-1].realisasi, paper.indikator[-1].capaian) == (
            "belum ada data", "-",
        )  # fmt: skip
        assert (paper.n_indikator, paper.n_terisi) == ("11 (sebelas)", "10 (sepuluh)")
