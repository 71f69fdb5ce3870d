"""What answers an item of a collection round, what does not, and who is excused."""

import datetime as dt
from uuid import uuid4

import pytest
import time_machine
from django.core.exceptions import PermissionDenied
from django.utils import timezone

from accounts.models import User
from activities.choices import DueState, RoundKind
from activities.models import ImplementationUpdate
from activities.owed import still_owed
from activities.services import dues, moves, writing
from activities.services.writing import OpenUpdateError, Targets
from nmirf.common.workflow import WorkflowError
from recommendations.models import ClusterMembership
from tests import factories as make

from .round_making import FIRST, LAST, lead, opened, outcome, submit

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("july")]


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
