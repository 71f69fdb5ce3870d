"""The register as a file: exactly what is on screen, nothing that the reader may not see."""

from urllib.parse import parse_qs, urlsplit

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from hypothesis import given
from hypothesis import strategies as st

from nmirf.common.tables import safe
from recommendations.models import Assignment
from tests import factories

from .exporting import content, csv_rows
from .exporting import rows as rows

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _demo_mode(settings):
    """People of the tests sign in without a second factor."""
    settings.DEMO_MODE = True


def test_a_file_has_the_rows_of_the_list_in_its_order(client, rows):
    shown = client.get("/recommendations/", {"sort": "reference", "q": "register"})
    file = client.get("/recommendations.csv", {"sort": "reference", "q": "register"})

    listed = [row["reference"] for row in csv_rows(file)]
    assert listed == [card.reference for card in shown.context["cards"]]
    assert listed == ["CRC-5-1", "CRC-5-2", "CRC-5-3"]
    assert file["Content-Disposition"].startswith("attachment; filename=")


def test_a_facet_narrows_the_file_too(client, rows):
    file = client.get("/recommendations.csv", {"theme": "name"})
    assert [row["themes"] for row in csv_rows(file)] == ["Right to a name"]


def test_drafts_are_in_no_file_but_an_officers(client, rows):
    factories.RecommendationFactory(reference="CRC-5-9", publication="draft", published_at=None)
    public = csv_rows(client.get("/recommendations.csv"))
    assert "CRC-5-9" not in {row["reference"] for row in public}
    assert not {"publication", "priority"} & set(public[0])

    client.force_login(factories.secretariat())
    officers = csv_rows(client.get("/recommendations.csv"))
    assert {row["reference"]: row["publication"] for row in officers}["CRC-5-9"] == "Draft"
    asked = client.get("/recommendations.csv", {"column": ["priority", "reference"]})
    assert list(csv_rows(asked)[0]) == ["reference", "priority"]


def test_a_stranger_cannot_ask_for_an_officers_column(client, rows):
    asked = client.get("/recommendations.csv", {"column": ["priority", "reference"]})
    assert list(csv_rows(asked)[0]) == ["reference"]


def test_a_proposed_assignment_is_in_no_public_file(client, rows):
    officer = factories.UserFactory()
    for state, name in (("proposed", "Ministry of Secrets"), ("accepted", "Ministry of Interior")):
        Assignment.objects.create(
            recommendation=rows[0],
            institution=factories.InstitutionFactory(name=name),
            state=state,
            role="contributing" if state == "proposed" else "lead",
            proposed_by=officer,
        )
    file = csv_rows(client.get("/recommendations.csv", {"sort": "reference"}))
    assert file[0]["lead"] == "Ministry of Interior"
    whole = client.get("/recommendations.csv", {"column": ["reference", "lead", "contributing"]})
    assert "Secrets" not in content(whole).decode()


@pytest.mark.parametrize("start", ["=", "+", "-", "@", "\t=", " =", "＝", "\u00a0@"])
def test_no_cell_of_a_csv_runs_as_a_formula(client, start):
    factories.RecommendationFactory(reference="X-1", text=f"{start}HYPERLINK(1)")
    (row,) = csv_rows(client.get("/recommendations.csv"))
    assert row["text"] == f"'{start}HYPERLINK(1)"


@given(st.text())
def test_a_cell_is_kept_whole_behind_its_apostrophe(text):
    assert safe(text).removeprefix("'") == text.removeprefix("'") or safe(text) == text


def test_columns_are_chosen_and_remembered(client, rows):
    page = client.get("/export/")
    assert page.status_code == 200
    ticked = {column.name for column, is_ticked in page.context["columns"] if is_ticked}
    assert "text" in ticked
    assert "action_level" not in ticked

    client.get("/recommendations.csv", {"column": ["reference", "action_level"]})
    again = client.get("/export/", {"q": "child"})
    chosen = [column.name for column, is_ticked in again.context["columns"] if is_ticked]
    assert chosen == ["reference", "action_level"]
    assert list(csv_rows(client.get("/recommendations.csv"))[0]) == ["reference", "action_level"]


def test_the_register_leads_to_the_file_of_what_is_on_screen(client, rows):
    page = client.get("/recommendations/", {"q": "child", "theme": "name"})
    link = page.context["download_url"]
    assert parse_qs(urlsplit(link).query) == {"q": ["child"], "theme": ["name"]}
    listed = client.get(link)
    assert listed.context["total"] == 1
    assert listed.context["narrowed"] == ["Search: child", "Theme: Right to a name"]
    assert ("theme", "name") in listed.context["pairs"]


def test_another_ending_is_no_file(client):
    assert client.get("/recommendations.exe").status_code == 404


@pytest.mark.parametrize("ending", ["csv", "xlsx", "json", "docx"])
def test_the_queries_do_not_grow_with_the_rows(client, ending):
    def queries() -> int:
        with CaptureQueriesContext(
            connection,
        ) as captured:
            content(client.get(f"/recommendations.{ending}"))
        return len(captured)

    factories.RecommendationFactory(reference="X-0")
    queries()
    factories.RecommendationFactory(reference="X-1")
    one = queries()
    factories.RecommendationFactory.create_batch(20)
    assert queries() == one <= 25
