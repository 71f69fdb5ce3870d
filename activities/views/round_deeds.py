"""Doors to what the secretariat does with a round: prepare, change, open, extend, close."""

import datetime as dt
from collections.abc import Callable
from functools import partial
from typing import Any
from uuid import UUID, uuid4

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.dateparse import parse_datetime
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods

from activities import asking, policies
from activities.choices import RoundKind, RoundState
from activities.forms.rounds import (
    ExtendForm,
    RoundForm,
    UpdatesRoundForm,
    ValuesRoundForm,
    initial_of,
)
from activities.models import CollectionRound
from activities.owed import standing_of
from activities.services import round_work
from activities.services import rounds as services
from nmirf.common.dates import ONE_DAY, add_months, today
from nmirf.common.decisions import require
from nmirf.common.deeds import attempt, status_of
from nmirf.common.errors import DomainError
from nmirf.common.htmx import HtmxRequest
from recommendations.basket import Basket

from .rounds import find_round


@require_http_methods(["GET", "POST"])
def round_new(request: HtmxRequest) -> HttpResponse:
    """Prepare a round: ?kind=values, or of updates; of what was chosen in the register if anything."""
    require(policies.can_run_rounds(request.user))
    kind = RoundKind.VALUES if request.GET.get("kind") == RoundKind.VALUES else RoundKind.UPDATES
    form = _form(request, kind, _half_year(kind), sorted(Basket(request.session).keys))
    token = _token(request)
    deed = partial(services.make_round, reference=token, actor=request.user)
    row = attempt(request, form, lambda **typed: deed(content=form.content))
    if row is not None:
        messages.success(request, _("The round is prepared. Nobody is asked before you open it."))
        return redirect(row)
    title = _("New round of values") if kind == RoundKind.VALUES else _("New round of updates")
    return _page(request, form, title, [("token", token)])


@require_http_methods(["GET", "POST"])
def round_edit(request: HtmxRequest, reference: UUID) -> HttpResponse:
    row = _run(request, reference)
    if row.state != RoundState.DRAFT:
        messages.warning(request, _("This round has been opened: it can be extended or closed."))
        return redirect(row)
    form = _form(
        request, RoundKind(row.kind), initial_of(row), row.choice.get("recommendations", [])
    )
    seen = request.POST.get("seen") or row.updated_at.isoformat()
    deed = partial(services.change_round, pk=row.pk, actor=request.user, seen=_moment(seen))
    if attempt(request, form, lambda **typed: deed(content=form.content)) is not None:
        messages.success(request, _("The round is changed."))
        return redirect(row)
    return _page(request, form, _("Change the round"), [("seen", seen)], row)


@require_http_methods(["GET", "POST"])
def round_open(request: HtmxRequest, reference: UUID) -> HttpResponse:
    """Ask everybody: on a page that says how many will owe what."""
    row = _run(request, reference)
    deed = partial(
        round_work.begin_opening,
        pk=row.pk,
        actor=request.user,
        seen=_moment(request.POST.get("seen")),
    )
    if request.method == "POST":
        return _done(request, row, deed, _("The round is open; everybody who is asked is told."))
    found = asking.preview(row)
    number = len(found.wanted)
    institutions = len({item.institution for item in found.wanted})
    words = ngettext(
        "%(number)d answer is asked of %(institutions)d institutions by %(day)s.",
        "%(number)d answers are asked of %(institutions)d institutions by %(day)s.",
        number,
    )
    return _confirm(
        request,
        row,
        {
            "title": _("Open the round"),
            "consequences": [
                words
                % {
                    "number": number,
                    "institutions": institutions,
                    "day": date_format(row.due_on, "DATE_FORMAT"),
                },
                _(
                    "Their focal points and deputies are told at once, and reminded until they answer."
                ),
                _("What is asked for cannot be changed afterwards; the time can be extended."),
            ],
            "act": _("Open the round"),
            "hidden": [("seen", row.updated_at.isoformat())],
        },
    )


