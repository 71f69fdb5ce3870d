"""Who, when, why: the context that every history row carries."""

from contextlib import AbstractContextManager
from typing import Any

import pghistory


def because(reason: str, **facts: Any) -> AbstractContextManager[Any]:
    """Record `reason` (and further facts, plain JSON values) with every change made inside."""
    return pghistory.context(reason=reason, **facts)


def tracked_in_bulk(**options: Any) -> Any:
    """History for models whose rows come in by the thousand: as `pghistory.track`, but one
    statement writes the history of all the rows that one statement inserts.
    """
    return pghistory.track(
        pghistory.InsertEvent(level=pghistory.Statement),
        pghistory.UpdateEvent(),
        pghistory.DeleteEvent(),
        **options,
    )
