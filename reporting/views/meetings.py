"""Meetings: the list, one meeting, planning, changing, inviting, holding, cancelling."""

from collections.abc import Callable
from functools import partial
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import Count, Q
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_http_methods

from documents.policies import visible_documents
from focalpoints import policies
from focalpoints.choices import MEETING_MOVES, MeetingState
from focalpoints.models import Committee, Meeting, MeetingMail
from focalpoints.querysets import MeetingQuerySet
from nmirf.common.dates import today
from nmirf.common.decisions import require
from nmirf.common.deeds import attempt, status_of
from nmirf.common.htmx import HtmxRequest
from nmirf.common.ics import event_file
from recommendations.policies import can_run_table
from reporting.forms.drafts import MoveForm
from reporting.forms.meetings import MeetingFilter, MeetingForm, NewMeetingForm
from reporting.policies import visible_agenda
from reporting.services import invitations
from reporting.services import meetings as services
from reporting.services.attendance import guests_of

CONSEQUENCES: dict[str, list[Any]] = {
    "invite": [
        gettext_lazy(
            "Everybody who sits in the committee on that day, and every guest on the list, gets an"
            " e-mail with a calendar file."
        ),
        gettext_lazy(
            "An institution on the list is invited through its focal points or representatives."
        ),
        gettext_lazy("Changes of time or place are sent to them from now on."),
    ],
    "hold": [gettext_lazy("The meeting counts in the figures; record who came and the minutes.")],
    "cancel": [
        gettext_lazy("Whoever was invited gets an e-mail that takes it out of the calendar."),
        gettext_lazy("It stays in the list as cancelled, with its reason in the history."),
    ],
}

DEEDS: dict[str, Callable[..., Meeting]] = {
    "invite": services.invite,
    "hold": services.hold,
    "cancel": services.cancel,
}


@require_GET
def meetings(request: HtmxRequest) -> HttpResponse:
    """Those to come, the nearest first, or the past ones, the latest first."""
    require(policies.can_read_internal(request.user))
    form = MeetingFilter(request.GET or {"when": "upcoming"})
    rows = _narrowed(policies.visible_meetings(request.user), form).select_related("committee")
    open_ones = Count("decisions", filter=Q(decisions__state="open"), distinct=True)
    context = {
        "form": form,
        "page": Paginator(rows.annotate(open_decisions=open_ones), 25).get_page(
            request.GET.get("page")
        ),
        "may_plan": bool(_committees(request)),
    }
    return render(request, "reporting/meetings.html", context)


def _narrowed(rows: MeetingQuerySet, form: MeetingFilter) -> MeetingQuerySet:
    form.is_valid()
    asked, now = form.cleaned_data, timezone.now()
    rows = rows.past(now) if asked.get("when") == "past" else rows.upcoming(now)
    narrow = {
        "committee": asked.get("committee"),
        "state": asked.get("state"),
        "is_table": asked.get("tables"),
    }
    return rows.filter(**{name: value for name, value in narrow.items() if value})


@require_GET
def meeting(request: HtmxRequest, reference: UUID) -> HttpResponse:
    row = find(request, reference)
    may_run = bool(policies.can_run_meeting(request.user, row))
    unsent = (
        MeetingMail.objects.unsent()
        .of_meeting(row.pk)
        .exclude(problem="")
        .select_related("attendance__user", "attendance__institution", "user")
    )
    people = row.attendances.select_related("user", "institution").order_by("institution", "pk")
    has_begun = row.starts_at <= timezone.now()
    context = {
        "meeting": row,
        "agenda": visible_agenda(request.user, row),
        "people": people,
        "mine": people.in_office(today()).filter(user=request.user).first(),
        "decisions": row.decisions.select_related("institution"),
        "minutes_file": visible_documents(request.user)
        .filter(pk=row.minutes_document_id or 0)
        .first(),
        "reads_internal": may_run or bool(policies.can_read_internal(request.user)),
        "may_run": may_run,
        "may_prepare_table": row.is_table and bool(can_run_table(request.user)),
        "moves": _moves(row) if may_run else [],
        "is_open": row.state in (MeetingState.PLANNED, MeetingState.INVITED),
        "has_begun": has_begun,
        "takes_answers": row.state == MeetingState.INVITED and not has_begun,
        "takes_minutes": has_begun
        and row.state != MeetingState.CANCELLED
        and row.minutes_approved_at is None,
        "unsent": unsent if may_run else [],
        "guests": guests_of(row) if may_run else set(),
        "zone": timezone.get_current_timezone_name(),
        "today": today(),
        "trail": trail(row.title),
    }
    return render(request, "reporting/meeting.html", context)


