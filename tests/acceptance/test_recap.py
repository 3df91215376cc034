"""The recap of a second quarter, in an office whose first one is in the archive."""

import io
import re
from datetime import datetime

import pytest
from office_sim import JAKARTA, STAGES, UNITS
from openpyxl import load_workbook
from pypdf import PdfReader

from pipeline.domain.period import Period

#: The first working day after Triwulan IV 2026, at opening.
NEXT_OPENING = datetime(2027, 1, 4, 7, 30, tzinfo=JAKARTA)
TO_THE_DATA = ("2", "3", "4", "5", "6", "7", "8")

pytestmark = pytest.mark.long


@pytest.fixture
def second(at):
    """An office that has filed Triwulan III and holds the recap of Triwulan IV."""
    sim = at("selesai")
    sim.set_clock(NEXT_OPENING)
    sim.work()
    for stage in TO_THE_DATA:
        STAGES[stage](sim)
    for unit in UNITS:
        place = next(each for each in sim.workplace.config.units if each.id == unit)
        sim.fill_and_hand_in(place.staf, f"- {place.singkat} -")
        sim.pass_on(place.kepala, "Data Kinerja", f"- {place.singkat} -", "ND-", ".pdf")
    return sim


def test_the_next_recap_stands_beside_the_last_one(second):
    assert second.cycle.period == Period(2026, 4)
    pdf = PdfReader(io.BytesIO(second.read("kasubbag-tu", "Laporan Rekapitulasi", ".pdf")))
    text = " ".join(" ".join(page.extract_text() for page in pdf.pages).split())
    heads = "Unit TW IV 2025 TW I 2026 TW II 2026 TW III 2026 TW IV 2026 Perubahan"
    assert heads in text
    badan = re.search(r"Badan - - - 87,84 (\S+) (\S+)", text)
    assert badan
    assert f"Rata-rata capaian kinerja Badan {badan[1]}" in text.replace("\N{NO-BREAK SPACE}", " ")
    report = second.cycle.paper(second.cycle.report)
    (attached,) = report.attachments
    book = load_workbook(
        io.BytesIO(second.workplace.office.tools.folders.object(attached.sha256)), data_only=True
    )
    course = book["Perkembangan"]
    assert [course.cell(row=4, column=column).value for column in (6, 7)] == [
        "TW III 2026", "TW IV 2026",
    ]  # fmt: skip
    assert f"{course['F9'].value:.2f}" == "87.84"
    assert f"{course['G9'].value:.2f}".replace(".", ",") == badan[1]
    second.assert_sound()
