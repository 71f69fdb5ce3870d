"""A person's own tokens: made, shown once, revoked."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_variables
from django.views.decorators.http import require_http_methods

from accounts.forms import TokenForm
from accounts.models import ApiToken
from accounts.services import tokens as services
from nmirf.common.dates import today
from nmirf.common.deeds import attempt, status_of
from nmirf.common.htmx import HtmxRequest


@require_http_methods(["GET", "POST"])
@never_cache
@sensitive_variables("made", "token")
def tokens(request: HtmxRequest) -> HttpResponse:
    """The list, and a new one: it is in this one answer alone, which nothing keeps."""
    form = TokenForm(request.POST or None)
    made = attempt(request, form, lambda **typed: services.make(actor=request.user, **typed))
    rows = ApiToken.objects.filter(person=request.user)
    context = {
        "form": form if made is None else TokenForm(),
        "made": made and made[0],
        "token": made and made[1],
        "address": request.build_absolute_uri("/api/v1/my/"),
        "in_force": rows.in_force(today()),
        "ended": rows.exclude(pk__in=rows.in_force(today()).values("pk"))[:20],
    }
    status = 200 if made else status_of(request)
    return render(request, "accounts/tokens.html", context, status=status)


@require_http_methods(["GET", "POST"])
def revoke_token(request: HtmxRequest, reference: UUID) -> HttpResponse:
    row = get_object_or_404(ApiToken, reference=reference, person=request.user)
    if request.method == "POST":
        services.revoke(actor=request.user, pk=row.pk)
        messages.success(request, _("Revoked."))
        return redirect("accounts:tokens")
    context = {
        "title": _("Revoke a token"),
        "subject": row.name,
        "consequences": [
            _("Programs that read with it are refused from now on."),
            _("It cannot be taken back; a new token can be made at any time."),
        ],
        "act": _("Revoke it"),
        "danger": True,
        "cancel_url": reverse("accounts:tokens"),
    }
    return render(request, "components/confirm_page.html", context)
