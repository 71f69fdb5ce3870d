"""The description of the API held against the API itself, by programs that believe it."""

import hypothesis
import pytest
import schemathesis
from django.core.cache import cache
from django.core.wsgi import get_wsgi_application
from django.db import transaction


# Nothing of the database is read for it.
schema = schemathesis.openapi.from_wsgi("/api/v1/openapi.json", get_wsgi_application())


@pytest.fixture(autouse=True)
def _at_leisure(settings):
    """A thousand calls in a minute are the point here."""
    settings.API_RATE = 1_000_000


@schema.parametrize()
@hypothesis.settings(
    max_examples=4,
    deadline=None,
    derandomize=True,
    database=None,
    suppress_health_check=list(hypothesis.HealthCheck),
)
def test_the_api_keeps_to_its_description(case, world, django_db_blocker):
    cache.clear()
    with django_db_blocker.unblock(), transaction.atomic():
        case.call_and_validate()
        transaction.set_rollback(True)
