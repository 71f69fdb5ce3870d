"""What is open at an institution, and what becomes of each kind of it when somebody else follows.

Every relation to `Institution` stands in `THINGS`, which move, or in `KEPT`, which do not, with the
reason; a test walks the relations and fails on one that stands in neither.
"""

import datetime as dt

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from activities.choices import UNFINISHED, DueState, RoundState, UpdateState
from activities.models import (
    Activity,
    ActivityInstitution,
    ImplementationUpdate,
    Indicator,
    NationalPlan,
    PlanObjective,
    RoundItem,
)
from focalpoints.choices import OPEN_PROPOSALS, DecisionState, MeetingState, TrainingPart
from focalpoints.models import (
    Appointment,
    AppointmentProposal,
    Attendance,
    Decision,
    Institution,
    Invitation,
    NationalMechanism,
    Seat,
    TrainingAttendance,
)
from recommendations.choices import Publication, TableState
from recommendations.models import (
    Assessment,
    Assignment,
    Cluster,
    Interest,
    SavedView,
    TableClaim,
)
from reporting.choices import DraftStage
from reporting.models import InformationRequest, Section

from . import assigned, pointing, posts
from .thing import Thing, about, stage, subject

# Updates that nobody has signed yet; one with a form signed on paper has to be checked before.
UNSIGNED = (
    UpdateState.DRAFT,
    UpdateState.RETURNED,
    UpdateState.SUBMITTED,
    UpdateState.VERIFIED,
)
# Drafts of reports that are still written or agreed on.
UNADOPTED = (
    DraftStage.OUTLINE,
    DraftStage.DRAFTING,
    DraftStage.CONSULTATION,
    DraftStage.VALIDATION,
)


def _not_over(on: dt.date) -> Q:
    return Q(ends_on__isnull=True) | Q(ends_on__gte=on)


