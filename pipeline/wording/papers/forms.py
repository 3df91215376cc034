"""Forms: disposisi, receipt of data, and the sheet that closes a collection.

Wording of the templates: domain dossier 9.1 and 9.7; the closing sheet is our own (reading A5).
"""

from dataclasses import dataclass
from typing import ClassVar

from pipeline.wording.papers.parts import Paper, Penandatangan, Pilihan


@dataclass(frozen=True, slots=True, kw_only=True)
class LembarDisposisi(Paper):
    """Lembar disposisi (steps 1, 2, 7, 12; dossier 9.1). It is given a paraf, not signed."""

    controls: ClassVar[frozenset[str]] = frozenset(
        {"isi-disposisi", "catatan", "batas-waktu", "paraf", "tanggal-paraf"}
    )

    surat_dari: str
    tanggal_terima: str
    nomor_surat: str
    nomor_agenda: str
    tanggal_surat: str
    sifat: tuple[Pilihan, ...]
    hal: str
    dasar: str
    tujuan: tuple[Pilihan, ...]  #: Diteruskan kepada Sdr.
    harapan: tuple[Pilihan, ...]  #: Dengan hormat harap
    isi_disposisi: str
    catatan: str
    batas_waktu: str
    jabatan_pemberi: str
    paraf: str
    tanggal_paraf: str


@dataclass(frozen=True, slots=True, kw_only=True)
class BerkasDiterima:
    """One file that was received."""

    nomor: str
    nama: str
    ukuran: str
    sha256: str  #: shortened for print: the first characters of the hash


@dataclass(frozen=True, slots=True, kw_only=True)
class TandaTerima(Paper):
    """Tanda terima of a unit's data (step 9; dossier 9.7)."""

    penyerah: str
    unit: str
    periode: str
    n_berkas: str
    berkas: tuple[BerkasDiterima, ...]
    hari: str
    tanggal: str
    jam: str
    status: str  #: Tepat waktu | Terlambat 2 hari kerja
    kode_pemeriksaan: str
    penerima: Penandatangan


@dataclass(frozen=True, slots=True, kw_only=True)
class UnitBelumMenyampaikan:
    """One unit that still owes its data."""

    nomor: str
    unit: str
    penanggung_jawab: str
    batas_waktu: str
    peringatan: str  #: number and date of the last warning, or why there is none


@dataclass(frozen=True, slots=True, kw_only=True)
class LembarPenutupan(Paper):
    """Lembar penutupan: handing it in closes the collection with units missing (reading A5)."""

    controls: ClassVar[frozenset[str]] = frozenset({"alasan"})

    periode: str
    hari: str
    tanggal: str
    jam: str
    n_unit: str
    n_masuk: str
    n_belum: str
    belum: tuple[UnitBelumMenyampaikan, ...]
    alasan: str
    jabatan_penutup: str
    nama_penutup: str
    nip_penutup: str
    penerima_laporan: str
