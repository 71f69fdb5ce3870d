"""Whether the public sees one's name and contact: given and taken back by the person alone."""

from uuid import UUID

from django.contrib import messages
from django.db.models import Q
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from focalpoints import policies
from focalpoints.choices import CONSENT_VERSION, PUBLIC_ROLES
from focalpoints.models import Appointment, ContactConsent
from focalpoints.services import consents as services
from nmirf.common.dates import today
from nmirf.common.decisions import require
from nmirf.common.htmx import HtmxRequest

from .common import appointment_of


@require_GET
def consents(request: HtmxRequest) -> HttpResponse:
    """Each of one's posts that the public directory knows, and whether it names one there."""
    given = ContactConsent.objects.filter(appointment__user=request.user)
    posts = (
        Appointment.objects.in_force(today())
        .filter(
            Q(role__in=PUBLIC_ROLES) | Q(pk__in=given.in_force().values("appointment")),
            user=request.user,
        )
        .select_related("institution")
    )
    in_force = {row.appointment_id: row for row in given if row.withdrawn_at is None}
    context = {
        "rows": [(post, in_force.get(post.pk)) for post in posts],
        "history": given.select_related("appointment__institution"),
    }
    return render(request, "focalpoints/consents.html", context)


@require_http_methods(["GET", "POST"])
def consent(request: HtmxRequest, reference: UUID) -> HttpResponse:
    """Read the text and consent, or take the consent back: `deed` says which."""
    row = appointment_of(request, reference)
    may_consent = policies.can_consent(request.user, row)
    given = ContactConsent.objects.in_force().filter(appointment=row).first()
    require(policies.can_withdraw_consent(request.user, row) if given else may_consent)
    if request.method == "POST":
        if request.POST.get("deed") == "withdraw":
            services.withdraw(actor=request.user, appointment_pk=row.pk)
            messages.success(request, _("Taken back. The public does not see you any more."))
        else:
            services.give(actor=request.user, appointment_pk=row.pk)
            messages.success(request, _("Thank you. The institution’s page names you now."))
        return redirect("focalpoints:consents")
    context = {
        "row": row,
        "given": given,
        "is_current": _is_current(given),
        "may_consent": bool(may_consent),
    }
    return render(request, "focalpoints/consent.html", context)


def _is_current(given: ContactConsent | None) -> bool:
    """Whether the consent is to the text of today."""
    return given is not None and given.version == CONSENT_VERSION
