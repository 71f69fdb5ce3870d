"""Requests for information: listed, read, answered, closed."""

from functools import partial
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import Count, F
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_http_methods

from nmirf.common.dates import today
from nmirf.common.decisions import require
from nmirf.common.deeds import attempt, status_of
from nmirf.common.htmx import HtmxRequest
from recommendations.policies import visible_recommendations
from reporting import policies
from reporting.choices import REQUEST_MOVES
from reporting.forms.requests import AnswerForm, MoveForm, RequestFilter
from reporting.models import InformationRequest
from reporting.querysets import InformationRequestQuerySet
from reporting.services import requests as services

PAGE_SIZE = 25
# Moves of the secretariat; to answer is a page of its own.
MOVES = ("close", "reopen", "withdraw")
CONSEQUENCES = {
    "close": gettext_lazy("It leaves the desks; question and answers stay readable."),
    "reopen": gettext_lazy("The institution is asked again and reads your note."),
    "withdraw": gettext_lazy("It leaves the desks, and the institution is told why."),
}


@require_GET
def requests(request: HtmxRequest) -> HttpResponse:
    """What institutions were asked; what waits first, unless asked otherwise."""
    require(policies.can_read_gaps(request.user))
    form = RequestFilter(request.GET)
    form.is_valid()
    rows = _narrowed(policies.visible_requests(request.user), form.cleaned_data)
    rows = rows.select_related("institution").annotate(number=Count("items"))
    rows = rows.order_by("due_on", F("institution__name").asc(nulls_last=True), "pk")
    context = {
        "form": form,
        "page": Paginator(rows, PAGE_SIZE).get_page(request.GET.get("page")),
        "today": today(),
        "may_ask": bool(policies.can_ask(request.user)),
    }
    return render(request, "reporting/requests.html", context)


def _narrowed(
    rows: InformationRequestQuerySet, asked: dict[str, Any]
) -> InformationRequestQuerySet:
    state = asked.get("state") or ""
    if state == "overdue":
        rows = rows.overdue(today())
    elif not state:
        rows = rows.waiting()
    elif state != "all":
        rows = rows.filter(state=state)
    return rows.filter(institution=asked["institution"]) if asked.get("institution") else rows


@require_GET
def one(request: HtmxRequest, reference: UUID) -> HttpResponse:
    row = _find(request, reference)
    seen = visible_recommendations(request.user).filter(request_items__request=row)
    rows = seen.prefetch_related("texts").order_by("reference")
    may_answer = policies.can_answer_request(request.user, row)
    answers = row.answers.select_related("author", "update", "document")
    context = {
        "row": row,
        "page": Paginator(rows, PAGE_SIZE).get_page(request.GET.get("page")),
        "answers": answers,
        "moves": [
            (name, REQUEST_MOVES[name].label)
            for name in MOVES
            if row.state in REQUEST_MOVES[name].sources and policies.can_ask(request.user)
        ],
        "may_answer": bool(may_answer) and row.state in REQUEST_MOVES["answer"].sources,
        "is_late": row.state == "open" and row.due_on < today(),
        "gap_url": reverse("reporting:gap", args=[row.gap]),
    }
    return render(request, "reporting/request.html", context)


@require_http_methods(["GET", "POST"])
def answer(request: HtmxRequest, reference: UUID) -> HttpResponse:
    row = _find(request, reference)
    require(policies.can_answer_request(request.user, row))
    form = AnswerForm(request.POST or None, request.FILES or None, person=request.user, request=row)
    deed = partial(services.answer, pk=row.pk, actor=request.user)
    if attempt(request, form, deed) is not None:
        messages.success(request, _("Answered. The secretariat reads it."))
        return redirect(row)
    context = {
        "title": _("Answer: %(gap)s") % {"gap": row.get_gap_display()},
        "lede": row.question,
        "form": form,
        "act": _("Send the answer"),
        "cancel_url": row.get_absolute_url(),
    }
    return render(request, "components/form_page.html", context, status=status_of(request))


@require_http_methods(["GET", "POST"])
def move(request: HtmxRequest, reference: UUID, move: str) -> HttpResponse:
    """Closed, asked again or withdrawn, on a page that says what follows."""
    row = _find(request, reference)
    if move not in MOVES:
        raise Http404
    require(policies.can_ask(request.user))
    step = REQUEST_MOVES[move]
    form = MoveForm(request.POST or None)
    deed = partial(services.move, pk=row.pk, name=move, actor=request.user)
    if attempt(request, form, deed) is not None:
        messages.success(request, _("Done."))
        return redirect(row)
    context = {
        "title": step.label,
        "subject": str(row),
        "consequences": [CONSEQUENCES[move]],
        "form": form,
        "act": step.label,
        "danger": move == "withdraw",
        "cancel_url": row.get_absolute_url(),
    }
    return render(request, "components/confirm_page.html", context, status=status_of(request))


def _find(request: HtmxRequest, reference: UUID) -> InformationRequest:
    require(policies.can_read_gaps(request.user))
    rows = policies.visible_requests(request.user).select_related("institution", "asked_by")
    row: InformationRequest = get_object_or_404(rows, reference=reference)
    return row
