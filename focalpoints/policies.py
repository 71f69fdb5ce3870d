"""Who someone is to this mechanism: the standing from which every other policy answers."""

import datetime as dt
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any

from django.contrib.auth.models import AnonymousUser, Group
from django.db import connection
from django.db.models import (
    Case,
    CharField,
    Exists,
    OuterRef,
    Q,
    QuerySet,
    Value,
    When,
)
from django.db.models.functions import Cast
from django.utils.translation import gettext as _
from guardian.models import UserObjectPermission

from accounts.choices import StandingGroup
from accounts.models import DataRequest, User
from documents.models import Document
from nmirf.common.dates import today
from nmirf.common.decisions import ALLOW, Decision, deny

from .choices import CONSULTATIVE_KINDS, PERMISSION_OF, InstitutionKind, Membership, Role, Standing
from .models import (
    Appointment,
    Attendance,
    Committee,
    Handover,
    Institution,
    Meeting,
    NationalMechanism,
    Seat,
    Training,
    TrainingAttendance,
)
from .models import Decision as MeetingDecision
from .querysets import (
    AppointmentQuerySet,
    HandoverQuerySet,
    InstitutionQuerySet,
    MeetingQuerySet,
    TrainingQuerySet,
)

Person = User | AnonymousUser


@dataclass(frozen=True, slots=True)
class Rights:
    """What one person is and may act for, on one day. Sets hold keys of institutions."""

    is_signed_in: bool = False
    is_secretariat: bool = False
    is_administrator: bool = False
    is_consultation_officer: bool = False
    report_for: frozenset[int] = field(default_factory=frozenset)
    sign_for: frozenset[int] = field(default_factory=frozenset)
    comment_for: frozenset[int] = field(default_factory=frozenset)
    # Institutions by kind for those who speak for an NHRI or a civil society organisation.
    nhri: frozenset[int] = field(default_factory=frozenset)
    civil_society: frozenset[int] = field(default_factory=frozenset)
    reads_internal: bool = False

    @property
    def institutions(self) -> frozenset[int]:
        """Every institution that the person acts for, in whatever role."""
        return self.report_for | self.sign_for | self.comment_for

    @property
    def is_member(self) -> bool:
        """Whether the person has any part in the work of the mechanism."""
        return self.is_secretariat or bool(self.institutions)


NOBODY = Rights()


def standing(user: Person) -> Rights:
    """The rights of `user` today, read once a request.

    A right needs both: the permission on the institution that the appointment granted, and the
    appointment being in force today, so that it ends at midnight and not when a task runs.
    """
    known = getattr(user, "_nmirf_rights", None)
    if known is None or known[0] != today():
        known = (today(), _read_standing(user))
        user._nmirf_rights = known  # type: ignore[union-attr]
    return known[1]


def _read_standing(user: Person) -> Rights:
    """One query: the names of the standing groups, and the posts in force with what they grant."""
    if not isinstance(user, User) or not user.is_active:
        return NOBODY
    groups: set[str] = set()
    held: dict[str, set[int]] = {"report_for": set(), "sign_for": set(), "comment_for": set()}
    kinds: dict[int, tuple[str, str]] = {}
    with connection.cursor() as cursor:
        cursor.execute(*_statement(user.pk, today()))
        rows = cursor.fetchall()
    for name, institution, kind, membership in rows:
        if institution:
            held[PERMISSION_OF[Role(name)]].add(institution)
            kinds[institution] = (kind, membership)
        else:
            groups.add(name)
    # Who runs the system publishes nothing: an administrator is no officer, whatever the groups.
    administrator = StandingGroup.ADMINISTRATORS in groups
    officer = StandingGroup.SECRETARIAT in groups and not administrator
    return Rights(
        is_signed_in=True,
        is_secretariat=officer,
        is_administrator=administrator,
        is_consultation_officer=StandingGroup.CONSULTATION_OFFICERS in groups and not administrator,
        report_for=frozenset(held["report_for"]),
        sign_for=frozenset(held["sign_for"]),
        comment_for=frozenset(held["comment_for"]),
        nhri=_of_kind(kinds, InstitutionKind.NHRI),
        civil_society=_of_kind(kinds, InstitutionKind.CSO),
        reads_internal=officer
        or bool(held["report_for"] or held["sign_for"])
        or any(
            kind in CONSULTATIVE_KINDS or membership in (Membership.FULL, Membership.CONSULTATIVE)
            for kind, membership in kinds.values()
        ),
    )


