"""Duties among people: whose they are, whose they are not, and when they are late or gone."""

import datetime as dt

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accounts.models import DataRequest, User
from focalpoints.choices import InstitutionKind
from focalpoints.models import (
    Absence,
    Appointment,
    AppointmentProposal,
    Confirmation,
    ConfirmationRound,
    Institution,
)
from notifications.choices import DutyKind
from notifications.models import Notification
from reporting.desk import duties_of, duties_of_all
from reporting.desk.groups import PER_PAGE
from reporting.services.directory import Directory
from tests import factories as make

pytestmark = pytest.mark.django_db

NOW = dt.datetime(2026, 11, 3, 9, 30, tzinfo=dt.UTC)
ON = NOW.date()
DAY = dt.timedelta(days=1)


@pytest.fixture(autouse=True)
def demo(settings):
    settings.DEMO_MODE = True
    with time_machine.travel(NOW, tick=False):
        yield


class People:
    """One ministry with all its posts held, another one, the secretariat and an administrator."""

    def __init__(self):
        self.ministry = make.InstitutionFactory(name="Ministry of Interior", slug="interior")
        self.focal = make.focal_point(self.ministry)
        self.deputy = make.deputy(self.ministry)
        self.authority = make.authority(self.ministry)
        self.other = make.InstitutionFactory(name="Ministry of Labour", slug="labour")
        self.other_focal = make.focal_point(self.other)
        self.other_authority = make.authority(self.other)
        self.officer = make.secretariat()
        self.administrator = make.administrator()
        self.society = make.representative(InstitutionKind.CSO)
        # The plainest institution of the factories is a full member; this one is none.
        Institution.objects.filter(kind="cso").update(membership="none")

    def post(self, user):
        return user.appointments.get()

    def holders(self, kind) -> set[str]:
        """Names of those on whose desk a duty of this kind stands."""
        return {
            name
            for name, value in vars(self).items()
            if hasattr(value, "email") and any(duty.kind == kind for duty in duties_of(value, ON))
        }


@pytest.fixture
def people():
    return People()


def only(user, kind):
    (duty,) = [duty for duty in duties_of(user, ON) if duty.kind == kind]
    return duty


def told_of(kind) -> set[int]:
    """Whom the digests take for the ones who owe the only duty of this kind."""
    (duty,) = [duty for duty in duties_of_all(ON) if duty.kind == kind]
    return Directory.on(ON).holders(duty)


def keys(*users) -> set[int]:
    return {user.pk for user in users}


# Meetings and decisions.


def test_a_decision_is_the_reporters_of_its_institution(people):
    row = make.DecisionFactory(institution=people.ministry, due_on=ON + 5 * DAY)
    assert people.holders(DutyKind.DECISION) == {"focal", "deputy"}
    assert told_of(DutyKind.DECISION) == keys(people.focal)
    duty = only(people.focal, DutyKind.DECISION)
    assert (duty.due_on, duty.is_late(ON)) == (ON + 5 * DAY, False)
    assert duty.act_path == reverse("reporting:decision_move", args=[row.reference, "done"])
    type(row).objects.filter(pk=row.pk).update(due_on=ON - DAY)
    assert only(people.focal, DutyKind.DECISION).is_late(ON)
    type(row).objects.filter(pk=row.pk).update(
        state="done", outcome="Named.", settled_by=people.focal, settled_at=NOW
    )
    assert people.holders(DutyKind.DECISION) == set()


@pytest.mark.parametrize("whose", ["nobody", "vacant"])
def test_a_decision_that_nobody_reports_on_is_the_secretariats(people, whose):
    vacant = make.InstitutionFactory(name="Court", slug="court", membership="none")
    make.DecisionFactory(institution=None if whose == "nobody" else vacant)
    assert people.holders(DutyKind.DECISION) == {"officer"}
    assert told_of(DutyKind.DECISION) == keys(people.officer)
    assert only(people.officer, DutyKind.DECISION).due_on is None


