"""Who answers for what: proposed by the secretariat, accepted or contested by the institution."""

import datetime as dt
from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import Any

from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.models import User
from focalpoints.choices import Role
from focalpoints.models import Appointment, Institution
from nmirf.common.dates import today
from nmirf.common.decisions import require
from nmirf.common.errors import DomainError
from nmirf.common.history import because
from nmirf.common.workflow import WorkflowError
from notifications.choices import NewsKind
from notifications.services.inbox import notify
from recommendations import policies
from recommendations.choices import (
    ASSIGNMENT_MOVES,
    AssignmentRole,
    AssignmentState,
    Publication,
)
from recommendations.models import Assignment, Cluster, Recommendation

# Moves that the institution makes; the others settle, and are the secretariat's.
INSTITUTION_MOVES = ("accept", "contest")


@transaction.atomic
def propose(
    *,
    actor: User,
    institution: Institution,
    role: str = AssignmentRole.LEAD,
    recommendation: Recommendation | None = None,
    cluster: Cluster | None = None,
    answer_by: dt.date | None = None,
) -> Assignment:
    """Ask an institution to lead on, contribute to or monitor one recommendation or cluster.

    Raises PermissionDenied, and DomainError where it has a part already, where another one
    leads, or where the day to answer by is over.
    """
    require(policies.can_assign(actor))
    refuse_proposal(institution, answer_by)
    with because(str(_("Assignment proposed"))):
        try:
            with transaction.atomic():
                assignment = Assignment.objects.create(
                    recommendation=recommendation,
                    cluster=cluster,
                    institution=institution,
                    role=role,
                    proposed_by=actor,
                    answer_by=answer_by,
                )
        except IntegrityError as error:
            raise DomainError(_clash(error, institution)) from error
    _tell_institution(assignment)
    return assignment


def _clash(error: IntegrityError, institution: Institution) -> str:
    if "one_lead" in str(error):
        return _led_already()
    if "institution_dissolved" in str(error):
        return _("This institution exists no longer.")
    return _has_a_part(institution)


def refuse_proposal(institution: Institution, answer_by: dt.date | None) -> None:
    """Raise DomainError where nothing can be proposed to the institution, or not by that day."""
    if answer_by is not None and answer_by < today():
        raise DomainError(_("The day to answer by is over."))
    if not Institution.objects.reporting().filter(pk=institution.pk).exists():
        raise DomainError(_("Recommendations are assigned to institutions of the State only."))


def parts_of(*, institution: int, recommendations: Collection[int]) -> dict[int, Assignment]:
    """The part that the institution has in these recommendations, by recommendation; one query."""
    rows = Assignment.objects.not_withdrawn().filter(
        institution=institution, recommendation__in=recommendations
    )
    return {row.recommendation_id: row for row in rows if row.recommendation_id}


def led_by_others(*, institution: int, recommendations: Collection[int]) -> set[int]:
    """Those of the recommendations in which another institution leads; one query."""
    rows = Assignment.objects.not_withdrawn().filter(
        recommendation__in=recommendations, role=AssignmentRole.LEAD
    )
    others = rows.exclude(institution=institution)
    return {pk for pk in others.values_list("recommendation_id", flat=True) if pk}


@transaction.atomic
def propose_many(
    *,
    actor: User,
    institution: Institution,
    role: str,
    recommendations: Iterable[Recommendation],
    answer_by: dt.date | None = None,
    reason: str = "",
) -> int:
    """Propose each, all or none; returns how many. Raises as `propose`, naming the record.

    The institution's people get one message about all of them.
    """
    require(policies.can_assign(actor))
    refuse_proposal(institution, answer_by)
    records = {row.pk: row for row in recommendations}
    locked = Recommendation.objects.filter(pk__in=records).order_by("pk")
    list(locked.select_for_update(no_key=True).values_list("pk"))
    _refuse_clashes(institution, role, records)
    with because(reason or _("Assignment proposed")):
        try:
            with transaction.atomic():
                rows = Assignment.objects.bulk_create(
                    Assignment(
                        recommendation=record,
                        institution=institution,
                        role=role,
                        proposed_by=actor,
                        answer_by=answer_by,
                    )
                    for record in records.values()
                )
        except IntegrityError as error:
            raise DomainError(_clash(error, institution)) from error
    if len(rows) == 1:
        _tell_institution(rows[0])
    elif rows:
        _tell_of_many(institution, rows)
    return len(rows)


