"""Handovers: what is collected, who writes and acknowledges, that nothing gets lost on the way."""

import datetime as dt
import re

import pytest
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from activities.models import ImplementationUpdate
from focalpoints.choices import HandoverState, Role
from focalpoints.models import (
    Attendance,
    Decision,
    FormerName,
    Handover,
    HandoverItem,
    HandoverQuestion,
    Meeting,
)
from focalpoints.services import appointments as posts
from nmirf.common.dates import today
from nmirf.common.errors import ConflictError, DomainError
from notifications.models import Notification
from recommendations.choices import AssignmentState
from recommendations.models import Assignment
from reporting.desk import duties_of
from reporting.services import handovers as services
from tests import factories as make

pytestmark = pytest.mark.django_db
SOON = dt.timedelta(days=10)


@pytest.fixture(autouse=True)
def _demo(settings):
    settings.DEMO_MODE = True


@pytest.fixture
def officer():
    return make.secretariat()


@pytest.fixture
def institution():
    return make.InstitutionFactory(name="Ministry of Health", slug="health")


@pytest.fixture
def post(institution):
    return make.AppointmentFactory(role=Role.FOCAL_POINT, institution=institution)


@pytest.fixture
def deputy_post(institution, post):
    return make.AppointmentFactory(role=Role.DEPUTY, institution=institution, deputises=post)


def started(post, actor=None):
    return services.start_handover(
        actor=actor or post.user, appointment=post, due_on=today() + SOON
    )


def address(row, page=""):
    return f"/workspace/handovers/{row.reference}/{page}"


def meeting_of(institution, officer, **facts):
    begins = facts.pop("starts_at", timezone.now() + dt.timedelta(days=5))
    row = Meeting.objects.create(
        title="Plenary",
        starts_at=begins,
        ends_at=begins + dt.timedelta(hours=2),
        convened_by=officer,
        **facts,
    )
    Attendance.objects.create(meeting=row, institution=institution, state="present")
    return row


@pytest.fixture
def work(institution, officer):
    """One open thing of every kind, and as much of another institution."""
    for place in (institution, make.InstitutionFactory()):
        led = make.RecommendationFactory(lead=place)
        make.UpdateFactory(institution=place, on=[led], headline="Secret headline")
        Assignment.objects.create(
            recommendation=make.RecommendationFactory(),
            institution=place,
            state=AssignmentState.PROPOSED,
            proposed_by=officer,
        )
        meeting = meeting_of(place, officer)
        Decision.objects.create(
            meeting=meeting, number=1, text="Train the nurses", institution=place
        )
        make.ActivityFactory(lead=place, title="Mobile clinics")
        make.SectionFactory(
            draft=make.ReportDraftFactory(title="Sixth report", stage="drafting"),
            heading="Health",
            assigned_to=place,
        )


KINDS = ["activity", "assignment", "decision", "led", "meeting", "section", "update"]


def test_starting_collects_what_is_open_in_the_post_and_nothing_of_others(client, post, work):
    client.force_login(post.user)
    assert "Start the handover" in client.get(post.get_absolute_url()).text
    start = f"/workspace/handovers/start/{post.reference}/"
    assert client.post(start, {"due_on": "2020-01-01"}).status_code == 422
    response = client.post(start, {"due_on": (today() + SOON).isoformat()})
    row = Handover.objects.get()
    assert response.headers["Location"] == address(row, "write/")
    assert sorted(row.items.values_list("kind", flat=True)) == KINDS
    page = client.get(address(row, "write/")).text
    for words in ("Train the nurses", "Mobile clinics", "Sixth report: Health", "Plenary"):
        assert words in page
    # By due date, those without one last.
    dates = [item.due_on for item in row.items.all()]
    known = [day for day in dates if day]
    assert known == sorted(known)
    assert dates[: len(known)] == known


def test_a_second_start_finds_the_first(post, officer):
    first = started(post)
    assert started(post, officer) == first
    assert Handover.objects.count() == 1


