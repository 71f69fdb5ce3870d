"""The record itself: published and retired."""

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import User
from nmirf.common.decisions import require
from nmirf.common.history import because
from nmirf.common.workflow import WorkflowError
from recommendations import policies
from recommendations.choices import PUBLICATION_MOVES, Publication
from recommendations.models import ImportBatch, Recommendation


@transaction.atomic
def move_recommendation(
    *, pk: int, name: str, actor: User, note: str = "", withhold: bool = False
) -> Recommendation:
    """Publish or retire a recommendation; `withhold` keeps a retired one out of earlier days too.

    Raises PermissionDenied, WorkflowError.
    """
    record = Recommendation.objects.select_for_update().get(pk=pk)
    require(policies.can_manage_register(actor))
    step = PUBLICATION_MOVES[name]
    if record.publication not in step.sources:
        raise WorkflowError(_("Someone has already moved this recommendation on."))
    if step.needs_note and not note:
        raise WorkflowError(_("Say why."))
    record.publication = step.target
    if record.publication == Publication.PUBLISHED:
        record.published_at = timezone.now()
    record.is_withheld = withhold and record.publication == Publication.RETIRED
    with because(note or str(step.label)):
        record.save(update_fields=["publication", "published_at", "is_withheld", "updated_at"])
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
    with because(_("Import of %(file)s published") % {"file": batch.filename}):
        return drafts.update(publication=Publication.PUBLISHED, published_at=now, updated_at=now)
