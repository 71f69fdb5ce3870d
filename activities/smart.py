"""Hints on how an activity could be planned better: computed from what is entered, never typed.

Source: OHCHR, UPR recommendations and the SMART criteria, with "assignable" for "achievable".
"""

import datetime as dt
from dataclasses import dataclass
from typing import Any

from django.db.models import Exists, OuterRef, Q
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from focalpoints.policies import Person
from recommendations.choices import COUNTING_OVERLAPS, AssignmentRole, AssignmentState
from recommendations.policies import visible_assignments, visible_recommendations

from .models import Activity, Milestone
from .policies import linkable_objectives, visible_indicators

# From here on an activity is to have milestones on its way.
LONG = dt.timedelta(days=366)

CRITERIA: dict[str, tuple[str | Promise, str | Promise]] = {
    "S": (
        gettext_lazy("Specific"),
        gettext_lazy("It says which kind of act it is, and what is to come of it."),
    ),
    "M": (
        gettext_lazy("Measurable"),
        gettext_lazy("An indicator with a unit, a baseline and a target is linked to it."),
    ),
    "A": (
        gettext_lazy("Assignable"),
        gettext_lazy("Its lead has accepted to lead on something that it answers."),
    ),
    "R": (
        gettext_lazy("Relevant"),
        gettext_lazy("It answers a recommendation and serves an objective of a plan."),
    ),
    "T": (
        gettext_lazy("Time-bound"),
        gettext_lazy("It has dates and, if it takes more than a year, milestones."),
    ),
}


@dataclass(frozen=True, slots=True)
class Hint:
    """One criterion: whether the activity meets it, and what to add where it does not."""

    letter: str
    passed: bool
    advice: str = ""

    @property
    def name(self) -> str | Promise:
        return CRITERIA[self.letter][0]

    @property
    def meaning(self) -> str | Promise:
        return CRITERIA[self.letter][1]


def hints(activity: Activity, user: Person) -> list[Hint]:
    """The five criteria, from what this reader may see; one query."""
    known: Any = Activity.objects.filter(pk=activity.pk).values(**_facts(user)).get()
    short = activity.ends_on - activity.starts_on <= LONG
    specific = bool(activity.kind_of_act_id and activity.expected_result)
    relevant = known["answers"] and known["serves"]
    return [
        _hint("S", specific, _("Say which kind of act it is, and which result is expected.")),
        _hint("M", known["measured"], _("Link an indicator with baseline and target.")),
        _hint("A", known["accepted"], _("Let the lead accept what it answers.")),
        _hint("R", relevant, _irrelevant(known["answers"], known["serves"])),
        _hint("T", short or known["stepped"], _("Add milestones.")),
    ]


def _hint(letter: str, passed: bool, advice: str) -> Hint:
    return Hint(letter, passed, "" if passed else advice)


def _irrelevant(answers: bool, serves: bool) -> str:
    if answers:
        return _("Link an objective of a plan.")
    if serves:
        return _("Link a recommendation, or a cluster that has members.")
    return _("Link a recommendation or a cluster, and an objective of a plan.")


def _facts(user: Person) -> dict[str, Exists | Q]:
    """What there is of an activity, as far as the reader sees it."""
    activity = OuterRef("pk")
    seen = visible_recommendations(user)
    counting = seen.filter(
        memberships__cluster__activity_links__activity=activity,
        memberships__overlap__in=COUNTING_OVERLAPS,
    )
    led = visible_assignments(user).filter(
        institution=OuterRef("lead"), role=AssignmentRole.LEAD, state=AssignmentState.ACCEPTED
    )
    measured = (
        visible_indicators(user)
        .not_retired()
        .filter(activities=activity, baseline_value__isnull=False, target_value__isnull=False)
    )
    served = linkable_objectives(user).filter(activity_links__activity=activity)
    return {
        "answers": Exists(seen.filter(activity_links__activity=activity)) | Exists(counting),
        "serves": Exists(served),
        "measured": Exists(measured),
        "accepted": Exists(led.filter(recommendation__activity_links__activity=activity))
        | Exists(led.filter(cluster__activity_links__activity=activity)),
        "stepped": Exists(Milestone.objects.filter(activity=activity)),
    }
