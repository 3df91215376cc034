"""What the demo's units answer: the invented example of the domain dossier, section 4.5.

Realisations of Triwulan III 2026 as invented there; other periods answer in the same proportion
to their targets, so that every demo has its good and its poor figures.
"""

from decimal import Decimal

#: indicator (beginning of its name) -> (realisation of Triwulan III 2026, target then, remark)
INDICATORS: dict[str, tuple[str, str, str]] = {
    "Persentase dokumen perencanaan": (
        "75",
        "75",
        "Renja, LKjIP, dan laporan triwulan tepat waktu",
    ),
    "Persentase realisasi anggaran": ("73.3", "75", "Satu paket pengadaan bergeser ke Oktober"),
    "Indeks kepuasan pegawai": ("83.1", "82", "Survei internal September"),
    "Jumlah temuan administrasi": ("5", "4", "Satu temuan BMD menunggu dokumen pihak ketiga"),
    "Jumlah peserta pembinaan": ("480", "450", "Dukungan sekolah dan kecamatan"),
    "Persentase sekolah menengah": ("38", "45", "Jadwal bentrok dengan ujian; dialihkan ke TW IV"),
    "Jumlah fasilitasi kegiatan": ("9", "9", "Sesuai rencana"),
    "Jumlah kasus intoleransi": ("1", "2", "Mediasi dini oleh FKUB"),
    "Persentase partai politik": ("88.89", "100", "8 dari 9 partai politik"),
    "Jumlah peserta pendidikan politik": ("215", "300", "Dua kegiatan ditunda"),
    "Persentase ormas terdaftar": ("61.5", "60", "Kunjungan bersama kecamatan"),
    "Rata-rata waktu penerbitan": ("6", "7", "Pemeriksaan berkas di loket"),
    "Persentase laporan deteksi": ("96", "100", "2 dari 50 laporan masih diproses"),
    "Jumlah rapat FKDM": ("11", "12", "Satu rapat dijadwalkan ulang"),
    "Jumlah konflik sosial": ("0", "0", "Nihil (target nol)"),
    "Jumlah unjuk rasa": ("2", "1", "Dua kejadian pada Agustus"),
}
#: programme code -> share of its ceiling spent by Triwulan III 2026
BUDGETS: dict[str, Decimal] = {
    "8.01.01": Decimal("0.6640"),
    "8.01.02": Decimal("0.66"),
    "8.01.05": Decimal("0.66"),
    "8.01.03": Decimal("0.90"),
    "8.01.04": Decimal("0.90"),
    "8.01.06": Decimal("0.70"),
}


def realisation(indicator: str, target: Decimal, *, whole: bool) -> tuple[Decimal, str]:
    """A figure for an indicator against its target, and the remark that goes with it.

    Raises:
        KeyError: the indicator is not one of the example's.
    """
    for start, (reached, aimed, remark) in INDICATORS.items():
        if indicator.startswith(start):
            share = Decimal(reached) / Decimal(aimed) if Decimal(aimed) else Decimal(0)
            figure = (target * share).quantize(Decimal(1) if whole else Decimal("0.01"))
            return figure, remark
    raise KeyError(indicator)


def spent(code: str, ceiling: Decimal) -> Decimal:
    """What a programme has spent of its ceiling, in whole rupiah."""
    return (ceiling * BUDGETS[code[:7]]).quantize(Decimal(1))
