"""Reading updates one by one and signing those that were read, in one act."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import User
from activities import policies
from activities.choices import UpdateState
from activities.models import ImplementationUpdate, UpdateReading
from nmirf.common.errors import ConflictError, DomainError

from . import moves


@dataclass(slots=True)
class Signed:
    """What became of each: signed, or left out with the reason in words."""

    signed: list[ImplementationUpdate] = field(default_factory=list)
    left_out: list[tuple[ImplementationUpdate, str]] = field(default_factory=list)


def record_reading(*, update: ImplementationUpdate, actor: User) -> None:
    """That this person has opened the text that `update` holds; others' openings are not kept.

    What is recorded is the revision that was shown, whatever was saved meanwhile.
    """
    if not policies.has_to_read(actor, update):
        return
    UpdateReading.objects.update_or_create(
        update=update, person=actor, defaults={"revision": update.revision}
    )


def sign_several(*, chosen: Mapping[int, int], actor: User) -> Signed:
    """Sign each of `chosen` (key → revision that was shown) that its signatory has read.

    Each in a transaction of its own: one that cannot be signed keeps none of the others back.
    """
    outcome = Signed()
    rows = policies.visible_updates(actor).select_related("institution").in_bulk(list(chosen))
    for key in chosen:
        update = rows.get(key)
        if update is None:
            continue
        try:
            signed = _sign_read(pk=key, actor=actor, revision=chosen[key])
        except (DomainError, PermissionDenied) as error:
            outcome.left_out.append((update, str(error)))
        else:
            outcome.signed.append(signed)
    return outcome


@transaction.atomic
def _sign_read(*, pk: int, actor: User, revision: int) -> ImplementationUpdate:
    """Raises PermissionDenied, WorkflowError, ConflictError."""
    update = ImplementationUpdate.objects.select_for_update(of=("self",)).get(pk=pk)
    read = UpdateReading.objects.of_the_text_as_it_stands().filter(update=update, person=actor)
    if update.state == UpdateState.VERIFIED and not read.exists():
        raise ConflictError(_("You have not read it as it stands now."), theirs=update)
    return moves.sign(pk=pk, actor=actor, revision=revision)
