"""``paraf demo``: plays a cycle, shows progress, and says what to open."""

import time
from pathlib import Path

from rich.console import Console
from rich.progress import BarColumn, Progress, TextColumn, TimeElapsedColumn

from pipeline.adapters.archive.catalogue import PAGE as CATALOGUE
from pipeline.config.office import OfficeConfig
from pipeline.domain.cycle import Cycle, Status
from pipeline.domain.period import Period
from pipeline.domain.sop import Sop
from pipeline.entry.daemon import run_once
from pipeline.entry.demo.play import SIGNS_HIMSELF, Daemon, Play, running_daemon, wait_until_filed
from pipeline.errors import Misconfigured
from pipeline.office.surroundings import roster_of
from pipeline.wiring import configured, demo_clock, open_workplace

FIRST_PERIOD = Period(2026, 3)
_SCENES = 34


def demo(root: Path, until: str | None = None) -> None:
    """Play the next period's cycle in a demo office.

    Raises:
        Misconfigured: this is no demo office, or the step does not exist.
        NotYet: the daemon did not keep up, or another Paraf works here.
    """
    config, sop = configured(root)
    if not config.demo:
        raise Misconfigured(["paraf demo plays in a demo office only (demo = true)"])
    _must_have_agents(config, sop)
    console = Console(highlight=False, soft_wrap=True)
    until = _stop(sop, until, console)
    began = time.monotonic()
    period = next_period(root)
    console.print(f"Paraf demo: {sop.name}, {period.title}")
    with _progress(console) as progress:
        task = progress.add_task("starting", total=_SCENES)

        def tell(step: str, what: str) -> None:
            progress.console.print(f"  [dim]{step:>3}[/dim]  {what}")
            progress.update(task, advance=1, description=f"step {step}")

        play = Play(root, period, tell, until)
        with running_daemon(Daemon(root)) as daemon:
            play.perform(daemon.alive)
            if until is None:
                wait_until_filed(lambda: is_filed(root, period), daemon.alive)
        progress.update(task, completed=_SCENES, description="done")
    _settle(root)
    _say_what_to_open(console, root, period, until)
    console.print(f"[dim]{time.monotonic() - began:.0f} s[/dim]")


def _must_have_agents(config: OfficeConfig, sop: Sop) -> None:
    """The play hands papers in unsigned: without an agent they would all come back.

    Raises:
        Misconfigured: with every post that signs by the SOP and has none.
    """
    problems = [
        f"office.toml: [jabatan.{post}] needs 'agen_tanda_tangan = true' for paraf demo to play "
        "its part"
        for post in sorted(roster_of(config).signing(sop) - {SIGNS_HIMSELF})
        if not config.posts[post].agen_tanda_tangan
    ]
    if problems:
        raise Misconfigured(problems)


def _stop(sop: Sop, until: str | None, console: Console) -> str | None:
    """The step whose paper the play is to stop at.

    A row that only waits for the data of every unit lays no paper; the first one that it leads to
    is the warning of a unit that is late.

    Raises:
        Misconfigured: there is no such step.
    """
    if until is None:
        return None
    if until not in {step.no for step in sop.steps}:
        known = ", ".join(step.no for step in sop.steps)
        raise Misconfigured([f"there is no step '{until}'; the SOP has {known}"])
    join = sop.join
    if join is None or join.no != until:
        return until
    first = join.warning or join.next or ""
    console.print(f"Step {until} lays no paper: it waits for the data of every unit.")
    console.print(f"The demo stops at step {first} instead, the first paper it leads to.")
    return first


def _settle(root: Path) -> None:
    """The daemon was stopped in the middle: finish what it had begun, and show it on the board."""
    with open_workplace(root) as workplace:
        run_once(workplace)


def _progress(console: Console) -> Progress:
    return Progress(
        TextColumn("{task.description:<10}"),
        BarColumn(),
        TimeElapsedColumn(),
        console=console,
        transient=True,
    )


def next_period(root: Path) -> Period:
    """The quarter after the last one played here; the clock is set before anything looks at it."""
    clock = demo_clock(root)
    with open_workplace(root, clock.now()) as workplace:
        periods = [cycle.period for cycle in workplace.store.cycles()]
        period = max(periods).following if periods else FIRST_PERIOD
        opens_on = workplace.office.opening_day(period)
        clock.set(workplace.office.surroundings.calendar.opening(opens_on))
        workplace.store.fact("began", opens_on.isoformat())
        workplace.office.agreement_for(period)
    return period


def _cycle(root: Path, period: Period) -> Cycle:
    with open_workplace(root) as workplace:
        return workplace.store.cycle(period.id)[0]


def is_filed(root: Path, period: Period) -> bool:
    """Whether a period's berkas stands in the archive."""
    return _cycle(root, period).status is Status.FILED


def _say_what_to_open(console: Console, root: Path, period: Period, until: str | None) -> None:
    if until is not None:
        console.print(f"\nStopped before step {until}. What waits now:")
        for path in sorted((root / "inbox").glob("*/*")):
            if not path.name.startswith("."):
                console.print(f"  {path.relative_to(root)}")
        console.print("Go on by hand: paraf run, then move that file to its outbox.")
        return
    cycle = _cycle(root, period)
    berkas = root / "archive" / (cycle.berkas_path or "")
    console.print("\nWhat happened: one draft came back and was redone, one form was incomplete,")
    console.print("one bidang was late and warned; all data came in, the berkas is filed.")
    console.print("\nOpen these six:")
    for name, path in (
        ("the signed request", _item(berkas, "Surat Permintaan")),
        ("the warning", _item(berkas, "Surat Peringatan")),
        ("the recap", _item(berkas, "Laporan Rekapitulasi")),
        ("the board", root / "PAPAN STATUS.html"),
        ("the berkas", berkas),
        ("the catalogue", root / "archive" / CATALOGUE),
    ):
        console.print(f"  {name:<20}{path.relative_to(root)}")


def _item(berkas: Path, words: str) -> Path:
    """The PDF of a berkas whose name holds these words."""
    return next(path for path in sorted(berkas.glob("*.pdf")) if words in path.name)
