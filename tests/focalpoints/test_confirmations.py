"""The yearly question: one a post, answered in one click with a confirmation, never by a link."""

import csv
import datetime as dt
import io

import pytest
import time_machine

from focalpoints.models import Confirmation, ConfirmationRound
from focalpoints.services import confirmations as services
from nmirf.common.dates import add_months, today
from notifications.models import Notification
from tests import factories as make

DAY = dt.timedelta(days=1)
ROUNDS = "/workspace/people/confirmations/"


@pytest.fixture
def post(institution):
    return make.AppointmentFactory(institution=institution, last_confirmed_on=dt.date(2020, 1, 1))


@pytest.fixture
def asked(officer, post, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        services.open_round(actor=officer, title="Confirmation 2026", due_on=today() + 30 * DAY)
    return post.confirmations.get()


def open_round(client, capture, **more):
    sent = {"title": "Confirmation", "due_on": (today() + 30 * DAY).isoformat()} | more
    with capture(execute=True):
        return client.post(ROUNDS, sent)


def test_everybody_in_office_is_asked_once(as_, officer, post, django_capture_on_commit_callbacks):
    make.AppointmentFactory(ends_on=today() - DAY)
    make.AppointmentFactory(suspended_on=today())
    make.AppointmentFactory(starts_on=today() + DAY)
    make.AppointmentFactory(institution__standing="suspended")
    response = open_round(as_(officer), django_capture_on_commit_callbacks)
    assert response.status_code == 302
    question = Confirmation.objects.get()
    assert question.appointment == post
    line = Notification.objects.get(person=post.user, key=f"confirmation-{question.pk}")
    assert line.path == question.get_absolute_url()
    services.ask_all(round_pk=question.round_id)
    assert Notification.objects.filter(person=post.user).count() == 1


def test_only_one_round_is_open(as_, officer, asked, django_capture_on_commit_callbacks):
    response = open_round(as_(officer), django_capture_on_commit_callbacks)
    assert response.status_code == 422
    assert "open already" in response.text
    as_(officer).post(f"{asked.round.get_absolute_url()}close/")
    assert open_round(as_(officer), django_capture_on_commit_callbacks).status_code == 302
    assert ConfirmationRound.objects.count() == 2


def test_a_day_in_the_past_is_refused(as_, officer, django_capture_on_commit_callbacks):
    yesterday = (today() - DAY).isoformat()
    response = open_round(as_(officer), django_capture_on_commit_callbacks, due_on=yesterday)
    assert "lies in the past" in response.text


def test_the_link_changes_nothing_and_one_click_confirms(as_, post, asked):
    page = asked.get_absolute_url()
    client = as_(post.user)
    assert "Yes, still right" in client.get(page).text
    for deed in ("right", "changed"):
        assert client.get(f"{page}{deed}/").status_code == 405
    asked.refresh_from_db()
    post.refresh_from_db()
    assert (asked.answer, post.last_confirmed_on) == ("", dt.date(2020, 1, 1))
    assert client.post(f"{page}right/").status_code == 302
    asked.refresh_from_db()
    post.refresh_from_db()
    assert (asked.answer, asked.answered_by) == ("right", post.user)
    assert post.last_confirmed_on == today()


def test_a_change_goes_to_the_secretariats_list(as_, officer, post, asked):
    client = as_(post.user)
    page = asked.get_absolute_url()
    assert client.post(f"{page}changed/", {"note": ""}).status_code == 422
    assert client.post(f"{page}changed/", {"note": "I move in May."}).status_code == 302
    post.refresh_from_db()
    assert post.last_confirmed_on == dt.date(2020, 1, 1)
    listed = as_(officer).get(f"{asked.round.get_absolute_url()}?answer=change").text
    assert "I move in May." in listed
    assert Notification.objects.filter(person=officer, key__endswith="-change").count() == 1


def test_the_secretariat_answers_for_somebody_on_the_telephone(as_, officer, post, asked):
    as_(officer).post(f"{asked.get_absolute_url()}right/")
    asked.refresh_from_db()
    assert (asked.answer, asked.answered_by) == ("right", officer)


def test_nobody_else_sees_or_answers_the_question(as_, institution, asked):
    for person in (make.deputy(institution), make.authority(institution), make.administrator()):
        assert as_(person).get(asked.get_absolute_url()).status_code == 404
        assert as_(person).post(f"{asked.get_absolute_url()}right/").status_code == 404


def test_after_the_round_or_the_appointment_there_is_nothing_to_answer(as_, officer, post, asked):
    services.close_round(pk=asked.round_id, actor=officer)
    client = as_(post.user)
    assert "Yes, still right" not in client.get(asked.get_absolute_url()).text
    response = client.post(f"{asked.get_absolute_url()}right/", follow=True)
    assert "This round is closed" in response.text
    asked.refresh_from_db()
    assert asked.answer == ""


def test_an_appointment_that_is_over_is_not_confirmed(as_, officer, post, asked):
    post.ends_on = today() - DAY
    post.save()
    response = as_(officer).post(f"{asked.get_absolute_url()}right/", follow=True)
    assert "nothing to confirm" in response.text


def test_the_list_as_a_file_runs_no_formula(as_, officer, post, asked):
    as_(post.user).post(f"{asked.get_absolute_url()}changed/", {"note": "=1+1"})
    response = as_(officer).get(f"/workspace/people/confirmations/{asked.round.reference}.csv")
    rows = list(csv.reader(io.StringIO(response.content.decode("utf-8-sig"))))
    assert rows[1][:2] == ["Ministry of Health", str(post.user)]
    assert rows[1][5] == "'=1+1"


def test_the_directory_marks_who_was_not_confirmed_for_thirteen_months(as_, officer, post):
    client = as_(officer)
    for months, is_marked in ((13, False), (14, True)):
        post.last_confirmed_on = add_months(today(), -months)
        post.save()
        assert ("not confirmed for 13 months" in client.get("/workspace/people/").text) is is_marked


def test_the_thirteen_months_end_to_the_day(post):
    post.last_confirmed_on = dt.date(2026, 1, 31)
    post.save()
    rows = type(post).objects
    with time_machine.travel(dt.datetime(2027, 2, 28, 12, tzinfo=dt.UTC)):
        assert not rows.unconfirmed(today()).exists()
    with time_machine.travel(dt.datetime(2027, 3, 1, 12, tzinfo=dt.UTC)):
        assert rows.unconfirmed(today()).get() == post


def test_the_page_of_a_round_asks_few_questions(
    as_, officer, django_assert_max_num_queries, django_capture_on_commit_callbacks
):
    for _number in range(25):
        make.AppointmentFactory()
    with django_capture_on_commit_callbacks(execute=True):
        row = services.open_round(actor=officer, title="All", due_on=today())
    client = as_(officer)
    client.get(row.get_absolute_url())
    with django_assert_max_num_queries(12):
        assert client.get(row.get_absolute_url()).text.count("Answer for them") == 25
