"""Beside each choice above a list stands how many rows it would list, of what the reader may see."""

import csv
import datetime as dt
import io
import re
import zipfile

import pytest

from portal import listing
from recommendations.parsers import Limits
from recommendations.parsers.xlsx import Workbook
from tests import factories as make

pytestmark = pytest.mark.django_db


def choices(client, address, name):
    """By the value of each choice of the list `name`, the number beside it."""
    page = client.get(address).text
    options = re.search(rf'<select name="{name}".*?</select>', page, re.S).group()
    found = re.findall(r'<option value="([^"]*)"[^>]*>[^<]*?(?:\((\d+)\))?</option>', options)
    return {value: int(number) if number else None for value, number in found}


@pytest.fixture
def _lists():
    crc = make.MechanismFactory(code="CRC", short_name="CRC")
    upr = make.MechanismFactory(code="UPR", kind="upr", name="Periodic review", short_name="UPR")
    make.MechanismFactory(code="CAT", name="Committee that asked nothing")
    for slug, mechanism in (("crc-4", crc), ("crc-5", crc), ("upr-4", upr)):
        review = make.ReviewFactory(slug=slug, mechanism=mechanism, title=f"Review {slug}")
        make.RecommendationFactory(review=review, mechanism=mechanism, lead=None)
    for kind in ("ministry", "ministry", "agency"):
        make.InstitutionFactory(kind=kind)
    make.InstitutionFactory(kind="agency", standing="pending")
    plan = make.PlanFactory(kind="human_rights")
    make.PlanObjectiveFactory.create_batch(3, plan=plan)
    make.PlanFactory(kind="human_rights")
    make.PlanFactory(kind="development", publication="draft")


@pytest.mark.usefixtures("_lists")
@pytest.mark.parametrize(
    ("address", "name", "expected"),
    [
        ("/institutions/", "kind", {"": 3, "ministry": 2, "agency": 1}),
        ("/institutions/?kind=ministry", "kind", {"": 3, "ministry": 2, "agency": 1}),
        ("/reviews/", "mechanism", {"": 3, "crc": 2, "upr": 1}),
        ("/reviews/?q=crc-5", "mechanism", {"": 1, "crc": 1}),
        ("/reviews/?q=crc-5&mechanism=upr", "mechanism", {"": 1, "crc": 1, "upr": 0}),
        ("/plans/", "kind", {"": 2, "human_rights": 2}),
        ("/mechanisms/", "kind", {"": 2, "treaty_body": 1, "upr": 1}),
        ("/mechanisms/", "sort", {"": None, "name": None}),
    ],
)
def test_each_choice_says_how_many_it_lists(client, address, name, expected):
    assert choices(client, address, name) == expected


@pytest.mark.usefixtures("_lists")
def test_who_may_see_more_is_told_of_more(client, settings):
    settings.DEMO_MODE = True
    client.force_login(make.secretariat())
    assert choices(client, "/plans/", "kind") == {"": 3, "human_rights": 2, "development": 1}


@pytest.mark.usefixtures("_lists")
def test_mechanisms_are_searched_narrowed_and_taken_as_a_file(client):
    def shown(query=""):
        kinds = client.get(f"/mechanisms/{query}").context["kinds"]
        return [row["url"].split("/")[-2] for kind in kinds for row in kind["rows"]]

    assert shown() == ["upr", "crc"]
    assert shown("?q=crc") == ["crc"]
    assert shown("?kind=upr") == ["upr"]
    assert shown("?q=nobody") == []
    assert shown("?q=%00&kind=%00&sort=%00") == shown("?kind=none&sort=name") == ["upr", "crc"]
    assert "Nothing fits all of this" in client.get("/mechanisms/?q=nobody").text
    page = client.get("/mechanisms/?kind=upr").text
    assert 'href="/mechanisms.xlsx?kind=upr"' in page
    lines = client.get("/mechanisms.csv?kind=upr").content.decode("utf-8-sig").splitlines()
    assert lines[0].startswith("Address,Name,Short name,Kind,System,Recommendations,")
    assert [line.split(",")[0] for line in lines[1:]] == ["upr"]
    assert client.get("/mechanisms.pdf").status_code == 404


@pytest.fixture
def workbook(client, tmp_path):
    """`workbook(address)`: by the name of each sheet, its rows."""

    def read(address):
        path = tmp_path / "file.xlsx"
        path.write_bytes(client.get(address).content)
        with Workbook(path, Limits()) as book:
            return {sheet.name: dict(book.rows(sheet)) for sheet in book.sheets}

    return read


