"""Files on their way into the register: uploaded, read, looked at, decided."""

from typing import Any
from uuid import UUID

from django.conf import settings
from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.csrf import csrf_exempt, csrf_protect
from django.views.decorators.http import require_GET, require_http_methods, require_POST
from django_htmx.http import HttpResponseClientRefresh

from nmirf.common.context_processors import NavItem
from nmirf.common.decisions import require
from nmirf.common.errors import DomainError
from nmirf.common.htmx import HtmxRequest
from recommendations import policies
from recommendations.choices import ImportState, RowOutcome
from recommendations.forms.imports import UploadForm, too_large
from recommendations.models import ImportBatch
from recommendations.services import imports as services
from recommendations.services.register import publish_import

RUNNING = (ImportState.QUEUED, ImportState.READING, ImportState.COMMITTING)
# What the form adds to the size of the file.
_FORM_BYTES = 64 * 1024
_TONES = {
    ImportState.READY: "warn",
    ImportState.COMMITTED: "good",
    ImportState.FAILED: "bad",
}

FORMATS = {
    "uhri_json": gettext_lazy("export of UHRI, JSON"),
    "uhri_xlsx": gettext_lazy("export of UHRI, Excel"),
}
LISTS = {
    "themes": gettext_lazy("Themes"),
    "groups": gettext_lazy("Affected groups"),
    "sdgs": gettext_lazy("Sustainable Development Goals"),
    "recommending_states": gettext_lazy("Recommending States"),
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
            batch = services.start_import(actor=request.user, **form.cleaned_data)
        except DomainError as error:
            form.add_error(None, str(error))
        else:
            return redirect(batch)
    status = 422 if form.is_bound else 200
    return render(request, "recommendations/import_new.html", {"form": form}, status=status)


@require_GET
def batch(request: HtmxRequest, reference: UUID) -> HttpResponse:
    """The report of one file; while a worker is at it, how far it is."""
    row = _batch(request, reference)
    running = row.state in RUNNING
    if request.htmx.target == "import-progress" and not running:
        return HttpResponseClientRefresh()
    template = "recommendations/import.html"
    if request.htmx.target in {"import-progress", "rows"}:
        template += "#progress" if running else "#rows"
    context = {"batch": row, "tone": _TONES.get(ImportState(row.state), ""), "running": running}
    context["format"] = FORMATS.get(row.format, row.format)
    context |= _progress(row) if running else _report(request, row)
    return render(request, template, context)


def _progress(batch: ImportBatch) -> dict[str, Any]:
    reading = batch.state == ImportState.READING and batch.progress
    done = ngettext("%(number)d row read", "%(number)d rows read", batch.progress)
    return {
        "percent": min(100, 100 * batch.progress // batch.rows_total)
        if reading and batch.rows_total
        else None,
        "message": done % {"number": batch.progress} if reading else "",
    }


def _report(request: HtmxRequest, batch: ImportBatch) -> dict[str, Any]:
    """The rows of one outcome, a page of them, and how many there are of each."""
    counts = batch.counts or {}
    wanted = request.GET.get("outcome", "")
    if wanted not in RowOutcome.values:
        wanted = next((str(one) for one in RowOutcome if counts.get(one)), str(RowOutcome.CREATE))
    rows = batch.rows.filter(outcome=wanted).select_related("recommendation")
    page = Paginator(rows, per_page=25).get_page(request.GET.get("page"))
    return {
        "tabs": [
            NavItem(str(one.label), f"?outcome={one}", str(one) == wanted, counts.get(one, 0))
            for one in RowOutcome
        ],
        "page": page,
        "shown": services.shown(page),
        "writes": counts.get(RowOutcome.CREATE, 0) + counts.get(RowOutcome.UPDATE, 0),
        "drafts": _drafts(request, batch) if batch.state == ImportState.COMMITTED else 0,
        "unmatched_count": sum(map(len, batch.unmatched.values())),
        "unmatched": [(LISTS[name], terms) for name, terms in batch.unmatched.items() if terms],
    }


@require_http_methods(["GET", "POST"])
def commit(request: HtmxRequest, reference: UUID) -> HttpResponse:
    row = _batch(request, reference)
    if request.method == "POST":
        try:
            services.request_commit(pk=row.pk, actor=request.user)
        except DomainError as error:
            messages.error(request, str(error))
        return redirect(row)
    if row.state != ImportState.READY:
        return redirect(row)
    context = {
        "title": _("Write this import into the register"),
        "subject": row.filename,
        "consequences": _consequences(row),
        "act": _("Write into the register"),
        "cancel_url": row.get_absolute_url(),
    }
    return render(request, "components/confirm_page.html", context)


def _consequences(batch: ImportBatch) -> list[str]:
    new, changed = batch.counts[RowOutcome.CREATE], batch.counts[RowOutcome.UPDATE]
    left = batch.counts[RowOutcome.REJECTED]
    sentences = []
    if new and batch.publish:
        words = ngettext(
            "%(number)d recommendation is added and published at once.",
            "%(number)d recommendations are added and published at once.",
            new,
        )
        sentences.append(words % {"number": new})
    elif new:
        words = ngettext(
            "%(number)d recommendation is added as a draft.",
            "%(number)d recommendations are added as drafts.",
            new,
        )
        sentences.append(words % {"number": new})
    if changed:
        words = ngettext(
            "%(number)d recommendation takes over what the source changed.",
            "%(number)d recommendations take over what the source changed.",
            changed,
        )
        sentences.append(words % {"number": changed})
        sentences.append(_("Clusters, assignments, assessments and your own links stay."))
    if left:
        words = ngettext(
            "%(number)d rejected row is left out.", "%(number)d rejected rows are left out.", left
        )
        sentences.append(words % {"number": left})
    return [*sentences, _("All of it is written, or nothing. The history says who did it.")]


@require_http_methods(["GET", "POST"])
def discard(request: HtmxRequest, reference: UUID) -> HttpResponse:
    row = _batch(request, reference)
    if request.method == "POST":
        try:
            services.discard_import(pk=row.pk, actor=request.user)
        except DomainError as error:
            messages.error(request, str(error))
            return redirect(row)
        messages.success(request, _("Discarded. Nothing was written."))
        return redirect("recommendations:imports")
    context = {
        "title": _("Discard this import"),
        "subject": row.filename,
        "consequences": [
            _("Nothing is written, and the file is deleted."),
            _("That it was uploaded stays on the list of imports."),
        ],
        "act": _("Discard"),
        "danger": True,
        "cancel_url": row.get_absolute_url(),
    }
    return render(request, "components/confirm_page.html", context)


@require_POST
def retry(request: HtmxRequest, reference: UUID) -> HttpResponse:
    row = _batch(request, reference)
    try:
        services.retry_import(pk=row.pk, actor=request.user)
    except DomainError as error:
        messages.error(request, str(error))
    return redirect(row)


@require_http_methods(["GET", "POST"])
def publish(request: HtmxRequest, reference: UUID) -> HttpResponse:
    """Publish all that an import brought and that is still a draft."""
    row = _batch(request, reference)
    if request.method == "POST":
        done = publish_import(pk=row.pk, actor=request.user)
        words = ngettext(
            "%(number)d recommendation is published.",
            "%(number)d recommendations are published.",
            done,
        )
        messages.success(request, words % {"number": done})
        return redirect(row)
    drafts = _drafts(request, row)
    words = ngettext(
        "Everyone sees %(number)d recommendation that is a draft now.",
        "Everyone sees %(number)d recommendations that are drafts now.",
        drafts,
    )
    context = {
        "title": _("Publish what this import brought"),
        "subject": row.filename,
        "consequences": [words % {"number": drafts}],
        "act": _("Publish"),
        "cancel_url": row.get_absolute_url(),
    }
    return render(request, "components/confirm_page.html", context)


def _drafts(request: HtmxRequest, batch: ImportBatch) -> int:
    return policies.visible_recommendations(request.user).drafts_of_import(batch).count()


def _batch(request: HtmxRequest, reference: UUID) -> ImportBatch:
    require(policies.can_see_imports(request.user))
    return get_object_or_404(ImportBatch.objects.select_related("started_by"), reference=reference)
