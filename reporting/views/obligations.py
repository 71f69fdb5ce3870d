"""Obligations: the secretariat's calendar of what is owed to whom."""

from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_http_methods

from mechanisms.models import Review
from nmirf.common.dates import today
from nmirf.common.decisions import require
from nmirf.common.errors import DomainError
from nmirf.common.htmx import HtmxRequest
from notifications.models import ReminderSent, Snooze
from reporting import policies
from reporting.choices import OBLIGATION_MOVES
from reporting.forms.obligations import NoteForm, ObligationFilter, ObligationForm, SubmissionForm
from reporting.models import Obligation
from reporting.services import clocks
from reporting.services import obligations as services

CONSEQUENCES = {
    "submit": gettext_lazy("The calendar shows it as submitted, and reminders stop."),
    "close": gettext_lazy(
        "Nothing is submitted: reminders stop, and the reason stays in the history."
    ),
    "reopen": gettext_lazy(
        "It is owed again by its due date; the recorded submission is taken back."
    ),
}


@require_GET
def obligations(request: HtmxRequest) -> HttpResponse:
    """Everything that is owed, the nearest first; what is done on request."""
    require(policies.can_manage_obligations(request.user))
    form = ObligationFilter(request.GET or {"state": "open"})
    form.is_valid()
    rows = Obligation.objects.for_list().narrowed(**form.cleaned_data)
    context = {
        "form": form,
        "page": Paginator(rows, per_page=25).get_page(request.GET.get("page")),
        "overdue": Obligation.objects.overdue(today()).count(),
    }
    return render(request, "reporting/obligations.html", context)


@require_GET
def obligation(request: HtmxRequest, slug: str) -> HttpResponse:
    row = _row(request, slug)
    context = {
        "obligation": row,
        "moves": [
            (name, step.label)
            for name, step in OBLIGATION_MOVES.items()
            if row.state in step.sources
        ],
        "is_late": row.state == "open" and row.due_on < today(),
        "is_on_weekend": row.due_on.weekday() >= 5,
        "reminders": ReminderSent.objects.about(f"obligation:{row.slug}"),
        "snoozes": Snooze.objects.about(f"obligation:{row.slug}"),
        "suggestions": _of_review(row.review) if row.review else [],
    }
    return render(request, "reporting/obligation.html", context)


@require_http_methods(["GET", "POST"])
def new(request: HtmxRequest) -> HttpResponse:
    """Enter one; `?review=&kind=&due_on=…` fills the form from a suggestion."""
    require(policies.can_manage_obligations(request.user))
    form = ObligationForm(request.POST or None, initial=request.GET.dict())
    if request.method == "POST" and form.is_valid():
        try:
            row = services.create_obligation(actor=request.user, **form.cleaned_data)
        except DomainError as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, _("Entered."))
            return redirect("reporting:obligation", row.slug)
    return render(request, "reporting/obligation_form.html", {"form": form})


@require_http_methods(["GET", "POST"])
def edit(request: HtmxRequest, slug: str) -> HttpResponse:
    row = _row(request, slug)
    form = ObligationForm(request.POST or None, instance=row)
    if request.method == "POST" and form.is_valid():
        try:
            services.edit_obligation(pk=row.pk, actor=request.user, **form.cleaned_data)
        except DomainError as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, _("Saved."))
            return redirect("reporting:obligation", slug)
    context = {"form": form, "obligation": Obligation.objects.get(pk=row.pk)}
    return render(request, "reporting/obligation_form.html", context)


@require_http_methods(["GET", "POST"])
def move(request: HtmxRequest, slug: str, move: str) -> HttpResponse:
    """Record a submission, close or reopen, on a page that says what follows."""
    row = _row(request, slug)
    if move not in OBLIGATION_MOVES:
        raise Http404
    form = (SubmissionForm if move == "submit" else NoteForm)(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            services.move_obligation(pk=row.pk, name=move, actor=request.user, **form.cleaned_data)
        except DomainError as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, _("Done."))
            return redirect("reporting:obligation", slug)
    context: dict[str, Any] = {
        "title": OBLIGATION_MOVES[move].label,
        "subject": row.label,
        "consequences": [CONSEQUENCES[move]],
        "form": form,
        "act": OBLIGATION_MOVES[move].label,
        "danger": move == "close",
        "cancel_url": reverse("reporting:obligation", args=[slug]),
    }
    return render(request, "components/confirm_page.html", context)


@require_GET
def suggestions(request: HtmxRequest) -> HttpResponse:
    """What probably follows from the reviews of the last years and is not entered yet."""
    require(policies.can_manage_obligations(request.user))
    known = set(Obligation.objects.exclude(review=None).values_list("review", "kind"))
    reviews = list(Review.objects.select_related("mechanism", "instrument")[:60])
    printed = clocks.printed_follow_ups(reviews)
    found = [
        (review, suggestion)
        for review in reviews
        for suggestion in clocks.of_review(review, printed.get(review.pk))
        if suggestion.due_on >= today() and (review.pk, suggestion.kind) not in known
    ]
    context = {"suggestions": sorted(found, key=lambda pair: pair[1].due_on)}
    return render(request, "reporting/obligation_suggestions.html", context)


def _of_review(review: Review) -> list[clocks.Suggestion]:
    return clocks.of_review(review, clocks.printed_follow_ups([review]).get(review.pk))


def _row(request: HtmxRequest, slug: str) -> Obligation:
    require(policies.can_manage_obligations(request.user))
    rows = policies.visible_obligations(request.user).select_related(
        "mechanism", "review__mechanism", "review__instrument", "recommendation", "responsible"
    )
    found: Obligation = get_object_or_404(rows, slug=slug)
    return found
