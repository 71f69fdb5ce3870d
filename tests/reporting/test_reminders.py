"""Whom the clock tells what: weekly readers, working days, reminders put off, mailed words."""

import csv
import datetime as dt
import io

import pytest
from django.core import mail
from django.db import IntegrityError
from django.urls import reverse

from nmirf.common.errors import DomainError
from notifications.models import (
    Digest,
    Holiday,
    Notification,
    ReminderRule,
    ReminderSent,
    Rhythm,
    Snooze,
)
from notifications.services import reference, snoozes
from notifications.services.inbox import notify
from reporting.services.digests import send_digests
from tests import factories as make

MONDAY = dt.date(2026, 11, 2)
DAY = dt.timedelta(days=1)


@pytest.fixture(autouse=True)
def rules(transactional_db, settings):
    settings.DEMO_MODE = True
    reference.load()


def weekly(**facts):
    person = make.secretariat()
    Rhythm.objects.create(person=person, frequency="weekly", weekday=0, **facts)
    return person


def owed(due_on, **facts):
    return make.ObligationFactory(due_on=due_on, **facts)


def days_told(person, row=None):
    """Days from Monday to the offset that was told then."""
    rows = ReminderSent.objects.filter(person=person, level="holder").select_related("digest")
    if row is not None:
        rows = rows.filter(subject=f"obligation:{row.slug}")
    return {(sent.digest.on - MONDAY).days: sent.offset for sent in rows}


def run(days, start=0):
    for number in range(start, days):
        send_digests(on=MONDAY + number * DAY)


# Once a week.


def test_a_weekly_digest_carries_what_comes_before_the_next():
    person = weekly()
    far, soon = owed(MONDAY + 33 * DAY), owed(MONDAY + 5 * DAY)
    ReminderRule.objects.filter(kind="obligation").update(offsets=[30, 7, 1, 0])
    run(7)
    # The thirtieth day before is the Thursday: told on Monday already.
    assert days_told(person, far) == {0: 30}
    # Due on Saturday: told on Monday, and as it is legal on the days that its rule names too.
    assert days_told(person, soon) == {0: 5, 4: 1, 5: 0}


def test_a_legal_duty_that_is_late_or_nearly_due_comes_the_same_day():
    person = weekly()
    run(2)
    assert days_told(person) == {}
    late, near, far = owed(MONDAY - DAY), owed(MONDAY + 3 * DAY), owed(MONDAY + 20 * DAY)
    run(3, start=2)
    assert days_told(person, late) == {2: 0}
    assert days_told(person, near) == {2: 1}
    assert days_told(person, far) == {}
    run(8, start=3)
    assert 7 in days_told(person, far)


def test_news_wait_for_the_weekly_digest_even_when_a_duty_does_not():
    person = weekly()
    run(1)
    notify(people=[person], text=lambda: "Some news.", path="/x/", key="k")
    owed(MONDAY + DAY)
    run(2, start=1)
    (first,) = mail.outbox
    assert "Some news." not in first.body
    run(8, start=2)
    assert "Some news." in mail.outbox[-1].body
    assert Digest.objects.filter(person=person).order_by("on").last().on == MONDAY + 7 * DAY


def test_daily_readers_hear_on_the_days_of_the_rule():
    person = make.secretariat()
    row = owed(MONDAY + 8 * DAY)
    ReminderRule.objects.filter(kind="obligation").update(offsets=[7, 1, 0])
    run(10)
    assert days_told(person, row) == {1: 7, 7: 1, 8: 0}


# Working days.


def test_nobody_is_told_at_the_weekend_or_on_a_holiday():
    person = make.secretariat()
    # Due on Sunday the 15th: the last working day is Friday the 13th, and that is a holiday.
    Holiday.objects.create(on=dt.date(2026, 11, 13), name="A holiday")
    row = owed(dt.date(2026, 11, 15))
    ReminderRule.objects.filter(kind="obligation").update(offsets=[5, 0, -1], working_days=True)
    run(21)
    told = days_told(person, row)
    assert told == {3: 5, 10: 0, 14: -1}
    assert all((MONDAY + number * DAY).weekday() < 5 for number in told)


