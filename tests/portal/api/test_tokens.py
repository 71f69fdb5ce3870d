"""Tokens: made and shown once, good for what their owner may read today, ended at once."""

import datetime as dt

import pytest
from django.contrib.auth.models import AnonymousUser
from django.core.cache import cache
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts.models import ApiToken
from accounts.services import personal, tokens
from nmirf.common.dates import today
from nmirf.common.errors import DomainError
from recommendations.choices import AssignmentState
from recommendations.models import Assignment
from tests import access_table as roles
from tests import factories as make

pytestmark = pytest.mark.django_db
PAGE = "/workspace/account/tokens/"


@pytest.fixture(autouse=True)
def demo(settings):
    settings.DEMO_MODE = True


@pytest.fixture
def ministry():
    return make.InstitutionFactory(name="Ministry of Water", slug="water")


@pytest.fixture
def officer(ministry):
    return make.focal_point(ministry)


# Making and revoking.


def test_a_token_is_shown_once_and_kept_as_a_digest(client, officer, ask):
    client.force_login(officer)
    page = client.post(PAGE, {"name": "Nightly copy", "days": "30"})
    assert page.status_code == 200
    assert "no-store" in page["Cache-Control"]
    row = ApiToken.objects.get()
    token = page.context["token"]
    assert token in page.content.decode()
    assert token not in str(ApiToken.objects.values().get())
    assert token not in str(list(ApiToken.pgh_event_model.objects.values()))
    assert row.expires_on == today() + dt.timedelta(days=30)
    assert token not in client.get(PAGE).content.decode()
    assert ask("/my/", token=token).json()["token"] == "Nightly copy"
    row.refresh_from_db()
    assert row.last_used_at is not None


def test_what_is_wrong_with_a_form_is_said(client, officer):
    client.force_login(officer)
    page = client.post(PAGE, {"name": "", "days": "4000"})
    assert page.status_code == 422
    assert not ApiToken.objects.exists()


def test_a_revoked_token_opens_nothing(client, officer, ask):
    row, token = tokens.make(actor=officer, name="Copy", days=30)
    client.force_login(officer)
    address = reverse("accounts:revoke_token", args=[row.reference])
    assert "refused from now on" in client.get(address).content.decode()
    assert client.post(address).status_code == 302
    for path in ("/my/", "/clusters"):
        refused = ask(path, token=token)
        assert refused.status_code == 401
        assert refused.json()["type"].endswith("#problem-unauthorized")
        assert refused["WWW-Authenticate"].startswith("Bearer")


def test_nobody_revokes_the_token_of_another(client, officer):
    row, _token = tokens.make(actor=officer, name="Copy", days=30)
    client.force_login(make.secretariat())
    assert client.post(reverse("accounts:revoke_token", args=[row.reference])).status_code == 404


def test_a_token_ends_after_a_year_at_most(officer):
    for days in (0, 366):
        with pytest.raises(DomainError):
            tokens.make(actor=officer, name="Copy", days=days)
    row, _token = tokens.make(actor=officer, name="Copy", days=365)
    row.expires_on = row.issued_on + dt.timedelta(days=400)
    with pytest.raises(IntegrityError), transaction.atomic():
        row.save()


def test_ten_tokens_are_enough(officer):
    made = [tokens.make(actor=officer, name="Copy", days=30)[0] for _n in range(10)]
    with pytest.raises(DomainError):
        tokens.make(actor=officer, name="Copy", days=30)
    tokens.revoke(actor=officer, pk=made[0].pk)
    tokens.make(actor=officer, name="Copy", days=30)


def test_whoever_is_erased_leaves_no_token(officer):
    tokens.make(actor=officer, name="Copy", days=30)
    told = {part.key: part for part in personal.parts_of(officer)}["accounts.apitoken"]
    [row] = told.as_data()
    assert row["name"] == "Copy"
    assert "digest" not in row


# What they open.


def test_no_other_text_is_a_token(ask, officer, token_of):
    token = token_of(officer)
    for header in ("Bearer", "Bearer x", f"Bearer {token}x", f"Basic {token}", token, "Bearer é"):
        assert ask("/clusters", authorization=header).status_code == 401, header


def test_an_expired_token_and_a_closed_account_open_nothing(ask, officer, token_of):
    token = token_of(officer)
    ApiToken.objects.update(expires_on=today() - dt.timedelta(days=1))
    assert ask("/my/", token=token).status_code == 401
    ApiToken.objects.update(expires_on=today())
    assert ask("/my/", token=token).status_code == 200
    officer.is_active = False
    officer.save()
    assert ask("/my/", token=token).status_code == 401


