"""The catalogue's files: what is in them, and that they are always whole."""

import io
import json
import shutil
from datetime import date

import docx
import openpyxl
import pytest
from archive_samples import make_addition, make_berkas, snapshot
from big_archive import PlainTexts, Writer
from catalogue_samples import LETTER, HereTexts, fill, letter

from pipeline.adapters.archive import FolderArchive
from pipeline.adapters.archive.catalogue import Filters, bring_up_to_date, search
from pipeline.adapters.archive.catalogue.card import card_key
from pipeline.adapters.archive.catalogue.chunk import ChunkBroken, format_chunk, parse_chunk
from pipeline.adapters.disk import LocalDisk
from pipeline.adapters.jail import Jail
from pipeline.adapters.texts import jobs
from pipeline.adapters.texts.jailed import JailedTexts
from pipeline.wiring import READING

ALL = Filters()


class Broken(OSError):
    """The power is cut here."""


def cut_after(calls):
    """A disk that does so many system calls that change it, and no more."""
    left = iter(range(calls))

    def at(*_):
        if next(left, None) is None:
            raise Broken

    return LocalDisk(at)


@pytest.fixture
def root(tmp_path):
    root = tmp_path / "archive"
    root.mkdir()
    return root


@pytest.fixture(scope="module")
def filled(tmp_path_factory):
    """An archive that tests only look at."""
    root = tmp_path_factory.mktemp("arsip") / "archive"
    root.mkdir()
    fill(root)
    return root


def titles(root, query, **filters):
    return [each.title for each in search(root, query, Filters(**filters)).found]


def test_documents_are_found_by_their_text_which_a_jailed_child_reads(root):
    with Jail(READING) as jail:
        archive = FolderArchive(root, LocalDisk(), texts=JailedTexts(jail))
        archive.file_away(make_berkas(items=(letter("Satu"),)))
        archive.bring_up_to_date()
    assert titles(root, "mohon menyampaikan 16 oktober 2026") == ["Satu"]
    (found,) = search(root, "000.8.6.3/07", ALL).found
    assert found.matched == ("isi",)


def test_what_is_no_document_has_no_text_and_stops_nothing(root):
    texts = HereTexts()
    for data, suffix in ((b"%PDF broken", "pdf"), (b"PK", "docx"), (b"", "xlsx"), (b"x", "exe")):
        assert texts.text_of(data, suffix) is None
    assert "Dengan hormat" in texts.text_of(LETTER, "pdf")


def test_the_words_of_word_and_excel_files_are_read_as_well():
    word, book = io.BytesIO(), io.BytesIO()
    document = docx.Document()
    document.add_paragraph("Nota dinas tentang ra\u00addikalisme\u202e")
    document.add_table(1, 1).cell(0, 0).text = "sel pertama"
    document.save(word)
    workbook = openpyxl.Workbook()
    workbook.active.append(["realisasi anggaran", 12])
    workbook.save(book)
    texts = HereTexts()
    assert texts.text_of(word.getvalue(), "docx") == "Nota dinas tentang radikalisme sel pertama"
    assert texts.text_of(book.getvalue(), "xlsx") == "realisasi anggaran"


def test_a_text_is_cut_where_nobody_searches_the_rest(monkeypatch):
    monkeypatch.setattr(jobs, "LONGEST", 20)
    assert HereTexts().text_of(LETTER, "pdf") == "BADAN KESATUAN BANGSA"[:20]


def test_the_text_of_secret_papers_is_nowhere_in_the_catalogue(filled):
    assert titles(filled, "laporan tertutup") == ["Laporan Tertutup"]
    secret = next(path for path in (filled / "2026").rglob("002 Laporan Rahasia"))
    key = card_key(secret.relative_to(filled).as_posix())
    card = (filled / "katalog" / f"{key}.js").read_text("utf-8")
    assert "Laporan Tertutup" in card
    assert "hormat" not in card
    assert "Laporan Tertutup" not in titles(filled, "dengan hormat")


