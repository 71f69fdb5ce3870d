"""Two records to merge, and one row of every kind that points to one."""

import datetime as dt

import pytest

from activities.models import (
    ActivityRecommendation,
    IndicatorRecommendation,
    ObjectiveRecommendation,
    UpdateTarget,
)
from recommendations import models as register
from recommendations.models import RecommendationText, ThemeLink
from recommendations.services import merging
from reporting.models import AgendaItem, RequestItem
from tests import factories as make


@pytest.fixture
def officer(db):
    return make.secretariat()


def pair(**fields):
    kept = make.RecommendationFactory(text="Register every child at birth.")
    absorbed = make.RecommendationFactory(text="Register every child when it is born.", **fields)
    return kept, absorbed


def merge(kept, absorbed, actor):
    return merging.merge_recommendations(
        kept=kept, absorbed=absorbed, actor=actor, reason="Typed twice."
    )


def undo(row, actor):
    return merging.unmerge(pk=row.pk, actor=actor, reason="They differ after all.")


def batch(state="ready"):
    return register.ImportBatch.objects.create(filename="x.json", sha256="", size=1, state=state)


# One row of every kind that points to a record, by the relation. A relation that is new and has
# no line here fails a test.
MAKERS = {
    "reporting.RequestItem.recommendation": lambda record: RequestItem.objects.create(
        request=make.RequestFactory(), recommendation=record
    ),
    "recommendations.RecommendationText.recommendation": lambda record: (
        RecommendationText.objects.create(
            recommendation=record, language="fr", text="Enregistrer chaque enfant."
        )
    ),
    "recommendations.RecommendingState.recommendation": lambda record: (
        register.RecommendingState.objects.create(
            recommendation=record, state=make.StateFactory(iso3="XZB", name="Zubrowka")
        )
    ),
    "recommendations.ThemeLink.recommendation": lambda record: ThemeLink.objects.create(
        recommendation=record, theme=make.ThemeFactory()
    ),
    "recommendations.GroupLink.recommendation": lambda record: register.GroupLink.objects.create(
        recommendation=record,
        group=register.AffectedGroup.objects.create(code="girls", name="Girls"),
    ),
    "recommendations.SdgGoalLink.recommendation": lambda record: (
        register.SdgGoalLink.objects.create(
            recommendation=record,
            goal=register.SdgGoal.objects.get_or_create(number=16, name="Peace")[0],
        )
    ),
    "recommendations.SdgTargetLink.recommendation": lambda record: (
        register.SdgTargetLink.objects.create(
            recommendation=record,
            target=register.SdgTarget.objects.create(
                code="16.9",
                name="Identity",
                goal=register.SdgGoal.objects.get_or_create(number=16, name="Peace")[0],
            ),
        )
    ),
    "recommendations.ObjectiveLink.recommendation": lambda record: (
        register.ObjectiveLink.objects.create(
            recommendation=record,
            objective=register.Objective.objects.create(code="LEG", name="Law", description="Law"),
        )
    ),
    "recommendations.Repeat.later": lambda record: register.Repeat.objects.create(
        later=record, earlier=make.RecommendationFactory()
    ),
    "recommendations.Repeat.earlier": lambda record: register.Repeat.objects.create(
        earlier=record, later=make.RecommendationFactory()
    ),
    "recommendations.PositionChange.recommendation": lambda record: (
        register.PositionChange.objects.create(
            recommendation=record, position="noted", taken_on=dt.date(2024, 1, 1)
        )
    ),
    "recommendations.Assessment.recommendation": lambda record: register.Assessment.objects.create(
        recommendation=record,
        viewpoint="secretariat",
        author=make.UserFactory(),
        status="in_progress",
        assessed_on=dt.date(2026, 1, 5),
        rationale="The act is before parliament.",
        publication="published",
    ),
    "recommendations.ClusterMembership.recommendation": lambda record: (
        register.ClusterMembership.objects.create(
            recommendation=record, cluster=make.ClusterFactory()
        )
    ),
    "recommendations.Assignment.recommendation": lambda record: register.Assignment.objects.create(
        recommendation=record,
        institution=make.InstitutionFactory(),
        proposed_by=make.UserFactory(),
    ),
    "recommendations.ImportRow.recommendation": lambda record: register.ImportRow.objects.create(
        batch=batch(), position=1, outcome="update", recommendation=record
    ),
    "recommendations.RowDecision.target": lambda record: register.RowDecision.objects.create(
        batch=batch(),
        position=1,
        choice="same_as",
        target=record,
        decided_by=make.UserFactory(),
    ),
    "recommendations.SourceRecord.recommendation": lambda record: (
        register.SourceRecord.objects.create(
            recommendation=record, source="uhri", key="a", payload={"text": "Register."}
        )
    ),
    "recommendations.ExternalCoding.recommendation": lambda record: (
        register.ExternalCoding.objects.create(
            recommendation=record, scheme="UPR Info", value="Action 5"
        )
    ),
    "recommendations.TableItem.recommendation": lambda record: make.prepared_table(
        [record], []
    ).items.get(),
    "activities.ActivityRecommendation.recommendation": lambda record: (
        ActivityRecommendation.objects.create(
            recommendation=record, activity=make.ActivityFactory()
        )
    ),
    "activities.ObjectiveRecommendation.recommendation": lambda record: (
        ObjectiveRecommendation.objects.create(
            recommendation=record, objective=make.PlanObjectiveFactory()
        )
    ),
    "activities.IndicatorRecommendation.recommendation": lambda record: (
        IndicatorRecommendation.objects.create(
            recommendation=record, indicator=make.IndicatorFactory()
        )
    ),
    "activities.RoundItem.recommendation": lambda record: make.RoundItemFactory(
        recommendation=record
    ),
    "activities.UpdateTarget.recommendation": lambda record: UpdateTarget.objects.create(
        recommendation=record, update=make.UpdateFactory()
    ),
    "reporting.AgendaItem.recommendation": lambda record: AgendaItem.objects.create(
        recommendation=record, meeting=make.MeetingFactory(), position=1, title="What is late"
    ),
    "reporting.Obligation.recommendation": lambda record: make.ObligationFactory(
        recommendation=record
    ),
}
