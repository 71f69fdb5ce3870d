"""What is kept of a person: told whole, corrected, erased without touching the official record."""

import datetime as dt
import json
import threading
from smtplib import SMTPRecipientsRefused

import pytest
from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret
from django.apps import apps
from django.core import mail
from django.core.exceptions import PermissionDenied
from django.db import DatabaseError, connections, transaction
from django.test import Client
from django.utils import timezone

from accounts.choices import DataRequestKind, DataRequestState
from accounts.models import DataRequest, User
from accounts.services import data_requests as asking
from accounts.services import personal
from focalpoints.models import Absence, Appointment, MeetingMail, Training, TrainingAttendance
from focalpoints.services import appointments, consents
from focalpoints.services import data_requests as services
from nmirf.common.dates import today
from nmirf.common.errors import DomainError
from nmirf.common.rows import rows
from nmirf.common.workflow import WorkflowError
from notifications.models import Delivery, Digest, MailProblem, Notification
from recommendations.models import SavedView
from tests import factories as make

pytestmark = pytest.mark.django_db
YESTERDAY = dt.timedelta(days=1)


@pytest.fixture(autouse=True)
def demo(settings):
    settings.DEMO_MODE = True


@pytest.fixture
def officer():
    return make.secretariat()


@pytest.fixture
def leaver():
    """A focal point whose post ended yesterday, with something of everything."""
    institution = make.InstitutionFactory(name="Ministry of Water")
    person = make.UserFactory(email="ana@example.org", full_name="Ana Ruiz", phone="+1 555 0100")
    post = make.AppointmentFactory(user=person, institution=institution)
    consents.give(actor=person, appointment_pk=post.pk)
    Absence.objects.create(
        appointment=post,
        starts_on=dt.date(2024, 1, 1),
        ends_on=dt.date(2024, 1, 3),
        note="Ask Bruno.",
    )
    Notification.objects.create(person=person, text="News for Ana", path="/", key="news")
    Digest.objects.create(
        person=person, on=today(), lines=1, problem="550 <ana@example.org> refused"
    )
    refused = "550 <ana@example.org> refused"
    at_once = Notification.objects.create(person=person, text="News for Ana", path="/", key="now")
    Delivery.objects.create(notification=at_once, problem=refused)
    MailProblem.objects.create(
        address="Ana@example.org", kind="hard", source="server", detail=refused, key="smtp:1"
    )
    for who in ({"user": person}, {"email": "ana@example.org", "name": "Ana Ruiz"}):
        row = make.AttendanceFactory(meeting=make.MeetingFactory(), **{"user": None, **who})
        MeetingMail.objects.create(attendance=row, sequence=0, method="REQUEST", problem=refused)
    SavedView.objects.create(owner=person, name="Mine")
    make.InvitationFactory(email="Ana@example.org", full_name="Ana Ruiz")
    TOTP.activate(person, generate_totp_secret())
    at = timezone.now()
    make.UpdateFactory(
        institution=institution,
        author=person,
        state="published",
        submitted_at=at,
        signed_at=at,
        signed_by=person,
        signatory="Ana Ruiz, Ministry of Water",
        published_at=at,
    )
    post.ends_on = today() - YESTERDAY
    post.save()
    return person


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


# Erasure.


def test_whoever_is_in_office_is_not_erased(client, officer):
    person = make.focal_point()
    client.force_login(person)
    answer = client.get("/workspace/account/data/erase/")
    assert answer.status_code == 409
    assert "in force or to come" in answer.text
    with pytest.raises(DomainError, match="in force"):
        asked(person)


def test_nor_whoever_was_appointed_after_asking(officer, leaver):
    row = asked(leaver)
    make.AppointmentFactory(user=leaver, institution=make.InstitutionFactory())
    with pytest.raises(DomainError, match="in force"):
        services.carry_out(actor=officer, pk=row.pk, answer="Done.")
    leaver.refresh_from_db()
    assert leaver.full_name == "Ana Ruiz"


def test_nor_an_officer(officer):
    with pytest.raises(DomainError, match="standing group"):
        asked(officer)


def test_the_confirmation_says_what_follows(client, leaver, officer):
    client.force_login(leaver)
    assert "closed for good" in client.get("/workspace/account/data/erase/").text
    client.post("/workspace/account/data/erase/", {"text": ""})
    row = DataRequest.objects.get()
    client.force_login(officer)
    page = client.get(f"/workspace/people/data-requests/{row.reference}/carry-out/").text
    assert "Former focal point, Ministry of Water" in page
    assert "cannot be undone" in page


