"""Which committees, meetings, invitations and decisions."""

import datetime as dt
from typing import Any, Self

from django.db import models
from django.db.models import Case, Count, Exists, F, OuterRef, Q, Value, When

from focalpoints.choices import (
    CAME,
    RUNNING_ROLES,
    AttendanceState,
    DecisionState,
    MailMethod,
    MeetingState,
)
from nmirf.common.dates import ONE_DAY
from nmirf.common.rows import rows


def _posts(**where: OuterRef) -> Any:
    """Posts of the `user` of the outer row, narrowed by `where`."""
    return rows("focalpoints.Appointment").filter(user=OuterRef("user"), **where)


class CommitteeQuerySet(models.QuerySet):
    def open(self, on: dt.date) -> Self:
        """Not closed on the day `on`; the day of closing is the last."""
        return self.filter(Q(closed_on__isnull=True) | Q(closed_on__gte=on))

    def with_meetings(self, first: dt.datetime, last: dt.datetime) -> Self:
        """Adds `held` (int): meetings held that began from `first` up to `last`; a join of its own."""
        held = Q(meetings__state=MeetingState.HELD, meetings__starts_at__range=(first, last))
        return self.annotate(held=Count("meetings", filter=held, distinct=True))


class SeatQuerySet(models.QuerySet):
    def in_force(self, on: dt.date) -> Self:
        """Taken on the day `on`; the last day counts."""
        return self.filter(Q(ends_on__isnull=True) | Q(ends_on__gte=on), starts_on__lte=on)

    def in_force_or_to_come(self, on: dt.date) -> Self:
        """Not over on the day `on`."""
        return self.filter(Q(ends_on__isnull=True) | Q(ends_on__gte=on))

    def ended_with(self, post: Any) -> Self:
        """Those of the person that ended with this appointment, or on the eve of an end at once."""
        last = post.ends_on
        there = Q(institution=post.institution_id) | Q(institution__isnull=True)
        return self.filter(there, user=post.user_id, ends_on__in=[last, last - ONE_DAY])

    def running(self, user: models.Model, on: dt.date) -> Self:
        """Those from which a person runs the committee's meetings."""
        return self.in_force(on).filter(user=user, role__in=RUNNING_ROLES)

    def with_post(self, on: dt.date) -> Self:
        """Adds `is_held` (bool): for a person's seat, whether that person holds a post on the day
        `on`, at the institution that the seat is for. One's own seat is held without a post, too,
        by whoever never had one."""
        there = _posts(institution=OuterRef("institution"))
        alone = Q(~Exists(_posts()) | Exists(_posts().in_force(on)), institution__isnull=True)
        return self.annotate(
            is_held=Case(
                When(Q(Exists(there.in_force(on))) | alone, then=Value(True)),
                default=Value(False),
            )
        )


class MeetingQuerySet(models.QuerySet):
    def upcoming(self, now: dt.datetime) -> Self:
        """Neither held nor cancelled, and not over yet; the nearest first."""
        coming = self.filter(state__in=[MeetingState.PLANNED, MeetingState.INVITED])
        return coming.filter(ends_at__gte=now).order_by("starts_at", "pk")

    def past(self, now: dt.datetime) -> Self:
        """Over, held or cancelled; the latest first."""
        settled = Q(state__in=[MeetingState.HELD, MeetingState.CANCELLED])
        return self.filter(settled | Q(ends_at__lt=now)).order_by("-starts_at", "-pk")

    def clashing(self, committee: int, starts_at: dt.datetime, ends_at: dt.datetime) -> Self:
        """Meetings of the committee that are on during that time and not cancelled."""
        return self.exclude(state=MeetingState.CANCELLED).filter(
            committee=committee, starts_at__lt=ends_at, ends_at__gt=starts_at
        )


class AttendanceQuerySet(models.QuerySet):
    def of_held(self, first: dt.datetime, last: dt.datetime) -> Self:
        """Invitations of institutions to meetings held in that time."""
        return self.filter(
            institution__isnull=False,
            meeting__state=MeetingState.HELD,
            meeting__starts_at__range=(first, last),
        )

    def by(self, *fields: str) -> models.QuerySet:
        """Rows of `fields` with `invited` and `came` (ints): meetings, each counted once a row."""
        found: models.QuerySet = (
            self.order_by()
            .values(*fields)
            .annotate(
                invited=Count("meeting", distinct=True),
                came=Count("meeting", distinct=True, filter=Q(state__in=CAME)),
            )
            .order_by(*fields)
        )
        return found

    def in_office(self, on: dt.date) -> Self:
        """Without those of people whose account is closed, or whose post at the institution for which
        they are invited is over by the day `on`. A guest who never held one there stays invited."""
        there = _posts(institution=OuterRef("institution"))
        known = self.exclude(user__is_active=False)
        return known.filter(~Exists(there) | Exists(there.in_office_or_to_come(on)))

    def resting_on_no_post(self, on: dt.date) -> Self:
        """Those of people who held a post at the institution and hold none there on the day `on`."""
        there = _posts(institution=OuterRef("institution"))
        return self.filter(Exists(there), ~Exists(there.in_force(on)))

    def waiting(self, now: dt.datetime) -> Self:
        """Invitations to meetings to come that nobody has answered: of people, by `user`."""
        return self.filter(
            user__isnull=False,
            state=AttendanceState.INVITED,
            meeting__state=MeetingState.INVITED,
            meeting__starts_at__gt=now,
        ).select_related("meeting__committee", "institution", "user")


class MeetingMailQuerySet(models.QuerySet):
    # After so many refusals a person has to look at the address.
    MOST_ATTEMPTS = 5

    def unsent(self) -> Self:
        """Those that no later one to the same person has overtaken."""
        later = rows("focalpoints.MeetingMail").filter(sequence__gt=OuterRef("sequence"))
        again = {"meeting": OuterRef("meeting"), "user": OuterRef("user")}
        return self.filter(
            ~Exists(later.filter(attendance=OuterRef("attendance"))),
            ~Exists(later.filter(**{f"attendance__{name}": ref for name, ref in again.items()})),
            sent_at__isnull=True,
        )

    def to_send(self) -> Self:
        """Whose account was closed is asked to no meeting any more: where it is, is not theirs to know."""
        closed = Q(method=MailMethod.REQUEST, attendance__user__is_active=False)
        return self.unsent().filter(attempts__lt=self.MOST_ATTEMPTS).exclude(closed)

    def of_meeting(self, meeting: int) -> Self:
        """To those on its list, and to those taken off it."""
        return self.filter(Q(attendance__meeting=meeting) | Q(meeting=meeting))


class DecisionQuerySet(models.QuerySet):
    def open(self) -> Self:
        """Still to be done, with what a line needs; no institution: the secretariat's to do."""
        return self.filter(state=DecisionState.OPEN).for_list()

    def overdue(self, on: dt.date) -> Self:
        """Open ones due before `on`; one without a date is never overdue."""
        return self.open().filter(due_on__lt=on)

    def for_list(self) -> Self:
        """With meeting, committee and institution, by due date; what has none last."""
        return self.select_related("meeting__committee", "institution").order_by(
            F("due_on").asc(nulls_last=True), "meeting", "number"
        )
