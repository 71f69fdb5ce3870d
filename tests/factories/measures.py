"""Activities, plans, indicators, rounds, updates."""

import datetime as dt

import factory
from factory.django import DjangoModelFactory

from activities.models import (
    Activity,
    CollectionRound,
    ImplementationUpdate,
    Indicator,
    IndicatorValue,
    NationalPlan,
    PlanObjective,
    RoundItem,
    Unit,
)

from .people import InstitutionFactory, UserFactory
from .register import RecommendationFactory


class ActivityFactory(DjangoModelFactory[Activity]):
    class Meta:
        model = Activity
        skip_postgeneration_save = True

    slug = factory.Sequence(lambda n: f"activity-{n}")
    title = factory.Sequence(lambda n: f"Activity {n}")
    lead = factory.SubFactory(InstitutionFactory)
    starts_on = dt.date(2025, 1, 1)
    ends_on = dt.date(2027, 12, 31)
    publication = "published"

    @factory.post_generation
    def cluster(self, create, extracted, **kwargs):
        """A cluster that it answers."""
        if extracted:
            self.cluster_links.create(cluster=extracted)


class PlanFactory(DjangoModelFactory[NationalPlan]):
    class Meta:
        model = NationalPlan

    slug = factory.Sequence(lambda n: f"plan-{n}")
    kind = "human_rights"
    title = factory.Sequence(lambda n: f"Plan {n}")
    starts_on = dt.date(2025, 1, 1)
    ends_on = dt.date(2029, 12, 31)
    publication = "published"


class PlanObjectiveFactory(DjangoModelFactory[PlanObjective]):
    class Meta:
        model = PlanObjective

    plan = factory.SubFactory(PlanFactory)
    code = factory.Sequence(lambda n: f"{n + 1}")
    title = factory.Sequence(lambda n: f"Objective {n}")


class UnitFactory(DjangoModelFactory[Unit]):
    class Meta:
        model = Unit
        django_get_or_create = ("code",)

    code = "number"
    name = "Number"


class IndicatorFactory(DjangoModelFactory[Indicator]):
    class Meta:
        model = Indicator

    slug = factory.Sequence(lambda n: f"indicator-{n}")
    code = factory.Sequence(lambda n: f"I-{n}")
    name = factory.Sequence(lambda n: f"Indicator {n}")
    kind = "outcome"
    unit = factory.SubFactory(UnitFactory)
    custodian = factory.SubFactory(InstitutionFactory)
    publication = "published"


class ValueFactory(DjangoModelFactory[IndicatorValue]):
    """A value of everybody for a year: `period="2024"`."""

    class Meta:
        model = IndicatorValue

    indicator = factory.SubFactory(IndicatorFactory)
    period = "2024"
    period_from = factory.LazyAttribute(lambda row: dt.date(int(row.period[:4]), 1, 1))
    period_to = factory.LazyAttribute(lambda row: dt.date(int(row.period[:4]), 12, 31))
    value = 10
    entered_by = factory.SubFactory(UserFactory)


class RoundFactory(DjangoModelFactory[CollectionRound]):
    class Meta:
        model = CollectionRound

    title = factory.Sequence(lambda n: f"Round {n}")
    kind = "updates"
    period_from = dt.date(2025, 1, 1)
    period_to = dt.date(2025, 6, 30)
    due_on = dt.date(2025, 7, 31)
    state = "open"
    made_by = factory.SubFactory(UserFactory)


class RoundItemFactory(DjangoModelFactory[RoundItem]):
    """An update owed on a recommendation."""

    class Meta:
        model = RoundItem

    round = factory.SubFactory(RoundFactory)
    institution = factory.SubFactory(InstitutionFactory)
    recommendation = factory.SubFactory(RecommendationFactory)


class UpdateFactory(DjangoModelFactory[ImplementationUpdate]):
    """A draft update; `on=[recommendation, …]` says of what."""

    class Meta:
        model = ImplementationUpdate
        skip_postgeneration_save = True

    institution = factory.SubFactory(InstitutionFactory)
    author = factory.SubFactory(UserFactory)
    last_editor = factory.SelfAttribute("author")
    headline = "Births registered at the hospital"
    narrative = "Since March every hospital registers births on the spot, free of charge."
    source = "Civil registry, order 12/2026"

    @factory.post_generation
    def on(self, create, extracted, **kwargs):
        self.recommendations.add(*(extracted or ()))
