"""Jailed children that open people's files: quick, the same answers, and nothing gets out."""

import errno
import json
import os
import signal
import subprocess
import threading
import time
from dataclasses import asdict, replace
from pathlib import Path

import pytest
import rogue_trials

from pipeline.adapters.jail import Cell, Isolation, Jail, Limits, Trade, confinement, isolation
from pipeline.adapters.jail import process as jail_process
from pipeline.adapters.jail.walls import LAUNCHER, _walls
from pipeline.adapters.word import WordDocuments
from pipeline.adapters.word.jailed import JailedWords
from pipeline.errors import NotYet, Refused
from pipeline.wiring import READING

TEMPLATES = Path(__file__).parents[2] / "templates_docx"
LETTER = (TEMPLATES / "surat-permintaan.docx").read_bytes()
ROGUE = Trade(
    what="the rogue",
    modules=("rogue_jobs",),
    paths=(Path(__file__).parents[1] / "support",),
    too_heavy="K03",
    unsound="K04",
    memory=256 * 1024**2,
    seconds=1.0,
    answer=4096,
)
ESCAPES = (
    "calls_out",
    "reads_around",
    "writes_around",
    "strikes",
    "spies",
    "builds_worlds",
    "keeps_what_it_inherited",
    "raises_its_limits",
    "fills_shared_memory",
    "leaves_grandchildren",
    "bombs_with_forks",
)


@pytest.fixture(scope="module")
def reader():
    with Jail(READING) as jail:
        yield jail


@pytest.fixture(scope="module")
def rogue():
    with Jail(ROGUE) as jail:
        yield jail


def echo(jail, *frames):
    return jail.ask("echoes", frames, list)


def codes(jail, job, *frames, read=list):
    with pytest.raises(Refused) as refused:
        jail.ask(job, frames, read)
    return [finding.code for finding in refused.value.findings]


def test_jailed_child_answers_as_this_process_does(reader):
    jailed, own = JailedWords(TEMPLATES, reader), WordDocuments(TEMPLATES)
    assert jailed.properties(LETTER) == own.properties(LETTER)
    assert jailed.read_controls(LETTER) == own.read_controls(LETTER)
    assert jailed.text(LETTER) == own.text(LETTER)
    values, marks = {"nomor": "000.8.6.3 / 07"}, {"ParafKode": "ABCD"}
    assert jailed.write_controls(LETTER, values, marks) == own.write_controls(LETTER, values, marks)
    assert jailed.reword(LETTER, ["Dalam"], "Di") == own.reword(LETTER, ["Dalam"], "Di")


def test_refusal_crosses_over_with_all_its_findings(reader):
    jailed, own = JailedWords(TEMPLATES, reader), WordDocuments(TEMPLATES)
    asked = {"bookmarks": frozenset({"TtdSiapa", "ParafSiapa"}), "controls": frozenset({"apa"})}
    found = []
    for words in (jailed, own):
        with pytest.raises(Refused) as refused:
            words.inspect(LETTER, **asked)
        found.append(refused.value.findings)
    assert found[0] == found[1]
    assert len(found[0]) >= 3


def test_hop_costs_few_milliseconds(reader):
    jailed, own = JailedWords(TEMPLATES, reader), WordDocuments(TEMPLATES)
    jailed.properties(LETTER)

    def quickest(words):
        times = []
        for _ in range(7):
            start = time.perf_counter()
            words.properties(LETTER)
            times.append(time.perf_counter() - start)
        return min(times)

    assert quickest(jailed) < quickest(own) + 0.02


@pytest.mark.parametrize("level", list(Isolation))
def test_nothing_gets_out_of_the_child(level):
    assert confinement(level).calls
    assert confinement(level).files
    with rogue_trials.world() as scene, Jail(ROGUE, level=level) as jail:
        places = json.dumps(scene.places | {"own_handles": 2}).encode()
        for way in ESCAPES:
            got = jail.ask("tries", [way.encode(), places], lambda frames: json.loads(frames[0]))
            assert got
            assert [f"{what}: {how}" for what, how in got.items() if "GOT" in how] == []
        assert scene.damage() == []
    assert rogue_trials.processes_about(scene.root) == []


@pytest.mark.long
@pytest.mark.parametrize(
    ("job", "frames", "code"),
    [
        ("tries", (b"sleeps", b"{}"), "K03"),
        ("eats", (), "K03"),
        ("recurses", (), "K03"),
        ("tries", (b"exits_with_success", b"{}"), "K04"),
        ("tries", (b"crashes", b"{}"), "K04"),
        ("floods", (), "K04"),
        ("babbles", (), "K04"),
        ("answers_oddly", (b"5000",), "K04"),
        ("no such job", (), "K04"),
        ("tries", (), "K04"),
    ],
)
def test_file_that_brings_two_children_down_is_refused_and_the_next_is_served(
    rogue, job, frames, code
):
    assert codes(rogue, job, *frames) == [code]
    assert echo(rogue, b"x") == [b"x"]