@pytest.mark.parametrize("kind", [InstitutionKind.CSO, InstitutionKind.NHRI])
def test_a_decision_for_whom_only_representatives_speak_is_theirs(people, client, kind, settings):
    settings.DEMO_MODE = True
    speaker = people.society if kind == InstitutionKind.CSO else make.representative(kind)
    home = people.post(speaker).institution
    meeting = make.MeetingFactory(state="held", days=-1)
    client.force_login(people.officer)
    client.post(
        reverse("reporting:decision_new", args=[meeting.reference]),
        {"text": "Count the complaints.", "institution": home.pk},
    )
    row = meeting.decisions.get()
    assert Notification.objects.filter(person=speaker, path=row.get_absolute_url()).exists()
    assert told_of(DutyKind.DECISION) == keys(speaker)
    duty = only(speaker, DutyKind.DECISION)
    client.force_login(speaker)
    page = client.get(duty.path)
    assert (page.status_code, "Count the complaints." in page.text) == (200, True)
    assert client.post(duty.act_path, {"note": "Counted."}).status_code == 302
    row.refresh_from_db()
    assert (row.state, row.settled_by) == ("done", speaker)


def test_where_somebody_reports_a_representative_settles_no_decision(people, client, settings):
    settings.DEMO_MODE = True
    speaker = make.AppointmentFactory(
        institution=people.ministry, role="political_representative"
    ).user
    row = make.DecisionFactory(institution=people.ministry)
    assert not [duty for duty in duties_of(speaker, ON) if duty.kind == DutyKind.DECISION]
    client.force_login(speaker)
    assert (
        client.get(reverse("reporting:decision_move", args=[row.reference, "done"])).status_code
        == 403
    )


def test_another_institutions_decision_stays_hidden_from_outsiders(people, client, settings):
    settings.DEMO_MODE = True
    row = make.DecisionFactory(institution=people.ministry)
    client.force_login(people.society)
    assert client.get(row.get_absolute_url()).status_code == 403


def test_an_invitation_is_the_invited_persons_until_it_is_answered(people):
    meeting = make.MeetingFactory(state="invited", days=10)
    row = make.AttendanceFactory(meeting=meeting, user=people.society)
    make.AttendanceFactory(meeting=meeting, institution=people.ministry)
    assert people.holders(DutyKind.MEETING) == {"society"}
    assert told_of(DutyKind.MEETING) == keys(people.society)
    duty = only(people.society, DutyKind.MEETING)
    assert duty.due_on == ON + 10 * DAY
    assert duty.act_path == reverse("reporting:meeting_answer", args=[meeting.reference])
    type(row).objects.filter(pk=row.pk).update(state="coming")
    assert people.holders(DutyKind.MEETING) == set()


def test_an_invitation_goes_when_the_meeting_has_begun(people):
    meeting = make.MeetingFactory(state="invited", days=1)
    make.AttendanceFactory(meeting=meeting, user=people.focal)
    assert people.holders(DutyKind.MEETING) == {"focal"}
    type(meeting).objects.filter(pk=meeting.pk).update(starts_at=NOW)
    assert people.holders(DutyKind.MEETING) == set()


# Handovers.


def test_a_handover_is_written_by_the_one_who_leaves(people):
    make.HandoverFactory(appointment=people.post(people.focal), due_on=ON - DAY)
    assert people.holders(DutyKind.HANDOVER) == {"focal"}
    assert told_of(DutyKind.HANDOVER) == keys(people.focal)
    assert only(people.focal, DutyKind.HANDOVER).is_late(ON)


