"""The history of the State's positions on one recommendation, as a reader sees it."""

import datetime as dt
from dataclasses import dataclass

from django.db.models import F
from django.urls import reverse
from django.utils.translation import gettext as _

from nmirf.common.dates import day_of
from recommendations.models import PositionChange, Recommendation

from .reader import Reader


@dataclass(frozen=True, slots=True)
class Answer:
    """One entry; `why_corrected` is said of a wrong one, `correct` is where to correct it, else empty."""

    position: str
    source: str
    on: dt.date | None
    recorded_on: dt.date
    recorded_by: str
    why_corrected: str = ""
    correct: str = ""


def answers(reader: Reader, row: Recommendation) -> list[Answer]:
    """Every position that was recorded, the latest first, wrong entries too; one query."""
    entries = (
        PositionChange.objects.filter(recommendation=row)
        .select_related("recorded_by", "corrected_by")
        .order_by(F("taken_on").desc(nulls_last=True), "-pk")
    )
    return [_answer(reader, row, entry) for entry in entries]


def _answer(reader: Reader, row: Recommendation, entry: PositionChange) -> Answer:
    correction: PositionChange | None = getattr(entry, "corrected_by", None)
    may_correct = reader.rights.is_secretariat and correction is None
    address = reverse("recommendations:set_position", args=[row.reference])
    return Answer(
        position=entry.get_position_display(),
        source=entry.source,
        on=entry.taken_on,
        recorded_on=day_of(entry.created_at),
        recorded_by=_recorded_by(reader, entry),
        why_corrected=correction.reason if correction else "",
        correct=f"{address}?corrects={entry.pk}" if may_correct else "",
    )


def _recorded_by(reader: Reader, entry: PositionChange) -> str:
    """The person, to members; to everyone else the office that enters positions."""
    if entry.recorded_by is None:
        return _("with an import")
    if reader.rights.reads_internal:
        return str(entry.recorded_by)
    return _("Secretariat of the mechanism")