def test_no_document_is_opened_twice(root):
    texts = HereTexts()
    fill(root, texts)
    once = texts.read
    bring_up_to_date(root, LocalDisk(), None, texts)
    assert texts.read == once > 0


def test_an_addition_is_found_and_leaves_the_catalogue_as_if_made_anew(root):
    archive = FolderArchive(root, LocalDisk(), texts=HereTexts())
    filed = archive.file_away(make_berkas(items=(letter("Satu"),)))
    archive.file_away(make_berkas(number=40, title="Lain", items=(letter("Dua"),)))
    archive.bring_up_to_date()
    archive.append(filed.path, make_addition(items=(letter("Susulan"),)))
    archive.bring_up_to_date()
    assert titles(root, "susulan") == ["Susulan"]
    step_by_step = snapshot(root / "katalog")
    shutil.rmtree(root / "katalog")
    bring_up_to_date(root, LocalDisk(), None, HereTexts())
    anew = snapshot(root / "katalog")
    assert anew.items() <= step_by_step.items()
    assert archive.verify() == ()


def test_whoever_reads_during_an_update_sees_the_old_or_the_new_and_a_crash_is_mended(root):
    writer, texts = Writer(root), PlainTexts()
    first = writer.berkas(2026, 0, 1, items=3)
    bring_up_to_date(root, LocalDisk(), None, texts)
    old = titles(root, "data")
    second = writer.berkas(2026, 0, 2, items=3)
    for calls in range(100):
        try:
            bring_up_to_date(root, cut_after(calls), [second], texts)
        except Broken:
            now = titles(root, "data")
            assert now == old or len(now) == 2 * len(old)
            continue
        break
    assert 5 < calls < 99
    assert len(titles(root, "data")) == 2 * len(old)
    bring_up_to_date(root, LocalDisk(), [first], texts)
    shutil.copytree(root, root.with_name("anew"))
    shutil.rmtree(root.with_name("anew") / "katalog")
    bring_up_to_date(root.with_name("anew"), LocalDisk(), None, texts)
    anew = snapshot(root.with_name("anew") / "katalog")
    assert anew.items() <= snapshot(root / "katalog").items()  # beside it, what readers have open


def test_an_update_looks_at_its_own_block_alone(root):
    writer, texts = Writer(root), PlainTexts()
    for number in range(1, 27):
        writer.berkas(2026, 0, number, items=1)
    bring_up_to_date(root, LocalDisk(), None, texts)
    before = snapshot(root / "katalog")
    grown = writer.berkas(2026, 0, 27, items=1)
    read = texts.read
    bring_up_to_date(root, LocalDisk(), [grown], texts)
    assert texts.read == read + 1
    after = snapshot(root / "katalog")
    changed = {name for name in after if after[name] != before.get(name)}
    assert len(changed) == 4, changed  # its card, its block's two chunks, the directory


@pytest.mark.parametrize("harm", ["gone", "cut", "other"])
def test_a_spoilt_catalogue_is_made_anew(root, harm):
    archive = FolderArchive(root, LocalDisk(), texts=HereTexts())
    filed = archive.file_away(make_berkas(items=(letter("Satu"),)))
    archive.file_away(make_berkas(year=2025, items=(letter("Dua"),)))
    archive.bring_up_to_date()
    for path in (root / "katalog").rglob("*.js"):
        if harm == "gone":
            path.unlink()
        else:
            path.write_bytes(path.read_bytes()[:-9] if harm == "cut" else b'terima("x",1);\n')
    bring_up_to_date(root, LocalDisk(), [filed.path], HereTexts())
    assert titles(root, "hormat") == ["Satu", "Dua"] or titles(root, "hormat") == ["Dua", "Satu"]


def test_a_broken_berkas_is_told_and_keeps_nothing_from_being_found(filled):
    found = search(filled, "undangan", ALL)
    assert [each.title for each in found.found] == ["Undangan Rapat"]
    (path,) = found.unreadable
    assert path.endswith("003 Rusak")
    assert "1 berkas tidak dapat ditampilkan" in (filled / "index.html").read_text("utf-8")


