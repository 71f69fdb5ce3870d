"""What people ask about their own data. Who answers, and how, stands in focalpoints."""

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from accounts.choices import DATA_REQUEST_MOVES, DataRequestKind
from accounts.models import DataRequest, User
from nmirf.common.errors import DomainError
from nmirf.common.history import because
from nmirf.common.queue import enqueue
from nmirf.common.workflow import WorkflowError

from . import personal


@transaction.atomic
def ask(*, actor: User, kind: DataRequestKind, text: str) -> DataRequest:
    """Ask for something about oneself to be corrected or erased.

    Raises DomainError where the same is asked already, where a correction does not say what, and
    for an erasure as long as something stands in its way.
    """
    if kind == DataRequestKind.CORRECTION and not text.strip():
        raise DomainError(_("Say what is wrong and what is right."))
    reasons = personal.hindrances(actor) if kind == DataRequestKind.ERASURE else []
    if reasons:
        raise DomainError(" ".join(reasons))
    with because("Asked about one's own data"):
        try:
            with transaction.atomic():
                row = DataRequest.objects.create(person=actor, kind=kind, text=text)
        except IntegrityError as error:
            if "data_request_one_open" not in str(error):
                raise
            raise DomainError(
                _("You have asked for this already; it is being looked at.")
            ) from error
    enqueue("focalpoints.tell_of_data_request", row.pk)
    return row


@transaction.atomic
def withdraw(*, actor: User, pk: int) -> DataRequest:
    """Take one's own request back. Raises DoesNotExist, WorkflowError once it is answered."""
    row = DataRequest.objects.select_for_update().get(pk=pk, person=actor)
    step = DATA_REQUEST_MOVES["withdraw"]
    if row.state not in step.sources:
        raise WorkflowError(_("This request has been answered already."))
    row.state = step.target
    row.save(update_fields=["state", "updated_at"])
    return row
