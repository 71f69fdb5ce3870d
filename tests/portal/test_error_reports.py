"""Anybody reports an error; the secretariat alone reads it, answers it, and it is forgotten in time."""

import datetime as dt

import pytest
from django.core import mail
from django.utils import timezone

from notifications.models import Notification
from reporting.choices import ErrorState
from reporting.models import ErrorReport
from reporting.services import errors as services
from reporting.services import personal
from tests import factories

TEXT = "The paragraph should be 12 (c)."

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _demo_mode(settings):
    settings.DEMO_MODE = True


@pytest.fixture
def officer():
    return factories.secretariat()


@pytest.fixture
def row():
    return factories.RecommendationFactory(reference="CRC-5-12")


@pytest.fixture
def send(client, django_capture_on_commit_callbacks):
    def act(path="/report-error/recommendation/CRC-5-12/", **typed):
        with django_capture_on_commit_callbacks(execute=True):
            return client.post(path, {"text": TEXT, **typed})

    return act


def reported(**facts):
    return services.report(
        kind="recommendation",
        key="CRC-5-12",
        name="CRC-5-12",
        path="/recommendations/CRC-5-12/",
        text=TEXT,
        **facts,
    )


def test_a_report_reaches_the_secretariat_and_nobody_else(client, send, row, officer):
    answer = send(email="Reader@example.org")
    assert (answer.status_code, answer["Location"]) == (302, "/recommendations/CRC-5-12/")
    found = ErrorReport.objects.get()
    assert (found.text, found.email, found.state) == (TEXT, "reader@example.org", "open")
    news = Notification.objects.get(person=officer)
    assert TEXT not in news.text
    assert TEXT not in client.get("/recommendations/CRC-5-12/").content.decode()
    for person in (None, factories.focal_point(factories.InstitutionFactory())):
        if person:
            client.force_login(person)
        assert client.get(found.get_absolute_url()).status_code in (302, 403)
    client.force_login(officer)
    assert "CRC-5-12" in client.get("/workspace/errors/").content.decode()
    assert TEXT in client.get(found.get_absolute_url()).content.decode()


def test_it_stands_on_the_desk_of_the_secretariat(client, row, officer):
    reported()
    reported()
    client.force_login(officer)
    assert "2 errors reported by readers" in client.get("/workspace/").content.decode()
    client.force_login(factories.focal_point(factories.InstitutionFactory()))
    assert "errors reported" not in client.get("/workspace/").content.decode()


def test_an_answer_goes_to_whoever_left_an_address(
    client, row, officer, django_capture_on_commit_callbacks
):
    found = reported(email="reader@example.org", language="en")
    client.force_login(officer)
    with django_capture_on_commit_callbacks(execute=True):
        client.post(found.get_absolute_url(), {"answer": "Corrected, thank you."})
    found.refresh_from_db()
    assert (found.state, found.settled_by) == (ErrorState.ANSWERED, officer)
    (message,) = mail.outbox
    assert message.to == ["reader@example.org"]
    assert "Corrected, thank you." in message.body
    assert services.take_up(at=timezone.now()) == 0
    assert len(mail.outbox) == 1


def test_an_answer_needs_words_and_comes_once(client, row, officer):
    found = reported()
    client.force_login(officer)
    assert client.post(found.get_absolute_url(), {"answer": "  "}).status_code == 422
    assert client.post(found.get_absolute_url(), {"answer": "Done"}).status_code == 302
    assert client.post(found.get_absolute_url(), {"answer": "Again"}).status_code == 422
    found.refresh_from_db()
    assert found.answer == "Done"


def test_a_report_is_closed_and_opened_again(client, row, officer):
    found = reported()
    client.force_login(officer)
    path = found.get_absolute_url()
    client.post(f"{path}close/")
    found.refresh_from_db()
    assert found.state == ErrorState.CLOSED
    client.post(f"{path}reopen/")
    found.refresh_from_db()
    assert (found.state, found.settled_by) == (ErrorState.OPEN, None)
    assert client.post(f"{path}answer/").status_code == 404


def test_a_ministry_settles_nothing(client, row):
    found = reported()
    client.force_login(factories.focal_point(factories.InstitutionFactory()))
    assert client.post(f"{found.get_absolute_url()}close/").status_code == 403


def test_programs_and_floods_are_stopped(send, row):
    assert send(fax="1").status_code == 422
    assert send(text="").status_code == 422
    for _number in range(5):
        assert send().status_code == 302
    answer = send()
    assert answer.status_code == 429
    assert TEXT in answer.content.decode()
    assert ErrorReport.objects.count() == 5


def test_history_holds_neither_words_nor_address(row):
    reported(email="reader@example.org")
    columns = {column.name for column in ErrorReport.pgh_event_model._meta.fields}
    assert not columns & {"text", "email"}


def test_addresses_go_after_a_month_and_reports_after_a_year(row, officer):
    found = reported(email="reader@example.org")
    services.move(actor=officer, pk=found.pk, name="close")
    now = timezone.now()
    services.sweep(at=now + dt.timedelta(days=29))
    found.refresh_from_db()
    assert found.email == "reader@example.org"
    services.sweep(at=now + dt.timedelta(days=31))
    found.refresh_from_db()
    assert found.email == ""
    services.sweep(at=now + dt.timedelta(days=366))
    assert not ErrorReport.objects.exists()
    assert not ErrorReport.pgh_event_model.objects.exists()


def test_an_open_report_is_kept(row):
    reported(email="reader@example.org")
    services.sweep(at=timezone.now() + dt.timedelta(days=1000))
    assert ErrorReport.objects.get().email == "reader@example.org"


def test_a_person_is_told_of_their_reports_and_taken_out(row):
    person = factories.UserFactory()
    reported(email=person.email)
    (part,) = personal.parts(person)
    assert len(part.rows) == 1
    personal.forget(person, "Gone")
    assert ErrorReport.objects.get().email == ""


def test_the_list_asks_no_more_for_many(client, officer, row, django_assert_max_num_queries):
    client.force_login(officer)
    for _number in range(20):
        reported()
    with django_assert_max_num_queries(15):
        assert client.get("/workspace/errors/").status_code == 200
