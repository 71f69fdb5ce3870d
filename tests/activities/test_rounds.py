"""Collection rounds: who is asked, what answers, what closing keeps."""

import datetime as dt
from uuid import uuid4

import pytest
import time_machine
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction
from django.utils import timezone

from accounts.models import User
from activities import asking
from activities.choices import DueState, RoundKind, RoundState
from activities.models import CollectionRound, ImplementationUpdate, RoundItem
from activities.owed import standing_of, still_owed
from activities.services import dues, moves, round_news, rounds, writing
from activities.services.writing import OpenUpdateError, Targets
from nmirf.common.errors import ConflictError, DomainError
from nmirf.common.workflow import WorkflowError
from notifications.models import Notification
from recommendations.models import Assignment, ClusterMembership
from tests import factories as make
from tests.races import at_once

pytestmark = pytest.mark.django_db

FIRST, LAST, DUE = dt.date(2026, 1, 1), dt.date(2026, 6, 30), dt.date(2026, 7, 31)


@pytest.fixture(autouse=True)
def july():
    with time_machine.travel(dt.datetime(2026, 7, 6, 9, tzinfo=dt.UTC), tick=True):
        yield


@pytest.fixture
def officer(people):
    return people.secretariat


def prepare(officer, kind=RoundKind.UPDATES, **content):
    """A round for the first half of 2026, as the form would have it made."""
    choice = content.pop("choice", {})
    return rounds.make_round(
        reference=content.pop("reference", uuid4()),
        actor=officer,
        content={
            "title": "First half of 2026",
            "kind": kind,
            "period_from": FIRST,
            "period_to": LAST,
            "due_on": DUE,
            "choice": choice,
        }
        | content,
    )


def opened(officer, *args, **content):
    return rounds.open_round(pk=prepare(officer, *args, **content).pk, actor=officer)


def lead(institution, role="lead", state="accepted", **facts):
    recommendation = make.RecommendationFactory(**facts)
    return Assignment.objects.create(
        recommendation=recommendation,
        institution=institution,
        role=role,
        state=state,
        proposed_by=make.UserFactory(),
        decided_at=timezone.now(),
    ).recommendation


def asked(row):
    """(institution, thing) of each item of the preview, or of the round once it is open."""
    items = row.items.select_related("institution", *asking.THINGS)
    if row.state == RoundState.DRAFT:
        return {(item.institution, item.about, item.key) for item in asking.preview(row).wanted}
    return {(item.institution, item.thing) for item in items}


def outcome(row, item=None):
    found = standing_of(CollectionRound.objects.get(pk=row.pk)).outcomes
    return found[item.pk] if item else next(iter(found.values()))


def submit(people, targets, **content):
    update = writing.start(
        reference=uuid4(),
        institution=people.ministry,
        targets=targets,
        actor=people.focal_point,
        content={"narrative": "Every hospital registers births.", "source": "Registry"} | content,
    )
    return moves.submit(pk=update.pk, actor=people.focal_point)


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


def test_the_last_value_of_the_period_is_what_answers(people, officer):
    indicator = make.IndicatorFactory(custodian=people.ministry, frequency="quarterly")
    row = opened(officer, RoundKind.VALUES)
    first = {"period_from": FIRST, "period_to": dt.date(2026, 3, 31)}
    make.ValueFactory(indicator=indicator, period="2026-Q1", **first)
    assert outcome(row) == DueState.DUE
    second = {"period_from": dt.date(2026, 4, 1), "period_to": LAST}
    value = make.ValueFactory(indicator=indicator, period="2026-Q2", **second)
    assert outcome(row) == DueState.ANSWERED
    type(value).objects.filter(pk=value.pk).update(is_current=False)
    assert outcome(row) == DueState.DUE


