"""Validation data under signed papers: at once, late, and after the berkas was closed."""

import pytest
from walks import Walk

from pipeline.domain.acts import AppendProof, FileAway, Prolong
from pipeline.domain.cycle import PaperState, Status
from pipeline.domain.events import Renewal, Renewed
from pipeline.domain.proof import newest_signed, renewals_of


def letter(walk):
    return next(each for each in walk.cycle.papers if each.kind == "surat-permintaan")


def before_filing(**settings):
    """Everything is done but the last hand-in, whose paper is signed."""
    walk = Walk(prolongs=True, **settings)
    walk.until("13")
    return walk


def file_signed(walk):
    """The berita acara is handed in with its signature."""
    task = walk.task("13")
    copy = walk.done_copy(task)
    walk.drop(task.post, walk._signed(copy, "TtdJapelTu"), take=True)


def test_an_office_without_an_authority_orders_nothing():
    walk = Walk()
    walk.until("6")
    assert letter(walk).level == ""
    assert not any(isinstance(act, Prolong) for _, _, done in walk.decided for act in done.acts)


def test_it_is_ordered_once_and_only_after_the_last_signature():
    walk = Walk(prolongs=True)
    walk.until("5")
    assert letter(walk).level == ""
    walk.until("6")
    assert letter(walk).level == "B-LTA"
    ordered = [a for _, _, done in walk.decided for a in done.acts if isinstance(a, Prolong)]
    assert len(ordered) == 1


def test_what_is_laid_after_the_last_signature_is_the_prolonged_letter():
    walk = Walk(prolongs=True)
    walk.until("6")
    (lying,) = [each.copy for each in walk.in_inbox("kasubbag-tu")]
    assert lying.sha256 == letter(walk).current_sha256
    assert lying.sha256.endswith("prolonged")


def test_a_debt_is_written_down_once_and_paid_later():
    walk = Walk(prolongs=True, authority_answers=False)
    walk.until("6")
    signed = letter(walk).current_sha256
    since = letter(walk).owed_since
    assert since == walk.now
    walk.until("7")
    walk.pay()
    assert (letter(walk).level, letter(walk).owed_since) == ("B-LTA", None)
    assert letter(walk).signed_sha256 == signed
    assert letter(walk).current_sha256 == f"{signed} prolonged"


def test_a_copy_from_before_is_the_same_letter():
    walk = Walk(prolongs=True, authority_answers=False)
    walk.until("6")
    task = walk.task("6")
    early = walk.done_copy(task)
    walk.pay()
    walk.drop(task.post, early, take=True)
    assert walk.sent_back == []
    assert letter(walk).current_sha256.endswith("prolonged")


def test_a_returned_letter_owes_nothing_and_a_late_answer_about_it_counts_for_nothing():
    walk = Walk(prolongs=True, authority_answers=False)
    walk.until("6")
    walk.send_back("6")
    assert letter(walk).owed_since is None
    walk.pay()
    assert letter(walk).level == ""
    walk.until("6")
    assert letter(walk).level == "B-LTA"


@pytest.mark.parametrize("answers", [True, False])
def test_the_berkas_waits_for_its_last_paper_s_first_answer_whatever_it_is(answers):
    walk = before_filing()
    walk.promptly = False
    walk.authority_answers = answers
    file_signed(walk)
    assert walk.cycle.status is Status.FILING
    assert not any(isinstance(act, FileAway) for act in walk.acts)
    walk.perform()
    assert walk.cycle.status is Status.FILED
    filings = [a for _, _, done in walk.decided for a in done.acts if isinstance(a, FileAway)]
    assert len(filings) == 1
    record = walk.cycle.paper(walk.cycle.berkas_record)
    assert record.level == ("B-LTA" if answers else "")


def test_an_unsigned_berita_acara_is_filed_at_once():
    walk = before_filing()
    walk.do("13")
    assert walk.cycle.status is Status.FILED


def test_proof_that_comes_after_filing_is_added_and_rewrites_nothing():
    walk = Walk(prolongs=True, authority_answers=False)
    walk.until("13")
    file_signed(walk)
    filed, owed = list(walk.archive), len(walk.debts)
    shas = {code: walk.cycle.paper(code).current_sha256 for code in filed}
    assert owed >= 3
    walk.pay()
    assert walk.archive[: len(filed)] == filed
    assert len(walk.archive) == len(filed) + owed
    assert walk.archive == walk.contents
    assert {code: walk.cycle.paper(code).current_sha256 for code in filed} == shas
    for code in walk.archive[len(filed) :]:
        proof = walk.cycle.paper(code)
        assert proof.state is PaperState.RECORDED
        assert proof.label.startswith("Data Validasi ")
        assert proof.current_sha256 == f"{shas[proof.about]} prolonged"
    assert all(each.appended_at for each in walk.cycle.late_proofs)
    assert all(paper.owed_since is None for paper in walk.cycle.papers)
    assert walk.cycle.berkas_sha256 == "m3"


