"""By what a chart can be narrowed on its page, with the choices there are."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.translation import get_language

from focalpoints.policies import visible_institutions
from mechanisms.models import Mechanism, Review
from portal.counting import keep
from recommendations.models import Theme
from recommendations.policies import visible_recommendations
from reporting.figures.scope import NOBODY

from .asked import TITLES, Asked

OFFERED = ("mechanism", "review", "theme", "institution")
Choice = tuple[str, str]


@dataclass(frozen=True, slots=True)
class Filter:
    """One list to choose from; of each choice value, label and whether it is the one chosen."""

    name: str
    title: Any
    choices: Sequence[tuple[str, str, bool]]


def filters_of(asked: Asked) -> list[Filter]:
    """Those that this chart has, the lists kept until something changes."""
    names = [name for name in OFFERED if name in asked.chart.filters]
    if not names:
        return []
    lists = keep(("chart choices", get_language()), _read)
    return [
        Filter(
            name,
            TITLES[name],
            [
                (value, label, value in asked.narrowing.get(name, ()))
                for value, label in lists[name]
            ],
        )
        for name in names
    ]


def _read() -> dict[str, list[Choice]]:
    """What something published is of; four queries."""
    rows = visible_recommendations(NOBODY).order_by()
    mechanisms = Mechanism.objects.filter(pk__in=rows.values("mechanism"))
    reviews = Review.objects.filter(pk__in=rows.exclude(review=None).values("review"))
    themes = Theme.objects.filter(parent=None, is_active=True)
    institutions = visible_institutions(NOBODY).existing().order_by("name", "pk")
    return {
        "mechanism": [
            (one.code.lower(), one.label) for one in mechanisms.order_by("order", "code")
        ],
        "review": [(one.slug, one.label) for one in reviews],
        "theme": [(one.code, one.label) for one in themes],
        "institution": [(one.slug, one.label) for one in institutions],
    }