@lru_cache(maxsize=1024)
def _statement(person: int, on: dt.date) -> tuple[str, tuple[Any, ...]]:
    """The query and its parameters: every page asks it, and to write it takes longer than to run it."""
    statement: tuple[str, tuple[Any, ...]] = (
        _memberships(person).union(_posts(person, on), all=True).query.sql_with_params()
    )
    return statement


def _memberships(person: int) -> QuerySet[Any, Any]:
    """(name, 0, "", "") of each standing group."""
    rows = Group.objects.filter(user=person).order_by()
    return rows.annotate(none=Value(0), kind=Value(""), level=Value("")).values_list(
        "name", "none", "kind", "level"
    )


def _posts(person: int, on: dt.date) -> QuerySet[Any, Any]:
    """(role, institution, its kind, its membership) of each post in force that was granted."""
    codename = Case(
        *(When(role=role, then=Value(permission)) for role, permission in PERMISSION_OF.items())
    )
    granted = UserObjectPermission.objects.filter(
        user=person,
        content_type__app_label="focalpoints",
        content_type__model="institution",
        object_pk=Cast(OuterRef("institution"), CharField()),
        permission__codename=OuterRef("codename"),
    )
    rows = Appointment.objects.in_force(on).order_by().annotate(codename=codename)
    return rows.filter(
        Exists(granted), user=person, institution__standing=Standing.APPROVED
    ).values_list("role", "institution_id", "institution__kind", "institution__membership")


def _of_kind(kinds: dict[int, tuple[str, str]], wanted: InstitutionKind) -> frozenset[int]:
    return frozenset(pk for pk, (kind, _membership) in kinds.items() if kind == wanted)


def visible_institutions(user: Person) -> InstitutionQuerySet:
    """Everyone sees approved institutions; the secretariat and administrators see all."""
    rights = standing(user)
    if rights.is_secretariat or rights.is_administrator:
        return Institution.objects.all()
    return Institution.objects.approved()


def visible_appointments(user: Person) -> AppointmentQuerySet:
    """The directory: members of the mechanism read it, others see nothing of it."""
    if standing(user).reads_internal:
        return Appointment.objects.all()
    if isinstance(user, User):
        return Appointment.objects.filter(user=user)
    return Appointment.objects.none()


def can_read_directory(user: Person) -> Decision:
    if standing(user).reads_internal:
        return ALLOW
    return deny(_("The directory is for members of the mechanism."))


def can_appoint(user: Person) -> Decision:
    if standing(user).is_secretariat:
        return ALLOW
    return deny(_("Only the secretariat appoints people."))


def can_set_absence(user: Person, appointment: Appointment) -> Decision:
    """The holder of the appointment, or the secretariat."""
    if standing(user).is_secretariat or appointment.user_id == user.pk:
        return ALLOW
    return deny(_("Only the person concerned or the secretariat sets an absence."))


def is_secretariat(user: Person) -> Decision:
    """The plain rule of many deeds: the secretariat, and nobody else."""
    if standing(user).is_secretariat:
        return ALLOW
    return deny(_("Only the secretariat may do this."))


def can_edit_reference(user: Person) -> Decision:
    """Reference data: the secretariat, which knows the field, and administrators."""
    rights = standing(user)
    if rights.is_secretariat or rights.is_administrator:
        return ALLOW
    return deny(_("Only the secretariat and administrators edit reference data."))


def can_administer(user: Person) -> Decision:
    """Accounts and settings: administrators, who publish nothing."""
    if standing(user).is_administrator:
        return ALLOW
    return deny(_("Only administrators may do this."))


