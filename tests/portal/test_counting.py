"""What is kept of the counts from one request to the next, and that no deed leaves it behind."""

import datetime as dt
import re
from unittest import mock
from uuid import UUID

import pytest
from django.contrib.auth.models import AnonymousUser
from django.core.cache.backends.dummy import DummyCache
from django.core.exceptions import PermissionDenied
from django.db import connection, transaction
from django.http import QueryDict
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from activities.choices import UpdateState
from activities.models import ActivityRecommendation
from activities.services import activities, moves, objectives, plans
from nmirf.common.errors import DomainError
from portal import counting
from portal.facets import counted, facets_for
from portal.filters import RegisterFilter
from portal.reader import Reader
from recommendations.models import (
    Assessment,
    Assignment,
    GroupLink,
    Merge,
    Recommendation,
    RecommendationText,
    Synonym,
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
from recommendations.services.vocabulary import gather_words
from tests import factories as make

pytestmark = pytest.mark.django_db
REGISTER = "/recommendations/"


@pytest.fixture(autouse=True)
def _demo_mode(settings):
    settings.DEMO_MODE = True


def asked(person, address=""):
    return RegisterFilter(QueryDict(address), Reader(person))


def shown(person):
    """Every option of every facet with its number, as the page shows them."""

    def flat(options):
        for option in options:
            yield option.value, option.count
            yield from flat(option.children)

    options = asked(person).counts.options
    return {name: dict(flat(found)) for name, found in options.items()}


def from_scratch(person):
    with mock.patch.object(counting, "cache", DummyCache("", {})):
        return shown(person)


def listed(person, facet, value):
    """How many the list itself holds under one choice, asked of the database alone."""
    return asked(person, f"{facet}={value}").qs.count()


# Sets.


@given(st.sets(st.integers(min_value=1, max_value=3000)))
def test_a_set_is_written_as_the_bits_of_a_number(keys):
    written = counting.as_bits(list(keys))
    assert {place for place in range(3001) if written >> place & 1} == keys
    assert written.bit_count() == len(keys)


def test_a_term_that_was_made_while_the_page_was_is_left_to_the_next_one():
    tally = counting.Tally({}, near={0: 0b110}, ties={"theme": {"5": 0b110}})
    theme = next(facet for facet in facets_for(Reader(AnonymousUser())) if facet.name == "theme")
    assert counted(theme, tally) == []


# What is kept.


def readers():
    institution = make.InstitutionFactory()
    return [AnonymousUser(), make.secretariat(), make.focal_point(institution)]


@pytest.mark.parametrize("place", range(3))
def test_every_table_that_a_count_names_is_watched(place):
    person = readers()[place]
    with CaptureQueriesContext(connection) as queries:
        from_scratch(person)
    statement = max((query["sql"] for query in queries), key=len)
    named = set(re.findall(r"\b[a-z]+_[a-z]+\b", statement))
    tables = named & set(connection.introspection.table_names())
    assert {"activities_evidence", "recommendations_themelink"} <= tables
    assert tables <= set(counting.COUNTED)


def test_only_what_changed_is_asked_again():
    row = make.RecommendationFactory()
    shown(AnonymousUser())
    ThemeLink.objects.create(recommendation=row, theme=make.ThemeFactory())
    with CaptureQueriesContext(connection) as queries:
        shown(AnonymousUser())
    statement = max((query["sql"] for query in queries), key=len)
    assert "FROM recommendations_themelink" in statement
    assert "FROM recommendations_grouplink" not in statement
    with CaptureQueriesContext(connection) as queries:
        shown(AnonymousUser())
    assert len(queries) == 1


def test_sets_of_one_reader_are_not_given_to_another():
    institution = make.InstitutionFactory()
    row = make.RecommendationFactory()
    hidden = make.ActivityFactory(publication="draft", lead=institution)
    ActivityRecommendation.objects.create(activity=hidden, recommendation=row)
    Assignment.objects.create(
        recommendation=row, institution=institution, proposed_by=make.UserFactory()
    )
    people = [make.secretariat(), AnonymousUser(), make.focal_point(institution)]
    for person in (*people, *reversed(people)):
        found = shown(person)
        knows = person.is_authenticated
        assert found["gap"].get("activity", 0) == (0 if knows else 1)
        assert found["gap"].get("assignment", 0) == (0 if knows else 1)
        assert bool(found["activity_by"]) == bool(found["institution"]) == knows


# Deeds.


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


# Queries.


@pytest.mark.parametrize(("is_officer", "most"), [(False, 11), (True, 15)])
def test_a_search_that_finds_little_asks_little(
    client, is_officer, most, django_assert_max_num_queries
):
    theme = make.ThemeFactory(code="t")
    for number in range(6):
        found = make.RecommendationFactory(text=f"Register births of children {number}.")
        ThemeLink.objects.create(recommendation=found, theme=theme)
    alone = make.RecommendationFactory(text="Seek the lost.")
    ThemeLink.objects.create(recommendation=alone, theme=theme)
    Synonym.objects.create(terms=["children", "minors"])
    officer = make.secretariat()
    clusters.add_members(actor=officer, cluster=make.ClusterFactory(), recommendations=[alone])
    gather_words()
    if is_officer:
        client.force_login(officer)
    counting.cache.clear()
    with django_assert_max_num_queries(most):
        response = client.get(REGISTER, {"q": "seek OR chldren", "theme": "t"})
    assert len(response.context["cards"]) == 1
    assert response.context["meant"][0].typed == "seek OR children"


def test_the_newest_lines_are_read_in_the_order_of_an_index():
    first = make.RecommendationFactory()
    Recommendation.objects.bulk_create(
        Recommendation(
            reference=f"X-{number}",
            mechanism=first.mechanism,
            addressed_to=first.addressed_to,
            issued_on=dt.date(2000, 1, 1) + dt.timedelta(days=number),
            publication="published",
            published_at=timezone.now(),
        )
        for number in range(1500)
    )
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE recommendations_recommendation")
    assert "recommendation_list" in asked(AnonymousUser()).qs[:25].explain()
