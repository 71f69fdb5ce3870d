"""What the API says of one recommendation beyond its line in the list."""

import datetime as dt
from typing import Any

from django.conf import settings
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from ninja import Schema

from activities.choices import UpdateState
from nmirf.common.dates import day_of, today
from portal.reader import Reader
from portal.record import Record
from portal.voices import viewer
from recommendations.choices import AssignmentState
from recommendations.choices import Position as Stance
from recommendations.models import RecommendationText, Repeat

from . import schemas
from .measures import tell_latest
from .resources import Json, address
from .telling import choice, coded, ref


class Text(Schema):
    language: str
    text: str
    standing: schemas.Coded
    is_authentic: bool
    is_official: bool
    is_machine_made: bool
    source: str
    translator: str


class Position(Schema):
    position: schemas.Coded
    source: str
    taken_on: dt.date | None
    is_wrong: bool = schemas.means(_("An entry that was corrected later."))


class Membership(Schema):
    cluster: schemas.Ref
    overlap: schemas.Coded


class View(schemas.Assessment):
    evidence: list[schemas.Evidence]


class Told(Schema):
    id: str
    url: str
    institution: schemas.Ref
    state: schemas.Coded
    headline: str = schemas.means(_("“” of one that was withdrawn."))
    text: str
    language: str
    published_on: dt.date | None
    through: schemas.Ref | None = schemas.means(_("The cluster or activity that it was told of."))
    evidence: list[schemas.Evidence]


class Measured(schemas.Record):
    name: str
    latest: schemas.Latest | None


class Done(schemas.Record):
    title: str
    status: schemas.Coded


class WholeRecommendation(Schema):
    texts: list[Text] = schemas.means(_("In every language in which there is one."))
    positions: list[Position] = schemas.means(_("Every position on record, the latest first."))
    parts: list[schemas.Part] = schemas.means(_("Institutions that accepted a part in it."))
    memberships: list[Membership]
    views: list[View] = schemas.means(_("What each viewpoint published, the latest first."))
    official_updates: list[Told] = schemas.means(_("The latest first."))
    related_activities: list[Done]
    indicators: list[Measured]
    obligations: list[schemas.Owed]
    takes_up: list[str] = schemas.means(_("References of earlier ones that it repeats."))
    taken_up_by: list[str]


def whole(record: Record, texts: list[RecommendationText]) -> Json:
    """Of a record whose row was read with its positions and obligations."""
    activities = {one.pk: one for one in record.activity_rows}
    clusters = {one.cluster_id: one.cluster for one in record.memberships}
    proofs = record.evidence
    earlier, later = _repeats(record.reader, record.row.pk)
    return {
        "texts": [_text(one) for one in sorted(texts, key=lambda one: one.language)],
        "positions": _positions(record.row),
        "parts": _parts(record, clusters),
        "memberships": [
            {"cluster": ref(one.cluster), "overlap": coded(one, "overlap")}
            for one in record.memberships
        ],
        "views": [
            tell_assessment(one, record.row.reference)
            | {"evidence": _proofs(proofs.get(("assessment", one.pk), ()))}
            for one in record.assessments
        ],
        "official_updates": [
            _told(one, clusters, activities, _proofs(proofs.get(("update", one.pk), ())))
            for one in record.updates
        ],
        "related_activities": [
            {
                "id": one.slug,
                "url": address("activities", one.slug),
                "title": one.label,
                "status": coded(one, "status"),
            }
            for one in sorted(activities.values(), key=lambda one: (one.starts_on, one.pk))
        ],
        "indicators": [
            {
                "id": one.slug,
                "url": address("indicators", one.slug),
                "name": one.label,
                "latest": tell_latest(standing.latest),
            }
            for one, standing in record.indicators
        ],
        "obligations": [
            {
                "id": one.slug,
                "url": address("obligations", one.slug),
                "title": one.label,
                "due_on": one.due_on,
                "state": coded(one, "state"),
                "is_late": one.state == "open" and one.due_on < today(),
            }
            for one in record.obligations
        ],
        "takes_up": earlier,
        "taken_up_by": later,
    }


def _text(row: Any) -> Json:
    return {
        "language": row.language,
        "text": row.text,
        "standing": {"code": str(row.standing), "label": str(row.standing.label)},
        "is_authentic": row.is_authentic,
        "is_official": row.is_official,
        "is_machine_made": row.is_machine_made,
        "source": row.source,
        "translator": row.translator,
    }


def _positions(row: Any) -> list[Json]:
    return [
        {
            "position": choice(one["position"], Stance),
            "source": one["source"],
            "taken_on": one["taken_on"],
            "is_wrong": one["why_corrected"] is not None,
        }
        for one in row.said
    ]


def _parts(record: Record, clusters: dict[int, Any]) -> list[Json]:
    rows = record.reader.assignments.filter(
        Q(recommendation=record.row) | Q(cluster__in=list(clusters)), state=AssignmentState.ACCEPTED
    )
    return [
        {
            "institution": ref(one.institution),
            "role": coded(one, "role"),
            "through": ref(clusters.get(one.cluster_id or 0)),
        }
        for one in rows.select_related("institution").order_by("cluster", "pk")
    ]


def tell_assessment(row: Any, reference: str) -> Json:
    return {
        "recommendation": reference,
        "viewpoint": coded(row, "viewpoint"),
        "who": viewer(row.viewpoint, row.institution, row.assessed_on),
        "institution": row.institution.slug if row.institution else None,
        "status": coded(row, "status"),
        "grade": row.graded or None,
        "assessed_on": row.assessed_on,
        "symbol": row.symbol,
        "rationale": row.rationale,
        "publication": coded(row, "publication"),
    }


def _told(
    row: Any, clusters: dict[int, Any], activities: dict[int, Any], proofs: list[Json]
) -> Json:
    taken_back = row.state == UpdateState.WITHDRAWN
    day = day_of(row.published_at) if row.published_at else None
    return {
        "id": str(row.reference),
        "url": address("updates", row.reference),
        "institution": {"id": row.institution.slug, "label": row.institution.named_on(day)},
        "state": coded(row, "state"),
        "headline": "" if taken_back else row.headline,
        "text": "" if taken_back else row.narrative,
        "language": row.language,
        "published_on": day,
        "through": ref(clusters.get(row.cluster_id or 0))
        or ref(activities.get(row.activity_id or 0)),
        "evidence": [] if taken_back else proofs,
    }


def _proofs(items: Any) -> list[Json]:
    return [{"title": one.label, "url": f"{settings.SITE_URL}{one.url}"} for one in items]


def _repeats(reader: Reader, key: int) -> tuple[list[str], list[str]]:
    """References of those that it takes up, and of those that take it up; one query."""
    visible = reader.recommendations.order_by().values("pk")
    rows = Repeat.objects.filter(
        Q(later=key, earlier__in=visible) | Q(earlier=key, later__in=visible)
    )
    facts = rows.order_by("pk").values_list("later", "later__reference", "earlier__reference")
    listed = list(facts)
    return (
        [earlier for later, _name, earlier in listed if later == key],
        [name for later, name, _earlier in listed if later != key],
    )


__all__ = ["WholeRecommendation", "tell_assessment", "whole"]
