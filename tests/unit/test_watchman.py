"""What surrounds the rounds: the service manager, the heartbeat, the log, the look from outside."""

import json
import logging
import os
import socket
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from pipeline.adapters.clocks import SystemClock
from pipeline.adapters.heartbeat import Beat, Condition, read_beat, write_beat
from pipeline.adapters.lock import Host, Terms, office_lock
from pipeline.adapters.supervisor import Supervisor
from pipeline.entry.cli.standing import SILENT_SECONDS, State, standing
from pipeline.entry.logs import JsonLines, PlainLines, say, say_deed
from pipeline.entry.watchman import Watchman
from pipeline.office.office import Round
from pipeline.ports.watch import Deed, DeedKind

NOW = SystemClock().now()
ELSEWHERE = Host(name="server-2", machine="b" * 32, boot="other", processes="pid:[2]")


@pytest.fixture
def root(tmp_path):
    (tmp_path / ".paraf").mkdir()
    return tmp_path


# -- the service manager -------------------------------------------------------------------------


@pytest.fixture(params=["a file", "an abstract name"])
def manager(request, tmp_path):
    """A socket on which a service manager listens, and what its child finds in its environment."""
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as listener:
        name = str(tmp_path / "notify")
        if request.param != "a file":
            name = f"@paraf-test-{os.getpid()}"
        listener.bind(name.replace("@", "\0", 1))
        listener.settimeout(5)
        yield listener, {"NOTIFY_SOCKET": name}


def test_the_service_manager_hears_every_word_on_either_kind_of_socket(manager):
    listener, environment = manager
    supervisor = Supervisor(environment)
    supervisor.ready("works in /srv/kantor")
    assert listener.recv(4096) == b"READY=1\nSTATUS=works in /srv/kantor"
    supervisor.status("3 done,\nREADY=1 0 put off")
    assert listener.recv(4096) == b"STATUS=3 done, READY=1 0 put off"
    supervisor.alive()
    assert listener.recv(4096) == b"WATCHDOG=1"
    supervisor.stopping("told to stop")
    assert listener.recv(4096) == b"STOPPING=1\nSTATUS=told to stop"


def test_without_a_service_manager_nothing_is_said_and_nothing_fails(tmp_path):
    Supervisor({}).ready("works")
    Supervisor({"NOTIFY_SOCKET": str(tmp_path / "gone")}).ready("works")


@pytest.mark.parametrize(
    ("environment", "seconds"),
    [
        ({"WATCHDOG_USEC": "60000000"}, 60.0),
        ({"WATCHDOG_USEC": "60000000", "WATCHDOG_PID": str(os.getpid())}, 60.0),
        ({"WATCHDOG_USEC": "60000000", "WATCHDOG_PID": "1"}, None),
        ({"WATCHDOG_USEC": "soon"}, None),
        ({"WATCHDOG_USEC": "0"}, None),
        ({}, None),
    ],
)
def test_the_watchdog_is_only_fed_where_one_waits_for_this_process(environment, seconds):
    assert Supervisor(environment).patience == seconds


# -- the log -------------------------------------------------------------------------------------


@pytest.fixture
def lines():
    """The log's lines as both formats write them."""
    written = {"plain": [], "json": []}
    zone = ZoneInfo("Asia/Jakarta")
    formats = {"plain": PlainLines(zone), "json": JsonLines(zone)}

    class Both(logging.Handler):
        def emit(self, record):
            for name, form in formats.items():
                written[name].append(form.format(record))

    log, both = logging.getLogger("paraf"), Both()
    log.addHandler(both)
    log.setLevel(logging.INFO)
    yield written
    log.removeHandler(both)
    log.setLevel(logging.NOTSET)


def test_a_line_says_when_with_zone_what_which_file_of_which_post_why_and_how_long(lines):
    deed = Deed(
        kind=DeedKind.TAKEN,
        what="hand-in",
        file="Surat Permintaan (2).pdf",
        post="kepala-badan",
        cycle="2026-3",
        code="AB12-CD34",
        reasons=("P32", "P39"),
        seconds=0.84219,
    )
    say_deed(deed, logging.INFO)
    (line,), (fact,) = lines["plain"], lines["json"]
    moment, _, rest = line.partition(" ")
    assert datetime.fromisoformat(moment).utcoffset() == timedelta(hours=7)
    assert rest == (
        'INFO taken in what=hand-in file="Surat Permintaan (2).pdf" post=kepala-badan '
        "cycle=2026-3 code=AB12-CD34 reasons=P32,P39 seconds=0.842"
    )
    facts = json.loads(fact)
    assert facts.pop("at") == moment
    assert facts == {
        "level": "info",
        "event": "taken in",
        "what": "hand-in",
        "file": "Surat Permintaan (2).pdf",
        "post": "kepala-badan",
        "cycle": "2026-3",
        "code": "AB12-CD34",
        "reasons": ["P32", "P39"],
        "seconds": 0.842,
    }


