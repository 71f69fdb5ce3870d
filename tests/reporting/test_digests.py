import datetime as dt
import smtplib
import threading
from zoneinfo import ZoneInfo

import pytest
import time_machine
from django.core import mail
from django.core.management import call_command
from django.db import connection

from focalpoints.models import Absence
from notifications.choices import DutyKind, Level
from notifications.models import Digest, Notification, ReminderRule, ReminderSent
from notifications.services import digests as post
from notifications.services import journal, reference
from notifications.services.inbox import notify
from notifications.services.rhythm import STANDARD, local_day_due
from notifications.services.rules import nearest
from reporting.services.digests import send_digests
from tests import factories as make

ON = dt.date(2026, 11, 3)


@pytest.fixture(autouse=True)
def rules(request):
    request.getfixturevalue(
        "transactional_db" if request.node.get_closest_marker("django_db") else "db"
    )
    reference.load()


def obligation(days, **facts):
    return make.ObligationFactory(due_on=ON + dt.timedelta(days=days), **facts)


def returned(institution, days_ago, **facts):
    """An update that was sent back so many days ago; due fourteen days after."""
    update = make.UpdateFactory(
        institution=institution,
        state="returned",
        on=[make.RecommendationFactory(reference="CAT-4-21")],
        **facts,
    )
    at = dt.datetime.combine(ON - dt.timedelta(days=days_ago), dt.time(9), tzinfo=dt.UTC)
    type(update).objects.filter(pk=update.pk).update(updated_at=at)
    return update


def told(person):
    return {(row.kind, row.level, row.offset) for row in ReminderSent.objects.filter(person=person)}


def test_one_message_a_person_and_day(settings):
    officer = make.secretariat()
    obligation(7, title="Third report under the Convention")
    obligation(-2, title="Replies to the list of issues")
    outcome = send_digests(on=ON)
    assert outcome.as_dict() == {"due": 1, "sent": 1, "already_sent": 0, "escalated": 0}
    (message,) = mail.outbox
    assert message.to == [officer.email]
    assert "Third report under the Convention" in message.body
    assert f"{settings.SITE_URL}/workspace/obligations/" in message.body
    html = message.alternatives[0].content
    assert 'lang="en"' in html
    assert "style" not in html
    assert Notification.objects.get(person=officer).text == "3 November 2026: 2 reminders, 1 late"


def test_a_second_run_sends_nothing():
    make.secretariat()
    obligation(7)
    send_digests(on=ON)
    assert send_digests(on=ON).as_dict() == {
        "due": 1, "sent": 0, "already_sent": 1, "escalated": 0,
    }  # fmt: skip
    assert len(mail.outbox) == 1


def test_nothing_to_say_is_not_said():
    make.secretariat()
    obligation(500)
    assert send_digests(on=ON).due == 0
    assert mail.outbox == []
    assert not Digest.objects.exists()


def test_the_command_prints_what_it_did(capsys):
    make.secretariat()
    obligation(7)
    call_command("send_digests", "--json", "--on", ON.isoformat())
    assert capsys.readouterr().out.strip() == (
        '{"due": 1, "sent": 1, "already_sent": 0, "escalated": 0}'
    )


def test_each_day_before_the_due_date_is_used_once_and_missed_ones_are_dropped():
    officer = make.secretariat()
    obligation(30, responsible=officer)
    for days in range(45):
        if days not in {23, 24}:  # the clock stood still when seven and six days were left
            send_digests(on=ON + dt.timedelta(days=days))
    offsets = [
        row.offset
        for row in ReminderSent.objects.filter(person=officer, level="holder").order_by("pk")
    ]
    assert offsets == [30, 7, 1, 0, -7]
    assert Digest.objects.filter(person=officer).count() == 5


@pytest.mark.parametrize(
    ("left", "offset"), [(400, None), (365, 365), (100, 180), (7, 7), (6, 7), (-3, 0), (-90, -30)]
)
def test_the_nearest_day_that_has_come(left, offset):
    assert nearest([365, 180, 90, 30, 7, 1, 0, -7, -30], left) == offset


def test_what_is_late_goes_up_the_line_once_each():
    institution = make.InstitutionFactory(name="Ministry of Interior")
    principal, deputy = make.focal_point(institution), make.deputy(institution)
    authority, officer = make.authority(institution), make.secretariat()
    returned(institution, days_ago=14)
    first_heard = {}
    for days in range(40):
        send_digests(on=ON + dt.timedelta(days=days))
        for name, person in {
            "deputy": deputy,
            "authority": authority,
            "secretariat": officer,
        }.items():
            if told(person):
                first_heard.setdefault(name, days)
    assert first_heard == {"deputy": 3, "authority": 14, "secretariat": 30}
    assert told(principal) == {("returned", "holder", 0), ("returned", "holder", -7)}
    assert told(deputy) == {("returned", "deputy", -3)}
    assert told(authority) == {("returned", "authority", -14)}
    assert told(officer) == {("returned", "secretariat", -30)}
    last = [message for message in mail.outbox if message.to == [officer.email]]
    assert "Ministry of Interior: Returned: update on CAT-4-21" in last[-1].body


