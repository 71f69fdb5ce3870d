"""Who hears of which duty on which day: one digest a person, and up the line when it is late.

Reminders follow the rules of each kind of duty: so many days before it is due, each day used once.
When a run was missed, or someone new takes over, the nearest day that has passed is used and those
before it are dropped. A duty that is done is no duty any more, so nothing has to be called off.
"""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import asdict, dataclass, field
from typing import Any
from zoneinfo import ZoneInfo, available_timezones

from django.conf import settings
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from accounts.choices import StandingGroup
from accounts.models import User
from focalpoints.choices import Role, Standing
from focalpoints.models import Appointment
from nmirf.common.dates import today
from notifications.choices import DutyKind, Level
from notifications.models import Digest, Notification, ReminderRule, ReminderSent
from notifications.services import digests as post
from notifications.services.digests import Reminder, language_of
from reporting.desk import Duty, Holder, duties_of_all

# The hour of the person's own clock at which the digest goes out, and for how many hours after it
# a run that was missed is made up for.
HOUR = 7
MADE_UP_HOURS = 4
ZONES = available_timezones()


@dataclass(frozen=True, slots=True)
class Outcome:
    """`due`: people with a digest for the day; `sent`: e-mails of this run, late ones included;
    `already_sent`: digests that had gone out before; `escalated`: reminders of this run that went
    to somebody else than the one who owes."""

    due: int
    sent: int
    already_sent: int
    escalated: int

    def as_dict(self) -> dict[str, int]:
        return asdict(self)


@dataclass
class Directory:
    """Who is who on one day: the people of each institution by role, and the secretariat."""

    at: dict[int, dict[str, list[Appointment]]] = field(default_factory=dict)
    officers: list[int] = field(default_factory=list)
    linked: dict[int, set[int]] = field(default_factory=dict)

    @classmethod
    def on(cls, day: dt.date) -> "Directory":
        rows = (
            Appointment.objects.in_force(day)
            .filter(user__is_active=True, institution__standing=Standing.APPROVED)
            .with_absence(day)
            .order_by("pk")
        )
        at: dict[int, dict[str, list[Appointment]]] = defaultdict(lambda: defaultdict(list))
        linked: dict[int, set[int]] = defaultdict(set)
        for row in rows:
            at[row.institution_id][row.role].append(row)
            linked[row.user_id].add(row.institution_id)
        officers = User.objects.in_group(StandingGroup.SECRETARIAT).values_list("pk", flat=True)
        return cls(at=at, officers=list(officers), linked=linked)

    def role(self, institution: int | None, role: Role) -> list[Any]:
        return self.at.get(institution or 0, {}).get(role, [])

    def holders(self, duty: Duty) -> set[int]:
        """Those who owe it today; empty where the post is vacant."""
        if duty.holder == Holder.REPORTERS:
            return self._reporters(duty.institution)
        if duty.holder == Holder.AUTHORITIES:
            return _present(self.role(duty.institution, Role.VALIDATING_AUTHORITY))
        if duty.responsible in self.officers:
            return {duty.responsible}
        if duty.kind in (DutyKind.VERIFY, DutyKind.PUBLISH):
            return {
                pk for pk in self.officers if duty.institution not in self.linked.get(pk, set())
            }
        return set(self.officers)

    def _reporters(self, institution: int | None) -> set[int]:
        """Each focal point, or in an absence the deputies; the deputies where there is none.

        When everybody is away, the focal points: they read it when they are back.
        """
        principals = self.role(institution, Role.FOCAL_POINT)
        deputies = self.role(institution, Role.DEPUTY)
        if not principals:
            return _present(deputies) or {row.user_id for row in deputies}
        found: set[int] = set()
        for principal in principals:
            own = [row for row in deputies if row.deputises_id in (None, principal.pk)]
            stand_ins = _present(own) if principal.is_absent else set()
            found |= stand_ins or {principal.user_id}
        return found

    def deputies(self, duty: Duty) -> set[int]:
        return _present(self.role(duty.institution, Role.DEPUTY))

    def authorities(self, duty: Duty) -> set[int]:
        return _present(self.role(duty.institution, Role.VALIDATING_AUTHORITY))


def _present(rows: Iterable[Any]) -> set[int]:
    return {row.user_id for row in rows if not row.is_absent}


def send_digests(*, on: dt.date | None = None, now: dt.datetime | None = None) -> Outcome:
    """Record and send what is due; may run at any time, and several times at once.

    Each person's digest goes out at seven on their own clock. With `on`, the day's digests go out
    now, whatever the hour: for the command line.
    """
    day = on or today()
    had_gone = Digest.objects.filter(on=day, sent_at__isnull=False).count()
    escalated = 0
    for local_day, people in _by_day(on, now or timezone.now()).items():
        escalated += _record(people, local_day)
    sent = post.send_waiting(on=day).sent
    return Outcome(
        due=Digest.objects.filter(on=day).count(),
        sent=sent,
        already_sent=had_gone,
        escalated=escalated,
    )


