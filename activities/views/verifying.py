"""Doors to verification: one update, or all that wait, one after another."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import BadRequest
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from activities import policies
from activities.forms.updates import VerificationForm
from activities.models import ImplementationUpdate
from activities.services import moves, signing
from nmirf.common.decisions import require
from nmirf.common.errors import ConflictError, DomainError
from nmirf.common.htmx import HtmxRequest
from nmirf.common.workflow import WorkflowError

from .beside import beside_of
from .common import find_update, movable, revision_sent, text_of
from .queues import go_to, opened_by_others, place_in


@require_http_methods(["GET", "POST"])
def verify(request: HtmxRequest, reference: UUID) -> HttpResponse:
    """The text beside the last published one, the four criteria, and both ways on."""
    update = movable(request, reference, "verify")
    form = VerificationForm(request.POST or None)
    status = 200
    if request.method == "POST" and form.is_valid():
        try:
            _judge(request, update, form)
        except DomainError as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, _done(form))
            return redirect("activities:updates")
    if request.method == "POST":
        status = 422
    signing.record_reading(update=update, actor=request.user)
    context = text_of(request, update) | {"form": form} | beside_of(request, update)
    return render(request, "activities/verify.html", context, status=status)


@require_http_methods(["GET", "POST"])
def verify_queue(request: HtmxRequest) -> HttpResponse:
    """All that waits, one after another, with keys; what was done leads to the next."""
    require(policies.can_verify(request.user))
    if request.method == "POST":
        return _judge_in_queue(request)
    return _queue_page(request, request.GET.get("at"), VerificationForm())


def _judge_in_queue(request: HtmxRequest) -> HttpResponse:
    update = movable(request, _named(request), "verify")
    form, after = VerificationForm(request.POST), request.POST.get("after", "")
    if not form.is_valid():
        return _queue_page(request, str(update.reference), form, status=422)
    try:
        _judge(request, update, form)
    except WorkflowError as error:
        # Somebody else has judged it: what was typed is shown above the next one.
        taken = {"update": update, "why": str(error), "note": form.cleaned_data["note"]}
        taken["step"] = update.steps.select_related("actor").order_by("pk").last()
        return _queue_page(request, after, VerificationForm(), status=409, taken=taken)
    except ConflictError as error:
        form.add_error(None, str(error))
        return _queue_page(request, str(update.reference), form, status=409)
    except DomainError as error:
        form.add_error(None, str(error))
        return _queue_page(request, str(update.reference), form, status=422)
    messages.success(request, f"{update}: {_done(form)}")
    return go_to("activities:verify_queue", after)


def _named(request: HtmxRequest) -> UUID:
    try:
        return UUID(request.POST.get("update", ""))
    except ValueError as error:
        raise BadRequest(_("The form names no update.")) from error


def _queue_page(
    request: HtmxRequest,
    asked: str | None,
    form: VerificationForm,
    *,
    status: int = 200,
    **more: Any,
) -> HttpResponse:
    place = place_in(policies.updates_to_verify(request.user), asked)
    context: dict[str, Any] = {"place": place, "form": form} | more
    if place.at is not None:
        update = find_update(request, place.at)
        context |= text_of(request, update) | beside_of(request, update)
        context["opened"] = opened_by_others(update, request.user)
        signing.record_reading(update=update, actor=request.user)
    return render(request, "activities/verify_queue.html", context, status=status)


def _done(form: VerificationForm) -> str:
    if form.is_return:
        return _("Returned to the institution.")
    return _("Verified: it waits for the signature of the institution's authority.")


def _judge(request: HtmxRequest, update: ImplementationUpdate, form: VerificationForm) -> None:
    note, revision = form.cleaned_data["note"], revision_sent(request)
    if form.is_return:
        moves.return_update(
            pk=update.pk, actor=request.user, failed=form.failed, note=note, revision=revision
        )
    else:
        moves.verify(
            pk=update.pk,
            actor=request.user,
            met=form.cleaned_data["met"],
            note=note,
            revision=revision,
        )
