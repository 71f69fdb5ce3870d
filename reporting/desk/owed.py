"""Duties out of rows: what each row means for whoever has to act on it."""

import datetime as dt

from activities.owed import still_owed

from . import facts as rows
from .assignments import of_assignments
from .duties import Duty
from .facts import Facts
from .led import of_led
from .officers import of_comments, of_invitations, of_obligations
from .people import of_people
from .rounds import of_rounds
from .updates import of_updates


def duties_of_all(on: dt.date) -> list[Duty]:
    """Every duty that there is on the day `on`, in the language of the moment."""
    return duties_from(facts_of_all(on))


def facts_of_all(on: dt.date) -> Facts:
    """The rows from which all duties follow: read once, they give their words in any language."""
    facts = Facts(
        on=on,
        updates=list(rows.updates_under_way(None, secretariat=True)),
        assignments=list(rows.assignments_undecided(None, secretariat=True)),
        led=list(rows.led_by(None)),
        obligations=list(rows.obligations_near(on)),
        commented=list(rows.consultations_with_comments()),
        contributions=list(rows.contributions_to_moderate()),
        dues=still_owed(None),
        rounds=list(rows.rounds_open()),
    )
    facts.complete()
    return facts


def duties_from(facts: Facts) -> list[Duty]:
    """The duties that follow from the rows that were read, whoever owes them."""
    return [
        *of_updates(facts),
        *of_assignments(facts),
        *of_led(facts),
        *of_rounds(facts),
        *of_obligations(facts),
        *of_comments(facts),
        *of_invitations(facts),
        *of_people(facts),
    ]
