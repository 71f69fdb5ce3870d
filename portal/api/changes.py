"""What changed in public, in an order in which nothing is overtaken; see docs/adr/0029.

History is the source: triggers write an event with every change. An event is handed on once no
transaction can still end that began to write before it, by the number that the database gave its
transaction (`xmin`). So a reader who goes on from a cursor never misses what took longer.
"""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.db import connection, models
from django.db.models import CharField, Value
from django.db.models.functions import Cast
from django.utils.translation import gettext as _

from nmirf.common.kept import UNDER_WAY
from portal.reader import Reader

from .callers import Caller
from .cursors import seal, unseal
from .kinds import ALWAYS, KINDS, Kind, Part
from .parameters import Asked
from .problems import ApiError
from .resources import BASE, Json, address

OF = "changes"
# (number of the transaction, place of the kind, key of the record)
Position = tuple[int, int, int]
START: Position = (0, -1, -1)


@dataclass(frozen=True, slots=True)
class Touched:
    """All that one transaction did to one record.

    `first` and `last` are keys of events of the record itself, None where only parts changed;
    `has_part` says whether a part changed that is or was public.
    """

    xid: int
    kind: int
    key: int
    at: dt.datetime
    first: int | None
    last: int | None
    has_part: bool

    @property
    def position(self) -> Position:
        return self.xid, self.kind, self.key

    @property
    def record(self) -> tuple[int, int]:
        return self.kind, self.key


@dataclass(frozen=True, slots=True)
class Event:
    """One event of a record itself: how it was called by then, and whether it was public."""

    pk: int
    at: dt.datetime
    is_public: bool
    name: str


def feed(caller: Caller, asked: Asked) -> Json:
    """The same for every caller: a token is told nothing more here."""
    begins = _begin(asked["since"])
    found, horizon = _touched(begins, asked["limit"] + 1)
    if begins[0] > horizon:
        detail = _("This cursor is from another copy of the data. Begin again without “since”.")
        raise ApiError("gone", detail, replaced_by=f"{settings.SITE_URL}{BASE}/changes")
    has_more = len(found) > asked["limit"]
    found = found[: asked["limit"]]
    cursor = seal(OF, found[-1].position if has_more else (horizon, -1, -1))
    query = f"since={cursor}" + (f"&limit={asked['limit']}" if "limit" in asked.typed else "")
    return {
        "data": _told(found),
        "next": f"{settings.SITE_URL}{BASE}/changes?{query}",
        "cursor": cursor,
        "has_more": has_more,
    }


def _begin(cursor: str | None) -> Position:
    if not cursor:
        return START
    xid, kind, key = unseal(OF, cursor)
    return int(xid), int(kind), int(key)


# What happened, out of the tables of history.

# `xmin` has 32 bits and begins anew every four milliards of transactions; the number of the next
# transaction, with 64 bits, says of which round it is.
_XID = (
    "(((now.next >> 32) - (e.xmin::text::bigint > (now.next & 4294967295))::int) << 32"
    " | e.xmin::text::bigint)"
)
_ROWS = """
    SELECT {xid} AS xid, {kind} AS kind, e.{owner} AS key, e.pgh_created_at AS at,
           {own} AS own, {part} AS is_part
    FROM {table} e, now WHERE e.{owner} IS NOT NULL
"""
_ONCE_PUBLIC = """
    (EXISTS (SELECT FROM "{table}" b WHERE b.pgh_obj_id = e.pgh_obj_id AND b.pgh_id <= e.pgh_id
             AND {condition}))
"""
# One statement, so that the horizon and the rows are of one moment. What is at or beyond the horizon
# may still be overtaken by what runs.
_TOUCHED = """
    WITH now AS MATERIALIZED (
        SELECT COALESCE((SELECT min(number) FROM unnest({under_way}) AS number), next) AS horizon, next
          FROM CAST(pg_snapshot_xmax(pg_current_snapshot())::text AS bigint) AS next
    ), event AS ({rows}), touched AS (
        SELECT xid, kind, key, max(at) AS at, min(own) AS first, max(own) AS last,
               bool_or(is_part) AS has_part
        FROM event, now
        WHERE xid < now.horizon AND (xid, kind, key) > (%s, %s, %s)
        GROUP BY xid, kind, key
        ORDER BY xid, kind, key
        LIMIT %s
    )
    SELECT now.horizon, touched.* FROM now LEFT JOIN touched ON true ORDER BY xid, kind, key
"""
_LIVES = """
    SELECT {kind}, e.pgh_obj_id, e.pgh_id, e.pgh_created_at,
           e.pgh_label <> 'delete' AND {condition}, {name}
    FROM "{table}" e WHERE e.pgh_obj_id = ANY(%s)
"""


