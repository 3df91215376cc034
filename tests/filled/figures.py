"""Figures in all the ways officers type them. Indicators of bidang-2: 1 and 3 in per cent, 2 in
persons (target 300), 4 in working days, with decimals allowed."""

from dataclasses import replace
from datetime import date, time
from decimal import Decimal

from pipeline.domain.performance.data import Realisation
from tests.filled.catalogue import Family, figure, with_row

FIGURES = Family("figures")
WORDS = Family("words")
MONEY = Family("money")


def _no_data(reason):
    return Realisation(status="belum ada data", reason=reason)


def _overspent(data):
    first, *rest = data.budgets
    spent = replace(first, realised=Decimal(9_999_999_999), remark="pagu pergeseran")
    return replace(data, budgets=(spent, *rest))


for _cell, _content, _value in (
    ("realisasi_1", "88,89", "88.89"),
    ("realisasi_1", "88.89", "88.89"),
    ("realisasi_1", "88,89%", "88.89"),
    ("realisasi_1", "88,89 %", "88.89"),
    ("realisasi_1", "88,89 persen", "88.89"),
    ("realisasi_1", (0.8889, "0.00%"), "88.89"),
    ("realisasi_1", "0,5 persen", "0.5"),
    ("realisasi_1", -2.5, "-2.5"),
    ("realisasi_1", 88.88888888888889, "88.88888888888889"),
    ("realisasi_2", "215", "215"),
    ("realisasi_2", " 215 orang", "215"),
    ("realisasi_2", "215orang.", "215"),
    ("realisasi_2", "1.250", "1250"),
    ("realisasi_2", "1 250", "1250"),
    ("realisasi_2", "1.250,00", "1250"),
    ("realisasi_2", "480 (empat ratus delapan puluh) orang", "480"),
    ("realisasi_2", "1,25 ribu", "1250"),
    ("realisasi_2", "+215", "215"),
    ("realisasi_4", "6,5", "6.5"),
    ("realisasi_4", "6,5 hari kerja", "6.5"),
):
    FIGURES.reads(_cell, _content, _value)

for _cell, _content in (
    ("realisasi_4", "1.250,5"),
    ("realisasi_4", "1.250.000"),
    ("realisasi_1", 755),
    ("realisasi_1", 100.5),
    ("realisasi_1", "755 persen"),
    ("realisasi_2", 1501),
    ("realisasi_2", "46115 orang"),
    ("realisasi_2", "12,345,678"),
):
    FIGURES.typed(_cell, _content, "F37")
for _cell, _content, _value in (
    ("realisasi_4", "1.250,5", "1250.5"),
    ("realisasi_1", 755, "755"),
    ("realisasi_2", "46115 orang", "46115"),
    ("realisasi_2", "12,345,678", "12345678"),
):
    FIGURES.add(
        f"{_cell}: {_content!r}, meant",
        lambda base, cell=_cell, content=_content: base.filled(
            **{cell: content, cell.replace("realisasi", "keterangan"): "benar adanya"}
        ),
        expect=lambda data, cell=_cell, value=_value: with_row(
            figure(cell, value)(data), int(cell[-1]), remark="benar adanya"
        ),
    )

for _cell, _content, _code in (
    ("realisasi_4", "1.250", "F22"),
    ("realisasi_1", "1,250", "F22"),
    ("realisasi_2", "1,250", "F22"),
    ("realisasi_1", "88.890 %", "F22"),
    ("realisasi_4", "1.250 ribu", "F22"),
    ("realisasi_2", "7,5", "F23"),
    ("realisasi_2", 1.25, "F23"),
    ("realisasi_2", "± 215", "F21"),
    ("realisasi_2", "200-215", "F21"),
    ("realisasi_1", "8 dari 9", "F21"),
    ("realisasi_2", "dua ratus lima belas", "F21"),
    ("realisasi_2", "215 (dua ratus lima puluh)", "F21"),
    ("realisasi_2", "2I5", "F21"),
    ("realisasi_2", True, "F21"),
    ("realisasi_2", "75%", "F29"),
    ("realisasi_2", "Rp 5", "F39"),
    ("realisasi_1", "Rp 5", "F39"),
    ("realisasi_4", "5,-", "F39"),
    ("realisasi_2", (0.75, "0%"), "F29"),
    ("realisasi_1", 0.8889, "F30"),
    ("realisasi_1", 1, "F30"),
    ("realisasi_1", "0,8889", "F30"),
    ("realisasi_2", -3, "F31"),
    ("realisasi_2", "-3", "F31"),
    ("realisasi_1", 88890, "F32"),
    ("realisasi_2", 46115, "F35"),
    ("realisasi_1", date(2026, 3, 4), "F28"),
    ("realisasi_2", time(5, 6), "F28"),
    ("realisasi_2", "#REF!", "F26"),
    ("realisasi_1", "#DIV/0!", "F26"),
    ("realisasi_2", "=200+15", "F27"),
    ("realisasi_1", None, "F20"),
    ("realisasi_1", "   ", "F20"),
):
    FIGURES.typed(_cell, _content, _code)

