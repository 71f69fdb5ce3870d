"""Thematic tables over HTTP: prepared, opened, gone through, settled, parked, closed."""

import datetime as dt
import uuid

import pytest
from django.core import mail
from django.urls import reverse
from django.utils import timezone

from focalpoints.choices import AttendanceState
from focalpoints.models import Attendance, Meeting
from nmirf.common.dates import today
from notifications.choices import DutyKind
from notifications.models import Notification
from recommendations.choices import AssignmentRole, AssignmentState, TableItemState, TableState
from recommendations.models import (
    Assignment,
    ClusterMembership,
    Repeat,
    SavedView,
    TableClaim,
    ThematicTable,
    ThemeLink,
)
from recommendations.services.tables.board import read_spoken
from reporting.desk import duties_of
from tests import factories as make

pytestmark = pytest.mark.django_db


@pytest.fixture
def officer(client, settings):
    settings.DEMO_MODE = True
    officer = make.secretariat()
    client.force_login(officer)
    return officer


@pytest.fixture
def interior(db):
    return make.InstitutionFactory(name="Ministry of the Interior", slug="interior", acronym="MoI")


@pytest.fixture
def labour(db):
    return make.InstitutionFactory(name="Ministry of Labour", slug="labour", acronym="MoL")


@pytest.fixture
def table(officer, interior, labour):
    rows = [make.RecommendationFactory(paragraph=str(n)) for n in (1, 2, 3)]
    return make.running_table(rows, [interior, labour], officer=officer)


def address(name, table, **more):
    return reverse(f"recommendations:{name}", kwargs={"reference": table.meeting.reference, **more})


def press(client, table, person, institution, said, *, item=None, why="", key=None):
    client.force_login(person)
    data = {"for": institution.slug, "item": item or table.current_id, "said": said, "why": why}
    return client.post(
        address("press", table), data | {"key": key or uuid.uuid4()}, headers={"hx-request": "true"}
    )


def settle(client, table, officer, **data):
    client.force_login(officer)
    table.refresh_from_db()
    data = {"seen": read_spoken(table.current).mark} | data
    return client.post(
        address("settle_item", table, item=table.current_id), data, headers={"hx-request": "true"}
    )


def step(client, table, to, shown=None):
    table.refresh_from_db()
    shown = table.current_id or 0 if shown is None else shown
    return client.post(
        address("step_table", table),
        {"shown": shown, "to": to},
        headers={"hx-request": "true"},
    )


def parts(item):
    rows = Assignment.objects.filter(recommendation=item.recommendation_id).not_withdrawn()
    return {(row.institution.slug, row.role, row.state) for row in rows}


# Preparing.


def form(institution, **more):
    return {
        "title": "Table on the fourth cycle",
        "starts_at": "2031-03-04T09:00",
        "ends_at": "2031-03-04T17:00",
        "place": "Hall 2",
        "order": "paragraph",
        "institutions": [institution.pk],
        "languages": ["en", "fr"],
    } | more


def test_a_review_is_laid_on_the_table_by_paragraph(client, officer, interior):
    review = make.ReviewFactory()
    make.RecommendationFactory(review=review, publication="draft", published_at=None)
    make.RecommendationFactory(reference="R-10", review=review, paragraph_key="0010")
    make.RecommendationFactory(reference="R-9", review=review, paragraph_key="0009")
    taken = make.RecommendationFactory(review=review, lead=interior)
    data = form(interior, review=review.pk, leave_out_assigned="on")
    response = client.post(reverse("recommendations:new_table"), data)
    table = ThematicTable.objects.get()
    assert response.headers["Location"] == table.get_absolute_url()
    assert [row.recommendation.reference for row in table.items.all()] == ["R-9", "R-10"]
    assert taken.reference not in {row.recommendation.reference for row in table.items.all()}
    assert table.meeting.is_table
    assert table.languages == ["en", "fr"]
    assert set(table.meeting.attendances.values_list("institution", flat=True)) == {interior.pk}


