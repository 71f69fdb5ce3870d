"""The geometry of a series over time."""

import itertools

from hypothesis import given
from hypothesis import strategies as st

from nmirf.common.seriescharts import Dot, series_chart


def dots(*pairs):
    return [Dot(year, value, str(year), f"{value}") for year, value in pairs]


def test_years_that_are_missing_leave_room_and_hidden_values_a_gap():
    chart = series_chart([dots((2020, 1), (2021, 2)), dots((2024, 3))])
    first, second, last = (dot.x for dot in chart.dots)
    assert round((last - second) / (second - first), 1) == 3
    assert len(chart.lines) == 1, "nothing is drawn from or to what stands alone"


def test_a_mirrored_chart_runs_from_right_to_left():
    plain, mirrored = (
        series_chart([dots((2020, 1), (2024, 3))], mirrored=turned) for turned in (False, True)
    )
    assert [dot.x for dot in plain.dots] == [plain.width - dot.x for dot in mirrored.dots]
    assert [dot.y for dot in plain.dots] == [dot.y for dot in mirrored.dots]


def test_charts_on_one_scale_place_the_same_value_at_the_same_height():
    scale = {"within": (0, 100), "span": (2020, 2024)}
    one = series_chart([dots((2020, 40), (2024, 90))], **scale)
    other = series_chart([dots((2022, 40))], **scale)
    assert one.dots[0].y == other.dots[0].y


def test_the_path_ends_at_the_target_with_its_year():
    chart = series_chart([dots((2020, 10), (2022, 20))], path=[(2020, 10), (2030, 60)])
    assert chart.marks == [(chart.ends[-1][0], "2030")]
    assert chart.ends[-1][1] < chart.dots[-1].y


def test_nothing_to_draw_draws_nothing():
    chart = series_chart([])
    assert (chart.dots, chart.grid, chart.path) == ([], [], "")


years = st.lists(st.integers(1990, 2040), min_size=1, max_size=30, unique=True).map(sorted)


@given(years, st.data())
def test_every_dot_lies_within_the_chart_and_labels_do_not_touch(years, data):
    values = data.draw(st.lists(st.integers(-1000, 1000), min_size=len(years), max_size=len(years)))
    chart = series_chart([dots(*zip(years, values, strict=True))])
    for dot in chart.dots:
        assert 0 <= dot.x <= chart.width
        assert 0 <= dot.y <= chart.height
    named = [dot.x for dot in chart.dots if dot.is_named]
    assert named
    assert all(later - earlier >= 28 for earlier, later in itertools.pairwise(named))
