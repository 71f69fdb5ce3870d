"""The State's word on a recommendation, and by when the mechanism wants to hear of it."""

import datetime as dt
import hashlib

from django.db import transaction
from django.db.models import F
from django.utils.translation import gettext as _

from accounts.models import User
from nmirf.common.dates import today
from nmirf.common.decisions import require
from nmirf.common.errors import ConflictError, DomainError
from nmirf.common.history import because
from recommendations import policies
from recommendations.choices import Position
from recommendations.models import PositionChange, Recommendation


@transaction.atomic
def set_position(
    *,
    pk: int,
    position: str,
    source: str,
    taken_on: dt.date | None,
    actor: User,
    corrects: int | None = None,
    reason: str = "",
) -> Recommendation:
    """Record a position that the State took; earlier entries stay on record.

    `corrects` is the key of a wrong entry in whose place this one stands, with the `reason`. The
    latest entry that stands is the present position, whatever the order they were recorded in.

    Raises DoesNotExist, PermissionDenied, DomainError for what is on record already, for a date to
    come, and for an entry that is not there or was corrected before.
    """
    record = _locked(pk, actor)
    if taken_on is not None and taken_on > today():
        raise DomainError(_("A position cannot be dated in the future."))
    if corrects is None:
        if (record.position, record.position_source) == (position, source):
            raise DomainError(_("This is the position on record already."))
    elif not record.positions.filter(pk=corrects, corrected_by=None).exists():
        raise DomainError(_("This entry was corrected before."))
    elif not reason.strip():
        raise DomainError(_("Say why."))
    with because(reason or _("Position recorded")):
        PositionChange.objects.create(
            recommendation=record,
            position=position,
            source=source,
            taken_on=taken_on,
            recorded_by=actor,
            corrects_id=corrects,
            reason=reason,
        )
        # One at least: the entry just written.
        present = (
            record.positions.filter(corrected_by=None)
            .order_by(F("taken_on").desc(nulls_last=True), "-pk")[:1]
            .get()
        )
        record.position, record.position_source = Position(present.position), present.source
        record.save(update_fields=["position", "position_source", "updated_at"])
    return record


@transaction.atomic
def record_response(
    *, pk: int, seen: str, response: str, source: str, actor: User
) -> Recommendation:
    """Record the State's own words with their source; empty ones take them back.

    `seen` is the `fingerprint` of the record that the form was opened with.

    Raises DoesNotExist, PermissionDenied, ConflictError with the record as it stands, DomainError
    for words without a source.
    """
    record = _locked(pk, actor)
    if response and not source:
        raise DomainError(_("Say where the State says so."))
    if fingerprint(record) != seen:
        raise ConflictError(_("Someone else saved this response first."), theirs=record)
    record.response, record.response_source = response, source if response else ""
    with because(_("Response recorded") if response else _("Response taken back")):
        record.save(update_fields=["response", "response_source", "updated_at"])
    return record


def fingerprint(record: Recommendation) -> str:
    """Differs as soon as the State's response on record or its source does."""
    said = f"{record.response}\0{record.response_source}"
    return hashlib.sha256(said.encode()).hexdigest()


@transaction.atomic
def set_follow_up(*, pk: int, due_on: dt.date | None, source: str, actor: User) -> Recommendation:
    """Set the day by which the mechanism wants information, or take it back with None.

    Raises DoesNotExist, PermissionDenied, DomainError for a day without a source.
    """
    record = _locked(pk, actor)
    if due_on and not source:
        raise DomainError(_("Say which document asks for it."))
    record.follow_up_due_on, record.follow_up_source = due_on, source if due_on else ""
    with because(_("Follow-up date set") if due_on else _("Follow-up date taken back")):
        record.save(update_fields=["follow_up_due_on", "follow_up_source", "updated_at"])
    return record


def _locked(pk: int, actor: User) -> Recommendation:
    require(policies.can_manage_register(actor))
    return Recommendation.objects.select_for_update().get(pk=pk)
