"""Doors to signing: one update, or all that the signatory has read."""

import time
from collections.abc import Callable
from functools import wraps
from typing import Any
from uuid import UUID

from allauth.account.authentication import get_authentication_records
from allauth.account.decorators import reauthentication_required
from allauth.mfa.utils import is_mfa_enabled
from django.conf import settings
from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_http_methods

from activities import policies
from activities.models import ImplementationUpdate
from activities.services import beside, moves, signing
from nmirf.common.decisions import require
from nmirf.common.htmx import HtmxRequest

from .beside import beside_of
from .common import about, carry_out, find_update, movable, revision_sent, text_of
from .queues import place_in

View = Callable[..., HttpResponse]
PAGE_SIZE = 50


def shows_who_they_are(view: View) -> View:
    """Who signs has just shown who they are: with the second factor, where there is one."""

    @wraps(view)
    def shown(request: HtmxRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if is_mfa_enabled(request.user) and not _gave_second_factor(request):
            query = urlencode({"next": request.path})
            return redirect(f"{reverse('mfa_reauthenticate')}?{query}")
        return view(request, *args, **kwargs)

    asked: View = reauthentication_required(shown)
    return asked


@require_http_methods(["GET", "POST"])
def sign(request: HtmxRequest, reference: UUID) -> HttpResponse:
    """The whole text and what a signature does; who may not sign is told so before they prove."""
    return _sign(request, movable(request, reference, "sign"))


@shows_who_they_are
def _sign(request: HtmxRequest, update: ImplementationUpdate) -> HttpResponse:
    if request.method == "POST":
        return carry_out(
            request,
            update,
            lambda: moves.sign(pk=update.pk, actor=request.user, revision=revision_sent(request)),
            _("Signed. The secretariat can publish it now."),
        )
    signing.record_reading(update=update, actor=request.user)
    context = text_of(request, update) | beside_of(request, update)
    return render(request, "activities/sign.html", context)


def _gave_second_factor(request: HtmxRequest) -> bool:
    """Whether the last minutes saw this person's second factor, the password alone being less."""
    limit = time.time() - settings.ACCOUNT_REAUTHENTICATION_TIMEOUT
    records = get_authentication_records(request, request.user)
    return any(record["method"] == "mfa" and record["at"] > limit for record in records)


@require_GET
def sign_queue(request: HtmxRequest) -> HttpResponse:
    """All that waits for a signature, what is read of it, and the text of the one asked for."""
    require(policies.can_sign(request.user))
    queue = policies.updates_to_sign(request.user)
    context: dict[str, Any] = {}
    if "at" in request.GET:
        place = place_in(queue, request.GET["at"])
        context["place"] = place
        if place.at is not None:
            update = find_update(request, place.at)
            signing.record_reading(update=update, actor=request.user)
            context |= text_of(request, update) | beside_of(request, update)
    rows = (
        queue.annotate(is_read=beside.read_by(request.user))
        .select_related("institution")
        .prefetch_related(*about(request.user))
        .order_by("submitted_at", "pk")
    )
    context["page"] = Paginator(rows, PAGE_SIZE).get_page(request.GET.get("page"))
    context["read"] = rows.filter(is_read=True).count()
    return render(request, "activities/sign_queue.html", context)


@require_http_methods(["GET", "POST"])
def sign_read(request: HtmxRequest) -> HttpResponse:
    """Sign all that was read, in one confirmed act."""
    require(policies.can_sign(request.user))
    return _sign_read(request)


@shows_who_they_are
def _sign_read(request: HtmxRequest) -> HttpResponse:
    if request.method == "POST" and (chosen := _chosen(request)):
        outcome = signing.sign_several(chosen=chosen, actor=request.user)
        _tell(request, outcome)
        return redirect("activities:sign_queue")
    rows = (
        policies.updates_to_sign(request.user)
        .filter(beside.read_by(request.user))
        .select_related("institution")
        .order_by("submitted_at", "pk")
    )
    if not rows:
        messages.warning(request, _("You have read none of those that wait as they stand now."))
        return redirect("activities:sign_queue")
    context = {"rows": rows, "nothing_chosen": request.method == "POST"}
    status = 422 if request.method == "POST" else 200
    return render(request, "activities/sign_read.html", context, status=status)


def _chosen(request: HtmxRequest) -> dict[int, int]:
    """By key, the revision that the page showed: what was sent as reference and revision."""
    sent: dict[str, int] = {}
    for mark in request.POST.getlist("chosen"):
        reference, _colon, revision = mark.partition(":")
        if revision.isdecimal() and len(revision) < 10:
            sent[reference] = int(revision)
    rows = policies.visible_updates(request.user).filter(reference__in=_uuids(sent))
    return {
        pk: sent[str(reference)]
        for pk, reference in rows.order_by("submitted_at", "pk").values_list("pk", "reference")
    }


def _uuids(texts: dict[str, int]) -> list[str]:
    found = []
    for text in texts:
        try:
            found.append(str(UUID(text)))
        except ValueError:
            continue
    return found


def _tell(request: HtmxRequest, outcome: signing.Signed) -> None:
    number = len(outcome.signed)
    if number:
        words = ngettext(
            "%(number)s update is signed. The secretariat can publish it now.",
            "%(number)s updates are signed. The secretariat can publish them now.",
            number,
        )
        messages.success(request, words % {"number": number})
    for update, why in outcome.left_out:
        messages.warning(
            request,
            _("Left out: “%(title)s”. %(why)s") % {"title": update, "why": why},
        )