def test_in_an_absence_the_deputy_is_the_first_to_hear():
    institution = make.InstitutionFactory()
    post_held = make.AppointmentFactory(institution=institution)
    deputy = make.AppointmentFactory(
        institution=institution, role="deputy", deputises=post_held
    ).user
    Absence.objects.create(appointment=post_held, starts_on=ON, ends_on=ON + dt.timedelta(days=2))
    returned(institution, days_ago=7)
    send_digests(on=ON)
    assert told(deputy) == {("returned", "holder", 7)}
    assert told(post_held.user) == set()
    send_digests(on=ON + dt.timedelta(days=3))
    assert told(post_held.user) == {("returned", "holder", 7)}


def test_with_nobody_in_the_post_the_secretariat_hears_at_once():
    institution = make.InstitutionFactory()
    officer = make.secretariat()
    returned(institution, days_ago=7)
    send_digests(on=ON)
    assert told(officer) == {("returned", "secretariat", 7)}


def test_after_the_end_of_an_appointment_nothing_comes():
    institution = make.InstitutionFactory()
    ended = make.AppointmentFactory(institution=institution, ends_on=ON - dt.timedelta(days=1))
    make.focal_point(institution)
    returned(institution, days_ago=7)
    send_digests(on=ON)
    assert told(ended.user) == set()
    assert ended.user.email not in {to for message in mail.outbox for to in message.to}


def test_reminders_stop_when_the_duty_is_done():
    make.secretariat()
    row = obligation(7)
    send_digests(on=ON)
    row.state, row.submitted_on = "submitted", ON
    row.save()
    assert send_digests(on=ON + dt.timedelta(days=7)).due == 0


def test_what_is_restricted_never_leaves_by_mail():
    officer = make.secretariat()
    institution = make.InstitutionFactory()
    make.focal_point(institution)
    obligation(1, title="Reply to the allegation letter about J. D.", is_public=False)
    returned(institution, days_ago=13, headline="Secret headline", narrative="Secret narrative")
    cluster = make.ClusterFactory(title="Unpublished cluster", publication="draft")
    make.UpdateFactory(institution=institution, state="submitted", cluster=cluster)
    send_digests(on=ON)
    everything = "".join(
        message.subject + message.body + message.alternatives[0].content for message in mail.outbox
    )
    assert officer.email in {to for message in mail.outbox for to in message.to}
    for words in ("J. D.", "allegation", "Secret", "Unpublished"):
        assert words not in everything
    assert "Report or reply due" in everything


def test_news_are_told_once():
    person = make.focal_point()
    notify(people=[person], text=lambda: "Your update is published.", path="/x", key="k")
    assert send_digests(on=ON).sent == 1
    assert "Your update is published." in mail.outbox[0].body
    assert send_digests(on=ON + dt.timedelta(days=1)).due == 0


def test_each_in_their_own_language():
    make.UserFactory(groups=["secretariat"], preferred_language="fr")
    make.UserFactory(groups=["secretariat"], preferred_language="ar")
    make.ObligationFactory(
        due_on=ON, title="Third report", title_translations={"fr": "Troisième rapport"}
    )
    send_digests(on=ON)
    french, arabic = mail.outbox
    assert "Troisième rapport" in french.body
    assert "/fr/workspace/obligations/" in french.body
    assert 'dir="rtl"' in arabic.alternatives[0].content


# When it goes out.


@pytest.mark.parametrize(
    ("zone", "utc", "day"),
    [
        ("UTC", "2026-11-03T06:59", None),
        ("UTC", "2026-11-03T07:00", dt.date(2026, 11, 3)),
        ("UTC", "2026-11-03T18:59", dt.date(2026, 11, 3)),
        ("UTC", "2026-11-03T19:00", None),
        ("Pacific/Auckland", "2026-11-02T18:15", dt.date(2026, 11, 3)),
        ("America/Lima", "2026-11-03T12:15", dt.date(2026, 11, 3)),
        ("", "2026-11-03T07:15", dt.date(2026, 11, 3)),
        ("Nowhere/Land", "2026-11-03T07:15", dt.date(2026, 11, 3)),
    ],
)
def test_at_seven_on_the_persons_own_clock(zone, utc, day):
    person = make.UserFactory(time_zone=zone)
    now = dt.datetime.fromisoformat(utc).replace(tzinfo=dt.UTC)
    assert local_day_due(person, now, STANDARD) == day


