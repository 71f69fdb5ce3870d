"""What an address held in public once, and until when; of what never was public nothing is said."""

import datetime as dt
from dataclasses import dataclass
from typing import Any

from django.contrib.auth.models import AnonymousUser
from django.http import HttpRequest

from activities.choices import ActivityPublication
from activities.models import Activity, Indicator, NationalPlan
from activities.policies import visible_activities, visible_indicators, visible_plans
from nmirf.common.dates import day_of
from recommendations.choices import Publication
from recommendations.models import Cluster, Recommendation
from recommendations.policies import visible_clusters, visible_recommendations


@dataclass(frozen=True)
class Gone:
    """`kind` says what it was; `url` leads to where it is now, "" where nothing took its place."""

    kind: str
    until: dt.date
    url: str = ""


@dataclass(frozen=True)
class _Kind:
    model: Any
    column: str
    public: str
    visible: Any


_RECOMMENDATION = _Kind(Recommendation, "reference", Publication.PUBLISHED, visible_recommendations)
_CLUSTER = _Kind(Cluster, "slug", Publication.PUBLISHED, visible_clusters)
_PLAN = _Kind(NationalPlan, "slug", Publication.PUBLISHED, visible_plans)
KINDS = {
    "portal:recommendation": _RECOMMENDATION,
    "portal:recommendation_history": _RECOMMENDATION,
    "portal:cluster": _CLUSTER,
    "portal:cluster_history": _CLUSTER,
    "portal:plan": _PLAN,
    "portal:plan_versions": _PLAN,
    "portal:activity": _Kind(Activity, "slug", ActivityPublication.PUBLISHED, visible_activities),
    "portal:indicator": _Kind(Indicator, "slug", Publication.PUBLISHED, visible_indicators),
}


def of_request(request: HttpRequest) -> Gone | None:
    """What stood at the address that answers nothing to this reader; None where nothing public did."""
    match = request.resolver_match
    kind = KINDS.get(match.view_name) if match else None
    if match is None or kind is None:
        return None
    key = str(match.kwargs[kind.column])
    return None if "\x00" in key else _was_here(kind, key)


def _was_here(kind: _Kind, key: str) -> Gone | None:
    """Read from history, in which a row was published or never was; three queries at most."""
    events = kind.model.pgh_event_model.objects
    shown = events.filter(**{kind.column: key}, publication=kind.public)
    last = shown.exclude(pgh_label="delete").order_by("-pgh_created_at", "-pgh_id").first()
    if last is None or _is_withheld(kind, last.pgh_obj_id):
        return None
    later = events.filter(pgh_obj_id=last.pgh_obj_id, pgh_id__gt=last.pgh_id)
    ended = later.order_by("pgh_id").first() or last
    # The same record may have another address by now, or have gone into another one.
    now = kind.visible(AnonymousUser()).filter(pk=last.pgh_obj_id).first()
    return Gone(
        kind=str(kind.model._meta.verbose_name),
        until=day_of(ended.pgh_created_at),
        url=now.get_absolute_url() if now else "",
    )


def _is_withheld(kind: _Kind, key: int) -> bool:
    """Retired to protect someone: that it was here is not told either."""
    if kind.model is not Recommendation:
        return False
    return Recommendation.objects.filter(pk=key, is_withheld=True).exists()
