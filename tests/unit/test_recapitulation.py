"""What the laporan rekapitulasi and the nota dinas pengantar say, read as their reader would."""

from dataclasses import replace
from decimal import Decimal

import pytest
from recap_books import book_of
from recap_scene import TW3, charts_of, cycle_of, data_of, note_of, office_of, report_of

from pipeline.adapters.charts import MatplotlibCharts
from pipeline.adapters.forms.recap import recap_workbook
from pipeline.domain.performance.achievement import Rules, Scale
from pipeline.domain.performance.data import Realisation
from pipeline.domain.period import Period

FOUR = office_of(4)


def test_each_unit_has_its_status_and_the_last_warning_that_reached_it():
    cycle = cycle_of(FOUR, 3, u2="late", u3="warned", u4="missing")
    report, _ = report_of(FOUR, cycle)
    assert [unit.status for unit in report.units] == [
        "Tepat waktu",
        "Terlambat 5 hari kerja",
        "Terlambat 5 hari kerja, setelah peringatan ke-1",
        "Belum menyampaikan",
    ]
    assert [unit.keterangan for unit in report.units] == [
        "-",
        "-",
        "Peringatan ke-1 Nomor 000.8.6.3 / 15 / KBL / X / 2026 tanggal 1 Oktober 2026",
        "Peringatan ke-2 Nomor 000.8.6.3 / 16 / KBL / X / 2026 tanggal 1 Oktober 2026",
    ]
    assert (report.n_tepat, report.n_terlambat, report.n_belum) == (
        "1 (satu)", "2 (dua)", "1 (satu)",
    )  # fmt: skip
    missing = report.units[3]
    assert (missing.tanggal, missing.n_indikator, missing.n_terisi) == ("-", "3", "0")
    assert (missing.rata_capaian, missing.predikat) == ("-", "-")
    assert (missing.pagu, missing.realisasi, missing.persen) == (
        "685.000.004", "belum dilaporkan", "-",
    )  # fmt: skip


def test_a_warning_that_came_after_the_data_is_not_held_against_a_unit():
    cycle = cycle_of(FOUR, 3, u3="warned")
    third = cycle.units[2]
    early = replace(third, received_at=third.warnings[0].drafted_at)
    units = (*cycle.units[:2], early, cycle.units[3])
    report, _ = report_of(FOUR, replace(cycle, units=units))
    assert report.units[2].status == "Terlambat 5 hari kerja"


def test_a_unit_that_has_not_answered_counts_with_what_it_promised():
    report, reckoned = report_of(FOUR, cycle_of(FOUR, 3, u4="missing"))
    assert "9 (sembilan) dari 12 (dua belas) indikator" in report.catatan_capaian
    assert "Indikator Bidang 4 belum dapat dinilai" in report.catatan_capaian
    assert report.simpulan.startswith("Dari 4 (empat) unit, 3 (tiga) unit telah menyampaikan")
    assert report.simpulan.split(". ")[0].endswith("yaitu Bidang 4")
    assert "Data kinerja Bidang 4 perlu segera disampaikan" in report.saran
    assert [(each.unit, each.alasan) for each in report.belum_terisi] == [
        ("Bidang 4", "data belum disampaikan")
    ] * 3
    badan = report.badan
    assert (badan.n_indikator, badan.n_terisi, badan.pagu) == ("12", "9", "2.740.000.010")
    # 3 × 452.100.000 of all the ceilings, and of those of the three that answered.
    assert (badan.realisasi, badan.persen) == ("1.356.300.000", "49,50")
    assert report.persen == "49,50"
    assert "serapan Badan paling rendah 49,50" in report.catatan_anggaran
    assert "Rp\N{NO-BREAK SPACE}2.055.000.006, serapannya 66,00" in report.catatan_anggaran
    assert (
        reckoned.figures.badan.mean
        == report_of(FOUR, cycle_of(FOUR, 3, u4="missing"))[1]
        .figures.together(("u1", "u2", "u3"))
        .mean
    )


