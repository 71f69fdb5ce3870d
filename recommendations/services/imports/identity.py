"""Which record of the register a row speaks of, and which it may speak of.

Certain, in this order: the annotation's id; the source's own name of the row; mechanism, State,
document symbol and paragraph, as the database folds them (`nmirf_symbol_key`,
`nmirf_paragraph_key`). For the Universal Periodic Review the cycle stands in for a symbol that one
of the two lacks. A record that was merged leads on to the one that stayed. Likeness of the wording
is never certain: it only names candidates for a person. A reference, which this register or another
wrote into its list, tells records at one place apart and leads nowhere else.
"""

import datetime as dt
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

from django.db import connection
from django.db.models import Q
from django.utils.translation import gettext as _

from mechanisms.choices import MechanismKind
from mechanisms.models import Mechanism, State
from recommendations.models import (
    ImportBatch,
    ImportRow,
    Merge,
    Recommendation,
    SourceRecord,
)
from recommendations.parsers import ParsedRow
from recommendations.services.likeness import SAME

from .payload import Payload

# A file that brings more new rows than this is a bulk file: nobody decides on its rows one by one,
# and comparing texts would take longer than reading it.
MOST_COMPARED = 5_000
_MOST_CANDIDATES = 3
_MOST_KEY = 200


@dataclass(frozen=True, slots=True)
class Candidate:
    """A sound row of the State whose recommendations are wanted."""

    row: ParsedRow
    payload: Payload
    mechanism: Mechanism
    state: State


def places_known() -> set[tuple[int, int]]:
    """(mechanism, State), as keys, of which the register has records: nothing else is looked for."""
    pairs = Recommendation.objects.order_by().values_list("mechanism", "addressed_to")
    return set(pairs.distinct())


def find_records(
    candidates: Sequence[Candidate], *, source: str, places: Collection[tuple[int, int]]
) -> dict[int, int]:
    """Row position → key of the record that the row speaks of; some ten queries
    whatever the number of rows.

    `source` is the kind of source that speaks (a value of `choices.SourceKind`), `places` what
    `places_known` gave. A row that its source names otherwise than a record at the same place does
    not speak of that record: the source itself tells the two apart.
    """
    if not places:
        return {}
    found = _by_annotation(candidates)
    found |= _by_key([c for c in candidates if c.row.position not in found], source)
    rest = [
        c
        for c in candidates
        if c.row.position not in found and (c.mechanism.pk, c.state.pk) in places
    ]
    return _led_on(found | _by_place(rest, source, found))


def _name(candidate: Candidate) -> str:
    """The source's own name of the row, "" if it has none."""
    return (candidate.row.annotation_id or candidate.row.key)[:_MOST_KEY]


def _by_annotation(candidates: Sequence[Candidate]) -> dict[int, int]:
    ids = {c.row.annotation_id: c.row.position for c in candidates if c.row.annotation_id}
    known = Recommendation.objects.filter(annotation_id__in=list(ids)).order_by()
    pairs = {str(name): pk for pk, name in known.values_list("pk", "annotation_id")}
    return {
        c.row.position: pairs[c.row.annotation_id]
        for c in candidates
        if c.row.annotation_id in pairs
    }


def _by_key(candidates: Sequence[Candidate], source: str) -> dict[int, int]:
    names = {name for c in candidates if (name := _name(c))}
    if not names:
        return {}
    said = SourceRecord.objects.named(source, names).order_by()
    pairs = dict(said.values_list("key", "recommendation_id"))
    return {c.row.position: pairs[name] for c in candidates if (name := _name(c)) in pairs}


