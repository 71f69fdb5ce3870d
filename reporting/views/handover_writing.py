"""Doors to the writing of a handover; whatever was typed survives an error."""

from typing import Any
from uuid import UUID, uuid4

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.formats import time_format
from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from activities.views.common import keeps_typed_text
from focalpoints import policies as people
from focalpoints.choices import HandoverState, Role
from focalpoints.forms.common import ReasonForm
from focalpoints.models import Appointment, Handover
from nmirf.common.dates import today
from nmirf.common.decisions import require
from nmirf.common.errors import ConflictError, DomainError
from nmirf.common.htmx import HtmxRequest
from reporting import policies
from reporting.forms.handovers import HandForm, HandoverForm, StartForm
from reporting.services import handovers as services

from .handovers import ITEMS, find_handover


@require_http_methods(["GET", "POST"])
def start(request: HtmxRequest, reference: UUID) -> HttpResponse:
    """Of one appointment: its address names it."""
    row = get_object_or_404(
        people.visible_appointments(request.user).select_related("user", "institution"),
        reference=reference,
    )
    require(people.can_start_handover(request.user, row))
    form = StartForm(
        request.POST if request.method == "POST" else None,
        initial={"due_on": services.due_by(row, today())},
    )
    status = 422 if request.method == "POST" else 200
    if request.method == "POST" and form.is_valid():
        try:
            begun = services.start_handover(
                actor=request.user, appointment=row, due_on=form.cleaned_data["due_on"]
            )
        except DomainError as error:
            form.add_error("due_on", str(error))
        else:
            is_own = begun.state == HandoverState.WRITING and row.user_id == request.user.pk
            page = "reporting:handover_write" if is_own else "reporting:handover"
            return redirect(page, begun.reference)
    context = {
        "title": _("Start the handover"),
        "subject": f"{row.user}, {row.get_role_display()}, {row.institution.label}",
        "consequences": [
            _("What is open in this post is collected: updates, assignments, decisions, meetings."),
            _("The one who leaves and the institution's reporters write how each of it stands."),
            _("Whoever follows in the post reads it and acknowledges it item by item."),
        ],
        "form": form,
        "act": _("Start the handover"),
        "cancel_url": row.get_absolute_url(),
    }
    return render(request, "components/confirm_page.html", context, status=status)


@require_http_methods(["GET", "POST"])
@keeps_typed_text
def write(request: HtmxRequest, reference: UUID) -> HttpResponse:
    row = find_handover(request, reference)
    decision = policies.can_write_handover(request.user, row)
    if request.method == "POST":
        return _save(request, row, typed_too_late=decision.reason if not decision else "")
    require(decision)
    return _form_page(request, row, _form(request, row))


@require_POST
@login_not_required
def autosave(request: HtmxRequest, reference: UUID) -> HttpResponse:
    """Save the notes while someone types; what is added by title is saved with the form alone."""
    if not request.user.is_authenticated:
        return _said(request, problem=_("You are signed out. Your text stays on this page."))
    row = find_handover(request, reference)
    form = _form(request, row, request.POST)
    form.is_valid()
    wrong = [name for name in form.errors if not name.startswith("new_")]
    if wrong:
        return _said(request, problem=_("A note is too long."))
    try:
        saved = services.save_handover(
            pk=row.pk,
            revision=_revision(request),
            saved_from=_open_form(request),
            actor=request.user,
            note=form.cleaned_data["note"],
            notes=form.notes,
        )
    except ConflictError as error:
        words = _("%(error)s Press Save to see both texts.") % {"error": error}
        return _said(request, problem=words)
    except PermissionDenied as error:
        return _said(request, problem=str(error))
    return _said(request, saved=saved)


@require_POST
def refresh(request: HtmxRequest, reference: UUID) -> HttpResponse:
    row = find_handover(request, reference)
    _refresh(request, row)
    return redirect(row)


def _refresh(request: HtmxRequest, row: Handover) -> None:
    added, done = services.bring_up_to_date(pk=row.pk, actor=request.user)
    words = _("Brought up to date: %(added)d new, %(done)d done since.")
    messages.success(request, words % {"added": added, "done": done})


@require_http_methods(["GET", "POST"])
def hand(request: HtmxRequest, reference: UUID) -> HttpResponse:
    row = find_handover(request, reference)
    require(policies.can_write_handover(request.user, row))
    left = row.appointment
    successors = (
        Appointment.objects.of(left.institution_id)
        .role(Role(left.role))
        .exclude(user=left.user_id)
        .in_office_or_to_come(today())
        .select_related("user")
    )
    form = HandForm(request.POST if request.method == "POST" else None, successors=successors)
    status = 422 if request.method == "POST" else 200
    if request.method == "POST" and form.is_valid():
        try:
            services.hand_over(pk=row.pk, actor=request.user, **form.cleaned_data)
        except DomainError as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, _("Handed over."))
            return redirect(row)
    shown = services.items_of(row, request.user)
    silent = sum(one.is_open and not one.is_hidden and not one.note for one in shown)
    context = {
        "title": _("Hand over"),
        "subject": str(left),
        "consequences": [
            _("The list is brought up to date once more; then the notes stay as they are."),
            _("Items without a note: %(number)d.") % {"number": silent},
            _("Whoever follows in the post acknowledges each item and may ask back."),
        ],
        "form": form,
        "act": _("Hand over"),
        "cancel_url": row.get_absolute_url(),
    }
    return render(request, "components/confirm_page.html", context, status=status)