def test_the_course_compares_the_same_units_and_names_who_is_left_out():
    before = cycle_of(FOUR, 3, period=Period(2026, 2))
    report, reckoned = report_of(FOUR, cycle_of(FOUR, 3, u4="missing"), [before])
    three = report_of(FOUR, before)[1].figures.together(("u1", "u2", "u3"))
    assert reckoned.trend.badan.standings[-2:-1] == (three,)
    assert report.tren_badan.nama == "Badan tanpa Bidang 4"
    assert report.tren_serapan.kini == "66,00"
    assert "tidak memuat Bidang 4" in report.catatan_tren
    assert "Badan tanpa Bidang 4," in report.judul_grafik_tren
    whole, _ = report_of(FOUR, cycle_of(FOUR, 3), [before])
    assert (whole.tren_badan.nama, whole.catatan_tren) == ("Badan", "")


def test_the_badan_of_no_answers_has_no_figures():
    silent = dict.fromkeys(("u1", "u2", "u3", "u4"), "missing")
    report, _ = report_of(FOUR, cycle_of(FOUR, 3, **silent))
    assert (report.badan.rata_capaian, report.badan.pagu, report.persen) == (
        "-", "2.740.000.010", "-",
    )  # fmt: skip
    assert report.total_realisasi == "belum ada yang dilaporkan"
    assert (report.rendah, report.catatan_anggaran) == ((), "")
    assert len(report.belum_terisi) == 12


def test_the_five_lowest_come_with_their_reasons_and_what_will_be_done():
    cycle = cycle_of(FOUR, 8, text="Dua kegiatan ditunda")
    report, reckoned = report_of(FOUR, cycle)
    assert len(report.rendah) == 5
    lowest = [low.achieved for low in reckoned.figures.lowest]
    assert lowest == sorted(lowest)
    assert report.rendah[0].keterangan == (
        "Dua kegiatan ditunda\nTindak lanjut: Dua kegiatan ditunda"
    )
    silent, _ = report_of(FOUR, cycle_of(FOUR, 8, text=""))
    assert silent.rendah[0].keterangan == "Tidak dijelaskan"


def test_indicators_without_data_stand_apart_with_their_reasons():
    report, _ = report_of(FOUR, cycle_of(FOUR, 11, text="Menunggu data Polres"))
    assert [(each.unit, each.alasan) for each in report.belum_terisi] == [
        (f"Bidang {place}", "Menunggu data Polres") for place in range(1, 5)
    ]
    assert all(unit.n_terisi == "10" for unit in report.units)


def test_an_essay_is_cut_short_in_the_report_and_whole_in_the_units_own_paper():
    essay = "panjang " * 200
    cycle = cycle_of(FOUR, 11, text=essay)
    report, _ = report_of(FOUR, cycle)
    assert report.belum_terisi[0].alasan.endswith("… (selengkapnya dalam lampiran)")
    assert len(report.rendah[0].keterangan) < 600
    assert note_of(FOUR, cycle, "u1").penjelasan[0].penghambat == essay


def test_earlier_quarters_stand_beside_the_recaps_own():
    now = cycle_of(FOUR, 4)
    report, reckoned = report_of(FOUR, now, [cycle_of(FOUR, 4, period=Period(2026, 2))])
    assert [report.tren_periode.lalu_4, report.tren_periode.kini] == ["TW III 2025", "TW III 2026"]
    assert [line.nama for line in report.tren] == [f"Bidang {place}" for place in range(1, 5)]
    first = report.tren[0]
    assert (first.lalu_2, first.kini) == ("-", report.units[0].rata_capaian)
    assert report.tren_badan.kini == report.badan.rata_capaian
    assert report.tren_serapan.kini == report.badan.persen
    assert report.judul_grafik_tren.endswith("Triwulan III 2025 sampai dengan Triwulan III 2026")
    assert reckoned.trend.is_known


def test_earlier_quarters_are_judged_by_todays_rules():
    office = office_of(2, judging=Rules(cap=None))
    earlier = cycle_of(office, 9, period=Period(2026, 2))
    _, reckoned = report_of(office, cycle_of(office, 9), [earlier])
    _, own = report_of(office, earlier)
    assert reckoned.trend.badan.means[-2] == own.figures.badan.mean_uncapped
    assert own.figures.badan.mean_uncapped > report_of(FOUR, earlier)[1].figures.badan.mean