def test_what_is_collected_follows_the_post(institution, work, officer):
    authority = make.AppointmentFactory(role=Role.VALIDATING_AUTHORITY, institution=institution)
    row = started(authority)
    assert sorted(row.items.values_list("kind", flat=True)) == ["decision", "meeting"]
    make.UpdateFactory(institution=institution, state="verified")
    assert services.bring_up_to_date(pk=row.pk, actor=authority.user) == (1, 0)


def test_a_post_that_has_not_begun_has_nothing_to_hand_over(institution, officer):
    later = make.AppointmentFactory(institution=institution, starts_on=today() + SOON)
    with pytest.raises(DomainError):
        started(later, officer)


def test_bringing_up_to_date_adds_marks_what_is_done_and_keeps_notes(client, post, work):
    row = started(post)
    activity = row.items.get(kind="activity")
    HandoverItem.objects.filter(pk=activity.pk).update(note="Ask the nurses.")
    post.institution.activities_led.update(status="completed")
    make.ActivityFactory(lead=post.institution, title="Night buses")
    client.force_login(post.user)
    assert client.post(address(row, "refresh/")).status_code == 302
    activity.refresh_from_db()
    assert activity.gone_at is not None
    assert activity.note == "Ask the nurses."
    assert row.items.filter(title="Night buses").exists()
    # It is back when it is open again, and nothing changes on a second round.
    post.institution.activities_led.update(status="in_progress")
    assert services.bring_up_to_date(pk=row.pk, actor=post.user) == (0, 0)
    activity.refresh_from_db()
    assert activity.gone_at is None


def test_notes_are_saved_with_the_form_and_something_is_added(client, post, work):
    row = started(post)
    item = row.items.get(kind="decision")
    client.force_login(post.user)
    typed = {
        "form": "",
        "revision": 1,
        "note": "Call the registry first.",
        f"item-{item.pk}": "Waits for the budget.",
        "new_title": "Key of the archive",
        "new_due_on": "2030-02-01",
        "new_note": "In the drawer.",
    }
    assert client.post(address(row, "write/"), typed).status_code == 302
    row.refresh_from_db()
    item.refresh_from_db()
    own = row.items.get(kind="other")
    assert (row.note, item.note) == ("Call the registry first.", "Waits for the budget.")
    assert (own.title, own.note, own.due_on) == (
        "Key of the archive",
        "In the drawer.",
        dt.date(2030, 2, 1),
    )
    client.post(
        address(row, "write/"),
        {"revision": row.revision, "note": row.note, "take": own.pk},
    )
    assert not row.items.filter(kind="other").exists()


def test_what_was_typed_survives_an_error(client, post, work):
    row = started(post)
    client.force_login(post.user)
    typed = {"revision": 1, "note": "Kept words", "new_note": "Without a title"}
    response = client.post(address(row, "write/"), typed)
    assert response.status_code == 422
    assert "Kept words" in response.text
    assert "Without a title" in response.text
    client.logout()
    response = client.post(address(row, "write/"), typed)
    assert response.status_code == 403
    assert "Kept words" in response.text


def test_of_two_editors_the_second_sees_both_texts(client, post, deputy_post):
    row = started(post)
    services.save_handover(
        pk=row.pk, revision=1, actor=deputy_post.user, note="Deputy’s words", notes={}
    )
    client.force_login(post.user)
    response = client.post(address(row, "write/"), {"revision": 1, "note": "Principal’s words"})
    assert response.status_code == 409
    assert "Deputy’s words" in response.text
    assert "Principal’s words" in response.text
    row.refresh_from_db()
    assert row.note == "Deputy’s words"
    assert 'value="2"' in response.text
    response = client.post(address(row, "write/"), {"revision": 2, "note": "Principal’s words"})
    assert response.status_code == 302


