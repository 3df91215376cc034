"""Capaian, predikat, means and recap: the dossier's example figure by figure, and properties."""

from dataclasses import replace
from decimal import Decimal

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from kinerja_sample import AGREEMENT, TW3, all_data, make_data
from pydantic import TypeAdapter

from pipeline.domain.performance.achievement import (
    FIVE_CLASSES,
    USUAL,
    Rules,
    Scale,
    achievement,
    mean,
    share,
)
from pipeline.domain.performance.agreement import Agreement, usual_decimals
from pipeline.domain.performance.data import IndicatorRow, Realisation, UnitData
from pipeline.domain.performance.numerals import read_numeral
from pipeline.domain.performance.recap import recap
from pipeline.domain.period import Period
from pipeline.wording.indonesian import number

D = Decimal
PRINTED = {
    "sekretariat": ("100,00", "97,73", "101,34", "75,00"),
    "bidang-1": ("106,67", "84,44", "100,00", "150,00"),
    "bidang-2": ("88,89", "71,67", "102,50", "114,29"),
    "bidang-3": ("96,00", "91,67", "100,00", "0,00"),
}
WORDS = {
    "sekretariat": ("Sangat Tinggi", "Sangat Tinggi", "Sangat Tinggi", "Sedang"),
    "bidang-1": ("Sangat Tinggi", "Tinggi", "Sangat Tinggi", "Sangat Tinggi"),
    "bidang-2": ("Tinggi", "Sedang", "Sangat Tinggi", "Sangat Tinggi"),
    "bidang-3": ("Sangat Tinggi", "Sangat Tinggi", "Sangat Tinggi", "Sangat Rendah"),
}
amounts = st.decimals(min_value=0, max_value=10**9, places=2)
targets = st.decimals(min_value="0.01", max_value=10**9, places=2)
polarities = st.sampled_from(("positif", "negatif"))


@pytest.mark.parametrize("unit", PRINTED)
def test_each_indicator_has_the_printed_achievement_and_predicate(unit):
    achieved = make_data(unit).achieved(USUAL)
    assert tuple(number(value, 2) for value in achieved) == PRINTED[unit]
    assert tuple(FIVE_CLASSES.predicate(value) for value in achieved) == WORDS[unit]


def test_the_recap_prints_the_means_of_the_dossier():
    figures = recap(TW3, all_data(), Rules())
    shown = {
        unit: (number(s.mean_uncapped, 2), number(s.mean, 2), s.predicate)
        for unit, s in (*figures.units, ("badan", figures.badan))
    }
    assert shown == {
        "sekretariat": ("93,52", "93,18", "Sangat Tinggi"),
        "bidang-1": ("110,28", "96,11", "Sangat Tinggi"),
        "bidang-2": ("94,34", "90,14", "Sangat Tinggi"),
        "bidang-3": ("71,92", "71,92", "Sedang"),
        "badan": ("92,51", "87,84", "Tinggi"),
    }


def test_without_the_cap_the_badan_looks_better_than_it_is():
    figures = recap(TW3, all_data(), Rules(cap=None))
    assert number(figures.badan.mean, 2) == "92,51"
    assert figures.badan.predicate == "Sangat Tinggi"


def test_a_unit_knows_its_own_mean_and_budget():
    data = make_data("bidang-1")
    assert number(data.mean(Rules()), 2) == "96,11"
    assert (data.filled, data.ceiling, data.realised) == (4, D(685000000), D(452100000))


def test_the_recap_adds_up_the_budget():
    figures = recap(TW3, all_data(), Rules())
    assert [number(s.absorption, 2) for _, s in figures.units] == [
        "66,40", "66,00", "90,00", "70,00",
    ]  # fmt: skip
    assert (figures.badan.ceiling, figures.badan.realised) == (D(7553400000), D(5536318400))
    assert number(figures.badan.absorption, 2) == "73,30"


def test_the_recap_names_the_five_lowest_and_nothing_that_met_its_target():
    lowest = recap(TW3, all_data(), Rules()).lowest
    assert [(low.unit, low.row.indicator.number) for low in lowest] == [
        ("bidang-3", 4), ("bidang-2", 2), ("sekretariat", 4), ("bidang-1", 2), ("bidang-2", 1),
    ]  # fmt: skip
    only = make_data("sekretariat")
    met = replace(only, rows=only.rows[:1])
    assert recap(TW3, (met,), Rules()).lowest == ()


