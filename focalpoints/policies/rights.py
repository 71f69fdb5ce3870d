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
    QuerySet,
    Value,
    When,
)
from django.db.models.functions import Cast
from django.utils.translation import gettext as _
from guardian.models import UserObjectPermission

from accounts.choices import StandingGroup
from accounts.models import User
from focalpoints.choices import (
    CONSULTATIVE_KINDS,
    PERMISSION_OF,
    InstitutionKind,
    Membership,
    Role,
    Standing,
)
from focalpoints.models import (
    Appointment,
)
from nmirf.common.dates import today
from nmirf.common.decisions import ALLOW, Decision, deny

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


def as_secretariat() -> AnonymousUser:
    """Somebody without an account who reads what the secretariat reads: for commands of the machine.

    Whoever runs a command there reads the database itself; no address of the site is served to it.
    """
    person = AnonymousUser()
    rights = Rights(is_secretariat=True, reads_internal=True)
    person._nmirf_rights = (today(), rights)  # type: ignore[attr-defined]
    return person


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


def is_untraced(user: Person) -> bool:
    """Whose uploads carry no trace of their author: people of civil society, and who has no account."""
    return not isinstance(user, User) or bool(standing(user).civil_society)