def test_working_days_late_go_up_the_line():
    institution = make.InstitutionFactory()
    make.focal_point(institution)
    deputy = make.deputy(institution)
    update = make.UpdateFactory(
        institution=institution, state="returned", on=[make.RecommendationFactory()]
    )
    # Due on Friday the 6th; a Friday-Saturday weekend would make it Thursday.
    at = dt.datetime(2026, 10, 23, 9, tzinfo=dt.UTC)
    type(update).objects.filter(pk=update.pk).update(updated_at=at)
    ReminderRule.objects.filter(kind="returned").update(working_days=True)
    run(14)
    (row,) = ReminderSent.objects.filter(person=deputy)
    assert row.digest.on == dt.date(2026, 11, 11)
    assert row.offset == -3


# Put off.


@pytest.fixture
def reminded(client):
    """An officer who was reminded on Monday of a report due eight days later."""
    person = make.secretariat()
    row = owed(MONDAY + 7 * DAY)
    ReminderRule.objects.filter(kind="obligation").update(offsets=[7, 4, 1, 0])
    run(1)
    client.force_login(person)
    return person, row, ReminderSent.objects.get(person=person)


def test_a_reminder_put_off_comes_again_on_that_day_and_as_the_rule_says(reminded):
    person, row, sent = reminded
    snoozes.snooze(reminder=sent, until=MONDAY + 5 * DAY, actor=person, today=MONDAY)
    run(9, start=1)
    assert days_told(person, row) == {0: 7, 5: 2, 6: 1, 7: 0}


def test_taken_up_again_the_rule_holds(reminded):
    person, row, sent = reminded
    snooze = snoozes.snooze(reminder=sent, until=MONDAY + 7 * DAY, actor=person, today=MONDAY)
    run(3, start=1)
    snoozes.resume(pk=snooze.pk, actor=person)
    snoozes.resume(pk=snooze.pk, actor=person)
    run(8, start=3)
    assert days_told(person, row) == {0: 7, 3: 4, 6: 1, 7: 0}


@pytest.mark.parametrize(
    ("days", "words"), [(0, "after today"), (-3, "after today"), (8, "beyond the day")]
)
def test_nobody_puts_a_duty_off_beyond_its_day(reminded, days, words):
    person, _row, sent = reminded
    with pytest.raises(DomainError, match=words):
        snoozes.snooze(reminder=sent, until=MONDAY + days * DAY, actor=person, today=MONDAY)
    with pytest.raises(DomainError, match="Only the person"):
        snoozes.snooze(reminder=sent, until=MONDAY + DAY, actor=make.secretariat(), today=MONDAY)


def test_the_database_keeps_a_snooze_before_the_due_date(reminded):
    person, _row, sent = reminded
    with pytest.raises(IntegrityError):
        Snooze.objects.create(
            person=person, kind=sent.kind, subject="x", due_on=MONDAY, until=MONDAY + DAY
        )


def test_a_due_date_that_moves_ends_what_was_put_off_beyond_it(reminded):
    person, row, sent = reminded
    snoozes.snooze(reminder=sent, until=MONDAY + 7 * DAY, actor=person, today=MONDAY)
    type(row).objects.filter(pk=row.pk).update(due_on=MONDAY + 3 * DAY)
    run(5, start=1)
    assert 3 in days_told(person, row)


def test_others_hear_of_what_is_put_off(client):
    institution = make.InstitutionFactory()
    principal, deputy = make.focal_point(institution), make.deputy(institution)
    update = make.UpdateFactory(
        institution=institution, state="returned", on=[make.RecommendationFactory()]
    )
    at = dt.datetime.combine(MONDAY - 7 * DAY, dt.time(9), tzinfo=dt.UTC)
    type(update).objects.filter(pk=update.pk).update(updated_at=at)
    run(1)
    sent = ReminderSent.objects.get(person=principal)
    snoozes.snooze(reminder=sent, until=MONDAY + 7 * DAY, actor=principal, today=MONDAY)
    run(12, start=1)
    assert days_told(principal) == {0: 7, 7: 0}
    assert ReminderSent.objects.get(person=deputy).level == "deputy"
    # The trail on the record's page shows it to the institution, and to nobody else.
    page = reverse("activities:update", args=[update.reference])
    client.force_login(deputy)
    text = client.get(page).content.decode()
    assert "put off on" in text
    assert str(principal) in text


