"""Lists and moves of obligations, drafts and consultations."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from nmirf.common.workflow import Move


class ObligationKind(models.TextChoices):
    STATE_REPORT = "state_report", _("State report")
    REPLIES = "replies", _("Replies to a list of issues")
    FOLLOW_UP = "follow_up", _("Follow-up information")
    MID_TERM = "mid_term", _("Mid-term report")
    NATIONAL_REPORT = "national_report", _("National report to the UPR")
    COMMON_CORE = "common_core", _("Common core document")
    COMMUNICATION = "communication", _("Reply to a communication")
    PARLIAMENT = "parliament", _("Report to parliament")
    OTHER = "other", _("Other")


class DueSource(models.TextChoices):
    """Where a due date comes from; a printed date beats a computed one."""

    DOCUMENT = "document", _("printed in a document")
    NOTE_VERBALE = "note_verbale", _("note verbale")
    CALENDAR = "calendar", _("calendar of the committee")
    COMPUTED = "computed", _("computed from the instrument")
    MANUAL = "manual", _("entered by hand")


class ObligationState(models.TextChoices):
    OPEN = "open", _("Open")
    SUBMITTED = "submitted", _("Submitted")
    CLOSED = "closed", _("Closed without submission")


OBLIGATION_MOVES = {
    "submit": Move(
        frozenset({ObligationState.OPEN}), ObligationState.SUBMITTED, _("Record submission")
    ),
    "reopen": Move(
        frozenset({ObligationState.SUBMITTED, ObligationState.CLOSED}),
        ObligationState.OPEN,
        _("Reopen"),
        needs_note=True,
    ),
    "close": Move(
        frozenset({ObligationState.OPEN}), ObligationState.CLOSED, _("Close"), needs_note=True
    ),
}


class DraftStage(models.TextChoices):
    OUTLINE = "outline", _("Outline")
    DRAFTING = "drafting", _("Drafting")
    CONSULTATION = "consultation", _("Consultation")
    VALIDATION = "validation", _("Validation")
    ADOPTED = "adopted", _("Adopted")
    SUBMITTED = "submitted", _("Submitted")
    PUBLISHED = "published", _("Published")


DRAFT_MOVES = {
    "start": Move(frozenset({DraftStage.OUTLINE}), DraftStage.DRAFTING, _("Start drafting")),
    "consult": Move(
        frozenset({DraftStage.DRAFTING}), DraftStage.CONSULTATION, _("Open a consultation")
    ),
    "validate": Move(
        frozenset({DraftStage.CONSULTATION, DraftStage.DRAFTING}),
        DraftStage.VALIDATION,
        _("Send to validation"),
    ),
    "rework": Move(
        frozenset({DraftStage.VALIDATION, DraftStage.CONSULTATION}),
        DraftStage.DRAFTING,
        _("Rework"),
        needs_note=True,
    ),
    "adopt": Move(frozenset({DraftStage.VALIDATION}), DraftStage.ADOPTED, _("Record adoption")),
    "submit": Move(frozenset({DraftStage.ADOPTED}), DraftStage.SUBMITTED, _("Record submission")),
    "publish": Move(frozenset({DraftStage.SUBMITTED}), DraftStage.PUBLISHED, _("Publish")),
}


class Audience(models.TextChoices):
    PUBLIC = "public", _("Everyone")
    REGISTERED = "registered", _("Signed-in people")


class Moderation(models.TextChoices):
    PENDING = "pending", _("Waiting to be read")
    SHOWN = "shown", _("Shown")
    HIDDEN = "hidden", _("Not shown")


class Answer(models.TextChoices):
    ACCEPTED = "accepted", _("Accepted")
    PARTLY = "partly", _("Accepted in part")
    NOT_ACCEPTED = "not_accepted", _("Not accepted")
    NOTED = "noted", _("Noted")


class GapName(models.TextChoices):
    """What a recommendation can lack; what each means stands in portal.gaps."""

    LEAD = "lead", _("without an accepted lead")
    CONTESTED = "contested", _("with a contested assignment")
    ASSIGNMENT = "assignment", _("without an assignment")
    ACTIVITY = "activity", _("without an activity")
    BUDGET = "budget", _("without money for it")
    INDICATOR = "indicator", _("without an indicator")
    PLAN = "plan", _("in no plan")
    UPDATE = "update", _("without an update")
    STALE = "stale", _("without a recent update")
    OVERDUE = "overdue", _("overdue for follow-up")
    FOLLOW_UP_PLAN = "follow_up_plan", _("chosen for follow-up and in no plan")
    BILL = "bill", _("needing a law, without a bill")
    EVIDENCE = "evidence", _("without evidence")
    ASSESSMENT = "assessment", _("without an assessment")
    POSITION = "position", _("without a position")
    CLUSTER = "cluster", _("without a cluster")
    THEME = "theme", _("without a theme")
    GROUP = "group", _("without people concerned")
    TARGET = "target", _("without an SDG target")
    TRANSLATION = "translation", _("without a translation")


class RequestState(models.TextChoices):
    OPEN = "open", _("Open")
    ANSWERED = "answered", _("Answered")
    CLOSED = "closed", _("Closed")
    WITHDRAWN = "withdrawn", _("Withdrawn")


REQUEST_MOVES = {
    "answer": Move(
        frozenset({RequestState.OPEN, RequestState.ANSWERED}), RequestState.ANSWERED, _("Answer")
    ),
    "close": Move(frozenset({RequestState.ANSWERED}), RequestState.CLOSED, _("Close")),
    "reopen": Move(
        frozenset({RequestState.ANSWERED, RequestState.CLOSED}),
        RequestState.OPEN,
        _("Ask again"),
        needs_note=True,
    ),
    "withdraw": Move(
        frozenset({RequestState.OPEN}), RequestState.WITHDRAWN, _("Withdraw"), needs_note=True
    ),
}


class FileKind(models.TextChoices):
    """What a file is of; who may fetch it follows from that."""

    REVIEW = "review", _("Report on a review")
    REGISTER = "register", _("Recommendations of the register")
    CERTIFICATE = "certificate", _("Certificate of a training")
    TABLE = "table", _("Technical report of a thematic table")
    GAPS = "gaps", _("Report on gaps")
    PRINT = "print", _("Printable page")


# Files of what a page shows: for whoever asked, as they read it; for everybody where a stranger asked.
OF_PAGES = (FileKind.REGISTER, FileKind.PRINT)


class FileState(models.TextChoices):
    QUEUED = "queued", _("Waiting")
    RUNNING = "running", _("Being made")
    READY = "ready", _("Ready")
    FAILED = "failed", _("Failed")


class ErrorState(models.TextChoices):
    """Where a report of an error is."""

    OPEN = "open", _("Open")
    ANSWERED = "answered", _("Answered")
    CLOSED = "closed", _("Closed")


ERROR_MOVES = {
    "answer": Move(frozenset({ErrorState.OPEN}), ErrorState.ANSWERED, _("Answer"), needs_note=True),
    "close": Move(frozenset({ErrorState.OPEN, ErrorState.ANSWERED}), ErrorState.CLOSED, _("Close")),
    "reopen": Move(
        frozenset({ErrorState.ANSWERED, ErrorState.CLOSED}), ErrorState.OPEN, _("Reopen")
    ),
}
