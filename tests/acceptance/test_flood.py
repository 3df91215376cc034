"""The short version of ``make flood``: two hundred files at once, all handled, none lost."""

import hashlib
import os
import random
from pathlib import Path

import pytest

from tools.flood import Papers, fill, handled, lying

FILES = 200


def digests(top):
    return {
        hashlib.sha256(Path(folder, name).read_bytes()).hexdigest()
        for folder, _, names in os.walk(top)
        for name in names
    }


@pytest.mark.long
def test_two_hundred_files_on_ten_outboxes_are_all_handled_and_none_is_lost(at):
    handed_in = at("1").read("sekretaris", "Lembar Disposisi")
    sim = at("2")
    posts = tuple(sim.workplace.config.posts)
    for post in posts:
        sim.drop(post, "perkenalan.txt", b"halo")
    sim.work()
    papers = Papers(
        posts=posts,
        handed_in={"sekretaris": handed_in},
        notes={post: sim.paper(post, "perkenalan", "ALASAN").read_bytes() for post in posts},
        letter=sim.read("kasubbag-tu", "Disposisi Kasubbag"),
    )
    before = handled(sim.root)
    made = fill(sim.root, papers, FILES, random.Random(4))  # noqa: S311 - order, not secrecy
    assert sum(made.values()) == FILES
    dropped = digests(sim.root / "outbox")
    sim.work()
    assert handled(sim.root) - before == FILES
    assert lying(sim.root) == 0
    kept = digests(sim.root / "inbox") | digests(sim.root / ".paraf" / "objects")
    assert dropped - kept == set()
    sim.assert_sound()
    assert sim.workplace.office.troubles() == ()
