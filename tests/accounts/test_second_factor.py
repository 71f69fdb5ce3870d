"""Everybody needs a second factor, but for the demonstration's accounts in demo mode."""

import pytest
from allauth.mfa.totp.internal.auth import (
    TOTP,
    format_hotp_value,
    generate_totp_secret,
    hotp_value,
    yield_hotp_counters_from_time,
)

from accounts.models import User
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


def test_what_a_browser_fetches_by_itself_changes_no_secret(client, person):
    client.force_login(person)
    for address in ("/icons/any.svg", "/icons/32.png", "/site.webmanifest", "/brand.css"):
        assert client.get(address).status_code in {200, 404}, address


def test_nothing_can_be_posted_without_one(client, person):
    client.force_login(person)
    assert client.post("/workspace/clusters/new/", {"title": "x"}).status_code == 302
    assert not person.events.model.objects.filter(pgh_label="x").exists()


def test_with_one_the_code_is_asked_for_at_sign_in(client, person):
    TOTP.activate(person, generate_totp_secret())
    response = sign_in(client, person)
    assert response.request["PATH_INFO"] == "/account/2fa/authenticate/"
    assert client.get("/workspace/account/").status_code == 302


def code_of(secret):
    return format_hotp_value(hotp_value(secret, next(iter(yield_hotp_counters_from_time()))))


def show_the_password_anew(client):
    address = "/account/reauthenticate/?next=/account/2fa/totp/deactivate/"
    client.post(address, {"password": make.PASSWORD})


def test_the_code_opens_the_session(client, person):
    secret = generate_totp_secret()
    TOTP.activate(person, secret)
    sign_in(client, person)
    client.post("/account/2fa/authenticate/", {"code": code_of(secret)})
    assert client.get("/workspace/account/").status_code == 200


def test_whoever_sets_one_up_goes_on(client, person):
    sign_in(client, person)
    show_the_password_anew(client)
    client.get("/account/2fa/totp/activate/")
    secret = client.session["mfa.totp.secret"]
    client.post("/account/2fa/totp/activate/", {"code": code_of(secret)})
    assert client.get("/workspace/account/").status_code == 200
    assert client.get("/account/2fa/recovery-codes/").status_code == 200


def test_a_session_begun_with_the_password_alone_gains_nothing_by_it(client, person):
    """Someone else knew the password before the holder of the account set up a second factor."""
    sign_in(client, person)
    TOTP.activate(person, generate_totp_secret())
    for address in ("/workspace/account/", "/account/2fa/recovery-codes/", "/account/2fa/"):
        location = client.get(address).headers.get("Location", "")
        assert location.startswith("/account/2fa/reauthenticate/"), address


def test_taking_it_away_leads_to_setting_up_another(client, person):
    secret = generate_totp_secret()
    TOTP.activate(person, secret)
    sign_in(client, person)
    client.post("/account/2fa/authenticate/", {"code": code_of(secret)})
    client.post("/account/2fa/totp/deactivate/")
    show_the_password_anew(client)
    assert client.get("/workspace/account/").headers["Location"] == "/account/2fa/totp/activate/"


def test_the_administration_has_no_door_of_its_own(client, person):
    """Its usual sign-in page knows neither the second factor nor the limit on attempts."""
    person.is_staff = True
    person.save()
    form = {"username": person.email, "password": make.PASSWORD}
    response = client.post("/admin/login/?next=/admin/", form)
    assert response.headers["Location"] == "/account/login/?next=%2Fadmin%2F"
    assert "_auth_user_id" not in client.session


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
    assert not User.objects.filter(email="new@example.org").exists()


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
