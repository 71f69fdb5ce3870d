"""Charts: their numbers are those of their table, of the figures and of the register."""

import csv
import datetime as dt
import io
import re

import pytest
from django.core.cache import cache

from nmirf.common.dates import today
from portal.charts import CHARTS
from portal.charts.year import Event, Kind, Month
from recommendations.models import ThemeLink
from reporting.figures import CROSSED, Scope, read
from tests import factories as make

from .charting import build, counted, drawing, listed

pytestmark = pytest.mark.django_db
COUNTED = [chart.name for chart in CHARTS.values() if chart.figure]


@pytest.fixture(autouse=True)
def demo(settings):
    settings.DEMO_MODE = True


@pytest.fixture
def register():
    return build()


# Numbers.


@pytest.mark.parametrize("name", [n for n in COUNTED if n != "flow"])
@pytest.mark.parametrize("query", ["", "?mechanism=upr", "?institution=lead-2&review=upr-4"])
def test_every_cell_and_row_is_what_the_register_lists(client, register, name, query):
    shown = drawing(client, name, query)
    assert shown.rows or query
    for row in shown.rows:
        assert listed(row.url) == row.total, row.url
        for cell in row.cells:
            if cell.number:
                assert listed(cell.url) == cell.number, cell.url


@pytest.mark.parametrize("query", ["", "?mechanism=upr", "?theme=top", "?lead=lead-2"])
def test_every_step_of_the_flow_is_what_the_register_lists(client, register, query):
    for step in drawing(client, "flow", query).steps:
        assert listed(step.url) == step.number, step.url


def test_the_officers_links_leave_drafts_out(client, register):
    client.force_login(make.secretariat())
    for row in drawing(client, "mechanism").rows:
        assert client.get(row.url).context["page"].paginator.count == row.total


def test_rows_count_what_they_say(client, register):
    assert counted(drawing(client, "theme")) == {
        ("Top", "implemented"): 1,
        ("Top", "in_progress"): 2,
        ("Top", "planned"): 1,
        ("Top", ""): 1,
        (shown_label("other"), "in_progress"): 1,
        (shown_label("other"), ""): 1,
        ("Without a theme", ""): 1,
        ("Without a theme", "not_started"): 1,
    }
    assert counted(drawing(client, "sdg")) == {
        ("16 Peace", "in_progress"): 1,
        ("16 Peace", "planned"): 1,
    }
    assert [row.label for row in drawing(client, "cycle").rows] == [
        "UPR, cycle 3 (2019)",
        "UPR, cycle 4 (2024)",
        drawing(client, "cycle").rows[2].label,
    ]
    steps = {step.stage.key: step.number for step in drawing(client, "flow").steps}
    assert steps == {
        "received": 7,
        "stated": 5,
        "supported": 3,
        "supported_noted": 0,
        "noted": 2,
        "led": 3,
        "acted_on": 1,
        "told": 0,
        "implemented": 1,
    }


def shown_label(code):
    return str(ThemeLink.objects.filter(theme__code=code).first().theme.label)


@pytest.mark.parametrize("name", COUNTED)
def test_chart_table_file_and_figure_say_the_same(client, register, name):
    shown = drawing(client, name)
    figure = read(CHARTS[name].figure, Scope(today()))
    assert (shown.reading.n, shown.reading.counts) == (figure.n, figure.counts)
    text = client.get(f"/charts/{name}.csv").content.decode("utf-8-sig")
    head, *body = csv.reader(io.StringIO(text))
    body = body[: body.index([])]
    if name == "flow":
        assert [int(row[1]) for row in body] == [int(line.value) for line in figure.lines]
        return
    assert head[1:-1] == [str(look.label) for look in shown.looks]
    assert [[row[0], *map(int, row[1:])] for row in body] == [
        [row.label, *(cell.number for cell in row.cells), row.total] for row in shown.rows
    ]
    assert sum(int(row[-1]) for row in body) == sum(int(line.value) for line in figure.lines)
    page = client.get(f"/charts/{name}/").text
    for row in shown.rows:
        assert re.search(rf">{re.escape(row.label)}</a>", page)


def test_a_draft_weighs_in_no_chart(client, register):
    before = {name: client.get(f"/charts/{name}.svg").content for name in COUNTED}
    hidden = make.RecommendationFactory(publication="draft", published_at=None)
    ThemeLink.objects.create(
        recommendation=hidden, theme=make.ThemeFactory(code="secret", name="Secret theme")
    )
    client.force_login(make.secretariat())
    assert {name: client.get(f"/charts/{name}.svg").content for name in COUNTED} == before


def test_numbers_follow_every_change(client, register):
    assert drawing(client, "flow").steps[0].number == 7
    make.RecommendationFactory()
    assert drawing(client, "flow").steps[0].number == 8


# Little and much.


@pytest.mark.parametrize("name", list(CHARTS))
def test_a_chart_of_nothing_says_so(client, name):
    page = client.get(f"/charts/{name}/")
    assert page.status_code == 200
    answer = client.get(f"/charts/{name}.svg")
    if name == "indicator":
        assert answer.status_code == 400
    else:
        assert "Nothing to count yet." in page.text
        assert "Nothing to count yet." in answer.content.decode()


def test_one_recommendation_fills_its_bar(client):
    make.RecommendationFactory()
    (row,) = drawing(client, "mechanism").rows
    assert (row.total, [cell.shade for cell in row.cells]) == (1, [5])


