"""Milestones and money of an activity."""

import datetime as dt
from collections.abc import Mapping
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import User
from activities import policies
from activities.choices import BudgetKind
from activities.currencies import CURRENCIES
from activities.models import Activity, BudgetLine, Milestone
from nmirf.common.dates import today
from nmirf.common.decisions import require
from nmirf.common.errors import DomainError
from nmirf.common.history import because

from .activities import locked
from .days import check_days

MILESTONE_FIELDS = ("title", "due_on", "note")
LINE_FIELDS = ("kind", "amount", "currency", "year", "source", "funder", "note")


@transaction.atomic
def add_milestone(*, activity_pk: int, actor: User, content: Mapping[str, Any]) -> Milestone:
    """`content`: title, due_on, note.

    Raises PermissionDenied, DomainError for a day that is none and for a form sent twice.
    """
    milestone = Milestone(activity=_open(activity_pk, actor))
    check_days(content["due_on"])
    with because(_("Milestone added")):
        _add(milestone, content, MILESTONE_FIELDS)
    return milestone


@transaction.atomic
def change_milestone(*, pk: int, actor: User, content: Mapping[str, Any]) -> Milestone:
    """Raises DoesNotExist, PermissionDenied."""
    milestone: Milestone = _part(Milestone, pk, actor)
    check_days(content.get("due_on"))
    with because(_("Milestone changed")):
        _write(milestone, content, MILESTONE_FIELDS)
    return milestone


@transaction.atomic
def finish_milestone(*, pk: int, actor: User, done_on: dt.date | None) -> Milestone:
    """Say on which day it was done; None: it is not done after all.

    Raises DoesNotExist, PermissionDenied, DomainError for a day ahead.
    """
    milestone: Milestone = _part(Milestone, pk, actor)
    if done_on is not None and done_on > today():
        raise DomainError(_("This day lies ahead: a milestone is done when it is done."))
    with because(_("Milestone done") if done_on else _("Milestone not done after all")):
        milestone.done_on = done_on
        milestone.save(update_fields=["done_on", "updated_at"])
    return milestone


@transaction.atomic
def remove_milestone(*, pk: int, actor: User) -> None:
    """Raises DoesNotExist, PermissionDenied."""
    milestone: Milestone = _part(Milestone, pk, actor)
    with because(_("Milestone removed")):
        milestone.delete()


@transaction.atomic
def add_line(*, activity_pk: int, actor: User, content: Mapping[str, Any]) -> BudgetLine:
    """`content`: kind, amount, currency, year, source, funder, note.

    Raises PermissionDenied, DomainError for an amount or currency that is none, or a form sent twice.
    """
    line = BudgetLine(activity=_open(activity_pk, actor))
    _refuse_money(content)
    with because(_("Money entered")):
        _add(line, content, LINE_FIELDS)
    return line


@transaction.atomic
def change_line(*, pk: int, actor: User, content: Mapping[str, Any]) -> BudgetLine:
    """Raises DoesNotExist, PermissionDenied, DomainError."""
    line: BudgetLine = _part(BudgetLine, pk, actor)
    _refuse_money(content)
    with because(_("Money changed")):
        _write(line, content, LINE_FIELDS)
    return line


@transaction.atomic
def remove_line(*, pk: int, actor: User) -> None:
    """Raises DoesNotExist, PermissionDenied."""
    line: BudgetLine = _part(BudgetLine, pk, actor)
    with because(_("Money removed")):
        line.delete()


def _refuse_money(content: Mapping[str, Any]) -> None:
    if content["amount"] < 0:
        raise DomainError(_("An amount is not negative."))
    if content["currency"] not in CURRENCIES:
        words = _("“%(code)s” is no currency of ISO 4217.")
        raise DomainError(words % {"code": content["currency"]})
    if content["kind"] not in BudgetKind.values:
        raise DomainError(_("Money is planned, committed or spent."))


def _open(pk: int, actor: User) -> Activity:
    activity = locked(pk)
    require(policies.can_plan_activity(actor, activity.lead_id))
    return activity


def _part(model: Any, pk: int, actor: User) -> Any:
    """The row, with its activity locked."""
    part = model.objects.get(pk=pk)
    _open(part.activity_id, actor)
    return model.objects.get(pk=pk)


def _add(row: Any, content: Mapping[str, Any], names: tuple[str, ...]) -> None:
    """Enter it, unless the very same is there: two that nobody can tell apart are one sent twice.

    The activity is locked, so that of two forms sent at once the second sees what the first made.
    """
    _fill(row, content, names)
    same = {name: getattr(row, name) for name in names}
    if type(row).objects.filter(activity=row.activity, **same).exists():
        again = _("The very same is entered already: nothing was doubled.")
        advice = _("If another is meant, say so in the note.")
        raise DomainError(f"{again} {advice}")
    row.save()


def _write(row: Any, content: Mapping[str, Any], names: tuple[str, ...]) -> None:
    _fill(row, content, names)
    row.save()


def _fill(row: Any, content: Mapping[str, Any], names: tuple[str, ...]) -> None:
    for name in names:
        if name in content:
            setattr(row, name, content[name])