def test_the_page_of_ones_own_reminders(reminded, client, monkeypatch):
    _person, row, sent = reminded
    monkeypatch.setattr("notifications.views.reminders.today", lambda: MONDAY)
    page = reverse("notifications:reminders")
    assert "Put off" in client.get(page).content.decode()
    address = f"{reverse('notifications:snooze')}?subject={sent.subject}"
    assert f'max="{row.due_on}"' in client.get(address).content.decode()
    late = client.post(address, {"until": "2026-11-20"})
    assert late.status_code == 422
    assert "beyond the day" in late.content.decode()
    assert client.post(address, {"until": ""}).status_code == 422
    text = client.post(address, {"until": "2026-11-05"}, follow=True).content.decode()
    assert "put off until 5 November 2026" in text
    client.post(reverse("notifications:resume", args=[Snooze.objects.get().pk]))
    assert not Snooze.objects.active().exists()
    assert client.get(f"{reverse('notifications:snooze')}?subject=obligation:x").status_code == 404
    client.force_login(make.secretariat())
    assert client.get(address).status_code == 404


# The trail.


def test_the_trail_narrows_by_whom_whose_what_and_when(client):
    ministry, other = make.InstitutionFactory(name="Interior"), make.InstitutionFactory()
    people = {}
    for institution, headline in ((ministry, "-2+3"), (other, "x")):
        people[institution] = make.focal_point(institution)
        update = make.UpdateFactory(
            institution=institution,
            state="returned",
            on=[make.RecommendationFactory(reference=f"CAT-{institution.pk}")],
            headline=headline,
        )
        at = dt.datetime.combine(MONDAY - 7 * DAY, dt.time(9), tzinfo=dt.UTC)
        type(update).objects.filter(pk=update.pk).update(updated_at=at)
    officer = make.secretariat()
    owed(MONDAY + 7 * DAY)
    run(1)
    client.force_login(officer)

    def found(**query):
        page = client.get(reverse("notifications:trail_file"), query).content.decode("utf-8-sig")
        return [row["E-mail address"] for row in csv.DictReader(io.StringIO(page))]

    assert len(found()) == 3
    assert found(institution="interi") == [people[ministry].email]
    assert found(person=people[other].email) == [people[other].email]
    assert found(kind="obligation") == [officer.email]
    assert found(level="deputy") == []
    assert found(since="2026-11-03") == []
    assert len(found(until="2026-11-02", since="2026-11-02")) == 3
    assert len(found(since="nonsense", kind="nonsense")) == 3
    text = client.get(reverse("notifications:trail"), {"institution": "Interior"}).content.decode()
    assert str(people[ministry]) in text
    assert str(people[other]) not in text


def test_no_cell_of_the_file_is_run_as_a_formula(client):
    person = make.UserFactory(full_name="=cmd()", groups=["secretariat"])
    owed(MONDAY)
    run(1)
    client.force_login(person)
    page = client.get(reverse("notifications:trail_file")).content.decode()
    assert "'=cmd()" in page


def test_the_trail_asks_the_same_for_one_reminder_and_for_twenty(
    client, django_assert_max_num_queries
):
    client.force_login(make.secretariat())
    for _number in range(20):
        owed(MONDAY)
    run(1)
    client.get(reverse("notifications:trail"))
    with django_assert_max_num_queries(11):
        client.get(reverse("notifications:trail"))


def test_a_digest_names_the_first_and_counts_the_rest():
    make.secretariat()
    for number in range(60):
        owed(MONDAY, title=f"Report {number}")
    run(1)
    (message,) = mail.outbox
    assert message.body.count("Report ") == 50
    assert "and 10 more on your desk" in message.body
    assert "60 reminders" in message.subject
    assert Notification.objects.get(kind="reminder").text.endswith("60 reminders")