# Committees, meetings, decisions, trainings: see the guide of the secretariat.


def can_read_internal(user: Person) -> Decision:
    """Committees, their meetings and decisions: members of the mechanism."""
    if standing(user).reads_internal:
        return ALLOW
    return deny(_("Committees and meetings are for members of the mechanism."))


def visible_meetings(user: Person) -> MeetingQuerySet:
    """All to members of the mechanism; to others those that they run or are invited to."""
    if standing(user).reads_internal:
        return Meeting.objects.all()
    if isinstance(user, User):
        mine = Attendance.objects.filter(user=user, meeting__invited_at__isnull=False)
        return Meeting.objects.filter(
            Q(pk__in=mine.values("meeting")) | Q(committee__in=committees_run(user))
        )
    return Meeting.objects.none()


def committees_run(user: Person) -> frozenset[int]:
    """Keys of the committees of which a person is the chair or the secretary today."""
    if not isinstance(user, User):
        return frozenset()
    return frozenset(Seat.objects.running(user, today()).values_list("committee", flat=True))


def can_plan_meeting(user: Person, committee: int | None) -> Decision:
    """The secretariat; the chair and the secretary of a committee for that committee."""
    if standing(user).is_secretariat or committee in committees_run(user):
        return ALLOW
    return deny(_("Only the secretariat and the committee’s chair and secretary run its meetings."))


def can_run_meeting(user: Person, meeting: Meeting) -> Decision:
    """Agenda, invitations, attendance, minutes, decisions of one meeting."""
    return can_plan_meeting(user, meeting.committee_id)


def can_settle_decision(user: Person, decision: MeetingDecision, move: str) -> Decision:
    """Done: who reports for the institution, too; everything: the secretariat."""
    rights = standing(user)
    is_own = decision.institution_id in rights.report_for
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


def can_consent(user: Person, appointment: Appointment) -> Decision:
    """One's own name and contact alone: nobody consents for another."""
    if appointment.user_id == user.pk:
        return ALLOW
    return deny(_("Only the person concerned consents, or takes the consent back."))


def can_answer_data_requests(user: Person) -> Decision:
    rights = standing(user)
    if rights.is_secretariat or rights.is_administrator:
        return ALLOW
    return deny(_("Only the secretariat and administrators answer requests about personal data."))


def can_answer_data_request(user: Person, request: DataRequest) -> Decision:
    """Never one's own."""
    if request.person_id == user.pk:
        return deny(_("Somebody else answers your own request."))
    return can_answer_data_requests(user)


def can_edit_institutions(user: Person) -> Decision:
    """Enter, edit, approve, suspend, rename, merge, divide, dissolve."""
    return is_secretariat(user)


def is_host(institution: Institution) -> bool:
    """Whether the mechanism has its seat there."""
    return NationalMechanism.objects.filter(host=institution).exists()


def can_start_handover(user: Person, appointment: Appointment) -> Decision:
    """Whoever leaves, as long as the post is theirs, or the secretariat."""
    rights = standing(user)
    own = appointment.user_id == user.pk and appointment.institution_id in rights.institutions
    if rights.is_secretariat or own:
        return ALLOW
    return deny(_("Only the one who leaves or the secretariat starts a handover."))


def visible_handovers(user: Person) -> HandoverQuerySet:
    """Of one's own institution: to its reporters and authorities all, to others those of their kind."""
    rights = standing(user)
    if rights.is_secretariat:
        return Handover.objects.all()
    speaking = [role for role, right in PERMISSION_OF.items() if right == "comment_for"]
    return Handover.objects.filter(
        Q(appointment__institution__in=rights.report_for | rights.sign_for)
        | Q(
            appointment__institution__in=rights.comment_for,
            appointment__role__in=speaking,
        )
    )


def can_read_memory(user: Person, institution: int) -> Decision:
    """An institution's own people and the secretariat."""
    rights = standing(user)
    if rights.is_secretariat or institution in rights.institutions:
        return ALLOW
    return deny(_("Only the institution's own people and the secretariat read its memory."))
