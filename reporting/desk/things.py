"""What people owe each other: handovers, posts, meetings, decisions, questions, in one query.

Eleven kinds of things with little in common but their shape: each becomes one row of the same
columns, so that a desk asks for all of them at once.
"""

import datetime as dt
import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from django.contrib.postgres.expressions import ArraySubquery
from django.db import connection
from django.db.models import (
    Case,
    Count,
    Exists,
    F,
    Min,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    TextField,
    Value,
    When,
)
from django.db.models.functions import Cast, Coalesce, Greatest, JSONObject, Least, Left, TruncDate
from django.utils import timezone

from accounts.models import DataRequest, User
from focalpoints.choices import HandoverState, ProposalState, Role
from focalpoints.models import (
    Appointment,
    AppointmentProposal,
    Attendance,
    Confirmation,
    Decision,
    Handover,
    Institution,
    Registration,
)
from focalpoints.querysets.handovers import PEOPLE
from notifications.choices import DutyKind
from reporting.choices import RequestState
from reporting.models import ErrorReport, InformationRequest

# Posts without which an institution can neither report nor sign.
NEEDED = (Role.FOCAL_POINT, Role.VALIDATING_AUTHORITY)
# As much of a decision as a line shows.
TEXT_LENGTH = 240
EMPTY: dict[str, Any] = {
    "name": "",
    "about": "",
    "due": None,
    "since": None,
    "institution": None,
    "people": [],
    "barred": None,
    "state": "",
    "is_theirs": True,
}


@dataclass(frozen=True, slots=True)
class Thing:
    """One row. `name` and `about` say what it is; `due` is a day of its own, `since` when it began.

    `people` are the keys of those who have to act, where that are persons; `barred` is who must
    not. `is_theirs` is false where nobody at the institution can act, so that the secretariat has
    to.
    """

    kind: DutyKind
    key: str
    name: str
    about: str
    due: dt.date | None
    since: dt.datetime | dt.date | None
    institution: Institution | None
    people: tuple[int, ...]
    barred: int | None
    state: str
    is_theirs: bool

    def is_over(self, now: dt.datetime) -> bool:
        """Whether it is an invitation to a meeting that has begun."""
        begun = isinstance(self.since, dt.datetime) and self.since <= now
        return self.kind == DutyKind.MEETING and begun


@dataclass(frozen=True, slots=True)
class Asker:
    """Whose things: all there are, or these institutions' and this person's; without a person,
    what the institutions owe and nothing that is asked of one person alone.
    """

    person: int | None = None
    institutions: frozenset[int] = frozenset()
    is_secretariat: bool = True
    is_administrator: bool = True

    def narrow(self, rows: Any, path: str, person: str = "") -> Any:
        """Rows whose institution or person is the asker's; all to the secretariat."""
        if self.is_secretariat:
            return rows
        mine = Q(**{f"{path}__in": self.institutions})
        return rows.filter(mine | Q(**{person: self.person}) if person else mine)


ALL = Asker()


Found = list[dict[str, Any]]


def find_things(on: dt.date, asker: Asker = ALL) -> Found:
    """All that is open on the day `on` and concerns the asker, for `as_things`; one query."""
    with connection.cursor() as cursor:
        cursor.execute(*_statement(on, asker))
        return [json.loads(row) if isinstance(row, str) else row for (row,) in cursor.fetchall()]


def institutions_of(found: Found) -> set[int | None]:
    return {row.get("institution") for row in found}


def as_things(found: Found, named: Mapping[int, Institution]) -> list[Thing]:
    """`named`: the institutions of what was found, by key."""
    now = timezone.now()
    things = [thing for row in found if not (thing := _thing(row, named)).is_over(now)]
    return sorted(things, key=lambda thing: (thing.kind, thing.due or dt.date.max, thing.key))


@lru_cache(maxsize=1024)
def _statement(on: dt.date, asker: Asker) -> tuple[str, tuple[Any, ...]]:
    """The query and its parameters: every desk asks it, and to write it takes longer than to run it.

    It holds nothing of what was found: the rights are in `asker`.
    """
    parts = list(_parts(on, asker))
    statement: tuple[str, tuple[Any, ...]] = (
        parts[0].union(*parts[1:], all=True).query.sql_with_params()
    )
    return statement


