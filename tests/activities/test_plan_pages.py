"""Plans in the workspace: entered, changed, published, retired, kept as versions."""

import datetime as dt

import pytest
from django.db import ProgrammingError, transaction
from django.urls import reverse

from activities.models import NationalPlan, PlanObjective, PlanVersion
from activities.services import plans as services
from nmirf.common.errors import DomainError
from recommendations.models import ClusterMembership
from tests import factories

pytestmark = pytest.mark.django_db

PLAN = {
    "kind": "human_rights",
    "title": "National Human Rights Action Plan",
    "title_fr": "Plan national d’action",
    "summary": "Six chapters.",
    "starts_on": "2025-01-01",
    "ends_on": "2029-12-31",
}


@pytest.fixture(autouse=True)
def _demo_mode(settings):
    """People of the tests sign in without a second factor."""
    settings.DEMO_MODE = True


@pytest.fixture
def officer(client):
    person = factories.secretariat()
    client.force_login(person)
    return person


@pytest.fixture
def plan():
    return factories.PlanFactory(publication="draft")


def url(name, *args):
    return reverse(f"activities:{name}", args=args)


def edited(plan, **content):
    facts = {"kind": plan.kind, "title": plan.title, "starts_on": "2025-01-01"}
    version = plan.updated_at.isoformat()
    return facts | {"ends_on": "2029-12-31", "version": version, "reason": "So."} | content


def test_a_plan_is_entered_in_draft_with_its_title_in_other_languages(client, officer):
    response = client.post(url("plan_new"), PLAN)
    plan = NationalPlan.objects.get()
    assert response.url == url("plan", plan.slug)
    assert (plan.slug, plan.publication) == ("national-human-rights-action-plan", "draft")
    assert plan.title_translations == {"fr": "Plan national d’action"}


def test_an_end_before_the_start_is_refused_and_nothing_typed_is_lost(client, officer):
    response = client.post(url("plan_new"), PLAN | {"ends_on": "2024-12-31"})
    assert response.status_code == 422
    page = response.content.decode()
    assert "The plan ends before it starts." in page
    assert "Six chapters." in page
    assert not NationalPlan.objects.exists()


def test_the_same_plan_is_not_entered_twice(client, officer):
    client.post(url("plan_new"), PLAN)
    response = client.post(url("plan_new"), PLAN)
    assert response.status_code == 422
    assert "is there already" in response.content.decode()


def test_an_implementation_plan_names_its_review(client, officer):
    response = client.post(url("plan_new"), PLAN | {"kind": "implementation"})
    assert response.status_code == 422
    assert "Say which review" in response.content.decode()


def test_a_plan_is_never_at_an_address_that_is_a_page(officer):
    facts = {"kind": "sector", "starts_on": dt.date(2025, 1, 1), "ends_on": dt.date(2026, 1, 1)}
    assert services.create_plan(actor=officer, title="Coverage", **facts).slug == "coverage-2"
    assert services.create_plan(actor=officer, title="خطة", **facts).slug


def test_whoever_saves_second_is_told_what_the_first_has_saved(client, officer, plan):
    first = edited(plan, title="Mine")
    client.post(url("plan_edit", plan.slug), edited(plan, title="Theirs"))
    response = client.post(url("plan_edit", plan.slug), first)
    assert response.status_code == 409
    assert ("Theirs", "Mine") in [pair[1:] for pair in response.context["conflict"]]
    again = first | {"version": response.context["form"]["version"].value()}
    assert client.post(url("plan_edit", plan.slug), again).status_code == 302
    plan.refresh_from_db()
    assert plan.title == "Mine"