for _content in ("nihil", "NIHIL", "Nihil.", "nol", "0 (nihil)", "nihil (0)"):
    WORDS.reads("realisasi_2", _content, "nihil")
for _content in ("-", "–", "...", "n/a", "tidak ada", "belum ada", "kosong", "?"):
    WORDS.typed("realisasi_2", _content, "F24")
for _content in ("belum ada data", "Belum tersedia", "data belum masuk", "data menyusul"):
    WORDS.add(
        f"realisasi_2: {_content!r} with a reason",
        lambda base, said=_content: base.filled(realisasi_2=said, keterangan_2="menunggu survei"),
        expect=lambda data: with_row(
            data, 2, realisation=_no_data("menunggu survei"), remark="menunggu survei"
        ),
    )
    WORDS.add(
        f"realisasi_2: {_content!r} without one",
        lambda base, said=_content: base.filled(realisasi_2=said, keterangan_2=None),
        codes=("F25",),
        at="realisasi_2",
    )
WORDS.add(
    "the reason typed behind it",
    lambda base: base.filled(realisasi_2="belum ada data karena survei ditunda", keterangan_2=None),
    expect=lambda data: with_row(
        data, 2, realisation=_no_data("survei ditunda"), remark="survei ditunda"
    ),
)


for _content, _value in (
    ("Rp 1.580.450.000", "1580450000"),
    ("Rp. 1.580.450.000,-", "1580450000"),
    ("1.580.450.000,50", "1580450000.5"),
    ("1.580.450.000 rupiah", "1580450000"),
    ("1 580 450 000", "1580450000"),
    ("1,58 miliar", "1580000000"),
    ("Rp 2.500", "2500"),
    ("2.500 rupiah", "2500"),
    ("nihil", "0"),
    (0, "0"),
    (1580450000.25, "1580450000.25"),
):
    MONEY.reads("anggaran_realisasi_1", _content, _value)
MONEY.reads("anggaran_fisik_1", "75,5%", "75.5")
MONEY.reads("anggaran_fisik_1", (0.755, "0.0%"), "75.5")
for _cell, _content, _code in (
    ("anggaran_realisasi_1", "1.580", "F33"),
    ("anggaran_realisasi_1", 1580.45, "F33"),
    ("anggaran_realisasi_1", "1,580", "F22"),
    ("anggaran_realisasi_1", "1,58 M", "F21"),
    ("anggaran_realisasi_1", "-", "F24"),
    ("anggaran_realisasi_1", None, "F20"),
    ("anggaran_realisasi_1", "90%", "F29"),
    ("anggaran_realisasi_1", -1, "F41"),
    ("anggaran_realisasi_1", "Rp 9.999.999.999", "F34"),
    ("anggaran_fisik_1", 101, "F31"),
    ("anggaran_fisik_1", 0.755, "F30"),
    ("anggaran_fisik_1", 1, "F30"),
    ("anggaran_fisik_1", "=A1", "F27"),
):
    MONEY.typed(_cell, _content, _code)
MONEY.add(
    "spending over the ceiling, explained",
    lambda base: base.filled(
        anggaran_realisasi_1=9_999_999_999, anggaran_keterangan_1="pagu pergeseran"
    ),
    expect=_overspent,
)
