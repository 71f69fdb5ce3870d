"""What nobody should ask, asked of every public page: a clear answer, quickly, and never a stack trace."""

import pytest
from django.db import connection, transaction
from django.test import Client
from django.urls import reverse

from portal.serving.limits import MOST_QUERY_BYTES, limited
from portal.views import home as home_view
from tests import factories as make
from tests import world
from tests.access_table import ACCESS, ANONYMOUS

PAGES = sorted(
    name
    for name, rule in ACCESS.items()
    if name.startswith("portal:") and rule.method == "get" and ANONYMOUS in rule.allowed
)
# One of each way in which pages read their address.
READING = (
    *("portal:home", "portal:register", "portal:recommendation", "portal:clusters"),
    *("portal:documents", "portal:calendar", "portal:indicators", "portal:activities"),
    *("portal:figures", "portal:as_of", "portal:plan_coverage"),
)
BAD = {
    "a page beyond the last": "page=1000000000",
    "a page of many digits": "page=" + "9" * 400,
    "a page before the first": "page=-1",
    "a page that is no number": "page=last",
    "another language": "lang=xx",
    "nothing at all": "&&==&=",
    "a character that no database takes": "q=%00&status=%00&review=%00&mechanism=%00&plan=%00&text=%00",
    "no text": "q=%ff%fe&%ff=1&theme=%c3",
    "what an attacker sends": "q=%27%3B+DROP+TABLE+x%3B--&sort=..%2F..%2Fetc&day=%3Cscript%3E",
    "filters that nobody knows": "colour=blue&status=wonderful&theme=none&sdg=99.z&year=abcd",
}


@pytest.fixture(scope="module")
def records(django_db_setup, django_db_blocker):
    """One world for all addresses; what a request changes in it is rolled back."""
    with django_db_blocker.unblock(), transaction.atomic():
        yield world.build()
        transaction.set_rollback(True)


@pytest.fixture
def address(records, django_db_blocker):
    with django_db_blocker.unblock():
        yield lambda name: reverse(name, kwargs=ACCESS[name].kwargs(records))


@pytest.mark.parametrize("name", READING)
def test_bad_input_has_a_page_for_an_answer(name, address):
    client = Client()
    for what, query in BAD.items():
        response = client.get(f"{address(name)}?{query}")
        assert response.status_code in (200, 404, 422), what
        page = response.content.decode()
        assert "<h1" in page, what
        assert "Traceback" not in page, what
        assert "<script>" not in page, what


@pytest.mark.parametrize("name", PAGES)
def test_every_public_address_bears_a_bad_query(name, address):
    rule = ACCESS[name]
    response = Client().get(
        f"{address(name)}?page=1000000000&q=%00&page=x&%ff=%fe&text=%00&lang=xx"
    )
    # A picture for another site says in words what it cannot be narrowed by.
    refused = {400} if name == "portal:chart_file" else set()
    assert response.status_code in rule.answers | {404} | refused


@pytest.mark.parametrize("name", PAGES)
def test_a_question_of_ten_thousand_letters_is_too_long(name, address):
    response = Client().get(f"{address(name)}?q={'children+' * 1200}")
    assert response.status_code == 414
    assert "The address is too long" in response.content.decode()
    assert response["Cache-Control"] == "private, no-cache"


@pytest.mark.parametrize("name", PAGES)
def test_head_answers_as_get_does_and_options_says_what_may_be_asked(name, address):
    client = Client()
    page, bare = client.get(address(name)), client.head(address(name))
    assert bare.status_code == page.status_code
    assert (b"".join(bare) if bare.streaming else bare.content) == b""
    assert bare.get("Content-Type") == page.get("Content-Type")
    told = client.options(address(name))
    assert (told.status_code, told.content) == (204, b"")
    assert {"GET", "HEAD", "OPTIONS"} <= set(told["Allow"].split(", "))
    if "POST" not in told["Allow"]:
        assert client.post(address(name)).status_code == 405
    assert client.delete(address(name)).status_code == 405


def test_a_part_of_a_page_is_the_whole_page(address):
    page = Client().get(address("portal:register"), headers={"range": "bytes=0-99"})
    assert page.status_code == 200
    assert "Content-Range" not in page
    assert "</html>" in page.content.decode()


def test_what_was_not_understood_is_named_on_the_register(address):
    page = Client().get(f"{address('portal:register')}?status=wonderful").content.decode()
    assert "wonderful" in page


def test_the_page_beyond_the_last_is_the_last_and_nothing_is_skipped_to_reach_it(
    address, django_assert_max_num_queries
):
    with django_assert_max_num_queries(20) as asked:
        Client().get(f"{address('portal:register')}?page=1000000000")
    assert not [one["sql"] for one in asked.captured_queries if "OFFSET 2499" in one["sql"]]


def test_an_address_with_a_character_that_no_database_takes_is_not_there(address):
    for path in ("/recommendations/a%00b/", "/clusters/%00/", "/as-of/%00/", "/reviews/a%00/"):
        assert Client().get(path).status_code == 404


# Queries that take too long.


def take_long(reader, on):
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_sleep(3)")


@pytest.fixture
def slow(monkeypatch, settings):
    """The first page asks something of the database that takes three seconds."""
    settings.PUBLIC_TIMEOUT_MS = 50
    monkeypatch.setattr(home_view, "overview", take_long)


@pytest.mark.django_db(transaction=True)
def test_a_query_that_takes_too_long_is_cut_off_and_said_so(client, slow):
    response = client.get("/")
    assert response.status_code == 503
    assert response["Retry-After"] == "60"
    assert response["Cache-Control"] == "private, no-cache"
    page = response.content.decode()
    assert "This takes too long now" in page
    assert "Traceback" not in page
    assert client.get("/about/").status_code == 200


@pytest.mark.django_db(transaction=True)
def test_a_piece_of_a_page_may_take_as_long_as_the_page(client, slow):
    assert client.get("/", headers={"hx-request": "true"}).status_code == 503


@pytest.mark.django_db(transaction=True)
def test_the_limit_is_for_the_page_alone():
    def told():
        with connection.cursor() as cursor:
            cursor.execute("SHOW statement_timeout")
            return cursor.fetchone()[0]

    before = told()
    with limited(50):
        assert told() == "50ms"
    assert told() == before == "30s"


@pytest.mark.django_db
def test_a_choice_of_many_facets_is_not_too_long(client):
    make.RecommendationFactory()
    query = "&".join(f"theme=theme-{number:04}" for number in range(300))
    assert 4000 < len(query) < MOST_QUERY_BYTES
    assert client.get(f"/recommendations/?{query}").status_code == 200
