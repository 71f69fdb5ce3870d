"""What the owner of a token may read besides: the work of the institutions that they act for today."""

from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from activities.choices import UpdateState
from activities.policies import visible_updates
from focalpoints.models import Institution
from focalpoints.policies import standing
from nmirf.common.dates import today
from portal.reader import Reader
from recommendations.choices import AssignmentState
from recommendations.models import Assignment
from recommendations.policies import visible_assignments
from reporting.choices import RequestState
from reporting.desk import duties_of
from reporting.models import InformationRequest
from reporting.policies import visible_requests

from . import schemas
from .callers import Caller, refused
from .parameters import Asked, choice
from .problems import ApiError
from .resources import Json, Resource, page
from .telling import coded, ref
from .words import tell_updates


def own(reader: Reader) -> frozenset[int]:
    """The institutions that the reader acts for; raises ApiError where there is none today.

    The rights end with the appointment, not with the token.
    """
    if not reader.user.is_authenticated:
        raise refused()
    rights = standing(reader.user)
    if not rights.is_member:
        raise ApiError("forbidden", _("The owner of the token holds no post today."))
    return rights.institutions


def me(caller: Caller, asked: Asked) -> Json:
    keys, rights = own(caller.reader()), standing(caller.user)
    token = caller.token
    if token is None:
        raise refused()
    return {
        "name": token.person.full_name,
        "token": token.name,
        "expires_on": token.expires_on,
        "is_secretariat": rights.is_secretariat,
        "institutions": [
            {
                "id": row.slug,
                "label": row.label,
                "reports": row.pk in rights.report_for,
                "signs": row.pk in rights.sign_for,
            }
            for row in Institution.objects.filter(pk__in=keys).order_by("name", "pk")
        ],
    }


def duties(caller: Caller, asked: Asked) -> Json:
    own(caller.reader())
    user: Any = caller.user
    return {
        "data": [
            {
                "kind": str(one.kind),
                "title": str(one.title),
                "explanation": str(one.explanation),
                "due_on": one.due_on,
                "page": page(one.path),
            }
            for one in duties_of(user, today())
        ]
    }


def _assignments(reader: Reader, asked: Asked) -> Any:
    rows = visible_assignments(reader.user).filter(institution__in=own(reader))
    rows = rows.not_withdrawn()
    if asked["state"]:
        rows = rows.filter(state=asked["state"])
    related = rows.select_related("recommendation", "cluster", "institution")
    return related.order_by("-created_at", "-pk")


def _tell_assignments(reader: Reader, rows: list[Assignment]) -> list[Json]:
    keys = [row.recommendation_id for row in rows if row.recommendation_id]
    visible = set(reader.recommendations.filter(pk__in=keys).values_list("pk", flat=True))
    within = [row.cluster_id for row in rows if row.cluster_id]
    clusters = set(reader.clusters.filter(pk__in=within).values_list("pk", flat=True))
    return [
        {
            "recommendation": row.recommendation.reference
            if row.recommendation and row.recommendation_id in visible
            else None,
            "cluster": ref(row.cluster) if row.cluster_id in clusters else None,
            "institution": ref(row.institution),
            "role": coded(row, "role"),
            "state": coded(row, "state"),
            "answer_by": row.answer_by,
            "reason": row.reason,
        }
        for row in rows
    ]


def _updates(reader: Reader, asked: Asked) -> Any:
    rows = visible_updates(reader.user).filter(institution__in=own(reader))
    if asked["state"]:
        rows = rows.filter(state=asked["state"])
    related = rows.select_related("institution", "cluster", "activity")
    return related.prefetch_related("institution__former_names").order_by("-created_at", "-pk")


def _requests(reader: Reader, asked: Asked) -> Any:
    rows = visible_requests(reader.user).filter(institution__in=own(reader))
    if asked["state"]:
        rows = rows.filter(state=asked["state"])
    related = rows.select_related("institution").prefetch_related("items__recommendation")
    return related.order_by("due_on", "pk")


def _tell_requests(reader: Reader, rows: list[InformationRequest]) -> list[Json]:
    return [
        {
            "id": str(row.reference),
            "page": page(row.get_absolute_url()),
            "institution": ref(row.institution),
            "question": row.question,
            "due_on": row.due_on,
            "state": coded(row, "state"),
            "recommendations": sorted(one.recommendation.reference for one in row.items.all()),
        }
        for row in rows
    ]


RESOURCES = (
    Resource(
        name="my/assignments",
        title=gettext_lazy("My institution"),
        description=gettext_lazy("Parts that the institution has, was asked to take, or contests."),
        schema=schemas.MyAssignment,
        rows=_assignments,
        tell=_tell_assignments,
        key="",
        parameters=(
            choice("state", gettext_lazy("How far it is agreed."), AssignmentState.values),
        ),
    ),
    Resource(
        name="my/updates",
        title=gettext_lazy("My institution"),
        description=gettext_lazy(
            "Updates of the institution at every stage that the token’s owner may read."
        ),
        schema=schemas.Update,
        rows=_updates,
        tell=tell_updates,
        key="",
        parameters=(choice("state", gettext_lazy("The stage."), UpdateState.values),),
    ),
    Resource(
        name="my/requests",
        title=gettext_lazy("My institution"),
        description=gettext_lazy("Questions that the secretariat put to the institution."),
        schema=schemas.MyRequest,
        rows=_requests,
        tell=_tell_requests,
        key="",
        parameters=(choice("state", gettext_lazy("Whether it is answered."), RequestState.values),),
    ),
)
