"""Assignments: the old one is withdrawn with the reason, the new one stands as the old one stood."""

import datetime as dt
from collections.abc import Iterable
from typing import Any

from django.db.models import Q
from django.utils import timezone

from focalpoints.models import Institution
from recommendations.choices import AssignmentRole, AssignmentState
from recommendations.models import Assignment
from reporting.desk.facts import led_by

from .moving import Moving

# From the weakest to the strongest.
STRENGTH = (AssignmentRole.MONITORING, AssignmentRole.CONTRIBUTING, AssignmentRole.LEAD)
Key = tuple[int | None, int | None]


def _key(row: Assignment) -> Key:
    return row.recommendation_id, row.cluster_id


def move(moving: Moving, rows: list[Any], target: Institution) -> None:
    """Accepted stays accepted; where the successor has a part already, the stronger one is kept."""
    there = {_key(row): row for row in _standing(rows, target)}
    led: Iterable[Any] = led_by([row.institution_id for row in rows])
    told = {row.pk: row.told_at for row in led}
    _withdraw(moving, rows)
    fresh: list[Assignment] = []
    for row in rows:
        twin = there.get(_key(row))
        if twin is None:
            there[_key(row)] = new = _again(row, target, told.get(row.pk))
            fresh.append(new)
        elif _strengthen(twin, row) and twin.pk is not None:
            twin.save(update_fields=["role", "state", "decided_at", "updated_at"])
    Assignment.objects.bulk_create(fresh)


def withdraw(moving: Moving, rows: list[Any]) -> None:
    """Nobody follows: the recommendations stand among those without an assignment."""
    _withdraw(moving, rows)
    moving.waiting += [row.pk for row in rows]


def _standing(rows: list[Any], target: Institution) -> Iterable[Assignment]:
    things = Q(recommendation__in=[row.recommendation_id for row in rows if row.recommendation_id])
    things |= Q(cluster__in=[row.cluster_id for row in rows if row.cluster_id])
    mine = Assignment.objects.not_withdrawn().filter(things, institution=target)
    return mine.select_for_update(of=("self",)).order_by("pk")


def _withdraw(moving: Moving, rows: list[Any]) -> None:
    now = timezone.now()
    Assignment.objects.filter(pk__in=[row.pk for row in rows]).update(
        state=AssignmentState.WITHDRAWN,
        reason=moving.reason,
        decided_by=moving.actor,
        decided_at=now,
        updated_at=now,
    )


def _again(row: Assignment, target: Institution, told_at: dt.datetime | None) -> Assignment:
    """The same part of another institution, in the same state.

    The half-yearly round runs on as if nothing had happened: it counts from the day on which the
    predecessor accepted or, later, last told of it.
    """
    return Assignment(
        recommendation_id=row.recommendation_id,
        cluster_id=row.cluster_id,
        institution=target,
        role=row.role,
        state=row.state,
        proposed_by_id=row.proposed_by_id,
        decided_by_id=row.decided_by_id,
        decided_at=max(filter(None, [row.decided_at, told_at]), default=None),
        reason=row.reason,
        answer_by=row.answer_by,
        meeting_id=row.meeting_id,
    )


def _strengthen(twin: Assignment, row: Assignment) -> bool:
    """Give `twin` what `row` has more of; whether that changed it."""
    before = twin.role, twin.state
    twin.role = max(twin.role, row.role, key=lambda role: STRENGTH.index(AssignmentRole(role)))
    if AssignmentState.ACCEPTED in (twin.state, row.state):
        twin.state = AssignmentState.ACCEPTED
    twin.decided_at = max(filter(None, [twin.decided_at, row.decided_at]), default=None)
    return (twin.role, twin.state) != before
