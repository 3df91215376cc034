"""An invented office for sample papers: no real person, address or number."""

from typing import Any

from pipeline.wording.papers.letters import BarisIndikator, BarisPenjelasan
from pipeline.wording.papers.parts import Kop, Pejabat, PemberiParaf, Penandatangan
from pipeline.wording.papers.reports import (
    BarisTren,
    BarisUnit,
    IndikatorBelumTerisi,
    IndikatorRendah,
    ItemArsip,
)

KOP = Kop(
    pemerintah="PEMERINTAH KOTA PEMATANGSIANTAR",
    badan="BADAN KESATUAN BANGSA DAN POLITIK",
    alamat=(
        "Jalan Contoh Raya Nomor 1, Siantar Contoh, Kode Pos 21100",
        "Telepon (0622) 000000, Pos-el surat@contoh.go.id, Laman contoh.go.id",
    ),
)
KEPALA_BADAN = Penandatangan(
    jabatan="Kepala Badan Kesatuan Bangsa dan Politik",
    nama="Drs. Maruli Contoh Silalahi, M.Si.",
    pangkat="Pembina Utama Muda",
    nip="19700412 199503 1 001",
    kolom="TtdKepalaBadan",
)
SEKRETARIS = Pejabat(
    jabatan="Sekretaris",
    nama="Rosmawati Contoh Damanik, S.Sos., M.AP.",
    pangkat="Pembina Tingkat I",
    nip="19750820 200003 2 002",
)
KASUBBAG_TU = Penandatangan(
    jabatan="Kepala Subbagian Tata Usaha",
    nama="Hendra Contoh Saragih, S.E.",
    pangkat="Penata Tingkat I",
    nip="19820315 200604 1 003",
    kolom="TtdKasubbagTu",
)
PARAF_SEKRETARIS = PemberiParaf(jabatan="Sekretaris", kolom="ParafSekretaris")
KODE = "7K2M-9QXD"
FOOTER = (
    "Dokumen ini ditandatangani secara elektronik menggunakan sertifikat internal Badan Kesatuan "
    "Bangsa dan Politik (tanda tangan elektronik tidak tersertifikasi) dan berlaku untuk "
    "keperluan internal."
)
INSTANSI = "Badan Kesatuan Bangsa dan Politik"
NAMA_DAERAH = "Kota Pematangsiantar"
TEMPAT = "Pematangsiantar"
PERIODE = "Triwulan III Tahun 2026"
NOMOR_SOP = "000.8.3.3 / 07 / KBL / I / 2024"
NOMOR_PERMINTAAN = "000.8.6.3 / 12 / KBL / X / 2026"
BIDANG_III = "Bidang Kewaspadaan Nasional dan Penanganan Konflik"

#: What every sample shares; the footer's sentence depends on whether the paper is signed.
COMMON: dict[str, Any] = {
    "kop": KOP,
    "instansi": INSTANSI,
    "nama_daerah": NAMA_DAERAH,
    "tempat": TEMPAT,
    "kode": KODE,
}


def _table(text: str) -> list[list[str]]:
    return [[cell.strip() for cell in line.split("|")] for line in text.strip().splitlines()]


