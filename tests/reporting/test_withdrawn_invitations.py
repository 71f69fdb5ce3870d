"""Whoever loses an invitation to a meeting has it taken out of the calendar, once."""

import datetime as dt
from functools import partial
from types import SimpleNamespace

import pytest
from django.core import mail
from django.db import transaction
from django.urls import reverse
from django.utils import timezone

from accounts.models import User
from accounts.services.personal import erase, parts_of
from focalpoints.choices import MailMethod
from focalpoints.models import Appointment, MeetingMail
from focalpoints.services import appointments, summons
from focalpoints.services.succession import Succession
from nmirf.common.dates import today
from reporting.services import attendance, invitations, meetings
from tests import factories as make
from tests.common.test_ics import read
from tests.races import at_once

pytestmark = pytest.mark.django_db
DAY = dt.timedelta(days=1)
FOLLOWER = Succession(full_name="Ada Okoye", email="ada@health.example")


@pytest.fixture(autouse=True)
def _no_second_factor(settings):
    """Accounts of tests sign in with a password alone."""
    settings.DEMO_MODE = True


@pytest.fixture
def world():
    """Two ministries sit in a committee and are invited to its meeting in ten days."""
    committee = make.CommitteeFactory()
    ministry, other = make.InstitutionFactory(), make.InstitutionFactory()
    post = make.AppointmentFactory(institution=ministry, starts_on=today() - 300 * DAY)
    colleague = make.focal_point(other)
    for institution in (ministry, other):
        make.SeatFactory(committee=committee, institution=institution)
    meeting = make.MeetingFactory(
        committee=committee,
        title="Plenary",
        place="Room 7",
        link="https://video.example/room",
        days=10,
    )
    return SimpleNamespace(
        officer=make.secretariat(),
        ministry=ministry,
        post=post,
        leaver=post.user,
        colleague=colleague,
        meeting=meeting,
    )


def invite(world, *, send=True):
    meetings.invite(pk=world.meeting.pk, actor=world.officer)
    if send:
        invitations.send_waiting()
        mail.outbox.clear()


def end(world, follows=FOLLOWER, at_once=True, last=None):
    appointments.end_appointment(
        pk=world.post.pk,
        actor=world.officer,
        ends_on=last or today(),
        reason="Dismissed",
        at_once=at_once,
        follows=follows,
    )


def files():
    """{address: the calendar file sent to it}; nobody was sent two."""
    found = {}
    for message in mail.outbox:
        for part in message.attachments:
            [address] = message.to
            assert address not in found
            found[address] = read(part.get_payload(decode=True).decode())
    return found


def facts_of(meeting):
    meeting.refresh_from_db()
    return {name: getattr(meeting, name) for name in meetings.CONTENT}


def test_who_leaves_the_post_has_the_meeting_taken_out_of_the_calendar(
    world, client, django_capture_on_commit_callbacks
):
    invite(world)
    client.force_login(world.officer)
    with django_capture_on_commit_callbacks(execute=True):
        response = client.post(
            reverse("focalpoints:end_now", args=[world.post.reference]),
            {
                "reason": "Dismissed",
                "seen": "none",
                "follows": "other",
                "full_name": FOLLOWER.full_name,
                "email": FOLLOWER.email,
            },
        )
    assert response.status_code == 302, response.context["form"].errors
    found = files()
    assert set(found) == {world.leaver.email, FOLLOWER.email}
    lost, asked = found[world.leaver.email], found[FOLLOWER.email]
    assert (lost["METHOD"], asked["METHOD"]) == (["CANCEL"], ["REQUEST"])
    assert lost["UID"] == asked["UID"] == [f"meeting-{world.meeting.reference}@localhost"]
    # The invitation had 0; whoever follows is asked with a higher one again.
    assert (lost["SEQUENCE"], asked["SEQUENCE"]) == (["1"], ["2"])
    assert lost["ATTENDEE"] == [f"mailto:{world.leaver.email}"]
    # The meeting itself is not cancelled: RFC 5546, 3.2.5.
    assert "STATUS" not in lost


