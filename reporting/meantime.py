"""What was done at an institution while somebody was away: by whom, when, from history and records."""

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, Exists, IntegerField, Max, OuterRef, Subquery, Value
from django.db.models.functions import Coalesce, TruncDate
from django.urls import reverse
from django.utils import timezone
from django.utils.text import Truncator
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.models import User
from activities.choices import EDITABLE, PaperStep, UpdateState
from activities.models import ImplementationUpdate, Indicator, IndicatorValue, UpdateStep
from activities.policies import visible_indicators, visible_updates
from activities.services.announcements import subject
from focalpoints.choices import DecisionState
from focalpoints.models import Absence, Decision, Institution
from focalpoints.policies import Person, visible_decisions
from nmirf.common.dates import day_of, today
from recommendations.choices import AssignmentState
from recommendations.models import Assignment
from recommendations.policies import visible_assignments

from .models import InformationRequest, RequestAnswer, Section
from .policies import sections_of, visible_requests

Span = tuple[dt.datetime, dt.datetime]
# Characters of a question in the title of its line.
TITLE_LENGTH = 120


@dataclass(frozen=True, slots=True)
class Deed:
    """As components/timeline.html shows it."""

    title: str
    url: str
    who: str
    date: dt.datetime


@dataclass(frozen=True, slots=True)
class Numbers:
    """How much was done: updates written at, steps taken, assignments decided, questions answered,
    decisions of meetings settled, sections of reports written at, values given."""

    written: int
    steps: int
    decided: int
    answered: int
    settled: int
    sections: int
    values: int

    def in_words(self) -> str:
        """What happened, each with its number."""
        found = [
            (
                self.written,
                ngettext("%(n)d update written at", "%(n)d updates written at", self.written),
            ),
            (self.steps, ngettext("%(n)d step taken", "%(n)d steps taken", self.steps)),
            (
                self.decided,
                ngettext("%(n)d assignment decided", "%(n)d assignments decided", self.decided),
            ),
            (
                self.answered,
                ngettext("%(n)d question answered", "%(n)d questions answered", self.answered),
            ),
            (
                self.settled,
                ngettext("%(n)d decision settled", "%(n)d decisions settled", self.settled),
            ),
            (
                self.sections,
                ngettext("%(n)d section written at", "%(n)d sections written at", self.sections),
            ),
            (self.values, ngettext("%(n)d value given", "%(n)d values given", self.values)),
        ]
        parts = [words % {"n": number} for number, words in found if number]
        return ", ".join(parts) or _("nothing was done")


def numbers_of(absence: Absence) -> Numbers:
    """Counted whoever asks: numbers alone, so that a message may carry them."""
    here = absence.appointment.institution_id
    updates = ImplementationUpdate.objects.filter(institution=here)
    span = _span(absence)
    others = Institution.objects.filter(pk=here).values_list(
        _count(_answered(InformationRequest.objects.all(), here, span)),
        _count(_settled(Decision.objects.all(), here, span)),
        _count(_sections(Section.objects.all(), here, span), "pgh_obj"),
        _count(_values(Indicator.objects.all(), here, span)),
    )
    answered, settled, sections, values = others.get()
    return Numbers(
        written=len({row.pgh_obj_id for row in _written(updates, span)}),
        steps=_steps(updates, span).count(),
        decided=len(list(_decided(Assignment.objects.all(), absence, span))),
        answered=answered,
        settled=settled,
        sections=sections,
        values=values,
    )


def _count(rows: Any, what: str = "pk") -> Any:
    """How many there are, as a column of another query."""
    together = rows.order_by().annotate(all=Value(1)).values("all")
    number = together.annotate(number=Count(what, distinct=True)).values("number")
    return Coalesce(Subquery(number, output_field=IntegerField()), 0)


def deeds_of(user: Person, absence: Absence) -> list[Deed]:
    """The latest first, as far as this person sees what they are about; a fixed number of queries."""
    here = absence.appointment.institution_id
    updates = visible_updates(user).filter(institution=here)
    span = _span(absence)
    found = [
        *_told_writing(_written(updates, span), updates),
        *_told_steps(_steps(updates, span)),
        *_told_decisions(_decided(visible_assignments(user), absence, span)),
        *_told_answers(_answered(visible_requests(user), here, span)),
        *_told_settled(_settled(visible_decisions(user), here, span)),
        *_told_sections(_sections(sections_of(user), here, span)),
        *_told_values(_values(visible_indicators(user), here, span)),
    ]
    return sorted(found, key=lambda deed: deed.date, reverse=True)


