"""What is measured: indicators and their values, as they may be shown.

Every number comes through `activities.showing`, which hides small ones and what would give them away.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import TextChoices
from django.utils.functional import Promise
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from activities.choices import (
    Dimension,
    Direction,
    Frequency,
    IndicatorKind,
    Progress,
    Quality,
    Right,
    ValueStanding,
)
from activities.disclosure import Hidden
from activities.models import (
    Category,
    Indicator,
    IndicatorActivity,
    IndicatorCluster,
    IndicatorObjective,
    IndicatorRecommendation,
    Unit,
)
from activities.policies import visible_indicators
from activities.showing import Shown, all_series, path_of, standing_of
from portal.opendata.columns import (
    Column,
    Kind,
    choice,
    codes,
    day,
    in_languages,
    link,
    listed,
    made_of,
    page,
    text,
    translation_of,
    truth,
    whole,
)
from portal.reader import Reader

from .deeds import activity_link, cluster_link, keyed, objective_link, recommendation_link
from .lists import CODE, NAME
from .register import OF_INSTITUTION

OF_INDICATOR = _("Code of the indicator, as the statistics office numbers it.")
# Series are read of so many indicators at once: what is hidden in one says nothing of another.
AT_ONCE = 50
# What stands for everybody in the column of the group. Source: SDMX code lists, _T (total).
EVERYBODY = "_T"


class Withheld(TextChoices):
    """As `activities.disclosure.Hidden`, in words."""

    SMALL = Hidden.SMALL.value, _("So few people or cases that it could be told who they are")
    WITHHELD = Hidden.WITHHELD.value, _("Small itself, or it would give a small number away")


UNITS = listed(
    "units",
    _("Units"),
    _("What values of indicators are counted in."),
    lambda reader: Unit.objects.order_by("code"),
    text("unit", CODE, "code", is_key=True),
    text("name", NAME, is_needed=True),
    *in_languages("name", "name"),
    text("symbol", _("What follows the number.")),
    truth("is_share", _("Whether it is a share of a hundred."), is_needed=True),
    truth("is_count", _("Whether it counts people or cases."), is_needed=True),
)
CATEGORIES = listed(
    "categories",
    _("Groups of breakdowns"),
    _("The groups by which values are broken down; their codes stand in the values’ columns."),
    lambda reader: Category.objects.order_by("dimension", "code"),
    choice("dimension", _("By what it breaks down."), Dimension, is_key=True),
    text("category", CODE, "code", is_key=True),
    text("name", NAME, is_needed=True),
    *in_languages("name", "name"),
)


@dataclass(frozen=True, slots=True)
class Measured:
    """An indicator with its series as it may be shown."""

    row: Indicator
    series: Sequence[Shown]


def _series(reader: Reader) -> Iterator[Measured]:
    """Indicators by their codes, a portion at a time; two queries a portion."""
    keys = list(visible_indicators(reader.user).order_by("code").values_list("pk", flat=True))
    related = ("unit", "custodian", "attribute", "sdg_target")
    for start in range(0, len(keys), AT_ONCE):
        own = keys[start : start + AT_ONCE]
        rows = Indicator.objects.select_related(*related).filter(pk__in=own).order_by("code")
        found = all_series(list(rows))
        for row in rows:
            yield Measured(row, found.get(row.pk, ()))


Value = tuple[Indicator, Shown, dict[str, str]]


def _values(reader: Reader) -> Iterator[Value]:
    """With what each value is broken down by."""
    for measured in _series(reader):
        for value in sorted(measured.series, key=lambda one: (one.row.period, one.key)):
            yield measured.row, value, value.breakdown


def _of(path: str) -> Callable[[Measured], Any]:
    def read(measured: Measured) -> Any:
        found: Any = measured.row
        for part in path.split("."):
            found = getattr(found, part) if found is not None else None
        return found

    return read


def _path(name: str) -> Callable[[Measured], Any]:
    return lambda measured: getattr(path_of(measured.row, measured.series), name)


def _progress(measured: Measured) -> str:
    return standing_of(measured.row, measured.series).judgement.progress.value


def _named(name: str, path: str) -> list[Column]:
    """As `in_languages`, off an object."""
    known = in_languages(name, path)
    return [
        Column(column.name, column.kind, column.definition, read=_translation(code))
        for code, column in zip(codes(), known, strict=True)
    ]


def _translation(code: str) -> Callable[[Measured], Any]:
    return lambda measured: translation_of(measured.row.name_translations, code)


INDICATORS = made_of(
    "indicators",
    _("Indicators"),
    _("What is measured again and again, in one unit, by one custodian."),
    _series,
    text("indicator", OF_INDICATOR, read=_of("code"), is_key=True),
    text("name", NAME, read=_of("name"), is_needed=True),
    *_named("name", "name"),
    choice("kind", _("Structure, process or outcome."), IndicatorKind, read=_of("kind")),
    choice("right", _("The right that it tells of."), Right, read=_of("right")),
    text("attribute", _("Attribute of the right, by its code."), read=_of("attribute.code")),
    link("unit", "units", "", read=_of("unit.code"), is_needed=True),
    text("definition", _("What is measured."), read=_of("definition")),
    text("method", _("How it is worked out."), read=_of("method")),
    text("source", _("Where the values come from."), read=_of("source")),
    link("custodian", "institutions", "", OF_INSTITUTION, read=_of("custodian.slug")),
    choice("frequency", _("How often it is measured."), Frequency, read=_of("frequency")),
    choice("direction", _("Which way is good."), Direction, read=_of("direction")),
    Column(
        "baseline",
        Kind.NUMBER,
        _("Value from which progress is measured; empty where it may not be shown."),
        read=_path("baseline"),
    ),
    whole("baseline_year", _("Year of the baseline."), read=_path("baseline_year")),
    Column("target", Kind.NUMBER, _("Value to be reached."), read=_path("target")),
    whole("target_year", _("Year of the target."), read=_path("target_year")),
    choice(
        "progress",
        _("Where the latest value stands against the straight path from baseline to target."),
        Progress,
        read=_progress,
        is_needed=True,
    ),
    text("sdg_indicator", _("Number of the global indicator."), read=_of("sdg_indicator")),
    link("sdg_target", "sdg_targets", "", read=_of("sdg_target.code")),
    text(
        "address",
        _("Its page on this site."),
        read=lambda measured: page("portal:indicator", measured.row.slug),
        is_needed=True,
    ),
)


def _group(dimension: str, label: str | Promise) -> Column:
    return text(
        f"by_{dimension}",
        format_lazy("{}: {}", label, _("code of the group; empty where it is not broken down so.")),
        read=lambda value: value[2].get(dimension),
    )


def _shown(name: str) -> Callable[[Value], Any]:
    return lambda value: getattr(value[1], name)


def _written(name: str) -> Callable[[Value], Any]:
    return lambda value: getattr(value[1].row, name)


VALUES = made_of(
    "indicator_values",
    _("Values of indicators"),
    _("Current values by period and group. Small numbers are left out, with what gives them away."),
    _values,
    text(
        "indicator",
        OF_INDICATOR,
        read=lambda value: value[0].code,
        is_key=True,
        leads_to="indicators",
    ),
    text(
        "period",
        _("As SDMX writes it: 2024, 2024-S1, 2024-Q3, 2024-07."),
        read=_written("period"),
        is_key=True,
    ),
    text(
        "breakdown",
        _("Of whom: dimension=group, apart by semicolons; _T for everybody."),
        read=lambda value: value[1].key or EVERYBODY,
        is_key=True,
    ),
    *(_group(one.value, one.label) for one in Dimension),
    Column(
        "value",
        Kind.NUMBER,
        _("The value; empty where it is withheld."),
        read=_shown("value"),
    ),
    whole("cases", _("Number of people or cases on which it rests."), read=_shown("cases")),
    choice("withheld", _("Why the value is not shown."), Withheld, read=_shown("why")),
    day("period_from", _("First day of the period."), read=_written("period_from"), is_needed=True),
    day("period_to", _("Last day of the period."), read=_written("period_to"), is_needed=True),
    choice(
        "quality",
        _("How far it can be relied on."),
        Quality,
        read=_written("quality"),
        is_needed=True,
    ),
    choice(
        "standing",
        _("Whether it may still change."),
        ValueStanding,
        read=_written("standing"),
        is_needed=True,
    ),
    text("source", _("Where the value comes from."), read=_written("source")),
    text("note", _("Note on the value."), read=_written("note")),
)
OF = link("indicator", "indicators", "indicator__code", OF_INDICATOR, is_key=True)
LINKS = (
    listed(
        "indicator_recommendations",
        _("Recommendations that indicators tell about"),
        _("Links of indicators to recommendations of their own."),
        lambda reader: IndicatorRecommendation.objects.order_by(
            "indicator__code", "recommendation__reference"
        ),
        OF,
        recommendation_link(is_key=True),
    ),
    listed(
        "indicator_clusters",
        _("Clusters that indicators tell about"),
        _("An indicator of a cluster counts for its members with direct or partial overlap."),
        lambda reader: IndicatorCluster.objects.order_by("indicator__code", "cluster__slug"),
        OF,
        cluster_link(is_key=True),
    ),
    listed(
        "indicator_activities",
        _("Activities that indicators tell about"),
        _("Links of indicators to activities."),
        lambda reader: IndicatorActivity.objects.order_by("indicator__code", "activity__slug"),
        OF,
        activity_link(is_key=True),
    ),
    listed(
        "indicator_objectives",
        _("Objectives that indicators tell about"),
        _("Links of indicators to objectives of plans."),
        keyed(IndicatorObjective, "indicator__code"),
        OF,
        objective_link(is_key=True),
    ),
)
