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
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from django.core.cache import cache
from django.db import connection
from django.db.models import BooleanField, ExpressionWrapper, Q, QuerySet
from django.db.models.functions import ExtractYear
from psycopg import sql

from nmirf.common.dates import today
from nmirf.common.kept import (
    Kept,
    Newest,
    State,
    how_new,
    kept,
    kept_each,
    newest_of,
    seconds_for,
)

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
    SELECT 'near', 0, '', '', missed, array_agg(id), 0, '', '', '' FROM near GROUP BY missed
     UNION ALL
    SELECT 'own', 0, GROUPING({names})::text, COALESCE({values}), missed, NULL, count(*), '', '', ''
      FROM near GROUP BY missed, GROUPING SETS ({sets})
"""
SET = "SELECT 'set', {0}, tie, key, 0, ids, 0, '', '', '' FROM ({1}) AS each (tie, key, ids)"
TERM = (
    "SELECT 'term', {0}, kind, key::text, place, NULL, 0, value, label, parent"
    " FROM ({1}) AS each (kind, key, value, label, parent, place)"
)


class Answer(NamedTuple):
    """A row of the statement, from what stands near or from the part with this number."""

    kind: str
    part: int
    name: str
    key: str | None
    place: int
    records: list[int] | None
    number: int
    value: str
    label: str
    parent: str


class Listed(NamedTuple):
    """One value of a list as it is shown; `parent` is the value of the one above it."""

    value: str
    label: str = ""
    parent: str = ""
    place: int = 0


# Of a part: the bits of a set, the fields of a term, or the records that have a day.
Fact = int | tuple[str, str, str, int] | list[int]
# With the name of the tie or list, and the key in it.
Facts = list[tuple[str, str, Fact]]


@dataclass
class Tally:
    """What to count from: `near` and `own` by what is missed, `ties` and `terms` by name and key,
    `days` by name and record: the latest that it has, as ISO writes it.
    """

    places: dict[str, int]
    near: dict[int, int] = field(default_factory=dict)
    own: dict[tuple[str, int], dict[str, int]] = field(default_factory=dict)
    ties: dict[str, dict[str, int]] = field(default_factory=dict)
    terms: dict[str, dict[str, Listed]] = field(default_factory=dict)
    days: dict[str, dict[int, str]] = field(default_factory=dict)

    def add(self, name: str, key: str, fact: Fact) -> None:
        """A set of what is tied to something, what has a day, or what is told of a term."""
        if isinstance(fact, int):
            self.ties.setdefault(name, {})[key] = fact
        elif isinstance(fact, list):
            latest = self.days.setdefault(name, {})
            latest |= {record: key for record in fact if latest.get(record, "") < key}
        else:
            self.terms.setdefault(name, {})[key] = Listed(*fact)

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
    names: Collection[str],
    conclude: Callable[[Tally], Rows],
) -> Rows:
    """The rows that `conclude` makes of the tally for the facets `names`, or those that it made before.

    `found` is what the search leaves of what the reader may see, `narrowing` what each facet with
    a choice asks, `own` what facets over the record itself read of it, in SQL; labels are in
    `language`.
    """
    near = _near(found, narrowing, own)
    with connection.cursor() as cursor:
        is_quiet, newest = _state(reader)
        seconds = seconds_for(is_quiet=is_quiet)
        changed = dict(zip(COUNTED, newest, strict=True))
        parts = _parts(reader, language, changed)
        question = _key("counts", near, sorted(parts), list(names))
        counted: tuple[Newest, Rows] | None = cache.get(question)
        if counted is None or counted[0] != newest:
            tally = Tally({name: place for place, name in enumerate(narrowing, start=1)})
            _fill(tally, cursor, near, list(own), parts, seconds)
            counted = newest, conclude(tally)
            cache.set(question, counted, seconds)
    return counted[1]


def keep(facts: Sequence[Any], make: Callable[[], Kept]) -> Kept:
    """What `make` gives for these facts, or gave before if nothing has changed since; one query."""
    return kept(_key("kept", *facts), None, NEWEST, make)


def keep_each(
    reader: Reader,
    name: str,
    keys: Sequence[int],
    facts: Sequence[Any],
    read: Callable[[list[int]], dict[int, Kept]],
) -> dict[int, Kept]:
    """The same of each record; where the page has counted, with no query but those of `read`."""
    return kept_each(f"register:{name}", keys, tuple(facts), _state(reader), read)


def _state(reader: Reader) -> State:
    """How new the tables are, asked once for all that one reader is shown."""
    if reader.state is None:
        reader.state = how_new(NEWEST)
    return reader.state


def changed_at() -> dt.datetime | None:
    """When anything was last changed that is counted or drawn; one query."""
    with connection.cursor() as cursor:
        cursor.execute(LATEST)
        moment: dt.datetime | None = cursor.fetchone()[0]
    return moment


def _near(found: QuerySet, narrowing: Mapping[str, Q], own: Mapping[str, str]) -> ties.Part:
    listed = (
        found.order_by()
        .annotate(
            issued_year=ExtractYear("issued_on"),
            **{
                f"fits_{name}": ExpressionWrapper(condition, output_field=BooleanField())
                for name, condition in narrowing.items()
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


# What is kept is true as long as these tables are as they were (nmirf.common.kept).
COUNTED = (
    *("activities_activity", "activities_activityrecommendation", "activities_updatetarget"),
    *("activities_evidence", "activities_implementationupdate", "documents_document"),
    *("activities_activitycluster", "activities_budgetline", "activities_indicator"),
    *("activities_indicatoractivity", "activities_indicatorcluster", "activities_nationalplan"),
    *("activities_indicatorrecommendation", "activities_objectivecluster"),
    *("activities_objectiverecommendation", "activities_planobjective", "reporting_obligation"),
    "activities_milestone",
    *("focalpoints_institution", "mechanisms_mechanism", "mechanisms_review", "mechanisms_state"),
    *("recommendations_affectedgroup", "recommendations_assessment", "recommendations_assignment"),
    *("recommendations_cluster", "recommendations_clustermembership", "recommendations_theme"),
    *("recommendations_grouplink", "recommendations_recommendation", "recommendations_sdggoal"),
    *("recommendations_objective", "recommendations_objectivelink", "recommendations_themelink"),
    *("recommendations_sdggoallink", "recommendations_sdgtarget", "recommendations_sdgtargetlink"),
    *("recommendations_recommendationtext", "recommendations_recommendingstate"),
)
NEWEST = newest_of(COUNTED)
# When the last of these changes was made, and of what charts show besides.
LATEST = (
    sql.SQL("SELECT GREATEST({})")
    .format(
        sql.SQL(", ").join(
            sql.SQL("(SELECT pgh_created_at FROM {} ORDER BY pgh_id DESC LIMIT 1)").format(
                sql.Identifier(f"{table}event")
            )
            for table in (*COUNTED, "activities_indicatorvalue", "reporting_consultation")
        )
    )
    .as_string(None)
)
TABLES = re.compile(rf"\b(?:{'|'.join(COUNTED)})\b")


def _key(kind: str, *facts: Any) -> str:
    return f"register:{kind}:{hashlib.sha256(repr(facts).encode()).hexdigest()}"


# What is asked is the same for all who may see the same: its text is made once for them, with the
# key under which its answer is kept and the tables that it names.
_known: dict[tuple[Any, ...], list[tuple[str, str, ties.Part, list[str]]]] = {}
MOST_KNOWN = 256


def _parts(
    reader: Reader, language: str, changed: Mapping[str, int | None]
) -> dict[str, tuple[str, ties.Part, Newest]]:
    """By the key under which it is kept, what a part answers with, its question and how new it is."""
    asker = (reader.user.pk, reader.rights, today(), language)
    if asker not in _known:
        if len(_known) >= MOST_KNOWN:
            _known.clear()
        asked = [
            *((SET, part) for part in (*ties.FIXED, *ties.of_reader(reader))),
            *((TERM, part) for part in ties.terms(language)),
        ]
        _known[asker] = [
            (_key("part", part), kind, part, sorted(set(TABLES.findall(part[0]))))
            for kind, part in asked
        ]
    return {
        key: (kind, part, [changed[table] for table in tables])
        for key, kind, part, tables in _known[asker]
    }


def _fill(
    tally: Tally,
    cursor: Any,
    near: ties.Part,
    own: list[str],
    parts: Mapping[str, tuple[str, ties.Part, Newest]],
    seconds: int,
) -> None:
    """Ask for what stands near and for the parts that are not kept, all at once."""
    kept: dict[str, tuple[Newest, Facts]] = cache.get_many(parts)
    true = {key: facts for key, (newest, facts) in kept.items() if newest == parts[key][2]}
    missing = [key for key in parts if key not in true]
    fresh: dict[str, Facts] = {key: [] for key in missing}
    for answer in _answers(cursor, near, [parts[key][:2] for key in missing]):
        if answer.kind == "near":
            tally.near[answer.place] = as_bits(answer.records or ())
        elif answer.kind == "own":
            _note(tally, own, answer)
        else:
            fresh[missing[answer.part]].append((answer.name, answer.key or "", _fact(answer)))
    if fresh:
        cache.set_many({key: (parts[key][2], facts) for key, facts in fresh.items()}, seconds)
    for facts in (*true.values(), *fresh.values()):
        for name, key, fact in facts:
            tally.add(name, key, fact)


def _answers(
    cursor: Any, near: ties.Part, parts: Iterable[tuple[str, ties.Part]]
) -> Iterable[Answer]:
    statements, values = [near[0]], list(near[1])
    for number, (kind, (statement, asked)) in enumerate(parts):
        statements.append(kind.format(number, statement))
        values += asked
    cursor.execute(" UNION ALL ".join(statements), values)
    return map(Answer._make, cursor.fetchall())


def _note(tally: Tally, own: list[str], answer: Answer) -> None:
    """GROUPING sets the bit of every column but the one that was counted, the first the highest."""
    unset = ~int(answer.name) & ((1 << len(own)) - 1)
    if answer.key is not None:
        column = own[len(own) - unset.bit_length()]
        tally.own.setdefault((column, answer.place), {})[answer.key] = answer.number


def _fact(answer: Answer) -> Fact:
    if answer.name in ties.DATED:
        return answer.records or []
    if answer.kind == "set":
        return as_bits(answer.records or ())
    return answer.value, answer.label, answer.parent, answer.place


def as_bits(keys: Collection[int]) -> int:
    """A set of keys as a number with their bits."""
    written = bytearray((max(keys, default=0) >> 3) + 1)
    for key in keys:
        written[key >> 3] |= 1 << (key & 7)
    return int.from_bytes(written, "little")
