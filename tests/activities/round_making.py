"""Collection rounds for the first half of 2026, and what answers them."""

import datetime as dt
from uuid import uuid4

from django.utils import timezone

from activities import asking
from activities.choices import RoundKind, RoundState
from activities.models import CollectionRound
from activities.owed import standing_of
from activities.services import moves, rounds, writing
from recommendations.models import Assignment
from tests import factories as make

FIRST, LAST, DUE = dt.date(2026, 1, 1), dt.date(2026, 6, 30), dt.date(2026, 7, 31)


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
