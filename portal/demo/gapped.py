"""What is missing in the demo State: a saved scope, a question that waits, two reports on gaps."""

from uuid import NAMESPACE_URL, uuid5

from django.http import QueryDict

from accounts.models import User
from activities.models import ActivityRecommendation
from focalpoints.policies import as_secretariat
from portal.gaps import GAPS
from portal.gapscope import GapScope
from portal.reader import Reader
from recommendations.choices import AssignmentRole, AssignmentState, ViewPage
from recommendations.models import Assignment, Recommendation, SavedView
from reporting.choices import FileKind, GapName
from reporting.models import GapReport, InformationRequest, RenderedFile, RequestItem
from reporting.services.gap_reports import FORMATS

from .clock import Clock, spread
from .people import People

ASKED, ASKED_AGO, DAYS_LEFT, MOST = "interior", 9, 21, 4
# The two reports, in days before today; in between some gaps were closed and others came up.
EARLIER_AGO, LATER_AGO = 200, 15
CLOSED, CAME = 0.12, 0.05


def seed(clock: Clock, who: People) -> None:
    officer = who.officer("gaps")
    SavedView.objects.create(
        owner=who.account("secretariat"),
        name="Universal Periodic Review: nothing done yet",
        page=ViewPage.GAPS,
        query="gap=activity&mechanism=upr",
        is_shared=True,
    )
    _ask(clock, who)
    members = _members(clock)
    total = Recommendation.objects.not_retired().count()
    then = {name: _before(name, rows) for name, rows in members.items()}
    first = _report(clock, EARLIER_AGO, officer, then, total, None)
    second = _report(clock, LATER_AGO, officer, members, total, first)
    for report in (first, second):
        # The worker of the demonstration finds them waiting and makes them.
        for ending in FORMATS:
            RenderedFile.objects.create(
                kind=FileKind.GAPS,
                title=f"Gaps, {report.as_of:%Y-%m-%d}",
                format=ending,
                options={"gap_report": report.pk},
                requested_by=officer,
            )


def _ask(clock: Clock, who: People) -> None:
    """The ministry's first recommendations for which no activity is known."""
    ministry = who.institutions[ASKED]
    led = Assignment.objects.filter(
        institution=ministry,
        role=AssignmentRole.LEAD,
        state=AssignmentState.ACCEPTED,
        recommendation__isnull=False,
    ).exclude(recommendation__in=ActivityRecommendation.objects.values("recommendation"))
    row = InformationRequest.objects.create(
        campaign=uuid5(NAMESPACE_URL, "https://marisola.example/gaps"),
        institution=ministry,
        gap=GapName.ACTIVITY,
        question=(
            "No activity is known for these recommendations. What is done or planned, by when, and"
            " by whom? If nothing is planned, why?"
        ),
        due_on=clock.ago(-DAYS_LEFT),
        asked_by=who.account("secretariat"),
    )
    InformationRequest.objects.filter(pk=row.pk).update(created_at=clock.instant(ASKED_AGO, "ask"))
    RequestItem.objects.bulk_create(
        RequestItem(request=row, recommendation_id=key)
        for key in led.order_by("recommendation__reference").values_list(
            "recommendation", flat=True
        )[:MOST]
    )


def _members(clock: Clock) -> dict[str, list[str]]:
    """Who has which gap. What hangs on days is counted from the clock's, not from the wall's."""
    scope = GapScope(QueryDict(), Reader(as_secretariat()))
    found = {
        name: sorted(
            scope.rows.filter(gap.lacking(scope.reader)).values_list("reference", flat=True)
        )
        for name, gap in GAPS.items()
        if name not in (GapName.STALE, GapName.OVERDUE)
    }
    untold = set(found[GapName.UPDATE])
    due = scope.rows.filter(follow_up_due_on__lt=clock.ago(LATER_AGO))
    late = [key for key in due.values_list("reference", flat=True) if key in untold]
    dated = {GapName.STALE.value: sorted(untold), GapName.OVERDUE.value: sorted(late)}
    return {name: (found | dated)[name] for name in GAPS}


def _before(name: str, rows: list[str]) -> list[str]:
    """Half a year ago some did not have the gap yet, and others that were closed since had it."""
    everyone = list(Recommendation.objects.not_retired().values_list("reference", flat=True))
    share = CLOSED * min(1, 3 * len(rows) / len(everyone))
    had = {row for row in everyone if spread(f"{name}:closed:{row}") < share}
    return sorted({row for row in rows if spread(f"{name}:came:{row}") >= CAME} | had)


def _report(
    clock: Clock,
    ago: int,
    officer: User,
    members: dict[str, list[str]],
    total: int,
    previous: GapReport | None,
) -> GapReport:
    return GapReport.objects.create(
        made_by=officer,
        previous=previous,
        as_of=clock.ago(ago),
        made_at=clock.instant(ago, "gap report"),
        total=total,
        members=members,
    )
