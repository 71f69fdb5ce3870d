"""Recommendations counted by status, for bars and their tables."""

from collections.abc import Iterable
from typing import Any

from django.db.models import Count, QuerySet

from recommendations.choices import AssignmentRole, AssignmentState
from recommendations.models import Recommendation

from .reader import Reader

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


def led_by_status(reader: Reader, keys: list[int]) -> dict[int, Tally]:
    """By institution, what it leads by status; two queries."""
    leads = reader.assignments.filter(
        institution__in=keys, role=AssignmentRole.LEAD, state=AssignmentState.ACCEPTED
    )
    direct = leads.filter(
        recommendation__in=reader.recommendations.published().values("pk")
    ).values_list("institution", "recommendation", "recommendation__status")
    through = reader.memberships.filter(
        cluster__assignments__in=leads.values("pk"),
        recommendation__in=reader.recommendations.published().values("pk"),
    ).values_list("cluster__assignments__institution", "recommendation", "recommendation__status")
    found: dict[int, Tally] = {}
    for institution, _recommendation, status in {*direct, *through}:
        tally = found.setdefault(institution, {})
        tally[status] = tally.get(status, 0) + 1
    return found
