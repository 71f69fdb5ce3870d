"""Thematic tables over HTTP: prepared, opened, closed, and what they cost."""

import datetime as dt

import pytest
from django.core import mail
from django.urls import reverse
from django.utils import timezone

from focalpoints.choices import AttendanceState
from focalpoints.models import Attendance, Meeting
from nmirf.common.dates import today
from notifications.choices import DutyKind
from notifications.models import Notification
from recommendations.choices import TableState
from recommendations.models import (
    ClusterMembership,
    SavedView,
    TableClaim,
    ThematicTable,
    ThemeLink,
)
from reporting.desk import duties_of
from tests import factories as make

from .table_making import address, press, settle
from .table_making import interior as interior
from .table_making import labour as labour
from .table_making import officer as officer
from .table_making import table as table

pytestmark = pytest.mark.django_db


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
