"""How long a berkas is kept: the table, the dates it gives, what may be proposed when."""

from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.config.jra import load_rules
from pipeline.config.office import load_office
from pipeline.domain.retention import Fate, Rule, Schedule, Stage
from pipeline.errors import Misconfigured
from pipeline.office.retention import (
    COLUMNS,
    WIDTHS,
    Appraisal,
    Proposal,
    due_this_year,
    proposal_lists,
)
from pipeline.ports.archive import BerkasEntry
from pipeline.wording.retention import (
    NEVER_DELETES,
    approval_words,
    basis_words,
    fate_words,
    retention_words,
)

DECREE = "Peraturan Wali Kota Contoh Nomor 1 Tahun 2025"


def rule(code="000.8.6.3", fate=Fate.DESTROYED, **over):
    values = {"active": 2, "inactive": 3, "basis": DECREE} | over
    return Rule(code=code, fate=fate, **values)


GENERAL = rule("", Fate.APPRAISED, proposed=True, basis="")


def entry(number=1, **over):
    values = {
        "path": f"2026/000.8.6.3 AKIP/{number:03d} Contoh",
        "year": 2026,
        "classification_code": "000.8.6.3",
        "classification_name": "AKIP",
        "number": number,
        "title": f"Contoh {number}",
        "creator": "Badan Contoh",
        "unit": "Sekretariat",
        "retention": "aktif 2 tahun, inaktif 3 tahun, musnah",
        "retention_rule": rule(),
        "closed_on": date(2026, 10, 16),
        "access": "Terbatas",
        "filed_at": datetime(2026, 10, 16, tzinfo=UTC),
        "changed_at": datetime(2026, 10, 16, tzinfo=UTC),
        "version": 1,
        "items": (),
    }
    return BerkasEntry(**(values | over))


def appraisal(*rules):
    return Appraisal(Schedule(rules=rules, fallback=GENERAL), lambda each: each.filed_at.date())


def test_the_dates_are_those_of_the_dossier():
    term = rule().term(date(2026, 10, 16))
    assert term.counted_from == date(2027, 1, 1)
    assert (term.active_until, term.inactive_until) == (date(2028, 12, 31), date(2031, 12, 31))
    assert rule().term(date(2026, 1, 1)) == rule().term(date(2026, 12, 31)) == term


@given(st.dates(date(1990, 1, 1), date(2150, 12, 31)), st.integers(0, 100), st.integers(0, 100))
def test_a_berkas_goes_through_its_stages_in_order_and_never_back(closed_on, active, inactive):
    term = rule(active=active, inactive=inactive).term(closed_on)
    assert term.stage(closed_on) is Stage.ACTIVE
    days = [date(closed_on.year + years, 12, 31) for years in range(active + inactive + 2)]
    seen = [list(Stage).index(term.stage(day)) for day in days]
    assert seen == sorted(seen)
    assert term.stage(days[-1]) is Stage.PAST
    assert (term.inactive_until.year, term.active_until.year) == (
        closed_on.year + active + inactive,
        closed_on.year + active,
    )


def test_the_row_that_names_most_of_the_code_holds():
    schedule = Schedule(rules=(rule("000.8"), rule("000.8.6.3"), rule("000.8.6")), fallback=GENERAL)
    assert schedule.rule("000.8.6.3").code == "000.8.6.3"
    assert schedule.rule("000.8.6.31").code == "000.8.6"
    assert schedule.rule("000.8.7").code == "000.8"
    assert schedule.rule("000.81") is schedule.fallback
    assert schedule.rule("000") is schedule.fallback


def test_a_proposal_never_passes_for_the_law_of_the_office():
    proposed = rule(proposed=True, basis="")
    assert retention_words(rule()) == "aktif 2 tahun, inaktif 3 tahun, musnah"
    for words in (retention_words(proposed), fate_words(proposed), basis_words(proposed)):
        assert "usulan, menunggu penetapan JRA" in words


def test_the_jra_words_an_exception_itself():
    remark = "Musnah, kecuali yang menjadi perkara"
    assert fate_words(rule(remark=remark)) == "musnah, kecuali yang menjadi perkara"
    assert fate_words(rule(remark="yang menjadi perkara disimpan")) == (
        "musnah; yang menjadi perkara disimpan"
    )


