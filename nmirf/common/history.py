"""Who, when, why: the context that every history row carries."""

from collections.abc import Collection
from contextlib import AbstractContextManager
from typing import Any

import pghistory
from django.db import models


def because(reason: str, **facts: Any) -> AbstractContextManager[Any]:
    """Record `reason` (and further facts, plain JSON values) with every change made inside."""
    return pghistory.context(reason=reason, **facts)


def tracked_in_bulk(*, unread: Collection[str] = (), **options: Any) -> Any:
    """History for models whose rows come in by the thousand: as `pghistory.track`, but one
    statement writes the history of all the rows that one statement inserts.

    `unread` names the foreign keys by which nobody looks for events: they get no index there.
    """

    def track(model: type[models.Model]) -> Any:
        return pghistory.track(
            pghistory.InsertEvent(level=pghistory.Statement),
            pghistory.UpdateEvent(),
            pghistory.DeleteEvent(),
            attrs={name: _without_index(model, name) for name in unread},
            **options,
        )(model)

    return track


def _without_index(model: type[models.Model], name: str) -> models.Field:
    """The column of events that pghistory would make for a foreign key, but for the index."""
    column: Any = model._meta.get_field(name)
    target = column.remote_field.model
    return models.ForeignKey(
        model if target == models.fields.related.RECURSIVE_RELATIONSHIP_CONSTANT else target,
        on_delete=models.DO_NOTHING,
        null=column.null,
        blank=column.blank,
        related_name="+",
        related_query_name="+",
        db_constraint=False,
        db_index=False,
        verbose_name=column.verbose_name,
    )
