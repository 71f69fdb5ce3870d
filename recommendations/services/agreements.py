"""Parts in a recommendation that were agreed in the same room: written at once, accepted at once."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import User
from focalpoints.models import Institution, Meeting
from nmirf.common.decisions import require
from nmirf.common.errors import DomainError
from nmirf.common.history import because
from recommendations import policies
from recommendations.choices import AssignmentRole, AssignmentState, Publication
from recommendations.models import Assignment, Recommendation


@dataclass(frozen=True, slots=True)
class Part:
    """One institution's part; `accepted_by` is None where it was not there to accept."""

    institution: Institution
    role: str
    accepted_by: User | None


@transaction.atomic
def write_agreed(
    *,
    actor: User,
    recommendation: int,
    parts: Sequence[Part],
    meeting: Meeting,
    reason: str,
    answer_by: dt.date,
    replaces_lead: bool = False,
) -> list[Assignment]:
    """Write what was agreed at a meeting; returns the assignments that are new or changed.

    Who was there has accepted; the others are asked to answer by a day. An institution that has a
    part already keeps the row, with its new role. Where another one leads so far, it gives the
    lead up only if `replaces_lead` says so: it contributes if that is its part, else its
    assignment is withdrawn. Nobody is told: whoever calls tells of all of them at once.

    Raises PermissionDenied, and DomainError where the record left the register or another leads.
    """
    require(policies.can_assign(actor))
    record = Recommendation.objects.select_for_update(no_key=True).get(pk=recommendation)
    if record.publication != Publication.PUBLISHED:
        raise DomainError(_("This recommendation is not in the public register any more."))
    rows = Assignment.objects.not_withdrawn().filter(recommendation=record)
    present = {row.institution_id: row for row in rows.select_for_update().order_by("pk")}
    changed: list[Assignment] = []
    with because(reason):
        changed += _free_the_lead(actor, parts, present, reason, replaces_lead)
        try:
            with transaction.atomic():
                for part in sorted(parts, key=lambda part: part.role == AssignmentRole.LEAD):
                    row = present.get(part.institution.pk)
                    row = row or Assignment(
                        recommendation=record, institution=part.institution, proposed_by=actor
                    )
                    if _write(row, part, meeting, answer_by):
                        changed.append(row)
        except IntegrityError as error:
            raise DomainError(_("Someone assigned this at the same moment. Look again.")) from error
    return changed


def _free_the_lead(
    actor: User,
    parts: Sequence[Part],
    present: dict[int, Assignment],
    reason: str,
    replaces_lead: bool,
) -> list[Assignment]:
    """Take the lead from the institution that had it, where another one leads now."""
    new = {part.institution.pk for part in parts if part.role == AssignmentRole.LEAD}
    former = next((row for row in present.values() if row.role == AssignmentRole.LEAD), None)
    if former is None or not new or former.institution_id in new:
        return []
    if not replaces_lead:
        raise DomainError(
            _("%(institution)s leads already: say that its lead is replaced.")
            % {"institution": former.institution.label}
        )
    if former.institution_id in {part.institution.pk for part in parts}:
        # Its new part is written with the others, once the lead is free.
        former.role = AssignmentRole.CONTRIBUTING
        former.save(update_fields=["role", "updated_at"])
        return []
    former.state, former.reason = AssignmentState.WITHDRAWN, reason
    former.decided_by, former.decided_at = actor, timezone.now()
    former.save(update_fields=["state", "reason", "decided_by", "decided_at", "updated_at"])
    return [former]


def _write(row: Assignment, part: Part, meeting: Meeting, answer_by: dt.date) -> bool:
    """Whether there was anything to write: what stood so already is left alone."""
    stands = row.pk and row.role == part.role
    if stands and (part.accepted_by is None or row.state == AssignmentState.ACCEPTED):
        return False
    row.role, row.meeting = part.role, meeting
    if part.accepted_by is not None:
        row.state, row.answer_by = AssignmentState.ACCEPTED, None
        row.decided_by, row.decided_at = part.accepted_by, timezone.now()
    elif not row.pk:
        row.answer_by = answer_by
    row.save()
    return True
