"""Workers that hang, die, grow old or lose their parent; with the real LibreOffice."""

import os
import signal
import subprocess
import sys
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from pathlib import Path

import pytest
from conversion_letters import letter, workers_under

from pipeline.adapters.conversion import LibreOffice
from pipeline.adapters.jail import Isolation
from pipeline.errors import NotYet

DAEMON = """
import sys, time
from pathlib import Path
from pipeline.adapters.conversion import LibreOffice
from pipeline.adapters.jail import Isolation
converter = LibreOffice(scratch=Path(sys.argv[1]), level=Isolation(sys.argv[3]))
converter.convert(Path(sys.argv[2]).read_bytes())
print("converted", flush=True)
time.sleep(600)
"""


#: What a worker is given has a name of sixteen hexadecimal digits.
DOCUMENT = f"conversion-*/worker-*/{'?' * 16}.docx"


def wait_until(claim, seconds=20.0):
    until = time.monotonic() + seconds
    while not claim():
        assert time.monotonic() < until, "did not happen in time"
        time.sleep(0.02)


@pytest.fixture(scope="module")
def impatient(tmp_path_factory):
    scratch = tmp_path_factory.mktemp("impatient")
    with LibreOffice(scratch=scratch, deadline=timedelta(seconds=3)) as libreoffice:
        libreoffice.convert(letter())
        yield libreoffice, scratch


@pytest.mark.long
def test_hung_worker_is_replaced_and_the_letter_converts(impatient):
    converter, scratch = impatient
    (before,) = workers_under(scratch)
    os.kill(before, signal.SIGSTOP)
    assert converter.convert(letter()).pages == 2
    (after,) = workers_under(scratch)
    assert after != before
    assert converter.convert(letter(pages=3)).pages == 3
    assert workers_under(scratch) == [after]


def test_worker_killed_midway_is_replaced_and_the_letter_converts(impatient):
    converter, scratch = impatient
    (before,) = workers_under(scratch)
    os.kill(before, signal.SIGSTOP)  # it will not finish before the blow

    def strike():
        wait_until(lambda: list(scratch.glob(DOCUMENT)))
        os.kill(before, signal.SIGKILL)

    thread = threading.Thread(target=strike)
    thread.start()
    started = time.monotonic()
    assert converter.convert(letter()).pages == 2
    thread.join()
    assert workers_under(scratch) != [before]
    assert time.monotonic() - started < 60


@pytest.mark.long
def test_document_that_never_ends_is_put_off(tmp_path):
    with LibreOffice(scratch=tmp_path, deadline=timedelta(milliseconds=1)) as converter:
        with pytest.raises(NotYet, match=r"longer than 0\.001 s"):
            converter.convert(letter())
        wait_until(lambda: workers_under(tmp_path) == [])


def test_old_worker_is_recycled(tmp_path):
    with LibreOffice(scratch=tmp_path, recycle_after=1) as converter:
        converter.warm()
        seen: list[int] = []
        wait_until(lambda: seen.extend(workers_under(tmp_path)) or seen)
        first = seen[0]
        assert converter.convert(letter()).pages == 2
        wait_until(lambda: workers_under(tmp_path) not in ([], [first]))
        assert first not in workers_under(tmp_path)


@pytest.mark.long
def test_two_workers_serve_many_threads(tmp_path):
    with LibreOffice(scratch=tmp_path, workers=2) as converter, ThreadPoolExecutor(4) as pool:
        lengths = [1, 2, 3, 4, 1, 2, 3, 4]
        renditions = pool.map(lambda pages: converter.convert(letter(pages=pages)), lengths)
        assert [rendition.pages for rendition in renditions] == lengths
        assert len(workers_under(tmp_path)) == 2


@pytest.mark.long
@pytest.mark.parametrize("level", [Isolation.JAIL, Isolation.BARE])
def test_killed_daemon_leaves_no_worker_and_its_folder_is_swept(tmp_path, level):
    scratch, docx = tmp_path / "scratch", tmp_path / "letter.docx"
    docx.write_bytes(letter())
    daemon = subprocess.Popen(
        [sys.executable, "-c", DAEMON, str(scratch), str(docx), level.value],
        stdout=subprocess.PIPE,
        cwd=Path(__file__).parents[2],
    )
    with daemon:
        try:
            assert daemon.stdout.readline() == b"converted\n"
            (worker,) = workers_under(scratch)
            os.kill(worker, signal.SIGSTOP)  # it cannot even notice that its input ended
        finally:
            daemon.kill()
    wait_until(lambda: workers_under(scratch) == [])
    (leftover,) = scratch.iterdir()
    with LibreOffice(scratch=scratch, level=level) as converter:
        converter.warm()
        wait_until(lambda: workers_under(scratch))
        assert not leftover.exists()
