"""The reference lists whole, as a load leaves them: read from their files once in each process.

A load takes a fifth of a second, and hundreds of tests begin with one. They are given its rows.
"""

from django.db import connection, models, transaction
from django.utils import timezone
from psycopg import sql

from mechanisms.models import Instrument, Mechanism, State, StatusGrade, StatusScale
from mechanisms.services import reference as mechanism_lists
from recommendations.models import AffectedGroup, Objective, SdgGoal, SdgTarget, Synonym, Theme
from recommendations.services import reference as term_lists

LISTS = (
    *(State, StatusScale, StatusGrade, Mechanism, Instrument),
    *(Theme, AffectedGroup, SdgGoal, SdgTarget, Objective, Synonym),
)
# By model what COPY takes; in place of the times of a load stand what makes those of another one.
KEPT: dict[type[models.Model], bytes] = {}
TIMES = {"created_at": "@now", "updated_at": "@now", "pgh_created_at": "now"}
WRITTEN = "SELECT relname, n_tup_ins FROM pg_stat_xact_user_tables WHERE n_tup_ins > 0"


def load_lists() -> None:
    """The same as both loads; these are asked where rows stand already that they decide about."""
    if any(model._base_manager.exists() for model in LISTS):
        _load()
        return
    if not KEPT:
        keep()
    moment = timezone.now().isoformat().encode()
    with transaction.atomic(), connection.cursor() as cursor:
        # The history is among the rows: no trigger may write it a second time.
        cursor.execute("SET LOCAL session_replication_role = replica")
        for model, rows in KEPT.items():
            with cursor.copy(_copy(model, "COPY {table} ({columns}) FROM STDIN")) as copy:
                copy.write(rows.replace(b"@now", moment))
        cursor.execute("SET LOCAL session_replication_role = origin")


def _load() -> None:
    mechanism_lists.load()
    term_lists.load()


def keep() -> None:
    """Read what a load writes, and forget that it wrote it."""
    with transaction.atomic(), connection.cursor() as cursor:
        before = set(cursor.execute(WRITTEN).fetchall())
        _load()
        written = {table for table, _rows in set(cursor.execute(WRITTEN).fetchall()) - before}
        found = {}
        for model in (each for record in LISTS for each in (record, record.pgh_event_model)):
            with cursor.copy(_copy(model, "COPY (SELECT {values} FROM {table}) TO STDOUT")) as copy:
                found[model] = b"".join(copy)
        assert written == {model._meta.db_table for model in found}
        KEPT.update(found)
        transaction.set_rollback(True)


def _copy(model: type[models.Model], statement: str) -> sql.Composed:
    columns = [field.column for field in model._meta.concrete_fields]
    values = [
        sql.Literal(TIMES[name]) if name in TIMES else sql.Identifier(name) for name in columns
    ]
    return sql.SQL(statement).format(
        table=sql.Identifier(model._meta.db_table),
        columns=sql.SQL(", ").join(map(sql.Identifier, columns)),
        values=sql.SQL(", ").join(values),
    )
