"""``make bench``: every speed we speak of, measured in one run and told as ratios.

What is compared with what: filling and converting with docxtpl and one ``soffice`` per letter,
reading forms with openpyxl, signing and verifying with plain pyHanko. Hops are measured on a real
daemon over real folders, settling time included: from the last byte of a drop to the next paper in
its inbox.
"""

import io
import json
import os
import shutil
import tempfile
import time
import zipfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from statistics import median, quantiles

from docxtpl import DocxTemplate
from jinja2 import Environment
from rich.console import Console

from pipeline.adapters.charts import MatplotlibCharts
from pipeline.adapters.forms.recap import recap_workbook
from pipeline.adapters.inspection import inspect
from pipeline.adapters.word import WordDocuments
from pipeline.adapters.word.template import values_of
from pipeline.config.calendar import load_calendar
from pipeline.domain.context import Context, Decision
from pipeline.domain.cycle import Cycle
from pipeline.domain.decide import decide, open_cycle
from pipeline.domain.events import CycleOpened, HandedIn, Issued
from pipeline.domain.performance.trend import looked_back
from pipeline.domain.period import Period
from pipeline.entry.demo.play import Daemon, running_daemon
from pipeline.entry.demo.show import demo
from pipeline.entry.demo.staff import Staff
from pipeline.office.surroundings import roster_of
from pipeline.wiring import configured, demo_clock, open_workplace
from pipeline.wiring.demo import demo_keys
from pipeline.wording.papers.samples import SAMPLES
from tests.support import recap_scene
from tools import bench_age, bench_archive, bench_conversion, bench_forms, bench_signing, bench_year

_ROOT = Path(__file__).parents[1]
_LETTER = "surat-permintaan"
_HOPS = 15
_IDLE_SECONDS = 10.0
_POSTS = 20
_PARTS = ("templates_docx", "sop", "perjanjian-kinerja")
out = Console(highlight=False)


def main() -> None:
    """Print everything, then the same figures as one line of JSON."""
    figures: dict[str, float] = {}
    for title, measure in (
        ("filling a template", _filling),
        ("inspecting a draft", _inspecting),
        ("a whole letter: fill + PDF/A-2b", lambda: bench_conversion.measure(4)),
        ("reading filled data forms", bench_forms.measure),
        ("a recap of 12 units x 40 indicators", _recap),
        ("signing and verifying", bench_signing.measure),
        ("signing a batch of letters", bench_signing.measure_batch),
        ("filing and verifying", bench_archive.measure),
        ("an old office against a young one", bench_age.measure),
        ("events through the core alone", _core),
        ("a year's report, 12 units x 40 indicators x 4 quarters", bench_year.measure),
        ("hops, and an idle daemon", _hops),
        ("a whole demo cycle", _cycle),
    ):
        out.print(f"\n[bold]{title}[/bold]")
        found = measure()
        figures |= found
        for name, value in found.items():
            out.print(f"  {name:<34}{value:>12.4g}")
    out.print("\n" + json.dumps({name: round(value, 4) for name, value in figures.items()}))


def _filling() -> dict[str, float]:
    words = WordDocuments(_ROOT / "templates_docx")
    template = (_ROOT / "templates_docx" / f"{_LETTER}.docx").read_bytes()

    def naive() -> None:
        document = DocxTemplate(io.BytesIO(template))
        jinja = Environment(autoescape=True)
        jinja.filters["bookmark"] = lambda _: ""
        document.render(values_of(SAMPLES[_LETTER]), jinja)
        document.save(io.BytesIO())

    def ours() -> None:
        words.fill(_LETTER, SAMPLES[_LETTER], properties={"ParafKode": "BENCH"}, qr_png=None)

    ours()
    theirs, own = _median_seconds(naive, 20), _median_seconds(ours, 100)
    return {
        "fill_naive_ms": theirs * 1000,
        "fill_ours_ms": own * 1000,
        "fill_times_faster": theirs / own,
    }


