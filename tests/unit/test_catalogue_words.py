"""What counts as a word and a hit when the archive is searched."""

import json
from pathlib import Path

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from pipeline.adapters.archive.catalogue.block import Words, _read, _written
from pipeline.adapters.archive.catalogue.query import line_of, places_of, terms_of
from pipeline.adapters.archive.catalogue.words import fold, tokens

CASES = json.loads((Path(__file__).parents[1] / "support" / "search_cases.json").read_text("utf-8"))


@pytest.mark.parametrize(("query", "terms"), CASES["terms"])
def test_a_query_is_read_as_its_terms(query, terms):
    told = [
        [each.kind + ("!" if each.is_closed else ""), list(each.words)] for each in terms_of(query)
    ]
    assert told == terms


@pytest.mark.parametrize(("query", "texts", "fits"), CASES["lines"])
def test_a_line_fits_a_query_or_not(query, texts, fits):
    line = line_of(*texts)
    assert all(term.is_in(line) for term in terms_of(query)) is fits


@given(st.text())
def test_folding_twice_is_folding_once(text):
    assert fold(fold(text)) == fold(text)


@example(["oktober", "2026", "/", "000.8"])
@given(st.lists(st.sampled_from(["surat", "data", "12", "000.8", "oktober", "2026", "/"])))
def test_a_document_is_found_by_any_of_its_words_numbers_and_dates(parts):
    text = " ".join(parts)
    found = tokens(text)
    for term in terms_of(text):
        assert any(token.startswith(term.token) for token in found), term


def test_a_document_is_found_by_numbers_and_dates_however_they_are_written():
    found = tokens(
        "Nomor : 000.8.6.3 / 07 / KBL / X / 2026, tanggal 5 Agustus 2026. Hal: sehari-hari"
    )
    assert {"000.8.6.3.07.kbl.x.2026", "2026-08-05", "agustus", "sehari", "hari"} <= found
    assert "sehari.hari" not in found


@given(st.sets(st.integers(min_value=0, max_value=5000), min_size=1))
def test_places_read_back_as_written(places):
    assert _read(_written(sorted(places))) == places


def test_words_are_found_by_their_beginning_and_only_so():
    words = Words(["data datang kinerja", "1,2 2 1~2"])
    assert words.beginning_with("dat") == {0, 2, 1}
    assert words.beginning_with("datan") == {1}
    assert words.beginning_with("kin") == {0, 1, 2}
    assert words.beginning_with("inerja") == set()


@pytest.mark.parametrize(
    ("query", "shown"),
    [
        ("kinerja", ["Kinerja"]),
        ("12 oktober 2026", ["12 Oktober 2026", "12-10-2026"]),
        ("000.8.6.3/07", ["000.8.6.3 / 07"]),
        ('"data kinerja"', ["Data Kinerja"]),
        ("triwu", ["Triwulan"]),
    ],
)
def test_a_hit_is_shown_where_it_stands(query, shown):
    text = "Data Kinerja Triwulan III, 000.8.6.3 / 07 / KBL, 12 Oktober 2026 (12-10-2026)"
    assert [text[start:end] for start, end in places_of(text, terms_of(query))] == shown