def test_the_mail_says_nothing_that_is_not_theirs_any_more(world):
    invite(world)
    end(world)
    invitations.send_waiting()
    [message] = [one for one in mail.outbox if one.to == [world.leaver.email]]
    whole = message.message().as_string() + message.attachments[0].get_payload(decode=True).decode()
    assert "Invitation withdrawn: Plenary" in whole
    assert "You are not invited to this meeting any more" in message.body
    for hidden in ("Room 7", "video.example", str(world.meeting.get_absolute_url()), "Ada"):
        assert hidden not in whole.replace("=\n", "")


def test_the_follower_is_invited_and_nothing_has_changed_for_them(world):
    invite(world)
    end(world)
    invitations.send_waiting()
    [message] = [one for one in mail.outbox if one.to == [FOLLOWER.email] and one.attachments]
    assert message.subject == "Invitation: Plenary"
    assert "You are invited to this meeting:" in message.body


def test_it_is_sent_once_however_often_the_work_is_done_again(world):
    invite(world)
    end(world)
    for _time in range(2):
        summons.ask_anew(world.ministry.pk)
        invitations.send_waiting()
    assert len(files()) == 2
    assert MeetingMail.objects.filter(method=MailMethod.CANCEL).count() == 1


def test_who_was_never_sent_the_invitation_is_sent_nothing(world):
    invite(world, send=False)
    end(world)
    invitations.send_waiting()
    assert set(files()) == {world.colleague.email, FOLLOWER.email}


def test_those_who_wait_for_their_invitation_get_it_all_the_same(world, monkeypatch):
    """Another's loss takes a number of the meeting, and overtakes nobody's message."""
    invite(world, send=False)
    MeetingMail.objects.filter(attendance__user=world.leaver).update(sent_at=timezone.now())
    end(world)
    invitations.send_waiting()
    found = files()
    assert found[world.colleague.email]["METHOD"] == ["REQUEST"]
    assert found[world.leaver.email]["METHOD"] == ["CANCEL"]


def test_a_change_after_it_reaches_those_who_are_left(world):
    invite(world)
    end(world)
    invitations.send_waiting()
    mail.outbox.clear()
    meetings.edit_meeting(
        pk=world.meeting.pk, actor=world.officer, **facts_of(world.meeting) | {"place": "Room 9"}
    )
    invitations.send_waiting()
    found = files()
    assert set(found) == {world.colleague.email, FOLLOWER.email}
    assert {file["SEQUENCE"][0] for file in found.values()} == {"3"}


def test_a_suspended_post_gives_the_invitation_back_with_a_higher_number(world):
    invite(world)
    numbers = []
    for suspended in (True, False):
        appointments.suspend_appointment(
            pk=world.post.pk, actor=world.officer, suspended=suspended, reason="Inquiry"
        )
        invitations.send_waiting()
        file = files()[world.leaver.email]
        numbers.append((file["METHOD"][0], file["SEQUENCE"][0]))
        mail.outbox.clear()
    assert numbers == [("CANCEL", "1"), ("REQUEST", "2")]


def test_an_empty_chair_that_is_filled_takes_it_out_of_the_mailbox(world):
    world.ministry.mailbox = "office@health.example"
    world.ministry.save()
    end(world, follows=Succession())
    invite(world)
    after = make.UserFactory()
    appointments.appoint(
        actor=world.officer,
        user=after,
        institution=world.ministry,
        role=world.post.role,
        starts_on=today() + DAY,
    )
    invitations.send_waiting()
    found = files()
    assert found["office@health.example"]["METHOD"] == ["CANCEL"]
    assert found[after.email]["METHOD"] == ["REQUEST"]


def test_a_meeting_moved_past_the_last_day_goes_to_who_follows(client, world):
    end(world, last=today() + 20 * DAY, at_once=False)
    invite(world)
    client.force_login(world.officer)
    starts = timezone.localtime(world.meeting.starts_at) + 20 * DAY
    sent = {
        "title": "Plenary",
        "starts_at": f"{starts:%Y-%m-%dT%H:%M}",
        "ends_at": f"{starts + dt.timedelta(hours=2):%Y-%m-%dT%H:%M}",
        "place": "Room 7",
        "link": "https://video.example/room",
    }
    address = reverse("reporting:meeting_edit", args=[world.meeting.reference])
    assert client.post(address, sent).status_code == 302
    invitations.send_waiting()
    found = files()
    assert {address: file["METHOD"] for address, file in found.items()} == {
        world.leaver.email: ["CANCEL"],
        FOLLOWER.email: ["REQUEST"],
        world.colleague.email: ["REQUEST"],
    }
    subjects = {message.to[0]: message.subject for message in mail.outbox if message.attachments}
    assert subjects[FOLLOWER.email] == "Invitation: Plenary"
    assert subjects[world.colleague.email] == "Changed: Plenary"


