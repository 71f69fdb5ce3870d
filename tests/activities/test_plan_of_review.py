"""The implementation plan of a review, made from its recommendations in one act."""

import datetime as dt

import pytest
from django.core.exceptions import PermissionDenied
from django.urls import reverse

from activities.models import NationalPlan, ObjectiveRecommendation, PlanObjective
from activities.services import implementation as services
from nmirf.common.errors import DomainError
from recommendations.models import ClusterMembership, Theme, ThemeLink
from tests import factories
from tests.races import at_once

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _demo_mode(settings):
    settings.DEMO_MODE = True


@pytest.fixture
def officer():
    return factories.secretariat()


@pytest.fixture
def review():
    """Six recommendations: two on justice, one on health, two on nothing, and one draft."""
    review = factories.ReviewFactory()
    justice = factories.ThemeFactory(code="justice", name="Justice", order=1)
    police = factories.ThemeFactory(code="police", name="Police", parent=justice, order=2)
    health = factories.ThemeFactory(code="health", name="Health", order=3)
    rows = {}
    for number, themes in enumerate([[police], [health, justice], [health], [], []], start=1):
        row = factories.RecommendationFactory(
            reference=f"R-{number}",
            review=review,
            mechanism=review.mechanism,
            position="supported" if number < 4 else "noted",
        )
        for theme in themes:
            ThemeLink.objects.create(recommendation=row, theme=theme)
        rows[number] = row
    factories.RecommendationFactory(review=review, publication="draft", published_at=None)
    cluster = factories.ClusterFactory(title="Custody", statement="Records.", slug="custody")
    for number, overlap in ((1, "direct"), (4, "partial"), (5, "distinct")):
        ClusterMembership.objects.create(
            cluster=cluster, recommendation=rows[number], overlap=overlap
        )
    return review


FACTS = {
    "title": "Implementation plan",
    "starts_on": dt.date(2026, 1, 1),
    "ends_on": dt.date(2029, 12, 31),
    "only_supported": False,
}


def make(review, officer, by="theme", **facts):
    return services.plan_from_review(review_pk=review.pk, actor=officer, by=by, **FACTS | facts)


def shape(plan):
    return {
        (row.code, row.title): sorted(row.recommendations.values_list("reference", flat=True))
        for row in plan.objectives.all()
    }


def test_by_theme_each_recommendation_is_linked_to_one_objective(review, officer):
    made = make(review, officer)
    assert made.is_new
    assert made.added == 5
    assert made.plan.kind == "implementation"
    assert made.plan.publication == "draft"
    assert shape(made.plan) == {
        ("1", "Justice"): ["R-1", "R-2"],
        ("2", "Health"): ["R-3"],
        ("3", "Other subjects"): ["R-4", "R-5"],
    }


def test_by_cluster_those_count_that_share_its_substance(review, officer):
    made = make(review, officer, by="cluster")
    assert shape(made.plan) == {
        ("1", "Custody"): ["R-1", "R-4"],
        ("2", "Recommendations without a cluster"): ["R-2", "R-3", "R-5"],
    }
    row = PlanObjective.objects.get(code="1")
    assert row.clusters.get().slug == "custody"
    assert row.statement == "Records."


def test_only_what_the_state_supports_if_asked(review, officer):
    made = make(review, officer, only_supported=True)
    assert {ref for refs in shape(made.plan).values() for ref in refs} == {"R-1", "R-2", "R-3"}


def test_once_more_brings_in_only_what_is_missing(review, officer):
    plan = make(review, officer).plan
    assert make(review, officer) == services.Made(plan, is_new=False, added=0)
    PlanObjective.objects.filter(code="1").update(code="7", title_translations={"fr": "x"})
    late = factories.RecommendationFactory(reference="R-9", review=review)
    ThemeLink.objects.create(recommendation=late, theme=Theme.objects.get(code="police"))
    again = make(review, officer)
    assert (again.is_new, again.added) == (False, 1)
    assert shape(plan)["7", "Justice"] == ["R-1", "R-2", "R-9"]


def test_what_was_moved_by_hand_stays_where_it_is(review, officer):
    plan = make(review, officer).plan
    link = ObjectiveRecommendation.objects.get(recommendation__reference="R-1")
    link.objective = plan.objectives.get(code="2")
    link.save()
    assert make(review, officer).added == 0
    assert shape(plan)["2", "Health"] == ["R-1", "R-3"]


def test_a_review_without_published_recommendations_makes_no_plan(officer):
    with pytest.raises(DomainError, match="No recommendation"):
        make(factories.ReviewFactory(), officer)
    assert not NationalPlan.objects.exists()


def test_only_the_secretariat_makes_it(review):
    with pytest.raises(PermissionDenied):
        make(review, factories.focal_point(factories.InstitutionFactory()))


@pytest.mark.django_db(transaction=True)
def test_a_double_click_makes_one_plan(review, officer):
    made = []
    assert not at_once(*[lambda: made.append(make(review, officer).is_new)] * 2)
    assert sorted(made) == [False, True]
    assert NationalPlan.objects.count() == 1
    assert ObjectiveRecommendation.objects.count() == 5


# Through the pages.


def test_the_groups_are_shown_before_the_plan_is_made(client, review, officer):
    client.force_login(officer)
    page = client.get(review.get_absolute_url()).content.decode()
    place = reverse("activities:plan_from_review", args=[review.slug])
    assert place in page
    shown = client.get(place)
    assert [(g.title, len(g.recommendations)) for g in shown.context["groups"]] == [
        ("Justice", 2),
        ("Health", 1),
        ("Other subjects", 2),
    ]
    typed = {"by": "cluster", "title": "Plan", "starts_on": "2026-01-01", "ends_on": "2029-01-01"}
    again = client.post(place, typed | {"preview": "1"})
    assert next(g.title for g in again.context["groups"]) == "Custody"
    assert not NationalPlan.objects.exists()
    wrong = client.post(place, typed | {"ends_on": "2025-01-01"})
    assert wrong.status_code == 422
    response = client.post(place, typed)
    plan = NationalPlan.objects.get()
    assert response.url == reverse("activities:plan", args=[plan.slug])
    assert plan in client.get(review.get_absolute_url()).context["plans"]
    told = client.post(place, typed, follow=True).content.decode()
    assert "nothing was missing" in told