def test_an_answer_that_comes_twice_adds_nothing_twice():
    walk = Walk(prolongs=True, authority_answers=False)
    walk.until("13")
    file_signed(walk)
    walk.pay()
    before = walk.cycle
    walk.retry()
    assert walk.cycle == before


def test_what_a_berita_acara_names_stays_as_it_is_while_it_waits_to_be_signed():
    walk = Walk(prolongs=True, authority_answers=False)
    walk.until("13")
    named = {code: walk.cycle.paper(code).current_sha256 for code in walk.cycle.items}
    owed = len(walk.debts)
    walk.pay()
    assert {code: walk.cycle.paper(code).current_sha256 for code in walk.cycle.items} == named
    assert len(walk.cycle.late_proofs) == owed
    file_signed(walk)
    assert walk.archive[: len(named)] == list(named)
    assert walk.archive[len(named) :] == [each.code for each in walk.cycle.late_proofs]
    assert walk.archive == walk.contents


def test_a_berita_acara_made_anew_names_the_proofs_that_came_meanwhile():
    walk = Walk(prolongs=True, authority_answers=False)
    walk.until("13")
    owed = len(walk.debts)
    walk.pay()
    proofs = [each.code for each in walk.cycle.late_proofs]
    assert len(proofs) == owed > 0
    walk.send_back("13")
    walk.until("13")
    assert set(proofs) < set(walk.cycle.items)
    assert walk.cycle.late_proofs == ()
    file_signed(walk)
    assert walk.archive == list(walk.cycle.items) == walk.contents


# -- renewed, decades later ----------------------------------------------------------------------


def filed_and_proven():
    walk = before_filing()
    file_signed(walk)
    return walk


def renew(walk, year, papers=None, key=None):
    """What the office reports when it has renewed these papers, or all."""
    chosen = newest_signed(walk.cycle) if papers is None else papers
    event = Renewed(
        papers=tuple(
            Renewal(
                code=paper.code,
                signed_sha256=paper.current_sha256,
                sha256=f"{paper.current_sha256} {year}",
                level="B-LTA",
            )
            for paper in chosen
        )
    )
    walk.apply(event, key or f"renewed {year}")


def test_all_that_is_renewed_at_once_is_one_addition():
    walk = filed_and_proven()
    filed, signed = list(walk.archive), newest_signed(walk.cycle)
    assert len(signed) >= 3
    renew(walk, 2031)
    assert walk.archive[: len(filed)] == filed
    assert len(walk.archive) == len(filed) + len(signed)
    assert walk.archive == walk.contents
    appended = [a for _, _, done in walk.decided for a in done.acts if isinstance(a, AppendProof)]
    assert len(appended) == 1
    assert all(each.appended_at for each in walk.cycle.late_proofs)


def test_each_renewal_grows_out_of_the_one_before_and_is_named_for_it():
    walk = filed_and_proven()
    letters = [paper.code for paper in newest_signed(walk.cycle)]
    for year in (2031, 2041, 2051):
        renew(walk, year)
    newest = newest_signed(walk.cycle)
    assert [paper.about for paper in newest] == letters
    assert all(paper.current_sha256.endswith(" 2031 2041 2051") for paper in newest)
    assert all(paper.label.startswith("Data Validasi ke-3 ") for paper in newest)
    assert {renewals_of(walk.cycle, paper) for paper in newest} == {3}
    assert {renewals_of(walk.cycle, walk.cycle.paper(code)) for code in letters} == {3}
    assert walk.archive == walk.contents


def test_what_was_renewed_from_older_bytes_or_twice_counts_once():
    walk = filed_and_proven()
    before = newest_signed(walk.cycle)
    renew(walk, 2031)
    after = walk.cycle
    renew(walk, 2031, key="once more, another key", papers=before)
    assert walk.cycle == after


def test_a_paper_that_still_waits_for_its_first_answer_is_left_to_that():
    walk = Walk(prolongs=True, authority_answers=False)
    walk.until("13")
    file_signed(walk)
    assert newest_signed(walk.cycle) == ()
    walk.pay()
    assert len(newest_signed(walk.cycle)) == len(walk.cycle.late_proofs) >= 3


def test_debts_that_are_paid_while_the_list_is_made_anew_come_together():
    walk = Walk(prolongs=True, authority_answers=False)
    walk.until("13")
    file_signed(walk)
    owed = len(walk.debts)
    walk.pay()
    appended = [a for _, _, done in walk.decided for a in done.acts if isinstance(a, AppendProof)]
    assert len(appended) < owed
    assert sum(1 + len(a.beside) for a in appended) == owed
