"""Duties that updates under way make for their institution, its authority and the secretariat."""

import datetime as dt
from collections.abc import Iterator
from typing import Any

from django.utils.translation import gettext as _

from activities.choices import Criterion, UpdateState
from notifications.choices import DutyKind

from .duties import (
    Duty,
    Holder,
    due_after,
)
from .facts import Facts
from .led import dates_of_led
from .rounds import dates_of_rounds
from .words import address, day_of, is_sayable, shortened, subject_of


def of_updates(facts: Facts) -> Iterator[Duty]:
    dates = dict(dates_of_led(facts)) | dict(dates_of_rounds(facts))
    for update in facts.updates:
        make = BY_STATE[update.state]
        yield make(update, dates)


def _duty_of_update(
    update: Any, kind: DutyKind, words: str, act: str, page: str, holder: Holder, **more: Any
) -> Duty:
    """`words` carries %(subject)s; an e-mail names it only where it is public."""
    about = subject_of(update)
    title = words % {"subject": about}
    if update.headline:
        title = _("%(deed)s: %(headline)s") % {"deed": title, "headline": update.headline}
    return Duty(
        kind=kind,
        subject=f"update:{update.reference}",
        title=title,
        outside=words % {"subject": about} if is_sayable(update) else str(kind.label),
        path=address("activities:update", update.reference),
        act=act,
        act_path=address(page, update.reference),
        holder=holder,
        institution=update.institution_id,
        institution_label=update.institution.label,
        **more,
    )


def _draft(update: Any, dates: dict[tuple[int, str, int], dt.date | None]) -> Duty:
    keys = [(update.institution_id, "r", pk) for pk in update.targets_pks]
    if update.cluster_id:
        keys.append((update.institution_id, "c", update.cluster_id))
    if update.activity_id:
        keys.append((update.institution_id, "a", update.activity_id))
    owed = [day for key in keys if (day := dates.get(key))]
    started = _("draft of %(person)s, last changed %(day)s") % {
        "person": update.last_editor,
        "day": day_of(update.updated_at),
    }
    return _duty_of_update(
        update,
        DutyKind.UPDATE,
        _("Update on %(subject)s"),
        _("Continue draft"),
        "activities:update_edit",
        Holder.REPORTERS,
        due_on=update.due_on or min(owed, default=None),
        explanation=started,
    )


def _returned(update: Any, dates: Any) -> Duty:
    criteria = ", ".join(str(Criterion(code).label) for code in update.failed or ())
    note = shortened(update.note or "", 200)
    explanation = f"“{note}”" if note else ""
    if criteria:
        explanation += f" ({criteria})"
    return _duty_of_update(
        update,
        DutyKind.RETURNED,
        _("Returned: update on %(subject)s"),
        _("Correct and resend"),
        "activities:update_edit",
        Holder.REPORTERS,
        due_on=due_after(DutyKind.RETURNED, update.since),
        explanation=explanation.strip(),
    )


def _submitted(update: Any, dates: Any) -> Duty:
    return _duty_of_update(
        update,
        DutyKind.VERIFY,
        _("Verify: update on %(subject)s"),
        _("Verify"),
        "activities:verify",
        Holder.SECRETARIAT,
        due_on=due_after(DutyKind.VERIFY, update.submitted_at or update.since),
        explanation=_since(update, _("submitted %(day)s")),
    )


def _verified(update: Any, dates: Any) -> Duty:
    """To be signed; or, where a form signed on paper is attached, to be checked."""
    if update.signed_form_id is not None:
        return _duty_of_update(
            update,
            DutyKind.VERIFY,
            _("Check the signed form: update on %(subject)s"),
            _("Check"),
            "activities:check_form",
            Holder.SECRETARIAT,
            due_on=due_after(DutyKind.VERIFY, update.since),
            explanation=_since(update, _("attached %(day)s")),
        )
    return _duty_of_update(
        update,
        DutyKind.SIGN,
        _("Sign: update on %(subject)s"),
        _("Read and sign"),
        "activities:sign",
        Holder.AUTHORITIES,
        due_on=due_after(DutyKind.SIGN, update.since),
        explanation=_since(update, _("verified %(day)s")),
    )


def _signed(update: Any, dates: Any) -> Duty:
    return _duty_of_update(
        update,
        DutyKind.PUBLISH,
        _("Publish: update on %(subject)s"),
        _("Publish"),
        "activities:publish",
        Holder.SECRETARIAT,
        due_on=due_after(DutyKind.PUBLISH, update.signed_at or update.since),
        explanation=_since(update, _("signed %(day)s"), update.signed_at),
    )


def _since(update: Any, words: str, instant: dt.datetime | None = None) -> str:
    happened = words % {"day": day_of(instant or update.since)}
    return f"{update.institution.label} · {happened}"


BY_STATE = {
    UpdateState.DRAFT: _draft,
    UpdateState.RETURNED: _returned,
    UpdateState.SUBMITTED: _submitted,
    UpdateState.VERIFIED: _verified,
    UpdateState.SIGNED: _signed,
}
