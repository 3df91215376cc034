"""A cycle hand by hand: each row of the SOP, what lies where, and what its hand-in brings."""

import pytest
from walks import CUTOFF, OPENING, Walk, sample_roster

from pipeline.domain.acts import FileAway, Issue, Lay, Recipe, SetTimer
from pipeline.domain.cycle import Format, PaperState, Status
from pipeline.domain.events import Timer

UNITS = [unit.id for unit in sample_roster().units]


def lying(walk, post):
    """Titles of what lies before a post, without the period."""
    titles = (walk.cycle.paper(each.copy.code).title for each in walk.in_inbox(post))
    return sorted(title.replace(" - Triwulan III 2026", "") for title in titles)


def inboxes(walk):
    return {post: lying(walk, post) for post in {each.post for each in walk.inbox}}


def test_step_1_lies_before_the_sekretaris_as_an_editable_order_sheet():
    walk = Walk()
    assert inboxes(walk) == {"sekretaris": ["Lembar Disposisi Sekretaris"]}
    task = walk.task("1")
    assert (task.opened_at, task.laid_at) == (OPENING, OPENING)
    paper = walk.cycle.paper(task.paper)
    assert (paper.format, paper.version, paper.state) == (Format.WORD, 1, PaperState.ISSUED)
    assert walk.cycle.status is Status.RUNNING


def test_step_2_lies_before_kasubbag_tu_with_the_sheet_of_step_1():
    walk = Walk()
    walk.do("1")
    assert inboxes(walk) == {
        "kasubbag-tu": ["Lembar Disposisi Kasubbag TU", "Lembar Disposisi Sekretaris"]
    }


def test_step_3_is_the_draft_with_the_order_beside_it_and_no_number_yet():
    walk = Walk()
    walk.until("3")
    assert inboxes(walk) == {
        "japel-tu": ["Konsep Surat Permintaan", "Lembar Disposisi Kasubbag TU"]
    }
    paper = walk.cycle.paper(walk.task("3").paper)
    assert (paper.format, paper.nomor, paper.dated) == (Format.WORD, None, None)


def test_handing_the_draft_in_numbers_dates_and_freezes_it():
    walk = Walk()
    walk.until("3")
    code = walk.task("3").paper
    walk.do("3")
    paper = walk.cycle.paper(code)
    assert paper.nomor == "000.8.6.3 / 01 / KBL / X / 2026"
    assert paper.dated == OPENING.date()
    assert (paper.format, paper.version, paper.state) == (Format.PDF, 2, PaperState.ISSUED)
    assert inboxes(walk) == {
        "sekretaris": ["Surat Permintaan Data Kinerja (000.8.6.3-01-KBL-X-2026)"]
    }


def test_the_letter_goes_from_paraf_to_signature_to_kasubbag_tu():
    walk = Walk()
    walk.until("4")
    code = walk.task("4").paper
    for step, post, fields in (
        ("4", "sekretaris", ["ParafSekretaris"]),
        ("5", "kepala-badan", ["ParafSekretaris", "TtdKepalaBadan"]),
    ):
        assert [(each.post, each.copy.code) for each in walk.inbox] == [(post, code)]
        event = walk.do(step)
        paper = walk.cycle.paper(code)
        assert [each.field for each in paper.signatures] == fields
        assert paper.current_sha256 == event.sha256
        assert paper.state is PaperState.ISSUED
    assert [(each.post, each.copy.code) for each in walk.inbox] == [("kasubbag-tu", code)]


def test_step_6_delivers_letter_and_form_to_every_head_and_starts_the_clock():
    walk = Walk()
    walk.until("6")
    code = walk.task("6").paper
    walk.do("6")
    assert walk.cycle.request == code
    assert walk.cycle.paper(code).state is PaperState.RECORDED
    assert {each.unit for each in walk.cycle.open_tasks} == set(UNITS)
    for unit in sample_roster().units:
        codes = {each.copy.code for each in walk.in_inbox(unit.head)}
        progress = walk.cycle.unit(unit.id)
        assert codes == {code, progress.form}
        assert (progress.asked_at, progress.due) == (OPENING, walk.calendar.due(OPENING, 4))
        assert progress.warn_at == CUTOFF
    timers = {(each.unit, each.timer) for each in walk.timers}
    assert timers == {
        (unit, timer) for unit in UNITS for timer in (Timer.REMINDER, Timer.DUE, Timer.CUTOFF)
    }


