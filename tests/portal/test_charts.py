"""Charts: their numbers are those of their table, of the figures and of the register."""

import csv
import datetime as dt
import io
import re
from urllib.parse import urlsplit
from xml.etree import ElementTree

import pytest
from django.contrib.auth.models import AnonymousUser
from django.core.cache import cache
from django.http import QueryDict
from django.test import Client
from django.utils.translation import override
from PIL import Image

from nmirf.common.dates import today
from nmirf.common.sheets import Sheet, folded, to_png, width_of
from portal.charts import CHARTS
from portal.charts.year import Event, Kind, Month
from portal.filters import RegisterFilter
from portal.reader import Reader
from recommendations.models import (
    Assessment,
    Assignment,
    ClusterMembership,
    SdgGoal,
    SdgGoalLink,
    SdgTarget,
    SdgTargetLink,
    ThemeLink,
)
from reporting.figures import CROSSED, Scope, read
from tests import factories as make

pytestmark = pytest.mark.django_db
COUNTED = [chart.name for chart in CHARTS.values() if chart.figure]
SVG = "{http://www.w3.org/2000/svg}"


@pytest.fixture(autouse=True)
def demo(settings):
    settings.DEMO_MODE = True


def assess(row, status):
    Assessment.objects.create(
        recommendation=row,
        viewpoint="secretariat",
        author=make.UserFactory(),
        status=status,
        assessed_on=dt.date(2026, 1, 1),
        rationale="Seen.",
        publication="published",
    )


STATUSES = ["implemented", "in_progress", "", "in_progress", "planned", "", "not_started"]


def _row(number, review, leads):
    row = make.RecommendationFactory(
        review=review,
        mechanism=review.mechanism,
        position=("supported", "noted", "not_stated")[number % 3],
        lead=leads[0] if number in (0, 1) else None,
    )
    if STATUSES[number]:
        assess(row, STATUSES[number])
    return row


@pytest.fixture
def register():
    """Two bodies, three reviews, themes in levels, goals, leads and deeds; a draft that counts nowhere."""
    upr = make.MechanismFactory(code="UPR", short_name="UPR", kind="upr")
    crc = make.MechanismFactory(code="CRC", short_name="CRC")
    reviews = [
        make.ReviewFactory(slug="upr-3", mechanism=upr, cycle=3, published_on=dt.date(2019, 1, 1)),
        make.ReviewFactory(slug="upr-4", mechanism=upr, cycle=4, published_on=dt.date(2024, 1, 1)),
        make.ReviewFactory(slug="crc-1", mechanism=crc, cycle=None),
    ]
    top = make.ThemeFactory(code="top", name="Top")
    themes = [make.ThemeFactory(code="part", parent=top), make.ThemeFactory(code="other")]
    goal = SdgGoal.objects.create(number=16, name="Peace")
    target = SdgTarget.objects.create(code="16.9", goal=goal, name="Identity")
    leads = [make.InstitutionFactory(slug=f"lead-{n}") for n in (1, 2)]
    cluster = make.ClusterFactory()
    Assignment.objects.create(
        cluster=cluster,
        institution=leads[1],
        role="lead",
        state="accepted",
        proposed_by=make.UserFactory(),
    )
    rows = [_row(number, reviews[number % 3], leads) for number in range(len(STATUSES))]
    for number in range(5):
        ThemeLink.objects.create(recommendation=rows[number], theme=themes[0])
    for number in (1, 2):
        ThemeLink.objects.create(recommendation=rows[number], theme=themes[1])
        ThemeLink.objects.create(recommendation=rows[number], theme=top)
    SdgGoalLink.objects.create(recommendation=rows[3], goal=goal)
    for number in (3, 4):
        SdgTargetLink.objects.create(recommendation=rows[number], target=target)
    for number in (1, 4):
        ClusterMembership.objects.create(
            cluster=cluster, recommendation=rows[number], overlap="direct"
        )
    activity = make.ActivityFactory(publication="published", status="cancelled")
    activity.recommendations.add(rows[5])
    draft = make.RecommendationFactory(
        review=reviews[0], mechanism=upr, publication="draft", published_at=None, lead=leads[0]
    )
    ThemeLink.objects.create(recommendation=draft, theme=themes[0])


def parsed(content):
    """Written by ourselves."""
    return ElementTree.fromstring(content)  # noqa: S314


def drawing(client, name, query=""):
    return client.get(f"/charts/{name}/{query}").context["drawing"]


def listed(address):
    """How many the register finds under an address, as a stranger."""
    found = RegisterFilter(QueryDict(urlsplit(address).query), Reader(AnonymousUser()))
    assert not found.ignored
    return found.qs.count()


def counted(shown):
    """By row and status, from the drawing."""
    return {
        (row.label, cell.look.key): cell.number
        for row in shown.rows
        for cell in row.cells
        if cell.number
    }


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


# Pictures.


