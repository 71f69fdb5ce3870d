"""Who says something of a session is held to the same limits as everybody who is not signed in."""

import pytest
from django.contrib.sessions.backends.db import SessionStore
from django.db import connection
from django.test import Client

from portal.serving import kept
from portal.views import home as home_view
from tests import factories as make

BOGUS = [
    {"cookie": "sessionid=x"},
    {"cookie": "sessionid=abcdefghijklmnopqrstuvwxyz012345"},
    {"cookie": "messages=x"},
    {"authorization": "x"},
    {"authorization": "Bearer x", "cookie": "sessionid=x; messages=x"},
]
LONG = "children+" * 1200
TOO_LONG = "The address is too long"


@pytest.fixture
def slow(monkeypatch, settings):
    """The first page asks something of the database that takes three seconds."""
    settings.PUBLIC_TIMEOUT_MS = 50

    def take_long(reader, on):
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_sleep(3)")

    monkeypatch.setattr(home_view, "overview", take_long)


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("told", BOGUS)
def test_a_bogus_session_has_no_more_time_than_none(client, slow, told):
    assert client.get("/", headers=told).status_code == 503


@pytest.mark.django_db(transaction=True)
def test_a_session_of_nobody_has_no_more_time_than_none(client, slow):
    session = SessionStore()
    session["seen"] = True
    session.create()
    client.cookies["sessionid"] = session.session_key
    assert client.get("/").status_code == 503


@pytest.mark.django_db
def test_whoever_is_signed_in_has_the_time_of_the_server(client, settings, monkeypatch):
    settings.DEMO_MODE = True
    settings.PUBLIC_TIMEOUT_MS = 50
    found, whole = [], home_view.overview

    def note(reader, on):
        with connection.cursor() as cursor:
            cursor.execute("SHOW statement_timeout")
            found.append(cursor.fetchone()[0])
        return whole(reader, on)

    monkeypatch.setattr(home_view, "overview", note)
    client.get("/")
    client.force_login(make.secretariat())
    client.get("/")
    assert found == ["50ms", "30s"]


@pytest.mark.django_db
@pytest.mark.parametrize(
    "told", [{"cookie": "sessionid=abcdefghijklmnopqrstuvwxyz012345"}, {"authorization": "x"}]
)
def test_the_kept_page_is_served_to_a_name_of_no_session(client, settings, monkeypatch, told):
    settings.PAGE_CACHE_SECONDS = 600
    page = client.get("/clusters/")
    monkeypatch.setattr(kept, "keep", lambda *asked: pytest.fail("the page was made again"))
    again = client.get("/clusters/", headers=told)
    assert again.content == page.content
    assert again["Cache-Control"] == page["Cache-Control"]
    assert again.cookies == {}


@pytest.mark.django_db
def test_a_session_that_there_is_gets_no_kept_page(client, settings):
    settings.PAGE_CACHE_SECONDS = 600
    settings.DEMO_MODE = True
    client.get("/clusters/")
    client.force_login(make.secretariat())
    page = client.get("/clusters/", headers={"authorization": "x"})
    assert page["Cache-Control"] == "private, no-cache"


@pytest.mark.django_db
@pytest.mark.parametrize(
    "path", ["/oembed", "/sitemap.xml", "/icons/any.svg", "/robots.txt", "/site.webmanifest"]
)
def test_what_programs_ask_for_has_the_limits_of_pages(client, path):
    answer = client.get(f"{path}?url={LONG}")
    assert (answer.status_code, TOO_LONG in answer.content.decode()) == (414, True)
    told = client.options(path)
    assert (told.status_code, told["Allow"]) == (204, "GET, HEAD, OPTIONS")


@pytest.mark.django_db(transaction=True)
def test_an_embedded_chart_that_takes_too_long_is_cut_off(client, settings, monkeypatch):
    settings.PUBLIC_TIMEOUT_MS = 50

    def take_long(page, room):
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_sleep(3)")

    monkeypatch.setattr("portal.views.embedding.answer_for", take_long)
    assert client.get("/oembed?url=http://localhost:8000/charts/theme/").status_code == 503


@pytest.mark.django_db
def test_the_api_reads_nothing_of_an_address_that_is_too_long():
    answer = Client().get("/api/v1/recommendations?" + "&" * 5001)
    assert answer.status_code == 414
    assert answer["Content-Type"] == "application/problem+json"
    assert answer["Access-Control-Allow-Origin"] == "*"
