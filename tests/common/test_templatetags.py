import datetime as dt
import re

import pytest
import time_machine
from django.core.paginator import Paginator
from django.template import Context, engines
from django.test import RequestFactory
from django.utils import translation

from nmirf.common import charts, due
from nmirf.common.context_processors import Frame, NavItem
from nmirf.common.diff import word_diff
from nmirf.common.markdown import to_html
from nmirf.common.markup import facets

CANONICAL = {
    "not_started",
    "planned",
    "in_progress",
    "partially_implemented",
    "substantially_implemented",
    "implemented",
    "ongoing_continuous",
    "not_implemented",
    "contrary",
    "not_assessable",
    "not_applicable",
    "superseded",
    "",
}


def render(source: str, **context: object) -> str:
    return engines["django"].from_string(source).render(context)


def words(html: str) -> str:
    return " ".join(re.sub(r"<[^>]+>", " ", html).split())


# Status: the word and the icon carry it, the colour only helps.


def test_every_canonical_status_has_a_look() -> None:
    assert set(charts.STATUS_LOOKS) == CANONICAL


@pytest.mark.parametrize("status", sorted(CANONICAL))
def test_a_status_is_a_word_an_icon_and_a_colour(status: str) -> None:
    html = render("{% status_mark status %}", status=status)
    look = charts.status_look(status)
    assert words(html) == str(look.label)
    assert '<svg viewBox="0 0 16 16"' in html
    assert look.fill in html
    assert f'class="status {look.css}"' in html


def test_no_status_and_an_unknown_one_read_as_not_assessed() -> None:
    for status in (None, "", "no-such-thing"):
        assert words(render("{% status_mark status %}", status=status)) == "Not assessed"


def test_a_scale_of_its_own_keeps_its_word() -> None:
    html = render('{% status_mark "in_progress" "B: partly" %}')
    assert words(html) == "B: partly"


# Bars.


def test_a_bar_adds_up_in_the_order_of_the_scale() -> None:
    bar = charts.stacked_bar({"planned": 1, "implemented": 2, "in_progress": 1})
    assert [segment.key for segment in bar.segments] == ["implemented", "in_progress", "planned"]
    assert [segment.x for segment in bar.segments] == [0, 50, 75]
    assert sum(segment.width for segment in bar.segments) == 100
    assert bar.total == 4


def test_a_bar_starts_at_the_right_on_a_right_to_left_page() -> None:
    bar = charts.stacked_bar({"implemented": 3, "planned": 1}, mirrored=True)
    assert [(segment.x, segment.width) for segment in bar.segments] == [(25, 75), (0, 25)]


def test_a_zero_is_in_the_table_but_not_drawn() -> None:
    bar = charts.stacked_bar([("implemented", 3), ("planned", 0)])
    assert [segment.key for segment in bar.drawn] == ["implemented"]
    assert [segment.count for segment in bar.segments] == [3, 0]


def test_a_drawn_bar_says_its_numbers_and_needs_no_style_sheet() -> None:
    html = render('{% stacked_bar counts "All" %}', counts={"implemented": 1, "not_started": 3})
    assert 'role="img" aria-label="All: Implemented 1, Not started 3"' in html
    assert "style=" not in html
    assert "var(" not in html
    assert 'x="25.000%"' in html
    assert 'fill="#12693f"' in html
    assert "<table>" in html
    assert "75\u00a0%" in html


def test_geometry_keeps_its_decimal_point_in_languages_with_a_comma() -> None:
    with translation.override("fr"):
        bar = render("{% stacked_bar counts %}", counts={"implemented": 1, "planned": 2})
        line = render('{% line_chart values "%" %}', values=[("2019", 71.5), ("2020", 73.25)])
    assert 'x="33.333%"' in bar
    assert not re.search(r'(?:x|y|cx|cy|points)="\d+,\d+"', line)


def test_nothing_counted_draws_nothing() -> None:
    assert render("{% stacked_bar counts %}", counts={}).strip() == ""


def test_the_shares_of_a_number_in_the_table_lead_to_its_rows() -> None:
    html = render(
        "{% stacked_bar counts %}", counts=[("planned", 2, "/recommendations/?s=planned")]
    )
    assert '<a href="/recommendations/?s=planned">2</a>' in html


# Lines.


@pytest.mark.parametrize(
    ("values", "ends"),
    [([71, 93], (70, 95)), ([0, 1], (0, 1)), ([5, 5], (4, 5)), ([0.2, 0.4], (0.2, 0.4))],
)
def test_the_scale_of_a_line_holds_all_its_values(
    values: list[float], ends: tuple[float, float]
) -> None:
    line = charts.line([(str(i), value) for i, value in enumerate(values)])
    labels = [float(label) for _y, label in line.grid]
    assert labels[0] <= min(values)
    assert labels[-1] >= max(values)
    assert all(10 <= point.y <= line.height - 24 for point in line.points)


def test_a_target_above_all_values_stays_inside_the_chart() -> None:
    line = charts.line([("2019", 71), ("2020", 73)], target=98)
    assert line.target_y is not None
    assert 10 <= line.target_y < line.points[0].y


# Days.

TODAY = dt.date(2026, 11, 20)


@pytest.mark.parametrize(
    ("day", "said", "tone"),
    [
        (dt.date(2026, 11, 11), "9 days late", "late"),
        (dt.date(2026, 11, 19), "1 day late", "late"),
        (dt.date(2026, 11, 20), "today", "soon"),
        (dt.date(2026, 11, 21), "tomorrow", "soon"),
        (dt.date(2026, 11, 24), "in 4 days", "soon"),
        (dt.date(2026, 12, 1), "in 11 days", ""),
        (dt.date(2026, 12, 11), "11 Dec", ""),
        (dt.date(2027, 2, 2), "2 Feb 2027", ""),
    ],
)
def test_a_due_date_in_words(day: dt.date, said: str, tone: str) -> None:
    found = due.describe(day, TODAY)
    assert (found.words, found.tone) == (said, tone)


