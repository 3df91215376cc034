"""The SOP is the program: a changed copy of the file changes the cycle, and no code is touched."""

from datetime import datetime

import pytest
from sop_copies import SAMPLE, VARIANTS
from walks import CUTOFF, JAKARTA, OPENING, Walk, read_sop, sample_sop

from pipeline.domain.sop import Kind, Standard, TimeUnit


def variant(name, folder):
    return Walk(sop=read_sop(VARIANTS[name].write(folder)))


@pytest.mark.parametrize("name", sorted(VARIANTS))
def test_every_variant_walks_to_its_end(name, tmp_path):
    walk = variant(name, tmp_path)
    walk.finish()
    assert walk.is_over
    assert walk.archive == walk.contents
    assert walk.sent_back == []
    assert walk.inbox == []


@pytest.mark.parametrize("name", sorted(VARIANTS))
def test_every_variant_walks_to_its_end_with_a_late_unit_and_a_return(name, tmp_path):
    walk = variant(name, tmp_path)
    walk.until("4")
    walk.send_back("4", "salah")
    walk.until("7")
    walk.deliver("sekretariat", "bidang-1", "bidang-2")
    walk.let_time_pass(until=CUTOFF)
    walk.finish()
    assert walk.is_over
    assert walk.archive == walk.contents


def test_a_written_copy_reads_as_the_sample_does(tmp_path):
    assert read_sop(SAMPLE.write(tmp_path)) == sample_sop()


def test_another_paraf_goes_first_and_the_letter_waits_for_it(tmp_path):
    walk = variant("another paraf in the chain", tmp_path)
    walk.until("3a")
    assert walk.task("3a").post == "kasubbag-tu"
    letter = walk.task("3a").paper
    walk.drop("sekretaris", walk.done_copy(walk.task("3a")))
    assert walk.sent_back[-1].findings[0].code == "S01"
    walk.until("6")
    fields = [each.field for each in walk.cycle.paper(letter).signatures]
    assert fields == ["ParafKasubbagTu", "ParafSekretaris", "TtdKepalaBadan"]


def test_a_longer_chain_is_voided_as_a_whole_by_a_return(tmp_path):
    walk = variant("another paraf in the chain", tmp_path)
    walk.until("5")
    walk.send_back("5")
    walk.do("3")
    assert walk.task("3a").post == "kasubbag-tu"
    assert walk.cycle.paper(walk.task("3a").paper).signatures == ()


def test_the_due_date_follows_the_time_standard(tmp_path):
    walk = variant("two days to gather", tmp_path)
    walk.until("7")
    progress = walk.cycle.unit("bidang-1")
    assert progress.due == datetime(2026, 10, 5, 16, 0, tzinfo=JAKARTA)
    assert progress.warn_at == CUTOFF
    assert walk.sop.step("8").standard == Standard(amount=2, unit=TimeUnit.WORKING_DAYS)


def test_the_warned_units_new_date_follows_the_file(tmp_path):
    text = SAMPLE.other('perpanjangan = { waktu = "2 hari"', 'perpanjangan = { waktu = "5 hari"')
    walk = Walk(sop=read_sop(text.write(tmp_path)))
    walk.until("7")
    walk.let_time_pass(until=CUTOFF)
    walk.warn("bidang-3")
    (letter,) = walk.cycle.unit("bidang-3").warnings
    assert letter.new_due == walk.calendar.due(CUTOFF, 5)


def test_without_step_2_the_draft_follows_the_first_order(tmp_path):
    walk = variant("without step 2", tmp_path)
    walk.do("1")
    titles = {walk.cycle.paper(each.copy.code).label for each in walk.in_inbox("japel-tu")}
    assert titles == {"Surat Permintaan Data Kinerja", "Lembar Disposisi Sekretaris"}
    walk.send_back("3")
    assert walk.task("1").post == "sekretaris"


def test_without_step_11_the_signed_report_goes_straight_to_the_archiving_order(tmp_path):
    walk = variant("without step 11", tmp_path)
    walk.until("10")
    report = walk.task("10").paper
    walk.do("10")
    assert walk.task("12").companions == (report,)
    walk.send_back("12")
    assert walk.cycle.paper(walk.task("10").paper).version == 2


