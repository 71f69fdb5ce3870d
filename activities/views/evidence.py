"""Where in a document the evidence stands, and its newer version."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from activities import policies
from activities.forms.evidence import EvidenceForm
from activities.models import Evidence
from activities.services import evidence as services
from nmirf.common.decisions import require
from nmirf.common.deeds import attempt, status_of
from nmirf.common.htmx import HtmxRequest

from .common import find_update


@require_http_methods(["GET", "POST"])
def cite(request: HtmxRequest, reference: UUID, pk: int) -> HttpResponse:
    update = find_update(request, reference)
    require(policies.can_edit_update(request.user, update))
    link = get_object_or_404(update.evidence_links.select_related("document"), pk=pk)
    initial = {"page": link.page, "note": link.note}
    form = EvidenceForm(request.POST or None, request.FILES or None, initial=initial)

    def deed(**typed: Any) -> Evidence:
        return services.describe(pk=update.pk, evidence=pk, actor=request.user, **typed)

    if attempt(request, form, deed):
        messages.success(request, _("Saved."))
        return redirect("activities:update_edit", reference)
    context = {
        "form": form,
        "title": _("Page and version of the evidence"),
        "lede": link.document.title,
        "act": _("Save"),
        "cancel_url": update.get_absolute_url(),
    }
    return render(request, "components/form_page.html", context, status=status_of(request))
