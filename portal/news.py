"""What is new in the views that people follow, told in time for the day's digest.

Evaluated here, where the register's address is read, with the rights that the reader has at that
moment; written as lines of the inbox, which the digest carries.
"""

import datetime as dt

from django.db.models import QuerySet
from django.http import QueryDict

from focalpoints.policies import Person
from notifications.services.rhythm import beat_of, local_day_due
from recommendations.choices import ViewDigest, ViewPage
from recommendations.models import Recommendation, SavedView
from recommendations.services.views import tell_news

from .filters import RegisterFilter
from .gapscope import of_query
from .reader import Reader


def tell_news_of_views(*, now: dt.datetime) -> int:
    """Tell all whose digest is due now what entered their views; how many lines that makes."""
    told = 0
    for view in SavedView.objects.telling().select_related("owner").order_by("pk"):
        on = due_on(view, now)
        if on is None or view.last_told_on is None or view.last_told_on >= on:
            continue
        found = records_of(view, view.owner)
        told += bool(tell_news(pk=view.pk, found=found, on=on))
    return told


def records_of(view: SavedView, user: Person) -> QuerySet[Recommendation]:
    """What the view holds for this reader, now."""
    query, reader = QueryDict(view.query), Reader(user)
    if view.page == ViewPage.GAPS:
        return of_query(query, reader)
    found: QuerySet[Recommendation] = RegisterFilter(query, reader).qs
    return found


def due_on(view: SavedView, now: dt.datetime) -> dt.date | None:
    """The day for which the owner is to hear of the view now: today, or this week's Monday.

    None while it is not the hour of the owner's digest. A Monday that was missed is made up for.
    """
    day = local_day_due(view.owner, now, beat_of(view.owner))
    if day is None or view.digest == ViewDigest.DAILY:
        return day
    return day - dt.timedelta(days=day.weekday())
