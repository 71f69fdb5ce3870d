"""Saved views: named, shared with colleagues, followed; news reach each owner once, by right."""

import datetime as dt
import threading

import pytest
from django.core.cache import cache
from django.db import connection, connections
from django.test.utils import CaptureQueriesContext

from nmirf.common.dates import today
from notifications.models import Digest, Notification
from portal.news import tell_news_of_views
from recommendations.models import Assignment, ClusterMembership, Recommendation, SavedView
from recommendations.services import views as services
from reporting.services.digests import send_digests
from tests import factories as make

pytestmark = pytest.mark.django_db
VIEWS, REGISTER = "/workspace/views/", "/recommendations/"
THURSDAY = dt.date(2026, 6, 4)


def seven(day):
    """The hour at which digests are due, on that day."""
    return dt.datetime.combine(day, dt.time(7, 5), tzinfo=dt.UTC)


@pytest.fixture(autouse=True)
def _demo_mode(settings):
    settings.DEMO_MODE = True


def followed(owner, query="", digest="daily", known=(), on=THURSDAY, name="Mine"):
    return SavedView.objects.create(
        owner=owner, name=name, query=query, digest=digest, known=list(known), last_told_on=on
    )


def news_of(person):
    return [line.text for line in Notification.objects.filter(person=person).order_by("pk")]


# Saving and opening.


def test_the_public_finds_nothing_to_save(client):
    page = client.get(REGISTER).content
    assert b"Save this view" not in page
    assert client.get(f"{VIEWS}new/").status_code == 302


def test_anyone_signed_in_saves_the_search_on_screen_and_comes_back_to_it(client):
    person = make.focal_point()
    client.force_login(person)
    theme = make.ThemeFactory(code="birth")
    make.RecommendationFactory()
    address = f"{REGISTER}?q=births&theme={theme.code}&sort=&page=1"
    assert f"{VIEWS}new/?q=births&amp;theme=birth" in client.get(address).content.decode()
    form = client.get(f"{VIEWS}new/?q=births&theme=birth&page=3")
    assert b"births" in form.content
    response = client.post(f"{VIEWS}new/?q=births&theme=birth&sort=&page=3", {"name": "Births"})
    view = SavedView.objects.get()
    assert response["Location"] == view.get_absolute_url()
    assert (view.owner, view.query, view.digest) == (person, "q=births&theme=birth", "none")
    opened = client.get(f"{VIEWS}{view.reference}/open/")
    assert opened["Location"] == f"{REGISTER}?q=births&theme=birth"
    assert b"Births" in client.get(VIEWS).content


def test_a_name_is_given_once_and_what_was_typed_stays(client):
    client.force_login(make.secretariat())
    client.post(f"{VIEWS}new/?q=a", {"name": "Mine"})
    response = client.post(f"{VIEWS}new/?q=b", {"name": "Mine"})
    assert response.status_code == 422
    assert b"You have a view of this name already." in response.content
    assert SavedView.objects.count() == 1


def test_a_search_too_long_to_keep_is_refused_in_words(client):
    client.force_login(make.secretariat())
    response = client.post(
        f"{VIEWS}new/?{'&'.join(f'theme=t{n:04}' for n in range(300))}", {"name": "x"}
    )
    assert response.status_code == 422
    assert not SavedView.objects.exists()


# Sharing.


@pytest.fixture
def ministry(db):
    return make.InstitutionFactory(name="Ministry of Health")


def share(client, view, shared_with, **more):
    data = {"name": view.name, "digest": view.digest, "shared_with": shared_with} | more
    return client.post(view.get_absolute_url(), data)


def test_a_shared_view_appears_to_colleagues_alone(client, ministry):
    owner, colleague = make.focal_point(ministry), make.deputy(ministry)
    view = SavedView.objects.create(owner=owner, name="Our part", query="q=health")
    client.force_login(owner)
    assert share(client, view, str(ministry.pk)).status_code == 302
    client.force_login(colleague)
    page = client.get(VIEWS)
    assert [row.name for row in page.context["shared"]] == ["Our part"]
    assert client.get(view.get_absolute_url()).status_code == 200
    assert b"Save it as your own" in client.get(view.get_absolute_url()).content
    for stranger in (make.focal_point(), make.secretariat()):
        client.force_login(stranger)
        assert client.get(view.get_absolute_url()).status_code == 404
        assert b"Our part" not in client.get(VIEWS).content


