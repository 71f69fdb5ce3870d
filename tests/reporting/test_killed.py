"""Exactly once, whoever dies: real processes, killed with signal 9, and a real mail server."""

import datetime as dt
import os
import signal
import subprocess
import sys
from collections import Counter
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from django.db import connection

from notifications.models import Digest, ReminderSent
from notifications.services import reference
from reporting.services.digests import send_digests
from tests import factories as make
from tests.mail_server import MailServer

PROJECT = Path(__file__).resolve().parent.parent.parent
ON = dt.date(2026, 11, 3)
PEOPLE = 4


@pytest.fixture
def server(transactional_db, settings):
    reference.load()
    for days in (7, 1, -7):
        make.ObligationFactory(due_on=ON + dt.timedelta(days=days))
    for _number in range(PEOPLE):
        make.secretariat()
    with MailServer() as found:
        settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
        settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", found.port
        yield found


def run_and_die(server, where):
    address = urlsplit(os.environ["DATABASE_URL"])
    environment = os.environ | {
        "DATABASE_URL": address._replace(path=f"/{connection.settings_dict['NAME']}").geturl(),
        "DJANGO_SETTINGS_MODULE": "nmirf.settings",
        "EMAIL_URL": server.url,
    }
    return subprocess.run(
        [sys.executable, "-m", "tests.reporting.killed_run", ON.isoformat(), where],
        cwd=PROJECT,
        env=environment,
        capture_output=True,
        text=True,
        timeout=500,
        check=False,
    )


def got(server):
    return Counter(taken.to for taken in server.taken)


def everybody():
    return {digest.person.email: 1 for digest in Digest.objects.select_related("person")}


@pytest.mark.parametrize(
    "where",
    ["in_the_middle_of_recording", "before_anything_is_sent", "claimed", "taken_and_noted"],
)
def test_killed_there_nobody_gets_two_and_nobody_none(server, where):
    assert run_and_die(server, where).returncode == -signal.SIGKILL
    send_digests(on=ON)
    assert got(server) == everybody()
    assert len(got(server)) == PEOPLE
    assert ReminderSent.objects.count() == PEOPLE * 3
    assert send_digests(on=ON).sent == 0


def test_killed_between_the_servers_word_and_the_journal_the_copy_has_the_same_id(server):
    """The one case in which nobody can know: the message goes out again as the same message."""
    assert run_and_die(server, "taken_and_not_noted").returncode == -signal.SIGKILL
    send_digests(on=ON)
    twice = [to for to, number in got(server).items() if number > 1]
    assert len(twice) == 1
    first, second = (taken for taken in server.taken if taken.to == twice[0])
    assert first.message_id == second.message_id
    assert len(got(server)) == PEOPLE


def test_killed_at_every_statement_nobody_gets_two_and_nobody_none(server):
    outcome = run_and_die(server, "everywhere")
    assert outcome.returncode == 0, outcome.stderr
    assert int(outcome.stdout) > 20
    assert got(server) == everybody()
    assert len(got(server)) == PEOPLE
    assert ReminderSent.objects.count() == PEOPLE * 3
