"""States and moves of what is done and of what is told about it."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from nmirf.common.workflow import Move


class ActivityStatus(models.TextChoices):
    PLANNED = "planned", _("Planned")
    IN_PROGRESS = "in_progress", _("In progress")
    COMPLETED = "completed", _("Completed")
    CANCELLED = "cancelled", _("Cancelled")


class ActivityPublication(models.TextChoices):
    DRAFT = "draft", _("Draft")
    PUBLISHED = "published", _("Published")


class UpdateState(models.TextChoices):
    DRAFT = "draft", _("Draft")
    SUBMITTED = "submitted", _("Submitted")
    RETURNED = "returned", _("Returned")
    VERIFIED = "verified", _("Verified")
    SIGNED = "signed", _("Signed")
    PUBLISHED = "published", _("Published")
    SUPERSEDED = "superseded", _("Superseded")
    WITHDRAWN = "withdrawn", _("Withdrawn")


# draft → submitted → verified → signed → published → superseded | withdrawn; returned on the way.
UPDATE_MOVES = {
    "submit": Move(
        frozenset({UpdateState.DRAFT, UpdateState.RETURNED}),
        UpdateState.SUBMITTED,
        _("Submit"),
    ),
    "verify": Move(frozenset({UpdateState.SUBMITTED}), UpdateState.VERIFIED, _("Verify")),
    "return": Move(
        frozenset({UpdateState.SUBMITTED}), UpdateState.RETURNED, _("Return"), needs_note=True
    ),
    "sign": Move(frozenset({UpdateState.VERIFIED}), UpdateState.SIGNED, _("Sign")),
    "decline": Move(
        frozenset({UpdateState.VERIFIED}),
        UpdateState.RETURNED,
        _("Send back"),
        needs_note=True,
    ),
    "publish": Move(frozenset({UpdateState.SIGNED}), UpdateState.PUBLISHED, _("Publish")),
    "supersede": Move(frozenset({UpdateState.PUBLISHED}), UpdateState.SUPERSEDED, _("Supersede")),
    "withdraw": Move(
        frozenset({UpdateState.PUBLISHED}), UpdateState.WITHDRAWN, _("Withdraw"), needs_note=True
    ),
}

# How long texts may be, in characters as people see them, and in code points as they are kept.
HEADLINE_LENGTH = 120
HEADLINE_ROOM = 600
NARRATIVE_ROOM = 20_000

# States in which the institution's people may change the text.
EDITABLE = (UpdateState.DRAFT, UpdateState.RETURNED)
# States of an update that is under way: begun and not official yet.
OPEN = (
    UpdateState.DRAFT,
    UpdateState.RETURNED,
    UpdateState.SUBMITTED,
    UpdateState.VERIFIED,
    UpdateState.SIGNED,
)
# States from which on the secretariat reads an update.
BEYOND_THE_INSTITUTION = (
    UpdateState.SUBMITTED,
    UpdateState.RETURNED,
    UpdateState.VERIFIED,
    UpdateState.SIGNED,
    UpdateState.PUBLISHED,
    UpdateState.SUPERSEDED,
    UpdateState.WITHDRAWN,
)


class Criterion(models.TextChoices):
    """What an update is verified against. Source: SIMORE Plus, verification by administration."""

    OBJECTIVE = "objective", _("It answers the objective of the recommendation")
    VOCABULARY = "vocabulary", _("It uses the vocabulary of human rights")
    CLARITY = "clarity", _("It is clear")
    SOURCE = "source", _("Its source is accountable")


class SignatureWay(models.TextChoices):
    IN_SYSTEM = "in_system", _("Signed here")
    SCANNED = "scanned", _("Signed on paper, form attached")


class PaperStep(models.TextChoices):
    """What happens to a form signed on paper: recorded as steps, though the state stays."""

    ATTACHED = "form_attached", _("Signed form attached")
    REFUSED = "form_refused", _("Signed form not accepted")
