"""The record itself: published, retired, and what position the State takes."""

import datetime as dt

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import User
from nmirf.common.decisions import require
from nmirf.common.errors import DomainError
from nmirf.common.history import because
from nmirf.common.workflow import WorkflowError
from recommendations import policies
from recommendations.choices import PUBLICATION_MOVES, Position, Publication
from recommendations.models import ImportBatch, PositionChange, Recommendation


@transaction.atomic
def move_recommendation(*, pk: int, name: str, actor: User, note: str = "") -> Recommendation:
    """Publish or retire a recommendation. Raises PermissionDenied, WorkflowError."""
    record = Recommendation.objects.select_for_update().get(pk=pk)
    require(policies.can_manage_register(actor))
    step = PUBLICATION_MOVES[name]
    if record.publication not in step.sources:
        raise WorkflowError(_("Someone has already moved this recommendation on."))
    if step.needs_note and not note:
        raise WorkflowError(_("Say why."))
    if record.merged_into_id:
        raise WorkflowError(_("It was merged into another one: take that back first."))
    record.publication = step.target
    if record.publication == Publication.PUBLISHED:
        record.published_at = timezone.now()
    with because(note or str(step.label)):
        record.save(update_fields=["publication", "published_at", "updated_at"])
    return record


@transaction.atomic
def publish_import(*, pk: int, actor: User) -> int:
    """Publish every draft that an import brought; how many these were.

    What was retired or published since stays as it is. Raises PermissionDenied.
    """
    batch = ImportBatch.objects.get(pk=pk)
    require(policies.can_manage_register(actor))
    drafts = policies.visible_recommendations(actor).drafts_of_import(batch)
    now = timezone.now()
    reason = _("Import of %(file)s published") % {"file": batch.filename}
    # The import's own doing: it may still be undone.
    with because(reason, batch=str(batch.reference)):
        return drafts.update(publication=Publication.PUBLISHED, published_at=now, updated_at=now)


@transaction.atomic
def set_position(
    *, pk: int, position: str, source: str, taken_on: dt.date | None, actor: User
) -> Recommendation:
    """Record a position that the State takes; earlier ones stay on record.

    Raises PermissionDenied, DomainError for the position that it has already.
    """
    record = Recommendation.objects.select_for_update().get(pk=pk)
    require(policies.can_manage_register(actor))
    if record.position == position and record.position_source == source:
        raise DomainError(_("This is the position on record already."))
    record.position, record.position_source = Position(position), source
    with because(_("Position recorded")):
        record.save(update_fields=["position", "position_source", "updated_at"])
        PositionChange.objects.create(
            recommendation=record, position=position, source=source, taken_on=taken_on
        )
    return record
