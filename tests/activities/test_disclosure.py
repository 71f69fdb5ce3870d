"""Small numbers: what is hidden, and that nobody can work it out from what is shown."""

from decimal import Decimal
from itertools import product

from hypothesis import example, given, settings
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
    assert found == dict.fromkeys(["sex=male", "sex=female"], Hidden.WITHHELD), (
        "which, nobody tells"
    )


def test_the_smallest_of_the_other_groups_is_hidden_with_it():
    found = marks(cells(all="153", area_a="100", area_b="40", area_c="10", area_d="3"))
    assert set(found) == {"area=d", "area=c"}


def test_a_zero_guards_nothing():
    found = marks(cells(all="13", area_a="10", area_b="0", area_c="3"))
    assert set(found) == {"area=c", "area=a"}


def test_where_a_total_says_that_a_part_is_small_it_goes_too():
    assert set(marks(cells(all="6", sex_female="4", sex_male="2"))) == {"sex=female", "sex=male"}
    assert len(marks(cells(all="5", sex_female="3", sex_male="2"))) == 3
    assert len(marks(cells(all="6", area_a="2", area_b="2", area_c="2"))) == 4


def test_a_small_total_of_small_parts_does_not_say_that_each_is_one():
    found = marks(cells(all="4", area_a="1", area_b="1", area_c="1", area_d="1"))
    assert found == dict.fromkeys(["", *(f"area={name}" for name in "abcd")], Hidden.WITHHELD)


def test_small_margins_do_not_tell_small_parts():
    """Two columns of at most 4 make at most 8: three rows beside one of at least 5 would be 1 each."""
    shown = {"sex_female": "4", "sex_male": "4"}
    shown |= {"area_a": "1", "area_b": "1", "area_c": "1", "area_d": "5"}
    found = marks(cells(all="8", **shown))
    assert set(found.values()) == {Hidden.WITHHELD}
    assert {"sex=female", "sex=male", "area=a", "area=b", "area=c", "area=d"} <= set(found)


def test_a_small_year_of_small_quarters_does_not_say_that_each_is_one():
    values = {"2024": "4", "2024-Q1": "1", "2024-Q2": "1", "2024-Q3": "1", "2024-Q4": "1"}
    series = [Cell(parse_period(period), "", Decimal(v)) for period, v in values.items()]
    assert hidden(series, is_count=True, k=K) == dict.fromkeys(range(5), Hidden.WITHHELD)


def test_a_small_rest_that_nobody_entered_is_guarded_too():
    found = marks(cells(all="100", sex_female="98"))
    assert found == {"sex=female": Hidden.WITHHELD}


def test_a_large_rest_gives_nothing_away():
    assert marks(cells(all="100", sex_female="60", sex_male="3")) == {"sex=male": Hidden.SMALL}


def test_two_dimensions_without_a_total_guard_each_other():
    found = marks(cells(sex_female="60", sex_male="43", area_urban="100", area_rural="3"))
    assert "area=rural" in found
    assert len(found) > 1


def test_ages_within_each_other_are_seen_through():
    shown = cells(all="103", age_small="2", age_children="3", age_adults="60", age_older="40")
    found = marks(shown)
    assert {"age=children", "age=small"} < set(found)


def test_a_quarter_cannot_be_subtracted_from_its_year():
    series = [
        Cell(parse_period(period), "", Decimal(value))
        for period, value in {
            "2024": "73", "2024-Q1": "3", "2024-Q2": "20", "2024-Q3": "30", "2024-Q4": "20",
            "2023": "70",
        }.items()
    ]  # fmt: skip
    found = hidden(series, is_count=True, k=K)
    assert 1 in found
    assert len(found) > 1
    assert 5 not in found, "another year is not touched"