def _by_day(on: dt.date | None, now: dt.datetime) -> dict[dt.date, list[User]]:
    """Those whose digest is to be recorded now, by the day that it is for."""
    found: dict[dt.date, list[User]] = defaultdict(list)
    for person in User.objects.active().order_by("pk"):
        day = on or local_day_due(person, now)
        if day is not None:
            found[day].append(person)
    for day, people in found.items():
        done = set(Digest.objects.filter(on=day).values_list("person", flat=True))
        found[day] = [person for person in people if person.pk not in done]
    return {day: people for day, people in found.items() if people}


def local_day_due(person: User, now: dt.datetime) -> dt.date | None:
    """The person's own date when it is seven there, or shortly after; else None."""
    name = person.time_zone if person.time_zone in ZONES else settings.TIME_ZONE
    local = now.astimezone(ZoneInfo(name))
    return local.date() if HOUR <= local.hour < HOUR + MADE_UP_HOURS else None


def _record(people: list[User], on: dt.date) -> int:
    """Record the digests of these people for one day; returns how many reminders went up the line."""
    reminders = _reminders(people, on)
    with_news = set(
        Notification.objects.filter(person__in=people).untold().values_list("person", flat=True)
    )
    escalated = 0
    for person in people:
        own = reminders.get(person.pk, [])
        if not own and person.pk not in with_news:
            continue
        with translation.override(language_of(person)):
            inbox_path = reverse("reporting:desk")
        digest = post.record(person=person, on=on, reminders=own, inbox_path=inbox_path)
        if digest is not None:
            escalated += digest.reminders.exclude(level=Level.HOLDER).count()
    return escalated


def _reminders(people: list[User], on: dt.date) -> dict[int, list[Reminder]]:
    """What each of these people has to be told on this day and has not been told yet."""
    rules = {rule.kind: rule for rule in ReminderRule.objects.all()}
    directory = Directory.on(on)
    by_language: dict[str, set[int]] = defaultdict(set)
    for person in people:
        by_language[language_of(person)].add(person.pk)
    told = set(
        ReminderSent.objects.filter(
            person__in=people, due_on__gte=on - dt.timedelta(days=800)
        ).values_list("person", "kind", "subject", "level", "offset", "due_on")
    )
    found: dict[int, list[Reminder]] = defaultdict(list)
    for language, keys in by_language.items():
        with translation.override(language):
            for duty in duties_of_all(on):
                for pk, reminder in reminders_of(duty, rules, directory, on):
                    if pk in keys and (pk, *reminder.key) not in told:
                        found[pk].append(reminder)
    return found


def reminders_of(
    duty: Duty, rules: dict[str, ReminderRule], directory: Directory, on: dt.date
) -> Iterator[tuple[int, Reminder]]:
    """(person, reminder): the one who owes it, then up the line; each person once."""
    rule = rules.get(duty.kind)
    if rule is None or duty.due_on is None or not duty.is_owed:
        return
    left = (duty.due_on - on).days
    holders = directory.holders(duty)
    offset = nearest(rule.offsets, left)
    reached: set[int] = set()
    for level, people, steps in _steps(duty, rule, directory, holders, offset, -left):
        for pk in sorted(people - reached):
            yield pk, _reminder(duty, duty.due_on, level, steps)
        reached |= people


def nearest(offsets: Iterable[int], left: int) -> int | None:
    """Of the days before the due date that have come, the latest; None before the first."""
    return min((offset for offset in offsets if offset >= left), default=None)


def _steps(
    duty: Duty,
    rule: ReminderRule,
    directory: Directory,
    holders: set[int],
    offset: int | None,
    late: int,
) -> Iterator[tuple[Level, set[int], int]]:
    """(level, people, offset) in the order in which they hear of it."""
    officers = set(directory.officers)
    if offset is not None:
        # Nobody is there to do it: then the secretariat has to know at once.
        yield (Level.HOLDER, holders, offset) if holders else (Level.SECRETARIAT, officers, offset)
    for level, after, people in (
        (Level.DEPUTY, rule.escalate_deputy_after, directory.deputies(duty)),
        (Level.AUTHORITY, rule.escalate_authority_after, directory.authorities(duty)),
        (Level.SECRETARIAT, rule.escalate_secretariat_after, officers),
    ):
        if after is not None and late >= after:
            yield level, people, -after


def _reminder(duty: Duty, due_on: dt.date, level: Level, offset: int) -> Reminder:
    text = duty.outside
    if level != Level.HOLDER and duty.institution_label:
        text = _("%(institution)s: %(duty)s") % {
            "institution": duty.institution_label,
            "duty": duty.outside,
        }
    return Reminder(
        kind=duty.kind,
        subject=duty.subject,
        level=level,
        offset=offset,
        due_on=due_on,
        text=text,
        path=duty.path,
    )
