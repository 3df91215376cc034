"""The power of a working office fails; what Paraf acknowledged is there. More: make powercut."""

import random
import subprocess
import sys
from pathlib import Path

import pytest
from cut_disk import SCENES, Cuts, cut_disk, is_possible, start_daemon

pytestmark = [
    pytest.mark.long,
    pytest.mark.timeout(600),
    pytest.mark.skipif(bool(is_possible()), reason=is_possible() or "-"),
]


def restart(root):
    command = [sys.executable, "-m", "pipeline", "run", "--once", "--office", root]
    subprocess.run(command, check=True, cwd=Path(__file__).parents[2], capture_output=True)


@pytest.fixture
def cuts(stages, warm, tmp_path):
    with cut_disk(tmp_path) as disk:

        def make(*, synced):
            made = Cuts(
                disk=disk,
                warm=warm,
                start=lambda root: start_daemon(root, synced=synced),
                restart=restart,
                chance=random.Random(1),  # noqa: S311 - chance, no secret
            )
            made.prepare(stages.kept, tmp_path)
            return made

        yield make


def test_what_was_acknowledged_survives_a_power_cut(stages, cuts):
    synced = cuts(synced=True)
    for scene in SCENES[:2]:
        synced.once(stages.kept(scene[0]), scene)
    assert synced.tally.problems == []
    assert synced.tally.acknowledged > 20


def test_without_our_syncs_the_same_test_fails(stages, cuts):
    unsynced = cuts(synced=False)
    for scene in SCENES[:2]:
        unsynced.once(stages.kept(scene[0]), scene)
    assert unsynced.tally.wrong["lost"]
