"""A table that runs, with two ministries at it."""

import uuid

import pytest
from django.urls import reverse

from recommendations.models import Assignment
from recommendations.services.tables.board import read_spoken
from tests import factories as make


@pytest.fixture
def officer(client, settings):
    settings.DEMO_MODE = True
    officer = make.secretariat()
    client.force_login(officer)
    return officer


@pytest.fixture
def interior(db):
    return make.InstitutionFactory(name="Ministry of the Interior", slug="interior", acronym="MoI")


@pytest.fixture
def labour(db):
    return make.InstitutionFactory(name="Ministry of Labour", slug="labour", acronym="MoL")


@pytest.fixture
def table(officer, interior, labour):
    rows = [make.RecommendationFactory(paragraph=str(n)) for n in (1, 2, 3)]
    return make.running_table(rows, [interior, labour], officer=officer)


def address(name, table, **more):
    return reverse(f"recommendations:{name}", kwargs={"reference": table.meeting.reference, **more})


def press(client, table, person, institution, said, *, item=None, why="", key=None):
    client.force_login(person)
    data = {"for": institution.slug, "item": item or table.current_id, "said": said, "why": why}
    return client.post(
        address("press", table), data | {"key": key or uuid.uuid4()}, headers={"hx-request": "true"}
    )


def settle(client, table, officer, **data):
    client.force_login(officer)
    table.refresh_from_db()
    data = {"seen": read_spoken(table.current).mark} | data
    return client.post(
        address("settle_item", table, item=table.current_id), data, headers={"hx-request": "true"}
    )


def step(client, table, to, shown=None):
    table.refresh_from_db()
    shown = table.current_id or 0 if shown is None else shown
    return client.post(
        address("step_table", table),
        {"shown": shown, "to": to},
        headers={"hx-request": "true"},
    )


def parts(item):
    rows = Assignment.objects.filter(recommendation=item.recommendation_id).not_withdrawn()
    return {(row.institution.slug, row.role, row.state) for row in rows}
