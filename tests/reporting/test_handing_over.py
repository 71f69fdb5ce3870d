"""Handovers from writing to acknowledged: who follows, who reads, that nothing gets lost on the way."""

import datetime as dt

import pytest
from django.core.exceptions import PermissionDenied

from activities.models import ImplementationUpdate
from focalpoints.choices import HandoverState, Role
from focalpoints.models import Handover, HandoverItem, HandoverQuestion
from focalpoints.services import appointments as posts
from nmirf.common.dates import today
from nmirf.common.errors import DomainError
from notifications.models import Notification
from reporting.desk import duties_of
from reporting.services import handovers as services
from tests import factories as make

from .handing import SOON, address, started
from .handing import deputy_post as deputy_post
from .handing import institution as institution
from .handing import officer as officer
from .handing import post as post
from .handing import work as work

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _demo(settings):
    settings.DEMO_MODE = True


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
