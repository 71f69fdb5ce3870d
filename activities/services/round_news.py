"""Who hears of a collection round: one line in the inbox of each who reports for an institution."""

from collections.abc import Iterable

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from accounts.models import User
from activities.asking import reporting_posts
from activities.models import CollectionRound
from activities.owed import standing_of
from nmirf.common.dates import today
from notifications.choices import NewsKind
from notifications.services.inbox import notify


def tell_of_round(*, row: CollectionRound) -> int:
    """Tell who is asked, each person once however many institutions they report for; new lines."""

    def text() -> str:
        return _("Collection round “%(title)s”: please answer by %(day)s.") % _facts(row)

    asked = row.items.order_by().values_list("institution", flat=True).distinct()
    return notify(
        people=_reporters(asked),
        text=text,
        path=row.get_absolute_url(),
        key=f"round-{row.pk}-opened",
        kind=NewsKind.ROUND,
    )


def tell_of_extension(*, row: CollectionRound) -> int:
    """Tell who still owes something by when it is wanted now; how many lines are new."""

    def text() -> str:
        return _("Collection round “%(title)s”: there is time until %(day)s now.") % _facts(row)

    found = standing_of(row).by_institution.values()
    return notify(
        people=_reporters(one.institution for one in found if one.due),
        text=text,
        path=row.get_absolute_url(),
        key=f"round-{row.pk}-until-{row.due_on.isoformat()}",
        kind=NewsKind.ROUND,
    )


def _facts(row: CollectionRound) -> dict[str, str]:
    return {"title": row.title, "day": date_format(row.due_on, "DATE_FORMAT")}


def _reporters(institutions: Iterable[int]) -> Iterable[User]:
    posts = reporting_posts(institutions, today())
    return User.objects.active().filter(appointments__in=posts).distinct().order_by("pk")
