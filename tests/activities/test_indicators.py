"""Indicators and their values through HTTP: who may, what is refused, what is kept."""

import json
import threading
from decimal import Decimal

import pytest
from django.apps import apps
from django.core.exceptions import PermissionDenied
from django.db import DatabaseError, IntegrityError, transaction
from django.urls import reverse
from django.utils import timezone

from activities.models import Indicator, IndicatorValue
from activities.services import indicators as services
from activities.services import reference, values
from activities.services.values import Said
from activities.showing import latest_of, series_of
from nmirf.common.dates import today
from nmirf.common.errors import ConflictError, DomainError
from nmirf.common.workflow import WorkflowError
from tests import factories as make
from tests.races import at_once

pytestmark = pytest.mark.django_db
LIST = "activities:indicators"


@pytest.fixture(autouse=True)
def _without_second_factor(settings):
    settings.DEMO_MODE = True


@pytest.fixture
def lists(people):
    reference.load()
    return people


@pytest.fixture
def share(lists):
    return make.IndicatorFactory(
        slug="cr-1",
        code="CR-1",
        name="Births registered",
        unit=make.UnitFactory(code="percent"),
        custodian=lists.ministry,
    )


def page(client, user, door, /, *args, **data):
    client.force_login(user)
    address = reverse(door, args=args)
    return client.post(address, data) if data else client.get(address)


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


def typed(**more):
    return {"period": "2024", "value": "41.5", "quality": "reliable", "standing": "final"} | more


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


def test_the_custodians_focal_point_enters_a_value_with_a_breakdown(client, lists, share):
    data = typed(sex="female", area="rural", cases="320", source="Census")
    answer = page(client, lists.focal_point, "activities:value_new", share.slug, **data)
    assert answer.status_code == 302
    value = share.values.get()
    assert value.breakdown_key == "area=rural;sex=female"
    assert (value.value, value.cases, value.source) == (Decimal("41.5"), 320, "Census")
    assert (value.period_from.isoformat(), value.period_to.isoformat()) == (
        "2024-01-01",
        "2024-12-31",
    )
    shown = client.get(reverse("activities:indicator", args=[share.slug])).text
    assert "Women and girls, Rural" in shown


def test_others_enter_none(client, lists, share):
    for user in (lists.other_focal_point, lists.cso, lists.authority):
        answer = page(client, user, "activities:value_new", share.slug, **typed())
        assert answer.status_code == 403
    with pytest.raises(PermissionDenied):
        values.record_value(
            indicator=share.pk, actor=lists.cso, period="2024", said=Said(Decimal(1))
        )


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"value": "120"}, "is no share: it lies between 0 and 100"),
        ({"value": "-1"}, "is no share"),
        ({"value": "1,234"}, "two ways"),
        ({"period": "2024-Q7"}, "is no period"),
        ({"cases": "-4"}, "no number of people"),
        ({"sex": "none"}, "none"),
    ],
)
def test_a_value_that_cannot_be_is_refused_with_what_was_typed(client, lists, share, change, words):
    data = typed(note="From the census", **change)
    answer = page(client, lists.focal_point, "activities:value_new", share.slug, **data)
    assert answer.status_code == 422
    assert words in answer.text
    assert "From the census" in answer.text
    assert not share.values.exists()


def test_an_unknown_group_is_named(lists, share):
    said = Said(Decimal(1))
    with pytest.raises(DomainError, match="sex=martian"):
        values.record_value(
            indicator=share.pk,
            actor=lists.secretariat,
            period="2024",
            breakdown={"sex": "martian"},
            said=said,
        )


def test_a_period_twice_is_refused_and_offered_as_a_revision(client, lists, share):
    first = make.ValueFactory(indicator=share, value=40)
    answer = page(client, lists.focal_point, "activities:value_new", share.slug, **typed())
    assert answer.status_code == 409
    assert "there is a value already" in answer.text
    assert 'value="41.5"' in answer.text
    data = typed(revise="1")
    page(client, lists.focal_point, "activities:value_new", share.slug, **data)
    first.refresh_from_db()
    now = share.values.current().get()
    assert (now.value, now.revises, first.is_current) == (Decimal("41.5"), first, False)


