"""The facets of the register: what a choice means, and how many would remain under each.

A facet's own choices do not narrow its own counts: choices inside a facet add up, facets narrow
each other. All counts come from one statement: every recommendation that the reader may see (and
that the search finds) is listed once with the facets whose choice it misses. One that misses
nothing is in the result and in every count; one that misses a single facet is counted in that
facet alone; others are in no count.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from django.db.models import Case, CharField, F, Model, Q, QuerySet, Value, When
from django.db.models.functions import Cast, Lower
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from focalpoints.models import Institution
from mechanisms.models import Mechanism, Review
from nmirf.common.charts import STATUS_LOOKS
from recommendations.choices import Position, Publication
from recommendations.models import (
    AffectedGroup,
    GroupLink,
    SdgGoal,
    SdgGoalLink,
    SdgTarget,
    SdgTargetLink,
    Theme,
    ThemeLink,
)

from .counting import (
    COUNT_CLUSTER,
    COUNT_GAP,
    COUNT_GROUP,
    COUNT_INSTITUTION,
    COUNT_MECHANISM,
    COUNT_POSITION,
    COUNT_PUBLICATION,
    COUNT_REVIEW,
    COUNT_SDG,
    COUNT_STATUS,
    COUNT_THEME,
    COUNT_YEAR,
    NOT_ASSESSED,
)
from .reader import Reader

GAPS: dict[str, Promise] = {
    "activity": _("without an activity"),
    "assignment": _("without an assignment"),
    "update": _("without an update"),
}


Narrow = Callable[[Reader, list[Any]], Q]
Find = Callable[[Reader, list[str]], QuerySet]


@dataclass(frozen=True)
class Facet:
    """`narrow` says which recommendations a choice keeps, from the keys of what was chosen.

    `choices` lists fixed values with their words; where there are none, `find` answers with the
    (facet, value as typed, value, key, label, translations of the label) of those values that the
    reader may use.
    `count` is the part of the statement that counts, a row an option: facet, value, label,
    parent, place, number.
    """

    name: str
    title: Promise
    narrow: Narrow
    count: str
    choices: Mapping[str, Any] = field(default_factory=dict)
    find: Find | None = None
    is_open: bool = False
    most_first: bool = True
    is_tree: bool = False


def _column(name: str) -> Narrow:
    return lambda reader, keys: Q(**{f"{name}__in": keys})


def _linked(links: Iterable[QuerySet]) -> Q:
    """Those that appear in any of the links."""
    condition = Q()
    for rows in links:
        condition |= Q(pk__in=rows.values("recommendation"))
    return condition


def _terms(rows: QuerySet, facet: str, value: str, label: str, translations: str) -> QuerySet:
    found: QuerySet = (
        rows.order_by()
        .annotate(facet=Value(facet), typed=Lower(value), value=Lower(value))
        .values_list("facet", "typed", "value", "pk", label, translations)
    )
    return found


def _led_terms(model: type[Model], facet: str, values: list[str]) -> QuerySet:
    """Terms by their codes; a merged one leads to the one that was kept."""
    led = {
        name: Case(When(merged_into=None, then=F(name)), default=F(f"merged_into__{name}"))
        for name in ("pk", "code", "name", "name_translations")
    }
    found: QuerySet = (
        model._default_manager.filter(code__in=values)
        .order_by()
        .annotate(facet=Value(facet), typed=Lower("code"), value=Lower(led["code"]))
        .annotate(key=led["pk"], label_now=led["name"], others=led["name_translations"])
        .values_list("facet", "typed", "value", "key", "label_now", "others")
    )
    return found


def _narrow_themes(reader: Reader, keys: list[Any]) -> Q:
    """A theme stands for all below it."""
    below = Q(theme__in=keys) | Q(theme__parent__in=keys) | Q(theme__parent__parent__in=keys)
    return Q(pk__in=ThemeLink.objects.filter(below).values("recommendation"))


def _narrow_groups(reader: Reader, keys: list[Any]) -> Q:
    return Q(pk__in=GroupLink.objects.filter(group__in=keys).values("recommendation"))


def _narrow_sdgs(reader: Reader, keys: list[Any]) -> Q:
    """Keys are as typed: "16" for a goal and all its targets, "16.9" for a target."""
    goals = [key for key in keys if key.isdecimal()]
    targets = SdgTargetLink.objects.filter(
        Q(target__code__in=keys) | Q(target__goal__number__in=goals)
    )
    return Q(pk__in=targets.values("recommendation")) | Q(
        pk__in=SdgGoalLink.objects.filter(goal__number__in=goals).values("recommendation")
    )


def _find_sdgs(reader: Reader, values: list[str]) -> QuerySet:
    goals = SdgGoal.objects.annotate(code=Cast("number", CharField())).filter(code__in=values)
    targets = SdgTarget.objects.filter(code__in=values)
    return _terms(goals, "sdg", "code", "name", "name_translations").union(
        _terms(targets, "sdg", "code", "name", "name_translations"), all=True
    )


def _narrow_institutions(reader: Reader, keys: list[Any]) -> Q:
    return _linked(links.filter(institution__in=keys) for links in reader.assignment_links())


def _narrow_clusters(reader: Reader, keys: list[Any]) -> Q:
    return Q(pk__in=reader.memberships.filter(cluster__in=keys).values("recommendation"))


def _narrow_gaps(reader: Reader, keys: list[Any]) -> Q:
    links = {
        "activity": reader.activity_links,
        "assignment": reader.assignment_links,
        "update": reader.update_links,
    }
    condition = Q()
    for key in keys:
        condition |= ~_linked(links[key]())
    return condition


FACETS: tuple[Facet, ...] = (
    Facet(
        "status",
        _("Status"),
        lambda reader, keys: Q(status__in=keys),
        COUNT_STATUS,
        choices={key or NOT_ASSESSED: look.label for key, look in STATUS_LOOKS.items()},
        is_open=True,
        most_first=False,
    ),
    Facet(
        "mechanism",
        _("Who asked"),
        _column("mechanism"),
        COUNT_MECHANISM,
        find=lambda reader, values: _terms(
            Mechanism.objects.annotate(lower=Lower("code")).filter(
                lower__in=[value.lower() for value in values]
            ),
            *("mechanism", "code", "short_name", "name_translations"),
        ),
        is_open=True,
        most_first=False,
    ),
    Facet(
        "review",
        _("Review"),
        _column("review"),
        COUNT_REVIEW,
        find=lambda reader, values: _terms(
            Review.objects.filter(slug__in=values),
            *("review", "slug", "title", "title_translations"),
        ),
        most_first=False,
    ),
    Facet(
        "theme",
        _("Theme"),
        _narrow_themes,
        COUNT_THEME,
        find=lambda reader, values: _led_terms(Theme, "theme", values),
        is_open=True,
        most_first=False,
        is_tree=True,
    ),
    Facet(
        "group",
        _("People concerned"),
        _narrow_groups,
        COUNT_GROUP,
        find=lambda reader, values: _led_terms(AffectedGroup, "group", values),
    ),
    Facet(
        "sdg",
        _("Sustainable Development Goal"),
        _narrow_sdgs,
        COUNT_SDG,
        find=_find_sdgs,
        most_first=False,
        is_tree=True,
    ),
    Facet(
        "position",
        _("Position of the State"),
        _column("position"),
        COUNT_POSITION,
        choices=dict(Position.choices),
        most_first=False,
    ),
    Facet(
        "institution",
        _("Institution"),
        _narrow_institutions,
        COUNT_INSTITUTION,
        find=lambda reader, values: _terms(
            Institution.objects.filter(slug__in=values),
            *("institution", "slug", "name", "name_translations"),
        ),
    ),
    Facet(
        "cluster",
        _("Cluster"),
        _narrow_clusters,
        COUNT_CLUSTER,
        find=lambda reader, values: _terms(
            reader.clusters.filter(slug__in=values),
            *("cluster", "slug", "title", "title_translations"),
        ),
    ),
    Facet(
        "year",
        _("Year issued"),
        _column("issued_on__year"),
        COUNT_YEAR,
        choices={str(year): str(year) for year in range(2099, 1969, -1)},
        most_first=False,
    ),
    Facet(
        "gap",
        _("Gaps"),
        _narrow_gaps,
        COUNT_GAP,
        choices=GAPS,
        is_open=True,
        most_first=False,
    ),
    Facet(
        "publication",
        _("Publication"),
        _column("publication"),
        COUNT_PUBLICATION,
        choices=dict(Publication.choices),
        most_first=False,
    ),
)


def facets_for(reader: Reader) -> list[Facet]:
    """The facets that this reader is offered: drafts are the secretariat's to sort out."""
    return [
        facet for facet in FACETS if facet.name != "publication" or reader.rights.is_secretariat
    ]
