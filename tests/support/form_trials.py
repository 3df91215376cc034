"""Forms with every kind of indicator and of answer, to hold their formulas against the core.

A trial is (satuan, polarity, decimals, target, what is typed into Realisasi, what into Keterangan).
"""

from datetime import date
from decimal import Decimal

from form_filling import type_into
from kinerja_sample import make_plan

from pipeline.adapters.forms.form import input_cells, make_form
from pipeline.domain.performance.agreement import Budget, Indicator, UnitAgreement

#: Answered well: both polarities, zero targets, floor, cap, bounds of the scale, words.
FINE = (
    ("Indeks", "positif", 2, "80", 75.5, "a"),
    ("Indeks", "negatif", 2, "80", 75.5, "a"),
    ("Indeks", "negatif", 2, "80", 200, "a"),
    ("Indeks", "positif", 2, "80", 300, "a"),
    ("Indeks", "positif", 2, "100", 90, "a"),
    ("Indeks", "positif", 2, "100", 90.01, "a"),
    ("Indeks", "positif", 2, "0.3", 0.27, "a"),
    ("Indeks", "negatif", 2, "0.3", 0.33, "a"),
    ("Indeks", "positif", 2, "3", 2.25, "a"),
    ("Rasio", "positif", 3, "3", 0.001, "a"),
    ("Orang", "positif", 0, "3", 2, "a"),
    ("Orang", "positif", 0, "0", 5, "a"),
    ("Orang", "negatif", 0, "0", 0, "a"),
    ("Orang", "negatif", 0, "0", 1, "a"),
    ("Orang", "positif", 0, "300", "nihil", "a"),
    ("Orang", "negatif", 0, "3", " NIHIL ", "a"),
    ("Orang", "negatif", 0, "0", "nol", "a"),
    ("Orang", "positif", 0, "300", "belum ada data", "menunggu laporan"),
    ("Orang", "positif", 0, "300", "Belum ada data karena menunggu laporan", None),
    ("Orang", "positif", 0, "300", "250 orang", "a"),
    ("Orang", "positif", 0, "300", "1.250", "a"),
    ("Orang", "positif", 0, "1000000000", "1.250.000 Orang", "a"),
    ("Orang", "positif", 0, "12", 1100, "Benar, ada apel besar"),
    ("Indeks", "positif", 2, "80", "73,3", "a"),
    ("Indeks", "positif", 2, "80", "73.3", "a"),
    ("Indeks", "positif", 2, "800", "1.250,5", "a"),
    ("%", "positif", 2, "75", "61,5%", "a"),
    ("%", "positif", 2, "75", "61,5 persen", "a"),
    ("%", "positif", 2, "75", "0,755 persen", "a"),
    ("%", "positif", 2, "100", 104, "memang benar, ada tunggakan"),
    ("Orang", "positif", 0, "1000000000", 999999999, "a"),
    ('Kali"&1/0&"', "positif", 0, "3", 3, "a"),
    ("Kali" * 100, "positif", 0, "3", 3, "a"),
    ("%", "positif", 2, "75", 73.3, "a"),
    ("%", "positif", 2, "75", (0.755, "0.0%"), "a"),
    ("%", "positif", 2, "75", (0.0075, "0.00%"), "a"),
    ("%", "positif", 2, "0.5", 0.25, "a"),
    ("%", "negatif", 2, "20", -1, "a"),
    ("%", "positif", 2, "100", 99.99, None),
)
#: Answered in ways that the reader sends back or asks about.
WRONG = (
    ("Orang", "positif", 0, "300", None, None),
    ("Orang", "positif", 0, "300", "   ", None),
    ("Orang", "positif", 0, "300", "-", None),
    ("Orang", "positif", 0, "300", "delapan", None),
    ("Orang", "positif", 0, "300", 7.5, None),
    ("Orang", "positif", 0, "300", -3, None),
    ("Orang", "positif", 0, "300", (0.75, "0%"), None),
    ("Orang", "positif", 0, "300", (date(2026, 7, 5), "dd/mm/yyyy"), None),
    ("Orang", "positif", 0, "300", "belum ada data", None),
    ("Orang", "positif", 0, "300", "=1/0", "a"),
    ("Hari", "negatif", 2, "300", "1.250 hari", None),
    ("Hari", "negatif", 2, "300", -0.5, None),
    ("Indeks", "positif", 2, "80", "1,250", "a"),
    ("Orang", "positif", 0, "300", "75%", "a"),
    ("Orang", "positif", 0, "300", "Rp 250", "a"),
    ("Orang", "positif", 0, "300", "7,5", "a"),
    ("Orang", "positif", 0, "12", 1100, "a"),
    ("Orang", "positif", 0, "12", "1.100", "a"),
    ("%", "positif", 2, "100", 755, "a"),
    ("%", "positif", 2, "75", "0,755", "a"),
    ("%", "positif", 2, "75", 0.755, "a"),
)
#: What a programme of 1.000.000.000 may answer: realisasi, fisik, keterangan; the first ones fine.
SPENT = (
    (900_000_000, 90, None),
    ("nihil", None, None),
    ("Rp 2.500", None, None),
    (1_200_000_000, (1.0, "0%"), "pergeseran anggaran"),
    (0, 100, None),
    ("Rp. 900.000.000,-", 90, None),
    ("900.000.000 rupiah", None, None),
    ("0,9 miliar", None, None),
    ("900.000.000", 80, None),
    (None, None, None),
    ("banyak", None, None),
    (-1, None, None),
    ((0.5, "0%"), None, None),
    (900_000_000, 101, None),
    ("900,000", None, None),
    ("90%", None, None),
    ("1.580", None, None),
    ("1,2 miliar", None, None),
)
FINE_SPENT = 9


def trial_plan(trials, programmes=FINE_SPENT, **over):
    """A plan with an indicator for each trial."""
    indicators = tuple(
        Indicator(
            number=number,
            sasaran="Sasaran",
            name=f"Indikator percobaan {number}",
            unit_of_measure=unit,
            polarity=polarity,
            target_year=Decimal(target),
            targets=(Decimal(target),) * 4,
            decimals=decimals,
        )
        for number, (unit, polarity, decimals, target, _, _) in enumerate(trials, start=1)
    )
    budgets = tuple(
        Budget(code=f"8.01.{number:02d}", name=f"Program {number}", ceiling=Decimal(10**9))
        for number in range(1, programmes + 1)
    )
    part = UnitAgreement(unit="bidang-2", indicators=indicators, budgets=budgets)
    return make_plan(agreement=part, **over)


def trial_form(trials, plan):
    """The plan's form with every trial typed in."""
    cells, typed = input_cells(plan), {}
    for number, trial in enumerate(trials, start=1):
        typed[cells["realisasi", number]], typed[cells["keterangan", number]] = trial[4:]
    for number in range(1, len(plan.agreement.budgets) + 1):
        for kind, value in zip(
            ("realisasi", "fisik", "keterangan"), SPENT[number - 1], strict=True
        ):
            typed[cells[f"anggaran_{kind}", number]] = value
    return type_into(make_form(plan), typed)