def _inspecting() -> dict[str, float]:
    """A draft looked into by the inspector, and merely unpacked by ``zipfile``."""
    words = WordDocuments(_ROOT / "templates_docx")
    draft = words.fill(_LETTER, SAMPLES[_LETTER], properties={"ParafKode": "BENCH"}, qr_png=None)

    def unpack() -> None:
        with zipfile.ZipFile(io.BytesIO(draft)) as package:
            for name in package.namelist():
                package.read(name)

    plain = _median_seconds(unpack, 100)
    own = _median_seconds(lambda: inspect(draft, "konsep.docx"), 100)
    return {
        "inspect_unpack_only_ms": plain * 1000,
        "inspect_ours_ms": own * 1000,
        "inspect_times_unpacking": own / plain,
    }


def _recap() -> dict[str, float]:
    """All of a recap but its conversion: figures, charts (first drawn), report and workbook."""
    office = recap_scene.office_of(12)
    cycle = recap_scene.cycle_of(office, 40, u3="late", u4="warned", u5="missing")
    quarters = looked_back(cycle.period)
    earlier = [recap_scene.cycle_of(office, 40, period=each) for each in quarters]
    words, charts = WordDocuments(_ROOT / "templates_docx"), MatplotlibCharts()
    started = time.perf_counter()
    report, reckoned = recap_scene.report_of(office, cycle, earlier)
    figured = time.perf_counter()
    pictures = recap_scene.charts_of(office, reckoned, charts)
    drawn = time.perf_counter()
    words.fill("laporan-rekapitulasi", report, properties={}, qr_png=None, pictures=pictures)
    filled = time.perf_counter()
    recap_workbook(recap_scene.book_of(office, cycle, reckoned))
    written = time.perf_counter()
    return {
        "recap_figures_s": figured - started,
        "recap_charts_s": drawn - figured,
        "recap_report_s": filled - drawn,
        "recap_workbook_s": written - filled,
        "recap_without_conversion_s": written - started,
    }


def _median_seconds(work: Callable[[], None], times: int) -> float:
    found = []
    for _ in range(times):
        started = time.perf_counter()
        work()
        found.append(time.perf_counter() - started)
    return median(found)


def _core() -> dict[str, float]:
    """Opening cycles and handing in their first order, decided in memory."""
    config, sop = configured(_ROOT)
    calendar = load_calendar(config)
    period = Period(2026, 3)
    context = Context(
        now=calendar.opening(period.day_after),
        sop=sop,
        roster=roster_of(config),
        calendar=calendar,
        next_number={},
    )
    events, started = 0, time.perf_counter()
    while time.perf_counter() - started < 2:
        events += _three_events(context, period)
    return {"core_events_per_second": events / (time.perf_counter() - started)}


def _three_events(context: Context, period: Period) -> int:
    opened = _cycle_of(open_cycle(context, period.id, CycleOpened(period=period, by="bench")))
    code = opened.papers[0].code
    made = Issued(code=code, version=1, sha256="0", size=1)
    issued = _cycle_of(decide(context, opened, made))
    post = issued.open_tasks[0].post
    handed = HandedIn(claim="c", post=post, name="n", sha256="1", size=1, code=code, version=1)
    decide(context, issued, handed)
    return 3


def _cycle_of(decision: Decision) -> Cycle:
    if decision.cycle is None:
        raise AssertionError("a decision without its cycle")
    return decision.cycle


@contextmanager
def _office() -> Iterator[Path]:
    """A demo office of its own, with enough posts for the idle measurement."""
    with tempfile.TemporaryDirectory(prefix="paraf-bench-") as folder:
        root = Path(folder)
        for part in _PARTS:
            shutil.copytree(_ROOT / part, root / part)
        text = (_ROOT / "office.toml").read_text("utf-8")
        have = text.count("\n[jabatan.")
        for number in range(_POSTS - have):
            text += (
                f'\n[jabatan.tambahan-{number}]\nsebutan = "Pelaksana"\nnama = "Contoh"\n'
                'nip = "19930215 201903 2 002"\n'
            )
        (root / "office.toml").write_text(text, "utf-8")
        for part in ("inbox", "outbox", "archive"):
            (root / part).mkdir()
        yield root


