"""Writing rows that say when they came about."""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from typing import Any, TypeVar

from django.db import models

Row = TypeVar("Row", bound=models.Model)


@contextmanager
def own_times(*kinds: type[models.Model]) -> Iterator[None]:
    """Let rows of these models keep the `created_at`, `updated_at` and `at` that they are given.

    Some of them may never be changed once written, so their past has to be right from the start.
    """
    clocks: list[tuple[Any, bool, bool]] = []
    for kind in kinds:
        for column in kind._meta.concrete_fields:
            if isinstance(column, models.DateTimeField):
                clocks.append((column, column.auto_now, column.auto_now_add))
                column.auto_now = column.auto_now_add = False
    try:
        yield
    finally:
        for column, auto_now, auto_now_add in clocks:
            column.auto_now, column.auto_now_add = auto_now, auto_now_add


def write(rows: Iterable[Row]) -> list[Row]:
    """Insert rows of one model in one statement a thousand, as they are."""
    made = list(rows)
    if not made:
        return made
    return list(type(made[0])._default_manager.bulk_create(made, batch_size=1000))


def write_dated(rows: Iterable[Row]) -> list[Row]:
    """Insert rows that carry their own times."""
    made = list(rows)
    if not made:
        return made
    with own_times(type(made[0])):
        return write(made)
