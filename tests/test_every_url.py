"""Every address × every role of the access table, and no address without a rule."""

import pytest
from django.contrib.auth.models import AnonymousUser
from django.db import transaction
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, reverse

from tests import world
from tests.access_table import ACCESS, PREFIXES, ROLES, Rule


def names(patterns, namespace=""):
    """The full name of every address of the site."""
    for pattern in patterns:
        if isinstance(pattern, URLResolver):
            inner = f"{namespace}{pattern.namespace}:" if pattern.namespace else namespace
            yield from names(pattern.url_patterns, inner)
        elif isinstance(pattern, URLPattern):
            yield f"{namespace}{pattern.name}"


ALL_NAMES = sorted(set(names(get_resolver().url_patterns)))


def rule_of(name: str) -> Rule | None:
    by_prefix = (rule for prefix, rule in PREFIXES.items() if name.startswith(prefix))
    return ACCESS.get(name) or next(by_prefix, None)


def test_every_address_has_a_rule():
    assert [name for name in ALL_NAMES if rule_of(name) is None] == []


def test_every_rule_has_an_address():
    assert [name for name in ACCESS if name not in ALL_NAMES] == []


def ask(user, name, rule, records):
    client = Client(raise_request_exception=True)
    if not isinstance(user, AnonymousUser):
        client.force_login(user)
    address = reverse(name, kwargs=rule.kwargs(records))
    return client.get(address) if rule.method == "get" else client.post(address, rule.data)


def is_sent_to_sign_in(response):
    return response.status_code == 302 and "/account/login/" in response.headers["Location"]


@pytest.mark.parametrize("name", sorted(ACCESS))
def test_the_access_table_holds(name, db, settings):
    settings.DEMO_MODE = True
    rule, records = ACCESS[name], world.build()
    wrong = []
    for role in ROLES:
        with transaction.atomic():
            response = ask(records.people[role], name, rule, records)
            refused = response.status_code in {403, 404} or is_sent_to_sign_in(response)
            if role in rule.allowed:
                fine = response.status_code in rule.answers and not refused
            else:
                fine = refused
            if not fine:
                wrong.append(f"{role}: {response.status_code}")
            transaction.set_rollback(True)
    assert wrong == []


@pytest.mark.parametrize("role", ROLES)
def test_the_administration_opens_by_policy(role, db, settings):
    settings.DEMO_MODE = True
    records = world.build()
    client = Client()
    person = records.people[role]
    if not isinstance(person, AnonymousUser):
        client.force_login(person)
    opens = {
        "admin:index": {"secretariat", "consultation_officer", "administrator"},
        "admin:recommendations_theme_changelist": {
            *("secretariat", "consultation_officer", "administrator")
        },
        "admin:accounts_user_changelist": {"administrator"},
        "admin:focalpoints_nationalmechanism_changelist": {"administrator"},
    }
    got = {
        name: client.get(reverse(name)).status_code == 200
        for name in opens
    }
    assert got == {name: role in allowed for name, allowed in opens.items()}
