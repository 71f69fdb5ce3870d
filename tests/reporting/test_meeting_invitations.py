"""Invitations to meetings: to whom, in whose words, once and never twice."""

import datetime as dt
from functools import partial

import pytest
from django.core import mail
from django.utils import timezone

from focalpoints.choices import MeetingState
from focalpoints.models import Absence, Appointment, MeetingMail
from nmirf.common.errors import DomainError
from notifications.models import Notification
from reporting.services import attendance, invitations
from reporting.services import meetings as services
from tests import factories as make
from tests.common.test_ics import read, unescaped
from tests.races import at_once

from .meeting_making import desk as desk
from .meeting_making import invite, move
from .meeting_making import world as world

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _no_second_factor(settings):
    """Accounts of tests sign in with a password alone."""
    settings.DEMO_MODE = True


def test_the_committee_is_invited_as_it_is_composed(world, django_capture_on_commit_callbacks):
    invite(world, django_capture_on_commit_callbacks)
    rows = {row.invited: row for row in world.meeting.attendances.all()}
    assert set(rows) == {str(world.person), str(world.chair), "Ministry of Labour"}
    assert sorted(message.to[0] for message in mail.outbox) == sorted(
        [world.person.email, world.chair.email, "labour@example.org"]
    )
    assert Notification.objects.filter(person=world.person).count() == 1


def test_in_an_absence_the_deputy_is_invited_too(world):
    day = timezone.localdate(world.meeting.starts_at)
    Absence.objects.create(
        appointment=Appointment.objects.get(user=world.person), starts_on=day, ends_on=day
    )
    people = {row.user_id for row in services.composition(world.meeting)}
    assert {world.person.pk, world.deputy.pk} <= people


def test_inviting_nobody_is_refused(world):
    empty = make.MeetingFactory()
    with pytest.raises(DomainError, match="nobody to invite"):
        services.invite(pk=empty.pk, actor=world.officer)
    empty.refresh_from_db()
    assert empty.state == MeetingState.PLANNED


def test_the_calendar_file_says_what_the_meeting_is(world, django_capture_on_commit_callbacks):
    invite(world, django_capture_on_commit_callbacks)
    world.meeting.refresh_from_db()
    message = next(one for one in mail.outbox if one.to == [world.person.email])
    [part] = message.attachments
    assert part.get_content_type() == "text/calendar"
    assert part.get_param("method") == "REQUEST"
    found = read(part.get_payload(decode=True).decode())
    assert unescaped(found["SUMMARY"][0]) == "Plenary; with, marks"
    assert found["UID"] == [f"meeting-{world.meeting.reference}@localhost"]
    assert found["SEQUENCE"] == ["0"]
    assert found["DTSTART"] == [f"{world.meeting.starts_at:%Y%m%dT%H%M%SZ}"]
    assert found["ATTENDEE"] == [f"mailto:{world.person.email}"]
    assert message.body.count("Agenda") == 0


def test_a_change_raises_the_sequence_and_asks_anew(world, django_capture_on_commit_callbacks):
    invite(world, django_capture_on_commit_callbacks)
    attendance.answer(meeting_pk=world.meeting.pk, actor=world.person, state="coming")
    mail.outbox.clear()
    facts = {name: getattr(world.meeting, name) for name in services.CONTENT}
    facts["ends_at"] += dt.timedelta(hours=1)
    with django_capture_on_commit_callbacks(execute=True):
        services.edit_meeting(pk=world.meeting.pk, actor=world.officer, **facts)
        services.edit_meeting(pk=world.meeting.pk, actor=world.officer, **facts)  # no change
    world.meeting.refresh_from_db()
    assert world.meeting.sequence == 1
    assert len(mail.outbox) == 3
    assert {
        read(m.attachments[0].get_payload(decode=True).decode())["SEQUENCE"][0] for m in mail.outbox
    } == {"1"}
    assert world.meeting.attendances.get(user=world.person).state == "invited"


def test_a_cancellation_is_sent_to_whoever_was_invited(
    desk, world, django_capture_on_commit_callbacks
):
    invite(world, django_capture_on_commit_callbacks)
    mail.outbox.clear()
    assert desk.post(move(world.meeting, "cancel"), {"note": ""}).status_code == 422
    with django_capture_on_commit_callbacks(execute=True):
        desk.post(move(world.meeting, "cancel"), {"note": "No room"})
    assert len(mail.outbox) == 3
    found = read(mail.outbox[0].attachments[0].get_payload(decode=True).decode())
    assert (found["METHOD"], found["SEQUENCE"], found["STATUS"]) == (
        ["CANCEL"],
        ["1"],
        ["CANCELLED"],
    )


