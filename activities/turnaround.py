"""How long the steps of updates take: medians and 90th percentiles, from the record of the steps.

A step begins when the update came into the state that it leaves, and ends when it leaves it; a draft begins
when it is started. It is counted in the half-year in which it ended. A text that comes back is
corrected, and waits anew: what was returned is counted, and does not lengthen the step.
"""

import datetime as dt
from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
from typing import Any

from django.db.models import (
    Aggregate,
    Count,
    DurationField,
    Exists,
    ExpressionWrapper,
    F,
    IntegerField,
    OuterRef,
    QuerySet,
    Subquery,
    Value,
)
from django.db.models.functions import Coalesce, ExtractQuarter, ExtractYear
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from activities.choices import UpdateState
from activities.models import UpdateStep, UpdateTarget
from focalpoints.models import Institution
from mechanisms.models import Mechanism

DAY = dt.timedelta(days=1)
# (from, to) of each step that is measured, in the order in which an update takes them.
STAGES: dict[tuple[str, str], str | Promise] = {
    (UpdateState.DRAFT, UpdateState.SUBMITTED): _("Written"),
    (UpdateState.RETURNED, UpdateState.SUBMITTED): _("Corrected"),
    (UpdateState.SUBMITTED, UpdateState.VERIFIED): _("Verified"),
    (UpdateState.VERIFIED, UpdateState.SIGNED): _("Signed"),
    (UpdateState.SIGNED, UpdateState.PUBLISHED): _("Published"),
}
BY = {
    "institution": _("By institution"),
    "mechanism": _("By mechanism"),
    "half": _("By half-year"),
}


class Percentile(Aggregate):
    """The value below which the given share (0 to 1) lies, between two values where it has to."""

    function = "PERCENTILE_CONT"
    template = "%(function)s(%(share)s) WITHIN GROUP (ORDER BY %(expressions)s)"
    name = "Percentile"
    output_field = DurationField()

    def __init__(self, expression: Any, share: float, **extra: Any) -> None:
        super().__init__(expression, share=share, **extra)


@dataclass(frozen=True, slots=True)
class Took:
    """How many steps there were and how many days they took: half at most `median`, nine of ten at
    most `ninth`."""

    n: int
    median: float
    ninth: float


@dataclass(slots=True)
class Row:
    """One group. `took` has a value, or None, for each of STAGES, then from start to publication;
    `returned` counts texts that the secretariat returned, `declined` those that came back unsigned.
    """

    key: Any
    label: str
    took: list[Took | None] = field(default_factory=lambda: [None] * (len(STAGES) + 1))
    returned: int = 0
    declined: int = 0


@dataclass(frozen=True, slots=True)
class Narrowed:
    """Of which updates: keys of institutions, None for all; a mechanism; a half-year (year, 1 or 2)."""

    institutions: Collection[int] | None = None
    mechanism: int | None = None
    half: tuple[int, int] | None = None


def titles() -> list[str]:
    """Of the columns of a row's `took`."""
    return [*(str(label) for label in STAGES.values()), str(_("From start to publication"))]


def turnaround(narrowed: Narrowed, by: str) -> list[Row]:
    """One row for each group, and first one for all of them together; `by` is a key of BY."""
    everything = _rows(narrowed, "")
    return [*(everything or [Row((0,), str(_("All")))]), *_rows(narrowed, by)]


