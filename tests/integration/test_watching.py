"""Being woken by changes, and saying so where the machine has no watches left (faults.md F11)."""

import subprocess
import sys
import threading

import pytest

from pipeline.adapters.watching import ring_on_change

#: A user namespace has limits of its own, so that nobody else on this machine is touched.
LIMITED = ("unshare", "--user", "--map-root-user", "sh", "-c")
LOOKS = """
import sys, threading
from pathlib import Path
from pipeline.adapters.watching import ring_on_change
bell, folder = threading.Event(), Path(sys.argv[1])
with ring_on_change(folder, bell) as deaf:
    (folder / "a.txt").write_bytes(b"isi")
    print(deaf, bell.wait(0.5), sep="|")
"""
needs_namespaces = pytest.mark.skipif(
    subprocess.run([*LIMITED, "true"], capture_output=True, check=False).returncode != 0,
    reason="this machine gives nobody a namespace of his own",
)


def test_every_folder_is_listened_to_and_new_ones_too(tmp_path):
    (tmp_path / "kabid").mkdir()
    bell = threading.Event()
    with ring_on_change(tmp_path, bell) as deaf:
        assert deaf == ""
        (tmp_path / "kabid" / "a.txt").write_bytes(b"isi")
        assert bell.wait(2)
        bell.clear()
        (tmp_path / "baru").mkdir()
        assert bell.wait(2)


def test_folder_that_is_away_is_told(tmp_path):
    with ring_on_change(tmp_path / "tidak ada", threading.Event()) as deaf:
        assert "No such file" in deaf


@needs_namespaces
@pytest.mark.parametrize(
    ("limit", "most", "why", "rings"),
    [
        ("max_inotify_instances", 0, "inotify instance limit reached", "False"),
        ("max_inotify_watches", 0, "inotify watch limit reached", "False"),
        ("max_inotify_watches", 1, "1 of 2 folders have no watch", "True"),
    ],
)
def test_machine_without_watches_is_told_and_stops_nobody(tmp_path, limit, most, why, rings):
    (tmp_path / "kabid").mkdir()
    order = f'echo {most} > /proc/sys/user/{limit} && exec "$@"'
    ran = subprocess.run(
        [*LIMITED, order, "sh", sys.executable, "-c", LOOKS, tmp_path],
        capture_output=True,
        text=True,
        timeout=30,
        check=False,
    )
    assert (ran.returncode, ran.stderr) == (0, "")
    told, rang = ran.stdout.strip().split("|")
    assert why in told
    assert rang == rings
