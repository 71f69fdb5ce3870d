"""Values as they may be shown: the one way from the database to every page, chart, table and file.

`shown` hides what `activities.disclosure` says; nothing that people read, download or fetch takes
a number from an `IndicatorValue` by another way.
"""

import datetime as dt
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.conf import settings
from django.db.models import OuterRef, Q, QuerySet, Subquery
from django.utils.formats import number_format
from django.utils.translation import gettext as _

from .breakdowns import of_key
from .disclosure import Cell, Hidden, hidden
from .models import Indicator, IndicatorValue, Unit
from .parsers.periods import Period, parse_period
from .progress import Judgement, Path, judge


@dataclass(frozen=True, slots=True)
class Shown:
    """One value for readers: `value` and `cases` are None where `why` says that they are hidden."""

    row: IndicatorValue
    period: Period
    unit: Unit
    value: Decimal | None = None
    cases: int | None = None
    why: Hidden | None = None

    @property
    def text(self) -> str:
        """Made when it is asked for: of many values only the number is looked at."""
        if self.value is None:
            return hidden_words(self.why or Hidden.WITHHELD)
        return number(self.value, self.unit)

    @property
    def key(self) -> str:
        return self.row.breakdown_key

    @property
    def breakdown(self) -> dict[str, str]:
        return of_key(self.row.breakdown_key)


def threshold() -> int:
    """The k of ADR 0022: numbers from 1 to k−1 are hidden."""
    return int(settings.SMALL_NUMBER_THRESHOLD)


def hidden_words(why: Hidden) -> str:
    """What stands in the place of a number that is not shown."""
    if why == Hidden.SMALL:
        return _("fewer than %(number)d") % {"number": threshold()}
    return _("withheld")


def number(value: Decimal, unit: Unit) -> str:
    """In the way of the page's language, with the unit's decimals and never fewer than it has."""
    exact = value.normalize()
    exponent = exact.as_tuple().exponent
    own = max(0, -exponent) if isinstance(exponent, int) else 0
    return number_format(value, max(unit.decimals, own), force_grouping=abs(value) >= 10_000)


def with_symbol(text: str, unit: Unit) -> str:
    return f"{text}\u00a0{unit.symbol}" if unit.symbol else text


def shown(values: Iterable[IndicatorValue], unit: Unit) -> list[Shown]:
    """Current values of one indicator, whole years of them, as they may be shown; in their order."""
    rows = list(values)
    periods = [parse_period(row.period) for row in rows]
    cells = [
        Cell(period, row.breakdown_key, row.value, row.cases)
        for row, period in zip(rows, periods, strict=True)
    ]
    found = hidden(cells, is_count=unit.is_count, k=threshold())
    return [
        _shown(row, period, unit, found.get(place))
        for place, (row, period) in enumerate(zip(rows, periods, strict=True))
    ]


def _shown(row: IndicatorValue, period: Period, unit: Unit, why: Hidden | None) -> Shown:
    if why is not None:
        return Shown(row, period, unit, why=why)
    return Shown(row, period, unit, row.value, row.cases)


def series_of(indicator: Indicator) -> list[Shown]:
    """All current values of an indicator by period and group; one query."""
    rows = indicator.values.current().order_by("period_from", "-period_to", "breakdown_key", "pk")
    return shown(rows, indicator.unit)


def all_series(indicators: Sequence[Indicator]) -> dict[int, list[Shown]]:
    """As `series_of`, of many at once, by key; one query. Units are loaded."""
    rows = IndicatorValue.objects.current().filter(indicator__in=[row.pk for row in indicators])
    found: dict[int, list[IndicatorValue]] = {}
    for row in rows.order_by("period_from", "-period_to", "breakdown_key", "pk").iterator():
        found.setdefault(row.indicator_id, []).append(row)
    return {row.pk: shown(found.get(row.pk, ()), row.unit) for row in indicators}


def earlier_of(indicator: Indicator, series: Sequence[Shown]) -> dict[int, list[Shown]]:
    """By key of the current value, what was said before or withdrawn, the latest first; one query.

    What was said before in a year in which anything is hidden, or once was small, stays hidden:
    old numbers of several groups together would give it away.
    """
    everything = list(indicator.values.order_by("pk"))
    unit, k = indicator.unit, threshold()
    closed = {one.period.year for one in series if one.why}
    closed |= {row.period_from.year for row in everything if _is_small(row, unit, k)}
    by_pk = {row.pk: row for row in everything}
    withdrawn: dict[tuple[str, str], list[IndicatorValue]] = {}
    for row in everything:
        if row.withdrawn_at is not None:
            withdrawn.setdefault((row.period, row.breakdown_key), []).append(row)
    found: dict[int, list[Shown]] = {}
    for one in series:
        rows = [*_revised_by(one.row, by_pk), *withdrawn.get((one.row.period, one.key), ())]
        why = Hidden.WITHHELD if one.period.year in closed else None
        rows.sort(key=lambda row: row.pk, reverse=True)
        if rows:
            found[one.row.pk] = [_shown(row, one.period, unit, why) for row in rows]
    return found


