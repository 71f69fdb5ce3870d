"""Organisations register themselves: address first, then the secretariat decides."""

import datetime as dt
import re
import threading

import pytest
import time_machine
from django.core import mail
from django.core.exceptions import PermissionDenied
from django.db import connections
from django.utils import timezone

from focalpoints.choices import InstitutionKind, Membership, RegistrationState
from focalpoints.models import Institution, Invitation, Registration
from focalpoints.services import registrations as services
from nmirf.common import tokens
from nmirf.common.errors import DomainError
from nmirf.common.rows import rows
from nmirf.common.workflow import WorkflowError
from notifications.models import Notification
from recommendations.models import AffectedGroup, Interest
from tests import factories as make

LINK = re.compile(r"https?://[^/\s]+(/(?:fr/|ar/)?join/confirm/[\w-]+/)")
FORM = {
    "name": "Tenants' Union",
    "kind": "cso",
    "about": "Counsel for tenants.",
    "full_name": "Rosa Lindqvane",
    "email": "rosa@example.org",
}

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def demo(settings):
    settings.DEMO_MODE = True


@pytest.fixture
def officer():
    return make.secretariat()


@pytest.fixture
def send(client, django_capture_on_commit_callbacks):
    def act(path="/join/", **changes):
        with django_capture_on_commit_callbacks(execute=True):
            return client.post(path, FORM | changes)

    return act


def link():
    return LINK.search(mail.outbox[-1].body)[1]


def test_from_the_form_to_the_invitation(client, send, officer, django_capture_on_commit_callbacks):
    theme = make.ThemeFactory(name="Housing")
    make.ThemeFactory(name="Below", parent=theme)
    group = AffectedGroup.objects.create(code="tenants", name="Tenants")
    page = client.get("/join/").text
    assert "Housing" in page
    assert "Below" not in page
    assert send(themes=[theme.code], groups=["tenants"]).status_code == 200
    row = Registration.objects.get()
    assert row.state == RegistrationState.UNCONFIRMED
    assert not Notification.objects.exists()
    client.force_login(officer)
    address = f"/workspace/people/registrations/{row.reference}/"
    assert client.get(address).status_code == 404, "nobody sees it before it is confirmed"
    client.logout()

    assert "Confirm and send" in client.get(link()).text
    row.refresh_from_db()
    assert row.state == RegistrationState.UNCONFIRMED, "a scanner of mail confirms nothing"
    with django_capture_on_commit_callbacks(execute=True):
        assert "Confirmed" in client.post(link()).text
    assert client.post(link()).status_code == 410
    assert "asks to be registered" in Notification.objects.get(person=officer).text

    client.force_login(officer)
    page = client.get(address).text
    assert "Housing" in page
    assert "Tenants" in page
    with django_capture_on_commit_callbacks(execute=True):
        assert client.post(f"{address}approve/").status_code == 302
    institution = Institution.objects.get(name="Tenants' Union")
    assert (institution.slug, institution.kind) == ("tenants-union", "cso")
    assert institution.membership == Membership.NONE
    assert set(Interest.objects.values_list("institution", "theme", "group")) == {
        (institution.pk, theme.pk, None),
        (institution.pk, None, group.pk),
    }
    invitation = Invitation.objects.get()
    assert (invitation.email, invitation.role) == ("rosa@example.org", "representative")
    assert "/workspace/people/invitation/" in mail.outbox[-1].body


@pytest.mark.parametrize("language", ["fr", "ar"])
def test_it_speaks_the_languages_of_the_site(client, send, language):
    assert client.get(f"/{language}/join/").status_code == 200
    send(f"/{language}/join/")
    assert Registration.objects.get().language == language
    assert link().startswith(f"/{language}/join/confirm/")


@pytest.mark.parametrize(
    "change",
    [
        {"name": ""},
        {"kind": "ministry"},
        {"email": "no address"},
        {"themes": ["unknown"]},
        {"about": "x" * 1001},
        {"website": "javascript:alert(1)"},
        {"fax": "1"},
        {"name": "Win at https://example.org"},
        {"name": "Union of www.example.org"},
    ],
)
def test_what_is_wrong_is_said_and_nothing_is_lost(send, change):
    answer = send(**change)
    assert answer.status_code == 422
    assert "Rosa Lindqvane" in answer.text
    assert not Registration.objects.exists()


def test_a_filled_trap_keeps_what_was_ticked(send):
    theme = make.ThemeFactory()
    answer = send(fax="1", themes=[theme.code])
    assert answer.status_code == 422
    assert re.search(rf'value="{theme.code}"[^>]* checked', answer.text)


def test_a_connection_that_sends_too_often_waits(send):
    for number in range(5):
        assert send(email=f"a{number}@example.org").status_code == 200
    answer = send(email="b@example.org")
    assert answer.status_code == 429
    assert "Rosa Lindqvane" in answer.text
    assert Registration.objects.count() == 5


def test_the_answer_tells_nothing_of_an_address(send):
    """The same whether it has an account, has had its messages, or is new."""
    make.UserFactory(email="known@example.org")

    def said(address):
        return send(email=address).text.replace(address, "")

    def plain(text):
        return re.sub(r'csrf\w*" value="\w+"', "", text)

    known = plain(said("known@example.org"))
    fourth = [plain(said("rosa@example.org")) for _n in range(4)][-1]
    assert known == fourth
    assert Registration.objects.filter(email="rosa@example.org").count() == 3


