"""Agendas, minutes, decisions: who sees which item, nobody overwritten, what is left to do."""

import datetime as dt
from functools import partial

import pytest
from django.core.exceptions import PermissionDenied
from django.urls import reverse
from django.utils import timezone

from focalpoints.models import Decision, Meeting
from nmirf.common.dates import today
from nmirf.common.errors import ConflictError, DomainError
from notifications.models import Notification
from recommendations.models import Assignment
from reporting import policies
from reporting.candidates import candidates
from reporting.models import AgendaItem
from reporting.services import agenda, decisions, minutes
from reporting.services.meetings import institutions_of
from tests import factories as make
from tests.files import upload
from tests.races import at_once

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _no_second_factor(settings):
    """Accounts of tests sign in with a password alone."""
    settings.DEMO_MODE = True


@pytest.fixture
def officer():
    return make.secretariat()


@pytest.fixture
def ministry():
    return make.InstitutionFactory(name="Ministry of Interior")


@pytest.fixture
def meeting(ministry):
    committee = make.CommitteeFactory()
    make.SeatFactory(committee=committee, institution=ministry)
    return make.MeetingFactory(committee=committee)


@pytest.fixture
def held(meeting):
    begins = timezone.now() - dt.timedelta(days=2)
    Meeting.objects.update(state="held", starts_at=begins, ends_at=begins + dt.timedelta(hours=2))
    meeting.refresh_from_db()
    return meeting


@pytest.fixture
def desk(client, officer):
    client.force_login(officer)
    return client


def put(officer, meeting, *titles):
    return [agenda.add_item(meeting_pk=meeting.pk, actor=officer, title=title) for title in titles]


def titles(meeting):
    return list(meeting.agenda.values_list("title", flat=True))


def at(name, meeting, *more):
    return reverse(f"reporting:{name}", args=[meeting.reference, *more])


# The agenda.


def test_items_are_put_into_another_order_and_taken_off(desk, officer, meeting):
    one, two, three = put(officer, meeting, "One", "Two", "Three")
    desk.post(at("agenda_move", meeting, three.pk, "up"))
    desk.post(at("agenda_move", meeting, one.pk, "up"))
    assert titles(meeting) == ["One", "Three", "Two"]
    desk.post(at("agenda_move", meeting, one.pk, "down"))
    desk.post(at("agenda_move", meeting, two.pk, "remove"))
    assert titles(meeting) == ["Three", "One"]
    assert desk.post(at("agenda_move", meeting, one.pk, "sideways")).status_code == 404


def test_an_item_has_a_title(desk, meeting):
    response = desk.post(at("agenda_add", meeting), {"title": " ", "note": "kept"})
    assert response.status_code == 422
    assert "kept" in response.content.decode()
    desk.post(at("agenda_add", meeting), {"title": "Opening", "note": ""})
    assert titles(meeting) == ["Opening"]


def test_a_recommendation_is_added_by_its_reference(desk, meeting):
    row = make.RecommendationFactory(reference="UPR-4-140.253")
    address = at("agenda_recommendation", meeting)
    assert desk.post(address, {"reference": "UPR-9"}).status_code == 422
    desk.post(address, {"reference": "upr-4-140.253"})
    assert meeting.agenda.get().recommendation == row
    assert desk.post(address, {"reference": row.reference}).status_code == 422


def test_a_restricted_draft_is_on_the_agenda_of_its_readers_alone(client, officer, meeting):
    writers, others = make.InstitutionFactory(), make.InstitutionFactory()
    draft = make.ReportDraftFactory(title="Secret report")
    make.SectionFactory(draft=draft, assigned_to=writers)
    put(officer, meeting, "Opening")
    agenda.add_item(meeting_pk=meeting.pk, actor=officer, kind="draft", key=draft.pk)
    put(officer, meeting, "Closing")
    for person, seen in (
        (officer, True),
        (make.focal_point(writers), True),
        (make.focal_point(others), False),
        (make.representative("nhri"), False),
    ):
        assert policies.visible_agenda(person, meeting).filter(draft=draft).exists() is seen
        client.force_login(person)
        page = client.get(meeting.get_absolute_url()).content.decode()
        assert ("Secret report" in page) is seen


