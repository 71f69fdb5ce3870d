"""Who leaves a post leaves the seats and the invitations that rest on it, and whoever follows has them."""

import datetime as dt
from types import SimpleNamespace

import pytest
from django.core import mail
from django.urls import reverse

from accounts.models import User
from focalpoints import policies
from focalpoints.choices import Role
from focalpoints.models import Appointment, Seat
from focalpoints.services import appointments
from focalpoints.services.succession import Succession
from nmirf.common.dates import today
from notifications.models import Notification
from reporting.desk import duties_of
from reporting.services import meetings
from tests import factories as make

DAY = dt.timedelta(days=1)
pytestmark = pytest.mark.django_db


@pytest.fixture
def world(officer, institution):
    """The ministry's focal point chairs a committee for it, and is invited to its next meeting."""
    post = make.AppointmentFactory(institution=institution)
    committee = make.CommitteeFactory()
    facts = {"committee": committee, "institution": institution}
    seat = make.SeatFactory(user=post.user, role="chair", **facts)
    return SimpleNamespace(
        officer=officer,
        institution=institution,
        post=post,
        committee=committee,
        seat=seat,
        meeting=make.MeetingFactory(committee=committee, link="https://video.example/room"),
    )


def anew(person):
    """As the next request reads the account."""
    return User.objects.get(pk=person.pk)


def end(world, *, at_once=True, last=None, follows=None):
    appointments.end_appointment(
        pk=world.post.pk,
        actor=world.officer,
        ends_on=last or today(),
        reason="Dismissed",
        at_once=at_once,
        follows=follows or Succession(),
    )


SOMEBODY = Succession(full_name="Ada Okoye", email="ada@health.example")


def invited(world):
    return {(row.user.email if row.user else None) for row in world.meeting.attendances.all()}


def meeting_lines(person):
    return [duty for duty in duties_of(anew(person), today()) if duty.kind == "meeting"]


# Seats.


def test_who_is_dismissed_at_once_runs_no_committee_any_more(as_, world):
    meetings.invite(pk=world.meeting.pk, actor=world.officer)
    page = world.meeting.get_absolute_url()
    assert as_(world.post.user).get(page).status_code == 200
    end(world)
    assert policies.committees_run(anew(world.post.user)) == frozenset()
    client = as_(world.post.user)
    for address in (page, reverse("reporting:minutes", args=[world.meeting.reference])):
        assert client.get(address).status_code == 403


@pytest.mark.parametrize("how", ["lapsed", "suspended"])
def test_a_seat_counts_as_long_as_the_post_on_which_it_rests(world, how):
    assert policies.committees_run(anew(world.post.user)) == {world.committee.pk}
    field = {"lapsed": "ends_on", "suspended": "suspended_on"}[how]
    Appointment.objects.filter(pk=world.post.pk).update(
        **{"starts_on": today() - 9 * DAY, field: today() - DAY}
    )
    assert policies.committees_run(anew(world.post.user)) == frozenset()


def test_a_post_elsewhere_does_not_carry_the_seat_for_this_institution(world):
    make.AppointmentFactory(user=world.post.user, institution=make.InstitutionFactory())
    end(world)
    assert policies.committees_run(anew(world.post.user)) == frozenset()


def test_ones_own_seat_needs_some_part_in_the_work(world):
    Seat.objects.filter(pk=world.seat.pk).update(institution=None)
    stranger = make.UserFactory()
    make.SeatFactory(committee=world.committee, user=stranger, role="secretary")
    assert policies.committees_run(stranger) == frozenset()
    assert policies.committees_run(anew(world.post.user)) == {world.committee.pk}
    end(world)
    assert policies.committees_run(anew(world.post.user)) == frozenset()
    world.seat.refresh_from_db()
    assert world.seat.ends_on == today() - DAY