def _hops() -> dict[str, float]:
    with _office() as root:
        clock = demo_clock(root)
        with open_workplace(root) as workplace:
            period = Period(2026, 3)
            calendar = workplace.office.surroundings.calendar
            now = calendar.opening(workplace.office.opening_day(period))
            clock.set(now)
            workplace.store.fact("began", now.date().isoformat())
        staff = Staff(root, demo_keys(root))
        daemon = Daemon(root)
        with running_daemon(daemon):
            staff.watch(daemon.alive)
            drafts, signed = _run_hops(staff, now)
            idle = _idle_share(daemon)
        staff.go_home()
    return {
        "draft_hop_p50_s": median(drafts),
        "draft_hop_p99_s": quantiles(drafts, n=100)[98],
        "signed_hop_p50_s": median(signed),
        "signed_hop_p99_s": quantiles(signed, n=100)[98],
        "idle_percent_of_a_core": idle * 100,
    }


def _run_hops(staff: Staff, now: object) -> tuple[list[float], list[float]]:
    """A letter goes round: drafted, parafed with a key, returned for correction, drafted again."""
    staff.pass_on("sekretaris", "Lembar Disposisi")
    staff.pass_on("kasubbag-tu", "Lembar Disposisi Kasubbag TU")
    drafts, signed = [], []
    for _ in range(_HOPS):
        drafts.append(_timed(staff, "japel-tu", staff.take("japel-tu", "Konsep"), "sekretaris"))
        letter = staff.take("sekretaris", "Surat Permintaan", ".pdf")
        facts = {"post": "Sekretaris", "holder": "Contoh", "nip": "1", "number": "1"}
        stamp = {"kind": "paraf", "signed_at": now, **facts}
        staff.sign(letter, "sekretaris", "ParafSekretaris", stamp)
        signed.append(_timed(staff, "sekretaris", letter, "kepala-badan"))
        staff.send_back("kepala-badan", "sekali lagi", "Surat Permintaan")
    return drafts, signed


def _timed(staff: Staff, post: str, paper: Path, following: str) -> float:
    staff.hand_in(post, paper)
    started = time.perf_counter()
    staff.await_file(following, "Surat Permintaan", ".pdf")
    return time.perf_counter() - started


def _idle_share(daemon: Daemon) -> float:
    """CPU seconds of the daemon and its children per second of doing nothing."""
    pid = daemon.process.pid if daemon.process else 0
    time.sleep(3)
    before = _cpu_seconds(pid)
    time.sleep(_IDLE_SECONDS)
    return (_cpu_seconds(pid) - before) / _IDLE_SECONDS


def _cpu_seconds(pid: int) -> float:
    """User and system time of a process and all its descendants."""
    total = 0
    for folder in Path("/proc").glob("[0-9]*"):
        try:
            fields = (folder / "stat").read_text().rpartition(")")[2].split()
        except OSError:
            continue
        if int(folder.name) == pid or _descends(int(folder.name), pid):
            total += int(fields[11]) + int(fields[12])
    return total / os.sysconf("SC_CLK_TCK")


def _descends(pid: int, ancestor: int) -> bool:
    while pid > 1:
        try:
            pid = int(Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[1])
        except OSError:
            return False
        if pid == ancestor:
            return True
    return False


def _cycle() -> dict[str, float]:
    with _office() as root:
        started = time.perf_counter()
        demo(root)
        return {"demo_cycle_s": time.perf_counter() - started}


if __name__ == "__main__":
    main()
