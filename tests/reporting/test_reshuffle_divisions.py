"""Institutions divided and dissolved: each line goes where the officer says."""

import json

import pytest
from django.urls import reverse

from focalpoints.models import Appointment, Institution
from nmirf.common.dates import today
from recommendations.choices import AssignmentState
from recommendations.models import Assignment, ClusterMembership, SavedView, ThemeLink
from tests import factories as make

from .reshuffling import address, asked, assigned, body, carry_out, everything, hidden, split
from .reshuffling import first as first
from .reshuffling import officer as officer
from .reshuffling import second as second

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _demo_mode(settings):
    settings.DEMO_MODE = True


# Dividing.


def divided(client, query, **said):
    preview = client.get(address(query))
    sent = hidden(preview) | {"step": "confirm"} | said
    confirm = client.post(address(query), sent)
    response = client.post(address(query), hidden(confirm) | {"understood": "on"})
    assert response.status_code == 302, body(response)


def proposals(response):
    return {
        line.words: line.target
        for group in response.context["preview"].groups
        for line in group.lines
    }


def test_a_division_proposes_by_theme(client, officer, first):
    rivers, sea = make.ThemeFactory(code="rivers"), make.ThemeFactory(code="sea")
    records = [make.RecommendationFactory(lead=first) for _number in range(2)]
    narrow = make.ThemeFactory(parent=sea)
    ThemeLink.objects.create(recommendation=records[0], theme=rivers, method="human")
    ThemeLink.objects.create(recommendation=records[1], theme=narrow, method="human")
    cluster = make.ClusterFactory(lead=first)
    ClusterMembership.objects.create(cluster=cluster, recommendation=records[1])
    query = split(name_2="Ministry of the Sea", themes_1=["rivers"], themes_2=["sea"])
    found = proposals(client.get(address(query)))
    assert found[records[0].reference] == 0
    assert found[records[1].reference] == 1
    assert found[str(cluster)] == 1


def test_a_division_gives_each_line_where_the_officer_says(client, officer, first):
    rows = [assigned(first) for _number in range(3)]
    posts = [make.AppointmentFactory(institution=first) for _number in range(3)]
    query = split(name_2="Ministry of the Sea")
    divided(
        client,
        query,
        **{
            f"to:assignments:{rows[1].pk}": "1",
            f"to:people:{posts[1].pk}": "1",
            f"to:people:{posts[2].pk}": "-1",
        },
    )
    rivers = Institution.objects.get(name="Ministry of Rivers")
    sea = Institution.objects.get(name="Ministry of the Sea")
    standing = Assignment.objects.not_withdrawn()
    assert standing.filter(institution=rivers).count() == 2
    assert standing.get(institution=sea).recommendation == rows[1].recommendation
    in_force = Appointment.objects.in_force(today())
    assert [post.user for post in in_force.filter(institution=rivers)] == [posts[0].user]
    assert [post.user for post in in_force.filter(institution=sea)] == [posts[1].user]
    assert not in_force.filter(user=posts[2].user).exists()


def test_a_part_may_be_the_institution_itself(client, officer, first):
    staying, going = assigned(first), assigned(first)
    post = make.AppointmentFactory(institution=first)
    query = asked("split", institution="water", part_1="water", name_2="Ministry of the Sea")
    divided(client, query, **{f"to:assignments:{going.pk}": "1"})
    first.refresh_from_db()
    staying.refresh_from_db()
    post.refresh_from_db()
    assert first.dissolved_on is None
    assert staying.state == AssignmentState.ACCEPTED
    assert post.ends_on is None
    sea = Institution.objects.get(name="Ministry of the Sea")
    assert Assignment.objects.get(institution=sea).recommendation == going.recommendation
    assert "Made on" in body(client.get(sea.get_absolute_url()))


def test_many_lines_are_given_at_once_without_scripts(client, officer, first):
    rows = [assigned(first) for _number in range(3)]
    activity = make.ActivityFactory(lead=first)
    query = split(name_2="Ministry of the Sea")
    sent = hidden(client.get(address(query)))
    everything_of = sent | {"step": "give", "bulk_of": "all:assignments", "bulk_to": "1"}
    found = proposals(client.post(address(query), everything_of))
    assert {found[row.recommendation.reference] for row in rows} == {1}
    assert found[str(activity)] == 0
    ticked = sent | {"step": "give", "bulk_of": "ticked", "bulk_to": "1"}
    pick = [f"assignments:{rows[0].pk}", f"activities:{activity.pk}"]
    found = proposals(client.post(address(query), ticked | {"pick": pick}))
    assert found[rows[0].recommendation.reference] == found[str(activity)] == 1
    assert found[rows[1].recommendation.reference] == 0


