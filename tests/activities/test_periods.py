"""Periods and numbers as people write them, and the path to a target."""

import datetime as dt
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from activities import breakdowns
from activities.choices import Dimension, Progress
from activities.parsers.numbers import UnreadableNumberError, parse_cases, parse_number
from activities.parsers.periods import Period, UnknownPeriodError, is_period, parse_period
from activities.progress import Path, judge

periods = st.one_of(
    st.builds(Period, st.integers(1900, 2199)),
    st.builds(Period, st.integers(1900, 2199), st.just(6), st.integers(1, 2)),
    st.builds(Period, st.integers(1900, 2199), st.just(3), st.integers(1, 4)),
    st.builds(Period, st.integers(1900, 2199), st.just(1), st.integers(1, 12)),
)


@given(periods)
def test_what_is_written_is_read_back(period):
    assert parse_period(period.code) == period
    assert parse_period(f" {period.code.lower()} ") == period


@given(periods)
def test_a_period_begins_on_a_first_and_ends_before_the_next(period):
    assert period.first.day == 1
    assert (period.last + dt.timedelta(days=1)).day == 1
    assert period.year - 1 < period.position <= period.year


@given(st.text(max_size=12))
def test_anything_else_is_refused_in_words(text):
    if is_period(text):
        assert parse_period(parse_period(text).code) == parse_period(text)
    else:
        with pytest.raises(UnknownPeriodError, match="is no period"):
            parse_period(text)


@pytest.mark.parametrize(
    ("written", "code"),
    [("2024-A1", "2024"), ("2024-H2", "2024-S2"), ("2024Q3", "2024-Q3"), ("2024M7", "2024-07")],
)
def test_other_ways_to_write_a_period_are_understood(written, code):
    assert parse_period(written).code == code


@pytest.mark.parametrize("written", ["24", "2024-S3", "2024-Q5", "2024-13", "2024-0", "1850", ""])
def test_there_is_no_such_period(written):
    with pytest.raises(UnknownPeriodError):
        parse_period(written)


@pytest.mark.parametrize(
    ("written", "number"),
    [
        *[("1 234,5", "1234.5"), ("1,234,567.8", "1234567.8"), ("12,5", "12.5")],
        *[("1.234.567,8", "1234567.8"), ("41.2 %", "41.2"), ("-3", "-3"), (0.1 + 0.2, "0.3")],
        *[("٤١٫٥", "41.5"), ("1’234", "1234"), ("0,125", "0.125")],
    ],
)
def test_numbers_are_read_as_people_write_them(written, number):
    assert parse_number(written) == Decimal(number)


@pytest.mark.parametrize("written", ["1,234", "n/a", "", "1.2.3", "1e99", "١٢a", "NaN", "inf"])
def test_what_is_no_number_or_could_be_two_is_refused(written):
    with pytest.raises(UnreadableNumberError):
        parse_number(written)


@given(st.decimals(-(10**13), 10**13, places=6))
def test_every_number_that_can_be_kept_is_read_back(number):
    assert parse_number(f"{number:f}") == number


def test_cases_are_whole():
    assert parse_cases("1 200") == 1200
    for wrong in ("-1", "2.5"):
        with pytest.raises(UnreadableNumberError):
            parse_cases(wrong)


@given(
    st.dictionaries(st.sampled_from(Dimension.values), st.from_regex(r"[a-z0-9-]+", fullmatch=True))
)
def test_a_breakdown_has_one_key_whatever_its_order(breakdown):
    key = breakdowns.key_of(dict(reversed(breakdown.items())))
    assert key == breakdowns.key_of(breakdown)
    assert breakdowns.of_key(key) == breakdown


UP = Path("up", Decimal(20), 2020, Decimal(60), 2030)
numbers = st.decimals(-1000, 1000, places=2)


@pytest.mark.parametrize(
    ("value", "position", "progress"),
    [
        *[(60, 2024, "reached"), (75, 2040, "reached"), (36, 2024, "on_track")],
        *[(35.9, 2024, "off_track"), (34, 2023.5, "on_track"), (59, 2031, "off_track")],
        *[(20, 2020, "unknown"), (20, 2019, "unknown")],
    ],
)
def test_a_value_is_measured_against_the_path(value, position, progress):
    assert judge(UP, Decimal(str(value)), position).progress == progress


@given(numbers, numbers, numbers, st.integers(2021, 2040))
def test_the_way_down_mirrors_the_way_up(baseline, target, value, year):
    up = Path("up", baseline, 2020, target, 2030)
    down = Path("down", -baseline, 2020, -target, 2030)
    assert judge(up, value, year).progress == judge(down, -value, year).progress


@given(numbers, numbers, st.integers(2020, 2050))
def test_the_path_runs_from_baseline_to_target_and_stays_there(baseline, target, year):
    path = Path("up", baseline, 2020, target, 2030)
    assert path.at(2020) == baseline
    assert path.at(2030) == path.at(2050) == target
    assert min(baseline, target) <= path.at(year) <= max(baseline, target)
    assert path.at(2019.5) is None


@given(numbers, numbers, st.integers(2021, 2029), st.decimals(0, 100, places=2))
def test_a_better_value_is_never_judged_worse(baseline, value, year, more):
    path = Path("up", baseline, 2020, baseline + 10, 2030)
    order = [Progress.OFF_TRACK, Progress.ON_TRACK, Progress.REACHED]
    first, second = (judge(path, v, year).progress for v in (value, value + more))
    assert order.index(first) <= order.index(second)


@pytest.mark.parametrize(
    ("path", "reason"),
    [
        (Path("none", Decimal(1), 2020, Decimal(2), 2030), "Neither way"),
        (Path("up", Decimal(1), 2020), "No target"),
        (Path("up", None, None, Decimal(2), 2030), "No baseline"),
        (Path("up", Decimal(3), 2020, Decimal(2), 2030), "worse than the baseline"),
    ],
)
def test_what_cannot_be_said_says_why(path, reason):
    said = judge(path, Decimal(2), 2025)
    assert said.progress == Progress.UNKNOWN
    assert reason in said.reason


def test_without_a_value_that_may_be_shown_nothing_is_said():
    assert judge(UP, None, None).progress == Progress.UNKNOWN
