"""What is kept of the person who asks, and what that person can have done about it."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from accounts.choices import DataRequestKind
from accounts.forms import CorrectionForm, ErasureForm
from accounts.models import DataRequest
from accounts.services import data_requests as services
from accounts.services import personal
from nmirf.common.errors import DomainError
from nmirf.common.htmx import HtmxRequest


@require_GET
@never_cache
def personal_data(request: HtmxRequest) -> HttpResponse:
    return _page(request, CorrectionForm())


def _page(request: HtmxRequest, form: CorrectionForm, status: int = 200) -> HttpResponse:
    user, parts = request.user, personal.parts_of(request.user)
    context = {
        "parts": [part for part in parts if part.rows],
        "empty": [part.heading for part in parts if not part.rows],
        "requests": DataRequest.objects.filter(person=user),
        "form": form,
    }
    return render(request, "accounts/personal_data.html", context, status=status)


@require_GET
@never_cache
def personal_data_file(request: HtmxRequest) -> HttpResponse:
    """The same as JSON, for another program to read."""
    answer = JsonResponse(
        personal.as_data(request.user), json_dumps_params={"indent": 2, "ensure_ascii": False}
    )
    answer["Content-Disposition"] = 'attachment; filename="personal-data.json"'
    return answer


@require_POST
def ask_correction(request: HtmxRequest) -> HttpResponse:
    form = CorrectionForm(request.POST)
    if not form.is_valid():
        return _page(request, form, 422)
    try:
        services.ask(actor=request.user, kind=DataRequestKind.CORRECTION, **form.cleaned_data)
    except DomainError as error:
        form.add_error(None, str(error))
        return _page(request, form, 422)
    messages.success(request, _("Sent. You hear of the answer in your inbox."))
    return redirect("accounts:personal_data")


@require_http_methods(["GET", "POST"])
def ask_erasure(request: HtmxRequest) -> HttpResponse:
    reasons = personal.hindrances(request.user)
    if reasons:
        return render(request, "accounts/erasure_hindered.html", {"reasons": reasons}, status=409)
    form = ErasureForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            services.ask(actor=request.user, kind=DataRequestKind.ERASURE, **form.cleaned_data)
        except DomainError as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, _("Sent. You can take it back until it is carried out."))
            return redirect("accounts:personal_data")
    context = {
        "title": _("Ask to be erased"),
        "consequences": [
            _("Once the secretariat or an administrator agrees, your account is closed for good."),
            _(
                "Your name, your addresses, your second factor, your messages and your settings "
                "are deleted, in the history too."
            ),
            _(
                "What you wrote, signed or decided in office stays as the official record, under "
                "the name of your post. The name under a published signature stays."
            ),
        ],
        "form": form,
        "act": _("Ask for erasure"),
        "danger": True,
        "cancel_url": reverse("accounts:personal_data"),
    }
    status = 422 if form.is_bound else 200
    return render(request, "components/confirm_page.html", context, status=status)


@require_POST
def withdraw_request(request: HtmxRequest, reference: UUID) -> HttpResponse:
    row = get_object_or_404(DataRequest, reference=reference, person=request.user)
    try:
        services.withdraw(actor=request.user, pk=row.pk)
    except DomainError as error:
        messages.error(request, str(error))
    else:
        messages.success(request, _("Taken back."))
    return redirect("accounts:personal_data")
