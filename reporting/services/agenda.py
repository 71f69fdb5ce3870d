"""The agenda of a meeting: what it talks about, in which order."""

from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import User
from focalpoints.choices import MeetingState
from focalpoints.models import Meeting
from focalpoints.policies import can_run_meeting
from nmirf.common.decisions import require
from nmirf.common.errors import DomainError
from nmirf.common.history import because
from nmirf.common.workflow import WorkflowError
from recommendations.policies import visible_clusters, visible_recommendations
from reporting import policies
from reporting.models import AgendaItem

# By the name of the field: what of it a person may put on an agenda.
SOURCES = {
    "cluster": visible_clusters,
    "recommendation": visible_recommendations,
    "draft": policies.visible_drafts,
    "obligation": policies.visible_obligations,
}


@transaction.atomic
def add_item(
    *,
    meeting_pk: int,
    actor: User,
    title: str = "",
    note: str = "",
    kind: str = "",
    key: int | None = None,
) -> AgendaItem:
    """One more item at the end: a title, or the record `key` of the `kind` in `SOURCES`.

    Raises PermissionDenied, and DomainError without a title, for a record that the person may not
    read, or for one that is on the agenda already.
    """
    meeting = _lock(meeting_pk, actor)
    item = AgendaItem(meeting=meeting, title=title.strip(), note=note.strip())
    if kind:
        record = _record(actor, kind, key)
        if meeting.agenda.filter(**{kind: record}).exists():
            raise DomainError(_("This is on the agenda already."))
        setattr(item, kind, record)
        item.title = item.title or title_of(kind, record)
    if not item.title:
        raise DomainError(_("Give the item a title."))
    last = meeting.agenda.order_by("-position").values_list("position", flat=True).first()
    item.position, item.title = (last or 0) + 1, item.title[:300]
    with because(str(_("Agenda item added"))):
        item.save()
    return item


@transaction.atomic
def edit_item(*, pk: int, actor: User, title: str, note: str) -> AgendaItem:
    """Another title or note. Raises DoesNotExist, PermissionDenied, DomainError."""
    item = _item(pk, actor)
    if not title.strip():
        raise DomainError(_("Give the item a title."))
    item.title, item.note = title.strip(), note.strip()
    with because(str(_("Agenda item changed"))):
        item.save(update_fields=["title", "note", "updated_at"])
    return item


@transaction.atomic
def move_item(*, pk: int, actor: User, is_up: bool) -> AgendaItem:
    """Change places with the neighbour that the person sees; the first and the last stay.

    Raises DoesNotExist, PermissionDenied.
    """
    item = _item(pk, actor)
    seen = policies.visible_agenda(actor, item.meeting)
    if is_up:
        other = seen.filter(position__lt=item.position).order_by("-position").first()
    else:
        other = seen.filter(position__gt=item.position).order_by("position").first()
    if other is None:
        return item
    item.position, other.position = other.position, item.position
    with because(str(_("Agenda put into another order"))):
        for row in (item, other):
            row.save(update_fields=["position", "updated_at"])
    return item


@transaction.atomic
def remove_item(*, pk: int, actor: User) -> None:
    """Take it off. Raises DoesNotExist, PermissionDenied, DomainError where something was said on it."""
    item = _item(pk, actor)
    if item.said.strip():
        raise DomainError(_("The minutes say something on this item."))
    with because(str(_("Agenda item taken off"))):
        item.delete()


def title_of(kind: str, record: Any) -> str:
    if kind == "recommendation":
        return _("Recommendation %(reference)s") % {"reference": record.reference}
    return str(getattr(record, "label", record))


def _record(actor: User, kind: str, key: int | None) -> Any:
    """The record, where the person may read it. Raises DomainError."""
    record = SOURCES[kind](actor).filter(pk=key).first() if kind in SOURCES else None
    if record is None:
        raise DomainError(_("There is no such record."))
    return record


def _lock(pk: int, actor: User) -> Meeting:
    """All who change one agenda wait for each other, so that positions stay one after another."""
    meeting = Meeting.objects.select_for_update().get(pk=pk)
    require(can_run_meeting(actor, meeting))
    if meeting.state == MeetingState.CANCELLED:
        raise WorkflowError(_("This meeting is cancelled."))
    if meeting.minutes_approved_at is not None:
        raise WorkflowError(_("The minutes are approved: they stay as they are."))
    return meeting


def _item(pk: int, actor: User) -> AgendaItem:
    """The item as the person sees it; raises DoesNotExist for one that is hidden from them."""
    meeting = _lock(AgendaItem.objects.get(pk=pk).meeting_id, actor)
    item: AgendaItem = policies.visible_agenda(actor, meeting).get(pk=pk)
    return item
