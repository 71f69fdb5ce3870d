"""The minutes of a meeting: written, saved without overwriting anybody, approved."""

from functools import partial
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from activities.views.common import keeps_typed_text
from focalpoints.models import Meeting
from nmirf.common.deeds import attempt, status_of
from nmirf.common.errors import ConflictError, DomainError
from nmirf.common.htmx import HtmxRequest
from reporting import policies
from reporting.forms.agenda import MinutesForm
from reporting.forms.meetings import ApproveForm
from reporting.services import minutes as services

from .meetings import find_run, trail


@require_http_methods(["GET", "POST"])
@keeps_typed_text
def minutes(request: HtmxRequest, reference: UUID) -> HttpResponse:
    row = find_run(request, reference)
    try:
        services.check_minutes(row)
    except DomainError as error:
        return _too_late(request, row, str(error))
    form = _form(request, row, request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            services.save_minutes(
                meeting_pk=row.pk,
                actor=request.user,
                general=form.cleaned_data["general"],
                said=form.said(),
                revision=form.cleaned_data["revision"],
            )
        except ConflictError as error:
            return _conflict(request, error, form)
        except DomainError as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, _("Saved."))
            return redirect("reporting:minutes", reference)
    return _page(request, row, form, status_of(request))


def _form(request: HtmxRequest, row: Meeting, data: Any) -> MinutesForm:
    items = policies.visible_agenda(request.user, row)
    initial = {"general": row.minutes, "revision": row.minutes_revision}
    return MinutesForm(data, items=items, initial=initial)


def _page(
    request: HtmxRequest, row: Meeting, form: MinutesForm, status: int, **more: Any
) -> HttpResponse:
    context = {"meeting": row, "form": form, "trail": trail(_("Minutes"), row)}
    return render(request, "reporting/minutes.html", context | more, status=status)


def _conflict(request: HtmxRequest, error: ConflictError, form: MinutesForm) -> HttpResponse:
    """Both texts; the form keeps one's own and, saved again, takes the place of the other."""
    theirs: Any = error.theirs
    data = request.POST.copy()
    data["revision"] = str(theirs.minutes_revision)
    again = _form(request, theirs, data)
    mine = form.said()
    parts = [
        (item.title, item.said, mine.get(item.pk, ""))
        for item in again.items
        if item.said != mine.get(item.pk, "")
    ]
    if theirs.minutes != form.cleaned_data["general"]:
        parts.append((_("In general"), theirs.minutes, form.cleaned_data["general"]))
    both = {
        "who": _("Someone else"),
        "at": theirs.updated_at,
        "theirs": "\n\n".join(f"{title}\n{text}" for title, text, _mine in parts),
        "mine": "\n\n".join(f"{title}\n{text}" for title, _theirs, text in parts),
    }
    return _page(request, theirs, again, 409, both=both)


def _too_late(request: HtmxRequest, row: Meeting, reason: str) -> HttpResponse:
    """What was typed into minutes that take no words any more is shown, to be copied."""
    typed = [text for name, text in request.POST.items() if name.startswith(("said_", "general"))]
    if not any(typed):
        messages.error(request, reason)
        return redirect(row)
    context = {
        "meeting": row,
        "reason": reason,
        "typed": "\n\n".join(str(text) for text in typed),
        "trail": trail(_("Minutes"), row),
    }
    return render(request, "reporting/minutes.html", context, status=409)


@require_http_methods(["GET", "POST"])
def approve(request: HtmxRequest, reference: UUID) -> HttpResponse:
    row = find_run(request, reference)
    sent = request.method == "POST"
    form = ApproveForm(request.POST if sent else None, request.FILES if sent else None)
    deed = partial(services.approve_minutes, meeting_pk=row.pk, actor=request.user)
    if attempt(request, form, deed) is not None:
        messages.success(request, _("The minutes are approved."))
        return redirect(row)
    context = {
        "title": _("Approve the minutes"),
        "subject": row.title,
        "consequences": [
            _("From now on nobody changes the minutes or the agenda."),
            _("Members of the mechanism read them on the page of the meeting."),
        ],
        "form": form,
        "act": _("Approve the minutes"),
        "cancel_url": row.get_absolute_url(),
        "trail": trail(_("Approve the minutes"), row),
    }
    return render(request, "components/confirm_page.html", context, status=status_of(request))
