"""Doors to one item of a round: nothing new, excused, owed again."""

from functools import partial
from uuid import UUID, uuid4

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from activities import policies
from activities.due_pages import code_of
from activities.forms.rounds import ExcuseForm
from activities.models import RoundItem
from activities.services import dues as services
from activities.services.writing import OpenUpdateError
from nmirf.common.decisions import require
from nmirf.common.deeds import attempt, status_of
from nmirf.common.errors import DomainError
from nmirf.common.htmx import HtmxRequest

from .rounds import find_due


@require_http_methods(["GET", "POST"])
def nothing_new(request: HtmxRequest, reference: UUID) -> HttpResponse:
    """One confirmation, and the item is answered."""
    item = find_due(request, reference)
    require(policies.can_answer_due(request.user, item))
    if request.method == "POST":
        return _say_nothing_new(request, item)
    if item.indicator:
        title, act = _("No new value"), _("Say that no new value exists")
        consequences = [
            _("The secretariat is told that no value exists for this period yet."),
            _("If one comes while the round is open, enter it: it answers in place of this."),
        ]
    else:
        title, act = _("Nothing new to report"), _("Submit: nothing new")
        consequences = [
            _("The secretariat is told that nothing has changed in the period of the round."),
            _("It is verified, signed and published like any other update."),
        ]
    context = {
        "title": title,
        "subject": _named(item),
        "consequences": consequences,
        "act": act,
        "cancel_url": item.round.get_absolute_url(),
        "hidden": [("token", uuid4())],
    }
    return render(request, "components/confirm_page.html", context)


def _say_nothing_new(request: HtmxRequest, item: RoundItem) -> HttpResponse:
    try:
        token = UUID(request.POST.get("token", ""))
    except ValueError:
        token = uuid4()
    try:
        services.say_nothing_new(pk=item.pk, reference=token, actor=request.user)
    except OpenUpdateError as error:
        messages.warning(request, str(error))
        return redirect(error.update)
    except DomainError as error:
        messages.warning(request, str(error))
    else:
        messages.success(
            request, _("Noted: no new value.") if item.indicator else _("Submitted: nothing new.")
        )
    return redirect(item.round)


@require_http_methods(["GET", "POST"])
def excuse(request: HtmxRequest, reference: UUID) -> HttpResponse:
    """Take the duty off the institution, with the reason."""
    item = find_due(request, reference)
    require(policies.can_excuse(request.user, item))
    form = ExcuseForm(request.POST or None)
    deed = partial(services.excuse, pk=item.pk, actor=request.user)
    if attempt(request, form, deed) is not None:
        messages.success(request, _("The institution is excused."))
        return redirect(item.round)
    context = {
        "title": _("Excuse the institution"),
        "subject": _named(item),
        "consequences": [
            _("%(institution)s does not owe this answer any more and is not reminded.")
            % {"institution": item.institution.label},
            _("If it answers all the same, the answer counts."),
        ],
        "act": _("Excuse"),
        "form": form,
        "cancel_url": item.round.get_absolute_url(),
    }
    return render(request, "components/confirm_page.html", context, status=status_of(request))


@require_POST
def owe_again(request: HtmxRequest, reference: UUID) -> HttpResponse:
    """Take back that it is excused, or that no new value exists."""
    item = find_due(request, reference)
    require(policies.can_owe_again(request.user, item))
    try:
        services.owe_again(pk=item.pk, actor=request.user)
    except DomainError as error:
        messages.warning(request, str(error))
    else:
        messages.success(request, _("It is owed again."))
    return redirect(item.round)


def _named(item: RoundItem) -> str:
    code, thing = code_of(item), str(item.thing)
    named = thing if item.cluster or item.activity or code == thing else f"{code}: {thing}"
    return f"{item.institution.label} · {named} · {item.round}"
