"""Values of indicators: entered, revised, called final, withdrawn."""

import threading
from decimal import Decimal

import pytest
from django.apps import apps
from django.core.exceptions import PermissionDenied
from django.db import DatabaseError, IntegrityError, transaction
from django.urls import reverse
from django.utils import timezone

from activities.models import IndicatorValue
from activities.services import values
from activities.services.values import Said
from activities.showing import latest_of, series_of
from nmirf.common.dates import today
from nmirf.common.errors import ConflictError, DomainError
from nmirf.common.workflow import WorkflowError
from tests import factories as make
from tests.races import at_once

from .indicator_making import lists as lists
from .indicator_making import page
from .indicator_making import share as share

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _without_second_factor(settings):
    settings.DEMO_MODE = True


def typed(**more):
    return {"period": "2024", "value": "41.5", "quality": "reliable", "standing": "final"} | more


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
    for data in ({}, {"note": "Again"}):
        answer = page(client, lists.focal_point, *address, **data)
        assert answer.url == reverse("activities:indicator", args=[share.slug])
        assert "withdrawn this value already" in client.get(answer.url).text
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
