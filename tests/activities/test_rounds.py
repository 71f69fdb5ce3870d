"""Collection rounds: who is asked, what opening tells, what closing keeps."""

import datetime as dt
from uuid import uuid4

import pytest
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction
from django.utils import timezone

from activities import asking
from activities.choices import RoundKind
from activities.models import CollectionRound, ImplementationUpdate, RoundItem
from activities.owed import standing_of, still_owed
from activities.services import dues, round_news, rounds
from activities.services.writing import Targets
from nmirf.common.errors import ConflictError, DomainError
from nmirf.common.workflow import WorkflowError
from notifications.models import Notification
from recommendations.models import Assignment, ClusterMembership
from tests import factories as make
from tests.races import at_once

from .round_making import DUE, FIRST, LAST, asked, lead, opened, prepare, submit

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("july")]


def test_a_round_of_updates_asks_whoever_accepted_to_lead(people, officer):
    led = lead(people.ministry)
    lead(people.other, state="proposed")
    lead(people.other, role="contributing")
    lead(people.other, status="implemented")
    lead(people.other, publication="retired")
    assert asked(opened(officer)) == {(people.ministry, led)}


def test_contributing_institutions_and_settled_recommendations_are_asked_where_chosen(
    people, officer
):
    joined = lead(people.other, role="contributing")
    settled = lead(people.ministry, status="implemented")
    row = opened(officer, choice={"contributing": True, "settled": True})
    assert asked(row) == {(people.other, joined), (people.ministry, settled)}


def test_what_is_chosen_narrows_who_is_asked(people, officer):
    theme = make.ThemeFactory()
    review = make.ReviewFactory(mechanism=make.MechanismFactory(code="cmw"))
    below = make.ThemeFactory(parent=theme)
    reviewed = lead(people.ministry, review=review, mechanism=review.mechanism)
    themed, alone = lead(people.ministry), lead(people.other)
    themed.theme_links.create(theme=below)
    plan = make.PlanFactory()
    objective = make.PlanObjectiveFactory(plan=plan)
    objective.recommendation_links.create(recommendation=alone)
    for choice, wanted in (
        ({"review": review.pk}, {reviewed}),
        ({"mechanism": review.mechanism_id}, {reviewed}),
        ({"theme": theme.pk}, {themed}),
        ({"plan": plan.pk}, {alone}),
        ({"recommendations": [themed.pk, alone.pk]}, {themed, alone}),
        ({"institutions": [people.other.pk]}, {alone}),
        ({"theme": theme.pk, "plan": plan.pk}, set()),
    ):
        row = prepare(officer, choice=choice, title=str(choice))
        assert {key for _who, _about, key in asked(row)} == {one.pk for one in wanted}


def test_a_cluster_is_asked_for_as_one_thing(people, officer):
    cluster = make.ClusterFactory()
    member = make.RecommendationFactory()
    ClusterMembership.objects.create(cluster=cluster, recommendation=member)
    Assignment.objects.create(
        cluster=cluster,
        institution=people.ministry,
        state="accepted",
        proposed_by=officer,
        decided_at=timezone.now(),
    )
    other = lead(people.other)
    row = prepare(officer, choice={"recommendations": [member.pk, other.pk]})
    assert asked(rounds.open_round(pk=row.pk, actor=officer)) == {
        (people.ministry, cluster),
        (people.other, other),
    }


def test_activities_are_asked_of_their_lead_while_they_are_not_done(people, officer):
    running = make.ActivityFactory(lead=people.ministry, starts_on=FIRST, status="in_progress")
    make.ActivityFactory(lead=people.ministry, starts_on=FIRST, status="completed")
    make.ActivityFactory(
        lead=people.ministry, starts_on=dt.date(2026, 9, 1), ends_on=dt.date(2026, 12, 1)
    )
    assert asked(opened(officer, choice={"about": ["activities"]})) == {(people.ministry, running)}


