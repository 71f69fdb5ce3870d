"""The secretariat's deeds on a record of the register."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from nmirf.common.decisions import require
from nmirf.common.errors import DomainError
from nmirf.common.htmx import HtmxRequest
from recommendations import policies
from recommendations.choices import PUBLICATION_MOVES
from recommendations.forms.register import RetireForm
from recommendations.models import Recommendation
from recommendations.services import register as services


def _record(request: HtmxRequest, reference: str) -> Recommendation:
    records = policies.visible_recommendations(request.user)
    record: Recommendation = get_object_or_404(records, reference=reference)
    require(policies.can_manage_register(request.user))
    return record


@require_http_methods(["GET", "POST"])
def move_recommendation(request: HtmxRequest, reference: str, move: str) -> HttpResponse:
    """Publish or retire a recommendation, on a page that says what follows."""
    record = _record(request, reference)
    if move not in PUBLICATION_MOVES:
        raise Http404
    form = RetireForm(request.POST or None) if PUBLICATION_MOVES[move].needs_note else None
    if request.method == "POST" and (form is None or form.is_valid()):
        said = form.cleaned_data if form else {}
        try:
            services.move_recommendation(
                pk=record.pk,
                name=move,
                actor=request.user,
                note=said.get("reason", ""),
                withhold=said.get("withhold", False),
            )
        except DomainError as error:
            messages.error(request, str(error))
        return redirect(record)
    shown = _("Everyone sees this recommendation and what is published on it.")
    hidden = _("Only the secretariat finds it afterwards; its history and address stay.")
    context = {
        "title": PUBLICATION_MOVES[move].label,
        "consequences": [hidden if move == "retire" else shown],
        "act": PUBLICATION_MOVES[move].label,
        "danger": move == "retire",
    }
    return _confirm(request, record, form, context)


def _confirm(
    request: HtmxRequest, record: Recommendation, form: Any, context: dict[str, Any]
) -> HttpResponse:
    context |= {
        "subject": str(record),
        "form": form or "",
        "cancel_url": record.get_absolute_url(),
    }
    status = 422 if form and form.errors else 200
    return render(request, "components/confirm_page.html", context, status=status)
