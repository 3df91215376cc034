"""The papers: for each Word template, a dataclass whose fields are the placeholders it may use."""

from collections.abc import Mapping
from types import MappingProxyType

from pipeline.wording.papers.forms import (
    BerkasDiterima,
    LembarDisposisi,
    LembarPenutupan,
    TandaTerima,
    UnitBelumMenyampaikan,
)
from pipeline.wording.papers.letters import (
    BarisAnggaran,
    BarisIndikator,
    BarisPenjelasan,
    NotaDinasPengantar,
    SuratPeringatan,
    SuratPermintaan,
)
from pipeline.wording.papers.parts import (
    DIHITUNG_KEMUDIAN,
    NOMOR_MENYUSUL,
    TANGGAL_MENYUSUL,
    Kop,
    Paper,
    Pejabat,
    PemberiParaf,
    Penandatangan,
    Pilihan,
)
from pipeline.wording.papers.reports import (
    AddendumRekapitulasi,
    BarisPerubahan,
    BarisTren,
    BarisUnit,
    BeritaAcara,
    DaftarIsiBerkas,
    IndikatorBelumTerisi,
    IndikatorRendah,
    ItemArsip,
    LaporanRekapitulasi,
)
from pipeline.wording.papers.yearly import (
    BarisJabatan,
    BarisLangkah,
    BarisPenyampaian,
    BarisSiklus,
    BarisTerkumpul,
    BarisTriwulan,
    DataTriwulan,
    LaporanTahunan,
)

__all__ = [
    "DIHITUNG_KEMUDIAN",
    "NOMOR_MENYUSUL",
    "PAPERS",
    "TANGGAL_MENYUSUL",
    "AddendumRekapitulasi",
    "BarisAnggaran",
    "BarisIndikator",
    "BarisJabatan",
    "BarisLangkah",
    "BarisPenjelasan",
    "BarisPenyampaian",
    "BarisPerubahan",
    "BarisSiklus",
    "BarisTerkumpul",
    "BarisTren",
    "BarisTriwulan",
    "BarisUnit",
    "BeritaAcara",
    "BerkasDiterima",
    "DaftarIsiBerkas",
    "DataTriwulan",
    "IndikatorBelumTerisi",
    "IndikatorRendah",
    "ItemArsip",
    "Kop",
    "LaporanRekapitulasi",
    "LaporanTahunan",
    "LembarDisposisi",
    "LembarPenutupan",
    "NotaDinasPengantar",
    "Paper",
    "Pejabat",
    "PemberiParaf",
    "Penandatangan",
    "Pilihan",
    "SuratPeringatan",
    "SuratPermintaan",
    "TandaTerima",
    "UnitBelumMenyampaikan",
]

#: Template name (its file is ``<name>.docx``) -> the paper that fills it.
PAPERS: Mapping[str, type[Paper]] = MappingProxyType(
    {
        "lembar-disposisi": LembarDisposisi,
        "surat-permintaan": SuratPermintaan,
        "nota-dinas-pengantar": NotaDinasPengantar,
        "tanda-terima": TandaTerima,
        "surat-peringatan": SuratPeringatan,
        "laporan-rekapitulasi": LaporanRekapitulasi,
        "addendum-rekapitulasi": AddendumRekapitulasi,
        "daftar-isi-berkas": DaftarIsiBerkas,
        "berita-acara": BeritaAcara,
        "lembar-penutupan": LembarPenutupan,
        "laporan-tahunan": LaporanTahunan,
    }
)
