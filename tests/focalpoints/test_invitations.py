"""An invitation is good once, for some days, and the post begins in the moment it is accepted."""

import datetime as dt
import re
import threading
from unittest import mock

import pytest
import time_machine
from django.core import mail
from django.core.exceptions import PermissionDenied
from django.db import connections
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from accounts.models import FirstDay, User
from focalpoints.choices import InvitationState, Role, Standing
from focalpoints.models import Appointment, Invitation
from focalpoints.policies import standing
from focalpoints.services import invitations as services
from focalpoints.services.news_of_joining import take_up_letters
from nmirf.common import tokens
from nmirf.common.dates import today
from nmirf.common.errors import DomainError
from nmirf.common.rows import rows
from nmirf.common.workflow import WorkflowError
from notifications.models import Notification
from tests import factories as make

LINK = re.compile(r"https?://[^/\s]+(/(?:fr/|ar/)?workspace/people/invitation/[\w-]+/)")
GOOD = {
    "full_name": "Ana Duarte",
    "password": "four plain words here",
    "again": "four plain words here",
}


@pytest.fixture
def officer(db):
    return make.secretariat()


@pytest.fixture
def institution(db):
    return make.InstitutionFactory(name="Ministry of Water")


def invite(officer, institution, **changes):
    facts = {
        "email": "ana@example.org",
        "full_name": "Ana Duarte",
        "role": Role.FOCAL_POINT,
        "starts_on": today(),
    }
    return services.invite(actor=officer, institution=institution, **facts | changes)


@pytest.fixture
def link(officer, institution, django_capture_on_commit_callbacks):
    """Invites, and gives the path of the link that was mailed."""

    def act(**changes):
        with django_capture_on_commit_callbacks(execute=True):
            invite(officer, institution, **changes)
        return LINK.search(mail.outbox[-1].body)[1]

    return act


def test_the_link_opens_the_account_and_begins_the_post(client, link, institution, officer):
    path = link()
    page = client.get(path)
    assert page.status_code == 200
    assert officer.full_name in page.text
    assert "Ministry of Water" in page.text
    assert not User.objects.filter(email="ana@example.org").exists(), "looking accepts nothing"
    answer = client.post(path, GOOD)
    assert answer.status_code == 302
    assert answer.headers["Location"] == "/account/login/?next=%2Fworkspace%2Ffirst-day%2F"
    person = User.objects.get(email="ana@example.org")
    assert person.check_password(GOOD["password"])
    assert standing(person).report_for == {institution.pk}
    row = Invitation.objects.get()
    assert row.appointment.user == person
    assert FirstDay.objects.get(user=person).put_away_at is None


def test_the_second_factor_is_set_up_at_the_first_sign_in(client, link):
    client.post(link(), GOOD)
    form = {"login": "ana@example.org", "password": GOOD["password"]}
    client.post("/account/login/?next=/workspace/first-day/", form)
    answer = client.get("/workspace/first-day/")
    assert answer.headers["Location"] == "/account/2fa/totp/activate/"


def test_the_inviter_hears_that_it_was_accepted(
    client, link, officer, django_capture_on_commit_callbacks
):
    path = link()
    with django_capture_on_commit_callbacks(execute=True):
        client.post(path, GOOD)
    assert "accepted the invitation" in Notification.objects.get(person=officer).text


def test_the_token_is_kept_nowhere(link, institution):
    token = link().split("/")[-2]
    row = Invitation.objects.get()
    assert row.token_digest == tokens.digest_of(token)
    assert token not in str(list(Invitation.objects.values_list()))
    assert token not in str(list(rows("focalpoints.InvitationEvent").values_list()))


def test_the_message_is_in_the_persons_language_and_says_nothing_restricted(link):
    path = link(language="ar", portfolio="Secret portfolio")
    message = mail.outbox[-1]
    assert path.startswith("/ar/")
    assert 'dir="rtl"' in message.alternatives[0][0]
    assert "Secret portfolio" not in message.body + message.alternatives[0][0]
    assert message.to == ["ana@example.org"]


@pytest.mark.parametrize(
    ("typed", "complaint"),
    [
        ({"again": "another password"}, "differ"),
        ({"password": "short", "again": "short"}, "too short"),
        ({"password": "ana@example.org", "again": "ana@example.org"}, "too similar"),
        ({"full_name": ""}, "required"),
    ],
)
def test_a_bad_form_accepts_nothing(client, link, typed, complaint):
    answer = client.post(link(), GOOD | typed)
    assert answer.status_code == 422
    assert complaint in answer.text
    assert not User.objects.filter(email="ana@example.org").exists()