def test_who_may_not_read_a_draft_can_neither_add_nor_touch_it(officer, meeting):
    draft = make.ReportDraftFactory()
    chair = make.focal_point()
    make.SeatFactory(committee=meeting.committee, user=chair, role="chair")
    one, hidden, two = (
        *put(officer, meeting, "One"),
        agenda.add_item(meeting_pk=meeting.pk, actor=officer, kind="draft", key=draft.pk),
        *put(officer, meeting, "Two"),
    )
    with pytest.raises(DomainError, match="no such record"):
        agenda.add_item(meeting_pk=meeting.pk, actor=chair, kind="draft", key=draft.pk)
    with pytest.raises(AgendaItem.DoesNotExist):
        agenda.remove_item(pk=hidden.pk, actor=chair)
    agenda.move_item(pk=two.pk, actor=chair, is_up=True)  # over what the chair does not see
    assert titles(meeting) == ["Two", draft.title, "One"]
    assert one.title == "One"


def test_what_is_overdue_or_near_is_picked(desk, officer, meeting, ministry):
    late = Assignment.objects.create(
        recommendation=make.RecommendationFactory(reference="CRC-5-1"),
        institution=ministry,
        state="accepted",
        proposed_by=officer,
        decided_at=timezone.now() - dt.timedelta(days=800),
    )
    Assignment.objects.filter(pk=late.pk).update(created_at=timezone.now() - dt.timedelta(days=800))
    near = make.ObligationFactory(due_on=today() + dt.timedelta(days=20))
    make.ObligationFactory(due_on=today() + dt.timedelta(days=400))
    cluster = make.ClusterFactory(lead=ministry)
    make.ClusterFactory()
    groups = candidates(officer, meeting, institutions_of(meeting), today())
    values = [one.value for group in groups for one in group.candidates]
    assert values[0].startswith("title:Ministry of Interior: ")
    assert values[1:] == [f"obligation:{near.pk}", f"cluster:{cluster.pk}"]
    desk.post(at("agenda_pick", meeting), {"picked": [*values, "obligation:x", "user:1"]})
    assert meeting.agenda.count() == 3
    assert meeting.agenda.get(obligation=near).cluster is None
    assert candidates(officer, meeting, institutions_of(meeting), today()) == []


@pytest.mark.django_db(transaction=True)
def test_two_who_add_at_once_get_positions_of_their_own():
    officer, meeting = make.secretariat(), make.MeetingFactory()
    deeds = [partial(put, officer, meeting, f"Item {number}") for number in range(4)]
    assert at_once(*deeds) == []
    assert sorted(meeting.agenda.values_list("position", flat=True)) == [1, 2, 3, 4]


def test_only_who_runs_the_meeting_builds_the_agenda(meeting, ministry):
    with pytest.raises(PermissionDenied):
        put(make.focal_point(ministry), meeting, "Mine")


def test_the_editor_asks_no_more_for_many(
    desk, officer, meeting, ministry, django_assert_max_num_queries
):
    address = at("agenda", meeting)
    put(officer, meeting, "One")
    desk.get(address)
    for number in (0, 19):
        for _one in range(number):
            make.ObligationFactory(due_on=today())
            make.ClusterFactory(lead=ministry)
            draft = make.ReportDraftFactory()
            agenda.add_item(meeting_pk=meeting.pk, actor=officer, kind="draft", key=draft.pk)
        with django_assert_max_num_queries(20):
            desk.get(address)


# Minutes.


def write(actor, meeting, **facts):
    facts = {"general": "We met.", "said": {}, "revision": 1} | facts
    return minutes.save_minutes(meeting_pk=meeting.pk, actor=actor, **facts)


