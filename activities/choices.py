"""States and moves of what is done and of what is told about it."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from mechanisms.choices import ImplementationStatus
from nmirf.common.workflow import Move


class ActivityStatus(models.TextChoices):
    PLANNED = "planned", _("Planned")
    IN_PROGRESS = "in_progress", _("In progress")
    COMPLETED = "completed", _("Completed")
    CANCELLED = "cancelled", _("Cancelled")


# States of an activity that is still to be done: past its last day, it is delayed.
UNFINISHED = (ActivityStatus.PLANNED, ActivityStatus.IN_PROGRESS)


class ProposedStatus(models.TextChoices):
    """What activities alone let one say of a recommendation. None of it is "implemented"."""

    NOT_STARTED = "not_started", _("Not started")
    PLANNED = "planned", _("Planned")
    IN_PROGRESS = "in_progress", _("In progress")
    MEASURES_COMPLETED = "measures_completed", _("Implementation measures completed")


class ActivityPublication(models.TextChoices):
    DRAFT = "draft", _("Draft")
    PUBLISHED = "published", _("Published")


class PartRole(models.TextChoices):
    """How an institution that does not lead has a part in an activity."""

    CONTRIBUTING = "contributing", _("Contributing")
    PARTNER = "partner", _("Partner")


class BudgetKind(models.TextChoices):
    """What an amount of money is. The three are never added together."""

    PLANNED = "planned", _("Planned")
    COMMITTED = "committed", _("Committed")
    SPENT = "spent", _("Spent")


class PlanKind(models.TextChoices):
    HUMAN_RIGHTS = "human_rights", _("National human rights action plan")
    DEVELOPMENT = "development", _("National development plan")
    SECTOR = "sector", _("Sector plan")
    UN_FRAMEWORK = "un_framework", _("United Nations cooperation framework")
    IMPLEMENTATION = "implementation", _("Implementation plan of a review")


# Objectives and what stands below them: a plan's tree is read on one page.
MOST_LEVELS_OF_OBJECTIVES = 5


class IndicatorKind(models.TextChoices):
    """Source: OHCHR, Human Rights Indicators (HR/PUB/12/5), chapter II."""

    STRUCTURAL = "structural", _("Structural: what the State has committed itself to")
    PROCESS = "process", _("Process: what the State does")
    OUTCOME = "outcome", _("Outcome: how far the right is enjoyed")


class Right(models.TextChoices):
    """Source: OHCHR, Human Rights Indicators (HR/PUB/12/5), tables of illustrative indicators."""

    LIFE = "life", _("Right to life")
    LIBERTY = "liberty", _("Right to liberty and security of person")
    TORTURE = "torture", _("Right not to be subjected to torture")
    FAIR_TRIAL = "fair_trial", _("Right to a fair trial")
    EXPRESSION = "expression", _("Right to freedom of opinion and expression")
    PARTICIPATION = "participation", _("Right to participate in public affairs")
    HEALTH = "health", _("Right to health")
    FOOD = "food", _("Right to adequate food")
    HOUSING = "housing", _("Right to adequate housing")
    EDUCATION = "education", _("Right to education")
    WORK = "work", _("Right to work")
    SOCIAL_SECURITY = "social_security", _("Right to social security")
    EQUALITY = "equality", _("Right to non-discrimination and equality")
    VIOLENCE_AGAINST_WOMEN = "violence_against_women", _("Violence against women")


class Frequency(models.TextChoices):
    """How often a value is due; "irregular" falls due only in a collection round."""

    MONTHLY = "monthly", _("Every month")
    QUARTERLY = "quarterly", _("Every quarter")
    HALF_YEARLY = "half_yearly", _("Every half-year")
    YEARLY = "yearly", _("Every year")
    TWO_YEARLY = "two_yearly", _("Every two years")
    FIVE_YEARLY = "five_yearly", _("Every five years")
    IRREGULAR = "irregular", _("Irregularly")


# Months from the end of one period to the end of the next; none for what comes irregularly.
STEP_MONTHS = {
    Frequency.MONTHLY: 1,
    Frequency.QUARTERLY: 3,
    Frequency.HALF_YEARLY: 6,
    Frequency.YEARLY: 12,
    Frequency.TWO_YEARLY: 24,
    Frequency.FIVE_YEARLY: 60,
}


class Direction(models.TextChoices):
    """Which way is good."""

    UP = "up", _("Higher is better")
    DOWN = "down", _("Lower is better")
    NONE = "none", _("Neither is better")


class Dimension(models.TextChoices):
    """By what values are broken down. Source: SDG target 17.18 and HR/PUB/12/5, chapter III."""

    SEX = "sex", _("Sex")
    AGE = "age", _("Age")
    DISABILITY = "disability", _("Disability")
    TERRITORY = "territory", _("Territory")
    AREA = "area", _("Urban or rural area")
    INCOME = "income", _("Income")
    ETHNICITY = "ethnicity", _("Ethnicity")
    MIGRATION = "migration", _("Migratory status")
    OTHER = "other", _("Other group")


class Quality(models.TextChoices):
    """How far a value can be relied on."""

    RELIABLE = "reliable", _("Reliable")
    LIMITED = "limited", _("Of limited reliability")
    ESTIMATED = "estimated", _("Estimated")
    NOT_ASSESSED = "not_assessed", _("Not assessed")


class ValueStanding(models.TextChoices):
    """Whether the value may still change. One that takes the place of another is a revision of it."""

    PROVISIONAL = "provisional", _("Provisional")
    FINAL = "final", _("Final")


class Progress(models.TextChoices):
    """Where the latest value stands against the straight path from baseline to target."""

    REACHED = "reached", _("Target reached")
    ON_TRACK = "on_track", _("On track")
    OFF_TRACK = "off_track", _("Off track")
    UNKNOWN = "unknown", _("Cannot be said")


class ValueImportState(models.TextChoices):
    READING = "reading", _("Being read")
    CHECKED = "checked", _("Checked, nothing written")
    TAKING = "taking", _("Being taken over")
    COMMITTED = "committed", _("Taken over")
    FAILED = "failed", _("Cannot be read")


class RoundKind(models.TextChoices):
    VALUES = "values", _("Values of indicators")
    UPDATES = "updates", _("Implementation updates")


class RoundState(models.TextChoices):
    DRAFT = "draft", _("Being prepared")
    OPEN = "open", _("Open")
    CLOSED = "closed", _("Closed")


class RoundDeed(models.TextChoices):
    """What a worker does with a round of thousands: keys of ROUND_MOVES."""

    OPEN = "open", _("Being opened")
    CLOSE = "close", _("Being closed")


class AskedAbout(models.TextChoices):
    """On what a round asks for updates."""

    RECOMMENDATIONS = "recommendations", _("Recommendations")
    CLUSTERS = "clusters", _("Clusters")
    ACTIVITIES = "activities", _("Activities")


ROUND_MOVES = {
    "open": Move(frozenset({RoundState.DRAFT}), RoundState.OPEN, _("Open")),
    "close": Move(frozenset({RoundState.OPEN}), RoundState.CLOSED, _("Close")),
}


class DueState(models.TextChoices):
    """What became of something that an institution owes in a collection round."""

    DUE = "due", _("Due")
    ANSWERED = "answered", _("Answered")
    NOTHING_NEW = "nothing_new", _("Nothing new")
    EXCUSED = "excused", _("Excused by the secretariat")


DUE_MOVES = {
    "answer": Move(
        frozenset({DueState.DUE, DueState.NOTHING_NEW, DueState.EXCUSED}), DueState.ANSWERED
    ),
    "nothing_new": Move(frozenset({DueState.DUE}), DueState.NOTHING_NEW, _("Nothing new")),
    "excuse": Move(frozenset({DueState.DUE}), DueState.EXCUSED, _("Excuse"), needs_note=True),
    # The update or value that answered was withdrawn or thrown away.
    "owe_again": Move(
        frozenset({DueState.ANSWERED, DueState.NOTHING_NEW, DueState.EXCUSED}), DueState.DUE
    ),
}


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
# States in which the institution has done its part.
TOLD = (
    UpdateState.SUBMITTED,
    UpdateState.VERIFIED,
    UpdateState.SIGNED,
    UpdateState.PUBLISHED,
    UpdateState.SUPERSEDED,
)
# A recommendation of such a status wants no update at its time.
SETTLED = (
    ImplementationStatus.IMPLEMENTED,
    ImplementationStatus.NOT_APPLICABLE,
    ImplementationStatus.SUPERSEDED,
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


class HintKind(models.TextChoices):
    """What the criteria check points at while an update is written. It never refuses a text."""

    PERSON = "person", _("This may be the name of a person")
    MINOR = "minor", _("This may point to one child")
    NUMBER = "number", _("This may be the number of a person or a file")
    EMAIL = "email", _("E-mail address")
    PHONE = "phone", _("Telephone number")
    LONG = "long", _("The text is too long")
    SHORT = "short", _("The text says little")
    SENTENCE = "sentence", _("Long sentences")
    PASSIVE = "passive", _("It is not said who did it")
    JARGON = "jargon", _("Simpler words")
    ACRONYM = "acronym", _("Abbreviations that are not explained")
