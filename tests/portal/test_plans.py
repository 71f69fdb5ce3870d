"""Plans in public: what they cover, what is done for them, how they changed, what stays hidden."""

import datetime as dt

import pytest
from django.contrib.auth.models import AnonymousUser
from django.urls import reverse

from activities.models import (
    ActivityObjective,
    IndicatorObjective,
    NationalPlan,
)
from activities.services import objectives, plans, versions
from nmirf.common.dates import today
from nmirf.common.trees import nodes
from portal.plans import coverage, idle_objectives
from portal.reader import Reader
from recommendations.models import ClusterMembership
from tests import factories

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _demo_mode(settings):
    settings.DEMO_MODE = True


@pytest.fixture
def officer():
    return factories.secretariat()


@pytest.fixture
def plan():
    return factories.PlanFactory(slug="nhrap", title="Action plan")


@pytest.fixture
def public():
    return Reader(AnonymousUser())


def objective(plan, code="1", **more):
    return factories.PlanObjectiveFactory(plan=plan, code=code, **more)


def member(cluster, overlap):
    row = factories.RecommendationFactory()
    ClusterMembership.objects.create(cluster=cluster, recommendation=row, overlap=overlap)
    return row


# Coverage.


def test_a_plan_covers_what_it_answers_itself_and_through_clusters_that_count(public, plan):
    row, cluster = objective(plan), factories.ClusterFactory()
    direct = factories.RecommendationFactory()
    row.recommendations.add(direct)
    row.clusters.add(cluster)
    member(cluster, "direct")
    member(cluster, "partial")
    member(cluster, "distinct")
    ClusterMembership.objects.create(cluster=cluster, recommendation=direct)
    factories.RecommendationFactory()
    found = coverage(public, plan)
    assert (found.asked, found.covered, found.uncovered) == (5, 3, 2)


def test_figures_are_those_of_the_register_that_they_lead_to(client, plan, officer):
    row = objective(plan)
    row.recommendations.add(*factories.RecommendationFactory.create_batch(3))
    factories.RecommendationFactory.create_batch(2)
    factories.RecommendationFactory(publication="draft", published_at=None)
    for person in (None, officer, factories.focal_point(factories.InstitutionFactory())):
        if person:
            client.force_login(person)
        for chosen in (plan, None):
            found = coverage(Reader(person or AnonymousUser()), chosen)
            assert (found.asked, found.covered, found.uncovered) == (5, 3, 2)
            response = client.get(found.uncovered_url)
            assert response.context["page"].paginator.count == 2
            assert not response.context["found"].ignored
            if chosen:
                covered = client.get(found.covered_url)
                assert covered.context["page"].paginator.count == 3


def test_the_plan_of_a_review_is_measured_against_that_review(client, public):
    review = factories.ReviewFactory()
    plan = factories.PlanFactory(kind="implementation", review=review)
    first, _second = factories.RecommendationFactory.create_batch(2, review=review)
    factories.RecommendationFactory.create_batch(4)
    objective(plan).recommendations.add(first)
    found = coverage(public, plan)
    assert (found.asked, found.covered) == (2, 1)
    assert client.get(found.uncovered_url).context["page"].paginator.count == 1


def test_a_plan_counts_while_it_is_public_and_not_over(public):
    row = factories.RecommendationFactory()
    over = {"starts_on": dt.date(2010, 1, 1), "ends_on": today() - dt.timedelta(days=1)}
    for facts in (over, {"publication": "draft"}, {"publication": "retired"}):
        objective(factories.PlanFactory(**facts)).recommendations.add(row)
    assert coverage(public).uncovered == 1
    last_day = factories.PlanFactory(starts_on=dt.date(2010, 1, 1), ends_on=today())
    objective(last_day).recommendations.add(row)
    assert coverage(public).uncovered == 0


def test_several_plans_cover_together(public):
    first, second, _third = factories.RecommendationFactory.create_batch(3)
    for row in (first, second):
        objective(factories.PlanFactory()).recommendations.add(row)
    assert coverage(public).covered == 2


def test_an_objective_is_idle_if_nothing_is_done_for_it_or_below_it(client, public, plan):
    top = objective(plan, "1")
    middle = objective(plan, "1.1", parent=top)
    leaf = objective(plan, "1.1.1", parent=middle)
    beside = objective(plan, "2")
    draft = factories.ActivityFactory(publication="draft")
    ActivityObjective.objects.create(activity=draft, objective=beside)
    assert idle_objectives(public, plan).count() == 4
    activity = factories.ActivityFactory(publication="published")
    ActivityObjective.objects.create(activity=activity, objective=leaf)
    assert list(idle_objectives(public, plan)) == [beside]
    assert list(idle_objectives(public)) == [beside]
    assert client.get(plan.get_absolute_url()).context["idle"] == 1


