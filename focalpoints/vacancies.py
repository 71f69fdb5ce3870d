"""What is missing among the people, or soon will be: one line each, with what to do about it."""

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass
from urllib.parse import urlencode

from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from .choices import GAP_OF_ROLE, Gap, Role
from .models import Appointment, Institution
from .querysets import AppointmentQuerySet, InstitutionQuerySet

SOON, LATER = 30, 90


@dataclass(frozen=True, slots=True)
class Line:
    """`act` is the one thing to do, at `act_url`; `due_on` the last day of what ends."""

    gap: Gap
    institution: str
    title: str
    url: str
    act: str
    act_url: str
    note: str = ""
    due_on: dt.date | None = None


def lines(on: dt.date, words: str = "") -> list[Line]:
    """All of them on the day `on`, at institutions called so; seven queries."""
    institutions = Institution.objects.working(on)
    if words:
        institutions = institutions.called(words)
    posts = Appointment.objects.filter(institution__in=institutions).select_related(
        "user", "institution"
    )
    soon, later = on + dt.timedelta(days=SOON), on + dt.timedelta(days=LATER)
    in_force = posts.in_force(on)
    return [
        *(line for role in GAP_OF_ROLE for line in _vacant(institutions.lacking(role, on), role)),
        *_ending(in_force.ending(on, soon), Gap.ENDS_30),
        *_ending(in_force.ending(soon + dt.timedelta(days=1), later), Gap.ENDS_90),
        *_suspended(posts.not_over(on).filter(suspended_on__lte=on).exclude(ends_on=on)),
        *_adrift(in_force.adrift(on).select_related("deputises__user")),
        *_unconfirmed(in_force.unconfirmed(on)),
    ]


def _vacant(institutions: InstitutionQuerySet, role: Role) -> Iterator[Line]:
    for row in institutions.order_by("name", "pk"):
        query = urlencode({"institution": row.pk, "role": role})
        yield Line(
            gap=GAP_OF_ROLE[role],
            institution=row.label,
            title=row.label,
            url=row.get_absolute_url(),
            act=_("Appoint"),
            act_url=f"{reverse('focalpoints:appoint')}?{query}",
        )


def _ending(rows: AppointmentQuerySet, gap: Gap) -> Iterator[Line]:
    for row in rows.order_by("ends_on", "pk"):
        yield _line(row, gap, _("Extend"), "focalpoints:extend", due_on=row.ends_on)


def _suspended(rows: AppointmentQuerySet) -> Iterator[Line]:
    for row in rows.order_by("suspended_on", "pk"):
        note = _("suspended since %(day)s") % {"day": date_format(row.suspended_on, "DATE_FORMAT")}
        yield _line(row, Gap.SUSPENDED, _("Give back"), "focalpoints:suspend", note=note)


def _adrift(rows: AppointmentQuerySet) -> Iterator[Line]:
    for row in rows.order_by("institution__name", "pk"):
        note = _("deputy of %(name)s, who has left") % {"name": row.deputises.user}
        yield _line(row, Gap.ADRIFT, _("Say for whom"), "focalpoints:change", note=note)


def _unconfirmed(rows: AppointmentQuerySet) -> Iterator[Line]:
    for row in rows.order_by("last_confirmed_on", "institution__name", "pk"):
        day = row.last_confirmed_on
        note = (
            _("last confirmed on %(day)s") % {"day": date_format(day, "DATE_FORMAT")}
            if day
            else _("never confirmed")
        )
        yield _line(row, Gap.UNCONFIRMED, _("Look"), "focalpoints:appointment", note=note)


def _line(
    row: Appointment,
    gap: Gap,
    act: str,
    address: str,
    *,
    note: str = "",
    due_on: dt.date | None = None,
) -> Line:
    return Line(
        gap=gap,
        institution=row.institution.label,
        title=f"{row.user}, {row.get_role_display()}, {row.institution.label}",
        url=row.get_absolute_url(),
        act=act,
        act_url=reverse(address, args=[row.reference]),
        note=note,
        due_on=due_on,
    )
