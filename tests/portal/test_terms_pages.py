"""Themes, people concerned, goals, targets and objectives as pages of their own."""

import re

import pytest

from activities.models import ActivityRecommendation
from recommendations.models import (
    AffectedGroup,
    ClusterMembership,
    GroupLink,
    Objective,
    ObjectiveLink,
    SdgGoal,
    SdgGoalLink,
    SdgTarget,
    SdgTargetLink,
    ThemeLink,
)
from tests import factories

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _demo_mode(settings):
    settings.DEMO_MODE = True


@pytest.fixture
def theme():
    return factories.ThemeFactory(code="detention", name="Detention")


@pytest.fixture
def target():
    goal = SdgGoal.objects.create(number=16, name="Peace and justice")
    return SdgTarget.objects.create(code="16.6", name="Institutions", goal=goal)


def about(theme, **facts):
    row = factories.RecommendationFactory(**facts)
    ThemeLink.objects.create(recommendation=row, theme=theme)
    return row


def body(client, address, status=200) -> str:
    answer = client.get(address)
    assert answer.status_code == status
    return answer.content.decode()


def heading(page) -> str:
    return re.search(r'<h2 id="stands">\s*(.*?)\s*</h2>', page, re.S).group(1)


def test_a_theme_counts_what_the_register_counts_under_it(client, theme):
    below = factories.ThemeFactory(code="prisons", name="Prisons", parent=theme)
    about(theme, status="implemented")
    about(below, status="in_progress")
    about(theme, publication="draft", published_at=None)
    factories.RecommendationFactory()
    page = body(client, "/themes/detention/")
    assert heading(page) == "2 recommendations"
    register = client.get("/recommendations/", {"theme": "detention"})
    assert register.context["found"].counts.total == 2
    assert client.get("/themes/detention/").context["shown"].total == 2
    assert '<a href="/themes/prisons/">Prisons</a> <data value="1">' in page
    assert 'href="/themes/detention/">Detention</a>' in body(client, "/themes/prisons/")


def test_each_part_of_the_bar_leads_to_as_many_in_the_register(client, theme):
    for status in ("implemented", "implemented", "in_progress", ""):
        about(theme, status=status)
    for _status, number, url in client.get("/themes/detention/").context["shown"].bar:
        assert client.get(url).context["found"].counts.total == number


def test_a_theme_shows_who_asked_who_leads_and_what_is_done(client, theme):
    ministry = factories.InstitutionFactory(name="Ministry of Justice")
    row = about(theme, lead=ministry)
    activity = factories.ActivityFactory(title="New cells", lead=ministry)
    ActivityRecommendation.objects.create(activity=activity, recommendation=row)
    indicator = factories.IndicatorFactory(name="Prisoners per cell")
    indicator.recommendations.add(row)
    plan = factories.PlanObjectiveFactory(title="Humane prisons")
    plan.recommendations.add(row)
    cluster = factories.ClusterFactory(title="Prisons")
    ClusterMembership.objects.create(cluster=cluster, recommendation=row)
    page = body(client, "/themes/detention/")
    for words in (
        row.mechanism.short_name,
        *("Ministry of Justice", "New cells", "Prisoners per cell", "Humane prisons", "Prisons"),
    ):
        assert words in page
    assert "that no activity works on" not in page


def test_what_no_activity_works_on_leads_to_the_register(client, theme):
    about(theme)
    about(theme)
    shown = client.get("/themes/detention/").context["shown"]
    assert shown.idle.number == 2
    assert client.get(shown.idle.url).context["found"].counts.total == 2


def test_what_is_not_public_is_in_no_list_of_a_theme(client, theme):
    row = about(theme)
    secret = factories.ActivityFactory(title="Secret plan", publication="internal")
    ActivityRecommendation.objects.create(activity=secret, recommendation=row)
    drafted = factories.IndicatorFactory(name="Secret number", publication="draft")
    drafted.recommendations.add(row)
    hidden = factories.ClusterFactory(title="Secret cluster", publication="draft")
    ClusterMembership.objects.create(cluster=hidden, recommendation=row)
    planned = factories.PlanObjectiveFactory(
        title="Secret objective", plan=factories.PlanFactory(publication="draft")
    )
    planned.recommendations.add(row)
    factories.UpdateFactory(headline="Secret word", state="draft").recommendations.add(row)
    assert "Secret" not in body(client, "/themes/detention/")


def test_a_merged_theme_leads_to_the_one_kept(client, theme):
    factories.ThemeFactory(code="gaol", is_active=False, merged_into=theme)
    answer = client.get("/themes/gaol/")
    assert (answer.status_code, answer["Location"]) == (301, "/themes/detention/")
    assert "no-cache" in answer["Cache-Control"]


