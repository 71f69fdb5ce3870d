"""A person is erased without touching the official record."""

import datetime as dt
import threading
from smtplib import SMTPRecipientsRefused

import pytest
from django.apps import apps
from django.core import mail
from django.core.exceptions import PermissionDenied
from django.db import connections
from django.test import Client

from accounts.choices import DataRequestKind
from accounts.models import DataRequest, User
from accounts.services import data_requests as asking
from accounts.services import personal
from focalpoints.models import Absence, Appointment, Training, TrainingAttendance
from focalpoints.services import appointments
from focalpoints.services import data_requests as services
from nmirf.common.dates import today
from nmirf.common.errors import DomainError
from nmirf.common.rows import rows
from notifications.models import Digest, MailProblem, Notification
from recommendations.models import SavedView
from tests import factories as make

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def demo(settings):
    settings.DEMO_MODE = True


def asked(person, kind=DataRequestKind.ERASURE, text=""):
    return asking.ask(actor=person, kind=kind, text=text)


def erase(officer, person):
    services.carry_out(actor=officer, pk=asked(person).pk, answer="Done.")
    person.refresh_from_db()


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
