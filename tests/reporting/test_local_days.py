"""One digest on each day of a person's own, whatever the clocks do."""

import datetime as dt
import itertools
from zoneinfo import ZoneInfo

import pytest
import time_machine
from django.core import mail
from hypothesis import given
from hypothesis import strategies as st

from accounts.models import User
from notifications.models import Digest, Rhythm
from notifications.services import reference
from notifications.services.inbox import notify
from notifications.services.rhythm import Beat, local_day_due
from reporting.services.digests import send_digests
from tests import factories as make

HOUR = dt.timedelta(hours=1)
# Skipped and repeated hours, half hours and quarters, days that begin at one o'clock, the far ends.
ZONES = [
    "UTC",
    "Europe/Berlin",
    "Europe/Dublin",
    "America/New_York",
    "America/St_Johns",
    "America/Havana",
    "Asia/Beirut",
    "Africa/Cairo",
    "Asia/Kolkata",
    "Asia/Kathmandu",
    "Australia/Lord_Howe",
    "Pacific/Chatham",
    "Pacific/Apia",
    "Pacific/Kiritimati",
    "Pacific/Pago_Pago",
    "America/Santiago",
    "Africa/Casablanca",
    "Antarctica/Troll",
]


@given(
    st.sampled_from(ZONES), st.integers(0, 23), st.dates(dt.date(2026, 1, 1), dt.date(2027, 12, 31))
)
def test_each_day_comes_once_its_hour_has_struck_and_in_order(name, hour, day):
    """Hourly beats over three days: no day of the zone is left out, none comes before its hour."""
    person, beat, zone = User(time_zone=name), Beat(hour=hour), ZoneInfo(name)
    start = dt.datetime.combine(day, dt.time(0, 15), tzinfo=dt.UTC)
    seen = []
    for number in range(24 * 4):
        now = start + number * HOUR
        due = local_day_due(person, now, beat)
        if due is None:
            continue
        local = now.astimezone(zone)
        # Not before the hour; a skipped hour is the one after it.
        assert due < local.date() or local.hour >= hour or (hour - local.hour) <= 1
        if due not in seen:
            seen.append(due)
    assert seen == sorted(seen)
    assert all(one + dt.timedelta(days=1) == two for one, two in itertools.pairwise(seen))
    assert len(seen) >= 3


def seeded(zone, hour):
    reference.load()
    person = make.UserFactory(time_zone=zone)
    Rhythm.objects.create(person=person, hour=hour)
    return person


def beat(person, now, key):
    """News at that moment, and the clock's round a little later."""
    with time_machine.travel(now, tick=False):
        notify(people=[person], text=lambda: "News", path="/x/", key=f"{key}")
        send_digests()


@pytest.mark.parametrize(
    ("zone", "hour", "first"),
    [
        ("Europe/Berlin", 2, "2026-03-28"),  # two o'clock is skipped on the 29th
        ("Europe/Berlin", 2, "2026-10-24"),  # two o'clock comes twice on the 25th
        ("Africa/Cairo", 0, "2026-04-23"),  # midnight is skipped on the 24th
        ("America/New_York", 1, "2026-10-31"),  # one o'clock comes twice
        ("Australia/Lord_Howe", 2, "2026-10-03"),  # half an hour is skipped
    ],
)
@pytest.mark.django_db(transaction=True)
def test_summer_time_skips_no_day_and_doubles_none(zone, hour, first):
    person = seeded(zone, hour)
    start = dt.datetime.fromisoformat(first).replace(tzinfo=ZoneInfo(zone)).astimezone(dt.UTC)
    for number in range(72):
        beat(person, start + number * HOUR + dt.timedelta(minutes=15), number)
    days = list(Digest.objects.order_by("on").values_list("on", flat=True))
    wanted = [dt.date.fromisoformat(first) + dt.timedelta(days=number) for number in range(3)]
    assert [day for day in days if wanted[0] <= day <= wanted[-1]] == wanted
    for digest in Digest.objects.filter(on__in=wanted):
        local = digest.sent_at.astimezone(ZoneInfo(zone))
        assert local.date() == digest.on
        assert 0 <= local.hour - hour <= 1
    assert len(mail.outbox) == len(days)


@pytest.mark.parametrize("back", [dt.timedelta(hours=1), dt.timedelta(days=1)])
@pytest.mark.django_db(transaction=True)
def test_a_clock_that_is_set_back_sends_nothing_twice(back):
    person = seeded("UTC", 7)
    start = dt.datetime(2026, 11, 3, 7, 15, tzinfo=dt.UTC)
    beat(person, start - dt.timedelta(days=1), "before")
    beat(person, start, "first")
    assert len(mail.outbox) == 2
    now = start - back
    number = 0
    while now < start + dt.timedelta(hours=5):
        beat(person, now, f"again {number}")
        now, number = now + HOUR, number + 1
    assert len(mail.outbox) == 2
    beat(person, start + dt.timedelta(days=1), "next")
    assert len(mail.outbox) == 3
    assert "again 0" not in mail.outbox[1].body


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("America/Lima", "Pacific/Auckland"),
        ("Pacific/Auckland", "America/Lima"),
        ("UTC", "Asia/Kathmandu"),
        ("Pacific/Kiritimati", "Pacific/Pago_Pago"),
        ("Europe/Berlin", "America/New_York"),
    ],
)
@pytest.mark.django_db(transaction=True)
def test_who_changes_the_zone_in_the_middle_of_the_day_gets_one_each_local_day(old, new):
    person = seeded(old, 7)
    start = dt.datetime(2026, 11, 2, 0, 15, tzinfo=dt.UTC)
    for number in range(96):
        if number == 36:
            User.objects.filter(pk=person.pk).update(time_zone=new)
            person.refresh_from_db()
        beat(person, start + number * HOUR, number)
    days = list(Digest.objects.order_by("on").values_list("on", flat=True))
    assert len(days) == len(set(days)) == len(mail.outbox)
    # Each day of the new zone has one; the day that the move cut short may have none.
    assert {dt.date(2026, 11, 4), dt.date(2026, 11, 5)} <= set(days)
    gaps = [(two - one).days for one, two in itertools.pairwise(days)]
    assert set(gaps) <= {1, 2}
    assert gaps.count(2) <= 1


@pytest.mark.django_db(transaction=True)
def test_what_comes_after_the_hour_waits_for_the_next_day():
    person = seeded("UTC", 7)
    with time_machine.travel(dt.datetime(2026, 11, 3, 7, 15, tzinfo=dt.UTC), tick=False):
        send_digests()
    beat(person, dt.datetime(2026, 11, 3, 9, 15, tzinfo=dt.UTC), "later")
    assert mail.outbox == []
    beat(person, dt.datetime(2026, 11, 4, 7, 15, tzinfo=dt.UTC), "next")
    assert len(mail.outbox) == 1


@pytest.mark.django_db(transaction=True)
def test_a_night_without_a_worker_is_made_up_for_within_half_a_day():
    person = seeded("UTC", 7)
    beat(person, dt.datetime(2026, 11, 3, 18, 45, tzinfo=dt.UTC), "late")
    assert len(mail.outbox) == 1
    beat(person, dt.datetime(2026, 11, 4, 19, 15, tzinfo=dt.UTC), "too late")
    assert len(mail.outbox) == 1
