"""Questions to institutions about what is missing: asked at once, answered, closed."""

import datetime as dt
import hashlib
from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import User
from activities.choices import BEYOND_THE_INSTITUTION
from activities.models import ImplementationUpdate
from activities.policies import visible_updates
from documents import services as documents
from documents.choices import Classification, Kind
from focalpoints.choices import Role
from focalpoints.models import Appointment, Institution
from nmirf.common.dates import today
from nmirf.common.decisions import require
from nmirf.common.errors import DomainError
from nmirf.common.history import because
from nmirf.common.workflow import WorkflowError
from notifications.services.inbox import notify
from recommendations.choices import AssignmentRole, AssignmentState
from recommendations.models import Assignment, ClusterMembership
from reporting import policies
from reporting.choices import REQUEST_MOVES, RequestState
from reporting.models import InformationRequest, RequestAnswer, RequestItem


@dataclass(frozen=True, slots=True)
class Share:
    """What one institution is asked about; None stands for the secretariat."""

    institution: Institution | None
    recommendations: tuple[int, ...]

    @property
    def key(self) -> int:
        return self.institution.pk if self.institution else 0


def shares_of(recommendations: Collection[int]) -> list[Share]:
    """Who answers for what: whoever accepted to lead, itself or through a cluster, each of several.

    What nobody leads on falls to the secretariat. In the order of the institutions' names, the
    secretariat last.
    """
    wanted = set(recommendations)
    by_institution: dict[int, set[int]] = defaultdict(set)
    for record, institution in _leads(wanted):
        by_institution[institution].add(record)
    named = Institution.objects.existing().in_bulk(by_institution)
    shares = [
        Share(row, tuple(sorted(by_institution[row.pk])))
        for row in sorted(named.values(), key=lambda row: (row.label.casefold(), row.pk))
    ]
    left = wanted - {record for share in shares for record in share.recommendations}
    return [*shares, *([Share(None, tuple(sorted(left)))] if left else [])]


def _leads(recommendations: set[int]) -> Iterable[tuple[int, int]]:
    leads = Assignment.objects.filter(role=AssignmentRole.LEAD, state=AssignmentState.ACCEPTED)
    yield from leads.filter(recommendation__in=recommendations).values_list(
        "recommendation", "institution"
    )
    yield from ClusterMembership.objects.filter(
        recommendation__in=recommendations, cluster__assignments__in=leads.values("pk")
    ).values_list("recommendation", "cluster__assignments__institution")


def digest_of(shares: Sequence[Share]) -> str:
    """The same as long as the same institutions are asked about the same recommendations."""
    facts = repr([(share.key, share.recommendations) for share in shares])
    return hashlib.sha256(facts.encode()).hexdigest()


def ask(
    *,
    actor: User,
    gap: str,
    question: str,
    due_on: dt.date,
    recommendations: Collection[int],
    campaign: UUID,
    seen: str,
) -> list[InformationRequest]:
    """Put the question to all who answer for these recommendations, in one act.

    `campaign` comes with the form: the same form asks once, and gets what it asked. `seen` is the
    digest of the shares that the form showed. Raises PermissionDenied, and DomainError where
    others would be asked by now than was shown, or nobody.
    """
    require(policies.can_ask(actor))
    try:
        with transaction.atomic():
            return _ask(actor, gap, question, due_on, recommendations, campaign, seen)
    except IntegrityError:
        # The same form, sent twice at once: the other one was first.
        found = _asked(campaign)
        if not found:
            raise
        return found


def _asked(campaign: UUID) -> list[InformationRequest]:
    return list(InformationRequest.objects.filter(campaign=campaign).order_by("pk"))


