"""Small numbers: what is hidden, and that nobody can work it out from what is shown."""

from decimal import Decimal
from itertools import product

from hypothesis import given, settings
from hypothesis import strategies as st

from activities.disclosure import Cell, Hidden, hidden
from activities.parsers.periods import Period, parse_period

K = 5
YEAR = Period(2024)


def cells(**values):
    """Of one year: `all` for everybody, `sex_female` for {"sex": "female"}, two joined by "__"."""
    return [
        Cell(
            YEAR,
            ""
            if name == "all"
            else ";".join(sorted("=".join(part.split("_")) for part in name.split("__"))),
            Decimal(value),
        )
        for name, value in values.items()
    ]


def marks(given_cells, **options):
    found = hidden(given_cells, is_count=True, k=K, **options)
    return {given_cells[place].key: why for place, why in found.items()}


def test_a_number_below_k_is_hidden_and_zero_is_not():
    assert marks(cells(all="4")) == {"": Hidden.SMALL}
    assert marks(cells(all="5")) == {}
    assert marks(cells(all="0")) == {}


def test_a_small_group_hides_another_one_so_that_it_cannot_be_subtracted():
    found = marks(cells(all="103", sex_female="100", sex_male="3"))
    assert found == {"sex=male": Hidden.SMALL, "sex=female": Hidden.GUARD}


def test_the_smallest_group_that_is_large_enough_is_the_guard():
    found = marks(cells(all="153", area_a="100", area_b="40", area_c="10", area_d="3"))
    assert found == {"area=d": Hidden.SMALL, "area=c": Hidden.GUARD}


def test_a_zero_guards_nothing():
    found = marks(cells(all="13", area_a="10", area_b="0", area_c="3"))
    assert found == {"area=c": Hidden.SMALL, "area=a": Hidden.GUARD}


def test_where_no_other_group_is_large_enough_the_total_goes_too():
    found = marks(cells(all="8", sex_female="6", sex_male="2"))
    assert set(found) == {"", "sex=female", "sex=male"}


def test_a_small_rest_that_nobody_entered_is_guarded_too():
    found = marks(cells(all="100", sex_female="98"))
    assert found == {"sex=female": Hidden.GUARD}


def test_a_large_rest_gives_nothing_away():
    assert marks(cells(all="100", sex_female="60", sex_male="3")) == {"sex=male": Hidden.SMALL}


def test_two_dimensions_without_a_total_guard_each_other():
    found = marks(cells(sex_female="60", sex_male="43", area_urban="100", area_rural="3"))
    assert found["area=rural"] == Hidden.SMALL
    assert len(found) > 1


def test_ages_within_each_other_are_seen_through():
    shown = cells(all="103", age_small="2", age_children="3", age_adults="60", age_older="40")
    found = marks(shown)
    assert found["age=children"] == Hidden.SMALL
    assert Hidden.GUARD in found.values()


def test_a_quarter_cannot_be_subtracted_from_its_year():
    series = [
        Cell(parse_period(period), "", Decimal(value))
        for period, value in {
            "2024": "73", "2024-Q1": "3", "2024-Q2": "20", "2024-Q3": "30", "2024-Q4": "20",
            "2023": "70",
        }.items()
    ]  # fmt: skip
    found = hidden(series, is_count=True, k=K)
    assert found[1] == Hidden.SMALL
    assert Hidden.GUARD in found.values()
    assert 5 not in found, "another year is not touched"


def test_a_share_that_rests_on_few_is_hidden_and_its_cases_cannot_be_subtracted():
    shown = [
        Cell(YEAR, "", Decimal("41.2"), 103),
        Cell(YEAR, "sex=female", Decimal("40"), 100),
        Cell(YEAR, "sex=male", Decimal("33.3"), 3),
    ]
    assert hidden(shown, is_count=False, k=K) == {2: Hidden.SMALL, 1: Hidden.GUARD}


def test_a_share_without_cases_is_shown():
    assert hidden([Cell(YEAR, "", Decimal("3"))], is_count=False, k=K) == {}


def test_k_of_one_hides_nothing():
    assert hidden(cells(all="1", sex_female="1"), is_count=True, k=1) == {}


def possible(table, found):
    """All that a reader may think of each small cell who tries every table that fits what is shown.

    `table`: rows × columns of inner cells; margins and total are shown unless hidden.
    """
    inner = [(r, c) for r in "ab" for c in "xy"]
    ranges = []
    for place in inner:
        mark = found.get(place)
        if mark is None:
            ranges.append([table[place]])
        elif mark == Hidden.SMALL:
            ranges.append(list(range(1, K)))
        else:
            ranges.append([0, *range(K, 17)])
    thought = {place: set() for place in inner}
    for numbers in product(*ranges):
        guess = dict(zip(inner, numbers, strict=True))
        if all(
            agrees(found.get(margin), sum(guess[p] for p in inner if fits(p, margin)), truth)
            for margin, truth in table.items()
            if margin not in inner
        ):
            for place in inner:
                thought[place].add(guess[place])
    return thought


def fits(place, margin):
    return all(wanted in ("", own) for own, wanted in zip(place, margin, strict=True))


def agrees(mark, guess, truth):
    if mark is None:
        return guess == truth
    return 1 <= guess < K if mark == Hidden.SMALL else guess >= K or guess == 0


numbers = st.integers(0, 9)


@settings(max_examples=60)
@given(numbers, numbers, numbers, numbers)
def test_no_small_cell_of_a_crossed_table_can_be_told(ax, ay, bx, by):
    table = {("a", "x"): ax, ("a", "y"): ay, ("b", "x"): bx, ("b", "y"): by}
    table |= {("a", ""): ax + ay, ("b", ""): bx + by, ("", "x"): ax + bx, ("", "y"): ay + by}
    table |= {("", ""): ax + ay + bx + by}
    listed = list(table)
    keys = [";".join(filter(None, [c and f"area={c}", r and f"sex={r}"])) for r, c in listed]
    given_cells = [Cell(YEAR, key, Decimal(table[p])) for key, p in zip(keys, listed, strict=True)]
    found = {listed[i]: why for i, why in hidden(given_cells, is_count=True, k=K).items()}
    assert all((0 < number < K) == (found.get(p) == Hidden.SMALL) for p, number in table.items())
    if Hidden.SMALL not in found.values():
        assert found == {}
        return
    thought = possible(table, found)
    for place in thought:
        if found.get(place) == Hidden.SMALL:
            assert len(thought[place]) > 1, (table, found)
