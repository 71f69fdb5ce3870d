"""Whether the public sees a name: dated, withdrawable, and the person's own word alone."""

import hashlib

import pytest
from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError
from django.utils import timezone

from focalpoints.choices import CONSENT_VERSION, Role
from focalpoints.models import ContactConsent
from focalpoints.services import consents as services
from tests import factories as make

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def demo(settings):
    settings.DEMO_MODE = True


@pytest.fixture
def post():
    return make.AppointmentFactory(institution=make.InstitutionFactory(slug="water"))


def test_it_is_given_and_taken_back_on_ones_own_page(client, post):
    client.force_login(post.user)
    address = f"/workspace/people/{post.reference}/consent/"
    assert "I agree" in client.get(address).text
    client.post(address, {"deed": "give"})
    client.post(address, {"deed": "give"})
    row = post.consents.get()
    assert (row.version, row.withdrawn_at) == (CONSENT_VERSION, None)
    assert str(post.user) in client.get("/institutions/water/").text
    client.post(address, {"deed": "withdraw"})
    row.refresh_from_db()
    assert row.withdrawn_at >= row.given_at
    client.post(address, {"deed": "give"})
    assert post.consents.count() == 2, "the earlier one stays on record"
    page = client.get("/workspace/people/consent/").text
    assert f"text of {CONSENT_VERSION}" in page


@pytest.mark.parametrize(
    "who", [make.secretariat, make.administrator, make.deputy, make.authority, make.UserFactory]
)
def test_nobody_else_gives_it_or_takes_it_back(post, who):
    services.give(actor=post.user, appointment_pk=post.pk)
    for deed in (services.give, services.withdraw):
        with pytest.raises(PermissionDenied):
            deed(actor=who(), appointment_pk=post.pk)
    assert post.consents.in_force().count() == 1


def test_a_new_text_is_agreed_to_anew(post):
    old = ContactConsent.objects.create(appointment=post, version="before", given_at=timezone.now())
    services.give(actor=post.user, appointment_pk=post.pk)
    old.refresh_from_db()
    assert old.withdrawn_at is not None
    assert post.consents.in_force().get().version == CONSENT_VERSION


def test_the_version_changes_with_the_text():
    """Whoever edits the text gives it a new version, and its digest here."""
    text = (settings.BASE_DIR / "templates/focalpoints/_consent_text.html").read_bytes()
    digests = {"2026-1": "1549bf3d2d96e5cf"}
    assert hashlib.sha256(text).hexdigest()[:16] == digests[CONSENT_VERSION]


def test_the_database_holds_one_in_force(post):
    facts = {"appointment": post, "version": "1", "given_at": timezone.now()}
    ContactConsent.objects.create(**facts)
    with pytest.raises(IntegrityError):
        ContactConsent.objects.create(**facts)


@pytest.mark.parametrize("role", [Role.VALIDATING_AUTHORITY, Role.POLITICAL_REPRESENTATIVE])
def test_nobody_agrees_for_a_post_that_the_public_never_sees(client, role):
    post = make.AppointmentFactory(role=role)
    client.force_login(post.user)
    address = f"/workspace/people/{post.reference}/consent/"
    assert address not in client.get(post.get_absolute_url()).text
    assert client.get(address).status_code == 403
    assert client.post(address, {"deed": "give"}).status_code == 403
    assert not post.consents.exists()


def test_what_was_given_for_such_a_post_is_listed_and_taken_back(client):
    post = make.AppointmentFactory(role=Role.VALIDATING_AUTHORITY)
    ContactConsent.objects.create(appointment=post, version="before", given_at=timezone.now())
    client.force_login(post.user)
    address = f"/workspace/people/{post.reference}/consent/"
    assert address in client.get("/workspace/people/consent/").text
    page = client.get(address).text
    assert "Take my consent back" in page
    assert "I agree" not in page
    assert client.post(address, {"deed": "withdraw"}).status_code == 302
    assert not post.consents.in_force().exists()
