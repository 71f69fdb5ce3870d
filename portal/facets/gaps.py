"""What is missing, as a facet: how many of what was found have each gap."""

from django.utils.translation import gettext_lazy as _

from portal.counting import Tally
from portal.gaps import GAPS as _ALL
from portal.gaps import Gap

from .base import Facet, any_of

GAPS = {name: gap.label for name, gap in _ALL.items()}


def _with(gap: Gap, tally: Tally, kept: int) -> int:
    """The set of those of `kept` that have the gap."""
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
