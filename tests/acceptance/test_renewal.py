"""What proves the archive's signatures is renewed before it lapses; real services, moved clock."""

import json
from datetime import datetime, timedelta

import pytest
from office_sim import JAKARTA, sums_hold
from stamped_office import stamped_offices


def year(number: int, month: int = 10) -> datetime:
    return datetime(number, month, 1, 9, 0, tzinfo=JAKARTA)


@pytest.fixture
def stamped(stages, tmp_path):
    with stamped_offices(stages, tmp_path / "kantor") as begin:
        yield begin


def filed(begin, **settings):
    sim = begin("13", **settings)
    sim.enrol("japel-tu", "sekretaris", sim.services.der("sekretaris"), sim.services.der("ca"))
    sim.sign("japel-tu", "Berita Acara", key_of="sekretaris")
    return sim


def test_x(stamped):
    sim = filed(stamped)
    for line in sim.store.ledger():
        if line.type in (
            "Prolonged",
            "ProlongOwed",
            "Filed",
            "Renewed",
            "ProofFiled",
            "ProofLapsed",
        ):
            print(line.at, line.type, line.body[:300])
    berkas = next(path.parent for path in sim.root.rglob("_meta"))
    for p in sorted(berkas.iterdir()):
        print(p.name)
    for p in sorted((berkas / "_meta/sertifikat").iterdir()):
        print(p.name)
    from pipeline.adapters.store import schema as t

    with sim.store._read() as c:
        for r in c.execute(t.lasting.select()):
            print(r)
    print(sim.workplace.office.troubles())
    sim.set_clock(year(2031))
    sim.services.stamping = "tsa-baru"
    sim.work()
    with sim.store._read() as c:
        for r in c.execute(t.lasting.select()):
            print(r)
    for p in sorted(berkas.iterdir()):
        print(p.name)
    print(sim.workplace.office.troubles())
    sums_hold(berkas)
    sim.assert_sound()
    assert 0
