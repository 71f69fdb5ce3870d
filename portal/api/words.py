"""What was said of recommendations: updates of institutions, and assessments of every viewpoint."""

from typing import Any

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from activities.choices import UpdateState
from activities.models import ImplementationUpdate, UpdateTarget
from nmirf.common.dates import day_of
from portal.events import evidence
from portal.reader import Reader
from recommendations.choices import Publication, Viewpoint
from recommendations.models import Assessment
from recommendations.policies import visible_assessments

from . import schemas
from .parameters import Asked, choice, identifier
from .record import tell_assessment
from .resources import Json, Resource, page
from .telling import by_key, coded, head, keys, moment, ref


def _updates(reader: Reader, asked: Asked) -> Any:
    rows = reader.updates.exclude(state=UpdateState.SUPERSEDED)
    if asked["recommendation"]:
        targets = UpdateTarget.objects.filter(recommendation__reference=asked["recommendation"])
        rows = rows.filter(pk__in=targets.values("update"))
    if asked["institution"]:
        rows = rows.filter(institution__slug=asked["institution"])
    related = rows.select_related("institution", "cluster", "activity")
    related = related.prefetch_related("institution__former_names")
    return related.order_by("-published_at", "-pk")


def tell_updates(reader: Reader, rows: list[ImplementationUpdate]) -> list[Json]:
    visible = reader.recommendations.order_by().values("pk")
    targets = by_key(
        UpdateTarget.objects.filter(update__in=keys(rows), recommendation__in=visible).order_by(
            "recommendation__reference"
        ),
        *("update", "recommendation__reference"),
    )
    within = [row.cluster_id for row in rows if row.cluster_id]
    clusters = set(reader.clusters.filter(pk__in=within).values_list("pk", flat=True))
    deeds = [row.activity_id for row in rows if row.activity_id]
    activities = set(reader.activities.filter(pk__in=deeds).values_list("pk", flat=True))
    proofs = evidence(reader, {"update": keys(rows)})
    return [
        _update(row)
        | {
            "recommendations": targets.get(row.pk, []),
            "cluster": ref(row.cluster) if row.cluster_id in clusters else None,
            "activity": ref(row.activity) if row.activity_id in activities else None,
            "evidence": [
                {"title": one.label, "url": page(one.url)}
                for one in proofs.get(("update", row.pk), ())
            ],
        }
        for row in rows
    ]


def _update(row: ImplementationUpdate) -> Json:
    day = day_of(row.published_at) if row.published_at else None
    return head("updates", row.reference, reverse("portal:update", args=[row.reference])) | {
        "institution": {"id": row.institution.slug, "label": row.institution.named_on(day)},
        "headline": row.headline,
        "text": row.narrative,
        "language": row.language,
        "source": row.source,
        "period_from": row.period_from,
        "period_to": row.period_to,
        "nothing_new": row.nothing_new,
        "state": coded(row, "state"),
        "published_at": moment(row.published_at),
    }


UPDATES = Resource(
    name="updates",
    one="update",
    title=_("Official updates"),
    description=_("What institutions say they did: verified, signed and published."),
    schema=schemas.Update,
    rows=_updates,
    tell=tell_updates,
    key="reference",
    parameters=(
        identifier("recommendation", _("Reference of a recommendation that it was told of.")),
        identifier("institution", _("Id of the institution that told it.")),
    ),
)


def _assessments(reader: Reader, asked: Asked) -> Any:
    rows = visible_assessments(reader.user).exclude(publication=Publication.RETIRED)
    rows = rows.filter(recommendation__in=reader.recommendations.order_by().values("pk"))
    if asked["recommendation"]:
        rows = rows.filter(recommendation__reference=asked["recommendation"])
    if asked["viewpoint"]:
        rows = rows.filter(viewpoint=asked["viewpoint"])
    related = rows.select_related("recommendation", "institution", "grade__scale")
    related = related.prefetch_related("institution__former_names")
    return related.order_by("-assessed_on", "-pk")


def _tell_assessments(reader: Reader, rows: list[Assessment]) -> list[Json]:
    return [tell_assessment(row, row.recommendation.reference) for row in rows]


ASSESSMENTS = Resource(
    name="assessments",
    title=_("Assessments"),
    description=_(
        "How far a recommendation is implemented, in the view of one author, on one day. Only the"
        " secretariat’s is the validated status; viewpoints are never added together."
    ),
    schema=schemas.Assessment,
    rows=_assessments,
    tell=_tell_assessments,
    key="",
    parameters=(
        identifier("recommendation", _("Reference of the recommendation.")),
        choice("viewpoint", _("Whose view it is."), Viewpoint.values),
    ),
)