def test_autosave_keeps_the_notes_and_is_no_conflict_with_its_own_form(client, post):
    row = started(post)
    client.force_login(post.user)
    form = {"form": "8f1f0a3e-6a51-4c8e-9f5e-0d5a7c7e1a11", "revision": 1}
    response = client.post(
        address(row, "autosave/"), form | {"note": "Half a sen", "new_title": "Later"}
    )
    assert "Draft saved" in response.text
    assert 'value="2"' in response.text
    assert not row.items.exists()
    # The full form overtakes its autosave.
    assert client.post(address(row, "write/"), form | {"note": "Whole."}).status_code == 302
    other = form | {"form": "0f1f0a3e-6a51-4c8e-9f5e-0d5a7c7e1a12", "note": "Stale"}
    assert "Not saved" in client.post(address(row, "autosave/"), other).text
    row.refresh_from_db()
    assert row.note == "Whole."
    client.logout()
    assert "signed out" in client.post(address(row, "autosave/"), form).text


def test_a_stale_form_after_the_handing_over_comes_back_with_its_text(client, post):
    row = started(post)
    services.save_handover(pk=row.pk, revision=1, actor=post.user, note="Said", notes={})
    services.hand_over(pk=row.pk, actor=post.user)
    client.force_login(post.user)
    response = client.post(address(row, "write/"), {"revision": 2, "note": "Too late"})
    assert response.status_code == 403
    assert "Too late" in response.text


def test_nothing_is_handed_over_without_a_word(client, post, work):
    row = started(post)
    client.force_login(post.user)
    response = client.post(address(row, "hand/"))
    assert response.status_code == 422
    assert "at least one note" in response.text


def test_from_writing_to_acknowledged_over_http(client, post, work, officer):
    row = started(post)
    client.force_login(post.user)
    client.post(
        address(row, "write/"), {"revision": 1, "note": "Call the registry.", "then": "hand"}
    )
    assert "Items without a note: 7" in client.get(address(row, "hand/")).text
    client.post(address(row, "hand/"))
    posts.end_appointment(
        pk=post.pk, actor=officer, ends_on=today() - dt.timedelta(days=1), reason="Moves on"
    )
    assert client.get(address(row)).status_code == 404
    successor = make.focal_point(post.institution)
    assert services.tell_followers(today()) == 1
    assert services.tell_followers(today()) == 0
    client.force_login(successor)
    page = client.get(address(row)).text
    assert "Call the registry." in page
    assert page.count(">Acknowledge<") == 7
    items = list(row.items.values_list("pk", flat=True))
    # All at once needs the page, which names what was read.
    client.post(address(row, "acknowledge/"))
    assert not row.items.exclude(acknowledged_at=None).exists()
    client.post(address(row, "acknowledge/"), {"item": items[0]})
    assert row.items.exclude(acknowledged_at=None).count() == 1
    client.post(address(row, f"items/{items[1]}/ask/"), {"text": "Until when?"})
    page = client.get(address(row)).text
    assert f'name="item" value="{items[1]}"' in page
    everything = page[page.rindex("<form") :] if "Acknowledge all on this page" in page else ""
    asked = f'value="{items[1]}"'
    assert asked not in everything
    client.force_login(officer)
    question = HandoverQuestion.objects.get()
    assert client.post(address(row, f"questions/{question.pk}/"), {}).status_code == 422
    client.post(address(row, f"questions/{question.pk}/"), {"text": "Until June."})
    client.force_login(successor)
    assert "Until June." in client.get(address(row)).text
    client.post(address(row, "acknowledge/"), {"item": items[1:]})
    row.refresh_from_db()
    assert row.state == HandoverState.ACKNOWLEDGED
    assert row.acknowledged_at is not None
    assert row.successor.user == successor
    told = Notification.objects.filter(key__endswith=":acknowledged")
    assert [line.person for line in told] == [post.user]


def test_a_note_alone_is_acknowledged_as_a_whole(client, post):
    row = started(post)
    services.save_handover(pk=row.pk, revision=1, actor=post.user, note="All is done.", notes={})
    services.hand_over(pk=row.pk, actor=post.user)
    successor = make.focal_point(post.institution)
    client.force_login(successor)
    assert "Acknowledge the handover" in client.get(address(row)).text
    client.post(address(row, "acknowledge/"))
    row.refresh_from_db()
    assert row.state == HandoverState.ACKNOWLEDGED


