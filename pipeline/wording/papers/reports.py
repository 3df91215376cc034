"""Reports: the recap and its addenda, the list of contents of a berkas, its berita acara.

Wording of the templates: domain dossier 9.6, 9.8; columns of the list: 8.2.
"""

from dataclasses import dataclass

from pipeline.wording.papers.letters import BarisAnggaran, BarisIndikator
from pipeline.wording.papers.parts import Paper, Pejabat, Penandatangan


@dataclass(frozen=True, slots=True, kw_only=True)
class BarisUnit:
    """One unit of the recap, or the row for the whole agency."""

    nama: str
    tanggal: str  #: when its data came in; ``-`` when they did not
    status: str  #: Tepat waktu | Terlambat 2 hari kerja | Belum menyampaikan
    keterangan: str
    n_indikator: str
    n_terisi: str  #: indicators with a figure
    rata_capaian: str
    predikat: str
    pagu: str
    realisasi: str
    persen: str


@dataclass(frozen=True, slots=True, kw_only=True)
class IndikatorRendah:
    """One of the lowest indicators, and why."""

    unit: str
    indikator: str
    satuan: str
    target: str
    realisasi: str
    capaian: str
    predikat: str
    keterangan: str  #: what hindered, and what will be done about it


@dataclass(frozen=True, slots=True, kw_only=True)
class IndikatorBelumTerisi:
    """One indicator without a figure, and why."""

    unit: str
    indikator: str
    satuan: str
    target: str
    alasan: str


@dataclass(frozen=True, slots=True, kw_only=True)
class BarisTren:
    """One unit's mean achievement, or the agency's, over five quarters; or their headings."""

    nama: str
    lalu_4: str  #: four quarters before: the same quarter of the year before
    lalu_3: str
    lalu_2: str
    lalu_1: str
    kini: str
    perubahan: str  #: against the quarter before


@dataclass(frozen=True, slots=True, kw_only=True)
class LaporanRekapitulasi(Paper):
    """Laporan rekapitulasi hasil pengumpulan data kinerja (step 10; dossier 9.6)."""

    nomor: str
    periode: str
    yth: str
    nomor_sop: str
    nomor_permintaan: str
    tanggal_permintaan: str
    n_unit: str
    tanggal_distribusi: str
    tanggal_batas: str
    units: tuple[BarisUnit, ...]
    badan: BarisUnit
    n_tepat: str
    n_terlambat: str
    n_belum: str
    #: On what the means and the budget rest: how many units, the cap, the mean without it.
    catatan_capaian: str
    total_realisasi: str
    total_pagu: str
    persen: str
    #: On what the serapan rests where a unit's spending is not known; empty where all is.
    catatan_anggaran: str
    rendah: tuple[IndikatorRendah, ...]
    belum_terisi: tuple[IndikatorBelumTerisi, ...]
    #: Earlier quarters are known when ``tren`` has rows.
    tren_periode: BarisTren
    tren: tuple[BarisTren, ...]
    tren_badan: BarisTren
    tren_serapan: BarisTren
    #: Which units are no part of the last two; empty where all are.
    catatan_tren: str
    #: Caption of the chart picture ``grafik-capaian``; empty leaves the chart out.
    judul_grafik: str
    #: The same of ``grafik-tren``.
    judul_grafik_tren: str
    simpulan: str
    saran: str
    tanggal: str
    penandatangan: Penandatangan
    lampiran: tuple[str, ...]  #: names of the attached files


@dataclass(frozen=True, slots=True, kw_only=True)
class BarisPerubahan:
    """A figure of the recap that late data moved."""

    uraian: str
    sebelum: str
    sesudah: str
    perubahan: str  #: of percentages only


@dataclass(frozen=True, slots=True, kw_only=True)
class AddendumRekapitulasi(Paper):
    """Addendum to the laporan rekapitulasi: a unit's data that came after it was signed."""

    ke: str  #: its number, from 1
    nomor_laporan: str
    ditandatangani: str  #: Kepala Subbagian Tata Usaha pada tanggal 15 Oktober 2026
    periode: str
    yth: str
    unit: str
    diterima: str
    batas: str
    status: str  #: Terlambat 2 hari kerja, setelah peringatan ke-1
    peringatan: str  #: the last warning that reached the unit, or ``-``
    nomor_pengantar: str  #: of the nota dinas that came with the data
    n_indikator: str
    n_terisi: str
    indikator: tuple[BarisIndikator, ...]
    rata_capaian: str
    predikat: str
    anggaran: tuple[BarisAnggaran, ...]
    jumlah_anggaran: BarisAnggaran
    sebelumnya: str  #: the addenda whose data the figures before hold already; empty: none
    perubahan: tuple[BarisPerubahan, ...]
    catatan_capaian: str  #: on what the means rest with these data
    bukti: tuple[str, ...]
    tanggal: str
    pembuat: Penandatangan


@dataclass(frozen=True, slots=True, kw_only=True)
class ItemArsip:
    """One item of a berkas."""

    nomor: str
    kode_klasifikasi: str
    uraian: str
    tanggal: str
    jumlah: str
    keterangan: str


@dataclass(frozen=True, slots=True, kw_only=True)
class DaftarIsiBerkas(Paper):
    """Daftar isi berkas (step 13; columns of dossier 8.2)."""

    nomor_berkas: str
    judul: str
    kode_klasifikasi: str
    nama_klasifikasi: str
    unit_pengolah: str
    kurun_waktu: str
    retensi: str
    item: tuple[ItemArsip, ...]
    n_item: str
    tanggal: str
    penyusun: Pejabat


@dataclass(frozen=True, slots=True, kw_only=True)
class BeritaAcara(Paper):
    """Berita acara pengarsipan (step 13; dossier 9.8)."""

    nomor: str
    periode: str
    hari: str
    tanggal_terbilang: str
    bulan: str
    tahun_terbilang: str
    kesatu: Penandatangan
    kedua: Penandatangan
    mengetahui: Penandatangan
    kode_klasifikasi: str
    nama_klasifikasi: str
    judul_berkas: str
    nomor_berkas: str
    n_item: str
    n_halaman: str
    aktif: str
    inaktif: str
    nasib_akhir: str
    lokasi: str
    jejak: str  #: the ledger's head hash, printed so that a later rollback shows
    jejak_urutan: str  #: the running number of the event that has this hash
    manifest_isi: str  #: SHA-256 of the manifest of contents, so that a changed item shows
    n_file: str  #: how many files that manifest names
