"""An invented addendum: the unit that the sample recap misses has delivered after all."""

from pipeline.wording.papers import sample_office as office
from pipeline.wording.papers.letters import BarisAnggaran
from pipeline.wording.papers.parts import Penandatangan
from pipeline.wording.papers.reports import AddendumRekapitulasi, BarisPerubahan
from pipeline.wording.sentences import recap_basis

_CHANGES = tuple(
    BarisPerubahan(**dict(zip(BarisPerubahan.__dataclass_fields__, row, strict=True)))
    for row in (
        ("Unit yang menyampaikan data, dari 4", "3", "4", ""),
        ("Indikator yang dinilai", "11", "15", ""),
        ("Rata-rata capaian Bidang III (%)", "-", "71,92 (Sedang)", ""),
        ("Rata-rata capaian Badan (%)", "92,52 (Sangat Tinggi)", "87,03 (Tinggi)", "-5,49"),
        ("Pagu anggaran Badan (Rp)", "7.553.400.000", "7.553.400.000", ""),
        ("Realisasi anggaran Badan (Rp)", "5.177.708.400", "5.536.318.400", ""),
        ("Serapan anggaran Badan (%)", "68,55", "73,30", "+4,75"),
    )
)
_PROGRAM = "Peningkatan Kewaspadaan Nasional dan Peningkatan Kualitas dan Fasilitasi Penanganan "


def recap_addendum() -> AddendumRekapitulasi:
    """What came of the unit that had not delivered when the sample recap was signed."""
    return AddendumRekapitulasi(
        **office.COMMON,
        footer_tte="",
        ke="1",
        nomor_laporan="000.8.6.3 / 16 / KBL / X / 2026",
        ditandatangani="Kepala Subbagian Tata Usaha pada tanggal 15 Oktober 2026",
        periode=office.PERIODE,
        yth="Sekretaris Badan Kesatuan Bangsa dan Politik",
        unit=office.BIDANG_III,
        diterima="Senin, 19 Oktober 2026 pukul 10.15 WIB",
        batas="Rabu, 7 Oktober 2026 pukul 16.00 WIB",
        status="Terlambat 8 hari kerja, setelah peringatan ke-1",
        peringatan="Peringatan ke-1 Nomor 000.8.6.3 / 15 / KBL / X / 2026 tanggal 12 Oktober 2026",
        nomor_pengantar="000.8.6.3 / 04 / KBL.3 / X / 2026",
        n_indikator="4 (empat)",
        n_terisi="4 (empat)",
        indikator=office.INDIKATOR,
        rata_capaian="71,92",
        predikat="Sedang",
        anggaran=(_spent("8.01.06", f"{_PROGRAM}Konflik Sosial"),),
        jumlah_anggaran=_spent("", "Jumlah"),
        sebelumnya="",
        perubahan=_CHANGES,
        catatan_capaian=recap_basis(
            n_dinilai=15, n_indikator=16, n_unit=4, belum=(), batas="100", tanpa_batas="92,35"
        ),
        bukti=("Rekap laporan deteksi dini.pdf", "Daftar hadir rapat FKDM.pdf"),
        tanggal="19 Oktober 2026",
        pembuat=Penandatangan(
            jabatan=office.KASUBBAG_TU.jabatan,
            nama=office.KASUBBAG_TU.nama,
            pangkat=office.KASUBBAG_TU.pangkat,
            nip=office.KASUBBAG_TU.nip,
            catatan="Addendum ini dibuat oleh sistem ketika data diterima; cukup dibaca, tidak "
            "ditandatangani dan tidak perlu diserahkan kembali.",
        ),
    )


def _spent(code: str, program: str) -> BarisAnggaran:
    return BarisAnggaran(
        kode=code,
        program=program,
        pagu="512.300.000",
        realisasi="358.610.000",
        persen="70,00",
        fisik="72,50",
        keterangan="",
    )