def test_an_indicator_without_data_is_missing_and_not_zero():
    data = make_data("bidang-3")
    gone = replace(
        data.rows[3], realisation=Realisation(status="belum ada data", reason="menunggu polres")
    )
    figures = recap(TW3, (replace(data, rows=(*data.rows[:3], gone)),), Rules())
    standing = figures.of("bidang-3")
    assert (standing.indicators, standing.filled, standing.assessed) == (4, 3, 3)
    assert number(standing.mean, 2) == "95,89"
    assert [(m.row.indicator.number, m.reason) for m in figures.missing] == [(4, "menunggu polres")]


def test_a_recap_of_no_answers_has_no_mean():
    figures = recap(TW3, (), Rules())
    assert figures.badan.mean is None
    assert figures.badan.predicate is None
    assert figures.badan.absorption is None


@pytest.mark.parametrize("answers", [(make_data(), make_data())])
def test_a_unit_answers_once(answers):
    with pytest.raises(ValueError, match="one answer"):
        recap(TW3, answers, Rules())


def test_an_answer_of_another_period_is_no_part_of_a_recap():
    with pytest.raises(ValueError, match="one answer"):
        recap(Period(2026, 4), (make_data(),), Rules())


@pytest.mark.parametrize(
    ("polarity", "target", "realised", "expected"),
    [
        ("positif", 0, 5, None),
        ("positif", 0, 0, None),
        ("negatif", 0, 0, D(100)),
        ("negatif", 0, 1, D(0)),
        ("negatif", 1, 3, D(0)),
        ("negatif", 4, 0, D(200)),
        ("positif", 50, -5, D(0)),
    ],
)
def test_zero_targets_and_the_floor(polarity, target, realised, expected):
    assert achievement(polarity, target=D(target), realised=D(realised)) == expected


def test_the_office_may_judge_zero_targets_and_the_floor_otherwise():
    rules = Rules(floor=None, zero_positive=D(100), zero_met=None, zero_missed=D(50))
    judged = [
        achievement(polarity, target=D(target), realised=D(realised), rules=rules)
        for polarity, target, realised in (
            ("positif", 0, 0), ("negatif", 0, 0), ("negatif", 0, 3), ("negatif", 1, 3),
        )
    ]  # fmt: skip
    assert judged == [D(100), None, D(50), D(-100)]
    assert achievement("negatif", target=D(1), realised=D(3), rules=Rules(floor=D(10))) == 10


@pytest.mark.parametrize(
    ("achieved", "word"),
    [
        ("100.01", "Sangat Tinggi"), ("90.0001", "Sangat Tinggi"), ("90", "Tinggi"),
        ("75.5", "Tinggi"), ("75", "Sedang"), ("65", "Rendah"), ("50.4", "Rendah"),
        ("50", "Sangat Rendah"), ("0", "Sangat Rendah"),
    ],
)  # fmt: skip
def test_the_scale_has_no_holes(achieved, word):
    assert FIVE_CLASSES.predicate(D(achieved)) == word


def test_another_scale_may_be_configured():
    grades = Scale(bounds=((D(85), "Memuaskan"), (D(50), "Cukup")), otherwise="Kurang")
    assert [grades.predicate(D(x)) for x in (86, 85, 50)] == ["Memuaskan", "Cukup", "Kurang"]
    with pytest.raises(ValueError, match="fall"):
        Scale(bounds=((D(50), "Cukup"), (D(85), "Memuaskan")), otherwise="Kurang")


@given(target=targets, one=amounts, two=amounts)
def test_more_is_never_worse_for_positive_and_never_better_for_negative(target, one, two):
    low, high = sorted((one, two))
    up = [achievement("positif", target=target, realised=x) for x in (low, high)]
    down = [achievement("negatif", target=target, realised=x) for x in (low, high)]
    assert up[0] <= up[1]
    assert down[0] >= down[1]


