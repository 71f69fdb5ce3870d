"""Every address × every role of the access table, and no address without a rule."""

import pytest
from django.contrib import admin
from django.contrib.auth.models import AnonymousUser
from django.db import transaction
from django.http import HttpResponse
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, reverse

from focalpoints.admin import AdministratorsAdmin, ReferenceAdmin
from nmirf.common import views
from tests import world
from tests.access_table import ACCESS, ADMINISTRATOR, OFFICERS, ROLES


def names(patterns, namespace=""):
    """The full name of every address of the site."""
    for pattern in patterns:
        if isinstance(pattern, URLResolver):
            inner = f"{namespace}{pattern.namespace}:" if pattern.namespace else namespace
            yield from names(pattern.url_patterns, inner)
        elif isinstance(pattern, URLPattern):
            yield f"{namespace}{pattern.name}"


ALL_NAMES = sorted(set(names(get_resolver().url_patterns)))
# The administration's addresses follow from what is registered there; see its own test below.
OURS = [name for name in ALL_NAMES if not name.startswith("admin:")]


@pytest.fixture(scope="module")
def records(django_db_setup, django_db_blocker):
    """One world for all addresses; what a request changes in it is rolled back."""
    with django_db_blocker.unblock(), transaction.atomic():
        yield world.build()
        transaction.set_rollback(True)


@pytest.fixture(scope="module")
def sessions(records, django_db_blocker):
    """By role the cookies of one who has just signed in; each request begins with these."""
    found = {}
    with django_db_blocker.unblock():
        for role in ROLES:
            client = Client()
            if not isinstance(records.people[role], AnonymousUser):
                client.force_login(records.people[role])
            found[role] = client.cookies.output(header="", sep=";")
    return found


@pytest.fixture
def ask(sessions, django_db_blocker, settings, monkeypatch):
    """Asks for one address as one role and forgets what that changed."""
    settings.DEMO_MODE = True
    # Most answers are refusals: what their page says is shown elsewhere, here only that they are.
    monkeypatch.setattr(
        views,
        "_refused",
        lambda _request, _page, status, reason: HttpResponse(reason, status=status),
    )

    def get(role, address, method="get", data=None):
        client = Client()
        client.cookies.load(sessions[role])
        with django_db_blocker.unblock(), transaction.atomic():
            response = client.post(address, data) if method == "post" else client.get(address)
            transaction.set_rollback(True)
        return response

    return get


def test_every_address_has_a_rule():
    assert [name for name in OURS if name not in ACCESS] == []


def test_every_rule_has_an_address():
    assert [name for name in ACCESS if name not in ALL_NAMES] == []


def is_refused(response):
    if response.status_code == 302:
        return "/account/login/" in response.headers["Location"]
    return response.status_code in {401, 403, 404}


@pytest.mark.parametrize("name", sorted(ACCESS))
def test_the_access_table_holds(name, records, ask):
    rule = ACCESS[name]
    address = reverse(name, kwargs=rule.kwargs(records))
    wrong = []
    for role in ROLES:
        response = ask(role, address, rule.method, rule.data)
        lets_in = response.status_code in rule.answers and not (
            is_refused(response) and response.status_code not in rule.answers - {302}
        )
        fine = lets_in if role in rule.allowed else is_refused(response)
        if not fine:
            wrong.append(f"{role}: {response.status_code}")
    assert wrong == []


def admin_rows():
    """Each page of the administration with the roles that it opens to."""
    for model, page in sorted(admin.site._registry.items(), key=lambda pair: str(pair[0])):
        if isinstance(page, AdministratorsAdmin):
            roles = {ADMINISTRATOR}
        elif isinstance(page, ReferenceAdmin):
            roles = OFFICERS | {ADMINISTRATOR}
        else:
            roles = set()  # a library's own page, which nobody needs
        yield pytest.param(f"{model._meta.app_label}_{model._meta.model_name}", roles)


@pytest.mark.parametrize(("name", "roles"), admin_rows())
def test_the_administration_opens_by_policy(name, roles, ask):
    for page in ("changelist", "add"):
        address = reverse(f"admin:{name}_{page}")
        let_in = {role for role in ROLES if ask(role, address).status_code == 200}
        assert let_in == roles, page


def test_nobody_deletes_in_the_administration():
    for page in admin.site._registry.values():
        if isinstance(page, ReferenceAdmin):
            assert not page.has_delete_permission(None)