def test_themes_come_in_the_order_of_their_list(client, officer, interior):
    review = make.ReviewFactory()
    rows = [make.RecommendationFactory(reference=f"R-{n}", review=review) for n in (1, 2, 3)]
    ThemeLink.objects.create(recommendation=rows[0], theme=make.ThemeFactory(order=8))
    ThemeLink.objects.create(recommendation=rows[2], theme=make.ThemeFactory(order=2))
    client.post(
        reverse("recommendations:new_table"), form(interior, review=review.pk, order="theme")
    )
    items = ThematicTable.objects.get().items.all()
    assert [row.recommendation.reference for row in items] == ["R-3", "R-1", "R-2"]


def test_a_cluster_or_a_saved_view_fills_a_table_of_a_meeting_that_exists(
    client, officer, interior
):
    row, other = make.RecommendationFactory(text="Clean water."), make.RecommendationFactory()
    cluster = make.ClusterFactory()
    ClusterMembership.objects.create(cluster=cluster, recommendation=other)
    view = SavedView.objects.create(owner=officer, name="Water", query="q=water")
    for source, found in (({"cluster": cluster.pk}, other), ({"view": view.pk}, row)):
        meeting = make.TableMeetingFactory(convened_by=officer)
        data = form(interior, meeting=meeting.pk, title="", starts_at="", ends_at="", **source)
        client.post(reverse("recommendations:new_table"), data)
        assert [item.recommendation for item in meeting.table.items.all()] == [found]
    assert Meeting.objects.count() == 2


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"title": ""}, "Give this, or choose a meeting"),
        ({"ends_at": "2031-03-04T08:00"}, "ends before it begins"),
        ({"review": ""}, "Choose one review"),
        ({"institutions": []}, "This field is required"),
    ],
)
def test_what_is_wrong_is_said_and_what_was_typed_stays(client, officer, interior, change, words):
    review = make.RecommendationFactory(review=make.ReviewFactory()).review
    data = form(interior, review=review.pk) | change
    response = client.post(reverse("recommendations:new_table"), data)
    assert response.status_code == 422
    assert words in response.content.decode()
    assert "Hall 2" in response.content.decode()
    assert not Meeting.objects.exists()


def test_an_empty_review_makes_no_table_and_no_meeting(client, officer, interior):
    data = form(interior, review=make.ReviewFactory().pk)
    response = client.post(reverse("recommendations:new_table"), data)
    assert "No published recommendation is left" in response.content.decode()
    assert not Meeting.objects.exists()


def test_the_people_of_its_guests_are_invited_and_told(
    client, officer, interior, labour, django_capture_on_commit_callbacks
):
    people = {make.focal_point(interior), make.focal_point(labour)}
    review = make.RecommendationFactory(review=make.ReviewFactory()).review
    data = form(interior, review=review.pk, institutions=[interior.pk, labour.pk])
    page = client.post(reverse("recommendations:new_table"), data, follow=True).text
    table = ThematicTable.objects.get()
    send = reverse("reporting:meeting_move", args=[table.meeting.reference, "invite"])
    assert "Nobody is told of it until you send the invitations." in page
    assert send in page
    assert not Notification.objects.exists()
    with django_capture_on_commit_callbacks(execute=True):
        assert client.post(send).status_code == 302
    assert send not in client.get(table.get_absolute_url()).text
    rows = {(row.user, row.institution) for row in table.meeting.attendances.all()}
    assert rows == {(one, one.appointments.get().institution) for one in people}
    assert sorted(message.to[0] for message in mail.outbox) == sorted(p.email for p in people)
    assert all(message.attachments for message in mail.outbox)
    for person in people:
        assert Notification.objects.get(person=person).text.startswith("You are invited")
        [duty] = duties_of(person, today())
        assert duty.kind == DutyKind.MEETING