def test_private_answers_are_nobody_elses(ask, officer, token_of):
    for path in ("/my/", "/clusters", "/recommendations/none"):
        answer = ask(path, token=token_of(officer), origin="https://example.org")
        assert answer["Cache-Control"] == "private, no-store"
        assert answer["Vary"] == "Authorization, Accept-Encoding"
        assert "Access-Control-Allow-Origin" not in answer


def test_rights_end_with_the_appointment(ask, officer, ministry, token_of):
    token = token_of(officer)
    draft = make.RecommendationFactory(publication="draft", published_at=None)
    Assignment.objects.create(
        recommendation=draft,
        institution=ministry,
        state=AssignmentState.PROPOSED,
        proposed_by=make.secretariat(),
    )
    path = f"/recommendations/{draft.reference}"
    assert ask(path, token=token).status_code == 200
    assert ask(path).status_code == 404
    assert ask("/my/assignments", token=token).json()["total"] == 1
    officer.appointments.update(ends_on=today() - dt.timedelta(days=1))
    assert ask(path, token=token).status_code == 404
    for mine in ("/my/", "/my/assignments", "/my/updates", "/my/requests", "/my/duties"):
        refused = ask(mine, token=token)
        assert refused.status_code == 403, mine
        assert "no post" in refused.json()["detail"]


def test_each_institution_reads_its_own(ask, officer, ministry, token_of):
    other = make.focal_point()
    row = make.RecommendationFactory(lead=ministry)
    update = make.UpdateFactory(institution=ministry, author=officer, on=[row])
    request = make.RequestFactory(institution=ministry, on=[row])
    mine, theirs = token_of(officer), token_of(other)
    assert [one["id"] for one in ask("/my/updates", token=mine).json()["data"]] == [
        str(update.reference)
    ]
    assert [one["id"] for one in ask("/my/requests", token=mine).json()["data"]] == [
        str(request.reference)
    ]
    duties = ask("/my/duties", token=mine).json()["data"]
    assert any(one["kind"] == "request" for one in duties)
    for path in ("/my/updates", "/my/requests", "/my/assignments"):
        assert ask(path, token=theirs).json()["total"] == 0
    assert ask(f"/updates/{update.reference}", token=theirs).status_code == 404


def test_a_token_has_an_allowance_of_its_own(settings, officer, token_of):
    settings.API_RATE, settings.API_TOKEN_RATE = 1, 2
    cache.clear()
    client, token = Client(), token_of(officer)
    headers = {"authorization": f"Bearer {token}"}
    assert client.get("/api/v1/clusters").status_code == 200
    assert client.get("/api/v1/clusters").status_code == 429
    assert client.get("/api/v1/clusters", headers=headers)["RateLimit-Limit"] == "2"
    elsewhere = Client(REMOTE_ADDR="192.0.2.8")
    assert elsewhere.get("/api/v1/clusters", headers=headers).status_code == 200
    assert client.get("/api/v1/clusters", headers=headers).status_code == 429


OWN = roles.OWN_INSTITUTION


@pytest.mark.parametrize("role", [role for role in roles.ROLES if role != roles.ANONYMOUS])
def test_each_role_reads_what_its_pages_show(role, world, settings, django_db_blocker):
    """The draft of a recommendation, of an update and of an activity; and what is its own."""
    person = world.people[role]
    assert not isinstance(person, AnonymousUser)
    with transaction.atomic():
        token = tokens.make(actor=person, name="Test", days=1)[1]
        client = Client(headers={"authorization": f"Bearer {token}"})

        def status(path):
            cache.clear()
            return client.get(f"/api/v1{path}").status_code

        browser = Client()
        browser.force_login(person)

        def shown(path):
            return browser.get(path).status_code

        draft = world.draft_recommendation.reference
        assert status(f"/recommendations/{draft}") == shown(f"/recommendations/{draft}/")
        activity = world.planned_activity.slug
        assert status(f"/activities/{activity}") == shown(f"/activities/{activity}/")
        indicator = world.draft_indicator.slug
        assert status(f"/indicators/{indicator}") == shown(f"/indicators/{indicator}/")
        own = status(f"/updates/{world.draft_update.reference}")
        assert own == (200 if role in OWN else 404)
        is_member = role != roles.ADMINISTRATOR
        assert status("/my/") == (200 if is_member else 403)
        transaction.set_rollback(True)


def test_when_it_was_used_is_not_written_at_every_call(officer, token_of, ask):
    token = token_of(officer)
    ask("/clusters", token=token)
    lately = timezone.now() - dt.timedelta(minutes=3)
    rows = ApiToken.objects.filter(person=officer)
    rows.update(last_used_at=lately)
    ask("/clusters", token=token)
    assert rows.get().last_used_at == lately
