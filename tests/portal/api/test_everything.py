"""Every operation answers, in a world that has one record of every kind."""

import json

import pytest
from django.core.cache import cache
from django.db import connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext

from portal.api.operations import OPERATIONS, RESOURCES
from tests import access_table as roles

LISTS = [one for one in OPERATIONS if not one.has_id and not one.is_private]
WITH_RECORDS = [resource for resource in RESOURCES if resource.key]


@pytest.fixture
def ask(world, django_db_blocker):
    """In the world of the module; what a call changed is forgotten."""

    def get(path, **headers):
        cache.clear()
        with django_db_blocker.unblock(), transaction.atomic():
            response = Client().get(f"/api/v1{path}", headers=headers)
            transaction.set_rollback(True)
        return response

    return get


@pytest.mark.parametrize("operation", LISTS, ids=lambda one: one.name)
def test_each_list_answers_within_fifteen_queries(operation, ask, django_db_blocker):
    with django_db_blocker.unblock(), CaptureQueriesContext(connection) as queries:
        response = ask(operation.path)
    assert response.status_code == 200, response.content
    assert response["Content-Type"] == "application/json"
    assert len(queries) <= 17, len(queries)  # two of them are this test's own


@pytest.mark.parametrize("resource", WITH_RECORDS, ids=lambda one: one.name)
def test_each_record_is_found_by_its_own_address(resource, ask):
    listed = ask(f"/{resource.name}").json()
    assert listed["total"] >= 1
    for one in listed["data"][:3]:
        whole = ask(one["url"].split("/api/v1")[1])
        assert whole.status_code == 200, one
        told = whole.json()
        assert {name: told[name] for name in one} == one
    assert ask(f"/{resource.name}/no-such-id").status_code == 404


@pytest.mark.parametrize("resource", WITH_RECORDS, ids=lambda one: one.name)
def test_each_record_answers_within_fifteen_queries(resource, ask, django_db_blocker):
    [first, *_more] = ask(f"/{resource.name}").json()["data"]
    with django_db_blocker.unblock(), CaptureQueriesContext(connection) as queries:
        assert ask(first["url"].split("/api/v1")[1]).status_code == 200
    assert len(queries) <= 17, len(queries)  # two of them are this test's own


@pytest.mark.parametrize("resource", RESOURCES, ids=lambda one: one.name)
def test_fields_bring_what_was_asked_for_alone(resource, ask):
    name = list(resource.schema.model_fields)[-1]
    [one, *_more] = ask(f"/{resource.name}?fields={name}").json()["data"]
    assert set(one) - {"id"} == {name}
    assert ask(f"/{resource.name}?fields=nonsense").status_code == 400


def test_nothing_of_a_draft_is_in_any_of_it(world, ask):
    hidden = {
        str(world.draft_recommendation.reference),
        world.draft_indicator.slug,
        world.planned_activity.slug,
        str(world.draft_update.reference),
        str(world.submitted_update.reference),
        world.report_draft.slug,
        str(world.library_document.reference),
        world.contribution.rationale,
    }
    for operation in LISTS:
        text = ask(operation.path).content.decode()
        assert [one for one in hidden if f'"{one}"' in text] == [], operation.path
    for path in (
        f"/recommendations/{world.draft_recommendation.reference}",
        f"/indicators/{world.draft_indicator.slug}",
        f"/activities/{world.planned_activity.slug}",
        f"/updates/{world.draft_update.reference}",
        f"/reports/{world.report_draft.slug}",
        f"/documents/{world.library_document.reference}",
    ):
        assert ask(path).status_code == 404, path


def test_a_browser_that_is_signed_in_reads_what_everybody_reads(world, django_db_blocker):
    with django_db_blocker.unblock(), transaction.atomic():
        client = Client()
        client.force_login(world.people[roles.SECRETARIAT])
        own = client.get(f"/api/v1/recommendations/{world.draft_recommendation.reference}")
        mine = client.get("/api/v1/my/")
        transaction.set_rollback(True)
    assert own.status_code == 404
    assert mine.status_code == 401
    assert mine["WWW-Authenticate"].startswith("Bearer")


def test_the_description_holds_every_operation(ask):
    found = json.loads(ask("/openapi.json").content)
    assert found["openapi"].startswith("3.1")
    assert set(found["paths"]) == {one.path for one in OPERATIONS}
    for path, methods in found["paths"].items():
        answer = methods["get"]["responses"]["200"]
        assert "example" in answer["content"]["application/json"], path
        assert methods["get"]["description"], path
        problems = {status for status in methods["get"]["responses"] if status >= "400"}
        assert {"400", "404", "406", "414", "429", "500", "503"} <= problems, path