@pytest.mark.parametrize(
    ("years", "whose"), [((2, 3), "Kepala Daerah"), ((4, 6), "Kepala ANRI"), ((4, 5), "Daerah")]
)
def test_who_approves_hangs_on_the_years(years, whose):
    assert whose in approval_words(rule(active=years[0], inactive=years[1]))


@pytest.mark.parametrize(
    ("day", "proposal", "since"),
    [
        (date(2028, 12, 31), None, None),
        (date(2029, 1, 1), Proposal.TRANSFER, date(2029, 1, 1)),
        (date(2031, 12, 31), Proposal.TRANSFER, date(2029, 1, 1)),
        (date(2032, 1, 1), Proposal.DESTROY, date(2032, 1, 1)),
        (date(2099, 1, 1), Proposal.DESTROY, date(2032, 1, 1)),
    ],
)
def test_what_may_be_proposed_on_which_day(day, proposal, since):
    found = appraisal(rule()).due([entry()], day)
    assert [(each.proposal, each.since) for each in found] == ([(proposal, since)] * bool(proposal))


@pytest.mark.parametrize(
    ("fate", "proposal"),
    [(Fate.PERMANENT, Proposal.HAND_OVER), (Fate.APPRAISED, Proposal.APPRAISE)],
)
def test_not_everything_ends_in_destruction(fate, proposal):
    (found,) = appraisal(rule(fate=fate)).due([entry()], date(2033, 5, 5))
    assert found.proposal is proposal


def test_nothing_is_proposed_for_destruction_on_values_nobody_decreed():
    (found,) = appraisal(rule(proposed=True)).due([entry()], date(2050, 1, 1))
    assert found.proposal is Proposal.AWAIT
    (printed,) = proposal_lists([found], date(2050, 1, 1))
    assert "bukan dasar pemusnahan" in " ".join(printed.heading)


def test_the_jra_in_force_counts_and_what_was_filed_is_told():
    now = appraisal(rule(active=5))
    assert now.due([entry()], date(2030, 1, 1)) == ()
    (found,) = now.due([entry()], date(2032, 1, 1))
    assert found.filed_otherwise == "aktif 2 tahun, inaktif 3 tahun, musnah"
    (same,) = appraisal(rule(basis="yang lain")).due([entry()], date(2030, 1, 1))
    assert same.filed_otherwise == ""


def test_a_berkas_of_an_older_paraf_is_reckoned_from_the_day_it_was_filed():
    old = entry(retention_rule=None, closed_on=None)
    (found,) = appraisal(rule()).due([old], date(2029, 1, 1))
    assert (found.since, found.filed_otherwise) == (date(2029, 1, 1), "")
    (changed,) = appraisal(rule(inactive=8)).due([old], date(2029, 1, 1))
    assert changed.filed_otherwise == old.retention


def test_a_year_names_only_what_became_due_within_it():
    entries = [entry(1), entry(2, closed_on=date(2025, 3, 1))]
    found = appraisal(rule()).due(entries, date(2029, 12, 31), 2029)
    assert [each.entry.number for each in found] == [1]
    assert appraisal(rule()).next_change(entries, date(2026, 1, 1)) == date(2028, 1, 1)
    assert appraisal(rule()).next_change(entries, date(2040, 1, 1)) is None


def test_the_lists_have_the_columns_of_a_daftar_arsip_inaktif_and_say_that_nothing_is_deleted():
    found = appraisal(rule()).due([entry(1), entry(2)], date(2029, 1, 1))
    (printed,) = proposal_lists(found, date(2029, 1, 1))
    assert NEVER_DELETES in printed.heading
    assert {len(row) for row in printed.rows} == {len(COLUMNS)} == {len(WIDTHS)}
    assert [row[0] for row in printed.rows] == [1, 2]


def test_the_sample_s_values_are_proposals():
    office = load_office(Path(__file__).parents[2])
    schedule = office.retention
    assert schedule.rule("000.8.6.3").code == "000.8.6.3"
    assert all(each.proposed for each in (*schedule.rules, schedule.fallback))


