"""What changed of a public record, for those who follow it by e-mail: public words alone.

Everything is read as a stranger may read it, so that no message says what no page says.
"""

import datetime as dt
from collections.abc import Callable, Iterator

from django.contrib.auth.models import AnonymousUser
from django.db.models import QuerySet
from django.db.models.functions import Coalesce
from django.http import Http404
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from activities.choices import UpdateState
from activities.models import Activity, Indicator, IndicatorValue, NationalPlan
from nmirf.common.i18n import translated
from notifications.choices import STANDARD_HOUR, FollowKind
from notifications.models import Follow
from notifications.services import following
from notifications.services.following import Told
from recommendations.models import Assessment, Cluster, Recommendation
from recommendations.querysets import AssessmentQuerySet

from .reader import Reader
from .subjects import find_row, subject_of
from .voices import viewer

# What a transaction wrote may be seen a little after the moment that it carries.
LAG = dt.timedelta(minutes=10)
# Lines for one record; its page has them all.
MOST_LINES = 12

Window = tuple[dt.datetime, dt.datetime]


def tell_followers(*, now: dt.datetime) -> int:
    """Write down the day's messages once it is seven, and send what waits; how many were sent."""
    here = timezone.localtime(now)
    if here.hour >= STANDARD_HOUR:
        following.record_all(on=here.date(), until=now - LAG, tell=changes_of)
    return following.send_waiting(on=here.date()).sent


def changes_of(row: Follow, until: dt.datetime) -> Told | None:
    """What is new since the follower was told; None where nothing is, or nothing may be read."""
    reader = Reader(AnonymousUser())
    try:
        found = find_row(reader, row.kind, row.key)
    except Http404:
        return None
    if row.told_until is None:
        return None
    lines = list(_READ[row.kind](reader, found, (row.told_until, until)))
    if not lines:
        return None
    subject = subject_of(row.kind, found)
    if len(lines) > MOST_LINES:
        more = _("and %(number)d more") % {"number": len(lines) - MOST_LINES}
        lines = [*lines[:MOST_LINES], more]
    return Told(subject.name, subject.url, lines)


def _of_recommendation(reader: Reader, row: Recommendation, window: Window) -> Iterator[str]:
    keys: set[int] = set()
    for links in reader.update_links():
        told = links.filter(recommendation=row.pk, told_at__gt=window[0], told_at__lte=window[1])
        keys.update(told.values_list("source", flat=True))
    yield from _updates(reader.updates.filter(pk__in=keys), window)
    yield from _assessments(Assessment.objects.filter(recommendation=row), window)


def _of_cluster(reader: Reader, row: Cluster, window: Window) -> Iterator[str]:
    yield from _updates(reader.updates.filter(cluster=row), window)
    added = reader.memberships.filter(
        cluster=row,
        recommendation__in=reader.recommendations.values("pk"),
        **_within("created_at", window),
    )
    for reference in added.order_by("pk").values_list("recommendation__reference", flat=True):
        yield _("Taken into the cluster: %(reference)s") % {"reference": reference}
    members = reader.memberships.filter(cluster=row).values("recommendation")
    public = reader.recommendations.filter(pk__in=members)
    assessed = Assessment.objects.filter(recommendation__in=public.values("pk"))
    yield from _assessments(assessed, window, is_named=True)


def _of_activity(reader: Reader, row: Activity, window: Window) -> Iterator[str]:
    yield from _updates(reader.updates.filter(activity=row), window)
    for step in row.steps.filter(**_within("at", window)).order_by("at", "pk"):
        yield _("Status: %(status)s") % {"status": step.get_target_display()}


def _of_indicator(reader: Reader, row: Indicator, window: Window) -> Iterator[str]:
    values = IndicatorValue.objects.filter(indicator=row, **_within("created_at", window))
    number = values.current().count()
    if number:
        yield _("New or revised values: %(number)d") % {"number": number}


def _of_plan(reader: Reader, row: NationalPlan, window: Window) -> Iterator[str]:
    for made_at in row.versions.filter(**_within("made_at", window)).values_list(
        "made_at", flat=True
    ):
        yield _("A new version of %(day)s") % {"day": _day(made_at)}


def _updates(rows: QuerySet, window: Window) -> Iterator[str]:
    found = rows.filter(state=UpdateState.PUBLISHED, **_within("published_at", window))
    for row in found.select_related("institution").order_by("published_at", "pk"):
        title = translated(row, "headline") or (
            _("Nothing new in this period") if row.nothing_new else _("Update")
        )
        yield _("%(institution)s, %(day)s: %(title)s") % {
            "institution": row.institution.label,
            "day": _day(row.published_at),
            "title": title,
        }


def _assessments(
    rows: AssessmentQuerySet, window: Window, *, is_named: bool = False
) -> Iterator[str]:
    """Those published in between: when that was decided, else when they were written."""
    dated = rows.published().annotate(public_at=Coalesce("decided_at", "created_at"))
    found = dated.filter(**_within("public_at", window))
    listed = found.select_related("institution", "recommendation", "grade__scale")
    for row in listed.prefetch_related("institution__former_names").order_by("public_at", "pk"):
        words = _("%(who)s: %(status)s") % {
            "who": viewer(row.viewpoint, row.institution, row.assessed_on),
            "status": row.graded or row.get_status_display(),
        }
        yield f"{row.recommendation.reference}: {words}" if is_named else words


def _within(column: str, window: Window) -> dict[str, dt.datetime]:
    return {f"{column}__gt": window[0], f"{column}__lte": window[1]}


def _day(instant: dt.datetime) -> str:
    return date_format(timezone.localtime(instant), "DATE_FORMAT")


_READ: dict[str, Callable[[Reader, object, Window], Iterator[str]]] = {
    FollowKind.RECOMMENDATION: _of_recommendation,  # type: ignore[dict-item]
    FollowKind.CLUSTER: _of_cluster,  # type: ignore[dict-item]
    FollowKind.ACTIVITY: _of_activity,  # type: ignore[dict-item]
    FollowKind.INDICATOR: _of_indicator,  # type: ignore[dict-item]
    FollowKind.PLAN: _of_plan,  # type: ignore[dict-item]
}