def test_a_day_of_adoption_keeps_a_version_once(client, officer, plan):
    factories.PlanObjectiveFactory(plan=plan, code="1", title="Custody")
    client.post(url("plan_edit", plan.slug), edited(plan, adopted_on="2025-02-01"))
    version = plan.versions.get()
    assert version.content["objectives"][0]["title"] == "Custody"
    assert "2025" in version.note
    plan.refresh_from_db()
    client.post(url("plan_edit", plan.slug), edited(plan, adopted_on="2025-02-01", summary="More."))
    assert plan.versions.count() == 1


def test_publishing_says_what_follows_and_keeps_a_version(client, officer, plan):
    place = url("plan_move", plan.slug, "publish")
    assert "kept as a version" in client.get(place).content.decode()
    assert client.post(place).status_code == 302
    plan.refresh_from_db()
    assert plan.publication == "published"
    assert plan.versions.get().content["publication"] == "published"
    assert client.post(place).status_code == 422
    assert plan.versions.count() == 1


def test_retiring_asks_why(client, officer, plan):
    place = url("plan_move", plan.slug, "retire")
    assert client.post(place).status_code == 422
    client.post(place, {"reason": "Replaced by the next one."})
    plan.refresh_from_db()
    assert plan.publication == "retired"
    assert client.get(url("plan_move", plan.slug, "burn")).status_code == 404


def test_a_review_has_one_implementation_plan_at_a_time(officer):
    review = factories.ReviewFactory()
    facts = {"kind": "implementation", "review": review, "publication": "retired"}
    first = factories.PlanFactory(**facts)
    factories.PlanFactory(**facts | {"publication": "published"})
    with pytest.raises(DomainError, match="has an implementation plan already"):
        services.move_plan(pk=first.pk, name="publish", actor=officer)


def test_a_version_is_kept_on_demand_if_anything_changed(client, officer, plan):
    place = url("plan_version_new", plan.slug)
    assert client.post(place, {"note": "First draft."}).status_code == 302
    again = client.post(place, {"note": "Once more."})
    assert again.status_code == 422
    assert "Nothing has changed" in again.content.decode()
    factories.PlanObjectiveFactory(plan=plan)
    client.post(place, {"note": "One objective."})
    assert list(plan.versions.values_list("number", "note")) == [
        (2, "One objective."),
        (1, "First draft."),
    ]


def test_versions_are_linked_once_there_are_any_and_retiring_stands_last(client, officer, plan):
    place = reverse("portal:plan_versions", args=[plan.slug])
    assert place not in client.get(url("plan", plan.slug)).text
    client.post(url("plan_move", plan.slug, "publish"))
    page = client.get(url("plan", plan.slug)).text
    assert place in page
    buttons = [url("plan_version_new", plan.slug), url("plan_move", plan.slug, "retire")]
    assert page.index(buttons[0]) < page.index(f'class="button danger quiet" href="{buttons[1]}"')


def test_a_version_never_changes(client, officer, plan):
    client.post(url("plan_version_new", plan.slug), {"note": "First draft."})
    with pytest.raises(ProgrammingError), transaction.atomic():
        PlanVersion.objects.update(note="Another")
    with pytest.raises(ProgrammingError), transaction.atomic():
        PlanVersion.objects.all().delete()


# Objectives through the pages; the hard cases are in test_plan_objectives.py.


def test_an_objective_is_entered_below_another_under_the_number_proposed(client, officer, plan):
    top = factories.PlanObjectiveFactory(plan=plan, code="2")
    factories.PlanObjectiveFactory(plan=plan, code="2.9", parent=top)
    row = factories.RecommendationFactory(reference="CAT-4-10")
    page = client.get(url("objective_new", plan.slug) + "?below=2")
    shown = page.context["form"].initial
    assert (shown["code"], shown["parent"]) == ("2.10", top)
    typed = {"code": "2.10", "parent": top.pk, "title": "Custody", "recommendations": "cat-4-10"}
    response = client.post(url("objective_new", plan.slug), typed)
    made = PlanObjective.objects.get(code="2.10")
    assert response.url == f"{url('plan', plan.slug)}#objective-{made.pk}"
    assert made.parent == top
    assert list(made.recommendations.all()) == [row]


