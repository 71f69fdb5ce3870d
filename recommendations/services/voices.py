"""In whose voice a transaction speaks: what the database asks of changes to an assessment."""

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import connection

from accounts.models import User


@contextmanager
def speaking(actor: User) -> Iterator[None]:
    """Let changes inside be `actor`'s own; the database checks that they hold a post there.

    To be used inside a transaction, after the policy has been asked. What fails inside rolls back,
    and the voice with it.
    """
    _speak_as(str(actor.pk))
    yield
    _speak_as("")


def _speak_as(person: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT set_config('nmirf.speaker', %s, true)", [person])
