"""Who answers for what: proposed by the secretariat, accepted or contested by the institution."""

import datetime as dt
from collections.abc import Iterable

from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import User
from focalpoints.choices import Role
from focalpoints.models import Appointment, Institution
from nmirf.common.dates import today
from nmirf.common.decisions import require
from nmirf.common.errors import DomainError
from nmirf.common.history import because
from nmirf.common.workflow import WorkflowError
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
    if answer_by is not None and answer_by < today():
        raise DomainError(_("The day to answer by is over."))
    if not Institution.objects.reporting().filter(pk=institution.pk).exists():
        raise DomainError(_("Recommendations are assigned to institutions of the State only."))
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
        return _("Another institution leads already: withdraw its assignment first.")
    return _("%(institution)s has a part in this already.") % {"institution": institution}


@transaction.atomic
def propose_many(
    *,
    actor: User,
    institution: Institution,
    role: str,
    recommendations: Iterable[Recommendation],
    answer_by: dt.date | None = None,
) -> int:
    """Propose each, all or none; returns how many. Raises as `propose`, naming the record."""
    count = 0
    for recommendation in recommendations:
        try:
            propose(
                actor=actor,
                institution=institution,
                role=role,
                recommendation=recommendation,
                answer_by=answer_by,
            )
        except DomainError as error:
            raise DomainError(f"{recommendation.reference}: {error}") from error
        count += 1
    return count


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


def _tell_institution(assignment: Assignment) -> None:
    notify(
        people=Appointment.objects.in_force(today())
        .of(assignment.institution_id)
        .role(Role.FOCAL_POINT, Role.DEPUTY)
        .holders(),
        text=lambda: (
            _("%(subject)s is proposed to %(institution)s: accept or contest.")
            % {
                "subject": _subject(assignment),
                "institution": assignment.institution,
            }
        ),
        path=reverse("recommendations:assignments"),
        key=f"assignment:{assignment.pk}:{assignment.updated_at.timestamp()}",
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
    )
