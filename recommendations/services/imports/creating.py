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

# A chunk of rows taken apart once: unpacked for every table anew, it would take half of all time.
_CHUNK = "import_chunk"
_MAKE_CHUNK = f"""
    CREATE TEMPORARY TABLE IF NOT EXISTS {_CHUNK} (
        row_id bigint, recommendation_id bigint, reference text,
        mechanism_id bigint, review_id bigint, addressed_to_id bigint,
        symbol text, paragraph text, paragraph_key text, kind text, issued_on date, position text,
        position_source text, response text, annotation_id uuid, key text,
        language text, text text, raw text, heading text,
        recommending_states jsonb, themes jsonb, groups jsonb, sdgs jsonb, codings jsonb
    ) ON COMMIT DROP
"""
_WORDS = "import_words"
_MAKE_WORDS = f"""
    CREATE TEMPORARY TABLE IF NOT EXISTS {_WORDS} (row_id bigint, words tsvector) ON COMMIT DROP
"""
_TAKE_APART = f"""
    INSERT INTO {_CHUNK}
    SELECT row.id, nextval(pg_get_serial_sequence('recommendations_recommendation', 'id')),
           row.reference, mechanism.id, review.id, state.id,
           said.symbol, said.paragraph, said.paragraph_key, said.kind, said.issued_on, said.position,
           CASE WHEN said.position = %(not_stated)s THEN ''
                ELSE COALESCE(NULLIF(said.position_source, ''), %(stated_in)s) END,
           said.response, said.annotation_id, COALESCE(said.key, ''),
           said.language, said.text, said.raw, said.heading,
           said.recommending_states, said.themes, said.groups, said.sdgs, said.codings
      FROM recommendations_importrow AS row
     CROSS JOIN LATERAL jsonb_to_record(row.changes) AS said(
           mechanism text, symbol text, paragraph text, paragraph_key text, kind text, issued_on date,
           addressed_to text, position text, position_source text, response text, annotation_id uuid,
           key text, language text, text text, raw text, heading text, recommending_states jsonb,
           themes jsonb, groups jsonb, sdgs jsonb, codings jsonb)
      JOIN mechanisms_mechanism AS mechanism ON mechanism.code = said.mechanism
      JOIN mechanisms_state AS state ON state.iso3 = said.addressed_to
      LEFT JOIN mechanisms_review AS review
        ON review.mechanism_id = mechanism.id AND review.symbol = said.symbol
       AND said.symbol <> ''
     WHERE row.batch_id = %(batch)s AND row.outcome = 'create'
       AND row.id > %(after)s AND row.id <= %(until)s
     ORDER BY row.id
"""  # noqa: S608
_NOTE_RECORDS = f"""
    UPDATE recommendations_importrow AS row SET recommendation_id = said.recommendation_id
      FROM {_CHUNK} AS said
     WHERE row.id = said.row_id AND row.id > %(after)s AND row.id <= %(until)s
"""  # noqa: S608
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

    def write(self, after: int, until: int, words: bytes | None = None) -> None:
        """Write the new rows whose keys lie above `after` and not above `until`.

        `words` are those of their texts, as `WordsAhead` gives them; the database works them out
        itself where there are none.
        """
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
            cursor.execute(_MAKE_CHUNK)
            cursor.execute(_MAKE_WORDS)
            cursor.execute(f"TRUNCATE {_CHUNK}, {_WORDS}")
            if words is not None:
                with cursor.copy(f"COPY {_WORDS} FROM STDIN (FORMAT BINARY)") as copy:
                    copy.write(words)
            cursor.execute("SELECT set_config('nmirf.words_are_ready', 'on', true)")
            for statement, more in self._statements():
                cursor.execute(statement, values | more)
            cursor.execute("SELECT set_config('nmirf.words_are_ready', 'off', true)")

    def _statements(self) -> list[tuple[str, dict[str, Any]]]:
        return [
            (_TAKE_APART, {}),
            _insert(Recommendation, _RECORD),
            (_NOTE_RECORDS, {}),
            _insert(
                RecommendationText,
                _TEXT,
                more=f"LEFT JOIN {_WORDS} AS ready ON ready.row_id = said.row_id",
            ),
            *(_links(*link) for link in _LINKS),
            _insert(PositionChange, _POSITION, more="WHERE said.position <> %(not_stated)s"),
            _insert(
                ExternalCoding,
                {"scheme": "pair->>0", "value": "pair->>1", "batch_id": "%(batch)s"},
                more="CROSS JOIN LATERAL jsonb_array_elements(said.codings) AS coding(pair)",
            ),
            _insert(
                SourceRecord,
                _SOURCE,
                more="JOIN recommendations_importrow AS row ON row.id = said.row_id",
            ),
        ]


_RECORD = {
    "id": "said.recommendation_id",
    **{
        name: f"said.{name}"
        for name in (
            *("reference", "mechanism_id", "review_id", "addressed_to_id", "symbol", "paragraph"),
            *("paragraph_key", "kind", "issued_on", "position", "position_source", "response"),
            "annotation_id",
        )
    },
    "publication": "%(publication)s",
    "published_at": "%(published_at)s::timestamptz",
}
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
    "payload": f"row.changes - '{{{','.join(OURS)}}}'::text[]",
}


def _links(
    model: type[Model], column: str, field: str, table: str, code: str
) -> tuple[str, dict[str, Any]]:
    values = {column: "term.id"}
    if model is not RecommendingState:
        values["method"] = "%(method)s"
    more = (
        f"CROSS JOIN LATERAL jsonb_array_elements_text(said.{field}) AS label(value)"
        f" JOIN {table} AS term ON term.{code} = label.value"
    )
    return _insert(model, values, more=more)


def _insert(
    model: type[Model], values: Mapping[str, str], *, more: str = ""
) -> tuple[str, dict[str, Any]]:
    """INSERT of one row of `model` for each row of the chunk, and the values of its parameters.

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
        f"INSERT INTO {table} ({names}) SELECT {sources} FROM {_CHUNK} AS said {more}"  # noqa: S608
        " ORDER BY said.row_id",
        defaults,
    )