def test_two_editors_do_not_overwrite_each_other(desk, officer, held):
    [item] = put(officer, held, "Opening")
    address = at("minutes", held)
    mine = {"revision": "1", "general": "Mine", f"said_{item.pk}": "My words"}
    write(make.secretariat(), held, general="Theirs", said={item.pk: "Their words"})
    response = desk.post(address, mine)
    page = response.content.decode()
    assert response.status_code == 409
    for words in ("Theirs", "Their words", "My words"):
        assert words in page
    held.refresh_from_db()
    assert held.minutes == "Theirs"
    desk.post(address, mine | {"revision": "2"})
    item.refresh_from_db()
    assert item.said == "My words"


@pytest.mark.django_db(transaction=True)
def test_two_who_save_at_once_are_told():
    officer = make.secretariat()
    meeting = make.MeetingFactory(state="held", days=-3)
    deed = partial(write, officer, meeting)
    [told] = at_once(deed, deed)
    assert isinstance(told, ConflictError)


def test_approved_minutes_stay_as_they_are(desk, officer, held):
    [item] = put(officer, held, "Opening")
    with pytest.raises(DomainError, match="no minutes"):
        minutes.approve_minutes(meeting_pk=held.pk, actor=officer)
    write(officer, held)
    response = desk.post(at("minutes_approve", held), {"document": upload("signed.pdf")})
    assert response.status_code == 302
    held.refresh_from_db()
    assert held.minutes_document.filename == "signed.pdf"
    with pytest.raises(DomainError, match="approved"):
        write(officer, held, revision=2)
    with pytest.raises(DomainError, match="approved"):
        agenda.remove_item(pk=item.pk, actor=officer)
    late = desk.post(at("minutes", held), {"revision": "2", "general": "Too late"})
    assert late.status_code == 409
    assert "Too late" in late.content.decode()


def test_a_cancelled_meeting_has_neither_minutes_nor_decisions(officer):
    meeting = make.MeetingFactory(state="cancelled", days=-2)
    with pytest.raises(DomainError, match="cancelled"):
        write(officer, meeting)
    with pytest.raises(DomainError, match="cancelled"):
        decide(officer, meeting)
    with pytest.raises(DomainError, match="cancelled"):
        put(officer, meeting, "Opening")


def test_minutes_wait_for_the_meeting_and_approval_for_it_to_be_held(officer, meeting):
    with pytest.raises(DomainError, match="not begun"):
        write(officer, meeting)
    Meeting.objects.update(starts_at=timezone.now() - dt.timedelta(minutes=1))
    write(officer, meeting)
    with pytest.raises(DomainError, match="as held first"):
        minutes.approve_minutes(meeting_pk=meeting.pk, actor=officer)


# Decisions.


def decide(officer, meeting, **facts):
    facts = {"text": "Name a focal point.", "institution": None, "due_on": None} | facts
    return decisions.decide(meeting_pk=meeting.pk, actor=officer, **facts)


def test_a_decision_has_the_next_number_and_its_institution_hears_of_it(
    desk, officer, held, ministry
):
    reporter, bystander = make.focal_point(ministry), make.focal_point()
    decide(officer, held)
    due_on = today() + dt.timedelta(days=30)
    desk.post(
        at("decision_new", held),
        {"text": "Report.", "institution": ministry.pk, "due_on": due_on.isoformat()},
    )
    row = held.decisions.get(number=2)
    assert (row.institution, row.due_on) == (ministry, due_on)
    assert Notification.objects.filter(person=reporter).count() == 1
    assert not Notification.objects.filter(person=bystander).exists()
    assert list(Decision.objects.open()) == [row, held.decisions.get(number=1)]


def test_a_decision_is_not_due_before_the_meeting(officer, held):
    with pytest.raises(DomainError, match="before the meeting"):
        decide(officer, held, due_on=today() - dt.timedelta(days=10))


