"""What no person types, put into each name of each query and each part of each path: never a 500."""

from urllib.parse import quote

import pytest
from django.db import transaction
from django.test import Client
from django.urls import reverse

from nmirf.common.numbers import whole
from portal.names import names_of
from tests import world
from tests.access_table import ACCESS, ANONYMOUS, SECRETARIAT

# Each as it stands in an address: no text, too long for a number, no day, no key, and the like.
TYPED = (
    *("%00", "9" * 4500, "%%0000", "0020261", "%C2%B2", "9" * 20, "a%2Fb", "%D9%A3%D9%A3%D9%A3"),
    *("https%3A%2F%2F%5B", "-1", "%2500", "%ED%A0%80", "0000-00-00", "9999-12-31"),
)
TURNS = (0, 5, 10)
LONGEST = 5500  # longer ones are not read at all
PARTS = ("a%00b", "%2500", "%C2%B2", "9" * 5000, "a%2Fb", "%0A")
# What pages read besides that they may not be kept by, and what other doors read.
ELSEWHERE = {"page", "lang", "q", "next", "after", "day", "url", "format", "of"}
PAGES = sorted(
    name for name, rule in ACCESS.items() if rule.method == "get" and ANONYMOUS in rule.allowed
)


@pytest.fixture(scope="module")
def records(django_db_setup, django_db_blocker):
    with django_db_blocker.unblock(), transaction.atomic():
        yield world.build()
        transaction.set_rollback(True)


@pytest.fixture
def ask(records, django_db_blocker, settings):
    """Ask for an address within a savepoint, so that what one breaks is not another's."""
    settings.DEMO_MODE = True

    def act(client, address):
        with django_db_blocker.unblock(), transaction.atomic():
            response = client.get(address)
            if response.streaming:
                b"".join(response.streaming_content)
            transaction.set_rollback(True)
        return response.status_code

    return act


def with_parts(name, records):
    """The address with each part of its path in turn as nobody would type it."""
    kwargs = ACCESS[name].kwargs(records)
    path = reverse(name, kwargs=kwargs)
    for value in map(str, kwargs.values()):
        before, own, after = path.rpartition(quote(value, safe="!$'()*+,;=:@~"))
        if own:
            yield from (before + part + after for part in PARTS)


def with_queries(name, records):
    """The address with every name that it reads, each with another value; and again, in turn."""
    path = reverse(name, kwargs=ACCESS[name].kwargs(records))
    for turn in TURNS:
        query = ""
        for place, one in enumerate(sorted(names_of(name) | ELSEWHERE)):
            value = TYPED[(place + turn) % len(TYPED)]
            if len(query) + len(value) < LONGEST:
                query += f"{one}={value}&"
        yield f"{path}?{query}"


@pytest.mark.parametrize("name", PAGES)
def test_nothing_that_a_stranger_types_breaks_a_public_address(name, records, ask):
    client = Client()
    for address in (*with_parts(name, records), *with_queries(name, records)):
        # 501 is the word of oEmbed for a format that it does not know.
        assert ask(client, address) in (*range(200, 500), 501), address


@pytest.fixture
def inside(records, django_db_blocker):
    client = Client()
    with django_db_blocker.unblock():
        client.force_login(records.people[SECRETARIAT])
    return client


@pytest.mark.parametrize(
    ("address", "status"),
    [
        ("/workspace/recommendations/%00/texts/", 404),
        ("/workspace/lists/themes/%00/", 404),
        ("/workspace/recommendations/new/?after=%00", 200),
        ("/workspace/recommendations/new/?after=%%0000", 200),
        ("/workspace/holidays/?year=" + "9" * 4500, 200),
        ("/workspace/gaps/?months=000120999", 200),
        ("/workspace/gaps/?months=" + "9" * 4500, 200),
    ],
)
def test_nor_what_somebody_types_who_is_signed_in(address, status, inside, ask):
    assert ask(inside, address) == status


@pytest.mark.parametrize(
    ("address", "statuses"),
    [
        ("/charts/calendar/?year=0020261", {200}),
        ("/charts/calendar.svg?year=0020261", {400}),
        ("/charts/calendar.csv?year=20261", {400}),
        ("/oembed?url=http://localhost:8000/charts/calendar/%3Fyear%3D0020261", {200, 404}),
        ("/as-of/?day=2026-01-01&reference=a/b", {404}),
        ("/as-of/?day=2026-01-01&reference=a%2500", {302}),
        ("/follow-up/?review=%%0000", {404}),
        ("/follow-up/?review=%00", {200}),
        ("/account/login/?next=https%3A%2F%2F%5B", {200}),
    ],
)
def test_each_of_these_broke_something_once(address, statuses, records, ask):
    assert ask(Client(), address) in statuses


def test_a_cookie_with_a_character_that_no_database_takes_names_no_session(records, ask):
    client = Client()
    client.cookies.load('sessionid="aaaaaaaaaaaaaaaa\\000"')
    assert ask(client, "/recommendations/") == 200
    assert ask(client, "/account/login/") == 200


@pytest.mark.parametrize("typed", ["", "x", "-1", "1.5", "²", "0020", "9" * 5000, "100", " 7"])
def test_what_is_no_number_between_the_two_is_none(typed):
    assert whole(typed, 0, 99) is None


@pytest.mark.parametrize(("typed", "number"), [("0", 0), ("7", 7), ("07", 7), ("٩٩", 99)])
def test_digits_of_any_script_are_a_number(typed, number):
    assert whole(typed, 0, 99) == number