ROW = """[[jra]]
kode = "000.8"
jenis_arsip = "Contoh"
aktif = 2
inaktif = 3
nasib_akhir = "Musnah"
"""


def rules_of(folder, text):
    (folder / "jra.toml").write_text(text, "utf-8")
    return load_rules(folder)


def test_an_office_without_the_file_has_no_rows(tmp_path):
    assert load_rules(tmp_path) == ()


def test_a_row_stands_under_its_own_regulation_or_the_file_s(tmp_path):
    (read,) = rules_of(tmp_path, f'dasar_hukum = "{DECREE}"\n{ROW}')
    assert (read.basis, read.proposed) == (DECREE, False)
    (read,) = rules_of(tmp_path, f'{ROW}dasar_hukum = "yang lain"\n')
    assert read.basis == "yang lain"
    (read,) = rules_of(tmp_path, f'{ROW}asal = "usulan"\n')
    assert read.proposed


@pytest.mark.parametrize(
    ("text", "told"),
    [
        (ROW, "jra.toml line 2: kode '000.8' names no dasar_hukum"),
        (f'dasar_hukum = "x"\n{ROW}{ROW}', "line 9: kode '000.8' is there twice"),
        (
            f'dasar_hukum = "x"\n{ROW}keterangan = "Permanen"\n',
            "line 8: keterangan says 'Permanen'",
        ),
        (f'dasar_hukum = "x"\n{ROW}akitf = 2\n', "unknown key 'akitf'"),
        (ROW.replace('"000.8"', '"AKIP"'), "'kode'"),
        (ROW.replace("= 3", "= -3"), "line 5: [jra.0] 'inaktif'"),
        (ROW.replace('"Musnah"', '"Dibakar"'), "line 6: [jra.0] 'nasib_akhir'"),
        ("[[jra]\n", "cannot be read as TOML"),
    ],
)
def test_what_is_wrong_with_the_table_is_named_with_its_line(tmp_path, text, told):
    with pytest.raises(Misconfigured) as refused:
        rules_of(tmp_path, text)
    assert told in "\n".join(refused.value.problems)


def test_both_files_are_examined_at_once(tmp_path):
    (tmp_path / "office.toml").write_text("[kantor]\n", "utf-8")
    (tmp_path / "jra.toml").write_text(ROW, "utf-8")
    with pytest.raises(Misconfigured) as refused:
        load_office(tmp_path)
    told = "\n".join(refused.value.problems)
    assert "jra.toml" in told
    assert "office.toml" in told


def test_retention_without_a_regulation_is_a_proposal(tmp_path):
    sample = (Path(__file__).parents[2] / "office.toml").read_text("utf-8")
    section = sample[sample.index("[retensi]") : sample.index("[jabatan.kepala-badan]")]
    for basis, is_law in (
        (DECREE, True),
        ("", False),
        ("Contoh; sesuaikan dengan JRA yang berlaku", False),
    ):
        older = f'[retensi]\naktif = 2\ninaktif = 3\nnasib_akhir = "Musnah"\ndasar = "{basis}"\n\n'
        (tmp_path / "office.toml").write_text(sample.replace(section, older), "utf-8")
        fallback = load_office(tmp_path).retention.fallback
        assert (fallback.proposed, fallback.fate) == (not is_law, Fate.DESTROYED)


def test_a_rule_says_the_same_under_another_regulation():
    assert rule().says_the_same(replace(rule(), basis="lain", proposed=True, code=""))
    assert not rule().says_the_same(rule(inactive=4))


@pytest.mark.parametrize(
    ("year", "told"),
    [
        (2028, ""),
        (2029, "1 berkas selesai retensi aktifnya"),
        (2030, ""),
        (2032, "1 berkas habis retensinya"),
        (2033, ""),
    ],
)
def test_the_board_tells_once_a_year_what_became_due(year, told):
    filed = {2026: {"000.8.6.3": 1}}
    schedule = Schedule(rules=(rule(),), fallback=GENERAL)
    said = due_this_year(lambda one: filed.get(one, {}), schedule, date(year, 3, 1))
    assert told in said
    assert bool(said) == bool(told)
