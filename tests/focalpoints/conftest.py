"""What the tests of people share."""

import threading

import pytest
from django.db import connections

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


@pytest.fixture
def at_once():
    """Run each deed in a thread of its own, all started together; the errors they ended with."""

    def run_all(*deeds):
        errors, barrier = [], threading.Barrier(len(deeds))

        def run(deed):
            barrier.wait()
            try:
                deed()
            except Exception as error:
                errors.append(error)
            finally:
                connections.close_all()

        threads = [threading.Thread(target=run, args=[deed]) for deed in deeds]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join(60)
        return errors

    return run_all
