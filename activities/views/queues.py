"""What the queues share: one update after another, with a place to come back to."""

import datetime as dt
from dataclasses import dataclass
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone

from activities.models import ImplementationUpdate, UpdateReading
from activities.querysets import UpdateQuerySet
from focalpoints.policies import Person

# How long somebody who opened an update is taken to be at it still.
AT_IT = dt.timedelta(minutes=20)


@dataclass(frozen=True, slots=True)
class Place:
    """Where one stands: `number` of `total` from 1; `at` and the neighbours, None for none."""

    at: UUID | None = None
    number: int = 0
    total: int = 0
    before: UUID | None = None
    after: UUID | None = None


def place_in(queue: UpdateQuerySet, asked: str | None) -> Place:
    """The place of the update whose reference is asked for; of the first where it is not there."""
    keys: list[UUID] = list(
        queue.order_by("submitted_at", "pk").values_list("reference", flat=True)
    )
    if not keys:
        return Place()
    index = next((i for i, key in enumerate(keys) if str(key) == asked), 0)
    return Place(
        at=keys[index],
        number=index + 1,
        total=len(keys),
        before=keys[index - 1] if index else None,
        after=keys[index + 1] if index + 1 < len(keys) else None,
    )


def go_to(name: str, reference: str) -> HttpResponse:
    """To the queue, at this update if it waits still."""
    query = f"?at={reference}" if _is_reference(reference) else ""
    return redirect(reverse(name) + query)


def opened_by_others(update: ImplementationUpdate, user: Person) -> list[UpdateReading]:
    """Who else opened it a moment ago, and may be at it."""
    return list(
        UpdateReading.objects.filter(update=update, read_at__gte=timezone.now() - AT_IT)
        .exclude(person=user.pk)
        .select_related("person")
        .order_by("-read_at")
    )


def _is_reference(text: str) -> bool:
    try:
        UUID(text)
    except ValueError:
        return False
    return True
