"""Handovers: what is collected, how it is written, and the pages of it."""

import datetime as dt
import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from focalpoints.choices import Role
from focalpoints.models import (
    Decision,
    FormerName,
    Handover,
    HandoverItem,
    HandoverQuestion,
    Meeting,
)
from focalpoints.services import appointments as posts
from nmirf.common.dates import today
from nmirf.common.errors import DomainError
from recommendations.choices import AssignmentState
from recommendations.models import Assignment
from reporting.services import handovers as services
from tests import factories as make

from .handing import SOON, address, meeting_of, started
from .handing import deputy_post as deputy_post
from .handing import institution as institution
from .handing import officer as officer
from .handing import post as post
from .handing import work as work

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _demo(settings):
    settings.DEMO_MODE = True


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
