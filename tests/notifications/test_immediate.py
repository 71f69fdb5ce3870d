"""What cannot wait: one e-mail a line, once, in the person's language."""

import datetime as dt
import threading

import pytest
from django.core import mail
from django.db import connection, transaction
from django.utils.translation import gettext as _

from notifications.choices import IMMEDIATE_KINDS, NewsKind
from notifications.models import Delivery, Notification, Preference
from notifications.services import immediate
from notifications.services.inbox import notify
from reporting.services.digests import send_digests
from tests import factories as make

ON = dt.date(2026, 11, 3)
pytestmark = pytest.mark.django_db(transaction=True)


def tell(people, kind=NewsKind.ABSENCE, key="k", **more):
    return notify(people=people, text=lambda: _("Yes"), path="/x/", key=key, kind=kind, **more)


@pytest.mark.parametrize("kind", sorted(IMMEDIATE_KINDS))
def test_what_cannot_wait_is_mailed_at_once_in_each_persons_language(kind):
    french, english = make.UserFactory(preferred_language="fr"), make.UserFactory()
    tell([french, english], kind)
    assert [message.to for message in mail.outbox] == [[french.email], [english.email]]
    assert "Oui" in mail.outbox[0].body
    assert 'lang="fr"' in mail.outbox[0].alternatives[0].content
    assert "/fr/workspace/" in mail.outbox[0].body


def test_it_is_mailed_once_and_stands_in_no_digest():
    person = make.UserFactory()
    assert tell([person]) == 1
    assert tell([person]) == 0
    immediate.deliver_waiting()
    assert len(mail.outbox) == 1
    assert send_digests(on=ON).due == 0
    assert len(mail.outbox) == 1


@pytest.mark.parametrize("kind", sorted(set(NewsKind) - IMMEDIATE_KINDS))
def test_everything_else_waits(kind):
    tell([make.UserFactory()], kind)
    assert mail.outbox == []
    assert not Delivery.objects.exists()


def test_who_chose_the_digest_gets_it_there():
    person = make.UserFactory()
    Preference.objects.create(person=person, kind="absence", channel="digest")
    tell([person])
    assert mail.outbox == []
    assert send_digests(on=ON).sent == 1


def test_the_e_mail_says_what_may_be_said_outside_alone():
    person = make.UserFactory()
    notify(
        people=[person],
        text=lambda: "The allegation about J. D. is yours",
        outside=lambda: "A handover is yours",
        path="/x/",
        key="k",
        kind=NewsKind.SUCCESSION,
    )
    (message,) = mail.outbox
    said = message.subject + message.body + message.alternatives[0].content
    assert "A handover is yours" in said
    assert "J. D." not in said
    assert Notification.objects.get().text == "The allegation about J. D. is yours"


def test_what_is_undone_is_not_mailed():
    person = make.UserFactory()
    with transaction.atomic():
        tell([person])
        transaction.set_rollback(True)
    assert mail.outbox == []
    assert not Delivery.objects.exists()


def test_eight_threads_tell_and_send_and_each_person_gets_one():
    people = [make.UserFactory() for _number in range(6)]
    barrier, problems = threading.Barrier(8), []

    def run():
        try:
            barrier.wait(10)
            tell(people)
            immediate.deliver_waiting()
        except Exception as error:
            problems.append(error)
        finally:
            connection.close()

    threads = [threading.Thread(target=run) for _number in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    assert problems == []
    assert sorted(to for message in mail.outbox for to in message.to) == sorted(
        person.email for person in people
    )


def test_a_closed_account_gets_nothing():
    person = make.UserFactory(is_active=False)
    tell([person])
    assert mail.outbox == []
