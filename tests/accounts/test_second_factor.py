"""Everybody needs a second factor, but for the demonstration's accounts in demo mode."""

import pytest
from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret

from tests import factories as make


@pytest.fixture
def person(db):
    return make.UserFactory(is_demo=False, groups=["secretariat"])


def sign_in(client, user):
    return client.post(
        "/account/login/", {"login": user.email, "password": make.PASSWORD}, follow=True
    )


def test_without_one_every_page_leads_to_setting_it_up(client, person):
    client.force_login(person)
    for address in ("/workspace/", "/", "/workspace/account/", "/admin/"):
        response = client.get(address)
        assert (response.status_code, response.headers["Location"]) == (
            302,
            "/account/2fa/totp/activate/",
        ), address


def test_nothing_can_be_posted_without_one(client, person):
    client.force_login(person)
    assert client.post("/workspace/clusters/new/", {"title": "x"}).status_code == 302
    assert not person.events.model.objects.filter(pgh_label="x").exists()


def test_with_one_the_code_is_asked_for_at_sign_in(client, person):
    TOTP.activate(person, generate_totp_secret())
    response = sign_in(client, person)
    assert response.request["PATH_INFO"] == "/account/2fa/authenticate/"
    assert client.get("/workspace/account/").status_code == 302


@pytest.mark.parametrize(("demo", "lets_in"), [(True, True), (False, False)])
def test_demonstration_accounts_enter_in_demo_mode_only(client, settings, db, demo, lets_in):
    settings.DEMO_MODE = demo
    user = make.UserFactory(is_demo=True)
    sign_in(client, user)
    assert (client.get("/workspace/account/").status_code == 200) is lets_in


def test_nobody_registers_oneself(client, db):
    assert "signup" not in client.get("/account/login/").text.lower()
    form = {"email": "new@example.org", "password1": make.PASSWORD, "password2": make.PASSWORD}
    client.post("/account/signup/", form)
    assert not make.User.objects.filter(email="new@example.org").exists()


def test_sign_in_is_rate_limited(client, db):
    user = make.UserFactory()
    wrong = {"login": user.email, "password": "not the password"}
    answers = [client.post("/account/login/", wrong).status_code for _ in range(12)]
    assert answers[-1] == 429 or "Too many" in client.post("/account/login/", wrong).text


def test_the_address_is_known_in_any_case(client, settings, db):
    settings.DEMO_MODE = True
    user = make.UserFactory(email="case@example.org")
    client.post("/account/login/", {"login": "CASE@Example.org", "password": make.PASSWORD})
    assert client.session.get("_auth_user_id") == str(user.pk)


@pytest.mark.parametrize("address", ["https://evil.example/", "//evil.example/", "javascript:1"])
def test_open_redirects_are_refused(client, settings, db, address):
    settings.DEMO_MODE = True
    user = make.UserFactory()
    form = {"login": user.email, "password": make.PASSWORD, "next": address}
    response = client.post("/account/login/", form)
    assert "evil" not in response.headers.get("Location", "")
    assert "javascript" not in response.headers.get("Location", "")
