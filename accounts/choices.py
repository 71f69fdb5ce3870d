"""Standing groups, steps of a first day, requests about personal data, tokens of the API.

All other rights come from appointments (focalpoints).
"""

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from nmirf.common.workflow import Move


class StandingGroup(models.TextChoices):
    ADMINISTRATORS = "administrators", _("Administrators")
    SECRETARIAT = "secretariat", _("Secretariat")
    CONSULTATION_OFFICERS = "consultation_officers", _("Consultation officers")


class FirstDayStep(models.TextChoices):
    """What a first day consists of, in this order, whatever the role."""

    SECURE = "secure", _("Secure your account")
    DETAILS = "details", _("Check your details")
    PEOPLE = "people", _("Meet your people")
    OWE = "owe", _("Read what you answer for")
    ACT = "act", _("Do the first piece of work")


class DataRequestKind(models.TextChoices):
    CORRECTION = "correction", _("Correction")
    ERASURE = "erasure", _("Erasure")


class DataRequestOrigin(models.TextChoices):
    PERSON = "person", _("asked for by the person")
    RETENTION = "retention", _("proposed: long without an appointment")


class DataRequestState(models.TextChoices):
    OPEN = "open", _("To be answered")
    DONE = "done", _("Done")
    DECLINED = "declined", _("Declined")
    WITHDRAWN = "withdrawn", _("Withdrawn")


DATA_REQUEST_MOVES = {
    "carry_out": Move(
        frozenset({DataRequestState.OPEN}),
        DataRequestState.DONE,
        pgettext_lazy("deed", "Carry out"),
    ),
    "decline": Move(
        frozenset({DataRequestState.OPEN}),
        DataRequestState.DECLINED,
        pgettext_lazy("deed", "Decline"),
        needs_note=True,
    ),
    "withdraw": Move(
        frozenset({DataRequestState.OPEN}),
        DataRequestState.WITHDRAWN,
        pgettext_lazy("deed", "Withdraw"),
    ),
}


class TokenScope(models.TextChoices):
    """What a token of the API is good for. Nothing is written with one."""

    READ = "read", _("Read")
