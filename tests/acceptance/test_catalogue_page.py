"""The catalogue as archivists use it: opened from a folder, in Chromium and in Firefox."""

import io
import json
import shutil
from pathlib import Path

import pypdf
import pytest
from browsers import NAMES, browser
from catalogue_samples import fill
from typer.testing import CliRunner

from pipeline.adapters.archive.catalogue import Filters, search
from pipeline.adapters.archive.catalogue.query import terms_of
from pipeline.adapters.archive.catalogue.words import fold, tokens
from pipeline.entry.cli.app import app
from tools.sample_office import lay_out

SUPPORT = Path(__file__).parents[1] / "support"
SCRIPTS = Path(__file__).parents[2] / "pipeline/adapters/archive/catalogue/page"
AXE = Path(__file__).parents[1] / "programs/node_modules/axe-core/axe.min.js"
CASES = json.loads((SUPPORT / "search_cases.json").read_text("utf-8"))
WRONG, USAGE, LATER = 1, 2, 3
READY = "document.body.dataset.lengkap === 'ya'"
#: what is asked of both the page and the terminal; the last ones use filters
QUERIES = [
    "surat",
    "surat permintaan",
    "data kinerja",
    '"data kinerja"',
    "000.8.6.3 / 12",
    "000.8.6.3/07/KBL",
    "12 oktober 2026",
    "16 oktober 2026",
    "agustus 2025",
    "eleve ca",
    "script alert",
    "contoh pertama",
    "hormat bidang",
    "000.7.2.8",
    "tidak ada di mana pun",
]


@pytest.fixture(scope="module")
def root(tmp_path_factory):
    root = tmp_path_factory.mktemp("arsip #1 100%") / "archive"
    root.mkdir()
    fill(root)
    return root


@pytest.fixture(scope="module", params=NAMES)
def opened(request, root):
    """A browser that has opened the page, and its address."""
    address = (root / "index.html").as_uri()
    with browser(request.param) as page:
        page.resize(1366, 768)
        page.open(address)
        page.wait(READY)
        yield page, address


def go(opened, hash_=""):
    """Begin anew: nothing typed, nothing open."""
    page, address = opened
    page.open("about:blank")
    page.open(address + hash_)
    page.wait(READY)
    return page


def said(page, name="keadaan"):
    return page.run("return document.getElementById(arguments_[0]).textContent", name)


def found(page):
    return page.run("return [...document.querySelectorAll('li.hasil')].map(r => r.dataset.naskah)")


def focused(page):
    return page.run(
        "const e = document.activeElement; return e.id || e.textContent.trim().slice(0, 40)"
    )


def test_page_and_terminal_find_the_same_in_the_same_order(opened, root):
    page = go(opened)
    for query in QUERIES:
        page.run(
            "const box = document.getElementById('cari'); box.value = arguments_[0];"
            "box.dispatchEvent(new Event('input'))",
            query,
        )
        wanted = [f"{each.berkas}/{each.number}" for each in search(root, query, Filters()).found]
        assert found(page) == wanted, query
    assert page.complaints == []


def test_page_and_terminal_read_words_and_queries_alike(opened):
    page = go(opened)
    texts = [query for query, _ in CASES["terms"]] + [" ".join(t) for _, t, _ in CASES["lines"]]
    told = page.run(
        (SCRIPTS / "words.js").read_text("utf-8")
        + "return arguments_[0].map((text) => [fold(text),"
        "termsOf(text).map((one) => [one.kind, one.words, one.isClosed]),"
        "datesOf(fold(text)).map((one) => one.token)]);",
        texts,
    )
    for text, (folded, terms, dates) in zip(texts, told, strict=True):
        assert folded == fold(text)
        assert terms == [[each.kind, list(each.words), each.is_closed] for each in terms_of(text)]
        assert set(dates) <= tokens(text)


def test_typing_finds_shows_where_and_previews_with_the_keyboard_alone(opened):
    page = go(opened)
    assert focused(page) == "cari"
    page.type("permintaan hormat")
    page.wait("document.querySelectorAll('.cuplikan mark').length > 0")
    assert said(page).startswith("1 naskah ditemukan")
    snippet = page.run("return document.querySelector('.cuplikan').textContent")
    assert "Dengan hormat" in snippet
    page.press("Down")
    assert focused(page) == "Surat Permintaan Data Kinerja"
    page.press("Enter")
    page.wait("document.querySelector('#bingkai iframe') !== null")
    assert (
        page.run("return document.querySelector('#bingkai iframe').src")
        .split("#")[0]
        .endswith(".pdf")
    )
    assert focused(page) == "tutup"
    page.press("Escape")
    assert focused(page) == "Surat Permintaan Data Kinerja"
    assert page.run("return document.getElementById('pratinjau').hidden")
    page.wait("location.hash === '#q=permintaan+hormat'")
    assert page.complaints == []


