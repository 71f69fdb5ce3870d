"""Changing many records at once: what, a preview, the deed, its undoing."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_http_methods, require_POST
from django_htmx.http import HttpResponseClientRefresh

from nmirf.common.decisions import require
from nmirf.common.errors import DomainError
from nmirf.common.htmx import HtmxRequest
from recommendations import policies
from recommendations.basket import Basket
from recommendations.choices import BulkState
from recommendations.forms.bulk import BulkReasonForm, EditsForm
from recommendations.models import BulkEdit, Recommendation
from recommendations.services import bulk as services

SAMPLE = 25
RUNNING = (BulkState.APPLYING, BulkState.UNDOING)
_TONES = {BulkState.READY: "warn", BulkState.DONE: "good"}


@require_http_methods(["GET", "POST"])
def bulk(request: HtmxRequest) -> HttpResponse:
    """What to change in the records chosen in the register, and what was changed before."""
    require(policies.can_manage_register(request.user))
    basket = Basket(request.session)
    typed = request.POST if request.method == "POST" else None
    form = EditsForm(typed, chosen=basket.keys) if basket.keys else None
    if request.method == "POST" and form and form.is_valid():
        try:
            row = services.prepare(
                actor=request.user,
                recommendations=basket.keys,
                query=basket.query or "",
                edits=form.edits,
            )
        except DomainError as error:
            form.add_error(None, str(error))
        else:
            return redirect(row)
    earlier = BulkEdit.objects.exclude(state=BulkState.DISCARDED).select_related("actor")
    page = Paginator(earlier, per_page=25).get_page(request.GET.get("page"))
    for row in page:
        row.tone = _TONES.get(BulkState(row.state), "")  # type: ignore[attr-defined]
    context = {"form": form, "basket": basket, "number": len(basket), "page": page}
    status = 422 if form and form.is_bound else 200
    return render(request, "recommendations/bulk.html", context, status=status)


@require_GET
def bulk_edit(request: HtmxRequest, reference: UUID) -> HttpResponse:
    """A preview, the work under way, or what was done: the page of one bulk edit."""
    row = _row(request, reference)
    running = row.state in RUNNING
    if request.htmx.target == "bulk-progress":
        if not running:
            return HttpResponseClientRefresh()
        return render(request, "recommendations/bulk_edit.html#progress", _page(row))
    return render(request, "recommendations/bulk_edit.html", _page(row))


def _page(row: BulkEdit, form: BulkReasonForm | None = None) -> dict[str, Any]:
    done = services.progress(row)
    context: dict[str, Any] = {
        "bulk": row,
        "tone": _TONES.get(BulkState(row.state), ""),
        "running": row.state in RUNNING,
        "percent": min(100, 100 * done // row.number) if done and row.number else None,
        "form": form or BulkReasonForm(),
    }
    return context if context["running"] else context | _shown(row)


def _shown(row: BulkEdit) -> dict[str, Any]:
    """What it asks with its numbers, records that change, those left alone and why."""
    changed = row.items.exclude(after={}).select_related("recommendation")[:SAMPLE]
    left = row.items.exclude(left=[]).select_related("recommendation")
    items, kept = list(changed), list(left)
    labels = services.labels_of(row.edits, [*items, *kept])
    reasons = row.counts.get("reasons", {})
    named = {pk for _number, keys in reasons.values() for pk in keys}
    records = Recommendation.objects.only("reference").in_bulk(named)
    described = services.described(row.edits, labels)
    return {
        "edits": list(zip(described, row.counts["edits"], strict=True)),
        "samples": services.samples(items, labels),
        "left": services.samples(kept, labels),
        "reasons": [
            {
                "words": services.REFUSALS[code],
                "number": number,
                "records": [records[pk] for pk in keys if pk in records],
            }
            for code, (number, keys) in reasons.items()
        ],
    }


@require_POST
def apply(request: HtmxRequest, reference: UUID) -> HttpResponse:
    """Make the change; without a reason the preview comes back."""
    row = _row(request, reference)
    form = BulkReasonForm(request.POST)
    if row.state == BulkState.READY and not form.is_valid():
        context = _page(row, form)
        return render(request, "recommendations/bulk_edit.html", context, status=422)
    try:
        row = services.request_apply(
            pk=row.pk, actor=request.user, reason=form.data.get("reason", "")
        )
    except DomainError as error:
        messages.error(request, str(error))
    else:
        if row.state != BulkState.READY:
            Basket(request.session).clear()
    return redirect(row)


@require_http_methods(["GET", "POST"])
def undo(request: HtmxRequest, reference: UUID) -> HttpResponse:
    """Take the change back, on a page that says what follows."""
    row = _row(request, reference)
    form = BulkReasonForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            services.request_undo(pk=row.pk, actor=request.user, reason=form.cleaned_data["reason"])
        except DomainError as error:
            messages.error(request, str(error))
        return redirect(row)
    if row.state != BulkState.DONE:
        return redirect(row)
    changed = row.counts["change"]
    words = ngettext(
        "%(number)d recommendation becomes again what it was before.",
        "%(number)d recommendations become again what they were before.",
        changed,
    )
    context = {
        "title": _("Undo this change"),
        "subject": row.reason,
        "consequences": [
            words % {"number": changed},
            _("What someone has changed since stays as it is, and is named afterwards."),
            _("Proposals to an institution are withdrawn, unless it has answered."),
            _("The history keeps both: the change, and that it was undone."),
        ],
        "form": form,
        "act": _("Undo"),
        "danger": True,
        "cancel_url": row.get_absolute_url(),
    }
    status = 422 if form.is_bound else 200
    return render(request, "components/confirm_page.html", context, status=status)


@require_POST
def discard(request: HtmxRequest, reference: UUID) -> HttpResponse:
    """Back to choosing what to change; the records stay chosen."""
    row = _row(request, reference)
    try:
        services.discard(pk=row.pk, actor=request.user)
    except DomainError as error:
        messages.error(request, str(error))
        return redirect(row)
    messages.success(request, _("Discarded. Nothing was written."))
    return redirect("recommendations:bulk")


def _row(request: HtmxRequest, reference: UUID) -> BulkEdit:
    require(policies.can_manage_register(request.user))
    rows = BulkEdit.objects.select_related("actor", "undone_by")
    return get_object_or_404(rows, reference=reference)
