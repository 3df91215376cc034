"""An invented office for sample papers: no real person, address or number."""

from typing import Any

from pipeline.wording.papers.letters import BarisIndikator
from pipeline.wording.papers.parts import Kop, Pejabat, PemberiParaf, Penandatangan
from pipeline.wording.papers.reports import BarisUnit, ItemArsip

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
1 | Persentase laporan deteksi dini yang ditindaklanjuti | % | 100 | 96 | 96,00 | Sangat Tinggi | 2 dari 50 laporan masih diproses
2 | Jumlah rapat FKDM dan tim penanganan konflik sosial | Rapat | 12 | 11 | 91,67 | Sangat Tinggi | Satu rapat dijadwalkan ulang
3 | Jumlah konflik sosial yang tidak tertangani | Kejadian | 0 | 0 | 100,00 | Sangat Tinggi | Nihil (target nol)
4 | Jumlah unjuk rasa yang berujung anarkis | Kejadian | 1 | 2 | 0,00 | Sangat Rendah | Dua kejadian pada Agustus
""")  # noqa: E501 - a table reads as a table
)
UNITS = tuple(
    BarisUnit(**dict(zip(BarisUnit.__dataclass_fields__, row, strict=True)))
    for row in _table("""
Sekretariat | 6 Oktober 2026 | Tepat waktu | - | 4 | 93,18 | Sangat Tinggi | 4.215.600.000 | 2.799.158.400 | 66,40
Bidang Ideologi, Wawasan Kebangsaan, dan Ketahanan Ekonomi, Sosial, Budaya, dan Agama | 7 Oktober 2026 | Tepat waktu | - | 4 | 96,11 | Sangat Tinggi | 685.000.000 | 452.100.000 | 66,00
Bidang Politik Dalam Negeri dan Organisasi Kemasyarakatan | 9 Oktober 2026 | Terlambat 2 hari kerja | Sebelum peringatan | 4 | 90,14 | Tinggi | 2.140.500.000 | 1.926.450.000 | 90,00
Bidang Kewaspadaan Nasional dan Penanganan Konflik | - | Belum menyampaikan | Peringatan 12 Oktober 2026 | 4 | - | - | 512.300.000 | - | -
""")  # noqa: E501 - a table reads as a table
)
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
