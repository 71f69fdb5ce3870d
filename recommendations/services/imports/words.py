"""The words of new texts, worked out ahead by a second connection while the first one writes.

To take a text apart for the search is a quarter of all that a new record costs. The second connection
only computes: it sees nothing of the import and writes nothing, so that all is still written by one
transaction or not at all.
"""

from concurrent.futures import Future, ThreadPoolExecutor
from types import TracebackType
from typing import Self

from django.db import connection
from django.db.backends.base.base import BaseDatabaseWrapper

from .chunks import Chunk

# Fewer rows than this are written before a connection is up.
LEAST = 2_000

_MAKE_ROOM = """
    CREATE TEMPORARY TABLE IF NOT EXISTS words_asked (row_id bigint, language text, written text)
        WITH (toast_tuple_target = 8160);
    TRUNCATE words_asked
"""
_ASK = "COPY words_asked FROM STDIN (FORMAT BINARY)"
_ANSWER = """
    COPY (SELECT row_id, nmirf_text_vector(language, written) FROM words_asked)
      TO STDOUT (FORMAT BINARY)
"""


class WordsAhead:
    """`take` gives what `begin` began, as COPY in binary form: (row, vector)."""

    def __init__(self) -> None:
        self._aside: BaseDatabaseWrapper | None = None
        self._pool = ThreadPoolExecutor(1)
        self._begun: Future[bytes] | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._pool.shutdown(wait=True)
        if self._aside is not None:
            self._aside.close()

    def begin(self, chunk: Chunk) -> None:
        """Begin with the texts of a chunk, if they are many."""
        self._begun = None
        if chunk.rows < LEAST:
            return
        if self._aside is None:
            self._aside = connection.copy()
            self._aside.inc_thread_sharing()
        self._begun = self._pool.submit(_work_out, self._aside, chunk.texts())

    def take(self) -> bytes | None:
        """None where nothing was begun."""
        return self._begun.result() if self._begun else None


def _work_out(aside: BaseDatabaseWrapper, asked: bytes) -> bytes:
    with aside.cursor() as cursor:
        cursor.execute(_MAKE_ROOM)
        with cursor.copy(_ASK) as texts:
            texts.write(asked)
        with cursor.copy(_ANSWER) as found:
            return b"".join(found)