def test_answer_that_cannot_be_read_is_refused(rogue):
    def read(frames):
        raise ValueError(frames)

    assert codes(rogue, "echoes", b"x", read=read) == ["K04"]


def test_answer_to_no_question_is_not_taken_for_the_next_one(rogue):
    assert rogue.ask("speaks_again", [], list) == [b"first"]
    time.sleep(0.5)
    assert echo(rogue, b"mine") == [b"mine"]


def test_child_killed_from_outside_blames_no_file(rogue):
    stop = threading.Event()

    def strike():
        while not stop.wait(0.02):
            (place,) = rogue._pool.places
            if place.here is not None:
                os.kill(place.here.pid, signal.SIGKILL)

    rogue.trade = replace(ROGUE, seconds=30.0)
    thread = threading.Thread(target=strike)
    thread.start()
    try:
        with pytest.raises(NotYet):
            rogue.ask("tries", [b"sleeps", b"{}"], list)
    finally:
        stop.set()
        thread.join()
        rogue.trade = ROGUE
    assert echo(rogue, b"x") == [b"x"]


def test_child_that_cannot_be_started_blames_no_file(monkeypatch):
    with Jail(replace(READING, memory=2**20)) as jail, pytest.raises(NotYet):
        JailedWords(TEMPLATES, jail).properties(LETTER)

    def full(*_args, **_more):
        raise OSError(errno.EAGAIN, "no more processes")

    with Jail(READING) as jail:
        with monkeypatch.context() as patch:
            patch.setattr(jail_process.subprocess, "Popen", full)
            with pytest.raises(NotYet, match="no more processes"):
                JailedWords(TEMPLATES, jail).properties(LETTER)
        assert JailedWords(TEMPLATES, jail).properties(LETTER) is not None


def test_child_is_replaced_after_so_many_questions():
    with Jail(replace(ROGUE, questions=2)) as jail:
        pids = []
        for _ in range(4):
            echo(jail, b"x")
            (place,) = jail._pool.places
            pids.append(place.here.pid)
        assert pids[0] == pids[1] != pids[2] == pids[3]


def test_closed_jail_leaves_no_process_and_says_so():
    jail = Jail(ROGUE)
    echo(jail, b"x")
    (place,) = jail._pool.places
    pid = place.here.pid
    jail.close()
    jail.close()
    assert subprocess.run(["kill", "-0", str(pid)], capture_output=True, check=False).returncode
    with pytest.raises(NotYet, match="stopped"):
        echo(jail, b"x")


#: Somebody who is not root, which is exempt, and who runs other things besides.
NOBODY = ("setpriv", "--reuid", "65534", "--regid", "65534", "--clear-groups")
OTHER_THREADS = 'for each in $(seq 30); do sleep 60 & done; "$@"; kill $(jobs -p)'
COUNTS = """
import threading
threading.stack_size(65536)
stop, made = threading.Event(), 0
try:
    for made in range(60):
        threading.Thread(target=stop.wait, daemon=True).start()
except RuntimeError:
    print("bounded at", made)
else:
    print("unbounded")
"""


@pytest.mark.parametrize("level", sorted({Isolation.BARE, isolation()}))
def test_threads_are_bounded_where_they_are_counted_for_the_jail_alone(level):
    python = "/usr/bin/python3"  # what everybody may run
    rules = {
        "limits": asdict(Limits(memory=1024**3, threads=20)),
        "readable": ["/usr", "/bin", "/lib", "/lib64", "/etc/ld.so.cache"],
        "writable": [],
        "network": False,
        "parent": 0,
    }
    walls = _walls(level, Cell(limits=Limits(memory=1024**3)), ())
    launch = (python, "-I", "-S", "-c", LAUNCHER.read_text("utf-8"), json.dumps(rules))
    whole = (*walls, *launch, python, "-I", "-S", "-c", COUNTS)
    user = NOBODY if os.geteuid() == 0 else ()
    ran = subprocess.run(
        [*user, "bash", "-c", OTHER_THREADS, "sh", *whole],
        capture_output=True,
        text=True,
        timeout=30,
        check=False,
        cwd="/",
    )
    expected = "unbounded" if level is Isolation.BARE else "bounded at"
    assert ran.stdout.startswith(expected), ran
