"""Facets by plan: what a plan covers, and what it does not."""

from collections.abc import Iterator
from typing import Any

from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from portal.counting import Listed, Tally
from portal.reader import Reader

from .base import Facet, linked, terms

# Not covered by any plan that is published and not over.
ANY = "any"


def _find(reader: Reader, facet: str, values: list[str]) -> QuerySet:
    rows = reader.plans.filter(slug__in=values)
    return terms(rows, facet, "slug", "title", "title_translations")


def covered(reader: Reader, plans: Any) -> Q:
    """What one of the plans covers; `plans` are keys, or a queryset of them."""
    return linked(links.filter(plan__in=plans) for links in reader.plan_links())


def uncovered(reader: Reader) -> Q:
    """What no current plan covers."""
    return ~linked(reader.covering_links())


def _narrow_unplanned(reader: Reader, keys: list[Any]) -> Q:
    """What one of those chosen leaves out."""
    found = Q()
    for key in keys:
        found |= uncovered(reader) if key == ANY else ~covered(reader, [key])
    return found


def _left_out(tally: Tally) -> Iterator[tuple[Listed, int]]:
    kept, tied = tally.kept("unplanned"), tally.ties.get("plan", {})
    yield Listed(ANY), (kept & ~tally.tied("planned")).bit_count()
    plans = tally.terms.get("plan", {})
    for key in tally.ties.get("offered_plan", {}):
        if key in plans:
            yield plans[key], (kept & ~tied.get(key, 0)).bit_count()


PLAN = Facet(
    "plan",
    _("Plan"),
    lambda reader, keys: covered(reader, keys),
    ties={"plan": "plan"},
    find=lambda reader, values: _find(reader, "plan", values),
    most_first=False,
)
UNPLANNED = Facet(
    "unplanned",
    _("Not covered by"),
    _narrow_unplanned,
    rows=_left_out,
    choices={ANY: _("any current plan")},
    find=lambda reader, values: _find(reader, "unplanned", values),
    most_first=False,
)
