"""What was said at a meeting, until it is approved."""

from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import User
from documents.choices import Classification, Kind
from documents.services import files_follow_rows, store
from focalpoints.choices import MeetingState
from focalpoints.models import Meeting
from focalpoints.policies import can_run_meeting
from nmirf.common.decisions import require
from nmirf.common.errors import ConflictError, DomainError
from nmirf.common.history import because
from nmirf.common.workflow import WorkflowError
from reporting import policies


@transaction.atomic
def save_minutes(
    *, meeting_pk: int, actor: User, general: str, said: dict[int, str], revision: int
) -> Meeting:
    """Keep the text: `general`, and `said` by key of an agenda item that the person sees.

    Raises PermissionDenied, WorkflowError for a meeting that was cancelled, has not begun or whose
    minutes are approved, and ConflictError with the meeting as it stands when someone saved since
    `revision` was read.
    """
    meeting = Meeting.objects.select_for_update().get(pk=meeting_pk)
    require(can_run_meeting(actor, meeting))
    check_minutes(meeting)
    if meeting.minutes_revision != revision:
        raise ConflictError(
            _("Someone else saved these minutes meanwhile. Both texts are below."), meeting
        )
    with because(str(_("Minutes written"))):
        for item in policies.visible_agenda(actor, meeting).filter(pk__in=said):
            if item.said != said[item.pk]:
                item.said = said[item.pk]
                item.save(update_fields=["said", "updated_at"])
        meeting.minutes = general
        meeting.minutes_revision += 1
        meeting.save(update_fields=["minutes", "minutes_revision", "updated_at"])
    return meeting


def approve_minutes(*, meeting_pk: int, actor: User, document: Any = None) -> Meeting:
    """The minutes stay as they are from now on; `document` is the signed copy, where there is one.

    Raises PermissionDenied, WorkflowError before the meeting was held, DomainError without a word.
    """
    with files_follow_rows(), transaction.atomic():
        meeting = Meeting.objects.select_for_update().get(pk=meeting_pk)
        require(can_run_meeting(actor, meeting))
        check_minutes(meeting)
        if meeting.state != MeetingState.HELD:
            raise WorkflowError(_("Record the meeting as held first."))
        has_words = bool(meeting.minutes.strip()) or meeting.agenda.exclude(said="").exists()
        if not has_words and not document:
            raise DomainError(_("There are no minutes to approve."))
        if document:
            meeting.minutes_document = store(
                actor=actor,
                upload=document,
                kind=Kind.OTHER,
                classification=Classification.INTERNAL,
                title=_("Minutes: %(title)s") % {"title": meeting.title},
            )
        meeting.minutes_approved_at, meeting.minutes_approved_by = timezone.now(), actor
        with because(str(_("Minutes approved"))):
            meeting.save()
    return meeting


def check_minutes(meeting: Meeting) -> None:
    """Raises WorkflowError where minutes cannot be written yet, or any more."""
    if meeting.state == MeetingState.CANCELLED:
        raise WorkflowError(_("This meeting is cancelled: there is nothing to write minutes of."))
    if meeting.minutes_approved_at is not None:
        raise WorkflowError(_("The minutes are approved: they stay as they are."))
    if meeting.starts_at > timezone.now():
        raise WorkflowError(_("The meeting has not begun yet."))
