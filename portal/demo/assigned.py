"""Who answers for what: assignments of recommendations and of clusters."""

import datetime as dt
from collections.abc import Iterator

from recommendations.choices import AssignmentRole, AssignmentState
from recommendations.models import Assignment

from . import reading
from .clock import Clock, spread
from .people import People
from .register import Asked, Register
from .rows import write_dated

# Days after publication until the secretariat proposes, and from then until there is an answer.
PROPOSED_AFTER, ANSWERED_AFTER = 45, 20
# Days that are left to answer what is still proposed.
LEFT_TO_ANSWER = 20


def seed(clock: Clock, people: People, register: Register) -> None:
    write_dated(
        [
            *(row for item in register.asked.values() for row in _of(item, clock, people)),
            *_of_clusters(clock, people, register),
        ]
    )


def _of(item: Asked, clock: Clock, people: People) -> Iterator[Assignment]:
    """The lead and those who contribute; none where the content names no lead."""
    if not item.lead:
        return
    issued = item.row.issued_on
    days = (clock.today - issued).days if issued else 0
    parts = [(item.lead, AssignmentRole.LEAD)]
    parts += [
        (slug, AssignmentRole.CONTRIBUTING)
        for slug in reading.words(item.facts, "with")
        if slug != item.lead
    ]
    if item.facts.get("follow_up"):
        parts.append(("nhrc", AssignmentRole.MONITORING))
    for slug, role in parts:
        state = item.facts.get("state", AssignmentState.ACCEPTED)
        if role != AssignmentRole.LEAD and state == AssignmentState.CONTESTED:
            state = AssignmentState.PROPOSED
        row = _assignment(slug, role, state, max(days - PROPOSED_AFTER, 12), clock, people)
        row.recommendation = item.row
        if state == AssignmentState.CONTESTED:
            row.reason = item.facts["contested"]
        yield row


def _of_clusters(clock: Clock, people: People, register: Register) -> Iterator[Assignment]:
    for entry in reading.entries("clusters"):
        parts = [(entry["lead"], AssignmentRole.LEAD)]
        parts += [(slug, AssignmentRole.CONTRIBUTING) for slug in reading.words(entry, "with")]
        days = 300 + int(spread(f"clustered {entry['slug']}") * 120)
        for slug, role in parts:
            row = _assignment(slug, role, AssignmentState.ACCEPTED, days, clock, people)
            row.cluster = register.clusters[entry["slug"]]
            yield row


def _assignment(
    slug: str, role: str, state: str, days: int, clock: Clock, people: People
) -> Assignment:
    """One proposed `days` ago, and decided since then unless it still waits."""
    waits = state == AssignmentState.PROPOSED
    days = 11 if state != AssignmentState.ACCEPTED else days
    key = f"{slug} {role} {days}"
    decided = clock.instant(max(days - ANSWERED_AFTER, 4), key)
    return Assignment(
        institution=people.institutions[slug],
        role=role,
        state=state,
        proposed_by=people.officer(key),
        decided_by=None if waits else people.answering(slug),
        decided_at=None if waits else decided,
        answer_by=_answer_by(state, clock),
        created_at=clock.instant(days, key),
        updated_at=clock.instant(days, key) if waits else decided,
    )


def _answer_by(state: str, clock: Clock) -> dt.date | None:
    return clock.ago(-LEFT_TO_ANSWER) if state == AssignmentState.PROPOSED else None
