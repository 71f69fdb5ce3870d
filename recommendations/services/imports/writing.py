"""What a read file brings, written: new records in bulk, changed ones field by field.

Only what the source changed is touched. Clusters, assignments, assessments, publication and terms
that people linked belong to the people.
"""

import datetime as dt
from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from django.db import connection, models
from django.utils import timezone
from django.utils.translation import gettext as _

from mechanisms.models import Mechanism, Review
from mechanisms.services.reviews import review_of_document
from nmirf.common.history import because
from recommendations.choices import LinkMethod, Position, Publication, RowOutcome, SourceKind
from recommendations.models import (
    GroupLink,
    ImportBatch,
    ImportRow,
    PositionChange,
    Recommendation,
    RecommendationText,
    RecommendingState,
    SdgGoalLink,
    SdgTargetLink,
    SourceRecord,
    ThemeLink,
)

from .payload import Payload, known, payload_of_record
from .references import paragraph_key
from .terms import Terms

CHUNK = 500
POSITION_SOURCE = "Universal Human Rights Index (UHRI)"
_PLAIN_COLUMNS = ("symbol", "paragraph", "kind", "position", "annotation_id")
# Parts of a new row that are not what the source says.
_OURS = ("reference", "addressed_to")


class Writing:
    """One batch being written, inside the caller's transaction."""

    def __init__(self, batch: ImportBatch) -> None:
        self.batch = batch
        self.terms = Terms.load()
        self._reviews: dict[tuple[str, str], Review] = {}

    def run(self) -> None:
        # Checks that wait for the end are gone through again for every row of history, so that
        # the time would grow with the square of the rows.
        with connection.cursor() as cursor:
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        for rows in self._chunks(RowOutcome.CREATE):
            with self._reason():
                self._create(rows)
        for rows in self._chunks(RowOutcome.UPDATE):
            with self._reason():
                self._update(rows)

    def _reason(self) -> Any:
        reason = _("Import of %(file)s") % {"file": self.batch.filename}
        return because(reason, batch=str(self.batch.reference), user=self.batch.started_by_id)

    def _chunks(self, outcome: RowOutcome) -> Iterator[list[ImportRow]]:
        last = 0
        rows = self.batch.rows.filter(outcome=outcome).order_by("pk")
        while chunk := list(rows.filter(pk__gt=last)[:CHUNK]):
            yield chunk
            last = chunk[-1].pk

    # New records.

    def _create(self, rows: Sequence[ImportRow]) -> None:
        records = Recommendation.objects.bulk_create(self._record(row) for row in rows)
        RecommendationText.objects.bulk_create(
            _text(record, row.changes) for record, row in zip(records, rows, strict=True)
        )
        for row, record in zip(rows, records, strict=True):
            row.recommendation = record
        ImportRow.objects.bulk_update(rows, ["recommendation"])
        pairs = [(record.pk, row.changes) for record, row in zip(records, rows, strict=True)]
        for model, field, keys in self._links():
            model._default_manager.bulk_create(
                _link(model, pk, field, keys[code])
                for pk, payload in pairs
                for code in sorted(known(payload[_LIST_OF[model]]))
                if code in keys
            )
        PositionChange.objects.bulk_create(
            _position(pk, payload)
            for pk, payload in pairs
            if payload["position"] != Position.NOT_STATED
        )
        SourceRecord.objects.bulk_create(
            SourceRecord(
                recommendation_id=pk,
                batch=self.batch,
                source=SourceKind.UHRI,
                key=payload["annotation_id"] or "",
                payload=_said(payload),
            )
            for pk, payload in pairs
        )

    def _record(self, row: ImportRow) -> Recommendation:
        payload = row.changes
        stated = payload["position"] != Position.NOT_STATED
        published = self.batch.publish
        return Recommendation(
            reference=row.reference,
            mechanism=self._mechanism(payload),
            review=self._review(payload, payload["addressed_to"]),
            symbol=payload["symbol"],
            paragraph=payload["paragraph"],
            paragraph_key=paragraph_key(payload["paragraph"]),
            kind=payload["kind"],
            issued_on=_day(payload),
            addressed_to=self.terms.state_of_code[payload["addressed_to"]],
            position=payload["position"],
            position_source=POSITION_SOURCE if stated else "",
            annotation_id=payload["annotation_id"],
            publication=Publication.PUBLISHED if published else Publication.DRAFT,
            published_at=timezone.now() if published else None,
        )

    def _mechanism(self, payload: Payload) -> Mechanism:
        return self.terms.mechanism_of_code[payload["mechanism"]]

    def _review(self, payload: Payload, state: str) -> Review | None:
        """None for a row that names no document: it can't be told to which review it belongs."""
        symbol = payload["symbol"]
        if not symbol:
            return None
        key = (payload["mechanism"], symbol)
        if key not in self._reviews:
            self._reviews[key] = review_of_document(
                mechanism=self._mechanism(payload),
                symbol=symbol,
                state=self.terms.state_of_code[state],
                cycle=payload["cycle"],
                session=payload["session"],
                published_on=_day(payload),
            )
        return self._reviews[key]

    def _links(self) -> tuple[tuple[type[models.Model], str, Any], ...]:
        """Each model of links with its column and the keys by code."""
        states = {code: state.pk for code, state in self.terms.state_of_code.items()}
        return (
            (RecommendingState, "state_id", states),
            (ThemeLink, "theme_id", self.terms.theme_keys),
            (GroupLink, "group_id", self.terms.group_keys),
            (SdgGoalLink, "goal_id", self.terms.goal_keys),
            (SdgTargetLink, "target_id", self.terms.target_keys),
        )

    # Changed records.

    def _update(self, rows: Sequence[ImportRow]) -> None:
        records = (
            Recommendation.objects.select_for_update(of=("self",))
            .select_related("addressed_to")
            .prefetch_related("texts")
            .in_bulk([row.recommendation_id for row in rows])
        )
        for row in rows:
            self._update_one(records[row.recommendation_id or 0], row)

    def _update_one(self, record: Recommendation, row: ImportRow) -> None:
        after = {field: values[1] for field, values in row.changes.items()}
        before = {field: values[0] for field, values in row.changes.items()}
        source = record.source_records.filter(source=SourceKind.UHRI).first()
        payload = (source.payload if source else payload_of_record(record)) | after
        self._change_columns(record, after, payload)
        if after.keys() & {"text", "heading"}:
            _change_text(record, after)
        for model, field, keys in self._links():
            name = _LIST_OF[model]
            if name in after:
                _change_links(model, record, field, keys, before[name] or [], after[name])
        if source is None:
            source = SourceRecord(recommendation=record, source=SourceKind.UHRI)
        source.key = payload["annotation_id"] or ""
        source.payload, source.batch = payload, self.batch
        source.save()

    def _change_columns(self, record: Recommendation, after: Payload, payload: Payload) -> None:
        names: list[str] = [name for name in _PLAIN_COLUMNS if name in after]
        for name in names:
            setattr(record, name, after[name])
        if "paragraph" in after:
            record.paragraph_key = paragraph_key(after["paragraph"])
            names.append("paragraph_key")
        if "issued_on" in after:
            record.issued_on = _day(after)
            names.append("issued_on")
        if "mechanism" in after:
            record.mechanism = self._mechanism(after)
            names.append("mechanism")
        names += self._change_state(record, after)
        names += self._change_review(record, after, payload)
        if "position" in after:
            record.position_source = POSITION_SOURCE
            names.append("position_source")
            _position(record.pk, payload).save()
        if names:
            record.save(update_fields=[*names, "updated_at"])

    def _change_state(self, record: Recommendation, after: Payload) -> list[str]:
        """The State addressed stays while the source still names it."""
        codes = sorted(known(after.get("countries", [])))
        if not codes or record.addressed_to.iso3 in codes:
            return []
        own = self.batch.state_code
        record.addressed_to = self.terms.state_of_code[own if own in codes else codes[0]]
        return ["addressed_to"]

    def _change_review(self, record: Recommendation, after: Payload, payload: Payload) -> list[str]:
        if not after.keys() & {"mechanism", "symbol", "cycle", "session"}:
            return []
        review = self._review(payload, record.addressed_to.iso3)
        if review is None or review.pk == record.review_id:
            return []
        record.review = review
        return ["review"]


