"""Files on their way into the register: uploaded, read, looked at, decided."""

from typing import Any
from uuid import UUID

from django.conf import settings
from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import Count
from django.http import Http404, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.formats import date_format
from django.utils.html import format_html
from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext_lazy
from django.views.decorators.csrf import csrf_exempt, csrf_protect
from django.views.decorators.http import require_GET, require_http_methods
from django_htmx.http import HttpResponseClientRefresh

from mechanisms.models import State
from nmirf.common.context_processors import NavItem
from nmirf.common.decisions import require
from nmirf.common.errors import DomainError
from nmirf.common.htmx import HtmxRequest
from recommendations import policies
from recommendations.choices import ImportState, RowChoice, RowOutcome
from recommendations.forms.imports import PAGE_SIZES, RowFilterForm, UploadForm, too_large
from recommendations.models import ImportBatch
from recommendations.services import imports as services

RUNNING = (ImportState.QUEUED, ImportState.READING, ImportState.COMMITTING)
# What the form adds to the size of the file.
_FORM_BYTES = 64 * 1024
# What may be decided of many rows at once.
_BULK = [
    (one.value, one.label) for one in (RowChoice.LEAVE_OUT, RowChoice.SPLIT, RowChoice.SEPARATE)
]
_TONES = {
    ImportState.READY: "warn",
    ImportState.MAPPING: "warn",
    ImportState.COMMITTED: "good",
    ImportState.FAILED: "bad",
}

FORMATS = {
    "uhri_json": gettext_lazy("export of UHRI, JSON"),
    "uhri_xlsx": gettext_lazy("export of UHRI, Excel"),
    "uhri_csv": gettext_lazy("export of UHRI, CSV"),
    "upr_info": gettext_lazy("export of UPR Info"),
    "ohchr_list": gettext_lazy("thematic list of OHCHR, Word"),
    "register_list": gettext_lazy("list of this register, Word"),
    "table": gettext_lazy("table"),
}


@require_GET
def imports(request: HtmxRequest) -> HttpResponse:
    require(policies.can_see_imports(request.user))
    batches = ImportBatch.objects.select_related("started_by")
    page = Paginator(batches, per_page=25).get_page(request.GET.get("page"))
    for batch in page:
        batch.tone = _TONES.get(ImportState(batch.state), "")  # type: ignore[attr-defined]
    return render(request, "recommendations/imports.html", {"page": page})


# Exempt here and protected below: to look for the token, the body is read, however large it is.
@csrf_exempt
@require_http_methods(["GET", "POST"])
def new_import(request: HtmxRequest) -> HttpResponse:
    require(policies.can_manage_register(request.user))
    size = int(request.META.get("CONTENT_LENGTH") or 0)
    if size > settings.IMPORT_MAX_BYTES + _FORM_BYTES:
        context = {"form": UploadForm(), "problem": too_large()}
        return render(request, "recommendations/import_new.html", context, status=413)
    return _upload(request)


@csrf_protect
def _upload(request: HtmxRequest) -> HttpResponse:
    form = UploadForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        try:
            batch = services.start_import(
                actor=request.user, stated=form.stated(), **_uploaded(form.cleaned_data)
            )
        except DomainError as error:
            form.add_error(None, str(error))
        else:
            _tell_of_earlier(request, batch)
            return redirect(batch)
    status = 422 if form.is_bound else 200
    return render(request, "recommendations/import_new.html", {"form": form}, status=status)


def _uploaded(values: dict[str, Any]) -> dict[str, Any]:
    return {name: values[name] for name in ("file", "state_code", "publish", "mapping")}


def _tell_of_earlier(request: HtmxRequest, batch: ImportBatch) -> None:
    """Say that the same file was here before: that is no mistake, but worth knowing."""
    earlier = services.earlier_of(batch)
    if earlier is None:
        return
    who = str(earlier.started_by or _("command line"))
    words = _("The same file was read on %(date)s by %(name)s; %(number)d were new then.") % {
        "date": date_format(localtime(earlier.created_at), "DATE_FORMAT"),
        "name": who,
        "number": earlier.counts.get(RowOutcome.CREATE, 0),
    }
    link = format_html(' <a href="{}">{}</a>', earlier.get_absolute_url(), _("See that import"))
    messages.info(request, format_html("{}{}", words, link))