def handed_over():
    return Handover.objects.with_people(today()).filter(state=HandoverState.HANDED)


def test_a_ministry_loses_both_its_people_in_one_week_and_nothing_is_lost(
    client, officer, institution, post, deputy_post, work
):
    rows = [started(post), started(deputy_post, officer)]
    services.save_handover(
        pk=rows[0].pk, revision=1, actor=post.user, note="The budget is agreed.", notes={}
    )
    services.hand_over(pk=rows[0].pk, actor=post.user)
    week = today() - dt.timedelta(days=21)
    for appointment in (post, deputy_post):
        posts.end_appointment(pk=appointment.pk, actor=officer, ends_on=week, reason="Both left")
    # Vacancy: nobody acknowledges, nobody of the ministry writes; the secretariat does.
    assert [row.followers for row in handed_over()] == [[]]
    assert [row.acknowledge_by for row in handed_over()] == [None]
    unwritten = Handover.objects.with_people(today()).get(pk=rows[1].pk)
    assert unwritten.writers == []
    services.save_handover(
        pk=rows[1].pk, revision=1, actor=officer, note="As told on the telephone.", notes={}
    )
    services.hand_over(pk=rows[1].pk, actor=officer)
    # Three weeks later two new people are appointed.
    people = {}
    for role in (Role.FOCAL_POINT, Role.DEPUTY):
        user = people[role] = make.UserFactory()
        posts.appoint(
            actor=officer, user=user, institution=institution, role=role, starts_on=today()
        )
    waiting = {row.pk: row for row in handed_over()}
    assert waiting[rows[0].pk].followers == [people[Role.FOCAL_POINT].pk]
    assert waiting[rows[1].pk].followers == [people[Role.DEPUTY].pk]
    # Counted from their first day, not from the handing over.
    assert {row.acknowledge_by for row in waiting.values()} == {today() + dt.timedelta(days=14)}
    assert services.tell_followers(today()) == 2
    draft = ImplementationUpdate.objects.get(institution=institution)
    for row, role in zip(rows, (Role.FOCAL_POINT, Role.DEPUTY), strict=True):
        person = people[role]
        client.force_login(person)
        # The draft, the duties, both handovers, the memory.
        assert client.get(f"/workspace/updates/{draft.reference}/edit/").status_code == 200
        assert {"update", "assignment"} <= {duty.kind for duty in duties_of(person, today())}
        listed = client.get("/workspace/handovers/").text
        assert str(post.user) in listed
        assert str(deputy_post.user) in listed
        memory = client.get("/workspace/memory/health/").text
        assert "The budget is agreed." in memory
        assert "As told on the telephone." in memory
        items = row.items.values_list("pk", flat=True)
        client.post(address(row, "acknowledge/"), {"item": list(items)})
        row.refresh_from_db()
        assert row.state == HandoverState.ACKNOWLEDGED
        assert row.successor.user == person


def test_a_deputys_handover_falls_to_the_focal_point_where_there_is_no_deputy(
    post, deputy_post, officer
):
    row = make.handed(deputy_post, ["Files"])
    assert Handover.objects.with_people(today()).get(pk=row.pk).followers == [post.user.pk]
    # What a focal point leaves waits for the next one, whatever deputy there is.
    other = make.handed(post, ["Files"])
    assert Handover.objects.with_people(today()).get(pk=other.pk).followers == []