_LIST_OF: dict[type[models.Model], str] = {
    RecommendingState: "recommending_states",
    ThemeLink: "themes",
    GroupLink: "groups",
    SdgGoalLink: "sdgs",
    SdgTargetLink: "sdgs",
}


def _day(payload: Payload) -> dt.date | None:
    found = payload.get("issued_on")
    return dt.date.fromisoformat(found) if found else None


def _said(payload: Payload) -> Payload:
    return {field: value for field, value in payload.items() if field not in _OURS}


def _text(record: Recommendation, payload: Payload) -> RecommendationText:
    return RecommendationText(
        recommendation=record,
        language=payload["language"],
        text=payload["text"],
        raw=payload["raw"],
        heading=payload["heading"],
        is_authentic=True,
        source=payload["symbol"],
    )


def _position(pk: int, payload: Payload) -> PositionChange:
    return PositionChange(
        recommendation_id=pk,
        position=payload["position"],
        source=POSITION_SOURCE,
        taken_on=_day(payload),
    )


def _link(model: type[models.Model], pk: int, field: str, key: int) -> models.Model:
    values: dict[str, Any] = {"recommendation_id": pk, field: key}
    if model is not RecommendingState:
        values["method"] = LinkMethod.SOURCE
    return model(**values)


def _change_text(record: Recommendation, after: Payload) -> None:
    text = record.authentic
    if text is None:
        return
    names = [name for name in ("text", "heading", "raw") if name in after]
    for name in names:
        setattr(text, name, after[name])
    text.save(update_fields=[*names, "updated_at"])


def _change_links(
    model: type[models.Model],
    record: Recommendation,
    field: str,
    keys: Any,
    before: Iterable[str],
    after: Iterable[str],
) -> None:
    """Take over what the source added and took away; links that people made stay."""
    old = {keys[code] for code in known(before) if code in keys}
    new = {keys[code] for code in known(after) if code in keys}
    links = model._default_manager.filter(recommendation=record)
    gone = links.filter(**{f"{field}__in": old - new})
    if model is not RecommendingState:
        gone = gone.filter(method=LinkMethod.SOURCE)
    gone.delete()
    standing = set(links.filter(**{f"{field}__in": new}).values_list(field, flat=True))
    # What the source said before and a person took away stays away.
    model._default_manager.bulk_create(
        _link(model, record.pk, field, key) for key in sorted(new - old - standing)
    )