@require_http_methods(["GET", "POST"])
def cancel(request: HtmxRequest, reference: UUID) -> HttpResponse:
    row = find_handover(request, reference)
    require(policies.can_cancel_handover(request.user, row))
    form = ReasonForm(request.POST or None)
    status = 422 if request.method == "POST" else 200
    if request.method == "POST" and form.is_valid():
        services.cancel(pk=row.pk, actor=request.user, **form.cleaned_data)
        messages.success(request, _("The handover is cancelled."))
        return redirect(row)
    context = {
        "title": _("Cancel this handover"),
        "subject": str(row.appointment),
        "consequences": [_("Nobody has to write or acknowledge it any more. It stays readable.")],
        "form": form,
        "act": _("Cancel the handover"),
        "danger": True,
        "cancel_url": row.get_absolute_url(),
        "stay": _("Do not cancel"),
    }
    return render(request, "components/confirm_page.html", context, status=status)


def _form(request: HtmxRequest, row: Handover, data: Any = None) -> HandoverForm:
    """With the items of the page that is open."""
    shown = services.items_of(row, request.user)
    page = Paginator(shown, per_page=ITEMS).get_page(request.GET.get("page"))
    form = HandoverForm(data, shown=list(page), initial={"note": row.note})
    form.page = page  # type: ignore[attr-defined]
    return form


def _form_page(
    request: HtmxRequest, row: Handover, form: HandoverForm, status: int = 200, **more: Any
) -> HttpResponse:
    context = {
        "handover": row,
        "form": form,
        "page": form.page,  # type: ignore[attr-defined]
        "marks": {"form": _open_form(request) or uuid4(), "revision": row.revision},
        "may_write": True,
    }
    return render(request, "reporting/handover_write.html", context | more, status=status)


def _save(request: HtmxRequest, row: Handover, typed_too_late: str) -> HttpResponse:
    form = _form(request, row, request.POST)
    if not form.is_valid():
        marks = {"form": _open_form(request) or uuid4(), "revision": _revision(request)}
        return _form_page(request, row, form, 422, marks=marks)
    if typed_too_late:
        return _form_page(request, row, form, 403, may_write=False, reason=typed_too_late)
    try:
        services.save_handover(
            pk=row.pk,
            revision=_revision(request),
            saved_from=_open_form(request),
            actor=request.user,
            note=form.cleaned_data["note"],
            notes=form.notes,
            added=form.added,
        )
    except ConflictError:
        return _conflict(request, row, form)
    return _go_on(request, row)


def _go_on(request: HtmxRequest, row: Handover) -> HttpResponse:
    """What the button says besides saving."""
    then, take = request.POST.get("then", ""), request.POST.get("take", "")
    if then == "hand":
        return redirect("reporting:handover_hand", row.reference)
    if then == "refresh":
        _refresh(request, row)
    elif take.isdecimal() and len(take) < 19:
        services.remove_item(pk=row.pk, item=int(take), actor=request.user)
        messages.success(request, _("Saved, and taken away."))
    else:
        messages.success(request, _("Saved."))
    return redirect(request.get_full_path())


def _conflict(request: HtmxRequest, row: Handover, form: HandoverForm) -> HttpResponse:
    """Both texts; the form keeps one's own and, saved again, takes the place of the other."""
    now = find_handover(request, row.reference)
    titles = {row.item.pk: row.title for row in form.shown}
    theirs, mine = [now.note], [form.cleaned_data["note"]]
    if now.note == form.cleaned_data["note"]:
        theirs, mine = [], []
    notes = form.notes
    for one in services.items_of(now, request.user):
        typed = notes.get(one.item.pk, one.note)
        if typed != one.note:
            theirs.append(f"{titles[one.item.pk]}: {one.note}")
            mine.append(f"{titles[one.item.pk]}: {typed}")
    both = {
        "who": now.last_editor or _("Someone else"),
        "at": now.updated_at,
        "theirs": "\n\n".join(theirs),
        "mine": "\n\n".join(mine),
    }
    again = _form(request, now, request.POST)
    return _form_page(request, now, again, 409, both=both)


def _said(
    request: HtmxRequest, *, saved: Handover | None = None, problem: str = ""
) -> HttpResponse:
    context = {
        "problem": problem,
        "at": time_format(localtime(saved.updated_at)) if saved else "",
        "revision": saved.revision if saved else _revision(request),
    }
    response = render(request, "activities/_saved.html", context)
    if saved is not None:
        response["HX-Trigger"] = "nmirf:saved"
    return response


def _revision(request: HtmxRequest) -> int:
    typed = request.POST.get("revision", "")
    return int(typed) if typed.isdecimal() and len(typed) < 10 else 0


def _open_form(request: HtmxRequest) -> UUID | None:
    """The name of the open form, as the page gave it."""
    try:
        return UUID(request.POST.get("form", ""))
    except ValueError:
        return None
