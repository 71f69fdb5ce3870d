"""Facets through connections: who answers for it, what is done, what was told, who assessed it."""

from collections.abc import Iterator
from typing import Any

from django.db.models import Case, F, Q, QuerySet, Value, When
from django.utils.translation import gettext_lazy as _

from activities.choices import ActivityStatus, UpdateState
from activities.models import Activity
from focalpoints.models import Institution
from nmirf.common.dates import today
from portal.counting import Listed, Tally
from portal.reader import Reader
from recommendations.choices import Viewpoint
from recommendations.models import Assessment

from .base import Facet, linked

DELAYED = "delayed"


def _find_institutions(facet: str, values: list[str]) -> QuerySet:
    """By their addresses; one that an institution had before still finds it, as saved views keep it."""
    borne = Case(When(slug__in=values, then=F("slug")), default=F("former_names__slug"))
    named = Institution.objects.filter(Q(slug__in=values) | Q(former_names__slug__in=values))
    found: QuerySet = (
        named.order_by()
        .annotate(facet=Value(facet), typed=borne, value=F("slug"))
        .values_list("facet", "typed", "value", "pk", "name", "name_translations")
        .distinct()
    )
    return found


def _through_activities(reader: Reader, activities: QuerySet) -> Q:
    keys = activities.values("pk")
    return linked(links.filter(activity__in=keys) for links in reader.activity_links())


def _narrow_activity_status(reader: Reader, keys: list[Any]) -> Q:
    fitting = Q(status__in=[key for key in keys if key != DELAYED])
    if DELAYED in keys:
        fitting |= Q(pk__in=Activity.objects.delayed(today()).order_by().values("pk"))
    return _through_activities(reader, reader.activities.filter(fitting))


def _narrow_updates(reader: Reader, keys: list[Any]) -> Q:
    updates = reader.updates.filter(state__in=keys).values("pk")
    return linked(links.filter(source__in=updates) for links in reader.update_links())


INSTITUTION = Facet(
    "institution",
    _("Institution"),
    lambda reader, keys: linked(
        links.filter(institution__in=keys) for links in reader.assignment_links()
    ),
    ties={"institution": "institution"},
    find=lambda reader, values: _find_institutions("institution", values),
)
ANY = "any"


def _narrow_lead(reader: Reader, keys: list[Any]) -> Q:
    """What one of those chosen accepted to lead, or anybody."""
    if ANY in keys:
        return linked(reader.lead_links())
    return linked(links.filter(institution__in=keys) for links in reader.lead_links())


def _led(tally: Tally) -> Iterator[tuple[Listed, int]]:
    kept, named = tally.kept("lead"), tally.terms.get("institution", {})
    yield Listed(ANY), (kept & tally.tied("led")).bit_count()
    for key, records in tally.ties.get("lead", {}).items():
        if key in named:
            yield named[key], (kept & records).bit_count()


LEAD = Facet(
    "lead",
    _("Led by"),
    _narrow_lead,
    rows=_led,
    choices={ANY: _("any institution")},
    find=lambda reader, values: _find_institutions("lead", values),
)
ACTIVITY = Facet(
    "activity",
    _("Activity"),
    _narrow_activity_status,
    ties={"activity": ""},
    choices={**dict(ActivityStatus.choices), DELAYED: _("Delayed")},
    most_first=False,
)
ACTIVITY_BY = Facet(
    "activity_by",
    _("Activity led by"),
    lambda reader, keys: _through_activities(reader, reader.activities.filter(lead__in=keys)),
    ties={"activity_by": "institution"},
    find=lambda reader, values: _find_institutions("activity_by", values),
)
UPDATE = Facet(
    "update",
    _("Update"),
    _narrow_updates,
    ties={"update": ""},
    choices=dict(UpdateState.choices),
    most_first=False,
)
ASSESSED = Facet(
    "assessed",
    _("Assessment"),
    lambda reader, keys: Q(
        pk__in=Assessment.objects.published().filter(viewpoint__in=keys).values("recommendation")
    ),
    ties={"assessed": ""},
    choices=dict(Viewpoint.choices),
    most_first=False,
)
