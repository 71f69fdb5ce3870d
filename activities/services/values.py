"""Values of indicators: record, revise, call final, withdraw."""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import User
from activities import policies
from activities.breakdowns import key_of
from activities.choices import Quality, ValueStanding
from activities.models import Category, Indicator, IndicatorValue, Unit
from activities.parsers.periods import Period, parse_period
from activities.services.value_evidence import NOTHING, Rests, document_for
from documents.models import Document
from documents.services import files_follow_rows
from nmirf.common.dates import today
from nmirf.common.decisions import require
from nmirf.common.errors import ConflictError, DomainError
from nmirf.common.history import because
from nmirf.common.workflow import WorkflowError


@dataclass(frozen=True, slots=True)
class Said:
    """What is said of one period and group. `cases`: on how many people or cases it rests."""

    value: Decimal
    cases: int | None = None
    quality: str = Quality.NOT_ASSESSED
    standing: str = ValueStanding.FINAL
    source: str = ""
    note: str = ""


WITHDRAWN = ("is_current", "revises", "withdrawn_at", "withdrawn_because")
FACTS = ("value", "cases", "quality", "standing", "source", "note")


def check_fits(unit: Unit, value: Decimal) -> None:
    """Raise DomainError where the unit does not allow the value, as 120 % of anything."""
    if unit.is_share and not 0 <= value <= 100:
        raise DomainError(
            _("%(value)s is no share: it lies between 0 and 100.") % {"value": f"{value:f}"}
        )
    if unit.is_count and value < 0:
        raise DomainError(_("A number of people or cases is not negative."))


def check_begun(period: Period) -> None:
    """Raise DomainError where the period has not begun: nothing can have been measured in it."""
    if period.first > today():
        raise DomainError(_("The period %(period)s has not begun.") % {"period": period.code})


@files_follow_rows()
@transaction.atomic
def record_value(
    *,
    indicator: int,
    actor: User,
    period: str,
    breakdown: Mapping[str, str] | None = None,
    said: Said,
    rests: Rests = NOTHING,
    is_revision: bool = False,
) -> IndicatorValue:
    """Record a value of a period and a group; `breakdown` is {dimension: code of a category}.

    Where one is there, `is_revision` makes this one a revision of it; the old one is kept. Raises
    PermissionDenied, ConflictError with the value that is there, FileRefusedError, and DomainError
    for an unknown period or group, a period that has not begun, and a value that its unit does not
    allow.
    """
    row = Indicator.objects.select_for_update(of=("self",)).select_related("unit").get(pk=indicator)
    require(policies.can_enter_value(actor, row))
    when, groups = parse_period(period), dict(breakdown or {})
    check_begun(when)
    check_fits(row.unit, said.value)
    check_groups(groups)
    before = row.values.current().filter(period=when.code, breakdown_key=key_of(groups)).first()
    if before is not None and not is_revision:
        raise ConflictError(
            _("There is a value for %(period)s and this group already. Revise it instead.")
            % {"period": when.code},
            theirs=before,
        )
    reason = _("Value revised") if before is not None else _("Value entered")
    with because(said.note or reason):
        document = document_for(row, before, rests, actor)
        return write(row, actor, when, groups, said, before, document)


def write(
    indicator: Indicator,
    actor: User,
    when: Period,
    groups: Mapping[str, str],
    said: Said,
    before: IndicatorValue | None,
    document: Document | None = None,
) -> IndicatorValue:
    """One value, beside the one that it revises; whoever calls has asked and locked."""
    if before is not None:
        before.is_current = False
        before.save(update_fields=["is_current", "updated_at"])
    made = as_row(indicator, actor, when, groups, said)
    made.revises, made.document = before, document
    made.save(force_insert=True)
    return made


def as_row(
    indicator: Indicator, actor: User, when: Period, groups: Mapping[str, str], said: Said
) -> IndicatorValue:
    """The row that says it, not yet written."""
    facts: dict[str, Any] = {name: getattr(said, name) for name in FACTS}
    return IndicatorValue(
        indicator=indicator,
        period=when.code,
        period_from=when.first,
        period_to=when.last,
        breakdown=dict(groups),
        breakdown_key=key_of(groups),
        entered_by=actor,
        **facts,
    )


def check_groups(groups: Mapping[str, str]) -> None:
    """Raise DomainError, naming them, where groups are not in their lists."""
    rows = Category.objects.filter(dimension__in=list(groups))
    known = set(rows.values_list("dimension", "code"))
    unknown = [f"{name}={code}" for name, code in groups.items() if (name, code) not in known]
    if unknown:
        raise DomainError(_("Unknown groups: %(groups)s.") % {"groups": ", ".join(unknown)})


def check_current(value: IndicatorValue) -> None:
    """Raises WorkflowError where the value was revised or withdrawn."""
    if not value.is_current:
        raise WorkflowError(_("Someone has revised or withdrawn this value already."))


@files_follow_rows()
@transaction.atomic
def revise_value(*, pk: int, actor: User, said: Said, rests: Rests = NOTHING) -> IndicatorValue:
    """Say another value for the same period and group; the old one is kept, with its document.

    Raises PermissionDenied, FileRefusedError, WorkflowError where someone revised it first, DomainError.
    """
    before = IndicatorValue.objects.select_related("indicator__unit").get(pk=pk)
    row = Indicator.objects.select_for_update(of=("self",)).get(pk=before.indicator_id)
    require(policies.can_enter_value(actor, row))
    before.refresh_from_db(fields=["is_current"])
    check_current(before)
    check_fits(before.indicator.unit, said.value)
    if not said.note.strip():
        raise DomainError(_("Say why it is revised."))
    with because(said.note):
        document = document_for(row, before, rests, actor)
        when = parse_period(before.period)
        return write(row, actor, when, before.breakdown, said, before, document)


@transaction.atomic
def finalise_value(*, pk: int, actor: User) -> IndicatorValue:
    """Call a provisional value final. Raises PermissionDenied, WorkflowError."""
    found = IndicatorValue.objects.select_for_update(of=("self",)).select_related("indicator")
    value = found.get(pk=pk)
    require(policies.can_enter_value(actor, value.indicator))
    if not value.is_current or value.standing == ValueStanding.FINAL:
        raise WorkflowError(_("This value is final, revised or withdrawn already."))
    with because(_("Value called final")):
        value.standing = ValueStanding.FINAL
        value.save(update_fields=["standing", "updated_at"])
    return value


@transaction.atomic
def withdraw_value(*, pk: int, actor: User, note: str) -> IndicatorValue:
    """Take a value back, and say why: what it revised is said again, or nothing of this period and group.

    Raises PermissionDenied, WorkflowError where someone revised or withdrew it first, DomainError.
    """
    indicator = IndicatorValue.objects.get(pk=pk).indicator_id
    row = Indicator.objects.select_for_update(of=("self",)).get(pk=indicator)
    require(policies.can_enter_value(actor, row))
    value = IndicatorValue.objects.select_for_update(of=("self",)).get(pk=pk)
    check_current(value)
    if not note.strip():
        raise DomainError(_("Say why it is withdrawn."))
    before = value.revises
    with because(note):
        value.is_current, value.revises = False, None
        value.withdrawn_at, value.withdrawn_because = timezone.now(), note.strip()
        value.save(update_fields=[*WITHDRAWN, "updated_at"])
        if before is not None:
            before.is_current = True
            before.save(update_fields=["is_current", "updated_at"])
    return value
