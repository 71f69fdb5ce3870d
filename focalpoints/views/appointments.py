"""Doors to one appointment: made, looked at, extended, changed, suspended, ended."""

from functools import partial
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from focalpoints import chronicle, policies
from focalpoints.choices import Role
from focalpoints.forms.absences import AbsenceForm
from focalpoints.forms.appointments import AppointmentForm, ChangeForm, EndForm, ExtendForm
from focalpoints.forms.common import ReasonForm
from focalpoints.models import Appointment, Invitation, Seat
from focalpoints.services import appointments as services
from focalpoints.services.invitations import appoint_or_invite
from focalpoints.services.succession import deputies_to_move_up, others_in_office
from nmirf.common.dates import today
from nmirf.common.decisions import require
from nmirf.common.deeds import attempt, status_of
from nmirf.common.htmx import HtmxRequest

from .common import appointment_of, attempt_days, confirm_page, letter_of


@require_http_methods(["GET", "POST"])
def appoint(request: HtmxRequest) -> HttpResponse:
    require(policies.can_appoint(request.user))
    form = AppointmentForm(request.POST or None, request.FILES or None, initial=request.GET.dict())
    made = attempt_days(request, form, appoint_or_invite, actor=request.user)
    if made is not None:
        said = _("There is no account with this address: an invitation is on its way.")
        messages.success(request, said if isinstance(made, Invitation) else _("Appointed."))
        return redirect("focalpoints:people")
    return render(request, "focalpoints/appoint.html", {"form": form}, status=status_of(request))


@require_GET
def appointment(request: HtmxRequest, reference: UUID) -> HttpResponse:
    row = appointment_of(request, reference)
    return render(request, "focalpoints/appointment.html", page_of(request, row, AbsenceForm()))


def page_of(request: HtmxRequest, row: Appointment, absence_form: AbsenceForm) -> dict[str, Any]:
    """All that the page of one appointment shows."""
    on = today()
    history: list[chronicle.Entry] = []
    if policies.can_read_post_history(request.user, row):
        history = chronicle.of_appointment(row)
    return {
        "appointment": row,
        "in_force": Appointment.objects.in_force(on).filter(pk=row.pk).exists(),
        "is_over": row.ends_on is not None and row.ends_on < on,
        "is_confirmed": Appointment.objects.filter(pk=row.pk).unconfirmed(on).count() == 0,
        "letter": letter_of(request, row),
        "deputies": Appointment.objects.in_force(on)
        .deputies_for(row.pk, row.institution_id)
        .select_related("user")
        if row.role == Role.FOCAL_POINT
        else [],
        "absences": row.absences.order_by("-starts_on"),
        "absences_read": bool(policies.visible_absences(request.user).filter(appointment=row)),
        "today": on,
        "history": history,
        "may_appoint": bool(policies.can_appoint(request.user)),
        "may_set_absence": bool(policies.can_set_absence(request.user, row)),
        "may_consent": bool(policies.can_consent(request.user, row)),
        "may_hand_over": bool(policies.can_start_handover(request.user, row)),
        "absence_form": absence_form,
    }


@require_http_methods(["GET", "POST"])
def extend(request: HtmxRequest, reference: UUID) -> HttpResponse:
    row = appointment_of(request, reference)
    require(policies.can_appoint(request.user))
    form = ExtendForm(request.POST or None, initial={"seen": row.ends_on or ""})
    facts: dict[str, Any] = {"pk": row.pk, "actor": request.user}
    if attempt_days(request, form, services.extend_appointment, **facts) is not None:
        messages.success(request, _("The appointment is extended."))
        return redirect(row)
    return confirm_page(
        request,
        {
            "title": _("Extend this appointment"),
            "subject": str(row),
            "consequences": [_("The right stays until the new last day."), *_not_given_back(row)],
            "form": form,
            "act": _("Extend the appointment"),
            "cancel_url": row.get_absolute_url(),
        },
    )


def _not_given_back(row: Appointment) -> list[str]:
    """Seats that have passed on to whoever follows, or to the institution alone."""
    if row.ends_on is None:
        return []
    seats = Seat.objects.ended_with(row).select_related("committee").order_by("committee__name")
    names = ", ".join(dict.fromkeys(seat.committee.label for seat in seats))
    words = _(
        "Seats that ended with the last day do not come back: %(committees)s. Give them anew."
    )
    return [words % {"committees": names}] if names else []


