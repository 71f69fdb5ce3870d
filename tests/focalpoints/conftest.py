"""What the tests of people share."""

import pytest

from tests import factories as make


@pytest.fixture
def officer(db):
    return make.secretariat()


@pytest.fixture
def institution(db):
    return make.InstitutionFactory(name="Ministry of Health", slug="health")


@pytest.fixture
def as_(client, settings):
    """`as_(person)` is a client on which that person is signed in."""
    settings.DEMO_MODE = True

    def sign_in(person):
        client.force_login(person)
        return client

    return sign_in
