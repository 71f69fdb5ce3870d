"""Of a division, who should get what: proposed by the themes that each part is to answer for."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from typing import Any

from activities.models import ActivityRecommendation, UpdateTarget
from focalpoints.choices import ReshuffleKind
from recommendations.models import ClusterMembership, Interest, Theme, ThemeLink

from .plans import Plan
from .things import THINGS

Found = dict[str, list[Any]]
Keys = dict[str, set[int]]
# In place of a target: the row is given to nobody.
NOBODY = -1


def proposed(plan: Plan, found: Found) -> dict[str, int]:
    """By key of each row, the place of its target in `plan.after`; NOBODY where nobody follows."""
    if not plan.after:
        return {thing.key(row): NOBODY for thing in THINGS for row in found[thing.noun]}
    base = _base(plan)
    targets = {thing.key(row): base for thing in THINGS for row in found[thing.noun]}
    if plan.kind != ReshuffleKind.SPLIT:
        return targets
    claims = [_claims(plan, place) for place in range(len(plan.after))]
    if not any(claims):
        return targets
    for key, themes in themes_of(found).items():
        scores = [len(themes & claim) for claim in claims]
        if max(scores):
            targets[key] = scores.index(max(scores))
    return targets


def decided(plan: Plan, found: Found, given: Mapping[str, int]) -> dict[str, int]:
    """What was proposed, with what somebody said instead; a place that there is not says nothing."""
    places = proposed(plan, found)
    for key, place in given.items():
        # Only people can be left out; work always goes somewhere.
        lowest = NOBODY if key.startswith("people:") else 0
        if key in places and lowest <= place < len(plan.after):
            places[key] = place
    return places


def _base(plan: Plan) -> int:
    """Where nothing speaks for anybody: the body itself if it goes on, else the first part."""
    mine = {row.pk for row in plan.before}
    for place, target in enumerate(plan.after):
        if target.institution and target.institution.pk in mine:
            return place
    return 0


def _claims(plan: Plan, place: int) -> set[int]:
    """The themes that a part answers for: those named, and those of an existing body's interests."""
    target = plan.after[place]
    named = set(target.themes)
    if target.institution and target.institution.pk not in {row.pk for row in plan.before}:
        rows = Interest.objects.filter(institution=target.institution, theme__isnull=False)
        named |= {pk for pk in rows.values_list("theme", flat=True) if pk}
    return named


def themes_of(found: Found) -> Keys:
    """By key, the themes of the recommendations that a row is about, and those above them."""
    records = _records_of(found)
    everything = {pk for keys in records.values() for pk in keys}
    above = dict(Theme.objects.values_list("pk", "parent"))
    by_record: dict[int, set[int]] = defaultdict(set)
    links = ThemeLink.objects.filter(recommendation__in=everything)
    for record, theme in links.values_list("recommendation", "theme"):
        step: int | None = theme
        while step is not None:
            by_record[record].add(step)
            step = above.get(step)
    return {key: set().union(*(by_record[pk] for pk in pks)) for key, pks in records.items()}


def _records_of(found: Found) -> Keys:
    members = _members(found)
    told = _pairs(UpdateTarget, "update", found["updates"])
    done = _pairs(ActivityRecommendation, "activity", found["activities"])
    records: Keys = {}
    for row in found["assignments"]:
        own = {row.recommendation_id} if row.recommendation_id else members[row.cluster_id]
        records[f"assignments:{row.pk}"] = own
    for row in found["updates"]:
        records[f"updates:{row.pk}"] = told[row.pk] | members[row.cluster_id]
    for row in found["activities"]:
        through = (members[link.cluster_id] for link in row.cluster_links.all())
        records[f"activities:{row.pk}"] = done[row.pk].union(*through)
    for row in found["clusters"]:
        records[f"clusters:{row.pk}"] = members[row.pk]
    for row in found["assessments"]:
        records[f"assessments:{row.pk}"] = {row.recommendation_id}
    return records


def _members(found: Found) -> dict[int | None, set[int]]:
    clusters = {row.cluster_id for noun in ("assignments", "updates") for row in found[noun]}
    clusters |= {link.cluster_id for row in found["activities"] for link in row.cluster_links.all()}
    clusters |= {row.pk for row in found["clusters"]}
    members: dict[int | None, set[int]] = defaultdict(set)
    rows = ClusterMembership.objects.filter(cluster__in=clusters - {None})
    for cluster, record in rows.values_list("cluster", "recommendation"):
        members[cluster].add(record)
    return members


def _pairs(model: Any, owner: str, rows: Iterable[Any]) -> dict[int, set[int]]:
    found: dict[int, set[int]] = defaultdict(set)
    links = model.objects.filter(**{f"{owner}__in": [row.pk for row in rows]})
    for key, record in links.values_list(owner, "recommendation"):
        found[key].add(record)
    return found
