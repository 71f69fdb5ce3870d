"""Who might lead a recommendation, by what the register knows."""

from dataclasses import dataclass

from django.db.models import Q
from django.utils.translation import gettext as _

from focalpoints.models import Institution
from recommendations.choices import AssignmentRole, Publication
from recommendations.models import Assignment, ClusterMembership


@dataclass(frozen=True, slots=True)
class Proposal:
    """`why` is a sentence's part: where the register has it from."""

    institution: Institution
    why: str


def proposed_leads(recommendation: int) -> list[Proposal]:
    """Who leads it, its cluster, or the earlier one that it takes up; each once. Two queries."""
    found: dict[int, Proposal] = {}
    rows = (
        Assignment.objects.not_withdrawn()
        .filter(role=AssignmentRole.LEAD)
        .filter(
            Q(recommendation=recommendation)
            | Q(cluster__memberships__recommendation=recommendation)
            | Q(
                recommendation__repeated_by__later=recommendation,
                recommendation__publication=Publication.PUBLISHED,
            )
        )
        .select_related("institution", "cluster", "recommendation")
        .order_by("pk")
        .distinct()
    )
    for row in sorted(rows, key=lambda row: row.recommendation_id != recommendation):
        found.setdefault(row.institution_id, Proposal(row.institution, _why(row, recommendation)))
    members = ClusterMembership.objects.filter(
        recommendation=recommendation, cluster__lead__isnull=False
    ).exclude(cluster__publication=Publication.RETIRED)
    for member in members.select_related("cluster__lead"):
        lead = member.cluster.lead
        if lead is not None:
            why = _("leads “%(cluster)s”") % {"cluster": member.cluster.label}
            found.setdefault(lead.pk, Proposal(lead, why))
    return list(found.values())


def _why(row: Assignment, recommendation: int) -> str:
    if row.cluster is not None:
        return _("leads “%(cluster)s”") % {"cluster": row.cluster.label}
    if row.recommendation_id == recommendation:
        return _("leads already: %(state)s") % {"state": row.get_state_display()}
    return _("leads %(reference)s, which this takes up") % {
        "reference": row.recommendation.reference if row.recommendation else ""
    }
