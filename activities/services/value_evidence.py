"""The document that a value of an indicator rests on: attached, replaced, taken off."""

from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import User
from activities import policies
from activities.models import Indicator, IndicatorValue
from documents import services as documents
from documents.choices import Classification, Kind
from documents.models import Document
from documents.parsers import examine
from nmirf.common.decisions import require
from nmirf.common.history import because
from nmirf.common.workflow import WorkflowError
from recommendations.choices import Publication


@dataclass(frozen=True, slots=True)
class Rests:
    """What a value rests on: a file with its class; without one, what the value before had, or nothing."""

    upload: Any = None
    classification: str = Classification.INTERNAL
    keeps: bool = True


NOTHING = Rests()


def document_for(
    indicator: Indicator, before: IndicatorValue | None, rests: Rests, actor: User
) -> Document | None:
    """The document of a value that is about to be written, in the caller's transaction.

    The same file of the same class, of another value of the indicator, is not kept twice.
    Raises FileRefusedError.
    """
    if rests.upload is None:
        return before.document if before is not None and rests.keeps else None
    known = Document.objects.filter(
        sha256=examine(rests.upload).sha256,
        kind=Kind.EVIDENCE,
        classification=rests.classification,
        indicator_values__indicator=indicator.pk,
    )
    return known.order_by("pk").first() or documents.store(
        actor=actor,
        upload=rests.upload,
        kind=Kind.EVIDENCE,
        classification=Classification(rests.classification),
    )


@documents.files_follow_rows()
@transaction.atomic
def set_document(*, pk: int, actor: User, rests: Rests) -> IndicatorValue:
    """Attach a file to the value that is shown now, in the place of the one before, or take that off.

    Raises PermissionDenied, FileRefusedError, and WorkflowError where the value was revised meanwhile.
    """
    found = IndicatorValue.objects.select_for_update(of=("self",))
    value = found.select_related("indicator", "document").get(pk=pk)
    require(policies.can_enter_value(actor, value.indicator))
    if not value.is_current:
        raise WorkflowError(_("Someone has revised this value already."))
    old = value.document
    value.document = document_for(value.indicator, value, rests, actor)
    reason = _("Evidence attached") if value.document is not None else _("Evidence removed")
    with because(reason):
        value.save(update_fields=["document", "updated_at"])
        if old is not None and old != value.document:
            _let_go(value.indicator, old)
    return value


def _let_go(indicator: Indicator, document: Document) -> None:
    """The file goes only if nobody outside was asked to read it, and nothing else rests on it."""
    if indicator.publication == Publication.DRAFT:
        documents.discard(document=document)