def test_a_retired_theme_is_gone_and_says_where_its_records_are(client, theme):
    old = factories.ThemeFactory(code="old", name="Old words", parent=theme, is_active=False)
    about(old)
    page = body(client, "/themes/old/", 410)
    assert "no longer in use" in page
    assert "/recommendations/?theme=old" in page
    assert 'href="/themes/detention/"' in page


def test_the_address_of_a_theme_is_one(client, theme):
    answer = client.get("/themes/Detention/")
    assert (answer.status_code, answer["Location"]) == (301, "/themes/detention/")
    assert client.get("/themes/nothing/").status_code == 404


@pytest.mark.parametrize("prefix", ["", "/fr"])
def test_a_number_has_one_spelling(client, target, prefix):
    for typed in ("016", "0016"):
        answer = client.get(f"{prefix}/sdgs/{typed}/")
        assert (answer.status_code, answer["Location"]) == (301, f"{prefix}/sdgs/16/")
        answer = client.get(f"{prefix}/sdgs/{typed}.6/")
        assert (answer.status_code, answer["Location"]) == (301, f"{prefix}/sdgs/16.6/")
    assert client.get(f"{prefix}/sdgs/16/").status_code == 200


def test_a_goal_has_its_targets_and_counts_each_recommendation_once(client, target):
    row, other = factories.RecommendationFactory(), factories.RecommendationFactory()
    SdgTargetLink.objects.create(recommendation=row, target=target)
    SdgGoalLink.objects.create(recommendation=row, goal=target.goal)
    SdgGoalLink.objects.create(recommendation=other, goal=target.goal)
    page = body(client, "/sdgs/16/")
    assert heading(page) == "2 recommendations"
    assert '<a href="/sdgs/16.6/">16.6 Institutions</a> <data value="1">' in page
    of_target = body(client, "/sdgs/16.6/")
    assert heading(of_target) == "1 recommendation"
    assert 'href="/sdgs/16/"' in of_target
    listed = client.get("/sdgs/").context["sections"][0].rows
    assert [(one["label"], one["total"]) for one in listed] == [("16 Peace and justice", 2)]


def test_a_merged_target_leads_on(client, target):
    SdgTarget.objects.create(
        code="16.b", name="Laws", goal=target.goal, is_active=False, merged_into=target
    )
    assert client.get("/sdgs/16.b/")["Location"] == "/sdgs/16.6/"
    assert client.get("/sdgs/16.99/").status_code == 404
    assert client.get("/sdgs/99/").status_code == 404


def test_people_concerned_and_objectives_have_pages(client):
    group = AffectedGroup.objects.create(code="children", name="Children")
    objective = Objective.objects.create(
        code="A", name="Laws", description="Adopt or change a law", needs_parliament="yes"
    )
    row = factories.RecommendationFactory()
    GroupLink.objects.create(recommendation=row, group=group)
    ObjectiveLink.objects.create(recommendation=row, objective=objective)
    assert "Children" in body(client, "/groups/")
    assert heading(body(client, "/groups/children/")) == "1 recommendation"
    assert "Laws" in body(client, "/objectives/")
    page = body(client, "/objectives/a/")
    assert heading(page) == "1 recommendation"
    assert "Adopt or change a law" in page


@pytest.mark.parametrize("path", ["/themes/", "/groups/", "/sdgs/", "/objectives/"])
def test_an_empty_list_says_so(client, path):
    assert "This list is empty" in body(client, path)


def test_lists_count_themes_below_with_the_one_on_top(client, theme):
    below = factories.ThemeFactory(code="prisons", parent=theme)
    row = about(theme)
    ThemeLink.objects.create(recommendation=row, theme=below)
    (section,) = client.get("/themes/").context["sections"]
    assert section.total == 1
    assert [(one.label, one.number) for one in section.below] == [(below.label, 1)]


def test_pages_of_terms_ask_no_more_questions_for_many(
    client, theme, target, django_assert_max_num_queries
):
    ministry = factories.InstitutionFactory()
    for _number in range(20):
        row = about(theme, lead=ministry)
        SdgTargetLink.objects.create(recommendation=row, target=target)
        activity = factories.ActivityFactory(lead=ministry)
        ActivityRecommendation.objects.create(activity=activity, recommendation=row)
        factories.PlanObjectiveFactory().recommendations.add(row)
        factories.IndicatorFactory().recommendations.add(row)
        ClusterMembership.objects.create(cluster=factories.ClusterFactory(), recommendation=row)
        factories.ThemeFactory(parent=theme)
    for path in ("/themes/", "/themes/detention/", "/sdgs/", "/sdgs/16/", "/sdgs/16.6/"):
        with django_assert_max_num_queries(15):
            body(client, path)
