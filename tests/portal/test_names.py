"""What each public page reads in its address is listed once: so much is kept, and nothing else."""

import pytest
from django.core.cache import cache
from django.db import transaction
from django.test import Client
from django.urls import reverse
from django.utils.datastructures import MultiValueDict

from portal.listing import LISTINGS
from portal.middleware import PublicPages
from portal.names import NAMES, names_of
from portal.serving import kept
from tests import factories as make
from tests import world as worlds
from tests.access_table import ACCESS, ANONYMOUS

PAGES = sorted(
    name
    for name, rule in ACCESS.items()
    if name.startswith(("portal:", "web:")) and rule.method == "get" and ANONYMOUS in rule.allowed
)
# Of feeds each reads what the page of its list does.
FEEDS = ("changes", "recommendations")


@pytest.fixture(scope="module")
def world(django_db_setup, django_db_blocker):
    with django_db_blocker.unblock(), transaction.atomic():
        yield worlds.build()
        transaction.set_rollback(True)


@pytest.fixture
def made(monkeypatch):
    """Of each page that was put together, whether it was kept."""
    found = []
    whole = kept.keep

    def note(page, of):
        found.append(page.packed is not None)
        whole(page, of)

    monkeypatch.setattr(kept, "keep", note)
    return found


@pytest.fixture
def ask(world, django_db_blocker, settings):
    settings.PAGE_CACHE_SECONDS = 600
    cache.clear()

    def get(address, **query):
        with django_db_blocker.unblock():
            return Client().get(address, query)

    return get


def addresses(name, world):
    kwargs = ACCESS[name].kwargs(world)
    if name == "portal:feed":
        return [reverse(name, kwargs=kwargs | {"name": feed}) for feed in FEEDS]
    return [reverse(name, kwargs=kwargs)]


@pytest.mark.parametrize("name", PAGES)
def test_a_page_is_kept_under_each_name_that_it_reads_and_under_no_other(name, world, ask, made):
    [address, *_more] = addresses(name, world)
    ask(address)
    is_kept = made == [True]
    for one in sorted(names_of(name)) if is_kept else ():
        made.clear()
        answers = [ask(address, **{one: VALUES.get(one, "")}) for _time in range(2)]
        if {answer.status_code for answer in answers} == {200}:
            assert made == [True], one
    made.clear()
    for _time in range(2):
        ask(address, foreign="1")
    assert made == []
    if name in NAMES:
        assert is_kept is (name not in NOT_KEPT)


# With a form that gives a cookie, or the page says itself how long it holds.
NOT_KEPT = {
    *("portal:export", "portal:feed"),
    *("portal:export_file", "portal:activities_file", "portal:chart_file"),
    # Refused without the address that it is to tell of.
    "web:oembed",
    *(f"portal:{one.name}_file" for one in LISTINGS),
}
VALUES = {"view": "list"}


@pytest.mark.parametrize("name", PAGES)
def test_a_page_reads_no_name_that_is_not_listed(name, world, ask, monkeypatch):
    read = set()
    whole = PublicPages._make

    def watched(self, request, *rest):
        own = request.GET

        def note(method):
            def reading(data, key, *more):
                if data is own:
                    read.add(key)
                return method(data, key, *more)

            return reading

        with monkeypatch.context() as patch:
            for method in ("__getitem__", "getlist"):
                patch.setattr(MultiValueDict, method, note(getattr(MultiValueDict, method)))
            return whole(self, request, *rest)

    monkeypatch.setattr(PublicPages, "_make", watched)
    for address in addresses(name, world):
        ask(address, x="1")
    assert read - {"x"} <= names_of(name)


def test_every_page_in_the_list_is_there():
    assert set(NAMES) <= set(PAGES)


def test_columns_that_a_reader_ticked_are_ticked_for_no_other(db, settings):
    settings.PAGE_CACHE_SECONDS = 600
    cache.clear()
    make.RecommendationFactory()
    whole = Client().get("/export/").content
    reader = Client()
    reader.get("/recommendations.csv?column=reference")
    mine = reader.get("/export/").content
    assert mine.count(b" checked") < whole.count(b" checked")
    assert Client().get("/export/").content == whole