def test_that_no_value_exists_is_said_and_taken_back(people, officer):
    make.IndicatorFactory(custodian=people.ministry, frequency="monthly")
    item = opened(officer, RoundKind.VALUES).items.get()
    with pytest.raises(PermissionDenied):
        dues.say_nothing_new(pk=item.pk, reference=uuid4(), actor=people.other_focal_point)
    assert dues.say_nothing_new(pk=item.pk, reference=uuid4(), actor=people.deputy) is None
    assert outcome(item.round) == DueState.NOTHING_NEW
    with pytest.raises(WorkflowError):
        dues.say_nothing_new(pk=item.pk, reference=uuid4(), actor=people.focal_point)
    dues.owe_again(pk=item.pk, actor=people.focal_point)
    assert still_owed([people.ministry.pk]) == [item]


def test_a_submitted_update_answers_and_a_returned_one_is_owed_again(people, officer):
    led = lead(people.ministry)
    row = opened(officer)
    update = writing.start(
        reference=uuid4(),
        institution=people.ministry,
        targets=Targets(recommendations=[led]),
        actor=people.focal_point,
        content={"narrative": "Done.", "source": "Registry"},
    )
    assert outcome(row) == DueState.DUE
    moves.submit(pk=update.pk, actor=people.focal_point)
    assert outcome(row) == DueState.ANSWERED
    assert still_owed(None) == []
    moves.return_update(pk=update.pk, actor=officer, failed=["clarity"], note="Say when.")
    assert outcome(row) == DueState.DUE
    assert len(still_owed([people.ministry.pk])) == 1
    assert still_owed([people.other.pk]) == []


def test_a_withdrawn_update_is_owed_again(people, officer):
    led = lead(people.ministry)
    row = opened(officer)
    update = submit(people, Targets(recommendations=[led]))
    moves.verify(pk=update.pk, actor=officer, met=moves.ALL_CRITERIA)
    moves.sign(pk=update.pk, actor=people.authority)
    moves.publish(pk=update.pk, actor=officer)
    assert outcome(row) == DueState.ANSWERED
    moves.withdraw(pk=update.pk, actor=officer, note="Wrong ministry.")
    assert outcome(row) == DueState.DUE


def test_an_update_from_before_the_round_answers_where_it_tells_of_the_period(people, officer):
    led, other = lead(people.ministry), lead(people.ministry)
    submit(people, Targets(recommendations=[led]), period_from=FIRST, period_to=LAST)
    old = {"period_from": dt.date(2025, 1, 1), "period_to": dt.date(2025, 12, 31)}
    submit(people, Targets(recommendations=[other]), **old)
    row = opened(officer)
    by_thing = {
        item.recommendation_id: outcome(row, item) for item in row.items.select_related("round")
    }
    assert by_thing == {led.pk: DueState.ANSWERED, other.pk: DueState.DUE}


def test_an_update_with_a_period_answers_whatever_else_the_institution_says(people, officer):
    led, other = lead(people.ministry), lead(people.ministry)
    row = opened(officer)
    submit(people, Targets(recommendations=[other]))
    submit(people, Targets(recommendations=[led]), period_from=FIRST, period_to=LAST)
    assert {outcome(row, item) for item in row.items.all()} == {DueState.ANSWERED}


def test_a_period_of_which_one_end_is_named_reaches_as_far_as_it_can(people, officer):
    begun, over = lead(people.ministry), lead(people.ministry)
    row = opened(officer)
    facts = {"institution": people.ministry, "state": "submitted", "submitted_at": timezone.now()}
    make.UpdateFactory(on=[begun], period_from=LAST, **facts)
    make.UpdateFactory(on=[over], period_to=FIRST - dt.timedelta(days=1), **facts)
    assert {item.recommendation: outcome(row, item) for item in row.items.all()} == {
        begun: DueState.ANSWERED,
        over: DueState.DUE,
    }


