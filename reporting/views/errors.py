"""The secretariat's side of errors that readers report."""

from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import Count, Q
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from focalpoints.policies import is_secretariat
from nmirf.common.context_processors import NavItem
from nmirf.common.decisions import require
from nmirf.common.deeds import attempt, status_of
from nmirf.common.errors import DomainError
from nmirf.common.htmx import HtmxRequest
from reporting.choices import ERROR_MOVES, ErrorState
from reporting.forms.errors import ErrorAnswerForm
from reporting.models import ErrorReport
from reporting.services import errors as services


@require_GET
def error_reports(request: HtmxRequest) -> HttpResponse:
    """What readers found wrong, by state; what waits stands first, the oldest on top."""
    require(is_secretariat(request.user))
    numbers = ErrorReport.objects.aggregate(
        **{state.value: Count("pk", filter=Q(state=state)) for state in ErrorState}
    )
    chosen = request.GET.get("state", "")
    if chosen not in ErrorState:
        chosen = ErrorState.OPEN.value
    order = "created_at" if chosen == ErrorState.OPEN else "-settled_at"
    rows = ErrorReport.objects.filter(state=chosen).order_by(order, "pk")
    context = {
        "page": Paginator(rows, per_page=25).get_page(request.GET.get("page")),
        "tabs": [
            NavItem(str(state.label), f"?state={state}", state == chosen, numbers[state.value])
            for state in ErrorState
        ],
    }
    return render(request, "reporting/error_reports.html", context)


@require_http_methods(["GET", "POST"])
def error_report(request: HtmxRequest, reference: UUID) -> HttpResponse:
    """One report; a POST answers it."""
    row = _find(request, reference)
    form = ErrorAnswerForm(request.POST or None)

    def deed(answer: str) -> ErrorReport:
        return services.move(actor=request.user, pk=row.pk, name="answer", answer=answer)

    if attempt(request, form, deed):
        messages.success(request, _("Answered."))
        return redirect("reporting:error_reports")
    context = {
        "row": row,
        "form": form,
        "moves": [
            (name, step.label)
            for name, step in ERROR_MOVES.items()
            if row.state in step.sources and not step.needs_note
        ],
        "may_answer": row.state in ERROR_MOVES["answer"].sources,
        "trail": [
            {"label": _("Errors reported"), "url": reverse("reporting:error_reports")},
            {"label": row.name},
        ],
    }
    status = status_of(request)
    return render(request, "reporting/error_report.html", context, status=status)


@require_POST
def move_error_report(request: HtmxRequest, reference: UUID, name: str) -> HttpResponse:
    """Close or reopen it."""
    row = _find(request, reference)
    if name not in ERROR_MOVES or ERROR_MOVES[name].needs_note:
        raise Http404
    try:
        services.move(actor=request.user, pk=row.pk, name=name)
    except DomainError as error:
        messages.error(request, str(error))
    else:
        messages.success(request, _("Done."))
    return redirect(row)


def _find(request: HtmxRequest, reference: UUID) -> ErrorReport:
    require(is_secretariat(request.user))
    rows = ErrorReport.objects.select_related("settled_by")
    return get_object_or_404(rows, reference=reference)