# Rows are handed over as columns, so that a chunk costs one query whatever its length.
_AT_PLACE = r"""
    SELECT asked.position, r.id, COALESCE(btrim(regexp_replace(t.text, '\s+', ' ', 'g')) = asked.text, false)
           AS same_text,
           asked.symbol <> '' AND asked.paragraph <> '' AS is_named,
           r.reference = asked.reference AS same_reference
      FROM unnest(%(position)s::int[], %(mechanism)s::bigint[], %(state)s::bigint[], %(symbol)s::text[],
                  %(paragraph)s::text[], %(text)s::text[], %(cycle)s::int[],
                  %(reference)s::text[])
           AS asked(position, mechanism, state, symbol, paragraph, text, cycle, reference)
      JOIN recommendations_recommendation r
        ON r.mechanism_id = asked.mechanism AND r.addressed_to_id = asked.state
       AND nmirf_symbol_key(r.symbol) = nmirf_symbol_key(asked.symbol)
       AND nmirf_paragraph_key(r.paragraph) = nmirf_paragraph_key(asked.paragraph)
      LEFT JOIN recommendations_recommendationtext t
        ON t.recommendation_id = r.id AND t.is_authentic
     WHERE asked.paragraph <> '' OR t.text = asked.text OR r.reference = asked.reference
     ORDER BY asked.position, same_text DESC, same_reference DESC, r.id
"""
_IN_CYCLE = r"""
    SELECT asked.position, r.id, COALESCE(btrim(regexp_replace(t.text, '\s+', ' ', 'g')) = asked.text, false)
           AS same_text, true,
           r.reference = asked.reference AS same_reference
      FROM unnest(%(position)s::int[], %(mechanism)s::bigint[], %(state)s::bigint[], %(symbol)s::text[],
                  %(paragraph)s::text[], %(text)s::text[], %(cycle)s::int[],
                  %(reference)s::text[])
           AS asked(position, mechanism, state, symbol, paragraph, text, cycle, reference)
      JOIN recommendations_recommendation r
        ON r.mechanism_id = asked.mechanism AND r.addressed_to_id = asked.state
       AND '' IN (r.symbol, asked.symbol)
       AND nmirf_paragraph_key(r.paragraph) = nmirf_paragraph_key(asked.paragraph)
      JOIN mechanisms_review v ON v.id = r.review_id AND v.cycle = asked.cycle
      LEFT JOIN recommendations_recommendationtext t
        ON t.recommendation_id = r.id AND t.is_authentic
     ORDER BY asked.position, same_text DESC, same_reference DESC, r.id
"""


def _by_place(
    candidates: Sequence[Candidate], source: str, found: dict[int, int]
) -> dict[int, int]:
    taken = set(found.values())
    placed = _chosen(candidates, _at(_AT_PLACE, candidates), source, taken)
    in_cycles = [
        c
        for c in candidates
        if c.row.position not in placed
        and c.mechanism.kind == MechanismKind.UPR
        and c.row.upr_cycle
        and c.row.paragraph
    ]
    return placed | _chosen(in_cycles, _at(_IN_CYCLE, in_cycles), source, taken)


class _Place(NamedTuple):
    """A record at the place that a row names, and what else the two have in common."""

    position: int
    pk: int
    same_text: bool
    is_named: bool
    same_reference: bool


def _at(statement: str, candidates: Sequence[Candidate]) -> list[_Place]:
    """The records at the places of the rows, of each row the likeliest first."""
    if not candidates:
        return []
    columns: dict[str, list[Any]] = {
        "position": [c.row.position for c in candidates],
        "mechanism": [c.mechanism.pk for c in candidates],
        "state": [c.state.pk for c in candidates],
        "symbol": [c.row.symbol for c in candidates],
        "paragraph": [c.row.paragraph for c in candidates],
        "text": [c.row.text for c in candidates],
        "cycle": [c.row.upr_cycle for c in candidates],
        "reference": [c.row.reference for c in candidates],
    }
    with connection.cursor() as cursor:
        cursor.execute(statement, columns)
        return [_Place(*row) for row in cursor.fetchall()]


def _chosen(
    candidates: Sequence[Candidate],
    places: Sequence[_Place],
    source: str,
    taken: set[int],
) -> dict[int, int]:
    """Each row with the record of its text or reference; else with the only one there, if the place
    is named.
    """
    at: dict[int, list[_Place]] = {}
    for place in places:
        at.setdefault(place.position, []).append(place)
    names = _names({place.pk for place in places}, source)
    found: dict[int, int] = {}
    for candidate in candidates:
        row = candidate.row
        there = [
            place
            for place in at.get(row.position, [])
            if place.pk not in taken and not _told_apart(names.get(place.pk, _NO_NAMES), candidate)
        ]
        chosen = _choose(there)
        if chosen is not None:
            found[row.position] = chosen
            taken.add(chosen)
    return found


def _choose(there: Sequence[_Place]) -> int | None:
    said = [place for place in there if place.same_text] or [
        place for place in there if place.same_reference
    ]
    if said:
        return said[0].pk
    return there[0].pk if len(there) == 1 and there[0].is_named else None


@dataclass(frozen=True, slots=True)
class _Names:
    """How sources name one record."""

    annotation_id: str = ""
    keys: frozenset[str] = frozenset()


_NO_NAMES = _Names()


def _names(keys: Collection[int], source: str) -> dict[int, _Names]:
    if not keys:
        return {}
    records = Recommendation.objects.filter(pk__in=keys).order_by()
    ids = dict(records.values_list("pk", "annotation_id"))
    said: dict[int, set[str]] = {}
    named = SourceRecord.objects.filter(recommendation__in=keys, source=source).exclude(key="")
    for pk, key in named.order_by().values_list("recommendation_id", "key"):
        said.setdefault(pk, set()).add(key)
    return {
        pk: _Names(str(annotation or ""), frozenset(said.get(pk, ())))
        for pk, annotation in ids.items()
    }


