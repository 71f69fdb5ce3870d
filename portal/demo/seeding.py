"""Puts the demo State into an empty database.

The rows are written straight into their final states, in bulk and without asking the services,
so that a demonstration starts within seconds. The database's own rules hold all the same:
constraints, triggers and history see every row. What the services would have recorded on the way
(steps, verifications, signatures) is written beside it.
"""

import datetime as dt
from dataclasses import dataclass

from django.conf import settings
from django.db import connection, transaction
from django.utils.translation import gettext as _

from documents.services import files_follow_rows
from focalpoints.models import Institution
from nmirf.common.errors import DomainError
from nmirf.common.history import because
from recommendations.models import Recommendation

from . import (
    assigned,
    collected,
    done,
    files,
    gapped,
    handovers,
    joining,
    judged,
    library,
    measured,
    measures,
    meetings,
    past,
    people,
    plans,
    posts,
    ratified,
    register,
    reshuffled,
    tables,
    told,
)
from .clock import Clock

REASON = "Demonstration data"


@dataclass(frozen=True, slots=True)
class Seeded:
    """What a seeding did; `is_new` is false where the database had its content already."""

    is_new: bool
    recommendations: int
    institutions: int


def seed(*, today: dt.date) -> Seeded:
    """Write the demo State as seen from `today`; do nothing where institutions exist already.

    Raises DomainError outside demo mode, and where the reference lists are not loaded.
    """
    if not settings.DEMO_MODE:
        raise DomainError(_("Demonstration data is written in demo mode only (DEMO_MODE=1)."))
    if Institution.objects.exists():
        return _counted(is_new=False)
    clock = Clock(today)
    with files_follow_rows(), transaction.atomic(), because(REASON):
        who = people.seed(clock)
        reshuffled.seed(clock, who)
        posts.seed(who, clock)
        asked = register.seed(clock, who)
        ratified.seed(clock)
        assigned.seed(clock, who, asked)
        updates = done.seed(clock, who, asked, files.seed(who))
        plans.seed(clock, who, asked)
        measures.seed(clock, who)
        judged.seed(clock, who, asked, updates)
        measured.seed(clock, who, asked)
        collected.seed(clock, who, asked)
        told.seed(clock, who, asked)
        meetings.seed(clock, who)
        joining.seed(clock, who)
        library.seed(clock, who, asked)
        handovers.seed(clock, who)
        tables.seed(clock, who, asked)
        gapped.seed(clock, who)
        past.move_back()
    # Without statistics the first pages take many times as long, until the server gathers them.
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
    return _counted(is_new=True)


def _counted(*, is_new: bool) -> Seeded:
    return Seeded(
        is_new=is_new,
        recommendations=Recommendation.objects.count(),
        institutions=Institution.objects.count(),
    )
