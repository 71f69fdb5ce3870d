"""New rows of an import, chunk by chunk, each taken apart once for all that is made of it."""

from collections.abc import Iterator
from typing import Any

from django.db import connection

from recommendations.choices import Position, RowOutcome
from recommendations.models import ImportBatch

from .payload import Payload, position_source_of

SIZE = 2_000

# Rows that live for seconds are not worth the compression of their values.
ROOMY = "WITH (toast_tuple_target = 8160) ON COMMIT DROP"
_MAKE = f"""
    CREATE TEMPORARY TABLE IF NOT EXISTS {{table}} (
        row_id bigint, recommendation_id bigint, reference text,
        mechanism text, mechanism_id bigint, addressed_to text, addressed_to_id bigint,
        symbol text, paragraph text, paragraph_key text, kind text, issued_on date, position text,
        position_source text, response text, annotation_id uuid, key text, cycle int, session int,
        language text, text text, raw text, heading text,
        recommending_states jsonb, themes jsonb, groups jsonb, sdgs jsonb, codings jsonb
    ) {ROOMY}
"""
_FILL = """
    INSERT INTO {table}
    SELECT row.id, nextval(pg_get_serial_sequence('recommendations_recommendation', 'id')),
           row.reference, said.mechanism, mechanism.id, row.addressed_to, state.id,
           said.symbol, said.paragraph, row.paragraph_key, said.kind, said.issued_on, said.position,
           CASE WHEN said.position = %(not_stated)s THEN ''
                ELSE COALESCE(NULLIF(said.position_source, ''), %(stated_in)s) END,
           said.response, said.annotation_id, COALESCE(said.key, ''), said.cycle, said.session,
           said.language, said.text, said.raw, said.heading,
           said.recommending_states, said.themes, said.groups, said.sdgs, said.codings
      FROM recommendations_importrow AS row
     CROSS JOIN LATERAL jsonb_to_record(row.changes) AS said(
           mechanism text, symbol text, paragraph text, kind text, issued_on date, position text,
           position_source text, response text, annotation_id uuid, key text, cycle int, session int,
           language text, text text, raw text, heading text, recommending_states jsonb,
           themes jsonb, groups jsonb, sdgs jsonb, codings jsonb)
      JOIN mechanisms_mechanism AS mechanism ON mechanism.code = said.mechanism
      JOIN mechanisms_state AS state ON state.iso3 = row.addressed_to
     WHERE row.batch_id = %(batch)s AND row.outcome = 'create'
       AND row.id > %(after)s AND row.id <= %(until)s
     ORDER BY row.id
"""
_TEXTS = """
    COPY (SELECT row_id, language, heading || ' ' || text FROM {table}) TO STDOUT (FORMAT BINARY)
"""
_DOCUMENTS = """
    SELECT DISTINCT mechanism, symbol, addressed_to, cycle, session, issued_on::text
      FROM {table} WHERE symbol <> ''
"""
_NAMES = ("mechanism", "symbol", "addressed_to", "cycle", "session", "issued_on")


class Chunk:
    """The new rows whose keys lie above `after` and not above `until`, in a temporary table."""

    def __init__(self, batch: ImportBatch, table: str, after: int) -> None:
        """Whatever `table` holds makes room for the first rows above `after`."""
        self.batch, self.table, self.after = batch, table, after
        rows = batch.rows.filter(outcome=RowOutcome.CREATE, pk__gt=after).order_by("pk")
        keys = list(rows.values_list("pk", flat=True)[:SIZE])
        self.rows, self.until = len(keys), keys[-1] if keys else after
        if keys:
            self._fill()

    def _fill(self) -> None:
        values: dict[str, Any] = {
            "batch": self.batch.pk,
            "after": self.after,
            "until": self.until,
            "stated_in": position_source_of(self.batch, self.batch.source),
            "not_stated": str(Position.NOT_STATED),
        }
        with connection.cursor() as cursor:
            cursor.execute(_MAKE.format(table=self.table))
            cursor.execute(f"TRUNCATE {self.table}")
            cursor.execute(_FILL.format(table=self.table), values)

    def texts(self) -> bytes:
        """What is to be found by its words: COPY in binary form, (row, language, text)."""
        with (
            connection.cursor() as cursor,
            cursor.copy(_TEXTS.format(table=self.table)) as texts,
        ):
            return b"".join(texts)

    def documents(self) -> list[Payload]:
        """What the rows say of their documents, each once, by the names of a payload."""
        with connection.cursor() as cursor:
            cursor.execute(_DOCUMENTS.format(table=self.table))
            return [dict(zip(_NAMES, found, strict=True)) for found in cursor.fetchall()]


def chunks_of(batch: ImportBatch) -> Iterator[Chunk]:
    """All new rows, in the order of the file; a chunk stands until the next but one is asked for."""
    after, number = 0, 0
    while (chunk := Chunk(batch, f"import_chunk_{number % 2}", after)).rows:
        yield chunk
        after, number = chunk.until, number + 1
