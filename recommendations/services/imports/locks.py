"""Who may work now: one writer of the register at a time, one worker on a batch.

Both are advisory locks of the database: whoever dies, even by SIGKILL, gives them back.
"""

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import OperationalError, connection, transaction
from django.utils.translation import gettext as _

from nmirf.common.workflow import WorkflowError

_REGISTER, _BATCH = 7_201, 7_202
# A large import may write for minutes; whoever comes next waits for it.
_PATIENCE = "25min"
_PATIENCE_OF_A_PAGE = "5s"


def lock_register() -> None:
    """Wait until no other import writes, and keep others out until the transaction ends.

    One lock for all States: references and reviews are shared among them. Lifts the time limit of
    pages for this transaction.
    """
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT set_config('lock_timeout', %(time)s, true),"
            " set_config('statement_timeout', %(time)s, true)",
            {"time": _PATIENCE},
        )
        cursor.execute("SELECT pg_advisory_xact_lock(%s, 0)", [_REGISTER])


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


def lock_register_briefly() -> None:
    """As `lock_register`, for a page: whoever asks waits a few seconds and is then told to come back.

    Raises WorkflowError while an import is being written.
    """
    try:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("SELECT set_config('lock_timeout', %s, true)", [_PATIENCE_OF_A_PAGE])
            cursor.execute("SELECT pg_advisory_xact_lock(%s, 0)", [_REGISTER])
    except OperationalError as error:
        raise WorkflowError(
            _("An import is being written. Wait a moment, then save again.")
        ) from error