def test_everything_on_a_theme_is_given_at_once(client, officer, first):
    theme = make.ThemeFactory()
    rows = [assigned(first) for _number in range(2)]
    ThemeLink.objects.create(recommendation=rows[1].recommendation, theme=theme, method="human")
    query = split(name_2="Ministry of the Sea")
    sent = hidden(client.get(address(query)))
    asked_for = sent | {"step": "give", "bulk_of": f"theme:{theme.pk}", "bulk_to": "1"}
    found = proposals(client.post(address(query), asked_for))
    assert [found[row.recommendation.reference] for row in rows] == [0, 1]


def test_a_place_that_there_is_not_says_nothing(client, officer, first):
    row = assigned(first)
    query = split(name_2="Ministry of the Sea")
    sent = hidden(client.get(address(query))) | {"step": "give"}
    for place in (99, -1):
        given = {"given": json.dumps({f"assignments:{row.pk}": place})}
        found = proposals(client.post(address(query), sent | given))
        assert found[row.recommendation.reference] == 0


def test_work_is_never_given_to_nobody(client, officer, first):
    row = assigned(first)
    query = split(name_2="Ministry of the Sea")
    divided(client, query, given=json.dumps({f"assignments:{row.pk}": -1}))
    assert Assignment.objects.not_withdrawn().get().institution.name == "Ministry of Rivers"


def test_the_preview_of_a_division_costs_the_same_whatever_it_moves(
    client, officer, first, django_assert_max_num_queries
):
    query = address(split(name_2="Ministry of the Sea"))
    assigned(first)
    make.UpdateFactory(institution=first, on=[make.RecommendationFactory()])
    make.ActivityFactory(lead=first)
    client.get(query)
    with django_assert_max_num_queries(60) as few:
        client.get(query)
    for _number in range(10):
        assigned(first)
        make.UpdateFactory(institution=first, on=[make.RecommendationFactory()])
        make.ActivityFactory(lead=first)
    with django_assert_max_num_queries(len(few)):
        client.get(query)


# Dissolving.


def test_dissolved_with_a_successor_it_moves(client, officer, first, second):
    row = assigned(first)
    carry_out(client, asked("dissolve", institution="water", successor="energy"))
    assert Assignment.objects.get(institution=second).recommendation == row.recommendation


def test_without_one_what_is_open_is_to_be_assigned_and_nothing_is_lost(
    client, officer, first, second
):
    rows = [assigned(first), assigned(first, role="contributing")]
    draft = make.UpdateFactory(institution=first, on=[rows[0].recommendation])
    others = everything(first, officer)
    reshuffle = carry_out(client, asked("dissolve", institution="water"))
    page = client.get(reshuffle.get_absolute_url())
    keys = [line.key for group in page.context["waiting"] for line in group.lines]
    assert {key.split(":")[0] for key in keys} == {
        *("assignments", "updates", "clusters", "activities", "sections", "decisions")
    }
    # Recommendations stand among those without an assignment.
    without = rows[0].recommendation.__class__.objects.without_assignment()
    assert rows[0].recommendation in without
    give = reverse("reporting:reshuffle_give", args=[reshuffle.reference])
    response = client.post(give, {"pick": keys, "institution": "energy"})
    assert response.status_code == 302, body(response)
    draft.refresh_from_db()
    others["activity"].refresh_from_db()
    others["invitation"].refresh_from_db()
    assert draft.institution == others["activity"].lead == second
    assert others["invitation"].revoked_at is not None
    again = Assignment.objects.not_withdrawn().filter(institution=second)
    assert {(row.role, row.state) for row in again} == {
        ("lead", "proposed"),
        ("contributing", "proposed"),
    }
    assert client.get(reshuffle.get_absolute_url()).context["waiting"] == []
    once_more = client.post(give, {"pick": keys, "institution": "energy"}, follow=True)
    assert "assigned meanwhile" in body(once_more)


def test_a_draft_keeps_its_words_from_the_secretariat(client, officer, first):
    make.UpdateFactory(
        institution=first, on=[make.RecommendationFactory()], headline="A secret plan"
    )
    SavedView.objects.create(
        owner=make.focal_point(first), name="Whom we watch", is_shared=True, institution=first
    )
    page = body(client.get(address(asked("dissolve", institution="water"))))
    assert "A secret plan" not in page
    assert "Whom we watch" not in page
    reshuffle = carry_out(client, asked("dissolve", institution="water"))
    assert "A secret plan" not in body(client.get(reshuffle.get_absolute_url()))
