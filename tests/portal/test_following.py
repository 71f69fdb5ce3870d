"""Strangers follow a record by e-mail: confirmed first, told once a day, stopped with one click."""

import datetime as dt
import re

import pytest
import time_machine
from django.core import mail
from django.utils import timezone

from activities.choices import UpdateState
from notifications.models import Follow, FollowMail
from notifications.services import following, personal
from portal import follower_mail
from recommendations.models import Assessment, ClusterMembership
from tests import factories

CONFIRM = re.compile(r"https?://[^/\s]+(/(?:fr/|ar/)?following/confirm/[\w-]+/)")
STOP = re.compile(r"https?://[^/\s]+(/(?:fr/|ar/)?following/stop/[\w:-]+/)")
ADDRESS = "reader@example.org"
START = dt.datetime(2026, 3, 2, 12, 0, tzinfo=dt.UTC)

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _demo_mode(settings):
    settings.DEMO_MODE = True


@pytest.fixture
def clock():
    with time_machine.travel(START, tick=False) as found:
        yield found


@pytest.fixture
def row():
    return factories.RecommendationFactory(reference="CRC-5-12")


@pytest.fixture
def send(client, django_capture_on_commit_callbacks):
    def act(path, **typed):
        with django_capture_on_commit_callbacks(execute=True):
            return client.post(path, {"email": ADDRESS, **typed})

    return act


def follow(kind="recommendation", key="CRC-5-12", email=ADDRESS):
    return following.follow(email=email, language="en", kind=kind, key=key)


def publish(row, headline, at, **facts):
    update = factories.UpdateFactory(
        headline=headline,
        state=UpdateState.PUBLISHED,
        signed_at=at,
        signed_by=factories.UserFactory(),
        published_at=at,
        **facts,
    )
    update.recommendations.add(row)
    return update


# Asking and confirming.


def test_from_the_form_to_the_confirmation(client, send, row):
    answer = send("/follow/recommendation/CRC-5-12/")
    assert ADDRESS in answer.content.decode()
    (message,) = mail.outbox
    assert message.to == [ADDRESS]
    assert "CRC-5-12" in message.body
    link = CONFIRM.search(message.body)[1]
    assert client.get(link).status_code == 200
    assert not Follow.objects.confirmed().exists()
    assert client.post(link).status_code == 200
    assert Follow.objects.confirmed().get().email == ADDRESS
    assert client.post(link).status_code == 200


def test_the_answer_does_not_say_whether_an_address_is_known(send, row):
    first = send("/follow/recommendation/CRC-5-12/").content
    follow()
    again = send("/follow/recommendation/CRC-5-12/").content
    assert re.sub(rb'value="\w{64}"', b"", first) == re.sub(rb'value="\w{64}"', b"", again)
    assert len(mail.outbox) == 1


def test_nobody_is_flooded(send, row):
    for number in range(5):
        send("/follow/recommendation/CRC-5-12/", email=f"reader{number}@example.org")
    answer = send("/follow/recommendation/CRC-5-12/", email="reader6@example.org")
    assert answer.status_code == 429
    assert len(mail.outbox) == 5


def test_programs_that_fill_in_forms_are_stopped(send, row):
    answer = send("/follow/recommendation/CRC-5-12/", fax="1")
    assert answer.status_code == 422
    assert not Follow.objects.exists()


def test_a_link_that_is_too_old_is_no_good_and_is_forgotten(client, send, clock, row):
    send("/follow/recommendation/CRC-5-12/")
    link = CONFIRM.search(mail.outbox[0].body)[1]
    clock.shift(dt.timedelta(days=8))
    assert client.post(link).status_code == 404
    assert client.get("/following/confirm/none/").status_code == 404
    following.sweep(at=timezone.now())
    assert not Follow.objects.exists()


