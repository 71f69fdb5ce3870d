"""Indicators as everyone may read them: the list, one of them, and both as files."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import chain
from typing import Any

from django.contrib.auth.decorators import login_not_required
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from activities.choices import IndicatorKind, Progress, Right
from activities.drawing import multiples, picture
from activities.kept import progress_of_all
from activities.labels import GroupNames
from activities.models import Indicator
from activities.policies import can_enter_value, visible_indicators
from activities.showing import (
    all_series,
    series_of,
    standing_of,
    standings,
    threshold,
)
from activities.sources import sources_of
from activities.writers import TYPES, Series, write
from focalpoints.models import Institution
from nmirf.common.dates import today
from nmirf.common.htmx import HtmxRequest
from notifications.choices import FollowKind
from portal.cards import Item, make_cards, with_card_facts
from portal.indicators import FACETS, facts_of
from portal.reader import Reader
from portal.trails import trail
from portal.views.acts import acts_here
from recommendations.choices import Publication
from recommendations.models import SdgGoal

PAGE_SIZE = 25
RECOMMENDATIONS_SHOWN = 25


@dataclass(frozen=True, slots=True)
class Choice:
    value: str
    label: str
    count: int
    is_chosen: bool


@require_GET
@login_not_required
def indicators(request: HtmxRequest) -> HttpResponse:
    """All that are not retired, narrowed by right, kind, goal, custodian and progress."""
    progress = progress_of_all()
    asked = {name: request.GET.get(name, "") for name in FACETS}
    words = request.GET.get("q", "").strip()[:200].casefold()
    # Of all no more than what narrows them: whole records are read of those on the page alone.
    rows = [row for row in _listed(request).values(*_READ) if words in _said(row)]
    facts = {row["pk"]: _facts_of(row, progress[row["pk"]]) for row in rows}
    kept = [key for key, own in facts.items() if _fits(own, asked)]
    page = Paginator(kept, PAGE_SIZE).get_page(request.GET.get("page"))
    there = _listed(request).in_bulk(list(page))
    shown = [there[key] for key in page]
    found = standings(shown)
    context = {
        "page": page,
        "rows": [(row, found[row.pk]) for row in shown],
        "words": request.GET.get("q", ""),
        "filters": _filters(facts, asked),
        "total": len(kept),
        "today": today(),
        "progress": _progress_counts(progress[key] for key in kept),
        "files": [
            (label, reverse("portal:indicators_file", args=[ending]))
            for ending, label in _file_labels().items()
        ],
        "trail": trail((_("Indicators"), "")),
    }
    return render(request, "portal/indicators.html", context)


def _listed(request: HtmxRequest) -> Any:
    rows = visible_indicators(request.user).not_retired()
    return rows.select_related("custodian", "unit", "sdg_target__goal").order_by("code", "pk")


_READ = (
    *("pk", "code", "name", "name_translations", "right", "kind", "custodian"),
    "sdg_target__goal__number",
)


def _said(row: dict[str, Any]) -> str:
    """What words are looked for in: code and name in every language."""
    names = row["name_translations"].values()
    return " ".join((row["code"], row["name"], *names)).casefold()


def _facts_of(row: dict[str, Any], progress: Progress) -> dict[str, str]:
    """By each way to narrow, what an indicator has there; "" for nothing."""
    goal = row["sdg_target__goal__number"]
    return {
        "right": row["right"],
        "kind": row["kind"],
        "sdg": str(goal or ""),
        "custodian": str(row["custodian"]),
        "progress": progress.value,
    }


def _fits(facts: dict[str, str], asked: dict[str, str], apart_from: str = "") -> bool:
    return all(
        not wanted or name == apart_from or facts[name] == wanted for name, wanted in asked.items()
    )


def _filters(facts: dict[int, dict[str, str]], asked: dict[str, str]) -> list[dict[str, Any]]:
    """Each filter with its choices; a choice's count says what choosing it would list."""
    found = []
    for name, (label, labels) in _labels(facts.values()).items():
        fitting = (own[name] for own in facts.values() if own[name] and _fits(own, asked, name))
        counts = Counter(fitting)
        pairs = sorted(((value, labels[value]) for value in counts), key=_order)
        choices = [Choice(v, text, counts[v], v == asked[name]) for v, text in pairs]
        found.append({"name": name, "label": label, "choices": choices})
    return found