def test_the_person_is_gone_and_the_record_stays(
    leaver, officer, django_capture_on_commit_callbacks
):
    post = Appointment.objects.get(user=leaver)
    with django_capture_on_commit_callbacks(execute=True):
        erase(officer, leaver)
    assert leaver.full_name == "Former focal point, Ministry of Water"
    assert leaver.email.endswith("@erased.invalid")
    assert (leaver.phone, leaver.is_active, leaver.has_usable_password()) == ("", False, False)
    assert not rows("mfa.Authenticator").filter(user=leaver).exists()
    assert not Notification.objects.filter(person=leaver).exists()
    assert not SavedView.objects.filter(owner=leaver).exists()
    # The official record.
    assert Appointment.objects.get(user=leaver) == post
    update = rows("activities.ImplementationUpdate").get(author=leaver)
    assert (update.signed_by, update.signatory) == (leaver, "Ana Ruiz, Ministry of Water")
    absence = Absence.objects.get()
    assert (absence.starts_on, absence.note) == (dt.date(2024, 1, 1), "")
    assert post.consents.get().withdrawn_at is not None
    # The last message goes to the address that nobody keeps any more.
    assert mail.outbox[-1].to == ["ana@example.org"]
    assert "Ministry" not in mail.outbox[-1].body


def test_no_table_names_the_person_any_more(leaver, officer):
    """Looked for in every column of the database, histories included, the signature apart."""
    Digest.objects.filter(person=leaver).update(lines=2)
    erase(officer, leaver)
    found = []
    for model in (found for found in apps.get_models() if found._meta.managed):
        text = " ".join(str(row) for row in model._default_manager.values_list())
        found += [
            f"{model._meta.label}: {words}"
            for words in ("ana@example.org", "Ana Ruiz", "555 0100", "News for Ana", "Ask Bruno")
            if words.lower() in text.lower()
        ]
    assert sorted(found) == [
        "activities.ImplementationUpdate: Ana Ruiz",
        "activities.ImplementationUpdateEvent: Ana Ruiz",
    ]


def test_a_mailbox_that_refuses_the_last_message_is_not_written_down(monkeypatch):
    def refuse(message, *arguments):
        raise SMTPRecipientsRefused({"ana@example.org": (550, b"5.1.1 no such user")})

    monkeypatch.setattr(mail.EmailMultiAlternatives, "send", refuse)
    assert not services.tell_erased(address="ana@example.org", language="en")
    assert not MailProblem.objects.exists()


def test_open_sessions_end_at_once(leaver, officer):
    browser = Client()
    browser.force_login(leaver)
    assert browser.get("/workspace/account/data/").status_code == 200
    erase(officer, leaver)
    answer = browser.get("/workspace/account/data/")
    assert "/account/login/" in answer.headers["Location"]
    assert not list(personal.sessions_of(leaver))


def test_an_attendance_bears_the_name_of_the_post(leaver, officer):
    training = Training.objects.create(
        title="Reporting", starts_on=today(), ends_on=today(), recorded_by=officer
    )
    row = TrainingAttendance.objects.create(training=training, user=leaver, name="Ana Ruiz")
    erase(officer, leaver)
    row.refresh_from_db()
    assert row.name == "Former focal point, Ministry of Water"


def test_nobody_answers_ones_own_request(officer):
    row = asked(officer, DataRequestKind.CORRECTION, "My name.")
    with pytest.raises(PermissionDenied):
        services.carry_out(actor=officer, pk=row.pk, answer="Done.")


@pytest.mark.parametrize(
    ("who", "may"),
    [
        (make.secretariat, True),
        (make.administrator, True),
        (make.focal_point, False),
        (make.authority, False),
        (make.UserFactory, False),
    ],
)
def test_the_secretariat_and_administrators_answer(who, may, leaver):
    row, person = asked(leaver), who()
    if may:
        services.carry_out(actor=person, pk=row.pk, answer="Done.")
    else:
        with pytest.raises(PermissionDenied):
            services.carry_out(actor=person, pk=row.pk, answer="Done.")
        with pytest.raises(PermissionDenied):
            services.decline(actor=person, pk=row.pk, answer="No.")


def test_an_erased_account_gets_no_post(leaver, officer):
    erase(officer, leaver)
    with pytest.raises(DomainError, match="closed"):
        appointments.appoint(
            actor=officer,
            user=leaver,
            institution=make.InstitutionFactory(),
            role="focal_point",
            starts_on=today(),
        )


def test_the_same_address_may_be_invited_anew(leaver, officer):
    erase(officer, leaver)
    assert User.objects.create_user("ana@example.org", full_name="Ana Ruiz").pk != leaver.pk


@pytest.mark.django_db(transaction=True)
def test_an_erasure_and_an_appointment_at_once_do_one_of_the_two():
    officer, person = make.secretariat(), make.UserFactory(full_name="Ana Ruiz")
    institution = make.InstitutionFactory()
    row = asked(person)
    ready, ends = threading.Barrier(2), []

    def attempt(deed):
        ready.wait()
        try:
            deed()
            ends.append("done")
        except DomainError:
            ends.append("refused")
        finally:
            connections.close_all()

    deeds = [
        lambda: services.carry_out(actor=officer, pk=row.pk, answer="Done."),
        lambda: appointments.appoint(
            actor=officer,
            user=person,
            institution=institution,
            role="focal_point",
            starts_on=today(),
        ),
    ]
    threads = [threading.Thread(target=attempt, args=(deed,)) for deed in deeds]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(20)
    assert sorted(ends) == ["done", "refused"]
    person.refresh_from_db()
    assert person.is_active == Appointment.objects.filter(user=person).exists()


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