HOSTILE = 'x\n2026-01-01T00:00:00 INFO forged \x1b[2J\u202efdp.exe" file="y'


def test_a_hostile_name_forges_no_line_and_commands_no_terminal(lines):
    say_deed(Deed(kind=DeedKind.TAKEN, file=HOSTILE, why=HOSTILE), logging.WARNING)
    for line in lines["plain"] + lines["json"]:
        assert len(line.splitlines()) == 1
        assert line.isprintable()
    assert json.loads(lines["json"][0])["file"] == HOSTILE


def test_a_bug_is_one_object_for_programs_and_a_trace_for_people(lines):
    try:
        {}["x"]
    except KeyError:
        logging.getLogger("paraf").exception("a bug")
    assert "Traceback" in lines["plain"][0]
    assert "Traceback" in json.loads(lines["json"][0])["trace"]


def test_facts_that_are_not_known_take_no_room_but_zero_is_known(lines):
    say("found at start", claims=0, file="", why=None)
    assert lines["plain"][0].endswith("INFO found at start claims=0")


def test_a_trouble_that_repeats_itself_is_said_ever_more_rarely(root, lines):
    watchman = Watchman(root, Supervisor({}))
    for _ in range(100):
        watchman.tell(Deed(kind=DeedKind.PUT_OFF, what="Lay", code="A", why="the share is away"))
    watchman.tell(Deed(kind=DeedKind.PUT_OFF, what="Lay", code="B", why="the share is away"))
    assert len(lines["plain"]) == 7 + 1  # 1, 2, 4 … 64, and the other paper's
    watchman.move(Round(handled=0, waiting=0, troubled=0))
    watchman.tell(Deed(kind=DeedKind.PUT_OFF, what="Lay", code="A", why="the share is away"))
    assert len(lines["plain"]) == 9  # all was well in between


# -- heartbeat and standing ----------------------------------------------------------------------


def beat(**over):
    usual = {"at": NOW, "condition": Condition.WORKING, "host": "h", "pid": 1}
    return Beat(**(usual | over))


def test_the_heartbeat_comes_back_as_it_was_written_and_torn_ones_are_none(root):
    assert read_beat(root) is None
    written = beat(handled=7, troubled=2, at=NOW.replace(microsecond=123000))
    write_beat(root, written)
    assert read_beat(root) == written
    for torn in ("", "{", '{"at": 3}', "[]", '{"at": "soon", "condition": "x"}'):
        (root / ".paraf" / "heartbeat").write_text(torn)
        assert read_beat(root) is None


def test_a_disk_that_takes_nothing_makes_the_heartbeat_old_and_stops_nobody(root):
    write_beat(root, beat())
    (root / ".paraf" / "heartbeat.new").mkdir()
    write_beat(root, beat(handled=99))
    assert read_beat(root).handled == 0


def test_an_office_where_nothing_ever_worked_says_how_to_start(root):
    found = standing(root)
    assert (found.state, found.is_wrong) == (State.NEVER, False)
    assert "paraf run" in found.words(UTC)


@pytest.mark.parametrize(
    ("condition", "age", "gone", "state"),
    [
        (Condition.WORKING, 1, False, State.WORKING),
        (Condition.WORKING, SILENT_SECONDS + 1, False, State.STALLED),
        (Condition.WORKING, 1, True, State.DEAD),
        (Condition.STOPPING, 1, True, State.STOPPED),  # it was told to, and ended at once
        (Condition.STOPPED, SILENT_SECONDS * 9, True, State.STOPPED),
        (Condition.WORKING, -3600, False, State.STALLED),  # the clock jumped: somebody looks
    ],
)
def test_what_is_seen_from_outside_is_how_it_is(root, condition, age, gone, state):
    machine = replace(Host.here(), machine="a" * 32)
    with office_lock(root, host=machine):
        at = SystemClock().now() - timedelta(seconds=age)
        write_beat(root, beat(condition=condition, at=at))
        seen = standing(root, replace(machine, boot="after a power cut") if gone else machine)
        assert seen.state is state
        assert seen.is_wrong == (state in (State.STALLED, State.DEAD))


def test_a_daemon_on_another_machine_is_judged_by_its_heartbeat_alone(root):
    with office_lock(root, host=ELSEWHERE, terms=Terms(uses_lock=False)):
        write_beat(root, beat(host="server-2"))
        assert standing(root).state is State.WORKING
        write_beat(root, beat(host="server-2", at=NOW - timedelta(seconds=SILENT_SECONDS + 9)))
        assert standing(root).state is State.DEAD
