"""Versions of plans: a plan as it stood, kept for good."""

import hashlib
import json
from typing import Any

from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext as _

from accounts.models import User
from activities import policies
from activities.models import NationalPlan, PlanObjective, PlanVersion
from nmirf.common.decisions import require
from nmirf.common.errors import DomainError


@transaction.atomic
def make_version(*, pk: int, actor: User, note: str) -> PlanVersion:
    """Keep the plan as it stands. Raises PermissionDenied, and DomainError where nothing changed."""
    plan = NationalPlan.objects.select_for_update().get(pk=pk)
    require(policies.can_manage_plans(actor))
    version = keep(plan, actor, note)
    if version is None:
        raise DomainError(_("Nothing has changed since the last version."))
    return version


def keep(plan: NationalPlan, actor: User, note: str) -> PlanVersion | None:
    """A version of a plan that the caller has locked; None where the last one says the same."""
    content = content_of(plan)
    digest = digest_of(content)
    last = plan.versions.order_by("-number").first()
    if last is not None and last.sha256 == digest:
        return None
    number = plan.versions.aggregate(last=Max("number"))["last"] or 0
    return PlanVersion.objects.create(
        plan=plan,
        number=number + 1,
        note=note[:300],
        content=content,
        sha256=digest,
        made_by=actor,
    )


def digest_of(content: dict[str, Any]) -> str:
    """SHA-256 of a content, whatever the order of its keys."""
    said = json.dumps(content, sort_keys=True, ensure_ascii=False)
    return hashlib.sha256(said.encode()).hexdigest()


def content_of(plan: NationalPlan) -> dict[str, Any]:
    """What PlanVersion.content holds of the plan as it stands now; four queries."""
    rows = plan.objectives.select_related("parent", "lead").prefetch_related(
        "clusters", "recommendations", "targets"
    )
    return {
        "title": plan.title,
        "starts_on": plan.starts_on.isoformat(),
        "ends_on": plan.ends_on.isoformat(),
        "publication": str(plan.publication),
        "objectives": [_objective(row) for row in rows.order_by("order", "pk")],
    }


def _objective(row: PlanObjective) -> dict[str, Any]:
    return {
        "code": row.code,
        "parent": row.parent.code if row.parent else "",
        "title": row.title,
        "statement": row.statement,
        "lead": row.lead.slug if row.lead else "",
        "clusters": sorted(cluster.slug for cluster in row.clusters.all()),
        "recommendations": sorted(one.reference for one in row.recommendations.all()),
        "targets": sorted(target.code for target in row.targets.all()),
    }
