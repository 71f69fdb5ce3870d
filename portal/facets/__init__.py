"""The facets of the register: what a choice means, and how many would remain under each.

A facet's own choices do not narrow its own counts: choices inside a facet add up, facets narrow
each other. All counts come from one statement: every recommendation that the reader may see (and
that the search finds) is listed once with the facets whose choice it misses. One that misses
nothing is in the result and in every count; one that misses a single facet is counted in that
facet alone; others are in no count.
"""

from portal.reader import Reader

from .base import Facet, counted
from .deeds import ACTIVITY, ACTIVITY_BY, ASSESSED, INSTITUTION, LEAD, UPDATE
from .gaps import GAP, GAPS
from .lists import CLUSTER, GROUP, LACKING, LANGUAGE, OBJECTIVE, SDG, STATE, THEME
from .plans import PLAN, UNPLANNED
from .record import (
    DUE,
    KIND,
    LEGISLATION,
    MECHANISM,
    POSITION,
    PRIORITY,
    PUBLICATION,
    REVIEW,
    STATUS,
    YEAR,
)

__all__ = ["FACETS", "GAPS", "STATUS", "Facet", "counted", "facets_for"]

# In the order in which they stand beside the list.
FACETS: tuple[Facet, ...] = (
    *(STATUS, MECHANISM, REVIEW, STATE, KIND, THEME, GROUP, SDG, OBJECTIVE, POSITION),
    *(INSTITUTION, LEAD, CLUSTER, YEAR, DUE, PRIORITY, LEGISLATION),
    *(PLAN, UNPLANNED),
    *(ACTIVITY, ACTIVITY_BY, UPDATE, ASSESSED, LANGUAGE, LACKING, GAP, PUBLICATION),
)


def facets_for(reader: Reader) -> list[Facet]:
    """The facets that this reader is offered: drafts, and what comes first, are the secretariat's."""
    inside = () if reader.rights.is_secretariat else (PRIORITY, PUBLICATION)
    return [facet for facet in FACETS if facet not in inside]
