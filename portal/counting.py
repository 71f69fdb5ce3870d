"""How many recommendations fit: what the counts of the facets are made from, and what is kept of it.

Three kinds of facts are asked of the database, in one statement: how many there are of each value
that stands in the record itself; which records they are; and what is tied to which records
(portal.ties). The last are sets, written as the bits of a number, bit 5 for the record with the key
5: to count those that two sets share, however large, takes a microsecond. Sets are kept until
something changes in their tables.
"""

import datetime as dt
import hashlib
import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from django.core.cache import cache
from django.db import connection
from django.db.models import BooleanField, ExpressionWrapper, Q, QuerySet
from django.db.models.functions import ExtractYear
from psycopg import sql

from nmirf.common.dates import today

from . import ties
from .reader import Reader

NOT_ASSESSED = "not_assessed"

# Days within which what is due is due soon.
SOON_DAYS = 90

COLUMNS = (
    *("id", "mechanism_id", "review_id", "status", "position", "publication", "kind"),
    *("requires_legislation", "priority", "follow_up_due_on"),
)
# What misses at most one facet, by its place among those with a choice; 0 where none is missed.
NEAR = """
    WITH asked (today, soon) AS (SELECT %s::date, %s::date), base AS ({base}),
    near AS MATERIALIZED (SELECT id, {missed} AS missed, {own} FROM base CROSS JOIN asked
                           WHERE {total} <= 1)
    SELECT 'near', '', '', missed, array_agg(id), 0, '', '' FROM near GROUP BY missed
     UNION ALL
    SELECT 'own', GROUPING({names})::text, COALESCE({values}), missed, NULL, count(*), '', ''
      FROM near GROUP BY missed, GROUPING SETS ({sets})
"""
# All parts answer in the same columns: kind of row, tie or kind of term, key, place, records,
# number, label, value of the parent.
SETS = "SELECT 'set {0}', tie, key, 0, ids, 0, '', '' FROM ({1}) AS each (tie, key, ids)"
TERMS = (
    "SELECT 'term {0}', kind, key || ' ' || value, place, NULL, 0, label, parent"
    " FROM ({1}) AS each (kind, key, value, label, parent, place)"
)


class Term(NamedTuple):
    """One value of a list as it is shown; `parent` is the value of the one above it."""

    value: str
    label: str = ""
    parent: str = ""
    place: int = 0


@dataclass
class Tally:
    """What to count from: `near` and `own` by what is missed, `ties` and `terms` by name and key."""

    places: dict[str, int]
    near: dict[int, int] = field(default_factory=dict)
    own: dict[tuple[str, int], dict[str, int]] = field(default_factory=dict)
    ties: dict[str, dict[str, int]] = field(default_factory=dict)
    terms: dict[str, dict[str, Term]] = field(default_factory=dict)

    def kept(self, facet: str) -> int:
        """The set of what misses nothing, or this facet alone."""
        return self.near.get(0, 0) | self.near.get(self.places.get(facet, 0), 0)

    def numbers(self, column: str, facet: str) -> dict[str, int]:
        """How many of what `facet` counts have each value of one of the record's own facets."""
        found = dict(self.own.get((column, 0), {}))
        if place := self.places.get(facet):
            for value, number in self.own.get((column, place), {}).items():
                found[value] = found.get(value, 0) + number
        return found

    def tied(self, *names: str) -> int:
        """The set of what is tied to anything under one of these names."""
        found = 0
        for name in names:
            for records in self.ties.get(name, {}).values():
                found |= records
        return found


Rows = list[tuple[str, str, str, str, int, int]]


def run(
    reader: Reader,
    found: QuerySet,
    narrowing: dict[str, Q],
    own: Mapping[str, str],
    language: str,
    conclude: Callable[[Tally], Rows],
) -> Rows:
    """The rows that `conclude` makes of the tally, or those that it made before.

    `found` is what the search leaves of what the reader may see, `narrowing` what each facet with
    a choice asks, `own` what facets over the record itself read of it, in SQL; labels are in
    `language`.
    """
    near = _near(found, narrowing, own)
    with connection.cursor() as cursor:
        # As text: what notes the history of a form reads the statement as such.
        cursor.execute(NEWEST)
        is_quiet, *newest = cursor.fetchone()
        seconds = SECONDS_IN_QUIET if is_quiet else SECONDS_WHILE_WRITING
        changed = dict(zip(COUNTED, newest, strict=True))
        parts = _parts(reader, language, changed)
        question = _key("counts", near, sorted(parts), newest)
        rows: Rows | None = cache.get(question)
        if rows is None:
            tally = Tally({name: place for place, name in enumerate(narrowing, start=1)})
            _fill(tally, cursor, near, list(own), parts, seconds)
            rows = conclude(tally)
            cache.set(question, rows, seconds)
    return rows


def _near(found: QuerySet, narrowing: Iterable[str], own: Mapping[str, str]) -> ties.Part:
    listed = (
        found.order_by()
        .annotate(
            issued_year=ExtractYear("issued_on"),
            **{
                f"fits_{name}": ExpressionWrapper(condition, output_field=BooleanField())
                for name, condition in dict(narrowing).items()
            },
        )
        .values(*COLUMNS, "issued_year", *(f"fits_{name}" for name in narrowing))
    )
    base, values = listed.query.sql_with_params()
    misses = [f"(fits_{name} IS NOT TRUE)::int" for name in narrowing]
    columns = [f"own_{name}" for name in own]
    said = {
        "{base}": base,
        "{missed}": " + ".join(f"{place} * {miss}" for place, miss in enumerate(misses, 1)) or "0",
        "{total}": " + ".join(misses) or "0",
        "{own}": ", ".join(f"{value} AS own_{name}" for name, value in own.items()),
        "{names}": ", ".join(columns),
        "{values}": ", ".join(f"{column}::text" for column in columns),
        "{sets}": ", ".join(f"({column})" for column in columns),
    }
    statement = re.sub(r"\{[a-z]+\}", lambda match: said[match[0]], NEAR)
    return statement, [today(), today() + dt.timedelta(days=SOON_DAYS), *values]