def _revised_by(
    row: IndicatorValue, by_pk: Mapping[int, IndicatorValue]
) -> Iterator[IndicatorValue]:
    before = by_pk.get(row.revises_id or 0)
    while before is not None:
        yield before
        before = by_pk.get(before.revises_id or 0)


def withdrawn_alone(indicator: Indicator, series: Iterable[Shown]) -> list[IndicatorValue]:
    """Values withdrawn with nothing said of their period and group since, the latest first; one query.

    What they said is not shown: no other number of the period tells whether it may be.
    """
    said = {(one.row.period, one.key) for one in series}
    rows = indicator.values.filter(withdrawn_at__isnull=False).order_by("-withdrawn_at", "-pk")
    return [row for row in rows if (row.period, row.breakdown_key) not in said]


def _is_small(row: IndicatorValue, unit: Unit, k: int) -> bool:
    return (unit.is_count and 0 < row.value < k) or (row.cases is not None and 0 < row.cases < k)


def path_of(indicator: Indicator, series: Iterable[Shown] = ()) -> Path:
    """The path to the target. A baseline that is small, or that could give one away, is not there.

    `series` holds the values of the baseline's year, where these are there. Where some of them are
    hidden, the baseline is there only if it is the number that is shown of everybody.
    """
    baseline = indicator.baseline_value
    year = indicator.baseline_year
    own = [one for one in series if one.period.year == year]
    is_shown = any(one.value == baseline and not one.key for one in own)
    closed = any(one.why for one in own) and not is_shown
    small = indicator.unit.is_count and baseline is not None and 0 < baseline < threshold()
    return Path(
        direction=indicator.direction,
        baseline=None if small or closed else baseline,
        baseline_year=year,
        target=indicator.target_value,
        target_year=indicator.target_year,
    )


def latest_of(series: Iterable[Shown]) -> Shown | None:
    """Of everybody, the value whose period ends last."""
    totals = [one for one in series if not one.key]
    return max(totals, key=lambda one: (one.period.last, one.period.first), default=None)


@dataclass(frozen=True, slots=True)
class Standing:
    """How an indicator stands: the latest value of everybody, None if there is none, and its judgement."""

    latest: Shown | None
    judgement: Judgement


def standing_of(indicator: Indicator, series: Collection[Shown]) -> Standing:
    """`series` holds all its values, or whole years: that of the baseline and that of the latest."""
    latest = latest_of(series)
    value = latest.value if latest else None
    position = latest.period.position if latest and latest.value is not None else None
    return Standing(latest, judge(path_of(indicator, series), value, position))


def with_latest_day(rows: QuerySet[Indicator]) -> Any:
    """Adds `latest_on`, the end of the latest period with a value for everybody, for `standings`."""
    values = IndicatorValue.objects.filter(indicator=OuterRef("pk")).current().of_everybody()
    latest = values.order_by("-period_to", "-period_from").values("period_to")
    return rows.annotate(latest_on=Subquery(latest[:1]))


def standings(
    indicators: Sequence[Indicator], latest: Iterable[tuple[int, dt.date | None]] | None = None
) -> dict[int, Standing]:
    """How many indicators stand, by key; two queries, whatever their number. Units are loaded.

    One query where the end of the latest period of each is known already.
    """
    if not indicators:
        return {}
    if latest is None:
        values = IndicatorValue.objects.filter(indicator__in=[row.pk for row in indicators])
        latest = values.latest_of_everybody().values_list("indicator", "period_to")
    wanted: dict[int, set[int]] = {}
    for key, day in latest:
        if day is not None:
            wanted.setdefault(day.year, set()).add(key)
    # The baseline is judged with the values of its own year: a share may rest on few as well.
    for row in indicators:
        if row.baseline_year is not None:
            wanted.setdefault(row.baseline_year, set()).add(row.pk)
    series = _of_years(wanted)
    return {row.pk: standing_of(row, shown(series.get(row.pk, ()), row.unit)) for row in indicators}


def _of_years(wanted: dict[int, set[int]]) -> dict[int, list[IndicatorValue]]:
    """By indicator, the current values of the years asked for; of values, what showing needs."""
    found: dict[int, list[IndicatorValue]] = {}
    if not wanted:
        return found
    asked = Q()
    for year, keys in wanted.items():
        asked |= Q(indicator__in=keys, period_to__range=(f"{year}-01-01", f"{year}-12-31"))
    rows: Any = IndicatorValue.objects.current().filter(asked).order_by("pk")
    for row in rows.only(*_NEEDED):
        found.setdefault(row.indicator_id, []).append(row)
    return found


_NEEDED = ("pk", "indicator_id", "period", "breakdown_key", "value", "cases", "standing")