def test_a_guest_who_is_added_later_is_told_at_once(
    client, officer, interior, labour, django_capture_on_commit_callbacks
):
    table = make.prepared_table([make.RecommendationFactory()], [interior], officer=officer)
    first, late = make.focal_point(interior), make.focal_point(labour)
    starts_at = timezone.now() + dt.timedelta(days=3)
    Meeting.objects.filter(pk=table.meeting_id).update(
        starts_at=starts_at, ends_at=starts_at + dt.timedelta(hours=3)
    )
    client.post(reverse("reporting:meeting_move", args=[table.meeting.reference, "invite"]))
    mail.outbox.clear()
    data = {"institutions": [interior.pk, labour.pk], "languages": ["en"]}
    with django_capture_on_commit_callbacks(execute=True):
        client.post(address("table_guests", table), data)
    assert late.email in {message.to[0] for message in mail.outbox}
    assert Notification.objects.filter(person=late, text__startswith="You are invited").exists()
    assert Notification.objects.filter(person=first).count() == 1
    assert table.meeting.attendances.filter(user__in=[first, late]).count() == 2


def test_a_post_that_is_vacant_keeps_the_chair_of_its_institution(client, officer, interior):
    table = make.prepared_table([make.RecommendationFactory()], [interior], officer=officer)
    Meeting.objects.filter(pk=table.meeting_id).update(
        starts_at=timezone.now() + dt.timedelta(days=3),
        ends_at=timezone.now() + dt.timedelta(days=4),
    )
    client.post(reverse("reporting:meeting_move", args=[table.meeting.reference, "invite"]))
    [row] = table.meeting.attendances.all()
    assert (row.user, row.institution) == (None, interior)
    table.meeting.refresh_from_db()
    assert table.meeting.state == "invited"


# Going through.


def test_it_opens_with_the_first_and_shows_it(client, officer, interior):
    row = make.RecommendationFactory(text="Register every child at birth, free of charge.")
    table = make.prepared_table([row], [interior], officer=officer)
    before = client.get(address("table", table)).content.decode()
    assert "free of charge" not in before
    assert "<svg" in before
    client.post(address("open_table", table))
    shown = client.get(address("table", table)).content.decode()
    assert "free of charge" in shown
    assert "1 of 1" in shown
    assert row.reference in shown


def test_it_steps_over_what_is_settled_and_ends_with_what_is_parked(client, table, officer):
    first, second, third = table.items.all()
    client.post(address("park_item", table, item=second.pk), {"note": "Two ministries want it."})
    step(client, table, "next")
    table.refresh_from_db()
    assert table.current == third
    step(client, table, "back")
    table.refresh_from_db()
    assert table.current == second
    step(client, table, "end")
    end = client.get(address("table", table)).content.decode()
    assert "Two ministries want it." in end
    assert first.recommendation.reference in end
    step(client, table, str(second.pk))
    table.refresh_from_db()
    assert table.current == second


def test_two_officers_who_press_next_at_once_skip_nothing(client, table):
    first, second, _third = table.items.all()
    step(client, table, "next", shown=first.pk)
    late = step(client, table, "next", shown=first.pk)
    assert late.status_code == 409
    assert "moved the table on already" in late.content.decode()
    table.refresh_from_db()
    assert table.current == second


@pytest.mark.parametrize("to", ["sideways", "", "99999999999999999999", "987654321"])
def test_a_step_to_nowhere_moves_nothing(client, table, to):
    before = table.current_id
    step(client, table, to)
    table.refresh_from_db()
    assert table.current_id == before


# Pressing.


def test_phones_say_who_leads_and_who_contributes_and_settling_assigns(
    client, table, officer, interior, labour
):
    first = table.current
    minister, deputy = make.focal_point(interior), make.deputy(labour)
    assert press(client, table, minister, interior, "lead").status_code == 200
    assert press(client, table, deputy, labour, "contributing").status_code == 200
    assert settle(client, table, officer).status_code == 200
    assert parts(first) == {
        ("interior", "lead", "accepted"),
        ("labour", "contributing", "accepted"),
    }
    lead = Assignment.objects.get(recommendation=first.recommendation_id, role="lead")
    assert lead.decided_by == minister
    assert lead.proposed_by == officer
    assert lead.meeting == table.meeting
    event = lead.events.latest("pgh_id")
    assert event.pgh_context.metadata["reason"].startswith("Thematic table of ")
    first.refresh_from_db()
    assert first.state == TableItemState.SETTLED


