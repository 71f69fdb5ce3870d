"""Who is invited to a meeting, what they answer, who came."""

from functools import partial
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from nmirf.common.dates import today
from nmirf.common.deeds import attempt, status_of
from nmirf.common.errors import DomainError
from nmirf.common.htmx import HtmxRequest
from reporting.forms.meetings import AnswerForm, GuestForm, SheetForm
from reporting.services import attendance as services

from .meetings import find, find_run, trail


@require_http_methods(["GET", "POST"])
def guest(request: HtmxRequest, reference: UUID) -> HttpResponse:
    row = find_run(request, reference)
    form = GuestForm(request.POST or None)
    deed = partial(services.add_guest, meeting_pk=row.pk, actor=request.user)
    if attempt(request, form, deed) is not None:
        messages.success(request, _("Added."))
        return redirect(row)
    context = {
        "title": _("Add somebody"),
        "lede": row.title,
        "form": form,
        "act": _("Add"),
        "cancel_url": row.get_absolute_url(),
        "trail": trail(_("Add somebody"), row),
    }
    return render(request, "components/form_page.html", context, status=status_of(request))


@require_http_methods(["GET", "POST"])
def remove_guest(request: HtmxRequest, reference: UUID, pk: int) -> HttpResponse:
    row = find_run(request, reference)
    found = get_object_or_404(row.attendances, pk=pk)
    if request.method == "POST":
        try:
            services.remove_guest(pk=found.pk, actor=request.user)
        except DomainError as error:
            messages.error(request, str(error))
        return redirect(row)
    context = {
        "title": _("Take off the list"),
        "subject": found.invited,
        "consequences": [
            _("Whoever was sent the invitation gets an e-mail that takes it out of the calendar."),
        ],
        "act": _("Take off"),
        "danger": True,
        "cancel_url": row.get_absolute_url(),
        "trail": trail(_("Take off the list"), row),
    }
    return render(request, "components/confirm_page.html", context)


@require_http_methods(["GET", "POST"])
def answer(request: HtmxRequest, reference: UUID) -> HttpResponse:
    """An invited person says whether they come; `?state=` is what they chose on the page before."""
    row = find(request, reference)
    mine = row.attendances.in_office(today()).filter(user=request.user).first()
    if mine is None:
        raise Http404
    initial = {"state": request.GET.get("state", mine.state), "name": mine.name}
    form = AnswerForm(request.POST or None, initial=initial)
    deed = partial(services.answer, meeting_pk=row.pk, actor=request.user)
    if attempt(request, form, deed) is not None:
        messages.success(request, _("Your answer is recorded."))
        return redirect(row)
    context = {
        "title": _("Answer the invitation"),
        "subject": row.title,
        "consequences": [
            date_format(localtime(row.starts_at), "DATETIME_FORMAT"),
            _("The secretary of the meeting sees your answer. You can change it until it begins."),
        ],
        "form": form,
        "act": _("Send the answer"),
        "cancel_url": row.get_absolute_url(),
        "trail": trail(_("Answer the invitation"), row),
    }
    return render(request, "components/confirm_page.html", context, status=status_of(request))


@require_http_methods(["GET", "POST"])
def sheet(request: HtmxRequest, reference: UUID) -> HttpResponse:
    """Who came: one form for all."""
    row = find_run(request, reference)
    try:
        services.check_sheet(row)
    except DomainError as error:
        messages.error(request, str(error))
        return redirect(row)
    people = row.attendances.select_related("user", "institution").order_by("institution", "pk")
    form = SheetForm(request.POST or None, rows=people)
    done = attempt(
        request,
        form,
        lambda **typed: services.record_sheet(
            meeting_pk=row.pk, actor=request.user, lines=form.lines()
        ),
    )
    if done is not None:
        messages.success(request, _("Attendance is recorded."))
        return redirect(row)
    context = {"meeting": row, "form": form, "trail": trail(_("Attendance"), row)}
    return render(request, "reporting/sheet.html", context, status=status_of(request))
