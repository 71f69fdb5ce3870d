"""National plans: entered, changed, published, retired."""

import datetime as dt
from collections.abc import Callable
from typing import Any

from django.db import IntegrityError, transaction
from django.utils.formats import date_format
from django.utils.text import slugify
from django.utils.translation import gettext as _

from accounts.models import User
from activities import policies
from activities.choices import PlanKind
from activities.models import NationalPlan
from nmirf.common.decisions import require
from nmirf.common.errors import ConflictError, DomainError
from nmirf.common.history import because
from nmirf.common.workflow import WorkflowError
from recommendations.choices import PUBLICATION_MOVES, Publication

from . import versions
from .days import check_days

# Words that stand where a plan's address would.
RESERVED = {"any", "coverage", "new", "template", "of-review"}
_REFUSALS: dict[str, Callable[[], str]] = {
    "plan_once": lambda: _("A plan with this title and this first day is there already."),
    "plan_implements_a_review_once": lambda: _("This review has an implementation plan already."),
}


@transaction.atomic
def create_plan(*, actor: User, **content: Any) -> NationalPlan:
    """A new plan, in draft. Its address is made from the title and never changes.

    `content`: columns of the plan. Raises PermissionDenied, DomainError.
    """
    require(policies.can_manage_plans(actor))
    plan = NationalPlan(**content)
    _check(plan)
    plan.slug = _free_slug(plan.title)
    with because(_("Plan entered")):
        _save(plan)
        if plan.adopted_on:
            versions.keep(plan, actor, _adopted(plan.adopted_on))
    return plan


@transaction.atomic
def edit_plan(
    *, pk: int, actor: User, seen: dt.datetime, reason: str, **content: Any
) -> NationalPlan:
    """Change what a plan says of itself; a day of adoption that is new keeps a version.

    `seen` is when the plan that the form showed was last saved. Raises PermissionDenied,
    ConflictError, DomainError.
    """
    plan = NationalPlan.objects.select_for_update().get(pk=pk)
    require(policies.can_manage_plans(actor))
    if seen != plan.updated_at:
        raise ConflictError(_("Someone else saved this plan first."), theirs=plan)
    adopted_before = plan.adopted_on
    for name, value in content.items():
        setattr(plan, name, value)
    _check(plan)
    with because(reason):
        _save(plan)
        if plan.adopted_on and plan.adopted_on != adopted_before:
            versions.keep(plan, actor, _adopted(plan.adopted_on))
    return plan


@transaction.atomic
def move_plan(*, pk: int, name: str, actor: User, note: str = "") -> NationalPlan:
    """Publish or retire a plan; what is published is kept as a version.

    Raises PermissionDenied, WorkflowError, DomainError.
    """
    plan = NationalPlan.objects.select_for_update().get(pk=pk)
    require(policies.can_manage_plans(actor))
    step = PUBLICATION_MOVES[name]
    if plan.publication not in step.sources:
        raise WorkflowError(_("Someone has already done this."))
    if step.needs_note and not note.strip():
        raise WorkflowError(_("Say why."))
    with because(note or str(step.label)):
        plan.publication = step.target
        _save(plan)
        if step.target == Publication.PUBLISHED:
            versions.keep(plan, actor, note or _("Published"))
    return plan


def _adopted(day: dt.date) -> str:
    return _("Adopted on %(day)s") % {"day": date_format(day, "DATE_FORMAT")}


def _check(plan: NationalPlan) -> None:
    check_days(plan.starts_on, plan.ends_on, plan.adopted_on)
    if plan.ends_on < plan.starts_on:
        raise DomainError(_("The plan ends before it starts."))
    if plan.kind == PlanKind.IMPLEMENTATION and plan.review_id is None:
        raise DomainError(_("Say which review the implementation plan follows."))


def _save(plan: NationalPlan) -> None:
    """Save, with the database's refusals in words."""
    try:
        with transaction.atomic():
            plan.save()
    except IntegrityError as error:
        for name, words in _REFUSALS.items():
            if name in str(error):
                raise DomainError(words()) from error
        raise


def _free_slug(title: str) -> str:
    base = slugify(title)[:70].strip("-") or "plan"
    taken = set(NationalPlan.objects.filter(slug__startswith=base).values_list("slug", flat=True))
    taken |= RESERVED
    return next(
        slug
        for slug in [base, *(f"{base}-{n}" for n in range(2, len(taken) + 3))]
        if slug not in taken
    )
