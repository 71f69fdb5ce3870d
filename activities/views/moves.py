"""Doors to the moves of an update: each says its consequence before it is made."""

import time
from collections.abc import Callable
from typing import Any
from uuid import UUID

from allauth.account.authentication import get_authentication_records
from allauth.account.decorators import reauthentication_required
from allauth.mfa.utils import is_mfa_enabled
from django.conf import settings
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from activities import policies
from activities.choices import UpdateState
from activities.forms.updates import NoteForm, SignedFormForm, VerificationForm
from activities.models import ImplementationUpdate
from activities.services import moves, writing
from nmirf.common.decisions import require
from nmirf.common.errors import DomainError
from nmirf.common.htmx import HtmxRequest

from .common import find_update, text_of

Deed = Callable[[], object]


@require_http_methods(["GET", "POST"])
def submit(request: HtmxRequest, reference: UUID) -> HttpResponse:
    update = _movable(request, reference, "submit")
    if request.method == "POST":
        return _do(
            request,
            update,
            lambda: moves.submit(pk=update.pk, actor=request.user, revision=_revision(request)),
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
        ],
        act=_("Submit"),
    )


@require_http_methods(["GET", "POST"])
def verify(request: HtmxRequest, reference: UUID) -> HttpResponse:
    """The text beside the last published one, the four criteria, and both ways on."""
    update = _movable(request, reference, "verify")
    form = VerificationForm(request.POST or None)
    status = 200
    if request.method == "POST" and form.is_valid():
        try:
            _judge(request, update, form)
        except DomainError as error:
            form.add_error(None, str(error))
        else:
            messages.success(
                request,
                _("Returned to the institution.")
                if form.is_return
                else _("Verified: it waits for the signature of the institution's authority."),
            )
            return redirect("activities:updates")
    if request.method == "POST":
        status = 422
    context = text_of(request, update) | {"form": form, "last": _last_published(update)}
    return render(request, "activities/verify.html", context, status=status)


@require_http_methods(["GET", "POST"])
def sign(request: HtmxRequest, reference: UUID) -> HttpResponse:
    """The whole text and what a signature does; who signs has just shown who they are."""
    update = _movable(request, reference, "sign")
    answer: HttpResponse = reauthentication_required(_sign, app="activities")(request, update)
    return answer


def _sign(request: HtmxRequest, update: ImplementationUpdate) -> HttpResponse:
    if is_mfa_enabled(request.user) and not _gave_second_factor(request):
        query = urlencode({"next": request.path})
        return redirect(f"{reverse('mfa_reauthenticate')}?{query}")
    if request.method == "POST":
        return _do(
            request,
            update,
            lambda: moves.sign(pk=update.pk, actor=request.user, revision=_revision(request)),
            _("Signed. The secretariat can publish it now."),
        )
    context = text_of(request, update) | {"last": _last_published(update)}
    return render(request, "activities/sign.html", context)


def _gave_second_factor(request: HtmxRequest) -> bool:
    """Whether the last minutes saw this person's second factor, the password alone being less."""
    limit = time.time() - settings.ACCOUNT_REAUTHENTICATION_TIMEOUT
    records = get_authentication_records(request, request.user)
    return any(record["method"] == "mfa" and record["at"] > limit for record in records)


@require_http_methods(["GET", "POST"])
def decline(request: HtmxRequest, reference: UUID) -> HttpResponse:
    update = _movable(request, reference, "decline")
    return _with_note(
        request,
        update,
        lambda note: moves.decline(
            pk=update.pk, actor=request.user, note=note, revision=_revision(request)
        ),
        title=_("Send this update back unsigned"),
        consequences=[_("The focal point reads your reason, corrects the text and submits again.")],
        act=_("Send back"),
        done=_("Sent back to the focal point."),
    )


@require_http_methods(["GET", "POST"])
def publish(request: HtmxRequest, reference: UUID) -> HttpResponse:
    update = _movable(request, reference, "publish")
    if request.method == "POST":
        return _do(
            request,
            update,
            lambda: moves.publish(pk=update.pk, actor=request.user, revision=_revision(request)),
            _("Published."),
        )
    consequences = [_("Everyone can read it from now on, with its public files.")]
    if update.replaces and update.replaces.state == UpdateState.PUBLISHED:
        consequences.append(
            _("It takes the place of “%(title)s”, which becomes superseded.")
            % {"title": update.replaces}
        )
    if update.proposed_status and update.targets.all():
        consequences.append(
            _("The institution's own view, “%(status)s”, is shown beside your assessment.")
            % {"status": update.get_proposed_status_display()}
        )
    return _confirm(
        request, update, title=_("Publish this update"), consequences=consequences, act=_("Publish")
    )


@require_http_methods(["GET", "POST"])
def withdraw(request: HtmxRequest, reference: UUID) -> HttpResponse:
    update = _movable(request, reference, "withdraw")
    return _with_note(
        request,
        update,
        lambda note: moves.withdraw(
            pk=update.pk, actor=request.user, note=note, revision=_revision(request)
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
        return _do(
            request,
            update,
            lambda: moves.attach_signed_form(
                pk=update.pk,
                actor=request.user,
                upload=form.cleaned_data["form"],
                signatory=form.cleaned_data["signatory"],
                revision=_revision(request),
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
        return _do(
            request,
            update,
            lambda: moves.accept_signed_form(
                pk=update.pk, actor=request.user, revision=_revision(request)
            ),
            _("Accepted: the update counts as signed on paper."),
        )
    if refused and form.is_valid():
        return _do(
            request,
            update,
            lambda: moves.refuse_signed_form(
                pk=update.pk,
                actor=request.user,
                note=form.cleaned_data["note"],
                revision=_revision(request),
            ),
            _("Not accepted: the institution is told why."),
        )
    context = text_of(request, update) | {"form": form}
    status = 422 if refused else 200
    return render(request, "activities/check_form.html", context, status=status)


def _movable(request: HtmxRequest, reference: UUID, name: str) -> ImplementationUpdate:
    """The update, if this person is one who makes such moves; the service asks again."""
    update = find_update(request, reference)
    require(policies.can_move(request.user, update, name))
    return update


def _do(request: HtmxRequest, update: ImplementationUpdate, deed: Deed, done: str) -> HttpResponse:
    """Carry it out; why it cannot be done is told on the page of the update."""
    try:
        deed()
    except DomainError as error:
        messages.error(request, str(error))
    else:
        messages.success(request, done)
    return redirect(update)


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


def _judge(request: HtmxRequest, update: ImplementationUpdate, form: VerificationForm) -> None:
    note, revision = form.cleaned_data["note"], _revision(request)
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


def _last_published(update: ImplementationUpdate) -> ImplementationUpdate | None:
    """What the institution told the public last about the same."""
    earlier = writing.replaceable(update.institution_id, writing.targets_of(update))
    found: ImplementationUpdate | None = (
        earlier.exclude(pk=update.pk).order_by("-published_at").first()
    )
    return found


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


def _revision(request: HtmxRequest) -> int:
    """Which text the form was about; one that names none is about no text at all."""
    sent = request.POST.get("revision", "")
    return int(sent) if sent.isdecimal() and len(sent) < 10 else 0