def test_a_used_link_says_so(client, link):
    path = link()
    client.post(path, GOOD)
    for answer in (client.get(path), client.post(path, GOOD)):
        assert answer.status_code == 410
        assert "has been accepted" in answer.text


def test_an_expired_link_says_what_to_do_and_can_be_sent_again(
    client, link, officer, django_capture_on_commit_callbacks
):
    path = link()
    with time_machine.travel(timezone.now() + dt.timedelta(days=15)):
        answer = client.get(path)
        assert answer.status_code == 410
        assert "Ask the secretariat to send it again" in answer.text
        with django_capture_on_commit_callbacks(execute=True):
            services.resend(actor=officer, pk=Invitation.objects.get().pk)
        fresh = LINK.search(mail.outbox[-1].body)[1]
        assert client.get(path).status_code == 404, "the old link is gone"
        assert client.post(fresh, GOOD).status_code == 302


def test_a_revoked_link_says_so(client, link, officer):
    path = link()
    services.revoke(actor=officer, pk=Invitation.objects.get().pk)
    answer = client.get(path)
    assert answer.status_code == 410
    assert "called back" in answer.text
    assert client.post(path, GOOD).status_code == 410


@pytest.mark.parametrize("token", ["x", "A" * 43, "A" * 42 + "é", "%00", "..%2F..", "A" * 4000])
def test_a_link_that_never_was_is_not_found(client, db, token):
    assert client.get(f"/workspace/people/invitation/{token}/").status_code == 404


@given(st.text())
def test_no_text_but_a_token_has_a_digest(text):
    digest = tokens.digest_of(text)
    assert bool(digest) == bool(re.fullmatch(r"[A-Za-z0-9_-]{43}", text, re.ASCII))


def test_an_account_that_is_there_signs_in_and_accepts(client, settings, link, institution):
    settings.DEMO_MODE = True
    person = make.UserFactory(email="ana@example.org")
    path = link()
    page = client.get(path)
    assert f"/account/login/?next={path.replace('/', '%2F')}" in page.text
    assert client.post(path, GOOD).status_code == 200
    assert not standing(User.objects.get(pk=person.pk)).report_for, "nobody is signed in"
    client.force_login(person)
    assert client.post(path).headers["Location"] == "/workspace/first-day/"
    assert standing(User.objects.get(pk=person.pk)).report_for == {institution.pk}


def test_somebody_elses_invitation_is_not_accepted(client, settings, link):
    settings.DEMO_MODE = True
    make.UserFactory(email="ana@example.org")
    path = link()
    client.force_login(make.UserFactory())
    assert "another account" in client.get(path).text
    client.post(path)
    assert not Appointment.objects.exists()


def test_another_persons_session_opens_no_account(client, settings, link):
    settings.DEMO_MODE = True
    path = link()
    client.force_login(make.UserFactory())
    assert "another account" in client.post(path, GOOD).text
    assert not User.objects.filter(email="ana@example.org").exists()


def test_the_institution_was_dissolved_meanwhile(client, link, institution):
    path = link()
    institution.dissolved_on = today() - dt.timedelta(days=1)
    institution.save()
    answer = client.post(path, GOOD)
    assert answer.status_code == 422
    assert "dissolved" in answer.text
    assert not User.objects.filter(email="ana@example.org").exists()


def test_the_post_is_held_already(client, settings, link, institution):
    settings.DEMO_MODE = True
    path = link()
    person = make.UserFactory(email="ana@example.org")
    make.AppointmentFactory(user=person, institution=institution)
    client.force_login(person)
    answer = client.post(path)
    assert answer.status_code == 409
    assert "same post" in answer.text
    assert Invitation.objects.get().accepted_at is None


def test_a_post_that_is_over_does_not_begin(client, link):
    path = link(ends_on=today() + dt.timedelta(days=3))
    with time_machine.travel(timezone.now() + dt.timedelta(days=5)):
        answer = client.post(path, GOOD)
    assert answer.status_code == 422
    assert "has ended meanwhile" in answer.text


def test_nobody_is_invited_to_what_cannot_be(officer, institution):
    institution.standing = Standing.SUSPENDED
    with pytest.raises(DomainError, match="is suspended"):
        invite(officer, institution)
    institution.standing = Standing.APPROVED
    with pytest.raises(DomainError, match="before it starts"):
        invite(officer, institution, ends_on=today() - dt.timedelta(days=1))
    other = make.AppointmentFactory()
    with pytest.raises(DomainError, match="same institution"):
        invite(officer, institution, role=Role.DEPUTY, deputises=other)
    make.UserFactory(email="gone@example.org", is_active=False)
    with pytest.raises(DomainError, match="closed"):
        invite(officer, institution, email="Gone@example.org")