@pytest.mark.parametrize(
    ("frequency", "known", "due"),
    [
        ("monthly", None, True),
        ("quarterly", None, True),
        ("half_yearly", None, True),
        ("yearly", None, False),
        ("two_yearly", None, True),
        ("two_yearly", dt.date(2025, 12, 31), False),
        ("five_yearly", dt.date(2020, 12, 31), True),
        ("irregular", dt.date(2026, 3, 1), True),
    ],
)
def test_a_value_falls_due_where_its_frequency_does(frequency, known, due):
    assert asking.falls_due(frequency, FIRST, LAST, known) is due


def test_a_yearly_value_falls_due_in_the_round_in_which_the_year_ends():
    assert asking.falls_due("yearly", dt.date(2025, 7, 1), LAST, None)
    assert not asking.falls_due("quarterly", dt.date(2026, 4, 1), dt.date(2026, 6, 29), None)


def test_a_round_of_values_asks_the_custodians(people, officer):
    monthly = make.IndicatorFactory(custodian=people.ministry, frequency="monthly")
    make.IndicatorFactory(custodian=people.other, frequency="yearly")
    make.IndicatorFactory(custodian=people.other, frequency="monthly", publication="retired")
    assert asked(opened(officer, RoundKind.VALUES)) == {(people.ministry, monthly)}


def test_opening_tells_each_person_once(people, officer):
    for institution in (people.ministry, people.ministry, people.other):
        lead(institution)
    make.AppointmentFactory(institution=people.other, user=people.focal_point, role="deputy")
    row = opened(officer)
    assert round_news.tell_of_round(row=row) == 3
    assert round_news.tell_of_round(row=row) == 0
    told = Notification.objects.filter(key=f"round-{row.pk}-opened")
    assert set(told.values_list("person", flat=True)) == {
        people.focal_point.pk,
        people.deputy.pk,
        people.other_focal_point.pk,
    }
    assert "31 July 2026" in told.first().text


def test_more_time_is_told_to_those_who_owe_something(people, officer):
    led = lead(people.ministry)
    lead(people.other)
    row = opened(officer)
    submit(people, Targets(recommendations=[led]))
    with pytest.raises(DomainError):
        rounds.extend_round(pk=row.pk, actor=officer, due_on=DUE, reason="")
    row = rounds.extend_round(
        pk=row.pk, actor=officer, due_on=dt.date(2026, 8, 15), reason="Holidays"
    )
    assert round_news.tell_of_extension(row=row) == 1
    assert Notification.objects.get(key__startswith="round-").person == people.other_focal_point


def test_closing_writes_down_what_answered_and_what_did_not(people, officer):
    led, left, calm = lead(people.ministry), lead(people.ministry), lead(people.other)
    row = opened(officer)
    update = submit(people, Targets(recommendations=[led]))
    calm_item = row.items.get(recommendation=calm)
    nothing = dues.say_nothing_new(
        pk=calm_item.pk, reference=uuid4(), actor=people.other_focal_point
    )
    row = rounds.close_round(pk=row.pk, actor=officer)
    assert set(row.items.values_list("recommendation", "state", "update")) == {
        (led.pk, "answered", update.pk),
        (left.pk, "due", None),
        (calm.pk, "nothing_new", nothing.pk),
    }
    # What comes later changes nothing of it.
    submit(people, Targets(recommendations=[left]))
    writing_over = standing_of(row).total
    assert (writing_over.asked, writing_over.answered, writing_over.due) == (3, 1, 1)
    assert still_owed(None) == []
    with pytest.raises(PermissionDenied):
        dues.say_nothing_new(
            pk=row.items.get(state="due").pk, reference=uuid4(), actor=people.focal_point
        )


# Bad input.


@pytest.mark.parametrize(
    "content",
    [
        {"period_from": LAST, "period_to": FIRST},
        {"due_on": LAST - dt.timedelta(days=1)},
    ],
)
def test_days_out_of_order_are_refused_by_the_service_and_the_database(people, officer, content):
    with pytest.raises(DomainError):
        prepare(officer, **content)
    facts = {"period_from": FIRST, "period_to": LAST, "due_on": DUE} | content
    with pytest.raises(IntegrityError), transaction.atomic():
        make.RoundFactory(**facts)
    assert not CollectionRound.objects.exists()


def test_a_round_in_which_nobody_owes_anything_is_not_opened(people, officer):
    row = prepare(officer)
    with pytest.raises(DomainError, match="Nobody"):
        rounds.open_round(pk=row.pk, actor=officer)
    assert CollectionRound.objects.get().state == "draft"