@pytest.mark.parametrize(
    ("start", "zone"),
    [
        ("2026-03-28", "Europe/Ljubljana"),
        ("2026-10-24", "Europe/Ljubljana"),
        ("2026-03-07", "America/New_York"),
        ("2026-10-31", "America/New_York"),
    ],
)
def test_once_a_day_when_clocks_change(start, zone):
    """The hourly run over three days; on the second, summer time begins or ends."""
    person = make.UserFactory(groups=["secretariat"], time_zone=zone)
    first = dt.datetime.fromisoformat(start).replace(tzinfo=dt.UTC)
    for days in range(5):
        make.ObligationFactory(due_on=first.date() + dt.timedelta(days=days))
    hours = {}
    for step in range(72):
        with time_machine.travel(first + dt.timedelta(hours=step, minutes=15), tick=False):
            send_digests()
    for digest in Digest.objects.filter(person=person):
        local = digest.sent_at.astimezone(ZoneInfo(zone))
        hours.setdefault(local.date(), []).append(local.hour)
        assert digest.on == local.date()
    assert len(hours) == 3
    assert set(map(tuple, hours.values())) == {(7,)}
    assert len(mail.outbox) == 3


# Exactly once.


@pytest.mark.django_db(transaction=True)
def test_four_workers_at_once_send_each_message_once():
    people = [make.secretariat() for _number in range(12)]
    for days in (0, 1, 7, -7):
        obligation(days)
    barrier, outcomes, problems = threading.Barrier(4), [], []

    def run():
        try:
            barrier.wait(10)
            outcomes.append(send_digests(on=ON))
        except Exception as error:
            problems.append(error)
        finally:
            connection.close()

    threads = [threading.Thread(target=run) for _number in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    assert problems == []
    assert sorted(to for message in mail.outbox for to in message.to) == sorted(
        person.email for person in people
    )
    assert sum(outcome.sent for outcome in outcomes) == 12
    assert ReminderSent.objects.filter(level=Level.HOLDER).count() == 12 * 4
    assert Digest.objects.filter(sent_at__isnull=False, attempts=1).count() == 12


class PowerCutError(BaseException):
    """Ends the run as SIGKILL would: nothing that follows is done, not even what catches errors."""


@pytest.mark.django_db(transaction=True)
def test_a_worker_that_dies_before_sending_leaves_the_message_to_the_next(monkeypatch):
    make.secretariat()
    obligation(7)

    def die(**_facts):
        raise PowerCutError

    with monkeypatch.context() as patch:
        patch.setattr(post, "send_waiting", die)
        with pytest.raises(PowerCutError):
            send_digests(on=ON)
    assert Digest.objects.filter(sent_at=None).count() == 1
    assert mail.outbox == []
    assert send_digests(on=ON).sent == 1
    assert len(mail.outbox) == 1
    assert send_digests(on=ON).sent == 0


@pytest.mark.django_db(transaction=True)
def test_a_worker_that_dies_after_sending_sends_the_same_message_id(monkeypatch):
    make.secretariat()
    obligation(7)

    def die(*_arguments, **_facts):
        raise PowerCutError

    with monkeypatch.context() as patch:
        patch.setattr(journal, "note", die)
        with pytest.raises(PowerCutError):
            send_digests(on=ON)
    assert send_digests(on=ON).sent == 1
    first, second = mail.outbox
    assert first.extra_headers["Message-ID"] == second.extra_headers["Message-ID"]


@pytest.mark.django_db(transaction=True)
def test_a_worker_that_dies_after_the_journal_says_sent_leaves_nothing_to_send(monkeypatch):
    make.secretariat()
    obligation(7)
    note = journal.note

    def note_and_die(message_id):
        note(message_id)
        raise PowerCutError

    with monkeypatch.context() as patch:
        patch.setattr(journal, "note", note_and_die)
        with pytest.raises(PowerCutError):
            send_digests(on=ON)
    assert Digest.objects.get().sent_at is None
    assert send_digests(on=ON).sent == 1
    assert len(mail.outbox) == 1
    assert Digest.objects.get().sent_at is not None


def test_a_mailbox_that_cannot_take_it_is_tried_five_times_and_shown(monkeypatch, client, settings):
    settings.DEMO_MODE = True
    officer, other = make.secretariat(), make.secretariat()
    obligation(7)
    sent = mail.EmailMultiAlternatives.send

    def refuse(message, *arguments):
        if message.to == [officer.email]:
            raise smtplib.SMTPRecipientsRefused({officer.email: (450, b"come back later")})
        return sent(message, *arguments)

    monkeypatch.setattr(mail.EmailMultiAlternatives, "send", refuse)
    for _run in range(7):
        send_digests(on=ON)
    failed, fine = Digest.objects.get(person=officer), Digest.objects.get(person=other)
    assert (failed.attempts, failed.sent_at) == (5, None)
    assert "come back later" in failed.problem
    assert (fine.attempts, fine.problem) == (1, "")
    client.force_login(other)
    assert b"come back later" in client.get("/workspace/inbox/trail/").content


def test_every_kind_of_duty_has_its_rule():
    assert set(ReminderRule.objects.values_list("kind", flat=True)) == set(DutyKind.values)