def test_once_the_leaver_is_gone_the_institution_writes_and_else_the_secretariat(people):
    make.HandoverFactory(appointment=people.post(people.focal), due_on=ON + DAY)
    Appointment.objects.filter(user=people.focal).update(ends_on=ON - DAY)
    assert people.holders(DutyKind.HANDOVER) == {"deputy"}
    Appointment.objects.filter(user=people.deputy).update(ends_on=ON - DAY)
    assert people.holders(DutyKind.HANDOVER) == {"officer"}
    assert told_of(DutyKind.HANDOVER) == keys(people.officer)


def test_the_successor_acknowledges(people):
    row = make.handed(people.post(people.focal), ["The registry"])
    assert people.holders(DutyKind.ACKNOWLEDGE) == set()
    Appointment.objects.filter(user=people.focal).update(ends_on=ON - DAY)
    successor = make.focal_point(people.ministry)
    people.successor = successor
    assert people.holders(DutyKind.ACKNOWLEDGE) == {"successor"}
    assert told_of(DutyKind.ACKNOWLEDGE) == keys(successor)
    duty = only(successor, DutyKind.ACKNOWLEDGE)
    assert duty.due_on is not None
    assert not duty.is_late(ON)
    assert duty.is_late(duty.due_on + DAY)
    type(row).objects.filter(pk=row.pk).update(state="acknowledged", acknowledged_at=NOW)
    assert people.holders(DutyKind.ACKNOWLEDGE) == set()


# Posts.


def test_everybody_is_asked_once_a_year_about_their_own_post(people):
    turn = ConfirmationRound.objects.create(
        title="2026", opened_by=people.officer, opened_on=ON - 20 * DAY, due_on=ON - DAY
    )
    row = Confirmation.objects.create(round=turn, appointment=people.post(people.deputy))
    assert people.holders(DutyKind.CONFIRM) == {"deputy"}
    assert told_of(DutyKind.CONFIRM) == keys(people.deputy)
    duty = only(people.deputy, DutyKind.CONFIRM)
    assert duty.is_late(ON)
    assert duty.act_path == reverse("focalpoints:confirm", args=[row.reference])
    Confirmation.objects.filter(pk=row.pk).update(
        answer="right", answered_by=people.deputy, answered_at=NOW
    )
    assert people.holders(DutyKind.CONFIRM) == set()


def proposal(people, **facts):
    return AppointmentProposal.objects.create(
        institution=people.ministry,
        email="new@example.org",
        starts_on=ON,
        **{"proposed_by": people.focal, "full_name": "A New Deputy"} | facts,
    )


def test_a_proposal_is_the_authoritys_then_the_secretariats(people):
    row = proposal(people)
    assert people.holders(DutyKind.PROPOSAL) == {"authority"}
    assert told_of(DutyKind.PROPOSAL) == keys(people.authority)
    first = only(people.authority, DutyKind.PROPOSAL)
    assert first.due_on == ON + 14 * DAY
    assert first.is_late(ON + 15 * DAY)
    AppointmentProposal.objects.filter(pk=row.pk).update(
        state="confirmed", confirmed_by=people.authority
    )
    assert people.holders(DutyKind.PROPOSAL) == {"officer"}
    assert only(people.officer, DutyKind.PROPOSAL).subject != first.subject
    AppointmentProposal.objects.filter(pk=row.pk).update(
        state="declined", reason="No.", decided_by=people.officer, decided_at=NOW
    )
    assert people.holders(DutyKind.PROPOSAL) == set()


def test_nobody_confirms_what_they_proposed_themselves(people):
    proposal(people, proposed_by=people.authority)
    assert people.holders(DutyKind.PROPOSAL) == {"officer"}
    assert told_of(DutyKind.PROPOSAL) == keys(people.officer)


def test_a_vacant_post_is_the_secretariats_to_fill(people):
    assert people.holders(DutyKind.VACANCY) == set()
    last = ON - 40 * DAY
    Appointment.objects.filter(user=people.authority).update(ends_on=last)
    assert people.holders(DutyKind.VACANCY) == {"officer"}
    assert told_of(DutyKind.VACANCY) == keys(people.officer)
    duty = only(people.officer, DutyKind.VACANCY)
    assert (duty.due_on, duty.is_late(ON)) == (last + 30 * DAY, True)
    assert f"institution={people.ministry.pk}&role=validating_authority" in duty.act_path
    make.authority(people.ministry)
    assert people.holders(DutyKind.VACANCY) == set()


