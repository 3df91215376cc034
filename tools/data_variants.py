"""``make data-variants``: hand-ins as officers and programs make them, each with its verdict.

Every variant is judged by the real inspector and reader: taken with exactly the figures meant, or
back with the code and the cell it must name. Those where it matters are dropped at the door of a
real office as well. Ends with one line of counts; exit code 1 when a verdict differs.
"""

import argparse
import logging
import sys
import time
from dataclasses import dataclass, field
from pathlib import Path
from tempfile import TemporaryDirectory

_ROOT = Path(__file__).resolve().parents[1]
sys.path[:0] = [str(_ROOT), str(_ROOT / "tests" / "support")]

# ruff: noqa: E402 - the two folders above must be known first
from kinerja_sample import make_data, make_plan
from office_sim import OfficeSim, Stages

from pipeline.adapters.forms.form import make_form
from tests.attacks.in_office import shelf
from tests.filled.catalogue import Base, Variant
from tests.filled.door import office_at
from tests.filled.every import VARIANTS, judge, made, wrong_with

_UNIT, _POST, _HEAD, _STAGE = "bidang-2", "japel-bidang-2", "kabid-bidang-2", "8"


@dataclass
class Tally:
    """What came of everything so far."""

    taken: int = 0
    codes: set[str] = field(default_factory=set)  #: of those that came back
    back: int = 0
    dropped: int = 0
    slowest: tuple[float, str] = (0.0, "")
    wrong: list[str] = field(default_factory=list)


def main() -> int:
    """Judge every variant; 0 when each got its verdict."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--family", default="", help="only this family")
    options.add_argument("--no-door", action="store_true", help="do not open an office")
    chosen = options.parse_args()
    logging.disable(logging.CRITICAL)
    variants = [each for each in VARIANTS if each.family.startswith(chosen.family)]
    tally = Tally()
    with TemporaryDirectory(prefix="paraf-variants-") as place:
        _read(variants, Path(place) / "read", tally)
        at_door = [each for each in variants if each.door is not None]
        if at_door and not chosen.no_door:
            _drop(at_door, Path(place), tally)
    for each in tally.wrong:
        print(f"WRONG  {each}")
    print(_counts(tally))
    return 1 if tally.wrong else 0


def _counts(tally: Tally) -> str:
    seconds, title = tally.slowest
    return (
        f"data variants: {tally.taken + tally.back} judged, {tally.taken} taken as meant, "
        f"{tally.back} back with {len(tally.codes)} different codes; {tally.dropped} dropped at "
        f"the door; {len(tally.wrong)} wrong; slowest {seconds * 1000:.0f} ms ({title})"
    )


def _read(variants: list[Variant], folder: Path, tally: Tally) -> None:
    plan = make_plan(_UNIT)
    base = Base(empty=make_form(plan), plan=plan, data=make_data(_UNIT))
    folder.mkdir()
    print(f"{'family':8} {'variant':62} {'verdict':12} {'ms':>7}")
    for variant, data in made(variants, base, folder).items():
        started = time.perf_counter()
        judged = judge(data, variant.name, base)
        taken = time.perf_counter() - started
        codes = tuple(dict.fromkeys(each.code for each in judged.findings))
        found = " ".join(codes) or "taken"
        tally.taken += not codes
        tally.back += bool(codes)
        tally.codes.update(codes)
        tally.slowest = max(tally.slowest, (taken, variant.title))
        print(f"{variant.family:8} {variant.title[:62]:62} {found:12} {taken * 1000:7.1f}")
        if wrong := wrong_with(variant, judged, base):
            tally.wrong.append(f"{variant.family}: {variant.title}: {wrong}")


# -- at the door ---------------------------------------------------------------------------------


def _drop(variants: list[Variant], place: Path, tally: Tally) -> None:
    print(f"\ndropping {len(variants)} of them at the door", flush=True)
    with shelf(place / "shelf") as stages:
        base = _issued(place, stages)
        (place / "calc").mkdir()
        for number, (variant, data) in enumerate(made(variants, base, place / "calc").items()):
            with office_at(place / f"kantor-{number}", stages, _STAGE) as sim:
                wrong = _through_the_door(sim, variant, data)
            tally.dropped += 1
            if wrong:
                tally.wrong.append(f"at the door: {variant.title}: {wrong}")


def _issued(place: Path, stages: Stages) -> Base:
    """The form that a real office laid before a unit's staff."""
    with office_at(place / "kantor", stages, _STAGE) as sim:
        paper = sim.cycle.paper(sim.cycle.unit(_UNIT).form)
        plan = sim.workplace.office.maker.form_plan(sim.cycle, paper)
        empty = sim.read(_POST, "Formulir", ".xlsx")
    return Base(empty=empty, plan=plan, data=make_data(_UNIT))


def _through_the_door(sim: OfficeSim, variant: Variant, data: bytes) -> str:
    """What is not as it must be after a hand-in; nothing where all is well."""
    sim.take(_POST, "Formulir", ".xlsx")
    sim.drop(_POST, variant.name, data)
    sim.work()
    if sim.outbox() or sim.claimed():
        return f"left lying: {sim.outbox()}, {sim.claimed()}"
    if not variant.door:
        is_in = any("Data Kinerja" in each for each in sim.inbox(_HEAD))
        return "" if is_in and not sim.inbox(_POST) else f"not taken: {sim.inbox(_POST)}"
    back = sim.root / "inbox" / _POST / variant.name
    if not back.is_file() or back.read_bytes() != data:
        return "not back as it was"
    note = sim.note(_POST, variant.name)
    missing = [code for code in variant.door if f"(Kode: {code})" not in note]
    return f"its note lacks {missing}" if missing else ""


if __name__ == "__main__":
    sys.exit(main())