def test_the_address_remembers_a_search_and_the_back_button_leads_back(opened):
    page = go(opened, "#q=surat&tahun=2026")
    assert page.run("return document.getElementById('cari').value") == "surat"
    both = found(page)
    page.run("document.querySelector('li.hasil p.data a[href^=\"#\"]').click()")
    page.wait("document.querySelectorAll('article').length === 1")
    page.run("history.back()")
    page.wait("document.querySelectorAll('li.hasil').length > 0")
    assert found(page) == both


def test_years_and_klasifikasi_lead_to_the_berkas(opened):
    page = go(opened)
    sections = page.run(
        "return [...document.querySelectorAll('section.tahun h3')].map(e => e.textContent)"
    )
    assert sections == ["Tahun 2026", "Tahun 2025"]
    links = page.run("return [...document.querySelectorAll('a.daftar')].map(e => e.textContent)")
    assert links == [
        f"Daftar berkas {y} ({what})" for y in (2026, 2025) for what in ("Excel", "PDF")
    ]
    page.run("[...document.querySelectorAll('ul.klasifikasi a')].pop().click()")
    page.wait("document.querySelectorAll('article').length === 1")
    links = page.run(
        "return [...document.querySelectorAll('article a')].map(e => decodeURIComponent(e.href))"
    )
    assert any(link.endswith("/001 Rapat Koordinasi 2025/") for link in links)
    assert any(link.endswith("/000 Daftar Isi Berkas.pdf") for link in links)
    assert "1 berkas tidak dapat ditampilkan" in page.run("return document.body.textContent")
    page.run("[...document.querySelectorAll('article p a')].pop().click()")  # the related berkas
    page.wait(
        "document.querySelector('article td.nomor') !== null && location.hash.includes('2026')"
    )
    assert "Data Kinerja Bidang I" in page.run("return document.querySelector('article').innerText")


def test_a_klasifikasi_shows_what_points_there(opened):
    page = go(opened)
    told = page.run(
        "return [...document.querySelector('section.tahun').querySelectorAll('li')]"
        ".map(e => e.innerText.replace(/\\s+/g, ' '))"
    )
    assert "000.7.2.8 Laporan Berkala 1 tunjuk silang" in told
    page = go(opened, "#tahun=2026&klasifikasi=000.7.2.8")
    shown = page.run("return document.querySelector('article').innerText")
    assert "Data Kinerja Bidang I" in shown
    assert "Tunjuk silang: 100.2 Wawasan Kebangsaan; 000.7.2.8 Laporan Berkala" in shown
    assert page.run("return document.querySelectorAll('article tbody tr').length") == 1


def test_hostile_texts_stay_texts(opened):
    page = go(opened, "#q=script")
    assert len(found(page)) == 2
    assert page.run("return window.taken ?? null") is None
    assert page.run("return document.querySelectorAll('main img, main script').length") == 0
    shown = page.run("return document.getElementById('daftar').innerText")
    assert "<script>window.taken = 1</script>" in shown
    assert "\u202e" not in shown
    assert "\u200b" not in shown
    page = go(opened, "#q=panjang&unit=%3Cscript%3Ealert(1)%3C/script%3E&tahun=x&dari=kapan")
    assert said(page).startswith("Tidak ada naskah yang cocok")
    assert page.complaints == []


def test_every_control_is_reached_with_the_tab_key_and_shows_it(opened):
    page = go(opened, "#q=surat")
    page.run("document.body.focus()")
    seen = []
    for _ in range(40):
        page.press("Tab")
        seen.append(focused(page))
        # a headless Firefox has not the desktop's focus, so it draws nothing as focused
        if page.name == "chromium" and page.run("return document.activeElement !== document.body"):
            style = page.run("return getComputedStyle(document.activeElement).outlineStyle")
            assert style == "solid", seen[-1]
    wanted = {"cari", "tahun", "klasifikasi", "unit", "jenis", "penandatangan", "akses", "dari"}
    assert wanted | {"sampai", "hapus", "cetak"} <= set(seen)
    assert "Langsung ke hasil" in seen


