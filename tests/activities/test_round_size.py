"""A round of thousands: a fixed number of statements, however many answers are asked for."""

import datetime as dt
from uuid import uuid4

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from activities.models import RoundItem
from activities.services import rounds
from recommendations.models import Assignment
from tests import factories as make

pytestmark = pytest.mark.django_db
FIRST, LAST, DUE = dt.date(2026, 1, 1), dt.date(2026, 6, 30), dt.date(2026, 7, 31)


@pytest.fixture(autouse=True)
def july():
    with time_machine.travel(dt.datetime(2026, 7, 6, 9, tzinfo=dt.UTC), tick=True):
        yield


def statements(deed):
    with CaptureQueriesContext(
        connection,
    ) as asked:
        deed()
    return len(asked)


def run(people, institution, number):
    """How many statements it takes to open and to close a round of so many answers, all given."""
    for _n in range(number):
        recommendation = make.RecommendationFactory()
        Assignment.objects.create(
            recommendation=recommendation,
            institution=institution,
            role="lead",
            state="accepted",
            proposed_by=people.secretariat,
            decided_at=timezone.now(),
        )
        make.UpdateFactory(
            institution=institution,
            state="submitted",
            submitted_at=timezone.now(),
            period_from=FIRST,
            period_to=LAST,
        ).targets.create(recommendation=recommendation)
    row = rounds.make_round(
        reference=uuid4(),
        actor=people.secretariat,
        content={
            "title": f"Of {number}",
            "kind": "updates",
            "period_from": FIRST,
            "period_to": LAST,
            "due_on": DUE,
            "choice": {"institutions": [institution.pk]},
        },
    )
    opening = statements(lambda: rounds.open_round(pk=row.pk, actor=people.secretariat))
    assert row.items.count() == number
    closing = statements(lambda: rounds.close_round(pk=row.pk, actor=people.secretariat))
    return row, (opening, closing)


def test_as_many_statements_for_many_as_for_one(people):
    _row, few = run(people, make.InstitutionFactory(), 1)
    row, many = run(people, make.InstitutionFactory(), 12)
    assert few == many
    items = row.items.all()
    assert {item.state for item in items} == {"answered"}
    for item in items:
        assert item.update.targets.get().recommendation == item.recommendation
        assert item.answered_at == item.update.submitted_at


def test_history_tells_of_each_item_who_opened_and_who_closed(people):
    row, _statements = run(people, make.InstitutionFactory(), 3)
    events = RoundItem.events.rel.related_model.objects.filter(round=row.pk).order_by("pgh_id")
    assert [event.state for event in events] == ["due"] * 3 + ["answered"] * 3
    reasons = {event.pgh_context.metadata["reason"] for event in events}
    assert reasons == {"Collection round opened", "Collection round closed"}
