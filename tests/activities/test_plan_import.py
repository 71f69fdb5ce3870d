"""Objectives out of a spreadsheet: read and shown first, taken over whole or not at all."""

import datetime as dt
import io

import pytest
import xlsxwriter
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import translation
from hypothesis import given
from hypothesis import strategies as st

from activities.models import ActivityObjective, ObjectiveRecommendation, PlanObjective
from activities.parsers.objectives import derived_parent
from focalpoints.models import Institution
from recommendations.models import Cluster, SdgGoal, SdgTarget
from tests import factories

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _demo_mode(settings):
    settings.DEMO_MODE = True


@pytest.fixture(autouse=True)
def officer(client):
    person = factories.secretariat()
    client.force_login(person)
    return person


@pytest.fixture
def plan():
    return factories.PlanFactory(publication="draft")


@pytest.fixture
def register():
    goal = SdgGoal.objects.create(number=16, name="Peace")
    SdgTarget.objects.create(code="16.3", goal=goal, name="Rule of law")
    factories.InstitutionFactory(name="Ministry of Justice", acronym="MoJ", slug="justice")
    factories.ClusterFactory(slug="custody", title="Custody, arrest and detention")
    factories.RecommendationFactory(reference="CAT-4-10")
    factories.RecommendationFactory(reference="UPR-4-1")


def csv(*lines):
    return SimpleUploadedFile("plan.csv", "\n".join(lines).encode(), content_type="text/csv")


def xlsx(*rows):
    data = io.BytesIO()
    with xlsxwriter.Workbook(data) as book:
        sheet = book.add_worksheet()
        for number, row in enumerate(rows):
            sheet.write_row(number, 0, row)
    return SimpleUploadedFile("plan.xlsx", data.getvalue())


def read(client, plan, file):
    return client.post(reverse("activities:plan_import", args=[plan.slug]), {"file": file})


def take(client, plan, file):
    shown = read(client, plan, file)
    assert shown.status_code == 200, problems(shown)
    place = reverse("activities:plan_import_apply", args=[plan.slug])
    return client.post(place, {"table": shown.context["table"]}, follow=True)


def problems(response):
    return [
        (one.row, one.column, one.value, one.reason) for one in response.context["check"].problems
    ]


FILE = (
    "Number,Title,title fr,What is to be reached,Lead institution,Recommendations,Clusters,SDG targets",
    '1,Justice,Justice,,,"","",',
    '1.1,Custody,Garde à vue,Every arrest is on record.,MoJ,"cat-4-10; UPR-4-1",'
    '"Custody, arrest and detention",16.3',
    "1.1.1,Registers,,,justice,,custody,",
)


def test_a_file_is_shown_before_anything_is_written(client, plan, register):
    shown = read(client, plan, csv(*FILE))
    assert shown.status_code == 200
    assert "Nothing is written yet" in shown.content.decode()
    assert not plan.objectives.exists()


def test_objectives_are_taken_over_with_their_places_and_links(client, plan, register):
    page = take(client, plan, csv(*FILE)).content.decode()
    assert "3 objectives are new." in page
    row = PlanObjective.objects.get(code="1.1")
    assert row.parent.code == "1"
    assert PlanObjective.objects.get(code="1.1.1").parent == row
    assert row.title_translations == {"fr": "Garde à vue"}
    assert row.lead.slug == "justice"
    found = row.recommendations.order_by("reference").values_list("reference", flat=True)
    assert list(found) == ["CAT-4-10", "UPR-4-1"]
    assert [cluster.slug for cluster in row.clusters.all()] == ["custody"]
    assert [target.code for target in row.targets.all()] == ["16.3"]


def test_the_same_file_once_more_changes_nothing(client, plan, register):
    take(client, plan, csv(*FILE))
    events = PlanObjective.pgh_event_model.objects.count()
    links = ObjectiveRecommendation.pgh_event_model.objects.count()
    page = take(client, plan, csv(*FILE)).content.decode()
    assert "nothing was changed" in page
    assert PlanObjective.pgh_event_model.objects.count() == events
    assert ObjectiveRecommendation.pgh_event_model.objects.count() == links


def test_only_what_a_column_says_changes_and_what_the_file_leaves_out_stays(client, plan, register):
    take(client, plan, csv(*FILE))
    custody = PlanObjective.objects.get(code="1.1")
    activity = factories.ActivityFactory()
    ActivityObjective.objects.create(activity=activity, objective=custody)
    page = take(client, plan, csv("code;title;recommendations", "1.1;Safe custody;UPR-4-1"))
    assert "1 was changed." in page.content.decode()
    custody.refresh_from_db()
    assert custody.title == "Safe custody"
    assert custody.statement == "Every arrest is on record."
    assert custody.parent.code == "1"
    assert [one.reference for one in custody.recommendations.all()] == ["UPR-4-1"]
    assert custody.activities.get() == activity
    assert plan.objectives.count() == 3


