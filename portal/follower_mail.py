"""What those who follow a public record are told by e-mail: what the pages and feeds tell of it.

Everything is read as a stranger may read it, so that no message says what no page says. Happenings
are those of `whatchanged`; what is read here besides happens to one record, and is no news for all.
"""

import datetime as dt
from collections.abc import Callable, Iterator
from typing import Any

from django.contrib.auth.models import AnonymousUser
from django.db.models import Count, F, Max, Q
from django.http import Http404
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from activities.models import Activity, Indicator, IndicatorValue, NationalPlan
from nmirf.common.dates import day_of
from notifications.choices import STANDARD_HOUR, FollowKind
from notifications.models import Follow
from notifications.services import following
from notifications.services.following import Told
from recommendations.models import Cluster

from .reader import Reader
from .subjects import Subject, find_row, subject_of
from .whatchanged import Change, Changes

# What a transaction wrote may be seen a little after the moment that it carries.
LAG = dt.timedelta(minutes=10)
# Between one moment that the database knows and the next: `told_until` itself has been told.
TICK = dt.timedelta(microseconds=1)
# Lines for one record; its page has them all.
MOST_LINES = 12

# From the first moment, included, to the second, which begins the next window.
Window = tuple[dt.datetime, dt.datetime]
Line = tuple[dt.datetime, str]


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
    subject, window = subject_of(row.kind, found), (row.told_until + TICK, until + TICK)
    changes = Changes(day_of(until), since=window[0], before=window[1], about=found, reader=reader)
    more = list(_MORE[row.kind](reader, found, window)) if row.kind in _MORE else []
    number = changes.rows.count() + len(more)
    if not number:
        return None
    told = [(one.at, _line(one, subject)) for one in changes.latest(MOST_LINES)]
    lines = [words for _at, words in sorted([*told, *more], reverse=True)[:MOST_LINES]]
    if number > len(lines):
        lines.append(_("and %(number)d more") % {"number": number - len(lines)})
    return Told(subject.name, subject.url, lines)


def _line(change: Change, subject: Subject) -> str:
    """What happened, to what where it is not the record itself, in which words, who, when."""
    title = "" if change.url == subject.url else change.title
    said = [title, change.said, change.who, _day(change.at)]
    facts = {"what": change.label, "title": " · ".join(filter(None, said))}
    return _("%(what)s: %(title)s") % facts


# What happens to a record without being news for everybody.


def _members(reader: Reader, row: Cluster, window: Window) -> Iterator[Line]:
    """Those that were public when they were taken in: of the others it is told that they are published."""
    added = reader.memberships.filter(
        Q(created_at__gte=F("recommendation__published_at")),
        cluster=row,
        recommendation__in=reader.recommendations.order_by().values("pk"),
        **_within("created_at", window),
    )
    for at, reference in added.values_list("created_at", "recommendation__reference"):
        yield at, _("Taken into the cluster: %(reference)s") % {"reference": reference}


def _steps(_reader: Reader, row: Activity, window: Window) -> Iterator[Line]:
    for step in row.steps.filter(**_within("at", window)):
        yield step.at, _("Status: %(status)s") % {"status": step.get_target_display()}


def _values(_reader: Reader, row: Indicator, window: Window) -> Iterator[Line]:
    values = IndicatorValue.objects.filter(indicator=row, **_within("created_at", window))
    found = values.current().order_by().aggregate(number=Count("pk"), last=Max("created_at"))
    if found["number"]:
        yield found["last"], _("New or revised values: %(number)d") % found
    # Of one that came and went in between nobody was told.
    gone = row.values.filter(created_at__lt=window[0], **_within("withdrawn_at", window))
    found = gone.order_by().aggregate(number=Count("pk"), last=Max("withdrawn_at"))
    if found["number"]:
        yield found["last"], _("Values withdrawn: %(number)d") % found


def _versions(_reader: Reader, row: NationalPlan, window: Window) -> Iterator[Line]:
    for made_at in row.versions.filter(**_within("made_at", window)).values_list(
        "made_at", flat=True
    ):
        yield made_at, _("A new version of %(day)s") % {"day": _day(made_at)}


def _within(column: str, window: Window) -> dict[str, dt.datetime]:
    return {f"{column}__gte": window[0], f"{column}__lt": window[1]}


def _day(instant: dt.datetime) -> str:
    return date_format(timezone.localtime(instant), "DATE_FORMAT")


_MORE: dict[str, Callable[[Reader, Any, Window], Iterator[Line]]] = {
    FollowKind.CLUSTER: _members,
    FollowKind.ACTIVITY: _steps,
    FollowKind.INDICATOR: _values,
    FollowKind.PLAN: _versions,
}
