"""The recap recomputed by a real LibreOffice, and what its papers look like in print."""

import io
import subprocess
from decimal import Decimal
from pathlib import Path

import pytest
from openpyxl import load_workbook
from pypdf import PdfReader
from recap_books import HOSTILE, book_of, everywhere
from recap_scene import charts_of, cycle_of, note_of, office_of, report_of

from pipeline.adapters.charts import MatplotlibCharts
from pipeline.adapters.forms.recap import recap_workbook
from pipeline.adapters.word import WordDocuments
from pipeline.domain.performance.achievement import Rules, Scale
from pipeline.domain.period import Period
from pipeline.wording.indonesian import number
from pipeline.wording.visible import unturned
from tests.integration.test_forms_libreoffice import convert, without_results

pytestmark = pytest.mark.long

WORDS = WordDocuments(Path(__file__).parents[2] / "templates_docx")
OWN_RULES = Rules(
    scale=Scale(bounds=((Decimal("85.5"), "Memuaskan"), (Decimal(60), 'Cukup "B"')), otherwise="C"),
    cap=Decimal("110.5"),
    floor=None,
    zero_positive=Decimal(100),
)
OFFICES = {
    "year": (office_of(12), 40, {"u3": "late", "u4": "warned", "u5": "missing"}),
    "own": (office_of(3, judging=OWN_RULES), 12, {"u2": "missing"}),
    "alone": (office_of(1), 1, {}),
}


def scene(name):
    office, indicators, states = OFFICES[name]
    earlier = [cycle_of(office, indicators, period=Period(2026, quarter)) for quarter in (1, 2)]
    return book_of(office, cycle_of(office, indicators, **states), earlier)


def hostile_cycle(office):
    return everywhere(cycle_of(office, len(HOSTILE)), *HOSTILE)


@pytest.fixture(scope="module")
def recomputed(tmp_path_factory):
    office = office_of(1)
    books = {name: scene(name)[1] for name in OFFICES}
    books["hostile"] = book_of(office, hostile_cycle(office))[1]
    return convert(
        tmp_path_factory.mktemp("recap"),
        "xlsx",
        **{name: without_results(recap_workbook(book)) for name, book in books.items()},
    )


def rows(xlsx, sheet, first, last, columns):
    """Cells as a reader sees them: figures with two decimals, nothing as ``-``."""
    cells = load_workbook(io.BytesIO(xlsx), data_only=True)[sheet]

    def seen(value):
        if value in (None, ""):
            return "-"
        return value if isinstance(value, str) else number(Decimal(repr(value)), 2)

    return [
        [seen(cells.cell(row=row, column=column).value) for column in columns]
        for row in range(first, last + 1)
    ]


@pytest.mark.parametrize("name", OFFICES)
def test_the_totals_recompute_to_what_the_report_prints(recomputed, name):
    report, book = scene(name)
    printed = [*report.units, report.badan]
    shown = rows(recomputed[name], "Rekap", 5, 4 + len(printed), (3, 4, 6, 7, 9, 10, 11))
    assert shown == [
        [
            f"{line.n_indikator},00", f"{line.n_terisi},00", line.rata_capaian, line.predikat,
            f"{line.pagu},00", amount(line.realisasi), line.persen,
        ]
        for line in printed
    ]  # fmt: skip
    assert len(book.answers) + len(book.owed) == len(printed) - 1


def amount(printed):
    """What the workbook shows for an amount of the report: nothing where none is known."""
    return "-" if printed == "belum dilaporkan" else f"{printed},00"


@pytest.mark.parametrize("name", OFFICES)
def test_the_counts_and_the_course_recompute_too(recomputed, name):
    report, _ = scene(name)
    below = 4 + len(report.units) + 2
    counts = rows(recomputed[name], "Penyampaian", below, below + 2, (3,))
    assert [count for (count,) in counts] == [
        f"{text.split()[0]},00" for text in (report.n_tepat, report.n_terlambat, report.n_belum)
    ]
    lines = [*report.tren, report.tren_badan, report.tren_serapan]
    course = rows(recomputed[name], "Perkembangan", 5, 4 + len(lines), range(3, 9))
    assert course == [
        [line.lalu_4, line.lalu_3, line.lalu_2, line.lalu_1, line.kini, line.perubahan.lstrip("+")]
        for line in lines
    ]


def test_libreoffice_finds_no_formula_of_a_unit_and_loses_none_of_its_words(recomputed):
    sheet = load_workbook(io.BytesIO(recomputed["hostile"]))["Bidang 1"]
    for row, text in enumerate(HOSTILE, start=5):
        kept = unturned(text).translate(dict.fromkeys((0, 8, 0xD800))).replace("\r", "\n")
        for column in (2, 3, 4, 13, 14, 15, 16, 17):
            cell = sheet.cell(row=row, column=column)
            assert cell.data_type == "s"
            assert cell.value.replace("\r", "\n").replace("_x000D_", "\n").strip() == kept.strip()


def pages(folder, **papers):
    for name, docx in papers.items():
        (folder / f"{name}.docx").write_bytes(docx)
    subprocess.run(
        [
            "soffice", f"-env:UserInstallation=file://{folder}/profile", "--headless",
            "--convert-to", "pdf", "--outdir", folder, *folder.glob("*.docx"),
        ],
        check=True, capture_output=True, timeout=120,
    )  # fmt: skip
    return {
        name: [
            " ".join(page.extract_text().split())
            for page in PdfReader(folder / f"{name}.pdf").pages
        ]
        for name in papers
    }


def test_the_papers_of_a_big_office_print_well(tmp_path):
    office, indicators, states = OFFICES["year"]
    cycle = cycle_of(office, indicators, **states)
    report, reckoned = report_of(office, cycle, [cycle_of(office, 40, period=Period(2026, 2))])
    pictures = charts_of(office, reckoned, MatplotlibCharts())
    printed = pages(
        tmp_path,
        recap=WORDS.fill(
            "laporan-rekapitulasi", report, properties={}, qr_png=None,
            pictures=pictures,
        ),
        note=WORDS.fill(
            "nota-dinas-pengantar", note_of(office, cycle, "u1"), properties={}, qr_png=None
        ),
    )  # fmt: skip
    # Whoever signs stands on one page with the sentence that ends the paper.
    signer = report.penandatangan.nama
    last = next(page for page in printed["recap"] if signer in page)
    assert "Demikian laporan ini disampaikan" in last
    assert "Kepala Subbagian Tata Usaha" in last
    # The heads of tables are repeated on each page that they run over.
    assert sum("Indikator Target Alasan" in page for page in printed["recap"]) >= 2
    assert sum("Target tahun" in page for page in printed["note"][1:]) >= 3
    whole = " ".join(printed["recap"])
    assert f"Badan 480 407 {report.badan.rata_capaian}" in whole
    assert "{{" not in whole
    assert "{%" not in whole
