"""The State's word on a recommendation: position, response; and by when a follow-up is due."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from nmirf.common.decisions import require
from nmirf.common.errors import ConflictError, DomainError
from nmirf.common.htmx import HtmxRequest
from nmirf.common.numbers import MOST_KEY, whole
from recommendations import policies
from recommendations.forms.register import (
    FollowUpForm,
    PositionCorrectionForm,
    PositionForm,
    ResponseForm,
)
from recommendations.models import PositionChange, Recommendation
from recommendations.services import answers as services


@require_http_methods(["GET", "POST"])
def set_position(request: HtmxRequest, reference: str) -> HttpResponse:
    """A new entry of the history; with `?corrects=` one that takes the place of a wrong entry."""
    record = _record(request, reference)
    wrong = _wrong(record, request.GET.get("corrects", ""))
    form = _position_form(request, record, wrong)
    if request.method == "POST" and form.is_valid():
        try:
            services.set_position(
                pk=record.pk,
                actor=request.user,
                corrects=wrong.pk if wrong else None,
                **form.cleaned_data,
            )
        except DomainError as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, _("The position is recorded."))
            return redirect(record)
    present = _("The latest by its date is the present position; earlier ones stay on record.")
    corrected = _("The wrong entry stays on record, marked as corrected, with your reason.")
    context = {
        "title": _("Correct a position") if wrong else _("Record the position of the State"),
        "consequences": [corrected, present] if wrong else [present],
        "act": _("Record the correction") if wrong else _("Record the position"),
    }
    return _confirm(request, record, form, context)


def _wrong(record: Recommendation, key: str) -> PositionChange | None:
    if not key:
        return None
    entries = record.positions.all()
    return get_object_or_404(entries, pk=whole(key, 1, MOST_KEY))


def _position_form(
    request: HtmxRequest, record: Recommendation, wrong: PositionChange | None
) -> PositionForm:
    if wrong is None:
        return PositionForm(request.POST or None, initial={"position": record.position})
    before = {"position": wrong.position, "source": wrong.source, "taken_on": wrong.taken_on}
    return PositionCorrectionForm(request.POST or None, initial=before)


@require_http_methods(["GET", "POST"])
def response(request: HtmxRequest, reference: str) -> HttpResponse:
    """What the State says in its own words; of two people the second sees both."""
    record = _record(request, reference)
    seen = request.POST.get("seen") or services.fingerprint(record)
    form = ResponseForm(
        request.POST or None,
        initial={"response": record.response, "source": record.response_source},
    )
    context: dict[str, Any] = {"record": record, "form": form}
    if request.method == "POST" and form.is_valid():
        try:
            services.record_response(
                pk=record.pk, seen=seen, actor=request.user, **form.cleaned_data
            )
        except ConflictError as error:
            form.add_error(None, str(error))
            seen = services.fingerprint(record)
            both = {"theirs": record.response, "mine": form.cleaned_data["response"]}
            context["both"] = both | {"who": _("Someone else"), "at": record.updated_at}
        except DomainError as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, _("The response is recorded."))
            return redirect(record)
    status = 422 if form.errors else 200
    context["seen"] = seen
    return render(request, "recommendations/response.html", context, status=status)


@require_http_methods(["GET", "POST"])
def follow_up(request: HtmxRequest, reference: str) -> HttpResponse:
    record = _record(request, reference)
    before = {"due_on": record.follow_up_due_on, "source": record.follow_up_source}
    form = FollowUpForm(request.POST or None, initial=before)
    if request.method == "POST" and form.is_valid():
        try:
            services.set_follow_up(pk=record.pk, actor=request.user, **form.cleaned_data)
        except DomainError as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, _("The follow-up date is saved."))
            return redirect(record)
    context = {
        "title": _("Set the follow-up date"),
        "consequences": [
            _("Everyone sees by when the mechanism wants information, and where it says so."),
            _("Without a day the recommendation leaves the list of follow-up."),
        ],
        "act": _("Save"),
    }
    return _confirm(request, record, form, context)


def _record(request: HtmxRequest, reference: str) -> Recommendation:
    records = policies.visible_recommendations(request.user)
    record: Recommendation = get_object_or_404(records, reference=reference)
    require(policies.can_manage_register(request.user))
    return record


def _confirm(
    request: HtmxRequest, record: Recommendation, form: Any, context: dict[str, Any]
) -> HttpResponse:
    context |= {"subject": str(record), "form": form, "cancel_url": record.get_absolute_url()}
    status = 422 if form.errors else 200
    return render(request, "components/confirm_page.html", context, status=status)
