"""Who may fetch a file. What a document belongs to lives above, and is asked through readers."""

from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.db.models import Q, QuerySet
from django.utils.module_loading import import_string
from django.utils.translation import gettext as _

from nmirf.common.decisions import ALLOW, Decision, deny

from .choices import BELONGING, HELD_BACK, Classification
from .models import Document, NamedReader
from .querysets import DocumentQuerySet

# Functions (user) → queryset of documents, which the apps above add in their AppConfig.ready:
# this app cannot import them, and a file must not be more open than what it belongs to.
_readers: list[Callable[[Any], QuerySet[Document]]] = []


def add_reader(reader: Callable[[Any], QuerySet[Document]]) -> None:
    """Register `reader`: the documents that a person may read for a reason that an app above knows."""
    if reader not in _readers:
        _readers.append(reader)


def _opened(user: Any) -> Q:
    """Public ones, one's own uploads, those one is named for, and those that some reader opens.

    Evidence, signed forms and letters are opened by readers alone: a public file of a draft is not public
    yet, and whoever uploaded it reads it for as long as they act for the institution.
    """
    opened = Q(classification=Classification.PUBLIC)
    if user.is_authenticated:
        opened |= Q(owner=user.pk)
        opened |= Q(pk__in=NamedReader.objects.filter(person=user.pk).values("document"))
    opened &= ~Q(kind__in=BELONGING)
    for reader in _readers:
        opened |= Q(pk__in=reader(user).values("pk"))
    return opened


def visible_documents(user: Any) -> DocumentQuerySet:
    """What a person may read, file, text and picture alike; never what the virus scanner holds back."""
    return Document.objects.served().filter(_opened(user))


def held_documents(user: Any) -> DocumentQuerySet:
    """Held back by the virus scanner, and to be told so: their uploader, and who keeps the library.

    Of these the facts may be told; never the file, its text or its picture.
    """
    held = Document.objects.held_back().filter(_opened(user))
    return held if keeps_library(user) else held.filter(owner=user.pk)


def known_documents(user: Any) -> DocumentQuerySet:
    """Those of which there is a page: what one may read, and what is held back and concerns one."""
    opened = Document.objects.filter(_opened(user))
    if keeps_library(user):
        return opened
    return opened.filter(~Q(scan_state__in=HELD_BACK) | Q(owner=user.pk))


def keeps_library(user: Any) -> Decision:
    """Who keeps the library is known above; the settings name who says so."""
    decision: Decision = import_string(settings.LIBRARY_KEEPER)(user)
    return decision


def needs_cleaning(user: Any) -> bool:
    """Whether what this person uploads is freed of traces of its author; see the settings."""
    return bool(import_string(settings.UNTRACED_UPLOADERS)(user))


def can_change(user: Any, document: Document) -> Decision:
    """Change what is said of a document of the library, or replace it by a new version."""
    if document.kind in BELONGING:
        return deny(_("This file is part of a record; it is changed there."))
    if document.owner_id == user.pk or keeps_library(user):
        return ALLOW
    return deny(_("Only who uploaded a document and the secretariat change it."))


def can_replace(user: Any, document: Document) -> Decision:
    """Whoever may change it, as long as nothing newer is there."""
    if document.is_held_back:
        return deny(_("The virus scanner holds this file back."))
    if Document.objects.filter(replaces=document).exists():
        return deny(_("There is a newer version already."))
    return can_change(user, document)
