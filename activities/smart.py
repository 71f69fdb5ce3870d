"""Hints on how an activity could be planned better: computed from what is entered, never typed.

Source: OHCHR, UPR recommendations and the SMART criteria, with "assignable" for "achievable".
"""

import datetime as dt
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from focalpoints.policies import Person, standing
from recommendations.choices import COUNTING_OVERLAPS, AssignmentRole, AssignmentState
from recommendations.policies import visible_assignments, visible_recommendations

from .models import Activity, Indicator
from .policies import linkable_objectives

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
    """The five criteria, from what this reader may see; one query each but for S."""
    answered = visible_recommendations(user).filter(pk__in=_answered(activity)).exists()
    served = linkable_objectives(user).filter(activity_links__activity=activity).exists()
    long = activity.ends_on - activity.starts_on > LONG
    return [
        _hint("S", bool(activity.kind_of_act_id and activity.expected_result), _unspecific()),
        _hint("M", _is_measured(activity, user), _("Link an indicator with baseline and target.")),
        _hint("A", _is_accepted(activity, user), _("Let the lead accept what it answers.")),
        _hint("R", answered and served, _irrelevant(answered=answered, served=served)),
        _hint("T", not long or activity.milestones.exists(), _("Add milestones.")),
    ]


def _hint(letter: str, passed: bool, advice: str) -> Hint:
    return Hint(letter, passed, "" if passed else advice)


def _unspecific() -> str:
    return _("Say which kind of act it is, and which result is expected.")


def _irrelevant(*, answered: bool, served: bool) -> str:
    if not answered and not served:
        return _("Link a recommendation or a cluster, and an objective of a plan.")
    if answered:
        return _("Link an objective of a plan.")
    return _("Link a recommendation, or a cluster that has members.")


def _answered(activity: Activity) -> list[int]:
    """Keys of recommendations that it answers, by itself or through a cluster."""
    direct = activity.recommendation_links.values_list("recommendation", flat=True)
    through = activity.clusters.filter(memberships__overlap__in=COUNTING_OVERLAPS)
    keys = through.values_list("memberships__recommendation", flat=True)
    return list(direct.union(keys))


def _is_measured(activity: Activity, user: Person) -> bool:
    seen = Indicator.objects.not_retired()
    if not standing(user).reads_internal:
        seen = seen.published()
    measured = seen.filter(
        activities=activity, baseline_value__isnull=False, target_value__isnull=False
    )
    return measured.exists()


def _is_accepted(activity: Activity, user: Person) -> bool:
    led = visible_assignments(user).filter(
        institution=activity.lead_id, role=AssignmentRole.LEAD, state=AssignmentState.ACCEPTED
    )
    direct = led.filter(recommendation__activity_links__activity=activity)
    return direct.exists() or led.filter(cluster__activity_links__activity=activity).exists()