THINGS: tuple[Thing, ...] = (
    Thing(
        "people",
        _("People"),
        Appointment,
        "institution",
        open=lambda keys, on: (
            Appointment.objects.filter(_not_over(on), institution__in=keys)
            .select_related("user", "institution")
            # A principal before the deputies, who follow the new post.
            .order_by("institution", "deputises", "pk")
        ),
        words=lambda row: str(row.user),
        note=lambda row: (
            f"{row.get_role_display()}, {row.portfolio}"
            if row.portfolio
            else row.get_role_display()
        ),
        move=posts.move,
        leave=posts.end,
    ),
    Thing(
        "proposals",
        _("Proposed appointments"),
        AppointmentProposal,
        "institution",
        open=lambda keys, on: AppointmentProposal.objects.filter(
            institution__in=keys, state__in=OPEN_PROPOSALS
        ),
        words=lambda row: row.full_name,
        note=lambda row: str(row.get_role_display()),
        move=posts.move_proposals,
        leave=posts.withdraw_proposals,
    ),
    Thing(
        "invitations",
        _("Open invitations"),
        Invitation,
        "institution",
        open=lambda keys, on: Invitation.objects.filter(
            institution__in=keys, accepted_at__isnull=True, revoked_at__isnull=True
        ),
        words=lambda row: row.full_name,
        note=lambda row: str(row.get_role_display()),
        move=posts.move_invitations,
        leave=posts.revoke_invitations,
    ),
    Thing(
        "assignments",
        _("Assignments"),
        Assignment,
        "institution",
        open=lambda keys, on: (
            Assignment.objects.not_withdrawn()
            .filter(institution__in=keys)
            .select_related("recommendation", "cluster")
            .order_by("recommendation__reference", "cluster__title", "pk")
        ),
        words=subject,
        note=lambda row: f"{row.get_role_display()}, {row.get_state_display()}",
        move=assigned.move,
        leave=assigned.withdraw,
        is_work=True,
    ),
    Thing(
        "updates",
        _("Updates that are not signed yet"),
        ImplementationUpdate,
        "institution",
        open=lambda keys, on: (
            ImplementationUpdate.objects.filter(institution__in=keys, state__in=UNSIGNED)
            .select_related("cluster", "activity")
            .prefetch_related("targets__recommendation")
            .order_by("pk")
        ),
        words=about,
        note=stage,
        move=pointing.all_at_once,
        is_work=True,
    ),
    Thing(
        "clusters",
        _("Clusters led"),
        Cluster,
        "lead",
        open=lambda keys, on: Cluster.objects.not_retired().filter(lead__in=keys),
        move=pointing.all_at_once,
        is_work=True,
    ),
    Thing(
        "activities",
        _("Activities led that are not completed"),
        Activity,
        "lead",
        open=lambda keys, on: Activity.objects.filter(
            lead__in=keys, status__in=UNFINISHED
        ).prefetch_related("cluster_links"),
        note=lambda row: str(row.get_status_display()),
        move=pointing.all_at_once,
        is_work=True,
    ),
    Thing(
        "parts",
        _("Parts in activities that are not completed"),
        ActivityInstitution,
        "institution",
        open=lambda keys, on: ActivityInstitution.objects.filter(
            institution__in=keys, activity__status__in=UNFINISHED
        ).select_related("activity"),
        words=lambda row: str(row.activity),
        note=lambda row: str(row.get_role_display()),
        move=pointing.one_by_one,
    ),
    Thing(
        "plans",
        _("Plans led"),
        NationalPlan,
        "lead",
        open=lambda keys, on: NationalPlan.objects.not_retired().filter(
            lead__in=keys, ends_on__gte=on
        ),
        move=pointing.all_at_once,
        is_work=True,
    ),
    Thing(
        "objectives",
        _("Objectives of plans led"),
        PlanObjective,
        "lead",
        open=lambda keys, on: PlanObjective.objects.filter(
            lead__in=keys, plan__ends_on__gte=on
        ).select_related("plan"),
        note=lambda row: str(row.plan),
        move=pointing.all_at_once,
        is_work=True,
    ),
    Thing(
        "indicators",
        _("Indicators kept"),
        Indicator,
        "custodian",
        open=lambda keys, on: Indicator.objects.not_retired().filter(custodian__in=keys),
        note=lambda row: row.code,
        move=pointing.all_at_once,
        is_work=True,
    ),
    Thing(
        "collected",
        _("Owed in collection rounds that are not closed"),
        RoundItem,
        "institution",
        open=lambda keys, on: (
            RoundItem.objects.filter(institution__in=keys, state=DueState.DUE)
            .exclude(round__state=RoundState.CLOSED)
            .select_related("round", "indicator", "recommendation", "cluster", "activity")
        ),
        words=lambda row: str(row.thing),
        note=lambda row: str(row.round),
        move=pointing.one_by_one,
        is_work=True,
    ),
    Thing(
        "sections",
        _("Sections of reports that are still written"),
        Section,
        "assigned_to",
        open=lambda keys, on: Section.objects.filter(
            assigned_to__in=keys, draft__stage__in=UNADOPTED
        ).select_related("draft"),
        note=lambda row: str(row.draft),
        move=pointing.all_at_once,
        is_work=True,
    ),
    Thing(
        "decisions",
        _("Open decisions of meetings"),
        Decision,
        "institution",
        open=lambda keys, on: Decision.objects.filter(
            institution__in=keys, state=DecisionState.OPEN
        ).select_related("meeting"),
        words=lambda row: row.text[:200],
        note=lambda row: str(row),
        move=pointing.all_at_once,
        is_work=True,
    ),
    Thing(
        "requests",
        _("Questions to answer"),
        InformationRequest,
        "institution",
        open=lambda keys, on: InformationRequest.objects.open().filter(institution__in=keys),
        words=lambda row: str(row.get_gap_display()),
        note=lambda row: row.question[:200],
        move=pointing.one_by_one,
        is_work=True,
    ),
    Thing(
        "assessments",
        _("Assessments not published"),
        Assessment,
        "institution",
        open=lambda keys, on: Assessment.objects.filter(
            institution__in=keys, publication=Publication.DRAFT
        ).select_related("recommendation"),
        words=lambda row: str(row.recommendation),
        move=pointing.move_assessments,
    ),
    Thing(
        "seats",
        _("Seats in committees"),
        Seat,
        "institution",
        open=lambda keys, on: Seat.objects.filter(
            _not_over(on), institution__in=keys
        ).select_related("committee", "user"),
        words=lambda row: str(row.committee),
        note=lambda row: (
            f"{row.get_role_display()}: {row.user}" if row.user else row.get_role_display()
        ),
        move=pointing.move_seats,
        leave=pointing.end_seats,
    ),
    Thing(
        "attendances",
        _("Invitations to meetings to come"),
        Attendance,
        "institution",
        open=lambda keys, on: Attendance.objects.filter(
            institution__in=keys, meeting__state__in=[MeetingState.PLANNED, MeetingState.INVITED]
        ).select_related("meeting", "user"),
        words=lambda row: str(row.meeting),
        note=lambda row: str(row.user or row.name),
        move=pointing.move_attendances,
    ),
    Thing(
        "claims",
        _("Words at thematic tables that are not closed"),
        TableClaim,
        "institution",
        open=lambda keys, on: (
            TableClaim.objects.filter(institution__in=keys)
            .exclude(item__table__state=TableState.CLOSED)
            .select_related("item__recommendation")
        ),
        words=lambda row: str(row.item.recommendation),
        note=lambda row: str(row.get_role_display()),
        move=pointing.one_by_one,
    ),
    Thing(
        "trainings",
        _("Places in trainings to come"),
        TrainingAttendance,
        "institution",
        open=lambda keys, on: TrainingAttendance.objects.filter(
            institution__in=keys,
            part=TrainingPart.REGISTERED,
            training__starts_on__gte=on,
            training__cancelled_at__isnull=True,
        ).select_related("training"),
        words=lambda row: row.name,
        note=lambda row: str(row.training),
        move=pointing.all_at_once,
    ),
    Thing(
        "interests",
        _("Themes and groups that it is consulted on"),
        Interest,
        "institution",
        open=lambda keys, on: Interest.objects.filter(institution__in=keys).select_related(
            "theme", "group"
        ),
        words=lambda row: str(row.theme or row.group),
        move=pointing.one_by_one,
    ),
    Thing(
        "views",
        _("Saved views shared in it"),
        SavedView,
        "institution",
        open=lambda keys, on: SavedView.objects.filter(institution__in=keys).select_related(
            "owner"
        ),
        # Its name is for colleagues.
        words=lambda row: str(row.owner),
        move=pointing.all_at_once,
    ),
    Thing(
        "children",
        _("Institutions below it"),
        Institution,
        "parent",
        open=lambda keys, on: (
            Institution.objects.existing().filter(parent__in=keys).exclude(pk__in=keys)
        ),
        note=lambda row: str(row.get_kind_display()),
        move=pointing.move_children,
        leave=pointing.lift_children,
    ),
    Thing(
        "host",
        _("Seat of the mechanism"),
        NationalMechanism,
        "host",
        open=lambda keys, on: NationalMechanism.objects.filter(host__in=keys),
        move=pointing.all_at_once,
    ),
)
BY_NOUN = {thing.noun: thing for thing in THINGS}

# (model, field): why it stays with the institution that was.
KEPT: dict[tuple[str, str], str] = {
    ("focalpoints.ReshufflePart", "institution"): "It tells of the reshuffle itself.",
    ("focalpoints.Reshuffle", "institutions"): "It tells of the reshuffle itself.",
    ("focalpoints.FormerName", "institution"): "A name that this institution bore.",
    ("focalpoints.Registration", "institution"): "How this institution came in.",
    ("recommendations.TablePress", "institution"): "What was pressed, kept to count it once.",
    ("reporting.Comment", "institution"): "Said in its own name, and answered so.",
    ("activities.Activity", "institutions"): "Moves as the rows that tell of each part.",
    ("activities.BudgetLine", "funder"): "Who gave the money gave it.",
}
