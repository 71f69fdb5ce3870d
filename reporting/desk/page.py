"""All that one person's desk shows, in a constant number of queries."""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any

from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.models import User
from activities.choices import UpdateState
from activities.models import ImplementationUpdate
from focalpoints.choices import Role
from focalpoints.models import Appointment
from focalpoints.policies import Rights, standing
from notifications.choices import DutyKind
from notifications.models import Digest, Notification
from recommendations.choices import AssignmentState

from .duties import Duty
from .facts import Facts
from .mine import facts_for, pick
from .words import day_of, subject_of

# Lines of a side list; a longer one says how many more there are.
MOST_LINES = 8
# Nobody was here «last» more than so many days ago as far as the desk is concerned.
MEMORY_DAYS = 30


@dataclass(frozen=True, slots=True)
class Line:
    """One line of a side list. `mark` is the word in bold, `note` the small print."""

    title: str
    path: str
    mark: str = ""
    note: str = ""
    at: dt.datetime | None = None


@dataclass
class Desk:
    """`urgent` are the duties to do, `invitations` what one may do; `more_*` count what is cut."""

    greeting: str
    lede: str
    counts: list[dict[str, Any]]
    urgent: list[Duty]
    invitations: list[Duty]
    waiting: list[Line]
    more_waiting: int
    since: list[Line]
    is_member: bool
    problems: int = 0
    leads: int = field(default=0)


def desk_of(user: User, on: dt.date, last_here: dt.datetime | None) -> Desk:
    """The desk of this person on the day `on`; `last_here` is when they were here before."""
    rights = standing(user)
    facts = facts_for(user, on)
    duties = pick(user, facts)
    mine = rights.report_for | rights.sign_for
    people = _people_of(mine | rights.comment_for, on)
    waiting = list(_waiting(facts, rights, people))
    return Desk(
        greeting=greeting(timezone.localtime().hour),
        lede=" ".join(_lede(user, rights, people, on)),
        counts=_counts(facts, rights, duties, on),
        urgent=[duty for duty in duties if duty.is_owed],
        invitations=[duty for duty in duties if not duty.is_owed],
        waiting=waiting[:MOST_LINES],
        more_waiting=max(0, len(waiting) - MOST_LINES),
        since=_since(user, last_here),
        is_member=rights.is_member or rights.is_administrator,
        problems=Digest.objects.failing().count() if rights.is_administrator else 0,
    )


def greeting(hour: int) -> str:
    """By the hour where the person is."""
    if 5 <= hour < 12:
        return _("Good morning")
    return _("Good afternoon") if 12 <= hour < 18 else _("Good evening")


def _people_of(institutions: Iterable[int], on: dt.date) -> list[Any]:
    """Appointments in force at these institutions, with `is_absent` and `absent_until`."""
    keys = list(institutions)
    if not keys:
        return []
    return list(
        Appointment.objects.in_force(on)
        .filter(institution__in=keys, user__is_active=True)
        .with_absence(on)
        .select_related("user", "institution")
        .order_by("institution", "role", "pk")
    )


def _lede(user: User, rights: Rights, people: list[Any], on: dt.date) -> Iterator[str]:
    """Who one is here, and whether the other one is in."""
    if rights.is_secretariat:
        yield _("Secretariat.")
    if rights.is_administrator:
        yield _("Administrator.")
    for own in (row for row in people if row.user_id == user.pk):
        yield f"{own.get_role_display()}, {own.institution.label}."
        if own.is_absent:
            yield _("You are away today: your deputy gets your reminders.")
        elif own.role == Role.FOCAL_POINT:
            yield from _about_deputy(own, people)
        elif own.role == Role.DEPUTY:
            yield from _about_principal(own, people)


def _about_deputy(own: Any, people: list[Any]) -> Iterator[str]:
    deputies = [
        row
        for row in people
        if row.role == Role.DEPUTY
        and row.institution_id == own.institution_id
        and row.deputises_id in (None, own.pk)
    ]
    if deputies:
        away = all(row.is_absent for row in deputies)
        yield _("Your deputy is away today.") if away else _("Your deputy is in today.")


