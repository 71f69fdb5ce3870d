"""Documents of the library: put into it, replaced by a newer version, described anew."""

from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import User
from documents import policies
from documents.choices import LIBRARY_KINDS, Classification, Kind
from documents.models import Document, NamedReader
from nmirf.common.decisions import require
from nmirf.common.errors import DomainError
from nmirf.common.history import because

from .keeping import files_follow_rows, keep, prepared


class TwinError(DomainError):
    """The very same file is there already, and the person may read it: `twin`."""

    def __init__(self, twin: Document) -> None:
        super().__init__(
            _("This very file is in the library already: “%(title)s”.") % {"title": twin.title}
        )
        self.twin = twin


def add_document(
    *,
    actor: User,
    upload: Any,
    kind: Kind,
    classification: Classification,
    title: str = "",
    language: str = "",
    again: bool = False,
) -> Document:
    """Put a document into the library; `again` keeps a second copy of a file that is there.

    Raises PermissionDenied, FileRefusedError, TwinError, DomainError.
    """
    require(policies.keeps_library(actor))
    if kind not in LIBRARY_KINDS:
        raise DomainError(_("Files of this kind are added to the record that they belong to."))
    ready = prepared(actor, upload)
    twin = twin_of(actor, ready.facts.sha256)
    if twin is not None and not again:
        raise TwinError(twin)
    with because(_("Put into the library")):
        return keep(
            actor=actor,
            ready=ready,
            kind=kind,
            classification=classification,
            title=title,
            language=language,
        )


def twin_of(user: User, sha256: str) -> Document | None:
    """The same bytes among what the person may read; of others they learn nothing."""
    return policies.visible_documents(user).filter(sha256=sha256).order_by("pk").first()


def add_version(*, actor: User, document: Document, upload: Any) -> Document:
    """Replace a document by a newer file. The old one is kept, and whatever cites it goes on citing it.

    The newer one has the old one's title, class and named readers.
    Raises PermissionDenied, FileRefusedError, DomainError.
    """
    with files_follow_rows(), transaction.atomic():
        old = Document.objects.select_for_update().get(pk=document.pk)
        require(policies.can_change(actor, old))
        require_last(old)
        with because(_("New version")):
            new = next_version(actor, old, upload)
            NamedReader.objects.bulk_create(
                NamedReader(document=new, person_id=row.person_id, named_by_id=row.named_by_id)
                for row in old.named_readers.all()
            )
    return new


def require_last(old: Document) -> None:
    """Raises DomainError where a version follows already, or the scanner has not let the file through."""
    if old.is_held_back:
        raise DomainError(_("The virus scanner holds this file back."))
    if Document.objects.filter(replaces=old).exists():
        raise DomainError(_("Someone has added a newer version first."))


def next_version(actor: User, old: Document, upload: Any) -> Document:
    """The row after `old`, which the caller has locked. Raises FileRefusedError, DomainError."""
    ready = prepared(actor, upload)
    if ready.facts.sha256 == old.sha256:
        raise DomainError(_("“%(name)s” is the very same file.") % {"name": ready.facts.filename})
    return keep(
        actor=actor,
        ready=ready,
        kind=Kind(old.kind),
        classification=Classification(old.classification),
        title=old.title,
        language=old.language,
        replaces=old,
    )


def describe(
    *,
    actor: User,
    document: Document,
    title: str,
    kind: Kind,
    classification: Classification,
    language: str,
    reason: str,
) -> Document:
    """Change what is said of a document, and who may read it. A class is one for all its versions.

    Raises PermissionDenied, DomainError.
    """
    if kind not in LIBRARY_KINDS:
        raise DomainError(_("Files of this kind are added to the record that they belong to."))
    with transaction.atomic():
        versions = Document.objects.select_for_update().filter(series=document.series)
        row = next(one for one in versions.order_by("pk") if one.pk == document.pk)
        require(policies.can_change(actor, row))
        with because(reason):
            row.title, row.kind, row.language = title, kind, language
            row.save(update_fields=["title", "kind", "language", "updated_at"])
            for version in versions.exclude(classification=classification):
                version.classification = classification
                version.save(update_fields=["classification", "updated_at"])
    return Document.objects.get(pk=row.pk)


def name_reader(*, actor: User, document: Document, email: str) -> NamedReader:
    """Let a person read a document of the library, whatever its class. Naming them twice is no harm.

    Raises PermissionDenied, DomainError.
    """
    with transaction.atomic():
        row = Document.objects.select_for_update().get(pk=document.pk)
        require(policies.can_change(actor, row))
        person = User.objects.filter(email__iexact=email.strip(), is_active=True).first()
        if person is None:
            raise DomainError(_("Nobody has an account under this address."))
        with because(_("Reader named")):
            named, _new = NamedReader.objects.get_or_create(
                document=row, person=person, defaults={"named_by": actor}
            )
    return named


def unname_reader(*, actor: User, document: Document, pk: int) -> None:
    """Raises PermissionDenied, NamedReader.DoesNotExist."""
    with transaction.atomic():
        named = NamedReader.objects.select_for_update().get(pk=pk, document=document)
        require(policies.can_change(actor, document))
        with because(_("Reader taken off")):
            named.delete()
