"""Committees: composition by day, no circles, figures, who may."""

import datetime as dt
import threading

import pytest
from django.core.exceptions import PermissionDenied
from django.db import connection
from django.urls import reverse

from focalpoints import policies
from focalpoints.attendance import by_institution, by_quarter, frequencies
from focalpoints.models import Committee, Seat
from focalpoints.services import committees as services
from nmirf.common.dates import today
from nmirf.common.errors import DomainError
from tests import factories as make
from tests.files import upload

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _no_second_factor(settings):
    """Accounts of tests sign in with a password alone."""
    settings.DEMO_MODE = True


@pytest.fixture
def officer():
    return make.secretariat()


@pytest.fixture
def desk(client, officer):
    client.force_login(officer)
    return client


def give(officer, committee, **facts):
    facts = {
        "institution": None,
        "user": None,
        "role": "member",
        "starts_on": dt.date(2026, 1, 1),
        "ends_on": None,
    } | facts
    return services.give_seat(committee_pk=committee.pk, actor=officer, **facts)


def test_the_secretariat_enters_a_committee_with_its_terms(desk):
    data = {"name": "Main committee", "kind": "main", "meetings_a_year": "4"}
    data["terms"] = upload("decree.pdf")
    response = desk.post(reverse("focalpoints:committee_new"), data)
    row = Committee.objects.get()
    assert response.url == row.get_absolute_url()
    assert (row.slug, row.meetings_a_year) == ("main-committee", 4)
    assert "decree.pdf" in desk.get(row.get_absolute_url()).content.decode()


def test_members_open_the_terms_and_strangers_do_not(client, desk):
    desk.post(
        reverse("focalpoints:committee_new"),
        {"name": "Main", "kind": "main", "terms": upload("decree.pdf")},
    )
    address = Committee.objects.get().terms_of_reference.get_absolute_url()
    client.force_login(make.focal_point())
    assert client.get(address).status_code == 200
    client.force_login(make.representative("cso"))
    assert client.get(address).status_code == 404


def test_a_name_without_latin_letters_gets_an_address(officer):
    first = services.create_committee(actor=officer, name="اللجنة", kind="main")
    second = services.create_committee(actor=officer, name="اللجنة", kind="main")
    assert (first.slug, second.slug) == ("committee", "committee-2")


def test_a_committee_belongs_to_none_below_it(officer):
    top = make.CommitteeFactory()
    below = make.CommitteeFactory(parent=make.CommitteeFactory(parent=top))
    for parent in (below, top):
        with pytest.raises(DomainError, match="belong to itself"):
            services.edit_committee(pk=top.pk, actor=officer, parent=parent)


@pytest.mark.django_db(transaction=True)
def test_two_who_set_parents_at_once_close_no_circle():
    officer, one, two = make.secretariat(), make.CommitteeFactory(), make.CommitteeFactory()
    barrier, outcomes = threading.Barrier(2), []

    def run(pk, parent):
        try:
            barrier.wait(10)
            services.edit_committee(pk=pk, actor=officer, parent=parent)
            outcomes.append("done")
        except DomainError:
            outcomes.append("refused")
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=pair) for pair in ((one.pk, two), (two.pk, one))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    assert sorted(outcomes) == ["done", "refused"]


def test_days_of_one_seat_never_meet_another_of_the_same(officer):
    committee, ministry, person = (
        make.CommitteeFactory(),
        make.InstitutionFactory(),
        make.UserFactory(),
    )
    give(officer, committee, institution=ministry, ends_on=dt.date(2026, 6, 30))
    with pytest.raises(DomainError, match="already"):
        give(officer, committee, institution=ministry, starts_on=dt.date(2026, 6, 30))
    give(officer, committee, institution=ministry, starts_on=dt.date(2026, 7, 1))
    give(officer, committee, user=person, role="chair")
    with pytest.raises(DomainError, match="already"):
        give(officer, committee, user=person)


@pytest.mark.parametrize(
    ("facts", "words"),
    [
        ({}, "Name an institution"),
        ({"ends_on": dt.date(2025, 1, 1), "institution": True}, "ends before"),
    ],
)
def test_bad_seats_are_refused(officer, facts, words):
    if facts.get("institution"):
        facts = facts | {"institution": make.InstitutionFactory()}
    with pytest.raises(DomainError, match=words):
        give(officer, make.CommitteeFactory(), **facts)


def test_composition_is_that_of_today_and_the_rest_is_history(desk):
    committee = make.CommitteeFactory()
    old = make.InstitutionFactory(name="Old ministry")
    make.SeatFactory(committee=committee, institution=old, ends_on=dt.date(2021, 1, 1))
    make.SeatFactory(committee=committee, institution=make.InstitutionFactory(name="New one"))
    response = desk.get(committee.get_absolute_url())
    assert [seat.institution.name for seat in response.context["seats"]] == ["New one"]
    assert [seat.institution.name for seat in response.context["other_seats"]] == ["Old ministry"]


