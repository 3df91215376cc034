"""How long a paper proves itself, when that is to be renewed, and what is said of it later."""

from datetime import UTC, datetime, timedelta

import pytest

from pipeline.office.endurance import HOLDING, Moment, RenewalRules, has_aged, standing, what_holds
from pipeline.office.renewal import pause
from pipeline.office.renewer import loses_proof
from pipeline.ports.signing import SignatureFact, StampFact
from pipeline.ports.store import Lapsing

RULES = RenewalRules(margin=timedelta(days=180), digests=("sha256", "sha512"))


def day(year: int, month: int = 1) -> datetime:
    return datetime(year, month, 1, tzinfo=UTC)


def stamp(at: int, until: int, **changed) -> StampFact:
    values = {
        "at": day(at),
        "authority": "TSA",
        "until": day(until),
        "digest": "sha256",
        "is_own": False,
        "sealed_at": None,
        "holds": True,
    }
    return StampFact(**(values | changed))


def signature(*stamps: StampFact, **changed) -> SignatureFact:
    values = {
        "field": "TtdKepalaBadan",
        "certificate_sha256": "c",
        "subject": "Kepala",
        "signed_at": day(2026),
        "level": "B-LTA",
        "covers_whole_file": False,
        "is_intact": True,
        "held_at": day(2026),
        "timestamp": stamps[0].at if stamps else None,
        "stamps": stamps,
        "certificate_until": day(2028),
    }
    return SignatureFact(**(values | changed))


def codes(fact: SignatureFact, year: int, digests=RULES.digests) -> list[str]:
    at = Moment(now=day(year, 6), zone=UTC, digests=digests)
    return [one.code for one in what_holds(fact, "Kepala Badan", at)]


def test_a_timestamp_is_due_half_a_year_before_it_lapses():
    found = standing([signature(stamp(2026, 2036))], day(2030), RULES)
    assert (found.due, found.ends) == (day(2036) - timedelta(days=180), day(2036))


def test_a_certificate_that_lives_shorter_is_renewed_in_its_last_quarter():
    found = standing([signature(stamp(2026, 2027))], day(2026), RULES)
    assert found.due == day(2027) - timedelta(days=365) / 4


def test_the_newest_timestamp_counts():
    facts = [signature(stamp(2026, 2032, sealed_at=day(2031)), stamp(2031, 2042))]
    assert standing(facts, day(2040), RULES).ends == day(2042)


def test_a_paper_without_one_gets_it_while_its_signers_certificates_live():
    plain = signature(level="B-B", held_at=None)
    assert standing([plain], day(2027), RULES).due == day(2027)
    assert standing([plain], day(2029), RULES).due is None
    only_its_own = signature(stamp(2026, 2032, is_own=True))
    assert standing([only_its_own], day(2027), RULES).due == day(2027)


def test_what_lapsed_or_is_not_trusted_cannot_be_renewed():
    assert "lapsed" in standing([signature(stamp(2026, 2032))], day(2033), RULES).missed
    doubtful = signature(stamp(2026, 2032, holds=False))
    assert "not trusted" in standing([doubtful], day(2027), RULES).missed


def test_a_digest_that_does_not_count_any_more_is_replaced_at_once():
    found = standing([signature(stamp(2026, 2036, digest="sha384"))], day(2027), RULES)
    assert (found.due, found.is_weak) == (day(2027), True)


@pytest.mark.parametrize(
    ("count", "days", "seconds"),
    [
        (1, 180, 900),  # no slower than this
        (10_000, 180, 777.6),  # all of it within half the time that remains
        (10_000, 1, 10),  # and never in a burst
        (3, -1, 10),
    ],
)
def test_what_is_due_is_spread_over_half_the_time_that_remains(count, days, seconds):
    lapsing = Lapsing(cycle="c", v=1, ends=day(2032) + timedelta(days=days), count=count)
    assert pause(lapsing, day(2032)) == pytest.approx(seconds)


def test_a_renewal_may_not_cost_a_signature_its_proof():
    held, lost = signature(), signature(held_at=None)
    assert loses_proof((held,), (lost,))
    assert loses_proof((held,), ())
    assert not loses_proof((lost,), (held,))


# -- what is said ------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("fact", "year", "said"),
    [
        (signature(held_at=None), 2027, ["W04"]),
        (signature(stamp(2026, 2032, is_own=True), held_at=None), 2027, ["W05"]),
        (signature(stamp(2026, 2032, is_own=True), level="B-LT"), 2027, ["W01"]),
        (signature(stamp(2026, 2032)), 2027, ["W01", "W03"]),
        (signature(stamp(2026, 2032)), 2056, ["W01", "W06"]),
        (signature(stamp(2026, 2032, digest="sha384")), 2027, ["W01", "W03", "W11"]),
        (
            signature(stamp(2026, 2032, sealed_at=day(2031)), stamp(2031, 2062)),
            2056,
            ["W01", "W02", "W03"],
        ),
        (
            signature(
                stamp(2026, 2032, sealed_at=day(2033), holds=False),
                stamp(2033, 2062),
                held_at=None,
            ),
            2056,
            ["W08", "W03"],
        ),
        (signature(stamp(2026, 2032, holds=False), held_at=None), 2027, ["W09"]),
        (signature(stamp(2026, 2032), held_at=None, is_revoked=True), 2027, ["W07", "W03"]),
        (signature(stamp(2026, 2032), is_intact=False), 2027, ["P41"]),
    ],
)
def test_what_still_holds_is_said_and_what_nobody_can_know(fact, year, said):
    assert codes(fact, year) == said


def test_where_no_office_is_asked_no_digest_is_weak():
    assert codes(signature(stamp(2026, 2032, digest="sha384")), 2027, None) == ["W01", "W03"]


def test_time_has_taken_something_when_a_certificate_ended_or_a_timestamp_lapsed():
    fresh = signature(stamp(2026, 2032))

    def aged(fact: SignatureFact, year: int) -> bool:
        at = Moment(now=day(year), zone=UTC)
        return has_aged(fact, what_holds(fact, "-", at), at.now)

    assert not aged(fresh, 2027)
    assert aged(fresh, 2029)
    assert aged(signature(stamp(2020, 2025), certificate_until=day(2030)), 2027)
    assert set(codes(fresh, 2027)) <= HOLDING
