from .calendar import Holiday, WorkingWeek
from .inbox import Delivery, Notification, Preference, Rhythm
from .mail import Digest, Mailing, MailProblem
from .reminders import ReminderRule, ReminderSent, Snooze

__all__ = [
    "Delivery",
    "Digest",
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
