"""Which of the duties are one person's: by standing, read in a handful of queries."""

import datetime as dt
from dataclasses import replace

from django.contrib.auth.models import AnonymousUser

from accounts.models import User
from activities.owed import still_owed
from focalpoints.policies import Rights, standing
from notifications.choices import DutyKind

from . import facts as rows
from .duties import Duty, Holder
from .facts import Facts
from .owed import duties_from
from .things import Asker

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
        facts.dues = still_owed(rights.report_for)
    if officer:
        facts.rounds = list(rows.rounds_open())
        facts.obligations = list(rows.obligations_near(on))
        facts.commented = list(rows.consultations_with_comments())
        facts.contributions = list(rows.contributions_to_moderate())
    if rights.comment_for:
        facts.invitations = list(rows.invitations(on, rights.comment_for))
    asker = Asker(
        person=user.pk,
        institutions=mine | rights.comment_for,
        is_secretariat=officer,
        is_administrator=rights.is_administrator,
    )
    facts.complete(asker)
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
    if duty.barred == person:
        return False
    if duty.holder == Holder.SECRETARIAT:
        return rights.is_secretariat and _is_the_officers(duty, rights, person, on)
    return {
        Holder.REPORTERS: duty.institution in rights.report_for,
        Holder.AUTHORITIES: duty.institution in rights.sign_for,
        Holder.PERSON: person in duty.people,
        Holder.OFFICE: rights.is_secretariat or rights.is_administrator,
        Holder.READER: True,
    }[duty.holder]


def _is_the_officers(duty: Duty, rights: Rights, person: int, on: dt.date) -> bool:
    if duty.kind in (DutyKind.VERIFY, DutyKind.PUBLISH):
        # Nobody verifies or publishes the updates of one's own institution.
        return duty.institution not in rights.institutions
    return duty.responsible in (None, person) or duty.is_late(on)


def _toned(duty: Duty, on: dt.date) -> Duty:
    """What can wait is quiet; what is late never is."""
    is_far = duty.due_on is None or duty.due_on > on + dt.timedelta(days=LOUD_DAYS)
    is_quiet = not duty.is_late(on) and (is_far or duty.is_quiet)
    return duty if is_quiet == duty.is_quiet else replace(duty, is_quiet=is_quiet)


def _on_the_desk(duty: Duty) -> tuple[Duty, ...]:
    """A round that stands for few updates makes room for them."""
    if duty.parts:
        return tuple(replace(part, is_quiet=False) for part in duty.parts)
    return (duty,)


def rounds_of(user: User, on: dt.date) -> list[Duty]:
    """The half-yearly rounds of this person's institutions, each with all its `parts`."""
    facts = replace(facts_for(user, on), rounds_in_full=True)
    mine = standing(user).report_for
    return sorted(
        (duty for duty in duties_from(facts) if duty.is_round and duty.institution in mine),
        key=lambda duty: (duty.due_on or dt.date.max, duty.subject),
    )
