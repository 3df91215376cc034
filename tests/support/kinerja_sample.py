"""The invented answers of domain dossier 4.5 (Triwulan III 2026), and a form plan for each unit."""

from dataclasses import replace
from decimal import Decimal
from pathlib import Path

from pipeline.adapters.forms.agreement import read_agreement
from pipeline.adapters.inspection import ContentInspector
from pipeline.domain.performance.data import BudgetRow, IndicatorRow, Realisation, UnitData
from pipeline.domain.period import Period
from pipeline.ports.forms import FormPlan

ROOT = Path(__file__).resolve().parents[2]
TW3 = Period(2026, 3)
AGREEMENT = read_agreement(ROOT / "perjanjian-kinerja" / "2026.xlsx", ContentInspector())
NAMES = {
    "sekretariat": "Sekretariat",
    "bidang-1": (
        "Bidang Ideologi, Wawasan Kebangsaan, dan Ketahanan Ekonomi, Sosial, Budaya, dan Agama"
    ),
    "bidang-2": "Bidang Politik Dalam Negeri dan Organisasi Kemasyarakatan",
    "bidang-3": "Bidang Kewaspadaan Nasional dan Penanganan Konflik",
}

#: unit -> (realisasi, keterangan) in the order of the agreement
REALISED = {
    "sekretariat": (
        ("75", "Renja, LKjIP, dan laporan triwulan tepat waktu"),
        ("73.3", "Satu paket pengadaan bergeser ke Oktober"),
        ("83.1", "Survei internal September"),
        ("5", "Satu temuan BMD menunggu dokumen pihak ketiga"),
    ),
    "bidang-1": (
        ("480", "Dukungan sekolah dan kecamatan"),
        ("38", "Jadwal bentrok dengan ujian; dialihkan ke TW IV"),
        ("9", "Sesuai rencana"),
        ("1", "Mediasi dini oleh FKUB"),
    ),
    "bidang-2": (
        ("88.89", "8 dari 9 partai politik"),
        ("215", "Dua kegiatan ditunda"),
        ("61.5", "Kunjungan bersama kecamatan"),
        ("6", "Pemeriksaan berkas di loket"),
    ),
    "bidang-3": (
        ("96", "2 dari 50 laporan masih diproses"),
        ("11", "Satu rapat dijadwalkan ulang"),
        ("0", "Nihil (target nol)"),
        ("2", "Dua kejadian pada Agustus"),
    ),
}
#: unit -> realisasi anggaran of each programme; the units' sums are those of the dossier
SPENT = {
    "sekretariat": ("2799158400",),
    "bidang-1": ("280000000", "172100000"),
    "bidang-2": ("1580450000", "346000000"),
    "bidang-3": ("358610000",),
}


def make_plan(unit="bidang-2", **over):
    """A plan for the form of one unit."""
    facts = {
        "code": "KBL-7F3K-9QX2",
        "version": 1,
        "office": "kesbangpol-contoh",
        "letterhead": ("Pemerintah Kota Pematangsiantar", "Badan Kesatuan Bangsa dan Politik"),
        "unit_name": NAMES[unit],
        "period": TW3,
        "responsible": f"Kepala {NAMES[unit]}",
        "responsible_holder": "Ratna Sari Hutabarat, S.Sos., NIP 19790412 200501 2 003",
        "due": "Rabu, 7 Oktober 2026 pukul 16.00 WIB",
        "agreement": AGREEMENT.of(unit),
    }
    return FormPlan(**(facts | over))


def make_data(unit="bidang-2"):
    """What a unit answers in the dossier's example."""
    part = AGREEMENT.of(unit)
    return UnitData(
        unit=unit,
        period=TW3,
        rows=tuple(
            IndicatorRow(
                indicator=indicator,
                realisation=Realisation(status="terisi", value=Decimal(value)),
                evidence="Laporan kegiatan",
                remark=remark,
            )
            for indicator, (value, remark) in zip(part.indicators, REALISED[unit], strict=True)
        ),
        budgets=tuple(
            BudgetRow(budget=budget, realised=Decimal(spent))
            for budget, spent in zip(part.budgets, SPENT[unit], strict=True)
        ),
    )


def make_earlier(unit="bidang-2"):
    """What a unit answered the quarter before: about two thirds of it, one figure still missing."""
    now = make_data(unit)
    rows = [
        replace(
            row,
            realisation=Realisation(
                status="terisi", value=round(row.realisation.value * 2 / 3, row.indicator.decimals)
            ),
        )
        for row in now.rows
    ]
    rows[-1] = replace(
        rows[-1], realisation=Realisation(status="belum ada data", reason="survei belum selesai")
    )
    budgets = tuple(replace(each, realised=each.realised * 3 // 5) for each in now.budgets)
    return replace(now, period=TW3.preceding, rows=tuple(rows), budgets=budgets)


def all_data():
    """The answers of all four units."""
    return tuple(make_data(unit) for unit in REALISED)
