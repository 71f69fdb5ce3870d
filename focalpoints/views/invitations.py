"""The secretariat's side of invitations: whom it asked, and what became of it."""

from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from focalpoints import policies
from focalpoints.forms.joining import InvitationForm
from focalpoints.models import Invitation
from focalpoints.services import invitations as services
from nmirf.common.decisions import require
from nmirf.common.errors import DomainError
from nmirf.common.htmx import HtmxRequest


@require_GET
def invitations(request: HtmxRequest) -> HttpResponse:
    require(policies.can_appoint(request.user))
    found = Invitation.objects.select_related("institution", "invited_by", "appointment")
    page = Paginator(found, per_page=25).get_page(request.GET.get("page"))
    now = timezone.now()
    context = {"page": page, "rows": [(row, row.state(now)) for row in page]}
    return render(request, "focalpoints/invitations.html", context)


@require_http_methods(["GET", "POST"])
def invite(request: HtmxRequest) -> HttpResponse:
    require(policies.can_appoint(request.user))
    form = InvitationForm(request.POST or None, initial=request.GET.dict())
    if request.method == "POST" and form.is_valid():
        try:
            services.invite(actor=request.user, **form.cleaned_data)
        except DomainError as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, _("Invited. The link is on its way."))
            return redirect("focalpoints:invitations")
    status = 422 if form.is_bound else 200
    return render(request, "focalpoints/invite.html", {"form": form}, status=status)


@require_POST
def resend(request: HtmxRequest, reference: UUID) -> HttpResponse:
    row = _invitation(request, reference)
    try:
        services.resend(actor=request.user, pk=row.pk)
    except DomainError as error:
        messages.error(request, str(error))
    else:
        messages.success(request, _("A new link is on its way; the old one is good no more."))
    return redirect("focalpoints:invitations")


@require_http_methods(["GET", "POST"])
def revoke(request: HtmxRequest, reference: UUID) -> HttpResponse:
    row = _invitation(request, reference)
    if request.method == "POST":
        try:
            services.revoke(actor=request.user, pk=row.pk)
        except DomainError as error:
            messages.error(request, str(error))
        return redirect("focalpoints:invitations")
    context = {
        "title": _("Call this invitation back"),
        "subject": str(row),
        "consequences": [_("Its link stops working at once. You can invite the person again.")],
        "act": _("Call it back"),
        "danger": True,
        "cancel_url": reverse("focalpoints:invitations"),
    }
    return render(request, "components/confirm_page.html", context)


def _invitation(request: HtmxRequest, reference: UUID) -> Invitation:
    require(policies.can_appoint(request.user))
    row: Invitation = get_object_or_404(Invitation, reference=reference)
    return row
