"""Organisations that ask to take part, before the secretariat."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from focalpoints import policies
from focalpoints.forms.joining import ApprovalForm, DeclineForm
from focalpoints.models import Registration
from focalpoints.services import registrations as services
from nmirf.common.decisions import require
from nmirf.common.errors import DomainError
from nmirf.common.htmx import HtmxRequest


@require_GET
def registrations(request: HtmxRequest) -> HttpResponse:
    """Those that wait for an answer, then those that have one."""
    require(policies.is_secretariat(request.user))
    answered = Registration.objects.confirmed().exclude(pk__in=Registration.objects.pending())
    context = {
        "pending": Registration.objects.pending().order_by("confirmed_at", "pk"),
        "page": Paginator(
            answered.select_related("institution", "decided_by").order_by("-decided_at", "-pk"),
            per_page=25,
        ).get_page(request.GET.get("page")),
    }
    return render(request, "focalpoints/registrations.html", context)


@require_GET
def registration(request: HtmxRequest, reference: UUID) -> HttpResponse:
    return _page(request, _registration(request, reference))


@require_POST
def approve(request: HtmxRequest, reference: UUID) -> HttpResponse:
    row = _registration(request, reference)
    form = ApprovalForm(request.POST, row=row)
    if form.is_valid():
        try:
            done = services.approve(actor=request.user, pk=row.pk, **form.cleaned_data)
        except DomainError as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, _("Approved. The invitation is on its way."))
            return redirect(done)
    return _page(request, row, approval=form, status=422)


@require_POST
def decline(request: HtmxRequest, reference: UUID) -> HttpResponse:
    row = _registration(request, reference)
    form = DeclineForm(request.POST)
    if form.is_valid():
        try:
            done = services.decline(actor=request.user, pk=row.pk, **form.cleaned_data)
        except DomainError as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, _("Declined. The reason is on its way."))
            return redirect(done)
    return _page(request, row, refusal=form, status=422)


def _registration(request: HtmxRequest, reference: UUID) -> Registration:
    """One whose address is confirmed; before that there is nothing to see."""
    require(policies.is_secretariat(request.user))
    rows = Registration.objects.confirmed().select_related("institution", "decided_by")
    row: Registration = get_object_or_404(rows, reference=reference)
    return row


def _page(
    request: HtmxRequest,
    row: Registration,
    approval: ApprovalForm | None = None,
    refusal: DeclineForm | None = None,
    status: int = 200,
) -> HttpResponse:
    alike = services.alike(row)
    first = next((found.pk for found in alike if found.kind == row.kind), None)
    context: dict[str, Any] = {
        "row": row,
        "interests": services.interests_of(row),
        "alike": alike,
        "approval": approval or ApprovalForm(row=row, initial={"institution": first}),
        "refusal": refusal or DeclineForm(),
        "facts": [
            {"label": _("Kind"), "value": row.get_kind_display()},
            {"label": _("Acronym"), "value": row.acronym},
            {"label": _("Where it works"), "value": row.territory},
            {"label": _("Website"), "value": row.website, "url": row.website},
            {"label": _("Who will represent it"), "value": row.full_name},
            {"label": _("E-mail address"), "value": row.email, "url": f"mailto:{row.email}"},
            {"label": _("Address confirmed"), "value": row.confirmed_at},
        ],
    }
    return render(request, "focalpoints/registration.html", context, status=status)