@require_http_methods(["GET", "POST"])
def new(request: HtmxRequest) -> HttpResponse:
    committees = _committees(request)
    if not committees:
        require(policies.can_plan_meeting(request.user, None))
    form = NewMeetingForm(request.POST or None, initial=request.GET.dict(), committees=committees)
    made = _attempt(request, form, partial(services.plan_meeting, actor=request.user))
    if made is not None:
        messages.success(request, _("Planned. Build the agenda, then send the invitations."))
        return redirect(made)
    context = {
        "title": _("Plan a meeting"),
        "form": form,
        "act": _("Plan the meeting"),
        "cancel_url": reverse("reporting:meetings"),
        "trail": trail(_("Plan a meeting")),
    }
    return render(request, "components/form_page.html", context, status=status_of(request))


@require_http_methods(["GET", "POST"])
def edit(request: HtmxRequest, reference: UUID) -> HttpResponse:
    row = find_run(request, reference)
    known = {name: getattr(row, name) for name in services.CONTENT}
    form = MeetingForm(request.POST or None, initial=known)
    deed = partial(services.edit_meeting, pk=row.pk, actor=request.user)
    if _attempt(request, form, deed) is not None:
        messages.success(request, _("Saved."))
        return redirect(row)
    told = _("Whoever was invited hears of every change by e-mail; a new time asks them anew.")
    context = {
        "title": _("Edit: %(name)s") % {"name": row.title},
        "lede": told if row.state == MeetingState.INVITED else "",
        "form": form,
        "act": _("Save"),
        "cancel_url": row.get_absolute_url(),
        "trail": trail(_("Edit"), row),
    }
    return render(request, "components/form_page.html", context, status=status_of(request))


@require_http_methods(["GET", "POST"])
def move(request: HtmxRequest, reference: UUID, move: str) -> HttpResponse:
    """Invite, record as held, or cancel, on a page that says what follows."""
    row = find_run(request, reference)
    if move not in CONSEQUENCES:
        raise Http404
    step = MEETING_MOVES[move]
    form = MoveForm(request.POST if request.method == "POST" else None, needs_note=step.needs_note)
    if not step.needs_note:
        del form.fields["note"]
    deed = partial(DEEDS[move], pk=row.pk, actor=request.user)
    if attempt(request, form, deed) is not None:
        messages.success(request, _("Done."))
        return redirect(row)
    context = {
        "title": step.label,
        "subject": row.title,
        "consequences": CONSEQUENCES[move],
        "form": form,
        "act": step.label,
        "danger": move == "cancel",
        "cancel_url": row.get_absolute_url(),
        "stay": _("Do not cancel") if move == "cancel" else "",
        "trail": trail(str(step.label), row),
    }
    return render(request, "components/confirm_page.html", context, status=status_of(request))


@require_GET
def ics(request: HtmxRequest, reference: UUID) -> HttpResponse:
    """The meeting for the reader's own calendar: the same identifier as in the invitation."""
    row = find(request, reference)
    method = "CANCEL" if row.state == MeetingState.CANCELLED else "PUBLISH"
    response = HttpResponse(
        event_file(invitations.event_of(row, []), method=method),
        content_type="text/calendar; charset=utf-8",
    )
    response["Content-Disposition"] = 'attachment; filename="meeting.ics"'
    return response


def find(request: HtmxRequest, reference: UUID) -> Meeting:
    """A meeting that the person may see, else 404; 403 for those who may see none."""
    if not policies.visible_meetings(request.user).filter(reference=reference).exists():
        require(policies.can_read_internal(request.user))
    rows = policies.visible_meetings(request.user).select_related(
        "committee", "table", "minutes_approved_by"
    )
    row: Meeting = get_object_or_404(rows, reference=reference)
    return row


def find_run(request: HtmxRequest, reference: UUID) -> Meeting:
    """The same, for those who run it."""
    row = find(request, reference)
    require(policies.can_run_meeting(request.user, row))
    return row


def trail(here: str, row: Meeting | None = None) -> list[dict[str, str]]:
    steps = [{"label": _("Meetings"), "url": reverse("reporting:meetings")}]
    if row is not None:
        steps.append({"label": row.title, "url": row.get_absolute_url()})
    return [*steps, {"label": here, "url": ""}]


def _committees(request: HtmxRequest) -> Any:
    """Those whose meetings the person may plan."""
    rows = Committee.objects.open(today())
    if policies.is_secretariat(request.user):
        return rows
    return rows.filter(pk__in=policies.committees_run(request.user))


def _moves(row: Meeting) -> list[tuple[str, Any]]:
    """What can be done now: a meeting is held once it has begun, and invited to before."""
    has_begun = row.starts_at <= timezone.now()
    unfit = {"invite"} if has_begun else {"hold"}
    return [
        (name, step.label)
        for name, step in MEETING_MOVES.items()
        if row.state in step.sources and name not in unfit
    ]


def _attempt(
    request: HtmxRequest, form: MeetingForm, deed: Callable[..., Meeting]
) -> Meeting | None:
    """As `attempt`; an hour that is taken is asked about once."""

    def plan(**facts: Any) -> Meeting:
        try:
            return deed(**facts)
        except services.ClashError:
            form.ask_about_clash()
            raise

    return attempt(request, form, plan)