@require_http_methods(["GET", "POST"])
def change(request: HtmxRequest, reference: UUID) -> HttpResponse:
    row = appointment_of(request, reference)
    require(policies.can_appoint(request.user))
    initial = {"portfolio": row.portfolio, "level": row.level, "deputises": row.deputises}
    form = ChangeForm(request.POST or None, request.FILES or None, appointment=row, initial=initial)
    deed = partial(services.change_appointment, pk=row.pk, actor=request.user)
    if attempt(request, form, deed) is not None:
        messages.success(request, _("Changed."))
        return redirect(row)
    return confirm_page(
        request,
        {
            "title": _("Change this appointment"),
            "subject": str(row),
            "consequences": [
                _("Rights and days stay as they are. The old letter stays in history.")
            ],
            "form": form,
            "act": _("Save the change"),
            "cancel_url": row.get_absolute_url(),
        },
    )


@require_http_methods(["GET", "POST"])
def end(request: HtmxRequest, reference: UUID) -> HttpResponse:
    """Set the last day, and say who follows."""
    return _end(request, appointment_of(request, reference), at_once=False)


@require_http_methods(["GET", "POST"])
def end_now(request: HtmxRequest, reference: UUID) -> HttpResponse:
    """End it today, without waiting for midnight."""
    return _end(request, appointment_of(request, reference), at_once=True)


def _end(request: HtmxRequest, row: Appointment, *, at_once: bool) -> HttpResponse:
    require(policies.can_appoint(request.user))
    form = EndForm(
        request.POST or None,
        appointment=row,
        deputies=deputies_to_move_up(row, today()),
        others=others_in_office(row, today()),
        at_once=at_once,
        initial={"seen": row.ends_on or ""},
    )
    facts: dict[str, Any] = {"pk": row.pk, "actor": request.user, "at_once": at_once}
    if at_once:
        facts["ends_on"] = today()
    if attempt(request, form, partial(services.end_appointment, **facts)) is not None:
        messages.success(request, _("The appointment ends, and what you answered is done."))
        return redirect(row)
    return confirm_page(
        request,
        {
            "title": _("End this appointment today, at once")
            if at_once
            else _("End this appointment"),
            "subject": str(row),
            "consequences": [*_what_ends(row, at_once=at_once)],
            "form": form,
            "act": _("End it now") if at_once else _("End the appointment"),
            "danger": True,
            "cancel_url": row.get_absolute_url(),
        },
    )


def _what_ends(row: Appointment, *, at_once: bool) -> list[str]:
    when = (
        _("From this moment on the person can neither report nor sign for the institution.")
        if at_once
        else _("After the last day the person can neither report nor sign for the institution.")
    )
    found = [
        when,
        _("Drafts, duties and history stay with the institution."),
        _("Seats in committees and invitations to meetings for it go to whoever follows."),
    ]
    last = not others_in_office(row, today())
    if row.role == Role.VALIDATING_AUTHORITY and last:
        found.append(
            _(
                "Nobody else signs for this institution: name the next validating authority, "
                "or say that nobody signs until then."
            )
        )
    return found


@require_http_methods(["GET", "POST"])
def suspend(request: HtmxRequest, reference: UUID) -> HttpResponse:
    """Suspend an appointment in force, or give a suspended one back."""
    row = appointment_of(request, reference)
    require(policies.can_appoint(request.user))
    suspended = row.suspended_on is None
    form = ReasonForm(request.POST or None)
    facts: dict[str, Any] = {"pk": row.pk, "actor": request.user, "suspended": suspended}
    if attempt(request, form, partial(services.suspend_appointment, **facts)) is not None:
        return redirect(row)
    act = _("Suspend the appointment") if suspended else _("Give the right back")
    now = [_("From now on the person cannot report or sign for the institution.")]
    if row.role == Role.VALIDATING_AUTHORITY and not others_in_office(row, today()):
        now.append(_("Nobody else signs for this institution: verified updates wait."))
    again = [_("From now on the person can act for the institution again.")]
    if row.ended_at_once:
        again.append(
            _("The last day stays today: extend the post next. Whoever follows stays in office.")
        )
    return confirm_page(
        request,
        {
            "title": act,
            "subject": str(row),
            "consequences": now if suspended else again,
            "form": form,
            "act": act,
            "danger": suspended,
            "cancel_url": row.get_absolute_url(),
        },
    )
