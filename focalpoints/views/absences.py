"""Doors to days away."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from focalpoints import policies
from focalpoints.cover import WAITED_FOR, gaps_of, stand_ins
from focalpoints.forms.absences import AbsenceForm, ChangeAbsenceForm
from focalpoints.models import Absence
from focalpoints.services import absences as services
from nmirf.common.decisions import require
from nmirf.common.htmx import HtmxRequest

from .appointments import page_of
from .common import appointment_of, attempt_days, confirm_page


@require_POST
def set_absence(request: HtmxRequest, reference: UUID) -> HttpResponse:
    row = appointment_of(request, reference)
    require(policies.can_set_absence(request.user, row))
    form = AbsenceForm(request.POST)
    facts = {"appointment_pk": row.pk, "actor": request.user}
    absence = attempt_days(request, form, services.set_absence, **facts)
    if absence is None:
        context = page_of(request, row, form)
        return render(request, "focalpoints/appointment.html", context, status=422)
    _say_who_stands_in(request, absence)
    return redirect(row)


def _say_who_stands_in(request: HtmxRequest, absence: Absence) -> None:
    names = ", ".join(str(person) for person in stand_ins(absence))
    if names:
        words = _("The absence is set; in that time %(names)s acts.")
        messages.success(request, words % {"names": names})
    elif absence.appointment.role in WAITED_FOR:
        messages.warning(
            request, _("The absence is set. Nobody stands in for you: the secretariat is told.")
        )
    else:
        messages.success(request, _("The absence is set."))
    _say_where_nobody_does(request, absence)


def _say_where_nobody_does(request: HtmxRequest, absence: Absence) -> None:
    """The days on which it leaves a post without anybody, where that is not the whole of it."""
    for gap in gaps_of(absence):
        if gap.absence != absence or not gap.is_all_of_it:
            messages.warning(
                request,
                _(
                    "From %(first)s to %(last)s nobody stands in for %(name)s: the secretariat is"
                    " told."
                )
                % {
                    "first": date_format(gap.first, "DATE_FORMAT"),
                    "last": date_format(gap.last, "DATE_FORMAT"),
                    "name": gap.absence.appointment.user,
                },
            )


@require_http_methods(["GET", "POST"])
def change_absence(request: HtmxRequest, reference: UUID, pk: int) -> HttpResponse:
    """Extend or shorten it."""
    row = appointment_of(request, reference)
    require(policies.can_set_absence(request.user, row))
    absence = get_object_or_404(Absence, pk=pk, appointment=row)
    form = ChangeAbsenceForm(
        request.POST or None, initial={"ends_on": absence.ends_on, "note": absence.note}
    )
    facts = {"pk": absence.pk, "actor": request.user}
    if attempt_days(request, form, services.change_absence, **facts) is not None:
        messages.success(request, _("The absence is changed."))
        absence.refresh_from_db()
        _say_where_nobody_does(request, absence)
        return redirect(row)
    return confirm_page(
        request,
        {
            "title": _("Change this absence"),
            "subject": str(absence),
            "consequences": [_("Whoever stands in is told of the new last day.")],
            "form": form,
            "act": _("Change the absence"),
            "cancel_url": row.get_absolute_url(),
        },
    )


@require_POST
def end_absence(request: HtmxRequest, reference: UUID, pk: int) -> HttpResponse:
    row = appointment_of(request, reference)
    absence = get_object_or_404(Absence, pk=pk, appointment=row)
    services.end_absence(pk=absence.pk, actor=request.user)
    messages.success(request, _("The absence is over."))
    return redirect(row)
