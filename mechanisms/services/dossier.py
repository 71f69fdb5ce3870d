"""The documents of a review: put to it out of the library or from a file, described, taken off."""

import datetime as dt
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import User
from documents.choices import Classification, Kind
from documents.models import Document
from documents.services.keeping import files_follow_rows
from documents.services.versions import add_document
from mechanisms import policies
from mechanisms.choices import ReviewDocumentKind
from mechanisms.models import Review, ReviewDocument
from nmirf.common.decisions import require
from nmirf.common.errors import DomainError
from nmirf.common.history import because

# As what the library keeps a file that does not come from the mechanism or the United Nations.
_LIBRARY_KIND = {
    ReviewDocumentKind.STATE_REPORT: Kind.REPORT,
    ReviewDocumentKind.REPLIES: Kind.REPORT,
    ReviewDocumentKind.NHRI_REPORT: Kind.REPORT,
    ReviewDocumentKind.CIVIL_SOCIETY_REPORT: Kind.REPORT,
    ReviewDocumentKind.ADDENDUM: Kind.REPORT,
    ReviewDocumentKind.FOLLOW_UP_REPORT: Kind.REPORT,
    ReviewDocumentKind.OTHER: Kind.OTHER,
}


@transaction.atomic
def link_document(
    *,
    actor: User,
    review: Review,
    document: Document,
    kind: ReviewDocumentKind,
    symbol: str = "",
    dated_on: dt.date | None = None,
    order: int = 0,
) -> ReviewDocument:
    """Put a document of the library to a review. It becomes no more open by that.

    Raises PermissionDenied, DomainError.
    """
    require(policies.can_edit_review_documents(actor))
    # Of two at once the second waits, and finds it there.
    Review.objects.select_for_update(no_key=True).get(pk=review.pk)
    if not policies.linkable_documents(actor).filter(pk=document.pk).exists():
        raise DomainError(_("Only documents of the library that you may read are put to a review."))
    if ReviewDocument.objects.filter(review=review, document=document).exists():
        raise DomainError(_("This document is among those of the review already."))
    return _link(review, document, kind=kind, symbol=symbol, dated_on=dated_on, order=order)


def upload_document(
    *,
    actor: User,
    review: Review,
    upload: Any,
    classification: Classification,
    kind: ReviewDocumentKind,
    title: str = "",
    language: str = "",
    again: bool = False,
    symbol: str = "",
    dated_on: dt.date | None = None,
    order: int = 0,
) -> ReviewDocument:
    """Put a file into the library and to the review in one; both or neither.

    Raises PermissionDenied, FileRefusedError, TwinError, DomainError.
    """
    require(policies.can_edit_review_documents(actor))
    with files_follow_rows(), transaction.atomic():
        document = add_document(
            actor=actor,
            upload=upload,
            kind=_LIBRARY_KIND.get(kind, Kind.UN_DOCUMENT),
            classification=classification,
            title=title,
            language=language,
            again=again,
        )
        # Not through `link_document`: the virus scanner may hold the new file back for now.
        return _link(review, document, kind=kind, symbol=symbol, dated_on=dated_on, order=order)


def _link(review: Review, document: Document, **facts: Any) -> ReviewDocument:
    with because(_("Put to the documents of the review")):
        return ReviewDocument.objects.create(review=review, document=document, **facts)


def describe_link(
    *,
    actor: User,
    pk: int,
    kind: ReviewDocumentKind,
    symbol: str,
    dated_on: dt.date | None,
    order: int,
) -> ReviewDocument:
    """Say anew what the document is in the review. Raises PermissionDenied."""
    with transaction.atomic():
        row = _locked(actor, pk)
        row.kind, row.symbol, row.dated_on, row.order = kind, symbol, dated_on, order
        with because(_("What a document is in the review, said anew")):
            row.save(update_fields=["kind", "symbol", "dated_on", "order", "updated_at"])
    return row


def retire_link(*, actor: User, pk: int, reason: str) -> None:
    """Take a document off the review; it stays in the library, and the reason in the history.

    Raises PermissionDenied.
    """
    with transaction.atomic():
        row = _locked(actor, pk)
        with because(reason):
            row.delete()


def _locked(actor: User, pk: int) -> ReviewDocument:
    """Raises PermissionDenied, DomainError where somebody was first to take it off."""
    require(policies.can_edit_review_documents(actor))
    known = policies.known_review_documents(actor).select_for_update(of=("self",))
    row: ReviewDocument | None = known.filter(pk=pk).first()
    if row is None:
        raise DomainError(_("This document is no longer among those of the review."))
    return row