def test_each_mistake_is_named_with_row_column_value_and_reason(client, plan, register):
    file = csv(
        "code,parent,title,lead,recommendations,clusters,sdg_targets",
        "1,2,Justice,Ministry of Love,,,",
        '2,1,Police,,"UPR-4-1, NONE-1",Nowhere,99.1',
        "1,,Again,,,,",
        "3,9,,,,,",
        ",,Without a number,,,,",
    )
    response = read(client, plan, file)
    assert response.status_code == 422
    found = problems(response)
    assert found[1][:3] == (2, "lead", "Ministry of Love") or found[0][:3]
    reasons = {(row, column, value): reason for row, column, value, reason in found}
    assert reasons[2, "parent", "2"] == "1 would stand below itself."
    assert reasons[3, "parent", "1"] == "2 would stand below itself."
    assert reasons[2, "lead", "Ministry of Love"].startswith("No institution")
    assert reasons[3, "recommendations", "NONE-1"] == "Not in the register."
    assert reasons[3, "clusters", "Nowhere"].startswith("No cluster")
    assert reasons[3, "sdg_targets", "99.1"] == "There is no such target."
    assert reasons[4, "code", "1"] == "Row 2 of this file has the same number."
    assert reasons[5, "title", ""] == "This is needed in every row."
    assert reasons[5, "parent", "9"].startswith("No objective has this number")
    assert reasons[6, "code", ""] == "This is needed in every row."
    assert not plan.objectives.exists()


def test_a_tree_that_would_be_too_deep_is_refused(client, plan):
    codes = [".".join("1" * level) for level in range(1, 7)]
    response = read(client, plan, csv("code,title", *(f"{code},Level" for code in codes)))
    assert [(row, column) for row, column, *_rest in problems(response)] == [(7, "code")]


def test_what_stands_in_a_circle_in_the_plan_and_the_file_together_is_refused(client, plan):
    top = factories.PlanObjectiveFactory(plan=plan, code="A")
    factories.PlanObjectiveFactory(plan=plan, code="B", parent=top)
    response = read(client, plan, csv("code,parent,title", "A,B,Above"))
    assert problems(response)[0][:2] == (2, "parent")


def test_two_objectives_can_change_places(client, plan):
    top = factories.PlanObjectiveFactory(plan=plan, code="A")
    factories.PlanObjectiveFactory(plan=plan, code="B", parent=top)
    take(client, plan, csv("code,parent,title", "A,B,Now below", "B,-,Now above"))
    assert PlanObjective.objects.get(code="A").parent.code == "B"
    assert PlanObjective.objects.get(code="B").parent is None


def test_what_was_shown_comes_back_as_it_went_out(client, plan, register):
    shown = read(client, plan, csv(*FILE))
    place = reverse("activities:plan_import_apply", args=[plan.slug])
    for table in ("", "garbage", shown.context["table"][:-3] + "abc"):
        assert client.post(place, {"table": table}).status_code == 422
    other = factories.PlanFactory()
    elsewhere = reverse("activities:plan_import_apply", args=[other.slug])
    assert client.post(elsewhere, {"table": shown.context["table"]}).status_code == 422
    client.force_login(factories.secretariat())
    assert client.post(place, {"table": shown.context["table"]}).status_code == 422
    assert not PlanObjective.objects.exists()


def test_nothing_is_taken_over_if_the_register_changed_meanwhile(client, plan, register):
    shown = read(client, plan, csv(*FILE))
    Cluster.objects.all().update(publication="retired")
    place = reverse("activities:plan_import_apply", args=[plan.slug])
    response = client.post(place, {"table": shown.context["table"]})
    assert response.status_code == 422
    assert "Nothing was imported" in response.content.decode()
    assert not plan.objectives.exists()