def halves() -> list[tuple[int, int]]:
    """The half-years in which a step ended, the latest first."""
    found = _halved(UpdateStep.objects.all()).order_by().values_list("year", "part").distinct()
    return sorted({(year, (part + 1) // 2) for year, part in found}, reverse=True)


def _rows(narrowed: Narrowed, by: str) -> list[Row]:
    steps, columns = _grouped(_steps(narrowed), by)
    found: dict[tuple[Any, ...], Row] = {}
    places = {pair: place for place, pair in enumerate(STAGES)}
    for values in _measured(steps, *columns, "source", "target"):
        *key, source, target, n, median, ninth = values
        row = found.setdefault(tuple(key), Row(tuple(key), ""))
        if target == UpdateState.RETURNED and source == UpdateState.VERIFIED:
            row.declined += n
        elif target == UpdateState.RETURNED:
            row.returned += n
        elif (source, target) in places:
            row.took[places[source, target]] = Took(n, median / DAY, ninth / DAY)
    whole = steps.filter(target=UpdateState.PUBLISHED).annotate(
        whole=_between(F("update__created_at"))
    )
    for *key, n, median, ninth in _measured(whole, *columns, took="whole"):
        found[tuple(key)].took[-1] = Took(n, median / DAY, ninth / DAY)
    return _labelled(by, found.values())


def _steps(narrowed: Narrowed) -> QuerySet[UpdateStep]:
    """Those that changed the state, each with the time that it `lasted`.

    A form signed on paper is attached and refused without a change of the state.
    """
    before = (
        UpdateStep.objects.filter(update=OuterRef("update"), pk__lt=OuterRef("pk"))
        .exclude(source=F("target"))
        .order_by("-pk")
    )
    rows = UpdateStep.objects.exclude(source=F("target"))
    if narrowed.institutions is not None:
        rows = rows.filter(update__institution__in=narrowed.institutions)
    if narrowed.mechanism is not None:
        about = UpdateTarget.objects.filter(recommendation__mechanism=narrowed.mechanism)
        rows = rows.filter(update__in=about.values("update"))
    dated: QuerySet[Any, Any] = _halved(rows)
    if narrowed.half is not None:
        year, half = narrowed.half
        dated = dated.filter(year=year, part__in=[2 * half - 1, 2 * half])
    began = Coalesce(Subquery(before.values("at")[:1]), F("update__created_at"))
    found: QuerySet[UpdateStep] = dated.annotate(lasted=_between(began))
    return found


def _halved(rows: QuerySet[UpdateStep]) -> QuerySet[Any, Any]:
    zone = timezone.get_default_timezone()
    return rows.annotate(
        year=ExtractYear("at", tzinfo=zone), part=ExtractQuarter("at", tzinfo=zone)
    )


def _between(began: Any) -> Any:
    return ExpressionWrapper(F("at") - began, output_field=DurationField())


def _grouped(steps: QuerySet[UpdateStep], by: str) -> tuple[QuerySet[UpdateStep], list[str]]:
    """An update on several recommendations of one mechanism counts for it once."""
    if by == "institution":
        return steps, ["update__institution"]
    if by == "half":
        half = ExpressionWrapper((F("part") + 1) / 2, output_field=IntegerField())
        return steps.annotate(half=half), ["year", "half"]
    if by == "mechanism":
        earlier = UpdateTarget.objects.filter(
            update=OuterRef("update"),
            recommendation__mechanism=OuterRef("mechanism"),
            pk__lt=OuterRef("about"),
        )
        steps = steps.annotate(
            about=F("update__targets__pk"),
            mechanism=F("update__targets__recommendation__mechanism"),
        )
        return steps.filter(~Exists(earlier)), ["mechanism"]
    return steps.annotate(together=Value(0)), ["together"]


def _measured(steps: QuerySet[UpdateStep], *columns: str, took: str = "lasted") -> Iterable[Any]:
    """Each group's columns, then n, median and 90th percentile."""
    found: Iterable[Any] = (
        steps.order_by()
        .values_list(*columns)
        .annotate(n=Count("pk"), median=Percentile(took, 0.5), ninth=Percentile(took, 0.9))
        .filter(n__gt=0)
    )
    return found


def _labelled(by: str, rows: Iterable[Row]) -> list[Row]:
    """In the order of their names; half-years with the latest first."""
    found = list(rows)
    if by == "half":
        for row in found:
            year, half = row.key
            row.label = half_label(year, half)
        return sorted(found, key=lambda row: row.key, reverse=True)
    keys = {row.key[0] for row in found}
    model: Any = {"institution": Institution, "mechanism": Mechanism}.get(by)
    named = model.objects.in_bulk(keys - {None}) if model else {}
    for row in found:
        thing = named.get(row.key[0])
        other = _("On clusters and activities") if by == "mechanism" else _("All")
        row.label = thing.label if thing else str(other)
    return sorted(found, key=lambda row: (row.key == (None,), row.label))


def half_label(year: int, half: int) -> str:
    """`half` is 1 or 2."""
    words = _("first half of %(year)s") if half == 1 else _("second half of %(year)s")
    return str(words) % {"year": year}
