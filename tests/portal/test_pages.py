"""Clusters, mechanisms, reviews, institutions and activities: what stands on their pages."""

import datetime as dt

import pytest
from django.utils import timezone

from activities.choices import UpdateState
from focalpoints.services import consents
from nmirf.common.dates import today
from recommendations.models import Assignment, ClusterMembership, ThemeLink
from tests import factories

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _demo_mode(settings):
    """People of the tests sign in without a second factor."""
    settings.DEMO_MODE = True


class World:
    """One of everything, and rows that hang on it, as many as wanted."""

    def __init__(self) -> None:
        self.review = factories.ReviewFactory(slug="crc-5", title="CRC, fifth report")
        self.cluster = factories.ClusterFactory(slug="births", title="Births")
        self.lead = factories.InstitutionFactory(slug="interior", name="Ministry of Interior")
        self.activity = factories.ActivityFactory(
            slug="training", lead=self.lead, cluster=self.cluster
        )
        self.officer = factories.UserFactory()

    def add(self, number: int) -> None:
        now = timezone.now()
        for _n in range(number):
            row = factories.RecommendationFactory(review=self.review, lead=self.lead)
            ClusterMembership.objects.create(cluster=self.cluster, recommendation=row)
            ThemeLink.objects.create(
                recommendation=row, theme=factories.ThemeFactory(parent=factories.ThemeFactory())
            )
            self.activity.recommendations.add(row)
            institution = factories.InstitutionFactory()
            Assignment.objects.create(
                cluster=factories.ClusterFactory(),
                institution=institution,
                state="accepted",
                proposed_by=self.officer,
            )
            factories.ReviewFactory(mechanism=self.review.mechanism)
            factories.ActivityFactory(lead=self.lead, cluster=self.cluster)
            factories.ObligationFactory(
                review=self.review, mechanism=self.review.mechanism, due_on=today()
            )
            factories.UpdateFactory(
                institution=self.lead,
                cluster=self.cluster,
                activity=self.activity,
                state=UpdateState.PUBLISHED,
                signed_at=now,
                signed_by=self.officer,
                published_at=now,
            )


PAGES = [
    "/",
    "/clusters/",
    "/clusters/births/",
    "/clusters/births/history/",
    "/mechanisms/",
    "/mechanisms/crc/",
    "/reviews/",
    "/reviews/crc-5/",
    "/institutions/",
    "/institutions/interior/",
    "/activities/training/",
]


@pytest.mark.parametrize("address", PAGES)
def test_queries_do_not_grow_with_the_rows(client, django_assert_max_num_queries, address):
    world = World()
    world.add(1)
    client.get(address)
    # An institution has names, reshuffles and a chart besides.
    most = {"/institutions/interior/": 15}.get(address, 13)
    with django_assert_max_num_queries(most) as one:
        assert client.get(address).status_code == 200
    world.add(22)
    with django_assert_max_num_queries(most) as many:
        assert client.get(address).status_code == 200
    assert len(one.captured_queries) == len(many.captured_queries)
    client.force_login(factories.secretariat())
    client.get(address)
    with django_assert_max_num_queries(15):
        assert client.get(address).status_code == 200


@pytest.mark.parametrize("address", PAGES)
@pytest.mark.parametrize("language", ["/fr", "/ar"])
def test_pages_stand_in_every_language(client, address, language):
    World().add(1)
    page = client.get(language + address).content.decode()
    assert f'<html lang="{language[1:]}"' in page


def test_drafts_are_not_there_for_the_public(client):
    cluster = factories.ClusterFactory(publication="draft", title="Hidden cluster")
    activity = factories.ActivityFactory(publication="draft")
    institution = factories.InstitutionFactory(standing="pending", name="Hidden institution")
    for row in (cluster, activity, institution):
        assert client.get(row.get_absolute_url()).status_code == 404
    for address in ("/", "/clusters/", "/institutions/"):
        assert "Hidden" not in client.get(address).content.decode()
    client.force_login(factories.secretariat())
    for row in (cluster, activity, institution):
        assert client.get(row.get_absolute_url()).status_code == 200


def test_drafts_do_not_weigh_in_any_number(client):
    world = World()
    world.add(2)
    draft = factories.RecommendationFactory(
        review=world.review, lead=world.lead, publication="draft", published_at=None
    )
    ClusterMembership.objects.create(cluster=world.cluster, recommendation=draft)
    for address in ("/clusters/births/", "/mechanisms/crc/", "/reviews/crc-5/"):
        assert client.get(address).context["total"] == 2
    assert client.get("/institutions/interior/").context["total"] == 2
    for address in PAGES:
        assert draft.reference not in client.get(address).content.decode()
    client.force_login(factories.secretariat())
    told = client.get("/reviews/crc-5/").context
    assert (told["total"], told["unpublished"]) == (2, 1)


def test_institution_leads_through_its_clusters_too(client):
    world = World()
    row = factories.RecommendationFactory()
    ClusterMembership.objects.create(cluster=world.cluster, recommendation=row)
    Assignment.objects.create(
        cluster=world.cluster,
        institution=world.lead,
        state="accepted",
        proposed_by=world.officer,
    )
    assert client.get("/institutions/interior/").context["total"] == 1
    rows = client.get("/institutions/").context["rows"]
    assert {(row.slug, total) for row, _counts, total in rows if total} == {("interior", 1)}


def test_contact_is_public_only_with_a_consent_in_force(client):
    institution = factories.InstitutionFactory(slug="water", mailbox="water@example.org")
    person = factories.UserFactory(full_name="Ana Ruiz")
    appointment = factories.AppointmentFactory(institution=institution, user=person)

    def page():
        return client.get("/institutions/water/").content.decode()

    assert "Ana Ruiz" not in page()
    assert "Focal point: water@example.org" in page()
    consents.give(actor=person, appointment_pk=appointment.pk)
    assert "Ana Ruiz, Focal point" in page()
    consents.withdraw(actor=person, appointment_pk=appointment.pk)
    assert "Ana Ruiz" not in page()
    consents.give(actor=person, appointment_pk=appointment.pk)
    appointment.ends_on = today() - dt.timedelta(days=1)
    appointment.save()
    assert "Ana Ruiz" not in page()
    assert "water@example.org" in page()


def test_cluster_says_how_far_each_member_overlaps(client):
    world = World()
    row = factories.RecommendationFactory()
    ClusterMembership.objects.create(cluster=world.cluster, recommendation=row, overlap="partial")
    page = client.get("/clusters/births/").content.decode()
    assert "Partial: some of the substance" in page


def test_review_counts_a_recommendation_once_in_a_group_of_themes(client):
    review = factories.ReviewFactory(slug="r")
    top = factories.ThemeFactory(name="Top")
    row = factories.RecommendationFactory(review=review)
    for _n in range(2):
        theme = factories.ThemeFactory(parent=factories.ThemeFactory(parent=top))
        ThemeLink.objects.create(recommendation=row, theme=theme)
    themes = client.get("/reviews/r/").context["themes"]
    assert [(theme.label, theme.total) for theme in themes.rows] == [("Top", 1)]


def test_only_who_may_render_is_offered_the_pdf(client):
    World()
    assert "PDF" not in client.get("/reviews/crc-5/").content.decode()
    client.force_login(factories.secretariat())
    assert "Make a PDF of this review" in client.get("/reviews/crc-5/").content.decode()


def test_accent_colour_is_a_style_sheet_of_its_own(client):
    factories.NationalMechanismFactory(accent="#123456")
    response = client.get("/brand.css")
    assert response["Content-Type"].startswith("text/css")
    assert "#123456" in response.content.decode()
