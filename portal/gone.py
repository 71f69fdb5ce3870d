"""What a name held in public once, and what it leads to; of what never was public nothing is said.

Pages and the API ask here, so that what is gone for the one is gone for the other.
"""

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.contrib.auth.models import AnonymousUser
from django.http import HttpRequest

from activities.choices import ActivityPublication, UpdateState
from activities.models import Activity, ImplementationUpdate, Indicator, NationalPlan
from activities.policies import once_public, visible_activities, visible_indicators, visible_plans
from focalpoints.models import FormerName
from focalpoints.policies import Person, visible_institutions
from nmirf.common.dates import day_of
from recommendations.choices import Publication
from recommendations.models import (
    AffectedGroup,
    Cluster,
    Objective,
    Recommendation,
    SdgTarget,
    Theme,
)
from recommendations.policies import led_on, visible_clusters, visible_recommendations

from . import withheld


@dataclass(frozen=True)
class Gone:
    """`kind` says what it was; `now` is the same record where it has another name, None where not.

    `until` is the day on which that ended.
    """

    kind: str
    until: dt.date
    now: Any = None

    @property
    def url(self) -> str:
        return str(self.now.get_absolute_url()) if self.now else ""


@dataclass(frozen=True)
class _Kind:
    model: Any
    column: str
    public: str
    visible: Any


_KINDS = {
    "recommendation": _Kind(
        Recommendation, "reference", Publication.PUBLISHED, visible_recommendations
    ),
    "cluster": _Kind(Cluster, "slug", Publication.PUBLISHED, visible_clusters),
    "plan": _Kind(NationalPlan, "slug", Publication.PUBLISHED, visible_plans),
    "activity": _Kind(Activity, "slug", ActivityPublication.PUBLISHED, visible_activities),
    "indicator": _Kind(Indicator, "slug", Publication.PUBLISHED, visible_indicators),
}
_PAGES = {
    "portal:recommendation": "recommendation",
    "portal:recommendation_history": "recommendation",
    "portal:cluster": "cluster",
    "portal:cluster_history": "cluster",
    "portal:plan": "plan",
    "portal:plan_versions": "plan",
    "portal:activity": "activity",
    "portal:indicator": "indicator",
}


def of_request(request: HttpRequest) -> Gone | None:
    """What stood at the address that answers nothing to this reader; None where nothing public did."""
    match = request.resolver_match
    kind = _PAGES.get(match.view_name) if match else None
    if match is None or kind is None:
        return None
    key = str(match.kwargs[_KINDS[kind].column])
    return None if "\x00" in key else of_name(kind, key)


def of_name(kind: str, key: str) -> Gone | None:
    """What was public under this name; four queries at most.

    Read from history, in which a row was published or never was; updates say it themselves.
    """
    if kind == "update":
        return _update(key)
    known = _KINDS.get(kind)
    if known is None:
        return None
    events = known.model.pgh_event_model.objects
    shown = events.filter(**{known.column: key}, publication=known.public)
    last = shown.exclude(pgh_label="delete").order_by("-pgh_created_at", "-pgh_id").first()
    if last is None or _is_withheld(known, last.pgh_obj_id):
        return None
    later = events.filter(pgh_obj_id=last.pgh_obj_id, pgh_id__gt=last.pgh_id)
    ended = later.order_by("pgh_id").first() or last
    return Gone(
        kind=str(known.model._meta.verbose_name),
        until=day_of(ended.pgh_created_at),
        # The same record may have another address by now.
        now=known.visible(AnonymousUser()).filter(pk=last.pgh_obj_id).first(),
    )


def _is_withheld(kind: _Kind, key: int) -> bool:
    """Retired to protect someone, itself or what it was merged into: that it was here is not told either."""
    if kind.model is not Recommendation:
        return False
    return Recommendation.objects.filter(pk=key).filter(pk__in=withheld.KEYS).exists()


def _update(reference: str) -> Gone | None:
    """One that was superseded or withdrawn."""
    row = once_public().exclude(state=UpdateState.PUBLISHED).filter(reference=reference).first()
    if row is None:
        return None
    step = row.steps.filter(target=row.state).order_by("pk").last()
    return Gone(str(row._meta.verbose_name), day_of(step.at if step else row.updated_at))


# What was merged, renamed or superseded leads on.


def heir(kind: str, key: str, person: Person) -> Any:
    """The record, as far as this person may see it, that the one of this name became; None for none."""
    find = _HEIRS.get(kind)
    return find(person, key) if find else None


def kept(term: Any) -> Any:
    """The term into which one was merged; the term itself where it was not."""
    while term.merged_into is not None:
        term = term.merged_into
    return term


def _newer(_person: Person, reference: str) -> ImplementationUpdate | None:
    row = once_public().select_related("superseded_by").filter(reference=reference).first()
    newer = row.superseded_by if row else None
    while newer is not None and newer.state == UpdateState.SUPERSEDED:
        newer = newer.superseded_by
    return newer if newer is not None and newer.state == UpdateState.PUBLISHED else None


def _renamed(person: Person, slug: str) -> Any:
    rows = FormerName.objects.filter(slug=slug, institution__in=visible_institutions(person))
    name = rows.select_related("institution").first()
    return name.institution if name else None


def _merged(model: Any) -> Callable[[Person, str], Any]:
    def find(_person: Person, code: str) -> Any:
        rows = model.objects.filter(code__iexact=code, merged_into__isnull=False)
        row = rows.select_related("merged_into").first()
        return kept(row) if row else None

    return find


_HEIRS: dict[str, Callable[[Person, str], Any]] = {
    "recommendation": led_on,
    "institution": _renamed,
    "update": _newer,
    "theme": _merged(Theme),
    "group": _merged(AffectedGroup),
    "objective": _merged(Objective),
    "sdg-target": _merged(SdgTarget),
}

# What may be gone at all.
KINDS = frozenset({*_KINDS, *_HEIRS})