@pytest.mark.parametrize(
    ("file", "words"),
    [
        (SimpleUploadedFile("plan.csv", b"a,b\n1,2\n"), "These columns are missing: code, title"),
        (SimpleUploadedFile("plan.pdf", b"%PDF-1.7 whatever"), "PDF"),
        (SimpleUploadedFile("plan.exe", b"MZ\x00\x01\x02\x00"), ""),
        (SimpleUploadedFile("plan.csv", b" "), ""),
        (SimpleUploadedFile("plan.xlsx", b"PK\x03\x04nothing"), ""),
        (SimpleUploadedFile("plan.csv", b"code,title,code\n1,A,2\n"), "Two columns"),
    ],
)
def test_what_is_no_such_table_is_refused_in_words(client, plan, file, words):
    file.seek(0)
    response = read(client, plan, file)
    assert response.status_code == 422
    assert words in str(response.context["form"].errors["file"])


def test_a_formula_is_not_taken_for_its_result(client, plan):
    response = read(client, plan, xlsx(["code", "title"], ["1", "=1+1"]))
    assert response.status_code == 422
    assert problems(response)[0][:2] == (2, "title")


def test_numbers_of_a_spreadsheet_are_numbers_of_objectives(client, plan):
    take(client, plan, xlsx(["code", "title"], [1, "One"], ["1.10", "Ten"], [1.2, "Two"]))
    assert list(plan.objectives.values_list("code", flat=True)) == ["1", "1.2", "1.10"]


def test_the_template_is_read_as_it_is_given(client, plan):
    content = client.get(reverse("activities:plan_template")).content
    response = read(client, plan, SimpleUploadedFile("objectives.xlsx", content))
    columns = {column for _row, column, *_rest in problems(response)}
    assert columns <= {
        *("Stands below", "Lead institution", "Recommendations", "Clusters", "SDG targets")
    }


def test_titles_are_known_in_every_language_of_the_pages(client, plan):
    # What a page in French leaves active would be the language of the tests that follow.
    with translation.override("en"):
        content = client.get("/fr" + reverse("activities:plan_template")).content
    response = read(client, plan, SimpleUploadedFile("objectives.xlsx", content))
    assert "check" in response.context, response.context["form"].errors


@pytest.mark.parametrize("ending", ["csv", "xlsx"])
def test_what_is_exported_can_be_imported_and_changes_nothing(client, plan, register, ending):
    take(client, plan, csv(*FILE))
    factories.PlanObjectiveFactory(plan=plan, code="1.7", title="=On top, against its number")
    place = reverse("portal:plan_file", args=[plan.slug, ending])
    file = SimpleUploadedFile(f"plan.{ending}", client.get(place).content)
    assert "nothing was changed" in take(client, plan, file).content.decode()


@pytest.mark.parametrize("ending", ["csv", "xlsx"])
def test_a_dissolved_lead_and_a_retired_cluster_come_back_where_they_were(
    client, plan, register, ending
):
    take(client, plan, csv(*FILE))
    Institution.objects.filter(slug="justice").update(dissolved_on=dt.date(2026, 1, 1))
    Cluster.objects.filter(slug="custody").update(publication="retired")
    place = reverse("portal:plan_file", args=[plan.slug, ending])
    file = SimpleUploadedFile(f"plan.{ending}", client.get(place).content)
    assert "nothing was changed" in take(client, plan, file).content.decode()
    row = plan.objectives.get(code="1.1")
    assert (row.lead.slug, row.clusters.get().slug) == ("justice", "custody")
    elsewhere = read(client, plan, csv("code,title,lead,clusters", "1,Justice,justice,custody"))
    assert [one[1:3] for one in problems(elsewhere)] == [
        ("lead", "justice"),
        ("clusters", "custody"),
    ]


def test_the_number_above_is_the_longest_that_goes_on():
    known = {"1", "1.1", "1.10", "A", "A-2"}
    for code, above in (
        ("1.1.3", "1.1"),
        ("1.10.3", "1.10"),
        ("1.10", "1"),
        ("11", ""),
        ("A-2/1", "A-2"),
        ("1", ""),
    ):
        assert derived_parent(code, known) == above


@pytest.mark.parametrize("rows", [1, 60])
def test_the_preview_asks_as_often_however_many_rows(
    client, plan, register, rows, django_assert_max_num_queries
):
    take(client, plan, csv(*FILE))
    lines = [f"2.{n},Objective,UPR-4-1,custody" for n in range(rows)]
    with django_assert_max_num_queries(22):
        read(client, plan, csv("code,title,recommendations,clusters", *lines))


NUMBERS = st.text(alphabet="12AB.-/", min_size=1, max_size=9)


@given(codes=st.lists(NUMBERS, unique=True, max_size=8))
def test_numbers_never_derive_a_circle(codes):
    for code in codes:
        seen = []
        while code:
            assert code not in seen
            seen.append(code)
            above = derived_parent(code, codes)
            assert above == "" or (code.startswith(above) and above in codes)
            code = above
