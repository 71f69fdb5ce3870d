"""A batch kept from others while something is decided of it."""

from accounts.models import User
from nmirf.common.decisions import require
from recommendations import policies
from recommendations.models import ImportBatch


def locked(pk: int, actor: User) -> ImportBatch:
    """The batch, until the transaction ends. Raises PermissionDenied."""
    batch = ImportBatch.objects.select_for_update().get(pk=pk)
    require(policies.can_change_import(actor, batch))
    return batch
