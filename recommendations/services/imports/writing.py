"""What a read file brings, written: new records in sets, changed ones field by field.

Only what the source changed, or adds, is touched. Clusters, assignments, assessments, publication and terms
that people linked belong to the people.
"""

import datetime as dt
from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Any

from django.db import connection, models
from django.utils.translation import gettext as _

from mechanisms.models import Mechanism, Review
from mechanisms.services.reviews import Document, make_reviews, review_of_document
from nmirf.common.history import because
from recommendations.choices import LinkMethod, RowOutcome
from recommendations.models import (
    GroupLink,
    ImportBatch,
    ImportRow,
    PositionChange,
    Recommendation,
    RecommendingState,
    SdgGoalLink,
    SdgTargetLink,
    SourceRecord,
    ThemeLink,
)

from .chunks import chunks_of
from .creating import Creating
from .matching import own_record
from .payload import Payload, known, position_source_of
from .references import paragraph_key
from .terms import Terms
from .words import WordsAhead

CHUNK = 500
_PLAIN_COLUMNS = ("symbol", "paragraph", "kind", "position", "annotation_id", "response")


class Writing:
    """One batch being written, inside the caller's transaction."""

    def __init__(self, batch: ImportBatch, done: Callable[[int], None]) -> None:
        """`done` hears of each chunk how many rows are written with it."""
        self.batch, self.done = batch, done
        self.source = batch.source
        self.terms = Terms.load(batch)
        self._reviews: dict[tuple[str, str], Review] = {}

    def run(self) -> None:
        # Checks that wait for the end are gone through again for every row of history, so that
        # the time would grow with the square of the rows.
        with connection.cursor() as cursor:
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
            # The rows have just been stored: without figures of them, the planner takes the table
            # for an empty one and goes through the whole of it for each row.
            cursor.execute("ANALYZE recommendations_importrow")
            # Words go into the index of texts by the ten thousand rather than by the hundred.
            cursor.execute(
                "SELECT set_config('gin_pending_list_limit', '32MB', true),"
                " set_config('work_mem', '32MB', true)"
            )
        self._create()
        with connection.cursor() as cursor:
            # What still waits would slow down every search.
            cursor.execute("SELECT gin_clean_pending_list('text_search')")
        for rows in self._chunks(RowOutcome.UPDATE):
            with self._reason():
                self._update(rows)
            self.done(len(rows))

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

    def _create(self) -> None:
        creating = Creating(self.batch)
        chunks = chunks_of(self.batch)
        with WordsAhead() as words:
            chunk = next(chunks, None)
            if chunk:
                words.begin(chunk)
            while chunk:
                ready, following = words.take(), next(chunks, None)
                if following:
                    words.begin(following)
                with self._reason():
                    self._make_reviews(chunk.documents())
                    creating.write(chunk, ready)
                self.done(chunk.rows)
                chunk = following

    def _make_reviews(self, payloads: Sequence[Payload]) -> None:
        """The reviews that the documents of new rows end, one a document."""
        new = [one for one in payloads if (one["mechanism"], one["symbol"]) not in self._reviews]
        make_reviews(
            Document(
                mechanism=self._mechanism(one),
                symbol=one["symbol"],
                state=self.terms.state_of_code[one["addressed_to"]],
                cycle=one["cycle"],
                session=one["session"],
                published_on=_day(one),
            )
            for one in new
        )
        known = Review.objects.filter(symbol__in={one["symbol"] for one in new})
        reviews = {(one.mechanism_id, one.symbol): one for one in known}
        for one in new:
            review = reviews[self._mechanism(one).pk, one["symbol"]]
            if _is_lacking(review, one):
                self._review(one, one["addressed_to"])
            else:
                self._reviews[one["mechanism"], one["symbol"]] = review

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
            .prefetch_related("texts", "source_records")
            .in_bulk([row.recommendation_id for row in rows])
        )
        for row in rows:
            self._update_one(records[row.recommendation_id or 0], row)

    def _update_one(self, record: Recommendation, row: ImportRow) -> None:
        after = {field: values[1] for field, values in row.changes.items()}
        before = {field: values[0] for field, values in row.changes.items()}
        self._change_columns(record, after, row.said)
        if after.keys() & {"text", "heading"}:
            _change_text(record, after)
        for model, field, keys in self._links():
            name = _LIST_OF[model]
            if name in after:
                _change_links(model, record, field, keys, before[name] or [], after[name])
        if "codings" in after:
            _change_codings(record, before["codings"] or [], after["codings"], self.batch)
        self._keep_what_it_says(record, row.said)

    def _keep_what_it_says(self, record: Recommendation, said: Payload) -> None:
        known = own_record(record.source_records.all(), self.source, said["key"])
        if known is None:
            known = SourceRecord(recommendation=record, source=self.source)
        known.key = said["key"]
        known.payload, known.batch = said, self.batch
        known.save()

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
        if after.keys() & {"position", "position_source"}:
            record.position_source = after.get("position_source") or self._stated_in(payload)
            names.append("position_source")
        if "position" in after:
            PositionChange.objects.create(
                recommendation=record,
                position=after["position"],
                source=record.position_source,
                taken_on=_day(payload),
            )
        if names:
            record.save(update_fields=[*names, "updated_at"])

    def _stated_in(self, payload: Payload) -> str:
        return payload["position_source"] or position_source_of(self.batch, self.source)

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
        if record.review_id and payload["symbol"] != record.symbol:
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


def _is_lacking(review: Review, payload: Payload) -> bool:
    """Whether the document says something of its review that is not on record."""
    facts = (review.cycle, review.session, review.published_on)
    said = (payload["cycle"], payload["session"], payload["issued_on"])
    return any(there and not here for here, there in zip(facts, said, strict=True))


def _day(payload: Payload) -> dt.date | None:
    found = payload.get("issued_on")
    return dt.date.fromisoformat(found) if found else None


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


def _change_codings(
    record: Recommendation, before: list[list[str]], after: list[list[str]], batch: ImportBatch
) -> None:
    for scheme, value in before:
        if [scheme, value] not in after:
            record.codings.filter(scheme=scheme, value=value).delete()
    for scheme, value in after:
        record.codings.get_or_create(scheme=scheme, value=value, defaults={"batch": batch})