INDIKATOR = tuple(
    BarisIndikator(**dict(zip(BarisIndikator.__dataclass_fields__, row, strict=True)))
    for row in _table("""
1 | Meningkatnya kewaspadaan dini masyarakat | Persentase laporan deteksi dini yang ditindaklanjuti | % | positif | 100 | 100 | 96 | 96,00 | Sangat Tinggi | 2 dari 50 laporan masih diproses
2 | | Jumlah rapat FKDM dan tim penanganan konflik sosial | Rapat | positif | 16 | 12 | 11 | 91,67 | Sangat Tinggi | Satu rapat dijadwalkan ulang
3 | Terkendalinya konflik sosial | Jumlah konflik sosial yang tidak tertangani | Kejadian | negatif | 0 | 0 | 0 | 100,00 | Sangat Tinggi | Nihil (target nol)
4 | | Jumlah unjuk rasa yang berujung anarkis | Kejadian | negatif | 2 | 1 | 2 | 0,00 | Sangat Rendah | Dua kejadian pada Agustus
""")  # noqa: E501 - a table reads as a table
)
PENJELASAN = tuple(
    BarisPenjelasan(**dict(zip(BarisPenjelasan.__dataclass_fields__, row, strict=True)))
    for row in _table("""
1 | Persentase laporan deteksi dini yang ditindaklanjuti | Rekap laporan deteksi dini | Jejaring FKDM kecamatan | Laporan dari dua kecamatan terlambat | Percepatan verifikasi lapangan
4 | Jumlah unjuk rasa yang berujung anarkis | Laporan kejadian | | Eskalasi massa di luar perkiraan | Koordinasi dengan Polres sebelum kegiatan
""")  # noqa: E501 - a table reads as a table
)
UNITS = tuple(
    BarisUnit(**dict(zip(BarisUnit.__dataclass_fields__, row, strict=True)))
    for row in _table("""
Sekretariat | 6 Oktober 2026 | Tepat waktu | - | 4 | 4 | 93,18 | Sangat Tinggi | 4.215.600.000 | 2.799.158.400 | 66,40
Bidang Ideologi, Wawasan Kebangsaan, dan Ketahanan Ekonomi, Sosial, Budaya, dan Agama | 7 Oktober 2026 | Tepat waktu | - | 4 | 4 | 96,11 | Sangat Tinggi | 685.000.000 | 452.100.000 | 66,00
Bidang Politik Dalam Negeri dan Organisasi Kemasyarakatan | 9 Oktober 2026 | Terlambat 2 hari kerja | - | 4 | 3 | 86,85 | Tinggi | 2.140.500.000 | 1.926.450.000 | 90,00
Bidang Kewaspadaan Nasional dan Penanganan Konflik | - | Belum menyampaikan | Peringatan ke-1 Nomor 000.8.6.3 / 15 / KBL / X / 2026 tanggal 12 Oktober 2026 | 4 | 0 | - | - | 512.300.000 | belum dilaporkan | -
""")  # noqa: E501 - a table reads as a table
)
BADAN = BarisUnit(
    nama="Badan",
    tanggal="",
    status="",
    keterangan="",
    n_indikator="16",
    n_terisi="11",
    rata_capaian="92,52",
    predikat="Sangat Tinggi",
    pagu="7.553.400.000",
    realisasi="5.177.708.400",
    persen="68,55",
)
RENDAH = tuple(
    IndikatorRendah(**dict(zip(IndikatorRendah.__dataclass_fields__, row, strict=True)))
    for row in _table("""
Bidang II | Jumlah peserta pendidikan politik masyarakat | Orang | 300 | 215 | 71,67 | Sedang | Dua kegiatan ditunda
Sekretariat | Jumlah temuan administrasi yang belum ditindaklanjuti | Temuan | 4 | 5 | 75,00 | Sedang | Satu temuan BMD menunggu dokumen pihak ketiga
""")  # noqa: E501 - a table reads as a table
)
BELUM_TERISI = (
    IndikatorBelumTerisi(
        unit="Bidang II",
        indikator="Rata-rata waktu penerbitan surat keterangan keberadaan ormas",
        satuan="Hari kerja",
        target="7",
        alasan="Rekap loket bulan September belum selesai",
    ),
    IndikatorBelumTerisi(
        unit="Bidang III",
        indikator="Persentase konflik sosial yang diselesaikan",
        satuan="%",
        target="100",
        alasan="data belum disampaikan",
    ),
)


def _course(text: str) -> list[BarisTren]:
    return [
        BarisTren(**dict(zip(BarisTren.__dataclass_fields__, row, strict=True)))
        for row in _table(text)
    ]


TREN_PERIODE, *_rows, TREN_BADAN, TREN_SERAPAN = _course("""
Unit | TW III 2025 | TW IV 2025 | TW I 2026 | TW II 2026 | TW III 2026 | Perubahan
Sekretariat | - | 95,10 | 90,25 | 91,08 | 93,18 | +2,10
Bidang I | - | 92,40 | 94,00 | 95,52 | 96,11 | +0,59
Bidang II | - | 88,15 | 89,90 | 90,01 | 86,85 | -3,16
Bidang III | - | 85,00 | 78,33 | 74,20 | - | -
Badan tanpa Bidang III | - | 91,88 | 91,38 | 92,20 | 92,52 | +0,32
Serapan anggaran Badan tanpa Bidang III | - | 96,80 | 14,25 | 43,10 | 73,54 | +30,44
""")
TREN = tuple(_rows)
ITEMS = tuple(
    ItemArsip(
        nomor=row[0],
        kode_klasifikasi="000.8.6.3",
        uraian=row[1],
        tanggal=row[2],
        jumlah=row[3],
        keterangan="Asli, elektronik",
    )
    for row in _table("""
001 | Lembar Disposisi Sekretaris kepada Kepala Subbagian Tata Usaha | 1-10-2026 | 1 lembar
002 | Lembar Disposisi Kepala Subbagian Tata Usaha kepada Pelaksana | 1-10-2026 | 1 lembar
003 | Surat Permintaan Data Kinerja Nomor 000.8.6.3 / 12 / KBL / X / 2026 | 1-10-2026 | 2 lembar
004 | Data Kinerja Sekretariat | 6-10-2026 | 4 lembar
005 | Data Kinerja Bidang Ideologi, Wawasan Kebangsaan, dan Ketahanan | 7-10-2026 | 5 lembar
006 | Data Kinerja Bidang Politik Dalam Negeri dan Organisasi Kemasyarakatan | 9-10-2026 | 6 lembar
007 | Surat Peringatan Nomor 000.8.6.3 / 15 / KBL / X / 2026 | 12-10-2026 | 1 lembar
008 | Laporan Rekapitulasi Hasil Pengumpulan Data Kinerja | 15-10-2026 | 6 lembar
009 | Berita Acara Pengarsipan | 16-10-2026 | 2 lembar
""")
)
