"""What is missing: the one definition of every gap, for the facet, the pages, the files and the reports."""

import datetime as dt
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace

from django.db.models import DateField as Day
from django.db.models import Exists, ExpressionWrapper, F, OuterRef, Q, QuerySet
from django.db.models.functions import TruncDate
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from activities.choices import UpdateState
from activities.models import BudgetLine
from activities.querysets import UpdateQuerySet
from nmirf.common.dates import add_months, today
from recommendations.choices import Position
from recommendations.models import (
    Assessment,
    GroupLink,
    RecommendationText,
    SdgTargetLink,
    ThemeLink,
)
from reporting.choices import GapName, ObligationKind, ObligationState
from reporting.desk.duties import FOLLOW_UP_NOTICE_DAYS
from reporting.policies import visible_obligations

from .reader import Reader, linked

# Months after which an update is no longer recent, where nobody chooses another number.
MONTHS = 12
MOST_MONTHS = 120
# The report on follow-up, once it was submitted.
FOLLOWED_UP = {"kind": ObligationKind.FOLLOW_UP, "state": ObligationState.SUBMITTED}
# From so long before it was due, what is said answers: the notice of the desk.
NOTICE = dt.timedelta(days=FOLLOW_UP_NOTICE_DAYS)
# An activity that makes a law: the code of its kind of act.
LEGISLATION = "LEG"


@dataclass(frozen=True)
class Gap:
    """A gap as a condition on recommendations, and as sets of ties (portal.ties).

    `lacking` asks the database. Of the sets, those tied under one of `among` have the gap (all,
    where it names none) unless they are tied under one of `closed_by`.
    """

    name: GapName
    definition: str | Promise
    lacking: Callable[[Reader], Q]
    closed_by: tuple[str, ...] = ()
    among: tuple[str, ...] = ()

    @property
    def label(self) -> str | Promise:
        return self.name.label

    @property
    def has_months(self) -> bool:
        """Whether its meaning hangs on a number of months that a reader can choose."""
        return self.name == GapName.STALE


def since(months: int) -> dt.datetime:
    """The first instant of the day so many months ago."""
    day = add_months(today(), -months)
    return dt.datetime.combine(day, dt.time.min, timezone.get_default_timezone())


def recent_updates(reader: Reader, months: int) -> UpdateQuerySet:
    """Published updates of the last `months` months; one with nothing new counts too."""
    return reader.updates.filter(state=UpdateState.PUBLISHED, published_at__gte=since(months))


def _without(rows: QuerySet) -> Q:
    return ~Q(pk__in=rows.values("recommendation"))


def _unproved(reader: Reader) -> Q:
    proved = reader.proofs.values("update")
    return ~linked(links.filter(source__in=proved) for links in reader.update_links())


def _unfunded(reader: Reader) -> Q:
    funded = BudgetLine.objects.filter(amount__gt=0).values("activity")
    return ~linked(links.filter(activity__in=funded) for links in reader.answering_links())


def _without_bill(reader: Reader) -> Q:
    bills = reader.activities.filter(kind_of_act__code=LEGISLATION).values("pk")
    made = linked(links.filter(activity__in=bills) for links in reader.answering_links())
    return Q(requires_legislation=True) & ~made


def _stale(months: int) -> Callable[[Reader], Q]:
    def lacking(reader: Reader) -> Q:
        recent = recent_updates(reader, months).values("pk")
        return ~linked(links.filter(source__in=recent) for links in reader.update_links())

    return lacking


def _overdue(reader: Reader) -> Q:
    published = reader.updates.filter(state=UpdateState.PUBLISHED).values("pk")
    zone = timezone.get_default_timezone()
    begun = ExpressionWrapper(F("recommendation__follow_up_due_on") - NOTICE, output_field=Day())
    told = linked(
        links.filter(source__in=published, recommendation__follow_up_due_on__lt=today())
        .annotate(told_on=TruncDate("told_at", tzinfo=zone))
        .filter(told_on__gte=begun)
        for links in reader.update_links()
    )
    own_start = ExpressionWrapper(OuterRef("follow_up_due_on") - NOTICE, output_field=Day())
    reported = visible_obligations(reader.user).filter(
        Q(recommendation=OuterRef("pk")) | Q(recommendation=None, review=OuterRef("review")),
        **FOLLOWED_UP,
        submitted_on__gte=own_start,
    )
    return Q(follow_up_due_on__lt=today()) & ~told & ~Q(Exists(reported))


def _stale_definition(months: int) -> str | Promise:
    return format_lazy(
        _(
            "No update on it was published in the last {months} months: neither on itself, nor on a"
            " cluster that counts for it, nor on an activity."
        ),
        months=months,
    )


