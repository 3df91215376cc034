"""From template to PDF/A: ours against ``docxtpl`` and one ``soffice --convert-to`` per letter.

``python -m tools.bench_conversion [ROUNDS]`` prints ratios of one run. Both sides start from the
same template and values and make a PDF/A-2b; each round measures one after the other, so that a
busy machine slows all alike. The naive side gets a warm profile, as in daily use.
"""

import json
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from io import BytesIO
from pathlib import Path
from statistics import median

from docxtpl import DocxTemplate
from jinja2 import Environment

from pipeline.adapters.conversion import LibreOffice
from pipeline.adapters.word import WordDocuments
from pipeline.adapters.word.template import values_of
from pipeline.wording.papers.samples import SAMPLES

TEMPLATES = Path(__file__).parents[1] / "templates_docx"
LETTER = "surat-permintaan"
#: Letters in each round, by side.
NAIVE_LETTERS, OUR_LETTERS = 2, 8

_PDF_A = (
    'pdf:writer_pdf_Export:{"SelectPdfVersion":{"type":"long","value":"2"},'
    '"UseTaggedPDF":{"type":"boolean","value":"true"}}'
)


def measure(rounds: int, *, fill: Callable[[], bytes] | None = None) -> dict[str, float]:
    """Measure both sides.

    Args:
        rounds: How often each side has its turn.
        fill: Makes one letter; by default the Word room does, from the request letter.

    Returns:
        Seconds for each letter (medians over the rounds), and how many times faster ours is
        with one worker and with two.
    """
    ours = fill or _filled
    naive, one, two = [], [], []
    with tempfile.TemporaryDirectory() as folder:
        root = Path(folder)
        with (
            LibreOffice(scratch=root / "one") as single,
            LibreOffice(scratch=root / "two", workers=2) as double,
        ):
            _convert_naively(root)  # makes its profile
            _convert_ours(single, ours, threads=1)
            _convert_ours(double, ours, threads=2)
            for _ in range(rounds):
                naive.append(_seconds(lambda: _convert_naively(root), NAIVE_LETTERS))
                one.append(_each(single, ours, threads=1))
                two.append(_each(double, ours, threads=2))
    return {
        "naive_seconds": median(naive),
        "one_worker_seconds": median(one),
        "two_workers_seconds": median(two),
        "one_worker_times_faster": median(naive) / median(one),
        "two_workers_times_faster": median(naive) / median(two),
    }


def _filled() -> bytes:
    return _WORD.fill(LETTER, SAMPLES[LETTER], properties={"paraf": "BENCH"}, qr_png=None)


_WORD = WordDocuments(TEMPLATES)


def _each(converter: LibreOffice, fill: Callable[[], bytes], *, threads: int) -> float:
    return _seconds(lambda: _convert_ours(converter, fill, threads=threads), 1) / OUR_LETTERS


def _convert_ours(converter: LibreOffice, fill: Callable[[], bytes], *, threads: int) -> None:
    with ThreadPoolExecutor(threads) as pool:
        made = pool.map(lambda _: converter.convert(fill()), range(OUR_LETTERS))
        if any(rendition.pages < 1 for rendition in made):
            raise AssertionError("a letter without a page")


def _convert_naively(root: Path) -> None:
    document = DocxTemplate(BytesIO((TEMPLATES / f"{LETTER}.docx").read_bytes()))
    jinja = Environment(autoescape=True)
    jinja.filters["bookmark"] = lambda _: ""
    document.render(values_of(SAMPLES[LETTER]), jinja)
    document.save(root / "letter.docx")
    result = root / "letter.pdf"
    result.unlink(missing_ok=True)
    command = ["soffice", f"-env:UserInstallation={(root / 'profile').as_uri()}", "--headless"]
    command += ["--convert-to", _PDF_A, "--outdir", str(root), str(root / "letter.docx")]
    subprocess.run(command, check=True, capture_output=True, timeout=120)
    if not result.is_file():
        raise AssertionError("soffice made no PDF")


def _seconds(work: Callable[[], None], times: int) -> float:
    """Mean seconds of doing the work so many times."""
    started = time.perf_counter()
    for _ in range(times):
        work()
    return (time.perf_counter() - started) / times


if __name__ == "__main__":
    rounds = int(sys.argv[1]) if len(sys.argv) > 1 else 5
    print(json.dumps(measure(rounds), indent=2))
