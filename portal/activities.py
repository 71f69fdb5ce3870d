"""Activities as readers see them: cards, lists that are narrowed, their time line, their quarters."""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass, field
from decimal import Decimal
from functools import cached_property
from typing import Any

from django import forms
from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import OuterRef, QuerySet, TextField
from django.db.models.functions import Cast, JSONObject
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from activities.choices import ActivityStatus
from activities.delay import Delay, delay_of
from activities.models import Activity, BudgetLine, Milestone, NationalPlan
from activities.money import Sums, sums
from activities.policies import linkable_objectives
from activities.querysets import ActivityQuerySet
from focalpoints.models import Institution
from focalpoints.policies import visible_institutions
from nmirf.common.dates import ONE_DAY, today
from portal.facets.base import linked
from portal.reader import Reader


@dataclass(frozen=True, slots=True)
class Card:
    """An activity with what is late of it, its money, and how many milestones it has and are done."""

    row: Activity
    delay: Delay
    sums: list[Sums]
    milestones: list[Milestone]

    @property
    def done(self) -> int:
        return sum(one.done_on is not None for one in self.milestones)


def cards(rows: ActivityQuerySet) -> list[Card]:
    """Each activity of `rows`, in their order; one query, whatever the number."""
    on, mine = today(), {"activity": OuterRef("pk")}
    steps = Milestone.objects.filter(**mine).order_by("due_on", "pk").values(found=_STEP)
    lines = BudgetLine.objects.filter(**mine).order_by("pk").values(found=_MONEY)
    found = rows.select_related("lead").annotate(
        its_steps=ArraySubquery(steps), its_lines=ArraySubquery(lines)
    )
    return [_card(row, on, *_of_json(row.its_steps, row.its_lines)) for row in found]


_STEP = JSONObject(title="title", due_on="due_on", done_on="done_on")
# As text: a number in JSON would be read as a float.
_MONEY = JSONObject(kind="kind", currency="currency", amount=Cast("amount", TextField()))


def _of_json(
    steps: list[dict[str, Any]], lines: list[dict[str, Any]]
) -> tuple[list[Milestone], list[BudgetLine]]:
    def day(text: str | None) -> dt.date | None:
        return dt.date.fromisoformat(text) if text else None

    return (
        [
            Milestone(
                title=one["title"],
                due_on=dt.date.fromisoformat(one["due_on"]),
                done_on=day(one["done_on"]),
            )
            for one in steps
        ],
        [BudgetLine(**one | {"amount": Decimal(one["amount"])}) for one in lines],
    )


def card(row: Activity, on: dt.date) -> Card:
    """Of one whose milestones and lines of budget were read with it."""
    return _card(row, on, list(row.milestones.all()), row.budget_lines.all())


def _card(
    row: Activity, on: dt.date, milestones: list[Milestone], lines: Iterable[BudgetLine]
) -> Card:
    overdue = sum(one.done_on is None and one.due_on < on for one in milestones)
    return Card(row, delay_of(row, on, overdue), sums(lines), milestones)


