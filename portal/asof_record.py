"""What stood beside a recommendation on a past day: its clusters, who answered for it, what each
viewpoint said, what was told. Each as it was public then; see `asof`.
"""

import datetime as dt
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django.db.models import (
    BigIntegerField,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    Value,
    prefetch_related_objects,
)
from django.urls import reverse

from activities.choices import ActivityPublication, UpdateState
from activities.models import (
    Activity,
    ActivityCluster,
    ActivityRecommendation,
    ImplementationUpdate,
    UpdateTarget,
)
from focalpoints.models import Institution
from nmirf.common.i18n import translated
from recommendations.choices import (
    COUNTING_OVERLAPS,
    OF_AN_INSTITUTION,
    AssignmentRole,
    AssignmentState,
    Publication,
)
from recommendations.models import Assessment, Assignment, Cluster, ClusterMembership

from .asof import end_of, last_events, last_linked
from .cards import Item
from .voices import Disagreement, View, disagreement, side_by_side

# What ties a record to others, in the one query that asks for both.
_CLUSTER, _PART = "cluster", "part"


@dataclass(frozen=True, slots=True)
class PastPart:
    """An institution by the name that it bore then; `through` is the cluster that it answered for."""

    name: str
    role: AssignmentRole
    through: str = ""


@dataclass
class PastRecord:
    """What the public could read beside the record (a key) on `day`; nine queries at most."""

    record: int
    day: dt.date

    @cached_property
    def end(self) -> dt.datetime:
        return end_of(self.day)

    @cached_property
    def _ties(self) -> list[tuple[str, int | None, int | None, str]]:
        """(what, cluster, institution, overlap or role) of clusters and of parts that were accepted."""
        members = last_linked(ClusterMembership, self.end, Q(recommendation=self.record)).order_by()
        linked = Q(recommendation=self.record) | Q(cluster__in=members.values("cluster"))
        parts = last_linked(Assignment, self.end, linked).filter(state=AssignmentState.ACCEPTED)
        nobody = Value(None, output_field=BigIntegerField())
        return list(
            members.annotate(what=Value(_CLUSTER), nobody=nobody)
            .values_list("what", "cluster_id", "nobody", "overlap")
            .union(
                parts.order_by()
                .annotate(what=Value(_PART))
                .values_list("what", "cluster_id", "institution_id", "role"),
                all=True,
            )
        )

    @cached_property
    def _clusters(self) -> dict[int, Any]:
        """Events of the clusters that were published, by key; `slug_now` where they still are."""
        keys = [cluster for what, cluster, _nobody, _overlap in self._ties if what == _CLUSTER]
        now = Cluster.objects.published().filter(pk=OuterRef("pgh_obj_id")).values("slug")
        then = last_events(Cluster, self.end, pgh_obj_id__in=keys).filter(
            publication=Publication.PUBLISHED
        )
        return {row.pgh_obj_id: row for row in then.annotate(slug_now=Subquery(now))}

    @cached_property
    def clusters(self) -> list[Item]:
        """By the title of that day; with an address where the public still finds it."""
        found = [
            Item(
                translated(row, "title"),
                reverse("portal:cluster", args=[row.slug_now]) if row.slug_now else "",
            )
            for row in self._clusters.values()
        ]
        return sorted(found, key=lambda item: item.label)

    @cached_property
    def parts(self) -> list[PastPart]:
        """Who answered for it: the leads first, each institution once; its own part goes before one
        through a cluster.
        """
        found: dict[int, PastPart] = {}
        for role in AssignmentRole:
            ties = sorted(
                (tie for tie in self._ties if tie[0] == _PART and tie[3] == role),
                key=lambda tie: (tie[1] is not None, tie[1], tie[2]),
            )
            for _what, cluster, key, _role in ties:
                row = self._answering.get(key or 0)
                if row is None or (cluster is not None and cluster not in self._clusters):
                    continue
                through = translated(self._clusters[cluster], "title") if cluster else ""
                found.setdefault(row.pk, PastPart(row.name_on(self.day), role, through))
        return list(found.values())

    @property
    def leads(self) -> list[PastPart]:
        return [part for part in self.parts if part.role == AssignmentRole.LEAD]

    @property
    def others(self) -> list[PastPart]:
        return [part for part in self.parts if part.role != AssignmentRole.LEAD]

    @cached_property
    def _read(self) -> tuple[list[Assessment], list[Any], dict[int, Institution]]:
        """What was assessed and told, and who answered: the names of all institutions in one query."""
        keys = {key for what, _cluster, key, _role in self._ties if what == _PART and key}
        answering = list(Institution.objects.filter(pk__in=keys)) if keys else []
        assessed, told = self._assessed(), self._told()
        spoke = [row.institution for rows in (assessed, told) for row in rows if row.institution]
        prefetch_related_objects([*spoke, *answering], "former_names")
        return assessed, told, {row.pk: row for row in answering}

    @property
    def _answering(self) -> dict[int, Institution]:
        return self._read[2]

    def _assessed(self) -> list[Assessment]:
        """Those published then, the latest first, each as it read then. What an institution, an NHRI
        or civil society took back since is left out, as with updates; what the secretariat retired
        of its own is there, for the status of that day rests on it.
        """
        then = last_linked(Assessment, self.end, Q(recommendation=self.record)).filter(
            publication=Publication.PUBLISHED
        )
        standing = Assessment.objects.published().values("pk")
        rows = then.filter(
            ~Q(viewpoint__in=OF_AN_INSTITUTION) | Q(pgh_obj_id__in=standing)
        ).select_related("institution", "grade__scale")
        return [_as_row(event) for event in rows.order_by("-assessed_on", "-pgh_obj_id")]

    @cached_property
    def views(self) -> list[View]:
        """The last word of each viewpoint, each with what it had said before."""
        return side_by_side(self._read[0], {})

    @cached_property
    def disagreement(self) -> Disagreement | None:
        return disagreement(self._read[0])

    @cached_property
    def updates(self) -> list[Any]:
        """Updates that were published, of it, of a cluster that counted for it, or of an activity for
        either that was published.

        What was withdrawn since is left out: its institution or the secretariat took it back. Adds
        `said_by`, the name that the institution bore on that day.
        """
        for row in self._read[1]:
            row.said_by = row.institution.name_on(self.day)
        return self._read[1]

    def _told(self) -> list[Any]:
        counting = [
            cluster
            for what, cluster, _nobody, overlap in self._ties
            if what == _CLUSTER and overlap in COUNTING_OVERLAPS and cluster in self._clusters
        ]
        updates = ImplementationUpdate.objects.exclude(state=UpdateState.WITHDRAWN).filter(
            Q(pk__in=UpdateTarget.objects.filter(recommendation=self.record).values("update"))
            | Q(cluster__in=counting)
            | Q(activity__in=self._activities(counting))
        )
        keys = list(updates.values_list("pk", flat=True))
        then = last_events(ImplementationUpdate, self.end, pgh_obj_id__in=keys)
        found = then.filter(state=UpdateState.PUBLISHED).select_related("institution")
        return list(found.order_by("-published_at", "-pgh_obj_id"))

    def _activities(self, clusters: list[int]) -> QuerySet:
        """Keys of the activities that were public and linked to it, or to one of the clusters; no
        query of its own.
        """
        direct = last_events(ActivityRecommendation, self.end, recommendation=self.record)
        through = last_events(ActivityCluster, self.end, cluster__in=clusters)
        keys = direct.order_by().values("activity").union(through.order_by().values("activity"))
        then = last_events(Activity, self.end, pgh_obj_id__in=keys)
        return then.filter(publication=ActivityPublication.PUBLISHED).values("pgh_obj_id")


def _as_row(event: Any) -> Assessment:
    """The assessment that an event tells of, not to be saved."""
    fields = Assessment._meta.concrete_fields
    row = Assessment(**{one.attname: getattr(event, one.attname) for one in fields})
    row.institution, row.grade = event.institution, event.grade
    return row
