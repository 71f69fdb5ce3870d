"""Requests about personal data: answered by the secretariat or an administrator."""

import datetime as dt
from functools import partial

from django.db import transaction
from django.db.models import Exists, Max, OuterRef, QuerySet
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from accounts.choices import (
    DATA_REQUEST_MOVES,
    DataRequestKind,
    DataRequestOrigin,
    DataRequestState,
    StandingGroup,
)
from accounts.models import DataRequest, User
from accounts.services import personal
from focalpoints import policies
from focalpoints.choices import FORMER_ROLES, Role
from focalpoints.models import Appointment
from nmirf.common.decisions import require
from nmirf.common.errors import DomainError
from nmirf.common.history import because
from nmirf.common.queue import enqueue
from nmirf.common.workflow import WorkflowError
from notifications.choices import NewsKind
from notifications.services.inbox import notify
from notifications.services.letters import spoken
from notifications.services.messages import Words, send_letter

# Two years after the last appointment an erasure is proposed, and again two years after a refusal.
KEPT_DAYS = 730


def answering() -> QuerySet[User]:
    """Who answers such requests: the secretariat and administrators."""
    groups = (StandingGroup.SECRETARIAT, StandingGroup.ADMINISTRATORS)
    found: QuerySet[User] = (
        User.objects.active().filter(groups__name__in=groups).distinct().order_by("pk")
    )
    return found


def tell(*, pk: int) -> None:
    """Put an open request into the inboxes of those who answer it; the person is not named."""
    row = DataRequest.objects.open().filter(pk=pk).first()
    if row is not None:
        notify(
            people=answering().exclude(pk=row.person_id),
            text=lambda: _("A request about personal data waits for an answer."),
            path=row.get_absolute_url(),
            key=f"data-request:{row.reference}",
            kind=NewsKind.PERSONAL_DATA,
        )


@transaction.atomic
def carry_out(*, actor: User, pk: int, answer: str) -> DataRequest:
    """Record a correction as made, or erase the person.

    Raises PermissionDenied, WorkflowError, and DomainError as long as something stands in the
    way of an erasure, such as an appointment in force.
    """
    row = _locked(actor, pk, "carry_out")
    if row.kind == DataRequestKind.CORRECTION:
        with because(str(_("Correction of personal data"))):
            _answer(row, actor, answer)
        _tell_person(row)
        return row
    # Locked for update: nobody gives the person a post meanwhile.
    person = User.objects.select_for_update().get(pk=row.person_id)
    if reasons := personal.hindrances(person):
        raise DomainError(" ".join(reasons))
    address, language = person.email, spoken(person.preferred_language)
    with because(str(_("Erasure of personal data")), request=str(row.reference)):
        _answer(row, actor, answer)
        personal.erase(person=person, known_as=known_as(person))
    enqueue("focalpoints.tell_erased", address, language)
    return row


@transaction.atomic
def decline(*, actor: User, pk: int, answer: str) -> DataRequest:
    """Refuse with a reason, which the person is told. Raises PermissionDenied, WorkflowError."""
    row = _locked(actor, pk, "decline")
    if not answer.strip():
        raise WorkflowError(_("Say why."))
    with because(str(_("Request about personal data declined"))):
        _answer(row, actor, answer)
    if row.origin == DataRequestOrigin.PERSON:
        _tell_person(row)
    return row


def _locked(actor: User, pk: int, move: str) -> DataRequest:
    row = DataRequest.objects.select_for_update(of=("self",)).select_related("person").get(pk=pk)
    require(policies.can_answer_data_request(actor, row))
    step = DATA_REQUEST_MOVES[move]
    if row.state not in step.sources:
        raise WorkflowError(_("This request has been answered already."))
    row.state = step.target
    return row


def _answer(row: DataRequest, actor: User, answer: str) -> None:
    row.answer, row.decided_by, row.decided_at = answer, actor, timezone.now()
    row.save(update_fields=["state", "answer", "decided_by", "decided_at", "updated_at"])


def _tell_person(row: DataRequest) -> None:
    notify(
        people=[row.person],
        text=lambda: _("Your request about your personal data has been answered."),
        path="/workspace/account/data/",
        key=f"data-request-answer:{row.reference}",
        kind=NewsKind.PERSONAL_DATA,
    )


def tell_erased(*, address: str, language: str) -> bool:
    """The last message to somebody who was erased. Sent again, it bears the same Message-ID."""
    return send_letter(to=address, language=language, key="erased", words=_farewell, is_last=True)


def _farewell() -> Words:
    return Words(
        subject=_("your account is closed"),
        name=_("colleague"),
        paragraphs=(
            _("Your account is closed and what was kept of you is erased, this address included."),
            _("What you did in office stays as the official record, under the name of your post."),
        ),
    )


def known_as(person: User) -> str:
    """ "Former focal point, Ministry X": by the last post, in the language of the instance."""
    last = (
        Appointment.objects.filter(user=person)
        .select_related("institution")
        .order_by("-ends_on", "-starts_on", "-pk")
        .first()
    )
    with translation.override(spoken("")):
        if last is None:
            return _("Former participant")
        return f"{FORMER_ROLES[Role(last.role)]}, {last.institution.name}"


def long_gone(on: dt.date) -> QuerySet[User]:
    """Accounts whose last appointment ended more than two years before the day `on`.

    An account that never had an appointment, or belongs to a standing group, is not among them.
    """
    since = on - dt.timedelta(days=KEPT_DAYS)
    asked_at = timezone.now() - dt.timedelta(days=KEPT_DAYS)
    asked = DataRequest.objects.filter(person=OuterRef("pk"))
    running = Appointment.objects.filter(user=OuterRef("pk"), ends_on__isnull=True)
    found: QuerySet[User] = (
        User.objects.active()
        .annotate(last_day=Max("appointments__ends_on"))
        .filter(~Exists(running), last_day__lt=since, groups__isnull=True)
        .exclude(Exists(asked.open().filter(kind=DataRequestKind.ERASURE)))
        .exclude(Exists(asked.proposals_since(asked_at)))
        .order_by("pk")
    )
    return found


@transaction.atomic
def propose_erasures(*, on: dt.date) -> int:
    """Put those who are long gone before the secretariat; nothing is erased by itself.

    How many were proposed; a second run proposes nobody again.
    """
    proposed = [
        DataRequest(person=person, kind=DataRequestKind.ERASURE, origin=DataRequestOrigin.RETENTION)
        for person in long_gone(on)
    ]
    before = DataRequest.objects.count()
    DataRequest.objects.bulk_create(proposed, ignore_conflicts=True)
    number = DataRequest.objects.count() - before
    if number:
        notify(
            people=answering(),
            text=partial(
                _, "People without an appointment for two years: decide on their erasure."
            ),
            path="/workspace/people/data-requests/",
            key=f"retention:{on.isoformat()}",
            kind=NewsKind.PERSONAL_DATA,
        )
    return number


def open_requests() -> QuerySet[DataRequest]:
    """What waits for an answer, the oldest first."""
    return DataRequest.objects.filter(state=DataRequestState.OPEN).order_by("created_at", "pk")
