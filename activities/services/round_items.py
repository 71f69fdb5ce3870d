"""What is owed in a round, thousands of items in one statement each; triggers keep the history."""

from collections.abc import Collection, Mapping
from typing import Any

from django.db import connection
from django.utils import timezone

from activities.asking import THINGS, Wanted
from activities.choices import DueState
from activities.models import CollectionRound, RoundItem
from activities.owed import Answer, outcome_of

# Items changed in one statement: each has a row of history, and a statement its limit of time.
BATCH = 500

_TABLE = RoundItem._meta.db_table
_COLUMNS = ", ".join(f"{name}_id" for name in THINGS)
_KEYS = ", ".join(f"CASE asked.about WHEN '{name}' THEN asked.key END" for name in THINGS)
# The names are those of this module's tables and columns, never what somebody typed.
_WRITE = f"""
    INSERT INTO {_TABLE} (
        reference, created_at, updated_at, round_id, institution_id, {_COLUMNS}, state, note
    )
    SELECT gen_random_uuid(), %s, %s, %s, asked.institution, {_KEYS}, %s, ''
    FROM unnest(%s::bigint[], %s::text[], %s::bigint[]) AS asked (institution, about, key)
"""  # noqa: S608
_SETTLE = f"""
    UPDATE {_TABLE} AS item
    SET state = found.state, update_id = found.told, answered_at = found.at
    FROM unnest(%s::bigint[], %s::text[], %s::bigint[], %s::timestamptz[])
        AS found (key, state, told, at)
    WHERE item.id = found.key
"""  # noqa: S608


def write_items(row: CollectionRound, wanted: Collection[Wanted]) -> None:
    """Write down what each institution owes in the round, in the caller's transaction."""
    now = timezone.now()
    asked: list[list[Any]] = [
        [item.institution for item in wanted],
        [item.about for item in wanted],
        [item.key for item in wanted],
    ]
    with connection.cursor() as cursor:
        cursor.execute(_WRITE.strip(), [now, now, row.pk, DueState.DUE.value, *asked])


def write_answers(row: CollectionRound, answers: Mapping[int, Answer]) -> None:
    """Write down what answered items of the round, in the caller's transaction."""
    states = row.items.order_by("pk").filter(pk__in=answers).values_list("pk", "state")
    found = [(key, outcome_of(state, answers[key]).value, answers[key]) for key, state in states]
    with connection.cursor() as cursor:
        for start in range(0, len(found), BATCH):
            some = found[start : start + BATCH]
            columns: list[list[Any]] = [
                [key for key, _state, _answer in some],
                [state for _key, state, _answer in some],
                [answer.update for _key, _state, answer in some],
                [answer.at for _key, _state, answer in some],
            ]
            cursor.execute(_SETTLE.strip(), columns)
