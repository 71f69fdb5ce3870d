"""Which state of the public facts a page was made from: a generation ends with every change.

As ADR 0015 has it, every change leaves a row of history, and the newest rows tell whether what is
kept still holds. Of two changes that overlap, the later may commit first; here, where a page must
not outlive the change by a moment, the transactions that were under way are remembered too, and
the generation ends as well when one of them does. Where nothing at all was written since, which the
database says in one cheap question, nothing else is asked.
"""

import datetime as dt
import hashlib
from dataclasses import dataclass, replace
from functools import cache as once
from typing import Any

import pghistory.models
from django.apps import apps
from django.core.cache import cache
from django.db import connection
from django.utils import timezone
from psycopg import sql

from nmirf.common.dates import today
from nmirf.common.kept import UNDER_WAY

KEY = "pages:generation"
# Nothing of these is on a public page: who signs in or is told something changes no page.
APART = (
    *(
        "accounts_datarequest",
        "documents_namedreader",
        "recommendations_savedview",
        "notifications_",
    ),
    *("recommendations_tableclaim", "recommendations_importmapping"),
)


@dataclass(frozen=True)
class Generation:
    """`since` is the moment at which somebody noticed that it had begun, at the State's `day`.

    The database told `newest` and which transactions were `under_way` when it was asked last, at
    `snapshot`.
    """

    key: str
    since: dt.datetime
    day: dt.date
    snapshot: str
    newest: list[int | None]
    under_way: frozenset[int]


def current() -> Generation:
    """The generation that a page made from now on belongs to, or a later one."""
    kept: Generation | None = cache.get(KEY)
    with connection.cursor() as cursor:
        # What a transaction has written itself is in no snapshot: there, all is asked for.
        if kept and kept.day == today() and not connection.in_atomic_block:
            cursor.execute("SELECT pg_current_snapshot()::text")
            if cursor.fetchone()[0] == kept.snapshot:
                return kept
        cursor.execute(_question())
        snapshot, under_way, *newest = cursor.fetchone()
    found = _following(kept, snapshot, frozenset(under_way), newest)
    cache.set(KEY, found, None)
    return found


def _following(
    kept: Generation | None, snapshot: str, under_way: frozenset[int], newest: list[int | None]
) -> Generation:
    is_same = kept is not None and (kept.newest, kept.day) == (newest, today())
    if is_same and kept is not None and kept.under_way <= under_way:
        return replace(kept, snapshot=snapshot, under_way=under_way)
    return Generation(
        # The same for all who notice it at once.
        key=hashlib.sha256(f"{snapshot} {newest} {today()}".encode()).hexdigest()[:16],
        since=timezone.now(),
        day=today(),
        snapshot=snapshot,
        newest=newest,
        under_way=under_way,
    )


@once
def _question() -> str:
    """The newest row of history of every table that a public page may read, in one statement."""
    newest = [
        sql.SQL("(SELECT max(pgh_id) FROM {})").format(sql.Identifier(table)) for table in counted()
    ]
    return (
        sql.SQL("SELECT pg_current_snapshot()::text, {}, {}")
        .format(sql.SQL(UNDER_WAY), sql.SQL(", ").join(newest))
        .as_string(None)
    )


def counted() -> list[str]:
    """The tables of history that are looked at: all but those of what no stranger reads."""
    models: list[Any] = apps.get_models()
    tables = [model._meta.db_table for model in models if issubclass(model, pghistory.models.Event)]
    return sorted(table for table in tables if not table.startswith(APART))
