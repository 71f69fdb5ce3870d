"""What the register counts: sets, what is kept of them, and how little is asked."""

import datetime as dt
import re
from unittest import mock

import pytest
from django.contrib.auth.models import AnonymousUser
from django.core.cache.backends.dummy import DummyCache
from django.db import connection
from django.http import QueryDict
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from activities.models import ActivityRecommendation
from portal import counting
from portal.facets import counted, facets_for
from portal.filters import RegisterFilter
from portal.reader import Reader
from recommendations.models import Assignment, Recommendation, Synonym, ThemeLink
from recommendations.services import clusters
from recommendations.services.vocabulary import gather_words
from tests import factories as make

pytestmark = pytest.mark.django_db
REGISTER = "/recommendations/"


@pytest.fixture(autouse=True)
def _demo_mode(settings):
    settings.DEMO_MODE = True


def asked(person, address=""):
    return RegisterFilter(QueryDict(address), Reader(person))


def shown(person):
    """Every option of every facet with its number, as the page shows them."""

    def flat(options):
        for option in options:
            yield option.value, option.count
            yield from flat(option.children)

    options = asked(person).counts.options
    return {name: dict(flat(found)) for name, found in options.items()}


def from_scratch(person):
    with mock.patch.object(counting, "cache", DummyCache("", {})):
        return shown(person)


def listed(person, facet, value):
    """How many the list itself holds under one choice, asked of the database alone."""
    return asked(person, f"{facet}={value}").qs.count()


# Sets.


@given(st.sets(st.integers(min_value=1, max_value=3000)))
def test_a_set_is_written_as_the_bits_of_a_number(keys):
    written = counting.as_bits(list(keys))
    assert {place for place in range(3001) if written >> place & 1} == keys
    assert written.bit_count() == len(keys)


def test_a_term_that_was_made_while_the_page_was_is_left_to_the_next_one():
    tally = counting.Tally({}, near={0: 0b110}, ties={"theme": {"5": 0b110}})
    theme = next(facet for facet in facets_for(Reader(AnonymousUser())) if facet.name == "theme")
    assert counted(theme, tally) == []


# What is kept.


def readers():
    institution = make.InstitutionFactory()
    return [AnonymousUser(), make.secretariat(), make.focal_point(institution)]


@pytest.mark.parametrize("place", range(3))
def test_every_table_that_a_count_names_is_watched(place):
    person = readers()[place]
    with CaptureQueriesContext(connection) as queries:
        from_scratch(person)
    statement = max((query["sql"] for query in queries), key=len)
    named = set(re.findall(r"\b[a-z]+_[a-z]+\b", statement))
    tables = named & set(connection.introspection.table_names())
    assert {"activities_evidence", "recommendations_themelink"} <= tables
    assert tables <= set(counting.COUNTED)


def test_only_what_changed_is_asked_again():
    row = make.RecommendationFactory()
    shown(AnonymousUser())
    ThemeLink.objects.create(recommendation=row, theme=make.ThemeFactory())
    with CaptureQueriesContext(connection) as queries:
        shown(AnonymousUser())
    statement = max((query["sql"] for query in queries), key=len)
    assert "FROM recommendations_themelink" in statement
    assert "FROM recommendations_grouplink" not in statement
    with CaptureQueriesContext(connection) as queries:
        shown(AnonymousUser())
    assert len(queries) == 1


def test_sets_of_one_reader_are_not_given_to_another():
    institution = make.InstitutionFactory()
    row = make.RecommendationFactory()
    hidden = make.ActivityFactory(publication="draft", lead=institution)
    ActivityRecommendation.objects.create(activity=hidden, recommendation=row)
    Assignment.objects.create(
        recommendation=row, institution=institution, proposed_by=make.UserFactory()
    )
    people = [make.secretariat(), AnonymousUser(), make.focal_point(institution)]
    for person in (*people, *reversed(people)):
        found = shown(person)
        knows = person.is_authenticated
        assert found["gap"].get("activity", 0) == (0 if knows else 1)
        assert found["gap"].get("assignment", 0) == (0 if knows else 1)
        assert bool(found["activity_by"]) == bool(found["institution"]) == knows


# Queries.


@pytest.mark.parametrize(("is_officer", "most"), [(False, 11), (True, 15)])
def test_a_search_that_finds_little_asks_little(
    client, is_officer, most, django_assert_max_num_queries
):
    theme = make.ThemeFactory(code="t")
    for number in range(6):
        found = make.RecommendationFactory(text=f"Register births of children {number}.")
        ThemeLink.objects.create(recommendation=found, theme=theme)
    alone = make.RecommendationFactory(text="Seek the lost.")
    ThemeLink.objects.create(recommendation=alone, theme=theme)
    Synonym.objects.create(terms=["children", "minors"])
    officer = make.secretariat()
    clusters.add_members(actor=officer, cluster=make.ClusterFactory(), recommendations=[alone])
    gather_words()
    if is_officer:
        client.force_login(officer)
    counting.cache.clear()
    with django_assert_max_num_queries(most):
        response = client.get(REGISTER, {"q": "seek OR chldren", "theme": "t"})
    assert len(response.context["cards"]) == 1
    assert response.context["meant"][0].typed == "seek OR children"


def test_the_newest_lines_are_read_in_the_order_of_an_index():
    first = make.RecommendationFactory()
    Recommendation.objects.bulk_create(
        Recommendation(
            reference=f"X-{number}",
            mechanism=first.mechanism,
            addressed_to=first.addressed_to,
            issued_on=dt.date(2000, 1, 1) + dt.timedelta(days=number),
            publication="published",
            published_at=timezone.now(),
        )
        for number in range(1500)
    )
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE recommendations_recommendation")
    assert "recommendation_list" in asked(AnonymousUser()).qs[:25].explain()
