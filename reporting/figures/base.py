"""What a figure is, and what it says of one scope on one day."""

import datetime as dt
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal

from django.db import models
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from .scope import Scope

Number = int | Decimal


class Unit(models.TextChoices):
    RECOMMENDATIONS = "recommendations", _("recommendations")
    OBJECTIVES = "objectives", _("objectives")
    ACTIVITIES = "activities", _("activities")
    MONEY = "money", _("in the currency named")
    INDICATORS = "indicators", _("indicators")
    UPDATES = "updates", _("updates")
    DAYS = "days", _("days")
    COMMENTS = "comments", _("comments")

    @property
    def counted(self) -> "Unit":
        """What is gone through to tell it: days are of updates, money is of activities."""
        return {Unit.DAYS: Unit.UPDATES, Unit.MONEY: Unit.ACTIVITIES}.get(self, self)


@dataclass(frozen=True, slots=True)
class Line:
    """One number of a figure. `key` is what the figure counts by, "" for its only number.

    `n` is out of how many, where that is another number than the figure's own; `url` the list that
    it counts.
    """

    key: str
    label: str
    value: Number
    group: str = ""
    n: int | None = None
    url: str = ""


@dataclass(frozen=True, slots=True)
class Figure:
    """A number, or several by the same rule, with its one definition.

    `query` gives (lines, n): n is how many things were looked at, named by `counted`.
    """

    code: str
    title: Promise
    definition: Promise
    unit: Unit
    counted: Promise
    query: Callable[[Scope], tuple[list[Line], int]]

    def read(self, scope: Scope) -> "Reading":
        lines, n = self.query(scope)
        return Reading(self, tuple(lines), n, scope.on)


@dataclass(frozen=True, slots=True)
class Reading:
    """A figure as it stands on the day `on`, within one scope."""

    figure: Figure
    lines: tuple[Line, ...]
    n: int
    on: dt.date

    @property
    def value(self) -> Number:
        """Of a figure with one number."""
        (line,) = self.lines
        return line.value

    @property
    def counts(self) -> dict[str, Number]:
        """By key: for bars and tables."""
        return {line.key: line.value for line in self.lines}

    @property
    def is_single(self) -> bool:
        return len(self.lines) == 1 and not self.lines[0].key


def count(number: int) -> list[Line]:
    """The lines of a figure with one number."""
    return [Line("", "", number)]


def by(
    counts: Mapping[str, Number], labels: Iterable[tuple[str, str | Promise]], *, group: str = ""
) -> list[Line]:
    """Lines in the order of `labels`; what does not occur is left out."""
    return [Line(key, str(label), counts[key], group) for key, label in labels if counts.get(key)]
