"""Who may work in an office: the kernel's lock, and the lease between machines (F8-F10).

Another machine is played by a process, or a thread, that says it is another host and is not
reached by the lock.
"""

import contextlib
import os
import signal
import subprocess
import sys
import threading
import time
from dataclasses import replace
from pathlib import Path

import pytest

from pipeline.adapters.lock import Host, Terms, office_lock, read_holder
from pipeline.errors import NotYet
from tools.sample_office import REPOSITORY

HERE = Host.here()
ELSEWHERE = Host(name="server-2", machine="b" * 32, boot="other-boot", processes="pid:[2]")
QUICK = Terms(beat_seconds=0.05, lease_seconds=0.6)
UNREACHED = replace(QUICK, uses_lock=False)
#: Holds the office in a process of its own until its input ends.
HOLDER = """
import sys
from pathlib import Path
from pipeline.adapters.lock import Host, Terms, office_lock
host = Host(name=sys.argv[2], machine=sys.argv[3], boot=sys.argv[4], processes="p") \\
    if len(sys.argv) > 2 else None
terms = Terms(beat_seconds=0.05, lease_seconds=0.6, uses_lock=host is None)
with office_lock(Path(sys.argv[1]), host=host, terms=terms) as hold:
    print("held", flush=True)
    sys.stdin.readline()
    try:
        hold.check()
        print("ours", flush=True)
    except Exception as error:
        print("lost:", error, flush=True)
    sys.stdin.readline()
"""


@pytest.fixture
def root(tmp_path):
    (tmp_path / ".paraf").mkdir()
    return tmp_path


