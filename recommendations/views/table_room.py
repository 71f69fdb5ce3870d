"""The projector: one recommendation after another, and what the officers do with it."""

from collections.abc import Callable
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.crypto import salted_hmac
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from focalpoints.models import Institution
from nmirf.common.decisions import require
from nmirf.common.errors import ConflictError, DomainError
from nmirf.common.htmx import HtmxRequest, page_or_partial
from nmirf.common.qr import qr_code
from recommendations import policies
from recommendations.choices import TableState
from recommendations.forms.tables import AbsenteeForm, ParkForm, SettleForm, StepForm
from recommendations.models import ThematicTable
from recommendations.services.tables import running
from recommendations.services.tables.board import read_board, version_of
from recommendations.services.tables.settling import settle


def tag_of(request: HtmxRequest, place: str, reference: UUID, version: int | None) -> str:
    """An entity tag that changes with whatever the page shows.

    `version` is of before the reading: what changes in between is shown by the next question.
    Nobody can guess it: who sends it has been shown this version, and learns nothing more.
    """
    said = f"{place} {reference} {version} {get_language()} {request.user.pk}"
    return f'"{salted_hmac("recommendations.table", said).hexdigest()[:24]}"'


def is_unchanged(request: HtmxRequest, place: str, reference: UUID) -> bool:
    """Whether htmx asks anew for what the page shows already."""
    asked = request.headers.get("If-None-Match") if request.htmx else None
    return bool(asked) and asked == tag_of(request, place, reference, version_of(reference))


def counted_table(request: HtmxRequest, reference: UUID) -> ThematicTable:
    """The table with its counts, meeting and review, else 404."""
    rows = policies.visible_tables(request.user).with_counts().select_related("meeting", "review")
    row: ThematicTable = get_object_or_404(rows, meeting__reference=reference)
    return row


@require_GET
def table(request: HtmxRequest, reference: UUID) -> HttpResponse:
    """The page for the projector; asked by htmx every two seconds: 304 while nothing changed."""
    if is_unchanged(request, "projector", reference):
        return HttpResponse(status=304)
    return _show(request, reference)


def _show(
    request: HtmxRequest, reference: UUID, problem: str = "", status: int = 200
) -> HttpResponse:
    row = counted_table(request, reference)
    may_run = bool(policies.can_run_table(request.user))
    phone = request.build_absolute_uri(reverse("recommendations:table_phone", args=[reference]))
    running_here = may_run and row.state == TableState.RUNNING
    context = {
        "board": read_board(row),
        "table": row,
        "tag": tag_of(request, "projector", reference, row.version),
        "problem": problem,
        "may_run": may_run,
        "phone": phone,
        "code": qr_code(phone),
        "institutions": list(Institution.objects.reporting()) if running_here else [],
    }
    template = page_or_partial(request, "recommendations/table.html", "board")
    response = render(request, template, context, status=status)
    response["Cache-Control"] = "no-store, private"
    return response


def _do(request: HtmxRequest, reference: UUID, deed: Callable[[], object]) -> HttpResponse:
    """Do it and show the table anew; what stands in the way is said on the page."""
    problem, status = "", 200
    try:
        deed()
    except ConflictError as error:
        problem, status = str(error), 409
    except DomainError as error:
        problem, status = str(error), 422
    if request.htmx:
        return _show(request, reference, problem=problem, status=status)
    if problem:
        messages.error(request, problem)
    return redirect("recommendations:table", reference)


@require_POST
def step(request: HtmxRequest, reference: UUID) -> HttpResponse:
    _officer(request, reference)
    form = StepForm(request.POST)

    def deed() -> None:
        facts = _valid(form)
        running.step(
            actor=request.user, reference=reference, shown=facts["shown"] or None, to=facts["to"]
        )

    return _do(request, reference, deed)


@require_POST
def settle_item(request: HtmxRequest, reference: UUID, item: int) -> HttpResponse:
    _officer(request, reference)
    form = SettleForm(request.POST)
    return _do(
        request,
        reference,
        lambda: settle(actor=request.user, reference=reference, item=item, **_valid(form)),
    )


@require_POST
def park_item(request: HtmxRequest, reference: UUID, item: int) -> HttpResponse:
    _officer(request, reference)
    form = ParkForm(request.POST)
    return _do(
        request,
        reference,
        lambda: running.park(actor=request.user, reference=reference, item=item, **_valid(form)),
    )


@require_POST
def name_absentee(request: HtmxRequest, reference: UUID, item: int) -> HttpResponse:
    _officer(request, reference)
    form = AbsenteeForm(request.POST)
    return _do(
        request,
        reference,
        lambda: running.name_absentee(
            actor=request.user, reference=reference, item=item, **_valid(form)
        ),
    )


def _officer(request: HtmxRequest, reference: UUID) -> ThematicTable:
    """403 to those who see the table and do not run it, 404 to others."""
    row: ThematicTable = get_object_or_404(
        policies.visible_tables(request.user), meeting__reference=reference
    )
    require(policies.can_run_table(request.user))
    return row


def _valid(form: StepForm | SettleForm | ParkForm | AbsenteeForm) -> dict:
    """What the form holds; raises DomainError with what is wrong."""
    if not form.is_valid():
        wrong = [str(error) for errors in form.errors.values() for error in errors]
        raise DomainError(" ".join(wrong) or _("Something is missing."))
    return form.cleaned_data
