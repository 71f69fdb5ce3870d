"""Preparing a thematic table: its meeting, its recommendations in their order, who is invited."""

import datetime as dt
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from uuid import UUID

from django.conf import settings
from django.db import IntegrityError, transaction
from django.db.models import F, Min, QuerySet
from django.utils.module_loading import import_string
from django.utils.translation import gettext as _

from accounts.models import User
from focalpoints.choices import MeetingState
from focalpoints.models import Meeting
from mechanisms.models import Review
from nmirf.common.decisions import require
from nmirf.common.errors import DomainError
from nmirf.common.history import because
from recommendations import policies
from recommendations.choices import TableOrder, TableState
from recommendations.models import Cluster, Recommendation, SavedView, TableItem, ThematicTable

from .common import invite, locked_table, show_anew

# A table goes through its recommendations in a day or two; a whole register is a mistake.
MOST_ITEMS = 600


@dataclass(frozen=True, slots=True)
class Occasion:
    """When and where a new meeting is held."""

    title: str
    starts_at: dt.datetime
    ends_at: dt.datetime
    place: str


@transaction.atomic
def prepare(
    *,
    actor: User,
    occasion: Occasion | None,
    meeting: Meeting | None,
    source: Review | Cluster | SavedView,
    order: str,
    leave_out_assigned: bool,
    institutions: Collection[int],
    languages: Sequence[str],
) -> ThematicTable:
    """Lay the recommendations of a review, a cluster or a saved view on a table.

    Either `occasion` or a `meeting` that has no table yet. Only published recommendations are
    shown to a room. Raises PermissionDenied, and DomainError where none are left, where they are
    too many, or where the meeting has a table or is over.
    """
    require(policies.can_run_table(actor))
    keys = _in_order(_records(source, actor, leave_out_assigned), order)
    if not keys:
        raise DomainError(_("No published recommendation is left to put on the table."))
    if len(keys) > MOST_ITEMS:
        raise DomainError(
            _("%(number)d recommendations are too many for one table: %(most)d at most.")
            % {"number": len(keys), "most": MOST_ITEMS}
        )
    with because(str(_("Thematic table prepared"))):
        held = _take(meeting) if meeting else _convene(occasion, actor)
        try:
            with transaction.atomic():
                table = ThematicTable.objects.create(
                    meeting=held,
                    review=source if isinstance(source, Review) else None,
                    languages=list(languages),
                )
        except IntegrityError as error:
            raise DomainError(_("This meeting has a table already.")) from error
        TableItem.objects.bulk_create(
            TableItem(table=table, recommendation_id=pk, position=position)
            for position, pk in enumerate(keys, start=1)
        )
        invite(held, institutions)
    return table


def _convene(occasion: Occasion | None, actor: User) -> Meeting:
    if occasion is None:
        raise DomainError(_("Give the title and the time of the meeting, or choose one."))
    if occasion.ends_at <= occasion.starts_at:
        raise DomainError(_("The meeting ends before it begins."))
    return Meeting.objects.create(
        title=occasion.title,
        starts_at=occasion.starts_at,
        ends_at=occasion.ends_at,
        place=occasion.place,
        is_table=True,
        convened_by=actor,
    )


def _take(meeting: Meeting) -> Meeting:
    row = Meeting.objects.select_for_update().get(pk=meeting.pk)
    if row.state not in (MeetingState.PLANNED, MeetingState.INVITED):
        raise DomainError(_("This meeting was held or cancelled."))
    if not row.is_table:
        row.is_table = True
        row.save(update_fields=["is_table", "updated_at"])
    return row


def _records(
    source: Review | Cluster | SavedView, actor: User, leave_out_assigned: bool
) -> QuerySet[Recommendation]:
    if isinstance(source, SavedView):
        found = import_string(settings.VIEW_READER)(source, actor)
        rows = Recommendation.objects.filter(pk__in=found.order_by().values("pk"))
    elif isinstance(source, Review):
        rows = Recommendation.objects.filter(review=source)
    else:
        rows = Recommendation.objects.filter(memberships__cluster=source)
    rows = rows.published()
    return rows.without_assignment() if leave_out_assigned else rows


def _in_order(rows: QuerySet[Recommendation], order: str) -> list[int]:
    """Keys by document and paragraph, or first by the first theme; without one they come last."""
    place = ["symbol", "paragraph_key", "reference"]
    if order == TableOrder.THEME:
        themed = rows.annotate(theme_at=Min("theme_links__theme__order"))
        return list(
            themed.order_by(F("theme_at").asc(nulls_last=True), *place).values_list("pk", flat=True)
        )
    return list(rows.order_by(*place).values_list("pk", flat=True))


@transaction.atomic
def change_guests(
    *, actor: User, reference: UUID, institutions: Collection[int], languages: Sequence[str]
) -> ThematicTable:
    """Invite further institutions, and choose the languages of the texts; nobody is sent away."""
    table = locked_table(reference, actor)
    if table.state == TableState.CLOSED:
        raise DomainError(_("The table is closed."))
    with because(str(_("Guests of the table"))):
        invite(Meeting.objects.select_for_update().get(pk=table.meeting_id), institutions)
        table.languages = list(languages)
        table.save(update_fields=["languages", "updated_at"])
    show_anew(table)
    return table
