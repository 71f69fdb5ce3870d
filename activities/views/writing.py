"""Doors to the writing of an update; whatever was typed survives an error."""

from uuid import UUID, uuid4

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.formats import time_format
from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from activities import policies
from activities.choices import EDITABLE
from activities.forms.updates import EvidenceForm
from activities.models import Evidence, ImplementationUpdate
from activities.services import evidence, moves, writing
from activities.services.writing import TEXTS, OpenUpdateError, Targets
from focalpoints.models import Institution
from focalpoints.policies import standing
from nmirf.common.decisions import require
from nmirf.common.errors import ConflictError, DomainError
from nmirf.common.htmx import HtmxRequest

from .beside import hints_of_form
from .common import find_update, keeps_typed_text
from .drafts import (
    Asked,
    Marks,
    attached,
    begin,
    find_open,
    make_form,
    read_address,
    save,
    start,
    too_late,
    write_page,
)


@require_http_methods(["GET", "POST"])
@keeps_typed_text
def new(request: HtmxRequest) -> HttpResponse:
    """Start an update on what the address names: ?recommendation=, ?cluster= or ?activity=."""
    asked = read_address(request)
    if asked is None:
        return _choose(request)
    marks = Marks.of(request)
    if request.method == "POST":
        begun = policies.visible_updates(request.user).filter(reference=marks.draft).first()
        if begun is not None and begun.state in EDITABLE:
            return save(request, find_update(request, begun.reference), marks)
        if begun is not None:
            messages.warning(request, _("This form was sent before; nothing was doubled."))
            return redirect(begun)
        return begin(request, asked, marks)
    if asked.led_on:
        messages.info(request, asked.led_on)
    found = find_open(asked)
    if found is not None and found.state in EDITABLE and "another" not in request.GET:
        messages.info(request, _("Your institution has begun this update already: go on here."))
        return redirect("activities:update_edit", found.reference)
    form = make_form(request, asked.targets, asked.institutions)
    return write_page(
        request, form, EvidenceForm(), marks, targets=asked.targets, open_update=found
    )


@require_http_methods(["GET", "POST"])
@keeps_typed_text
def edit(request: HtmxRequest, reference: UUID) -> HttpResponse:
    update = find_update(request, reference)
    decision = policies.can_edit_update(request.user, update)
    if request.method == "POST" and decision:
        return save(request, update, Marks.of(request, update.reference))
    if not decision and policies.can_write_update(request.user, update.institution_id):
        messages.warning(request, decision.reason)
        return too_late(request, update)
    require(decision)
    marks = Marks(update.reference, uuid4(), update.revision)
    form = make_form(request, writing.targets_of(update), update=update)
    return write_page(request, form, EvidenceForm(links=attached(update)), marks, update=update)


@require_POST
@login_not_required
def autosave(request: HtmxRequest, reference: UUID) -> HttpResponse:
    """Save the texts of a draft while someone types; a draft that is not there yet is begun."""
    marks = Marks.of(request, reference)
    if not request.user.is_authenticated:
        return _said(request, marks, problem=_("You are signed out. Your text stays on this page."))
    texts = {name: request.POST.get(name, "") for name in TEXTS}
    update = policies.visible_updates(request.user).filter(reference=reference).first()
    if update is not None:
        require(policies.can_write_update(request.user, update.institution_id))
    elif read_address(request) is None:
        raise Http404
    try:
        if update is not None:
            update = writing.edit(
                pk=update.pk,
                revision=marks.revision,
                saved_from=marks.form,
                content=texts,
                actor=request.user,
            )
        elif any(text.strip() for text in texts.values()):
            update = start(request, marks, texts)
    except ConflictError as error:
        return _said(
            request, marks, problem=_("%(error)s Press Save to see both texts.") % {"error": error}
        )
    except (DomainError, PermissionDenied) as error:
        return _said(request, marks, problem=str(error))
    return _said(request, marks, update=update)


@require_http_methods(["GET", "POST"])
def nothing_new(request: HtmxRequest) -> HttpResponse:
    """One confirmation, and it is submitted: there is nothing new to tell."""
    asked = read_address(request)
    if asked is None:
        return redirect("activities:update_new")
    institution = asked.institutions.first()
    require(policies.can_write_update(request.user, institution.pk if institution else 0))
    marks = Marks.of(request)
    if request.method == "POST" and institution is not None:
        return _report_nothing_new(request, asked, institution, marks)
    context = {
        "title": _("Nothing new to report"),
        "subject": _names(asked.targets),
        "consequences": [
            _("The secretariat is told that nothing has changed since the last update."),
            _("It is verified, signed and published like any other update."),
        ],
        "act": _("Submit: nothing new"),
        "cancel_url": reverse("activities:updates"),
        "hidden": [("draft", marks.draft)],
    }
    return render(request, "components/confirm_page.html", context)


@require_POST
def remove_evidence(request: HtmxRequest, reference: UUID, pk: int) -> HttpResponse:
    update = find_update(request, reference)
    try:
        evidence.remove_evidence(pk=update.pk, evidence=pk, actor=request.user)
    except Evidence.DoesNotExist as error:
        raise Http404 from error
    messages.success(request, _("The file was taken off."))
    return redirect("activities:update_edit", reference)


@require_http_methods(["GET", "POST"])
def discard(request: HtmxRequest, reference: UUID) -> HttpResponse:
    update = find_update(request, reference)
    require(policies.can_discard(request.user, update))
    if request.method == "POST":
        writing.discard(pk=update.pk, actor=request.user)
        messages.success(request, _("The draft was thrown away."))
        return redirect("activities:updates")
    context = {
        "title": _("Throw this draft away"),
        "subject": str(update),
        "consequences": [_("The draft and its files are deleted. Nobody outside has seen them.")],
        "act": _("Throw away"),
        "danger": True,
        "cancel_url": update.get_absolute_url(),
    }
    return render(request, "components/confirm_page.html", context)


def _choose(request: HtmxRequest) -> HttpResponse:
    """What to write on: everything that is assigned to the person's institutions."""
    rows = policies.reportable_recommendations(standing(request.user).report_for)
    words = request.GET.get("q", "").strip()
    if words:
        rows = rows.matching(words)
    page = Paginator(rows.prefetch_related("texts").order_by("reference"), per_page=25).get_page(
        request.GET.get("page")
    )
    return render(request, "activities/choose.html", {"page": page, "words": words})


def _said(
    request: HtmxRequest,
    marks: Marks,
    *,
    update: ImplementationUpdate | None = None,
    problem: str = "",
) -> HttpResponse:
    context = {
        "problem": problem,
        "at": time_format(localtime(update.updated_at)) if update else "",
        "revision": update.revision if update else marks.revision,
        "hints": hints_of_form(request, update),
        "language": request.POST.get("language", ""),
    }
    response = render(request, "activities/_saved.html", context)
    if update is not None:
        response["HX-Trigger"] = "nmirf:saved"
    return response


def _report_nothing_new(
    request: HtmxRequest, asked: Asked, institution: Institution, marks: Marks
) -> HttpResponse:
    try:
        update = moves.report_nothing_new(
            reference=marks.draft,
            institution=institution,
            targets=asked.targets,
            actor=request.user,
        )
    except OpenUpdateError as error:
        messages.warning(request, str(error))
        return redirect(error.update)
    messages.success(request, _("Submitted: nothing new."))
    return redirect(update)


def _names(targets: Targets) -> str:
    other = targets.cluster or targets.activity
    return other.label if other else ", ".join(row.reference for row in targets.recommendations)
