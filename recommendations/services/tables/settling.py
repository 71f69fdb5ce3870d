"""From what was said at the table to assignments."""

import datetime as dt
from collections.abc import Sequence
from uuid import UUID

from django.db import transaction
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from accounts.models import User
from nmirf.common.dates import day_of, today
from nmirf.common.errors import ConflictError, DomainError
from nmirf.common.history import because
from nmirf.common.workflow import WorkflowError
from recommendations.choices import AssignmentRole, TableItemState
from recommendations.models import Assignment, TableClaim, TableItem, ThematicTable
from recommendations.services.agreements import Part, write_agreed

from .common import item_of, locked_table, require_running, show_anew

# How long those who were not there have to answer.
ANSWER_WITHIN = dt.timedelta(days=14)


def mark_of(claims: Sequence[TableClaim]) -> str:
    """Changes whenever a claim comes, changes or goes: what the chair had before the eyes."""
    latest = max((claim.updated_at for claim in claims), default=None)
    return f"{len(claims)}-{latest.timestamp() if latest else 0}"


@transaction.atomic
def settle(
    *,
    actor: User,
    reference: UUID,
    item: int,
    seen: str,
    lead: int | None = None,
    replaces_lead: bool = False,
) -> TableItem:
    """Make assignments of what the institutions said, all or none.

    `seen` is the mark of the claims that the chair saw: what was pressed since is looked at
    first (ConflictError). `lead` is the institution that leads by the chair's word, where two
    want to or none has said so; the others who wanted to contribute. Where nobody says it now,
    whoever leads already goes on leading.

    Raises DomainError where it is contested, where nobody took it, or where an earlier lead stands.
    """
    table = locked_table(reference, actor)
    require_running(table)
    row = item_of(table, item)
    if row.state == TableItemState.SETTLED:
        raise WorkflowError(_("It is settled already."))
    claims = list(row.claims.select_related("institution", "made_by"))
    if seen != mark_of(claims):
        raise ConflictError(_("Something was said meanwhile. Look again, then settle."), row)
    taken = [claim for claim in claims if not claim.objection]
    _choose_lead(row, taken, lead)
    write_agreed(
        actor=actor,
        recommendation=row.recommendation_id,
        parts=[_part(claim) for claim in taken],
        meeting=table.meeting,
        reason=_reason(table),
        answer_by=today() + ANSWER_WITHIN,
        replaces_lead=replaces_lead,
    )
    with because(_reason(table)):
        row.state, row.settled_by, row.settled_at = TableItemState.SETTLED, actor, timezone.now()
        row.save(update_fields=["state", "settled_by", "settled_at", "updated_at"])
    show_anew(table)
    return row


def _reason(table: ThematicTable) -> str:
    day = date_format(day_of(table.meeting.starts_at), "DATE_FORMAT")
    return _("Thematic table of %(date)s") % {"date": day}


def _part(claim: TableClaim) -> Part:
    return Part(claim.institution, claim.role, None if claim.by_the_table else claim.made_by)


def _choose_lead(row: TableItem, taken: list[TableClaim], lead: int | None) -> None:
    """See to it that exactly one leads, and write the chair's choice into the claims."""
    if not taken:
        raise DomainError(_("Nobody has taken it: assign it, or park it."))
    if lead is not None:
        _decide(taken, lead)
    leads = [claim for claim in taken if claim.role == AssignmentRole.LEAD]
    if len(leads) > 1:
        names = ", ".join(claim.institution.label for claim in leads)
        raise DomainError(_("%(names)s want to lead: choose one, or park it.") % {"names": names})
    if not leads and not _is_led_by_another(row, taken):
        raise DomainError(_("Nobody leads it yet: choose who does, or park it."))


def _is_led_by_another(row: TableItem, taken: list[TableClaim]) -> bool:
    led = Assignment.objects.not_withdrawn().filter(
        recommendation=row.recommendation_id, role=AssignmentRole.LEAD
    )
    # One that leads so far and now only contributes leaves it without a lead.
    return led.exclude(institution__in=[claim.institution_id for claim in taken]).exists()


def _decide(taken: list[TableClaim], lead: int) -> None:
    if lead not in {claim.institution_id for claim in taken}:
        raise DomainError(_("Choose one of those who have taken it."))
    with because(str(_("Decided by the chair of the table"))):
        for claim in taken:
            is_lead = claim.institution_id == lead
            role = AssignmentRole.LEAD if is_lead else AssignmentRole.CONTRIBUTING
            if claim.role != role:
                claim.role = role
                claim.save(update_fields=["role", "updated_at"])
