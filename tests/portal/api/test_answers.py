"""What holds for every answer: validators, methods, headers, errors, and how often it is given."""

import json
import re

import pytest
from django.core.cache import cache
from django.db import OperationalError, connection
from django.test import Client
from psycopg.errors import QueryCanceled

from tests import factories as make

pytestmark = pytest.mark.django_db
PROBLEM = "application/problem+json"


@pytest.fixture
def row(db):
    return make.RecommendationFactory(reference="UPR-4-112.7")


def problem(response, status):
    assert response.status_code == status, response.content
    assert response["Content-Type"] == PROBLEM
    assert response["Access-Control-Allow-Origin"] == "*"
    told = response.json()
    assert told["status"] == status
    assert told["title"]
    assert told["detail"]
    assert told["type"].startswith("http://localhost:8000/api/#problem-")
    assert "Traceback" not in response.content.decode()
    return told


# Asking again.


def test_the_same_answer_is_not_sent_twice(ask, row):
    first = ask("/recommendations")
    assert first["Cache-Control"] == "public, max-age=60"
    assert first["Vary"] == "Authorization, Accept-Encoding"
    assert first["ETag"].startswith('"')
    by_tag = ask("/recommendations", **{"if-none-match": first["ETag"]})
    assert (by_tag.status_code, by_tag.content) == (304, b"")
    assert by_tag["ETag"] == first["ETag"]
    assert ask("/recommendations", **{"if-none-match": '"other"'}).status_code == 200
    assert ask("/recommendations", **{"if-match": '"other"'}).status_code == 412


def test_since_when_it_answers_so_moves_with_the_answer(row):
    client = Client()
    first = client.get("/api/v1/recommendations/UPR-4-112.7")
    since = first["Last-Modified"]
    asked = {"if-modified-since": since}
    assert client.get("/api/v1/recommendations/UPR-4-112.7", headers=asked).status_code == 304
    row.symbol = "A/HRC/59/16"
    row.save()
    changed = client.get("/api/v1/recommendations/UPR-4-112.7", headers=asked)
    assert changed.status_code == 200
    assert changed["ETag"] != first["ETag"]
    assert changed["Last-Modified"] != since
    # The tag is worth more than the day. Source: RFC 9110, section 13.2.2.
    both = asked | {"if-none-match": changed["ETag"]}
    assert client.get("/api/v1/recommendations/UPR-4-112.7", headers=both).status_code == 304


def test_head_says_what_get_would(ask, row):
    whole, head = ask("/recommendations"), ask("/recommendations", method="head")
    assert (head.status_code, head.content) == (200, b"")
    for name in ("ETag", "Content-Type", "Cache-Control", "Link"):
        assert head.headers.get(name) == whole.headers.get(name)
    assert int(head["Content-Length"]) == len(whole.content)
    missing = ask("/recommendations/none", method="head")
    assert (missing.status_code, missing.content) == (404, b"")


def test_ranges_are_not_served(ask, row):
    response = ask("/recommendations", range="bytes=0-9")
    assert response.status_code == 200
    assert response["Accept-Ranges"] == "none"
    assert response.json()["total"] == 1


# Methods, and pages of other sites.


def test_options_tell_what_may_be_asked(ask):
    response = ask("/clusters", method="options", origin="https://example.org")
    assert (response.status_code, response.content) == (204, b"")
    assert response["Allow"] == "GET, HEAD, OPTIONS"
    assert response["Access-Control-Allow-Origin"] == "*"
    assert response["Access-Control-Allow-Methods"] == "GET, HEAD, OPTIONS"
    assert "If-None-Match" in response["Access-Control-Allow-Headers"]
    assert "authorization" not in response["Access-Control-Allow-Headers"].lower()
    assert ask("/nothing", method="options").status_code == 404


def test_scripts_of_other_sites_read_the_headers(ask):
    exposed = ask("/clusters")["Access-Control-Expose-Headers"]
    for name in ("ETag", "Link", "RateLimit-Remaining", "Retry-After"):
        assert name in exposed


