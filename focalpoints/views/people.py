from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from focalpoints import policies
from focalpoints.forms.appointments import AbsenceForm, AppointmentForm, EndForm
from focalpoints.forms.common import ReasonForm
from focalpoints.models import Appointment
from focalpoints.services import appointments as services
from focalpoints.services.invitations import appoint_or_invite
from nmirf.common.dates import today
from nmirf.common.decisions import require
from nmirf.common.errors import DomainError
from nmirf.common.htmx import HtmxRequest

from .common import appointment_of


@require_GET
def people(request: HtmxRequest) -> HttpResponse:
    """The directory: who holds which post where, who is away, which posts are vacant."""
    require(policies.can_read_directory(request.user))
    institutions = policies.visible_institutions(request.user).existing().with_people(on=today())
    page = Paginator(institutions, per_page=25).get_page(request.GET.get("page"))
    context = {"page": page, "may_appoint": bool(policies.can_appoint(request.user))}
    return render(request, "focalpoints/people.html", context)


@require_http_methods(["GET", "POST"])
def appoint(request: HtmxRequest) -> HttpResponse:
    require(policies.can_appoint(request.user))
    form = AppointmentForm(request.POST or None, initial=request.GET.dict())
    if request.method == "POST" and form.is_valid():
        try:
            done = appoint_or_invite(actor=request.user, **form.cleaned_data)
        except DomainError as error:
            form.add_error(None, str(error))
        else:
            invited = _("There is no account with this address: an invitation is on its way.")
            messages.success(request, _("Appointed.") if isinstance(done, Appointment) else invited)
            return redirect("focalpoints:people")
    return render(request, "focalpoints/appoint.html", {"form": form})


@require_GET
def appointment(request: HtmxRequest, reference: UUID) -> HttpResponse:
    row = appointment_of(request, reference)
    context = {
        "appointment": row,
        "absences": row.absences.all(),
        "may_appoint": bool(policies.can_appoint(request.user)),
        "may_set_absence": bool(policies.can_set_absence(request.user, row)),
        "may_consent": bool(policies.can_consent(request.user, row)),
        "may_hand_over": bool(policies.can_start_handover(request.user, row)),
        "absence_form": AbsenceForm(),
    }
    return render(request, "focalpoints/appointment.html", context)


@require_http_methods(["GET", "POST"])
def end(request: HtmxRequest, reference: UUID) -> HttpResponse:
    row = appointment_of(request, reference)
    require(policies.can_appoint(request.user))
    form = EndForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            services.end_appointment(pk=row.pk, actor=request.user, **form.cleaned_data)
        except DomainError as error:
            form.add_error("ends_on", str(error))
        else:
            messages.success(request, _("The appointment ends on the day that you set."))
            return redirect("focalpoints:appointment", reference)
    context: dict[str, Any] = {
        "title": _("End this appointment"),
        "subject": str(row),
        "consequences": [
            _("After the last day the person can neither report nor sign for the institution."),
            _("Drafts, duties and history stay with the institution."),
        ],
        "form": form,
        "act": _("End the appointment"),
        "danger": True,
        "cancel_url": row.get_absolute_url(),
    }
    return render(request, "components/confirm_page.html", context)


@require_http_methods(["GET", "POST"])
def suspend(request: HtmxRequest, reference: UUID) -> HttpResponse:
    """Suspend an appointment in force, or give a suspended one back."""
    row = appointment_of(request, reference)
    require(policies.can_appoint(request.user))
    suspended = row.suspended_on is None
    form = ReasonForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        reason = form.cleaned_data["reason"]
        services.suspend_appointment(
            pk=row.pk, actor=request.user, suspended=suspended, reason=reason
        )
        return redirect("focalpoints:appointment", reference)
    act = _("Suspend the appointment") if suspended else _("Give the right back")
    now = _("From now on the person cannot report or sign for the institution.")
    again = _("From now on the person can act for the institution again.")
    context = {
        "title": act,
        "subject": str(row),
        "consequences": [now if suspended else again],
        "form": form,
        "act": act,
        "danger": suspended,
        "cancel_url": row.get_absolute_url(),
    }
    return render(request, "components/confirm_page.html", context)