def test_the_same_round_is_not_made_twice(people, officer):
    first = prepare(officer)
    with pytest.raises(DomainError, match="already"):
        prepare(officer)
    assert prepare(officer, reference=first.reference, title="Sent again").pk == first.pk
    assert CollectionRound.objects.count() == 1


def test_what_another_open_round_asks_for_is_not_asked_twice(people, officer):
    lead(people.ministry)
    opened(officer)
    again = prepare(officer, title="Once more")
    assert asking.preview(again).elsewhere == 1
    with pytest.raises(DomainError, match="Another open round"):
        rounds.open_round(pk=again.pk, actor=officer)
    new = lead(people.other)
    assert asked(rounds.open_round(pk=again.pk, actor=officer)) == {(people.other, new)}


def test_answers_wanted_by_a_day_that_is_past_cannot_be_asked_for(people, officer):
    lead(people.ministry)
    row = prepare(officer, due_on=dt.date(2026, 7, 1))
    with pytest.raises(DomainError, match="past"):
        rounds.open_round(pk=row.pk, actor=officer)


def test_only_the_secretariat_runs_rounds(people, officer):
    lead(people.ministry)
    row = prepare(officer)
    for person in (people.focal_point, people.administrator, people.nhri):
        for deed in (
            lambda person=person: prepare(person, title="Ours"),
            lambda person=person: rounds.open_round(pk=row.pk, actor=person),
            lambda person=person: rounds.close_round(pk=row.pk, actor=person),
            lambda person=person: rounds.discard_round(pk=row.pk, actor=person),
        ):
            with pytest.raises(PermissionDenied):
                deed()


def test_what_was_changed_meanwhile_is_not_opened_unread(people, officer):
    lead(people.ministry)
    row = prepare(officer)
    seen = row.updated_at
    rounds.change_round(pk=row.pk, actor=officer, content={"title": "Other"}, seen=seen)
    with pytest.raises(ConflictError):
        rounds.change_round(pk=row.pk, actor=officer, content={"title": "Mine"}, seen=seen)
    with pytest.raises(ConflictError):
        rounds.open_round(pk=row.pk, actor=officer, seen=seen)


def test_only_what_is_prepared_is_thrown_away(people, officer):
    lead(people.ministry)
    rounds.discard_round(pk=prepare(officer).pk, actor=officer)
    row = opened(officer)
    with pytest.raises(WorkflowError):
        rounds.discard_round(pk=row.pk, actor=officer)


# Races.


@pytest.mark.django_db(transaction=True)
def test_two_officers_who_open_the_same_round_open_it_once(people, officer):
    lead(people.ministry)
    row, second = prepare(officer), make.secretariat()
    errors = at_once(
        lambda: rounds.open_round(pk=row.pk, actor=officer),
        lambda: rounds.open_round(pk=row.pk, actor=second),
    )
    assert [type(error) for error in errors] == [WorkflowError]
    assert RoundItem.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_an_answer_while_the_round_closes_counts_or_is_refused(people, officer):
    for _attempt in range(3):
        lead(people.ministry)
    row = opened(officer)
    first = row.items.order_by("pk").first()
    errors = at_once(
        lambda: dues.say_nothing_new(pk=first.pk, reference=uuid4(), actor=people.focal_point),
        lambda: rounds.close_round(pk=row.pk, actor=officer),
    )
    kept = RoundItem.objects.get(pk=first.pk)
    made = ImplementationUpdate.objects.first()
    if errors:
        assert [type(error) for error in errors] == [PermissionDenied]
        assert (kept.state, made) == ("due", None)
    else:
        assert (kept.state, kept.update) == ("nothing_new", made)


def test_how_a_round_stands_is_asked_in_two_queries(people, officer, django_assert_num_queries):
    for number in (1, 20):
        for _one in range(number):
            lead(people.ministry)
        row = opened(officer, title=f"Round {number}", due_on=DUE + dt.timedelta(days=number))
        with django_assert_num_queries(2):
            standing_of(row)
        with django_assert_num_queries(2):
            still_owed([people.ministry.pk])
