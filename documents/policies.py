"""Who may fetch a file. What a document belongs to lives above, and is asked through readers."""

from collections.abc import Callable
from typing import Any

from django.db.models import Q, QuerySet

from .choices import BELONGING, Classification, ScanState
from .models import Document

# Functions (user) → queryset of documents, which the apps above add in their AppConfig.ready:
# this app cannot import them, and a file must not be more open than what it belongs to.
_readers: list[Callable[[Any], QuerySet[Document]]] = []


def add_reader(reader: Callable[[Any], QuerySet[Document]]) -> None:
    """Register `reader`: the documents that a person may read for a reason that an app above knows."""
    if reader not in _readers:
        _readers.append(reader)


def visible_documents(user: Any) -> QuerySet[Document]:
    """Public ones, one's own uploads, and those that some reader opens; never a quarantined one.

    Evidence, signed forms and letters are opened by readers alone: a public file of a draft is not public
    yet, and whoever uploaded it reads it for as long as they act for the institution.
    """
    opened = Q(classification=Classification.PUBLIC)
    if user.is_authenticated:
        opened |= Q(owner=user.pk)
    opened &= ~Q(kind__in=BELONGING)
    for reader in _readers:
        opened |= Q(pk__in=reader(user).values("pk"))
    return Document.objects.exclude(scan_state=ScanState.INFECTED).filter(opened)
