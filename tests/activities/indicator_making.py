"""An indicator of a ministry, and its pages."""

import pytest
from django.urls import reverse

from activities.services import reference
from tests import factories as make


@pytest.fixture
def lists(people):
    reference.load()
    return people


@pytest.fixture
def share(lists):
    return make.IndicatorFactory(
        slug="cr-1",
        code="CR-1",
        name="Births registered",
        unit=make.UnitFactory(code="percent"),
        custodian=lists.ministry,
    )


def page(client, user, door, /, *args, **data):
    client.force_login(user)
    address = reverse(door, args=args)
    return client.post(address, data) if data else client.get(address)
