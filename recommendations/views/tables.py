"""Thematic tables: listed, prepared, closed."""

from uuid import UUID

from django.conf import settings
from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from focalpoints.choices import MeetingState
from focalpoints.policies import standing
from nmirf.common.decisions import require
from nmirf.common.errors import DomainError
from nmirf.common.htmx import HtmxRequest
from recommendations import policies
from recommendations.forms.tables import CloseForm, GuestsForm, TableForm
from recommendations.models import ThematicTable
from recommendations.services.tables import common, preparing, running


@require_GET
def tables(request: HtmxRequest) -> HttpResponse:
    """Those that the reader may see, the latest first."""
    require(policies.can_read_tables(request.user))
    rows = policies.visible_tables(request.user).with_counts().select_related("meeting", "review")
    context = {
        "page": Paginator(rows, per_page=25).get_page(request.GET.get("page")),
        "may_run": bool(policies.can_run_table(request.user)),
        "may_press": bool(standing(request.user).report_for),
    }
    return render(request, "recommendations/tables.html", context)


@require_http_methods(["GET", "POST"])
def new_table(request: HtmxRequest) -> HttpResponse:
    require(policies.can_run_table(request.user))
    initial = {name: request.GET.get(name) for name in ("review", "meeting")}
    form = TableForm(request.POST or None, user=request.user, initial=initial)
    if request.method == "POST" and form.is_valid():
        facts = form.cleaned_data
        try:
            table = preparing.prepare(
                actor=request.user,
                occasion=form.occasion,
                meeting=facts["meeting"],
                source=form.source,
                order=facts["order"],
                leave_out_assigned=facts["leave_out_assigned"],
                institutions=[row.pk for row in facts["institutions"]],
                languages=facts["languages"],
            )
        except DomainError as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, _prepared(table))
            return redirect("recommendations:table", table.meeting.reference)
    status = 422 if form.is_bound else 200
    return render(request, "recommendations/table_new.html", {"form": form}, status=status)


def _prepared(table: ThematicTable) -> str:
    if table.meeting.state == MeetingState.PLANNED:
        return _("The table is prepared. Nobody is told of it until you send the invitations.")
    return _("The table is prepared.")


@require_http_methods(["GET", "POST"])
def table_guests(request: HtmxRequest, reference: UUID) -> HttpResponse:
    """Further institutions, other languages."""
    require(policies.can_run_table(request.user))
    table = _table(request, reference)
    initial = {"institutions": common.invited_to(table.meeting_id), "languages": table.languages}
    form = GuestsForm(request.POST or None, initial=initial)
    if request.method == "POST" and form.is_valid():
        facts = form.cleaned_data
        try:
            preparing.change_guests(
                actor=request.user,
                reference=reference,
                institutions=[row.pk for row in facts["institutions"]],
                languages=facts["languages"],
            )
        except DomainError as error:
            form.add_error(None, str(error))
        else:
            return redirect("recommendations:table", reference)
    status = 422 if form.is_bound else 200
    context = {"form": form, "table": table}
    return render(request, "recommendations/table_guests.html", context, status=status)


@require_POST
def open_table(request: HtmxRequest, reference: UUID) -> HttpResponse:
    require(policies.can_run_table(request.user))
    _table(request, reference)
    try:
        running.open_table(actor=request.user, reference=reference)
    except DomainError as error:
        messages.error(request, str(error))
    return redirect("recommendations:table", reference)


@require_http_methods(["GET", "POST"])
def close_table(request: HtmxRequest, reference: UUID) -> HttpResponse:
    """On a page that says what follows."""
    require(policies.can_run_table(request.user))
    table = _table(request, reference)
    # Nothing has to be filled in: what was sent empty was sent all the same.
    form = CloseForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            running.close_table(
                actor=request.user,
                reference=reference,
                others=form.cleaned_data["others"].splitlines(),
                language=get_language() or settings.LANGUAGE_CODE,
            )
        except DomainError as error:
            messages.error(request, str(error))
        return redirect("recommendations:table", reference)
    context = {
        "title": _("Close the table"),
        "subject": table.meeting.title,
        "consequences": _consequences(table),
        "form": form,
        "act": _("Close the table"),
        "cancel_url": table.get_absolute_url(),
    }
    return render(request, "components/confirm_page.html", context)


def _consequences(table: ThematicTable) -> list[str]:
    settled, parked = table.items.settled().count(), table.items.parked().count()
    waiting = table.items.waiting().count()
    return [
        ngettext("%(number)d is settled.", "%(number)d are settled.", settled)
        % {"number": settled},
        ngettext("%(number)d stays parked.", "%(number)d stay parked.", parked)
        % {"number": parked},
        ngettext("%(number)d was not discussed.", "%(number)d were not discussed.", waiting)
        % {"number": waiting},
        _(
            "The meeting is recorded as held, each institution is told what was given to it, and the "
            "technical report is made. A closed table is not opened again."
        ),
    ]


def _table(request: HtmxRequest, reference: UUID) -> ThematicTable:
    rows = policies.visible_tables(request.user).select_related("meeting", "review")
    found: ThematicTable = get_object_or_404(rows, meeting__reference=reference)
    return found
