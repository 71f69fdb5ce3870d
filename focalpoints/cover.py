"""Who acts while somebody is away, and on which days nobody does: one rule for letters, pages, desks."""

import datetime as dt
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

from accounts.models import User
from focalpoints.choices import Role
from focalpoints.models import Absence, Appointment
from nmirf.common.dates import today

DAY = dt.timedelta(days=1)
# Posts on which others wait: representatives act for themselves, and a deputy beside the principal.
WAITED_FOR = (Role.FOCAL_POINT, Role.VALIDATING_AUTHORITY)


@dataclass(frozen=True, slots=True)
class Gap:
    """Days of an absence on which nobody stands in, the last one included."""

    absence: Absence
    first: dt.date
    last: dt.date

    @property
    def is_all_of_it(self) -> bool:
        return (self.first, self.last) == (self.absence.starts_on, self.absence.ends_on)


def acts_for(other: Any, post: Any) -> bool:
    """Whether the holder of `other` stands in for the one of `post`, as far as both are in office.

    Deputies for a focal point, focal points for a deputy, for the others whoever has the same role.
    """
    if other.user_id == post.user_id or other.institution_id != post.institution_id:
        return False
    if post.role == Role.FOCAL_POINT:
        return other.role == Role.DEPUTY and other.deputises_id in (None, post.pk)
    if post.role == Role.DEPUTY:
        return bool(other.role == Role.FOCAL_POINT)
    return bool(other.role == post.role)


def stand_ins(absence: Absence) -> list[User]:
    """Who acts in that time, by key: in office on its first day, or on this one once it has begun.

    Nobody who is away oneself on all the days that are left, or of one that is over on all of them.
    """
    day = max(absence.starts_on, min(today(), absence.ends_on))
    first = absence.starts_on if absence.ends_on < today() else day
    posts = _beside(absence, Appointment.objects.in_force(day))
    found = {post.user_id: post.user for post in posts if _is_in(post, first, absence.ends_on)}
    return [found[key] for key in sorted(found)]


def gaps_of(absence: Absence) -> list[Gap]:
    """Where this absence leaves a post on which others wait without anybody who acts.

    That is its own post, or for a deputy those of the focal points who are away in these days too.
    """
    theirs = [absence]
    if absence.appointment.role == Role.DEPUTY:
        away = Absence.objects.filter(
            appointment__institution=absence.appointment.institution_id,
            starts_on__lte=absence.ends_on,
            ends_on__gte=max(absence.starts_on, today()),
        ).select_related("appointment__user", "appointment__institution")
        theirs = [row for row in away if acts_for(absence.appointment, row.appointment)]
    waited_for = (row for row in theirs if row.appointment.role in WAITED_FOR)
    return [gap for row in waited_for if (gap := _gap(row)) is not None]


def _gap(absence: Absence) -> Gap | None:
    """The first days, from today on, on which nobody stands in; None where somebody always does."""
    first, after = max(absence.starts_on, today()), absence.ends_on + DAY
    posts = _beside(absence, Appointment.objects.between(first, absence.ends_on))
    turns = {day for post in posts for day in _turns(post) if first < day < after}
    found: Gap | None = None
    for begins, ends in pairwise(sorted({first, after} | turns)):
        if any(_is_there(post, begins) for post in posts):
            if found is not None:
                return found
        else:
            found = Gap(absence, found.first if found else begins, ends - DAY)
    return found


def _beside(absence: Absence, posts: Any) -> list[Any]:
    """Of these posts those whose holders stand in, each with its absences."""
    rows = (
        posts.of(absence.appointment.institution_id)
        .filter(user__is_active=True)
        .select_related("user")
        .prefetch_related("absences")
        .order_by("pk")
    )
    return [row for row in rows if acts_for(row, absence.appointment)]


def _is_in(post: Any, first: dt.date, last: dt.date) -> bool:
    """Whether there is a day among these on which the holder is not away."""
    # No two absences of one post have a day in common.
    away = sum(
        max(0, (min(row.ends_on, last) - max(row.starts_on, first)).days + 1)
        for row in post.absences.all()
    )
    return bool(away < (last - first).days + 1)


def _turns(post: Any) -> list[dt.date]:
    """Days from which on the holder is there or is not."""
    days = [post.starts_on, post.suspended_on, post.ends_on and post.ends_on + DAY]
    for row in post.absences.all():
        days += [row.starts_on, row.ends_on + DAY]
    return [day for day in days if day]


def _is_there(post: Any, day: dt.date) -> bool:
    if post.starts_on > day or (post.ends_on is not None and post.ends_on < day):
        return False
    if post.suspended_on is not None and post.suspended_on <= day:
        return False
    return not any(row.starts_on <= day <= row.ends_on for row in post.absences.all())