def test_whoever_follows_takes_the_seat_over_from_the_first_day(world):
    last = today() + 3 * DAY
    end(world, at_once=False, last=last, follows=SOMEBODY)
    world.seat.refresh_from_db()
    assert world.seat.ends_on == last
    follower = User.objects.get(email=SOMEBODY.email)
    again = Seat.objects.get(user=follower)
    assert (again.role, again.starts_on, again.institution) == (
        "chair",
        last + DAY,
        world.institution,
    )
    assert policies.committees_run(anew(world.post.user)) == {world.committee.pk}
    line = Notification.objects.get(person=follower, path=world.committee.get_absolute_url())
    assert line.text.endswith(": Chair.")


def test_where_nobody_follows_the_institution_keeps_its_place(world):
    end(world)
    assert [(seat.user, seat.starts_on) for seat in Seat.objects.in_force(today())] == [
        (None, today())
    ]


def test_another_post_at_the_institution_keeps_the_seat(world):
    make.AppointmentFactory(
        user=world.post.user, institution=world.institution, role=Role.VALIDATING_AUTHORITY
    )
    end(world)
    world.seat.refresh_from_db()
    assert world.seat.ends_on is None
    assert policies.committees_run(anew(world.post.user)) == {world.committee.pk}


def test_a_new_meeting_invites_the_successor(world):
    Appointment.objects.filter(pk=world.post.pk).update(
        starts_on=today() - 9 * DAY, ends_on=today() - DAY
    )
    after = make.focal_point(world.institution)
    people = {row.user_id for row in meetings.composition(world.meeting)}
    assert people == {after.pk}


def test_a_seat_for_an_institution_invites_who_holds_a_post_there(world):
    stranger = make.UserFactory()
    Seat.objects.filter(pk=world.seat.pk).update(user=stranger)
    people = {row.user_id for row in meetings.composition(world.meeting)}
    assert people == {world.post.user_id}


# Invitations.


def test_an_open_invitation_goes_to_whoever_follows(as_, world, django_capture_on_commit_callbacks):
    meetings.invite(pk=world.meeting.pk, actor=world.officer)
    assert len(meeting_lines(world.post.user)) == 1
    with django_capture_on_commit_callbacks(execute=True):
        end(world, follows=SOMEBODY)
    assert invited(world) == {SOMEBODY.email}
    assert meeting_lines(world.post.user) == []
    assert [message.to for message in mail.outbox if message.attachments] == [[SOMEBODY.email]]
    follower = User.objects.get(email=SOMEBODY.email)
    assert len(meeting_lines(follower)) == 1
    assert Notification.objects.filter(person=follower, text__contains="You are invited").exists()
    answer = reverse("reporting:meeting_answer", args=[world.meeting.reference])
    assert as_(follower).post(answer, {"state": "coming"}).status_code == 302
    assert as_(world.post.user).get(answer).status_code in (403, 404)


def test_whoever_is_appointed_after_is_asked_too(world):
    meetings.invite(pk=world.meeting.pk, actor=world.officer)
    end(world)
    assert invited(world) == {None}
    after = make.UserFactory()
    appointments.appoint(
        actor=world.officer,
        user=after,
        institution=world.institution,
        role=Role.FOCAL_POINT,
        starts_on=today() + DAY,
    )
    assert invited(world) == {after.email}


def test_until_the_last_day_the_invitation_stays(world):
    meetings.invite(pk=world.meeting.pk, actor=world.officer)
    end(world, at_once=False, last=today() + 30 * DAY, follows=SOMEBODY)
    assert invited(world) == {world.post.user.email}


def test_a_post_that_lapses_takes_its_invitation_with_it(as_, world):
    meetings.invite(pk=world.meeting.pk, actor=world.officer)
    Appointment.objects.filter(pk=world.post.pk).update(
        starts_on=today() - 9 * DAY, ends_on=today() - DAY
    )
    assert meeting_lines(world.post.user) == []
    page = as_(world.post.user).get(world.meeting.get_absolute_url())
    assert page.status_code == 403
    facts = {name: getattr(world.meeting, name) for name in meetings.CONTENT}
    meetings.edit_meeting(pk=world.meeting.pk, actor=world.officer, **facts | {"place": "Room 9"})
    told = Notification.objects.filter(person=world.post.user, text__contains="has changed")
    assert not told.exists()


