"""What a person decides of single rows; it outlives every new reading of the file."""

from collections.abc import Collection
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import User
from nmirf.common.errors import DomainError
from nmirf.common.history import because
from nmirf.common.workflow import WorkflowError
from recommendations.choices import ImportState, RowChoice
from recommendations.models import ImportBatch, Recommendation, RowDecision

from .batch_lock import locked


@transaction.atomic
def decide_rows(
    *,
    pk: int,
    positions: Collection[int],
    choice: str,
    actor: User,
    target: Recommendation | None = None,
) -> int:
    """Decide the same of several rows; an empty choice takes decisions back. How many rows.

    Raises PermissionDenied, WorkflowError once the import is decided, DomainError for a choice that
    a row doesn't offer.
    """
    batch = locked(pk, actor)
    if batch.state != ImportState.READY:
        raise WorkflowError(_("This import is not waiting for a decision any more."))
    rows = batch.rows.filter(position__in=positions)
    kept = sorted(set(rows.values_list("position", flat=True)))
    if choice:
        _check(batch, rows, kept, choice, target)
    with because(_("Rows of the import of %(file)s") % {"file": batch.filename}):
        if choice:
            _keep(batch, kept, choice, target, actor)
        else:
            batch.row_decisions.filter(position__in=positions).delete()
        batch.is_outdated = True
        batch.save()
    return len(kept)


def _check(
    batch: ImportBatch,
    rows: Any,
    kept: Collection[int],
    choice: str,
    target: Recommendation | None,
) -> None:
    if choice not in RowChoice.values:
        raise DomainError(_("There is no such decision."))
    if choice == RowChoice.SPLIT and rows.filter(parts=[], part=0).exists():
        raise DomainError(_("A row that holds a single recommendation can't be split."))
    if choice != RowChoice.SAME_AS:
        return
    if target is None or len(kept) != 1:
        raise DomainError(_("Say which recommendation the row is the same as, row by row."))
    if target.merged_into_id or (batch.state_code and target.addressed_to.iso3 != batch.state_code):
        raise DomainError(
            _("%(reference)s can't be meant: it was merged, or is addressed to another State.")
            % {"reference": target.reference}
        )


def _keep(
    batch: ImportBatch,
    positions: Collection[int],
    choice: str,
    target: Recommendation | None,
    actor: User,
) -> None:
    RowDecision.objects.bulk_create(
        (
            RowDecision(
                batch=batch,
                position=position,
                choice=choice,
                target=target if choice == RowChoice.SAME_AS else None,
                decided_by=actor,
            )
            for position in positions
        ),
        update_conflicts=True,
        unique_fields=["batch", "position"],
        update_fields=["choice", "target", "decided_by", "updated_at"],
        batch_size=1_000,
    )