@require_http_methods(["GET", "POST"])
def round_extend(request: HtmxRequest, reference: UUID) -> HttpResponse:
    row = _run(request, reference)
    form = ExtendForm(request.POST or None, initial={"due_on": add_months(row.due_on, 1)})
    deed = partial(services.extend_round, pk=row.pk, actor=request.user)
    if attempt(request, form, deed) is not None:
        messages.success(request, _("The round is extended; who still owes something is told."))
        return redirect(row)
    return _confirm(
        request,
        row,
        {
            "title": _("Extend the round"),
            "consequences": [
                _("Answers were wanted by %(day)s. Who has not answered is told of the new day.")
                % {"day": date_format(row.due_on, "DATE_FORMAT")}
            ],
            "act": _("Extend"),
            "form": form,
        },
    )


@require_http_methods(["GET", "POST"])
def round_close(request: HtmxRequest, reference: UUID) -> HttpResponse:
    row = _run(request, reference)
    if request.method == "POST":
        deed = partial(round_work.begin_closing, pk=row.pk, actor=request.user)
        return _done(request, row, deed, _("The round is closed."))
    left = standing_of(row).total.due
    return _confirm(
        request,
        row,
        {
            "title": _("Close the round"),
            "consequences": [
                ngettext(
                    "%(number)d item is not answered; it stays recorded as not answered.",
                    "%(number)d items are not answered; they stay recorded as not answered.",
                    left,
                )
                % {"number": left},
                _("Nobody is reminded any more, and a closed round is not opened again."),
            ],
            "act": _("Close the round"),
        },
    )


@require_http_methods(["GET", "POST"])
def round_discard(request: HtmxRequest, reference: UUID) -> HttpResponse:
    row = _run(request, reference)
    if request.method == "POST":
        try:
            services.discard_round(pk=row.pk, actor=request.user)
        except DomainError as error:
            messages.warning(request, str(error))
            return redirect(row)
        messages.success(request, _("The round was thrown away."))
        return redirect("activities:rounds")
    return _confirm(
        request,
        row,
        {
            "title": _("Throw this round away"),
            "consequences": [_("Nobody was asked in it. History keeps that it was prepared.")],
            "act": _("Throw away"),
            "danger": True,
        },
    )


def _run(request: HtmxRequest, reference: UUID) -> CollectionRound:
    row = find_round(request, reference)
    require(policies.can_run_rounds(request.user))
    return row


def _done(
    request: HtmxRequest, row: CollectionRound, deed: Callable[[], bool], words: str
) -> HttpResponse:
    later = _("It is being done; you get a message when it is ready.")
    try:
        is_done = deed()
    except DomainError as error:
        messages.warning(request, str(error))
    else:
        messages.success(request, words if is_done else later)
    return redirect(row)


def _form(
    request: HtmxRequest, kind: RoundKind, initial: dict[str, Any], picked: list[int]
) -> RoundForm:
    typed = request.POST if request.method == "POST" else None
    if kind == RoundKind.VALUES:
        return ValuesRoundForm(typed, initial=initial)
    return UpdatesRoundForm(typed, initial=initial, picked=picked)


def _half_year(kind: RoundKind) -> dict[str, Any]:
    """What a round is most often about: the last half-year that is over, or year of values."""
    months = 12 if kind == RoundKind.VALUES else 6
    last = asking.last_end(months, today() - ONE_DAY)
    first = add_months(last + ONE_DAY, -months)
    names = {"first": date_format(first, "F Y"), "last": date_format(last, "F Y")}
    words = (
        _("Values, %(first)s to %(last)s") if months == 12 else _("Updates, %(first)s to %(last)s")
    )
    return {
        "title": words % names,
        "period_from": first,
        "period_to": last,
        "due_on": add_months(today(), 1),
    }


def _page(
    request: HtmxRequest,
    form: RoundForm,
    title: str,
    hidden: list[tuple[str, Any]],
    row: CollectionRound | None = None,
) -> HttpResponse:
    context = {"form": form, "title": title, "hidden": hidden, "round": row}
    return render(request, "activities/round_form.html", context, status=status_of(request))


def _confirm(request: HtmxRequest, row: CollectionRound, words: dict[str, Any]) -> HttpResponse:
    context = {"subject": row.title, "cancel_url": row.get_absolute_url()}
    return render(
        request, "components/confirm_page.html", context | words, status=status_of(request)
    )


def _token(request: HtmxRequest) -> UUID:
    try:
        return UUID(request.POST.get("token", ""))
    except ValueError:
        return uuid4()


def _moment(text: str | None) -> dt.datetime | None:
    """When the shown row was changed last; None where the form does not say."""
    try:
        return parse_datetime((text or "").replace(" ", "+"))
    except ValueError:
        return None
