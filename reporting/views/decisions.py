"""Decisions of meetings: recorded, listed, settled."""

from functools import partial
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_http_methods

from focalpoints import policies
from focalpoints.choices import DECISION_MOVES
from focalpoints.models import Decision
from focalpoints.querysets import DecisionQuerySet
from nmirf.common.dates import day_of, today
from nmirf.common.decisions import require
from nmirf.common.deeds import attempt, status_of
from nmirf.common.htmx import HtmxRequest
from nmirf.common.tables import csv_file
from reporting.forms.meetings import DecisionFilter, DecisionForm, SettleForm
from reporting.services import decisions as services

from .meetings import find_run, trail

CONSEQUENCES = {
    "done": gettext_lazy("It leaves the desks; what was done stands beside the decision."),
    "drop": gettext_lazy("It leaves the desks; the reason stands beside the decision."),
    "reopen": gettext_lazy("It is to be done again; the reason stays in the history."),
}


@require_GET
def decisions(request: HtmxRequest) -> HttpResponse:
    """What meetings decided; the open ones by due date, unless asked otherwise."""
    require(policies.can_read_internal(request.user))
    form, rows = _narrowed(request)
    context = {
        "form": form,
        "page": Paginator(rows, per_page=25).get_page(request.GET.get("page")),
        "overdue": Decision.objects.overdue(today()).count(),
        "today": today(),
    }
    return render(request, "reporting/decisions.html", context)


@require_GET
def decisions_csv(request: HtmxRequest) -> HttpResponse:
    """The same rows as a file."""
    require(policies.can_read_internal(request.user))
    titles = [_("Committee"), _("Meeting"), _("Day"), _("Number"), _("Decision")]
    titles += [_("Responsible institution"), _("Due on"), _("State"), _("What was done")]
    rows = [
        [
            row.meeting.committee.label if row.meeting.committee else "",
            row.meeting.title,
            day_of(row.meeting.starts_at).isoformat(),
            row.number,
            row.text,
            row.institution.label if row.institution else _("The secretariat"),
            row.due_on.isoformat() if row.due_on else "",
            row.get_state_display(),
            row.outcome,
        ]
        for row in _narrowed(request)[1]
    ]
    return csv_file("decisions", titles, rows)


def _narrowed(request: HtmxRequest) -> tuple[DecisionFilter, DecisionQuerySet]:
    form = DecisionFilter(request.GET or {"state": "open"})
    form.is_valid()
    asked = form.cleaned_data
    rows = Decision.objects.for_list()
    state = asked.get("state") or "open"
    if state == "overdue":
        rows = Decision.objects.overdue(today())
    elif state != "all":
        rows = rows.filter(state=state)
    narrow = {
        "meeting__committee": asked.get("committee"),
        "institution": asked.get("institution"),
    }
    return form, rows.filter(**{name: value for name, value in narrow.items() if value})


@require_GET
def decision(request: HtmxRequest, reference: UUID) -> HttpResponse:
    row = _find(request, reference)
    moves = [
        (name, step.label)
        for name, step in DECISION_MOVES.items()
        if row.state in step.sources and policies.can_settle_decision(request.user, row, name)
    ]
    may_edit = row.state == "open" and policies.can_run_meeting(request.user, row.meeting)
    reads_internal = bool(policies.can_read_internal(request.user))
    here = _("Decision %(number)d") % {"number": row.number}
    context = {
        "decision": row,
        "reads_internal": reads_internal,
        "moves": moves,
        "may_edit": bool(may_edit),
        "is_late": row.state == "open" and row.due_on is not None and row.due_on < today(),
        # To others the way back is their desk: meetings and committees are not theirs to read.
        "trail": trail(here, row.meeting) if reads_internal else [{"label": here, "url": ""}],
    }
    return render(request, "reporting/decision.html", context)


@require_http_methods(["GET", "POST"])
def new(request: HtmxRequest, reference: UUID) -> HttpResponse:
    row = find_run(request, reference)
    form = DecisionForm(request.POST or None)
    deed = partial(services.decide, meeting_pk=row.pk, actor=request.user)
    made = attempt(request, form, deed)
    if made is not None:
        messages.success(request, _("Recorded as decision %(number)d.") % {"number": made.number})
        return redirect(row)
    return _form_page(request, form, _("Record a decision"), row.title, row.get_absolute_url())


@require_http_methods(["GET", "POST"])
def edit(request: HtmxRequest, reference: UUID) -> HttpResponse:
    row = _find(request, reference)
    require(policies.can_run_meeting(request.user, row.meeting))
    known = {name: getattr(row, name) for name in ("text", "institution", "due_on")}
    form = DecisionForm(request.POST or None, initial=known)
    deed = partial(services.edit_decision, pk=row.pk, actor=request.user)
    if attempt(request, form, deed) is not None:
        messages.success(request, _("Saved."))
        return redirect(row)
    return _form_page(request, form, _("Edit the decision"), str(row), row.get_absolute_url())


@require_http_methods(["GET", "POST"])
def move(request: HtmxRequest, reference: UUID, move: str) -> HttpResponse:
    """Done, dropped or open again, on a page that says what follows."""
    row = _find(request, reference)
    if move not in DECISION_MOVES:
        raise Http404
    require(policies.can_settle_decision(request.user, row, move))
    step = DECISION_MOVES[move]
    form = SettleForm(request.POST or None)
    if move == "done":
        form.fields["note"].label = _("What was done")
    deed = partial(services.settle, pk=row.pk, name=move, actor=request.user)
    if attempt(request, form, deed) is not None:
        messages.success(request, _("Done."))
        return redirect(row)
    context: dict[str, Any] = {
        "title": step.label,
        "subject": row.text,
        "consequences": [CONSEQUENCES[move]],
        "form": form,
        "act": step.label,
        "danger": move == "drop",
        "cancel_url": row.get_absolute_url(),
    }
    return render(request, "components/confirm_page.html", context, status=status_of(request))


def _form_page(
    request: HtmxRequest, form: DecisionForm, title: str, lede: str, back: str
) -> HttpResponse:
    context = {"title": title, "lede": lede, "form": form, "act": _("Save"), "cancel_url": back}
    return render(request, "components/form_page.html", context, status=status_of(request))


def _find(request: HtmxRequest, reference: UUID) -> Decision:
    """One that the person may read, else 404; 403 for those who may read none."""
    readable = policies.visible_decisions(request.user)
    if not readable.filter(reference=reference).exists():
        require(policies.can_read_internal(request.user))
    rows = readable.select_related("meeting__committee", "institution", "settled_by")
    row: Decision = get_object_or_404(rows, reference=reference)
    return row
