"""What can be asked of the rows, in modules by noun."""

from .appointments import (
    AbsenceQuerySet,
    AppointmentQuerySet,
    ConfirmationQuerySet,
    ProposalQuerySet,
    by_role,
)
from .committees import (
    AttendanceQuerySet,
    CommitteeQuerySet,
    DecisionQuerySet,
    MeetingMailQuerySet,
    MeetingQuerySet,
    SeatQuerySet,
)
from .handovers import HandoverQuerySet
from .institutions import InstitutionQuerySet
from .joining import ConsentQuerySet, InvitationQuerySet, RegistrationQuerySet
from .trainings import TrainingAttendanceQuerySet, TrainingQuerySet

__all__ = [
    "AbsenceQuerySet",
    "AppointmentQuerySet",
    "AttendanceQuerySet",
    "CommitteeQuerySet",
    "ConfirmationQuerySet",
    "ConsentQuerySet",
    "DecisionQuerySet",
    "HandoverQuerySet",
    "InstitutionQuerySet",
    "InvitationQuerySet",
    "MeetingMailQuerySet",
    "MeetingQuerySet",
    "ProposalQuerySet",
    "RegistrationQuerySet",
    "SeatQuerySet",
    "TrainingAttendanceQuerySet",
    "TrainingQuerySet",
    "by_role",
]