def test_a_revision_says_why_and_shows_the_chain(client, lists, share):
    first = make.ValueFactory(indicator=share, value=40, standing="provisional")
    address = ["activities:value_revise", share.slug, first.pk]
    data = {"value": "42", "standing": "final", "quality": "reliable"}
    assert page(client, lists.focal_point, *address, **data, note="").status_code == 422
    page(client, lists.focal_point, *address, **data, note="Late returns")
    second = share.values.current().get()
    page(
        client,
        lists.focal_point,
        "activities:value_revise",
        share.slug,
        second.pk,
        **data,
        note="Again",
    )
    text = client.get(reverse("activities:indicator", args=[share.slug])).text
    assert "What was said before" in text
    assert "40.0" in text
    assert share.values.count() == 3
    stale = page(client, lists.focal_point, *address, **data, note="Too late")
    assert "revised or withdrawn this value already" in stale.text


def test_a_provisional_value_is_called_final_once(client, lists, share):
    value = make.ValueFactory(indicator=share, standing="provisional")
    address = ["activities:value_final", share.slug, value.pk]
    assert "no longer marked" in page(client, lists.focal_point, *address).text
    client.post(reverse(address[0], args=address[1:]), {})
    value.refresh_from_db()
    assert value.standing == "final"
    with pytest.raises(WorkflowError):
        values.finalise_value(pk=value.pk, actor=lists.secretariat)


def test_a_value_is_of_a_period_that_has_begun(client, lists, share):
    this, coming = today().year, today().year + 1
    for period in (f"{coming}", f"{coming}-Q1", "2052"):
        data = typed(period=period)
        answer = page(client, lists.focal_point, "activities:value_new", share.slug, **data)
        assert answer.status_code == 422
        assert "has not begun" in answer.text
    page(client, lists.focal_point, "activities:value_new", share.slug, **typed(period=f"{this}"))
    assert [row.period for row in share.values.all()] == [f"{this}"]


def test_a_value_of_a_wrong_period_is_withdrawn(client, lists, share):
    share.publication = "published"
    share.save()
    make.ValueFactory(indicator=share, value=40, period="2024")
    wrong = make.ValueFactory(indicator=share, value="55.5", period="2025")
    again = make.ValueFactory(indicator=share, value="44.4", period="2023")
    address = ["activities:value_withdraw", share.slug, wrong.pk]
    assert "Nothing is shown" in page(client, lists.focal_point, *address).text
    assert page(client, lists.focal_point, *address, note=" ").status_code == 422
    assert page(client, lists.other_focal_point, *address, note="No").status_code in (403, 404)
    page(client, lists.focal_point, *address, note="Mistyped: it was of 2023")
    wrong.refresh_from_db()
    assert (wrong.is_current, wrong.value) == (False, Decimal("55.5"))
    client.logout()
    for public in (
        share.get_absolute_url(),
        reverse("portal:indicator_file", args=["cr-1", "csv"]),
    ):
        text = client.get(public).content.decode()
        assert "55.5" not in text
        assert "44.4" in text
    assert latest_of(series_of(share)).period.code == "2024"
    assert (
        "withdrawn this value already"
        in page(client, lists.focal_point, *address, note="Again").text
    )
    revise = ["activities:value_revise", share.slug, wrong.pk]
    data = {"value": "42", "standing": "final", "quality": "reliable", "note": "Late"}
    assert page(client, lists.focal_point, *revise, **data).status_code == 422
    # It can be entered anew, and a reason stands in the history.
    page(client, lists.focal_point, "activities:value_new", share.slug, **typed(period="2025"))
    assert share.values.current().get(period="2025").revises is None
    events = apps.get_model("activities.IndicatorValueEvent").objects.filter(pgh_obj=wrong)
    assert events.latest("pgh_id").pgh_context.metadata["reason"].startswith("Mistyped")
    assert again.is_current