def test_who_is_not_in_the_post_any_more_is_taken_off_with_the_next_change(world):
    invite(world)
    Appointment.objects.filter(pk=world.post.pk).update(ends_on=today() - DAY)
    meetings.edit_meeting(
        pk=world.meeting.pk, actor=world.officer, **facts_of(world.meeting) | {"place": "Room 9"}
    )
    invitations.send_waiting()
    assert files()[world.leaver.email]["METHOD"] == ["CANCEL"]


def test_whose_post_is_extended_beyond_the_meeting_is_asked_again(
    client, world, django_capture_on_commit_callbacks
):
    invite(world)
    end(world, follows=Succession(), at_once=False, last=today() + 5 * DAY)
    invitations.send_waiting()
    assert files()[world.leaver.email]["METHOD"] == ["CANCEL"]
    mail.outbox.clear()
    client.force_login(world.officer)
    seen = (today() + 5 * DAY).isoformat()
    with django_capture_on_commit_callbacks(execute=True):
        response = client.post(
            reverse("focalpoints:extend", args=[world.post.reference]),
            {"ends_on": "", "reason": "Stays after all", "seen": seen},
        )
    assert response.status_code == 302, response.context["form"].errors
    asked = files()[world.leaver.email]
    assert (asked["METHOD"], asked["SEQUENCE"]) == (["REQUEST"], ["2"])
    [row] = world.meeting.attendances.filter(institution=world.ministry)
    assert row.user == world.leaver


@pytest.mark.parametrize("has_deputy", [False, True])
def test_who_is_suspended_and_acts_again_is_asked_again(
    client, world, has_deputy, django_capture_on_commit_callbacks
):
    deputy = make.deputy(world.ministry) if has_deputy else None
    invite(world)
    client.force_login(world.officer)
    door = reverse("focalpoints:suspend", args=[world.post.reference])
    for method in ("CANCEL", "REQUEST"):
        mail.outbox.clear()
        with django_capture_on_commit_callbacks(execute=True):
            assert client.post(door, {"reason": "An inquiry"}).status_code == 302
        assert files()[world.leaver.email]["METHOD"] == [method]
    rows = world.meeting.attendances.filter(institution=world.ministry)
    assert {row.user for row in rows} == {world.leaver, *([deputy] if deputy else [])}
    mail.outbox.clear()
    summons.ask_anew(world.ministry.pk)
    assert invitations.send_waiting() == 0


def test_a_meeting_that_has_begun_takes_nothing_back(world):
    invite(world)
    type(world.meeting).objects.update(starts_at=timezone.now() - dt.timedelta(minutes=5))
    end(world)
    invitations.send_waiting()
    assert files() == {}


def test_a_guest_is_taken_off_and_a_member_is_not(client, world):
    attendance.add_guest(
        meeting_pk=world.meeting.pk, actor=world.officer, name="Ana", email="ana@example.org"
    )
    invite(world)
    client.force_login(world.officer)
    rows = {row.invited: row for row in world.meeting.attendances.all()}

    def door(name):
        args = [world.meeting.reference, rows[name].pk]
        return reverse("reporting:guest_remove", args=args)

    page = client.get(world.meeting.get_absolute_url()).text
    assert door("Ana") in page
    assert door(str(world.colleague)) not in page
    assert "takes it out of the calendar" in client.get(door("Ana")).text
    client.post(door(str(world.colleague)))
    assert world.meeting.attendances.filter(user=world.colleague).exists()
    for _time in range(2):
        client.post(door("Ana"))
        invitations.send_waiting()
    found = files()
    assert list(found) == ["ana@example.org"]
    assert found["ana@example.org"]["METHOD"] == ["CANCEL"]
    type(world.meeting).objects.update(starts_at=timezone.now() - dt.timedelta(minutes=5))
    world.meeting.refresh_from_db()
    assert world.meeting.state == "invited"
    assert attendance.guests_of(world.meeting) == set()


