"""What a cell of a workbook can't hold is cut with a mark, and known again by it."""

import pytest
from django.utils.translation import override

from nmirf.common.cells import LONGEST_CELL, Cuts, is_cut


@pytest.mark.parametrize("language", ["en", "fr", "ar"])
def test_what_was_cut_in_any_language_is_known_in_every_other(language):
    with override(language):
        cuts = Cuts()
        held = cuts.fitted("a" * 40_000, sheet="S", row=4, column="text")
    assert len(held) == LONGEST_CELL
    assert cuts.places == [("S", 5, "text")]
    assert is_cut(held)
    assert is_cut(held[2_000:])


@pytest.mark.parametrize("text", ["", "a", "a" * (LONGEST_CELL - 1), "a" * (LONGEST_CELL + 1)])
def test_a_text_that_is_not_at_the_limit_is_whole(text):
    assert not is_cut(text)


def test_letters_beyond_the_first_plane_count_twice_as_spreadsheets_count_them():
    cuts = Cuts()
    assert cuts.fitted("𐎠" * 16_383, sheet="S", row=1, column="text") == "𐎠" * 16_383
    held = cuts.fitted("𐎠" * 20_000, sheet="S", row=1, column="text")
    assert len(held.encode("utf-16-le")) // 2 <= LONGEST_CELL
    assert len(cuts.places) == 1
    assert is_cut("𐎠" * 16_383 + "a")