@time_machine.travel(dt.datetime(2026, 11, 20, 12, tzinfo=dt.UTC), tick=False)
def test_a_due_date_on_a_page_carries_its_full_date() -> None:
    html = render("{{ day|due }}", day=dt.date(2026, 11, 11))
    assert html == (
        '<time class="due late" datetime="2026-11-11" title="11 November 2026">9 days late</time>'
    )
    assert render("{{ day|due }}", day=None) == ""


# Text that people type.


@pytest.mark.parametrize(
    "attack",
    [
        "<script>alert(1)</script>",
        "<img src=x onerror=alert(1)>",
        "[x](javascript:alert(1))",
        "[x](data:text/html,hello)",
        "![x](https://elsewhere.example/pixel.png)",
        '<a href="https://example.org" style="color:red" onclick="x()">x</a>',
    ],
)
def test_markdown_lets_nothing_through_that_runs_or_loads(attack: str) -> None:
    html = to_html(attack)
    tags = re.findall(r"<[^>]+>", html)
    assert not any(
        re.search(r"script|img|style|onclick|javascript:|data:", tag, re.IGNORECASE) for tag in tags
    )


def test_markdown_keeps_the_page_outline() -> None:
    assert "<h3>One</h3>" in to_html("# One")
    assert "<h4>Two</h4>" in to_html("# One\n\n## Two")
    assert "<h3>Two</h3>" in to_html("## Two")
    assert "<h6>" in to_html("# a\n\n###### f")


def test_markdown_links_give_away_nothing() -> None:
    assert 'rel="noopener noreferrer"' in to_html("[x](https://example.org)")


def test_a_symbol_is_isolated_and_escaped() -> None:
    assert render("{{ symbol|isolate }}", symbol="<A>/HRC") == "<bdi>&lt;A&gt;/HRC</bdi>"
    assert render("{{ ''|isolate }}") == ""


def test_changed_words_are_marked_and_the_rest_escaped() -> None:
    assert word_diff("a <b> was drafted", "a <b> was adopted") == (
        "a &lt;b&gt; was <del>drafted</del><ins>adopted</ins>"
    )
    assert word_diff(None, "new") == "<ins>new</ins>"
    assert word_diff("old", "") == "<del>old</del>"


@pytest.mark.parametrize(
    ("name", "letters"), [("Ana Maria Ruiz", "AR"), ("Bo", "B"), ("", ""), ("(x) Ann Lee", "AL")]
)
def test_initials(name: str, letters: str) -> None:
    assert render("{{ name|initials }}", name=name) == letters


def test_a_share_of_nothing_is_a_dash() -> None:
    assert render("{{ 0|share:0 }}|{{ 1|share:3 }}") == "–|33\u00a0%"


# Lists.


def test_ticked_options_stay_in_sight() -> None:
    options = [{"value": str(n), "label": str(n), "checked": n == 11} for n in range(12)]
    html = facets(
        [{"name": "t", "title": "T", "options": options, "is_open": False, "is_tree": False}]
    )
    shown, rest = html.split('id="facet-t-all"')
    assert 'value="11"' in shown
    assert shown.count("<li>") == 9
    assert rest.count("<li>") == 3
    assert "Show all 12" in rest


def test_a_facet_with_one_more_than_the_limit_hides_nothing() -> None:
    options = [{"value": str(n), "label": str(n)} for n in range(9)]
    html = facets(
        [{"name": "t", "title": "T", "options": options, "is_open": False, "is_tree": False}]
    )
    assert "facet-t-all" not in html


def test_the_pager_keeps_the_query_and_skips_the_middle() -> None:
    request = RequestFactory().get("/recommendations/?q=birth&page=10")
    html = engines["django"].from_string(
        '{% include "components/pager.html" with page=page request=request only %}'
    )
    page = Paginator(range(500), 25).get_page(10)
    found = html.render({"page": page}, request)
    assert 'href="?q=birth&amp;page=11"' in found
    assert 'aria-current="page"' in found
    assert "…" in found
    assert "226 to 250 of 500" in words(found)


def test_a_chip_takes_its_value_off_and_starts_at_the_first_page() -> None:
    request = RequestFactory().get("/r/?theme=a&theme=b&page=4")
    template = engines["django"].from_string('{% without "theme" "a" %}').template
    assert template.render(Context({"request": request})) == "?theme=b"


# The frame.


def test_the_language_links_keep_the_page() -> None:
    request = RequestFactory().get("/account/login/?next=/x/")
    with translation.override("en"):
        frame = Frame(request)
        assert [language.url for language in frame.languages] == [
            "/account/login/?next=/x/",
            "/fr/account/login/?next=/x/",
            "/ar/account/login/?next=/x/",
        ]
        assert [language.dir for language in frame.languages] == ["ltr", "ltr", "rtl"]
        assert frame.alternates[-1][0] == "x-default"


def test_a_count_of_none_or_zero_is_not_shown() -> None:
    html = render(
        '{% include "components/nav_items.html" with items=items only %}',
        items=[NavItem("A", "/a/", count=0), NavItem("B", "/b/", current=True, count=3)],
    )
    assert html.count('class="count"') == 1
    assert '<a href="/b/" aria-current="page">B' in html