def test_a_named_successor_alone_acknowledges_and_is_waited_for(client, post, institution, officer):
    colleague = make.focal_point(institution)
    later = make.AppointmentFactory(
        institution=institution, role=Role.FOCAL_POINT, starts_on=today() + SOON
    )
    row = started(post)
    services.save_handover(pk=row.pk, revision=1, actor=post.user, note="Said.", notes={})
    stranger = make.AppointmentFactory(role=Role.FOCAL_POINT)
    with pytest.raises(DomainError):
        services.hand_over(pk=row.pk, actor=post.user, successor=stranger)
    client.force_login(post.user)
    assert client.post(address(row, "hand/"), {"successor": stranger.pk}).status_code == 422
    client.post(address(row, "hand/"), {"successor": later.pk})
    found = Handover.objects.with_people(today()).get(pk=row.pk)
    assert found.followers == []
    on = today() + SOON
    assert Handover.objects.with_people(on).get(pk=row.pk).followers == [later.user.pk]
    with pytest.raises(PermissionDenied):
        services.acknowledge(pk=row.pk, items=[], actor=colleague)
    posts.end_appointment(pk=later.pk, actor=officer, ends_on=later.starts_on, reason="Never came")
    after = on + dt.timedelta(days=1)
    assert colleague.pk in Handover.objects.with_people(after).get(pk=row.pk).followers


def test_the_secretariat_writes_only_when_the_one_who_leaves_is_gone(client, post, officer):
    row = started(post, officer)
    client.force_login(officer)
    assert client.get(address(row, "write/")).status_code == 403
    post.user.is_active = False
    post.user.save()
    assert client.get(address(row, "write/")).status_code == 200
    client.post(address(row, "write/"), {"revision": 1, "note": "From the files."})
    client.post(address(row, "hand/"))
    row.refresh_from_db()
    assert (row.state, row.handed_by) == (HandoverState.HANDED, officer)


def test_the_secretariat_reads_no_draft_that_was_not_submitted(client, post, work, officer):
    row = started(post)
    item = row.items.get(kind="update")
    HandoverItem.objects.filter(pk=item.pk).update(note="Words about the draft")
    client.force_login(officer)
    for page in ("", "print/"):
        text = client.get(address(row, page)).text
        assert "Words about the draft" not in text
        assert "A draft that its institution alone reads" in text
        assert "Secret headline" not in text
    assert item.title not in [one.title for one in services.items_of(row, officer) if one.is_hidden]
    # Nor does writing in one's own name touch it.
    post.user.is_active = False
    post.user.save()
    services.save_handover(pk=row.pk, revision=1, actor=officer, note="", notes={item.pk: "Over"})
    item.refresh_from_db()
    assert item.note == "Words about the draft"
    ImplementationUpdate.objects.filter(institution=post.institution).update(state="submitted")
    assert "Words about the draft" in client.get(address(row)).text


def test_a_section_given_to_another_institution_is_no_longer_named(client, post, work):
    row = started(post)
    post.institution.sections.update(assigned_to=make.InstitutionFactory())
    client.force_login(post.user)
    for page in ("", "print/", "write/"):
        assert "Sixth report" not in client.get(address(row, page)).text


def test_no_title_says_more_than_what_an_update_is_about(post, work):
    row = started(post)
    assert not row.items.filter(title__contains="Secret headline").exists()


def test_a_representative_hands_over_to_the_next_and_reads_no_other_handover(client, officer):
    place = make.InstitutionFactory(kind="cso", membership="none")
    leaving = make.AppointmentFactory(role=Role.REPRESENTATIVE, institution=place)
    row = started(leaving)
    focal = make.AppointmentFactory(role=Role.FOCAL_POINT, institution=place)
    hidden = make.HandoverFactory(appointment=focal)
    services.save_handover(pk=row.pk, revision=1, actor=leaving.user, note="Said.", notes={})
    services.hand_over(pk=row.pk, actor=leaving.user)
    follower = make.appointed(Role.REPRESENTATIVE, place)
    client.force_login(follower)
    assert client.get(address(row)).status_code == 200
    assert client.get(address(hidden)).status_code == 404
    assert services.acknowledge(pk=row.pk, items=[], actor=follower) == 0
    row.refresh_from_db()
    assert row.state == HandoverState.ACKNOWLEDGED


def question_on(row):
    return HandoverQuestion.objects.create(
        item=row.items.first(), text="Why?", asked_by=make.UserFactory()
    )