def test_the_same_press_sent_again_counts_once(client, table, interior):
    person, key = make.focal_point(interior), uuid.uuid4()
    press(client, table, person, interior, "lead", key=key)
    press(client, table, person, interior, "undo")
    press(client, table, person, interior, "lead", key=key)
    assert not TableClaim.objects.exists()


def test_a_press_counts_for_what_the_phone_showed(client, table, officer, interior):
    first, _second, _third = table.items.all()
    step(client, table, "next")
    press(client, table, make.focal_point(interior), interior, "lead", item=first.pk)
    assert TableClaim.objects.get().item == first


def test_a_press_on_what_is_settled_says_so(client, table, officer, interior, labour):
    press(client, table, make.focal_point(interior), interior, "lead")
    settle(client, table, officer)
    late = press(client, table, make.focal_point(labour), labour, "lead")
    assert late.status_code == 422
    assert "was settled already" in late.content.decode()
    assert TableClaim.objects.count() == 1


def test_what_was_said_is_taken_back_while_it_is_shown_and_not_later(client, table, interior):
    person, first = make.focal_point(interior), table.current
    press(client, table, person, interior, "lead")
    press(client, table, person, interior, "undo")
    assert not first.claims.exists()
    press(client, table, person, interior, "lead")
    client.force_login(make.secretariat())
    step(client, table, "next")
    assert press(client, table, person, interior, "undo", item=first.pk).status_code == 422
    assert first.claims.exists()


def test_not_us_needs_a_reason_and_parks_only_what_was_proposed(client, table, interior, labour):
    item, person = table.current, make.focal_point(interior)
    assert press(client, table, person, interior, "not_us").status_code == 422
    press(client, table, person, interior, "not_us", why="Ask the other ministry.")
    item.refresh_from_db()
    assert item.state == TableItemState.WAITING
    earlier = make.RecommendationFactory(lead=labour)
    Repeat.objects.create(later=item.recommendation, earlier=earlier)
    press(client, table, make.focal_point(labour), labour, "not_us", why="That was years ago.")
    item.refresh_from_db()
    assert item.state == TableItemState.PARKED
    assert item.note == "Ministry of Labour: That was years ago."


def test_nobody_presses_for_another_institution(client, table, interior, labour):
    response = press(client, table, make.focal_point(interior), labour, "lead")
    assert response.status_code == 404
    guest = make.InstitutionFactory(slug="guest")
    assert press(client, table, make.focal_point(guest), guest, "lead").status_code == 404
    assert press(client, table, make.authority(interior), interior, "lead").status_code == 403
    assert not TableClaim.objects.exists()


def test_who_reports_for_two_institutions_says_for_which(client, table, interior, labour):
    person = make.focal_point(interior)
    make.AppointmentFactory(user=person, institution=labour)
    client.force_login(person)
    page = client.get(address("table_phone", table)).content.decode()
    assert "For which one now?" in page
    response = client.post(address("take_seat", table), {"for": "labour"})
    page = client.get(response.headers["Location"]).content.decode()
    assert "We lead" in page
    assert 'name="for" value="labour"' in page
    assert Attendance.objects.get(user=person).institution == labour


# Settling.


def test_two_that_want_to_lead_are_decided_by_the_chair(client, table, officer, interior, labour):
    item = table.current
    for institution in (interior, labour):
        press(client, table, make.focal_point(institution), institution, "lead")
    refused = settle(client, table, officer)
    assert refused.status_code == 422
    assert "want to lead" in refused.content.decode()
    assert not parts(item)
    settle(client, table, officer, lead=labour.pk)
    assert parts(item) == {
        ("labour", "lead", "accepted"),
        ("interior", "contributing", "accepted"),
    }


def test_what_was_pressed_meanwhile_is_looked_at_before_settling(client, table, officer, interior):
    press(client, table, make.focal_point(interior), interior, "lead")
    late = settle(client, table, officer, seen="0-0")
    assert late.status_code == 409
    assert not parts(table.current)