def test_a_lost_link_is_sent_again(row):
    asked = following.ask(email=ADDRESS, language="fr", kind="recommendation", key="CRC-5-12")
    assert asked.sent_at is None
    assert following.take_up_links() == 1
    assert following.take_up_links() == 0
    assert "/fr/following/confirm/" in mail.outbox[0].body


def test_a_person_with_an_account_follows_at_once(client, send, row):
    person = factories.secretariat()
    client.force_login(person)
    assert person.email in client.get("/follow/recommendation/CRC-5-12/").content.decode()
    send("/follow/recommendation/CRC-5-12/")
    assert Follow.objects.confirmed().get().email == person.email.lower()
    assert mail.outbox == []


# What is told.


def test_one_message_a_day_with_all_that_changed(clock, row):
    other = factories.ClusterFactory(slug="prisons", title="Prisons")
    follow()
    follow("cluster", "prisons")
    clock.shift(dt.timedelta(hours=1))
    publish(row, "A decree is signed", timezone.now())
    member = factories.RecommendationFactory(reference="CAT-4-7")
    ClusterMembership.objects.create(cluster=other, recommendation=member)
    clock.shift(dt.timedelta(hours=20))
    assert follower_mail.tell_followers(now=timezone.now()) == 1
    (message,) = mail.outbox
    assert message.to == [ADDRESS]
    assert "A decree is signed" in message.body
    assert "CAT-4-7" in message.body
    assert message.extra_headers["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    publish(row, "And a budget", timezone.now())
    clock.shift(dt.timedelta(hours=1))
    assert follower_mail.tell_followers(now=timezone.now()) == 0
    clock.shift(dt.timedelta(days=1))
    assert follower_mail.tell_followers(now=timezone.now()) == 1
    assert "And a budget" in mail.outbox[1].body
    assert "A decree is signed" not in mail.outbox[1].body


def test_nothing_new_is_no_message(clock, row):
    publish(row, "Before", timezone.now())
    clock.shift(dt.timedelta(minutes=1))
    follow()
    clock.shift(dt.timedelta(days=1))
    assert follower_mail.tell_followers(now=timezone.now()) == 0
    assert mail.outbox == []


def test_nothing_goes_out_before_seven(clock, row, settings):
    settings.TIME_ZONE = "UTC"
    follow()
    publish(row, "News", timezone.now() + dt.timedelta(seconds=1))
    early = dt.datetime(2026, 3, 3, 5, 0, tzinfo=dt.UTC)
    with timezone.override("UTC"):
        assert follower_mail.tell_followers(now=early) == 0
        assert follower_mail.tell_followers(now=early + dt.timedelta(hours=3)) == 1


def test_a_message_carries_only_what_is_public(clock, row):
    institution = factories.InstitutionFactory()
    follow()
    clock.shift(dt.timedelta(hours=1))
    factories.UpdateFactory(headline="Secret draft", state="draft").recommendations.add(row)
    Assessment.objects.create(
        recommendation=row,
        viewpoint="secretariat",
        author=factories.UserFactory(),
        institution=None,
        status="implemented",
        assessed_on=dt.date(2026, 3, 1),
        rationale="Secret reason",
        publication="draft",
    )
    activity = factories.ActivityFactory(publication="internal", lead=institution)
    publish(row, "Secret step", timezone.now(), activity=activity).recommendations.clear()
    clock.shift(dt.timedelta(days=1))
    assert follower_mail.tell_followers(now=timezone.now()) == 0


def test_what_is_taken_down_is_told_no_more(clock, row):
    follow()
    clock.shift(dt.timedelta(hours=1))
    publish(row, "News", timezone.now())
    type(row).objects.filter(pk=row.pk).update(publication="retired")
    clock.shift(dt.timedelta(days=1))
    assert follower_mail.tell_followers(now=timezone.now()) == 0


def test_a_message_that_could_not_go_out_is_sent_by_a_later_round(clock, row):
    follow()
    clock.shift(dt.timedelta(hours=1))
    publish(row, "News", timezone.now())
    clock.shift(dt.timedelta(days=1))
    now = timezone.now()
    following.record_all(
        on=timezone.localtime(now).date(),
        until=now - follower_mail.LAG,
        tell=follower_mail.changes_of,
    )
    assert FollowMail.objects.get().sent_at is None
    assert follower_mail.tell_followers(now=now + dt.timedelta(hours=1)) == 1
    assert follower_mail.tell_followers(now=now + dt.timedelta(hours=2)) == 0
    assert len(mail.outbox) == 1


def test_values_of_an_indicator_and_steps_of_an_activity_are_told(clock):
    indicator, activity = factories.IndicatorFactory(), factories.ActivityFactory()
    follow("indicator", indicator.slug)
    follow("activity", activity.slug)
    clock.shift(dt.timedelta(hours=1))
    factories.ValueFactory(indicator=indicator)
    clock.shift(dt.timedelta(days=1))
    assert follower_mail.tell_followers(now=timezone.now()) == 1
    assert "New or revised values: 1" in mail.outbox[0].body


def test_a_withdrawn_value_is_told_once_to_whoever_heard_of_it(clock):
    indicator = factories.IndicatorFactory()
    follow("indicator", indicator.slug)
    clock.shift(dt.timedelta(hours=1))
    heard = factories.ValueFactory(indicator=indicator, period="2023")
    withdraw(factories.ValueFactory(indicator=indicator, period="2022"))
    clock.shift(dt.timedelta(days=1))
    assert follower_mail.tell_followers(now=timezone.now()) == 1
    assert "Values withdrawn" not in mail.outbox[0].body
    withdraw(heard)
    clock.shift(dt.timedelta(days=1))
    assert follower_mail.tell_followers(now=timezone.now()) == 1
    assert "Values withdrawn: 1" in mail.outbox[1].body
    clock.shift(dt.timedelta(days=1))
    assert follower_mail.tell_followers(now=timezone.now()) == 0


def withdraw(value):
    type(value).objects.filter(pk=value.pk).update(
        is_current=False, withdrawn_at=timezone.now(), withdrawn_because="Mistyped"
    )


# Stopping.


def test_one_click_stops_it_and_leaves_nothing(client, clock, row):
    follow()
    clock.shift(dt.timedelta(hours=1))
    publish(row, "News", timezone.now())
    clock.shift(dt.timedelta(days=1))
    follower_mail.tell_followers(now=timezone.now())
    header = mail.outbox[0].extra_headers["List-Unsubscribe"]
    link = STOP.search(header)[1]
    assert client.get(link).status_code == 200
    assert Follow.objects.exists()
    answer = client.post(link, {"List-Unsubscribe": "One-Click"})
    assert answer.status_code == 200
    assert not Follow.objects.exists()
    assert client.post(link).status_code == 200
    assert client.post("/following/stop/forged/").status_code == 404


def test_one_record_is_stopped_without_the_others(client, row):
    first, other = follow(), follow("plan", factories.PlanFactory().slug)
    token = following.token_for(ADDRESS, str(first.reference))
    client.post(f"/following/stop/{token}/")
    assert list(Follow.objects.all()) == [other]


def test_old_messages_are_forgotten(clock, row):
    mail_row = FollowMail.objects.create(email=ADDRESS, on=START.date(), lines=[])
    following.sweep(at=START + dt.timedelta(days=29))
    assert FollowMail.objects.filter(pk=mail_row.pk).exists()
    following.sweep(at=START + dt.timedelta(days=31))
    assert not FollowMail.objects.exists()


def test_whoever_is_erased_follows_nothing(row):
    person = factories.UserFactory()
    follow(email=person.email)
    parts = {part.key: part.rows for part in personal.parts(person)}
    assert len(parts["follows"]) == 1
    personal.forget(person, "Gone")
    assert not Follow.objects.exists()
