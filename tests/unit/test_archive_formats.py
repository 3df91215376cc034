"""Manifests and lists."""

import io
import re
from datetime import UTC, datetime

import pytest
from archive_samples import FILED_AT
from hypothesis import given
from hypothesis import strategies as st
from openpyxl import load_workbook
from pypdf import PdfReader

from pipeline.adapters.archive.compose import CHECKER, SCHEMA
from pipeline.adapters.archive.lists import packaged
from pipeline.adapters.archive.manifest import ManifestBroken, format_manifest, parse_manifest
from pipeline.adapters.archive.printed import write_pdf
from pipeline.adapters.archive.record import item_schema
from pipeline.adapters.archive.sheet import Sheet, write_sheet
from pipeline.adapters.archive.yearly import row_of, year_sheet
from pipeline.ports.archive import BerkasEntry, FiledFile, FiledItem, FileRole
from pipeline.reasons.archive import CATALOGUE

DIGEST = "0123456789abcdef" * 4


def make_entry(**over):
    item = FiledItem(
        number=3,
        dated_on=FILED_AT.date(),
        title="Surat Permintaan Data Kinerja",
        nomor="000.8.6.3/12/KBL/X/2026",
        code="M3XA",
        kind="Surat Dinas",
        files=(
            FiledFile(name="003 Surat #1 100% (x).pdf", role=FileRole.RENDITION, size=10),
            FiledFile(name="003 Surat #1 100% (x).docx", role=FileRole.SOURCE, size=10),
        ),
    )
    values = {
        "path": "2026/000.8.6.3 AKIP/001 Data",
        "year": 2026,
        "classification_code": "000.8.6.3",
        "classification_name": "AKIP",
        "number": 1,
        "title": "Data",
        "creator": "Badan Contoh",
        "unit": "Sekretariat",
        "retention": "2 + 3 tahun, musnah",
        "access": "terbatas",
        "filed_at": FILED_AT,
        "changed_at": FILED_AT,
        "version": 1,
        "items": (item,),
    }
    return BerkasEntry(**(values | over))


NAMES = st.from_regex(r"[A-Za-z0-9 ().-]{1,20}[a-z](/[a-z]{1,5})?", fullmatch=True)


@given(st.dictionaries(NAMES, st.just(DIGEST), min_size=1))
def test_a_manifest_reads_back_as_written(digests):
    assert parse_manifest(format_manifest(digests), 64) == digests


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"\xff",
        b"abc  nama.pdf\n",
        f"{DIGEST} nama.pdf\n".encode(),
        f"{DIGEST}  ../luar.pdf\n".encode(),
        f"{DIGEST}  /etc/passwd\n".encode(),
        f"{DIGEST}  a//b\n".encode(),
        f"{DIGEST}  a\\b\n".encode(),
        f"{DIGEST}  a\r\n".encode(),
        f"{DIGEST}{DIGEST}  a\n".encode(),
        f"{DIGEST}  a\n{DIGEST}  a\n".encode(),
        f"{DIGEST}  a\n\n{DIGEST}  b\n".encode(),
        f"{DIGEST}  a\n{DIGEST}  bukan akh".encode(),
    ],
)
def test_what_is_not_a_manifest_is_refused(data):
    with pytest.raises(ManifestBroken):
        parse_manifest(data, 64)


def test_a_list_never_holds_a_formula():
    texts = ["=1+1", "+62", "-5", "@SUM(A1)", '=HYPERLINK("http://x")', "\x07bel", "\t=1"]
    data = write_sheet(
        Sheet(
            name="Daftar",
            heading=("=JUDUL",),
            columns=("=A",),
            widths=(10,),
            rows=[[text] for text in texts],
            changed_at=FILED_AT,
        )
    )
    page = load_workbook(io.BytesIO(data)).active
    cells = [cell for row in page.iter_rows() for cell in row if cell.value is not None]
    assert {cell.data_type for cell in cells} == {"s"}
    assert [cell.value for cell in cells][2:] == [text.replace("\x07", "") for text in texts]


def year_xlsx(*entries):
    return write_sheet(year_sheet(2026, [row_of(each) for each in entries]))


def test_a_list_depends_on_its_content_alone():
    first = year_xlsx(make_entry())
    again = year_xlsx(make_entry())
    other = year_xlsx(make_entry(changed_at=datetime(2027, 1, 1, tzinfo=UTC)))
    assert first == again
    assert first != other
    assert load_workbook(io.BytesIO(first)).properties.modified == FILED_AT.replace(tzinfo=None)


def test_a_printed_list_repeats_its_head_and_counts_its_pages():
    title = "Pengumpulan Data Kinerja" + " yang panjang sekali" * 8 + " " + "tanpaspasi" * 12
    rows = [row_of(make_entry(title=f"{title} \x07{at}", number=at)) for at in range(1, 61)]
    first = write_pdf(year_sheet(2026, rows))
    assert first == write_pdf(year_sheet(2026, rows))
    pages = [page.extract_text() for page in PdfReader(io.BytesIO(first)).pages]
    assert len(pages) > 5
    for at, page in enumerate(pages, start=1):
        assert "Uraian Informasi Berkas" in page.replace("\n", " ")
        assert f"halaman {at} dari {len(pages)}" in page
    assert "DAFTAR BERKAS TAHUN 2026" in pages[0]
    assert {
        int(each) for page in pages for each in re.findall(r"^(\d+)$", page, re.MULTILINE)
    } >= set(range(1, 61))


def test_the_yearly_list_has_the_columns_of_the_unit_kearsipan():
    page = load_workbook(io.BytesIO(year_xlsx(make_entry()))).active
    rows = [tuple(row) for row in page.iter_rows(values_only=True)]
    head = (
        "No",
        "Klasifikasi Arsip",
        "Nomor Berkas",
        "Unit Pengolah",
        "Uraian Informasi Berkas",
        "Kurun Waktu",
        "Jumlah",
        "Keterangan",
    )
    assert rows[rows.index(head) + 1][:7] == (
        1,
        "000.8.6.3 AKIP",
        "001",
        "Sekretariat",
        "Data",
        "16 Oktober 2026",
        "1 item",
    )


def test_every_reason_is_complete_and_has_its_own_code():
    assert len({reason.code for reason in CATALOGUE}) == len(CATALOGUE)
    for reason in CATALOGUE:
        assert reason.code.startswith("A")
        assert all(text.endswith(".") for text in (reason.what, reason.why, reason.do))


def test_the_filed_schema_is_that_of_the_record():
    """``make item-schema`` writes it anew."""
    assert packaged(SCHEMA) == item_schema()


def test_the_checker_can_be_read_whole():
    assert len(packaged(CHECKER).splitlines()) < 200
