"""Writes to obligations: what the State owes to whom, by when, and what became of it."""

import datetime as dt
from typing import Any

from django.db import transaction
from django.utils.text import slugify
from django.utils.translation import gettext as _

from accounts.choices import StandingGroup
from accounts.models import User
from nmirf.common.dates import today
from nmirf.common.decisions import require
from nmirf.common.errors import DomainError
from nmirf.common.history import because
from nmirf.common.workflow import WorkflowError
from reporting import policies
from reporting.choices import OBLIGATION_MOVES, DueSource
from reporting.models import Obligation

CONTENT = (
    "title",
    "kind",
    "mechanism",
    "review",
    "recommendation",
    "responsible",
    "due_on",
    "due_source",
    "due_document",
    "is_public",
)


@transaction.atomic
def create_obligation(*, actor: User, **facts: Any) -> Obligation:
    """Enter something that the State owes. Raises PermissionDenied, DomainError."""
    require(policies.can_manage_obligations(actor))
    obligation = Obligation(**{name: facts[name] for name in CONTENT if name in facts})
    _check(obligation)
    obligation.slug = _free_slug(obligation.title)
    with because(_("Obligation entered")):
        obligation.save()
    return obligation


@transaction.atomic
def edit_obligation(*, pk: int, actor: User, reason: str = "", **facts: Any) -> Obligation:
    """Change what is known of it. A new due date makes for new reminders.

    Raises DoesNotExist, PermissionDenied, DomainError.
    """
    obligation = Obligation.objects.select_for_update().get(pk=pk)
    require(policies.can_manage_obligations(actor))
    for name in CONTENT:
        if name in facts:
            setattr(obligation, name, facts[name])
    _check(obligation)
    with because(reason or _("Obligation changed")):
        obligation.save()
    return obligation


@transaction.atomic
def move_obligation(
    *,
    pk: int,
    name: str,
    actor: User,
    note: str = "",
    submitted_on: dt.date | None = None,
    symbol: str = "",
) -> Obligation:
    """Record a submission (`submitted_on`, `symbol`), close without one, or reopen with a reason.

    Raises DoesNotExist, PermissionDenied, WorkflowError, DomainError.
    """
    obligation = Obligation.objects.select_for_update().get(pk=pk)
    require(policies.can_manage_obligations(actor))
    step = OBLIGATION_MOVES[name]
    if obligation.state not in step.sources:
        raise WorkflowError(
            _("This cannot be done now: the obligation is %(state)s. Someone may have been faster.")
            % {"state": obligation.get_state_display().lower()}
        )
    if step.needs_note and not note.strip():
        raise WorkflowError(_("Say why."))
    if name == "submit":
        _check_submission(submitted_on)
        obligation.submitted_on, obligation.symbol = submitted_on, symbol.strip()
    elif name == "reopen":
        obligation.submitted_on, obligation.symbol = None, ""
    obligation.state = step.target
    with because(note.strip() or str(step.label)):
        obligation.save()
    return obligation


def _check_submission(submitted_on: dt.date | None) -> None:
    if submitted_on is None:
        raise DomainError(_("Say on which day it was submitted."))
    if submitted_on > today():
        raise DomainError(_("A submission cannot be dated in the future."))


def _check(obligation: Obligation) -> None:
    if obligation.due_source == DueSource.DOCUMENT and not obligation.due_document.strip():
        raise DomainError(_("Name the document and paragraph in which the date is printed."))
    person = obligation.responsible
    if (
        person is not None
        and not User.objects.in_group(StandingGroup.SECRETARIAT).filter(pk=person.pk).exists()
    ):
        raise DomainError(_("Only someone of the secretariat can be in charge."))


def _free_slug(title: str) -> str:
    base = slugify(title)[:70].strip("-") or "obligation"
    taken = set(Obligation.objects.filter(slug__startswith=base).values_list("slug", flat=True))
    slug, number = base, 1
    while slug in taken:
        number += 1
        slug = f"{base}-{number}"
    return slug