@require_GET
def batch(request: HtmxRequest, reference: UUID) -> HttpResponse:
    """The report of one file; while a worker is at it, how far it is."""
    row = batch_of(request, reference)
    running = row.state in RUNNING
    if request.htmx.target == "import-progress" and not running:
        return HttpResponseClientRefresh()
    template = "recommendations/import.html"
    if request.htmx.target in {"import-progress", "rows"}:
        template += "#progress" if running else "#rows"
    context = {"batch": row, "tone": _TONES.get(ImportState(row.state), ""), "running": running}
    context["is_told"] = row.state in services.TOLD
    context["format"] = FORMATS.get(row.format, row.format)
    context["state"] = State.objects.filter(iso3=row.state_code).first()
    context |= _progress(row) if running else _report(request, row)
    return render(request, template, context)


@require_GET
def import_report(request: HtmxRequest, reference: UUID) -> HttpResponse:
    """What the command prints of the file as JSON, to keep or to send to whoever made the file."""
    row = batch_of(request, reference)
    document = services.document_of(row)
    if document is None:
        raise Http404(_("There is no report of this file yet."))
    answer = JsonResponse(document, json_dumps_params={"ensure_ascii": False, "indent": 1})
    answer["Content-Disposition"] = f'attachment; filename="import-{row.reference}.json"'
    answer["Cache-Control"] = "private, no-store"
    return answer


def _progress(batch: ImportBatch) -> dict[str, Any]:
    if batch.state == ImportState.COMMITTING:
        done, words = (
            services.written(batch),
            ngettext_lazy("%(number)d row written", "%(number)d rows written", "number"),
        )
        total = batch.counts.get(RowOutcome.CREATE, 0) + batch.counts.get(RowOutcome.UPDATE, 0)
    else:
        done, words = (
            batch.progress,
            ngettext_lazy("%(number)d row read", "%(number)d rows read", "number"),
        )
        total = batch.rows_total or 0
    return {
        "percent": min(100, 100 * done // total) if done and total else None,
        "message": words % {"number": done} if done else "",
    }


def _report(request: HtmxRequest, batch: ImportBatch) -> dict[str, Any]:
    """The rows that are asked for, a page of them, and how many there are of each outcome."""
    counts = batch.counts or {}
    query = request.GET.copy()
    if query.get("outcome") not in RowOutcome.values:
        first = (str(one) for one in RowOutcome if counts.get(one))
        query["outcome"] = next(first, str(RowOutcome.CREATE))
    form = RowFilterForm(query)
    rows = form.rows_of(batch).select_related("recommendation")
    size = form.cleaned_data.get("size") or PAGE_SIZES[0]
    page = Paginator(rows, per_page=size).get_page(request.GET.get("page"))
    shown = services.shown(batch, page)
    lacking = any(problem.get("list") for entry in shown for problem in entry.problems)
    return {
        "tabs": [
            NavItem(
                str(one.label), f"?outcome={one}", str(one) == query["outcome"], counts.get(one, 0)
            )
            for one in RowOutcome
        ],
        "filters": form,
        "outcome": query["outcome"],
        "page": page,
        "shown": shown,
        # Rows that a spelling more in a list of the register would let in.
        "lacking": lacking and batch.state == ImportState.READY,
        "reasons": _reasons(batch) if query["outcome"] == RowOutcome.REJECTED else [],
        "bulk": [("", _("Take the decisions back")), *_BULK] if batch.state == "ready" else [],
        "query": query.urlencode(),
        "writes": counts.get(RowOutcome.CREATE, 0) + counts.get(RowOutcome.UPDATE, 0),
        "drafts": drafts_of(request, batch) if batch.state == ImportState.COMMITTED else 0,
        "unmatched_count": sum(map(len, batch.unmatched.values())),
        "decided_terms": batch.term_decisions.count(),
    }


def _reasons(batch: ImportBatch) -> list[dict[str, Any]]:
    """Why rows were rejected, the most frequent reason first."""
    rejected = batch.rows.filter(outcome=RowOutcome.REJECTED).order_by()
    counted = rejected.values_list("message").annotate(number=Count("pk"))
    return [
        {"message": message, "number": number}
        for message, number in counted.order_by("-number", "message")[:20]
    ]


def drafts_of(request: HtmxRequest, batch: ImportBatch) -> int:
    return policies.visible_recommendations(request.user).drafts_of_import(batch).count()


def batch_of(request: HtmxRequest, reference: UUID) -> ImportBatch:
    require(policies.can_see_imports(request.user))
    return get_object_or_404(ImportBatch.objects.select_related("started_by"), reference=reference)
