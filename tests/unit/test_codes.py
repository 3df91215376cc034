"""Document codes: one for each number, and no slip of the pen makes another valid one."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.domain.codes import document_code, read_code

ALPHABET = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"
SPACE = 31**7
PRINTED = ["4ASF-Z5DB", "2VHN-XNZZ", "YEAU-V6NY", "6QZ9-3NRG"]
numbers = st.integers(0, SPACE - 1)


@given(numbers)
def test_a_code_is_short_and_of_the_unambiguous_alphabet(number):
    code = document_code(number)
    assert len(code) == 9
    assert code[4] == "-"
    assert set(code.replace("-", "")) <= set(ALPHABET)
    assert read_code(code) == code


def test_the_alphabet_has_none_of_the_letters_people_mistake():
    assert not set("01OIL") & set(ALPHABET)
    assert len(set(ALPHABET)) == 31


def test_the_first_hundred_thousand_numbers_have_codes_of_their_own():
    assert len({document_code(number) for number in range(100_000)}) == 100_000


@given(numbers, numbers)
def test_two_numbers_never_share_a_code(one, other):
    assert (document_code(one) == document_code(other)) == (one == other)


def test_neighbours_look_apart():
    one, other = document_code(1), document_code(2)
    assert sum(a != b for a, b in zip(one, other, strict=True)) >= 4


def test_codes_stay_what_they_were():
    """They are printed on paper; a change here would orphan every letter ever issued."""
    assert [document_code(number) for number in (0, 1, 2, 31**7 - 1)] == PRINTED


@pytest.mark.parametrize("number", [-1, SPACE])
def test_a_number_beyond_the_codes_is_refused(number):
    with pytest.raises(ValueError, match="out of range"):
        document_code(number)


@given(numbers)
def test_every_single_wrong_character_is_noticed(number):
    plain = document_code(number).replace("-", "")
    for place, right in enumerate(plain):
        for wrong in ALPHABET.replace(right, ""):
            assert read_code(plain[:place] + wrong + plain[place + 1 :]) is None


@given(numbers)
def test_every_swap_of_two_characters_is_noticed(number):
    plain = document_code(number).replace("-", "")
    for first in range(8):
        for second in range(first + 1, 8):
            letters = list(plain)
            letters[first], letters[second] = letters[second], letters[first]
            swapped = "".join(letters)
            assert read_code(swapped) == (document_code(number) if swapped == plain else None)


@pytest.mark.parametrize(
    "written",
    ["{0}", " {0}\n", "{1}", "{2}", "{3}", "{4}", "\u00a0{0}\u00a0"],
    ids=["as printed", "blanks around", "small", "no dash", "en dash", "typed apart", "nbsp"],
)
def test_a_code_is_read_however_people_write_it(written):
    code = document_code(4711)
    ways = (code, code.lower(), code.replace("-", ""), code.replace("-", "–"), " ".join(code))
    assert read_code(written.format(*ways)) == code


@given(st.text(max_size=12))
def test_other_text_is_no_code_or_is_one_in_full(text):
    found = read_code(text)
    assert found is None or read_code(found) == found


@pytest.mark.parametrize("text", ["", "ABCD", "ABCD-EFG", "ABCD-EFGH-J", "0000-0000", "OOOO-IIII"])
def test_what_is_too_short_too_long_or_ambiguous_is_no_code(text):
    assert read_code(text) is None
