"""An old office against a young one: what a filing, a start and an idle minute cost in each.

Both are the same office, with a berita acara waiting to be handed in; one has ten closed cycles and
berkas, the other thousands (``BERKAS``; the default keeps ``make bench`` bearable).
"""

import os
import shutil
import sqlite3
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass, fields
from pathlib import Path
from statistics import median

from pipeline.adapters.archive import FolderArchive
from pipeline.adapters.archive.behind import lay_mark
from pipeline.adapters.disk import LocalDisk
from pipeline.entry.demo.show import demo
from tools.old_office import berkas_of, forget_witness, grow_old
from tools.sample_office import lay_out

YOUNG = 10
_DEFAULT = "2000"
_ROUNDS, _FILINGS, _ITEMS = 3, 9, 40
_IDLE_SECONDS = 20.0
_POST = "japel-tu"
_DATABASE = Path(".paraf", "office.db")
_PATIENCE = 120.0


def measure() -> dict[str, float]:
    """Medians in one run; every ratio is old over young."""
    berkas = int(os.environ.get("BERKAS", _DEFAULT))
    with tempfile.TemporaryDirectory(prefix="paraf-bench-") as place:
        played = Path(place, "played")
        lay_out(played)
        demo(played, until="13")
        began = time.perf_counter()
        young, old = (_aged(played, Path(place), each) for each in (YOUNG, berkas))
        built = time.perf_counter() - began
        filing = _filing(young, old)
        days = [(_day(young), _day(old)) for _ in range(_ROUNDS)]
        for office in (young, old):
            _make_removable(office)
    result = {"old_office_berkas": float(berkas), "old_office_built_s": built, **filing}
    for name in (each.name for each in fields(_Day)):
        first, second = (median(getattr(each[at], name) for each in days) for at in (0, 1))
        result |= {f"young_{name}": first, f"old_{name}": second, f"{name}_ratio": second / first}
    return result


@dataclass(frozen=True, slots=True)
class _Day:
    """What a daemon took for a day's work."""

    taken_up_s: float  #: from its start to the first hand-in in the ledger
    start_cpu_s: float  #: of the daemon itself until then; a busy machine does not change it
    filed_s: float  #: from there until its berkas stands in archive and ledger
    idle_percent: float
    memory_mb: float


def _aged(played: Path, place: Path, berkas: int) -> Path:
    office = place / f"berkas-{berkas}"
    shutil.copytree(played, office)
    grow_old(office, berkas)
    shutil.copyfile(office / _DATABASE, office.with_suffix(".db"))
    shutil.copytree(office / "inbox", office.with_suffix(".inbox"))
    return office


def _filing(young: Path, old: Path) -> dict[str, float]:
    """``file_away`` alone, in turns."""
    seconds: dict[tuple[Path, int], list[float]] = {}
    numbers = iter(range(100, 1_000))
    for _ in range(_FILINGS):
        for items in (2, _ITEMS):
            for office in (young, old):
                archive = FolderArchive(office / "archive", LocalDisk())
                berkas = berkas_of(next(numbers), items)
                began = time.perf_counter()
                archive.file_away(berkas)
                seconds.setdefault((office, items), []).append(time.perf_counter() - began)
    found = {key: median(each) for key, each in seconds.items()}
    return {
        "young_file_40_items_s": found[young, _ITEMS],
        "old_file_40_items_s": found[old, _ITEMS],
        "file_40_items_old_ratio": found[old, _ITEMS] / found[young, _ITEMS],
        "file_2_items_old_ratio": found[old, 2] / found[young, 2],
    }