@contextlib.contextmanager
def held_elsewhere(root, *host):
    process = subprocess.Popen(
        [sys.executable, "-c", HOLDER, root, *host],
        cwd=REPOSITORY,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    try:
        assert process.stdout.readline() == "held\n"
        yield process
    finally:
        process.kill()
        process.wait()
        process.stdin.close()
        process.stdout.close()


def asks(process):
    """Whether a holder still thinks the office is its own."""
    process.stdin.write("?\n")
    process.stdin.flush()
    return process.stdout.readline()


def takes(root, **given):
    """How many seconds it takes to get an office."""
    began = time.monotonic()
    with office_lock(root, terms=given.pop("terms", QUICK), **given):
        return time.monotonic() - began


def put_lease(root, host, *, pid=1, began="1"):
    """What a Paraf that was not let finish leaves behind."""
    with office_lock(root, host=host, terms=UNREACHED) as hold:
        text = hold._text(released=False)
    text = text.replace(f'"pid": {os.getpid()}'.encode(), f'"pid": {pid}'.encode())
    text = text.replace(f'"began": "{hold_began()}"'.encode(), f'"began": "{began}"'.encode())
    (root / ".paraf" / "lease" / str(hold.epoch)).write_bytes(text)
    return hold.epoch


def hold_began():
    from pipeline.adapters.lock.host import beginning_of  # noqa: PLC0415

    return beginning_of(os.getpid())


# -- one machine ---------------------------------------------------------------------------------


def test_of_many_at_once_exactly_one_gets_the_office(root):
    got, refused, go, done = [], [], threading.Barrier(10), threading.Event()

    def try_it():
        go.wait()
        try:
            with office_lock(root, terms=QUICK) as hold:
                got.append(hold.epoch)
                done.wait(10)
        except NotYet as error:
            refused.append(str(error))

    for _ in range(3):
        tries = [threading.Thread(target=try_it) for _ in range(10)]
        for each in tries:
            each.start()
        while len(got) + len(refused) < 10:
            time.sleep(0.01)
        done.set()
        for each in tries:
            each.join()
        assert len(got) == 1
        assert all("another Paraf" in each for each in refused)
        got.clear()
        refused.clear()
        done.clear()


def test_killed_holder_leaves_the_office_free_at_once(root):
    with held_elsewhere(root) as process:
        with pytest.raises(NotYet, match=f"process {process.pid} on "):
            takes(root)
        process.kill()
        process.wait()
        assert takes(root) < QUICK.lease_seconds / 2


def test_stopped_holder_on_this_machine_keeps_the_office(root):
    """The kernel's lock knows no time: SIGSTOP or a suspended machine takes it from nobody."""
    with held_elsewhere(root) as process:
        process.send_signal(signal.SIGSTOP)
        time.sleep(QUICK.lease_seconds * 1.5)
        with pytest.raises(NotYet, match="another Paraf"):
            takes(root)
        process.send_signal(signal.SIGCONT)
        assert asks(process) == "ours\n"


def test_number_of_the_dead_holder_used_by_another_process_holds_nothing(root):
    put_lease(root, HERE, pid=os.getppid(), began="12345")
    assert takes(root) < QUICK.lease_seconds / 2


def test_unreaped_holder_is_dead(root):
    child = subprocess.Popen(["true"])
    while " Z " not in stat_of(child.pid):
        time.sleep(0.01)
    began = stat_of(child.pid).rpartition(")")[2].split()[19]
    put_lease(root, HERE, pid=child.pid, began=began)
    assert takes(root, terms=UNREACHED) < QUICK.lease_seconds / 2
    child.wait()


def stat_of(pid):
    return Path(f"/proc/{pid}/stat").read_text()


def test_lease_from_before_a_power_cut_is_taken_at_once(root):
    host = replace(HERE, machine="c" * 32)
    put_lease(root, replace(host, boot="before-the-power-cut"))
    assert takes(root, host=host) < QUICK.lease_seconds / 2


def test_a_machine_without_a_name_of_its_own_is_not_taken_for_another(root):
    """Containers often have no machine-id and all the same name: then only time tells."""
    put_lease(root, replace(HERE, machine="", boot="some-other-boot"))
    assert takes(root, host=replace(HERE, machine="")) >= QUICK.lease_seconds


def test_epochs_only_grow(root):
    seen = []
    for above in (0, 0, 41, 7):
        with office_lock(root, above=above, terms=QUICK) as hold:
            seen.append(hold.epoch)
    assert seen == [1, 2, 42, 43]
    assert [path.name for path in (root / ".paraf" / "lease").iterdir()] == ["43"]


def test_torn_lease_is_waited_for_and_then_taken(root):
    epoch = put_lease(root, HERE)
    (root / ".paraf" / "lease" / str(epoch)).write_bytes(b'{"name": "ser')
    assert read_holder(root) is None
    assert takes(root) >= QUICK.lease_seconds


def test_a_folder_that_cannot_be_written_is_said_not_crashed_on(tmp_path):
    (tmp_path / ".paraf").write_bytes(b"a file where a folder belongs")
    with pytest.raises(NotYet, match="cannot be locked"):
        takes(tmp_path)


# -- two machines --------------------------------------------------------------------------------


def test_living_holder_on_another_machine_keeps_the_office(root):
    with held_elsewhere(root, "server-2", "b" * 32, "boot-2") as process:
        began = time.monotonic()
        with pytest.raises(NotYet, match=f"process {process.pid} on server-2"):
            takes(root)
        assert time.monotonic() - began < QUICK.lease_seconds
        assert asks(process) == "ours\n"


def test_dead_holder_on_another_machine_is_taken_over_after_the_lease(root):
    with held_elsewhere(root, "server-2", "b" * 32, "boot-2") as process:
        process.kill()
        process.wait()
        assert takes(root) >= QUICK.lease_seconds
    assert read_holder(root).released


def test_holder_that_left_in_order_is_followed_at_once(root):
    takes(root, host=ELSEWHERE, terms=UNREACHED)
    assert takes(root) < QUICK.lease_seconds / 2


def test_holder_stopped_beyond_its_lease_notices_and_touches_nothing(root):
    with held_elsewhere(root, "server-2", "b" * 32, "boot-2") as process:
        process.send_signal(signal.SIGSTOP)
        with office_lock(root, terms=QUICK) as hold:
            assert hold.epoch == 2
            process.send_signal(signal.SIGCONT)
            assert "took this office over" in asks(process)
            hold.check()
            process.stdin.close()
            process.wait()
            hold.check()  # nor does its leaving disturb the new holder
            assert read_holder(root).pid == os.getpid()


def test_holder_that_cannot_write_its_lease_stops_before_it_runs_out(root, monkeypatch):
    """The share is away for the holder only: whoever else sees it may take the office soon."""
    with office_lock(root, terms=replace(QUICK, beat_seconds=60.0)) as hold:
        hold.check()
        monkeypatch.setattr(type(hold), "beat", refuse)
        time.sleep(QUICK.lease_seconds * 0.85)
        with pytest.raises(NotYet):
            hold.check()
        monkeypatch.undo()
        hold.check()  # the share is back and nobody took it: it goes on


def refuse(self, **given):
    raise NotYet("the lease cannot be written: the share is away")


def test_vanished_share_is_waited_for_and_not_taken_for_a_loss(root):
    with office_lock(root, terms=QUICK) as hold:
        (root / ".paraf").rename(root / "away")
        with pytest.raises(NotYet, match="cannot be read"):
            hold.check()
        (root / "away").rename(root / ".paraf")
        hold.check()


def test_clocks_of_two_machines_are_never_compared(root):
    """A holder whose clock is ten years wrong beats all the same."""
    with held_elsewhere(root, "server-2", "b" * 32, "boot-2"):
        for file in (root / ".paraf" / "lease").iterdir():
            os.utime(file, (0, 0))
        with pytest.raises(NotYet, match="server-2"):
            takes(root)


def test_two_that_wait_for_the_same_dead_one_do_not_both_get_it(root):
    put_lease(root, ELSEWHERE)
    others = [replace(ELSEWHERE, name=f"server-{n}", boot=f"b{n}") for n in (3, 4, 5, 6)]
    got, refused, over = [], [], threading.Event()

    def try_it(host):
        try:
            with office_lock(root, host=host, terms=UNREACHED) as hold:
                got.append(hold)
                over.wait(10)
        except NotYet as error:
            refused.append(str(error))

    tries = [threading.Thread(target=try_it, args=(host,)) for host in others]
    for each in tries:
        each.start()
    while len(got) + len(refused) < len(others):
        time.sleep(0.01)
    ours = [hold for hold in got if not hold.is_lost()]
    over.set()
    for each in tries:
        each.join()
    assert len(ours) == 1


def test_many_starts_whose_holders_die_in_every_way_never_overlap():
    """A short ``make one-at-a-time``: processes, a real database, kills, power cuts."""
    ran = subprocess.run(
        [sys.executable, "-m", "tools.one_at_a_time", "40", "--seed", "4"],
        cwd=REPOSITORY,
        capture_output=True,
        text=True,
        timeout=100,
        check=False,
    )
    assert ran.returncode == 0, ran.stdout + ran.stderr
    assert "0 problems" in ran.stdout
