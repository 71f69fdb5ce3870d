from django.db import models
from django.utils.translation import gettext_lazy as _


class DutyKind(models.TextChoices):
    """What a person can owe; each has its reminder rule."""

    UPDATE = "update", _("Update to write")
    ROUND = "round", _("Collection round to answer")
    RETURNED = "returned", _("Update to correct")
    VERIFY = "verify", _("Update to verify")
    SIGN = "sign", _("Update to sign")
    PUBLISH = "publish", _("Update to publish")
    ASSIGNMENT = "assignment", _("Assignment to decide")
    CONTESTED = "contested", _("Contested assignment to settle")
    OBLIGATION = "obligation", _("Report or reply due")
    REQUEST = "request", _("Question to answer")
    COMMENT = "comment", _("Comment to answer")
    FOLLOW_UP = "follow_up", _("Follow-up information due")
    DECISION = "decision", _("Decision of a meeting to carry out")
    MEETING = "meeting", _("Invitation to a meeting to answer")
    HANDOVER = "handover", _("Handover to write")
    ACKNOWLEDGE = "acknowledge", _("Handover to acknowledge")
    CONFIRM = "confirm", _("Post to confirm")
    PROPOSAL = "proposal", _("Proposed appointment to decide")
    REGISTRATION = "registration", _("Registration to decide")
    DATA_REQUEST = "data_request", _("Request about personal data to answer")
    VACANCY = "vacancy", _("Post to fill")


class Level(models.TextChoices):
    """To whom a reminder went: first the one who owes, then up the line."""

    HOLDER = "holder", _("the one who owes it")
    DEPUTY = "deputy", _("deputy")
    AUTHORITY = "authority", _("validating authority")
    SECRETARIAT = "secretariat", _("secretariat")


class NewsKind(models.TextChoices):
    """What a line of the inbox is about; each person chooses by kind how it reaches them."""

    UPDATE = "update", _("Steps of updates")
    ROUND = "round", _("Collection rounds")
    ASSIGNMENT = "assignment", _("Assignments")
    CONSULTATION = "consultation", _("Consultations and comments")
    VIEW = "view", _("Saved views")
    FILE = "file", _("Files made for you")
    WORK = "work", _("Imports and changes of many records")
    APPOINTMENT = "appointment", _("Appointments and confirmations")
    ABSENCE = "absence", _("You stand in for somebody from today")
    HANDOVER = "handover", _("Steps of handovers")
    SUCCESSION = "succession", _("A handover to you")
    INSTITUTION = "institution", _("Changes of institutions")
    MEETING = "meeting", _("Meetings and decisions")
    JOINING = "joining", _("Invitations and registrations")
    TRAINING = "training", _("Trainings")
    PERSONAL_DATA = "personal_data", _("Your personal data")
    REMINDER = "reminder", _("Reminders of the day")
    OTHER = "other", _("Other news")


class Channel(models.TextChoices):
    """How news reach a person; all of them stand in the inbox."""

    IMMEDIATE = "immediate", _("an e-mail at once")
    DIGEST = "digest", _("in the digest")
    INBOX = "inbox", _("in the inbox only")


class Frequency(models.TextChoices):
    DAILY = "daily", _("each day")
    WEEKLY = "weekly", _("once a week")


class ProblemKind(models.TextChoices):
    """A hard one says that the mailbox is not there; a soft one that it could not take a message."""

    HARD = "hard", _("does not exist or refuses")
    SOFT = "soft", _("could not take a message")


class ProblemSource(models.TextChoices):
    SERVER = "server", _("answer of the mail server")
    REPORT = "report", _("report that came back")


class Weekday(models.IntegerChoices):
    """As Python counts them."""

    MONDAY = 0, _("Monday")
    TUESDAY = 1, _("Tuesday")
    WEDNESDAY = 2, _("Wednesday")
    THURSDAY = 3, _("Thursday")
    FRIDAY = 4, _("Friday")
    SATURDAY = 5, _("Saturday")
    SUNDAY = 6, _("Sunday")


# News that would come too late with the digest; the person may choose the digest all the same.
IMMEDIATE_KINDS = frozenset({NewsKind.ABSENCE, NewsKind.SUCCESSION})
# The summary of a digest is the digest's own line: there is nothing to choose.
CHOSEN_KINDS = tuple(kind for kind in NewsKind if kind != NewsKind.REMINDER)
# Reminders of what nobody is bound to by law or by the mechanism's terms: these can be turned off.
# All other duties are legal: whoever holds the post is told of them, by digest at least.
OPTIONAL_DUTIES = (DutyKind.COMMENT, DutyKind.MEETING, DutyKind.CONFIRM)
# A preference about a duty is kept under its kind with this before it.
DUTY = "duty:"
PREFERENCE_KINDS = (*(kind.value for kind in CHOSEN_KINDS), *(DUTY + k for k in OPTIONAL_DUTIES))
# The hour of the person's own clock at which the digest goes out where nothing else is chosen.
STANDARD_HOUR = 7
# Saturday and Sunday, where the State has not said which days are its weekend.
STANDARD_WEEKEND = (Weekday.SATURDAY, Weekday.SUNDAY)


def is_legal(kind: str) -> bool:
    """Whether reminders of this kind of duty cannot be turned off."""
    return kind not in OPTIONAL_DUTIES


class FollowKind(models.TextChoices):
    """Kinds of public records that anybody may follow by e-mail."""

    RECOMMENDATION = "recommendation", _("Recommendation")
    CLUSTER = "cluster", _("Cluster")
    ACTIVITY = "activity", _("Activity")
    INDICATOR = "indicator", _("Indicator")
    PLAN = "plan", _("Plan")
