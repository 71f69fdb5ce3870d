"""The history of the State's positions on one recommendation, as a reader sees it."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import F, OuterRef, QuerySet
from django.db.models.functions import JSONObject
from django.urls import reverse
from django.utils.translation import gettext as _

from nmirf.common.dates import day_of
from recommendations.choices import Position
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


def with_answers(rows: QuerySet[Recommendation]) -> QuerySet[Recommendation]:
    """Adds `said`: every position that was recorded, the latest first, wrong entries too."""
    entries = PositionChange.objects.filter(recommendation=OuterRef("pk")).order_by(
        F("taken_on").desc(nulls_last=True), "-pk"
    )
    facts = {name: name for name in ("pk", "position", "source", "taken_on", "created_at")} | {
        "recorded_by": "recorded_by__full_name",
        "why_corrected": "corrected_by__reason",
    }
    return rows.annotate(said=ArraySubquery(entries.values(entry=JSONObject(**facts))))


def answers(reader: Reader, row: Recommendation) -> list[Answer]:
    """The positions of a row read by `with_answers`."""
    return [_answer(reader, row, entry) for entry in row.said]  # type: ignore[attr-defined]


def _answer(reader: Reader, row: Recommendation, entry: Mapping[str, Any]) -> Answer:
    may_correct = reader.rights.is_secretariat and entry["why_corrected"] is None
    address = reverse("recommendations:set_position", args=[row.reference])
    taken_on = entry["taken_on"]
    return Answer(
        position=str(Position(entry["position"]).label),
        source=entry["source"],
        on=dt.date.fromisoformat(taken_on) if taken_on else None,
        recorded_on=day_of(dt.datetime.fromisoformat(entry["created_at"])),
        recorded_by=_recorded_by(reader, entry["recorded_by"]),
        why_corrected=entry["why_corrected"] or "",
        correct=f"{address}?corrects={entry['pk']}" if may_correct else "",
    )


def _recorded_by(reader: Reader, name: str | None) -> str:
    """The person, to members; to everyone else the office that enters positions."""
    if name is None:
        return _("with an import")
    if reader.rights.reads_internal:
        return name
    return _("Secretariat of the mechanism")
