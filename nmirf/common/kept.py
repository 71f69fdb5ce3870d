"""What is kept until something changes in the tables that it was read from (ADR 0015).

Every change of a record with history, raw SQL included, leaves a row in the table of its events:
the newest of these rows tell whether what is kept still holds, and stand beside it. Of two changes
that overlap, the later may commit first: what was read while anything was being written is
therefore kept for half a minute alone.
"""

import hashlib
import re
from collections.abc import Callable, Collection, Hashable, Mapping
from typing import Any, TypeVar

from django.core.cache import cache
from django.db import connection
from psycopg import sql

Newest = list[int | None]
# Whether the database is quiet, and how new its tables are.
State = tuple[bool, Newest]
# The transactions that the snapshot of a statement finds under way in this database. A server counts
# those of all its databases together; of another one are only those that it says so of.
UNDER_WAY = """
    (SELECT COALESCE(array_agg(number), '{}'::bigint[])
       FROM pg_snapshot_xip(pg_current_snapshot()) AS each, CAST(each::text AS bigint) AS number
      WHERE mod(number, 4294967296) NOT IN (
            SELECT backend_xid::text::bigint FROM pg_stat_activity
             WHERE datname <> current_database() AND backend_xid IS NOT NULL))
"""
SECONDS_IN_QUIET, SECONDS_WHILE_WRITING = 60 * 60, 30
Kept = TypeVar("Kept")
Key = TypeVar("Key", int, str)


def newest_of(tables: Collection[str]) -> str:
    """The question how new each table is: whether it is quiet, then one number a table."""
    return (
        sql.SQL(
            "SELECT pg_snapshot_xmin(pg_current_snapshot())"
            " = pg_snapshot_xmax(pg_current_snapshot()), {}"
        )
        .format(
            sql.SQL(", ").join(
                sql.SQL("(SELECT max(pgh_id) FROM {})").format(sql.Identifier(f"{table}event"))
                for table in tables
            )
        )
        .as_string(None)
    )


# By question, the snapshot in which it was answered last by this process, and the answer.
_answered: dict[str, tuple[str, State]] = {}


def how_new(question: str) -> State:
    """Whether the database is quiet, and the newest row of each table that `newest_of` named.

    While no transaction began or ended, which is asked in a tenth of the time, the answer is the
    one before.
    """
    with connection.cursor() as cursor:
        snapshot = ""
        # What a transaction has written itself is in no snapshot: there, all is asked for.
        if not connection.in_atomic_block:
            cursor.execute("SELECT pg_current_snapshot()::text")
            [snapshot] = cursor.fetchone()
            before, answer = _answered.get(question, ("", (False, [])))
            if before == snapshot:
                return answer
        # As text: what notes the history of a form reads the statement as such.
        cursor.execute(question)
        is_quiet, *newest = cursor.fetchone()
    if snapshot:
        # Asked after the snapshot, it may be newer than this, never older.
        _answered[question] = snapshot, (is_quiet, newest)
    return is_quiet, newest


def seconds_for(*, is_quiet: bool) -> int:
    """How long what is read now may be kept."""
    return SECONDS_IN_QUIET if is_quiet else SECONDS_WHILE_WRITING


def kept(key: str, facts: Hashable, newest: str, read: Callable[[], Kept]) -> Kept:
    """What `read` gave before, where the tables are as `newest` found them then; else what it gives.

    `facts` are what else it hangs on, as the day does; `newest` is a question of `newest_of`.
    """
    is_quiet, numbers = how_new(newest)
    mark: tuple[Any, ...] = (facts, *numbers)
    known: tuple[tuple[Any, ...], Kept] | None = cache.get(key)
    if known is not None and known[0] == mark:
        return known[1]
    found = read()
    cache.set(key, (mark, found), seconds_for(is_quiet=is_quiet))
    return found


def kept_each(
    name: str,
    keys: Collection[Key],
    facts: Hashable,
    state: State,
    read: Callable[[list[Key]], dict[Key, Kept]],
) -> dict[Key, Kept]:
    """The same for each key, the tables being as `how_new` found them before.

    `read` gives by key what is not kept, all of that at once.
    """
    is_quiet, numbers = state
    mark = hashlib.sha256(repr((facts, numbers)).encode()).digest()
    places = {f"{name}:{key}": key for key in keys}
    known: dict[str, tuple[bytes, Kept]] = cache.get_many(places)
    found = {places[place]: told for place, (then, told) in known.items() if then == mark}
    missing = [key for key in keys if key not in found]
    if missing:
        fresh = read(missing)
        kept_now = {f"{name}:{key}": (mark, fresh[key]) for key in missing}
        cache.set_many(kept_now, seconds_for(is_quiet=is_quiet))
        found |= fresh
    return found


def kept_apart(
    name: str,
    keys: Collection[Key],
    facts: Hashable,
    tables: Mapping[str, int | None],
    seconds: int,
    read: Callable[[Key], Kept],
) -> dict[Key, Kept]:
    """The same for each key, as long as those of the `tables` are as they were that it was read from.

    `tables` says how new each is. Those count that the statements of `read` name, so that it asks
    the database alone: what it found kept would name none.
    """
    places = {f"{name}:{key}": key for key in keys}
    known: dict[str, tuple[Hashable, dict[str, int | None], Kept]] = cache.get_many(places)
    found = {
        places[place]: told
        for place, (then, newest, told) in known.items()
        if then == facts and newest == {table: tables.get(table) for table in newest}
    }
    fresh = {}
    for place, key in places.items():
        if key not in found:
            found[key], words = _noting_words(read, key)
            newest = {table: tables[table] for table in tables if table in words}
            fresh[place] = (facts, newest, found[key])
    if fresh:
        cache.set_many(fresh, seconds)
    return found


def _noting_words(read: Callable[[Key], Kept], key: Key) -> tuple[Kept, set[str]]:
    """What `read` gives, and the words of the statements that it asked."""
    words: set[str] = set()

    def note(execute: Callable[..., Any], statement: str, *how: Any) -> Any:
        words.update(re.findall(r"\w+", statement))
        return execute(statement, *how)

    with connection.execute_wrapper(note):
        return read(key), words