def test_a_first_recap_has_no_course_and_no_chart_of_it():
    report, _ = report_of(FOUR, cycle_of(FOUR, 4))
    assert report.tren == ()
    assert not report.judul_grafik_tren


@pytest.mark.parametrize(
    ("rules", "said"),
    [
        (Rules(), "paling tinggi 100\N{NO-BREAK SPACE}%"),
        (Rules(cap=Decimal("110.5")), "paling tinggi 110,5\N{NO-BREAK SPACE}%"),
        (Rules(cap=None), ""),
    ],
)
def test_the_report_names_the_cap_it_was_reckoned_with(rules, said):
    office = office_of(2, judging=rules)
    report, _ = report_of(office, cycle_of(office, 4))
    assert said in report.catatan_capaian
    assert ("paling tinggi" in report.catatan_capaian) == bool(said)


def test_an_office_with_a_scale_of_its_own_prints_its_own_words():
    scale = Scale(bounds=((Decimal(50), "Memuaskan"),), otherwise="Kurang")
    office = office_of(2, judging=Rules(scale=scale))
    cycle = cycle_of(office, 4)
    report, _ = report_of(office, cycle)
    assert {unit.predikat for unit in report.units} == {"Memuaskan"}
    note = note_of(office, cycle, "u1")
    assert note.predikat == "Memuaskan"
    assert {line.predikat for line in note.indikator} <= {"Memuaskan", "Kurang"}


def test_the_units_paper_shows_all_that_was_filled_in():
    cycle = cycle_of(FOUR, 11, text="Keterangan unit")
    note = note_of(FOUR, cycle, "u2", ("Daftar\u202egpj.pdf",))
    assert [bool(line.sasaran) for line in note.indikator[:5]] == [True, False, False, False, True]
    first, last = note.indikator[0], note.indikator[-1]
    assert (first.target, first.target_tahun) == ("75", "75")
    assert (last.realisasi, last.capaian, last.predikat) == ("belum ada data", "-", "-")
    assert last.keterangan == "Keterangan unit"
    assert note.catatan_belum == "indikator nomor 11"
    assert note.penjelasan[0].tindak_lanjut == "Keterangan unit"
    assert (note.anggaran[0].pagu, note.anggaran[0].fisik) == ("685.000.002", "66,00")
    assert note.pagu == "Rp\N{NO-BREAK SPACE}685.000.002"
    assert "penyerahan" in note.penandatangan.catatan
    assert "\u202e" not in note.bukti[0]


def with_a_stuck_key(period):
    """A cycle whose first unit reports forty digits."""
    cycle = cycle_of(FOUR, 2, period=period)
    data = cycle.units[0].data
    absurd = Realisation(status="terisi", value=Decimal("9" * 39 + ".5"))
    data = replace(data, rows=(replace(data.rows[0], realisation=absurd),))
    return replace(cycle, units=(replace(cycle.units[0], data=data), *cycle.units[1:]))


def test_an_absurd_figure_is_printed_and_stops_nothing():
    office, told = office_of(4, judging=Rules(cap=None)), with_a_stuck_key(TW3)
    report, book = book_of(office, told, [with_a_stuck_key(Period(2026, 2))])
    assert report.units[0].rata_capaian.startswith("1.333.333.333")
    assert note_of(office, told, "u1").indikator[0].realisasi == f"{'999.' * 13}"[:-1] + ",5"
    assert recap_workbook(book)
    assert len(charts_of(office, report_of(office, told)[1], MatplotlibCharts())) == 2


def test_an_indicator_that_is_not_assessed_says_so():
    cycle = cycle_of(FOUR, 1)
    row = data_of("u1", TW3, 1).rows[0]
    nothing = replace(
        row,
        indicator=replace(row.indicator, targets=(Decimal(0),) * 4),
        realisation=Realisation(status="nihil", value=Decimal(0)),
    )
    data = replace(data_of("u1", TW3, 1), rows=(nothing,))
    units = (replace(cycle.units[0], data=data), *cycle.units[1:])
    line = note_of(FOUR, replace(cycle, units=units), "u1").indikator[0]
    assert (line.realisasi, line.capaian, line.predikat) == ("0", "-", "Tidak dinilai")
