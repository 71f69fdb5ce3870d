"""Digests in processes that are killed with signal 9: `python -m tests.reporting.killed_run DAY WHERE`.

WHERE is `everywhere`: one child after another dies at its first, second, third … statement to the
database, until one of them gets through. Or it is one of the moments below, once.
"""

import datetime as dt
import os
import signal
import sys

import django


def die(*_arguments, **_facts):
    os.kill(os.getpid(), signal.SIGKILL)


def main(day: dt.date, where: str) -> int:
    django.setup()
    if where == "everywhere":
        return everywhere(day)
    AT[where]()
    run(day)
    return 1  # it should not have lived so long


def run(day: dt.date) -> None:
    from reporting.services.digests import send_digests

    send_digests(on=day)


def everywhere(day: dt.date) -> int:
    from django.db import connection
    from django.urls import reverse

    from reporting.services.digests import send_digests

    # What the parent has loaded, above all every view of the site, none of its children has to.
    reverse("portal:home")
    deaths = 0
    while True:
        connection.close()
        child = os.fork()
        if child == 0:
            left = deaths

            def count(execute, sql, params, many, context):
                nonlocal left
                if left == 0:
                    die()
                left -= 1
                return execute(sql, params, many, context)

            with connection.execute_wrapper(count):
                send_digests(on=day)
            os._exit(0)
        _pid, status = os.waitpid(child, 0)
        if os.WIFEXITED(status):
            sys.stdout.write(f"{deaths}\n")
            return os.WEXITSTATUS(status)
        deaths += 1


def in_the_middle_of_recording() -> None:
    from notifications.models import ReminderSent

    type(ReminderSent.objects).bulk_create = die


def before_anything_is_sent() -> None:
    from notifications.services import outbox

    outbox._reach = die


def claimed() -> None:
    from django.core.mail import EmailMultiAlternatives

    EmailMultiAlternatives.send = die


def taken_and_noted() -> None:
    from notifications.services import journal, outbox

    note = journal.note

    class Noted:
        taken_at = staticmethod(journal.taken_at)

        @staticmethod
        def note(message_id):
            note(message_id)
            die()

    outbox.journal = Noted


def taken_and_not_noted() -> None:
    from notifications.services import journal

    journal.note = die


AT = {
    "in_the_middle_of_recording": in_the_middle_of_recording,
    "before_anything_is_sent": before_anything_is_sent,
    "claimed": claimed,
    "taken_and_noted": taken_and_noted,
    "taken_and_not_noted": taken_and_not_noted,
}

if __name__ == "__main__":
    sys.exit(main(dt.date.fromisoformat(sys.argv[1]), sys.argv[2]))
