"""Meetings: planned, answered, attended, and the pages of them."""

import datetime as dt

import pytest
from django.core import mail
from django.core.exceptions import PermissionDenied
from django.urls import reverse
from django.utils import timezone

from focalpoints.choices import MeetingState
from focalpoints.models import Meeting
from nmirf.common.dates import today
from nmirf.common.errors import DomainError
from reporting.services import attendance
from reporting.services import meetings as services
from tests import factories as make
from tests.common.test_ics import read

from .meeting_making import desk as desk
from .meeting_making import invite, moment, move, typed
from .meeting_making import world as world

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _no_second_factor(settings):
    """Accounts of tests sign in with a password alone."""
    settings.DEMO_MODE = True


# Planning.


def test_the_chair_plans_a_meeting_of_the_own_committee_alone(client, world):
    client.force_login(world.chair)
    other = make.CommitteeFactory()
    address = reverse("reporting:meeting_new")
    refused = client.post(address, typed(committee=other.pk))
    assert refused.status_code == 422
    response = client.post(address, typed(committee=world.committee.pk))
    made = Meeting.objects.latest("pk")
    assert response.url == made.get_absolute_url()
    assert made.state == MeetingState.PLANNED


def test_a_thematic_table_needs_no_committee(desk):
    assert desk.post(reverse("reporting:meeting_new"), typed()).status_code == 422
    desk.post(reverse("reporting:meeting_new"), typed(is_table="on"))
    assert Meeting.objects.latest("pk").is_table


def test_a_meeting_that_ends_before_it_begins_is_refused(desk, world):
    data = typed(committee=world.committee.pk, ends_at=moment(3, 8))
    response = desk.post(reverse("reporting:meeting_new"), data)
    assert response.status_code == 422
    assert "ends before it begins" in response.content.decode()
    assert 'value="Plenary"' in response.content.decode()


def test_two_at_one_hour_are_planned_once_it_is_said(desk, world):
    address, data = reverse("reporting:meeting_new"), typed(committee=world.committee.pk)
    desk.post(address, data)
    before = Meeting.objects.count()
    asked = desk.post(address, data)
    assert asked.status_code == 422
    assert "meets at that hour already" in asked.content.decode()
    assert 'type="checkbox" name="allow_clash"' in asked.content.decode()
    assert Meeting.objects.count() == before
    assert desk.post(address, data | {"allow_clash": "on"}).status_code == 302
    assert Meeting.objects.count() == before + 1


def test_a_closed_committee_does_not_meet(world):
    world.committee.closed_on = timezone.localdate()
    world.committee.save()
    with pytest.raises(DomainError, match="closed"):
        services.plan_meeting(
            actor=world.officer,
            committee=world.committee,
            title="Late",
            starts_at=timezone.now() + dt.timedelta(days=5),
            ends_at=timezone.now() + dt.timedelta(days=5, hours=1),
            place="",
            link="",
        )


# Answering and attendance.


def test_one_click_and_a_confirmation_answer_the_invitation(client, world):
    services.invite(pk=world.meeting.pk, actor=world.officer)
    client.force_login(world.person)
    address = reverse("reporting:meeting_answer", args=[world.meeting.reference])
    assert (
        f"{address}?state=coming" in client.get(world.meeting.get_absolute_url()).content.decode()
    )
    asked = client.get(f"{address}?state=coming").context["form"]
    assert asked["state"].value() == "coming"
    client.post(address, {"state": "coming"})
    row = world.meeting.attendances.get(user=world.person)
    assert row.state == "coming"
    assert client.post(address, {"state": "sends", "name": " "}).status_code == 422
    client.post(address, {"state": "sends", "name": "Eve Deputy"})
    row.refresh_from_db()
    assert (row.state, row.name) == ("sends", "Eve Deputy")


def test_who_is_not_invited_answers_nothing(client, world):
    services.invite(pk=world.meeting.pk, actor=world.officer)
    client.force_login(world.deputy)
    address = reverse("reporting:meeting_answer", args=[world.meeting.reference])
    assert client.get(address).status_code == 404


def test_no_answer_after_the_meeting_has_begun(world):
    services.invite(pk=world.meeting.pk, actor=world.officer)
    Meeting.objects.update(starts_at=timezone.now() - dt.timedelta(minutes=5))
    with pytest.raises(DomainError, match="no answers"):
        attendance.answer(meeting_pk=world.meeting.pk, actor=world.person, state="coming")


def test_a_guest_outside_reads_the_agenda_and_neither_minutes_nor_names(client, world):
    guest = make.representative("cso")
    attendance.add_guest(meeting_pk=world.meeting.pk, actor=world.officer, user=guest)
    client.force_login(guest)
    assert client.get(world.meeting.get_absolute_url()).status_code == 403
    services.invite(pk=world.meeting.pk, actor=world.officer)
    page = client.get(world.meeting.get_absolute_url()).content.decode()
    assert "You are invited." in page
    assert "Who is invited" not in page


def test_a_late_guest_is_invited_alone(world, django_capture_on_commit_callbacks):
    invite(world, django_capture_on_commit_callbacks)
    mail.outbox.clear()
    facts = {"meeting_pk": world.meeting.pk, "actor": world.chair}
    with django_capture_on_commit_callbacks(execute=True):
        attendance.add_guest(**facts, name="Ada Guest", email="ada@example.org")
    assert [message.to for message in mail.outbox] == [["ada@example.org"]]
    with pytest.raises(DomainError, match="on the list already"):
        attendance.add_guest(**facts, name="Ada Again", email="ADA@example.org")
    with pytest.raises(DomainError, match="Name a person"):
        attendance.add_guest(**facts, name=" ")


