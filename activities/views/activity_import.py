"""Doors to activities in bulk: the template, a file that is checked, and then written."""

from typing import Any
from uuid import uuid4

from django.contrib import messages
from django.core.cache import cache
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from activities import policies
from activities.activity_rows import template
from activities.forms.importing import ActivityFileForm
from activities.services.activity_import import Report, import_activities
from nmirf.common.decisions import require
from nmirf.common.errors import DomainError
from nmirf.common.htmx import HtmxRequest
from recommendations.parsers.rows import BadFile

# A file that was checked waits so long for the person to decide; then it is uploaded again.
WAITS_SECONDS = 3600
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
# So many lines of a report are shown.
MOST_SHOWN = 200


@require_http_methods(["GET", "POST"])
def activity_import(request: HtmxRequest) -> HttpResponse:
    """A file is checked first; nothing of it is written before the person has seen what it does."""
    require(policies.can_plan_activities(request.user))
    if token := request.POST.get("checked"):
        return _write(request, token)
    form = ActivityFileForm(request.POST or None, request.FILES or None)
    if form.is_valid():
        file = form.cleaned_data["file"]
        content = file.read()
        report = _read(request, form, content, file.name, dry_run=True)
        if report is not None:
            waiting = None if report.troubles else _keep(request, content, file.name)
            return _page(request, form, report, waiting)
    return _page(request, form)


@require_GET
def activity_template(request: HtmxRequest) -> HttpResponse:
    require(policies.can_plan_activities(request.user))
    response = HttpResponse(template(), content_type=XLSX)
    response["Content-Disposition"] = 'attachment; filename="activities.xlsx"'
    return response


def _write(request: HtmxRequest, token: str) -> HttpResponse:
    kept = cache.get(_key(request, token))
    if kept is None:
        form = ActivityFileForm({})
        form.add_error(None, _("The file is not kept any more: upload it again."))
        return _page(request, form)
    form = ActivityFileForm({})
    report = _read(request, form, *kept, dry_run=False)
    if report is None or report.troubles:
        return _page(request, form, report)
    cache.delete(_key(request, token))
    words = _("%(new)d activities are new, %(changed)d are changed, %(same)d are as they were.")
    counts = {"new": report.new, "changed": report.changed, "same": report.same}
    messages.success(request, words % counts)
    return redirect("activities:activities")


def _read(
    request: HtmxRequest, form: ActivityFileForm, content: bytes, name: str, *, dry_run: bool
) -> Report | None:
    try:
        return import_activities(
            actor=request.user, content=content, filename=name, dry_run=dry_run
        )
    except BadFile as error:
        form.add_error("file", str(error))
    except DomainError as error:
        form.add_error(None, str(error))
    return None


def _keep(request: HtmxRequest, content: bytes, name: str) -> str:
    token = uuid4().hex
    cache.set(_key(request, token), (content, name), WAITS_SECONDS)
    return token


def _key(request: HtmxRequest, token: str) -> str:
    """Nobody writes what somebody else has uploaded."""
    return f"activity-import:{request.user.pk}:{token[:32] if token.isalnum() else ''}"


def _page(
    request: HtmxRequest,
    form: ActivityFileForm,
    report: Report | None = None,
    waiting: str | None = None,
) -> HttpResponse:
    context: dict[str, Any] = {"form": form, "report": report, "waiting": waiting}
    if report is not None:
        told = [one for one in report.outcomes if one.kind != "same"]
        context |= {
            "outcomes": told[:MOST_SHOWN],
            "troubles": report.troubles[:MOST_SHOWN],
            "more": max(len(told), len(report.troubles)) > MOST_SHOWN,
        }
    refused = form.errors or (report is not None and report.troubles)
    return render(request, "activities/import.html", context, status=422 if refused else 200)
