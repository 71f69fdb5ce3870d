"""Figures of what is told, and of how long it takes."""

import datetime as dt
from collections import defaultdict
from statistics import median

from django.db.models import Count, Q
from django.utils.translation import gettext_lazy as _

from reporting.choices import Moderation
from reporting.models import Comment
from reporting.policies import visible_consultations

from .base import Figure, Line, Unit, count
from .scope import NOBODY, Scope

STEPS = (
    ("verify", _("from submission to verification")),
    ("sign", _("from verification to signature")),
    ("publish", _("from signature to publication")),
)
SAID = (("shown", _("Shown")), ("answered", _("Answered")))


def _published(scope: Scope) -> tuple[list[Line], int]:
    number = len({update for update, *_step in scope.steps})
    return count(number), number


def told_of(scope: Scope) -> tuple[list[Line], int]:
    """Of how many an official update tells."""
    return count(scope.reached["told"]), scope.number


def _turnaround(scope: Scope) -> tuple[list[Line], int]:
    """Steps that took place in the system; what is signed on paper counts by when it was checked."""
    took: dict[str, list[float]] = defaultdict(list)
    updates: set[int] = set()
    for update, move, at, previous in scope.steps:
        if move is None:
            continue
        updates.add(update)
        if at is not None and previous is not None:
            took[move].append((at - previous) / dt.timedelta(days=1))
    lines = [
        Line(move, str(words), round(median(took[move])), n=len(took[move]))
        for move, words in STEPS
        if took[move]
    ]
    return lines, len(updates)


def _comments(scope: Scope) -> tuple[list[Line], int]:
    open_to_all = visible_consultations(NOBODY, scope.on).order_by()
    shown = Comment.objects.filter(
        consultation__in=open_to_all.values("pk"), moderation=Moderation.SHOWN
    )
    values = shown.aggregate(shown=Count("pk"), answered=Count("pk", filter=~Q(answer="")))
    return [Line(key, str(label), values[key]) for key, label in SAID], values["shown"]


FIGURES = (
    Figure(
        "updates.published",
        _("Official updates"),
        _(
            "Updates that were verified, signed and published and stand today: what was superseded or"
            " withdrawn does not count. In a narrower scope, those on its recommendations, on a"
            " cluster whose substance they share, or on an activity that counts for them."
        ),
        Unit.UPDATES,
        _("official updates"),
        _published,
    ),
    Figure(
        "updates.recommendations",
        _("Recommendations with an official update"),
        _(
            "Published recommendations for which an official update counts: told of themselves, of a"
            " cluster whose substance they share wholly or in part, or of an activity for either."
        ),
        Unit.RECOMMENDATIONS,
        _("published recommendations"),
        told_of,
    ),
    Figure(
        "updates.turnaround",
        _("How long each step of an update takes"),
        _(
            "Of official updates, the median of days between one step and the step before it, weekends"
            " included, rounded to whole days. Each line says of how many steps."
        ),
        Unit.DAYS,
        _("official updates with steps recorded here"),
        _turnaround,
    ),
    Figure(
        "consultations.comments",
        _("Comments in public consultations"),
        _(
            "Comments shown in consultations open to the public, and those of them that have an answer."
        ),
        Unit.COMMENTS,
        _("comments shown"),
        _comments,
    ),
)
