"""Filing and verifying against coreutils on the same files.

Filing is held against what an administrator would type to be as sure: copy, sync each file, both
checksums, and read back against them. Verifying is held against ``sha256sum`` alone, which makes
one digest of the two and compares no records.
"""

import hashlib
import random
import subprocess
import tempfile
import time
from collections.abc import Callable
from datetime import UTC, date, datetime
from pathlib import Path
from statistics import median

from pipeline.adapters.archive import FolderArchive
from pipeline.adapters.disk import LocalDisk
from pipeline.ports.archive import Berkas, FileRole, Item, ItemFile

_ITEMS, _BERKAS, _ROUNDS = 40, 12, 5
_SIZES = (30_000, 100_000, 250_000, 900_000)  # a form, a letter, a signed letter, a scan
_BY_HAND = (
    "mkdir {0} && cp src/* {0}/ && sync {0}/* {0} && cd {0} && sha256sum * > ../{0}.256 && "
    "sha512sum * > ../{0}.512 && sha256sum -c --quiet ../{0}.256 && sha512sum -c --quiet ../{0}.512"
)


def measure() -> dict[str, float]:
    """Medians in one run, on the disk that holds temporary files."""
    with tempfile.TemporaryDirectory() as place:
        folder, root = Path(place), Path(place) / "archive"
        root.mkdir()
        items = _items(folder / "src")
        archive = FolderArchive(root, LocalDisk())
        numbers = iter(range(1, 1000))
        archive.file_away(_berkas(next(numbers), items))
        by_hand, filing = _medians(
            lambda: _shell(_BY_HAND.format(f"copy-{next(numbers)}"), folder),
            lambda: archive.file_away(_berkas(next(numbers), items)),
        )
        for _ in range(_BERKAS - _ROUNDS - 1):
            archive.file_away(_berkas(next(numbers), items))
        summing, verifying = _medians(
            lambda: _shell("find . -type f -print0 | xargs -0 sha256sum > /dev/null", root),
            lambda: _verified(archive),
        )
        size = sum(path.stat().st_size for path in root.rglob("*") if path.is_file())
        for top in root.rglob("*"):
            if top.is_dir():
                top.chmod(0o755)
    return {
        "file_40_items_by_hand_s": by_hand,
        "file_40_items_ours_s": filing,
        "file_40_items_ratio": filing / by_hand,
        "verify_sha256sum_mb_s": size / summing / 1e6,
        "verify_ours_mb_s": size / verifying / 1e6,
        "verify_throughput_ratio": summing / verifying,
    }


def _verified(archive: FolderArchive) -> None:
    if archive.verify():
        raise AssertionError("what was just filed is not sound")


def _medians(*work: Callable[[], object]) -> list[float]:
    """Of each, in turns, so that a busy moment strikes all of them."""
    found: list[list[float]] = [[] for _ in work]
    for _ in range(_ROUNDS):
        for times, each in zip(found, work, strict=True):
            began = time.perf_counter()
            each()
            times.append(time.perf_counter() - began)
    return [median(times) for times in found]


def _shell(command: str, folder: Path) -> None:
    subprocess.run(command, shell=True, cwd=folder, check=True)  # noqa: S602 - our own words


def _items(folder: Path) -> tuple[Item, ...]:
    folder.mkdir()
    chance = random.Random(40)  # noqa: S311 - to be repeated
    items = []
    for number in range(1, _ITEMS + 1):
        data = chance.randbytes(_SIZES[number % len(_SIZES)])
        path = folder / f"{number:03d}.pdf"
        path.write_bytes(data)
        digest = hashlib.sha256(data).hexdigest()
        file = ItemFile(role=FileRole.RENDITION, suffix="pdf", content=str(path), sha256=digest)
        items.append(
            Item(
                number=number,
                dated_on=date(2026, 10, 1),
                title=f"Surat {number}",
                code=f"K-{number}",
                kind="surat",
                files=(file,),
            )
        )
    return tuple(items)


def _berkas(number: int, items: tuple[Item, ...]) -> Berkas:
    return Berkas(
        year=2026,
        classification_code="000.8.6.3",
        classification_name="Akuntabilitas Kinerja Instansi Pemerintah",
        number=number,
        title=f"Berkas {number}",
        creator="Badan Contoh",
        unit="Sekretariat",
        retention="aktif 2 tahun",
        access="Terbatas",
        items=items,
        filed_at=datetime(2026, 10, 16, tzinfo=UTC),
        ledger_extract=b"",
    )
