"""Committees, meetings, decisions, trainings: see the guide of the secretariat."""

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils.translation import gettext as _

from accounts.models import User
from documents.models import Document
from focalpoints.models import (
    Appointment,
    Attendance,
    Committee,
    Meeting,
    Seat,
    Training,
    TrainingAttendance,
)
from focalpoints.models import Decision as MeetingDecision
from focalpoints.querysets import DecisionQuerySet, MeetingQuerySet, TrainingQuerySet
from nmirf.common.dates import today
from nmirf.common.decisions import ALLOW, Decision, deny

from .rights import Person, standing


def can_read_internal(user: Person) -> Decision:
    """Committees, their meetings and decisions: members of the mechanism."""
    if standing(user).reads_internal:
        return ALLOW
    return deny(_("Committees and meetings are for members of the mechanism."))


def visible_committees(user: Person) -> QuerySet[Committee]:
    """All to members of the mechanism; to others those in which they or their institution sit."""
    rights = standing(user)
    if rights.reads_internal:
        return Committee.objects.all()
    mine = Q(institution__in=rights.institutions) | Q(user=user.pk)
    return Committee.objects.filter(pk__in=Seat.objects.filter(mine).values("committee"))


def visible_meetings(user: Person) -> MeetingQuerySet:
    """All to members of the mechanism; to others those that they run or are invited to.

    An invitation for an institution ends with the post there.
    """
    if standing(user).reads_internal:
        return Meeting.objects.all()
    if isinstance(user, User):
        mine = Attendance.objects.in_office(today()).filter(
            user=user, meeting__invited_at__isnull=False
        )
        return Meeting.objects.filter(
            Q(pk__in=mine.values("meeting")) | Q(committee__in=committees_run(user))
        )
    return Meeting.objects.none()


def committees_run(user: Person) -> frozenset[int]:
    """Keys of the committees of which a person is the chair or the secretary today.

    A seat for an institution needs a post in force there, one's own seat some part in the work: a
    seat does not outlive the post.
    """
    rights = standing(user)
    if not isinstance(user, User) or not rights.is_member:
        return frozenset()
    rests = Q(institution__isnull=True) | Q(institution__in=rights.institutions)
    seats = Seat.objects.running(user, today()).filter(rests)
    return frozenset(seats.values_list("committee", flat=True))


def can_plan_meeting(user: Person, committee: int | None) -> Decision:
    """The secretariat; the chair and the secretary of a committee for that committee."""
    if standing(user).is_secretariat or committee in committees_run(user):
        return ALLOW
    return deny(_("Only the secretariat and the committee’s chair and secretary run its meetings."))


def can_run_meeting(user: Person, meeting: Meeting) -> Decision:
    """Agenda, invitations, attendance, minutes, decisions of one meeting."""
    return can_plan_meeting(user, meeting.committee_id)


def visible_decisions(user: Person) -> DecisionQuerySet:
    """All to members of the mechanism; to others what their own institution is to carry out."""
    rights = standing(user)
    if rights.reads_internal:
        return MeetingDecision.objects.all()
    return MeetingDecision.objects.filter(institution__in=rights.institutions)


def can_settle_decision(user: Person, decision: MeetingDecision, move: str) -> Decision:
    """Done: who carries it out for the institution, too; everything: the secretariat."""
    rights = standing(user)
    institution = decision.institution_id
    is_own = institution in rights.report_for or (
        institution in rights.comment_for
        and not Appointment.objects.reporting_for(institution, today()).exists()
    )
    if rights.is_secretariat or (move == "done" and is_own):
        return ALLOW
    return deny(_("Only the responsible institution and the secretariat settle a decision."))


def committee_documents(user: Person) -> QuerySet[Document]:
    """Terms of reference and signed minutes, for those who read committees."""
    if not standing(user).reads_internal:
        return Document.objects.none()
    return Document.objects.filter(
        Exists(Committee.objects.filter(terms_of_reference=OuterRef("pk")))
        | Exists(Meeting.objects.filter(minutes_document=OuterRef("pk")))
    )


def can_take_part_in_trainings(user: Person) -> Decision:
    """Read what trainings there are, and sign up: whoever acts for an institution."""
    if standing(user).is_member:
        return ALLOW
    return deny(_("Trainings are for people of the mechanism."))


def visible_trainings(user: Person) -> TrainingQuerySet:
    """All to people of the mechanism; to others those they are registered for."""
    if standing(user).is_member:
        return Training.objects.all()
    if isinstance(user, User):
        return Training.objects.filter(attendances__user=user)
    return Training.objects.none()


def can_have_certificate(user: Person, attendance: TrainingAttendance) -> Decision:
    """Once it is issued: the person whose it is, and the secretariat."""
    if attendance.certified_on is None:
        return deny(_("No certificate has been issued."))
    if standing(user).is_secretariat or attendance.user_id == user.pk:
        return ALLOW
    return deny(_("A certificate is for the person whose it is."))
