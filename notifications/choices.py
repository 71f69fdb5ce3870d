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


class Level(models.TextChoices):
    """To whom a reminder went: first the one who owes, then up the line."""

    HOLDER = "holder", _("the one who owes it")
    DEPUTY = "deputy", _("deputy")
    AUTHORITY = "authority", _("validating authority")
    SECRETARIAT = "secretariat", _("secretariat")
