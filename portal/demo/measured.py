"""What is measured: indicators with their series, and the territories of the State as groups."""

import datetime as dt
from collections.abc import Iterator
from decimal import Decimal
from typing import Any

from django.utils.text import slugify

from activities.breakdowns import of_key
from activities.choices import Frequency, Quality, ValueStanding
from activities.models import (
    Activity,
    Category,
    Indicator,
    IndicatorActivity,
    IndicatorCluster,
    IndicatorRecommendation,
    IndicatorValue,
    Unit,
)
from activities.parsers.periods import Period
from recommendations.choices import Publication
from recommendations.models import SdgTarget

from . import reading
from .clock import Clock
from .people import People
from .reading import Entry
from .register import Register
from .rows import write, write_dated

ENTERED = 60
NOTHING = "-"
EVERYBODY = "all"
TERRITORIES = (
    ("coast", "Coast", "Côte", "الساحل"),
    ("northern-plateau", "Northern Plateau", "Plateau du Nord", "الهضبة الشمالية"),
    ("outer-isles", "Outer Isles", "Îles extérieures", "الجزر الخارجية"),
)


def seed(clock: Clock, people: People, register: Register) -> None:
    write_dated(_territories(clock))
    entries = reading.entries("indicators")
    units = {row.code: row for row in Unit.objects.all()}
    targets = {row.code: row for row in SdgTarget.objects.all()}
    activities = {row.title: row for row in Activity.objects.all()}
    rows = write_dated(_indicator(entry, clock, people, units, targets) for entry in entries)
    pairs = list(zip(rows, entries, strict=True))
    write(
        IndicatorRecommendation(indicator=row, recommendation=register.row(reference))
        for row, entry in pairs
        for reference in reading.words(entry, "on")
    )
    write(
        IndicatorCluster(indicator=row, cluster=register.clusters[slug])
        for row, entry in pairs
        for slug in reading.words(entry, "clusters")
    )
    write(
        IndicatorActivity(indicator=row, activity=activities[entry["activities"]])
        for row, entry in pairs
        if "activities" in entry
    )
    write_dated(value for row, entry in pairs for value in _values(row, entry, clock, people))


def _territories(clock: Clock) -> Iterator[Category]:
    moment = clock.instant(900, "territories")
    for order, (code, name, french, arabic) in enumerate(TERRITORIES, start=1):
        yield Category(
            dimension="territory",
            code=code,
            name=name,
            name_translations={"fr": french, "ar": arabic},
            order=order,
            created_at=moment,
            updated_at=moment,
        )


def _indicator(
    entry: Entry,
    clock: Clock,
    people: People,
    units: dict[str, Unit],
    targets: dict[str, SdgTarget],
) -> Indicator:
    moment = clock.instant(700, entry["code"])
    baseline, target = _end(entry, "from", clock), _end(entry, "to", clock)
    return Indicator(
        slug=slugify(f"{entry['code']} {entry['name']}")[:80].strip("-"),
        code=entry["code"],
        name=entry["name"],
        name_translations=reading.translations(entry),
        kind=entry["kind"],
        right=entry["right"],
        unit=units[entry["unit"]],
        definition=entry["definition"],
        method=entry.get("method", ""),
        source=entry["source"],
        custodian=people.institutions[entry["custodian"]],
        frequency=entry.get("frequency", Frequency.YEARLY),
        direction=entry["direction"],
        baseline_value=baseline[0],
        baseline_year=baseline[1],
        target_value=target[0],
        target_year=target[1],
        sdg_indicator=entry.get("sdg_indicator", ""),
        sdg_target=targets[entry["sdg"]] if "sdg" in entry else None,
        publication=entry.get("state", Publication.PUBLISHED),
        created_at=moment,
        updated_at=moment,
    )


def _end(entry: Entry, key: str, clock: Clock) -> tuple[Decimal | None, int | None]:
    """The value and the year of baseline or target; the year is counted from this one."""
    if key not in entry:
        return None, None
    value, years = entry[key].split()
    return Decimal(value), clock.today.year + int(years)


def _values(row: Indicator, entry: Entry, clock: Clock, people: People) -> Iterator[IndicatorValue]:
    cases: dict[str, str] = entry.get("cases", {})
    by = people.officer(entry["code"])
    for group, series in entry["values"].items():
        key = "" if group == EVERYBODY else group
        numbers = series.split()
        counted = cases.get(group, "").split() or [NOTHING] * len(numbers)
        periods = _periods(len(numbers), clock, quarters="quarters" in entry)
        for period, number, case in zip(periods, numbers, counted, strict=True):
            if number == NOTHING:
                continue
            facts = _facts(entry, period, periods[-1], case)
            yield _value(row, key, period, Decimal(number), clock, entered_by=by, **facts)


def _facts(entry: Entry, period: Period, latest: Period, case: str) -> dict[str, Any]:
    is_provisional = "provisional" in entry and period == latest
    return {
        "cases": None if case == NOTHING else int(case),
        "quality": entry.get("quality", Quality.RELIABLE),
        "standing": ValueStanding.PROVISIONAL if is_provisional else ValueStanding.FINAL,
        "source": entry["source"],
    }


def _value(
    row: Indicator, key: str, period: Period, number: Decimal, clock: Clock, **facts: Any
) -> IndicatorValue:
    """Entered some weeks after its period, and not after today."""
    days = (clock.today - period.last - dt.timedelta(days=ENTERED)).days
    moment = clock.instant(max(days, 1), f"{row.code} {key} {period.number}")
    return IndicatorValue(
        indicator=row,
        period=period.code,
        period_from=period.first,
        period_to=period.last,
        breakdown=of_key(key),
        breakdown_key=key,
        value=number,
        created_at=moment,
        updated_at=moment,
        **facts,
    )


def _periods(number: int, clock: Clock, *, quarters: bool) -> list[Period]:
    """So many periods that end with last year, the oldest first."""
    last = clock.today.year - 1
    if quarters:
        found = [Period(last - back // 4, 3, 4 - back % 4) for back in range(number)]
        return found[::-1]
    return [Period(last - back) for back in range(number)][::-1]
