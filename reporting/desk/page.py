"""All that one person's desk shows, in a constant number of queries."""

import datetime as dt
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from django.db.models import OuterRef, Subquery
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from accounts.models import User
from focalpoints.choices import Role
from focalpoints.cover import acts_for
from focalpoints.models import Absence, Appointment
from focalpoints.policies import Rights, standing
from notifications.choices import DutyKind
from notifications.models import Digest

from .duties import Duty
from .facts import Facts
from .groups import Listed, listed
from .lines import MOST_LINES, Line
from .mine import facts_for, pick
from .since import since
from .waiting import waiting


@dataclass
class Desk:
    """`duties` are all that this person owes, `listed` the page of them that is shown;
    `invitations` what one may do; `away` who stands in for whom; `more_waiting` counts what is cut.
    """

    greeting: str
    lede: str
    counts: list[dict[str, Any]]
    duties: list[Duty]
    listed: Listed
    invitations: list[Duty]
    away: list[Line]
    waiting: list[Line]
    more_waiting: int
    since: list[Line]
    is_member: bool
    problems: int = 0


def desk_of(
    user: User,
    on: dt.date,
    last_here: dt.datetime | None,
    *,
    kind: str = "",
    page: str | None = None,
) -> Desk:
    """The desk of this person on the day `on`; `last_here` is when they were here before.

    `kind` and `page` are as they stand in the address: what nobody knows shows everything.
    """
    rights = standing(user)
    facts = facts_for(user, on)
    duties = pick(user, facts)
    owed = [duty for duty in duties if duty.is_owed]
    mine = rights.report_for | rights.sign_for
    people = _people_of(mine | rights.comment_for, on)
    signers = _signers(people)
    others = list(waiting(facts, rights, signers))
    return Desk(
        greeting=greeting(timezone.localtime().hour),
        lede=" ".join(_lede(user, rights, people)),
        counts=_counts(facts, rights, owed, on),
        duties=owed,
        listed=listed(owed, on, kind, page),
        invitations=[duty for duty in duties if not duty.is_owed],
        away=list(_away(user, people)),
        waiting=others[:MOST_LINES],
        more_waiting=max(0, len(others) - MOST_LINES),
        since=since(user, last_here),
        is_member=rights.is_member or rights.is_administrator or rights.is_consultation_officer,
        problems=Digest.objects.failing().count() if rights.is_administrator else 0,
    )


def greeting(hour: int) -> str:
    """By the hour where the person is."""
    if 5 <= hour < 12:
        return _("Good morning")
    return _("Good afternoon") if 12 <= hour < 18 else _("Good evening")


def _people_of(institutions: Iterable[int], on: dt.date) -> list[Any]:
    """Appointments in force at these institutions, with `is_absent`, and with `absence` (its key)
    and `away_until` where somebody is."""
    keys = list(institutions)
    if not keys:
        return []
    away = Absence.objects.filter(appointment=OuterRef("pk"), starts_on__lte=on, ends_on__gte=on)
    return list(
        Appointment.objects.in_force(on)
        .filter(institution__in=keys, user__is_active=True)
        .with_absence(on)
        .annotate(
            absence=Subquery(away.values("pk")[:1]), away_until=Subquery(away.values("ends_on")[:1])
        )
        .select_related("user", "institution")
        .order_by("institution", "role", "pk")
    )


def _lede(user: User, rights: Rights, people: list[Any]) -> Iterator[str]:
    """Who one is here, and whether the other one is in."""
    if rights.is_secretariat:
        yield _("Secretariat.")
    if rights.is_administrator:
        yield _("Administrator.")
    if rights.is_consultation_officer:
        yield _("Consultation officer.")
    for own in (row for row in people if row.user_id == user.pk):
        yield f"{own.get_role_display()}, {own.institution.label}."
        if own.is_absent:
            yield _about_absence(own, people)
        elif own.role == Role.FOCAL_POINT:
            yield from _about_deputy(own, people)
        elif own.role == Role.DEPUTY:
            yield from _about_principal(own, people)


