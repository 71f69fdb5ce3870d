"""What a person reads of handovers, and what an institution remembers; a constant number of queries."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from django.db.models import (
    Count,
    DateField,
    F,
    OuterRef,
    Prefetch,
    Q,
    QuerySet,
    Subquery,
    Value,
)
from django.db.models.functions import Coalesce, TruncDate
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import User
from activities.models import ImplementationUpdate
from focalpoints.choices import (
    AttendanceState,
    HandoverItemKind,
    HandoverState,
    ReshuffleSide,
)
from focalpoints.models import (
    Appointment,
    Attendance,
    Decision,
    FormerName,
    Handover,
    HandoverItem,
    HandoverQuestion,
    Institution,
    Reshuffle,
    ReshufflePart,
)
from focalpoints.policies import visible_handovers
from recommendations.models import Assignment
from reporting import policies

# Decisions that the memory page lists one by one; more are counted.
MOST_DECISIONS = 50


@dataclass(frozen=True, slots=True)
class Shown:
    """One item as this person may read it; a hidden one has neither title, address nor note.

    `is_open`: still to be acknowledged. `question`: the one that waits for its answer.
    """

    item: HandoverItem
    title: str
    path: str
    note: str
    is_hidden: bool
    questions: list[HandoverQuestion] = field(default_factory=list)
    question: HandoverQuestion | None = None

    @property
    def is_open(self) -> bool:
        return self.item.acknowledged_at is None and self.item.gone_at is None


def items_of(handover: Handover, user: User) -> list[Shown]:
    """All items, by due date, each as far as this person may read what it is about."""
    items = list(
        handover.items.select_related("acknowledged_by").prefetch_related(
            Prefetch(
                "questions", HandoverQuestion.objects.select_related("asked_by", "answered_by")
            )
        )
    )
    readable = policies.readable_subjects(user, handover, items)
    return [_shown(item, item.subject in readable) for item in items]


def _shown(item: HandoverItem, is_readable: bool) -> Shown:
    if not is_readable:
        words = {
            HandoverItemKind.UPDATE: _("A draft that its institution alone reads"),
            HandoverItemKind.SECTION: _("A section that another institution writes now"),
        }
        title = words.get(HandoverItemKind(item.kind), _("Something that you cannot read any more"))
        return Shown(item, title, "", "", is_hidden=True)
    questions = list(item.questions.all())
    waits = next((row for row in questions if row.answered_at is None), None)
    return Shown(item, item.title, item.path, item.note, False, questions, waits)


def for_list(rows: Any, on: dt.date) -> QuerySet[Handover]:
    """Handovers with people and numbers: adds `number`, `waiting` (items to acknowledge), `asked`."""
    items = HandoverItem.objects.filter(handover=OuterRef("pk"), gone_at=None)
    asked = HandoverQuestion.objects.filter(item__handover=OuterRef("pk"), answered_at=None)
    found: QuerySet[Handover] = (
        rows.with_people(on)
        .select_related("appointment__user", "appointment__institution", "successor__user")
        .annotate(
            number=Coalesce(_number(items), 0),
            waiting=Coalesce(_number(items.filter(acknowledged_at=None)), 0),
            asked=Coalesce(_number(asked), 0),
        )
        .order_by("-created_at", "-pk")
    )
    return found


@dataclass
class Memory:
    """What an institution remembers of itself.

    `terms` are appointments, the latest first, each with `left` (handovers that the reader may
    see) and `published`, `decided`, `attended`: what the institution did in that time.
    """

    institution: Institution
    terms: list[Any]
    names: list[FormerName]
    reshuffles: list[Reshuffle]
    decisions: Sequence[Decision]
    more_decisions: int


def memory_of(institution: Institution, user: User, on: dt.date) -> Memory:
    """Raises nothing: whether this person may read it is asked before."""
    decisions = Decision.objects.filter(institution=institution).select_related("meeting")
    newest = list(
        decisions.annotate(total=_number(decisions)).order_by("-meeting__starts_at", "number")[
            :MOST_DECISIONS
        ]
    )
    total = newest[0].total if newest else 0
    parts = ReshufflePart.objects.select_related("institution")
    return Memory(
        institution=institution,
        terms=list(_terms(institution, user, on)),
        names=list(institution.former_names.all()),
        reshuffles=list(
            Reshuffle.objects.filter(
                pk__in=ReshufflePart.objects.filter(institution=institution).values("reshuffle")
            ).prefetch_related(
                Prefetch("parts", parts.filter(side=ReshuffleSide.BEFORE), to_attr="before"),
                Prefetch("parts", parts.filter(side=ReshuffleSide.AFTER), to_attr="after"),
            )
        ),
        decisions=newest,
        more_decisions=max(0, total - len(newest)),
    )


def _terms(institution: Institution, user: User, on: dt.date) -> QuerySet[Appointment]:
    """Appointments that have begun, with what they left and what was done meanwhile."""
    here = institution.pk
    left = (
        visible_handovers(user)
        .exclude(state=HandoverState.CANCELLED)
        .select_related("successor__user", "handed_by")
        .annotate(
            number=Count("items", filter=Q(items__gone_at=None)),
            acknowledged=Count("items", filter=Q(items__acknowledged_at__isnull=False)),
        )
        .order_by("-created_at", "-pk")
    )
    published = ImplementationUpdate.objects.filter(
        institution=here, published_at__isnull=False
    ).annotate(day=_day("published_at"))
    decided = Assignment.objects.filter(institution=here, decided_at__isnull=False).annotate(
        day=_day("decided_at")
    )
    came = [AttendanceState.PRESENT, AttendanceState.SUBSTITUTE]
    attended = Attendance.objects.filter(institution=here, state__in=came).annotate(
        day=_day("meeting__starts_at")
    )
    return (
        Appointment.objects.filter(institution=here, starts_on__lte=on)
        .select_related("user")
        .prefetch_related(Prefetch("handovers", left, to_attr="left"))
        .annotate(
            published=_in_term(published, "pk", on),
            decided=_in_term(decided, "pk", on),
            attended=_in_term(attended, "meeting", on),
        )
        .order_by("-starts_on", "role", "pk")
    )


def _day(column: str) -> TruncDate:
    """The State's day of an instant."""
    return TruncDate(column, tzinfo=timezone.get_default_timezone())


def _in_term(rows: QuerySet[Any], column: str, on: dt.date) -> Coalesce:
    """How many of the rows, which have a `day`, lie in the term of the appointment asked about."""
    last = Coalesce(OuterRef("ends_on"), Value(on), output_field=DateField())
    inside = rows.filter(day__gte=OuterRef("starts_on"), day__lte=last)
    return Coalesce(Subquery(_number_of(inside, column)), 0)


def _number(rows: QuerySet[Any]) -> Subquery:
    return Subquery(_number_of(rows, "pk"))


def _number_of(rows: QuerySet[Any], column: str) -> QuerySet[Any, Any]:
    """One row with the number of distinct values of a column."""
    found: QuerySet[Any, Any] = (
        rows.order_by()
        .annotate(one=Value(1))
        .values("one")
        .annotate(total=Count(F(column), distinct=True))
        .values("total")
    )
    return found


def leaving_soon(rows: Any, on: dt.date, days: int) -> QuerySet[Appointment]:
    """Of these appointments those that end within `days`, or ended so lately, without a handover."""
    span = dt.timedelta(days=days)
    found: QuerySet[Appointment] = (
        rows.filter(ends_on__range=(on - span, on + span), handovers__isnull=True)
        .select_related("user", "institution")
        .order_by("ends_on", "pk")
    )
    return found
