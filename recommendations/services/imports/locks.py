"""Who may work now: one import or several bulk edits on the register, one worker on each of them.

All are advisory locks of the database: whoever dies, even by SIGKILL, gives them back.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.db import connection
from django.utils.translation import gettext as _

from nmirf.common.errors import DomainError

_REGISTER, _BATCH, _BULK = 7_201, 7_202, 7_203
# A large import may write for minutes; whoever comes next waits for it.
_PATIENCE = "25min"


def lock_register() -> None:
    """Wait until no other import writes, and keep others out until the transaction ends.

    One lock for all States: references and reviews are shared among them. Lifts the time limit of
    pages for this transaction.
    """
    with connection.cursor() as cursor:
        _be_patient(cursor)
        cursor.execute("SELECT pg_advisory_xact_lock(%s, 0)", [_REGISTER])


def share_register(*, wait: bool) -> None:
    """Keep imports from writing until the transaction ends; others who share may write meanwhile.

    Where an import writes now: waits for it, with the time limit of pages lifted, or raises
    DomainError.
    """
    with connection.cursor() as cursor:
        if wait:
            _be_patient(cursor)
            cursor.execute("SELECT pg_advisory_xact_lock_shared(%s, 0)", [_REGISTER])
            return
        cursor.execute("SELECT pg_try_advisory_xact_lock_shared(%s, 0)", [_REGISTER])
        if not cursor.fetchone()[0]:
            raise DomainError(_("An import is being written. Try again in a few minutes."))


def _be_patient(cursor: Any) -> None:
    cursor.execute(
        "SELECT set_config('lock_timeout', %(time)s, true),"
        " set_config('statement_timeout', %(time)s, true)",
        {"time": _PATIENCE},
    )


@contextmanager
def work_on(pk: int) -> Iterator[bool]:
    """True for the one process that may work on batch `pk` now, False for any other."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_lock(%s, %s)", [_BATCH, pk])
        (free,) = cursor.fetchone()
    try:
        yield free
    finally:
        if free:
            with connection.cursor() as cursor:
                cursor.execute("SELECT pg_advisory_unlock(%s, %s)", [_BATCH, pk])


def work_on_bulk(pk: int) -> bool:
    """Whether this transaction, until it ends, is the one that works on bulk edit `pk`."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_xact_lock(%s, %s)", [_BULK, pk])
        free: bool = cursor.fetchone()[0]
    return free
