"""What is planned, done and measured: clusters, plans, activities, indicators."""

import datetime as dt

from django.utils.translation import gettext_lazy as _
from ninja import Schema

from .base import Coded, Paged, Part, Ref, StatusCount, means

_HIDDEN = _(
    "“small”, or “withheld”: small or not, it would tell a small one. Null where it is shown."
)


class Cluster(Paged):
    title: str
    objective: str = means(_("What one answer to all of them would reach."))
    parent: Ref | None
    parts: list[Part] = means(_("Institutions that accepted a part."))
    number: int = means(_("Recommendations in it that can be read."))
    by_status: list[StatusCount]
    recommendations: str = means(_("The list of them in this API."))


class Plan(Paged):
    kind: Coded
    title: str
    summary: str
    lead: Ref | None
    review: Ref | None
    starts_on: dt.date
    ends_on: dt.date
    adopted_on: dt.date | None
    publication: Coded
    number: int = means(_("Its objectives."))


class PlanObjective(Schema):
    code: str = means(_("Its number in the plan."))
    parent: str | None = means(_("The number of the objective that it is below."))
    title: str
    statement: str
    lead: str | None
    clusters: list[str] = means(_("Titles of clusters that it answers."))
    targets: list[str] = means(_("SDG targets, by their codes."))
    activities: list[str]
    indicators: list[str]
    answers: int = means(_("Recommendations that it answers, itself or by cluster."))


class WholePlan(Plan):
    objectives: list[PlanObjective]


class Milestone(Schema):
    title: str
    due_on: dt.date
    done_on: dt.date | None


class Money(Schema):
    kind: Coded
    amount: float
    currency: str
    year: int
    source: str


class Activity(Paged):
    code: str
    title: str
    description: str
    expected_result: str
    kind_of_act: Coded | None
    lead: Ref
    contributing: list[Ref]
    partners: list[Ref]
    other_partners: str
    territory: str
    starts_on: dt.date
    ends_on: dt.date
    started_on: dt.date | None
    ended_on: dt.date | None
    status: Coded
    publication: Coded
    days_late: int = means(_("Days past the last planned day; 0 where nothing is late."))
    milestones: list[Milestone]
    budget: list[Money]
    clusters: list[Ref]
    answers: list[str] = means(_("References of recommendations that name it directly."))


class Unit(Coded):
    symbol: str


class Latest(Schema):
    period: str
    value: float | None = means(_("Null where “hidden” says why it is not shown."))
    text: str
    hidden: str | None = means(_HIDDEN)


class Point(Schema):
    value: float | None
    year: int | None


class Indicator(Paged):
    code: str
    name: str
    kind: Coded
    right: Coded | None
    attribute: Coded | None
    unit: Unit
    definition: str
    method: str
    source: str
    custodian: Ref
    frequency: Coded
    direction: Coded
    baseline: Point
    target: Point
    sdg_indicator: str
    sdg_target: str | None
    publication: Coded
    latest: Latest | None = means(_("The latest value of everybody."))
    progress: Coded = means(_("How far it has gone from baseline to target."))


class IndicatorValue(Schema):
    period: str = means(_("A year, half-year, quarter or month: 2024, 2024-S1, 2024-Q1."))
    period_from: dt.date
    period_to: dt.date
    breakdown: dict[str, str] = means(_("By dimension the group; {} for everybody."))
    value: float | None = means(_("Null where “hidden” says why it is not shown."))
    cases: int | None
    text: str
    hidden: str | None = means(_HIDDEN)
    quality: Coded
    standing: Coded
    source: str


class WholeIndicator(Indicator):
    values: list[IndicatorValue]