def test_a_hundred_themes_with_long_names(client, django_assert_max_num_queries):
    row = make.RecommendationFactory()
    name = "Prévention de la discrimination " * 5
    for number in range(100):
        theme = make.ThemeFactory(code=f"theme-{number}", name=f"{number} {name}"[:190])
        ThemeLink.objects.create(recommendation=row, theme=theme)
    client.get("/charts/theme/")
    cache.clear()
    with django_assert_max_num_queries(15):
        page = client.get("/charts/theme/")
    assert len(page.context["drawing"].rows) == 100
    picture = client.get("/charts/theme.svg").content.decode()
    assert "and 60 more rows, in the table on the page" in picture
    assert max(int(h) for h in re.findall(r'height="(\d+)" viewBox', picture)) < 2600


@pytest.mark.parametrize("name", ["mechanism", "cycle", "institution", "flow", "calendar"])
def test_many_rows_ask_no_more_than_one(client, register, name, django_assert_max_num_queries):
    cache.clear()
    with django_assert_max_num_queries(15):
        client.get(f"/charts/{name}/")


# Asked for what is not there.


def test_unknown_charts_and_endings_are_not_there(client):
    for address in ("/charts/none/", "/charts/none.svg", "/charts/theme.gif"):
        assert client.get(address).status_code == 404
    assert client.get("/charts/indicator/?indicator=none").status_code == 404


def test_the_page_names_what_it_left_out(client, register):
    page = client.get("/charts/theme/?mechanism=none&theme=top&status=planned")
    assert page.context["asked"].ignored == ["none", "planned", "top"]
    assert "this chart knows nothing by it" in page.text
    assert drawing(client, "theme").rows[0].total == page.context["drawing"].rows[0].total


@pytest.mark.parametrize("query", ["mechanism=none", "status=planned", "lang=xx", "year=9x9"])
def test_a_picture_refuses_what_it_cannot_narrow_by(client, query):
    name = "calendar" if "year" in query else "theme"
    answer = client.get(f"/charts/{name}.svg?{query}")
    assert (answer.status_code, answer["Content-Type"]) == (400, "text/plain; charset=utf-8")
    assert answer["Access-Control-Allow-Origin"] == "*"


def test_addresses_survive_whatever_is_typed(client):
    for query in ("mechanism=%00", f"theme={'x' * 4_000}", "year=99999999999", "indicator=%00"):
        assert client.get(f"/charts/flow/?{query}").status_code == 200
        assert client.get(f"/charts/calendar/?{query}").status_code == 200


# The others.


def test_an_indicator_is_drawn_in_the_catalogue_too(client):
    indicator = make.IndicatorFactory(publication="published", name="Births registered")
    for year in (2021, 2022):
        make.ValueFactory(indicator=indicator, value=year - 1960, period=str(year))
    hidden = make.IndicatorFactory(publication="draft")
    page = client.get("/charts/indicator/")
    assert "Births registered" in page.text
    assert hidden.name not in page.text
    shown = client.get(f"/charts/indicator/?indicator={indicator.slug}")
    assert "<polyline" in shown.text
    picture = client.get(f"/charts/indicator.svg?indicator={indicator.slug}").content.decode()
    assert "Births registered" in picture
    assert "n = 2 values" in picture
    client.force_login(make.secretariat())
    assert client.get(f"/charts/indicator.svg?indicator={hidden.slug}").status_code == 404


def test_the_year_shows_what_everyone_may_know(client):
    duty = make.ObligationFactory(due_on=dt.date(2027, 3, 31), title="Mid-term report")
    make.ObligationFactory(due_on=dt.date(2027, 4, 1), title="Internal note", is_public=False)
    make.ReviewFactory(held_on=dt.date(2027, 3, 31), title="The review itself")
    page = client.get("/charts/calendar/?year=2027")
    months = page.context["drawing"].months
    assert len(months[2].marks) == 2
    assert not months[3].marks
    assert duty.get_absolute_url() in page.text
    assert "The review itself" in page.text
    client.force_login(make.secretariat())
    assert "Internal note" not in client.get("/charts/calendar/?year=2027").text
    file = client.get("/charts/calendar.csv?year=2027").content.decode("utf-8-sig")
    assert "2027-03-31" in file


def test_what_lasts_is_drawn_through_every_month():
    lasting = Event(Kind.CONSULTATION, dt.date(2027, 1, 20), "Open", "/", until=dt.date(2027, 3, 5))
    months = [Month(dt.date(2027, number, 1), mirrored=False) for number in (1, 2, 3, 4)]
    for month in months:
        month.put(lasting)
    assert [len(month.marks) for month in months] == [1, 1, 1, 0]
    assert [len(month.events) for month in months] == [1, 0, 0, 0]
    assert months[1].marks[0][1].startswith("M0 ")


# Where else they stand.


def test_pages_show_their_own_part(client, register):
    upr = client.get("/mechanisms/upr/").context["themes"]
    assert {row.label: row.total for row in upr.rows}["Top"] == 4
    assert client.get("/reviews/upr-3/").context["themes"].reading.n == 3
    led = client.get("/institutions/lead-2/").context["askers"]
    assert sum(row.total for row in led.rows) == 2


def test_every_crossed_figure_is_charted_and_defined(client):
    assert {chart.figure for chart in CHARTS.values() if chart.figure} == set(CROSSED)
    page = client.get("/figures/").text
    for code in CROSSED:
        assert f'id="{code}"' in page