@pytest.mark.usefixtures("_lists")
@pytest.mark.parametrize("one", listing.LISTINGS, ids=lambda one: one.name)
def test_a_workbook_holds_what_the_csv_holds_and_says_whence(client, one, workbook):
    text = client.get(f"/{one.name}.csv").content.decode("utf-8-sig")
    lines = list(csv.reader(io.StringIO(text)))
    book = workbook(f"/{one.name}.xlsx")
    assert list(book) == [str(one.title), "About this file"]
    sheet = book[str(one.title)]
    assert len(sheet) == len(lines)
    assert list(sheet[1].values()) == lines[0]
    about = workbook(f"/{one.name}.xlsx?q=e")["About this file"]
    facts = {row[0]: row[1] for row in about.values()}
    assert facts["Narrowed by"] == "Search: e"
    assert facts["Address"].endswith(f"/{one.name}/?q=e")


def test_numbers_and_words_of_a_workbook_are_such(client, tmp_path):
    row = make.ReviewFactory(published_on=dt.date(2023, 1, 1), title="=1+1")
    make.RecommendationFactory(review=row, mechanism=row.mechanism, status="planned")
    answer = client.get("/reviews.xlsx")
    assert answer["Content-Disposition"] == 'attachment; filename="reviews.xlsx"'
    with zipfile.ZipFile(io.BytesIO(answer.content)) as book:
        sheet = book.read("xl/worksheets/sheet1.xml").decode()
    assert "<f>" not in sheet
    assert re.search(r'<c r="G2" s="\d+"><v>1</v></c>', sheet)  # a number: recommendations


@pytest.fixture
def deeds():
    water, justice = make.InstitutionFactory(slug="water"), make.InstitutionFactory(slug="justice")
    plan = make.PlanFactory(slug="decade")
    objectives = make.PlanObjectiveFactory.create_batch(2, plan=plan)
    for lead, status, has_plan in (
        (water, "planned", True),
        (water, "in_progress", False),
        (justice, "planned", True),
    ):
        row = make.ActivityFactory(lead=lead, status=status)
        # Two objectives of one plan: it is one activity all the same.
        for objective in objectives if has_plan else ():
            row.objective_links.create(objective=objective)
    make.ActivityFactory(lead=justice, status="planned", publication="draft")


@pytest.mark.usefixtures("deeds")
@pytest.mark.parametrize(
    ("query", "status", "lead", "plan"),
    [
        ("", {"planned": 2, "in_progress": 1}, {"water": 2, "justice": 1}, {"decade": 2}),
        (
            "?status=planned",
            {"planned": 2, "in_progress": 1},
            {"water": 1, "justice": 1},
            {"decade": 2},
        ),
        (
            "?lead=water",
            {"planned": 1, "in_progress": 1},
            {"water": 2, "justice": 1},
            {"decade": 1},
        ),
        (
            "?lead=water&plan=decade&status=in_progress",
            {"planned": 1, "in_progress": 0},
            {"water": 0},
            {"decade": 0},
        ),
    ],
)
def test_choices_among_activities_say_how_many_they_list(client, query, status, lead, plan):
    for name, expected in (("status", status), ("lead", lead), ("plan", plan)):
        found = choices(client, f"/activities/{query}", name)
        assert found.pop("") is None
        assert found == expected, name


@pytest.mark.usefixtures("deeds")
def test_each_count_is_what_choosing_it_lists(client):
    for name in ("status", "lead", "plan"):
        for value, number in choices(client, "/activities/", name).items():
            if value:
                page = client.get(f"/activities/?{name}={value}").context["page"]
                assert page.paginator.count == number


@pytest.mark.parametrize("number", [1, 20])
@pytest.mark.parametrize("one", listing.LISTINGS, ids=lambda one: one.name)
def test_the_lists_ask_as_much_for_many_rows(client, one, number, django_assert_max_num_queries):
    for _n in range(number):
        row = make.RecommendationFactory(review=make.ReviewFactory())
        make.ClusterFactory()
        make.PlanFactory(lead=row.mechanism and make.InstitutionFactory())
    client.get("/privacy/")
    with django_assert_max_num_queries(15):
        assert client.get(f"/{one.name}/").status_code == 200


@pytest.mark.parametrize("language", ["", "/ar"])
@pytest.mark.parametrize(
    ("path", "names"),
    [
        ("figures", ["XLSX", "CSV", "JSON"]),
        ("activities", ["CSV", "XLSX"]),
        ("indicators", ["CSV", "XLSX", "SDMX-CSV"]),
        ("institutions", ["CSV", "XLSX"]),
    ],
)
def test_links_to_files_stand_apart_by_one_mark_each_name_on_its_own(client, language, path, names):
    make.ActivityFactory()
    make.IndicatorFactory(publication="published")
    page = client.get(f"{language}/{path}/").text
    links = r" · ".join(rf'<a href="[^"]+"><bdi>{name}</bdi></a>' for name in names)
    assert re.search(rf"{links}</p>", page)
