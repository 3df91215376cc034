"""A cycle decided again from its ledger lines: also one whose proof was renewed decades later."""

import hashlib
from dataclasses import replace
from datetime import timedelta

import pytest
from walks import REPOSITORY, Walk

from pipeline.config.office import load_office
from pipeline.domain.acts import AppendProof, FileAway
from pipeline.domain.cycle import Status
from pipeline.domain.events import CycleOpened, ProofFiled, Renewal, Renewed
from pipeline.domain.proof import newest_signed
from pipeline.office.establishing import Establishing
from pipeline.office.surroundings import Surroundings
from pipeline.ports.rebuilding import Gathered
from pipeline.ports.store import Happened


def digest(cycle):
    return hashlib.sha256(repr(cycle).encode()).hexdigest()


class ToldWalk(Walk):
    """A walk whose events are told as a ledger tells them."""

    def __post_init__(self):
        self.told = []
        super().__post_init__()

    def _keep(self, key, event, decision):
        self.told.append(
            Happened(
                seq=len(self.told) + 1,
                at=self.now,
                cycle=self.name,
                key=key,
                event=event,
                taken=tuple((n.register, n.number, n.text, n.code) for n in decision.taken),
                voided=tuple((n.text, n.reason) for n in decision.voided),
                surroundings="",
                state_sha256=digest(decision.cycle),
            )
        )
        super()._keep(key, event, decision)


@pytest.fixture(scope="module")
def renewed():
    """A filed cycle whose proof was renewed twice, ten years apart."""
    walk = ToldWalk(prolongs=True)
    walk.until("13")
    task = walk.task("13")
    walk.drop(task.post, walk._signed(walk.done_copy(task), "TtdJapelTu"), take=True)
    for year in (2031, 2041):
        walk.now += timedelta(days=3652)
        papers = newest_signed(walk.cycle)
        assert len(papers) > 1
        walk.apply(
            Renewed(
                papers=tuple(
                    Renewal(
                        code=paper.code,
                        signed_sha256=paper.current_sha256,
                        sha256=f"{paper.current_sha256} {year}",
                        level="B-LTA",
                    )
                    for paper in papers
                )
            )
        )
    return walk


def replayed(walk, events):
    office = Surroundings(
        config=load_office(REPOSITORY),
        sop=walk.sop,
        calendar=walk.calendar,
        roster=walk.roster,
        office_id="contoh",
    )
    gathered = Gathered(
        lines=(),
        stretches=(),
        happened=tuple(events),
        sops={walk.name: walk.sop},
        beginning="",
        faults={},
        foreign=frozenset(),
    )
    return Establishing(
        office=office, gathered=gathered, digest=digest, held=frozenset(), prolongs=False
    ).replayed(walk.name)


def kinds(established):
    return [type(act) for act, _ in established.acts]


def test_a_cycle_whose_proof_was_renewed_is_decided_again(renewed):
    assert isinstance(renewed.told[0].event, CycleOpened)
    found = replayed(renewed, renewed.told)
    assert found.is_proved
    assert found.cycle == renewed.cycle
    assert found.cycle.status is Status.FILED
    assert sum(isinstance(each.event, ProofFiled) for each in renewed.told) == 2
    assert AppendProof not in kinds(found)
    assert FileAway not in kinds(found)


def test_a_renewal_whose_filing_was_lost_is_added_to_the_berkas_again(renewed):
    last = max(each.seq for each in renewed.told if isinstance(each.event, ProofFiled))
    before = [each for each in renewed.told if each.seq < last]
    (act,) = [act for act, _ in replayed(renewed, before).acts if isinstance(act, AppendProof)]
    filed = renewed.told[last - 1].event
    assert (act.code, act.beside) == (filed.code, filed.beside)


def test_a_state_that_its_events_do_not_lead_to_is_not_taken_for_proved(renewed):
    at = max(each.seq for each in renewed.told if isinstance(each.event, Renewed)) - 1
    event = renewed.told[at].event
    forged = replace(event, papers=(replace(event.papers[0], level="B-B"), *event.papers[1:]))
    events = [*renewed.told[:at], replace(renewed.told[at], event=forged), *renewed.told[at + 1 :]]
    assert not replayed(renewed, events).is_proved
