"""Dates and numbers read as an Indonesian official letter prints them."""

from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.wording import indonesian as ind


@pytest.mark.parametrize(
    ("day", "words"),
    [
        (date(2026, 10, 1), "1 Oktober 2026"),
        (date(2024, 2, 29), "29 Februari 2024"),
        (date(2027, 8, 17), "17 Agustus 2027"),
    ],
)
def test_dates_are_written_out(day, words):
    assert ind.date_words(day) == words


def test_the_week_has_its_official_names():
    names = [ind.weekday(date(2026, 10, 5 + offset)) for offset in range(7)]
    assert names == ["Senin", "Selasa", "Rabu", "Kamis", "Jumat", "Sabtu", "Minggu"]


def test_all_months_have_their_official_names():
    assert [ind.month(date(2026, m, 1)) for m in range(1, 13)] == [
        "Januari", "Februari", "Maret", "April", "Mei", "Juni",
        "Juli", "Agustus", "September", "Oktober", "November", "Desember",
    ]  # fmt: skip


def test_clock_has_a_point_and_leading_zero():
    assert ind.clock(datetime(2026, 10, 1, 7, 30, tzinfo=UTC)) == "07.30"


@pytest.mark.parametrize(
    ("value", "digits", "text"),
    [
        (Decimal("1250.5"), None, "1.250,5"),
        (Decimal("75.50"), None, "75,5"),
        (Decimal(1250), None, "1.250"),
        (Decimal("73.295"), 2, "73,30"),
        (Decimal("0.005"), 2, "0,01"),
        (Decimal(100), 2, "100,00"),
        (Decimal("-4.5"), 0, "-5"),
        (7, 2, "7,00"),
        (Decimal(0), 2, "0,00"),
    ],
)
def test_numbers_have_points_and_a_comma(value, digits, text):
    assert ind.number(value, digits) == text


def test_money():
    assert ind.rupiah(4_215_600_000) == "Rp 4.215.600.000"
    assert ind.rupiah(Decimal("1250.5")) == "Rp 1.250,50"
    assert ind.rupiah(Decimal(-1000)) == "-Rp 1.000"
    assert ind.rupiah(0) == "Rp 0"


@pytest.mark.parametrize(
    ("count", "words"),
    [
        (0, "nol"),
        (1, "satu"),
        (10, "sepuluh"),
        (11, "sebelas"),
        (21, "dua puluh satu"),
        (100, "seratus"),
        (1000, "seribu"),
        (2026, "dua ribu dua puluh enam"),
        (1_000_000, "satu juta"),
    ],
)
def test_terbilang(count, words):
    assert ind.spelled(count) == words


def test_counted_and_listed():
    assert ind.counted(1) == "1 (satu)"
    assert ind.counted(12) == "12 (dua belas)"
    assert ind.listed(()) == ""
    assert ind.listed(("A",)) == "A"
    assert ind.listed(("A", "B")) == "A dan B"
    assert ind.listed(["A", "B", "C"]) == "A, B, dan C"


def test_roman_months():
    assert [ind.roman(m) for m in (1, 4, 9, 10, 12)] == ["I", "IV", "IX", "X", "XII"]
    for wrong in (0, 13):
        with pytest.raises(ValueError, match="month"):
            ind.roman(wrong)


def test_nip_is_grouped_and_anything_else_left_alone():
    assert ind.nip_grouped("196709231993031004") == "19670923 199303 1 004"
    assert ind.nip_grouped("19670923 199303 1004") == "19670923 199303 1 004"
    assert ind.nip_grouped("-") == "-"


@given(st.integers(min_value=-(10**15), max_value=10**15), st.integers(min_value=0, max_value=4))
def test_a_printed_number_reads_back(value, digits):
    exact = Decimal(value).scaleb(-digits)
    printed = ind.number(exact, digits)
    assert Decimal(printed.replace(".", "").replace(",", ".")) == exact
