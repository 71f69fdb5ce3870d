"""What posts, invitations and meetings keep of a person (settings.PERSONAL_DATA)."""

from collections.abc import Iterator
from typing import Any

from django.db.models import Q
from django.utils import timezone
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from accounts.models import User
from accounts.services.personal import Part, listed
from focalpoints.models import (
    Absence,
    Appointment,
    AppointmentProposal,
    Attendance,
    ContactConsent,
    Invitation,
    MeetingMail,
    Registration,
    Seat,
    TrainingAttendance,
)
from nmirf.common.dates import today
from nmirf.common.rows import rows

KEPT: frozenset[str] = frozenset()


def parts(person: User) -> Iterator[Part]:
    stays = _("Kept as the official record, under the name of the post instead of yours.")
    yield listed(
        "appointments",
        _("Appointments"),
        Appointment.objects.filter(user=person).order_by("-starts_on", "-pk"),
        *("institution__name", "role", "level", "portfolio", "starts_on", "ends_on"),
        *("suspended_on", "last_confirmed_on"),
        after=stays,
    )
    yield listed(
        "absences",
        _("Absences"),
        Absence.objects.filter(appointment__user=person).order_by("-starts_on", "-pk"),
        *("starts_on", "ends_on", "note"),
        after=_("The days are kept, since the deputy acted on them; the note is emptied."),
    )
    yield listed(
        "consents",
        _("Consents to a public contact"),
        ContactConsent.objects.filter(appointment__user=person),
        *("appointment__institution__name", "version", "given_at", "withdrawn_at"),
        after=_("Withdrawn and kept: the proof that there was one."),
    )
    yield listed(
        "seats",
        _("Places in committees"),
        Seat.objects.filter(user=person).order_by("-pk"),
        *("committee__name", "role", "starts_on", "ends_on"),
        after=stays,
    )
    yield listed(
        "attendance",
        _("Meetings"),
        Attendance.objects.filter(Q(user=person) | Q(**_as_guest(person))).order_by("-pk"),
        *("meeting__title", "state", "email"),
        after=stays,
    )
    yield listed(
        "meeting_mails",
        capfirst(str(MeetingMail._meta.verbose_name)),
        MeetingMail.objects.filter(
            Q(attendance__user=person) | Q(**_as_guest(person, "attendance__"))
        ).order_by("-pk"),
        *("attendance__meeting__title", "method", "sent_at", "problem"),
        after=stays,
    )
    yield listed(
        "withdrawn_invitations",
        _("Withdrawn invitations to meetings"),
        MeetingMail.objects.filter(Q(user=person) | Q(**_as_guest(person))).order_by("-pk"),
        *("meeting__title", "name", "email", "sent_at", "problem"),
        after=stays,
    )
    yield listed(
        "trainings",
        _("Trainings"),
        TrainingAttendance.objects.filter(user=person).order_by("-pk"),
        *("training__title", "name", "part", "certified_on"),
        after=stays,
    )
    yield from _under_the_address(person)


def _as_guest(person: User, way: str = "") -> dict[str, Any]:
    """Where a meeting invited the person by address, before there was an account."""
    return {f"{way}user__isnull": True, f"{way}email__iexact": person.email}


def _under_the_address(person: User) -> Iterator[Part]:
    """What was written of the person before there was an account, found by its address."""
    emptied = _("Name and address are emptied.")
    for key, heading, model in (
        ("invitations", _("Invitations"), Invitation),
        ("proposals", _("Proposed appointments"), AppointmentProposal),
    ):
        yield listed(
            key,
            heading,
            model._default_manager.filter(email__iexact=person.email).order_by("-pk"),
            *("created_at", "full_name", "email", "institution__name", "role"),
            after=emptied,
        )
    yield listed(
        "registrations",
        _("Registrations of organisations"),
        Registration.objects.filter(email__iexact=person.email),
        *("created_at", "full_name", "email", "name", "state"),
        after=emptied,
    )


def hindrances(person: User) -> Iterator[str]:
    """A post that runs or is to come: whoever acts in office is known by name."""
    posts = Appointment.objects.filter(Q(ends_on__isnull=True) | Q(ends_on__gte=today()))
    for post in posts.filter(user=person).select_related("institution"):
        yield _(
            "An appointment is in force or to come: %(role)s, %(institution)s. "
            "It has to be ended first."
        ) % {"role": post.get_role_display(), "institution": post.institution.label}


def forget(person: User, known_as: str) -> None:
    """Empty what names the person beside the account, in the history too."""
    now = timezone.now()
    ContactConsent.objects.in_force().filter(appointment__user=person).update(withdrawn_at=now)
    Invitation.objects.unanswered().filter(email__iexact=person.email).update(revoked_at=now)
    own = {"full_name": known_as[:200], "email": _nobody(person)}
    for name in ("Invitation", "AppointmentProposal", "Registration"):
        _empty(name, {"email__iexact": person.email}, own)
    _empty("Absence", {"appointment__user": person}, {"note": ""})
    _empty("TrainingAttendance", {"user": person}, {"name": known_as[:200]})
    mine = Q(user=person) | Q(**_as_guest(person))
    # What a mail server answers often holds the address that it refused. Read from history: whoever
    # was taken off a list stands on it no more, and the mails to them are there alone.
    listed_once = rows("focalpoints.AttendanceEvent").filter(mine).values("pgh_obj_id")
    _empty("MeetingMail", {"attendance__in": listed_once}, {"problem": ""})
    # What takes an invitation back keeps by itself who had it, and is not sent to nobody.
    MeetingMail.objects.filter(mine, sent_at=None).delete()
    _empty("MeetingMail", {"user": person}, {"problem": ""})
    named = {"name": own["full_name"], "email": own["email"], "problem": ""}
    _empty("MeetingMail", _as_guest(person), named)
    _empty("Attendance", _as_guest(person), {"name": known_as[:200], "email": ""})


def _empty(model: str, which: dict[str, Any], values: dict[str, str]) -> None:
    rows(f"focalpoints.{model}").filter(**which).update(**values)
    rows(f"focalpoints.{model}Event").filter(**which).update(**values)


def _nobody(person: User) -> str:
    """An address for which no mail server answers (RFC 2606, section 2), one for each person."""
    return f"erased-{person.pk}@erased.invalid"
