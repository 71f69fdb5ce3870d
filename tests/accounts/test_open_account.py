"""The first account of an instance, and the way back in for someone locked out."""

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret
from django.core.management import CommandError, call_command

from accounts.models import User
from accounts.services import open_account as open_one
from focalpoints.policies import standing
from tests import factories as make

ADDRESS = "ada@example.org"


def open_account(capsys, *arguments):
    call_command("open_account", *arguments)
    return capsys.readouterr().out


def set_password(client, printed):
    link = printed.split()[-1]
    assert link.startswith("http://localhost:8000/account/password/reset/key/")
    form = client.get(link.removeprefix("http://localhost:8000"), follow=True)
    assert form.status_code == 200
    return client.post(
        form.request["PATH_INFO"], {"password1": make.PASSWORD, "password2": make.PASSWORD}
    )


def sign_in(client):
    return client.post("/account/login/", {"login": ADDRESS, "password": make.PASSWORD})


def test_the_first_administrator_sets_a_password_and_then_a_second_factor(db, client, capsys):
    printed = open_account(capsys, ADDRESS, "--name", "Ada King", "--group", "administrators")
    assert "Ada King <ada@example.org>, groups: administrators" in printed
    user = User.objects.get(email=ADDRESS)
    assert not user.has_usable_password()
    set_password(client, printed)
    sign_in(client)
    response = client.get("/admin/")
    assert response.headers["Location"] == "/account/2fa/totp/activate/"


def test_it_gives_the_groups_and_no_flag(db, capsys):
    groups = ["--group", "secretariat", "--group", "consultation_officers"]
    open_account(capsys, ADDRESS, "--name", "Ada King", *groups)
    user = User.objects.get(email=ADDRESS)
    rights = standing(user)
    assert (user.is_staff, user.is_superuser) == (False, False)
    assert (rights.is_secretariat, rights.is_consultation_officer) == (True, True)
    assert rights.is_administrator is False


def test_the_administration_can_then_give_every_group(db, client, settings, capsys):
    settings.DEMO_MODE = True
    open_account(capsys, ADDRESS, "--name", "Ada King", "--group", "administrators")
    client.force_login(make.UserFactory(groups=["administrators"]))
    page = client.get("/admin/accounts/user/add/").text
    assert all(name in page for name in ("secretariat", "consultation_officers"))


def test_whoever_has_no_password_yet_gets_a_link_by_mail(db, client, mailoutbox):
    open_one(email=ADDRESS, full_name="Ada King")
    client.post("/account/password/reset/", {"email": ADDRESS})
    (mail,) = mailoutbox
    (link,) = [line for line in mail.body.split() if "/account/password/reset/key/" in line]
    set_password(client, link.replace("http://testserver", "http://localhost:8000"))
    sign_in(client)
    assert client.get("/workspace/").headers["Location"] == "/account/2fa/totp/activate/"


def test_a_link_is_good_once(db, client, capsys):
    printed = open_account(capsys, ADDRESS, "--name", "Ada King")
    set_password(client, printed)
    path = printed.split()[-1].removeprefix("http://localhost:8000")
    assert "password1" not in client.get(path, follow=True).text


def test_an_account_that_is_there_keeps_its_name_and_gets_another_link(db, client, capsys):
    make.UserFactory(email=ADDRESS, full_name="Ada King", is_demo=False, groups=["secretariat"])
    printed = open_account(capsys, "ADA@example.org", "--name", "x", "--group", "administrators")
    assert "Ada King <ada@example.org>, groups: administrators, secretariat" in printed
    assert set_password(client, printed).status_code == 302


def test_a_second_factor_that_was_lost_is_forgotten_only_when_asked(db, capsys):
    user = make.UserFactory(email=ADDRESS, is_demo=False)
    TOTP.activate(user, generate_totp_secret())
    open_account(capsys, ADDRESS)
    assert Authenticator.objects.filter(user=user).exists()
    open_account(capsys, ADDRESS, "--new-second-factor")
    assert not Authenticator.objects.filter(user=user).exists()


@pytest.mark.parametrize(
    ("arguments", "reason"),
    [
        ([ADDRESS], "needs the person's name"),
        (["not an address", "--name", "Ada King"], "valid email"),
        (["demo@example.org"], "account of the demonstration"),
        (["closed@example.org"], "may not sign in"),
    ],
)
def test_what_cannot_be_opened_is_refused_in_words(db, arguments, reason):
    make.UserFactory(email="demo@example.org")
    make.UserFactory(email="closed@example.org", is_demo=False, is_active=False)
    before = User.objects.count()
    with pytest.raises(CommandError, match=reason):
        call_command("open_account", *arguments)
    assert User.objects.count() == before