@pytest.mark.parametrize("method", ["post", "put", "patch", "delete", "trace"])
def test_nothing_is_written(ask, method):
    response = ask("/clusters", method=method)
    assert response["Allow"] == "GET, HEAD, OPTIONS"
    assert response["Content-Type"] == PROBLEM
    assert response.status_code == 405


# Errors.


@pytest.mark.parametrize(
    "path", ["/nothing", "/clusters/a/b", "/recommendations/a%00b", "/updates/1"]
)
def test_what_is_not_there(ask, path):
    problem(ask(path), 404)


@pytest.mark.parametrize("path", ["/api/v2/clusters", "/api/nothing"])
def test_all_under_the_same_prefix_answers_alike(client, path):
    problem(client.get(path), 404)


def test_a_missing_slash_leads_on(client):
    response = client.get("/api/v1")
    assert (response.status_code, response["Location"]) == (301, "/api/v1/")


@pytest.mark.parametrize(
    ("query", "named"),
    [
        ("colour=red", "colour"),
        ("page=1000000000", "page"),
        ("limit=0", "limit"),
        ("limit=201", "limit"),
        ("limit=ten", "limit"),
        ("limit=", "limit"),
        ("lang=xx", "lang"),
        ("sort=price", "sort"),
        ("status=solved", "status"),
        ("theme=", "theme"),
        ("fields=", "fields"),
        ("fields=reference,secret", "fields"),
        ("cursor=abc", "cursor"),
        ("exact=2", "exact"),
        ("q=" + "x" * 201, "q"),
        ("&".join(f"theme=t{n}" for n in range(51)), "theme"),
    ],
)
def test_bad_parameters_are_named(ask, row, query, named):
    told = problem(ask(f"/recommendations?{query}"), 400)
    assert [error["parameter"] for error in told["errors"]] == [named]
    assert named in told["detail"]


def test_an_unknown_parameter_is_answered_with_those_that_there_are(ask):
    told = problem(ask("/obligations?when=now&what=ever"), 400)
    assert [error["parameter"] for error in told["errors"]] == ["when", "what"]
    assert {"state", "mechanism", "due_from", "limit", "lang"} <= set(told["errors"][0]["known"])


def test_an_unknown_language_is_answered_with_those_that_there_are(ask):
    told = problem(ask("/clusters?lang=xx"), 400)
    assert "en, fr, ar" in told["errors"][0]["detail"]


def test_a_value_that_names_nothing_is_named(ask, row):
    told = problem(ask("/recommendations?theme=no-such-theme&status=in_progress"), 404)
    assert [(one["parameter"], one["value"]) for one in told["errors"]] == [
        ("theme", "no-such-theme")
    ]


def test_a_cursor_of_another_list_opens_nothing(ask):
    make.RecommendationFactory.create_batch(3)
    cursor = ask("/recommendations?limit=1").json()["next"].split("cursor=")[1].split("&")[0]
    assert ask(f"/recommendations?limit=1&cursor={cursor}").status_code == 200
    for path in (f"/clusters?cursor={cursor}", f"/recommendations?q=x&cursor={cursor}"):
        problem(ask(path), 404)
    forged = ("B" if cursor[0] != "B" else "C") + cursor[1:]
    problem(ask(f"/recommendations?cursor={forged}"), 404)


def test_a_very_long_address_is_refused_at_once(ask, django_assert_num_queries):
    with django_assert_num_queries(0):
        problem(ask("/recommendations?q=" + "x" * 10_000), 414)


def test_only_json_is_served(ask):
    problem(ask("/clusters", accept="text/html"), 406)
    assert ask("/clusters", accept="application/*").status_code == 200


def test_an_accident_tells_nothing_of_the_inside(ask, monkeypatch):
    def fail(*args):
        raise RuntimeError("the password is secret")

    monkeypatch.setattr("portal.api.told.today", fail)
    told = problem(ask("/consultations"), 500)
    assert "secret" not in json.dumps(told)


def test_what_the_database_cuts_off_may_be_asked_again(ask, monkeypatch):
    def cut(*args):
        raise OperationalError("canceling statement") from QueryCanceled("statement timeout")

    monkeypatch.setattr("portal.api.told.today", cut)
    response = ask("/consultations")
    problem(response, 503)
    assert response["Retry-After"] == "30"