def test_nobody_took_it_or_nobody_leads_it_settles_nothing(client, table, officer, interior):
    assert "Nobody has taken it" in settle(client, table, officer).content.decode()
    press(client, table, make.focal_point(interior), interior, "contributing")
    assert "Nobody leads it yet" in settle(client, table, officer).content.decode()
    assert not parts(table.current)


def test_an_absentee_is_asked_to_answer(client, table, officer, interior):
    item = table.current
    health = make.InstitutionFactory(name="Ministry of Health", slug="health", acronym="MoH")
    data = {"institution": "moh", "role": "lead"}
    client.post(address("name_absentee", table, item=item.pk), data)
    press(client, table, make.focal_point(interior), interior, "contributing")
    settle(client, table, officer)
    assert parts(item) == {
        ("health", "lead", "proposed"),
        ("interior", "contributing", "accepted"),
    }
    assert Assignment.objects.get(institution=health).answer_by is not None


def test_an_absentee_is_taken_back_and_one_that_spoke_is_not_overruled(
    client, table, officer, interior, labour
):
    item = table.current
    named = address("name_absentee", table, item=item.pk)
    client.post(named, {"institution": "Ministry of Labour", "role": "lead"})
    assert item.claims.get().by_the_table
    client.post(named, {"institution": "Ministry of Labour"})
    assert not item.claims.exists()
    press(client, table, make.focal_point(interior), interior, "contributing")
    client.force_login(officer)
    data = {"institution": "Ministry of the Interior", "role": "lead"}
    refused = client.post(named, data, headers={"hx-request": "true"})
    assert "has spoken for itself" in refused.content.decode()
    unknown = client.post(
        named, {"institution": "Ministry of Magic", "role": "lead"}, headers={"hx-request": "true"}
    )
    assert "No institution of this name" in unknown.content.decode()


def test_an_earlier_lead_gives_way_only_by_choice(client, table, officer, interior, labour):
    item = table.current
    Assignment.objects.create(
        recommendation=item.recommendation,
        institution=labour,
        state=AssignmentState.ACCEPTED,
        proposed_by=officer,
    )
    press(client, table, make.focal_point(interior), interior, "lead")
    assert "leads already" in settle(client, table, officer).content.decode()
    assert parts(item) == {("labour", "lead", "accepted")}
    settle(client, table, officer, replaces_lead="1")
    assert parts(item) == {("interior", "lead", "accepted")}
    former = Assignment.objects.get(institution=labour)
    assert former.state == AssignmentState.WITHDRAWN
    assert former.reason.startswith("Thematic table of ")


def test_an_assignment_that_stands_keeps_its_row(client, table, officer, interior, labour):
    item = table.current
    own = Assignment.objects.create(
        recommendation=item.recommendation, institution=interior, proposed_by=officer
    )
    press(client, table, make.focal_point(interior), interior, "contributing")
    press(client, table, make.focal_point(labour), labour, "lead")
    settle(client, table, officer, replaces_lead="1")
    own.refresh_from_db()
    assert (own.role, own.state) == (AssignmentRole.CONTRIBUTING, AssignmentState.ACCEPTED)
    assert own.meeting == table.meeting
    assert parts(item) == {
        ("interior", "contributing", "accepted"),
        ("labour", "lead", "accepted"),
    }


def test_what_left_the_register_is_neither_shown_nor_assigned(client, table, officer, interior):
    press(client, table, make.focal_point(interior), interior, "lead")
    record = table.current.recommendation
    record.publication = "retired"
    record.save()
    text = record.texts.get().text
    refused = settle(client, table, officer)
    assert "not in the public register any more" in refused.content.decode()
    assert text not in client.get(address("table", table)).content.decode()
    assert not Assignment.objects.exists()


def test_parking_needs_a_reason(client, table):
    item = table.current
    client.post(address("park_item", table, item=item.pk), {"note": "  "})
    item.refresh_from_db()
    assert item.state == TableItemState.WAITING


