"""What happened while somebody was not here."""

import datetime as dt

from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import User
from activities.policies import visible_updates
from notifications.models import Notification

from .lines import MOST_LINES, Line

# Nobody was here «last» more than so many days ago as far as the desk is concerned.
MEMORY_DAYS = 30


def since(user: User, last_here: dt.datetime | None) -> list[Line]:
    """What came to this person, and what was published, after they were last here."""
    start = timezone.now() - dt.timedelta(days=MEMORY_DAYS)
    start = max(last_here, start) if last_here else start
    lines = [
        Line(title=row.text, path=row.path, at=row.created_at)
        for row in Notification.objects.filter(person=user, created_at__gt=start)
        .exclude(key__startswith="digest:")
        .order_by("-created_at")[:MOST_LINES]
    ]
    told = {line.path for line in lines}
    published = (
        visible_updates(user)
        .published()
        .filter(published_at__gt=start)
        .exclude(author=user)
        .select_related("institution")
        .order_by("-published_at")[:MOST_LINES]
    )
    lines += [
        Line(
            title=_("%(institution)s published: %(update)s")
            % {"institution": update.institution.label, "update": update},
            path=update.get_absolute_url(),
            at=update.published_at,
        )
        for update in published
        if update.get_absolute_url() not in told
    ]
    return sorted(lines, key=_moment, reverse=True)[:MOST_LINES]


def _moment(line: Line) -> dt.datetime:
    return line.at or dt.datetime.min.replace(tzinfo=dt.UTC)