def _told_apart(names: _Names, candidate: Candidate) -> bool:
    """Whether the source has another name for the record at this place than for the row."""
    if candidate.row.annotation_id and names.annotation_id:
        return True
    return bool(_name(candidate) and names.keys and _name(candidate) not in names.keys)


def _led_on(found: dict[int, int]) -> dict[int, int]:
    """With each record that was merged replaced by the one that stayed."""
    onward = lead_on(set(found.values()))
    return {position: onward[pk] for position, pk in found.items()}


def lead_on(keys: Collection[int]) -> dict[int, int]:
    """Key of a record → key of the one that it was merged into in the end, itself if it never was."""
    onward = {pk: pk for pk in keys}
    while True:
        ends = Recommendation.objects.filter(pk__in=set(onward.values()))
        pairs = ends.order_by().values_list("pk", "merged_into_id")
        merged = {pk: end for pk, end in pairs if end is not None}
        if not merged:
            return onward
        onward = {pk: merged.get(end, end) for pk, end in onward.items()}


def changed_since(moment: dt.datetime) -> bool:
    """Whether records came in, by whatever door, or were merged or taken apart since."""
    merges = Merge.objects.filter(Q(created_at__gt=moment) | Q(undone_at__gt=moment))
    written = ImportBatch.objects.filter(committed_at__gt=moment)
    typed = Recommendation.objects.filter(created_at__gt=moment)
    return written.exists() or merges.exists() or typed.exists()


# Rows of one batch against records of the same State and mechanism, of the same cycle or year. A
# record of which another row of the file speaks is not meant twice.
_COMPARE = """
    WITH fresh AS (
        SELECT row.id, m.id AS mechanism, s.id AS state,
               row.changes->>'text' AS text, row.changes->>'language' AS language,
               row.changes->>'symbol' AS symbol, row.changes->>'paragraph' AS paragraph,
               (row.changes->>'cycle')::int AS cycle,
               left(row.changes->>'issued_on', 4)::int AS year
          FROM recommendations_importrow AS row
          JOIN mechanisms_mechanism m ON m.code = row.changes->>'mechanism'
          JOIN mechanisms_state s ON s.iso3 = row.addressed_to
         WHERE row.batch_id = %(batch)s AND row.outcome = 'create'
    )
    SELECT fresh.id, r.reference, round(100 * share.value)::int
      FROM fresh
      JOIN recommendations_recommendation r
        ON r.mechanism_id = fresh.mechanism AND r.addressed_to_id = fresh.state
       AND r.merged_into_id IS NULL
      LEFT JOIN mechanisms_review v ON v.id = r.review_id
      JOIN recommendations_recommendationtext t
        ON t.recommendation_id = r.id AND t.language = fresh.language
     CROSS JOIN LATERAL (
        SELECT nmirf_likeness(t.text, fresh.text) AS value
     ) AS share
     WHERE COALESCE(v.cycle = fresh.cycle, extract(year FROM r.issued_on) = fresh.year, true)
       AND NOT nmirf_apart(fresh.symbol, fresh.paragraph, r.symbol, r.paragraph)
       AND NOT EXISTS (
            SELECT FROM recommendations_importrow AS other
             WHERE other.batch_id = %(batch)s AND other.recommendation_id = r.id)
       AND share.value >= %(least)s
     ORDER BY fresh.id, share.value DESC, r.id
"""


def note_candidates(batch: ImportBatch) -> int:
    """Name for each new row of a State's own file the records that it may speak of; how many rows.

    Source of the measure: `services.likeness`. Bulk files, of every State or of more than
    `MOST_COMPARED` new rows, are left alone; after they are written, suggestions take their place.
    """
    fresh = batch.rows.filter(outcome="create")
    if not batch.state_code or fresh.count() > MOST_COMPARED:
        return 0
    found: dict[int, list[dict[str, Any]]] = {}
    with connection.cursor() as cursor:
        cursor.execute(_COMPARE, {"batch": batch.pk, "least": SAME / 100})
        for row, reference, score in cursor.fetchall():
            why = _("%(score)s %% of the wording is common") % {"score": score}
            found.setdefault(row, []).append({"reference": reference, "score": score, "why": why})
    rows = [
        ImportRow(pk=pk, candidates=candidates[:_MOST_CANDIDATES])
        for pk, candidates in found.items()
    ]
    ImportRow.objects.bulk_update(rows, ["candidates"], batch_size=500)
    return len(rows)
