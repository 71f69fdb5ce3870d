"""Who may work now: one import or several bulk edits on the register, one worker on each of them.

All are advisory locks of the database: whoever dies, even by SIGKILL, gives them back.
"""

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import OperationalError, connection, transaction
from django.utils.translation import gettext as _

from nmirf.common.workflow import WorkflowError

_REGISTER, _BATCH, _BULK = 7_201, 7_202, 7_203
# A large import may write for minutes; a task waits for it, a person is told to come back.
_PATIENCE = "25min"
_PATIENCE_OF_A_PAGE = "5s"


def lock_register() -> None:
    """Wait until nothing else writes the register, and keep others out until the transaction ends.

    One lock for all States: references and reviews are shared among them. Lifts the time limit of
    pages for this transaction.
    """
    _be_patient()
    _take("pg_advisory_xact_lock")


def lock_register_briefly() -> None:
    """As `lock_register`, for a page: waits a few seconds. Raises WorkflowError."""
    _take_briefly("pg_advisory_xact_lock")


def share_register(*, wait: bool) -> None:
    """Keep imports from writing until the transaction ends; others who share may write meanwhile.

    With `wait` it lifts the time limit of pages; without it waits a few seconds, then raises
    WorkflowError.
    """
    if wait:
        _be_patient()
        _take("pg_advisory_xact_lock_shared")
    else:
        _take_briefly("pg_advisory_xact_lock_shared")


def _take(function: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {function}(%s, 0)", [_REGISTER])


def _take_briefly(function: str) -> None:
    try:
        # In a savepoint, with which the shorter patience ends where the lock is not to be had.
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("SHOW lock_timeout")
            (usual,) = cursor.fetchone()
            cursor.execute("SELECT set_config('lock_timeout', %s, true)", [_PATIENCE_OF_A_PAGE])
            _take(function)
            cursor.execute("SELECT set_config('lock_timeout', %s, true)", [usual])
    except OperationalError as error:
        raise WorkflowError(_("An import is being written. Try again in a few minutes.")) from error


def _be_patient() -> None:
    with connection.cursor() as cursor:
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