class ActivityFilterForm(forms.Form):
    """What a list of activities is narrowed by. A value that means nothing narrows nothing."""

    hides_optional = True

    q = forms.CharField(label=gettext_lazy("Words in the title"), required=False, max_length=200)
    status = forms.ChoiceField(
        label=gettext_lazy("Status"),
        required=False,
        choices=[("", gettext_lazy("any")), *ActivityStatus.choices],
    )
    lead = forms.ModelChoiceField(
        Institution.objects.none(),
        label=gettext_lazy("Lead institution"),
        required=False,
        to_field_name="slug",
        empty_label=gettext_lazy("any"),
    )
    plan = forms.ModelChoiceField(
        NationalPlan.objects.none(),
        label=gettext_lazy("Plan"),
        required=False,
        to_field_name="slug",
        empty_label=gettext_lazy("any"),
    )
    year = forms.IntegerField(
        label=gettext_lazy("Under way in the year"), required=False, min_value=1990, max_value=2100
    )
    delayed = forms.BooleanField(label=gettext_lazy("Delayed only"), required=False)

    def __init__(self, *args: Any, reader: Reader, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.reader = reader
        objectives = linkable_objectives(reader.user)
        plans = NationalPlan.objects.filter(pk__in=objectives.order_by().values("plan"))
        leads = reader.activities.order_by().values("lead")
        self._offer("lead", visible_institutions(reader.user).filter(pk__in=leads).order_by("name"))
        self._offer("plan", plans.order_by("title", "pk"))

    def _offer(self, name: str, rows: QuerySet[Any]) -> None:
        field: Any = self.fields[name]
        field.queryset = rows

    @property
    def narrowed(self) -> ActivityQuerySet:
        """The activities that are asked for."""
        self.is_valid()
        asked, rows = self.cleaned_data, self.reader.activities
        if words := asked.get("q"):
            rows = rows.filter(title__icontains=words)
        if asked.get("status"):
            rows = rows.filter(status=asked["status"])
        if asked.get("lead"):
            rows = rows.filter(lead=asked["lead"])
        if asked.get("plan"):
            served = linkable_objectives(self.reader.user).filter(plan=asked["plan"])
            rows = rows.filter(
                pk__in=served.order_by().values("activity_links__activity"),
            )
        if asked.get("year"):
            rows = rows.under_way_in(asked["year"])
        return rows.delayed(today()) if asked.get("delayed") else rows


@dataclass(frozen=True, slots=True)
class Coverage:
    """How many recommendations some activities answer, of how many; cancelled ones answer nothing."""

    answered: int
    of: int


def coverage(reader: Reader, rows: ActivityQuerySet) -> Coverage:
    """By themselves or through clusters, each recommendation once; what is retired counts nowhere."""
    keys = rows.order_by().values("pk")
    links = [one.filter(activity__in=keys) for one in reader.answering_links()]
    asked = reader.recommendations.not_retired()
    return Coverage(asked.filter(linked(links)).count(), asked.count())


# Years that a time line names.
MOST_YEARS = 20
# The look of each status on the time line: the class that main.css gives a colour, and the colour
# where no style sheet reaches.
_LOOKS = {
    ActivityStatus.PLANNED: ("s-planned", "#6d8bc7"),
    ActivityStatus.IN_PROGRESS: ("s-in-progress", "#c07f00"),
    ActivityStatus.COMPLETED: ("s-implemented", "#12693f"),
    ActivityStatus.CANCELLED: ("s-superseded", "#8b95a6"),
}


@dataclass(frozen=True, slots=True)
class Span:
    """A stretch of the time line, in percent of its width from the physical left."""

    x: float
    width: float

    @property
    def end(self) -> float:
        return round(self.x + self.width, 2)


@dataclass(frozen=True, slots=True)
class Strip:
    """The line of one activity: what is planned, and how far it runs beyond that."""

    card: Card
    planned: Span
    late: Span | None
    # (place in percent, whether it is done)
    milestones: list[tuple[float, bool]]
    css: str
    fill: str

    @property
    def scaled(self) -> "Scaled":
        """The same in thousandths, for drawings that know no percent."""
        return Scaled(
            _scaled(self.planned),
            _scaled(self.late) if self.late else None,
            [(round(10 * x, 1), done) for x, done in self.milestones],
        )


@dataclass(frozen=True, slots=True)
class Scaled:
    """Places of a strip in thousandths of the width."""

    planned: Span
    late: Span | None
    milestones: list[tuple[float, bool]]


def _scaled(span: Span) -> Span:
    return Span(round(10 * span.x, 1), round(10 * span.width, 1))


@dataclass(frozen=True, slots=True)
class TimeLine:
    """Activities drawn to one scale; `years` and `today` are places in percent, today None outside."""

    mirrored: bool
    strips: list[Strip]
    years: list[tuple[int, float]]
    today: float | None

    @property
    def scaled_years(self) -> list[tuple[int, float]]:
        """In thousandths of the width, as `Strip.scaled`."""
        return [(year, round(10 * x, 1)) for year, x in self.years]

    @property
    def scaled_today(self) -> float | None:
        return None if self.today is None else round(10 * self.today, 1)


def time_line(found: list[Card], on: dt.date, *, mirrored: bool) -> TimeLine:
    """Geometry alone, for whole years around all dates. `mirrored` where time runs to the left."""
    scale = _Scale(found, on, mirrored=mirrored)
    strips = [_strip(one, scale, on) for one in found]
    # Not so many lines that nobody could read them.
    shown = range(scale.first, scale.last + 1, 1 + (scale.last - scale.first) // MOST_YEARS)
    years = [(year, scale.at(dt.date(year, 1, 1))) for year in shown]
    inside = scale.first <= on.year <= scale.last
    return TimeLine(mirrored, strips, years, scale.at(on) if inside and found else None)


@dataclass
class _Scale:
    found: list[Card]
    on: dt.date
    mirrored: bool = field(kw_only=True)

    @cached_property
    def first(self) -> int:
        return min((one.row.starts_on.year for one in self.found), default=self.on.year)

    @cached_property
    def last(self) -> int:
        return max((_shown_end(one, self.on).year for one in self.found), default=self.on.year)

    def at(self, day: dt.date) -> float:
        """The place of a day; days outside stand at the edge."""
        start, end = dt.date(self.first, 1, 1), dt.date(self.last, 12, 31)
        share = (min(max(day, start), end) - start).days / ((end - start).days + 1)
        return round(100 * (1 - share if self.mirrored else share), 2)

    def span(self, start: dt.date, end: dt.date) -> Span:
        # A record from before days had a range may end where the calendar does.
        after = min(end, dt.date.max - ONE_DAY) + ONE_DAY
        here, there = sorted((self.at(start), self.at(after)))
        return Span(here, max(round(there - here, 2), 0.3))


def _shown_end(one: Card, on: dt.date) -> dt.date:
    """The later of the planned end and the day up to which it is late."""
    if not one.delay.days:
        return one.row.ends_on
    return one.row.ended_on if one.delay.is_over and one.row.ended_on else on


def _strip(one: Card, scale: _Scale, on: dt.date) -> Strip:
    row = one.row
    late = scale.span(row.ends_on, _shown_end(one, on)) if one.delay.days else None
    css, fill = _LOOKS[ActivityStatus(row.status)]
    steps = [(scale.at(step.due_on), step.done_on is not None) for step in one.milestones]
    return Strip(one, scale.span(row.starts_on, row.ends_on), late, steps, css, fill)


@dataclass(frozen=True, slots=True)
class Happening:
    """What is planned for one day: an activity begins or ends, or a milestone is due."""

    on: dt.date
    what: str | Promise
    card: Card
    step: str = ""
    is_late: bool = False
    is_done: bool = False


@dataclass(frozen=True, slots=True)
class Quarter:
    number: int
    year: int
    happenings: list[Happening]

    @property
    def label(self) -> str:
        return _("Quarter %(number)d of %(year)d") % {"number": self.number, "year": self.year}


def quarters(found: Iterable[Card], year: int, on: dt.date) -> list[Quarter]:
    """What is planned for each quarter of the year, by day."""
    by_number: dict[int, list[Happening]] = {1: [], 2: [], 3: [], 4: []}
    for one in found:
        for happening in _happenings(one, on):
            if happening.on.year == year:
                by_number[(happening.on.month + 2) // 3].append(happening)
    return [
        Quarter(number, year, sorted(some, key=lambda one: (one.on, one.card.row.pk)))
        for number, some in by_number.items()
    ]


def _happenings(one: Card, on: dt.date) -> Iterable[Happening]:
    row = one.row
    yield Happening(row.starts_on, _("begins"), one, is_done=row.started_on is not None)
    ended = row.status == ActivityStatus.COMPLETED
    late = bool(one.delay) and one.delay.days > 0
    yield Happening(row.ends_on, _("ends"), one, is_late=late, is_done=ended)
    for step in one.milestones:
        done = step.done_on is not None
        late = bool(one.delay) and not done and step.due_on < on
        yield Happening(step.due_on, _("milestone"), one, step.title, is_late=late, is_done=done)
