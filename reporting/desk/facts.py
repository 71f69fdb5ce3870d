"""The rows from which duties follow, read in as many queries for one desk as for all of them."""

import datetime as dt
from collections.abc import Collection
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import (
    Count,
    DateTimeField,
    Exists,
    F,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    TextField,
    Value,
)
from django.db.models.functions import Coalesce, Concat

from activities.choices import OPEN, TOLD, UpdateState
from activities.models import (
    CollectionRound,
    ImplementationUpdate,
    RoundItem,
    UpdateStep,
    UpdateTarget,
)
from focalpoints.models import Institution
from nmirf.common.latest import Statement, by_key, latest
from recommendations.choices import (
    COUNTING_OVERLAPS,
    AssignmentRole,
    AssignmentState,
    Publication,
)
from recommendations.models import Assessment, Assignment
from reporting.choices import Audience, Moderation, ObligationKind, ObligationState
from reporting.models import Comment, Consultation, Obligation

from .duties import OBLIGATION_NOTICE_DAYS
from .things import ALL, Asker, Thing, as_things, find_things, institutions_of

# Institution or anything else that stands for «all of them».
Keys = Collection[int] | None


@dataclass
class Facts:
    """Rows as read; each list is empty where nobody asked for it."""

    on: dt.date
    updates: list[Any] = field(default_factory=list)
    assignments: list[Any] = field(default_factory=list)
    led: list[Any] = field(default_factory=list)
    obligations: list[Any] = field(default_factory=list)
    commented: list[Any] = field(default_factory=list)
    contributions: list[Any] = field(default_factory=list)
    invitations: list[Any] = field(default_factory=list)
    # What is owed in collection rounds, and the rounds that are open.
    dues: list[RoundItem] = field(default_factory=list)
    rounds: list[CollectionRound] = field(default_factory=list)
    things: list[Thing] = field(default_factory=list)
    # Whether each update of a round is put into words: for the page of the round.
    rounds_in_full: bool = False

    def complete(self, asker: Asker = ALL) -> None:
        """What people owe each other, and the institutions of all rows; two queries."""
        found = find_things(self.on, asker)
        self.things = as_things(found, self.name_institutions(*institutions_of(found)))

    def name_institutions(self, *more: int | None) -> dict[int, Institution]:
        """Give the rows their institutions, each read once for all of them; with `more`, by key.

        One query: hundreds of rows are of few institutions.
        """
        rows = [*self.updates, *self.assignments, *self.led]
        keys = {*more, *(row.institution_id for row in rows)} - {None}
        named = Institution.objects.in_bulk(keys)
        for row in rows:
            row.institution = named[row.institution_id]
        return named


def updates_under_way(institutions: Keys, *, secretariat: bool) -> QuerySet[ImplementationUpdate]:
    """Updates begun and not official yet: of these institutions, and beyond drafts of all.

    As of the other rows here, `Facts.name_institutions` gives them their institutions.

    Adds `references` and `targets_pks` (lists), `since` (when it came to where it is), `note` and
    `failed` (of the last step).
    """
    steps = UpdateStep.objects.filter(update=OuterRef("pk")).order_by("-at", "-pk")
    targets = UpdateTarget.objects.filter(update=OuterRef("pk")).order_by(
        "recommendation__reference"
    )
    wanted = Q(state__in=OPEN)
    if institutions is not None:
        mine = Q(institution__in=institutions)
        wanted &= (mine | ~Q(state=UpdateState.DRAFT)) if secretariat else mine
    return (
        ImplementationUpdate.objects.filter(wanted)
        .select_related("cluster", "activity", "last_editor")
        .defer("narrative", "narrative_translations")
        .annotate(
            references=ArraySubquery(targets.values("recommendation__reference")),
            targets_pks=ArraySubquery(targets.values("recommendation")),
            since=Coalesce(
                Subquery(steps.values("at")[:1]), F("updated_at"), output_field=DateTimeField()
            ),
            note=Subquery(steps.values("note")[:1]),
            failed=Subquery(steps.values("failed_criteria")[:1]),
        )
        .order_by("pk")
    )


def assignments_undecided(institutions: Keys, *, secretariat: bool) -> QuerySet[Assignment]:
    """Proposed ones of these institutions; for the secretariat all, contested ones too."""
    rows = Assignment.objects.filter(
        state__in=[AssignmentState.PROPOSED, AssignmentState.CONTESTED]
    )
    if not secretariat and institutions is not None:
        rows = rows.filter(state=AssignmentState.PROPOSED, institution__in=institutions)
    return rows.select_related("recommendation__review", "cluster").order_by("pk")


