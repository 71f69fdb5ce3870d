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

from .chunks import ROOMY, Chunk

_WORDS = "import_words"
_MAKE_WORDS = f"""
    CREATE TEMPORARY TABLE IF NOT EXISTS {_WORDS} (row_id bigint, words tsvector) {ROOMY}
"""
_NOTE_RECORDS = """
    UPDATE recommendations_importrow AS row SET recommendation_id = said.recommendation_id
      FROM {table} AS said
     WHERE row.id = said.row_id AND row.id > %(after)s AND row.id <= %(until)s
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

    def __init__(self, batch: ImportBatch) -> None:
        self.batch = batch

    def write(self, chunk: Chunk, words: bytes | None = None) -> None:
        """Write the rows of the chunk, whose reviews stand already.

        `words` are those of their texts, as `WordsAhead` gives them; the database works them out
        itself where there are none.
        """
        values: dict[str, Any] = {
            "batch": self.batch.pk,
            "after": chunk.after,
            "until": chunk.until,
            "now": timezone.now(),
            "publication": str(Publication.PUBLISHED if self.batch.publish else Publication.DRAFT),
            "published_at": timezone.now() if self.batch.publish else None,
            "source": self.batch.source,
            "not_stated": str(Position.NOT_STATED),
            "method": str(LinkMethod.SOURCE),
        }
        with connection.cursor() as cursor:
            cursor.execute(_MAKE_WORDS)
            cursor.execute(f"TRUNCATE {_WORDS}")
            if words is not None:
                with cursor.copy(f"COPY {_WORDS} FROM STDIN (FORMAT BINARY)") as copy:
                    copy.write(words)
            cursor.execute("SELECT set_config('nmirf.words_are_ready', 'on', true)")
            for statement, more in self._statements(chunk.table):
                cursor.execute(statement, values | more)
            cursor.execute("SELECT set_config('nmirf.words_are_ready', 'off', true)")

    def _statements(self, table: str) -> list[tuple[str, dict[str, Any]]]:
        return [
            _insert(Recommendation, _RECORD, table, more=_REVIEW),
            (_NOTE_RECORDS.format(table=table), {}),
            _insert(
                RecommendationText,
                _TEXT,
                table,
                more=f"LEFT JOIN {_WORDS} AS ready ON ready.row_id = said.row_id",
            ),
            *(_links(table, *link) for link in _LINKS),
            _insert(PositionChange, _POSITION, table, more="WHERE said.position <> %(not_stated)s"),
            _insert(
                ExternalCoding,
                {"scheme": "pair->>0", "value": "pair->>1", "batch_id": "%(batch)s"},
                table,
                more="CROSS JOIN LATERAL jsonb_array_elements(said.codings) AS coding(pair)",
            ),
            _insert(
                SourceRecord,
                _SOURCE,
                table,
                more="JOIN recommendations_importrow AS row ON row.id = said.row_id",
            ),
        ]


_RECORD = {
    "id": "said.recommendation_id",
    **{
        name: f"said.{name}"
        for name in (
            *("reference", "mechanism_id", "addressed_to_id", "symbol", "paragraph"),
            *("paragraph_key", "kind", "issued_on", "position", "position_source", "response"),
            "annotation_id",
        )
    },
    "review_id": "review.id",
    "publication": "%(publication)s",
    "published_at": "%(published_at)s::timestamptz",
}
_REVIEW = """
    LEFT JOIN mechanisms_review AS review
      ON review.mechanism_id = said.mechanism_id AND review.symbol = said.symbol
     AND said.symbol <> ''
"""
_TEXT = {
    "language": "said.language",
    "text": "said.text",
    "raw": "said.raw",
    "heading": "said.heading",
    "is_authentic": "true",
    "source": "said.symbol",
    # Where it is null, the trigger of the table works it out.
    "search_vector": "ready.words",
}
_POSITION = {
    "position": "said.position",
    "source": "said.position_source",
    "taken_on": "said.issued_on",
}
_SOURCE = {
    "source": "%(source)s",
    "key": "said.key",
    "batch_id": "%(batch)s",
    # As it stands, compressed as it is: neither taken apart nor packed anew.
    "payload": "row.changes",
}


def _links(
    chunk: str, model: type[Model], column: str, field: str, table: str, code: str
) -> tuple[str, dict[str, Any]]:
    values = {column: "term.id"}
    if model is not RecommendingState:
        values["method"] = "%(method)s"
    more = (
        f"CROSS JOIN LATERAL jsonb_array_elements_text(said.{field}) AS label(value)"
        f" JOIN {table} AS term ON term.{code} = label.value"
    )
    return _insert(model, values, chunk, more=more)


def _insert(
    model: type[Model], values: Mapping[str, str], chunk: str, *, more: str = ""
) -> tuple[str, dict[str, Any]]:
    """INSERT of one row of `model` for each row of the table `chunk`, and the values of its parameters.

    A column that is not named gets what the model gives it by default.
    """
    columns: dict[str, str] = {}
    defaults: dict[str, Any] = {}
    for field in model._meta.concrete_fields:
        name = str(field.column)
        if name in values:
            columns[name] = values[name]
        elif field.primary_key or name == "search_vector":
            continue
        elif name == "recommendation_id":
            columns[name] = "said.recommendation_id"
        elif name in {"created_at", "updated_at"}:
            columns[name] = "%(now)s"
        else:
            columns[name] = f"%(default_{name})s"
            defaults[f"default_{name}"] = field.get_db_prep_save(field.get_default(), connection)
    table = model._meta.db_table
    names, sources = ", ".join(columns), ", ".join(columns.values())
    return (
        f"INSERT INTO {table} ({names}) SELECT {sources} FROM {chunk} AS said {more}"  # noqa: S608
        " ORDER BY said.row_id",
        defaults,
    )
