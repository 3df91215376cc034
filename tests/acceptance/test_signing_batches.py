"""``paraf sign`` on many files: several processes, one result a file, nothing lost or half done."""

import os
import signal
import time
from pathlib import Path

import pytest
from cli_runs import Running, paraf
from cryptography.hazmat.primitives.serialization import BestAvailableEncryption, pkcs12
from signing_scene import make_scene

KEPALA = "kepala-badan"
SECRET = "demo"


def key_of(sim) -> Path:
    return sim.root / ".paraf" / "demo" / "keys" / f"{KEPALA}.p12"


@pytest.fixture
def batch(at, tmp_path):
    """An office and copies of the letter that waits in it."""
    sim = at("5")
    letter = sim.paper(KEPALA, "Surat Permintaan", ".pdf").read_bytes()
    folder = tmp_path / "setumpuk"
    folder.mkdir()

    def copies(count):
        papers = [folder / f"surat-{number:03}.pdf" for number in range(count)]
        for paper in papers:
            paper.write_bytes(letter)
        return papers

    return sim, copies


def order(sim, *files):
    return ["sign", *files, "--post", KEPALA, "--key", key_of(sim), "--processes", "2"]


def children(pid: int) -> list[int]:
    found = Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
    return [int(each) for each in found]


def told(words: str, mark: str) -> list[str]:
    """Names of the files in the lines with this mark, as they were said."""
    lines = [each for each in words.splitlines() if each.startswith(mark)]
    return [Path(each[2:].split(": ")[0].split(" → ")[0]).name for each in lines]


def whole(sim, papers) -> set[str]:
    """Names of the signed papers; all of them whole, and nothing beside them."""
    outbox = sim.root / "outbox" / KEPALA
    assert list(outbox.glob(".*")) == []
    for path in outbox.glob("*.pdf"):
        data = path.read_bytes()
        assert data.startswith(papers[0].read_bytes())
        assert data.endswith(b"%%EOF\n")
        assert data.count(b"/ByteRange") == 2
    return set(sim.outbox(KEPALA))


def test_batch_is_signed_side_by_side_and_told_in_order(batch, tmp_path):
    sim, copies = batch
    papers = copies(30)
    papers[3].write_bytes(b"")
    papers[7].write_bytes(make_scene().base)
    missing = tmp_path / "tak-ada.pdf"
    papers.insert(9, missing)
    ran = paraf(*order(sim, *papers, papers[0]), cwd=sim.root, secret=SECRET)
    assert ran.code == 1
    bad = [papers[3].name, papers[7].name, missing.name]
    assert told(ran.err, "✗") == bad
    good = [paper.name for paper in papers if paper.name not in bad]
    assert told(ran.out, "✓") == good
    assert "28 signed, 3 not" in ran.out
    assert whole(sim, papers) == set(good)
    sim.work()
    assert sim.cycle.open_tasks[0].step == "6"


@pytest.mark.long
def test_secret_is_in_no_process_s_arguments_or_environment(batch):
    sim, copies = batch
    key = key_of(sim)
    secret = "Rahasia-1945-Sekali"
    change_passphrase(key, secret)
    running = Running(order(sim, *copies(120)), sim.root, secret)
    running.await_words("✓")
    workers = children(running._process.pid)
    assert len(workers) == 2
    for pid in (running._process.pid, *workers):
        for place in ("cmdline", "environ"):
            assert secret.encode() not in Path(f"/proc/{pid}/{place}").read_bytes()
    ran = running.end()
    assert (ran.code, secret in ran.said) == (0, False)


@pytest.mark.long
def test_killed_process_costs_its_paper_and_is_told(batch):
    sim, copies = batch
    papers = copies(120)
    running = Running(order(sim, *papers), sim.root, SECRET)
    running.await_words("✓")
    os.kill(children(running._process.pid)[0], signal.SIGKILL)
    ran = running.end()
    signed, failed = told(ran.out, "✓"), told(ran.err, "✗")
    assert len(failed) <= 1
    assert ran.code == (3 if failed else 0)
    assert sorted(signed + failed) == [paper.name for paper in papers]
    assert all("signal 9" in line for line in ran.err.splitlines())
    assert whole(sim, papers) == set(signed)


@pytest.mark.long
def test_ctrl_c_leaves_whole_papers_and_says_what_is_left(batch):
    sim, copies = batch
    papers = copies(150)
    for processes in ("2", "1"):
        running = Running([*order(sim, *papers)[:-1], processes], sim.root, SECRET)
        running.await_words("✓")
        os.killpg(running._process.pid, signal.SIGINT)
        ran = running.end()
        signed = told(ran.out, "✓")
        assert ran.code == 3
        assert 0 < len(signed) < len(papers)
        assert f"stopped; {len(papers) - len(signed)} not begun" in ran.err
        assert whole(sim, papers) == set(signed)
        for name in signed:
            (sim.root / "outbox" / KEPALA / name).unlink()


def test_parent_that_is_killed_leaves_no_processes_behind(batch):
    sim, copies = batch
    papers = copies(150)
    running = Running(order(sim, *papers), sim.root, SECRET)
    running.await_words("✓")
    workers = children(running._process.pid)
    os.kill(running._process.pid, signal.SIGKILL)
    deadline = time.monotonic() + 30
    while any(is_running(pid) for pid in workers):
        assert time.monotonic() < deadline
        time.sleep(0.05)
    assert running.end().code == -signal.SIGKILL
    for unfinished in (sim.root / "outbox" / KEPALA).glob(".paraf-*.part"):
        unfinished.unlink()  # as the daemon's next start does
    assert whole(sim, papers) <= {paper.name for paper in papers}


def is_running(pid: int) -> bool:
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except OSError:
        return False


def change_passphrase(key: Path, secret: str) -> None:
    loaded = pkcs12.load_key_and_certificates(key.read_bytes(), SECRET.encode())
    sealed = BestAvailableEncryption(secret.encode())
    key.write_bytes(pkcs12.serialize_key_and_certificates(b"x", *loaded, sealed))