def test_a_cancelled_activity_implements_nothing(client, public, plan):
    top = objective(plan, "1")
    below = objective(plan, "1.1", parent=top)
    activity = factories.ActivityFactory(publication="published", status="cancelled")
    ActivityObjective.objects.create(activity=activity, objective=below)
    assert list(idle_objectives(public, plan)) == [top, below]
    assert client.get(plan.get_absolute_url()).context["idle"] == 2
    activity.status = "in_progress"
    activity.save()
    assert not idle_objectives(public, plan)
    assert client.get(plan.get_absolute_url()).context["idle"] == 0


def test_both_lists_stand_on_one_page(client, plan):
    idle = objective(plan, "1", title="Nothing is done")
    left = factories.RecommendationFactory(reference="LEFT-1")
    for query in ({}, {"plan": plan.slug}):
        page = client.get(reverse("portal:plan_coverage"), query)
        text = page.content.decode()
        assert idle.title in text
        assert left.reference in text
        assert page.context["coverage"].uncovered == 1
    assert client.get(reverse("portal:plan_coverage"), {"plan": "none"}).status_code == 404


# The page.


def test_the_page_shows_what_is_linked_to_each_objective(client, plan):
    row = objective(plan, "1", title="Custody", lead=factories.InstitutionFactory(name="Justice"))
    row.clusters.add(factories.ClusterFactory(title="Police custody"))
    row.recommendations.add(factories.RecommendationFactory(reference="CAT-4-10"))
    activity = factories.ActivityFactory(title="Registers", publication="published")
    ActivityObjective.objects.create(activity=activity, objective=row)
    indicator = factories.IndicatorFactory(name="Arrests on record", publication="published")
    IndicatorObjective.objects.create(indicator=indicator, objective=row)
    page = client.get(plan.get_absolute_url()).content.decode()
    for words in ("Custody", "Justice", "Police custody", "CAT-4-10", "Registers"):
        assert words in page
    assert "Arrests on record" in page
    assert f'id="objective-{row.pk}"' in page


def test_what_hangs_on_an_objective_and_is_a_draft_stays_hidden(client, plan, officer):
    row = objective(plan)
    row.clusters.add(factories.ClusterFactory(title="Unicorn cluster", publication="draft"))
    hidden = factories.RecommendationFactory(
        reference="UNICORN-1", publication="draft", published_at=None
    )
    row.recommendations.add(hidden)
    activity = factories.ActivityFactory(title="Unicorn activity", publication="draft")
    ActivityObjective.objects.create(activity=activity, objective=row)
    indicator = factories.IndicatorFactory(name="Unicorn indicator", publication="draft")
    IndicatorObjective.objects.create(indicator=indicator, objective=row)
    versions.make_version(pk=plan.pk, actor=officer, note="All.")
    for place in ("plan", "plan_versions"):
        page = client.get(reverse(f"portal:{place}", args=[plan.slug]))
        assert "unicorn" not in page.content.decode().lower()
    file = client.get(reverse("portal:plan_file", args=[plan.slug, "csv"])).content.decode()
    assert "unicorn" not in file.lower()
    assert client.get(plan.get_absolute_url()).context["outline"].objectives[row.pk].answers == 0
    client.force_login(officer)
    page = client.get(plan.get_absolute_url()).content.decode()
    for words in ("Unicorn cluster", "UNICORN-1", "Unicorn activity", "Unicorn indicator"):
        assert words in page


def test_a_draft_plan_is_nowhere_in_public(client, officer):
    plan = factories.PlanFactory(slug="secret", title="Unicorn plan", publication="draft")
    row = factories.RecommendationFactory()
    objective(plan, title="Unicorn objective").recommendations.add(row)
    versions.make_version(pk=plan.pk, actor=officer, note="Draft.")
    for name in ("plan", "plan_versions"):
        assert client.get(reverse(f"portal:{name}", args=["secret"])).status_code == 404
    assert client.get(reverse("portal:plan_file", args=["secret", "csv"])).status_code == 404
    for place in ("/plans/", row.get_absolute_url(), "/recommendations/", "/plans/coverage/"):
        assert "unicorn" not in client.get(place).content.decode().lower()
    asked = client.get("/recommendations/", {"plan": "secret", "unplanned": "secret"})
    assert asked.context["found"].ignored == ["secret", "secret"]
    client.force_login(factories.focal_point(factories.InstitutionFactory()))
    assert "Unicorn objective" in client.get(plan.get_absolute_url()).content.decode()


def test_a_retired_plan_is_the_secretariats_alone(client, officer):
    plan = factories.PlanFactory(publication="retired")
    client.force_login(factories.focal_point(factories.InstitutionFactory()))
    assert client.get(plan.get_absolute_url()).status_code == 404
    client.force_login(officer)
    assert client.get(plan.get_absolute_url()).status_code == 200


