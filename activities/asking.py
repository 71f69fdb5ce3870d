"""Whom a collection round asks for what: worked out from its choice, written down by its opening."""

import datetime as dt
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.db.models import Max, Q, QuerySet

from activities.choices import (
    SETTLED,
    STEP_MONTHS,
    UNFINISHED,
    AskedAbout,
    Frequency,
    RoundKind,
)
from activities.models import Activity, CollectionRound, Indicator, RoundItem
from activities.querysets import ActivityQuerySet, IndicatorQuerySet
from focalpoints.choices import Role
from focalpoints.models import Appointment, Institution
from nmirf.common.dates import ONE_DAY, add_months, today
from recommendations.choices import AssignmentRole
from recommendations.models import Assignment, Cluster, Recommendation
from recommendations.querysets import AssignmentQuerySet, RecommendationQuerySet

# Who is told of a round and answers it.
REPORTERS = (Role.FOCAL_POINT, Role.DEPUTY)
# Keys of a round's choice that narrow the recommendations.
NARROWING = ("review", "mechanism", "cluster", "plan", "theme", "recommendations")
THINGS: dict[str, Any] = {
    "indicator": Indicator,
    "recommendation": Recommendation,
    "cluster": Cluster,
    "activity": Activity,
}
# Things of one institution that a preview names.
NAMED = 12


@dataclass(frozen=True, slots=True, order=True)
class Wanted:
    """One item to be made: which institution owes what. `about` names the column of the thing."""

    institution: int
    about: str
    key: int


@dataclass(slots=True)
class Share:
    """What one institution will owe; `names` are the first things, `reporters` who would answer."""

    institution: Institution
    number: int
    names: list[str]
    reporters: int

    @property
    def more(self) -> int:
        return self.number - len(self.names)


@dataclass(frozen=True, slots=True)
class Preview:
    """`elsewhere` counts what another open round asks for at the same period and this one will not."""

    wanted: list[Wanted]
    elsewhere: int


def preview(row: CollectionRound) -> Preview:
    """Who will owe what if the round is opened now, each thing of an institution once."""
    make = _values if row.kind == RoundKind.VALUES else _updates
    there = Institution.objects.filter(dissolved_on=None)
    chosen = row.choice.get("institutions")
    if chosen:
        there = there.filter(pk__in=chosen)
    able = set(there.values_list("pk", flat=True))
    found = {wanted for wanted in make(row) if wanted.institution in able}
    asked = set(_asked_elsewhere(row))
    return Preview(sorted(found - asked), len(found & asked))


def shares(wanted: list[Wanted]) -> list[Share]:
    """The preview by institution, in the order of their names; a query for each kind of thing."""
    numbers = Counter(item.institution for item in wanted)
    institutions = sorted(
        Institution.objects.filter(pk__in=numbers), key=lambda institution: institution.label
    )
    first: dict[int, list[Wanted]] = {pk: [] for pk in numbers}
    for item in wanted:
        if len(first[item.institution]) < NAMED:
            first[item.institution].append(item)
    labels = _labels([item for items in first.values() for item in items])
    reporters = reporters_of(numbers)
    return [
        Share(
            institution=institution,
            number=numbers[institution.pk],
            names=[labels[item.about, item.key] for item in first[institution.pk]],
            reporters=reporters.get(institution.pk, 0),
        )
        for institution in institutions
    ]


def reporters_of(institutions: Any, on: dt.date | None = None) -> dict[int, int]:
    """How many people report for each of these institutions on the day, today where none is given."""
    held = reporting_posts(institutions, on)
    return dict(Counter(held.values_list("institution", flat=True)))


def reporting_posts(institutions: Any, on: dt.date | None = None) -> QuerySet[Appointment]:
    """Focal points and deputies in office at these institutions."""
    held: QuerySet[Appointment] = Appointment.objects.in_force(on or today()).filter(
        institution__in=list(institutions), role__in=REPORTERS, user__is_active=True
    )
    return held


def _labels(items: list[Wanted]) -> dict[tuple[str, int], str]:
    found: dict[tuple[str, int], str] = {}
    for about, model in THINGS.items():
        keys = {item.key for item in items if item.about == about}
        if keys:
            rows = model.objects.in_bulk(keys).values()
            found |= {(about, row.pk): str(row) for row in rows}
    return found


def _asked_elsewhere(row: CollectionRound) -> Iterator[Wanted]:
    """What rounds of the same kind and the same period, open now, ask for."""
    others = CollectionRound.objects.open().filter(
        kind=row.kind, period_from=row.period_from, period_to=row.period_to
    )
    items = RoundItem.objects.filter(round__in=others.exclude(pk=row.pk))
    for institution, *keys in items.values_list("institution", *THINGS):
        yield next(
            Wanted(institution, about, key)
            for about, key in zip(THINGS, keys, strict=True)
            if key is not None
        )


# Values of indicators.


def _values(row: CollectionRound) -> Iterator[Wanted]:
    found = indicators_of(row.choice).annotate(last=Max("values__period_to"))
    for pk, custodian, frequency, last in found.order_by().values_list(
        "pk", "custodian", "frequency", "last"
    ):
        if falls_due(frequency, row.period_from, row.period_to, last):
            yield Wanted(custodian, "indicator", pk)