def led_by(institutions: Keys) -> QuerySet[Assignment]:
    """What these institutions lead on: a recommendation or a cluster each.

    Adds `told_at`: when the institution last reported on it, itself or through a cluster or an
    activity, else None; `is_followed_up`: whether a follow-up obligation about it is done with.
    """
    done = Obligation.objects.filter(
        recommendation=OuterRef("recommendation"), kind=ObligationKind.FOLLOW_UP
    ).exclude(state=ObligationState.OPEN)
    rows = Assignment.objects.accepted().filter(role=AssignmentRole.LEAD)
    if institutions is not None:
        rows = rows.filter(institution__in=institutions)
    return (
        rows.exclude(recommendation__publication=Publication.RETIRED)
        .exclude(cluster__publication=Publication.RETIRED)
        .select_related("recommendation", "cluster")
        .only(
            *("institution", "recommendation", "cluster", "decided_at", "created_at"),
            *("recommendation__reference", "recommendation__status"),
            "recommendation__follow_up_due_on",
            *("cluster__slug", "cluster__title", "cluster__title_translations"),
            "cluster__publication",
        )
        .annotate(
            told_at=latest(_told(_fixed(institutions)), _thing("recommendation", "cluster")),
            is_followed_up=Exists(done),
        )
        .order_by("recommendation__reference", "cluster__title", "pk")
    )


@lru_cache(maxsize=1024)
def _told(institutions: frozenset[int] | None) -> Statement:
    """When what was last reported on by whom, through a cluster and an activity as well.

    It holds nothing of what was found; to write it takes longer than to run it.
    """
    own = ImplementationUpdate.objects.filter(state__in=TOLD).order_by()
    if institutions is not None:
        own = own.filter(institution__in=institutions)
    ways = (
        (_thing("targets__recommendation"), own.filter(targets__isnull=False)),
        (
            _thing("cluster__memberships__recommendation"),
            own.filter(cluster__memberships__overlap__in=COUNTING_OVERLAPS),
        ),
        (
            _thing("activity__recommendations"),
            own.filter(activity__recommendations__isnull=False),
        ),
        (
            _thing("activity__clusters__memberships__recommendation"),
            own.filter(activity__clusters__memberships__overlap__in=COUNTING_OVERLAPS),
        ),
        (_thing(cluster="cluster"), own.filter(cluster__isnull=False)),
    )
    first, *others = (
        rows.annotate(key=thing, at=Coalesce("published_at", "submitted_at"))
        .filter(at__isnull=False)
        .values_list("key", "at")
        for thing, rows in ways
    )
    return by_key(first.union(*others, all=True))


def _fixed(institutions: Keys) -> frozenset[int] | None:
    return None if institutions is None else frozenset(institutions)


def _thing(recommendation: str = "", cluster: str = "") -> Concat:
    """The institution and what it leads on in one text: "3:17:" a recommendation, "3::5" a cluster."""
    first, second = (F(name) if name else Value("") for name in (recommendation, cluster))
    return Concat("institution", Value(":"), first, Value(":"), second, output_field=TextField())


def obligations_near(on: dt.date) -> QuerySet[Obligation]:
    """Open ones that are late or due within a year."""
    end = on + dt.timedelta(days=OBLIGATION_NOTICE_DAYS)
    return (
        Obligation.objects.open()
        .filter(due_on__lte=end)
        .select_related("responsible", "mechanism")
        .order_by("due_on", "pk")
    )


def consultations_with_comments() -> QuerySet[Consultation]:
    """Those with comments that wait: adds `unanswered` and `unread` (ints)."""
    waiting = Q(comments__answer="") & ~Q(comments__moderation=Moderation.HIDDEN)
    return (
        Consultation.objects.select_related("version__draft")
        .annotate(
            unanswered=Count("comments", filter=waiting),
            unread=Count("comments", filter=Q(comments__moderation=Moderation.PENDING)),
        )
        .filter(unanswered__gt=0)
        .order_by("closes_on", "pk")
    )


def contributions_to_moderate() -> QuerySet[Assessment]:
    """What civil society handed in about a recommendation and nobody has read yet."""
    return (
        Assessment.objects.to_moderate()
        .select_related("recommendation", "institution")
        .order_by("handed_in_at", "pk")
    )


def invitations(on: dt.date, institutions: Collection[int]) -> QuerySet[Consultation]:
    """Consultations open today on which none of these institutions has commented yet."""
    said = Comment.objects.filter(consultation=OuterRef("pk"), institution__in=institutions)
    return Consultation.objects.open(on).filter(~Exists(said)).order_by("closes_on", "pk")


def rounds_open() -> QuerySet[CollectionRound]:
    """Collection rounds that are open, the earliest due first."""
    return CollectionRound.objects.open().order_by("due_on", "pk")


def is_public(row: Any) -> bool:
    """Whether a cluster or an activity may be named to anyone."""
    return bool(row.publication == Publication.PUBLISHED)


def may_be_read_by_all(consultation: Consultation) -> bool:
    return consultation.audience == Audience.PUBLIC
