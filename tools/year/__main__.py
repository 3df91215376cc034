"""Play whole years of an office at random, and compare what Paraf says of them with what happened.

``python -m tools.year YEARS [--seed N] [--keep DIR]``: each year is a fresh office with four
quarters, holidays and a Ramadan of its own, units that are late at random, papers that go back,
forms with a cell forgotten, and mornings on which nobody starts Paraf. At the end ``paraf check``
must find nothing, and the yearly report and every recap, recomputed by LibreOffice, must say what
the people themselves wrote down. The last line counts. Exits with 1 when anything differs.
"""

import argparse
import random
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path
from unittest import mock

sys.path.insert(0, str(Path(__file__).parents[2] / "tests" / "support"))

from office_sim import OfficeSim, WarmTools, reconfigure

from pipeline.adapters.folders import outbox
from tools.sample_office import lay_out
from tools.year.accounts import Accounts, Days
from tools.year.compare import recomputed, says, spent_by, stale, year_differences
from tools.year.people import Year

_MONTHS = ((2026, 4), (2026, 7), (2026, 10), (2027, 1))
_SEED = 2026
#: A file is taken as soon as it lies there: people here move whole files.
_PROMPTLY = {"SETTLE_SECONDS": 0.0, "NOTE_SECONDS": 0.0, "PATIENCE_SECONDS": 0.1}


def main() -> int:
    """Play the years that are asked for."""
    reader = argparse.ArgumentParser(prog="tools.year")
    reader.add_argument("years", type=int)
    reader.add_argument("--seed", type=int, default=_SEED)
    reader.add_argument("--keep", type=Path, help="where the offices stay")
    given = reader.parse_args()
    began, wrong, total = time.monotonic(), 0, Counter[str]()
    memory = Path("/dev/shm")  # noqa: S108 - a folder of our own inside
    with (
        tempfile.TemporaryDirectory(dir=memory if memory.is_dir() else None) as name,
        mock.patch.multiple(outbox, **_PROMPTLY),
    ):
        place = Path(name)
        (place / "libreoffice").mkdir()
        warm = WarmTools(place / "libreoffice")
        try:
            for seed in range(given.seed, given.seed + given.years):
                root = (given.keep or place) / f"kantor-{seed}"
                for difference in _year(root, place / f"look-{seed}", warm, seed, total):
                    wrong += 1
                    print(f"WRONG seed {seed}: {difference}", flush=True)
        finally:
            warm.close()
    told = ", ".join(f"{count} {what}" for what, count in sorted(total.items()))
    took = time.monotonic() - began
    print(f"simulate-year: {given.years} years, {told}; {wrong} differences ({took:.0f} s)")
    return 1 if wrong else 0


def _year(root: Path, look: Path, warm: WarmTools, seed: int, total: Counter[str]) -> Iterator[str]:
    """One year; what it says wrong, and in ``total`` what happened."""
    chance = random.Random(seed)  # noqa: S311 - a year that can be played again
    lay_out(root)
    days = _calendar(root, chance)
    sim = OfficeSim(root, warm)
    try:
        sim.set_clock(sim.now.replace(2026, 3, 31, 9, 0))
        sim.store.fact("began", "2026-03-31")
        accounts = Accounts(days=days)
        calendar = sim.workplace.office.surroundings.calendar
        Year(sim=sim, calendar=calendar, accounts=accounts, chance=chance).play()
        sim.set_clock(sim.now + timedelta(hours=1))
        yield from _differences(sim, look, accounts)
        for finding in sim.findings():
            yield f"paraf check: {finding.code} {finding.path} {finding.text}"
        _count(total, sim, accounts)
    finally:
        sim.close()


def _calendar(root: Path, chance: random.Random) -> Days:
    """Days off of the office's own, days on which it works all the same, and a Ramadan."""
    libur = {date(year, month, chance.randrange(1, 29)) for year, month in _MONTHS for _ in "12"}
    masuk = {date(2026, 7, 4), date(2026, 10, 10)}  # Saturdays
    masuk |= {date(2026, 4, 3)} if chance.random() < 0.5 else set()
    year, month = chance.choice(_MONTHS)
    first = date(year, month, chance.randrange(1, 12))
    ramadan = first, first + timedelta(days=28)
    named = ", ".join(f'{{ tanggal = {day}, nama = "Hari Jadi {day.day}" }}' for day in libur)
    reconfigure(root, "libur = []", f"libur = [{named}]")
    reconfigure(root, "masuk = []", f"masuk = [{', '.join(map(str, masuk))}]")
    span = f"{{ dari = {ramadan[0]}, sampai = {ramadan[1]} }}"
    reconfigure(root, "ramadan = []", f"ramadan = [{span}]")
    return Days.of(libur, masuk, ramadan)


def _differences(sim: OfficeSim, look: Path, accounts: Accounts) -> Iterator[str]:
    office = sim.workplace.office
    report = office.yearly.report(2026, sim.now)
    books = {"tahunan": office.yearly.workbook(report)}
    for path in sorted((sim.root / "archive").rglob("* Laporan R*.xlsx")):
        books[f"rekap {len(books)} {path.parent.name}"] = path.read_bytes()
    fresh = recomputed(look, books)
    for name, data in books.items():
        yield from stale(name, data, fresh[name])
    names = {unit.id: unit.nama for unit in sim.workplace.config.units}
    yield from year_differences(fresh["tahunan"], accounts, names)
    agreement = sim.root / "perjanjian-kinerja" / "2026.xlsx"
    for period, units in accounts.in_recap.items():
        amount = spent_by(agreement, units)
        recaps = [data for name, data in fresh.items() if name.endswith(period)]
        if not any(says(data, amount) for data in recaps):
            yield f"{period}: no recap of {len(recaps)} says that {amount} was spent"
    if not office.yearly.pdf(report).startswith(b"%PDF-"):
        yield "the yearly report is no PDF"


def _count(total: Counter[str], sim: OfficeSim, accounts: Accounts) -> None:
    total.update(accounts.counts)
    total["cycles"] += len(sim.store.cycles())
    total["deliveries"] += len(accounts.received)
    total["deliveries late"] += sum(1 for _ in accounts.late())
    total["data returned"] += accounts.returned.total()
    total["warnings delivered"] += accounts.warned.total()
    total["warnings withdrawn"] += sum(
        warned.withdrawn_at is not None
        for cycle in sim.store.cycles()
        for unit in cycle.units
        for warned in unit.warnings
    )
    total["ledger lines"] += sim.store.head()[0]


if __name__ == "__main__":
    sys.exit(main())
