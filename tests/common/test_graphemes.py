"""Characters as people see them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nmirf.common import graphemes

# Each is one character to whoever reads it.
SEEN = [
    "a",
    "é",
    "e\u0301",
    "ñ",
    "क्षि",
    "👩‍👩‍👧‍👦",
    "🇸🇮",
    "👍🏽",
    "ل",
    "لَا"[:2],
    "한",
    "\u1112\u1161\u11ab",
]


@pytest.mark.parametrize("character", SEEN)
def test_one_character_counts_as_one(character):
    assert graphemes.count(character) == 1


@given(st.lists(st.sampled_from(SEEN), max_size=50))
def test_characters_add_up_when_a_space_parts_them(characters):
    assert graphemes.count(" ".join(characters)) == max(2 * len(characters) - 1, 0)


@given(st.text(max_size=300))
def test_a_text_never_has_more_characters_than_code_points(text):
    assert graphemes.count(text) <= len(text)


@given(st.text(max_size=300))
def test_line_ends_of_any_kind_count_as_one(text):
    plain = graphemes.normal(text)
    assert graphemes.count(plain.replace("\n", "\r\n")) == graphemes.count(plain)


def test_a_pile_of_marks_is_not_one_character():
    assert not graphemes.fits("a" + "\u0301" * 8000, 700)
    assert graphemes.fits("e\u0301" * 700, 700)
    assert not graphemes.fits("e\u0301" * 701, 700)