def _labels(facts: Iterable[dict[str, str]]) -> dict[str, tuple[str, dict[str, str]]]:
    """Of each way to narrow its name, and the names of its values."""
    keys = {own["custodian"] for own in facts}
    return {
        "right": (_("Right"), {one.value: str(one.label) for one in Right}),
        "kind": (_("Kind"), {one.value: str(one.label) for one in IndicatorKind}),
        "sdg": (
            _("SDG"),
            {str(one.number): f"{one.number} {one.label}" for one in SdgGoal.objects.all()},
        ),
        "custodian": (
            _("Custodian"),
            {str(one.pk): one.label for one in Institution.objects.filter(pk__in=keys)},
        ),
        "progress": (_("Progress"), {one.value: str(one.label) for one in Progress}),
    }


def _order(pair: tuple[str, str]) -> tuple[int, str]:
    value, label = pair
    progress = list(Progress.values)
    if label.startswith(f"{value} "):  # goals, by their numbers
        return int(value), label
    return (progress.index(value) if value in progress else 0), label


def _progress_counts(found: Iterable[Progress]) -> list[dict[str, Any]]:
    counts = Counter(found)
    return [{"number": counts[one], "label": one.label} for one in Progress]


@require_GET
@login_not_required
def indicator(request: HtmxRequest, slug: str) -> HttpResponse:
    row = _find(request, slug)
    reader, series = Reader(request.user), series_of(row)
    sources = sources_of(request.user, series)
    told = reader.recommendations.filter(indicator_links__indicator=row)
    ordered = told.order_by("-issued_on", "symbol", "paragraph_key", "pk")
    page = Paginator(with_card_facts(ordered), RECOMMENDATIONS_SHOWN).get_page(
        request.GET.get("page")
    )
    address = reverse("portal:indicator_file", args=[row.slug, "csv"]).removesuffix("csv")
    context = {
        "row": row,
        "standing": standing_of(row, series),
        "picture": picture(row, series, sources),
        "multiples": multiples(row, series, GroupNames.read(), sources),
        "has_hidden": any(one.why for one in series),
        "k": threshold(),
        "facts": facts_of(row),
        "links": _links(reader, row),
        "page": page,
        "cards": make_cards(reader, page.object_list),
        "files": [(label, f"{address}{ending}") for ending, label in _file_labels().items()],
        "may_enter": bool(can_enter_value(request.user, row)),
        "acts": acts_here(request, FollowKind.INDICATOR, row),
        "trail": trail((_("Indicators"), reverse("portal:indicators")), (row.label, "")),
    }
    return render(request, "portal/indicator.html", context)


@require_GET
@login_not_required
def indicator_file(request: HtmxRequest, slug: str, ending: str) -> HttpResponse:
    row = _find(request, slug)
    series = series_of(row)
    return _file(row.slug, ending, [Series(row, series, sources_of(request.user, series))])


@require_GET
@login_not_required
def indicators_file(request: HtmxRequest, ending: str) -> HttpResponse:
    """Every value of every indicator that the person sees."""
    rows = list(_listed(request))
    found = all_series(rows)
    sources = sources_of(request.user, chain.from_iterable(found.values()))
    series = [Series(row, found.get(row.pk, []), sources) for row in rows]
    return _file("indicators", ending, series)


def _file(name: str, ending: str, series: list[Series]) -> HttpResponse:
    if ending not in TYPES:
        raise Http404
    response = HttpResponse(write(ending, series), content_type=TYPES[ending])
    response["Content-Disposition"] = f'attachment; filename="{name}.{ending}"'
    response["Cache-Control"] = "private, no-store"
    return response


def _file_labels() -> dict[str, str]:
    return {"csv": "CSV", "xlsx": "XLSX", "sdmx.csv": "SDMX-CSV"}


def _find(request: HtmxRequest, slug: str) -> Indicator:
    rows = visible_indicators(request.user)
    related = ("unit", "custodian", "attribute", "sdg_target__goal")
    found: Indicator = get_object_or_404(rows.select_related(*related), slug=slug)
    return found


def _links(reader: Reader, row: Indicator) -> list[tuple[str, list[Item]]]:
    """What it tells about besides recommendations, as far as this reader sees it."""
    clusters = reader.clusters.filter(indicator_links__indicator=row).order_by("title")
    activities = reader.activities.filter(indicator_links__indicator=row).order_by("title")
    objectives = row.objectives.filter(plan__publication=Publication.PUBLISHED)
    groups = (
        (_("Clusters"), [Item(one.label, one.get_absolute_url()) for one in clusters]),
        (_("Activities"), [Item(one.label, one.get_absolute_url()) for one in activities]),
        (
            _("Objectives of plans"),
            [
                Item(f"{one.label} ({one.plan.label})", one.plan.get_absolute_url())
                for one in objectives.select_related("plan")
            ],
        ),
    )
    return [(label, items) for label, items in groups if items]
