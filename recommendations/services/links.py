"""Links of recommendations to terms of the lists, as people make them: of one record or of many.

Every door that tags a record goes through here, so that each link says how it came about, and so
that a thousand records cost as many queries as one. The functions lock the records in the order of
their keys, for links alone: nothing else about them waits.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any, NamedTuple

from django.db import transaction
from django.utils import timezone

from accounts.models import User
from nmirf.common.decisions import require
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


@dataclass(frozen=True, slots=True)
class LinkKind:
    """A model of links, the column that names the term, and the list that it is a term of."""

    model: Any
    column: str
    terms: Any


# By the name that the record itself gives its terms.
LINK_KINDS: dict[str, LinkKind] = {
    "themes": LinkKind(ThemeLink, "theme_id", Theme),
    "groups": LinkKind(GroupLink, "group_id", AffectedGroup),
    "sdg_goals": LinkKind(SdgGoalLink, "goal_id", SdgGoal),
    "sdg_targets": LinkKind(SdgTargetLink, "target_id", SdgTarget),
    "objectives": LinkKind(ObjectiveLink, "objective_id", Objective),
}


class Made(NamedTuple):
    """How a link came about: by what, why, and the key of the person who stands for it."""

    method: str
    rationale: str
    reviewed_by: int | None


# By recommendation, then by term; a recommendation without a link has an empty mapping.
Links = dict[int, dict[int, Made]]


def links_of(*, name: str, recommendations: Collection[int]) -> Links:
    """The links of these records to one list; one query."""
    kind = LINK_KINDS[name]
    found: Links = {pk: {} for pk in recommendations}
    rows = kind.model.objects.filter(recommendation__in=recommendations).values_list(
        "recommendation_id", kind.column, "method", "rationale", "reviewed_by_id"
    )
    for pk, term, *made in rows:
        found[pk][term] = Made(*made)
    return found


@transaction.atomic
def set_links(
    *, actor: User, name: str, wanted: Mapping[int, Mapping[int, Made]], reason: str
) -> int:
    """Give each record exactly these links; returns how many links that adds, changes, removes.

    Raises PermissionDenied.
    """
    return _write(name, _locked(actor, name, list(wanted)), wanted, reason)


def made_by(actor: User, *, method: str, rationale: str) -> Made:
    """A person stands for what a person linked; for what a source or a rule linked, nobody does."""
    return Made(str(method), rationale, actor.pk if method == LinkMethod.HUMAN else None)


def _locked(actor: User, name: str, recommendations: Collection[int]) -> Links:
    require(policies.can_manage_register(actor))
    rows = Recommendation.objects.filter(pk__in=recommendations).order_by("pk")
    keys = list(rows.select_for_update(no_key=True).values_list("pk", flat=True))
    return links_of(name=name, recommendations=keys)


def _write(name: str, present: Links, wanted: Mapping[int, Mapping[int, Made]], reason: str) -> int:
    """A link that came about otherwise than is wanted is made anew: history keeps both."""
    kind = LINK_KINDS[name]
    stale = {
        (pk, term)
        for pk, links in present.items()
        for term, made in links.items()
        if wanted[pk].get(term) != made
    }
    new = [
        (pk, term, made)
        for pk, links in present.items()
        for term, made in wanted[pk].items()
        if links.get(term) != made
    ]
    with because(reason):
        if stale:
            kind.model.objects.filter(pk__in=_keys(kind, stale)).delete()
        kind.model.objects.bulk_create(
            kind.model(
                recommendation_id=pk,
                method=made.method,
                rationale=made.rationale,
                reviewed_by_id=made.reviewed_by,
                **{kind.column: term},
            )
            for pk, term, made in new
        )
        changed = stale | {(pk, term) for pk, term, _made in new}
        if changed:
            # So that whoever has the record open for editing hears of it.
            rows = Recommendation.objects.filter(pk__in={pk for pk, _term in changed})
            rows.update(updated_at=timezone.now())
    return len(changed)


def _keys(kind: LinkKind, pairs: set[tuple[int, int]]) -> list[int]:
    rows = kind.model.objects.filter(recommendation__in={pk for pk, _term in pairs})
    return [
        key
        for key, pk, term in rows.values_list("pk", "recommendation_id", kind.column)
        if (pk, term) in pairs
    ]
