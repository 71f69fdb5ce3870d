"""The short public lists are searched, narrowed, ordered and taken as a file."""

import csv
import datetime as dt
import io
from urllib.parse import quote

import pytest

from tests import factories as make

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _records():
    crc, upr = make.MechanismFactory(code="CRC"), make.MechanismFactory(code="UPR", name="UPR")
    make.InstitutionFactory(slug="water", name="Ministry of Water", acronym="MoW", kind="ministry")
    justice = make.InstitutionFactory(slug="justice", name="Supreme Court", kind="agency")
    old = make.ReviewFactory(
        slug="crc-4", title="Fourth report", mechanism=crc, published_on=dt.date(2019, 1, 1)
    )
    make.ReviewFactory(
        slug="upr-4",
        title="Fourth cycle",
        title_translations={"ar": "الدورة الرابعة"},
        mechanism=upr,
        symbol="A/HRC/52/10",
        published_on=dt.date(2023, 1, 1),
    )
    make.ClusterFactory(slug="births", title="Births", statement="Register every child.")
    make.ClusterFactory(slug="prisons", title="Prisons")
    make.ClusterFactory(slug="secret", title="Secret births", publication="draft")
    make.PlanFactory(slug="decade", title="Decade of rights", kind="human_rights")
    make.PlanFactory(slug="growth", title="Growth", kind="development")
    make.RecommendationFactory(
        reference="CRC-1", review=old, mechanism=crc, lead=justice, status="in_progress"
    )


def shown(client, path, query=""):
    page = client.get(f"/{path}/{query}").context["page"]
    return [row.slug for row in page]


def rows_of(client, path, query=""):
    answer = client.get(f"/{path}.csv{query}")
    assert answer["Content-Type"].startswith("text/csv")
    return list(csv.DictReader(io.StringIO(answer.content.decode("utf-8-sig"))))


NARROWED = [
    ("institutions", "", ["water", "justice"]),
    ("institutions", "?q=court", ["justice"]),
    ("institutions", "?q=mow", ["water"]),
    ("institutions", "?kind=ministry", ["water"]),
    ("institutions", "?sort=kind", ["justice", "water"]),
    ("institutions", "?q=court&kind=ministry", []),
    ("reviews", "", ["upr-4", "crc-4"]),
    ("reviews", "?sort=oldest", ["crc-4", "upr-4"]),
    ("reviews", "?sort=title", ["upr-4", "crc-4"]),
    ("reviews", "?mechanism=crc", ["crc-4"]),
    ("reviews", "?q=52/10", ["upr-4"]),
    ("clusters", "", ["births", "prisons"]),
    ("clusters", "?q=every+child", ["births"]),
    ("plans", "?kind=development", ["growth"]),
    ("plans", "?q=decade", ["decade"]),
    ("plans", "?sort=title", ["decade", "growth"]),
]


@pytest.mark.parametrize(("path", "query", "slugs"), NARROWED)
def test_page_and_file_hold_what_is_asked_for(client, path, query, slugs):
    assert shown(client, path, query) == slugs
    assert [row["Address"] for row in rows_of(client, path, query)] == slugs


def test_words_are_found_in_the_language_of_the_page(client):
    query = f"?q={quote('الدورة')}"
    assert shown(client, "ar/reviews", query) == ["upr-4"]
    assert shown(client, "reviews", query) == []


@pytest.mark.parametrize("path", ["institutions", "reviews", "clusters", "plans"])
def test_what_means_nothing_narrows_nothing(client, path):
    every = shown(client, path)
    for query in ("?kind=none", "?mechanism=xx", "?sort=none", "?q=%00", "?kind=%00&sort=%00"):
        assert shown(client, path, query) == every
    assert client.get(f"/{path}.pdf").status_code == 404
    empty = client.get(f"/{path}/?q=zzz")
    assert empty.status_code == 200
    assert f"/{path}.csv" not in empty.text


def test_the_file_counts_as_the_page_does(client):
    [row] = rows_of(client, "reviews", "?mechanism=crc")
    counts = {key: row[key] for key in ("Recommendations", "In progress", "Implemented")}
    assert counts == {"Recommendations": "1", "In progress": "1", "Implemented": "0"}
    [row] = rows_of(client, "institutions", "?kind=agency")
    assert row["In progress"] == "1"


def test_the_link_to_the_file_says_what_the_page_shows(client):
    page = client.get("/institutions/?q=court&kind=agency&sort=kind").text
    assert 'href="/institutions.csv?q=court&amp;kind=agency&amp;sort=kind"' in page
    assert '<option value="agency" selected>' in page
    assert 'value="court" maxlength' in page


@pytest.mark.parametrize(
    ("path", "factory"),
    [
        ("institutions", make.InstitutionFactory),
        ("reviews", make.ReviewFactory),
        ("clusters", make.ClusterFactory),
        ("plans", make.PlanFactory),
    ],
)
def test_a_file_takes_as_many_queries_for_many_rows(
    client, path, factory, django_assert_max_num_queries
):
    factory.create_batch(20)
    with django_assert_max_num_queries(8):
        assert len(rows_of(client, path)) >= 20
