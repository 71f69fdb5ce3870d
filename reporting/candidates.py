"""What could stand on the agenda of a meeting: what its members owe, what is near, what they lead on."""

import datetime as dt
from dataclasses import dataclass, field
from typing import Any

from django.db.models import Q
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from accounts.models import User
from focalpoints.models import Institution, Meeting
from recommendations.policies import visible_clusters

from . import policies
from .choices import DraftStage
from .desk import facts
from .desk.facts import Facts
from .desk.led import of_led
from .models import AgendaItem

# Obligations due within so many days are near enough to be talked about.
NEAR_DAYS = 90
MOST = 25


@dataclass(frozen=True)
class Candidate:
    """One thing to tick; `value` is «kind:key» of a record, or «title:…» of what has none."""

    value: str
    title: str
    about: str = ""


@dataclass
class Group:
    heading: Any
    candidates: list[Candidate] = field(default_factory=list)


def candidates(
    user: User, meeting: Meeting, institutions: list[Institution], on: dt.date
) -> list[Group]:
    """What the person may put there and what is not there yet, in groups that are not empty.

    Drafts of updates are named to nobody: what members owe is told by institution and number.
    """
    items = list(AgendaItem.objects.filter(meeting=meeting))
    found = [
        Group(_("Overdue with members"), _overdue(institutions, items, on)),
        Group(_("Obligations that are late or near"), _obligations(user, items, on)),
        Group(_("Clusters of the members’ subjects"), _clusters(user, institutions, items)),
        Group(_("Report drafts"), _drafts(user, items)),
    ]
    return [group for group in found if group.candidates]


def _overdue(
    institutions: list[Institution], items: list[AgendaItem], on: dt.date
) -> list[Candidate]:
    there = {item.title for item in items}
    led = list(facts.led_by([row.pk for row in institutions]))
    found = []
    for duty in of_led(Facts(on=on, led=led)):
        if duty.due_on is None or not duty.is_late(on):
            continue
        title = f"{duty.institution_label}: {duty.outside}"[:300]
        if title not in there:
            found.append((duty.due_on, Candidate(f"title:{title}", title, _since(duty.due_on))))
    return [candidate for _due, candidate in sorted(found, key=lambda pair: pair[0])][:MOST]


def _since(day: dt.date) -> str:
    return _("due on %(day)s") % {"day": date_format(day, "DATE_FORMAT")}


def _obligations(user: User, items: list[AgendaItem], on: dt.date) -> list[Candidate]:
    there = {item.obligation_id for item in items}
    rows = policies.visible_obligations(user).open()
    near = rows.filter(due_on__lte=on + dt.timedelta(days=NEAR_DAYS)).order_by("due_on", "pk")
    return [
        Candidate(f"obligation:{row.pk}", row.label, _since(row.due_on))
        for row in near
        if row.pk not in there
    ][:MOST]


def _clusters(
    user: User, institutions: list[Institution], items: list[AgendaItem]
) -> list[Candidate]:
    there = {item.cluster_id for item in items if item.cluster_id}
    subject = (
        Q(lead__in=institutions)
        | Q(assignments__institution__in=institutions)
        | Q(recommendations__theme_links__theme__interests__institution__in=institutions)
    )
    keys = visible_clusters(user).filter(subject).exclude(pk__in=there).values("pk")
    rows = visible_clusters(user).not_retired().filter(pk__in=keys).order_by("title", "pk")[:MOST]
    return [Candidate(f"cluster:{row.pk}", row.label) for row in rows]


def _drafts(user: User, items: list[AgendaItem]) -> list[Candidate]:
    there = {item.draft_id for item in items}
    rows = policies.visible_drafts(user).exclude(stage=DraftStage.PUBLISHED)
    return [
        Candidate(f"draft:{row.pk}", row.title, row.get_stage_display())
        for row in rows.order_by("title", "pk")
        if row.pk not in there
    ][:MOST]