def test_a_warning_with_one_paraf_less_goes_from_draft_to_signature(tmp_path):
    walk = variant("a warning with one paraf less", tmp_path)
    walk.until("7")
    walk.let_time_pass(until=CUTOFF)
    walk.do("9a", "bidang-3")
    letter = walk.task("9c").paper
    walk.warn("bidang-3")
    assert [each.field for each in walk.cycle.paper(letter).signatures] == ["TtdKepalaBadan"]


def test_without_warnings_nobody_is_warned(tmp_path):
    walk = variant("without warnings", tmp_path)
    walk.until("7")
    walk.let_time_pass(minutes=60 * 24 * 60)
    assert not any(unit.warnings for unit in walk.cycle.units)


def test_a_post_may_stand_for_another_only_in_the_file(tmp_path):
    text = SAMPLE.row("11", post='"kepala-badan"')
    walk = Walk(sop=read_sop(text.write(tmp_path)))
    walk.until("11")
    assert walk.task("11").post == "kepala-badan"


def test_an_extra_check_of_a_units_data_comes_before_its_receipt(tmp_path):
    walk = variant("a check of each unit's data", tmp_path)
    walk.until("7")
    walk.do("7", "bidang-1")
    walk.do("8", "bidang-1")
    assert walk.task("8x", "bidang-1").post == "kasubbag-tu"
    walk.send_back("8x", "kurang lengkap", unit="bidang-1")
    assert walk.task("8", "bidang-1").post == "japel-bidang-1"


def test_a_return_past_the_draft_gives_the_letter_up(tmp_path):
    walk = variant("returns far back", tmp_path)
    walk.until("4")
    letter = walk.cycle.paper(walk.task("4").paper)
    walk.send_back("4", "Batal")
    assert [void.text for void in walk.registers.voided] == [letter.nomor]
    walk.until("4")
    assert walk.task("4").paper != letter.code
    walk.finish()
    assert walk.is_over


def test_steps_and_words_of_the_printed_form_are_kept(tmp_path):
    sop = sample_sop()
    assert [step.no for step in sop.steps] == [
        "1", "2", "3", "4", "5", "6", "7", "8", "8a", "9", "9a", "9b", "9c", "9d",
        "10", "11", "12", "13",
    ]  # fmt: skip
    printed = [step for step in sop.steps if step.standard and not step.standard.proposed]
    minutes = [each.standard.amount for each in printed if each.standard.unit is TimeUnit.MINUTES]
    assert sum(minutes) == 10 + 10 + 45 + 10 + 10 + 20 + 30
    assert [each.no for each in printed if each.standard.unit is TimeUnit.WORKING_DAYS] == ["8"]
    assert all(step.standard.proposed for step in sop.steps if step not in printed)
    assert {step.no for step in sop.steps if step.proposed} == {"9a", "9b", "9c", "9d"}


def test_a_cycle_runs_by_the_definition_it_was_opened_with():
    """The store keeps it beside the cycle; here: nothing of it is taken from anywhere else."""
    assert {step.kind for step in sample_sop().steps} == set(Kind)


@pytest.mark.parametrize(
    ("waktu", "standard"),
    [
        ('"10 menit"', Standard(amount=10, unit=TimeUnit.MINUTES)),
        ('"2 jam"', Standard(amount=2, unit=TimeUnit.HOURS)),
        ('"1 hari kerja"', Standard(amount=1, unit=TimeUnit.WORKING_DAYS)),
        ('"4 hari kalender"', Standard(amount=4, unit=TimeUnit.CALENDAR_DAYS)),
        ('" 15  menit "', Standard(amount=15, unit=TimeUnit.MINUTES)),
        ('""', None),
        (
            '{ waktu = "30 menit", asal = "usulan" }',
            Standard(amount=30, unit=TimeUnit.MINUTES, proposed=True),
        ),
    ],
)
def test_a_time_standard_is_read_as_an_sop_writes_it(waktu, standard, tmp_path):
    sop = read_sop(SAMPLE.row("5", waktu=waktu).write(tmp_path))
    assert sop.step("5").standard == standard


def test_opening_on_another_day_moves_every_date(tmp_path):
    walk = Walk(now=OPENING.replace(month=12, day=30))
    walk.until("7")
    assert walk.cycle.unit("bidang-1").due == walk.calendar.due(walk.now, 4)