def test_what_is_wrong_with_an_objective_is_said_at_its_field(client, officer, plan):
    top = factories.PlanObjectiveFactory(plan=plan, code="1")
    below = factories.PlanObjectiveFactory(plan=plan, code="1.1", parent=top)
    factories.PlanObjectiveFactory(plan=plan, code="3")
    typed = {
        "code": "3",
        "parent": below.pk,
        "title": "Custody",
        "recommendations": "NONE-1",
        "targets": "99.9",
        "reason": "Moved.",
    }
    response = client.post(url("objective_edit", plan.slug, top.pk), typed)
    assert response.status_code == 422
    errors = response.context["form"].errors
    assert "would stand below itself" in errors["parent"][0]
    assert "used already" in errors["code"][0]
    assert "NONE-1" in errors["recommendations"][0]
    assert "99.9" in errors["targets"][0]


def test_an_objective_of_another_plan_is_not_found_here(client, officer, plan):
    other = factories.PlanObjectiveFactory()
    assert client.get(url("objective_edit", plan.slug, other.pk)).status_code == 404
    typed = {"code": "1", "title": "Mine", "parent": other.pk}
    response = client.post(url("objective_new", plan.slug), typed)
    assert "parent" in response.context["form"].errors


def test_an_objective_is_deleted_after_a_page_that_says_what_follows(client, officer, plan):
    row = factories.PlanObjectiveFactory(plan=plan)
    place = url("objective_delete", plan.slug, row.pk)
    assert client.get(place).status_code == 200
    assert client.post(place, {"reason": "Doubled."}).status_code == 302
    assert not plan.objectives.exists()


def test_lists_inside_lists_are_closed_as_they_were_opened(client, officer, plan):
    row = None
    for code in ("1", "1.1", "1.1.1"):
        row = factories.PlanObjectiveFactory(plan=plan, code=code, parent=row)
    factories.PlanObjectiveFactory(plan=plan, code="2")
    page = client.get(url("plan", plan.slug)).content.decode()
    tree = page.split('id="objectives"')[1].split("</section>")[0]
    assert tree.count("<ul") == tree.count("</ul>") == 3
    assert tree.count("<li") == tree.count("</li>") == 4


@pytest.mark.parametrize("number", [1, 20])
def test_the_page_asks_as_often_however_many_objectives(
    client, officer, plan, number, django_assert_max_num_queries
):
    for _each in range(number):
        factories.PlanObjectiveFactory(plan=plan, lead=factories.InstitutionFactory())
    with django_assert_max_num_queries(10):
        client.get(url("plan", plan.slug))


def test_activities_for_what_an_objective_answers_are_linked_in_one_act(client, officer, plan):
    row, cluster = factories.PlanObjectiveFactory(plan=plan), factories.ClusterFactory()
    recommendation, member = factories.RecommendationFactory.create_batch(2)
    row.clusters.add(cluster)
    row.recommendations.add(recommendation, member)
    other = factories.ClusterFactory()
    ClusterMembership.objects.create(cluster=other, recommendation=member, overlap="partial")
    near = factories.ActivityFactory.create_batch(3)
    near[0].clusters.add(cluster)
    near[1].recommendations.add(recommendation)
    near[2].clusters.add(other)
    far = factories.ActivityFactory()
    place = url("objective_activities", plan.slug, row.pk)
    shown = client.get(place).context["form"].fields["activities"].queryset
    assert set(shown) == set(near)
    client.post(place, {"activities": [near[0].pk, near[1].pk]})
    assert set(row.activities.all()) == set(near[:2])
    client.post(place, {"activities": [near[2].pk]})
    assert set(row.activities.all()) == {near[2]}
    assert client.post(place, {"activities": [far.pk]}).status_code == 422
    assert set(row.activities.all()) == {near[2]}
