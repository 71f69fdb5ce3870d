"""Where viewpoints disagree about one recommendation: how far, and since when."""

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, NamedTuple

from .choices import STEPS, Viewpoint


class Saying(NamedTuple):
    """One published assessment: whose it is, what it says, of which day; `key` breaks a day's ties."""

    viewpoint: str
    institution: int | None
    status: str
    on: dt.date
    key: int = 0

    @property
    def voice(self) -> tuple[str, int | None]:
        """Viewpoint and institution: of each voice the latest word counts."""
        return self.viewpoint, self.institution


@dataclass(frozen=True, slots=True)
class Difference:
    """The views furthest apart; `steps` lie between them, and without a break since `since`."""

    least: Saying
    most: Saying
    steps: int
    since: dt.date


def as_saying(row: Any) -> Saying:
    """An assessment as it is compared."""
    return Saying(row.viewpoint, row.institution_id, row.status, row.assessed_on, row.pk)


def latest(sayings: Iterable[Saying]) -> dict[tuple[str, int | None], Saying]:
    """The last word of each voice."""
    return {one.voice: one for one in sorted(sayings, key=_order)}


def difference(sayings: Iterable[Saying]) -> Difference | None:
    """How far the last words lie apart today; None where they agree or fewer than two can be compared.

    Views have disagreed since the day on which two first stood apart and after which they never
    agreed again, whoever it was that disagreed meanwhile.
    """
    said: dict[tuple[str, int | None], Saying] = {}
    since: dt.date | None = None
    listed = sorted(sayings, key=_order)
    for place, one in enumerate(listed):
        said[one.voice] = one
        if place + 1 < len(listed) and listed[place + 1].on == one.on:
            continue
        if _apart(said) is None:
            since = None
        elif since is None:
            since = one.on
    found = _apart(said)
    if found is None or since is None:
        return None
    least, most = found
    return Difference(least, most, STEPS[most.status] - STEPS[least.status], since)


def steps_from_validated(
    sayings: Mapping[tuple[str, int | None], Saying],
) -> dict[tuple[str, int | None], int]:
    """By voice, how many steps it lies above (positive) or below the validated status.

    Empty where nothing is validated that can be compared; what cannot be compared is left out.
    """
    validated = sayings.get((Viewpoint.SECRETARIAT, None))
    if validated is None or validated.status not in STEPS:
        return {}
    middle = STEPS[validated.status]
    return {
        voice: STEPS[one.status] - middle
        for voice, one in sayings.items()
        if one.status in STEPS and voice != validated.voice
    }


def _order(one: Saying) -> tuple[dt.date, int]:
    return one.on, one.key


def _apart(said: Mapping[tuple[str, int | None], Saying]) -> tuple[Saying, Saying] | None:
    comparable = [one for one in said.values() if one.status in STEPS]
    if not comparable:
        return None
    ranked = sorted(comparable, key=lambda one: STEPS[one.status])
    least, most = ranked[0], ranked[-1]
    return (least, most) if STEPS[least.status] < STEPS[most.status] else None
