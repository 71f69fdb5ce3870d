"""Who, when, why: the context that every history row carries."""

from contextlib import AbstractContextManager
from typing import Any

import pghistory


def because(reason: str, **facts: Any) -> AbstractContextManager[Any]:
    """Record `reason` (and further facts, plain JSON values) with every change made inside."""
    return pghistory.context(reason=reason, **facts)
