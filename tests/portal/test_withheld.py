"""A record retired to protect someone: nobody outside learns of it, by no address and no list."""

import datetime as dt

import pytest
from django.contrib.auth.models import AnonymousUser
from django.core.cache import cache
from django.utils import timezone

from documents.choices import Classification
from portal.opendata.tables.told import UPDATES
from portal.reader import Reader
from recommendations.models import Recommendation
from recommendations.services import assessments
from recommendations.services.register import move_many
from tests import factories as make
from tests.files import upload

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _demo(settings):
    settings.DEMO_MODE = True


@pytest.fixture
def row():
    return make.RecommendationFactory(reference="UPR-4-1")


@pytest.fixture
def ministry():
    return make.InstitutionFactory(name="Ministry of Interior")


def told(ministry, *rows, state="published", **facts):
    now = timezone.now()
    moments = dict.fromkeys(("submitted_at", "signed_at", "published_at"), now)
    facts = {"headline": "Ana Ruiz was freed", "narrative": "She lives in Port.", **facts}
    return make.UpdateFactory(
        institution=ministry,
        state=state,
        signed_by=make.authority(ministry),
        on=rows,
        **moments,
        **facts,
    )


def withhold(*rows):
    keys = [row.pk for row in rows]
    move_many(
        recommendations=keys, name="retire", actor=make.secretariat(), reason="-", withhold=True
    )
    cache.clear()


def places(update):
    return {
        f"/updates/{update.reference}/": update.headline,
        f"/api/v1/updates/{update.reference}": update.headline,
        "/api/v1/updates": update.headline,
        "/changes/": update.headline,
        "/feeds/changes.atom": update.headline,
        f"/institutions/{update.institution.slug}/": update.headline,
        "/sitemap-updates-1.xml": str(update.reference),
    }


def said(client, update):
    """Where a stranger meets it."""
    cache.clear()
    found = {place for place, words in places(update).items() if words in client.get(place).text}
    listed = list(UPDATES.rows(Reader(AnonymousUser())))
    return found | ({"open data"} if str(update.reference) in str(listed) else set())


def test_updates_on_it_alone_go_with_it_everywhere(client, ministry, row):
    update = told(ministry, row)
    assert {"/changes/", "/api/v1/updates", "open data"} <= said(client, update)
    withhold(row)
    assert said(client, update) == set()
    assert client.get(f"/updates/{update.reference}/").status_code == 404
    assert client.get(f"/api/v1/updates/{update.reference}").status_code == 404
    for person, status in (
        (make.focal_point(ministry), 200),
        (make.secretariat(), 200),
        (make.focal_point(), 404),
    ):
        client.force_login(person)
        assert client.get(update.get_absolute_url()).status_code == status


def test_an_update_on_something_else_too_stays(client, ministry, row):
    other = make.RecommendationFactory(reference="UPR-4-2")
    both = told(ministry, row, other)
    with_cluster = told(ministry, row, cluster=make.ClusterFactory())
    with_activity = told(ministry, row, activity=make.ActivityFactory())
    withhold(row)
    for update in (both, with_cluster, with_activity):
        page = client.get(f"/updates/{update.reference}/")
        assert page.status_code == 200
        assert "UPR-4-1" not in page.text
    withhold(other)
    assert client.get(f"/updates/{both.reference}/").status_code == 404


@pytest.mark.parametrize("state", ["superseded", "withdrawn"])
def test_of_earlier_ones_on_it_not_even_the_end_is_told(client, ministry, row, state):
    newer = told(ministry, row)
    update = told(
        ministry, row, state=state, superseded_by=newer if state == "superseded" else None
    )
    for place in (f"/updates/{update.reference}/", f"/api/v1/updates/{update.reference}"):
        assert client.get(place).status_code == 410
    withhold(row)
    for place in (f"/updates/{update.reference}/", f"/api/v1/updates/{update.reference}"):
        assert client.get(place).status_code == 404


def test_a_record_that_is_only_retired_keeps_its_updates(client, ministry, row):
    update = told(ministry, row)
    move_many(recommendations=[row.pk], name="retire", actor=make.secretariat(), reason="Twice.")
    assert client.get(f"/updates/{update.reference}/").status_code == 200


def test_what_is_owed_about_it_leaves_the_calendar(client, row):
    make.ObligationFactory(slug="reply-on-ana", title="Reply on Ana Ruiz", recommendation=row)
    make.ObligationFactory(slug="report", title="Report to the Committee")
    withhold(row)
    assert client.get("/calendar/reply-on-ana/").status_code == 404
    assert client.get("/api/v1/obligations/reply-on-ana").status_code == 404
    for place in ("/calendar/", "/calendar.ics", "/feeds/calendar.json", "/api/v1/obligations"):
        text = client.get(place).text
        assert "Report to the Committee" in text
        assert "Ana" not in text


def test_neither_page_nor_api_keep_the_words_of_an_nhri_about_it(client, row):
    nhri = make.representative("nhri")
    view = assessments.record_assessment(
        actor=nhri,
        recommendation=row,
        viewpoint="nhri",
        institution=nhri.appointments.get().institution,
        status="not_started",
        assessed_on=dt.date(2026, 3, 1),
        rationale="Ana Ruiz is still held.",
    )
    proof = assessments.attach_proof(
        pk=view.pk,
        actor=nhri,
        upload=upload("letter.txt", b"From Ana Ruiz."),
        classification=Classification.PUBLIC,
    ).document
    assessments.move_assessment(pk=view.pk, name="publish", actor=nhri)
    places = {
        "/recommendations/UPR-4-1/": 200,
        "/api/v1/recommendations/UPR-4-1": 200,
        "/recommendations/UPR-4-1/history/": 200,
        proof.get_absolute_url(): 200,
    }
    assert {place: client.get(place).status_code for place in places} == places
    withhold(row)
    never = client.get("/recommendations/NEVER-1/")
    for place in places:
        assert client.get(place).status_code == 404
    shown = client.get("/recommendations/UPR-4-1/").text.replace("UPR-4-1", "NEVER-1")
    assert shown == never.text
    client.force_login(nhri)
    assert "Ana Ruiz is still held." in client.get(view.get_absolute_url()).text


def test_what_comes_back_is_read_again(client, ministry, row):
    update = told(ministry, row)
    withhold(row)
    assert said(client, update) == set()
    move_many(recommendations=[row.pk], name="publish", actor=make.secretariat(), reason="Safe.")
    assert not Recommendation.objects.filter(is_withheld=True).exists()
    assert "open data" in said(client, update)