def test_a_post_is_vacant_since_the_last_closing_of_the_account(people):
    account = User.objects.filter(pk=people.authority.pk)
    for is_active in (False, True, False):
        account.update(is_active=is_active)
    events = User.pgh_event_model.objects.filter(pgh_obj=people.authority.pk)
    closed = list(events.filter(is_active=False).order_by("pgh_id"))
    for event, day in zip(closed, (NOW - 900 * DAY, NOW - 5 * DAY), strict=True):
        events.filter(pk=event.pk).update(pgh_created_at=day)
    # What changes in it while it is closed is no closing.
    account.update(full_name="Nobody")
    duty = only(people.officer, DutyKind.VACANCY)
    assert (duty.due_on, duty.is_late(ON)) == (ON + 25 * DAY, False)


def test_only_full_members_must_have_their_posts_filled(people):
    Appointment.objects.filter(user=people.focal).update(ends_on=ON - DAY)
    assert people.holders(DutyKind.VACANCY) == {"officer"}
    Institution.objects.filter(pk=people.ministry.pk).update(membership="consultative")
    assert people.holders(DutyKind.VACANCY) == set()


# Those who join, and what is kept about people.


def test_a_registration_is_the_secretariats_once_its_address_is_confirmed(people):
    row = make.RegistrationFactory(state="unconfirmed")
    assert people.holders(DutyKind.REGISTRATION) == set()
    type(row).objects.filter(pk=row.pk).update(state="pending", confirmed_at=NOW - 20 * DAY)
    assert people.holders(DutyKind.REGISTRATION) == {"officer"}
    assert told_of(DutyKind.REGISTRATION) == keys(people.officer)
    assert only(people.officer, DutyKind.REGISTRATION).is_late(ON)
    type(row).objects.filter(pk=row.pk).update(state="declined", reason="Unknown.")
    assert people.holders(DutyKind.REGISTRATION) == set()


def test_a_data_request_is_the_offices_but_never_ones_own(people):
    row = DataRequest.objects.create(person=people.focal, kind="erasure")
    assert people.holders(DutyKind.DATA_REQUEST) == {"officer", "administrator"}
    assert told_of(DutyKind.DATA_REQUEST) == keys(people.officer, people.administrator)
    assert only(people.administrator, DutyKind.DATA_REQUEST).due_on == ON + 30 * DAY
    DataRequest.objects.filter(pk=row.pk).update(person=people.officer)
    assert people.holders(DutyKind.DATA_REQUEST) == {"administrator"}
    assert told_of(DutyKind.DATA_REQUEST) == keys(people.administrator)
    DataRequest.objects.filter(pk=row.pk).update(created_at=NOW - 31 * DAY)
    assert only(people.administrator, DutyKind.DATA_REQUEST).is_late(ON)
    DataRequest.objects.filter(pk=row.pk).update(state="done", decided_at=NOW)
    assert people.holders(DutyKind.DATA_REQUEST) == set()


def test_an_email_names_nothing_of_it(people):
    secret = "Wiretaps of the northern district"
    make.DecisionFactory(institution=people.ministry, text=secret)
    meeting = make.MeetingFactory(state="invited", title=secret)
    make.AttendanceFactory(meeting=meeting, user=people.focal)
    make.RegistrationFactory(name=secret)
    proposal(people, full_name=secret)
    found = {duty.kind: duty for duty in duties_of_all(ON)}
    assert {DutyKind.DECISION, DutyKind.MEETING, DutyKind.REGISTRATION, DutyKind.PROPOSAL} <= set(
        found
    )
    for duty in found.values():
        assert secret not in duty.outside
        assert duty.outside == str(duty.kind.label)
        assert len(duty.subject) <= 120