# Every change of these records, raw SQL included, leaves a row of history: the newest rows of them
# tell whether a count is still true. Of two changes that overlap, the later may commit first: what
# was counted while anything was being written is therefore forgotten after half a minute.
COUNTED = (
    *("activities_activity", "activities_activityrecommendation", "activities_updatetarget"),
    *("activities_evidence", "activities_implementationupdate", "documents_document"),
    *("focalpoints_institution", "mechanisms_mechanism", "mechanisms_review", "mechanisms_state"),
    *("recommendations_affectedgroup", "recommendations_assessment", "recommendations_assignment"),
    *("recommendations_cluster", "recommendations_clustermembership", "recommendations_theme"),
    *("recommendations_grouplink", "recommendations_recommendation", "recommendations_sdggoal"),
    *("recommendations_objective", "recommendations_objectivelink", "recommendations_themelink"),
    *("recommendations_sdggoallink", "recommendations_sdgtarget", "recommendations_sdgtargetlink"),
    *("recommendations_recommendationtext", "recommendations_recommendingstate"),
)
SECONDS_IN_QUIET, SECONDS_WHILE_WRITING = 60 * 60, 30
NEWEST = (
    sql.SQL(
        "SELECT pg_snapshot_xmin(pg_current_snapshot()) = pg_snapshot_xmax(pg_current_snapshot()),"
        " {}"
    )
    .format(
        sql.SQL(", ").join(
            sql.SQL("(SELECT max(pgh_id) FROM {})").format(sql.Identifier(f"{table}event"))
            for table in COUNTED
        )
    )
    .as_string(None)
)
TABLES = re.compile(rf"\b(?:{'|'.join(COUNTED)})\b")


def _key(kind: str, *facts: Any) -> str:
    return f"register:{kind}:{hashlib.sha256(repr(facts).encode()).hexdigest()}"


# What is asked is the same for all who may see the same: its text is made once for them, with the
# tables that each part names.
_known: dict[tuple[Any, ...], list[tuple[str, ties.Part, list[str]]]] = {}
MOST_KNOWN = 256


def _parts(
    reader: Reader, language: str, changed: Mapping[str, int | None]
) -> dict[str, tuple[str, ties.Part]]:
    """By the key under which it is kept, what a part answers with and its question."""
    asker = (reader.user.pk, reader.rights, today(), language)
    if asker not in _known:
        if len(_known) >= MOST_KNOWN:
            _known.clear()
        asked = [
            *((SETS, part) for part in (*ties.FIXED, *ties.of_reader(reader))),
            *((TERMS, part) for part in ties.terms(language)),
        ]
        _known[asker] = [
            (kind, part, sorted(set(TABLES.findall(part[0])))) for kind, part in asked
        ]
    return {
        _key("part", part, [changed[table] for table in tables]): (kind, part)
        for kind, part, tables in _known[asker]
    }


def _fill(
    tally: Tally,
    cursor: Any,
    near: ties.Part,
    own: list[str],
    parts: Mapping[str, tuple[str, ties.Part]],
    seconds: int,
) -> None:
    """Ask for what stands near and for the parts that are not kept, all at once."""
    kept: dict[str, list[tuple[Any, ...]]] = cache.get_many(parts)
    missing = [key for key in parts if key not in kept]
    statements, values = [near[0]], list(near[1])
    for place, key in enumerate(missing):
        kind, (statement, asked) = parts[key]
        statements.append(kind.format(place, statement))
        values += asked
    cursor.execute(" UNION ALL ".join(statements), values)
    fresh: dict[str, list[tuple[Any, ...]]] = {key: [] for key in missing}
    for kind, name, key, place, records, number, label, parent in cursor.fetchall():
        if kind == "near":
            tally.near[place] = as_bits(records)
        elif kind == "own":
            # GROUPING sets the bit of every column but the one that is counted, the first the highest.
            column = own[-(~int(name) & ((1 << len(own)) - 1)).bit_length()]
            if key is not None:
                tally.own.setdefault((column, place), {})[key] = number
        elif kind.startswith("set"):
            fresh[missing[int(kind[4:])]].append((name, key, as_bits(records)))
        else:
            key, _space, value = key.partition(" ")
            fresh[missing[int(kind[5:])]].append((name, key, (value, label, parent, place)))
    if fresh:
        cache.set_many(fresh, seconds)
    for rows in (*kept.values(), *fresh.values()):
        for name, key, fact in rows:
            if isinstance(fact, int):
                tally.ties.setdefault(name, {})[key] = fact
            else:
                tally.terms.setdefault(name, {})[key] = Term(*fact)


def as_bits(keys: Iterable[int]) -> int:
    """A set of keys as a number with their bits."""
    listed = list(keys)
    written = bytearray((max(listed, default=0) >> 3) + 1)
    for key in listed:
        written[key >> 3] |= 1 << (key & 7)
    return int.from_bytes(written, "little")