def test_step_7_brings_order_letter_and_form_to_that_units_staff_only():
    walk = Walk()
    walk.until("7")
    walk.do("7", "bidang-2")
    assert lying(walk, "kabid-bidang-2") == []
    assert lying(walk, "japel-bidang-2") == [
        "Formulir Data Kinerja - Bidang II",
        "Lembar Disposisi - Bidang II",
        "Surat Permintaan Data Kinerja (000.8.6.3-01-KBL-X-2026)",
    ]
    assert lying(walk, "japel-bidang-1") == []


def test_step_8_brings_the_data_as_a_readable_paper_with_its_own_number():
    walk = Walk()
    walk.until("7")
    walk.do("7", "bidang-1")
    walk.do("8", "bidang-1")
    assert lying(walk, "japel-bidang-1") == []
    assert lying(walk, "kabid-bidang-1") == [
        "Data Kinerja - Bidang I (000.8.6.3-ND-01-KBL-X-2026)",
        "Formulir Data Kinerja - Bidang I",
    ]
    progress = walk.cycle.unit("bidang-1")
    assert progress.data is not None
    assert not progress.has_delivered
    assert walk.cycle.paper(progress.data_paper).about == progress.form


def test_step_8a_gives_a_receipt_to_the_head_and_records_the_data():
    walk = Walk()
    walk.until("7")
    walk.deliver("bidang-1")
    progress = walk.cycle.unit("bidang-1")
    assert (progress.received_at, progress.days_late) == (OPENING, 0)
    assert lying(walk, "kabid-bidang-1") == ["Tanda Terima Data Kinerja - Bidang I"]
    for code in (progress.form, progress.data_paper, progress.receipt):
        assert walk.cycle.paper(code).state is PaperState.RECORDED
    assert walk.cycle.collected_at is None


def test_step_10_waits_for_the_last_unit():
    walk = Walk()
    walk.until("7")
    walk.deliver(*UNITS[:-1])
    assert walk.cycle.report is None
    walk.deliver(UNITS[-1])
    assert walk.cycle.collected_at == OPENING
    paper = walk.cycle.paper(walk.task("10").paper)
    assert (paper.code, paper.format) == (walk.cycle.report, Format.PDF)
    assert paper.nomor == "000.8.6.3 / LAP-01 / KBL / X / 2026"
    assert "Laporan Rekapitulasi (000.8.6.3-LAP-01-KBL-X-2026)" in lying(walk, "kasubbag-tu")


def test_the_report_goes_signed_to_the_sekretaris_and_comes_back_as_archiving_order():
    walk = Walk()
    walk.until("10")
    code = walk.task("10").paper
    walk.do("10")
    assert [each.field for each in walk.cycle.paper(code).signatures] == ["TtdKasubbagTu"]
    assert walk.task("11").post == "sekretaris"
    walk.do("11")
    assert lying(walk, "kasubbag-tu") == [
        "Laporan Rekapitulasi (000.8.6.3-LAP-01-KBL-X-2026)",
        "Lembar Disposisi Pengarsipan Kasubbag TU",
    ]


def test_step_13_is_the_berita_acara_with_the_list_of_contents():
    walk = Walk()
    walk.until("13")
    assert lying(walk, "japel-tu") == [
        "Berita Acara Pengarsipan (000.8.6.3-BA-01-KBL-X-2026)",
        "Daftar Isi Berkas",
        "Lembar Disposisi Pengarsipan Kasubbag TU",
    ]
    assert walk.cycle.berkas_number == 1