# The page.


def desk(client, user, query=""):
    client.force_login(user)
    answer = client.get(reverse("reporting:desk") + query)
    assert answer.status_code == 200
    return answer.content.decode()


ROLES = ["focal", "deputy", "authority", "officer", "administrator", "society", "consulting"]


def everything(people):
    """One of each kind, somewhere."""
    people.consulting = make.consultation_officer()
    people.parliament = make.representative(InstitutionKind.PARLIAMENT)
    Institution.objects.exclude(kind="ministry").update(membership="none")
    make.DecisionFactory(institution=people.ministry)
    make.DecisionFactory(institution=None)
    meeting = make.MeetingFactory(state="invited")
    for person in (people.focal, people.authority, people.society, people.parliament):
        make.AttendanceFactory(meeting=meeting, user=person)
    make.HandoverFactory(appointment=people.post(people.focal), due_on=ON + DAY)
    make.RegistrationFactory()
    DataRequest.objects.create(person=people.society, kind="erasure")
    proposal(people)
    turn = ConfirmationRound.objects.create(
        title="2026", opened_by=people.officer, opened_on=ON, due_on=ON + 30 * DAY
    )
    Confirmation.objects.create(round=turn, appointment=people.post(people.deputy))


@pytest.mark.parametrize(
    ("role", "words"),
    [
        ("focal", "Record as done"),
        ("deputy", "Is your post still right?"),
        ("authority", "Confirm the proposal: A New Deputy"),
        ("officer", "asks to take part"),
        ("administrator", "of personal data"),
        ("society", "Answer the invitation"),
        ("parliament", "Answer the invitation"),
        ("consulting", "asks to take part"),
    ],
)
def test_each_roles_desk_says_what_it_owes(client, people, role, words):
    everything(people)
    text = desk(client, getattr(people, role))
    assert words in text
    assert text.count("<h1") == 1
    assert "You hold no post" not in text


def test_duties_stand_by_when_they_are_due_with_their_number(client, people):
    for days in (-3, -1, 2, 20, 200):
        make.DecisionFactory(institution=people.ministry, due_on=ON + days * DAY)
    make.DecisionFactory(institution=people.ministry)
    text = desk(client, people.focal)
    places = [
        text.index(f'<h3>{title} <span class="count">{number}</span></h3>')
        for title, number in (
            ("Late", 2), ("Within a week", 1), ("Within a month", 1), ("Later", 1),
            ("Without a date", 1),
        )
    ]  # fmt: skip
    assert places == sorted(places)


def test_a_long_desk_is_shown_page_by_page_and_kind_by_kind(client, people):
    for _number in range(30):
        make.DecisionFactory(institution=people.ministry, due_on=ON)
    make.UpdateFactory(institution=people.ministry, state="returned")
    first = desk(client, people.focal)
    assert first.count("Record as done<") == PER_PAGE
    assert '<span class="count">30</span>' in first
    assert desk(client, people.focal, "?page=2").count("Record as done<") == 30 - PER_PAGE
    returned = desk(client, people.focal, "?kind=returned")
    assert "Correct and resend" in returned
    assert "Record as done<" not in returned
    assert desk(client, people.focal, "?kind=nonsense&page=x").count("Record as done<") == PER_PAGE
    assert "Nothing of this kind" in desk(client, people.focal, "?kind=vacancy")


def test_who_stands_in_and_who_is_away_see_it_and_what_was_done(client, people):
    row = Absence.objects.create(
        appointment=people.post(people.focal), starts_on=ON, ends_on=ON + 2 * DAY
    )
    path = reverse("reporting:absence", args=[row.appointment.reference, row.pk])
    for person, words in (
        (people.deputy, f"You act for {people.focal} until 5 November 2026."),
        (people.focal, f"{people.deputy} acts for you until 5 November 2026."),
    ):
        text = desk(client, person)
        assert words in text
        assert path in text
    Appointment.objects.filter(user=people.deputy).update(ends_on=ON - DAY)
    assert "Nobody acts for you until 5 November 2026" in desk(client, people.focal)


