"""The numbers beside the facets are those of the list, for whoever reads and whatever is chosen."""

import datetime as dt

import pytest
from django.contrib.auth.models import AnonymousUser
from django.db import connection
from django.http import QueryDict
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from portal.facets import facets_for
from portal.filters import RegisterFilter
from portal.reader import Reader
from tests import factories

from .register_rows import REGISTER, references
from .register_world import VALUES, World

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _demo_mode(settings):
    """People of the tests sign in without a second factor."""
    settings.DEMO_MODE = True


# Up to five facets at a time: of more at once, hardly any leave something to count.
CHOICES = st.lists(st.sampled_from(sorted(VALUES)), max_size=5, unique=True).flatmap(
    lambda names: st.fixed_dictionaries(
        {
            name: st.lists(st.sampled_from(VALUES[name]), min_size=1, max_size=3, unique=True)
            for name in names
        }
    )
)


@pytest.fixture
def world():
    return World()


def flat(options):
    for option in options:
        yield option
        yield from flat(option.children)


@settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(chosen=CHOICES)
def test_every_count_is_exact_under_every_combination(world, anonymous, chosen):
    query = QueryDict(mutable=True)
    for name, values in chosen.items():
        query.setlist(name, values)
    reader = Reader(anonymous)
    asked = RegisterFilter(query, reader)
    kept = world.expected(chosen)
    assert asked.counts.total == len(kept) == asked.qs.count()
    assert not asked.ignored
    for facet in facets_for(reader):
        rest = world.expected(chosen, but=facet.name)
        expected = {}
        for facts in rest:
            for value in facts[facet.name]:
                expected[value] = expected.get(value, 0) + 1
        shown = {option.value: option for option in flat(asked.counts.options[facet.name])}
        assert {v: o.count for v, o in shown.items() if o.count} == expected, facet.name
        assert {v for v, o in shown.items() if o.checked} == set(chosen.get(facet.name, []))


def test_priority_narrows_and_is_counted_for_the_secretariat_alone(client, settings):
    settings.DEMO_MODE = True
    first = factories.RecommendationFactory(priority=True)
    factories.RecommendationFactory()
    for person, shown in ((None, 2), (factories.focal_point(), 2), (factories.secretariat(), 1)):
        if person:
            client.force_login(person)
        page = client.get(REGISTER, {"priority": "yes"})
        assert len(references(page)) == shown
        assert ('name="priority"' in page.content.decode()) == (shown == 1)
    assert references(page) == [first.reference]


def test_the_years_before_1970_can_be_chosen_and_are_counted(client):
    old = factories.RecommendationFactory(issued_on=dt.date(1968, 5, 13))
    factories.RecommendationFactory()
    page = client.get(REGISTER, {"year": "1968"})
    assert references(page) == [old.reference]
    asked = RegisterFilter(QueryDict(), Reader(AnonymousUser()))
    counted = {option.value: option.count for option in asked.counts.options["year"]}
    assert {year: count for year, count in counted.items() if count} == {"1968": 1, "2023": 1}


@pytest.fixture
def anonymous():
    return AnonymousUser()


def test_counts_that_are_remembered_follow_every_change(client):
    row = factories.RecommendationFactory()
    assert "1 recommendation" in client.get(REGISTER).text
    factories.RecommendationFactory()
    assert "2 recommendations" in client.get(REGISTER).text
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE recommendations_recommendation SET publication = 'retired' WHERE id = %s",
            [row.pk],
        )
    assert "1 recommendation" in client.get(REGISTER).text


def test_counts_that_are_remembered_for_one_are_not_shown_to_another(client, settings):
    settings.DEMO_MODE = True
    factories.RecommendationFactory(publication="draft", published_at=None)
    client.force_login(factories.secretariat())
    assert "1 recommendation" in client.get(REGISTER).text
    client.logout()
    assert "1 recommendation" not in client.get(REGISTER).text
