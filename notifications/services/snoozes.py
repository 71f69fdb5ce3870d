"""Reminders put off: by the person alone who gets them, and for one duty."""

import datetime as dt

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import User
from nmirf.common.errors import DomainError
from nmirf.common.history import because
from notifications.models import ReminderSent, Snooze


@transaction.atomic
def snooze(*, reminder: ReminderSent, until: dt.date, actor: User, today: dt.date) -> Snooze:
    """Say nothing more to this person about this duty before `until`; then say it once more.

    The duty stays on the desk, and others hear of it as before. Raises DomainError where the
    reminder is somebody else's, the day is past, or it lies after the due date: nobody puts a
    duty off beyond that.
    """
    if reminder.person_id != actor.pk:
        raise DomainError(_("Only the person who was reminded can put the reminder off."))
    if until <= today:
        raise DomainError(_("Choose a day after today."))
    if until > reminder.due_on:
        raise DomainError(_("A reminder cannot be put off beyond the day on which it is due."))
    # One at a time for a person, whichever window it is asked for in.
    User.objects.select_for_update(no_key=True).get(pk=actor.pk)
    with because(str(_("Reminder put off"))):
        row, _new = Snooze.objects.update_or_create(
            person=actor,
            kind=reminder.kind,
            subject=reminder.subject,
            resumed_at=None,
            defaults={
                "due_on": reminder.due_on,
                "until": until,
                "institution": reminder.institution,
                "text": reminder.text,
                "path": reminder.path,
            },
        )
    return row


@transaction.atomic
def resume(*, pk: int, actor: User) -> Snooze:
    """Be reminded again as the rules say; a second click finds it done.

    Raises DoesNotExist for a reminder that somebody else has put off.
    """
    row = Snooze.objects.select_for_update().get(pk=pk, person=actor)
    if row.resumed_at is None:
        row.resumed_at = timezone.now()
        with because(str(_("Reminder taken up again"))):
            row.save(update_fields=["resumed_at", "updated_at"])
    return row