def _about_absence(own: Any, people: list[Any]) -> str:
    if own.role == Role.FOCAL_POINT and _acting_for(own, people):
        return _("You are away today: your deputy gets your reminders.")
    return _("You are away today.")


def _about_deputy(own: Any, people: list[Any]) -> Iterator[str]:
    deputies = [row for row in people if acts_for(row, own)]
    if deputies:
        away = all(row.is_absent for row in deputies)
        yield _("Your deputy is away today.") if away else _("Your deputy is in today.")


def _about_principal(own: Any, people: list[Any]) -> Iterator[str]:
    principals = [row for row in people if row.role == Role.FOCAL_POINT and acts_for(own, row)]
    if not principals:
        yield _("There is no focal point at present: you act alone.")
    for row in principals:
        words = (
            _("You stand in for %(person)s, who is away today.")
            if row.is_absent
            else _("%(person)s is in today.")
        )
        yield words % {"person": row.user}


def _acting_for(own: Any, people: list[Any]) -> list[Any]:
    """Who stands in for this post today."""
    return [row for row in people if not row.is_absent and acts_for(row, own)]


def _away(user: User, people: list[Any]) -> Iterator[Line]:
    """To who is away: who acts; to who stands in: for whom. Both see what was done meanwhile."""
    for own in (row for row in people if row.user_id == user.pk):
        if own.is_absent:
            names = ", ".join(str(row.user) for row in _acting_for(own, people))
            if names:
                words = _("%(names)s acts for you until %(day)s.")
            elif own.role == Role.FOCAL_POINT:
                words = _("Nobody acts for you until %(day)s: there is no deputy who is in.")
            else:
                words = _("Nobody acts for you until %(day)s.")
            yield _absence(own, words, names)
        else:
            for row in people:
                if row.is_absent and acts_for(own, row):
                    yield _absence(row, _("You act for %(names)s until %(day)s."), str(row.user))


def _absence(row: Any, words: str, names: str) -> Line:
    until = date_format(row.away_until, "DATE_FORMAT")
    return Line(
        title=words % {"names": names, "day": until},
        path=reverse("reporting:absence", args=[row.reference, row.absence]),
    )


def _signers(people: list[Any]) -> dict[int, list[str]]:
    """The names of those who sign, by institution."""
    found: dict[int, list[str]] = {}
    for row in people:
        if row.role == Role.VALIDATING_AUTHORITY:
            found.setdefault(row.institution_id, []).append(str(row.user))
    return found


def _counts(facts: Facts, rights: Rights, owed: list[Duty], on: dt.date) -> list[dict[str, Any]]:
    late = sum(duty.is_late(on) for duty in owed)
    soon = sum(
        duty.due_on is not None
        and duty.due_on >= on
        and (duty.due_on.year, duty.due_on.month) == (on.year, on.month)
        for duty in owed
    )
    items = [
        {"number": late, "label": _("overdue"), "late": late > 0},
        {"number": soon, "label": _("due this month")},
    ]
    updates = f"{reverse('activities:updates')}?list="
    if rights.report_for:
        slugs = {row.institution.slug for row in facts.led}
        items += [
            {
                "number": len(facts.led),
                "label": _("led by your institution"),
                "url": _register_of(slugs) if slugs else "",
            },
            {
                "number": _number(owed, DutyKind.RETURNED),
                "label": _("returned to you"),
                "url": updates + "returned",
            },
        ]
    if rights.sign_for:
        number = _number(owed, DutyKind.SIGN)
        items.append({"number": number, "label": _("to sign"), "url": updates + "sign"})
    if rights.is_secretariat:
        items += [
            {
                "number": _number(owed, DutyKind.VERIFY),
                "label": _("to verify"),
                "url": updates + "verify",
            },
            {
                "number": _number(owed, DutyKind.PUBLISH),
                "label": _("to publish"),
                "url": updates + "publish",
            },
        ]
    return items


def _number(duties: list[Duty], kind: DutyKind) -> int:
    return sum(duty.kind == kind for duty in duties)


def _register_of(slugs: Iterable[str]) -> str:
    query = "&".join(f"institution={slug}" for slug in sorted(slugs))
    return f"{reverse('portal:register')}?{query}"
