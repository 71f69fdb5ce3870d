from django.db import models
from django.utils.translation import gettext_lazy as _


class DutyKind(models.TextChoices):
    """What a person can owe; each has its reminder rule."""

    UPDATE = "update", _("Update to write")
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
