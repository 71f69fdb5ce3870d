"""Which record of the register a row speaks of.

Certain, in this order: the source's own name of the row; the annotation's id; mechanism, State,
document symbol and paragraph.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Prefetch

from mechanisms.models import Mechanism, State
from recommendations.models import Recommendation, RecommendationText, SourceRecord
from recommendations.parsers import ParsedRow

from .payload import Payload, payload_of_record


@dataclass(frozen=True, slots=True)
class Candidate:
    """A sound row of the State whose recommendations are wanted."""

    row: ParsedRow
    payload: Payload
    mechanism: Mechanism
    state: State


@dataclass(frozen=True, slots=True)
class Match:
    """The record that a row speaks of, and what the source said of it before."""

    pk: int
    reference: str
    before: Payload


def find_records(candidates: Sequence[Candidate], *, source: str) -> dict[int, Match]:
    """Row position → the record that the row speaks of; the number of queries is bounded.

    `source` is the kind of source that speaks (a value of `choices.SourceKind`).
    """
    found = _by_key(candidates, source)
    found |= _by_annotation([c for c in candidates if c.row.position not in found])
    found |= _by_paragraph([c for c in candidates if c.row.position not in found], source)
    return {position: _match(record, source) for position, record in found.items()}


def _by_key(candidates: Sequence[Candidate], source: str) -> dict[int, Recommendation]:
    names = {name: c.row.position for c in candidates if (name := c.payload["key"])}
    said = SourceRecord.objects.filter(source=source, key__in=names) if names else ()
    pairs = {one.key: one.recommendation_id for one in said}
    records = {record.pk: record for record in _with_source(pairs.values())}
    return {names[key]: records[pk] for key, pk in pairs.items()}


def _by_annotation(candidates: Sequence[Candidate]) -> dict[int, Recommendation]:
    ids = {name: c.row.position for c in candidates if (name := c.payload["annotation_id"])}
    known = Recommendation.objects.filter(annotation_id__in=ids).values_list("pk", flat=True)
    return {ids[str(one.annotation_id)]: one for one in _with_source(known if ids else ())}


def _by_paragraph(candidates: Sequence[Candidate], source: str) -> dict[int, Recommendation]:
    places = _records_of_places(candidates)
    found: dict[int, Recommendation] = {}
    for candidate in candidates:
        records = places.get(_place(candidate), [])
        record = _choose(candidate, [one for one in records if _is_free(one, candidate, source)])
        if record is not None:
            records.remove(record)
            found[candidate.row.position] = record
    return found


def _records_of_places(
    candidates: Sequence[Candidate],
) -> dict[tuple[Any, ...], list[Recommendation]]:
    if not candidates:
        return {}
    records = Recommendation.objects.filter(
        addressed_to__in={c.state.pk for c in candidates},
        symbol__in={c.payload["symbol"] for c in candidates},
        paragraph__in={c.payload["paragraph"] for c in candidates},
    )
    if all(c.payload["annotation_id"] for c in candidates):
        records = records.filter(annotation_id=None)
    places: dict[tuple[Any, ...], list[Recommendation]] = {}
    for record in _with_source(records.values_list("pk", flat=True)):
        key = (record.mechanism_id, record.addressed_to_id, record.symbol, record.paragraph)
        places.setdefault(key, []).append(record)
    return places


def _place(candidate: Candidate) -> tuple[Any, ...]:
    payload = candidate.payload
    return candidate.mechanism.pk, candidate.state.pk, payload["symbol"], payload["paragraph"]


def _is_free(record: Recommendation, candidate: Candidate, source: str) -> bool:
    """Whether the row may speak of it: no other row of its source does, under another name."""
    if candidate.payload["annotation_id"] and record.annotation_id is not None:
        return False
    key = candidate.payload["key"]
    return not key or not any(
        said.source == source and said.key and said.key != key
        for said in record.source_records.all()
    )


def _choose(candidate: Candidate, records: Sequence[Recommendation]) -> Recommendation | None:
    """The record with the same text; else the only one there, if a paragraph names the place."""
    payload = candidate.payload
    for record in records:
        text = record.authentic
        if text is not None and text.text == payload["text"]:
            return record
    named = payload["paragraph"] and payload["symbol"]
    return records[0] if named and len(records) == 1 else None


def _with_source(keys: Any) -> Any:
    keys = list(keys)
    if not keys:
        return ()
    texts = RecommendationText.objects.filter(is_authentic=True)
    return (
        Recommendation.objects.filter(pk__in=keys)
        .select_related("mechanism", "addressed_to", "review")
        .prefetch_related(Prefetch("texts", queryset=texts), "source_records")
        .order_by("pk")
    )


def _match(record: Recommendation, source: str) -> Match:
    said = (one.payload for one in record.source_records.all() if one.source == source)
    return Match(record.pk, record.reference, next(said, None) or payload_of_record(record))