def test_an_unknown_link_says_what_to_do(client):
    for token in ("x", tokens.mint()[0]):
        answer = client.get(f"/join/confirm/{token}/")
        assert answer.status_code == 404
        assert "Send the form again" in answer.text


def test_what_nobody_confirms_is_forgotten(client, send):
    send()
    path = link()
    with time_machine.travel(timezone.now() + dt.timedelta(days=8)):
        assert client.get(path).status_code == 404
        assert client.post(path).status_code == 404
        assert services.sweep(at=timezone.now()) == 1
        assert services.sweep(at=timezone.now()) == 0
    assert not Registration.objects.exists()
    assert not rows("focalpoints.RegistrationEvent").exists()


def test_what_was_declined_is_forgotten_after_a_year(officer):
    row, waiting = make.RegistrationFactory(), make.RegistrationFactory()
    services.decline(actor=officer, pk=row.pk, reason="Outside the State.")
    later = timezone.now() + dt.timedelta(days=366)
    assert services.sweep(at=later) == 1
    assert list(Registration.objects.all()) == [waiting]
    assert not rows("focalpoints.RegistrationEvent").filter(email=row.email).exists()


def test_a_refusal_is_mailed_with_its_reason_once(
    client, officer, django_capture_on_commit_callbacks
):
    row = make.RegistrationFactory(language="fr")
    client.force_login(officer)
    address = f"/workspace/people/registrations/{row.reference}/decline/"
    assert client.post(address, {"reason": ""}).status_code == 422
    with django_capture_on_commit_callbacks(execute=True):
        assert (
            client.post(address, {"reason": "Write from the society's address."}).status_code == 302
        )
    assert "Write from the society's address." in mail.outbox[-1].body
    assert mail.outbox[-1].to == [row.email]
    assert services.send_answer(pk=row.pk) is False
    assert client.post(address, {"reason": "Again."}).status_code == 422


def test_the_officer_joins_it_to_an_institution_of_the_same_name(client, officer):
    there = make.InstitutionFactory(name="TENANTS' UNION", kind=InstitutionKind.CSO)
    row = make.RegistrationFactory(name="Tenants' Union")
    client.force_login(officer)
    address = f"/workspace/people/registrations/{row.reference}/"
    assert "There are institutions of this name" in client.get(address).text
    before = Institution.objects.count()
    assert client.post(f"{address}approve/", {"institution": there.pk}).status_code == 302
    assert Institution.objects.count() == before
    row.refresh_from_db()
    assert row.institution == there
    assert Invitation.objects.get().institution == there


def test_it_is_not_joined_to_another_kind(officer):
    ministry, row = make.InstitutionFactory(), make.RegistrationFactory()
    with pytest.raises(DomainError, match="another kind"):
        services.approve(actor=officer, pk=row.pk, institution=ministry)
    row.refresh_from_db()
    assert row.state == RegistrationState.PENDING


def test_an_nhri_becomes_a_consultative_member(officer):
    row = make.RegistrationFactory(kind=InstitutionKind.NHRI, name="Commission")
    services.approve(actor=officer, pk=row.pk, institution=None)
    row.refresh_from_db()
    assert row.institution.membership == Membership.CONSULTATIVE


@pytest.mark.parametrize("name", ["Union", "اتحاد", "Union!"])
def test_every_name_gets_a_free_address(officer, name):
    make.InstitutionFactory(slug="union")
    make.InstitutionFactory(slug="organisation")
    row = make.RegistrationFactory(name=name)
    services.approve(actor=officer, pk=row.pk, institution=None)
    row.refresh_from_db()
    assert row.institution.slug in {"union-2", "organisation-2"}


@pytest.mark.parametrize(
    "who", [make.focal_point, make.authority, make.administrator, make.UserFactory]
)
def test_only_the_secretariat_decides(who):
    row, person = make.RegistrationFactory(), who()
    with pytest.raises(PermissionDenied):
        services.approve(actor=person, pk=row.pk, institution=None)
    with pytest.raises(PermissionDenied):
        services.decline(actor=person, pk=row.pk, reason="No.")


def test_an_unconfirmed_one_is_not_decided(officer):
    row = make.RegistrationFactory(state=RegistrationState.UNCONFIRMED, confirmed_at=None)
    with pytest.raises(WorkflowError):
        services.approve(actor=officer, pk=row.pk, institution=None)


def test_interests_are_chosen_by_whoever_speaks_for_the_organisation(client):
    person = make.representative(InstitutionKind.CSO)
    institution = person.appointments.get().institution
    theme, other = make.ThemeFactory(), make.ThemeFactory()
    client.force_login(person)
    address = f"/workspace/interests/{institution.slug}/"
    client.post(address, {"themes": [theme.pk, other.pk]})
    client.post(address, {"themes": [other.pk]})
    assert list(institution.interests.values_list("theme", flat=True)) == [other.pk]


@pytest.mark.django_db(transaction=True)
def test_two_officers_at_once_approve_once():
    officers = [make.secretariat(), make.secretariat()]
    row = make.RegistrationFactory(name="Union")
    ready, ends = threading.Barrier(2), []

    def click(officer):
        ready.wait()
        try:
            services.approve(actor=officer, pk=row.pk, institution=None)
            ends.append("approved")
        except WorkflowError:
            ends.append("late")
        finally:
            connections.close_all()

    threads = [threading.Thread(target=click, args=(officer,)) for officer in officers]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(20)
    assert sorted(ends) == ["approved", "late"]
    assert Institution.objects.filter(name="Union").count() == 1
    assert Invitation.objects.count() == 1
