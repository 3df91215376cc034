"""Laporan tahunan: a year of the SOP against its own standards."""

from dataclasses import dataclass

from pipeline.wording.papers.parts import Paper


@dataclass(frozen=True, slots=True, kw_only=True)
class BarisTriwulan:
    """One unit through the four quarters; a quarter without a cycle shows a dash."""

    unit: str
    tw1: str
    tw2: str
    tw3: str
    tw4: str


@dataclass(frozen=True, slots=True, kw_only=True)
class BarisPenyampaian(BarisTriwulan):
    """When a unit gave its data: ``tepat waktu``, ``terlambat 2 hari kerja``, ``belum``."""

    tepat: str  #: how often in time
    hari: str  #: working days late in all
    peringatan: str
    pengembalian: str


@dataclass(frozen=True, slots=True, kw_only=True)
class DataTriwulan:
    """What a unit gave for one quarter; dashes where nothing has come."""

    terisi: str  #: indicators with a figure, of all: ``4/4``
    bukti: str  #: files
    capaian: str  #: mean, in per cent
    serapan: str  #: of the pagu, in per cent


@dataclass(frozen=True, slots=True, kw_only=True)
class BarisTerkumpul:
    """What one unit gave through the four quarters."""

    unit: str
    tw1: DataTriwulan
    tw2: DataTriwulan
    tw3: DataTriwulan
    tw4: DataTriwulan


@dataclass(frozen=True, slots=True, kw_only=True)
class BarisLangkah:
    """One row of the SOP: its own time standard, and the time it took."""

    no: str
    kegiatan: str
    pelaksana: str
    standar: str  #: ``10 menit``; ``belum ditetapkan`` where the SOP states none
    kali: str  #: how often it was done
    tengah: str  #: the time that half of them did not exceed
    terlama: str
    dalam: str  #: how many kept to the standard: ``7 dari 8``; a dash without one


@dataclass(frozen=True, slots=True, kw_only=True)
class BarisJabatan:
    """One post: what it was asked, and how long that took."""

    jabatan: str
    kali: str
    dikembalikan: str  #: how often it sent something back
    tengah: str
    terlama: str
    dalam: str


@dataclass(frozen=True, slots=True, kw_only=True)
class BarisSiklus:
    """One quarter's cycle from beginning to end."""

    periode: str
    dibuka: str
    didistribusikan: str
    lengkap: str
    diterima: str  #: the recap was taken note of
    diberkaskan: str
    lama: str  #: ``9 hari kerja``
    dalam: str  #: papers that kept to the SOP's standards: ``18 dari 20``


@dataclass(frozen=True, slots=True, kw_only=True)
class LaporanTahunan(Paper):
    """Laporan tahunan pengumpulan data kinerja (``paraf report``); nobody signs it."""

    tahun: str
    nomor_sop: str
    n_siklus: str
    tanggal: str
    sumber: str  #: which line of the ledger it was computed from
    ringkasan: tuple[str, ...]
    penyampaian: tuple[BarisPenyampaian, ...]
    terkumpul: tuple[BarisTerkumpul, ...]
    langkah: tuple[BarisLangkah, ...]
    jabatan: tuple[BarisJabatan, ...]
    siklus: tuple[BarisSiklus, ...]
