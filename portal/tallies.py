"""Recommendations counted by status, for bars and their tables."""

from collections.abc import Iterable
from typing import Any

from django.db.models import Count, QuerySet

from recommendations.models import Recommendation

Tally = dict[str, int]


def by_status(rows: QuerySet[Recommendation]) -> Tally:
    """How many have each status; "" stands for not assessed."""
    counted = rows.order_by().values_list("status").annotate(number=Count("pk", distinct=True))
    return dict(counted)


def by_status_within(
    links: QuerySet, key: str, recommendation: str = "recommendation"
) -> dict[Any, Tally]:
    """The same for each `key` of the links, each recommendation once; one query."""
    status = f"{recommendation}__status" if recommendation else "status"
    counted = (
        links.order_by()
        .values_list(key, status)
        .annotate(number=Count(recommendation or "pk", distinct=True))
    )
    found: dict[Any, Tally] = {}
    for value, name, number in counted:
        found.setdefault(value, {})[name] = number
    return found


def bars(named: Iterable[tuple[str, str, Tally]]) -> list[dict[str, Any]]:
    """Rows of (label, address, counts) as components/hbars.html takes them; empty ones left out."""
    return [
        {"label": label, "url": url, "counts": tally, "total": sum(tally.values())}
        for label, url, tally in named
        if tally
    ]