def test_a_planned_one_is_cancelled_without_a_word(world, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        services.cancel(pk=world.meeting.pk, actor=world.officer, note="Moved")
    assert mail.outbox == []


def test_a_message_is_in_the_language_and_the_zone_of_its_reader(
    world, django_capture_on_commit_callbacks
):
    world.person.time_zone = "Asia/Tokyo"
    world.person.save()
    invite(world, django_capture_on_commit_callbacks)
    message = next(one for one in mail.outbox if one.to == [world.person.email])
    assert "Asia/Tokyo" in message.body


@pytest.mark.django_db(transaction=True)
def test_four_workers_at_once_send_each_invitation_once():
    meeting = make.MeetingFactory(state="invited", invited_at=timezone.now())
    people = [make.UserFactory() for _number in range(8)]
    rows = [make.AttendanceFactory(meeting=meeting, user=person) for person in people]
    MeetingMail.objects.bulk_create(
        MeetingMail(attendance=row, sequence=0, method="REQUEST") for row in rows
    )
    sent = []
    assert at_once(*[lambda: sent.append(invitations.send_waiting())] * 4) == []
    assert sum(sent) == 8
    assert sorted(message.to[0] for message in mail.outbox) == sorted(p.email for p in people)


class PowerCutError(BaseException):
    """Ends the run as SIGKILL would."""


@pytest.mark.django_db(transaction=True)
def test_a_worker_that_dies_leaves_the_message_to_the_next(monkeypatch):
    row = make.AttendanceFactory(
        meeting=make.MeetingFactory(state="invited", invited_at=timezone.now()),
        user=make.UserFactory(),
    )
    MeetingMail.objects.create(attendance=row, sequence=0, method="REQUEST")

    def die(*_facts):
        raise PowerCutError

    with monkeypatch.context() as patch:
        patch.setattr(invitations, "message", die)
        with pytest.raises(PowerCutError):
            invitations.send_waiting()
    assert mail.outbox == []
    assert invitations.send_waiting() == 1
    assert invitations.send_waiting() == 0
    assert len(mail.outbox) == 1


@pytest.mark.django_db(transaction=True)
def test_a_worker_that_dies_after_sending_sends_the_same_message_id(monkeypatch):
    row = make.AttendanceFactory(
        meeting=make.MeetingFactory(state="invited", invited_at=timezone.now()),
        user=make.UserFactory(),
    )
    MeetingMail.objects.create(attendance=row, sequence=0, method="REQUEST")

    def die(*_arguments, **_facts):
        raise PowerCutError

    with monkeypatch.context() as patch:
        patch.setattr(MeetingMail, "save", die)
        with pytest.raises(PowerCutError):
            invitations.send_waiting()
    assert invitations.send_waiting() == 1
    first, second = (message.extra_headers["Message-ID"] for message in mail.outbox)
    assert first == second


@pytest.mark.django_db(transaction=True)
def test_two_who_invite_at_once_invite_once(world):
    deed = partial(services.invite, pk=world.meeting.pk, actor=world.officer)
    [refused] = at_once(deed, deed)
    assert isinstance(refused, DomainError)
    assert len(mail.outbox) == 3


def test_what_a_later_change_overtook_is_not_sent(world, monkeypatch):
    services.invite(pk=world.meeting.pk, actor=world.officer)
    facts = {name: getattr(world.meeting, name) for name in services.CONTENT} | {"place": "Hall"}
    services.edit_meeting(pk=world.meeting.pk, actor=world.officer, **facts)
    assert invitations.send_waiting() == 3
    assert all(message.subject.startswith("Changed") for message in mail.outbox)


def test_a_refused_message_keeps_the_reason_and_the_page_says_so(desk, world, monkeypatch):
    services.invite(pk=world.meeting.pk, actor=world.officer)

    def refuse(*_facts):
        raise OSError("mailbox full")

    monkeypatch.setattr(invitations, "message", refuse)
    assert invitations.send_waiting() == 0
    assert "mailbox full" in desk.get(world.meeting.get_absolute_url()).content.decode()