def on_written(deed):
    """A deed on a handover that is being written."""
    return lambda post, person: deed(make.HandoverFactory(appointment=post, note="Said."), person)


def on_handed(deed):
    """A deed on one that waits to be acknowledged, and on its first item."""
    return lambda post, person: deed(make.handed(post, ["One", "Two"]), person)


DEEDS = {
    "save": on_written(
        lambda row, person: services.save_handover(
            pk=row.pk, revision=1, actor=person, note="Other", notes={}
        )
    ),
    "refresh": on_written(lambda row, person: services.bring_up_to_date(pk=row.pk, actor=person)),
    "hand": on_written(lambda row, person: services.hand_over(pk=row.pk, actor=person)),
    "cancel": on_written(
        lambda row, person: services.cancel(pk=row.pk, actor=person, reason="By mistake")
    ),
    "acknowledge": on_handed(
        lambda row, person: services.acknowledge(
            pk=row.pk, items=[row.items.first().pk], actor=person
        )
    ),
    "ask": on_handed(
        lambda row, person: services.ask(
            pk=row.pk, item=row.items.first().pk, actor=person, text="Why?"
        )
    ),
    "answer": on_handed(
        lambda row, person: services.answer(
            pk=row.pk, question=question_on(row).pk, actor=person, text="Since."
        )
    ),
}
ROLES = ("leaver", "deputy", "authority", "officer", "stranger", "administrator", "successor")


@pytest.mark.parametrize(
    ("deed", "allowed"),
    [
        ("save", {"leaver", "deputy", "successor"}),
        ("refresh", {"leaver", "deputy", "successor", "officer"}),
        ("hand", {"leaver", "deputy", "successor"}),
        ("cancel", {"leaver", "officer"}),
        ("acknowledge", {"successor"}),
        ("ask", {"successor"}),
        ("answer", {"leaver", "deputy", "successor", "officer"}),
    ],
)
def test_each_deed_is_for_those_who_may(deed, allowed, post, deputy_post, institution, officer):
    people = {
        "leaver": post.user,
        "deputy": deputy_post.user,
        "authority": make.authority(institution),
        "officer": officer,
        "stranger": make.focal_point(),
        "administrator": make.administrator(),
        "successor": make.focal_point(institution),
    }

    got_in = set()
    for role in ROLES:
        try:
            with transaction.atomic():
                DEEDS[deed](post, people[role])
                got_in.add(role)
                transaction.set_rollback(True)
        except PermissionDenied:
            pass
    assert got_in == allowed


def test_who_owes_the_writing_follows_the_post(post, deputy_post, officer):
    row = make.HandoverFactory(appointment=post)

    def writers():
        return Handover.objects.with_people(today()).get(pk=row.pk).writers

    assert writers() == [post.user.pk]
    posts.suspend_appointment(pk=post.pk, actor=officer, suspended=True, reason="Inquiry")
    assert writers() == [deputy_post.user.pk]
    posts.suspend_appointment(pk=post.pk, actor=officer, suspended=False, reason="Cleared")
    assert writers() == [post.user.pk]
    post.user.is_active = False
    post.user.save()
    assert writers() == [deputy_post.user.pk]
    services.hand_over(
        pk=services.save_handover(
            pk=row.pk, revision=1, actor=deputy_post.user, note="From me.", notes={}
        ).pk,
        actor=deputy_post.user,
    )
    row.refresh_from_db()
    assert (row.handed_by, row.last_editor) == (deputy_post.user, deputy_post.user)


