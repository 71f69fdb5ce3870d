"""Doors to values: enter one, revise one, call one final, withdraw one."""

from functools import partial
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from activities import policies
from activities.forms.indicators import ReasonForm, RevisionForm, SaidForm, ValueForm
from activities.forms.value_evidence import RestsForm
from activities.labels import GroupNames
from activities.models import Indicator, IndicatorValue
from activities.services import value_evidence
from activities.services import values as services
from activities.showing import Shown, earlier_of, series_of, with_symbol
from nmirf.common.decisions import require
from nmirf.common.deeds import attempt, status_of
from nmirf.common.errors import ConflictError, DomainError
from nmirf.common.htmx import HtmxRequest

from .indicators import find_indicator, indicator_trail


@require_http_methods(["GET", "POST"])
def value_new(request: HtmxRequest, slug: str) -> HttpResponse:
    """A value of a period and group; where there is one already, it is offered as a revision."""
    row = find_indicator(request, slug)
    require(policies.can_enter_value(request.user, row))
    form = ValueForm(request.POST or None, request.FILES or None, initial=request.GET.dict())
    there: Shown | None = None
    if request.method == "POST" and form.is_valid():
        try:
            _record(request, row, form)
        except ConflictError as error:
            there = _as_shown(row, error.theirs)
        except DomainError as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, _("The value is entered."))
            return redirect("activities:indicator", row.slug)
    status = 409 if there else status_of(request)
    return _page(request, row, form, _("Enter a value"), there, status)


def _record(request: HtmxRequest, row: Indicator, form: ValueForm) -> IndicatorValue:
    return services.record_value(
        indicator=row.pk,
        actor=request.user,
        period=form.cleaned_data["period"].code,
        breakdown=form.breakdown(),
        said=form.said(),
        rests=form.rests(),
        is_revision="revise" in request.POST,
    )


def _as_shown(row: Indicator, value: Any) -> Shown:
    """The value that is there as it may be shown."""
    return next(one for one in series_of(row) if one.row.pk == value.pk)


@require_http_methods(["GET", "POST"])
def value_revise(request: HtmxRequest, slug: str, pk: int) -> HttpResponse:
    row, value = _find(request, slug, pk)
    form = RevisionForm(
        request.POST or None,
        request.FILES or None,
        initial=RevisionForm.initial_of(value),
        has_document=value.document_id is not None,
    )

    def revise(**_typed: Any) -> IndicatorValue:
        return services.revise_value(
            pk=value.pk, actor=request.user, said=form.said(), rests=form.rests()
        )

    if attempt(request, form, revise) is not None:
        messages.success(request, _("The value is revised; the earlier one is kept."))
        return redirect("activities:indicator", row.slug)
    there = _as_shown(row, value) if value.is_current else None
    return _page(request, row, form, _("Revise a value"), there, status_of(request))


@require_http_methods(["GET", "POST"])
def value_document(request: HtmxRequest, slug: str, pk: int) -> HttpResponse:
    """The document of a value that is there: attach, replace, take off."""
    row, value = _find(request, slug, pk)
    form = RestsForm(request.POST or None, request.FILES or None)
    if value.document is None:
        del form.fields["keeps"]

    def deed(**_typed: Any) -> IndicatorValue:
        return value_evidence.set_document(pk=pk, actor=request.user, rests=form.rests())

    if attempt(request, form, deed) is not None:
        messages.success(request, _("Saved."))
        return redirect("activities:indicator", row.slug)
    title = _("Document of a value")
    context = {
        "form": form,
        "title": title,
        "lede": _subject(row, value.period, value.breakdown_key),
        "act": _("Save"),
        "cancel_url": reverse("activities:indicator", args=[row.slug]),
        "trail": indicator_trail(row, title),
    }
    return render(request, "components/form_page.html", context, status=status_of(request))


@require_http_methods(["GET", "POST"])
def value_final(request: HtmxRequest, slug: str, pk: int) -> HttpResponse:
    row, value = _find(request, slug, pk)
    if request.method == "POST":
        try:
            services.finalise_value(pk=value.pk, actor=request.user)
        except DomainError as error:
            messages.error(request, str(error))
        else:
            messages.success(request, _("The value is final."))
        return redirect("activities:indicator", row.slug)
    context = {
        "title": _("Call the value final"),
        "subject": _subject(row, value.period, value.breakdown_key),
        "consequences": [_("It is no longer marked as provisional. It can still be revised.")],
        "act": _("Call final"),
        "cancel_url": reverse("activities:indicator", args=[row.slug]),
        "trail": indicator_trail(row, _("Call the value final")),
    }
    return render(request, "components/confirm_page.html", context)


@require_http_methods(["GET", "POST"])
def value_withdraw(request: HtmxRequest, slug: str, pk: int) -> HttpResponse:
    """Take back a value that should not be there, as one of a period that was mistyped."""
    row, value = _find(request, slug, pk)
    try:
        services.check_current(value)
    except DomainError as error:
        messages.error(request, str(error))
        return redirect("activities:indicator", row.slug)
    form = ReasonForm(request.POST or None)
    withdraw = partial(services.withdraw_value, pk=value.pk, actor=request.user)
    if attempt(request, form, withdraw) is not None:
        messages.success(request, _("The value is withdrawn."))
        return redirect("activities:indicator", row.slug)
    title = _("Withdraw the value")
    context = {
        "title": title,
        "subject": _subject(row, value.period, value.breakdown_key),
        "consequences": _what_is_left(row, value),
        "act": _("Withdraw"),
        "danger": True,
        "form": form,
        "cancel_url": reverse("activities:indicator", args=[row.slug]),
        "trail": indicator_trail(row, title),
    }
    return render(request, "components/confirm_page.html", context, status=status_of(request))


def _what_is_left(row: Indicator, value: IndicatorValue) -> list[str]:
    """What is shown once this value is withdrawn."""
    kept = _("It is marked as withdrawn, with your reason. A value can be entered anew.")
    rows = earlier_of(row, series_of(row)).get(value.pk, [])
    before = next((one for one in rows if one.row.pk == value.revises_id), None)
    if before is None:
        return [_("Nothing is shown for this period and group any more."), kept]
    return [
        _(
            "What was said before is shown again: %(value)s. Withdraw it too if it should not be there."
        )
        % {"value": _there_text(row, before)},
        kept,
    ]


def _find(request: HtmxRequest, slug: str, pk: int) -> tuple[Indicator, IndicatorValue]:
    row = find_indicator(request, slug)
    require(policies.can_enter_value(request.user, row))
    value: IndicatorValue = get_object_or_404(row.values.all(), pk=pk)
    return row, value


def _subject(row: Indicator, period: str, key: str) -> str:
    return f"{row.label}, {period}, {GroupNames.read().of(key)}"


def _page(
    request: HtmxRequest,
    row: Indicator,
    form: SaidForm,
    title: str,
    there: Shown | None,
    status: int,
) -> HttpResponse:
    context = {
        "row": row,
        "form": form,
        "title": title,
        "there": there,
        "there_text": _there_text(row, there),
        "subject": there and _subject(row, there.row.period, there.key),
        "is_conflict": status == 409,
        "cancel_url": reverse("activities:indicator", args=[row.slug]),
        "trail": indicator_trail(row, title),
    }
    return render(request, "activities/value_form.html", context, status=status)


def _there_text(row: Indicator, there: Shown | None) -> str:
    if there is None:
        return ""
    return there.text if there.why else with_symbol(there.text, row.unit)