def test_one_invitation_to_one_post(officer, institution):
    invite(officer, institution)
    with pytest.raises(DomainError, match="invited to this post already"):
        invite(officer, institution, email="ANA@example.org")
    services.revoke(actor=officer, pk=Invitation.objects.get().pk)
    assert invite(officer, institution).state(timezone.now()) == InvitationState.OPEN


@pytest.mark.parametrize(
    "who", [make.focal_point, make.authority, make.deputy, make.administrator, make.UserFactory]
)
def test_only_the_secretariat_invites(institution, who):
    with pytest.raises(PermissionDenied):
        invite(who(), institution)
    row = make.InvitationFactory()
    for deed in (services.resend, services.revoke):
        with pytest.raises(PermissionDenied):
            deed(actor=who(), pk=row.pk)


def test_what_is_answered_is_neither_sent_again_nor_called_back(officer, client, link):
    client.post(link(), GOOD)
    for deed in (services.resend, services.revoke):
        with pytest.raises(WorkflowError):
            deed(actor=officer, pk=Invitation.objects.get().pk)


def test_a_task_that_runs_twice_sends_once(link):
    link()
    sent = len(mail.outbox)
    assert services.send(pk=Invitation.objects.get().pk) is False
    assert len(mail.outbox) == sent


def test_a_refusing_mail_server_is_tried_again(officer, institution):
    row = invite(officer, institution)
    digest = row.token_digest
    with mock.patch("django.core.mail.EmailMultiAlternatives.send", side_effect=OSError("refused")):
        assert services.send(pk=row.pk) is False
    row.refresh_from_db()
    assert (row.sent_at, row.token_digest) == (None, digest)
    assert take_up_letters(at=timezone.now()) == 1
    assert take_up_letters(at=timezone.now()) == 0
    assert mail.outbox[-1].to == ["ana@example.org"]


def test_a_repeated_message_bears_the_same_id(officer, institution):
    row = invite(officer, institution)
    services.send(pk=row.pk)
    Invitation.objects.update(sent_at=None)  # the worker died before it was written down
    services.send(pk=row.pk)
    first, second = (message.extra_headers["Message-ID"] for message in mail.outbox[-2:])
    assert first == second


def test_the_list_says_what_became_of_each(client, settings, officer):
    settings.DEMO_MODE = True
    client.force_login(officer)
    make.InvitationFactory(full_name="Open One")
    make.InvitationFactory(full_name="Late One", expires_at=timezone.now())
    make.InvitationFactory(full_name="Back One", revoked_at=timezone.now())
    page = client.get("/workspace/people/invitations/").text
    for word in ("Open One", "Late One", "Back One", "Expired", "Called back", "Not answered yet"):
        assert word in page


def test_the_list_asks_the_same_of_one_and_of_twenty(
    client, settings, officer, django_assert_max_num_queries
):
    settings.DEMO_MODE = True
    client.force_login(officer)
    make.InvitationFactory.create_batch(20)
    with django_assert_max_num_queries(9):
        client.get("/workspace/people/invitations/")


def test_whoever_did_not_come_is_forgotten_after_a_year(link, client):
    make.InvitationFactory(email="never@example.org")
    client.post(link(), GOOD)
    later = timezone.now() + dt.timedelta(days=380)
    assert services.sweep(at=timezone.now() + dt.timedelta(days=300)) == 0
    assert services.sweep(at=later) == 1
    assert Invitation.objects.get().email == "ana@example.org", "the accepted one stays"
    assert not rows("focalpoints.InvitationEvent").filter(email="never@example.org").exists()


@pytest.mark.django_db(transaction=True)
def test_two_clicks_at_once_accept_once():
    officer, institution = make.secretariat(), make.InstitutionFactory()
    token = tokens.mint()[0]
    make.InvitationFactory(
        token=token, institution=institution, invited_by=officer, email="ana@example.org"
    )
    ready, ends = threading.Barrier(2), []

    def click():
        ready.wait()
        try:
            services.accept_as_new(
                token=token, full_name="Ana", password="four plain words here", language="en"
            )
            ends.append("began")
        except services.SpentError as error:
            ends.append(error.state.value)
        finally:
            connections.close_all()

    threads = [threading.Thread(target=click) for _n in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(20)
    assert sorted(ends) == ["accepted", "began"]
    assert User.objects.filter(email="ana@example.org").count() == 1
    assert Appointment.objects.count() == 1
