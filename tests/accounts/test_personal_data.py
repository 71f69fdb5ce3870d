"""What is kept of a person: told whole, corrected, and kept no longer than needed."""

import datetime as dt
import json

import pytest
from django.apps import apps
from django.db import DatabaseError, transaction

from accounts.choices import DataRequestKind, DataRequestState
from accounts.models import DataRequest, User
from accounts.services import data_requests as asking
from accounts.services import personal
from focalpoints.services import data_requests as services
from nmirf.common.dates import today
from nmirf.common.rows import rows
from nmirf.common.workflow import WorkflowError
from notifications.models import Notification
from tests import factories as make

pytestmark = pytest.mark.django_db
YESTERDAY = dt.timedelta(days=1)


@pytest.fixture(autouse=True)
def demo(settings):
    settings.DEMO_MODE = True


def asked(person, kind=DataRequestKind.ERASURE, text=""):
    return asking.ask(actor=person, kind=kind, text=text)


def erase(officer, person):
    services.carry_out(actor=officer, pk=asked(person).pk, answer="Done.")
    person.refresh_from_db()


# Seeing it.


def test_the_file_holds_everything(client, leaver):
    client.force_login(leaver)
    answer = client.get("/workspace/account/data/personal-data.json")
    assert "attachment" in answer.headers["Content-Disposition"]
    assert "no-store" in answer.headers["Cache-Control"]
    told = json.loads(answer.content)
    assert told["account"][0]["email"] == "ana@example.org"
    assert told["account"][0]["phone"] == "+1 555 0100"
    assert told["appointments"][0]["institution__name"] == "Ministry of Water"
    assert told["absences"][0]["note"] == "Ask Bruno."
    assert told["consents"][0]["withdrawn_at"] is None
    assert told["notifications.notification"][0]["text"] == "News for Ana"
    assert told["recommendations.savedview"][0]["name"] == "Mine"
    assert told["invitations"][0]["full_name"] == "Ana Ruiz"
    assert told["sessions"], "the session that asks"
    assert [row["email"] for row in told["attendance"]] == ["ana@example.org", ""]
    for part in ("meeting_mails", "deliveries"):
        assert "refused" in told[part][0]["problem"]
    assert "refused" in told["mail_problems"][0]["detail"]
    assert any(deed["record"] == "Update" for deed in told["deeds"])


def test_no_secret_is_in_it(client, leaver):
    client.force_login(leaver)
    text = client.get("/workspace/account/data/personal-data.json").text
    authenticator = rows("mfa.Authenticator").get(user=leaver, type="totp")
    assert authenticator.data["secret"] not in text
    assert leaver.password not in text
    assert client.session.session_key not in text


def test_the_page_says_the_same_in_words(client, leaver):
    client.force_login(leaver)
    page = client.get("/workspace/account/data/").text
    for words in ("Ministry of Water", "News for Ana", "Ask Bruno.", "Deleted, with its history."):
        assert words in page


def test_nobody_reads_anothers(client, leaver):
    client.force_login(make.UserFactory())
    for path in ("/workspace/account/data/", "/workspace/account/data/personal-data.json"):
        assert "Ana Ruiz" not in client.get(path).text


def test_every_link_to_a_person_is_told():
    """A model that somebody adds tomorrow is told and forgotten without a further line."""
    told = {(model, field.name) for model, field in personal.links()}
    linked = {
        (model, field.name)
        for model in apps.get_models()
        for field in model._meta.concrete_fields
        if field.related_model is User and not hasattr(model, "pgh_tracked_model")
    }
    assert linked - told == {(DataRequest, "person"), (DataRequest, "decided_by")}


def test_few_queries_whatever_is_kept(client, leaver, django_assert_max_num_queries):
    for number in range(20):
        Notification.objects.create(person=leaver, text="News", path="/", key=str(number))
    client.force_login(leaver)
    links = len(list(personal.links()))
    with django_assert_max_num_queries(links + 40):
        client.get("/workspace/account/data/")


# Corrections.


def test_a_correction_goes_to_the_secretariat_and_back(
    client, leaver, officer, django_capture_on_commit_callbacks
):
    client.force_login(leaver)
    address = "/workspace/account/data/correct/"
    assert client.post(address, {"text": " "}).status_code == 422
    with django_capture_on_commit_callbacks(execute=True):
        assert client.post(address, {"text": "My post began in May."}).status_code == 302
    again = client.post(address, {"text": "And in June."})
    assert again.status_code == 422
    assert "And in June." in again.text
    line = Notification.objects.get(person=officer)
    assert "Ana" not in line.text
    client.force_login(officer)
    assert "My post began in May." in client.get(line.path).text
    client.post(f"{line.path}carry-out/", {"answer": "Corrected."})
    assert Notification.objects.filter(person=leaver, text__contains="answered").exists()
    client.force_login(leaver)
    assert "Corrected." in client.get("/workspace/account/data/").text


def test_a_request_is_taken_back_by_its_person_alone(client, leaver):
    row = asked(leaver, DataRequestKind.CORRECTION, "x")
    address = f"/workspace/account/data/requests/{row.reference}/withdraw/"
    client.force_login(make.UserFactory())
    assert client.post(address).status_code == 404
    client.force_login(leaver)
    client.post(address)
    row.refresh_from_db()
    assert row.state == DataRequestState.WITHDRAWN
    client.post(address)
    with pytest.raises(WorkflowError):
        asking.withdraw(actor=leaver, pk=row.pk)


def test_a_refusal_needs_a_reason(officer, leaver):
    row = asked(leaver)
    with pytest.raises(WorkflowError):
        services.decline(actor=officer, pk=row.pk, answer=" ")
    services.decline(actor=officer, pk=row.pk, answer="A court asked to keep it.")
    with pytest.raises(WorkflowError):
        services.carry_out(actor=officer, pk=row.pk, answer="x")
    leaver.refresh_from_db()
    assert leaver.is_active


def test_the_database_refuses_a_move_that_is_none(officer, leaver):
    row = asked(leaver)
    services.decline(actor=officer, pk=row.pk, answer="No.")
    with pytest.raises(DatabaseError), transaction.atomic():
        DataRequest.objects.filter(pk=row.pk).update(state=DataRequestState.OPEN)


# Keeping no longer than needed.


def test_after_two_years_an_erasure_is_proposed_and_nothing_is_erased(officer, leaver):
    later = today() + dt.timedelta(days=services.KEPT_DAYS)
    assert services.propose_erasures(on=today()) == 0
    assert services.propose_erasures(on=later - 2 * YESTERDAY) == 0
    assert services.propose_erasures(on=later) == 1
    assert services.propose_erasures(on=later) == 0, "once"
    row = DataRequest.objects.get()
    assert (row.person, row.origin, row.state) == (leaver, "retention", "open")
    leaver.refresh_from_db()
    assert leaver.full_name == "Ana Ruiz"
    assert Notification.objects.filter(person=officer, key__startswith="retention").exists()
    services.decline(actor=officer, pk=row.pk, answer="Comes back in May.")
    assert services.propose_erasures(on=later) == 0, "not again after a refusal"
    assert not Notification.objects.filter(key__startswith="data-request-answer").exists()


def test_nobody_is_proposed_who_is_in_office_or_never_was(officer):
    later = today() + dt.timedelta(days=services.KEPT_DAYS * 3)
    make.focal_point()
    make.UserFactory()
    gone_and_back = make.AppointmentFactory(ends_on=today()).user
    make.AppointmentFactory(user=gone_and_back, institution=make.InstitutionFactory())
    assert services.propose_erasures(on=later) == 0
