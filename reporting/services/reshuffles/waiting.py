"""What an institution that ended without anybody to follow has left to be assigned."""

from collections import defaultdict
from collections.abc import Collection
from typing import Any

from django.db import transaction
from django.db.models import Exists, OuterRef, Q
from django.utils.translation import gettext as _

from accounts.models import User
from focalpoints.choices import ReshuffleSide
from focalpoints.models import Institution, Reshuffle
from focalpoints.policies import can_edit_institutions
from nmirf.common.dates import today
from nmirf.common.decisions import require
from nmirf.common.errors import ConflictError, DomainError
from nmirf.common.history import because
from recommendations.models import Assignment
from recommendations.services.assignments import propose, propose_many

from .moving import Moving
from .previews import Group, Line
from .things import THINGS

ASSIGNMENTS = "assignments"


def waiting(reshuffle: Reshuffle) -> list[Group]:
    """Work that is still with what ended, by kind; a constant number of queries."""
    found = _found(reshuffle)
    return [
        Group(
            thing.noun,
            str(thing.label),
            tuple(Line(thing.key(row), thing.words(row), thing.note(row), -1) for row in rows),
        )
        for thing in THINGS
        if (rows := found.get(thing.noun))
    ]


@transaction.atomic
def give(*, reference: Any, keys: Collection[str], institution: Institution, actor: User) -> int:
    """Give work that waits to an institution; assignments are proposed to it. Returns how many.

    Raises DoesNotExist, PermissionDenied, ConflictError where someone else was first, DomainError.
    """
    require(can_edit_institutions(actor))
    reshuffle = Reshuffle.objects.select_for_update().get(reference=reference)
    if not Institution.objects.reporting().filter(pk=institution.pk).exists():
        raise DomainError(_("Recommendations are assigned to institutions of the State only."))
    found = _found(reshuffle, lock=True)
    known = {thing.key(row) for thing in THINGS for row in found.get(thing.noun, ())}
    if not keys:
        raise DomainError(_("Tick at least one line."))
    if set(keys) - known:
        raise ConflictError(_("Some of this has been assigned meanwhile: look again."), reshuffle)
    reason = _("%(act)s: given to %(name)s") % {"act": reshuffle.act, "name": institution}
    moving = Moving(actor, today(), reason[:300], frozenset())
    with because(reason[:300], reshuffle=str(reshuffle.reference)):
        for thing in THINGS:
            rows = [row for row in found.get(thing.noun, ()) if thing.key(row) in keys]
            if thing.noun == ASSIGNMENTS:
                _propose(rows, institution, actor)
            elif rows:
                thing.move(moving, rows, institution)
    return len(keys)


def _propose(rows: list[Any], institution: Institution, actor: User) -> None:
    by_role: dict[str, list[Any]] = defaultdict(list)
    for row in rows:
        if row.recommendation is not None:
            by_role[row.role].append(row.recommendation)
        else:
            propose(actor=actor, institution=institution, role=row.role, cluster=row.cluster)
    for role, records in by_role.items():
        propose_many(actor=actor, institution=institution, role=role, recommendations=records)


def _found(reshuffle: Reshuffle, *, lock: bool = False) -> dict[str, list[Any]]:
    parts = list(reshuffle.parts.all())
    if any(part.side == ReshuffleSide.AFTER for part in parts):
        return {}
    keys = [part.institution_id for part in parts]
    found: dict[str, list[Any]] = {}
    for thing in THINGS:
        if not thing.is_work:
            continue
        rows = thing.open(keys, reshuffle.effective_on)
        if thing.noun == ASSIGNMENTS:
            rows = _unassigned(reshuffle)
        found[thing.noun] = list(rows.select_for_update(of=("self",)) if lock else rows)
    return found


def _unassigned(reshuffle: Reshuffle) -> Any:
    """Assignments withdrawn by it whose part nobody has taken since."""
    standing = Assignment.objects.not_withdrawn().filter(
        Q(recommendation=OuterRef("recommendation")) | Q(cluster=OuterRef("cluster")),
        role=OuterRef("role"),
    )
    return (
        Assignment.objects.filter(~Exists(standing), pk__in=reshuffle.moved.get("waiting", []))
        .select_related("recommendation", "cluster")
        .order_by("recommendation__reference", "cluster__title", "pk")
    )
