"""The clock's round: whose day has come, what each of them is told, and that it goes out once."""

import datetime as dt
from collections import defaultdict
from dataclasses import asdict, dataclass

from django.urls import reverse
from django.utils import timezone, translation

from accounts.models import User
from nmirf.common.dates import today
from notifications.choices import Level
from notifications.models import Digest, Notification
from notifications.services import digests as post
from notifications.services.letters import language_of
from notifications.services.rhythm import (
    STANDARD,
    Beat,
    beats_of,
    local_day_due,
    mark_considered,
)

from .reminders import readers_of, reminders_for


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


def send_digests(*, on: dt.date | None = None, now: dt.datetime | None = None) -> Outcome:
    """Record and send what is due; may run at any time, and several times at once.

    Each person's digest goes out at the hour that they chose, on their own clock. With `on`, the
    day's digests go out now, whatever the hour: for the command line.
    """
    day = on or today()
    had_gone = Digest.objects.filter(on=day, sent_at__isnull=False).count()
    people = list(User.objects.active().order_by("pk"))
    beats = beats_of(people)
    escalated = 0
    for local_day, group in _by_day(people, beats, on, now or timezone.now()).items():
        escalated += _record(group, beats, local_day)
        if on is None:
            mark_considered({person.pk: local_day for person in group})
    sent = post.send_waiting(on=day).sent
    return Outcome(
        due=Digest.objects.filter(on=day).count(),
        sent=sent,
        already_sent=had_gone,
        escalated=escalated,
    )


def _by_day(
    people: list[User], beats: dict[int, Beat], on: dt.date | None, now: dt.datetime
) -> dict[dt.date, list[User]]:
    """Those whose digest is to be recorded now, by the day that it is for."""
    found: dict[dt.date, list[User]] = defaultdict(list)
    for person in people:
        beat = beats.get(person.pk, STANDARD)
        day = on or local_day_due(person, now, beat)
        if day is not None and (on is not None or beat.considered_on != day):
            found[day].append(person)
    for day, group in found.items():
        done = set(Digest.objects.filter(on=day).values_list("person", flat=True))
        found[day] = [person for person in group if person.pk not in done]
    return {day: group for day, group in found.items() if group}


def _record(people: list[User], beats: dict[int, Beat], on: dt.date) -> int:
    """Record the digests of these people for one day; returns how many reminders went up the line."""
    weekly = {
        person.pk: not beats[person.pk].has_news(on)
        for person in people
        if person.pk in beats and beats[person.pk].is_weekly
    }
    reminders = reminders_for(people, readers_of(people, weekly), on)
    with_news = set(
        Notification.objects.filter(person__in=people).untold().values_list("person", flat=True)
    )
    escalated = 0
    for person in people:
        own, is_between = reminders.get(person.pk, []), weekly.get(person.pk, False)
        if not own and (is_between or person.pk not in with_news):
            continue
        with translation.override(language_of(person)):
            inbox_path = reverse("reporting:desk")
        digest = post.record(
            person=person, on=on, reminders=own, inbox_path=inbox_path, with_news=not is_between
        )
        if digest is not None:
            escalated += digest.reminders.exclude(level=Level.HOLDER).count()
    return escalated
