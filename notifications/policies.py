"""Who may see what of notifications: one's own; the trail of reminders by those who follow it up."""

from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.utils.translation import gettext as _

from accounts.choices import StandingGroup
from accounts.models import User
from nmirf.common.decisions import ALLOW, Decision, deny

from .models import Notification, ReminderSent, Snooze
from .querysets import NotificationQuerySet, ReminderSentQuerySet, SnoozeQuerySet


def visible_notifications(user: User | AnonymousUser) -> NotificationQuerySet:
    """The person's own inbox."""
    if not isinstance(user, User):
        return Notification.objects.none()
    return Notification.objects.filter(person=user)


def visible_reminders(user: User) -> ReminderSentQuerySet:
    """What the person was reminded of as the one who owes it, the latest of each duty."""
    return ReminderSent.objects.latest_of(user.pk)


def visible_snoozes(user: User) -> SnoozeQuerySet:
    """The reminders that the person has put off."""
    return Snooze.objects.active().filter(person=user)


def can_read_trail(user: User) -> Decision:
    """Who was told what and when, and which mailboxes refuse: secretariat and administrators."""
    groups = [StandingGroup.SECRETARIAT, StandingGroup.ADMINISTRATORS]
    if user.groups.filter(name__in=groups).exists():
        return ALLOW
    return deny(_("Only the secretariat and administrators see whom the site reminded."))


def can_settle_mailboxes(user: User) -> Decision:
    """Those who see which mailboxes refuse can have them tried again."""
    return can_read_trail(user)


def can_keep_reminders(user: User) -> Decision:
    """Rules of reminders and public holidays: the secretariat, and no administrator."""
    names = set(user.groups.values_list("name", flat=True))
    if StandingGroup.SECRETARIAT in names and StandingGroup.ADMINISTRATORS not in names:
        return ALLOW
    return deny(_("Only the secretariat says when people are reminded."))


def can_see_demo_mail(user: User) -> Decision:
    """In a demonstration anyone signed in; nobody anywhere else."""
    return ALLOW if settings.DEMO_MODE else deny(_("There is no such page here."))