def test_the_secretariat_shares_inside_the_secretariat(client, ministry):
    owner, other = make.secretariat(), make.secretariat()
    view = SavedView.objects.create(owner=owner, name="To publish", query="publication=draft")
    client.force_login(owner)
    share(client, view, "secretariat")
    client.force_login(other)
    assert client.get(f"{VIEWS}{view.reference}/open/").status_code == 302
    client.force_login(make.focal_point(ministry))
    assert client.get(f"{VIEWS}{view.reference}/open/").status_code == 404


def test_nobody_shares_with_an_institution_of_others(client, ministry):
    owner = make.focal_point()
    view = SavedView.objects.create(owner=owner, name="Mine")
    client.force_login(owner)
    for choice in (str(ministry.pk), "secretariat"):
        assert share(client, view, choice).status_code == 422
    view.refresh_from_db()
    assert not view.is_shared


def test_a_view_of_someone_who_left_is_no_longer_shared(client, ministry):
    owner, colleague = make.focal_point(ministry), make.deputy(ministry)
    view = SavedView.objects.create(owner=owner, name="Ours", is_shared=True, institution=ministry)
    owner.appointments.update(ends_on=dt.date(2021, 1, 1))
    client.force_login(colleague)
    assert client.get(view.get_absolute_url()).status_code == 404


def test_colleagues_see_a_shared_view_and_change_nothing_in_it(client, ministry):
    owner, colleague = make.focal_point(ministry), make.deputy(ministry)
    view = SavedView.objects.create(owner=owner, name="Ours", is_shared=True, institution=ministry)
    client.force_login(colleague)
    assert share(client, view, "", name="Theirs").status_code == 403
    assert client.post(f"{VIEWS}{view.reference}/stop/").status_code == 403
    assert client.post(f"{VIEWS}{view.reference}/delete/").status_code == 403
    view.refresh_from_db()
    assert view.name == "Ours"


def test_a_view_is_deleted_after_a_page_that_says_what_follows(client):
    owner = make.secretariat()
    view = SavedView.objects.create(owner=owner, name="Old")
    client.force_login(owner)
    assert b"The recommendations stay" in client.get(f"{VIEWS}{view.reference}/delete/").content
    client.post(f"{VIEWS}{view.reference}/delete/")
    assert not SavedView.objects.exists()


# News.


def test_following_a_view_starts_with_what_it_holds(client):
    owner = make.secretariat()
    held = make.RecommendationFactory()
    view = SavedView.objects.create(owner=owner, name="All")
    client.force_login(owner)
    share(client, view, "", digest="daily")
    view.refresh_from_db()
    assert (view.digest, view.known) == ("daily", [held.pk])
    tell_news_of_views(now=seven(view.last_told_on + dt.timedelta(days=1)))
    assert news_of(owner) == []


def test_what_entered_a_view_is_told_once_with_its_title_and_its_address():
    owner = make.focal_point()
    old = make.RecommendationFactory()
    view = followed(owner, known=[old.pk], name="Births")
    make.RecommendationFactory(reference="CRC-5-31", text="Register every child at birth.")
    day = seven(THURSDAY + dt.timedelta(days=1))
    assert [tell_news_of_views(now=day), tell_news_of_views(now=day)] == [1, 0]
    line = Notification.objects.get(person=owner)
    assert line.text == "1 new recommendation in “Births”: CRC-5-31 Register every child at birth."
    assert line.path == f"{VIEWS}{view.reference}/open/"
    assert tell_news_of_views(now=day + dt.timedelta(days=1)) == 0


def test_a_record_that_comes_to_match_is_new_in_the_view():
    owner, cluster = make.secretariat(), make.ClusterFactory()
    followed(owner, query=f"cluster={cluster.slug}")
    record = make.RecommendationFactory()
    friday = THURSDAY + dt.timedelta(days=1)
    assert tell_news_of_views(now=seven(friday)) == 0
    ClusterMembership.objects.create(cluster=cluster, recommendation=record)
    assert tell_news_of_views(now=seven(friday + dt.timedelta(days=1))) == 1


def test_the_news_are_in_the_one_digest_of_the_day(mailoutbox):
    owner, day = make.focal_point(), today()
    followed(owner, on=day - dt.timedelta(days=1))
    for number in range(5):
        make.RecommendationFactory(reference=f"CRC-5-{number}")
    for _run in range(3):
        tell_news_of_views(now=seven(day))
        send_digests(now=seven(day) + dt.timedelta(minutes=10))
    assert Digest.objects.filter(person=owner, on=day).count() == 1
    (message,) = [mail for mail in mailoutbox if mail.to == [owner.email]]
    assert "5 new recommendations in “Mine”" in message.body
    assert message.body.count("CRC-5-") == services.MOST_TITLES


