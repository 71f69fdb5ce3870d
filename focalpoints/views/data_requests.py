"""Requests about personal data, before those who answer them."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from accounts.choices import DataRequestKind
from accounts.models import DataRequest
from accounts.services import personal
from focalpoints import policies
from focalpoints.forms.joining import AnswerForm
from focalpoints.services import data_requests as services
from nmirf.common.decisions import require
from nmirf.common.errors import DomainError
from nmirf.common.htmx import HtmxRequest


@require_GET
def data_requests(request: HtmxRequest) -> HttpResponse:
    """What waits for an answer, then what has one."""
    require(policies.can_answer_data_requests(request.user))
    waiting = services.open_requests()
    answered = DataRequest.objects.exclude(pk__in=waiting.values("pk"))
    context = {
        "open": waiting.select_related("person"),
        "page": Paginator(
            answered.select_related("person", "decided_by").order_by("-updated_at", "-pk"),
            per_page=25,
        ).get_page(request.GET.get("page")),
    }
    return render(request, "focalpoints/data_requests.html", context)


@require_GET
def data_request(request: HtmxRequest, reference: UUID) -> HttpResponse:
    row = _request(request, reference)
    is_erasure = row.kind == DataRequestKind.ERASURE
    context = {
        "row": row,
        "is_erasure": is_erasure,
        "reasons": personal.hindrances(row.person) if is_erasure and row.state == "open" else [],
        "may_answer": policies.can_answer_data_request(request.user, row),
        "known_as": services.known_as(row.person) if is_erasure else "",
    }
    return render(request, "focalpoints/data_request.html", context)


@require_http_methods(["GET", "POST"])
def carry_out(request: HtmxRequest, reference: UUID) -> HttpResponse:
    row = _request(request, reference)
    require(policies.can_answer_data_request(request.user, row))
    if row.kind == DataRequestKind.CORRECTION:
        words: dict[str, Any] = {
            "title": _("Record the correction as made"),
            "consequences": [_("The person hears that it was made, with your answer.")],
            "act": _("Record as made"),
        }
    else:
        words = {
            "title": _("Erase this person"),
            "consequences": [
                _("This cannot be undone. All sessions of the person end at once."),
                _(
                    "Name, addresses, second factor, messages, settings and saved views are "
                    "deleted, in the history too. Saved views that were shared go with them."
                ),
                _("From then on the record calls the person: %(name)s.")
                % {"name": services.known_as(row.person)},
                _("The name under published signatures, in letters and in minutes stays."),
            ],
            "act": _("Erase"),
            "danger": True,
        }
    return _answered(request, row, services.carry_out, words)


@require_http_methods(["GET", "POST"])
def decline(request: HtmxRequest, reference: UUID) -> HttpResponse:
    row = _request(request, reference)
    require(policies.can_answer_data_request(request.user, row))
    words = {
        "title": _("Decline this request"),
        "consequences": [_("The person reads your reason and can turn to the authority for data.")],
        "act": _("Decline"),
    }
    return _answered(request, row, services.decline, words)


def _request(request: HtmxRequest, reference: UUID) -> DataRequest:
    require(policies.can_answer_data_requests(request.user))
    rows = DataRequest.objects.select_related("person", "decided_by")
    row: DataRequest = get_object_or_404(rows, reference=reference)
    return row


def _answered(
    request: HtmxRequest, row: DataRequest, deed: Any, words: dict[str, Any]
) -> HttpResponse:
    form = AnswerForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            deed(actor=request.user, pk=row.pk, **form.cleaned_data)
        except DomainError as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, _("Done."))
            return redirect("focalpoints:data_requests")
    context = {"subject": str(row), "form": form, "cancel_url": row.get_absolute_url(), **words}
    status = 422 if form.is_bound else 200
    return render(request, "components/confirm_page.html", context, status=status)
