"""Several processes at one job list: nothing is lost, whatever becomes of them."""

import os
import signal
import time
from pathlib import Path

import pytest
from signing_scene import KEPALA, ROOM, TTD, make_scene, stamp

from pipeline.adapters.signing import Crew, usual_number
from pipeline.errors import Finding, NotYet, Refused


def work(job: bytes) -> bytes:
    """What a job says: die, be refused, tell which process, or come back."""
    if job.startswith(b"die"):
        os.kill(os.getpid(), signal.SIGKILL)
    if job == b"refuse":
        raise Refused(Finding("P20", {"field": "Kepala Badan"}), Finding("P01"))
    if job == b"later":
        raise NotYet("busy")
    if job == b"who":
        time.sleep(0.05)
        return str(os.getpid()).encode()
    return job


def done(jobs, processes=2):
    with Crew(work, processes) as crew:
        return dict(crew.each(enumerate(jobs)))


def test_results_come_back_from_all_processes():
    found = done([b"who"] * 10)
    assert sorted(found) == list(range(10))
    assert len(set(found.values())) == 2
    assert str(os.getpid()).encode() not in found.values()


def test_refusals_cross_with_their_facts():
    found = done([b"refuse", b"x", b"later"])
    assert found[1] == b"x"
    assert isinstance(found[0], Refused)
    assert found[0].findings == (Finding("P20", {"field": "Kepala Badan"}), Finding("P01"))
    assert isinstance(found[2], NotYet)
    assert found[2].what == "busy"


def test_large_jobs_and_results_do_not_wait_for_each_other():
    jobs = [bytes([number]) * 5_000_000 for number in range(6)]
    assert done(jobs) == dict(enumerate(jobs))


def test_job_that_kills_its_process_is_told_and_the_rest_is_done():
    found = done([b"die", *([b"x"] * 20)])
    assert isinstance(found[0], NotYet)
    assert "signal 9" in found[0].what
    assert [found[number] for number in range(1, 21)] == [b"x"] * 20


def test_when_all_processes_are_gone_this_one_does_the_rest():
    found = done([b"die 1", b"die 2", *([b"who"] * 3)])
    assert [type(found[number]) for number in (0, 1)] == [NotYet, NotYet]
    assert {found[number] for number in (2, 3, 4)} == {str(os.getpid()).encode()}


def test_process_that_dies_idle_takes_no_result_with_it():
    with Crew(work, 2) as crew:
        for worker in crew._workers:
            worker.process.kill()
            worker.process.join()
        found = dict(crew.each(enumerate([b"x"] * 4)))
    assert len(found) == 4
    assert [found[number] for number in (2, 3)] == [b"x", b"x"]


def test_processes_end_with_their_parent_s_interest():
    with Crew(work, 2) as crew:
        running = [worker.process.pid for worker in crew._workers]
        results = crew.each(enumerate([b"x"] * 100))
        next(results)
    assert not any(Path(f"/proc/{pid}").exists() for pid in running)


def test_letters_signed_by_others_are_accepted_like_any_other():
    scene = make_scene()
    credential = scene.credentials["kepala-badan"]

    def sign(pdf: bytes) -> bytes:
        look = stamp(KEPALA, "ttd")
        return ROOM.sign(pdf, field=TTD.name, credential=credential, stamp=look)

    with Crew(sign, 2) as crew:
        found = dict(crew.each(enumerate([scene.initialled, scene.base, scene.initialled])))
    assert isinstance(found[1], Refused)
    assert [scene.reasons(found[number]) for number in (0, 2)] == [[], []]


@pytest.mark.parametrize(("papers", "cores", "number"), [(1, 8, 1), (15, 8, 1), (200, 64, 8)])
def test_small_batches_start_nobody(monkeypatch, papers, cores, number):
    monkeypatch.setattr(os, "sched_getaffinity", lambda _: set(range(cores)))
    assert usual_number(papers) == number