def test_handing_the_berita_acara_in_files_the_berkas_and_empties_every_inbox():
    walk = Walk()
    walk.until("13")
    walk.promptly = False
    walk.do("13")
    assert walk.cycle.status is Status.FILING
    assert [act for act in walk.acts if isinstance(act, FileAway)] == [FileAway()]
    walk.perform()
    assert walk.cycle.status is Status.FILED
    assert (walk.cycle.berkas_path, walk.cycle.filed_at) == ("p", OPENING)
    assert walk.inbox == []
    assert walk.is_over


def test_the_berkas_holds_every_paper_of_the_cycle_once_and_in_order():
    walk = Walk()
    walk.finish()
    labels = [walk.cycle.paper(code).label for code in walk.archive]
    assert labels[:3] == [
        "Lembar Disposisi Sekretaris",
        "Lembar Disposisi Kasubbag TU",
        "Surat Permintaan Data Kinerja",
    ]
    assert labels[-3:] == [
        "Laporan Rekapitulasi",
        "Lembar Disposisi Pengarsipan Kasubbag TU",
        "Berita Acara Pengarsipan",
    ]
    assert len(labels) == len(set(labels)) == 3 + 4 * 4 + 3
    assert walk.archive == walk.contents


def test_every_hand_in_of_a_straight_cycle_is_accepted():
    walk = Walk()
    walk.finish()
    assert (walk.sent_back, walk.notes) == ([], [])
    assert len(walk.released) == 6 + 3 * len(UNITS) + 4


def test_a_paper_is_laid_only_once_its_bytes_and_its_companions_exist():
    walk = Walk()
    walk.until("2")
    walk.promptly = False
    walk.do("2")
    task = walk.task("3")
    assert task.laid_at is None
    assert [type(act).__name__ for act in walk.acts] == ["Release", "Clear", "Clear", "Issue"]
    walk.perform()
    assert walk.task("3").laid_at == OPENING


@pytest.mark.parametrize(
    ("until", "step", "recipe"),
    [
        ("1", "1", Recipe.FILL),
        ("3", "3", Recipe.FREEZE),
        ("6", "6", Recipe.FORM),
        ("11", "12", Recipe.RENDER),
    ],
)
def test_how_a_paper_is_made_follows_from_the_kind_of_its_row(until, step, recipe):
    walk = Walk()
    walk.until(until)
    while not walk.tasks() or walk.tasks()[0].step != step:
        walk.do(walk.tasks()[0].step)
    walk.promptly = False
    walk.do(step)
    assert recipe in {act.recipe for act in walk.acts if isinstance(act, Issue)}


def test_what_is_laid_first_is_what_is_only_read():
    walk = Walk()
    walk.until("2")
    walk.promptly = False
    walk.do("2")
    while walk.acts and not isinstance(walk.acts[0], Lay):
        walk.perform(1)
    laid = [walk.cycle.paper(act.code).title for act in walk.acts if isinstance(act, Lay)]
    assert [title.split(" - ")[0] for title in laid] == [
        "Lembar Disposisi Kasubbag TU",
        "Konsep Surat Permintaan",
    ]


def test_a_timer_is_set_for_the_future_only():
    late = Walk()
    late.until("6")
    late.let_time_pass(minutes=12 * 60)
    late.promptly = False
    late.do("6")
    timers = [act for act in late.acts if isinstance(act, SetTimer)]
    assert all(act.due > late.now for act in timers)


def test_two_cycles_side_by_side_never_share_a_number_or_a_code():
    first = Walk()
    second = Walk(registers=first.registers, name="c2", period=first.period.following)
    for step in ("3", "6", "8", "10", "13"):
        for walk in (second, first):
            walk.until(step)
    first.finish()
    second.finish()
    nomor = [paper.nomor for walk in (first, second) for paper in walk.cycle.papers if paper.nomor]
    codes = [paper.code for walk in (first, second) for paper in walk.cycle.papers]
    assert len(nomor) == len(set(nomor))
    assert len(codes) == len(set(codes))
    assert {first.cycle.berkas_number, second.cycle.berkas_number} == {1, 2}
    for register in {taken.register for taken in first.registers.taken}:
        numbers = [each.number for each in first.registers.taken if each.register == register]
        assert numbers == list(range(1, len(numbers) + 1)), register
