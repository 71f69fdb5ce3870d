"""What an update says of its evidence: the place that matters, and which version of the file."""

from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import User
from activities import policies
from activities.models import Evidence, ImplementationUpdate
from documents.models import Document
from documents.services import files_follow_rows
from documents.services.versions import next_version, require_last
from nmirf.common.decisions import require
from nmirf.common.history import because


def cite(
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
    with files_follow_rows(), transaction.atomic():
        update = ImplementationUpdate.objects.select_for_update(of=("self",)).get(pk=pk)
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