def indicators_of(choice: dict[str, Any]) -> IndicatorQuerySet:
    """The chosen ones, all that are not retired where none is."""
    rows: IndicatorQuerySet = Indicator.objects.not_retired()
    if choice.get("indicators"):
        rows = rows.filter(pk__in=choice["indicators"])
    if choice.get("plan"):
        rows = rows.filter(
            Q(objectives__plan=choice["plan"]) | Q(activities__objectives__plan=choice["plan"])
        )
    return rows.filter(pk__in=rows.order_by().values("pk"))


def falls_due(frequency: str, first: dt.date, last: dt.date, known: dt.date | None) -> bool:
    """Whether a value of this frequency falls due in the period from `first` to `last`.

    Up to a year it does where a month, quarter, half-year or calendar year ends in the period.
    What comes every two or five years counts from the end of the last value `known`, and is due at
    once where there is none. What comes irregularly falls due in every round that asks for it.
    """
    if frequency == Frequency.IRREGULAR:
        return True
    months = STEP_MONTHS[Frequency(frequency)]
    if months > 12:
        return known is None or add_months(known + ONE_DAY, months) - ONE_DAY <= last
    return first <= last_end(months, last)


def last_end(months: int, day: dt.date) -> dt.date:
    """The last day, up to `day`, on which a calendar period of 1, 3, 6 or 12 months ends."""
    after = day + ONE_DAY
    begun = (after.month - 1) // months * months + 1
    return dt.date(after.year, begun, 1) - ONE_DAY


# Updates.


def _updates(row: CollectionRound) -> Iterator[Wanted]:
    choice = row.choice
    about = choice.get("about") or [AskedAbout.RECOMMENDATIONS, AskedAbout.CLUSTERS]
    chosen = recommendations_of(choice)
    roles = [AssignmentRole.LEAD]
    if choice.get("contributing"):
        roles.append(AssignmentRole.CONTRIBUTING)
    assigned: AssignmentQuerySet = Assignment.objects.accepted().filter(role__in=roles)
    if AskedAbout.RECOMMENDATIONS in about:
        rows = assigned.filter(recommendation__in=chosen)
        for institution, key in rows.values_list("institution", "recommendation"):
            yield Wanted(institution, "recommendation", key)
    if AskedAbout.CLUSTERS in about:
        rows = assigned.filter(cluster__in=_clusters_of(choice, chosen))
        for institution, key in rows.values_list("institution", "cluster"):
            yield Wanted(institution, "cluster", key)
    if AskedAbout.ACTIVITIES in about:
        running = _activities_of(row, chosen).order_by()
        for institution, key in running.values_list("lead", "pk"):
            yield Wanted(institution, "activity", key)


def recommendations_of(choice: dict[str, Any]) -> RecommendationQuerySet:
    """Those that the round is about: narrowed by all that is chosen, settled ones only if wanted."""
    rows: RecommendationQuerySet = Recommendation.objects.not_retired()
    plan, theme = choice.get("plan"), choice.get("theme")
    narrowings = {
        "review": Q(review=choice.get("review")),
        "mechanism": Q(mechanism=choice.get("mechanism")),
        "cluster": Q(memberships__cluster=choice.get("cluster")),
        "plan": Q(plan_objectives__plan=plan) | Q(clusters__objectives__plan=plan),
        # A theme stands for all below it, two levels deep.
        "theme": Q(themes=theme) | Q(themes__parent=theme) | Q(themes__parent__parent=theme),
        "recommendations": Q(pk__in=choice.get("recommendations") or ()),
    }
    for name in NARROWING:
        if choice.get(name):
            rows = rows.filter(
                pk__in=Recommendation.objects.filter(narrowings[name]).order_by().values("pk")
            )
    return rows if choice.get("settled") else rows.exclude(status__in=SETTLED)


def _clusters_of(choice: dict[str, Any], chosen: RecommendationQuerySet) -> QuerySet[Cluster]:
    """All clusters where nothing narrows; else those with a member that is chosen."""
    rows = Cluster.objects.not_retired()
    if any(choice.get(name) for name in NARROWING):
        rows = rows.filter(
            Q(memberships__recommendation__in=chosen.order_by().values("pk"))
            | Q(pk=choice.get("cluster"))
        )
        if choice.get("cluster"):
            rows = rows.filter(pk=choice["cluster"])
    found: QuerySet[Cluster] = rows.order_by().distinct()
    return found


def _activities_of(row: CollectionRound, chosen: RecommendationQuerySet) -> ActivityQuerySet:
    """Those under way or to come that began by the end of the period, by the lead that answers."""
    rows: ActivityQuerySet = Activity.objects.filter(
        status__in=UNFINISHED, starts_on__lte=row.period_to
    )
    if any(row.choice.get(name) for name in NARROWING):
        keys = chosen.order_by().values("pk")
        rows = rows.filter(
            Q(recommendations__in=keys) | Q(clusters__memberships__recommendation__in=keys)
        ).distinct()
    return rows
