"""Which of the duties are one person's: by standing, read in a handful of queries."""

import datetime as dt
from dataclasses import replace

from django.contrib.auth.models import AnonymousUser

from accounts.models import User
from focalpoints.policies import Rights, standing
from notifications.choices import DutyKind

from . import facts as rows
from .duties import Duty, Holder
from .facts import Facts
from .owed import duties_from

# Up to so many duties of one kind stand on the desk one by one; more of them share a line.
SINGLY = 3
# What is due later than this looks as if it can wait, and it can.
LOUD_DAYS = 14


def facts_for(user: User, on: dt.date) -> Facts:
    """What has to be read to know this person's duties, and no more."""
    rights = standing(user)
    mine = rights.report_for | rights.sign_for
    officer = rights.is_secretariat
    facts = Facts(on=on)
    if mine or officer:
        facts.updates = list(rows.updates_under_way(mine, secretariat=officer))
    if rights.report_for or officer:
        undecided = rows.assignments_undecided(rights.report_for, secretariat=officer)
        facts.assignments = list(undecided)
    if rights.report_for:
        facts.led = list(rows.led_by(rights.report_for))
    if officer:
        facts.obligations = list(rows.obligations_near(on))
        facts.commented = list(rows.consultations_with_comments())
        facts.contributions = list(rows.contributions_to_moderate())
    if rights.comment_for:
        facts.invitations = list(rows.invitations(on, rights.comment_for))
    return facts


def duties_of(user: User | AnonymousUser, on: dt.date) -> list[Duty]:
    """What this person owes on the day `on`, the latest first, what has no date last.

    A deputy has the duties of the institution as the principal has them.
    """
    if not isinstance(user, User):
        return []
    return pick(user, facts_for(user, on))


def pick(user: User, facts: Facts) -> list[Duty]:
    """Of the duties that follow from the rows, those that are this person's."""
    rights = standing(user)
    found: list[Duty] = []
    for duty in duties_from(facts):
        if _is_mine(duty, rights, user.pk, facts.on):
            found.extend(_toned(part, facts.on) for part in _on_the_desk(duty))
    return sorted(found, key=lambda duty: (duty.due_on or dt.date.max, duty.kind, duty.subject))


def _is_mine(duty: Duty, rights: Rights, person: int, on: dt.date) -> bool:
    if duty.holder == Holder.REPORTERS:
        return duty.institution in rights.report_for
    if duty.holder == Holder.AUTHORITIES:
        return duty.institution in rights.sign_for
    if duty.holder == Holder.READER:
        return True
    if not rights.is_secretariat:
        return False
    if duty.kind in (DutyKind.VERIFY, DutyKind.PUBLISH):
        # Nobody verifies or publishes the updates of one's own institution.
        return duty.institution not in rights.institutions
    return duty.responsible in (None, person) or duty.is_late(on)


def _toned(duty: Duty, on: dt.date) -> Duty:
    """What can wait is quiet; what is late never is."""
    is_far = duty.due_on is None or duty.due_on > on + dt.timedelta(days=LOUD_DAYS)
    return replace(duty, is_quiet=not duty.is_late(on) and (is_far or duty.is_quiet))


def _on_the_desk(duty: Duty) -> tuple[Duty, ...]:
    """A duty that stands for few others makes room for them."""
    if 0 < len(duty.parts) <= SINGLY:
        return tuple(replace(part, is_quiet=False) for part in duty.parts)
    return (duty,)


def rounds_of(user: User, on: dt.date) -> list[Duty]:
    """The half-yearly rounds of this person's institutions, each with all its `parts`."""
    facts = facts_for(user, on)
    mine = standing(user).report_for
    return sorted(
        (duty for duty in duties_from(facts) if duty.parts and duty.institution in mine),
        key=lambda duty: (duty.due_on or dt.date.max, duty.subject),
    )