def test_errors_are_said_in_words(post, institution, officer):
    successor = make.focal_point(institution)
    row = make.handed(post, ["One", "Two"])
    item, second = row.items.all()
    with pytest.raises(DomainError):
        services.cancel(pk=row.pk, actor=officer, reason=" ")
    with pytest.raises(DomainError):
        services.ask(pk=row.pk, item=item.pk, actor=successor, text=" ")
    question = services.ask(pk=row.pk, item=item.pk, actor=successor, text="Why?")
    with pytest.raises(DomainError):
        services.ask(pk=row.pk, item=item.pk, actor=successor, text="Once more?")
    services.answer(pk=row.pk, question=question.pk, actor=officer, text="Since.")
    with pytest.raises(DomainError):
        services.answer(pk=row.pk, question=question.pk, actor=officer, text="Again.")
    services.acknowledge(pk=row.pk, items=[item.pk], actor=successor)
    assert services.acknowledge(pk=row.pk, items=[item.pk], actor=successor) == 0
    with pytest.raises(DomainError):
        services.ask(pk=row.pk, item=item.pk, actor=successor, text="Late?")
    services.acknowledge(pk=row.pk, items=[second.pk], actor=successor)
    with pytest.raises(PermissionDenied):
        services.cancel(pk=row.pk, actor=officer, reason="Late")


def test_an_item_of_another_handover_is_not_touched(post, institution, deputy_post):
    successor = make.focal_point(institution)
    row, other = make.handed(post, ["One"]), make.handed(deputy_post, ["Theirs"])
    strange = other.items.get()
    services.acknowledge(pk=row.pk, items=[strange.pk], actor=successor)
    strange.refresh_from_db()
    assert strange.acknowledged_at is None
    with pytest.raises(HandoverItem.DoesNotExist):
        services.ask(pk=row.pk, item=strange.pk, actor=successor, text="Whose?")


def test_a_conflict_names_the_row_as_it_stands(post, deputy_post):
    row = started(post)
    services.save_handover(pk=row.pk, revision=1, actor=deputy_post.user, note="One", notes={})
    with pytest.raises(ConflictError) as caught:
        services.save_handover(pk=row.pk, revision=1, actor=post.user, note="Two", notes={})
    assert caught.value.theirs.note == "One"
    # Saving the same again is none.
    services.save_handover(pk=row.pk, revision=1, actor=post.user, note="One", notes={})


@pytest.mark.parametrize(
    "facts",
    [
        {"state": "handed"},
        {"state": "cancelled"},
        {"state": "acknowledged"},
        {"state": "nowhere"},
    ],
)
def test_the_database_refuses_half_a_state(post, facts):
    with pytest.raises(IntegrityError), transaction.atomic():
        make.HandoverFactory(appointment=post, **facts)


def test_the_database_refuses_a_second_open_handover_and_a_half_answer(post):
    row = make.handed(post, ["One"])
    with pytest.raises(IntegrityError), transaction.atomic():
        make.HandoverFactory(appointment=post)
    with pytest.raises(IntegrityError), transaction.atomic():
        HandoverQuestion.objects.create(
            item=row.items.get(), text="Why?", asked_by=post.user, answer="Half"
        )


def test_history_keeps_who_did_what_and_why(client, post, officer):
    row = started(post)
    client.force_login(officer)
    client.post(address(row, "cancel/"), {"reason": "Stays after all"})
    event = row.events.order_by("pgh_id").last()
    assert event.state == "cancelled"
    assert event.pgh_context.metadata["reason"] == "Stays after all"
    assert event.pgh_context.metadata["user"] == officer.pk
    assert "Stays after all" in client.get(address(row)).text
    # The post is free for another.
    assert started(post) != row


def test_the_list_names_posts_that_end_without_a_handover(client, post, officer, institution):
    posts.end_appointment(pk=post.pk, actor=officer, ends_on=today() + SOON, reason="Leaves")
    client.force_login(officer)
    assert f"start/{post.reference}" in client.get("/workspace/handovers/").text
    client.force_login(post.user)
    assert f"start/{post.reference}" in client.get("/workspace/handovers/").text
    started(post)
    assert f"start/{post.reference}" not in client.get("/workspace/handovers/").text


