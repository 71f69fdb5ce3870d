"""Help, the glossary, country visits, and the ways to all of them."""

import datetime as dt
import re

import pytest
import yaml
from django.core.cache import cache
from django.urls import reverse

from mechanisms.choices import ImplementationStatus
from mechanisms.models import Mechanism
from nmirf.common.dates import today
from portal import glossary, sitemaps
from tests import factories as make

pytestmark = pytest.mark.django_db

TERMS = [
    term
    for section in yaml.safe_load(glossary.SOURCE.read_text(encoding="utf-8"))
    for term in section["terms"]
]


def visit(**facts):
    number = Mechanism.objects.count()
    mandate = make.MechanismFactory(
        code=f"SR-{number}", kind="special_procedure", name="Special Rapporteur on housing"
    )
    return make.ReviewFactory(mechanism=mandate, **facts)


# Glossary.


def test_every_term_is_told_once_in_every_language_of_the_site(settings):
    ids = [term["id"] for term in TERMS]
    assert len(ids) == len(set(ids)) >= 35
    for term in TERMS:
        for code, _name in settings.LANGUAGES:
            assert term["term"][code]
            assert term[code].endswith((".", "؟"))
        assert set(term.get("see", ())) <= set(ids)


def test_the_statuses_that_it_defines_are_those_of_the_scale():
    told = {term["status"] for term in TERMS if "status" in term}
    assert told - {""} <= set(ImplementationStatus.values)
    assert "" in told


@pytest.mark.parametrize(
    ("address", "words"),
    [
        ("/glossary/", "Concluding observations"),
        ("/fr/glossary/", "Observations finales"),
        ("/ar/glossary/", "الملاحظات الختامية"),
    ],
)
def test_the_glossary_speaks_the_language_of_the_page(client, address, words):
    page = client.get(address).text
    assert re.search(rf'<dt id="concluding-observations">{words}</dt>', page)
    assert all(f'id="{term["id"]}"' in page for term in TERMS)


def test_links_into_the_glossary_find_their_term(client):
    anchors = set(re.findall(r' id="([^"]+)"', client.get("/glossary/").text))
    for address in ("/help/", "/about/", "/visits/", "/glossary/"):
        found = re.findall(r'href="(?:/glossary/)?#([^"]+)"', client.get(address).text)
        assert set(found) - {"main"} <= anchors | {"status"}


# Visits.


def test_a_visit_stands_with_its_mandate_report_and_recommendations_by_status(client):
    row = visit(
        title="Visit on housing",
        held_on=dt.date(2022, 6, 1),
        symbol="A/HRC/52/28/Add.1",
        document_url="https://docs.example/A-HRC-52-28",
    )
    make.RecommendationFactory.create_batch(2, review=row, mechanism=row.mechanism)
    make.RecommendationFactory(
        review=row, mechanism=row.mechanism, publication="draft", published_at=None
    )
    make.ReviewFactory(title="Fifth report of another body")
    response = client.get("/visits/")
    page = response.text
    assert [found.total for found in response.context["visits"]] == [2]
    assert f'href="{row.get_absolute_url()}"' in page
    for words in ("Special Rapporteur on housing", "A/HRC/52/28/Add.1", "docs.example"):
        assert words in page
    assert "Fifth report of another body" not in page


def test_visits_ahead_stand_apart_from_those_that_were(client):
    ahead = visit(
        title="Visit next year", held_on=today() + dt.timedelta(days=90), published_on=None
    )
    asked = visit(title="Visit agreed on", stage="scheduled", published_on=None)
    done = visit(title="Visit made", held_on=today())
    context = client.get("/visits/").context
    assert list(context["coming"]) == [ahead, asked]
    assert [found.row for found in context["visits"]] == [done]


def test_what_is_owed_to_special_procedures_is_told_if_it_is_public(client):
    mandate = visit().mechanism
    due = {"mechanism": mandate, "due_on": today() + dt.timedelta(days=5)}
    make.ObligationFactory(title="Comments on the report", **due)
    make.ObligationFactory(title="Answer to a private letter", is_public=False, **due)
    page = client.get("/visits/").text
    assert "Comments on the report" in page
    assert "Answer to a private letter" not in page


def test_without_visits_the_page_says_so(client):
    page = client.get("/visits/").text
    assert "No visit is announced" in page
    assert "No visit is on record yet" in page


@pytest.mark.parametrize("number", [1, 20])
def test_visits_cost_few_queries_whatever_their_number(
    client, number, django_assert_max_num_queries
):
    for _n in range(number):
        row = visit()
        make.RecommendationFactory(review=row, mechanism=row.mechanism)
        make.ObligationFactory(mechanism=row.mechanism, due_on=today())
    client.get("/privacy/")
    with django_assert_max_num_queries(8):
        assert client.get("/visits/").status_code == 200


# Statements.


@pytest.mark.parametrize("address", ["/accessibility/", "/privacy/", "/licence/"])
def test_a_statement_names_whom_to_write_to_and_its_day(client, address):
    make.NationalMechanismFactory(contact="office@example.org")
    cache.clear()
    page = client.get(address).text
    main = page[page.index("<main") : page.index("</main>")]
    assert "mailto:office@example.org" in main
    assert "last reviewed on 27 November 2026" in main


def test_privacy_tells_of_following_and_of_error_reports(client):
    page = client.get("/privacy/").text
    assert 'id="following"' in page
    assert 'id="errors"' in page


# Ways.


@pytest.mark.parametrize("language", ["", "/fr", "/ar"])
@pytest.mark.parametrize("address", ["/help/", "/glossary/", "/visits/"])
def test_they_open_in_every_language_with_the_way_there(client, language, address):
    page = client.get(language + address).text
    assert page.count("<h1") == 1
    assert 'class="crumbs"' in page


def test_every_page_of_the_sitemap_is_two_clicks_from_the_first_at_most(client):
    make.RecommendationFactory()
    make.PlanFactory()
    one = set(re.findall(r'href="([^"?#]+)', client.get("/").text))
    inner = {url for url in one if url.startswith("/") and url.endswith("/")}
    plain = {reverse(f"portal:{name}") for name in sitemaps.PAGES}
    two = set(one)
    for url in inner & plain:
        two |= set(re.findall(r'href="([^"?#]+)', client.get(url).text))
    assert plain - two == set()


def test_the_footer_has_four_groups_of_links(client):
    foot = client.get("/").text.split('<footer class="foot">')[1]
    assert foot.count('role="group"') == 4
    for address in ("/help/", "/glossary/", "/visits/", "/indicators/", "/api/", "/open-data/"):
        assert f'href="{address}"' in foot