def test_closing_ends_the_seats_and_is_refused_with_a_meeting_ahead(officer):
    committee = make.CommitteeFactory()
    seat = make.SeatFactory(committee=committee, institution=make.InstitutionFactory())
    meeting = make.MeetingFactory(committee=committee)
    close = {"pk": committee.pk, "actor": officer, "closed_on": today(), "reason": "Decree 4"}
    with pytest.raises(DomainError, match="planned after"):
        services.close_committee(**close)
    meeting.delete()
    services.close_committee(**close)
    seat.refresh_from_db()
    assert seat.ends_on == today()
    with pytest.raises(DomainError, match="closed already"):
        services.close_committee(**close)
    with pytest.raises(DomainError, match="closed"):
        give(officer, committee, user=officer)


def test_only_the_secretariat_changes_committees():
    person, committee = make.focal_point(), make.CommitteeFactory()
    with pytest.raises(PermissionDenied):
        give(person, committee, user=person)
    with pytest.raises(PermissionDenied):
        services.edit_committee(pk=committee.pk, actor=person, name="Mine")


@pytest.mark.parametrize(
    ("role", "ends_on", "may"),
    [
        ("chair", None, True),
        ("secretary", None, True),
        ("vice_chair", None, False),
        ("member", None, False),
        ("secretary", dt.date(2021, 1, 1), False),
    ],
)
def test_chair_and_secretary_run_the_meetings_of_their_committee(role, ends_on, may):
    person, meeting = make.focal_point(), make.MeetingFactory()
    Seat.objects.create(
        committee=meeting.committee,
        user=person,
        role=role,
        starts_on=dt.date(2020, 1, 1),
        ends_on=ends_on,
    )
    assert bool(policies.can_run_meeting(person, meeting)) is may
    assert not policies.can_run_meeting(person, make.MeetingFactory())


def test_figures_count_institutions_once_a_meeting():
    committee = make.CommitteeFactory(meetings_a_year=4)
    one, two = make.InstitutionFactory(name="A"), make.InstitutionFactory(name="B")
    first = make.MeetingFactory(committee=committee, state="held", days=-100)
    second = make.MeetingFactory(committee=committee, state="held", days=-10)
    make.MeetingFactory(committee=committee, state="held", days=-400)
    make.MeetingFactory(committee=committee, state="cancelled", days=-20)
    for state in ("present", "absent"):  # two people of one institution
        make.AttendanceFactory(meeting=first, institution=one, user=make.UserFactory(), state=state)
    make.AttendanceFactory(
        meeting=first, institution=two, user=make.UserFactory(), state="substitute", name="Eve"
    )
    make.AttendanceFactory(
        meeting=second, institution=two, user=make.UserFactory(), state="excused"
    )
    [found] = frequencies(Committee.objects.all(), today())
    assert (found.held, found.due, found.is_behind) == (2, 4, True)
    assert [(share.invited, share.came) for share in found.shares] == [(1, 1), (2, 1)]
    assert (found.invited, found.came, found.percent) == (3, 2, 67)
    assert [share.percent for share in by_institution([found])] == [100, 50]
    assert sum(number for _quarter, number in by_quarter(today())) == 3


def test_figures_ask_no_more_for_many(django_assert_num_queries):
    def some(number):
        for _one in range(number):
            meeting = make.MeetingFactory(state="held", days=-10)
            make.AttendanceFactory(meeting=meeting, institution=make.InstitutionFactory())

    some(1)
    with django_assert_num_queries(3):
        frequencies(Committee.objects.all(), today())
    some(19)
    with django_assert_num_queries(3):
        assert len(frequencies(Committee.objects.all(), today())) == 20


def test_figures_download(desk):
    meeting = make.MeetingFactory(state="held", days=-10)
    make.AttendanceFactory(meeting=meeting, institution=make.InstitutionFactory(name="=Evil"))
    for what in ("committees", "institutions"):
        text = desk.get(reverse("reporting:meeting_figures_csv", args=[what])).content.decode(
            "utf-8-sig"
        )
        assert meeting.committee.name in text
        assert today().isoformat() in text
    assert "'=Evil" in text
    assert desk.get(reverse("reporting:meeting_figures_csv", args=["else"])).status_code == 404
    assert desk.get(reverse("reporting:meeting_figures")).status_code == 200


def test_the_page_of_many_seats_asks_no_more(desk, django_assert_max_num_queries):
    committee = make.CommitteeFactory()
    address = committee.get_absolute_url()
    desk.get(address)
    for number in (1, 19):
        for _one in range(number):
            make.SeatFactory(committee=committee, institution=make.InstitutionFactory())
            make.MeetingFactory(committee=committee)
        with django_assert_max_num_queries(20):
            desk.get(address)


def test_a_dissolved_institution_is_neither_offered_nor_given_a_seat(desk, officer):
    gone = make.InstitutionFactory(
        name="Ministry of Rivers", dissolved_on=today() - dt.timedelta(days=1)
    )
    committee = make.CommitteeFactory()
    address = reverse("focalpoints:seat_new", args=[committee.slug])
    assert "Ministry of Rivers" not in desk.get(address).text
    sent = {"institution": gone.pk, "role": "member", "starts_on": today().isoformat()}
    assert desk.post(address, sent).status_code == 422
    with pytest.raises(DomainError, match="exists no more"):
        give(officer, committee, institution=gone)
    assert not committee.seats.exists()
