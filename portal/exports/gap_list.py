"""The list of one gap as a table: the same rows, in the same order, as its page."""

from collections.abc import Callable, Sequence

from django.urls import reverse

from portal.gapscope import GapScope

from .columns import Column
from .table import Table, export_table


def gap_table(
    scope: GapScope,
    name: str,
    columns: Sequence[Column],
    *,
    title: str,
    tell: Callable[[int], None] = lambda percent: None,
) -> Table:
    gap = scope.gap(name)
    return export_table(
        scope.reader,
        scope.having(name),
        columns,
        title=title,
        page=reverse("reporting:gap", args=[name]),
        query=f"?{scope.query}" if scope.query else "",
        narrowed=[*scope.words, f"{gap.label}: {gap.definition}"],
        total=scope.counts[name],
        tell=tell,
    )