def test_without_a_period_it_answers_if_handed_in_after_the_period_or_the_opening(people, officer):
    led = lead(people.ministry)
    with time_machine.travel(dt.datetime(2026, 3, 1, tzinfo=dt.UTC)):
        early = submit(people, Targets(recommendations=[led]))
    row = opened(officer)
    assert outcome(row) == DueState.DUE
    ImplementationUpdate.objects.filter(pk=early.pk).update(
        submitted_at=dt.datetime(2026, 7, 1, 8, tzinfo=dt.UTC)
    )
    assert outcome(row) == DueState.ANSWERED


def test_what_is_told_of_a_cluster_or_an_activity_counts_for_its_recommendations(people, officer):
    member, worked_on = lead(people.ministry), lead(people.ministry)
    cluster = make.ClusterFactory()
    ClusterMembership.objects.create(cluster=cluster, recommendation=member)
    apart = lead(people.ministry)
    ClusterMembership.objects.create(cluster=cluster, recommendation=apart, overlap="distinct")
    activity = make.ActivityFactory(lead=people.ministry)
    activity.recommendation_links.create(recommendation=worked_on)
    row = opened(officer)
    facts = {"institution": people.ministry, "state": "submitted", "submitted_at": timezone.now()}
    make.UpdateFactory(cluster=cluster, **facts)
    make.UpdateFactory(activity=activity, **facts)
    found = {item.recommendation: outcome(row, item) for item in row.items.all()}
    assert found == {
        member: DueState.ANSWERED,
        worked_on: DueState.ANSWERED,
        apart: DueState.DUE,
    }


def test_what_another_institution_says_answers_nothing(people, officer):
    led = lead(people.ministry)
    row = opened(officer)
    make.UpdateFactory(
        institution=people.other, on=[led], state="submitted", submitted_at=timezone.now()
    )
    assert outcome(row) == DueState.DUE


def test_nothing_new_makes_an_update_of_the_period(people, officer):
    led = lead(people.ministry)
    row = opened(officer)
    reference = uuid4()
    update = dues.say_nothing_new(
        pk=row.items.get().pk, reference=reference, actor=people.focal_point
    )
    assert (update.state, update.nothing_new, update.period_to) == ("submitted", True, LAST)
    assert list(update.recommendations.all()) == [led]
    assert outcome(row) == DueState.NOTHING_NEW
    with pytest.raises(WorkflowError):
        dues.say_nothing_new(pk=row.items.get().pk, reference=reference, actor=people.focal_point)
    assert ImplementationUpdate.objects.count() == 1


def test_nothing_new_waits_for_the_draft_that_is_open(people, officer):
    led = lead(people.ministry)
    item = opened(officer).items.get()
    make.UpdateFactory(institution=people.ministry, on=[led])
    with pytest.raises(OpenUpdateError):
        dues.say_nothing_new(pk=item.pk, reference=uuid4(), actor=people.focal_point)


def test_the_secretariat_excuses_with_a_reason_and_an_answer_goes_before_it(people, officer):
    led = lead(people.ministry)
    item = opened(officer).items.get()
    with pytest.raises(PermissionDenied):
        dues.excuse(pk=item.pk, actor=people.focal_point, reason="Busy")
    with pytest.raises(WorkflowError):
        dues.excuse(pk=item.pk, actor=officer, reason=" ")
    dues.excuse(pk=item.pk, actor=officer, reason="The act is before the court.")
    assert outcome(item.round) == DueState.EXCUSED
    assert still_owed(None) == []
    submit(people, Targets(recommendations=[led]))
    assert outcome(item.round) == DueState.ANSWERED


def test_nobody_excuses_ones_own_institution(people, officer):
    lead(people.ministry)
    item = opened(officer).items.get()
    make.AppointmentFactory(institution=people.ministry, user=officer, role="deputy")
    officer = User.objects.get(pk=officer.pk)
    with pytest.raises(PermissionDenied):
        dues.excuse(pk=item.pk, actor=officer, reason="We are busy.")


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
