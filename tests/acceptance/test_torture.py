"""What ``make torture`` counts by: a file that is lost, doubled or without its reason is named.

The torture itself takes minutes; here its accounts are held against offices in which something
was taken away by hand.
"""

import hashlib
import sqlite3
import subprocess
import sys
import time

import pytest

from tools.sample_office import REPOSITORY
from tools.torture.accounts import amid, at_the_end, outcome
from tools.torture.people import Dropped

STRAY = b"Daftar belanja.\n"


@pytest.fixture(autouse=True)
def _lent(warm):
    """Every check asks the same warm child."""
    with warm.lent():
        yield


@pytest.fixture
def stray(at):
    """An office that sent a stray file back, and what was dropped."""
    sim = at("8a")
    sim.drop("kasubbag-tu", "belanja.txt", STRAY)
    time.sleep(0.2)
    sim.work()
    sim.close()
    sha256 = hashlib.sha256(STRAY).hexdigest()
    dropped = Dropped(post="kasubbag-tu", name="belanja.txt", sha256=sha256, kind="foreign")
    return sim.root, [dropped]


def test_an_office_that_lost_nothing_has_its_accounts_in_order(stray):
    root, dropped = stray
    assert list(amid(root, dropped)) == []
    assert list(at_the_end(root, dropped)) == []


def test_a_file_that_was_dropped_twice_and_found_once_is_named(stray):
    root, dropped = stray
    (complaint,) = amid(root, dropped * 2)
    assert "dropped 2 times, found 1 times" in complaint


def test_a_file_with_two_effects_is_named(stray):
    root, dropped = stray
    (root / "outbox" / "sekretaris" / "belanja.txt").write_bytes(STRAY)
    (complaint,) = amid(root, dropped)
    assert "dropped 1 times, found 2 times" in complaint


def test_a_reason_and_bytes_that_are_gone_are_named(stray):
    root, dropped = stray
    (root / "inbox" / "kasubbag-tu" / "belanja.txt - ALASAN.txt").unlink()
    sha256 = dropped[0].sha256
    (root / ".paraf" / "objects" / sha256[:2] / sha256).unlink()
    complaints = "\n".join(at_the_end(root, dropped))
    for words in ("did not come back", "is not in the record", "C03"):
        assert words in complaints


def test_another_end_than_the_undisturbed_one_is_named(stray):
    root, _ = stray
    golden = outcome(root)
    assert list(outcome(root).differences(golden)) == []
    with sqlite3.connect(root / ".paraf" / "office.db") as memory:
        memory.execute("DELETE FROM ledger WHERE seq = (SELECT max(seq) FROM ledger)")
    assert list(outcome(root).differences(golden)) == ["events: HandedIn is missing"]


@pytest.mark.long
def test_a_few_kills_at_the_end_of_a_cycle_lose_nothing(stages):
    """The short version: from the recap to the filing, with everything people drop beside it."""
    ran = subprocess.run(
        [
            *(sys.executable, "-m", "tools.torture", "8", "--seed", "7", "--look", "2"),
            *("--begin", str(stages.kept("10"))),
        ],
        capture_output=True,
        text=True,
        check=False,
        cwd=REPOSITORY,
    )
    assert ran.returncode == 0, ran.stdout + ran.stderr
    last = ran.stdout.splitlines()[-1]
    assert last.startswith("8 kills"), last
    assert last.endswith(": 0 wrong"), last
