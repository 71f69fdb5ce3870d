import datetime as dt

import pytest
from django.utils import timezone

from nmirf.common.dates import today
from portal.whatchanged import Changes
from recommendations.choices import AssignmentState
from recommendations.models import Assessment, Assignment, ClusterMembership, PositionChange
from reporting.services import consultations
from tests import factories as make

pytestmark = pytest.mark.django_db


def page(client, **query):
    response = client.get("/changes/", query)
    assert response.status_code == 200
    return response.content.decode()


def assessed(recommendation, **facts):
    return Assessment.objects.create(
        recommendation=recommendation,
        viewpoint="secretariat",
        author=make.secretariat(),
        status="in_progress",
        assessed_on=today(),
        rationale="The act is before parliament.",
        publication="published",
        decided_at=timezone.now(),
        **facts,
    )


@pytest.fixture
def week():
    """One of nearly every kind, today."""
    institution = make.InstitutionFactory(name="Ministry of Interior", slug="interior")
    row = make.RecommendationFactory(published_at=timezone.now(), lead=institution)
    PositionChange.objects.create(recommendation=row, position="supported", source="A/1")
    update = make.UpdateFactory(
        institution=institution,
        headline="The act was adopted",
        state="published",
        published_at=timezone.now(),
        signed_at=timezone.now(),
        signed_by=make.authority(institution),
        narrative="It was.",
        on=[row],
    )
    return {
        "row": row,
        "institution": institution,
        "update": update,
        "assessment": assessed(row),
        "cluster": make.ClusterFactory(title="Registers of births"),
        "plan": make.PlanFactory(title="Plan of the decade", publication="published"),
        "activity": make.ActivityFactory(title="Mobile offices", publication="published"),
        "indicator": make.IndicatorFactory(name="Births registered", publication="published"),
        "review": make.ReviewFactory(title="Fourth review"),
    }


def test_the_week_tells_what_was_published(client, week):
    html = page(client)
    for words in (
        *("Recommendation published", "Position of the State changed", "Lead institution named"),
        *("The act was adopted", "In progress (", "Registers of births", "Plan of the decade"),
        *("Mobile offices", "Births registered", "Fourth review", "Ministry of Interior"),
    ):
        assert words in html, words


def test_what_was_taken_back_vanishes(client, week):
    type(week["row"]).objects.filter(pk=week["row"].pk).update(publication="retired")
    type(week["cluster"]).objects.filter(pk=week["cluster"].pk).update(publication="retired")
    html = page(client)
    assert week["row"].reference not in html
    assert "Registers of births" not in html
    assert "Plan of the decade" in html


def test_drafts_are_nobodys_business_whoever_asks(client, settings):
    settings.DEMO_MODE = True
    officer = make.secretariat()
    officer.is_demo = True
    officer.save()
    draft = make.RecommendationFactory(publication="draft", published_at=None)
    make.ClusterFactory(title="Secret cluster", publication="draft")
    make.PlanFactory(title="Secret plan", publication="draft")
    make.IndicatorFactory(name="Secret indicator", publication="draft")
    client.force_login(officer)
    html = page(client)
    assert draft.reference not in html
    assert "Secret" not in html


def test_weeks_go_back_and_forth_and_not_beyond_today(client, week):
    monday = today() - dt.timedelta(days=today().weekday())
    before = (monday - dt.timedelta(days=7)).isoformat()
    assert f"week={before}" in page(client)
    assert "The week after" not in page(client)
    html = page(client, week=before)
    assert week["row"].reference not in html
    assert f"week={monday.isoformat()}" in html
    for typed in ("9999-12-31", "0001-01-01", "x", "2026-02-31"):
        page(client, week=typed)


def test_it_narrows_by_kind_institution_and_mechanism(client, week):
    assert "Fourth review" not in page(client, kind="update")
    assert "The act was adopted" in page(client, kind="update")
    html = page(client, institution="interior")
    assert week["row"].reference in html
    assert "Plan of the decade" not in html
    code = week["row"].mechanism.code.lower()
    html = page(client, mechanism=code)
    assert "The act was adopted" in html
    assert "Mobile offices" not in html
    assert "Mobile offices" in page(client, kind="nonsense", institution="nobody")


def test_a_drafts_links_do_not_narrow(client):
    """That a record belongs to an institution through a draft of a cluster is not public."""
    institution = make.InstitutionFactory(slug="interior")
    row = make.RecommendationFactory(published_at=timezone.now())
    cluster = make.ClusterFactory(publication="draft")
    ClusterMembership.objects.create(cluster=cluster, recommendation=row)
    Assignment.objects.create(
        cluster=cluster,
        institution=institution,
        role="lead",
        state=AssignmentState.ACCEPTED,
        proposed_by=make.secretariat(),
    )
    assert row.reference not in page(client, institution="interior")
    type(cluster).objects.filter(pk=cluster.pk).update(publication="published")
    assert row.reference in page(client, institution="interior")


def test_the_number_of_queries_does_not_grow(client, week, django_assert_max_num_queries):
    page(client)
    with django_assert_max_num_queries(15):
        page(client)
    for _number in range(5):
        assessed(make.RecommendationFactory(published_at=timezone.now()))
    with django_assert_max_num_queries(15):
        page(client)


def test_consultations_open_and_close_on_their_days(client):
    officer = make.secretariat()
    for title, first, last in (("Begun", -1, 20), ("Ended", -20, -1), ("To come", 3, 20)):
        section = make.SectionFactory(draft__stage="drafting", body="Text.")
        consultations.open_consultation(
            actor=officer,
            draft_pk=section.draft_id,
            title=title,
            introduction="",
            opens_on=today() + dt.timedelta(days=first),
            closes_on=today() + dt.timedelta(days=last),
        )
    listed = {(change.kind, change.title): change.on for change in Changes(today()).latest(9)}
    assert listed == {
        ("opened", "Begun"): today() - dt.timedelta(days=1),
        ("opened", "Ended"): today() - dt.timedelta(days=20),
        ("closed", "Ended"): today(),
    }
