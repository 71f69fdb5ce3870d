"""Doors to the moves of an update: each says its consequence before it is made."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from activities import policies
from activities.choices import UpdateState
from activities.forms.updates import NoteForm, SignedFormForm
from activities.models import ImplementationUpdate
from activities.services import moves, writing
from nmirf.common.decisions import require
from nmirf.common.errors import DomainError
from nmirf.common.htmx import HtmxRequest

from .beside import warnings
from .common import carry_out, find_update, movable, revision_sent, text_of


@require_http_methods(["GET", "POST"])
def submit(request: HtmxRequest, reference: UUID) -> HttpResponse:
    update = movable(request, reference, "submit")
    if request.method == "POST":
        return carry_out(
            request,
            update,
            lambda: moves.submit(pk=update.pk, actor=request.user, revision=revision_sent(request)),
            _("Submitted: the secretariat verifies it now."),
        )
    try:
        writing.check_complete(update)
    except DomainError as error:
        messages.warning(request, str(error))
        return redirect("activities:update_edit", reference)
    return _confirm(
        request,
        update,
        title=_("Submit this update"),
        consequences=[
            _("The secretariat reads it and checks it against four criteria."),
            _("You cannot change it any more, unless it is returned to you."),
            *warnings(update),
        ],
        act=_("Submit"),
    )


@require_http_methods(["GET", "POST"])
def decline(request: HtmxRequest, reference: UUID) -> HttpResponse:
    update = movable(request, reference, "decline")
    return _with_note(
        request,
        update,
        lambda note: moves.decline(
            pk=update.pk, actor=request.user, note=note, revision=revision_sent(request)
        ),
        title=_("Send this update back unsigned"),
        consequences=[_("The focal point reads your reason, corrects the text and submits again.")],
        act=_("Send back"),
        done=_("Sent back to the focal point."),
    )


@require_http_methods(["GET", "POST"])
def publish(request: HtmxRequest, reference: UUID) -> HttpResponse:
    update = movable(request, reference, "publish")
    if request.method == "POST":
        return carry_out(
            request,
            update,
            lambda: moves.publish(
                pk=update.pk, actor=request.user, revision=revision_sent(request)
            ),
            _("Published."),
        )
    consequences = [_("Everyone can read it from now on, with its public files.")]
    consequences += _of_the_earlier(update)
    if update.proposed_status and update.targets.all():
        consequences.append(
            _("The institution's own view, “%(status)s”, is shown beside your assessment.")
            % {"status": update.get_proposed_status_display()}
        )
    return _confirm(
        request, update, title=_("Publish this update"), consequences=consequences, act=_("Publish")
    )


def _of_the_earlier(update: ImplementationUpdate) -> list[str]:
    """What becomes of the update that this one is to take the place of."""
    older = update.replaces
    if older is None or older.state != UpdateState.PUBLISHED:
        return []
    left = writing.left_untold(older, writing.targets_of(update))
    if left:
        words = _("“%(title)s” stays as it is: it tells of %(references)s as well.")
        return [words % {"title": older, "references": ", ".join(left)}]
    words = _("It takes the place of “%(title)s”, which becomes superseded.")
    return [words % {"title": older}]


@require_http_methods(["GET", "POST"])
def withdraw(request: HtmxRequest, reference: UUID) -> HttpResponse:
    update = movable(request, reference, "withdraw")
    return _with_note(
        request,
        update,
        lambda note: moves.withdraw(
            pk=update.pk, actor=request.user, note=note, revision=revision_sent(request)
        ),
        title=_("Withdraw this update"),
        consequences=[
            _("The public no longer sees it, nor its files. It stays in history with your reason."),
            _("The institution's own view that it stated is retired with it."),
        ],
        act=_("Withdraw"),
        done=_("Withdrawn."),
        danger=True,
    )


@require_http_methods(["GET", "POST"])
def signed_form(request: HtmxRequest, reference: UUID) -> HttpResponse:
    """Attach a form that the authority signed on paper."""
    update = find_update(request, reference)
    require(policies.can_attach_signed_form(request.user, update))
    if update.state != UpdateState.VERIFIED:
        return _not_now(request, update)
    sent = request.method == "POST"
    form = SignedFormForm(request.POST, request.FILES) if sent else SignedFormForm()
    if sent and form.is_valid():
        return carry_out(
            request,
            update,
            lambda: moves.attach_signed_form(
                pk=update.pk,
                actor=request.user,
                upload=form.cleaned_data["form"],
                signatory=form.cleaned_data["signatory"],
                revision=revision_sent(request),
            ),
            _("Attached: the secretariat checks the form."),
        )
    return _confirm(
        request,
        update,
        title=_("Attach a signed form"),
        consequences=[
            _("The secretariat checks the form; then the update counts as signed on paper.")
        ],
        act=_("Attach"),
        form=form,
        status=422 if sent else 200,
    )


@require_http_methods(["GET", "POST"])
def check_form(request: HtmxRequest, reference: UUID) -> HttpResponse:
    """Accept the form signed on paper, or refuse it with a reason."""
    update = find_update(request, reference)
    require(policies.can_check_signed_form(request.user, update))
    if update.state != UpdateState.VERIFIED:
        return _not_now(request, update)
    refused = request.POST.get("act") == "refuse"
    form = NoteForm(request.POST if refused else None)
    if request.method == "POST" and not refused:
        return carry_out(
            request,
            update,
            lambda: moves.accept_signed_form(
                pk=update.pk, actor=request.user, revision=revision_sent(request)
            ),
            _("Accepted: the update counts as signed on paper."),
        )
    if refused and form.is_valid():
        return carry_out(
            request,
            update,
            lambda: moves.refuse_signed_form(
                pk=update.pk,
                actor=request.user,
                note=form.cleaned_data["note"],
                revision=revision_sent(request),
            ),
            _("Not accepted: the institution is told why."),
        )
    context = text_of(request, update) | {"form": form}
    status = 422 if refused else 200
    return render(request, "activities/check_form.html", context, status=status)


def _confirm(
    request: HtmxRequest, update: ImplementationUpdate, *, status: int = 200, **words: Any
) -> HttpResponse:
    context = {
        "subject": str(update),
        "cancel_url": update.get_absolute_url(),
        "hidden": [("revision", _shown(request, update))],
    }
    return render(request, "components/confirm_page.html", context | words, status=status)


def _with_note(
    request: HtmxRequest,
    update: ImplementationUpdate,
    deed: Callable[[str], object],
    *,
    done: str,
    **words: Any,
) -> HttpResponse:
    form = NoteForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            deed(form.cleaned_data["note"])
        except DomainError as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, done)
            return redirect(update)
    status = 422 if request.method == "POST" else 200
    return _confirm(request, update, form=form, status=status, **words)


def _not_now(request: HtmxRequest, update: ImplementationUpdate) -> HttpResponse:
    messages.warning(
        request,
        _("This cannot be done now: the update is %(state)s.")
        % {"state": update.get_state_display().lower()},
    )
    return redirect(update)


def _shown(request: HtmxRequest, update: ImplementationUpdate) -> int | str:
    """The revision that the person has read, kept when the page comes back with an error."""
    return request.POST.get("revision", update.revision)
