"""New records of an import, written set by set: one statement a table for a chunk of rows.

The rows of the import hold all that is needed; nothing of it travels through this process. History
is written by the same triggers as for any other insert.
"""

from collections.abc import Mapping
from typing import Any

from django.db import connection
from django.db.models import Model
from django.utils import timezone

from recommendations.choices import LinkMethod, Position, Publication
from recommendations.models import (
    ExternalCoding,
    GroupLink,
    ImportBatch,
    PositionChange,
    Recommendation,
    RecommendationText,
    RecommendingState,
    SdgGoalLink,
    SdgTargetLink,
    SourceRecord,
    ThemeLink,
)

from .payload import position_source_of

# Parts of a new row that are not what the source says.
OURS = ("reference", "addressed_to", "paragraph_key")

_ROWS = """
      FROM recommendations_importrow AS row
     CROSS JOIN LATERAL jsonb_to_record(row.changes) AS said(
           mechanism text, symbol text, paragraph text, paragraph_key text, kind text, issued_on date,
           addressed_to text, position text, position_source text, response text, annotation_id uuid,
           key text, language text, text text, raw text, heading text)
      {joins}
     WHERE row.batch_id = %(batch)s AND row.outcome = 'create'
       AND row.id > %(after)s AND row.id <= %(until)s
       {condition}
     ORDER BY row.id
"""
_LINKS: tuple[tuple[type[Model], str, str, str, str], ...] = (
    (RecommendingState, "state_id", "recommending_states", "mechanisms_state", "iso3"),
    (ThemeLink, "theme_id", "themes", "recommendations_theme", "code"),
    (GroupLink, "group_id", "groups", "recommendations_affectedgroup", "code"),
    (SdgGoalLink, "goal_id", "sdgs", "recommendations_sdggoal", "number::text"),
    (SdgTargetLink, "target_id", "sdgs", "recommendations_sdgtarget", "code"),
)


class Creating:
    """The new rows of one batch on their way, chunk by chunk."""

    def __init__(self, batch: ImportBatch, source: str) -> None:
        self.batch, self.source = batch, source

    def write(self, after: int, until: int) -> None:
        """Write the new rows whose keys lie above `after` and not above `until`."""
        values: dict[str, Any] = {
            "batch": self.batch.pk,
            "after": after,
            "until": until,
            "now": timezone.now(),
            "publication": str(Publication.PUBLISHED if self.batch.publish else Publication.DRAFT),
            "published_at": timezone.now() if self.batch.publish else None,
            "source": self.source,
            "stated_in": position_source_of(self.batch, self.source),
            "not_stated": str(Position.NOT_STATED),
            "method": str(LinkMethod.SOURCE),
        }
        with connection.cursor() as cursor:
            for statement, more in self._statements():
                cursor.execute(statement, values | more)

    def _statements(self) -> list[tuple[str, dict[str, Any]]]:
        record, defaults = _insert(Recommendation, _RECORD, joins=_REVIEW)
        linked = (
            f"WITH made AS ({record} RETURNING id, reference)"  # noqa: S608
            " UPDATE recommendations_importrow AS row SET recommendation_id = made.id FROM made"
            " WHERE row.batch_id = %(batch)s AND row.reference = made.reference"
            " AND row.id > %(after)s AND row.id <= %(until)s AND row.outcome = 'create'"
        )
        return [
            (linked, defaults),
            _insert(RecommendationText, _TEXT),
            *(_links(*link) for link in _LINKS),
            _insert(PositionChange, _POSITION, condition="AND said.position <> %(not_stated)s"),
            _insert(
                ExternalCoding,
                {"scheme": "pair->>0", "value": "pair->>1", "batch_id": "%(batch)s"},
                joins="CROSS JOIN LATERAL jsonb_array_elements(row.changes->'codings') AS coding(pair)",
            ),
            _insert(SourceRecord, _SOURCE),
        ]


_RECORD = {
    "reference": "row.reference",
    "mechanism_id": "mechanism.id",
    "review_id": "review.id",
    "symbol": "said.symbol",
    "paragraph": "said.paragraph",
    "paragraph_key": "said.paragraph_key",
    "kind": "said.kind",
    "issued_on": "said.issued_on",
    "addressed_to_id": "state.id",
    "position": "said.position",
    "position_source": (
        "CASE WHEN said.position = %(not_stated)s THEN ''"
        " ELSE COALESCE(NULLIF(said.position_source, ''), %(stated_in)s) END"
    ),
    "response": "said.response",
    "annotation_id": "said.annotation_id",
    "publication": "%(publication)s",
    "published_at": "%(published_at)s::timestamptz",
}
_REVIEW = """
      JOIN mechanisms_mechanism AS mechanism ON mechanism.code = said.mechanism
      JOIN mechanisms_state AS state ON state.iso3 = said.addressed_to
      LEFT JOIN mechanisms_review AS review
        ON review.mechanism_id = mechanism.id AND review.symbol = said.symbol
       AND said.symbol <> ''
"""
_TEXT = {
    "language": "said.language",
    "text": "said.text",
    "raw": "said.raw",
    "heading": "said.heading",
    "is_authentic": "true",
    "source": "said.symbol",
}
_POSITION = {
    "position": "said.position",
    "source": "COALESCE(NULLIF(said.position_source, ''), %(stated_in)s)",
    "taken_on": "said.issued_on",
}
_SOURCE = {
    "source": "%(source)s",
    "key": "COALESCE(said.key, '')",
    "batch_id": "%(batch)s",
    "payload": f"row.changes - '{{{','.join(OURS)}}}'::text[]",
}


def _links(
    model: type[Model], column: str, field: str, table: str, code: str
) -> tuple[str, dict[str, Any]]:
    values = {column: "term.id"}
    if model is not RecommendingState:
        values["method"] = "%(method)s"
    joins = (
        f"CROSS JOIN LATERAL jsonb_array_elements_text(row.changes->'{field}') AS label(value)"
        f" JOIN {table} AS term ON term.{code} = label.value"
    )
    return _insert(model, values, joins=joins)


def _insert(
    model: type[Model], values: Mapping[str, str], *, joins: str = "", condition: str = ""
) -> tuple[str, dict[str, Any]]:
    """INSERT of one row of `model` for each row of the import, and the values of its parameters.

    A column that is not named gets what the model gives it by default.
    """
    columns: dict[str, str] = {}
    defaults: dict[str, Any] = {}
    for field in model._meta.concrete_fields:
        name = str(field.column)
        if field.primary_key or name == "search_vector":
            continue
        if name in values:
            columns[name] = values[name]
        elif name == "recommendation_id":
            columns[name] = "row.recommendation_id"
        elif name in {"created_at", "updated_at"}:
            columns[name] = "%(now)s"
        else:
            columns[name] = f"%(default_{name})s"
            defaults[f"default_{name}"] = field.get_db_prep_save(field.get_default(), connection)
    table = model._meta.db_table
    rows = _ROWS.format(joins=joins, condition=condition)
    names, sources = ", ".join(columns), ", ".join(columns.values())
    return f"INSERT INTO {table} ({names}) SELECT {sources} {rows}", defaults
