"""The recommendation itself: published and retired."""

import datetime as dt
from collections.abc import Collection, Mapping, Sequence
from typing import Any

import pgtrigger
from django.db import connection, transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from psycopg import sql

from accounts.models import User
from nmirf.common.decisions import require
from nmirf.common.history import because
from nmirf.common.workflow import WorkflowError
from recommendations import policies
from recommendations.choices import PUBLICATION_MOVES, Publication
from recommendations.models import ImportBatch, Recommendation

# What a move of publication writes, and its undoing puts back.
PUBLICATION_COLUMNS = ("publication", "published_at", "is_withheld")


@transaction.atomic
def move_recommendation(
    *, pk: int, name: str, actor: User, note: str = "", withhold: bool = False
) -> Recommendation:
    """Publish or retire a recommendation; `withhold` keeps a retired one out of earlier days too.

    Raises PermissionDenied, WorkflowError.
    """
    record = Recommendation.objects.select_for_update().get(pk=pk)
    require(policies.can_manage_register(actor))
    step = PUBLICATION_MOVES[name]
    if record.publication not in step.sources:
        raise WorkflowError(_("Someone has already moved this recommendation on."))
    if step.needs_note and not note:
        raise WorkflowError(_("Say why."))
    if record.merged_into_id:
        raise WorkflowError(_("It was merged into another one: take that back first."))
    move_many(
        actor=actor,
        recommendations=[pk],
        name=name,
        reason=note or str(step.label),
        withhold=withhold,
    )
    record.refresh_from_db()
    return record


@transaction.atomic
def move_many(
    *,
    actor: User,
    recommendations: Collection[int],
    name: str,
    reason: str,
    at: dt.datetime | None = None,
    withhold: bool = False,
) -> int:
    """Publish or retire all of these that can be; returns how many. Raises PermissionDenied.

    What stands where the move leads already stays as it is, and so does what was merged into
    another record. `at` is the moment of publication, now by default; `withhold` keeps what is
    retired out of earlier days too.
    """
    require(policies.can_manage_register(actor))
    step, now = PUBLICATION_MOVES[name], timezone.now()
    rows = Recommendation.objects.filter(pk__in=recommendations, publication__in=step.sources)
    changes: dict[str, Any] = {"publication": step.target, "updated_at": now}
    changes["is_withheld"] = withhold and step.target == Publication.RETIRED
    if step.target == Publication.PUBLISHED:
        rows = rows.filter(merged_into=None)
        changes["published_at"] = at or now
    with because(reason):
        return rows.update(**changes)


@transaction.atomic
def put_back_publication(
    *, actor: User, wanted: Mapping[int, tuple[str, dt.datetime | None, bool]], reason: str
) -> None:
    """Give records the publication, and its moment, that they had before a move that was undone.

    To undo is no move of its own, so that the trigger which knows the moves is left out for these
    rows; history keeps that they stood otherwise meanwhile. Raises PermissionDenied.
    """
    require(policies.can_manage_register(actor))
    with because(reason), pgtrigger.ignore("recommendations.Recommendation:publication_moves"):
        _set_columns(PUBLICATION_COLUMNS, wanted)


@transaction.atomic
def set_columns(
    *, actor: User, wanted: Mapping[int, Sequence[Any]], names: Sequence[str], reason: str
) -> None:
    """Set plain facts of records: priority, legislation, the day that follow-up is due.

    `wanted` holds for each record its values in the order of `names`. Raises PermissionDenied.
    """
    require(policies.can_manage_register(actor))
    with because(reason):
        _set_columns(names, wanted)


def _set_columns(names: Sequence[str], wanted: Mapping[int, Sequence[Any]]) -> None:
    """One statement, whatever the number of records and of different values."""
    fields: list[Any] = [Recommendation._meta.get_field(name) for name in names]
    columns = [sql.Identifier(field.column) for field in fields]
    types = [sql.SQL(f"%s::{field.db_type(connection)}[]") for field in fields]
    statement = sql.SQL(
        "UPDATE {table} AS kept SET {sets}, updated_at = %s"
        " FROM unnest(%s::bigint[], {types}) AS given(id, {columns}) WHERE kept.id = given.id"
    ).format(
        table=sql.Identifier(Recommendation._meta.db_table),
        sets=sql.SQL(", ").join(sql.SQL("{0} = given.{0}").format(name) for name in columns),
        types=sql.SQL(", ").join(types),
        columns=sql.SQL(", ").join(columns),
    )
    values = [list(column) for column in zip(*wanted.values(), strict=True)]
    with connection.cursor() as cursor:
        cursor.execute(statement.as_string(None), [timezone.now(), list(wanted), *values])


@transaction.atomic
def publish_import(*, pk: int, actor: User) -> int:
    """Publish every draft that an import brought; how many these were.

    What was retired or published since stays as it is. Raises PermissionDenied.
    """
    batch = ImportBatch.objects.get(pk=pk)
    require(policies.can_manage_register(actor))
    drafts = policies.visible_recommendations(actor).drafts_of_import(batch).select_for_update()
    reason = _("Import of %(file)s published") % {"file": batch.filename}
    # The import's own doing: it may still be undone.
    with because(reason, batch=str(batch.reference)):
        return move_many(
            actor=actor,
            recommendations=list(drafts.values_list("pk", flat=True)),
            name="publish",
            reason=reason,
        )