def test_a_refused_one_stands_on_the_page_and_is_tried_again(client, world, monkeypatch):
    invite(world)
    end(world)

    def refuse(*_facts):
        raise OSError("mailbox full")

    with monkeypatch.context() as patch:
        patch.setattr(invitations, "message", refuse)
        invitations.send_waiting()
    client.force_login(world.officer)
    page = client.get(world.meeting.get_absolute_url()).text
    assert f"{world.leaver}: OSError: mailbox full" in page
    invitations.send_waiting()
    assert files()[world.leaver.email]["METHOD"] == ["CANCEL"]


def test_refused_ones_cost_the_page_the_same_however_many(
    client, world, django_assert_max_num_queries
):
    for _n in range(9):
        guest = make.UserFactory()
        attendance.add_guest(meeting_pk=world.meeting.pk, actor=world.officer, user=guest)
    invite(world, send=False)
    MeetingMail.objects.update(problem="mailbox full")
    client.force_login(world.officer)
    client.get(world.meeting.get_absolute_url())
    with django_assert_max_num_queries(13):
        page = client.get(world.meeting.get_absolute_url()).text
    assert page.count("mailbox full") == 11


def test_who_is_erased_is_sent_nothing_and_named_nowhere(world):
    invite(world)
    appointments.end_appointment(
        pk=world.post.pk,
        actor=world.officer,
        ends_on=today() - DAY,
        reason="Left",
        follows=FOLLOWER,
    )
    [part] = [part for part in parts_of(world.leaver) if part.key == "withdrawn_invitations"]
    assert [row[0] for row in part.rows] == ["Plenary"]
    erase(person=world.leaver, known_as="Focal point")
    invitations.send_waiting()
    assert set(files()) == {FOLLOWER.email}


@pytest.mark.parametrize("is_called_off", [False, True])
def test_a_closed_account_is_asked_to_no_meeting(world, is_called_off):
    invite(world, send=False)
    User.objects.filter(pk=world.leaver.pk).update(is_active=False)
    if is_called_off:
        meetings.cancel(pk=world.meeting.pk, actor=world.officer, note="Nobody can come.")
    invitations.send_waiting()
    assert set(files()) == {world.colleague.email}


@pytest.mark.parametrize("by_account", [True, False])
def test_the_answer_of_a_mail_server_to_a_guest_taken_off_is_forgotten(
    world, monkeypatch, by_account
):
    """The mail went with the place on the list: history alone still has what the server answered."""
    address = "ana@example.org"
    ana = make.UserFactory(email=address) if by_account else None
    row = attendance.add_guest(
        meeting_pk=world.meeting.pk,
        actor=world.officer,
        user=ana,
        **({} if ana else {"name": "Ana", "email": address}),
    )

    def refuse(mail, *_facts):
        raise OSError(f"no mailbox {mail.invitation.address}")

    invite(world, send=False)
    with monkeypatch.context() as patch:
        patch.setattr(invitations, "message", refuse)
        invitations.send_waiting()
    attendance.remove_guest(pk=row.pk, actor=world.officer)
    answers = MeetingMail.pgh_event_model.objects.filter(problem__contains=address)
    assert answers.exists()
    erase(person=ana or make.UserFactory(email=address), known_as="Guest")
    assert not answers.exists()


@pytest.mark.django_db(transaction=True)
def test_two_workers_and_a_deed_that_meet_cancel_once(world):
    invite(world)
    seat_anew = transaction.atomic(partial(summons.ask_anew, world.ministry.pk))
    assert at_once(lambda: end(world), invitations.send_waiting, seat_anew) == []
    assert at_once(invitations.send_waiting, invitations.send_waiting) == []
    assert {address: file["METHOD"] for address, file in files().items()} == {
        world.leaver.email: ["CANCEL"],
        FOLLOWER.email: ["REQUEST"],
    }
