"""What was done at an institution while somebody was away: by whom, when, from history and records."""

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.models import User
from activities.choices import EDITABLE, PaperStep, UpdateState
from activities.models import ImplementationUpdate, UpdateStep
from activities.policies import visible_updates
from activities.services.announcements import subject
from focalpoints.models import Absence
from focalpoints.policies import Person
from nmirf.common.dates import day_of, today
from recommendations.choices import AssignmentState
from recommendations.models import Assignment
from recommendations.policies import visible_assignments


@dataclass(frozen=True, slots=True)
class Deed:
    """As components/timeline.html shows it."""

    title: str
    url: str
    who: str
    date: dt.datetime


@dataclass(frozen=True, slots=True)
class Numbers:
    """How much was done: updates written at, steps taken, assignments decided."""

    written: int
    steps: int
    decided: int

    def in_words(self) -> str:
        parts = [
            ngettext("%(n)d update written at", "%(n)d updates written at", self.written)
            % {"n": self.written},
            ngettext("%(n)d step taken", "%(n)d steps taken", self.steps) % {"n": self.steps},
            ngettext("%(n)d assignment decided", "%(n)d assignments decided", self.decided)
            % {"n": self.decided},
        ]
        if not (self.written or self.steps or self.decided):
            return _("nothing was done")
        return ", ".join(parts)


def numbers_of(absence: Absence) -> Numbers:
    """Counted whoever asks: numbers alone, so that a message may carry them."""
    updates = ImplementationUpdate.objects.filter(institution=absence.appointment.institution_id)
    span = _span(absence)
    return Numbers(
        written=len({row.pgh_obj_id for row in _written(updates, span)}),
        steps=_steps(updates, span).count(),
        decided=len(list(_decided(Assignment.objects.all(), absence, span))),
    )


def deeds_of(user: Person, absence: Absence) -> list[Deed]:
    """The latest first, as far as this person sees what they are about; six queries."""
    updates = visible_updates(user).filter(institution=absence.appointment.institution_id)
    span = _span(absence)
    found = [
        *_told_writing(_written(updates, span), updates),
        *_told_steps(_steps(updates, span)),
        *_told_decisions(_decided(visible_assignments(user), absence, span)),
    ]
    return sorted(found, key=lambda deed: deed.date, reverse=True)


def _span(absence: Absence) -> tuple[dt.datetime, dt.datetime]:
    """From the first midnight to the one after the last day that has come, by the State's clock."""
    zone = timezone.get_default_timezone()
    end = min(absence.ends_on, today()) + dt.timedelta(days=1)
    midnight = dt.time(tzinfo=zone)
    return dt.datetime.combine(absence.starts_on, midnight), dt.datetime.combine(end, midnight)


def _written(updates: Any, span: tuple[dt.datetime, dt.datetime]) -> list[Any]:
    """Events of texts that somebody saved: for each update, person and day the last one."""
    model: Any = ImplementationUpdate.pgh_event_model  # type: ignore[attr-defined]
    rows = (
        model.objects.filter(
            pgh_obj__in=updates.values("pk"),
            pgh_created_at__gte=span[0],
            pgh_created_at__lt=span[1],
            pgh_label__in=["insert", "update"],
            state__in=EDITABLE,
        )
        .select_related("pgh_context")
        .order_by("pgh_id")
    )
    latest = {(row.pgh_obj_id, _who(row), day_of(row.pgh_created_at)): row for row in rows}
    return [row for row in latest.values() if _who(row) is not None]


def _who(row: Any) -> int | None:
    user = (row.pgh_context.metadata if row.pgh_context else {}).get("user")
    return int(user) if user is not None else None


def _steps(updates: Any, span: tuple[dt.datetime, dt.datetime]) -> Any:
    return UpdateStep.objects.filter(
        update__in=updates.values("pk"), at__gte=span[0], at__lt=span[1]
    )


def _decided(
    assignments: Any, absence: Absence, span: tuple[dt.datetime, dt.datetime]
) -> list[Any]:
    """Each decision on an assignment of the institution, as history kept it."""
    model: Any = Assignment.pgh_event_model  # type: ignore[attr-defined]
    own = assignments.filter(institution=absence.appointment.institution_id)
    rows = model.objects.filter(
        pgh_obj__in=own.values("pk"),
        decided_at__gte=span[0],
        decided_at__lt=span[1],
        state__in=[AssignmentState.ACCEPTED, AssignmentState.CONTESTED],
    )
    found: list[Any] = list(
        rows.select_related("recommendation", "cluster", "decided_by")
        .order_by("pgh_obj_id", "decided_at", "pgh_id")
        .distinct("pgh_obj_id", "decided_at")
    )
    return found


def _told_writing(rows: list[Any], updates: Any) -> Iterator[Deed]:
    people = User.objects.in_bulk({who for row in rows if (who := _who(row)) is not None})
    texts = _with_subject(updates).in_bulk({row.pgh_obj_id for row in rows})
    for row in rows:
        update = texts[row.pgh_obj_id]
        yield Deed(
            title=_("Update on %(subject)s: written at") % {"subject": subject(update)},
            url=update.get_absolute_url(),
            who=str(people.get(_who(row) or 0, "")),
            date=row.pgh_created_at,
        )


def _told_steps(rows: Any) -> Iterator[Deed]:
    rows = rows.select_related("update__cluster", "update__activity", "actor").prefetch_related(
        "update__targets__recommendation"
    )
    words = {**dict(UpdateState.choices), **dict(PaperStep.choices)}
    for step in rows:
        step_words = words.get(step.move) or words[step.target]
        yield Deed(
            title=_("Update on %(subject)s: %(step)s")
            % {"subject": subject(step.update), "step": step_words},
            url=step.update.get_absolute_url(),
            who=str(step.actor),
            date=step.at,
        )


def _told_decisions(rows: list[Any]) -> Iterator[Deed]:
    for row in rows:
        thing = row.recommendation or row.cluster
        yield Deed(
            title=_("Assignment of %(subject)s: %(state)s")
            % {
                "subject": row.recommendation.reference if row.recommendation else thing.label,
                "state": AssignmentState(row.state).label,
            },
            url=thing.get_absolute_url(),
            who=str(row.decided_by or ""),
            date=row.decided_at,
        )


def _with_subject(updates: Any) -> Any:
    return updates.select_related("cluster", "activity").prefetch_related("targets__recommendation")