def _span(absence: Absence) -> Span:
    """From the first midnight to the one after the last day that has come, by the State's clock."""
    zone = timezone.get_default_timezone()
    end = min(absence.ends_on, today()) + dt.timedelta(days=1)
    midnight = dt.time(tzinfo=zone)
    return dt.datetime.combine(absence.starts_on, midnight), dt.datetime.combine(end, midnight)


def _written(updates: Any, span: Span) -> list[Any]:
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


def _steps(updates: Any, span: Span) -> Any:
    return UpdateStep.objects.filter(
        update__in=updates.values("pk"), at__gte=span[0], at__lt=span[1]
    )


def _decided(assignments: Any, absence: Absence, span: Span) -> list[Any]:
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


def _answered(requests: Any, here: int, span: Span) -> Any:
    """Answers to what the institution was asked."""
    asked = requests.order_by().filter(institution=here).values("pk")
    return RequestAnswer.objects.filter(request__in=asked, at__gte=span[0], at__lt=span[1])


def _settled(decisions: Any, here: int, span: Span) -> Any:
    return decisions.filter(
        institution=here, settled_at__gte=span[0], settled_at__lt=span[1]
    ).exclude(state=DecisionState.OPEN)


def _sections(sections: Any, here: int, span: Span) -> Any:
    """The event with which each revision of a section of the institution came, of somebody known."""
    model: Any = Section.pgh_event_model  # type: ignore[attr-defined]
    earlier = model.objects.filter(
        pgh_obj=OuterRef("pgh_obj"), revision=OuterRef("revision"), pgh_id__lt=OuterRef("pgh_id")
    )
    own = sections.order_by().filter(assigned_to=here).values("pk")
    return model.objects.filter(
        ~Exists(earlier),
        pgh_obj__in=own,
        pgh_label="update",
        pgh_created_at__gte=span[0],
        pgh_created_at__lt=span[1],
        pgh_context__metadata__has_key="user",
    )


def _values(indicators: Any, here: int, span: Span) -> Any:
    own = indicators.order_by().filter(custodian=here).values("pk")
    return IndicatorValue.objects.filter(
        indicator__in=own, created_at__gte=span[0], created_at__lt=span[1]
    )


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


def _told_answers(rows: Any) -> Iterator[Deed]:
    for row in rows.select_related("request__institution", "author"):
        yield Deed(
            title=_("Answered: %(question)s")
            % {"question": Truncator(row.request.question).chars(TITLE_LENGTH)},
            url=row.request.get_absolute_url(),
            who=str(row.author),
            date=row.at,
        )


def _told_settled(rows: Any) -> Iterator[Deed]:
    for row in rows.select_related("meeting", "settled_by"):
        yield Deed(
            title=_("Decision %(number)s of “%(meeting)s”: %(state)s")
            % {
                "number": row.number,
                "meeting": row.meeting.title,
                "state": row.get_state_display(),
            },
            url=row.get_absolute_url(),
            who=str(row.settled_by),
            date=row.settled_at,
        )


def _told_sections(rows: Any) -> Iterator[Deed]:
    """For each section, person and day the last time."""
    rows = rows.select_related("pgh_context", "pgh_obj__draft").order_by("pgh_id")
    latest = {(row.pgh_obj_id, _who(row), day_of(row.pgh_created_at)): row for row in rows}
    people = User.objects.in_bulk({_who(row) or 0 for row in latest.values()})
    for row in latest.values():
        section = row.pgh_obj
        yield Deed(
            title=_("Section “%(heading)s” of %(draft)s: written at")
            % {"heading": section.heading, "draft": section.draft.title},
            url=reverse("reporting:section", args=[section.draft.slug, section.pk]),
            who=str(people.get(_who(row) or 0, "")),
            date=row.pgh_created_at,
        )


def _told_values(rows: Any) -> Iterator[Deed]:
    """For each indicator, person and day how many: a file may bring thousands."""
    zone = timezone.get_default_timezone()
    days = (
        rows.order_by()
        .values("indicator", "entered_by", day=TruncDate("created_at", tzinfo=zone))
        .annotate(number=Count("pk"), at=Max("created_at"))
    )
    found = list(days)
    indicators = Indicator.objects.in_bulk({row["indicator"] for row in found})
    people = User.objects.in_bulk({row["entered_by"] for row in found})
    for row in found:
        indicator = indicators[row["indicator"]]
        yield Deed(
            title=ngettext(
                "%(indicator)s: %(n)d value", "%(indicator)s: %(n)d values", row["number"]
            )
            % {"indicator": indicator.label, "n": row["number"]},
            url=indicator.get_absolute_url(),
            who=str(people[row["entered_by"]]),
            date=row["at"],
        )


def _with_subject(updates: Any) -> Any:
    return updates.select_related("cluster", "activity").prefetch_related("targets__recommendation")