def _about_principal(own: Any, people: list[Any]) -> Iterator[str]:
    principals = [
        row
        for row in people
        if row.role == Role.FOCAL_POINT
        and row.institution_id == own.institution_id
        and own.deputises_id in (None, row.pk)
    ]
    if not principals:
        yield _("There is no focal point at present: you act alone.")
    for row in principals:
        words = (
            _("You stand in for %(person)s, who is away today.")
            if row.is_absent
            else _("%(person)s is in today.")
        )
        yield words % {"person": row.user}


def _counts(facts: Facts, rights: Rights, duties: list[Duty], on: dt.date) -> list[dict[str, Any]]:
    owed = [duty for duty in duties if duty.is_owed]
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


def _waiting(facts: Facts, rights: Rights, people: list[Any]) -> Iterator[Line]:
    """What is with others: one's own updates on their way; for the secretariat, with institutions."""
    signers = defaultdict(list)
    for row in people:
        if row.role == Role.VALIDATING_AUTHORITY:
            signers[row.institution_id].append(str(row.user))
    for update in facts.updates:
        mark = _mark(update, rights, signers)
        if mark:
            yield Line(
                title=_("Update on %(subject)s") % {"subject": subject_of(update)},
                path=update.get_absolute_url(),
                mark=mark,
                note=_("%(institution)s · since %(day)s")
                % {"institution": update.institution.label, "day": day_of(update.since)},
            )
    if rights.is_secretariat:
        yield from _undecided(facts)


def _mark(update: Any, rights: Rights, signers: dict[int, list[str]]) -> str:
    reports, signs = (
        update.institution_id in rights.report_for,
        update.institution_id in rights.sign_for,
    )
    others = rights.is_secretariat and not (reports or signs)
    names = ", ".join(signers.get(update.institution_id, []))
    to_sign = _("to be signed by %(names)s") % {"names": names} if names else _("to be signed")
    words = {
        UpdateState.RETURNED: (others or (signs and not reports), _("to be corrected")),
        UpdateState.SUBMITTED: (not others, _("to be verified by the secretariat")),
        UpdateState.VERIFIED: (not signs, to_sign),
        UpdateState.SIGNED: (not others, _("to be published by the secretariat")),
    }
    if update.state == UpdateState.VERIFIED and update.signed_form_id is not None:
        return "" if others else _("signed form to be checked by the secretariat")
    shown, word = words.get(update.state, (False, ""))
    return word if shown else ""


def _undecided(facts: Facts) -> Iterator[Line]:
    """How many assignments each institution has still to accept or contest."""
    numbers: dict[str, list[Any]] = defaultdict(list)
    for row in facts.assignments:
        if row.state == AssignmentState.PROPOSED:
            numbers[row.institution.label].append(row)
    path = reverse("recommendations:assignments")
    for name, together in sorted(numbers.items()):
        days = [row.answer_by for row in together if row.answer_by]
        by = date_format(min(days), "SHORT_DATE_FORMAT") if days else ""
        yield Line(
            title=name,
            path=path,
            mark=ngettext(
                "%(number)d assignment to decide", "%(number)d assignments to decide", len(together)
            )
            % {"number": len(together)},
            note=_("answer wanted by %(day)s") % {"day": by} if by else "",
        )


def _since(user: User, last_here: dt.datetime | None) -> list[Line]:
    """What came to this person, and what was published, after they were last here."""
    start = timezone.now() - dt.timedelta(days=MEMORY_DAYS)
    start = max(last_here, start) if last_here else start
    lines = [
        Line(title=row.text, path=row.path, at=row.created_at)
        for row in Notification.objects.filter(person=user, created_at__gt=start)
        .exclude(key__startswith="digest:")
        .order_by("-created_at")[:MOST_LINES]
    ]
    told = {line.path for line in lines}
    published = (
        ImplementationUpdate.objects.published()
        .filter(published_at__gt=start)
        .exclude(author=user)
        .select_related("institution")
        .order_by("-published_at")[:MOST_LINES]
    )
    lines += [
        Line(
            title=_("%(institution)s published: %(update)s")
            % {"institution": update.institution.label, "update": update},
            path=update.get_absolute_url(),
            at=update.published_at,
        )
        for update in published
        if update.get_absolute_url() not in told
    ]
    return sorted(lines, key=_moment, reverse=True)[:MOST_LINES]


def _moment(line: Line) -> dt.datetime:
    return line.at or dt.datetime.min.replace(tzinfo=dt.UTC)
