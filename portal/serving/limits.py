"""How much one reader may ask for: the length of a question, and the time to answer it in."""

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import connection
from django.http import HttpRequest

# More than any choice of facets makes; a proxy takes 8 kB at most.
MOST_QUERY_BYTES = 6000


def asks_too_much(request: HttpRequest) -> bool:
    return len(request.META.get("QUERY_STRING", "")) > MOST_QUERY_BYTES


@contextmanager
def limited(milliseconds: int) -> Iterator[None]:
    """Each statement of the block is cut off after so long, where the server allows it longer."""
    _say(f"SET statement_timeout = {milliseconds:d}")
    try:
        yield
    finally:
        if connection.connection is not None and not connection.needs_rollback:
            _say("RESET statement_timeout")


def _say(statement: str) -> None:
    # Past what counts the queries of a page: it is none of them.
    with connection.cursor() as cursor, connection.wrap_database_errors:
        cursor.cursor.execute(statement)