def _ask(
    actor: User,
    gap: str,
    question: str,
    due_on: dt.date,
    recommendations: Collection[int],
    campaign: UUID,
    seen: str,
) -> list[InformationRequest]:
    if found := _asked(campaign):
        return found
    if due_on < today():
        raise DomainError(_("The answer would be due in the past."))
    shares = shares_of(recommendations)
    if not shares:
        raise DomainError(_("Nothing is missing here any more: there is nobody to ask."))
    if digest_of(shares) != seen:
        raise DomainError(_("The list has changed meanwhile. Look at it again, then ask."))
    with because(str(_("Asked for information"))):
        requests = [
            InformationRequest.objects.create(
                campaign=campaign,
                institution=share.institution,
                gap=gap,
                question=question.strip(),
                due_on=due_on,
                asked_by=actor,
            )
            for share in shares
        ]
        RequestItem.objects.bulk_create(
            RequestItem(request=row, recommendation_id=key)
            for row, share in zip(requests, shares, strict=True)
            for key in share.recommendations
        )
    for row in requests:
        _tell(row, "asked")
    return requests


def answer(
    *,
    pk: int,
    actor: User,
    text: str,
    update: ImplementationUpdate | None = None,
    upload: Any = None,
) -> RequestAnswer:
    """Answer, with an update or a file that it rests on; once more until it is closed.

    Raises PermissionDenied, WorkflowError, DomainError, FileRefusedError.
    """
    with documents.files_follow_rows(), transaction.atomic():
        row = _locked(pk)
        require(policies.can_answer_request(actor, row))
        _check_move(row, "answer")
        if not text.strip():
            raise DomainError(_("Write the answer."))
        if update is not None and not visible_updates(actor).filter(pk=update.pk).exists():
            raise DomainError(_("This update is not there for you."))
        if update is not None and update.state not in BEYOND_THE_INSTITUTION:
            raise DomainError(_("Submit this update first: nobody else can read it yet."))
        with because(str(_("Request answered"))):
            found = RequestAnswer.objects.create(
                request=row,
                author=actor,
                text=text.strip(),
                update=update,
                document=_store(actor, upload) if upload else None,
            )
            row.state, row.answered_at = RequestState.ANSWERED, timezone.now()
            row.save(update_fields=["state", "answered_at", "updated_at"])
    return found


def _store(actor: User, upload: Any) -> Any:
    return documents.store(
        actor=actor,
        upload=upload,
        kind=Kind.EVIDENCE,
        classification=Classification.INTERNAL,
    )


@transaction.atomic
def move(*, pk: int, name: str, actor: User, note: str) -> InformationRequest:
    """Close what was answered, ask again, or withdraw. Raises PermissionDenied, WorkflowError."""
    row = _locked(pk)
    require(policies.can_ask(actor))
    _check_move(row, name)
    step = REQUEST_MOVES[name]
    if step.needs_note and not note.strip():
        raise WorkflowError(_("Say why."))
    row.state, row.note = step.target, note.strip()[:500]
    with because(note.strip() or str(step.label)):
        row.save(update_fields=["state", "note", "updated_at"])
    if name != "close":
        _tell(row, name)
    return row


def _locked(pk: int) -> InformationRequest:
    rows = InformationRequest.objects.select_for_update(of=("self",))
    return rows.select_related("institution").get(pk=pk)


def _check_move(row: InformationRequest, name: str) -> None:
    if row.state not in REQUEST_MOVES[name].sources:
        raise WorkflowError(
            _("This cannot be done now: the request is %(state)s. Someone may have been faster.")
            % {"state": row.get_state_display().lower()}
        )


def _tell(row: InformationRequest, what: str) -> None:
    """Those who report for the institution hear of it; what falls to the secretariat it asked itself."""
    if row.institution_id is None:
        return
    words = {
        "asked": lambda: _("Your institution is asked for information."),
        "reopen": lambda: _("An answer of your institution is not enough yet."),
        "withdraw": lambda: _("A question to your institution was withdrawn."),
    }
    posts = Appointment.objects.in_force(today()).of(row.institution_id)
    notify(
        people=posts.role(Role.FOCAL_POINT, Role.DEPUTY).holders(),
        text=words[what],
        path=row.get_absolute_url(),
        key=f"request:{row.reference}:{row.institution_id}:{what}:{row.answers.count()}",
    )