def _parts(on: dt.date, asker: Asker) -> Iterator[Any]:
    in_force = Appointment.objects.in_force(on).filter(user__is_active=True)
    yield _decisions(on, asker)
    yield _handovers(on, asker)
    yield _requests(in_force, asker)
    if asker.is_secretariat or asker.person is not None:
        yield _invitations(on, asker)
        yield _confirmations(in_force, asker)
    yield _proposals(in_force, asker)
    if asker.is_secretariat:
        yield _registrations()
        yield _errors()
        yield from (_vacancies(role, on) for role in NEEDED)
    if asker.is_secretariat or asker.is_administrator:
        yield _data_requests()


def _thing(row: dict[str, Any], named: Mapping[int, Institution]) -> Thing:
    facts = EMPTY | {name: value for name, value in row.items() if value is not None}
    person = facts.pop("person", None)
    return Thing(
        **facts
        | {
            "kind": DutyKind(facts["kind"]),
            "due": dt.date.fromisoformat(facts["due"]) if facts["due"] else None,
            "since": _instant(facts["since"]),
            "people": (person,) if person else tuple(facts["people"]),
            "institution": named.get(facts["institution"]),
        }
    )


def _instant(text: str | None) -> dt.datetime | dt.date | None:
    if not text:
        return None
    return dt.datetime.fromisoformat(text) if "T" in text else dt.date.fromisoformat(text)


def _rows(rows: QuerySet[Any], kind: DutyKind, key: Any, **facts: Any) -> Any:
    """One column of one JSON object a row, as all parts of the union have it."""
    shape = JSONObject(kind=Value(kind.value), key=key, **facts)
    return rows.order_by().annotate(row=shape).values_list("row")


def _decisions(on: dt.date, asker: Asker) -> Any:
    """Its reporters', or where there are none the `people` who speak for it."""
    posts, there = Appointment.objects.all(), OuterRef("institution")
    reporters, speakers = posts.reporting_for(there, on), posts.speaking_for(there, on)
    rows = asker.narrow(Decision.objects.open(), "institution")
    return _rows(
        rows.annotate(
            speakers=Case(
                When(Exists(reporters), then=Value([], PEOPLE)),
                default=ArraySubquery(speakers.order_by("user").values("user").distinct()),
                output_field=PEOPLE,
            ),
            can_act=Exists(reporters) | Exists(speakers),
        ),
        DutyKind.DECISION,
        F("reference"),
        name=Left("text", TEXT_LENGTH),
        about=F("meeting__title"),
        due=F("due_on"),
        institution=F("institution"),
        people=F("speakers"),
        is_theirs=F("can_act"),
        state=Cast("number", TextField()),
    )


def _requests(in_force: Any, asker: Asker) -> Any:
    """To be answered by the institution; then, or where nobody is left there, the secretariat's."""
    reporters = in_force.filter(
        institution=OuterRef("institution"), role__in=[Role.FOCAL_POINT, Role.DEPUTY]
    )
    theirs = Q(Exists(reporters), state=RequestState.OPEN)
    rows = asker.narrow(InformationRequest.objects.waiting(), "institution")
    return _rows(
        rows.annotate(waits=Case(When(theirs, then=Value(True)), default=Value(False))),
        DutyKind.REQUEST,
        F("reference"),
        name=Left("question", TEXT_LENGTH),
        about=F("gap"),
        due=F("due_on"),
        since=Coalesce("answered_at", "created_at"),
        institution=F("institution"),
        is_theirs=F("waits"),
        state=F("state"),
    )


def _invitations(on: dt.date, asker: Asker) -> Any:
    first = dt.datetime.combine(on, dt.time.min, timezone.get_default_timezone())
    rows = Attendance.objects.waiting(first).in_office(on).filter(user__is_active=True)
    if asker.person is not None:
        rows = rows.filter(user=asker.person)
    zone = timezone.get_default_timezone()
    return _rows(
        rows.annotate(day=TruncDate("meeting__starts_at", tzinfo=zone)),
        DutyKind.MEETING,
        F("meeting__reference"),
        name=F("meeting__title"),
        about=F("meeting__place"),
        due=F("day"),
        since=F("meeting__starts_at"),
        institution=F("institution"),
        person=F("user"),
    )


