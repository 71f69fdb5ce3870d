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


def test_a_quarter_that_nobody_entered_is_worked_out_and_leads_on():
    """Women of the third quarter are told by their year, and then its men by the quarter."""
    year = {"2024": {"": "100", "female": "80"}, "2024-Q3": {"": "23", "male": "3"}}
    year |= {f"2024-Q{n}": {"": "26", "female": "20"} for n in (1, 2)}
    year |= {"2024-Q4": {"": "25", "female": "20"}}
    series = [
        Cell(parse_period(period), f"sex={sex}" if sex else "", Decimal(value))
        for period, groups in year.items()
        for sex, value in groups.items()
    ]
    found = hidden(series, is_count=True, k=K)
    assert next(i for i, one in enumerate(series) if one.value == 3) in found
    assert any(series[i].key != "sex=male" for i in found)


def test_a_large_table_is_looked_at_in_time():
    """Six months of forty cells with all their margins: no step may take the square of them."""
    areas, sexes = range(20), ("female", "male")
    series = []
    for month in range(1, 7):
        inner = {
            (sex, f"a{area}"): 3 if (month * 7 + area * 3 + len(sex)) % 41 == 0 else 20 + area
            for sex in sexes
            for area in areas
        }
        series += [
            Cell(Period(2024, 1, month), key_at(place), Decimal(number))
            for place, number in with_margins(inner).items()
        ]
    found = hidden(series, is_count=True, k=K)
    small = {i for i, one in enumerate(series) if 0 < one.value < K}
    assert small
    assert small < set(found)
    assert len(found) < len(series) / 2


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


def tables_that_fit(table, inner, found):
    """Each table that a reader may think of who sees what is shown, and who knows the rule.

    `table`: by row and column, "" for all of them; those of `inner` make up the others. `found`: by
    place, the mark; None where nobody entered the number.
    """
    allowed = {place: fitting(place, table, found) for place in table}
    sums = {place: [i for i, p in enumerate(inner) if fits(p, place)] for place in table}
    for numbers in product(*(allowed[place] for place in inner)):
        if all(sum(numbers[i] for i in sums[place]) in allowed[place] for place in table):
            yield {place: sum(numbers[i] for i in sums[place]) for place in table}


def fits(place, margin):
    return all(wanted in ("", own) for own, wanted in zip(place, margin, strict=True))


def fitting(place, table, found):
    """Which numbers what stands in this place may mean: a zero is never hidden."""
    if place not in found:
        return range(table[place], table[place] + 1)
    if found[place] == Hidden.SMALL:
        return range(1, K)
    return range(0 if found[place] is None else 1, 70 if is_margin(place, table) else 11)


def key_at(place):
    row, column = place
    return ";".join(filter(None, [column and f"area={column}", row and f"sex={row}"]))


def is_margin(place, table):
    return any(own != place and fits(own, place) for own in table)


def with_margins(inner):
    """The table with all sums of rows and columns."""
    places = {(row, column) for r, c in inner for row in (r, "") for column in (c, "")}
    return {
        place: sum(number for own, number in inner.items() if fits(own, place)) for place in places
    }


def assert_nothing_can_be_told(inner, left_out=(), from_=0):
    """That each small number may be another one, of at least `from_`."""
    table = with_margins(inner)
    listed = sorted(table.keys() - set(left_out))
    given_cells = [Cell(YEAR, key_at(place), Decimal(table[place])) for place in listed]
    found = {listed[i]: why for i, why in hidden(given_cells, is_count=True, k=K).items()}
    told = {place for place in listed if 0 < table[place] < K}
    assert told <= set(found)
    assert all(table[place] for place in found), "a zero is shown"
    tables = tables_that_fit(table, list(inner), found | dict.fromkeys(left_out))
    while told and (guess := next(tables, None)):
        told = {p for p in told if guess[p] == table[p] or guess[p] < from_}
    assert not told, (table, found)


numbers = st.integers(0, 9)


@settings(max_examples=60)
@given(st.lists(numbers, min_size=2, max_size=4))
@example([1, 1, 1, 1])
@example([4, 4, 4, 4])
@example([1, 4])
def test_no_small_part_of_a_whole_can_be_told_not_even_to_be_small(parts):
    inner = {("", str(i)): number for i, number in enumerate(parts, 1)}
    assert_nothing_can_be_told(inner, from_=K)


CROSSED = [("a", "x"), ("a", "y"), ("b", "x"), ("b", "y")]


@settings(max_examples=60)
@given(numbers, numbers, numbers, numbers)
@example(1, 1, 1, 1)
@example(0, 1, 1, 1)
@example(0, 1, 2, 1)
@example(4, 4, 4, 4)
@example(5, 1, 1, 9)
def test_no_small_number_of_a_crossed_table_can_be_told(ax, ay, bx, by):
    assert_nothing_can_be_told(dict(zip(CROSSED, (ax, ay, bx, by), strict=True)))


@settings(max_examples=60)
@given(
    numbers,
    numbers,
    numbers,
    numbers,
    st.sets(st.sampled_from(sorted(with_margins(dict.fromkeys(CROSSED, 0)))), max_size=2),
)
@example(9, 1, 8, 6, {("a", ""), ("b", "x")})
@example(1, 7, 3, 5, {("a", ""), ("", "y")})
def test_nor_by_way_of_numbers_that_nobody_entered(ax, ay, bx, by, left_out):
    inner = dict(zip(CROSSED, (ax, ay, bx, by), strict=True))
    assert_nothing_can_be_told(inner, left_out)