def test_a_berkas_that_was_taken_away_leaves_the_catalogue(root):
    writer, texts = Writer(root), PlainTexts()
    path = writer.berkas(2026, 0, 1, items=1)
    bring_up_to_date(root, LocalDisk(), None, texts)
    shutil.rmtree(root / path)
    bring_up_to_date(root, LocalDisk(), [path], texts)
    assert titles(root, "", year=2026) == []


@pytest.mark.parametrize("name", ["katalog", "katalog/kartu", "katalog/kartu/2026"])
def test_no_link_is_followed(root, tmp_path, name):
    path = Writer(root).berkas(2026, 0, 1, items=1)
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    (root / name).parent.mkdir(parents=True, exist_ok=True)
    (root / name).symlink_to(elsewhere)
    with pytest.raises(OSError, match="katalog"):
        bring_up_to_date(root, LocalDisk(), [path], PlainTexts())
    assert list(elsewhere.iterdir()) == []


def test_an_empty_archive_has_a_page(root):
    bring_up_to_date(root, LocalDisk(), None, None)
    assert "Belum ada berkas" in (root / "index.html").read_text("utf-8")
    assert search(root, "x", ALL).found == ()


def test_filters_narrow_a_search(filled):
    for filters in (
        {"year": 2025},
        {"classification": "100.2"},
        {"classification": "100"},
        {"kind": "undang"},
        {"until": date(2025, 12, 31)},
    ):
        assert titles(filled, "rapat", **filters) == ["Undangan Rapat"], filters
        assert "Lembar Disposisi Sekretaris" not in titles(filled, "disposisi", **filters)
    assert titles(filled, "", signer="contoh pertama") == ["Surat Permintaan Data Kinerja"]
    assert titles(filled, "", access="rahasia") == ["Laporan Tertutup"]
    assert titles(filled, "", unit="kewaspadaan") == ["Surat Permintaan Data Kinerja"]
    assert titles(filled, "disposisi", since=date(2026, 10, 2)) == ["Data Kinerja Bidang I"]


def test_a_klasifikasi_gives_what_is_pointed_to_from_there_as_well(filled):
    for query in ("bidang", "wawasan kebangsaan", "000.7.2.8"):
        assert "Data Kinerja Bidang I" in titles(filled, query), query
    assert titles(filled, "data", classification="000.7.2") == ["Data Kinerja Bidang I"]
    assert titles(filled, "", classification="100") == ["Data Kinerja Bidang I", "Undangan Rapat"]


def test_the_page_needs_no_network_and_lets_no_other_script_run(filled):
    page = (filled / "index.html").read_text("utf-8")
    assert "://" not in page
    assert "default-src 'none'" in page
    assert "unsafe" not in page
    # of use without scripts: what they would hide is not hidden from the start
    assert '<nav id="tanpa-skrip" aria-label' in page
    for suffix in ("xlsx", "pdf"):
        assert f'href="2025/Daftar%20Berkas%202025.{suffix}"' in page
    for path in (filled / "katalog").rglob("*.js"):
        text = path.read_text("utf-8")
        assert text.startswith("terima(")
        assert text.endswith(");\n")
        assert text.count("\n") == 1
        assert text.removesuffix("\n").isprintable()
        key = path.relative_to(filled / "katalog").as_posix().removesuffix(".js")
        json.dumps(parse_chunk(path.read_bytes(), key))


def test_a_chunk_reads_back_as_written_and_nothing_else_does():
    value = ["\u2028</script>", {"a": [1, None]}]
    assert parse_chunk(format_chunk("k", value), "k") == value
    for data in (
        b"",
        b"terima(",
        format_chunk("l", value),
        format_chunk("k", value) + b"x",
        b"\xff",
    ):
        with pytest.raises(ChunkBroken):
            parse_chunk(data, "k")
