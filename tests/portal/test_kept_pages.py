"""Public pages are kept for strangers, never longer than what they show is true, and say so."""

import gzip
import threading
import time

import pytest
import time_machine
from django.contrib.sessions.backends.db import SessionStore
from django.db import connection, transaction
from django.test import Client
from django.utils import timezone

from nmirf.common.dates import today
from portal.serving import generation, kept
from recommendations.choices import Publication
from recommendations.models import Recommendation
from tests import factories as make

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _kept(settings):
    settings.PAGE_CACHE_SECONDS = 600


@pytest.fixture
def made(monkeypatch):
    """The addresses of the pages that were put together, not served from what is kept."""
    found = []
    whole = kept.keep

    def note(page, of):
        found.append(page.address.removeprefix("http://testserver"))
        whole(page, of)

    monkeypatch.setattr(kept, "keep", note)
    return found


def text(response):
    return response.content.decode()


def test_a_page_is_made_once(client, made):
    row = make.RecommendationFactory()
    first, second = client.get(row.get_absolute_url()), client.get(row.get_absolute_url())
    assert first.content == second.content
    assert dict(first.items()) == dict(second.items())
    assert made == [f"{row.get_absolute_url()}?"]


def test_what_is_kept_asks_the_database_one_thing(client, django_assert_num_queries):
    client.get("/recommendations/")
    with django_assert_num_queries(1):
        client.get("/recommendations/")


def test_a_change_of_anything_public_ends_what_is_kept(client):
    row = make.RecommendationFactory()
    address = row.get_absolute_url()
    assert client.get(address).status_code == 200
    Recommendation.objects.filter(pk=row.pk).update(publication=Publication.RETIRED)
    assert client.get(address).status_code == 410
    assert row.reference not in text(client.get("/recommendations/"))
    Recommendation.objects.filter(pk=row.pk).update(publication=Publication.PUBLISHED)
    assert client.get(address).status_code == 200
    assert row.reference in text(client.get("/recommendations/"))


def test_a_new_name_stands_on_the_page_at_once(client):
    institution = make.InstitutionFactory(name="Ministry of Rivers")
    assert "Ministry of Rivers" in text(client.get("/institutions/"))
    type(institution).objects.filter(pk=institution.pk).update(name="Ministry of Lakes")
    page = text(client.get("/institutions/"))
    assert "Ministry of Lakes" in page
    assert "Ministry of Rivers" not in page


def test_a_new_day_ends_what_is_kept(client):
    make.ObligationFactory(title="Report on water", due_on=today())
    before = text(client.get("/calendar/"))
    with time_machine.travel(timezone.now() + timezone.timedelta(days=1)):
        assert text(client.get("/calendar/")) != before


def test_pages_are_the_same_each_time(client, settings):
    """What differs from one making to the next could never be asked for by its tag."""
    settings.PAGE_CACHE_SECONDS = 0
    row = make.RecommendationFactory()
    for address in ("/", "/recommendations/", row.get_absolute_url(), "/clusters/"):
        assert client.get(address)["ETag"] == client.get(address)["ETag"]


# Of two changes that overlap, the later commits first.


@pytest.mark.django_db(transaction=True)
def test_a_change_that_was_under_way_shows_as_soon_as_it_is_done(client):
    first, second = make.RecommendationFactory(), make.RecommendationFactory()
    written, may_commit = threading.Event(), threading.Event()

    def withdraw_slowly():
        with transaction.atomic():
            Recommendation.objects.filter(pk=first.pk).update(publication=Publication.RETIRED)
            written.set()
            may_commit.wait(10)
        connection.close()

    slow = threading.Thread(target=withdraw_slowly)
    slow.start()
    written.wait(10)
    Recommendation.objects.filter(pk=second.pk).update(priority=True)
    assert client.get(first.get_absolute_url()).status_code == 200
    may_commit.set()
    slow.join(10)
    assert client.get(first.get_absolute_url()).status_code == 410


