from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from focalpoints import policies
from focalpoints.forms.appointments import AbsenceForm
from focalpoints.models import Absence
from focalpoints.services import absences as services
from nmirf.common.decisions import require
from nmirf.common.errors import DomainError
from nmirf.common.htmx import HtmxRequest

from .common import appointment_of


@require_POST
def set_absence(request: HtmxRequest, reference: UUID) -> HttpResponse:
    row = appointment_of(request, reference)
    require(policies.can_set_absence(request.user, row))
    form = AbsenceForm(request.POST)
    if not form.is_valid():
        context = {"appointment": row, "absence_form": form, "may_set_absence": True}
        return render(
            request,
            "focalpoints/appointment.html",
            {**context, "absences": row.absences.all()},
            status=422,
        )
    try:
        services.set_absence(appointment_pk=row.pk, actor=request.user, **form.cleaned_data)
    except DomainError as error:
        messages.error(request, str(error))
    else:
        messages.success(request, _("The absence is set; the deputy acts in that time."))
    return redirect("focalpoints:appointment", reference)


@require_POST
def end_absence(request: HtmxRequest, reference: UUID, pk: int) -> HttpResponse:
    row = appointment_of(request, reference)
    absence = get_object_or_404(Absence, pk=pk, appointment=row)
    services.end_absence(pk=absence.pk, actor=request.user)
    messages.success(request, _("The absence is over."))
    return redirect("focalpoints:appointment", reference)
