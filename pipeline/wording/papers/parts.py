"""The parts that papers share: letterhead, signer, paraf givers, rows of tables.

All fields are text ready to print (made by ``pipeline.wording.indonesian``), so that a template
holds no logic beyond loops and ifs. Field names are Indonesian: staff meet them as placeholders
when they restyle a template in Word.
"""

from collections.abc import Iterator
from dataclasses import dataclass, fields
from typing import ClassVar

#: What a draft shows where the number and the date of a letter will be.
NOMOR_MENYUSUL = "(diisi saat konsep diserahkan)"
TANGGAL_MENYUSUL = "(menyusul)"
#: What a draft shows where a date counted from its own date will stand.
DIHITUNG_KEMUDIAN = "(diisi saat konsep diserahkan)"


@dataclass(frozen=True, slots=True, kw_only=True)
class Kop:
    """The letterhead (dossier 3.3)."""

    pemerintah: str  #: PEMERINTAH KOTA PEMATANGSIANTAR
    badan: str  #: BADAN KESATUAN BANGSA DAN POLITIK
    alamat: tuple[str, ...]  #: address lines, as many as the office prints


@dataclass(frozen=True, slots=True, kw_only=True)
class Pejabat:
    """A person in a post, as printed; ``Plt.``/``Plh.`` stand in ``jabatan``."""

    jabatan: str
    nama: str
    pangkat: str  #: empty for PPPK, whose class has no name
    nip: str  #: grouped: ``19670923 199303 1 004``


@dataclass(frozen=True, slots=True, kw_only=True)
class Penandatangan(Pejabat):
    """Who signs a paper, and where."""

    #: The signature field's name, a Word bookmark (``TtdKepalaBadan``); empty: nobody signs here.
    kolom: str = ""
    #: Small print in the empty space of a paper that nobody signs, such as a receipt.
    catatan: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class PemberiParaf:
    """One row of the paraf hierarki box: whose paraf, and its field (``ParafSekretaris``)."""

    jabatan: str
    kolom: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Pilihan:
    """A line of a form with a box that is ticked or not."""

    teks: str
    dipilih: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Paper:
    """What every paper prints."""

    #: Tags of the content controls a filled paper must keep, since we write or read them.
    controls: ClassVar[frozenset[str]] = frozenset()

    kop: Kop
    instansi: str  #: Badan Kesatuan Bangsa dan Politik
    nama_daerah: str  #: Kota Pematangsiantar
    tempat: str  #: Pematangsiantar
    kode: str  #: the document code in the footer
    footer_tte: str  #: the sentence on the electronic signature, chosen by certificate issuer

    def bookmarks(self) -> frozenset[str]:
        """The names of the signature and paraf fields that the filled paper must carry."""
        return frozenset(_fields_of(self))


def _fields_of(part: object) -> Iterator[str]:
    """Every non-empty ``kolom`` in a paper, however deep."""
    if isinstance(part, tuple):
        for item in part:
            yield from _fields_of(item)
    elif isinstance(part, Penandatangan | PemberiParaf):
        yield from filter(None, (part.kolom,))
    elif isinstance(part, Paper):
        for place in fields(part):
            yield from _fields_of(getattr(part, place.name))
