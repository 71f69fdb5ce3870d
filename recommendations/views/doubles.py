"""Pairs that may be one or repeat each other, decided one by one; links between cycles by hand."""

from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from nmirf.common.context_processors import NavItem
from nmirf.common.decisions import require
from nmirf.common.errors import DomainError
from nmirf.common.htmx import HtmxRequest
from recommendations import policies
from recommendations.choices import SuggestionKind
from recommendations.forms.clusters import RemovalForm
from recommendations.forms.doubles import RepeatForm
from recommendations.models import Recommendation, Repeat, Suggestion
from recommendations.services import doubles as services

from .telling import tell_led_on


@require_GET
def doubles(request: HtmxRequest) -> HttpResponse:
    require(policies.can_manage_register(request.user))
    chosen = request.GET.get("kind", SuggestionKind.SAME_AS)
    kind = chosen if chosen in SuggestionKind.values else SuggestionKind.SAME_AS
    rows = Suggestion.objects.undecided().of_kind(kind).for_list()
    page = Paginator(rows, per_page=10).get_page(request.GET.get("page"))
    context = {
        "page": page,
        "same": kind == SuggestionKind.SAME_AS,
        "tabs": [
            NavItem(label=str(label), url=f"?kind={value}", current=value == kind)
            for value, label in SuggestionKind.choices
        ],
    }
    return render(request, "recommendations/doubles.html", context)


@require_POST
def refuse(request: HtmxRequest, pk: int) -> HttpResponse:
    require(policies.can_manage_register(request.user))
    row = get_object_or_404(Suggestion, pk=pk)
    try:
        services.refuse_suggestion(pk=pk, actor=request.user)
    except DomainError as error:
        messages.error(request, str(error))
    else:
        messages.success(request, _("Noted: they are different."))
    return _back(request, row)


@require_POST
def accept_repeat(request: HtmxRequest, pk: int) -> HttpResponse:
    require(policies.can_manage_register(request.user))
    row = get_object_or_404(Suggestion, pk=pk)
    try:
        services.accept_as_repeat(pk=pk, actor=request.user)
    except DomainError as error:
        messages.error(request, str(error))
    else:
        messages.success(request, _("Linked: the later one takes up the earlier one."))
    return _back(request, row)


def _back(request: HtmxRequest, row: Suggestion) -> HttpResponse:
    """To the same page of the list, which now begins with the next pair."""
    page = request.GET.get("page", "1")
    query = urlencode({"kind": row.kind, "page": page if page.isdecimal() else "1"})
    return redirect(f"{reverse('recommendations:doubles')}?{query}")


@require_http_methods(["GET", "POST"])
def repeats(request: HtmxRequest, reference: str) -> HttpResponse:
    """What a recommendation takes up and what takes it up, linked and unlinked by hand."""
    records = policies.visible_recommendations(request.user)
    record = get_object_or_404(records, reference=reference)
    require(policies.can_manage_register(request.user))
    form = RepeatForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            services.link_repeat(actor=request.user, **_ends(record, form.cleaned_data))
        except DomainError as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, _("Linked: the later one takes up the earlier one."))
            tell_led_on(request, form)
            return redirect("recommendations:repeats", reference)
    context = {
        "record": record,
        "form": form,
        "earlier": Repeat.objects.filter(later=record).for_list("earlier"),
        "later": Repeat.objects.filter(earlier=record).for_list("later"),
    }
    status = 422 if form.errors else 200
    return render(request, "recommendations/repeats.html", context, status=status)


def _ends(record: Recommendation, facts: dict[str, Any]) -> dict[str, Recommendation]:
    if facts["direction"] == "earlier":
        return {"later": record, "earlier": facts["other"]}
    return {"later": facts["other"], "earlier": record}


@require_http_methods(["GET", "POST"])
def unlink(request: HtmxRequest, pk: int) -> HttpResponse:
    require(policies.can_manage_register(request.user))
    row = get_object_or_404(Repeat.objects.select_related("later", "earlier"), pk=pk)
    form = RemovalForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        reason = form.cleaned_data["reason"]
        services.unlink_repeat(pk=row.pk, actor=request.user, reason=reason)
        messages.success(request, _("The link is taken away."))
        return redirect("recommendations:repeats", row.later.reference)
    context = {
        "title": _("Take the link away"),
        "subject": str(row),
        "consequences": [_("Neither page names the other one afterwards; history keeps the link.")],
        "form": form,
        "act": _("Take it away"),
        "danger": True,
        "cancel_url": reverse("recommendations:repeats", args=[row.later.reference]),
    }
    status = 422 if form.errors else 200
    return render(request, "components/confirm_page.html", context, status=status)