def test_withdrawing_a_revision_says_again_what_was_said_before(client, lists, share):
    first = make.ValueFactory(indicator=share, value=40, period="2024")
    revise = ["activities:value_revise", share.slug, first.pk]
    data = {"value": "42", "standing": "final", "quality": "reliable", "note": "Late returns"}
    page(client, lists.focal_point, *revise, **data)
    second = share.values.current().get()
    address = ["activities:value_withdraw", share.slug, second.pk]
    asked = page(client, lists.focal_point, *address).text
    assert "What was said before is shown again: 40.0" in asked
    assert "Nothing is shown" not in asked
    page(client, lists.focal_point, *address, note="Of another series")
    assert share.values.current().get() == first
    assert latest_of(series_of(share)).value == 40
    text = client.get(reverse("activities:indicator", args=[share.slug])).text
    assert "42.0" in text
    assert "Of another series" in text
    # It can be revised anew, and both are read below.
    page(client, lists.focal_point, *revise, **data | {"value": "41", "note": "Corrected"})
    text = client.get(reverse("activities:indicator", args=[share.slug])).text
    assert share.values.current().get().revises == first
    for words in ("42.0", "40.0", "Of another series"):
        assert words in text


def test_the_reason_stands_on_the_page_where_nothing_else_is_said_of_the_period(
    client, lists, share
):
    only = make.ValueFactory(indicator=share, value="55.5", period="2024")
    address = ["activities:value_withdraw", share.slug, only.pk]
    page(client, lists.focal_point, *address, note="Mistyped: it was of 2023")
    text = client.get(reverse("activities:indicator", args=[share.slug])).text
    assert "Withdrawn values" in text
    assert "Mistyped: it was of 2023" in text
    assert "55.5" not in text


def test_a_withdrawn_number_that_could_give_a_small_one_away_stays_hidden(client, lists, share):
    small = make.ValueFactory(indicator=share, value=60, cases=3, period="2024")
    said = Said(value=Decimal("47.11"), cases=900, note="Recount")
    latest = values.revise_value(pk=small.pk, actor=lists.secretariat, said=said)
    values.withdraw_value(pk=latest.pk, actor=lists.secretariat, note="Counted twice")
    client.force_login(lists.secretariat)
    text = client.get(reverse("activities:indicator", args=[share.slug])).text
    assert "Counted twice" in text
    assert "47.1" not in text


def test_the_database_lets_nothing_be_withdrawn_without_a_reason(share):
    value = make.ValueFactory(indicator=share, value=40)
    for change in (
        {"withdrawn_at": timezone.now(), "is_current": False},
        {"withdrawn_because": "No"},
        {"withdrawn_at": timezone.now(), "withdrawn_because": "No"},
    ):
        with pytest.raises(IntegrityError), transaction.atomic():
            share.values.filter(pk=value.pk).update(**change)


def test_the_database_keeps_what_was_said_and_refuses_what_cannot_be(share):
    value = make.ValueFactory(indicator=share, value=40)
    for change in ({"value": 41}, {"period": "2023"}, {"cases": 3}):
        with pytest.raises(DatabaseError), transaction.atomic():
            IndicatorValue.objects.filter(pk=value.pk).update(**change)
    for wrong in ({"value": 120, "period": "2020"}, {"value": -1, "period": "2021"}, {"value": 5}):
        with pytest.raises(DatabaseError), transaction.atomic():
            make.ValueFactory(indicator=share, **wrong)


@pytest.mark.django_db(transaction=True)
def test_of_two_who_enter_the_same_period_at_once_one_is_told(lists, share):
    def enter():
        return values.record_value(
            indicator=share.pk,
            actor=lists.secretariat,
            period="2024",
            said=Said(Decimal(threading.get_ident() % 90)),
        )

    errors = at_once(enter, enter)
    assert [type(one) for one in errors] == [ConflictError]
    assert share.values.count() == 1


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