def sheet_of(meeting):
    return reverse("reporting:sheet", args=[meeting.reference])


def begun(world):
    services.invite(pk=world.meeting.pk, actor=world.officer)
    Meeting.objects.filter(pk=world.meeting.pk).update(
        starts_at=timezone.now() - dt.timedelta(hours=1)
    )
    world.meeting.refresh_from_db()
    return {row.invited: row for row in world.meeting.attendances.all()}


def test_the_sheet_records_all_at_once(desk, world):
    rows = begun(world)
    chair, person = rows[str(world.chair)], rows[str(world.person)]
    data = {f"state_{chair.pk}": "present", f"state_{person.pk}": "substitute"}
    refused = desk.post(sheet_of(world.meeting), data)
    assert refused.status_code == 422
    chair.refresh_from_db()
    assert chair.state == "invited"
    desk.post(sheet_of(world.meeting), data | {f"name_{person.pk}": "Eve Deputy"})
    person.refresh_from_db()
    assert (person.state, person.name) == ("substitute", "Eve Deputy")
    desk.post(sheet_of(world.meeting), {f"state_{person.pk}": "absent"})
    person.refresh_from_db()
    assert (person.state, person.name) == ("absent", "")


def test_no_sheet_before_the_meeting(desk, world):
    services.invite(pk=world.meeting.pk, actor=world.officer)
    assert desk.get(sheet_of(world.meeting)).url == world.meeting.get_absolute_url()
    with pytest.raises(DomainError, match="not begun"):
        attendance.record_sheet(meeting_pk=world.meeting.pk, actor=world.officer, lines=[])


def test_a_meeting_is_held_once_it_has_begun(world):
    with pytest.raises(DomainError, match="not begun"):
        services.hold(pk=world.meeting.pk, actor=world.officer)
    begun(world)
    services.hold(pk=world.meeting.pk, actor=world.officer)
    with pytest.raises(DomainError, match="faster"):
        services.cancel(pk=world.meeting.pk, actor=world.officer, note="Too late")


@pytest.mark.parametrize("who", ["person", "deputy"])
def test_members_who_run_nothing_change_nothing(world, who):
    actor = getattr(world, who)
    for deed in (services.invite, services.hold):
        with pytest.raises(PermissionDenied):
            deed(pk=world.meeting.pk, actor=actor)
    with pytest.raises(PermissionDenied):
        attendance.add_guest(meeting_pk=world.meeting.pk, actor=actor, name="X")


def test_the_list_asks_no_more_for_many(desk, django_assert_max_num_queries):
    address = reverse("reporting:meetings")
    desk.get(address)
    with django_assert_max_num_queries(14):
        desk.get(address)
    for _number in range(19):
        make.MeetingFactory()
    with django_assert_max_num_queries(14):
        assert len(desk.get(address).context["page"].object_list) == 20


def test_past_and_tables_are_filtered(desk, world):
    held = make.MeetingFactory(state="held", days=-5, is_table=True)
    address = reverse("reporting:meetings")
    assert list(desk.get(address).context["page"]) == [world.meeting]
    assert list(desk.get(address, {"when": "past"}).context["page"]) == [held]
    assert list(desk.get(address, {"when": "past", "tables": "on"}).context["page"]) == [held]
    narrowed = desk.get(address, {"committee": held.committee.pk, "when": "upcoming"})
    assert list(narrowed.context["page"]) == []


def test_the_page_of_many_people_asks_no_more(desk, world, django_assert_max_num_queries):
    address = world.meeting.get_absolute_url()
    desk.get(address)
    with django_assert_max_num_queries(22):
        desk.get(address)
    for number in range(20):
        make.AttendanceFactory(
            meeting=world.meeting, user=make.UserFactory(), institution=world.ministry
        )
        make.DecisionFactory(meeting=world.meeting, number=number + 1, institution=world.ministry)
    with django_assert_max_num_queries(22):
        desk.get(address)


def test_the_download_is_the_same_meeting(client, world):
    client.force_login(world.person)
    response = client.get(reverse("reporting:meeting_ics", args=[world.meeting.reference]))
    found = read(response.content.decode())
    assert found["METHOD"] == ["PUBLISH"]
    assert found["UID"] == [f"meeting-{world.meeting.reference}@localhost"]


def test_a_closed_account_is_not_invited(world):
    world.chair.is_active = False
    world.chair.save()
    people = {row.user_id for row in services.composition(world.meeting)}
    assert people == {world.person.pk, None}


def test_a_dissolved_institution_is_neither_offered_nor_taken_for_a_guest(desk, world):
    gone = make.InstitutionFactory(
        name="Ministry of Rivers", dissolved_on=today() - dt.timedelta(days=1)
    )
    address = reverse("reporting:guest_new", args=[world.meeting.reference])
    assert "Ministry of Rivers" not in desk.get(address).text
    assert desk.post(address, {"name": "Ana", "institution": gone.pk}).status_code == 422
    with pytest.raises(DomainError, match="exists no more"):
        attendance.add_guest(
            meeting_pk=world.meeting.pk, actor=world.officer, name="Ana", institution=gone
        )


def test_a_cancelled_one_is_not_offered_for_the_calendar(desk, world):
    confirm = desk.get(move(world.meeting, "cancel")).content.decode()
    assert ">Do not cancel</a>" in confirm
    ics = reverse("reporting:meeting_ics", args=[world.meeting.reference])
    assert ics in desk.get(world.meeting.get_absolute_url()).content.decode()
    services.cancel(pk=world.meeting.pk, actor=world.officer, note="Moved")
    assert ics not in desk.get(world.meeting.get_absolute_url()).content.decode()