def test_a_share_that_rests_on_few_is_hidden_and_its_cases_cannot_be_subtracted():
    shown = [
        Cell(YEAR, "", Decimal("41.2"), 103),
        Cell(YEAR, "sex=female", Decimal("40"), 100),
        Cell(YEAR, "sex=male", Decimal("33.3"), 3),
    ]
    assert hidden(shown, is_count=False, k=K) == {2: Hidden.WITHHELD, 1: Hidden.WITHHELD}


def test_a_share_without_cases_is_shown():
    assert hidden([Cell(YEAR, "", Decimal("3"))], is_count=False, k=K) == {}


def test_k_of_one_hides_nothing():
    assert hidden(cells(all="1", sex_female="1"), is_count=True, k=1) == {}


def possible(table, inner, found):
    """All that a reader may think of each number who tries every table that fits what is shown.

    `table`: by row and column, "" for all of them; those of `inner` make up the others.
    """
    thought = {place: set() for place in table}
    # By its place among `inner` what each place of the table adds up, and what it may come to.
    sums = [
        (
            place,
            [i for i, own in enumerate(inner) if fits(own, place)],
            set(fitting(place, table, found)),
        )
        for place in table
    ]
    # Tables that do not fit are by far the most: the narrowest place turns them away first.
    sums.sort(key=lambda known: len(known[2]))
    for numbers in product(*(fitting(place, table, found) for place in inner)):
        guess = {}
        for place, parts, allowed in sums:
            guess[place] = sum([numbers[i] for i in parts])
            if guess[place] not in allowed:
                break
        else:
            for place, number in guess.items():
                thought[place].add(number)
    return thought


def fits(place, margin):
    return all(wanted in ("", own) for own, wanted in zip(place, margin, strict=True))


def fitting(place, table, found):
    """Which numbers what stands in this place may mean: a zero is never hidden."""
    if place not in found:
        return range(table[place], table[place] + 1)
    return range(1, 70 if is_margin(place, table) else 11)


def is_margin(place, table):
    return any(own != place and fits(own, place) for own in table)


def with_margins(inner):
    """The table with all sums of rows and columns."""
    places = {(row, column) for r, c in inner for row in (r, "") for column in (c, "")}
    return {
        place: sum(number for own, number in inner.items() if fits(own, place)) for place in places
    }


def assert_nothing_can_be_told(inner):
    table = with_margins(inner)
    listed = sorted(table)
    keys = [";".join(filter(None, [c and f"area={c}", r and f"sex={r}"])) for r, c in listed]
    given_cells = [Cell(YEAR, key, Decimal(table[p])) for key, p in zip(keys, listed, strict=True)]
    found = {listed[i]: why for i, why in hidden(given_cells, is_count=True, k=K).items()}
    small = {place for place, number in table.items() if 0 < number < K}
    assert small <= set(found)
    assert all(table[place] for place in found), "a zero is shown"
    assert set(found.values()) <= {Hidden.WITHHELD}
    assert bool(small) == bool(found)
    thought = possible(table, list(inner), found) if found else {}
    for place in small:
        assert len(thought[place]) > 1, (place, table, found)
    return table, thought


numbers = st.integers(0, 9)


@settings(max_examples=40)
@given(st.lists(numbers, min_size=2, max_size=4))
@example([1, 1, 1, 1])
@example([4, 4, 4, 4])
@example([1, 4])
def test_no_small_part_of_a_whole_can_be_told(parts):
    table, thought = assert_nothing_can_be_told(
        {("", str(i)): number for i, number in enumerate(parts, 1)}
    )
    for place, seen in thought.items():
        assert table[place] >= K or not table[place] or max(seen) >= K, "nor that it is small"


@settings(max_examples=25)
@given(numbers, numbers, numbers, numbers)
@example(1, 1, 1, 1)
@example(0, 1, 1, 1)
@example(0, 1, 2, 1)
@example(4, 4, 4, 4)
@example(5, 1, 1, 9)
def test_no_small_number_of_a_crossed_table_can_be_told(ax, ay, bx, by):
    assert_nothing_can_be_told({("a", "x"): ax, ("a", "y"): ay, ("b", "x"): bx, ("b", "y"): by})
