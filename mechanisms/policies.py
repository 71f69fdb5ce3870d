"""Who may change what is known of States, mechanisms and reviews, and who reads what belongs to them."""

from documents.choices import BELONGING
from documents.policies import known_documents, visible_documents
from documents.querysets import DocumentQuerySet
from focalpoints.policies import Person, can_edit_reference, is_secretariat
from nmirf.common.decisions import Decision

from .models import ReviewDocument
from .querysets import ReviewDocumentQuerySet


def can_edit_aliases(user: Person) -> Decision:
    """Further spellings of States and mechanisms: reference data."""
    return can_edit_reference(user)


def can_edit_review_documents(user: Person) -> Decision:
    """Which documents belong to a review: the secretariat, which keeps the library."""
    return is_secretariat(user)


def visible_review_documents(user: Person) -> ReviewDocumentQuerySet:
    """As the documents themselves are: their class decides, here as in the library."""
    return ReviewDocument.objects.filter(document__in=visible_documents(user).values("pk"))


def known_review_documents(user: Person) -> ReviewDocumentQuerySet:
    """With those that the virus scanner holds back, for who looks after them."""
    return ReviewDocument.objects.filter(document__in=known_documents(user).values("pk"))


def linkable_documents(user: Person) -> DocumentQuerySet:
    """What may be put to a review: documents of the library, never part of another record."""
    return visible_documents(user).exclude(kind__in=BELONGING)
