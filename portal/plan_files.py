"""A plan as a table: the columns of the import of objectives, and what hangs on each objective."""

from collections.abc import Iterator
from typing import Any

from django.conf import settings
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from activities.models import NationalPlan, PlanObjective
from activities.parsers.objectives import COLUMNS, ON_TOP, derived_parent, languages
from activities.policies import visible_indicators

from .frame import site
from .reader import Reader

# Told besides, and not read by the import.
FURTHER = (("activities", gettext_lazy("Activities")), ("indicators", gettext_lazy("Indicators")))


def columns() -> list[tuple[str, Any]]:
    """(name, title) of each column; the names are the same in every language."""
    found: list[tuple[str, Any]] = []
    for column in COLUMNS:
        found.append((column.name, column.title))
        if column.name == "title":
            found += [(f"title_{code}", f"{column.title} ({code})") for code in languages()]
    return [*found, *FURTHER]


def rows_of(reader: Reader, plan: NationalPlan) -> Iterator[list[str]]:
    """A row an objective, in the order of their numbers; eight queries."""
    rows = plan.objectives.select_related("lead", "parent").order_by("order", "pk")
    listed = list(rows.prefetch_related("targets"))
    known = {row.code for row in listed}
    linked = _linked(reader, plan)
    for row in listed:
        yield [_cell(name, row, known, linked) for name, _title in columns()]


def _cell(name: str, row: PlanObjective, known: set[str], linked: dict[str, Any]) -> str:
    if name in linked:
        return "; ".join(linked[name].get(row.pk, ()))
    if name == "parent":
        return _parent(row, known)
    if name == "lead":
        return row.lead.slug if row.lead else ""
    if name == "sdg_targets":
        return "; ".join(target.code for target in row.targets.all())
    if name.startswith("title_"):
        return str(row.title_translations.get(name.removeprefix("title_"), ""))
    return str(getattr(row, name))


def _parent(row: PlanObjective, known: set[str]) -> str:
    if row.parent:
        return row.parent.code
    return ON_TOP if derived_parent(row.code, known) else ""


def _linked(reader: Reader, plan: NationalPlan) -> dict[str, dict[int, list[str]]]:
    """By column and objective, what the reader may see of what is linked to it; a query a column."""
    sources = (
        ("recommendations", reader.recommendations, "plan_objective_links", "reference"),
        ("clusters", reader.clusters, "objective_links", "slug"),
        ("activities", reader.activities, "objective_links", "title"),
        ("indicators", visible_indicators(reader.user).not_retired(), "objective_links", "code"),
    )
    found: dict[str, dict[int, list[str]]] = {}
    for name, rows, links, shown in sources:
        found[name] = {}
        pairs = rows.filter(**{f"{links}__objective__plan": plan}).order_by(shown)
        for key, text in pairs.values_list(f"{links}__objective", shown):
            found[name].setdefault(key, []).append(text)
    return found


def about(reader: Reader, plan: NationalPlan) -> list[list[str]]:
    """What the file is, of when, and from where."""
    shown = site()
    made_at = timezone.now()
    return [
        [_("Title"), plan.label],
        [_("Period"), f"{plan.starts_on.isoformat()} – {plan.ends_on.isoformat()}"],
        [_("Source"), shown.mechanism or shown.name],
        [_("Address"), f"{settings.SITE_URL}{reverse('portal:plan', args=[plan.slug])}"],
        [_("Objectives"), str(plan.objectives.count())],
        [_("Made at"), f"{made_at:%Y-%m-%d %H:%M} UTC"],
        [_("Licence"), shown.licence],
    ]
