"""People: their posts end on the eve and go on with the successor, with all that hangs on them."""

import datetime as dt
from typing import Any

from django.db import IntegrityError, transaction
from django.utils import timezone

from focalpoints.choices import ProposalState
from focalpoints.models import (
    Appointment,
    Confirmation,
    Handover,
    Institution,
)
from focalpoints.services.carrying import carry_absences

from .moving import Moving


def move(moving: Moving, rows: list[Any], target: Institution) -> None:
    """The same role, portfolio, level, letter and end, from the effective day on."""
    # A principal before the deputies: they deputise for the new post.
    for row in sorted(rows, key=lambda one: (one.deputises_id is not None, one.pk)):
        old, ends_on = row.institution, row.ends_on
        moving.touched |= {(row.user_id, old.pk), (row.user_id, target.pk)}
        if row.starts_on >= moving.effective_on:
            post = _from_the_start(moving, row, target)
        else:
            row.ends_on = moving.eve
            row.save(update_fields=["ends_on", "updated_at"])
            post = _go_on(moving, row, target, ends_on)
        moving.posts[row.pk] = post
        moving.people.append((row.user, old, target))
        if post.pk != row.pk:
            _bring_along(moving, row, post)


def end(moving: Moving, rows: list[Any]) -> None:
    """The post ends on the eve; one that begins later never comes into force."""
    for row in rows:
        moving.touched.add((row.user_id, row.institution_id))
        moving.people.append((row.user, row.institution, None))
        if row.starts_on >= moving.effective_on:
            _never(row)
        else:
            row.ends_on = moving.eve
            row.save(update_fields=["ends_on", "updated_at"])
            carry_absences(row=row, post=None, first_day=moving.effective_on)


def _go_on(
    moving: Moving, row: Appointment, target: Institution, ends_on: dt.date | None
) -> Appointment:
    post = Appointment(
        user_id=row.user_id,
        institution=target,
        role=row.role,
        level=row.level,
        portfolio=row.portfolio,
        deputises=_principal(moving, row, target),
        starts_on=moving.effective_on,
        ends_on=ends_on,
        suspended_on=max(row.suspended_on, moving.effective_on) if row.suspended_on else None,
        letter_id=row.letter_id,
        last_confirmed_on=row.last_confirmed_on,
    )
    return _kept(post) or _same(row, target, moving.effective_on)


def _from_the_start(moving: Moving, row: Appointment, target: Institution) -> Appointment:
    """Appointed since to what legally was the successor already: the post is the successor's."""
    old = row.institution
    row.institution, row.deputises = target, _principal(moving, row, target)
    if _kept(row, update_fields=["institution", "deputises", "updated_at"]):
        # Leave was given to be named as the old institution's.
        row.consents.filter(withdrawn_at=None).update(withdrawn_at=timezone.now())
        return row
    row.institution = old
    _never(row)
    return _same(row, target, row.starts_on)


def _kept(post: Appointment, **how: Any) -> Appointment | None:
    """The post as saved; None where the person has the same one there in that time already."""
    try:
        with transaction.atomic():
            post.save(**how)
    except IntegrityError as error:
        if "appointment_no_overlap" not in str(error):
            raise
        return None
    return post


def _same(row: Appointment, target: Institution, on: dt.date) -> Appointment:
    """The post at the successor that the person holds from `on` or soon after."""
    rows = Appointment.objects.filter(user=row.user_id, institution=target, role=row.role)
    return rows.exclude(ends_on__lt=on).order_by("starts_on").first() or row


def _never(row: Appointment) -> None:
    row.suspended_on = row.starts_on
    row.save(update_fields=["suspended_on", "updated_at"])


def _principal(moving: Moving, row: Appointment, target: Institution) -> Appointment | None:
    post = moving.posts.get(row.deputises_id or 0)
    return post if post and post.institution_id == target.pk else None


def _bring_along(moving: Moving, row: Appointment, post: Appointment) -> None:
    """What is open goes with the post; leave to be named in public was given for the old one."""
    carry_absences(row=row, post=post, first_day=moving.effective_on)
    asked = post.confirmations.values("round")
    Confirmation.objects.filter(appointment=row, answer="", round__closed_on=None).exclude(
        round__in=asked
    ).update(appointment=post)
    for name in ("appointment", "successor"):
        for handover in Handover.objects.open().filter(**{name: row}):
            _repoint(handover, name, post, moving)


def _repoint(handover: Handover, name: str, post: Appointment, moving: Moving) -> None:
    setattr(handover, name, post)
    try:
        with transaction.atomic():
            handover.save(update_fields=[name, "updated_at"])
    except IntegrityError:
        # The person hands that post over there already.
        return
    moving.counts["handovers"] += 1


def move_proposals(moving: Moving, rows: list[Any], target: Institution) -> None:
    """Who is proposed comes to the successor; one whom both have proposed stays proposed once."""
    withdraw_proposals(moving, _stay_behind(moving, rows, target))


def move_invitations(moving: Moving, rows: list[Any], target: Institution) -> None:
    """Who is invited comes to the successor; a link in a letter stays good."""
    revoke_invitations(moving, _stay_behind(moving, rows, target))


def _stay_behind(moving: Moving, rows: list[Any], target: Institution) -> list[Any]:
    """Move those who come; returns those who are proposed or invited to the same post there already."""
    behind = []
    for row in rows:
        row.institution, row.deputises = target, _principal(moving, row, target)
        try:
            with transaction.atomic():
                row.save(update_fields=["institution", "deputises", "updated_at"])
        except IntegrityError:
            row.refresh_from_db()
            behind.append(row)
    return behind


def withdraw_proposals(moving: Moving, rows: list[Any]) -> None:
    for row in rows:
        row.state, row.reason = ProposalState.WITHDRAWN, moving.reason
        row.decided_by, row.decided_at = moving.actor, timezone.now()
        row.save(update_fields=["state", "reason", "decided_by", "decided_at", "updated_at"])


def revoke_invitations(moving: Moving, rows: list[Any]) -> None:
    for row in rows:
        row.revoked_at = timezone.now()
        row.save(update_fields=["revoked_at", "updated_at"])
