"""Accounts in the administration: who gives whom which rights."""

import pytest
from django.contrib.auth.models import Group
from django.urls import reverse

from accounts.choices import StandingGroup
from tests import factories as make


@pytest.fixture
def change(client, settings, db):
    """`change(person, groups)`: an administrator sets the standing groups of an account."""
    settings.DEMO_MODE = True
    administrator = make.administrator()
    client.force_login(administrator)

    def act(person, *names):
        groups = [Group.objects.get_or_create(name=name)[0].pk for name in names]
        facts = {"email": person.email, "full_name": person.full_name, "is_active": "on"}
        address = reverse("admin:accounts_user_change", args=[person.pk])
        assert client.post(address, facts | {"groups": groups}).status_code == 302
        return set(person.groups.values_list("name", flat=True))

    act.administrator = administrator
    return act


def test_an_administrator_gives_others_their_groups(change):
    assert change(make.UserFactory(), StandingGroup.SECRETARIAT) == {StandingGroup.SECRETARIAT}


def test_nobody_gives_oneself_a_right(change):
    mine = change(change.administrator, StandingGroup.ADMINISTRATORS, StandingGroup.SECRETARIAT)
    assert mine == {StandingGroup.ADMINISTRATORS}
