"""What was said before of the record that a row speaks of, and by whom."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass

from recommendations.choices import SourceKind
from recommendations.models import Recommendation, SourceRecord

from .identity import Candidate, find_records
from .payload import Payload

# Row and part of it (from 1; 0 where the row is not split).
Place = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Spoken(Candidate):
    """A sound row, or one part of it: `row` then carries the part's own text and name."""

    part: int = 0

    @property
    def place(self) -> Place:
        return self.row.position, self.part


@dataclass(frozen=True, slots=True)
class Known:
    """The record that a row speaks of.

    `before` is what the row's own source last said of it, None if it never did; `others` what the
    other sources said. The source that spoke first `leads`: what it changes is taken over, while
    the others only add (ADR 0008). A register's own list never leads: it repeats what others said.
    """

    pk: int
    reference: str
    before: Payload | None
    others: tuple[Payload, ...]
    leads: bool


def known_records(
    rows: Sequence[Spoken],
    *,
    source: str,
    places: Collection[tuple[int, int]],
    targets: Mapping[Place, int],
    separate: Collection[Place],
) -> dict[Place, Known]:
    """Place → the record that the row speaks of, as far as one is known.

    `places` are those of `identity.places_known`. What a person decided goes before likeness of place: `targets` name the record, and a row that
    is `separate` speaks of none but the one that its source itself names.
    """
    found = {row.place: targets[row.place] for row in rows if row.place in targets}
    named = _named([row for row in rows if row.place in separate], source)
    rest = [
        row
        for row in rows
        if row.place not in found and (row.place not in separate or row.payload["key"] in named)
    ]
    for part in sorted({row.part for row in rest}):
        spoken = [row for row in rest if row.part == part]
        for position, pk in find_records(spoken, source=source, places=places).items():
            if part == 0 or pk not in found.values():
                found[position, part] = pk
    return _said_of(found, {row.place: row.payload["key"] for row in rows}, source)


def _named(rows: Sequence[Spoken], source: str) -> set[str]:
    """The keys by which the source has spoken of a record already."""
    keys = {row.payload["key"] for row in rows} - {""}
    if not keys:
        return set()
    said = SourceRecord.objects.named(source, keys).values_list("key", flat=True)
    ids = Recommendation.objects.filter(
        annotation_id__in={row.payload["annotation_id"] for row in rows} - {None}
    ).values_list("annotation_id", flat=True)
    return {*said, *map(str, ids)}


def _said_of(
    found: Mapping[Place, int], keys: Mapping[Place, str], source: str
) -> dict[Place, Known]:
    if not found:
        return {}
    references = dict(
        Recommendation.objects.filter(pk__in=set(found.values())).values_list("pk", "reference")
    )
    said: dict[int, list[SourceRecord]] = {}
    records = SourceRecord.objects.filter(recommendation__in=references)
    for one in records.order_by("created_at", "pk"):
        said.setdefault(one.recommendation_id, []).append(one)
    return {
        place: _known(pk, references[pk], said.get(pk, []), source, keys[place])
        for place, pk in found.items()
    }


def _known(pk: int, reference: str, said: Sequence[SourceRecord], source: str, key: str) -> Known:
    own = own_record(said, source, key)
    return Known(
        pk=pk,
        reference=reference,
        before=own.payload if own else None,
        others=tuple(one.payload for one in said if one.source != source),
        leads=own is not None and said[0].source == source != SourceKind.REGISTER,
    )


def own_record(said: Iterable[SourceRecord], source: str, key: str) -> SourceRecord | None:
    """What the source said under this name, else under none, else the only thing that it said."""
    own = [one for one in said if one.source == source]
    for name in (key, ""):
        for one in own:
            if one.key == name:
                return one
    return own[0] if len(own) == 1 and not key else None


def split_before(keys: Iterable[str], source: str) -> set[str]:
    """The names among them whose rows were split when they were imported."""
    firsts = {part_key(key, 1): key for key in keys if key}
    if not firsts:
        return set()
    found = SourceRecord.objects.named(source, firsts)
    return {firsts[key] for key in found.values_list("key", flat=True)}


def part_key(key: str, part: int) -> str:
    """What the source's name of a row becomes for one of the row's parts."""
    return f"{key}#{part}" if key else ""


def records_for_comparison(keys: Iterable[int]) -> dict[int, Recommendation]:
    """Records with everything that `payload_of_record` reads, by key."""
    records = Recommendation.objects.filter(pk__in=list(keys)).select_related(
        "mechanism", "addressed_to", "review"
    )
    links = ("theme_links__theme", "group_links__group", "sdg_goal_links__goal")
    records = records.prefetch_related(
        "texts", "recommending_states", "codings", *links, "sdg_target_links__target"
    )
    return {record.pk: record for record in records}