def test_only_what_the_owner_may_see_counts_and_drafts_are_never_named():
    ministry = make.InstitutionFactory()
    reporter, officer = make.focal_point(ministry), make.secretariat()
    followed(reporter)
    followed(officer)
    make.RecommendationFactory(reference="SECRET-1", publication="draft", published_at=None)
    assigned = make.RecommendationFactory(
        reference="SECRET-2", publication="draft", published_at=None
    )
    Assignment.objects.create(recommendation=assigned, institution=ministry, proposed_by=officer)
    tell_news_of_views(now=seven(THURSDAY + dt.timedelta(days=1)))
    assert news_of(reporter) == ["1 new recommendation in “Mine”"]
    assert news_of(officer) == ["2 new recommendations in “Mine”"]


def test_someone_whose_post_has_ended_hears_of_published_ones_alone():
    ministry = make.InstitutionFactory()
    reporter = make.focal_point(ministry)
    followed(reporter)
    draft = make.RecommendationFactory(publication="draft", published_at=None)
    Assignment.objects.create(
        recommendation=draft, institution=ministry, proposed_by=make.secretariat()
    )
    reporter.appointments.update(ends_on=dt.date(2021, 1, 1))
    assert tell_news_of_views(now=seven(THURSDAY + dt.timedelta(days=1))) == 0


def test_weekly_news_come_on_monday_or_as_soon_as_possible_after_it():
    owner = make.focal_point()
    followed(owner, digest="weekly")
    make.RecommendationFactory()
    told = [
        tell_news_of_views(now=seven(THURSDAY + dt.timedelta(days=days))) for days in range(1, 4)
    ]
    assert told == [0, 0, 0]
    tuesday = THURSDAY + dt.timedelta(days=5)
    assert tell_news_of_views(now=seven(tuesday)) == 1
    make.RecommendationFactory()
    assert tell_news_of_views(now=seven(tuesday + dt.timedelta(days=1))) == 0


def test_nobody_is_told_outside_the_hour_of_their_digest():
    followed(make.focal_point())
    make.RecommendationFactory()
    late = dt.datetime.combine(THURSDAY + dt.timedelta(days=1), dt.time(20), tzinfo=dt.UTC)
    assert tell_news_of_views(now=late) == 0


def test_one_click_on_the_view_s_page_stops_the_news(client):
    owner = make.focal_point()
    view = followed(owner)
    client.force_login(owner)
    assert b"Stop the news" in client.get(view.get_absolute_url()).content
    client.post(f"{VIEWS}{view.reference}/stop/")
    make.RecommendationFactory()
    assert tell_news_of_views(now=seven(THURSDAY + dt.timedelta(days=1))) == 0
    view.refresh_from_db()
    assert (view.digest, view.known) == ("none", [])


def test_a_person_without_an_account_in_use_hears_nothing():
    owner = make.focal_point()
    followed(owner)
    make.RecommendationFactory()
    owner.is_active = False
    owner.save()
    assert tell_news_of_views(now=seven(THURSDAY + dt.timedelta(days=1))) == 0


@pytest.mark.django_db(transaction=True)
def test_two_runs_at_once_tell_once():
    owner = make.focal_point()
    followed(owner)
    make.RecommendationFactory()
    barrier, told = threading.Barrier(2), []

    def run():
        barrier.wait()
        try:
            told.append(tell_news_of_views(now=seven(THURSDAY + dt.timedelta(days=1))))
        finally:
            connections.close_all()

    threads = [threading.Thread(target=run) for _n in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    assert sorted(told) == [0, 1]
    assert len(news_of(owner)) == 1


def test_the_list_takes_as_many_queries_for_20_views_as_for_1(client):
    owner = make.secretariat()
    client.force_login(owner)
    counts = []
    for number in (1, 20):
        for n in range(number):
            SavedView.objects.create(owner=owner, name=f"{number}-{n}", is_shared=True)
        cache.clear()
        client.get(VIEWS)
        with CaptureQueriesContext(connection) as queries:
            client.get(VIEWS)
        counts.append(len(queries))
    assert counts[0] == counts[1]


def test_the_register_costs_an_officer_one_query_more_once_something_is_chosen(client):
    client.force_login(make.secretariat())
    records = [make.RecommendationFactory() for _n in range(3)]

    def count():
        client.get(REGISTER)
        with CaptureQueriesContext(connection) as queries:
            client.get(REGISTER)
        return len(queries)

    before = count()
    client.post("/workspace/register/choose/", {"pick": [records[0].reference]})
    assert count() == before + 1
    assert Recommendation.objects.count() == 3