def test_the_page_fits_a_narrow_screen(opened):
    page = go(opened, "#q=surat")
    page.resize(360, 640)
    try:
        assert page.run("return document.documentElement.scrollWidth") <= 360
    finally:
        page.resize(1366, 768)


def test_the_results_print_as_a_list(opened):
    page = go(opened, "#q=surat+permintaan")
    text = "\n".join(
        each.extract_text() for each in pypdf.PdfReader(io.BytesIO(page.print())).pages
    )
    assert "hasil pencarian arsip" in text
    assert "000.8.6.3 / 12 / KBL / X / 2026" in " ".join(text.split())
    assert "Penandatangan" not in text  # a filter, which does not belong on paper


def test_a_catalogue_that_lacks_a_chunk_says_so(opened, root):
    (chunk,) = (root / "katalog").glob("2025-*-0001k-*.js")
    aside = chunk.with_suffix(".aside")
    chunk.rename(aside)
    try:
        page = go(opened, "#q=surat")
        assert not page.run("return document.getElementById('rusak').hidden")
        assert found(page)
    finally:
        aside.rename(chunk)


@pytest.mark.programs
@pytest.mark.parametrize("hash_", ["", "#q=surat", "#tahun=2026", "#q=tidak+ada"])
@pytest.mark.parametrize("width", [1366, 360])
def test_axe_finds_no_barrier(opened, hash_, width):
    page = go(opened, hash_)
    page.resize(width, 768)
    if hash_ == "#q=surat":
        page.run("document.querySelector('li.hasil .judul').click()")
    try:
        rules = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
        told = page.run(
            AXE.read_text("utf-8") + ";return await axe.run(document, {iframes: false, runOnly:"
            " arguments_[0]}).then((all) => [all.passes.length, all.violations.map((one) =>"
            " [one.id, one.help, one.nodes.map((node) => node.html)])]);",
            rules,
        )
    finally:
        page.resize(1366, 768)
    checked, violations = told
    assert checked > 20
    assert violations == []


@pytest.fixture(scope="module")
def office(root, tmp_path_factory):
    """An office whose archive this is."""
    office = tmp_path_factory.mktemp("kantor")
    lay_out(office)
    shutil.copytree(root, office / "archive", dirs_exist_ok=True)
    return office


def ask(office, *words):
    given = ["archive", "search", *words, "--office", str(office)]
    return CliRunner().invoke(app, given, env={"COLUMNS": "80"})


def test_the_command_finds_and_tells_what_it_cannot_read(office):
    ran = ask(office, "hormat", "permintaan", "--json")
    told = json.loads(ran.stdout)
    assert ran.exit_code == WRONG  # one berkas is broken
    assert told["total"] == 1
    (result,) = told["results"]
    assert result["title"] == "Surat Permintaan Data Kinerja"
    assert result["matched"][-1] == "isi"
    assert "Dengan hormat" in result["snippet"]
    assert (office / "archive" / result["files"][0]).is_file()
    assert told["unreadable"][0].endswith("003 Rusak")
    shown = ask(office, "000.8.6.3 / 12", "--kind", "surat")
    assert "Surat Permintaan Data Kinerja" in shown.stdout
    dated = json.loads(ask(office, "12 oktober 2026", "--json").stdout)
    assert [each["item"] for each in dated["results"]] == [2]
    phrase = json.loads(ask(office, '"kinerja bidang"', "--json").stdout)
    assert [each["item"] for each in phrase["results"]] == [7]
    assert "Nothing was found" in ask(office, "tidak ada").stdout


@pytest.mark.parametrize(
    ("words", "code"),
    [
        ((), USAGE),
        (("x", "--from", "kapan"), USAGE),
        (("x", "--limit", "0"), USAGE),
        (("--year", "1999"), WRONG),
    ],
)
def test_the_command_says_what_is_wrong_with_its_words(office, words, code):
    assert ask(office, *words).exit_code == code


def test_the_command_of_an_office_without_catalogue_says_to_come_back(office, tmp_path):
    lay_out(tmp_path / "kantor")
    ran = ask(tmp_path / "kantor", "surat")
    assert ran.exit_code == LATER
    assert "no catalogue yet" in ran.stderr
    (tmp_path / "kantor" / "archive" / "katalog" / "daftar.js").mkdir(parents=True)
    ran = ask(tmp_path / "kantor", "surat")
    assert ran.exit_code == LATER
    assert "cannot be read now" in ran.stderr