def _refuse_clashes(
    institution: Institution, role: str, records: Mapping[int, Recommendation]
) -> None:
    taken = set(parts_of(institution=institution.pk, recommendations=records))
    led = (
        led_by_others(institution=institution.pk, recommendations=records)
        if role == AssignmentRole.LEAD
        else set()
    )
    for pk, record in records.items():
        if pk in taken:
            raise DomainError(f"{record.reference}: {_has_a_part(institution)}")
        if pk in led:
            raise DomainError(f"{record.reference}: {_led_already()}")


def _led_already() -> str:
    return _("Another institution leads already: withdraw its assignment first.")


def _has_a_part(institution: Institution) -> str:
    return _("%(institution)s has a part in this already.") % {"institution": institution}


@transaction.atomic
def withdraw_many(
    *, actor: User, institution: int, recommendations: Collection[int], reason: str
) -> int:
    """Withdraw the part of one institution in each recommendation; returns how many these were.

    Raises PermissionDenied.
    """
    require(policies.can_assign(actor))
    step = ASSIGNMENT_MOVES["withdraw"]
    rows = Assignment.objects.filter(
        institution=institution, recommendation__in=recommendations, state__in=step.sources
    )
    keys = list(rows.select_for_update().order_by("pk").values_list("pk", flat=True))
    now = timezone.now()
    with because(reason):
        return Assignment.objects.filter(pk__in=keys).update(
            state=step.target, reason=reason, decided_by=actor, decided_at=now, updated_at=now
        )


@transaction.atomic
def move_assignment(*, pk: int, name: str, actor: User, note: str = "") -> Assignment:
    """Accept or contest (the institution), withdraw or propose again (the secretariat).

    Raises DoesNotExist, PermissionDenied, and WorkflowError when someone else was first or a
    reason is missing.
    """
    assignment = Assignment.objects.select_for_update().get(pk=pk)
    by_institution = name in INSTITUTION_MOVES
    can = policies.can_decide_assignment if by_institution else policies.can_settle_assignment
    require(can(actor, assignment))
    step = ASSIGNMENT_MOVES[name]
    if assignment.state not in step.sources:
        raise WorkflowError(_("Someone has already decided on this assignment."))
    if step.needs_note and not note.strip():
        raise WorkflowError(_("Say why."))
    with because(note or str(step.label)):
        assignment.state = step.target
        assignment.reason = note.strip()
        assignment.decided_by = actor
        assignment.decided_at = timezone.now()
        assignment.save(update_fields=["state", "reason", "decided_by", "decided_at", "updated_at"])
    if assignment.state == AssignmentState.PROPOSED:
        _tell_institution(assignment)
    elif name == "contest":
        _tell_secretariat(assignment)
    return assignment


def _subject(assignment: Assignment) -> str:
    """What is assigned, as an e-mail may say it: the title of a draft stays inside."""
    cluster = assignment.cluster
    if cluster is None:
        return str(assignment.recommendation)
    return cluster.label if cluster.publication == Publication.PUBLISHED else _("A draft cluster")


def _tell_of_many(institution: Institution, rows: Sequence[Assignment]) -> None:
    notify(
        people=_reporters(institution.pk),
        text=lambda: (
            ngettext(
                "%(number)d recommendation is proposed to %(institution)s: accept or contest.",
                "%(number)d recommendations are proposed to %(institution)s: accept or contest.",
                len(rows),
            )
            % {"number": len(rows), "institution": institution}
        ),
        path=reverse("recommendations:assignments"),
        key=f"assignments:{rows[0].pk}-{rows[-1].pk}",
        kind=NewsKind.ASSIGNMENT,
    )


def _reporters(institution: int) -> Any:
    rows = Appointment.objects.in_force(today()).of(institution)
    return rows.role(Role.FOCAL_POINT, Role.DEPUTY).holders()


def _tell_institution(assignment: Assignment) -> None:
    notify(
        people=_reporters(assignment.institution_id),
        text=lambda: (
            _("%(subject)s is proposed to %(institution)s: accept or contest.")
            % {
                "subject": _subject(assignment),
                "institution": assignment.institution,
            }
        ),
        path=reverse("recommendations:assignments"),
        key=f"assignment:{assignment.pk}:{assignment.updated_at.timestamp()}",
        kind=NewsKind.ASSIGNMENT,
    )


def _tell_secretariat(assignment: Assignment) -> None:
    notify(
        people=User.objects.in_group("secretariat"),
        text=lambda: (
            _("%(institution)s contests its assignment to %(subject)s.")
            % {
                "institution": assignment.institution,
                "subject": _subject(assignment),
            }
        ),
        path=reverse("recommendations:assignments"),
        key=f"contested:{assignment.pk}:{assignment.updated_at.timestamp()}",
        kind=NewsKind.ASSIGNMENT,
    )
