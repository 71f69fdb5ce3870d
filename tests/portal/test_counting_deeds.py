"""Counts follow every deed, whatever was kept before."""

import datetime as dt
from uuid import UUID

import pytest
from django.contrib.auth.models import AnonymousUser
from django.core.exceptions import PermissionDenied
from django.db import connection, transaction
from django.utils import timezone
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from activities.choices import UpdateState
from activities.models import ActivityRecommendation
from activities.services import activities, moves, objectives, plans
from nmirf.common.errors import DomainError
from recommendations.models import (
    Assessment,
    Assignment,
    GroupLink,
    Merge,
    Recommendation,
    RecommendationText,
    ThemeLink,
)
from recommendations.services import (
    assessments,
    assignments,
    clusters,
    links,
    merging,
    register,
    texts,
)
from tests import factories as make

from .test_counting import from_scratch, listed, shown

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _demo_mode(settings):
    settings.DEMO_MODE = True


class Office:
    """A small register with everything in it that deeds are done to."""

    def __init__(self):
        self.officer = make.secretariat()
        self.ministry = make.InstitutionFactory()
        self.focal_point = make.focal_point(self.ministry)
        self.readers = [AnonymousUser(), self.officer, self.focal_point]
        self.themes = [make.ThemeFactory(), make.ThemeFactory()]
        self.themes.append(make.ThemeFactory(parent=self.themes[0]))
        self.cluster = make.ClusterFactory(publication="draft")
        self.activity = make.ActivityFactory(lead=self.ministry, publication="draft")
        self.national_plan = make.PlanFactory(publication="draft")
        self.rows = [
            make.RecommendationFactory(),
            make.RecommendationFactory(),
            make.RecommendationFactory(publication="draft", published_at=None),
        ]
        now = timezone.now()
        self.update = make.UpdateFactory(
            institution=self.ministry,
            on=[self.rows[0]],
            state=UpdateState.SIGNED,
            signed_at=now,
            signed_by=make.UserFactory(),
        )
        self.told = make.UpdateFactory(
            cluster=self.cluster,
            state=UpdateState.PUBLISHED,
            signed_at=now,
            signed_by=make.UserFactory(),
            published_at=now,
        )

    def enter(self, row, flag):
        self.rows.append(make.RecommendationFactory(text=f"Entered {len(self.rows)}."))

    def publish(self, row, flag):
        register.move_recommendation(pk=row.pk, name="publish", actor=self.officer)

    def retire(self, row, flag):
        register.move_recommendation(pk=row.pk, name="retire", actor=self.officer, note="Old.")

    def link(self, row, flag):
        wanted = self.themes[1:] if flag else []
        made = links.made_by(self.officer, method="human", rationale="")
        links.set_links(
            actor=self.officer,
            name="themes",
            wanted={row.pk: {theme.pk: made for theme in wanted}},
            reason="Read again.",
        )

    def propose(self, row, flag):
        assignments.propose(actor=self.officer, institution=self.ministry, recommendation=row)

    def propose_cluster(self, row, flag):
        assignments.propose(actor=self.officer, institution=self.ministry, cluster=self.cluster)

    def decide(self, row, flag):
        for assignment in Assignment.objects.all():
            name, actor = ("accept", self.focal_point) if flag else ("withdraw", self.officer)
            assignments.move_assignment(pk=assignment.pk, name=name, actor=actor, note="So.")

    def assess(self, row, flag):
        assessments.record_assessment(
            actor=self.officer,
            recommendation=row,
            viewpoint="secretariat",
            status="planned" if flag else "implemented",
            rationale="Seen.",
            assessed_on=dt.date(2026, 1, 1),
            publish=flag,
        )

    def take_assessment_back(self, row, flag):
        for assessment in Assessment.objects.filter(publication="published"):
            assessments.move_assessment(
                pk=assessment.pk, name="retire", actor=self.officer, note="Wrong."
            )

    def cluster_it(self, row, flag):
        overlap = "direct" if flag else "distinct"
        clusters.add_members(
            actor=self.officer, cluster=self.cluster, recommendations=[row], overlap=overlap
        )

    def uncluster(self, row, flag):
        clusters.remove_member(
            actor=self.officer, cluster=self.cluster, recommendation=row, reason="Apart."
        )

    def move_cluster(self, row, flag):
        name = "publish" if flag else "retire"
        clusters.move_cluster(pk=self.cluster.pk, name=name, actor=self.officer, note="So.")

    def translate(self, row, flag):
        texts.add_text(
            recommendation=row.pk,
            language="fr",
            standing="unofficial",
            text="Traduit.",
            source="Ministry",
            actor=self.officer,
        )

    def take_text_back(self, row, flag):
        for text in RecommendationText.objects.filter(is_authentic=False):
            texts.withdraw_translation(pk=text.pk, reason="Wrong.", actor=self.officer)

    def plan(self, row, flag):
        activities.plan_activity(
            actor=self.focal_point,
            content={
                "title": "A measure",
                "lead": self.ministry,
                "starts_on": dt.date(2020, 1, 1),
                "ends_on": dt.date(2020, 2, 1) if flag else dt.date(2090, 1, 1),
            },
            recommendations=[row],
            token=UUID(int=row.pk * 2 + flag),
        )

    def link_activity(self, row, flag):
        activities.change_activity(
            pk=self.activity.pk,
            actor=self.officer,
            content={},
            recommendations=[row],
            clusters=[self.cluster] if flag else [],
        )

    def publish_activity(self, row, flag):
        activities.publish_activity(pk=self.activity.pk, actor=self.officer)

    def enter_objective(self, row, flag):
        objectives.add_objective(
            plan_pk=self.national_plan.pk,
            actor=self.officer,
            code=f"{row.pk}.{flag:d}.{self.national_plan.objectives.count()}",
            title="An objective",
            recommendations=[row],
            clusters=[self.cluster] if flag else [],
        )

    def move_plan(self, row, flag):
        name = "publish" if flag else "retire"
        plans.move_plan(pk=self.national_plan.pk, actor=self.officer, name=name, note="So.")

    def publish_update(self, row, flag):
        moves.publish(pk=self.update.pk, actor=self.officer)

    def withdraw_update(self, row, flag):
        moves.withdraw(pk=self.update.pk, actor=self.officer, note="Wrong.")

    def merge(self, row, flag):
        other = self.rows[1 if row is self.rows[0] else 0]
        merging.merge_recommendations(
            kept=other, absorbed=row, actor=self.officer, reason="The same."
        )

    def unmerge(self, row, flag):
        for done in Merge.objects.filter(undone_at=None):
            merging.unmerge(pk=done.pk, actor=self.officer, reason="They differ.")

    def rename(self, row, flag):
        self.themes[0].name = "Renamed" if flag else "Named"
        self.themes[0].save()

    def by_raw_sql(self, row, flag):
        with connection.cursor() as cursor:
            cursor.execute(
                "UPDATE recommendations_recommendation SET priority = NOT priority WHERE id = %s",
                [row.pk],
            )

    def delete(self, row, flag):
        GroupLink.objects.all().delete()
        ThemeLink.objects.all().delete()
        ActivityRecommendation.objects.all().delete()


