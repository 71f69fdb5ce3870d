"""Charts and tables of an indicator out of values as they may be shown; plain values for templates."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import get_language_bidi
from django.utils.translation import gettext as _

from nmirf.common.seriescharts import Dot, SeriesChart, series_chart

from .breakdowns import of_key
from .choices import Dimension, ValueStanding
from .labels import GroupNames
from .models import Indicator
from .progress import Path
from .showing import Shown, number, path_of, with_symbol
from .sources import Source

# The drawing of a group is lower than that of everybody.
GROUP_HEIGHT = 130
NO_SOURCES: Mapping[int, Source] = {}


@dataclass(frozen=True, slots=True)
class Line:
    """A row of the table under a chart."""

    period: str
    text: str
    is_hidden: bool
    marks: str
    source: Source | None = None


@dataclass(frozen=True, slots=True)
class Picture:
    """A chart with its table: what components/series_chart.html takes."""

    caption: str
    unit: str
    chart: SeriesChart
    lines: list[Line]
    notes: list[str] = field(default_factory=list)

    @property
    def words(self) -> str:
        """The chart for those who do not see it."""
        return ", ".join(f"{line.period} {line.text}" for line in self.lines)


@dataclass(frozen=True, slots=True)
class Multiples:
    """The groups of one dimension beside each other, on one scale."""

    title: str
    pictures: list[Picture]


def picture(
    indicator: Indicator,
    series: Sequence[Shown],
    sources: Mapping[int, Source] = NO_SOURCES,
    *,
    width: int = 350,
    height: int = 160,
) -> Picture:
    """Everybody over time, with the way from baseline to target. `sources`: by key of the value."""
    path = path_of(indicator, series)
    totals = [one for one in series if not one.key]
    chart = series_chart(
        _runs(totals, indicator),
        path=_way(path),
        mirrored=get_language_bidi(),
        width=width,
        height=height,
    )
    return Picture(
        indicator.label,
        _unit(indicator),
        chart,
        _lines(totals, indicator, sources),
        _path_words(indicator, path),
    )


def multiples(
    indicator: Indicator,
    series: Sequence[Shown],
    names: GroupNames,
    sources: Mapping[int, Source] = NO_SOURCES,
) -> list[Multiples]:
    """For each dimension a chart a group, and one for groups of several dimensions at once."""
    found: dict[tuple[int, ...], dict[str, list[Shown]]] = {}
    order = list(Dimension.values)
    for one in series:
        if one.key:
            dimensions = tuple(sorted(order.index(name) for name in of_key(one.key)))
            found.setdefault(dimensions, {}).setdefault(one.key, []).append(one)
    drawn = [one for one in series if one.key and one.value is not None]
    values = [float(one.value) for one in drawn if one.value is not None]
    years = [one.period.position for one in drawn]
    scales: dict[str, Any] = {}
    if values:
        scales = {"within": (min(values), max(values)), "span": (min(years), max(years))}
    ranked = sorted(found.items(), key=lambda item: (len(item[0]), item[0]))
    return [
        Multiples(
            " × ".join(str(Dimension(order[place]).label) for place in dimensions),
            [
                _group(indicator, key, groups[key], names, scales, sources)
                for key in sorted(groups, key=names.place)
            ],
        )
        for dimensions, groups in ranked
    ]


def _group(
    indicator: Indicator,
    key: str,
    values: list[Shown],
    names: GroupNames,
    scales: dict[str, Any],
    sources: Mapping[int, Source],
) -> Picture:
    chart = series_chart(
        _runs(values, indicator), mirrored=get_language_bidi(), height=GROUP_HEIGHT, **scales
    )
    return Picture(names.of(key), _unit(indicator), chart, _lines(values, indicator, sources))


def _unit(indicator: Indicator) -> str:
    return indicator.unit.label


def _runs(values: Sequence[Shown], indicator: Indicator) -> list[list[Dot]]:
    """Dots in order of time; a value that is hidden leaves a gap."""
    runs: list[list[Dot]] = [[]]
    for one in sorted(values, key=lambda one: (one.period.last, one.period.months)):
        if one.value is None:
            runs.append([])
            continue
        runs[-1].append(
            Dot(
                position=one.period.position,
                value=float(one.value),
                label=one.period.code,
                words=with_symbol(one.text, indicator.unit),
                is_open=one.row.standing == ValueStanding.PROVISIONAL,
            )
        )
    return [run for run in runs if run]


def _way(path: Path) -> list[tuple[float, float]]:
    """Baseline and target where both are there; else the target alone."""
    ends = [(path.baseline_year, path.baseline), (path.target_year, path.target)]
    return [(year, float(value)) for year, value in ends if year is not None and value is not None]


def _lines(
    values: Sequence[Shown], indicator: Indicator, sources: Mapping[int, Source]
) -> list[Line]:
    return [
        Line(
            period=one.period.code,
            text=one.text if one.why else with_symbol(one.text, indicator.unit),
            is_hidden=one.why is not None,
            marks=marks_of(one),
            source=sources.get(one.row.pk),
        )
        for one in values
    ]


def marks_of(one: Shown) -> str:
    """What is to be known of a value: provisional, revised, of limited reliability."""
    marks = []
    if one.row.standing == ValueStanding.PROVISIONAL:
        marks.append(one.row.get_standing_display())
    if one.row.revises_id:
        marks.append(_("Revised"))
    if one.row.quality in ("limited", "estimated"):
        marks.append(one.row.get_quality_display())
    return _(", ").join(map(str, marks))


def _path_words(indicator: Indicator, path: Path) -> list[str]:
    words = []
    for said, value, year in (
        (_("Baseline %(year)s: %(value)s"), path.baseline, path.baseline_year),
        (_("Target %(year)s: %(value)s"), path.target, path.target_year),
    ):
        if value is not None and year is not None:
            text = with_symbol(number(value, indicator.unit), indicator.unit)
            words.append(said % {"year": year, "value": text})
    return words