_ALL = (
    Gap(
        GapName.LEAD,
        _("No institution has accepted to lead on it, itself or through a cluster."),
        lambda reader: ~linked(reader.lead_links()),
        ("led",),
    ),
    Gap(
        GapName.CONTESTED,
        _("An institution says that the assignment is not its own, and nobody has settled it."),
        lambda reader: linked(reader.contested_links()),
        among=("contested",),
    ),
    Gap(
        GapName.ASSIGNMENT,
        _("It is assigned to nobody, itself or through a cluster; a proposal counts."),
        lambda reader: ~linked(reader.assignment_links()),
        ("institution",),
    ),
    Gap(
        GapName.ACTIVITY,
        _(
            "No activity is for it, nor for a cluster that counts for it. One that was cancelled does"
            " not count."
        ),
        lambda reader: ~linked(reader.answering_links()),
        ("answered",),
    ),
    Gap(
        GapName.BUDGET,
        _(
            "No activity that counts for it has a line of budget above zero. One that was cancelled"
            " does not count."
        ),
        _unfunded,
        ("funded",),
    ),
    Gap(
        GapName.INDICATOR,
        _(
            "No published indicator measures it: neither itself, nor a cluster that counts for it,"
            " nor an activity."
        ),
        lambda reader: ~linked(reader.indicator_links()),
        ("measured",),
    ),
    Gap(
        GapName.PLAN,
        _(
            "No objective of a plan that is published and not over covers it, nor a cluster that"
            " counts for it."
        ),
        lambda reader: ~linked(reader.covering_links()),
        ("planned",),
    ),
    Gap(
        GapName.UPDATE,
        _(
            "No update tells of it: neither on itself, nor on a cluster that counts for it, nor on"
            " an activity."
        ),
        lambda reader: ~linked(reader.update_links()),
        ("update",),
    ),
    Gap(GapName.STALE, _stale_definition(MONTHS), _stale(MONTHS), ("recent",)),
    Gap(
        GapName.OVERDUE,
        format_lazy(
            _(
                "The day on which follow-up information was due has passed, and from {days} days"
                " before it until today neither an update on it was published nor the follow-up"
                " report submitted."
            ),
            days=FOLLOW_UP_NOTICE_DAYS,
        ),
        _overdue,
    ),
    Gap(
        GapName.FOLLOW_UP_PLAN,
        _(
            "The mechanism chose it for its follow-up procedure, with a day, and no objective of a"
            " plan that is published and not over covers it."
        ),
        lambda reader: Q(follow_up_due_on__isnull=False) & ~linked(reader.covering_links()),
        ("planned",),
        among=("followed",),
    ),
    Gap(
        GapName.BILL,
        _(
            "It requires legislation, and no activity that counts for it makes a law. One that was"
            " cancelled does not count."
        ),
        _without_bill,
        ("law",),
        among=("needs_law",),
    ),
    Gap(
        GapName.EVIDENCE,
        _("No update on it rests on a document that you may read."),
        _unproved,
        ("proved",),
    ),
    Gap(
        GapName.ASSESSMENT,
        _("Nobody has published an assessment of it."),
        lambda reader: _without(Assessment.objects.published()),
        ("assessed",),
    ),
    Gap(
        GapName.POSITION,
        _("The State has not stated its position."),
        lambda reader: Q(position=Position.NOT_STATED),
        among=("unstated",),
    ),
    Gap(
        GapName.CLUSTER,
        _("It belongs to no cluster."),
        lambda reader: _without(reader.memberships),
        ("cluster",),
    ),
    Gap(
        GapName.THEME,
        _("No theme is linked to it."),
        lambda reader: _without(ThemeLink.objects.all()),
        ("theme",),
    ),
    Gap(
        GapName.GROUP,
        _("No people concerned are linked to it."),
        lambda reader: _without(GroupLink.objects.all()),
        ("group",),
    ),
    Gap(
        GapName.TARGET,
        _("No target of a Sustainable Development Goal is linked to it."),
        lambda reader: _without(SdgTargetLink.objects.all()),
        ("target",),
    ),
    Gap(
        GapName.TRANSLATION,
        _("There is its authentic text alone."),
        lambda reader: _without(RecommendationText.objects.filter(is_authentic=False)),
        ("translated",),
    ),
)
GAPS: Mapping[str, Gap] = {gap.name.value: gap for gap in _ALL}


def gap_after(name: str, months: int) -> Gap:
    """The gap, with another number of months where it has one; its sets are those of `MONTHS`."""
    gap = GAPS[name]
    if not gap.has_months or months == MONTHS:
        return gap
    return replace(gap, definition=_stale_definition(months), lacking=_stale(months), closed_by=())
