"""What an activity is linked to: recommendations, clusters, objectives, groups, institutions."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from accounts.models import User
from activities import policies
from activities.choices import PartRole
from activities.models import (
    Activity,
    ActivityCluster,
    ActivityGroup,
    ActivityInstitution,
    ActivityObjective,
    ActivityRecommendation,
)
from focalpoints.models import Institution
from focalpoints.policies import visible_institutions
from nmirf.common.errors import DomainError
from recommendations.models import AffectedGroup
from recommendations.policies import visible_recommendations


@dataclass(frozen=True, slots=True)
class Kind:
    """One kind of link: its model, and the column of what is linked."""

    model: Any
    field: str


KINDS = {
    "recommendations": Kind(ActivityRecommendation, "recommendation"),
    "clusters": Kind(ActivityCluster, "cluster"),
    "objectives": Kind(ActivityObjective, "objective"),
    "groups": Kind(ActivityGroup, "group"),
}


def set_links(activity: Activity, actor: User, content: Mapping[str, Any]) -> bool:
    """Link what `content` names, and nothing else of these kinds; kinds it lacks stay as they are.

    What the actor may not see stays linked. Returns whether anything changed. Raises DomainError.
    """
    changed = False
    for name in KINDS.keys() & content.keys():
        wanted = {row.pk for row in content[name]}
        changed |= _set(activity, KINDS[name], wanted, _seen(actor)[name])
    if {"contributing", "partners"} & content.keys():
        changed |= _set_parts(activity, actor, content)
    return changed


def new_links(activity: Activity, content: Mapping[str, Iterable[Any]]) -> list[Any]:
    """Rows that link an activity that has none to what `content` names; they are not saved.

    Raises DomainError.
    """
    rows = [
        link
        for name in KINDS
        for link in _rows(activity, KINDS[name], {row.pk for row in content.get(name, ())})
    ]
    return rows + [
        ActivityInstitution(activity=activity, institution_id=key, role=role)
        for key, role in sorted(_wanted_parts(activity, content).items())
    ]


def add_links(activity: Activity, content: Mapping[str, Iterable[Any]]) -> int:
    """Link more; how many of them were not linked before."""
    added = 0
    for name, rows in content.items():
        kind = KINDS[name]
        added += _add(activity, kind, {row.pk for row in rows} - _present(activity, kind))
    return added


def copy_links(source: Activity, target: Activity, names: Collection[str]) -> None:
    """Link to `target` all that `source` is linked to, of the kinds named."""
    for name in names:
        _add(target, KINDS[name], _present(source, KINDS[name]))


def copy_linkable(source: Activity, target: Activity, actor: User) -> None:
    """As `copy_links`, of all kinds; but what the actor could not link to a new activity stays out."""
    linkable = _seen(actor) | {
        "recommendations": policies.linkable_recommendations(actor, None).order_by()
    }
    for name, kind in KINDS.items():
        present = _present(source, kind)
        _add(target, kind, set(linkable[name].filter(pk__in=present).values_list("pk", flat=True)))


def copy_parts(source: Activity, target: Activity) -> None:
    """Whoever takes part in `source` takes the same part in `target`, but for its lead."""
    ActivityInstitution.objects.bulk_create(
        ActivityInstitution(activity=target, institution_id=part.institution_id, role=part.role)
        for part in source.parts_taken.filter(institution__dissolved_on=None)
        if part.institution_id != target.lead_id
    )


def _seen(actor: User) -> dict[str, QuerySet[Any]]:
    """What an actor may take away: what forms offer them. Links to anything else stay."""
    led_on = Q(is_active=True) | Q(merged_into__isnull=False)
    return {
        "recommendations": visible_recommendations(actor).order_by(),
        "clusters": policies.linkable_clusters(actor).order_by(),
        "objectives": policies.linkable_objectives(actor).order_by(),
        "groups": AffectedGroup.objects.filter(led_on).order_by(),
    }


def _present(activity: Activity, kind: Kind) -> set[int]:
    return set(kind.model.objects.filter(activity=activity).values_list(kind.field, flat=True))


def _set(activity: Activity, kind: Kind, wanted: set[int], seen: QuerySet[Any]) -> bool:
    links = kind.model.objects.filter(activity=activity)
    gone = links.filter(**{f"{kind.field}__in": seen.values("pk")}).exclude(
        **{f"{kind.field}__in": wanted}
    )
    deleted, _by_model = gone.delete()
    return bool(deleted) | bool(_add(activity, kind, wanted - _present(activity, kind)))


def _add(activity: Activity, kind: Kind, keys: set[int]) -> int:
    kind.model.objects.bulk_create(_rows(activity, kind, keys))
    return len(keys)


def _rows(activity: Activity, kind: Kind, keys: set[int]) -> list[Any]:
    return [kind.model(activity=activity, **{f"{kind.field}_id": key}) for key in sorted(keys)]


def _set_parts(activity: Activity, actor: User, content: Mapping[str, Any]) -> bool:
    """Institutions that forms do not offer to the actor keep their parts."""
    wanted = _wanted_parts(activity, content)
    offered = visible_institutions(actor).existing().order_by()
    parts = activity.parts_taken.filter(institution__in=offered.values("pk"))
    present = {part.institution_id: part for part in parts}
    changed = False
    for key, part in present.items():
        if key not in wanted:
            part.delete()
        elif part.role != wanted[key]:
            part.role = wanted[key]
            part.save(update_fields=["role", "updated_at"])
        else:
            continue
        changed = True
    for key in sorted(wanted.keys() - present.keys()):
        ActivityInstitution.objects.create(activity=activity, institution_id=key, role=wanted[key])
        changed = True
    return changed


def _wanted_parts(activity: Activity, content: Mapping[str, Any]) -> dict[int, str]:
    """Roles by keys of institutions; who contributes is no partner besides. Raises DomainError."""
    wanted: dict[int, str] = {}
    for name, role in (("partners", PartRole.PARTNER), ("contributing", PartRole.CONTRIBUTING)):
        for row in content.get(name) or ():
            _refuse_part(activity, row)
            wanted[row.pk] = role
    return wanted


def _refuse_part(activity: Activity, row: Institution) -> None:
    if row.pk == activity.lead_id:
        raise DomainError(_("The lead institution takes part already: name others."))
