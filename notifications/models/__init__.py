from .calendar import Holiday, WorkingWeek
from .following import Follow, FollowMail
from .inbox import Delivery, Notification, Preference, Rhythm
from .mail import Digest, Mailing, MailProblem
from .reminders import ReminderRule, ReminderSent, Snooze

__all__ = [
    "Delivery",
    "Digest",
    "Follow",
    "FollowMail",
    "Holiday",
    "MailProblem",
    "Mailing",
    "Notification",
    "Preference",
    "ReminderRule",
    "ReminderSent",
    "Rhythm",
    "Snooze",
    "WorkingWeek",
]
