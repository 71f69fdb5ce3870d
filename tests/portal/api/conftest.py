"""A world with one record of every kind, and calls of the API in it."""

import datetime as dt

import pytest
from django.core.cache import cache
from django.db import transaction
from django.test import Client

from accounts.services import tokens
from documents import services as documents
from documents.choices import Classification, Kind
from mechanisms.models import Instrument, Ratification
from recommendations.models import (
    AffectedGroup,
    Assessment,
    GroupLink,
    Objective,
    ObjectiveLink,
    SdgGoal,
    SdgGoalLink,
    SdgTarget,
    SdgTargetLink,
    ThemeLink,
)
from tests import access_table as roles
from tests import factories as make
from tests import world as worlds
from tests.files import upload

BASE = "/api/v1"


def fill(world):
    """What nobody needs an address of the site for, yet the API tells of."""
    officer = world.people[roles.SECRETARIAT]
    group = AffectedGroup.objects.create(code="children", name="Children")
    objective = Objective.objects.create(code="1", name="Laws", description="To make laws.")
    goal = SdgGoal.objects.create(number=16, name="Peace, justice and strong institutions")
    target = SdgTarget.objects.create(code="16.9", goal=goal, name="Identity for all")
    row = world.recommendation
    for model, name, term in (
        (GroupLink, "group", group),
        (ObjectiveLink, "objective", objective),
        (SdgGoalLink, "goal", goal),
        (SdgTargetLink, "target", target),
        (ThemeLink, "theme", world.theme),
    ):
        model.objects.create(recommendation=row, **{name: term})
    treaty = Instrument.objects.create(
        code="CRC",
        name="Convention",
        kind="treaty",
        monitored_by=world.mechanism,
        entry_rule="months_1",
    )
    bound = Ratification.objects.create(instrument=treaty, signed_on=dt.date(2012, 1, 1))
    bound.reservations.create(kind="declaration", text="As the law has it.")
    world.view = Assessment.objects.create(
        recommendation=row,
        viewpoint="secretariat",
        author=officer,
        status="in_progress",
        assessed_on=dt.date(2026, 2, 1),
        rationale="The act is in force.",
        publication="published",
    )
    world.law = documents.store(
        actor=officer,
        upload=upload("law.txt", b"A law."),
        kind=Kind.LAW,
        classification=Classification.PUBLIC,
    )
    world.view.evidence_links.create(document=world.law)
    activity = make.ActivityFactory(lead=world.institution, slug="registrars")
    activity.recommendation_links.create(recommendation=row)
    activity.milestones.create(title="Trained", due_on=dt.date(2026, 3, 31))
    activity.budget_lines.create(
        kind="planned", amount=1, currency="EUR", year=2026, source="State budget"
    )
    world.indicator.recommendation_links.create(recommendation=row)
    world.activity = activity


@pytest.fixture(scope="module")
def world(django_db_setup, django_db_blocker):
    """One for all tests of a module; what a test changes in it is rolled back."""
    with django_db_blocker.unblock(), transaction.atomic():
        built = worlds.build()
        fill(built)
        yield built
        transaction.set_rollback(True)


@pytest.fixture
def ask(db):
    """`ask("/clusters?q=x", token=…)`: the answer of the API."""

    def get(path, *, token="", method="get", **headers):
        cache.clear()
        sent = {"authorization": f"Bearer {token}"} if token else {}
        return getattr(Client(), method)(f"{BASE}{path}", headers=sent | headers)

    return get


@pytest.fixture
def token_of(settings):
    """`token_of(person)`: a new token of that person."""
    settings.DEMO_MODE = True

    def make(person, days=30):
        return tokens.make(actor=person, name="Test", days=days)[1]

    return make