def away_today(*posts):
    for post in posts:
        Absence.objects.create(appointment=post, starts_on=ON, ends_on=ON + 2 * DAY)


def test_with_the_deputy_away_too_nobody_is_said_to_get_the_reminders(client, people):
    away_today(people.post(people.focal), people.post(people.deputy))
    text = desk(client, people.focal)
    assert "You are away today." in text
    assert "your deputy gets your reminders" not in text
    assert "Nobody acts for you until 5 November 2026: there is no deputy who is in." in text


def test_for_an_authority_another_authority_acts_and_never_a_deputy(client, people):
    away_today(people.post(people.authority))
    text = desk(client, people.authority)
    assert "Nobody acts for you until 5 November 2026." in text
    assert "deputy" not in text.partition("Nobody acts")[2][:60]
    assert "your deputy gets" not in text
    assert f"{people.authority} until" not in desk(client, people.deputy)
    second = make.authority(people.ministry)
    assert f"{second} acts for you until 5 November 2026." in desk(client, people.authority)
    assert f"You act for {people.authority} until 5 November 2026." in desk(client, second)


def test_what_is_with_others_is_named(client, people):
    everything(people)
    make.handed(people.post(people.deputy), ["The registry"])
    make.DecisionFactory(institution=people.ministry, due_on=ON - DAY, number=9)
    text = desk(client, people.focal)
    assert "to be confirmed by the validating authority" in text
    assert "to be acknowledged" in text or "waits for a successor" in text
    officers = desk(client, people.officer)
    assert "1 post to confirm" in officers
    assert "Decision 9 of" in officers


def test_nothing_new_takes_two_requests_from_the_desk(client, people):
    from_desk = "Nothing new<span"
    long_ago = dt.datetime(2026, 1, 5, 9, tzinfo=dt.UTC)
    record = make.RecommendationFactory(reference="UPR-4-1")
    record.assignments.create(
        institution=people.ministry, state="accepted", role="lead",
        proposed_by=people.officer, decided_at=long_ago, decided_by=people.focal,
    )  # fmt: skip
    text = desk(client, people.focal)
    assert from_desk in text
    path = reverse("activities:nothing_new") + "?recommendation=UPR-4-1"
    assert path in text
    asked = client.get(path)
    token = asked.context["hidden"][0][1]
    client.post(path, {"draft": token})
    assert from_desk not in desk(client, people.focal)
    assert only(people.officer, DutyKind.VERIFY)


@pytest.mark.parametrize("role", ROLES)
def test_the_desk_asks_no_more_for_two_hundred_duties_than_for_one(client, people, role):
    make.NationalMechanismFactory()
    everything(people)
    person = getattr(people, role)
    desk(client, person)

    def count():
        with CaptureQueriesContext(connection) as asked:
            assert client.get(reverse("reporting:desk")).status_code == 200
        return [query["sql"][:200] for query in asked.captured_queries]

    few = count()
    meeting = make.MeetingFactory(state="held", days=-10)
    for number in range(200):
        make.DecisionFactory(
            institution=people.ministry if number % 2 else None, meeting=meeting, number=number + 1
        )
    many = count()
    assert len(many) == len(few), "\n".join(many)
    assert len(many) <= 15, "\n".join(many)


def test_all_duties_are_read_in_as_many_queries_as_one(people):
    everything(people)

    def count():
        with CaptureQueriesContext(connection) as asked:
            found = duties_of_all(ON)
        return len(found), len(asked.captured_queries)

    few, queries = count()
    for number in range(40):
        make.DecisionFactory(institution=people.ministry, number=number + 20)
    assert count() == (few + 40, queries)
