"""Files that an update rests on: attached, cited to the page, taken off."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import User
from activities import policies
from activities.models import Evidence, ImplementationUpdate
from documents import services as documents
from documents.choices import Classification, Kind
from documents.models import Document
from documents.parsers import examine
from documents.services.versions import next_version, require_last
from nmirf.common.decisions import require
from nmirf.common.history import because


@dataclass(frozen=True, slots=True)
class Citation:
    """The place in a document: a page from 1, or None, and words."""

    page: int | None = None
    note: str = ""


@dataclass(frozen=True, slots=True)
class Files:
    """Uploads that share a class; `citation` is the place in each of them."""

    uploads: Sequence[Any] = ()
    classification: Classification = Classification.INTERNAL
    citation: Citation = Citation()


NO_FILES = Files()
NO_CITATIONS: Mapping[int, Citation] = {}


def attach(*, pk: int, files: Files, actor: User) -> ImplementationUpdate:
    """Add evidence. A file that the update has already is not kept twice.

    Raises PermissionDenied, FileRefusedError.
    """
    with documents.files_follow_rows(), transaction.atomic():
        update = _locked(pk)
        require(policies.can_edit_update(actor, update))
        with because(_("Evidence attached")):
            attach_to(update, files, actor)
    return update


def remove_evidence(*, pk: int, evidence: int, actor: User) -> None:
    """Take a file off. It is deleted unless it was submitted before or something else rests on it.

    Raises PermissionDenied, Evidence.DoesNotExist.
    """
    with transaction.atomic():
        update = _locked(pk)
        require(policies.can_edit_update(actor, update))
        link = Evidence.objects.select_related("document").get(pk=evidence, update=update)
        with because(_("Evidence removed")):
            _take_off(update, link)


def describe(
    *,
    pk: int,
    evidence: int,
    actor: User,
    page: int | None = None,
    note: str = "",
    upload: Any = None,
) -> Evidence:
    """Say where in the document it stands; with `upload`, replace the file by a newer version.

    Other updates that cite the older version go on citing it.
    Raises PermissionDenied, Evidence.DoesNotExist, FileRefusedError, DomainError.
    """
    with documents.files_follow_rows(), transaction.atomic():
        update = _locked(pk)
        require(policies.can_edit_update(actor, update))
        link = Evidence.objects.select_for_update().get(pk=evidence, update=update)
        with because(_("Evidence described")):
            if upload is not None:
                old = Document.objects.select_for_update().get(pk=link.document_id)
                require_last(old)
                link.document = next_version(actor, old, upload)
            link.page, link.note = page, note
            link.save(update_fields=["document", "page", "note", "updated_at"])
    return link


def attach_to(update: ImplementationUpdate, files: Files, actor: User) -> None:
    """Add the files to a locked update, within the caller's transaction."""
    for upload in files.uploads:
        sha256 = examine(upload).sha256
        twin = update.evidence_links.filter(document__sha256=sha256).first()
        if twin is not None and twin.document.classification == files.classification:
            if files.citation != Citation():
                cite(update, {twin.pk: files.citation})
            continue
        if twin is not None:
            _take_off(update, twin)
        Evidence.objects.create(
            update=update,
            document=_kept_before(update, sha256, files) or _kept(upload, files, actor),
            page=files.citation.page,
            note=files.citation.note,
        )


def cite(update: ImplementationUpdate, citations: Mapping[int, Citation]) -> None:
    """Write the place in each file of a locked update; keys of other updates' files do nothing."""
    for link in update.evidence_links.filter(pk__in=list(citations)):
        wanted = citations[link.pk]
        if (link.page, link.note) != (wanted.page, wanted.note):
            link.page, link.note = wanted.page, wanted.note
            link.save(update_fields=["page", "note", "updated_at"])


def _locked(pk: int) -> ImplementationUpdate:
    return ImplementationUpdate.objects.select_for_update(of=("self",)).get(pk=pk)


def _take_off(update: ImplementationUpdate, link: Evidence) -> None:
    """The file itself goes only if nobody outside was asked to read it, and nothing rests on it."""
    link.delete()
    if update.submitted_at is None:
        documents.discard(document=link.document)


def _kept_before(update: ImplementationUpdate, sha256: str, files: Files) -> Document | None:
    """The same file, of the same class, in another update of the institution."""
    return (
        Document.objects.filter(
            sha256=sha256,
            kind=Kind.EVIDENCE,
            classification=files.classification,
            evidence_links__update__institution=update.institution_id,
        )
        .order_by("pk")
        .first()
    )


def _kept(upload: Any, files: Files, actor: User) -> Document:
    return documents.store(
        actor=actor, upload=upload, kind=Kind.EVIDENCE, classification=files.classification
    )
