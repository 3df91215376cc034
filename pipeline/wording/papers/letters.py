"""Letters: the request, the warning, and the covering nota dinas of a unit's data.

Wording of the templates: domain dossier 9.2, 9.4, 9.5. The two letters go out as drafts whose
number, date, and the days counted from that date are content controls, written when the draft is
handed in: a draft may lie for days.
"""

from dataclasses import dataclass
from typing import ClassVar

from pipeline.wording.papers.parts import Paper, PemberiParaf, Penandatangan


@dataclass(frozen=True, slots=True, kw_only=True)
class Surat(Paper):
    """What both numbered letters print."""

    controls: ClassVar[frozenset[str]] = frozenset({"nomor", "tanggal"})

    nomor: str
    tanggal: str
    sifat: str
    lampiran: str
    periode: str
    penandatangan: Penandatangan
    paraf: tuple[PemberiParaf, ...]
    tembusan: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class SuratPermintaan(Surat):
    """Surat permintaan pengumpulan data kinerja (steps 3-6; dossier 9.2)."""

    controls: ClassVar[frozenset[str]] = Surat.controls | {"batas", "peringatan"}

    penerima: tuple[str, ...]  #: posts, not persons
    nomor_sop: str
    pengumpul: str  #: the post that receives the data
    batas: str  #: ``Rabu, 7 Oktober 2026``
    peringatan: str  #: the day on which a warning is drafted


@dataclass(frozen=True, slots=True, kw_only=True)
class SuratPeringatan(Surat):
    """Surat peringatan keterlambatan: one unit, administrative tone (step 9; dossier 9.5)."""

    controls: ClassVar[frozenset[str]] = Surat.controls | {"diperiksa", "batas_baru"}

    penerima: str
    unit: str
    peringatan_ke: str  #: ``2`` from the second letter on; empty for the first
    nomor_permintaan: str
    tanggal_permintaan: str
    nomor_sebelumnya: str  #: of the warning before this one; empty for the first
    tanggal_sebelumnya: str
    batas_sebelumnya: str  #: the day by which that warning wanted the data
    diperiksa: str  #: until when nothing had come: ``Senin, 12 Oktober 2026 pukul 07.30 WIB``
    batas: str
    pengumpul: str
    batas_baru: str


@dataclass(frozen=True, slots=True, kw_only=True)
class BarisIndikator:
    """One indicator of a unit's data."""

    nomor: str
    sasaran: str  #: only on the first indicator of a sasaran; empty on those that follow
    indikator: str
    satuan: str
    polaritas: str  #: positif: more is better; negatif: less is
    target_tahun: str
    target: str
    realisasi: str
    capaian: str
    predikat: str
    keterangan: str


@dataclass(frozen=True, slots=True, kw_only=True)
class BarisPenjelasan:
    """What a unit wrote about one indicator."""

    nomor: str
    indikator: str
    bukti: str  #: sumber data/bukti
    pendukung: str
    penghambat: str
    tindak_lanjut: str


@dataclass(frozen=True, slots=True, kw_only=True)
class BarisAnggaran:
    """One programme of a unit's budget, or the total of all."""

    kode: str
    program: str
    pagu: str
    realisasi: str
    persen: str
    fisik: str
    keterangan: str


@dataclass(frozen=True, slots=True, kw_only=True)
class NotaDinasPengantar(Paper):
    """Nota dinas pengantar with a unit's data, readable (step 8a; dossier 9.4)."""

    yth: str
    dari: str
    tembusan: str
    tanggal: str
    nomor: str
    sifat: str
    lampiran: str
    unit: str
    periode: str
    nomor_permintaan: str
    tanggal_permintaan: str
    n_indikator: str
    n_terisi: str
    rata_capaian: str
    predikat: str
    realisasi: str  #: rupiah, with Rp
    pagu: str
    persen_serapan: str
    catatan_belum: str  #: what cannot be given yet; empty when everything is there
    tanggal_susulan: str
    penandatangan: Penandatangan
    indikator: tuple[BarisIndikator, ...]
    penjelasan: tuple[BarisPenjelasan, ...]  #: only of indicators about which something was said
    anggaran: tuple[BarisAnggaran, ...]
    jumlah_anggaran: BarisAnggaran
    bukti: tuple[str, ...]  #: evidence files