@pytest.mark.django_db(transaction=True)
def test_what_is_under_way_for_long_keeps_nothing_from_being_kept(client, made):
    row = make.RecommendationFactory()
    written, may_commit = threading.Event(), threading.Event()

    def import_slowly():
        with transaction.atomic():
            make.RecommendationFactory()
            written.set()
            may_commit.wait(10)
        connection.close()

    slow = threading.Thread(target=import_slowly)
    slow.start()
    written.wait(10)
    try:
        for _time in range(3):
            client.get(row.get_absolute_url())
            # A session: written, but on no page.
            SessionStore().create()
        assert len(made) == 1
    finally:
        may_commit.set()
        slow.join(10)


# One process makes a page while the others wait.


@pytest.mark.django_db(transaction=True)
def test_many_who_ask_at_once_have_the_page_made_once(made):
    make.RecommendationFactory.create_batch(5)
    answers = []
    barrier = threading.Barrier(6)

    def ask():
        barrier.wait(10)
        answers.append(Client().get("/recommendations/").content)
        connection.close()

    readers = [threading.Thread(target=ask) for _n in range(6)]
    for reader in readers:
        reader.start()
    for reader in readers:
        reader.join(20)
    assert len(answers) == 6
    assert len(set(answers)) == 1
    assert len(made) == 1


def test_a_process_that_died_holds_nobody_up_for_long(client, monkeypatch):
    monkeypatch.setattr(kept, "LOCK_SECONDS", 1)
    client.get("/calendar/")
    now = generation.current()
    # Killed after the first step, it takes nothing back while the other asks.
    dead = kept.alone("http://testserver/clusters/?", now)
    dead.__enter__()
    started = time.monotonic()
    assert client.get("/clusters/").status_code == 200
    assert 0.1 < time.monotonic() - started < kept.WAIT_SECONDS


# What is asked for.


def test_ways_to_write_one_address_are_one_page(client, made):
    client.get("/recommendations/?sort=newest&status=in_progress")
    client.get("/recommendations/?status=in_progress&sort=newest&utm_source=letter&fbclid=1")
    assert made == ["/recommendations/?sort=newest&status=in_progress"]


def test_names_that_mean_nothing_are_never_kept(client, made):
    for number in range(3):
        response = client.get(f"/recommendations/?junk{number}=1")
        assert response["Cache-Control"] == "public, no-cache"
    assert made == []


def test_there_is_a_fixed_number_of_places(monkeypatch):
    monkeypatch.setitem(kept.PLACES, True, 8)
    monkeypatch.setitem(kept.PLACES, False, 8)
    places = {kept._place(f"http://x/recommendations/?q={number}") for number in range(200)}
    assert len(places) == 8
    assert places.isdisjoint({kept._place(f"http://x/{number}/?") for number in range(200)})


def test_a_page_at_the_place_of_another_is_not_served_for_it(client, monkeypatch):
    monkeypatch.setitem(kept.PLACES, False, 1)
    for _time in range(2):
        assert "Clusters" in text(client.get("/clusters/")).split("</title>")[0]
        assert "Calendar" in text(client.get("/calendar/")).split("</title>")[0]


def test_languages_are_pages_of_their_own(client):
    assert '<html lang="en"' in text(client.get("/clusters/"))
    assert '<html lang="fr"' in text(client.get("/fr/clusters/"))


def test_an_address_without_a_language_has_one_whatever_the_browser_prefers(client):
    client.cookies["django_language"] = "fr"
    page = client.get("/clusters/", headers={"accept-language": "ar"})
    assert '<html lang="en"' in text(page)
    assert "Accept-Language" not in page["Vary"]
    assert page["Content-Language"] == "en"


# Whom it is for.


def test_strangers_may_share_a_page(client):
    page = client.get("/recommendations/")
    assert page["Cache-Control"] == "public, max-age=0, s-maxage=30, stale-while-revalidate=30"
    assert page["Vary"] == "Accept-Encoding, Cookie, HX-Request"
    assert page.cookies == {}


