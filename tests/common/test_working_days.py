"""Arithmetic with working days, against the naive way of counting."""

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nmirf.common.dates import ONE_DAY, WorkingDays

DAYS = st.dates(dt.date(2020, 1, 1), dt.date(2040, 12, 31))
WEEKENDS = st.sets(st.integers(0, 6), max_size=6)


@st.composite
def calendars(draw):
    start = draw(DAYS)
    holidays = draw(st.sets(st.integers(-60, 60), max_size=25))
    return WorkingDays(
        draw(WEEKENDS), [start + dt.timedelta(days=number) for number in holidays]
    ), start


def counted(week, start, end):
    day, number = start, 0
    while day < end:
        day += ONE_DAY
        number += week.is_working(day)
    return number


@given(calendars(), st.integers(-90, 90))
def test_days_between_are_those_that_one_counts(case, days):
    week, start = case
    end = start + dt.timedelta(days=days)
    expected = counted(week, start, end) if days >= 0 else -counted(week, end, start)
    assert week.between(start, end) == expected


@given(calendars(), st.integers(-40, 40))
def test_a_shift_lands_on_a_working_day_just_so_far_away(case, number):
    week, start = case
    landed = week.shift(start, number)
    assert week.is_working(landed)
    assert week.between(week.last(start), landed) == number


@given(calendars())
def test_the_last_working_day_is_working_and_none_lies_after_it(case):
    week, start = case
    last = week.last(start)
    assert week.is_working(last)
    assert week.between(last, start) == 0


@given(calendars(), st.integers(0, 30), st.integers(-30, 0))
def test_shifts_are_in_order(case, forward, back):
    week, start = case
    assert week.shift(start, back) <= week.last(start) <= week.shift(start, forward)


@pytest.mark.parametrize("weekend", [range(7), {7}, {-1}])
def test_a_week_has_a_working_day(weekend):
    with pytest.raises(ValueError, match="weekend"):
        WorkingDays(set(weekend))


def test_a_week_that_ends_on_thursday():
    """Friday and Saturday off, as in many States; a holiday on Sunday."""
    week = WorkingDays({4, 5}, [dt.date(2026, 11, 8)])
    assert week.shift(dt.date(2026, 11, 5), 1) == dt.date(2026, 11, 9)
    assert week.last(dt.date(2026, 11, 8)) == dt.date(2026, 11, 5)
    assert week.between(dt.date(2026, 11, 5), dt.date(2026, 11, 12)) == 4
