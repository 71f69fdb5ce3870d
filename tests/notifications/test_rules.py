"""Rules of reminders: what the page promises is what the clock does, day by day."""

import datetime as dt

import pytest
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st

from nmirf.common.dates import ONE_DAY, WorkingDays
from notifications.choices import DutyKind, Level
from notifications.models import Holiday, ReminderRule
from notifications.services import reference
from notifications.services.rules import day_of, days_left, nearest, preview
from tests import factories as make

DUE = dt.date(2026, 3, 15)  # a Sunday
WEEKENDS = st.sets(st.integers(0, 6), max_size=5)
OFFSETS = st.sets(st.integers(-20, 40), min_size=1, max_size=6)


@given(
    OFFSETS,
    WEEKENDS,
    st.sets(st.integers(-40, 40), max_size=12),
    st.booleans(),
    st.integers(0, 6),
)
def test_each_day_of_the_preview_is_the_day_on_which_the_clock_tells(
    offsets, weekend, holidays, working, shift
):
    due = DUE + dt.timedelta(days=shift)
    week = WorkingDays(weekend, [due + dt.timedelta(days=number) for number in holidays])
    rule = ReminderRule(kind="obligation", offsets=sorted(offsets), working_days=working)
    promised = {line.offset: line.on for line in preview(rule, due, week)}
    counted = week if working else None
    told, day = {}, due - dt.timedelta(days=400)
    while day < due + dt.timedelta(days=200):
        is_off = working and not week.is_working(day)
        offset = None if is_off else nearest(rule.offsets, days_left(due, day, counted))
        if offset is not None and offset not in told:
            told[offset] = day
        day += ONE_DAY
    assert told == promised


@given(st.integers(-60, 60), WEEKENDS, st.integers(0, 6))
def test_days_left_and_the_day_are_each_others_inverse(offset, weekend, shift):
    due = DUE + dt.timedelta(days=shift)
    for week in (None, WorkingDays(weekend)):
        assert days_left(due, day_of(due, offset, week), week) == offset


def test_a_preview_names_everybody_in_order():
    rule = ReminderRule(
        kind="returned",
        offsets=[7, 0],
        working_days=True,
        escalate_deputy_after=1,
        escalate_secretariat_after=0,
    )
    week = WorkingDays({5, 6}, [dt.date(2026, 3, 9)])
    assert [(line.on.isoformat(), line.level.value) for line in preview(rule, DUE, week)] == [
        ("2026-03-03", Level.HOLDER),
        ("2026-03-13", Level.HOLDER),
        ("2026-03-13", Level.SECRETARIAT),
        ("2026-03-16", Level.DEPUTY),
    ]


# The page.


@pytest.fixture
def officer(client, db, settings):
    settings.DEMO_MODE = True
    reference.load()
    found = make.secretariat()
    client.force_login(found)
    return found


def typed(**changes):
    return {
        "offsets": "10 5 0",
        "escalate_deputy_after": "2",
        "escalate_authority_after": "",
        "escalate_secretariat_after": "9",
        "due": "2026-03-15",
    } | changes


def test_all_rules_stand_on_one_page(officer, client):
    text = client.get(reverse("notifications:rules")).content.decode()
    for kind in DutyKind:
        assert reverse("notifications:rule", args=[kind]) in text


def test_days_before_and_after_the_due_date_are_told_apart(officer, client):
    ReminderRule.objects.filter(kind="returned").update(offsets=[30, 1, 0, -7, -14])
    ReminderRule.objects.filter(kind="verify").update(offsets=[0, -3])
    ReminderRule.objects.filter(kind="sign").update(offsets=[])
    text = client.get(reverse("notifications:rules")).content.decode()
    for words in ("30, 1, on the day; 7, 14 days late", "on the day; 3 days late", "–"):
        assert f'<td data-label="Days before">{words}</td>' in text


def test_a_rule_is_changed_and_its_history_says_why(officer, client):
    address = reverse("notifications:rule", args=["returned"])
    assert client.post(address, typed(working_days="on")).status_code == 302
    rule = ReminderRule.objects.get(kind="returned")
    assert rule.offsets == [10, 5, 0]
    assert rule.working_days
    assert (rule.escalate_deputy_after, rule.escalate_authority_after) == (2, None)
    event = rule.events.order_by("-pgh_id").first()
    assert event.pgh_context.metadata["reason"] == "Reminder rule changed"


def test_what_is_typed_is_tried_before_it_is_saved(officer, client):
    Holiday.objects.create(on="2026-03-13", name="A holiday")
    address = reverse("notifications:rule", args=["returned"])
    data = typed(offsets="0", working_days="on", preview="1")
    text = " ".join(client.post(address, data).content.decode().split())
    assert "due on 15 March 2026" in text
    assert "Thursday, 12 March 2026</strong>: the one who owes it" in text
    assert ReminderRule.objects.get(kind="returned").offsets != [0]


@pytest.mark.parametrize(
    "wrong",
    [
        {"offsets": "soon"},
        {"offsets": "1.5"},
        {"offsets": "731"},
        {"offsets": " ".join(map(str, range(21)))},
        {"escalate_deputy_after": "-1"},
        {"escalate_deputy_after": "731"},
        {"offsets": "", "escalate_deputy_after": "", "escalate_secretariat_after": ""},
    ],
)
def test_a_rule_that_makes_no_sense_is_refused_and_stays_typed(officer, client, wrong):
    address = reverse("notifications:rule", args=["returned"])
    before = ReminderRule.objects.get(kind="returned").offsets
    response = client.post(address, typed(working_days="on") | wrong)
    assert response.status_code == 422
    assert "checked" in response.content.decode()
    assert ReminderRule.objects.get(kind="returned").offsets == before


def test_a_rule_that_there_is_not_is_not_found(officer, client):
    assert client.get(reverse("notifications:rule", args=["nonsense"])).status_code == 404
