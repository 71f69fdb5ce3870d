"""Institutions, their people, and how those meet, in modules by noun."""

from .appointments import (
    Absence,
    Appointment,
    AppointmentProposal,
    Confirmation,
    ConfirmationRound,
)
from .committees import Attendance, Committee, Decision, Meeting, Seat
from .handovers import Handover, HandoverItem, HandoverQuestion
from .institutions import FormerName, Institution, Reshuffle, ReshufflePart, still_there
from .joining import ContactConsent, Invitation, Registration
from .mechanism import NationalMechanism
from .meeting_mails import MeetingMail
from .trainings import Training, TrainingAttendance

__all__ = [
    "Absence",
    "Appointment",
    "AppointmentProposal",
    "Attendance",
    "Committee",
    "Confirmation",
    "ConfirmationRound",
    "ContactConsent",
    "Decision",
    "FormerName",
    "Handover",
    "HandoverItem",
    "HandoverQuestion",
    "Institution",
    "Invitation",
    "Meeting",
    "MeetingMail",
    "NationalMechanism",
    "Registration",
    "Reshuffle",
    "ReshufflePart",
    "Seat",
    "Training",
    "TrainingAttendance",
    "still_there",
]
