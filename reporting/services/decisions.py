"""What meetings decide, and what became of it."""

import datetime as dt

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import User
from focalpoints import policies
from focalpoints.choices import DECISION_MOVES, DecisionState, MeetingState
from focalpoints.models import Appointment, Decision, Institution, Meeting
from focalpoints.services.checks import check_there
from nmirf.common.dates import day_of, today
from nmirf.common.decisions import require
from nmirf.common.errors import DomainError
from nmirf.common.history import because
from nmirf.common.workflow import WorkflowError
from notifications.choices import NewsKind
from notifications.services.inbox import notify


@transaction.atomic
def decide(
    *,
    meeting_pk: int,
    actor: User,
    text: str,
    institution: Institution | None,
    due_on: dt.date | None,
) -> Decision:
    """Record what the meeting decided, under the next number; no institution: the secretariat's.

    Raises PermissionDenied, WorkflowError before the meeting and after a cancellation, and
    DomainError for a due date before the meeting or an institution that exists no more.
    """
    check_there(institution)
    meeting = Meeting.objects.select_for_update().get(pk=meeting_pk)
    require(policies.can_run_meeting(actor, meeting))
    if meeting.state == MeetingState.CANCELLED:
        raise WorkflowError(_("This meeting is cancelled: it decided nothing."))
    if meeting.starts_at > timezone.now():
        raise WorkflowError(_("The meeting has not begun yet."))
    _check(meeting, due_on)
    last = meeting.decisions.order_by("-number").values_list("number", flat=True).first()
    with because(str(_("Decision recorded"))):
        decision = Decision.objects.create(
            meeting=meeting,
            number=(last or 0) + 1,
            text=text.strip(),
            institution=institution,
            due_on=due_on,
        )
    _tell(decision)
    return decision


@transaction.atomic
def edit_decision(
    *,
    pk: int,
    actor: User,
    text: str,
    institution: Institution | None,
    due_on: dt.date | None,
) -> Decision:
    """Correct an open one. Raises PermissionDenied, WorkflowError, and DomainError as `decide`."""
    check_there(institution)
    decision = Decision.objects.select_for_update().get(pk=pk)
    require(policies.can_run_meeting(actor, decision.meeting))
    if decision.state != DecisionState.OPEN:
        raise WorkflowError(_("This decision is settled. Open it again first."))
    _check(decision.meeting, due_on)
    is_anothers = decision.institution != institution
    decision.text, decision.institution, decision.due_on = text.strip(), institution, due_on
    with because(str(_("Decision changed"))):
        decision.save()
    if is_anothers:
        _tell(decision)
    return decision


@transaction.atomic
def settle(*, pk: int, name: str, actor: User, note: str) -> Decision:
    """Done, no longer to be done, or open again. Raises PermissionDenied, WorkflowError.

    `note` says what was done, or why it is dropped or opened again.
    """
    decision = Decision.objects.select_for_update().get(pk=pk)
    require(policies.can_settle_decision(actor, decision, name))
    step = DECISION_MOVES[name]
    if decision.state not in step.sources:
        raise WorkflowError(
            _("This cannot be done now: the decision is %(state)s. Someone may have been faster.")
            % {"state": decision.get_state_display().lower()}
        )
    if not note.strip():
        raise WorkflowError(_("Say what was done.") if name == "done" else _("Say why."))
    is_open = step.target == DecisionState.OPEN
    decision.state = step.target
    decision.settled_by = None if is_open else actor
    decision.settled_at = None if is_open else timezone.now()
    decision.outcome = "" if is_open else note.strip()[:500]
    with because(note.strip()):
        decision.save()
    return decision


def _check(meeting: Meeting, due_on: dt.date | None) -> None:
    if due_on is not None and due_on < day_of(meeting.starts_at):
        raise DomainError(_("The decision would be due before the meeting."))


def _tell(decision: Decision) -> None:
    """Those who report for the institution hear of it, or where nobody does those who speak for it;
    the secretariat wrote it down itself."""
    if decision.institution_id is None:
        return
    reporters = Appointment.objects.reporting_for(decision.institution_id, today())
    speakers = Appointment.objects.speaking_for(decision.institution_id, today())
    title = decision.meeting.title
    notify(
        people=reporters.holders() or speakers.holders(),
        text=lambda: (
            _("A meeting gave your institution something to do: %(title)s") % {"title": title}
        ),
        path=decision.get_absolute_url(),
        key=f"decision:{decision.reference}:{decision.institution_id}",
        kind=NewsKind.MEETING,
    )