def test_a_long_handover_is_read_and_written_page_by_page(client, post):
    titles = [f"Thing {number:03}" for number in range(130)]
    row = make.handed(post, titles)
    successor = make.focal_point(post.institution)
    client.force_login(successor)
    assert client.get(address(row)).text.count(">Acknowledge<") == 100
    assert client.get(address(row) + "?page=2").text.count(">Acknowledge<") == 30
    last = row.items.last()
    response = client.post(address(row, "acknowledge/?page=2"), {"item": last.pk})
    assert response.headers["Location"] == address(row, f"?page=2#item-{last.pk}")
    # A question that is refused comes back on the page of its item.
    refused = client.post(address(row, f"items/{last.pk}/ask/?page=2"), {"text": "Too late?"})
    assert refused.status_code == 422
    assert "Too late?" in refused.text
    # What was not on the page is not acknowledged with it.
    page = client.get(address(row)).text
    shown = re.findall(r'name="item" value="(\d+)"', page[page.index("You have read all") - 9000 :])
    client.post(address(row, "acknowledge/"), {"item": shown})
    assert row.items.filter(acknowledged_at=None).count() == 29
    assert client.get(address(row, "print/")).text.count("Thing ") == 130


def test_pages_ask_as_many_questions_for_many_items_as_for_one(client, post, work, officer):
    successor = make.focal_point(post.institution)
    row = started(post)
    services.save_handover(pk=row.pk, revision=1, actor=post.user, note="Said.", notes={})
    services.hand_over(pk=row.pk, actor=post.user)
    client.force_login(successor)

    def asked(path):
        with CaptureQueriesContext(connection) as queries:
            assert client.get(path).status_code == 200
        return len(queries)

    paths = (
        address(row),
        address(row, "print/"),
        "/workspace/handovers/",
        "/workspace/memory/health/",
    )
    for path in paths:
        client.get(path)
    few = [asked(path) for path in paths]
    for number in range(20):
        item = HandoverItem.objects.create(
            handover=row, kind="other", subject=f"own:{number}", title="More"
        )
        HandoverQuestion.objects.create(item=item, text="Why?", asked_by=successor)
        make.handed(
            make.AppointmentFactory(institution=post.institution, ends_on=dt.date(2024, 1, 1)),
            ["x"],
        )
        FormerName.objects.create(
            institution=post.institution,
            name="Old",
            slug="old",
            until=dt.date(2020, 1, 1) + dt.timedelta(days=number),
        )
        Decision.objects.create(
            meeting=Meeting.objects.first(),
            number=number + 10,
            text="Do it",
            institution=post.institution,
        )
    assert [asked(path) for path in paths] == few


def test_the_memory_counts_what_was_done_in_each_term(client, institution, officer, post):
    former = make.AppointmentFactory(
        institution=institution, starts_on=dt.date(2019, 1, 1), ends_on=dt.date(2019, 12, 31)
    )
    zone = timezone.get_default_timezone()
    inside = dt.datetime(2019, 12, 31, 23, 30, tzinfo=zone)
    for _number in range(2):
        make.UpdateFactory(
            institution=institution,
            state="published",
            published_at=inside,
            signed_at=inside,
            signed_by=officer,
        )
    Assignment.objects.create(
        recommendation=make.RecommendationFactory(),
        institution=institution,
        state=AssignmentState.ACCEPTED,
        proposed_by=officer,
        decided_at=inside,
        decided_by=former.user,
    )
    meeting_of(institution, officer, starts_at=inside)
    memory = services.memory_of(institution, post.user, today())
    numbers = {term.pk: (term.published, term.decided, term.attended) for term in memory.terms}
    assert numbers == {former.pk: (2, 1, 1), post.pk: (0, 0, 0)}
    client.force_login(post.user)
    page = client.get("/workspace/memory/health/").text
    assert str(former.user) in page


@pytest.mark.parametrize("who", ["focal_point", "administrator", "representative"])
def test_nobody_else_reads_an_institutions_memory(client, institution, who):
    person = make.representative("nhri") if who == "representative" else getattr(make, who)()
    client.force_login(person)
    assert client.get("/workspace/memory/health/").status_code == 404
