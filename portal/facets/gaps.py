"""What is missing, as a facet: how many of what was found have each gap."""

import datetime as dt

from django.utils.translation import gettext_lazy as _

from portal.counting import Tally, as_bits
from portal.gaps import GAPS as _ALL
from portal.gaps import NOTICE, Gap
from reporting.choices import GapName

from .base import Facet, any_of

GAPS = {name: gap.label for name, gap in _ALL.items()}


def _overdue(tally: Tally) -> int:
    """The set of what was due, and neither told of nor reported since the notice began."""
    told, reported = tally.days.get("told", {}), tally.days.get("reported", {})
    late = []
    for record, day in tally.days.get("due", {}).items():
        begun = (dt.date.fromisoformat(day) - NOTICE).isoformat()
        if max(told.get(record, ""), reported.get(record, "")) < begun:
            late.append(record)
    return as_bits(late)


def _with(gap: Gap, tally: Tally, kept: int) -> int:
    """The set of those of `kept` that have the gap."""
    if gap.name == GapName.OVERDUE:
        return kept & _overdue(tally)
    found = kept & tally.tied(*gap.among) if gap.among else kept
    return found & ~tally.tied(*gap.closed_by)


def _count(tally: Tally) -> dict[str, int]:
    kept = tally.kept("gap")
    return {name: _with(gap, tally, kept).bit_count() for name, gap in _ALL.items()}


GAP = Facet(
    "gap",
    _("Gaps"),
    any_of({name: gap.lacking for name, gap in _ALL.items()}),
    count=_count,
    choices=GAPS,
    is_open=True,
    most_first=False,
)
