"""The record itself: published, retired, and what position the State takes."""

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
from nmirf.common.errors import DomainError
from nmirf.common.history import because
from nmirf.common.workflow import WorkflowError
from recommendations import policies
from recommendations.choices import PUBLICATION_MOVES, Position, Publication
from recommendations.models import ImportBatch, PositionChange, Recommendation


@transaction.atomic
def move_recommendation(*, pk: int, name: str, actor: User, note: str = "") -> Recommendation:
    """Publish or retire a recommendation. Raises PermissionDenied, WorkflowError."""
    record = Recommendation.objects.select_for_update().get(pk=pk)
    require(policies.can_manage_register(actor))
    step = PUBLICATION_MOVES[name]
    if record.publication not in step.sources:
        raise WorkflowError(_("Someone has already moved this recommendation on."))
    if step.needs_note and not note:
        raise WorkflowError(_("Say why."))
    if record.merged_into_id:
        raise WorkflowError(_("It was merged into another one: take that back first."))
    move_many(actor=actor, recommendations=[pk], name=name, reason=note or str(step.label))
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
) -> int:
    """Publish or retire all of these that can be; returns how many. Raises PermissionDenied.

    What stands where the move leads already stays as it is, and so does what was merged into
    another record. `at` is the moment of publication, now by default.
    """
    require(policies.can_manage_register(actor))
    step, now = PUBLICATION_MOVES[name], timezone.now()
    rows = Recommendation.objects.filter(pk__in=recommendations, publication__in=step.sources)
    changes: dict[str, Any] = {"publication": step.target, "updated_at": now}
    if step.target == Publication.PUBLISHED:
        rows = rows.filter(merged_into=None)
        changes["published_at"] = at or now
    with because(reason):
        return rows.update(**changes)


@transaction.atomic
def put_back_publication(
    *, actor: User, wanted: Mapping[int, tuple[str, dt.datetime | None]], reason: str
) -> None:
    """Give records the publication, and its moment, that they had before a move that was undone.

    To undo is no move of its own, so that the trigger which knows the moves is left out for these
    rows; history keeps that they stood otherwise meanwhile. Raises PermissionDenied.
    """
    require(policies.can_manage_register(actor))
    with because(reason), pgtrigger.ignore("recommendations.Recommendation:publication_moves"):
        _set_columns(("publication", "published_at"), wanted)


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
    return move_many(
        actor=actor,
        recommendations=list(drafts.values_list("pk", flat=True)),
        name="publish",
        reason=_("Import of %(file)s published") % {"file": batch.filename},
    )


@transaction.atomic
def set_position(
    *, pk: int, position: str, source: str, taken_on: dt.date | None, actor: User
) -> Recommendation:
    """Record a position that the State takes; earlier ones stay on record.

    Raises PermissionDenied, DomainError for the position that it has already.
    """
    record = Recommendation.objects.select_for_update().get(pk=pk)
    require(policies.can_manage_register(actor))
    if record.position == position and record.position_source == source:
        raise DomainError(_("This is the position on record already."))
    record.position, record.position_source = Position(position), source
    with because(_("Position recorded")):
        record.save(update_fields=["position", "position_source", "updated_at"])
        PositionChange.objects.create(
            recommendation=record, position=position, source=source, taken_on=taken_on
        )
    return record