def _handovers(on: dt.date, asker: Asker) -> Any:
    rows = Handover.objects.open().with_people(on)
    writing = Q(state=HandoverState.WRITING)
    rows = asker.narrow(rows, "appointment__institution", "appointment__user")
    return _rows(
        rows.annotate(
            acts=Case(When(writing, then=F("writers")), default=F("followers")),
            act_by=Case(When(writing, then=F("due_on")), default=F("acknowledge_by")),
        ),
        DutyKind.HANDOVER,
        F("reference"),
        name=F("appointment__user__full_name"),
        about=F("appointment__role"),
        due=F("act_by"),
        since=F("handed_at"),
        institution=F("appointment__institution"),
        people=F("acts"),
        barred=F("appointment__user"),
        state=F("state"),
    )


def _confirmations(in_force: Any, asker: Asker) -> Any:
    rows = Confirmation.objects.open().filter(Exists(in_force.same_post("appointment")))
    if not asker.is_secretariat:
        rows = rows.filter(appointment__user=asker.person)
    return _rows(
        rows,
        DutyKind.CONFIRM,
        F("reference"),
        about=F("appointment__role"),
        name=F("appointment__user__full_name"),
        due=F("round__due_on"),
        institution=F("appointment__institution"),
        person=F("appointment__user"),
    )


def _proposals(in_force: Any, asker: Asker) -> Any:
    """`is_theirs` as long as an authority that did not propose it itself has to confirm it."""
    others = in_force.filter(
        institution=OuterRef("institution"), role=Role.VALIDATING_AUTHORITY
    ).exclude(user=OuterRef("proposed_by"))
    waits = Q(Exists(others), state=ProposalState.PROPOSED)
    rows = asker.narrow(AppointmentProposal.objects.open(), "institution")
    return _rows(
        rows.annotate(waits=Case(When(waits, then=Value(True)), default=Value(False))),
        DutyKind.PROPOSAL,
        F("reference"),
        name=F("full_name"),
        about=F("role"),
        since=F("updated_at"),
        institution=F("institution"),
        barred=F("proposed_by"),
        state=F("state"),
        is_theirs=F("waits"),
    )


def _registrations() -> Any:
    return _rows(
        Registration.objects.pending(),
        DutyKind.REGISTRATION,
        F("reference"),
        name=F("name"),
        about=F("kind"),
        since=Coalesce("confirmed_at", "created_at"),
    )


def _errors() -> Any:
    """One row for all that readers report, since the oldest; `state` says how many wait."""
    row = JSONObject(
        kind=Value(DutyKind.COMMENT.value),
        key=Value("errors-reported"),
        state=Cast(Count("pk"), TextField()),
        since=Min("created_at"),
    )
    waiting = ErrorReport.objects.waiting().order_by().values("state")
    return waiting.annotate(row=row).values_list("row")


def _vacancies(role: Role, on: dt.date) -> Any:
    """Vacant since the last holder's last day or the closing of the account, or since it is known."""
    left = (
        Appointment.objects.filter(institution=OuterRef("pk"), role=role, starts_on__lte=on)
        .annotate(left=Least("ends_on", "suspended_on"))
        .filter(left__lte=on)
        .order_by("-left")
    )
    holders = Appointment.objects.in_force(on).filter(
        institution=OuterRef(OuterRef("pk")), role=role
    )
    zone = timezone.get_default_timezone()
    events: Any = User.pgh_event_model  # type: ignore[attr-defined]
    before = events.objects.filter(pgh_obj=OuterRef("pgh_obj"), pgh_id__lt=OuterRef("pgh_id"))
    # An account may have been closed and opened again: the last closing is what counts.
    closed = (
        events.objects.filter(is_active=False, pgh_obj__in=holders.values("user"))
        .alias(was_open=Subquery(before.order_by("-pgh_id").values("is_active")[:1]))
        .exclude(was_open=False)
        .annotate(day=TruncDate("pgh_created_at", tzinfo=zone))
        .order_by("-pgh_id")
    )
    since = Greatest(Subquery(left.values("left")[:1]), Subquery(closed.values("day")[:1]))
    rows = Institution.objects.lacking(role, on).annotate(
        vacant=Coalesce(since, TruncDate("created_at"))
    )
    return _rows(
        rows,
        DutyKind.VACANCY,
        F("slug"),
        about=Value(role.value),
        since=F("vacant"),
        institution=F("pk"),
    )


def _data_requests() -> Any:
    return _rows(
        DataRequest.objects.open(),
        DutyKind.DATA_REQUEST,
        F("reference"),
        name=F("person__full_name"),
        about=F("kind"),
        since=F("created_at"),
        barred=F("person"),
    )
