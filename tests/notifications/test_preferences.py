"""Who hears of what, how and how often; and turning it off from the e-mail itself."""

import datetime as dt
import re

import pytest
from django.core import mail
from django.db import IntegrityError
from django.test import Client
from django.urls import reverse

from notifications.choices import (
    CHOSEN_KINDS,
    IMMEDIATE_KINDS,
    OPTIONAL_DUTIES,
    PREFERENCE_KINDS,
    Channel,
    DutyKind,
    NewsKind,
)
from notifications.models import Digest, Notification, Preference, Rhythm
from notifications.services import preferences as choosing
from notifications.services import reference
from notifications.services.inbox import notify
from reporting.services.digests import send_digests
from tests import factories as make

ON = dt.date(2026, 11, 3)
PAGE = "notifications:preferences"


@pytest.fixture(autouse=True)
def demo(settings, transactional_db):
    settings.DEMO_MODE = True


@pytest.fixture
def person(client):
    found = make.UserFactory()
    client.force_login(found)
    return found


def news(person, kind=NewsKind.VIEW, key="k", text="Three new records."):
    notify(people=[person], text=lambda: text, path="/x/", key=key, kind=kind)


def typed(**changes):
    return {"frequency": "daily", "weekday": "0", "hour": "7"} | changes


# The page.


def test_the_standard_is_a_daily_digest_at_seven_with_everything(client, person):
    text = client.get(reverse(PAGE)).content.decode()
    assert 'value="daily" selected' in text
    assert 'value="7" selected' in text
    assert not Preference.objects.exists()


def test_what_is_chosen_is_kept_and_the_standard_is_no_row(client, person):
    data = typed(frequency="weekly", weekday="4", hour="16", view="inbox", update="digest")
    assert client.post(reverse(PAGE), data).status_code == 302
    rhythm = Rhythm.objects.get(person=person)
    assert (rhythm.frequency, rhythm.weekday, rhythm.hour) == ("weekly", 4, 16)
    assert list(Preference.objects.values_list("kind", "channel")) == [("view", "inbox")]
    client.post(reverse(PAGE), typed(view="digest"))
    assert not Preference.objects.exists()


@pytest.mark.parametrize(
    "wrong",
    [
        {"frequency": "hourly"},
        {"weekday": "7"},
        {"hour": "24"},
        {"hour": "-1"},
        {"view": "immediate"},
        {"view": "pigeon"},
        {"duty:meeting": "immediate"},
    ],
)
def test_what_cannot_be_chosen_is_refused_and_what_was_typed_stays(client, person, wrong):
    response = client.post(reverse(PAGE), typed(file="inbox") | wrong)
    assert response.status_code == 422
    assert not Rhythm.objects.exists()
    assert 'value="inbox" selected' in response.content.decode()


def test_legal_duties_cannot_be_chosen_about_and_the_page_says_why(client, person):
    text = client.get(reverse(PAGE)).content.decode()
    for kind in DutyKind:
        assert (f'name="duty:{kind}"' in text) == (kind in OPTIONAL_DUTIES)
    assert "Reminders that cannot be turned off" in text
    assert "the law" in text
    client.post(reverse(PAGE), typed() | {"duty:obligation": "inbox"})
    assert not Preference.objects.exists()


@pytest.mark.parametrize("kind", sorted(set(DutyKind) - set(OPTIONAL_DUTIES)))
def test_the_database_takes_no_preference_about_a_legal_duty(person, kind):
    with pytest.raises(IntegrityError):
        Preference.objects.create(person=person, kind=f"duty:{kind}", channel="inbox")


def test_at_once_is_for_what_cannot_wait_alone(person):
    Preference.objects.create(person=person, kind="absence", channel="immediate")
    with pytest.raises(IntegrityError):
        Preference.objects.create(person=person, kind="view", channel="immediate")


@pytest.mark.parametrize("kind", CHOSEN_KINDS)
def test_a_kind_in_the_inbox_only_comes_with_no_digest(person, kind):
    Preference.objects.create(person=person, kind=kind, channel="inbox")
    news(person, kind)
    assert send_digests(on=ON).due == 0
    assert mail.outbox == []
    assert Notification.objects.filter(person=person, kind=kind).unread().count() == 1


def test_what_waits_for_the_digest_stays_in_the_inbox_once_its_kind_is_turned_off(person):
    news(person)
    choosing.unsubscribe(token=choosing.token_for(person, ["view"]))
    assert send_digests(on=ON).due == 0
    assert Notification.objects.filter(person=person).unread().exists()


# The inbox.


def test_the_inbox_narrows_by_kind_and_to_what_is_unread(client, person):
    news(person, NewsKind.VIEW, "a", "A view line")
    news(person, NewsKind.FILE, "b", "A file line")
    news(person, NewsKind.FILE, "c", "A file that was read")
    Notification.objects.filter(key="c").update(read_at="2026-01-01T00:00Z")
    page = reverse("notifications:inbox")
    text = client.get(page, {"kind": "file"}).content.decode()
    assert "A file line" in text
    assert "A file that was read" in text
    assert "A view line" not in text
    text = client.get(page, {"kind": "file", "unread": "on"}).content.decode()
    assert "A file that was read" not in text
    assert "No message of this kind" in client.get(page, {"kind": "meeting"}).content.decode()
    assert client.get(page, {"kind": "nonsense"}).status_code == 200


