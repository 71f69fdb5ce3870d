"""Kinds of institutions and appointments, and what an appointment lets a person do."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from nmirf.common.workflow import Move


class InstitutionKind(models.TextChoices):
    MINISTRY = "ministry", _("Ministry")
    AGENCY = "agency", _("Agency")
    PARLIAMENT = "parliament", _("Parliament")
    JUDICIARY = "judiciary", _("Judiciary")
    NHRI = "nhri", _("National human rights institution")
    STATISTICS = "statistics", _("Statistics office")
    LOCAL = "local", _("Regional or local government")
    CSO = "cso", _("Civil society organisation")
    ACADEMIA = "academia", _("University or research body")
    UN = "un", _("United Nations entity")
    BUSINESS = "business", _("Business")
    STATE = "state", _("State")


class Branch(models.TextChoices):
    EXECUTIVE = "executive", _("Executive")
    LEGISLATIVE = "legislative", _("Legislative")
    JUDICIAL = "judicial", _("Judicial")
    INDEPENDENT = "independent", _("Independent")
    NONE = "none", _("None")


class Membership(models.TextChoices):
    FULL = "full", _("Full member")
    CONSULTATIVE = "consultative", _("Consultative member")
    NONE = "none", _("Not a member")


class Standing(models.TextChoices):
    PENDING = "pending", _("Awaiting approval")
    APPROVED = "approved", _("Approved")
    SUSPENDED = "suspended", _("Suspended")


class Role(models.TextChoices):
    FOCAL_POINT = "focal_point", _("Focal point")
    DEPUTY = "deputy", _("Deputy focal point")
    VALIDATING_AUTHORITY = "validating_authority", _("Validating authority")
    POLITICAL_REPRESENTATIVE = "political_representative", _("Political representative")
    REPRESENTATIVE = "representative", _("Representative")


# What somebody is called who held a post and asked to be erased.
FORMER_ROLES = {
    Role.FOCAL_POINT: _("Former focal point"),
    Role.DEPUTY: _("Former deputy focal point"),
    Role.VALIDATING_AUTHORITY: _("Former validating authority"),
    Role.POLITICAL_REPRESENTATIVE: _("Former political representative"),
    Role.REPRESENTATIVE: _("Former representative"),
}

# The object permission on the institution that each role carries while it is in force.
PERMISSION_OF = {
    Role.FOCAL_POINT: "report_for",
    Role.DEPUTY: "report_for",
    Role.VALIDATING_AUTHORITY: "sign_for",
    Role.POLITICAL_REPRESENTATIVE: "comment_for",
    Role.REPRESENTATIVE: "comment_for",
}

# Who carries out what a meeting gave an institution; where none of the first is in office, the others.
REPORTING_ROLES = tuple(role for role, right in PERMISSION_OF.items() if right == "report_for")
SPEAKING_ROLES = tuple(role for role, right in PERMISSION_OF.items() if right == "comment_for")
# Whom the public may want to write to: of the others nobody is named.
PUBLIC_ROLES = (Role.FOCAL_POINT, Role.DEPUTY, Role.REPRESENTATIVE)

# Institutions whose representatives read internal records (access table, third column).
CONSULTATIVE_KINDS = {
    InstitutionKind.NHRI,
    InstitutionKind.PARLIAMENT,
    InstitutionKind.JUDICIARY,
    InstitutionKind.STATISTICS,
    InstitutionKind.UN,
}


class PostLevel(models.TextChoices):
    """Whether who holds a post decides for the institution or does its work."""

    POLITICAL = "political", _("Political level")
    TECHNICAL = "technical", _("Technical level")


class ProposalState(models.TextChoices):
    PROPOSED = "proposed", _("To be confirmed by the validating authority")
    CONFIRMED = "confirmed", _("To be appointed by the secretariat")
    APPOINTED = "appointed", _("Appointed")
    DECLINED = "declined", _("Declined")
    WITHDRAWN = "withdrawn", _("Withdrawn")


OPEN_PROPOSALS = frozenset({ProposalState.PROPOSED, ProposalState.CONFIRMED})
PROPOSAL_MOVES = {
    "confirm": Move(
        frozenset({ProposalState.PROPOSED}),
        ProposalState.CONFIRMED,
        pgettext_lazy("deed", "Confirm"),
    ),
    "appoint": Move(OPEN_PROPOSALS, ProposalState.APPOINTED, pgettext_lazy("deed", "Appoint")),
    "decline": Move(
        OPEN_PROPOSALS, ProposalState.DECLINED, pgettext_lazy("deed", "Decline"), needs_note=True
    ),
    "withdraw": Move(OPEN_PROPOSALS, ProposalState.WITHDRAWN, pgettext_lazy("deed", "Withdraw")),
}


class ConfirmationAnswer(models.TextChoices):
    RIGHT = "right", _("Still right")
    CHANGE = "change", _("Something has changed")


# Who held a post so many months ago is asked again; beyond them the directory says so.
CONFIRMED_FOR_MONTHS = 13
# An appointment further back than this needs a reason: the letter bears an earlier date.
BACKDATED_DAYS = 31


class Gap(models.TextChoices):
    """What is missing among the people of the mechanism, or soon will be."""

    NO_FOCAL_POINT = "no_focal_point", _("No focal point")
    NO_DEPUTY = "no_deputy", _("No deputy")
    NO_AUTHORITY = "no_authority", _("No validating authority")
    ENDS_30 = "ends_30", _("Ends within 30 days")
    ENDS_90 = "ends_90", _("Ends in 31 to 90 days")
    SUSPENDED = "suspended", pgettext_lazy("appointment", "Suspended")
    ADRIFT = "adrift", _("Deputy of somebody who has left")
    UNCONFIRMED = "unconfirmed", _("Not confirmed for 13 months")


# The posts that every full member fills.
GAP_OF_ROLE = {
    Role.FOCAL_POINT: Gap.NO_FOCAL_POINT,
    Role.DEPUTY: Gap.NO_DEPUTY,
    Role.VALIDATING_AUTHORITY: Gap.NO_AUTHORITY,
}


class ReshuffleKind(models.TextChoices):
    RENAME = "rename", _("Rename")
    MERGE = "merge", _("Merge")
    SPLIT = "split", _("Divide")
    DISSOLVE = "dissolve", _("Dissolve")


class ReshuffleSide(models.TextChoices):
    BEFORE = "before", _("before")
    AFTER = "after", _("after")


class HandoverState(models.TextChoices):
    WRITING = "writing", _("Being written")
    HANDED = "handed", _("Handed over, to be acknowledged")
    ACKNOWLEDGED = "acknowledged", _("Acknowledged")
    CANCELLED = "cancelled", _("Cancelled")


HANDOVER_MOVES = {
    "hand": Move(
        frozenset({HandoverState.WRITING}), HandoverState.HANDED, pgettext_lazy("deed", "Hand over")
    ),
    "acknowledge": Move(
        frozenset({HandoverState.HANDED}),
        HandoverState.ACKNOWLEDGED,
        pgettext_lazy("deed", "Acknowledge"),
    ),
    "cancel": Move(
        frozenset({HandoverState.WRITING, HandoverState.HANDED}),
        HandoverState.CANCELLED,
        pgettext_lazy("deed", "Cancel"),
        needs_note=True,
    ),
}


class HandoverItemKind(models.TextChoices):
    UPDATE = "update", _("Open update")
    ROUND = "round", _("Asked for in a collection round")
    ASSIGNMENT = "assignment", _("Assignment")
    LED = "led", _("Recommendation or cluster led")
    DECISION = "decision", _("Decision of a meeting")
    MEETING = "meeting", _("Meeting")
    SEAT = "seat", _("Seat in a committee")
    ACTIVITY = "activity", _("Activity")
    SECTION = "section", _("Section of a report")
    REQUEST = "request", _("Question to answer")
    CONSULTATION = "consultation", _("Consultation to comment on")
    OTHER = "other", _("Something else")


class InvitationState(models.TextChoices):
    """Told from the days of an invitation; nothing of it is stored."""

    OPEN = "open", _("Not answered yet")
    EXPIRED = "expired", _("Expired")
    ACCEPTED = "accepted", _("Accepted")
    REVOKED = "revoked", _("Called back")


# Days to write a handover where no last day is set, and to acknowledge one from when there is someone to.
HANDOVER_DAYS = 14
ACKNOWLEDGE_DAYS = 14


class RegistrationState(models.TextChoices):
    UNCONFIRMED = "unconfirmed", _("Address not confirmed yet")
    PENDING = "pending", _("Awaiting approval")
    APPROVED = "approved", _("Approved")
    DECLINED = "declined", _("Declined")


REGISTRATION_MOVES = {
    "confirm": Move(
        frozenset({RegistrationState.UNCONFIRMED}),
        RegistrationState.PENDING,
        pgettext_lazy("deed", "Confirm"),
    ),
    "approve": Move(
        frozenset({RegistrationState.PENDING}),
        RegistrationState.APPROVED,
        pgettext_lazy("deed", "Approve"),
    ),
    "decline": Move(
        frozenset({RegistrationState.PENDING}),
        RegistrationState.DECLINED,
        pgettext_lazy("deed", "Decline"),
        needs_note=True,
    ),
}
# What asks to take part by itself; all others are registered by the secretariat.
SELF_REGISTERING = (InstitutionKind.CSO, InstitutionKind.NHRI, InstitutionKind.ACADEMIA)


class CommitteeKind(models.TextChoices):
    MAIN = "main", _("Main committee")
    SUB = "sub", _("Sub-committee")
    TABLE = "table", _("Thematic table")
    COMMISSION = "commission", _("Specialised commission")
    GROUP = "group", _("Working group")


class SeatRole(models.TextChoices):
    CHAIR = "chair", _("Chair")
    VICE_CHAIR = "vice_chair", _("Vice-chair")
    SECRETARY = "secretary", _("Secretary")
    MEMBER = "member", _("Member")
    OBSERVER = "observer", _("Observer")


class MeetingState(models.TextChoices):
    PLANNED = "planned", _("Planned")
    INVITED = "invited", _("Invitations sent")
    HELD = "held", _("Held")
    CANCELLED = "cancelled", _("Cancelled")


MEETING_MOVES = {
    "invite": Move(
        frozenset({MeetingState.PLANNED}),
        MeetingState.INVITED,
        pgettext_lazy("deed", "Send the invitations"),
    ),
    "hold": Move(
        frozenset({MeetingState.PLANNED, MeetingState.INVITED}),
        MeetingState.HELD,
        pgettext_lazy("deed", "Record as held"),
    ),
    "cancel": Move(
        frozenset({MeetingState.PLANNED, MeetingState.INVITED}),
        MeetingState.CANCELLED,
        pgettext_lazy("deed", "Cancel the meeting"),
        needs_note=True,
    ),
}


class AttendanceState(models.TextChoices):
    INVITED = "invited", _("Invited, no answer yet")
    COMING = "coming", _("Will come")
    SENDS = "sends", _("Sends a substitute")
    EXCUSED = "excused", _("Excused")
    PRESENT = "present", _("Present")
    SUBSTITUTE = "substitute", _("A substitute came")
    ABSENT = "absent", _("Absent")


# What an invited person answers, what the sheet of a meeting records, and what counts as having come.
ANSWERS = (AttendanceState.COMING, AttendanceState.SENDS, AttendanceState.EXCUSED)
ON_THE_SHEET = (
    *(AttendanceState.PRESENT, AttendanceState.SUBSTITUTE),
    *(AttendanceState.EXCUSED, AttendanceState.ABSENT),
)
CAME = (AttendanceState.PRESENT, AttendanceState.SUBSTITUTE)
NAMED = (AttendanceState.SENDS, AttendanceState.SUBSTITUTE)
# Who runs the meetings of a committee besides the secretariat.
RUNNING_ROLES = (SeatRole.CHAIR, SeatRole.SECRETARY)


class MailMethod(models.TextChoices):
    """What a calendar program is told. Source: RFC 5546, 3.2."""

    REQUEST = "REQUEST", _("Invitation")
    CANCEL = "CANCEL", _("Cancellation")


class DecisionState(models.TextChoices):
    OPEN = "open", _("Open")
    DONE = "done", _("Done")
    DROPPED = "dropped", _("No longer to be done")


DECISION_MOVES = {
    "done": Move(
        frozenset({DecisionState.OPEN}),
        DecisionState.DONE,
        pgettext_lazy("deed", "Record as done"),
        needs_note=True,
    ),
    "drop": Move(
        frozenset({DecisionState.OPEN}),
        DecisionState.DROPPED,
        pgettext_lazy("deed", "No longer to be done"),
        needs_note=True,
    ),
    "reopen": Move(
        frozenset({DecisionState.DONE, DecisionState.DROPPED}),
        DecisionState.OPEN,
        pgettext_lazy("deed", "Open again"),
        needs_note=True,
    ),
}


class TrainingPart(models.TextChoices):
    REGISTERED = "registered", _("Registered")
    ATTENDED = "attended", _("Took part")
    ABSENT = "absent", _("Did not come")


# Of the text that people agree to when their contact becomes public: focalpoints/_consent_text.html.
CONSENT_VERSION = "2026-1"