@given(polarity=polarities, target=targets, realised=amounts, power=st.integers(-3, 3))
def test_achievement_does_not_depend_on_the_unit_of_measure(polarity, target, realised, power):
    scaled = achievement(polarity, target=target.scaleb(power), realised=realised.scaleb(power))
    assert scaled == achievement(polarity, target=target, realised=realised)


@given(
    rules=st.builds(
        Rules,
        floor=st.one_of(st.none(), st.decimals(min_value=-50, max_value=50, places=1)),
        cap=st.one_of(st.none(), st.decimals(min_value=50, max_value=200, places=1)),
        zero_positive=st.one_of(st.none(), amounts),
        zero_met=st.one_of(st.none(), amounts),
    ),
    polarity=polarities,
    target=st.one_of(st.just(D(0)), targets),
    realised=amounts,
)
def test_whatever_the_rules_no_figure_lies_below_the_floor(rules, polarity, target, realised):
    achieved = achievement(polarity, target=target, realised=realised, rules=rules)
    if target and rules.floor is not None:
        assert achieved >= rules.floor
    capped = mean([achieved], cap=rules.cap)
    assert (capped is None) == (achieved is None)
    assert capped is None or capped <= achieved


@given(st.lists(st.one_of(st.none(), amounts)), st.decimals(min_value=1, max_value=200, places=0))
def test_a_cap_never_raises_a_mean_and_holds_it_below(achieved, cap):
    capped, raw = mean(achieved, cap=cap), mean(achieved)
    assert (capped is None) == (raw is None) == all(x is None for x in achieved)
    if capped is not None:
        assert capped <= raw
        assert capped <= cap


def test_a_share_of_nothing_is_not_a_number():
    assert share(D(5), D(0)) is None
    assert share(D(5), D(10)) == D(50)


@pytest.mark.parametrize("unit", PRINTED)
def test_unit_data_travel_as_json_unchanged(unit):
    adapter = TypeAdapter(UnitData)
    data = make_data(unit)
    packed = adapter.dump_python(data, mode="json")
    assert isinstance(packed["rows"][0]["realisation"]["value"], str)
    assert adapter.validate_python(packed) == data
    assert adapter.validate_json(adapter.dump_json(data)) == data


@pytest.mark.parametrize(
    "broken",
    [
        {"status": "belum ada data", "reason": " "},
        {"status": "belum ada data", "reason": "x", "value": D(1)},
        {"status": "terisi"},
        {"status": "nihil", "value": D(2)},
    ],
)
def test_a_realisation_is_a_figure_or_a_reason(broken):
    with pytest.raises(ValueError, match="need"):
        Realisation(**broken)


def test_an_agreement_knows_its_units():
    agreement = Agreement(year=2026, units=())
    assert agreement.lacking(("bidang-1",)) == ("bidang-1",)
    with pytest.raises(KeyError):
        agreement.of("bidang-1")
    with pytest.raises(KeyError):
        recap(TW3, all_data(), Rules()).of("bidang-9")


def test_counted_things_have_no_decimals():
    assert [usual_decimals(x) for x in ("%", "Indeks", "Orang", "Hari kerja")] == [2, 2, 0, 0]


def test_an_indicator_that_is_not_assessed_is_left_out_of_the_mean():
    row = make_data("sekretariat").rows[2]  # its target of TW I is 0
    first = Period(2026, 1)
    data = UnitData(unit="sekretariat", period=first, rows=(row,))
    assert isinstance(row, IndicatorRow)
    assert data.achieved(USUAL) == (None,)
    assert recap(first, (data,), Rules()).badan.assessed == 0


