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
    F,
    OuterRef,
    Q,
    QuerySet,
    Value,
    When,
)
from django.db.models.functions import Cast
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from guardian.models import UserObjectPermission

from accounts.choices import StandingGroup
from accounts.models import User
from documents.models import Document
from nmirf.common.dates import today
from nmirf.common.decisions import ALLOW, Decision, deny

from .choices import (
    CONSULTATIVE_KINDS,
    PERMISSION_OF,
    InstitutionKind,
    Membership,
    ProposalState,
    Role,
    Standing,
)
from .models import Absence, Appointment, AppointmentProposal, Confirmation, Institution
from .querysets import (
    AbsenceQuerySet,
    AppointmentQuerySet,
    ConfirmationQuerySet,
    InstitutionQuerySet,
    ProposalQuerySet,
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


# For so many days a refusal says which post of one's own has ended.
LAPSE_DAYS = 31


def lapse_of(user: Person) -> str:
    """Why somebody may no longer do what they could: their own post that ended or was suspended."""
    if not isinstance(user, User):
        return ""
    on = today()
    rows = Appointment.objects.filter(user=user, starts_on__lte=on).exclude(
        pk__in=Appointment.objects.in_force(on).values("pk")
    )
    rows = rows.select_related("institution").order_by("-ends_on")
    # Suspended on the last day is how an appointment ends at once.
    ended = Q(suspended_on__isnull=True) | ~Q(suspended_on__lt=F("ends_on"))
    over = rows.filter(ended).ending(on - dt.timedelta(days=LAPSE_DAYS), on).first()
    post = over or rows.not_over(on).first()
    if post is None:
        return ""
    words = (
        _("Your post as %(role)s of %(institution)s is suspended since %(day)s.")
        if over is None
        else _("Your post as %(role)s of %(institution)s ended on %(day)s.")
    )
    day = post.ends_on if over else post.suspended_on
    return words % {
        "role": post.get_role_display(),
        "institution": post.institution.label,
        "day": date_format(day, "DATE_FORMAT") if day else "",
    }


def can_read_post_history(user: Person, appointment: Appointment) -> Decision:
    """Who decided what about a post, and why: its holder, the institution's authority, officers."""
    rights = standing(user)
    if (
        rights.is_secretariat
        or appointment.user_id == user.pk
        or appointment.institution_id in rights.sign_for
    ):
        return ALLOW
    return deny(_("The history of a post is for its holder, the authority and the secretariat."))


def visible_proposals(user: Person) -> ProposalQuerySet:
    """The secretariat's all; those of one's own institution."""
    rights = standing(user)
    if rights.is_secretariat:
        return AppointmentProposal.objects.all()
    return AppointmentProposal.objects.filter(institution__in=rights.report_for | rights.sign_for)


def can_list_proposals(user: Person) -> Decision:
    rights = standing(user)
    if rights.is_secretariat or rights.report_for or rights.sign_for:
        return ALLOW
    return deny(_("Proposals are read by the institution and the secretariat."))


def can_propose(user: Person, institution: int) -> Decision:
    """Propose a deputy: whoever reports for the institution."""
    if institution in standing(user).report_for:
        return ALLOW
    return deny(_("Only the focal point or deputy of the institution proposes a deputy."))


def can_move_proposal(user: Person, proposal: AppointmentProposal, move: str) -> Decision:
    """The authority confirms, the secretariat appoints; each of them declines at its own turn."""
    rights = standing(user)
    signs = proposal.institution_id in rights.sign_for
    if move == "withdraw":
        if proposal.proposed_by_id == user.pk or proposal.institution_id in rights.report_for:
            return ALLOW
        return deny(_("Only those who propose take a proposal back."))
    if move == "appoint":
        return can_appoint(user)
    if move == "decline" and rights.is_secretariat:
        return ALLOW
    if not signs:
        return deny(_("Only the validating authority of the institution decides on this."))
    if proposal.proposed_by_id == user.pk:
        return deny(_("Whoever proposes somebody does not confirm it."))
    if proposal.state == ProposalState.CONFIRMED:
        return deny(_("It is confirmed: the secretariat decides now."))
    return ALLOW


def visible_confirmations(user: Person) -> ConfirmationQuerySet:
    """The questions about one's own posts; all to the secretariat."""
    if standing(user).is_secretariat:
        return Confirmation.objects.all()
    return Confirmation.objects.filter(appointment__user=user.pk)


def visible_absences(user: Person) -> AbsenceQuerySet:
    """One's own, those at one's own institution, and all to the secretariat."""
    rights = standing(user)
    if rights.is_secretariat:
        return Absence.objects.all()
    return Absence.objects.filter(
        Q(appointment__user=user.pk)
        | Q(appointment__institution__in=rights.report_for | rights.sign_for)
    )


def readable_letters(user: Person) -> QuerySet[Document]:
    """Letters of appointments, for those who read the directory; of proposals, for who sees them."""
    appointed = visible_appointments(user).exclude(letter=None)
    proposed = visible_proposals(user).exclude(letter=None)
    return Document.objects.filter(
        Q(pk__in=appointed.values("letter")) | Q(pk__in=proposed.values("letter"))
    )
