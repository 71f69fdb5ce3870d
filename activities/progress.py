"""How far an indicator has come on the straight path from its baseline to its target.

The path: from the baseline in its year, by the same step every year, to the target in its year,
and the target from then on. A value is measured against the path at the end of its period.
Reached: the value is the target or better. On track: it is on the path or better. Off track:
neither. Cannot be said: where baseline, target or a later value is missing or withheld, where
neither way is good, or where the target is worse than the baseline.
"""

from dataclasses import dataclass
from decimal import Decimal

from django.utils.translation import gettext as _

from .choices import Direction, Progress


@dataclass(frozen=True, slots=True)
class Path:
    """Baseline and target with their years, and which way is good; None where not stated."""

    direction: str
    baseline: Decimal | None = None
    baseline_year: int | None = None
    target: Decimal | None = None
    target_year: int | None = None

    @property
    def is_whole(self) -> bool:
        """Whether there is a path at all."""
        stated = (self.baseline, self.baseline_year, self.target, self.target_year)
        return None not in stated and (self.target_year or 0) > (self.baseline_year or 0)

    def at(self, position: float) -> Decimal | None:
        """The value that the path has at a point on the scale of years; None before its start."""
        if not self.is_whole:
            return None
        baseline, target = self.baseline or Decimal(0), self.target or Decimal(0)
        first, last = self.baseline_year or 0, self.target_year or 0
        if position < first:
            return None
        done = min(Decimal(str(position - first)) / (last - first), Decimal(1))
        return baseline + (target - baseline) * done

    def percent(self, value: Decimal) -> int | None:
        """How much of the way from baseline to target a value has gone, in percent.

        Below 0 where it went the wrong way and above 100 beyond the target; None where there is no way.
        """
        if self.baseline is None or self.target is None or self.baseline == self.target:
            return None
        return round(100 * (value - self.baseline) / (self.target - self.baseline))

    def is_at_least(self, value: Decimal, than: Decimal) -> bool:
        return value >= than if self.direction == Direction.UP else value <= than


@dataclass(frozen=True, slots=True)
class Judgement:
    """`expected` is what the path has where the value stands; `reason` says why, for people.

    `percent` as `Path.percent`, None too where nothing can be said.
    """

    progress: Progress
    reason: str
    expected: Decimal | None = None
    percent: int | None = None


def judge(path: Path, value: Decimal | None, position: float | None) -> Judgement:
    """Where a value stands; `position` as `Period.position`. Both None where no value is shown."""
    why_not = _unknown(path, value, position)
    if why_not or value is None or position is None or path.target is None:
        return Judgement(Progress.UNKNOWN, why_not)
    percent = path.percent(value)
    if path.is_at_least(value, path.target):
        return Judgement(
            Progress.REACHED, _("The latest value is the target or better."), percent=percent
        )
    expected = path.at(position)
    if expected is None or position <= (path.baseline_year or 0):
        return Judgement(Progress.UNKNOWN, _("There is no value after the baseline."))
    if path.is_at_least(value, expected):
        return Judgement(
            Progress.ON_TRACK,
            _("The latest value is on the path to the target or better."),
            expected,
            percent,
        )
    return Judgement(
        Progress.OFF_TRACK,
        _("The latest value lies behind the path to the target."),
        expected,
        percent,
    )


def _unknown(path: Path, value: Decimal | None, position: float | None) -> str:
    """Why nothing can be said; "" where something can."""
    if path.direction == Direction.NONE:
        return _("Neither way is better.")
    if path.target is None:
        return _("No target is stated.")
    if path.baseline is None or not path.is_whole:
        return _("No baseline is stated.")
    if path.baseline != path.target and path.is_at_least(path.baseline, path.target):
        return _("The target is worse than the baseline.")
    if value is None or position is None:
        return _("No value is shown.")
    return ""