def _day(office: Path) -> _Day:
    """Start a daemon on a berita acara that was handed in meanwhile; then let it rest."""
    _begin_anew(office)
    (paper,) = (office / "inbox" / _POST).glob("Berita Acara*.pdf")
    paper.rename(office / "outbox" / _POST / paper.name)
    lines = _lines(office)
    began = time.perf_counter()
    with _daemon(office) as daemon:
        _await(office, lines, "HandedIn")
        taken_up, cpu = time.perf_counter(), _cpu_seconds(daemon.pid)
        _await(office, lines, "Filed")
        filed = time.perf_counter()
        _await_rest(office)
        time.sleep(5)
        before = _cpu_seconds(daemon.pid)
        time.sleep(_IDLE_SECONDS)
        idle = (_cpu_seconds(daemon.pid) - before) / _IDLE_SECONDS
        memory = _memory_mb(daemon.pid)
    return _Day(
        taken_up_s=taken_up - began,
        start_cpu_s=cpu,
        filed_s=filed - taken_up,
        idle_percent=idle * 100,
        memory_mb=memory,
    )


def _begin_anew(office: Path) -> None:
    """The office as it was before the berita acara was handed in."""
    for name in ("-wal", "-shm"):
        Path(f"{office / _DATABASE}{name}").unlink(missing_ok=True)
    shutil.copyfile(office.with_suffix(".db"), office / _DATABASE)
    (office / ".paraf" / "fixity.db").unlink(missing_ok=True)
    forget_witness(office)
    for tray in ("inbox", "outbox"):
        for path in (office / tray).rglob("*"):
            if path.is_file() and path.name != ".paraf.id":
                path.unlink()
    shutil.copytree(office.with_suffix(".inbox"), office / "inbox", dirs_exist_ok=True)
    archive, disk = office / "archive", LocalDisk()
    for berkas in archive.glob("*/*/001 *"):
        for folder in (berkas, berkas / "_meta", berkas / "_meta" / "sertifikat"):
            folder.chmod(0o755)
        shutil.rmtree(berkas)
        lay_mark(archive, disk, berkas.relative_to(archive).as_posix())
    FolderArchive(archive, disk).bring_up_to_date()


@contextmanager
def _daemon(office: Path) -> Iterator[subprocess.Popen[bytes]]:
    daemon = subprocess.Popen(
        [sys.executable, "-m", "pipeline", "run", "--office", str(office)],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        cwd=Path(__file__).parents[1],
    )
    try:
        yield daemon
    finally:
        daemon.terminate()
        daemon.wait(30)


def _asked(office: Path, query: str, *values: object) -> int:
    with closing(sqlite3.connect(f"file:{office / _DATABASE}?mode=ro", uri=True)) as base:
        return int(base.execute(query, values).fetchone()[0])


def _lines(office: Path) -> int:
    return _asked(office, "SELECT max(seq) FROM ledger")


def _await(office: Path, after: int, event: str) -> None:
    give_up_at = time.monotonic() + _PATIENCE
    query = "SELECT count(*) FROM ledger WHERE seq > ? AND type = ?"
    while not _asked(office, query, after, event):
        if time.monotonic() > give_up_at:
            raise AssertionError(f"no {event} in the ledger of {office.name}")
        time.sleep(0.005)


def _await_rest(office: Path) -> None:
    """Until the lists have followed what was filed."""
    give_up_at = time.monotonic() + _PATIENCE
    while any((office / "archive" / ".paraf-lists" / "behind").iterdir()):
        if time.monotonic() > give_up_at:
            raise AssertionError(f"the lists of {office.name} do not follow")
        time.sleep(0.5)


def _cpu_seconds(pid: int) -> float:
    """User and system time of a process and of its children that have ended."""
    stat = Path(f"/proc/{pid}/stat").read_text("ascii").rpartition(")")[2].split()
    return sum(int(each) for each in stat[11:13]) / os.sysconf("SC_CLK_TCK")


def _memory_mb(pid: int) -> float:
    status = Path(f"/proc/{pid}/status").read_text("ascii")
    return int(status.partition("VmRSS:")[2].split()[0]) / 1024


def _make_removable(office: Path) -> None:
    for folder, _, _ in os.walk(office / "archive"):
        Path(folder).chmod(0o755)


if __name__ == "__main__":
    for name, value in measure().items():
        print(f"{name:<34}{value:>12.4g}")