@pytest.mark.parametrize(
    ("text", "decimals", "value"),
    [
        ("1.250,5", 2, "1250.5"), ("1.250,5%", 2, "1250.5"), ("75,5%", 2, "75.5"),
        ("75,5 persen", 2, "75.5"), ("75.5", 2, "75.5"), ("1250", 0, "1250"),
        ("1.250", 0, "1250"), ("1.250.000", 2, "1250000"), ("Rp 1.250.000", 0, "1250000"),
        ("Rp. 1.250.000,-", 0, "1250000"), ("Rp1.250", 2, "1250"), ("IDR 5", 2, "5"),
        ("1.250.000,75", 2, "1250000.75"), ("1,250.5", 2, "1250.5"), ("0,250", 2, "0.25"),
        ("-3,5", 2, "-3.5"), ("−3", 0, "-3"), (" 7 ", 0, "7"), ("5,0", 0, "5"), ("+5", 0, "5"),
        ("1 250", 2, "1250"), ("1 250 000,5", 2, "1250000.5"), ("1\u00a0250", 0, "1250"),
        ("1.250.000 rupiah", 0, "1250000"), ("1.250.000.-", 0, "1250000"),
        ("Rp 1.250.000 ,-", 0, "1250000"), ("1.250.000,00", 0, "1250000"),
        ("1,25 jt", 2, "1250000"),
        ("Rp 1,58 miliar", 2, "1580000000"), ("2 triliun", 2, "2000000000000"),
        ("1,5 ribu", 0, "1500"), ("75,5 prosen", 2, "75.5"), ("1.250,-", 2, "1250"),
    ],
)  # fmt: skip
def test_numbers_are_read_as_officials_write_them(text, decimals, value):
    assert read_numeral(text, decimals=decimals).value == D(value)


@pytest.mark.parametrize(
    ("text", "decimals", "trouble"),
    [
        ("1.250", 2, "ambiguous"), ("1,250", 2, "ambiguous"), ("1,250", 0, "ambiguous"),
        ("7,5", 0, "not_whole"), ("75%%", 2, "not_a_number"), ("delapan", 2, "not_a_number"),
        ("", 2, "not_a_number"), ("1.25.0", 2, "not_a_number"), ("１２", 2, "not_a_number"),
        ("1e5", 2, "not_a_number"), ("NaN", 2, "not_a_number"), ("9" * 41, 2, "not_a_number"),
        ("12 50", 2, "not_a_number"), ("=1", 2, "not_a_number"), ("1.250 juta", 2, "ambiguous"),
        ("1,58 M", 2, "not_a_number"), ("Rp", 2, "not_a_number"), ("5 -", 2, "not_a_number"),
        ("± 75", 2, "not_a_number"), ("75-80", 2, "not_a_number"), ("8/9", 2, "not_a_number"),
    ],
)  # fmt: skip
def test_what_has_two_readings_or_none_is_never_guessed(text, decimals, trouble):
    numeral = read_numeral(text, decimals=decimals)
    assert (numeral.value, numeral.trouble) == (None, trouble)


@given(amounts)
def test_a_number_printed_the_indonesian_way_is_read_back(value):
    assert read_numeral(number(value, 2), decimals=2).value == value


@given(st.text(max_size=60), st.sampled_from((0, 2)))
@example("9" * 29, 0)
def test_no_text_upsets_the_reading_of_numbers(text, decimals):
    numeral = read_numeral(text, decimals=decimals)
    assert (numeral.value is None) != (numeral.trouble is None)


def test_an_indicator_is_the_same_by_its_words_and_satuan():
    first, second = AGREEMENT.of("bidang-2").indicators[:2]
    again = replace(first, number=9, name=f"  {first.name.upper()}\n", target_year=D(1))
    assert first.is_same_as(again)
    assert not first.is_same_as(replace(again, unit_of_measure="Orang"))
    data = make_data("bidang-2")
    assert data.answer_to(again) is data.rows[0]
    assert data.answer_to(replace(second, name="lain")) is None
    assert data.spending_of("8.01.04") is data.budgets[1]
    assert data.spending_of("8.01.99") is None


#: Peserta pendidikan politik, and temuan that are still open.
COUNTED = (("bidang-2", 1), ("sekretariat", 3))


def test_a_count_goes_on_only_within_its_year_and_where_its_target_does():
    counted, level = (AGREEMENT.of(unit).indicators[place] for unit, place in COUNTED)
    assert counted.accumulates(Period(2026, 2), TW3)
    assert not counted.accumulates(Period(2025, 4), Period(2026, 1))
    assert not level.accumulates(Period(2026, 2), TW3)
    assert not replace(counted, decimals=2).accumulates(Period(2026, 2), TW3)
