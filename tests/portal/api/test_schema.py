"""The description of the API held against the API itself, by programs that believe it."""

import hypothesis
import pytest
import schemathesis
from django.core import signals
from django.core.cache import cache
from django.core.wsgi import get_wsgi_application
from django.db import close_old_connections, transaction


def described(*, coverage: bool):
    """The description; nothing of the database is read for it."""
    found = schemathesis.openapi.from_wsgi("/api/v1/openapi.json", get_wsgi_application())
    found.config.phases.coverage.enabled = coverage
    return found


# Every operation with a few requests, those of each kind with every edge of their parameters.
schema = described(coverage=False)
thorough = described(coverage=True).include(
    path=["/obligations", "/changes", "/figures/{id}", "/updates/{id}", "/my/requests"]
)
QUICKLY = {
    "deadline": None,
    "derandomize": True,
    "database": None,
    "suppress_health_check": list(hypothesis.HealthCheck),
}


@pytest.fixture(autouse=True)
def _at_leisure(settings):
    """A thousand calls in a minute are the point here, all of them in one transaction."""
    settings.API_RATE = 1_000_000
    signals.request_started.disconnect(close_old_connections)
    signals.request_finished.disconnect(close_old_connections)
    yield
    signals.request_started.connect(close_old_connections)
    signals.request_finished.connect(close_old_connections)


def call(case, blocker):
    cache.clear()
    with blocker.unblock(), transaction.atomic():
        # What calls here takes packed answers for broken ones.
        case.call_and_validate(headers={"Accept-Encoding": "identity"})
        transaction.set_rollback(True)


@schema.parametrize()
@hypothesis.settings(max_examples=2, **QUICKLY)
def test_the_api_keeps_to_its_description(case, world, django_db_blocker):
    call(case, django_db_blocker)


@thorough.parametrize()
@hypothesis.settings(max_examples=4, **QUICKLY)
def test_the_api_keeps_to_its_description_at_every_edge(case, world, django_db_blocker):
    call(case, django_db_blocker)