@pytest.mark.django_db(transaction=True)
def test_a_question_may_take_as_long_as_that_of_a_page(ask, monkeypatch, settings):
    def take_long(*args):
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_sleep(3)")

    settings.PUBLIC_TIMEOUT_MS = 50
    monkeypatch.setattr("portal.api.told.today", take_long)
    problem(ask("/consultations"), 503)


# How often.


def test_each_address_has_its_allowance(settings, row):
    settings.API_RATE = 2
    cache.clear()
    client = Client()
    first = client.get("/api/v1/clusters")
    assert first["RateLimit-Limit"] == "2"
    assert first["RateLimit-Remaining"] == "1"
    assert 1 <= int(first["RateLimit-Reset"]) <= 60
    assert client.get("/api/v1/nothing").status_code == 404
    client.get("/api/v1/clusters")
    refused = client.get("/api/v1/clusters")
    problem(refused, 429)
    assert 1 <= int(refused["Retry-After"]) <= 60
    assert refused["RateLimit-Remaining"] == "0"
    assert Client(REMOTE_ADDR="192.0.2.7").get("/api/v1/clusters").status_code == 200


# Languages.


def test_labels_follow_the_language(ask, row):
    make.ThemeFactory(code="birth", name="Birth", name_translations={"fr": "Naissance"})
    answer = ask("/themes?lang=fr")
    assert answer["Content-Language"] == "fr"
    assert answer.json()["data"][0]["label"] == "Naissance"
    plain = ask("/themes", **{"accept-language": "fr"})
    assert plain["Content-Language"] == "en"
    assert plain.json()["data"][0]["label"] == "Birth"
    assert ask("/themes?lang=ar").json()["data"][0]["label"] == "Birth"


def test_the_page_about_it_is_there_in_every_language(client):
    for language in ("", "/fr", "/ar"):
        page = client.get(f"{language}/api/")
        assert page.status_code == 200
        text = page.content.decode()
        assert "/api/v1/openapi.json" in text
        assert 'id="problem-gone"' in text
        assert '<script src="http' not in text


def test_what_operations_do_is_said_in_the_language_asked_for(ask, client):
    def said(query):
        found = ask(f"/openapi.json{query}").json()["paths"]["/mechanisms"]["get"]
        return found["summary"], found["tags"]

    assert said("") == ("Mechanisms", ["Mechanisms"])
    assert said("?lang=fr") == ("Mécanismes", ["Mécanismes"])
    assert ask("/openapi.json?lang=xx").status_code == 400
    assert re.search(
        r'<h2 id="group-\d+" class="rule">Mécanismes</h2>', client.get("/fr/api/").text
    )
    assert 'class="rule">Mechanisms</h2>' in client.get("/api/").text


def test_parameters_fields_and_answers_are_described_in_the_language_asked_for(ask, client):
    french = ask("/openapi.json?lang=fr").json()
    operation = french["paths"]["/recommendations"]["get"]
    parameters = {one["name"]: one["description"] for one in operation["parameters"]}
    assert parameters["limit"] == "Nombre de fiches par page."
    assert parameters["status"] == "État d’avancement."
    assert parameters["priority"] == "Priorité\u00a0: réservée au secrétariat."
    assert operation["responses"]["200"]["description"] == "Ce qui a été demandé."
    schemas = french["components"]["schemas"]
    assert schemas["Ref"]["description"] == "Une autre fiche."
    assert schemas["ListedRecommendation"]["properties"]["reference"] == {
        "description": "Le nom sous lequel ce registre cite la recommandation.",
        "type": "string",
    }
    english = ask("/openapi.json").json()
    assert english["components"]["schemas"]["Ref"]["description"] == "Another record."
    page = client.get("/ar/api/").text.partition("<main")[2].partition("</main>")[0]
    assert "<dd>عدد السجلات في كل صفحة.</dd>" in page
    assert '<code translate="no" dir="ltr">Coded | null</code>' in page
    assert 'lang="en"' not in page
