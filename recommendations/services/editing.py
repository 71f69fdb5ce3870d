"""The facts of a record, changed by a person; its texts and positions have deeds of their own."""

import datetime as dt
from collections.abc import Collection
from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import User
from nmirf.common.decisions import require
from nmirf.common.errors import ConflictError, DomainError
from nmirf.common.history import because
from recommendations import policies
from recommendations.choices import LinkMethod
from recommendations.models import (
    AffectedGroup,
    GroupLink,
    Objective,
    ObjectiveLink,
    Recommendation,
    SdgGoal,
    SdgGoalLink,
    SdgTarget,
    SdgTargetLink,
    Theme,
    ThemeLink,
)
from recommendations.models.recommendation import TermLink

from .imports.references import paragraph_key


@dataclass(frozen=True, slots=True)
class Facts:
    """All that the page of a record's facts holds; what is left out of a list is unlinked."""

    symbol: str
    paragraph: str
    kind: str
    action_level: int | None
    requires_legislation: bool | None
    legislation_basis: str
    priority: bool
    follow_up_due_on: dt.date | None
    themes: Collection[Theme]
    groups: Collection[AffectedGroup]
    sdg_goals: Collection[SdgGoal]
    sdg_targets: Collection[SdgTarget]
    objectives: Collection[Objective]


COLUMNS = (
    *("symbol", "paragraph", "kind", "action_level", "requires_legislation"),
    *("legislation_basis", "priority", "follow_up_due_on"),
)
# List of a record → the model of its links and their column.
LINKS: dict[str, tuple[type[TermLink], str]] = {
    "themes": (ThemeLink, "theme"),
    "groups": (GroupLink, "group"),
    "sdg_goals": (SdgGoalLink, "goal"),
    "sdg_targets": (SdgTargetLink, "target"),
    "objectives": (ObjectiveLink, "objective"),
}


@transaction.atomic
def edit_record(
    *,
    pk: int,
    seen: dt.datetime,
    facts: Facts,
    rationale: str,
    confirm_rules: bool,
    actor: User,
    reason: str,
) -> Recommendation:
    """Change the facts of a record that nobody saved since `seen`, its `updated_at` then.

    New links are a person's, with `rationale`; links that stay keep who made them, unless
    `confirm_rules` takes those that a rule suggested for reviewed. Raises PermissionDenied,
    DomainError, and ConflictError with the record as it stands.
    """
    require(policies.can_manage_register(actor))
    record = Recommendation.objects.select_for_update().get(pk=pk)
    if not reason.strip():
        raise DomainError(_("Say why."))
    if record.updated_at != seen:
        raise ConflictError(_("Someone else saved this first."), theirs=record)
    if facts.requires_legislation is not True and facts.legislation_basis:
        raise DomainError(_("Why it requires legislation is said only where it does."))
    with because(reason):
        for name in COLUMNS:
            setattr(record, name, getattr(facts, name))
        record.paragraph_key = paragraph_key(record.paragraph)
        # Also where links alone change, so that the next one to save hears of it.
        record.save(update_fields=[*COLUMNS, "paragraph_key", "updated_at"])
        for name, (model, column) in LINKS.items():
            _relink(record, model, column, getattr(facts, name), rationale, actor)
            if confirm_rules:
                _confirm(record, model, actor)
    return record


def _relink(
    record: Recommendation,
    model: type[TermLink],
    column: str,
    chosen: Collection[Any],
    rationale: str,
    actor: User,
) -> None:
    links = model._default_manager.filter(recommendation=record)
    wanted = {term.pk for term in chosen}
    links.exclude(**{f"{column}__in": wanted}).delete()
    standing = set(links.values_list(f"{column}_id", flat=True))
    model._default_manager.bulk_create(
        model(
            recommendation=record,
            method=LinkMethod.HUMAN,
            rationale=rationale,
            reviewed_by=actor,
            **{f"{column}_id": key},
        )
        for key in sorted(wanted - standing)
    )


def _confirm(record: Recommendation, model: type[TermLink], actor: User) -> None:
    suggested = model._default_manager.filter(recommendation=record, method=LinkMethod.RULE)
    suggested.update(method=LinkMethod.HUMAN, reviewed_by=actor)