def test_a_suspended_post_hands_its_invitation_to_the_deputy(world):
    deputy = make.deputy(world.institution)
    meetings.invite(pk=world.meeting.pk, actor=world.officer)
    appointments.suspend_appointment(
        pk=world.post.pk, actor=world.officer, suspended=True, reason="Inquiry"
    )
    assert invited(world) == {deputy.email}


def test_a_guest_who_never_held_a_post_there_stays_invited(world):
    guest = make.UserFactory()
    meetings.invite(pk=world.meeting.pk, actor=world.officer)
    make.AttendanceFactory(meeting=world.meeting, user=guest, institution=world.institution)
    end(world)
    assert guest.email in invited(world)
    assert len(meeting_lines(guest)) == 1


@pytest.mark.parametrize("at_once", [False, True])
def test_an_extension_says_which_seats_do_not_come_back(as_, world, at_once):
    last = today() if at_once else today() + 9 * DAY
    appointments.end_appointment(
        pk=world.post.pk, actor=world.officer, ends_on=last, reason="Left", at_once=at_once
    )
    if at_once:
        appointments.suspend_appointment(
            pk=world.post.pk, actor=world.officer, suspended=False, reason="By mistake"
        )
    door = reverse("focalpoints:extend", args=[world.post.reference])
    assert f"do not come back: {world.committee.label}" in as_(world.officer).get(door).text


def test_an_extension_without_seats_says_nothing_of_them(as_, world):
    world.seat.delete()
    Appointment.objects.filter(pk=world.post.pk).update(ends_on=today() + 9 * DAY)
    door = reverse("focalpoints:extend", args=[world.post.reference])
    assert "do not come back" not in as_(world.officer).get(door).text


# Whoever follows sits there already.


@pytest.fixture
def follower(world):
    """A member there for another ministry, until next month."""
    person = make.focal_point(make.InstitutionFactory())
    world.elsewhere = make.SeatFactory(
        committee=world.committee,
        institution=Appointment.objects.get(user=person).institution,
        user=person,
        role="member",
        ends_on=today() + 30 * DAY,
    )
    return person


def seats_on(day):
    return {(one.user, one.institution, one.role) for one in Seat.objects.in_force(day)}


def test_a_member_who_follows_the_chair_chairs(world, follower):
    last = today() + 3 * DAY
    other = world.elsewhere.institution
    end(
        world,
        at_once=False,
        last=last,
        follows=Succession(full_name=follower.full_name, email=follower.email),
    )
    chair = (follower, world.institution, "chair")
    assert seats_on(last) == {
        (world.post.user, world.institution, "chair"),
        (follower, other, "member"),
    }
    assert seats_on(last + DAY) == {chair, (None, other, "member")}
    assert seats_on(today() + 31 * DAY) == {chair}
    assert Notification.objects.filter(person=follower, text__endswith=": Chair.").exists()


def test_a_member_who_follows_sits_on_when_the_chair_s_term_is_over(world, follower):
    Seat.objects.filter(pk=world.seat.pk).update(ends_on=today() + 9 * DAY)
    end(world, follows=Succession(full_name=follower.full_name, email=follower.email))
    assert (follower, world.institution, "chair") in seats_on(today() + 9 * DAY)
    assert seats_on(today() + 10 * DAY) == {(follower, world.elsewhere.institution, "member")}
    assert policies.committees_run(anew(follower)) == {world.committee.pk}


def test_the_place_of_the_institution_alone_becomes_the_chair_s(world):
    make.SeatFactory(committee=world.committee, institution=world.institution, user=None)
    end(world)
    assert seats_on(today()) == {(None, world.institution, "chair")}


def test_a_higher_role_of_whoever_follows_is_kept(world, follower):
    Seat.objects.filter(pk=world.seat.pk).update(role="member")
    Seat.objects.filter(pk=world.elsewhere.pk).update(role="chair")
    end(world, follows=Succession(full_name=follower.full_name, email=follower.email))
    assert seats_on(today()) == {(follower, world.elsewhere.institution, "chair")}