def test_signed_in_people_get_their_own_page(client, settings, made):
    settings.DEMO_MODE = True
    officer = make.secretariat()
    client.get("/recommendations/")
    signed_in = Client()
    signed_in.force_login(officer)
    page = signed_in.get("/recommendations/")
    assert str(officer) in text(page)
    assert page["Cache-Control"] == "private, no-cache"
    assert "Cookie" in page["Vary"]
    assert str(officer) not in text(client.get("/recommendations/"))
    assert len(made) == 1


def test_pieces_for_htmx_are_neither_kept_nor_served_for_pages(client, made):
    piece = client.get("/recommendations/", headers={"hx-request": "true"})
    assert "<html" not in text(piece)
    assert piece["Cache-Control"] == "private, no-cache"
    assert "<html" in text(client.get("/recommendations/"))
    again = client.get("/recommendations/", headers={"hx-request": "true"})
    assert "<html" not in text(again)
    assert len(made) == 1


def test_a_form_that_gives_a_cookie_is_not_shared(client):
    page = client.get("/join/")
    assert page.cookies
    assert page["Cache-Control"] == "private, no-cache"
    again = Client().get("/join/")
    assert again.cookies["csrftoken"].value != page.cookies["csrftoken"].value


def test_what_says_itself_how_long_it_holds_is_left_alone(client):
    make.NationalMechanismFactory()
    sheet = client.get("/brand.css")
    assert sheet["Cache-Control"] == "public, max-age=86400"
    assert "ETag" not in sheet
    assert "s-maxage" not in sheet["Cache-Control"]


def test_the_workspace_is_for_its_reader_alone(client, settings):
    settings.DEMO_MODE = True
    client.force_login(make.secretariat())
    assert client.get("/workspace/")["Cache-Control"] == "private, no-cache"


# Asking whether it has changed.


def test_a_page_that_has_not_changed_is_not_sent_again(client):
    page = client.get("/recommendations/")
    unchanged = client.get("/recommendations/", headers={"if-none-match": page["ETag"]})
    assert unchanged.status_code == 304
    assert unchanged.content == b""
    for name in ("ETag", "Cache-Control", "Vary"):
        assert unchanged[name] == page[name]
    make.RecommendationFactory()
    changed = client.get("/recommendations/", headers={"if-none-match": page["ETag"]})
    assert changed.status_code == 200
    assert changed["ETag"] != page["ETag"]


def test_pages_tell_when_something_was_published_last(client, monkeypatch):
    monkeypatch.setattr("portal.serving.answers.STARTED", timezone.now())
    client.get("/recommendations/")
    with time_machine.travel(timezone.now() + timezone.timedelta(seconds=2)):
        told = client.get("/recommendations/")["Last-Modified"]
        since = {"if-modified-since": told}
        assert client.get("/recommendations/", headers=since).status_code == 304
        make.RecommendationFactory()
        assert client.get("/recommendations/", headers=since).status_code == 200


def test_compressed_pages_have_tags_of_their_own(client):
    make.RecommendationFactory()
    plain = client.get("/recommendations/")
    packed = client.get("/recommendations/", headers={"accept-encoding": "br, gzip"})
    assert packed["Content-Encoding"] == "gzip"
    assert gzip.decompress(packed.content) == plain.content
    assert int(packed["Content-Length"]) == len(packed.content) < len(plain.content) / 3
    assert packed["ETag"] != plain["ETag"]
    none = client.get("/recommendations/", headers={"accept-encoding": "gzip;q=0"})
    assert "Content-Encoding" not in none


def test_head_is_the_page_without_its_body(client):
    page = client.get("/recommendations/")
    bare = client.head("/recommendations/")
    assert (bare.status_code, bare.content) == (200, b"")
    for name in ("ETag", "Content-Length", "Content-Type", "Cache-Control", "Vary"):
        assert bare[name] == page[name]
    assert (
        client.head("/recommendations/", headers={"if-none-match": page["ETag"]}).status_code == 304
    )


def test_every_table_with_a_history_is_looked_at_but_those_that_no_page_shows():
    tables = generation.counted()
    assert "recommendations_recommendationevent" in tables
    assert "focalpoints_contactconsentevent" in tables
    assert not [
        name for name in tables if name.startswith(("notifications_", "accounts_datarequest"))
    ]