def test_the_institution_says_what_was_done(client, officer, held, ministry):
    row = decide(officer, held, institution=ministry)
    client.force_login(make.focal_point(ministry))
    address = reverse("reporting:decision_move", args=[row.reference, "done"])
    assert address in client.get(row.get_absolute_url()).content.decode()
    assert client.post(address, {"note": ""}).status_code == 422
    client.post(address, {"note": "Order 4 names one."})
    row.refresh_from_db()
    assert (row.state, row.outcome) == ("done", "Order 4 names one.")
    assert client.post(address, {"note": "Again"}).status_code == 422
    drop = reverse("reporting:decision_move", args=[row.reference, "reopen"])
    assert client.post(drop, {"note": "No"}).status_code == 403


@pytest.mark.parametrize(
    ("who", "done", "drop"),
    [
        ("secretariat", True, True),
        ("focal_point", True, False),
        ("deputy", True, False),
        ("authority", False, False),
        ("other", False, False),
    ],
)
def test_who_settles_what(officer, held, ministry, who, done, drop):
    row = decide(officer, held, institution=ministry)
    person = {
        "secretariat": make.secretariat,
        "focal_point": lambda: make.focal_point(ministry),
        "deputy": lambda: make.deputy(ministry),
        "authority": lambda: make.authority(ministry),
        "other": make.focal_point,
    }[who]()
    for name, may in (("done", done), ("drop", drop)):
        try:
            decisions.settle(pk=row.pk, name=name, actor=person, note="So it is")
        except PermissionDenied:
            assert not may
        else:
            assert may
            decisions.settle(pk=row.pk, name="reopen", actor=officer, note="Again")
    row.refresh_from_db()
    assert (row.state, row.outcome, row.settled_by) == ("open", "", None)


def test_a_settled_decision_is_not_edited(officer, held):
    row = decide(officer, held)
    decisions.settle(pk=row.pk, name="drop", actor=officer, note="Overtaken")
    with pytest.raises(DomainError, match="settled"):
        decisions.edit_decision(
            pk=row.pk, actor=officer, text="Else", institution=None, due_on=None
        )


def test_lists_and_files_show_what_was_asked_for(desk, officer, held, ministry):
    open_one = decide(officer, held, text="=Open", institution=ministry)
    late = decide(officer, held, text="Late", due_on=today() - dt.timedelta(days=1))
    settled = decide(officer, held, text="Settled")
    decisions.settle(pk=settled.pk, name="done", actor=officer, note="It is")
    address = reverse("reporting:decisions")

    def found(**query):
        return list(desk.get(address, query).context["page"])

    assert found() == [late, open_one]
    assert found(state="overdue") == [late]
    assert found(state="done") == [settled]
    assert found(state="all", institution=ministry.pk) == [open_one]
    assert found(state="open", committee=make.CommitteeFactory().pk) == []
    text = desk.get(reverse("reporting:decisions_csv"), {"state": "open"}).content.decode()
    assert "'=Open" in text
    assert "Settled" not in text


def test_the_list_asks_no_more_for_many(desk, django_assert_max_num_queries):
    address = reverse("reporting:decisions")
    make.DecisionFactory()
    desk.get(address)
    for number in (0, 19):
        for _one in range(number):
            make.DecisionFactory(institution=make.InstitutionFactory())
        with django_assert_max_num_queries(14):
            desk.get(address)


def test_a_dissolved_institution_is_neither_offered_nor_given_a_decision(desk, officer, held):
    gone = make.InstitutionFactory(
        name="Ministry of Rivers", dissolved_on=today() - dt.timedelta(days=1)
    )
    address = reverse("reporting:decision_new", args=[held.reference])
    assert "Ministry of Rivers" not in desk.get(address).text
    assert desk.post(address, {"text": "Draft it.", "institution": gone.pk}).status_code == 422
    with pytest.raises(DomainError, match="exists no more"):
        decisions.decide(
            meeting_pk=held.pk, actor=officer, text="Draft it.", institution=gone, due_on=None
        )
    assert not held.decisions.exists()


def test_a_committee_without_institutions_has_an_agenda_too(client, officer):
    meeting = make.MeetingFactory(committee=make.CommitteeFactory())
    client.force_login(officer)
    page = client.get(reverse("reporting:agenda", args=[meeting.reference]))
    assert page.status_code == 200
    assert page.context["groups"] == []
