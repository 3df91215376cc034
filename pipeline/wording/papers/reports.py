"""Reports: the recap, the list of contents of a berkas, the berita acara of its filing.

Wording of the templates: domain dossier 9.6, 9.8; columns of the list: 8.2.
"""

from dataclasses import dataclass

from pipeline.wording.papers.parts import Paper, Pejabat, Penandatangan


@dataclass(frozen=True, slots=True, kw_only=True)
class BarisUnit:
    """One unit of the recap, or the row for the whole agency."""

    nama: str
    tanggal: str  #: when its data came in; ``-`` when they did not
    status: str  #: Tepat waktu | Terlambat 2 hari kerja | Belum menyampaikan
    keterangan: str
    n_indikator: str
    rata_capaian: str
    predikat: str
    pagu: str
    realisasi: str
    persen: str


@dataclass(frozen=True, slots=True, kw_only=True)
class IndikatorRendah:
    """One indicator that needs attention: low, or not filled in."""

    unit: str
    indikator: str
    target: str
    realisasi: str
    capaian: str
    keterangan: str


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
    total_realisasi: str
    total_pagu: str
    persen: str
    rendah: tuple[IndikatorRendah, ...]
    #: Caption of the chart picture ``grafik-capaian``; empty leaves the chart out.
    judul_grafik: str
    simpulan: str
    saran: str
    tanggal: str
    penandatangan: Penandatangan
    lampiran: tuple[str, ...]  #: names of the attached files


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