def test_a_picture_carries_its_caption_day_and_source(client, register):
    answer = client.get("/charts/theme.svg?mechanism=upr")
    assert answer["Content-Type"] == "image/svg+xml; charset=utf-8"
    root = parsed(answer.content)
    said = " ".join("".join(node.itertext()) for node in root.iter(f"{SVG}text"))
    assert "Status by theme" in said
    assert "Who asked: UPR" in said
    assert "n = 5 published recommendations" in said
    assert "/charts/theme/" in said
    assert "Partly implemented" not in said
    assert root.get("role") == "img"
    assert root.find(f"{SVG}title").text == "Status by theme"
    assert "Top: Implemented 1" in root.find(f"{SVG}desc").text
    assert b"href" not in answer.content  # nothing is fetched, nothing can be run
    assert b"style" not in answer.content


def test_a_picture_is_cacheable_by_all(client, register):
    first = client.get("/charts/flow.svg")
    assert first["Cache-Control"] == "public, max-age=300"
    assert first["Access-Control-Allow-Origin"] == "*"
    assert first["Last-Modified"]
    assert "Set-Cookie" not in first
    again = client.get("/charts/flow.svg", headers={"If-None-Match": first["ETag"]})
    assert (again.status_code, again.content, again["ETag"]) == (304, b"", first["ETag"])
    assert again["Access-Control-Allow-Origin"] == "*"
    since = client.get("/charts/flow.svg", headers={"If-Modified-Since": first["Last-Modified"]})
    assert since.status_code == 304
    head = client.head("/charts/flow.svg")
    assert (head.status_code, head["ETag"], head.content) == (200, first["ETag"], b"")
    assert client.post("/charts/flow.svg").status_code == 405
    make.RecommendationFactory()
    changed = client.get("/charts/flow.svg", headers={"If-None-Match": first["ETag"]})
    assert (changed.status_code, changed["ETag"] != first["ETag"]) == (200, True)


def test_the_same_picture_for_everybody(client, register):
    client.force_login(make.secretariat())
    mine = client.get("/charts/institution.svg")
    assert mine.content == Client().get("/charts/institution.svg").content


def test_the_language_is_in_the_address(client, register):
    arabic = client.get("/charts/theme.svg?lang=ar")
    assert arabic["Content-Language"] == "ar"
    assert arabic.content == client.get("/ar/charts/theme.svg").content
    assert "منفَّذة" in arabic.content.decode()
    root = parsed(arabic.content)
    title = next(root.iter(f"{SVG}text"))
    assert (title.get("x"), title.get("text-anchor")) == ("776", "end")


def test_bars_grow_from_the_right_where_reading_begins_there(client, register):
    def first_bar(language):
        content = client.get(f"/charts/mechanism.svg?lang={language}").content
        bars = [r for r in parsed(content).iter(f"{SVG}rect") if r.get("stroke")]
        return float(bars[0].get("x")), float(bars[0].get("width"))

    left, width = first_bar("en")
    assert first_bar("ar") == (pytest.approx(800 - left - width, abs=0.02), pytest.approx(width))


def test_the_same_in_dots(client, register):
    answer = client.get("/charts/heat-map.png")
    assert answer["Content-Type"] == "image/png"
    with Image.open(io.BytesIO(answer.content)) as picture:
        assert picture.width == 1600
        colours = picture.convert("RGB").getcolors(1 << 20)
    assert len(colours) > 20
    assert answer["ETag"] != client.get("/charts/heat-map.svg")["ETag"]


def test_arabic_letters_are_joined():
    """A word takes less room than its letters one by one, for joined forms are narrower."""

    def ink(words):
        sheet = Sheet(language="ar", mirrored=True)
        sheet.text(24, 60, words, size=40)
        sheet.height = 100
        svg = sheet.svg(title="", description="")
        with Image.open(io.BytesIO(to_png(svg))) as picture:
            left, _top, right, _bottom = (
                picture.convert("L").point(lambda dot: 255 if dot < 128 else 0).getbbox()
            )
        return right - left

    word = "منفذة"
    assert 0 < ink(word) < 0.8 * ink("\u200c".join(word))


def test_lines_are_folded_within_their_room():
    for words in ("one two three " * 20, "x" * 300, "", "حالة التوصيات " * 20):
        for line in folded(words, 13, 200):
            assert width_of(line, 13) <= 200
    assert folded("one two three four five", 13, 80, most=2)[-1].endswith("…")


def test_what_is_written_cannot_leave_its_place(client):
    name = '<script>alert("1")</script> & \x07'
    row = make.RecommendationFactory()
    ThemeLink.objects.create(recommendation=row, theme=make.ThemeFactory(code="t", name=name))
    content = client.get("/charts/theme.svg").content
    parsed(content)
    assert b"<script" not in content
    assert b"<script>alert" not in client.get("/charts/theme/").content


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


def test_embedding_says_where_the_picture_leads(client, register):
    with override("ar"):
        page = client.get("/ar/charts/theme/?mechanism=upr")
    embed = page.context["embed"]
    assert "/ar/charts/theme.svg?mechanism=upr" in embed
    assert 'href="http' in embed
    assert page.text.count("<h1") == 1
