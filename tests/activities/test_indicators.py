"""Indicators through HTTP: who may, what is refused, what their pages show."""

import json
from decimal import Decimal

import pytest
from django.urls import reverse

from activities.models import Indicator
from activities.services import indicators as services
from activities.services import reference
from nmirf.common.workflow import WorkflowError
from tests import factories as make

from .indicator_making import lists as lists
from .indicator_making import page
from .indicator_making import share as share

pytestmark = pytest.mark.django_db
LIST = "activities:indicators"


@pytest.fixture(autouse=True)
def _without_second_factor(settings):
    settings.DEMO_MODE = True


def content(lists, **more):
    return {
        "code": "CR-2",
        "name": "Registered within a year",
        "kind": "outcome",
        "unit": make.UnitFactory(code="percent").pk,
        "custodian": lists.ministry.pk,
        "frequency": "yearly",
        "direction": "up",
        "baseline_value": "61,5",
        "baseline_year": "2020",
        "target_value": "90",
        "target_year": "2030",
    } | more


def test_the_secretariat_enters_an_indicator_as_a_draft_and_publishes_it(client, lists):
    recommendation = make.RecommendationFactory(reference="UPR-4-1")
    cluster, activity = make.ClusterFactory(), make.ActivityFactory()
    objective = make.PlanObjectiveFactory(plan__publication="draft", title="Secret aim")
    data = content(lists, references="upr-4-1", clusters=[cluster.pk])
    data |= {"activities": [activity.pk], "objectives": [objective.pk], "name_fr": "Enregistrés"}
    answer = page(client, lists.secretariat, "activities:indicator_new", **data)
    row = Indicator.objects.get()
    assert answer.url == reverse("activities:indicator", args=[row.slug])
    assert (row.publication, row.baseline_value) == ("draft", Decimal("61.5"))
    assert row.name_translations == {"fr": "Enregistrés"}
    assert [*row.recommendations.all()] == [recommendation]
    assert [*row.clusters.all(), *row.activities.all()] == [cluster, activity]
    assert [*row.objectives.all()] == [objective]
    public = reverse("portal:indicator", args=[row.slug])
    client.logout()
    assert client.get(public).status_code == 404
    move = ["activities:indicator_move", row.slug, "publish"]
    assert "Everyone can read it" in page(client, lists.secretariat, *move).text
    client.post(reverse(move[0], args=move[1:]), {})
    client.logout()
    text = client.get(public).text
    assert "Registered within a year" in text
    assert "Secret aim" not in text


def test_a_retired_indicator_leaves_lists_and_takes_no_values(client, lists, share):
    move = ["activities:indicator_move", share.slug, "retire"]
    assert page(client, lists.secretariat, *move, note="").status_code == 422
    page(client, lists.secretariat, *move, note="Replaced by CR-2")
    client.logout()
    assert client.get(reverse("portal:indicator", args=[share.slug])).status_code == 410
    assert share.name not in client.get(reverse("portal:indicators")).text
    assert page(client, lists.secretariat, "activities:value_new", share.slug).status_code == 403


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"baseline_value": "120"}, "A share lies between 0 and 100"),
        ({"baseline_year": ""}, "Say of which year it is"),
        ({"target_year": "2019"}, "comes after"),
        ({"target_value": "many"}, "is no number"),
        ({"code": "cr-1"}, "already"),
        ({"references": "UPR-9-9"}, "UPR-9-9"),
    ],
)
def test_what_is_wrong_is_said_and_what_was_typed_stays(client, lists, share, change, words):
    data = content(lists, **change)
    answer = page(client, lists.secretariat, "activities:indicator_new", **data)
    assert answer.status_code == 422
    assert words in answer.text
    assert "Registered within a year" in answer.text
    assert Indicator.objects.count() == 1


def test_the_unit_stays_once_there_are_values(client, lists, share):
    make.ValueFactory(indicator=share)
    data = content(lists, code="CR-1", unit=make.UnitFactory(code="persons").pk)
    data |= {"seen": share.updated_at.isoformat()}
    answer = page(client, lists.secretariat, "activities:indicator_edit", "cr-1", **data)
    assert "unit cannot be changed" in answer.text


def test_who_saves_second_keeps_the_text_and_overwrites_nothing(client, lists, share):
    old = share.updated_at.isoformat()
    share.save()
    data = content(lists, code="CR-1", name="Mine", seen=old)
    answer = page(client, lists.secretariat, "activities:indicator_edit", "cr-1", **data)
    assert "Someone else saved" in answer.text
    assert "Mine" in answer.text
    share.refresh_from_db()
    assert share.name == "Births registered"