def _table(model: type[models.Model]) -> str:
    return str(model.pgh_event_model._meta.db_table)  # type: ignore[attr-defined]


def _rows_of(place: int, part: Part, *, own: bool) -> str:
    table = _table(part.model)
    once = "true"
    if part.is_public != ALWAYS:
        once = _ONCE_PUBLIC.format(table=table, condition=part.is_public.format(e="b"))
    return _ROWS.format(
        xid=_XID,
        kind=place,
        owner=part.owner,
        table=part.among or f'"{table}"',
        own="e.pgh_id" if own else "NULL::bigint",
        part="false" if own else once,
    )


def _statement() -> str:
    rows = [
        _rows_of(place, part, own=part.owner == "pgh_obj_id")
        for place, kind in enumerate(KINDS)
        for part in (Part(kind.model, "pgh_obj_id"), *kind.parts)
    ]
    return _TOUCHED.format(rows=" UNION ALL ".join(rows), under_way=UNDER_WAY)


def _touched(begins: Position, most: int) -> tuple[list[Touched], int]:
    """(what was touched after the position, the horizon)."""
    with connection.cursor() as cursor:
        cursor.execute(_statement(), [*begins, most])
        rows = cursor.fetchall()
    return [Touched(*row[1:]) for row in rows if row[1] is not None], rows[0][0]


# What a stranger may know of it.


def _told(found: list[Touched]) -> list[Json]:
    by_kind: dict[int, list[int]] = defaultdict(list)
    for one in found:
        by_kind[one.kind].append(one.key)
    lives, public = _lives(by_kind), _public(by_kind)
    return [
        line
        for one in found
        if (line := _line(one, lives.get(one.record, []), public.get(one.record)))
    ]


def _lives(by_kind: Mapping[int, list[int]]) -> dict[tuple[int, int], list[Event]]:
    """By (kind, key), every event of the record itself, the first one first; one query."""
    if not by_kind:
        return {}
    parts = [
        _LIVES.format(
            kind=place,
            condition=f"({KINDS[place].is_public.format(e='e', zone=settings.TIME_ZONE)})",
            name=f"e.{KINDS[place].key}::text",
            table=_table(KINDS[place].model),
        )
        for place in by_kind
    ]
    found: dict[tuple[int, int], list[Event]] = defaultdict(list)
    with connection.cursor() as cursor:
        statement = " UNION ALL ".join(parts) + " ORDER BY 1, 2, 3"
        cursor.execute(statement, list(by_kind.values()))
        for kind, key, *event in cursor.fetchall():
            found[kind, key].append(Event(*event))
    return found


def _public(by_kind: Mapping[int, Iterable[int]]) -> dict[tuple[int, int], str]:
    """By (kind, key), the id of what is public now; one query."""
    if not by_kind:
        return {}
    reader = Reader(AnonymousUser())
    parts = []
    for place, keys in by_kind.items():
        kind = KINDS[place]
        rows: Any = kind.visible(reader).filter(pk__in=list(keys)).order_by()
        named = rows.annotate(kind_=Value(place), name_=Cast(kind.key, CharField()))
        parts.append(named.values_list("kind_", "pk", "name_"))
    found = parts[0].union(*parts[1:], all=True) if len(parts) > 1 else parts[0]
    return {(place, key): name for place, key, name in found}


def _line(one: Touched, life: list[Event], public: str | None) -> Json | None:
    """What to say of it: nothing where nothing public happened, or of what is no longer there."""
    kind = KINDS[one.kind]
    if one.first is None or one.last is None:
        return _by_part(kind, one, life, public)
    before = [event for event in life if event.pk < one.first]
    after = [event for event in life if event.pk <= one.last]
    was = bool(before) and before[-1].is_public
    if after[-1].is_public:
        change = "changed" if was else "published"
        return _entry(kind, one, public, change) if public else None
    return _entry(kind, one, after[-1].name, "removed") if was else None


def _by_part(kind: Kind, one: Touched, life: list[Event], public: str | None) -> Json | None:
    """Of what changed by its parts alone: nothing before it was public itself.

    What is published by its own events and yet is not read was taken away with what it tells of.
    """
    opened = next((event.at for event in life if event.is_public), None)
    if not one.has_part or opened is None or opened > one.at:
        return None
    if public:
        return _entry(kind, one, public, "changed")
    return _entry(kind, one, life[-1].name, "removed") if life[-1].is_public else None


def _entry(kind: Kind, one: Touched, name: str, change: str) -> Json:
    key = name.lower() if kind.lowers else name
    return {
        "kind": kind.name,
        "id": key,
        "url": address(kind.name, key),
        "change": change,
        "at": one.at.isoformat(),
    }
