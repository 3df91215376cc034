"""``make bench-catalogue``: the archive's catalogue with 20 000 items, in real browsers.

What is measured: from the first key that is pressed in the search box of a page that has loaded, to
the frame in which its results are drawn (what items say of themselves and the words of their
documents); the same for a whole query put into the box; how long the page takes to load; what it
costs to bring the catalogue up to date for one berkas, when much and when little is archived.
"""

import json
import sys
import tempfile
import time
from pathlib import Path
from statistics import median

from rich.console import Console

from pipeline.adapters.archive.catalogue import bring_up_to_date
from pipeline.adapters.disk import LocalDisk
from tests.support.big_archive import PlainTexts, Writer, fill
from tests.support.browsers import NAMES, Page, browser

_RUNS = 5
_FEW = 400
_QUERIES = ("surat permintaan", "12 oktober 2026", "000.8.6.3 / 41", "anggaran sekretariat")
_WATCH = """
window.drawn = new Promise((done) => addEventListener("input", (event) => {
  requestAnimationFrame(() => setTimeout(() => done(performance.now() - event.timeStamp)));
}, { capture: true, once: true }));
"""
_PUT = """
const box = document.getElementById("cari");
box.value = arguments_[0];
const from = performance.now();
box.dispatchEvent(new Event("input"));
await new Promise((go) => requestAnimationFrame(() => setTimeout(go)));
return performance.now() - from;
"""
out = Console(highlight=False)


def main(items: int) -> None:
    """Print the figures, then the same as one line of JSON."""
    figures: dict[str, float] = {}
    with tempfile.TemporaryDirectory(prefix="paraf-catalogue-") as folder:
        root = Path(folder, "archive")
        root.mkdir()
        fill(root, _FEW)
        bring_up_to_date(root, LocalDisk(), None, PlainTexts())
        figures["update_few_ms"] = _update(root, 501)
        fill(root, items, since=_FEW)
        started = time.perf_counter()
        bring_up_to_date(root, LocalDisk(), None, PlainTexts())
        figures["anew_s"] = time.perf_counter() - started
        figures["update_many_ms"] = _update(root, 502)
        figures["update_ratio"] = figures["update_many_ms"] / figures["update_few_ms"]
        figures["loaded_mb"] = (
            sum(path.stat().st_size for path in (root / "katalog").glob("*.js")) / 1e6
        )
        for name in NAMES:
            figures |= _in_browser(name, (root / "index.html").as_uri())
    for name, figure in figures.items():
        out.print(f"{name:28} {figure:10.2f}")
    out.print(json.dumps({name: round(figure, 3) for name, figure in figures.items()}))


def _update(root: Path, number: int) -> float:
    """Milliseconds to take in a berkas that was just filed, into a block of its own."""
    path = Writer(root, seed=number).berkas(2026, 0, number)
    times = []
    for _ in range(_RUNS):
        started = time.perf_counter()
        bring_up_to_date(root, LocalDisk(), [path], PlainTexts())
        times.append(1000 * (time.perf_counter() - started))
    return median(times)


def _in_browser(name: str, address: str) -> dict[str, float]:
    figures: dict[str, list[float]] = {}

    def note(what: str, figure: float) -> None:
        figures.setdefault(f"{name}_{what}", []).append(figure)

    with browser(name) as page:
        page.resize(1366, 768)
        for _ in range(_RUNS):
            page.open("about:blank")
            started = time.perf_counter()
            page.open(address)
            page.wait("document.body.dataset.lengkap === 'ya'", 60)
            note("load_ms", 1000 * (time.perf_counter() - started))
            note("first_key_ms", _first_key(page))
            for at, query in enumerate(_QUERIES):
                note(f"query_{at + 1}_ms", page.run(_PUT, query))
    return {what: median(some) for what, some in figures.items()}


def _first_key(page: Page) -> float:
    page.run(_WATCH)
    page.press("s")
    return float(page.run("return await window.drawn"))


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 20_000)