def test_a_draft_is_for_its_custodian_and_the_secretariat(client, lists):
    draft = make.IndicatorFactory(name="Secret plan", custodian=lists.ministry, publication="draft")
    recommendation = make.RecommendationFactory(reference="UPR-4-7")
    draft.recommendation_links.create(recommendation=recommendation)
    make.ValueFactory(indicator=draft)
    places = [
        reverse("portal:indicators"),
        reverse("portal:indicators_file", args=["csv"]),
        recommendation.get_absolute_url(),
    ]
    for user, sees in (
        *[(None, False), (lists.cso, False), (lists.other_focal_point, False)],
        *[(lists.focal_point, True), (lists.secretariat, True)],
    ):
        client.logout()
        if user:
            client.force_login(user)
        found = client.get(reverse("portal:indicator", args=[draft.slug])).status_code == 200
        assert found is sees
        for place in places[:1] + places[2:]:
            assert ("Secret plan" in client.get(place).text) is sees, (user, place)
        assert ("Secret plan" in client.get(places[1]).content.decode()) is sees


def test_of_two_who_publish_one_is_told(lists):
    draft = make.IndicatorFactory(publication="draft")
    services.move_indicator(pk=draft.pk, name="publish", actor=lists.secretariat)
    with pytest.raises(WorkflowError):
        services.move_indicator(pk=draft.pk, name="publish", actor=lists.secretariat)


def test_the_page_says_how_far_it_is(client, lists, share):
    Indicator.objects.filter(pk=share.pk).update(
        baseline_value=20, baseline_year=2020, target_value=60, target_year=2030
    )
    make.ValueFactory(indicator=share, period="2024", value=35)
    text = client.get(reverse("portal:indicator", args=[share.slug])).text
    assert "Off track" in text
    assert "lies behind the path" in text
    assert "Target 2030" in text
    make.ValueFactory(indicator=share, period="2025", value=41)
    assert "On track" in client.get(reverse("portal:indicator", args=[share.slug])).text
    listed = client.get(reverse("portal:indicators"), {"progress": "on_track"}).text
    assert share.name in listed
    assert (
        "No indicator found" in client.get(reverse("portal:indicators"), {"kind": "process"}).text
    )


def test_a_recommendation_shows_what_is_measured_of_it_and_of_its_clusters(client, lists, share):
    recommendation = make.RecommendationFactory()
    share.recommendation_links.create(recommendation=recommendation)
    cluster = make.ClusterFactory()
    cluster.memberships.create(recommendation=recommendation, overlap="direct")
    through = make.IndicatorFactory(name="Through the cluster", unit=share.unit)
    through.cluster_links.create(cluster=cluster)
    make.ValueFactory(indicator=share, value=Decimal("41.5"))
    text = client.get(recommendation.get_absolute_url()).text
    assert share.name in text
    assert "41.5" in text
    assert "Through the cluster" in text


def populate(number, share):
    for _i in range(number):
        row = make.IndicatorFactory(unit=share.unit, custodian=share.custodian)
        for year in ("2023", "2024"):
            make.ValueFactory(indicator=row, period=year)
            make.ValueFactory(
                indicator=row, period=year, breakdown={"sex": "female"}, breakdown_key="sex=female"
            )
        make.RecommendationFactory().indicator_links.create(indicator=row)
    return number and row


@pytest.mark.parametrize("name", ["portal:indicators", "activities:indicators"])
def test_lists_ask_the_same_number_of_questions_for_one_and_for_many(
    client, lists, share, name, django_assert_max_num_queries
):
    client.force_login(lists.secretariat)
    counts = []
    for number in (1, 20):
        populate(number, share)
        client.get(reverse(name))
        with django_assert_max_num_queries(15) as asked:
            client.get(reverse(name))
        counts.append(len(asked))
    assert counts[0] == counts[1]


def test_one_page_asks_the_same_number_of_questions_for_few_and_many_values(
    client, lists, share, django_assert_max_num_queries
):
    row, counts = populate(1, share), []
    for years in (range(1, 1), range(1990, 2020)):
        for year in years:
            make.ValueFactory(indicator=row, period=str(year))
        client.get(reverse("portal:indicator", args=[row.slug]))
        with django_assert_max_num_queries(15) as asked:
            client.get(reverse("portal:indicator", args=[row.slug]))
        counts.append(len(asked))
    assert counts[0] == counts[1]


def test_reference_data_is_loaded_once(lists):
    again = reference.load()
    assert {name: (one.created, one.updated) for name, one in again.items()} == {
        "units": (0, 0), "right_attributes": (0, 0), "categories": (0, 0)
    }  # fmt: skip
    assert json.dumps(again["categories"].as_dict())
