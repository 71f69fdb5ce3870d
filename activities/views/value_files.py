"""Doors to files of values: upload, look at, take over."""

from functools import partial
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods
from django_htmx.http import HttpResponseClientRefresh

from activities import policies
from activities.choices import ValueImportState
from activities.forms.indicators import ValueFileForm
from activities.models import ValueImport
from activities.services import value_files as services
from activities.services.value_work import AT_WORK
from nmirf.common.decisions import require
from nmirf.common.deeds import attempt, status_of
from nmirf.common.errors import DomainError
from nmirf.common.htmx import HtmxRequest, page_or_partial
from nmirf.common.tables import csv_file

SHOWN_PROBLEMS = 100


@require_http_methods(["GET", "POST"])
def value_imports(request: HtmxRequest) -> HttpResponse:
    """Upload a file; below, those before."""
    require(policies.can_import_values(request.user))
    form = ValueFileForm(request.POST or None, request.FILES or None)
    batch = attempt(request, form, partial(services.upload, actor=request.user))
    if batch is not None:
        return redirect("activities:value_import", batch.reference)
    rows = policies.visible_imports(request.user).select_related("started_by")
    context = {
        "form": form,
        "page": Paginator(rows, per_page=25).get_page(request.GET.get("page")),
        "trail": _trail(""),
    }
    return render(request, "activities/value_imports.html", context, status=status_of(request))


@require_http_methods(["GET", "POST"])
def value_import(request: HtmxRequest, reference: UUID) -> HttpResponse:
    """What the file would do, and the button that does it."""
    batch = _find(request, reference)
    if request.method == "POST":
        try:
            services.commit(pk=batch.pk, actor=request.user)
        except DomainError as error:
            messages.error(request, str(error))
        else:
            batch.refresh_from_db()
            if batch.state == ValueImportState.COMMITTED:
                messages.success(request, _("The values are taken over."))
        return redirect(batch)
    is_running = batch.state in AT_WORK
    if request.htmx.target == "state" and not is_running:
        return HttpResponseClientRefresh()
    template = page_or_partial(request, "activities/value_import.html", "state")
    context = {"batch": batch, "is_running": is_running, "trail": _trail(batch.filename)}
    if not is_running:
        context |= _report(request, batch)
    return render(request, template, context)


def _report(request: HtmxRequest, batch: ValueImport) -> dict[str, Any]:
    """What the file would do: read off it now, or as a worker found it."""
    failure, counts = batch.error, batch.counts
    problems, ignored = _found(batch), batch.found.get("ignored", [])
    if batch.state == ValueImportState.CHECKED and not batch.found:
        try:
            report = services.examine(batch, request.user)
        except DomainError as error:
            return {"failure": str(error), "counts": _counts(counts)}
        counts, problems, ignored = report.as_counts(), report.problems, report.ignored
    is_checked = batch.state == ValueImportState.CHECKED
    changes = counts.get("new", 0) + counts.get("revised", 0)
    return {
        "failure": failure,
        "is_checked": is_checked,
        "ignored": ignored if is_checked else [],
        "problems": problems[:SHOWN_PROBLEMS] if is_checked else [],
        "counts": _counts(counts) if batch.state != ValueImportState.FAILED else [],
        "may_commit": is_checked and bool(changes) and not problems,
    }


def _found(batch: ValueImport) -> list[services.Problem]:
    return [services.Problem(*one) for one in batch.found.get("problems", [])]


@require_GET
def value_import_problems(request: HtmxRequest, reference: UUID) -> HttpResponse:
    """All that is wrong in the file, as a table to work through."""
    batch = _find(request, reference)
    problems = _found(batch) if batch.found else services.examine(batch, request.user).problems
    titles = [_("Row"), _("Column"), _("Value"), _("Reason")]
    rows = [(one.row, one.column, one.value, one.reason) for one in problems]
    return csv_file("problems", titles, rows)


def _find(request: HtmxRequest, reference: UUID) -> ValueImport:
    require(policies.can_import_values(request.user))
    rows = policies.visible_imports(request.user)
    found: ValueImport = get_object_or_404(rows, reference=reference)
    return found


def _counts(numbers: dict[str, int]) -> list[dict[str, Any]]:
    words = {
        "series": _("series"),
        "new": _("new values"),
        "revised": _("revised"),
        "unchanged": _("unchanged"),
        "withheld": _("withheld, left as they are"),
        "missing": _("without a value"),
        "wrong": _("wrong"),
    }
    return [
        {"number": numbers.get(name, 0), "label": label, "late": name == "wrong"}
        for name, label in words.items()
        if numbers.get(name) or name in ("series", "new", "wrong")
    ]


def _trail(here: str) -> list[dict[str, Any]]:
    imports = reverse("activities:value_imports") if here else ""
    steps = [
        (_("Indicators"), reverse("activities:indicators")),
        (_("Import values"), imports),
        *([(here, "")] if here else []),
    ]
    return [{"label": label, "url": url} for label, url in steps]
