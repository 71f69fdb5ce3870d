"""The facts of a record, changed by a person; its texts and positions have deeds of their own."""

import datetime as dt
from collections.abc import Collection, Mapping
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
    Objective,
    Recommendation,
    SdgGoal,
    SdgTarget,
    Theme,
)

from .imports.references import paragraph_key
from .links import LINK_KINDS, Made, links_of, made_by, set_links


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
    follow_up_source: str
    themes: Collection[Theme]
    groups: Collection[AffectedGroup]
    sdg_goals: Collection[SdgGoal]
    sdg_targets: Collection[SdgTarget]
    objectives: Collection[Objective]


COLUMNS = (
    *("symbol", "paragraph", "kind", "action_level", "requires_legislation"),
    *("legislation_basis", "priority", "follow_up_due_on", "follow_up_source"),
)


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
    if lacks_follow_up_source(record, facts.follow_up_due_on, facts.follow_up_source):
        raise DomainError(_("Say which document asks for it."))
    with because(reason):
        for name in COLUMNS:
            setattr(record, name, getattr(facts, name))
        record.follow_up_source = facts.follow_up_source if facts.follow_up_due_on else ""
        record.paragraph_key = paragraph_key(record.paragraph)
        # Also where links alone change, so that the next one to save hears of it.
        record.save(update_fields=[*COLUMNS, "paragraph_key", "updated_at"])
    new = made_by(actor, method=LinkMethod.HUMAN, rationale=rationale)
    for name in LINK_KINDS:
        standing = links_of(name=name, recommendations=[pk])[pk]
        wanted = _made(standing, getattr(facts, name), new, confirm_rules=confirm_rules)
        set_links(actor=actor, name=name, wanted={pk: wanted}, reason=reason)
    return record


def lacks_follow_up_source(record: Recommendation, due_on: dt.date | None, source: str) -> bool:
    """Whether a day of follow-up would stand without the document that asks for it.

    A day that came in without one may stay while other facts change.
    """
    stands = (record.follow_up_due_on, record.follow_up_source) == (due_on, "")
    return bool(due_on and not source and not stands)


def _made(
    standing: Mapping[int, Made], chosen: Collection[Any], new: Made, *, confirm_rules: bool
) -> dict[int, Made]:
    """How each link to a chosen term came about, once the page is saved."""
    made = {term.pk: standing.get(term.pk, new) for term in chosen}
    if confirm_rules:
        return {
            key: how._replace(method=new.method, reviewed_by=new.reviewed_by)
            if how.method == LinkMethod.RULE
            else how
            for key, how in made.items()
        }
    return made
