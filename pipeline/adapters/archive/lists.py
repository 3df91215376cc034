"""The lists archivists work by: isi berkas and the catalogue page; berkas of a year: ``yearly``.

All are made from the records in ``_meta`` alone, so they can be made again at any time.
"""

import base64
import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import cache
from importlib import resources
from itertools import groupby
from urllib.parse import quote

from babel.dates import format_date
from jinja2 import Environment, PackageLoader, StrictUndefined, Template
from markupsafe import Markup

from pipeline.adapters.archive.record import BerkasRecord, ContentsLine
from pipeline.adapters.archive.sheet import Sheet, write_sheet
from pipeline.ports.archive import BerkasEntry, FiledItem, FileRole

CONTENTS_XLSX = "000 Daftar Isi Berkas.xlsx"
CONTENTS_PDF = "000 Daftar Isi Berkas.pdf"
CATALOGUE = "index.html"
_PACKAGE = "pipeline.adapters.archive"
_ROLE_WORDS = {
    FileRole.RENDITION: "naskah",
    FileRole.SOURCE: "sumber",
    FileRole.ATTACHMENT: "lampiran",
    FileRole.EVIDENCE: "bukti",
}


def year_list_name(year: int) -> str:
    """Name the yearly list."""
    return f"Daftar Berkas {year}.xlsx"


def year_list_names(year: int) -> tuple[str, str]:
    """Name the yearly list as an Excel file and as it is printed."""
    return year_list_name(year), f"Daftar Berkas {year}.pdf"


def in_words(day: date) -> str:
    """Write a date as letters do: 1 Oktober 2026."""
    return format_date(day, "d MMMM y", locale="id")


def packaged(name: str) -> bytes:
    """Read a file that lies beside this module and goes along with each berkas as it is."""
    return resources.files(_PACKAGE).joinpath(name).read_bytes()


def check_text(first: BerkasRecord) -> bytes:
    """Write the page that tells how to check a berkas; Notepad shows it right."""
    template = resources.files(_PACKAGE).joinpath("cara-memeriksa.txt").read_text("utf-8")
    text = template.format(
        judul=first.judul,
        nomor=f"{first.nomor_berkas:03d}/{first.tahun}",
        klasifikasi=f"{first.kode_klasifikasi} {first.nama_klasifikasi}",
        pencipta=first.pencipta,
    )
    return text.replace("\n", "\r\n").encode("utf-8-sig")


def contents_xlsx(
    first: BerkasRecord, lines: Sequence[ContentsLine], version: int, changed_at: datetime
) -> bytes:
    """Write the daftar isi berkas as an Excel file, columns as unit kearsipan keep them."""
    changed = f", versi {version}" if version > 1 else ""
    sheet = Sheet(
        name="Daftar Isi Berkas",
        heading=(
            "DAFTAR ISI BERKAS",
            f"{first.nomor_berkas:03d} {first.judul}",
            f"{first.kode_klasifikasi} {first.nama_klasifikasi}, tahun {first.tahun}{changed}",
            f"{first.pencipta}, {first.unit_pengolah}",
        ),
        columns=(
            "No. Berkas",
            "No. Item",
            "Kode Klasifikasi",
            "Uraian Informasi",
            "Tanggal",
            "Jumlah",
            "Keterangan",
        ),
        widths=(9, 8, 16, 64, 20, 14, 34),
        rows=[
            (
                f"{first.nomor_berkas:03d}",
                f"{line.nomor_item:03d}",
                first.kode_klasifikasi,
                line.uraian + (f", nomor {line.nomor_naskah}" if line.nomor_naskah else ""),
                in_words(line.tanggal),
                f"{line.halaman} halaman" if line.halaman else "1 naskah",
                line.keterangan,
            )
            for line in lines
        ],
        changed_at=changed_at,
    )
    return write_sheet(sheet)



def span_in_words(items: Sequence[FiledItem]) -> str:
    """Write from when to when the papers of a berkas are dated."""
    if not items:
        return "-"
    first, last = min(item.dated_on for item in items), max(item.dated_on for item in items)
    return in_words(first) if first == last else f"{in_words(first)} – {in_words(last)}"


@dataclass(frozen=True, slots=True, kw_only=True)
class _Link:
    href: str
    word: str
    name: str


def catalogue_page(entries: Sequence[BerkasEntry], unreadable: Sequence[str]) -> bytes:
    """Write the catalogue: one page, no server, no network, readable without its script.

    Args:
        entries: All berkas, in the order of ``Archive.listing``.
        unreadable: Paths of berkas whose records are broken; shown on top, not hidden.
    """
    script = resources.files(_PACKAGE).joinpath("katalog.js").read_text("utf-8")
    digest = base64.b64encode(hashlib.sha256(script.encode()).digest()).decode()
    years = [
        (year, [(code, list(group)) for code, group in groupby(in_year, _classification)])
        for year, in_year in groupby(
            sorted(entries, key=lambda entry: -entry.year), lambda entry: entry.year
        )
    ]
    page = _template().render(
        years=years,
        entries=entries,
        item_count=sum(len(entry.items) for entry in entries),
        unreadable=unreadable,
        # ours, read from the package; the page's own policy lets nothing else run
        script=Markup(script),  # noqa: S704
        script_digest=digest,
    )
    return page.encode()


@cache
def _template() -> Template:
    """Compile the page once; that takes longer than filling it."""
    environment = Environment(
        loader=PackageLoader(_PACKAGE, "."),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.globals.update(
        in_words=in_words, span=span_in_words, links=_links, year_list=_year_list
    )
    return environment.get_template("katalog.html")


def _classification(entry: BerkasEntry) -> str:
    return f"{entry.classification_code} {entry.classification_name}"


def _year_list(year: int) -> str:
    return quote(f"{year:04d}/{year_list_name(year)}")


def _links(entry: BerkasEntry, item: FiledItem) -> list[_Link]:
    return [
        _Link(href=quote(f"{entry.path}/{file.name}"), word=_ROLE_WORDS[file.role], name=file.name)
        for file in item.files
    ]