def test_one_line_is_marked_as_read_without_opening_it(client, person):
    news(person, key="a")
    news(person, key="b")
    row = Notification.objects.get(key="a")
    response = client.post(reverse("notifications:read", args=[row.pk]))
    assert response.headers["Location"] == reverse("notifications:inbox")
    assert list(Notification.objects.unread().values_list("key", flat=True)) == ["b"]


# From the e-mail.


def link_in(message):
    return re.search(r"<https?://[^/]+(/[^>]+)>", message.extra_headers["List-Unsubscribe"])[1]


def test_a_digest_names_a_way_out_for_each_kind_that_it_carries(person):
    news(person, NewsKind.VIEW, "a")
    news(person, NewsKind.FILE, "b")
    send_digests(on=ON)
    (message,) = mail.outbox
    assert message.extra_headers["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    links = re.findall(r"/workspace/inbox/unsubscribe/([^/\s]+)/", message.body)
    assert [choosing.read_token(token)[1] for token in links] == [["file"], ["view"]]
    assert "Saved views, turn these e-mails off" in message.body


def test_a_digest_of_legal_duties_names_none():
    make.secretariat()
    make.ObligationFactory(due_on=ON)
    reference.load()
    send_digests(on=ON)
    (message,) = mail.outbox
    assert "List-Unsubscribe" not in message.extra_headers
    assert "unsubscribe" not in message.body


def test_one_click_of_the_mail_program_turns_off_that_kind_and_no_other(person):
    news(person)
    send_digests(on=ON)
    robot = Client(enforce_csrf_checks=True)
    response = robot.post(link_in(mail.outbox[0]), {"List-Unsubscribe": "One-Click"})
    assert response.status_code == 200
    assert list(Preference.objects.values_list("person", "kind", "channel")) == [
        (person.pk, "view", "inbox")
    ]
    # A second time changes nothing.
    assert robot.post(link_in(mail.outbox[0]), {"List-Unsubscribe": "One-Click"}).status_code == 200
    assert Preference.objects.count() == 1


def test_a_person_sees_a_page_with_one_button_first(person):
    news(person)
    send_digests(on=ON)
    stranger = Client()
    address = link_in(mail.outbox[0])
    text = stranger.get(address).content.decode()
    assert "Turn these e-mails off" in text
    assert person.email not in text
    assert not Preference.objects.exists()
    response = stranger.post(address, follow=True)
    assert "You get no e-mails about this any more" in response.content.decode()


@pytest.mark.parametrize("kind", PREFERENCE_KINDS)
def test_the_link_of_a_kind_turns_off_that_kind(person, kind):
    assert choosing.unsubscribe(token=choosing.token_for(person, [kind])) == [kind]
    assert choosing.channels_of(person)[kind] == Channel.INBOX
    assert Preference.objects.count() == 1


@pytest.mark.parametrize("kind", sorted({*DutyKind, "duty:obligation", "reminder", "x"} - {"update", "round", "assignment", "handover", "meeting"}))  # fmt: skip
def test_no_link_turns_off_a_legal_duty(person, kind):
    assert choosing.unsubscribe(token=choosing.token_for(person, [kind])) == []
    assert not Preference.objects.exists()


@pytest.mark.parametrize("change", [lambda t: t[:-1], lambda t: "x" + t, lambda t: "nonsense"])
def test_a_link_that_was_not_made_here_leads_nowhere(person, client, change):
    token = change(choosing.token_for(person, ["view"]))
    address = reverse("notifications:unsubscribe", args=[token])
    assert client.get(address).status_code == 404
    assert client.post(address, {"List-Unsubscribe": "One-Click"}).status_code == 404
    assert not Preference.objects.exists()


def test_the_link_of_a_closed_account_leads_nowhere(person, client):
    token = choosing.token_for(person, ["view"])
    type(person).objects.filter(pk=person.pk).update(is_active=False)
    assert Client().get(reverse("notifications:unsubscribe", args=[token])).status_code == 404


def test_reminders_that_may_be_turned_off_are_and_stay_on_the_desk():
    reference.load()
    officer = make.secretariat()
    consultation = make.ReportDraftFactory(stage="consultation").versions.create(
        number=1,
        sections=[{"key": "1", "heading": "One", "body": ""}],
        sha256="0" * 64,
        made_by=officer,
    ).consultations.create(slug="c", title="C", opens_on=ON, closes_on=ON)  # fmt: skip
    consultation.comments.create(section="1", text="Hello", shown_name="", moderation="shown")
    due = ON + dt.timedelta(days=30)
    choosing.unsubscribe(token=choosing.token_for(officer, ["duty:comment"]))
    assert send_digests(on=due).due == 0
    choosing.set_preferences(
        person=officer, frequency="daily", weekday=0, hour=7, channels={"duty:comment": "digest"}
    )
    assert send_digests(on=due).due == 1


def test_every_kind_that_cannot_wait_is_one_that_can_be_chosen_about():
    assert set(CHOSEN_KINDS) > IMMEDIATE_KINDS
    assert not Digest.objects.exists()
