"""Two texts compared: nothing is lost, marks show what differs, and none where they would mislead."""

import re
from html import unescape

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nmirf.common.diff import apart, side_by_side, word_diff

ONE = "Take steps to register every child at birth, free of charge, in all parts of the country."
NEAR = "Take steps to register every child when it is born, free of charge, in all parts of the country."
FAR = (
    "Consider ratifying the Optional Protocol on a communications procedure before the next review."
)


def plain(html):
    return unescape(re.sub(r"</?(?:mark|ins|del)>", "", html))


def test_what_differs_is_marked_on_both_sides():
    told = apart(ONE, NEAR)
    assert told.is_alike
    assert "every child <mark>at birth</mark>, free" in told.first
    assert "every child <mark>when it is born</mark>, free" in told.second


def test_texts_with_little_in_common_stand_unmarked():
    told = apart(ONE, FAR)
    assert (told.first, told.second, told.is_alike) == (ONE, FAR, False)
    assert side_by_side(ONE, FAR) == (ONE, FAR)


def test_in_history_the_whole_of_one_text_follows_the_other():
    assert word_diff(ONE, FAR) == f"<del>{ONE}</del><ins>{FAR}</ins>"


def test_a_word_left_between_two_changes_goes_with_them():
    told = apart(
        "Ensure that the new law protects all women and girls in the country.",
        "Ensure that each new draft protects all women and girls in the country.",
    )
    assert told.first.startswith("Ensure that <mark>the new law</mark> protects")
    assert told.second.startswith("Ensure that <mark>each new draft</mark> protects")


def test_short_values_are_marked_whatever_they_have_in_common():
    assert side_by_side("Supported", "Noted") == ("<del>Supported</del>", "<ins>Noted</ins>")
    assert side_by_side("", "Noted") == ("", "<ins>Noted</ins>")


@pytest.mark.parametrize("text", ["", ONE])
def test_the_same_text_has_no_marks(text):
    told = apart(text, text)
    assert (told.first, told.second, told.is_alike) == (text, text, True)


WORDS = st.lists(st.sampled_from(["a", "<b>", "&", "child", "'", " ", "—", "été"]), max_size=25)


@given(WORDS.map(" ".join), WORDS.map(" ".join))
def test_nothing_is_lost_or_let_through(first, second):
    told = apart(first, second)
    assert (plain(told.first), plain(told.second)) == (first, second)
    left, right = side_by_side(first, second)
    assert (plain(left), plain(right)) == (first, second)
    both = word_diff(first, second)
    assert (
        unescape(re.sub(r"<del>.*?</del>", "", both).replace("<ins>", "").replace("</ins>", ""))
        == second
    )
    assert (
        unescape(re.sub(r"<ins>.*?</ins>", "", both).replace("<del>", "").replace("</del>", ""))
        == first
    )
    for html in (told.first, told.second, left, right, both):
        assert "<" not in re.sub(r"</?(?:mark|ins|del)>", "", html)
