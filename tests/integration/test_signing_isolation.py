"""Dropped files are examined elsewhere: same verdict, and what hangs or bursts is refused."""

import os
import signal
import threading
import time
from dataclasses import replace

import pytest
from signing_scene import AT, ROOM, codes_of, make_scene

from pipeline.adapters.signing import IsolatedExaminer
from pipeline.adapters.signing.wire import unpack_verdict
from pipeline.errors import NotYet, Refused


@pytest.fixture(scope="module")
def examiner():
    with IsolatedExaminer() as running:
        yield running


def test_verdict_is_the_same_as_in_this_process(examiner):
    scene = make_scene()
    for pdf, count in ((scene.signed, 2), (scene.initialled, 2), (scene.signed + b"x", 2)):
        question = {"issued": scene.issued, "expected": scene.expected[:count], "at": AT}
        assert examiner.examine(pdf, **question) == ROOM.examine(pdf, **question)


def test_description_crosses_over_too(examiner):
    scene = make_scene()
    assert examiner.describe(scene.signed) == ROOM.describe(scene.signed)
    with pytest.raises(Refused) as caught:
        examiner.describe(b"bukan pdf")
    assert codes_of(caught.value) == ["P01"]


@pytest.mark.long
def test_file_that_outlives_the_deadline_is_refused_and_the_next_one_is_served():
    scene = make_scene()
    question = {"issued": scene.issued, "expected": scene.expected, "at": AT}
    with IsolatedExaminer(seconds=0.001) as impatient:
        verdict = impatient.examine(scene.signed, **question)
        assert [one.code for one in verdict.findings] == ["P47"]
        impatient.jail.trade = replace(impatient.jail.trade, seconds=30.0)
        impatient.jail.renew()
        assert impatient.examine(scene.signed, **question).is_accepted


def test_process_that_dies_is_replaced(examiner):
    scene = make_scene()
    question = {"issued": scene.issued, "expected": scene.expected, "at": AT}
    assert examiner.examine(scene.signed, **question).is_accepted
    before = child_of(examiner)
    os.kill(before, signal.SIGKILL)
    assert examiner.examine(scene.signed, **question).is_accepted
    assert child_of(examiner) != before


def child_of(examiner):
    (place,) = examiner.jail._pool.places
    return place.here.pid


@pytest.mark.long
def test_memory_is_bounded():
    """A file that needs more than the process may take is refused; nothing else suffers."""
    scene = make_scene()
    with IsolatedExaminer(memory=400 * 1024**2) as small:
        with pytest.raises(Refused) as caught:
            small.describe(scene.issued + bytes(300 * 1024**2))
        assert codes_of(caught.value)[0] in {"P01", "P47"}
        assert small.examine(
            scene.signed, issued=scene.issued, expected=scene.expected, at=AT
        ).is_accepted


def test_examiner_that_cannot_start_says_so_and_blames_no_file():
    scene = make_scene()
    with IsolatedExaminer(memory=2**70) as hopeless, pytest.raises(NotYet):
        hopeless.examine(scene.signed, issued=scene.issued, expected=scene.expected, at=AT)


def test_several_threads_share_it(examiner):
    scene = make_scene()
    verdicts = []

    def ask():
        verdicts.append(
            examiner.examine(scene.signed, issued=scene.issued, expected=scene.expected, at=AT)
        )

    threads = [threading.Thread(target=ask) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert [one.is_accepted for one in verdicts] == [True] * 4


def test_hop_costs_little(examiner):
    scene = make_scene()
    question = {"issued": scene.issued, "expected": scene.expected, "at": AT}
    examiner.examine(scene.signed, **question)

    def quickest(ask) -> float:
        times = []
        for _ in range(5):
            start = time.perf_counter()
            ask(scene.signed, **question)
            times.append(time.perf_counter() - start)
        return min(times)

    assert quickest(examiner.examine) < 2 * quickest(ROOM.examine) + 0.05


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"null",
        b"{}",
        b'{"findings": 3, "signatures": []}',
        b'{"findings": [], "signatures": [1]}',
    ],
)
def test_nonsense_from_the_child_is_no_verdict(content):
    with pytest.raises(ValueError, match="not a verdict"):
        unpack_verdict(content)