def test_a_recommendation_names_the_objectives_that_answer_it(client, plan):
    cluster = factories.ClusterFactory()
    objective(plan, "1", title="By itself").recommendations.add(row := member(cluster, "direct"))
    objective(plan, "2", title="Through the cluster").clusters.add(cluster)
    page = client.get(row.get_absolute_url()).content.decode()
    assert "By itself" in page
    assert "Through the cluster" in page
    apart = client.get(member(cluster, "distinct").get_absolute_url()).content.decode()
    assert "Through the cluster" not in apart
    assert "No plan covers it so far" in apart


# Versions.


def test_two_versions_are_compared(client, plan, officer):
    first = objective(plan, "1", title="Custody")
    objective(plan, "2", title="Prisons")
    versions.make_version(pk=plan.pk, actor=officer, note="First.")
    row = factories.RecommendationFactory(reference="CAT-4-10")
    objectives.edit_objective(
        pk=first.pk,
        actor=officer,
        seen=first.updated_at,
        reason="Clearer.",
        title="Safe custody",
        code="1",
        parent=None,
        clusters=[],
        recommendations=[row],
        targets=[],
    )
    objectives.delete_objective(
        pk=plan.objectives.get(code="2").pk, actor=officer, reason="Elsewhere."
    )
    objective(plan, "3", title="Courts")
    versions.make_version(pk=plan.pk, actor=officer, note="Second.")
    response = client.get(reverse("portal:plan_versions", args=[plan.slug]))
    compared = response.context["compared"]
    assert [one.code for one in compared.added] == ["3"]
    assert [one.title for one in compared.removed] == ["Prisons"]
    assert [one.changes for one in compared.changed] == [
        [("Title", "Custody", "Safe custody"), ("Recommendations", "", "CAT-4-10")]
    ]
    place = reverse("portal:plan_versions", args=[plan.slug])
    same = client.get(place, {"from": "2", "to": "2"})
    assert same.context["compared"].is_same
    assert client.get(place, {"from": "x", "to": "99"}).status_code == 200


def test_versions_of_the_time_when_it_was_a_draft_stay_internal(client, officer):
    plan = factories.PlanFactory(publication="draft")
    objective(plan, title="Said in confidence")
    versions.make_version(pk=plan.pk, actor=officer, note="Internal note.")
    plan.objectives.all().delete()
    plans.move_plan(pk=plan.pk, name="publish", actor=officer)
    place = reverse("portal:plan_versions", args=[plan.slug])
    page = client.get(place, {"from": "1", "to": "2"})
    assert [version.number for version in page.context["versions"]] == [2]
    assert "confidence" not in page.content.decode()
    assert "Internal note" not in page.content.decode()
    client.force_login(officer)
    assert "confidence" in client.get(place, {"from": "1", "to": "2"}).content.decode()


# How often the database is asked.


def grown(plan, number):
    cluster = factories.ClusterFactory()
    for place in range(number):
        row = objective(plan, f"9.{plan.objectives.count() + place}")
        row.clusters.add(cluster)
        row.recommendations.add(member(cluster, "direct"))
        activity = factories.ActivityFactory(publication="published")
        ActivityObjective.objects.create(activity=activity, objective=row)


@pytest.mark.parametrize("place", ["plan", "plan_file", "plan_versions"])
def test_pages_ask_as_often_however_long_the_plan_is(
    client, plan, officer, place, django_assert_max_num_queries
):
    arguments = [plan.slug, "csv"] if place == "plan_file" else [plan.slug]
    counted = []
    client.get("/plans/")
    for number in (1, 20):
        grown(plan, number)
        versions.make_version(pk=plan.pk, actor=officer, note=f"{number}.")
        with django_assert_max_num_queries(15) as queries:
            assert client.get(reverse(f"portal:{place}", args=arguments)).status_code == 200
        counted.append(len(queries))
    # With a second version there is something to compare.
    assert counted[1] - counted[0] == (2 if place == "plan_versions" else 0)


def test_an_officer_asks_at_most_fifteen_times(
    client, plan, officer, django_assert_max_num_queries
):
    grown(plan, 5)
    client.force_login(officer)
    for place in (plan.get_absolute_url(), "/plans/", "/plans/coverage/?plan=nhrap"):
        client.get(place)
        with django_assert_max_num_queries(15):
            client.get(place)


def test_lists_of_a_tree_open_and_close_in_pairs():
    rows = [(1, None), (2, 1), (3, 2), (4, 1), (5, None), (6, 99)]
    found = nodes(rows, lambda row: row[0], lambda row: row[1])
    assert [(node.row[0], node.level) for node in found] == [
        *((1, 1), (2, 2), (3, 3), (4, 2), (5, 1), (6, 1)),
    ]
    opened = sum(node.opens for node in found)
    assert opened == sum(len(node.closes) for node in found) == 2
    assert NationalPlan.objects.count() == 0