def test_one_of_another_table_is_not_found_on_this_one(client, table, officer, interior):
    other = make.running_table([make.RecommendationFactory()], [interior], officer=officer)
    client.post(address("park_item", table, item=other.current_id), {"note": "Wrong room."})
    other.current.refresh_from_db()
    assert other.current.state == TableItemState.WAITING


# Closing.


def test_closing_records_who_came_and_tells_each_institution_once(
    client, table, officer, interior, labour, built_fonts
):
    person = make.focal_point(interior)
    press(client, table, person, interior, "lead")
    settle(client, table, officer)
    page = client.get(address("close_table", table)).content.decode()
    assert "1 is settled." in page
    assert "2 were not discussed." in page
    for _time in range(2):
        client.post(address("close_table", table), {"others": "Ada Brandt\n\nAda Brandt"})
    table.refresh_from_db()
    assert table.state == TableState.CLOSED
    assert table.meeting.state == "held"
    rows = Attendance.objects.filter(meeting=table.meeting)
    assert rows.get(institution=labour).state == AttendanceState.ABSENT
    assert rows.get(institution=interior, user=None).state == AttendanceState.PRESENT
    assert rows.get(user=person).state == AttendanceState.PRESENT
    assert rows.filter(name="Ada Brandt").count() == 1
    line = Notification.objects.get(person=person)
    assert line.text == f"1 recommendation was given to you at “{table.meeting.title}”."
    late = press(client, table, person, interior, "lead", item=table.items.last().pk)
    assert late.status_code == 422
    assert "The table is closed." in late.content.decode()


def test_a_cancelled_meeting_does_not_open(client, officer, interior):
    table = make.prepared_table([make.RecommendationFactory()], [interior], officer=officer)
    Meeting.objects.filter(pk=table.meeting_id).update(state="cancelled")
    client.post(address("open_table", table))
    table.refresh_from_db()
    assert table.state == TableState.PREPARED


def test_guests_are_added_and_nobody_is_sent_away(client, table, interior):
    guest = make.InstitutionFactory()
    response = client.post(
        address("table_guests", table), {"institutions": [guest.pk], "languages": ["ar"]}
    )
    assert response.status_code == 302
    table.refresh_from_db()
    assert table.languages == ["ar"]
    assert table.meeting.attendances.filter(institution__in=[guest, interior]).count() == 2


# What it costs.


def test_nothing_new_costs_two_queries_and_no_page_more_than_fifteen(
    client, table, officer, interior, django_assert_max_num_queries
):
    rows = [make.RecommendationFactory() for _n in range(20)]
    for n, row in enumerate(rows, start=10):
        table.items.create(recommendation=row, position=n)
    for _n in range(10):
        other = make.InstitutionFactory()
        Attendance.objects.create(meeting=table.meeting, institution=other)
        TableClaim.objects.create(
            item=table.current, institution=other, role="contributing", made_by=officer
        )
    url = address("table", table)
    client.get(url)
    with django_assert_max_num_queries(15):
        page = client.get(url)
    tag = page.context["tag"]
    asked = {"hx-request": "true", "if-none-match": tag}
    with django_assert_max_num_queries(2):
        assert client.get(url, headers=asked).status_code == 304
    press(client, table, make.focal_point(interior), interior, "lead")
    client.force_login(officer)
    client.get(url)
    with django_assert_max_num_queries(13):
        assert client.get(url, headers=asked).status_code == 200


def test_a_phone_reads_nothing_that_it_does_not_show(
    client, table, interior, django_assert_max_num_queries
):
    press(client, table, make.focal_point(interior), interior, "lead")
    url = address("table_phone", table)
    client.get(url)
    with django_assert_max_num_queries(12):
        page = client.get(url, headers={"hx-request": "true", "if-none-match": "of before"})
    assert page.status_code == 200
    assert table.current.recommendation.reference in page.content.decode()


def test_another_persons_tag_opens_nothing(client, table, interior):
    tag = client.get(address("table", table)).context["tag"]
    client.force_login(make.focal_point())
    asked = {"hx-request": "true", "if-none-match": tag}
    assert client.get(address("table", table), headers=asked).status_code == 404