DEEDS = sorted(name for name in vars(Office) if not name.startswith("_"))
STEPS = st.lists(
    st.tuples(st.sampled_from(DEEDS), st.integers(0, 3), st.booleans()), min_size=4, max_size=14
)


# A sequence takes long, and one that fails is short: it is not made shorter.
@settings(
    max_examples=15,
    deadline=None,
    phases=[Phase.explicit, Phase.generate],
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(steps=STEPS)
def test_counts_follow_every_deed(db, steps):
    with transaction.atomic():
        office = Office()
        for name, place, flag in steps:
            row = office.rows[place % len(office.rows)]
            try:
                getattr(office, name)(Recommendation.objects.get(pk=row.pk), flag)
            except (DomainError, PermissionDenied):
                continue
            for person in office.readers:
                assert shown(person) == from_scratch(person), name
        for person in office.readers:
            for facet, options in shown(person).items():
                numbers = {value: listed(person, facet, value) for value in options}
                assert options == numbers, facet
        transaction.set_rollback(True)


def test_the_office_does_each_deed(db):
    """What the sequences above are drawn from is not refused throughout."""
    office = Office()
    row = office.rows[0]
    order = [
        *(("enter", True), ("propose", True), ("decide", True), ("link", True), ("assess", True)),
        *(("cluster_it", True), ("move_cluster", True), ("propose_cluster", True)),
        *(("translate", True), ("plan", True), ("link_activity", True), ("publish_activity", True)),
        *(("enter_objective", True), ("move_plan", True)),
        *(("publish_update", True), ("withdraw_update", True), ("rename", True)),
        *(("by_raw_sql", True), ("take_assessment_back", True), ("take_text_back", True)),
        *(("uncluster", True), ("delete", True), ("retire", True)),
    ]
    office.publish(office.rows[2], True)
    office.merge(office.rows[2], True)
    assert Merge.objects.filter(undone_at=None).exists()
    office.unmerge(office.rows[2], True)
    for name, flag in order:
        getattr(office, name)(Recommendation.objects.get(pk=row.pk), flag)
    assert {name for name, _flag in order} | {"publish", "merge", "unmerge"} == set(DEEDS)
