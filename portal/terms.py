"""Lists by which recommendations are found, as pages: themes, people concerned, SDGs, objectives.

What a page counts is what the register counts under the same choice, so that both show the same
numbers.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from django.db.models import Case, F, When
from django.db.models.functions import Coalesce
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from recommendations.choices import GroupRole
from recommendations.models import (
    AffectedGroup,
    GroupLink,
    Objective,
    ObjectiveLink,
    SdgGoal,
    SdgGoalLink,
    SdgTarget,
    SdgTargetLink,
    Theme,
    ThemeLink,
)

from .cards import Item
from .reader import Reader
from .tallies import Tally, bars, by_status_within


@dataclass(frozen=True)
class Vocabulary:
    """A list of terms: its name in the register's address, its pages, and its words."""

    facet: str
    model: Any
    title: Promise
    lede: Promise
    list_page: str
    term_page: str


THEMES = Vocabulary(
    "theme",
    Theme,
    _("Themes"),
    _("What the recommendations are about, by subject, and where they stand."),
    "portal:themes",
    "portal:theme",
)
GROUPS = Vocabulary(
    "group",
    AffectedGroup,
    _("People concerned"),
    _("Whose rights the recommendations are about, and where they stand."),
    "portal:groups",
    "portal:group",
)
OBJECTIVES = Vocabulary(
    "objective",
    Objective,
    _("Operational objectives"),
    _("What kind of act the recommendations ask for, and where they stand."),
    "portal:objectives",
    "portal:objective",
)
GOALS = Vocabulary(
    "sdg",
    SdgGoal,
    _("Sustainable Development Goals"),
    _("The goals and targets of the 2030 Agenda that the recommendations serve."),
    "portal:sdgs",
    "portal:sdg_goal",
)
TARGETS = Vocabulary("sdg", SdgTarget, GOALS.title, GOALS.lede, "portal:sdgs", "portal:sdg_target")


def value_of(term: Any) -> str:
    """As the term stands in the register's address and in its own."""
    return str(term.number) if isinstance(term, SdgGoal) else str(term.code).lower()


def name_of(term: Any) -> str:
    return f"{value_of(term)} {term.label}" if isinstance(term, SdgGoal) else str(term)


@dataclass(frozen=True, slots=True)
class Counted(Item):
    """A line with how many recommendations it stands for."""

    number: int = 0


@dataclass(frozen=True, slots=True)
class Section:
    """A part of a list: a heading, which is a term itself where it has an address, and its rows.

    A term's own bar is drawn from `counts`; `below` are terms without a bar.
    """

    label: str
    rows: list[dict[str, Any]]
    below: list[Item]
    url: str = ""
    counts: Tally = field(default_factory=dict)

    @property
    def total(self) -> int:
        return sum(self.counts.values())


def theme_sections(reader: Reader) -> list[Section]:
    """Each theme of the first level as a bar, with those right below it and their numbers; three queries."""
    asked = reader.recommendations.order_by().values("pk")
    links = ThemeLink.objects.filter(recommendation__in=asked)
    top = Coalesce("theme__parent__parent", "theme__parent", "theme")
    tallies = by_status_within(links.annotate(top=top), "top")
    # Of the second level, a theme's own and those of what stands below it.
    second = Case(
        When(theme__parent__parent__isnull=False, then=F("theme__parent")), default=F("theme")
    )
    numbers = by_status_within(links.annotate(second=second), "second")
    terms = list(Theme.objects.offered())
    below: dict[int, list[Item]] = {}
    for term in terms:
        if term.parent_id:
            number = sum(numbers.get(term.pk, {}).values())
            item = Counted(term.label, address_of(THEMES, term), number)
            below.setdefault(term.parent_id, []).append(item)
    return [
        Section(
            label=term.label,
            rows=[],
            below=below.get(term.pk, []),
            url=address_of(THEMES, term),
            counts=tallies.get(term.pk, {}),
        )
        for term in terms
        if not term.parent_id
    ]


def group_sections(reader: Reader) -> list[Section]:
    """People concerned, rights-holders first; two queries."""
    tallies = _linked_by_status(reader, GroupLink, "group")
    terms = list(AffectedGroup.objects.offered())
    return [
        Section(str(role.label), _bars(GROUPS, of_role, tallies), _unused(GROUPS, of_role, tallies))
        for role in GroupRole
        if (of_role := [term for term in terms if term.role == role])
    ]


def objective_sections(reader: Reader) -> list[Section]:
    tallies = _linked_by_status(reader, ObjectiveLink, "objective")
    terms = list(Objective.objects.offered())
    rows = _bars(OBJECTIVES, terms, tallies)
    return [Section("", rows, _unused(OBJECTIVES, terms, tallies))] if terms else []


def goal_sections(reader: Reader) -> list[Section]:
    """Each goal as a bar; a recommendation stands once in each goal, itself or by a target."""
    asked = reader.recommendations.order_by().values("pk")
    columns = ("found", "recommendation", "recommendation__status")
    goals = SdgGoalLink.objects.filter(recommendation__in=asked).annotate(found=F("goal"))
    targets = SdgTargetLink.objects.filter(recommendation__in=asked).annotate(
        found=F("target__goal")
    )
    pairs = goals.order_by().values_list(*columns)
    tallies: dict[int, Tally] = {}
    for goal, _recommendation, status in pairs.union(targets.order_by().values_list(*columns)):
        tally = tallies.setdefault(goal, {})
        tally[status] = tally.get(status, 0) + 1
    terms = list(SdgGoal.objects.all())
    rows = _bars(GOALS, terms, tallies)
    return [Section("", rows, _unused(GOALS, terms, tallies))] if terms else []


def _linked_by_status(reader: Reader, model: Any, term: str) -> dict[int, Tally]:
    asked = reader.recommendations.order_by().values("pk")
    return by_status_within(model.objects.filter(recommendation__in=asked), term)


def _bars(
    words: Vocabulary, terms: Iterable[Any], tallies: dict[int, Tally]
) -> list[dict[str, Any]]:
    return bars(
        (name_of(term), address_of(words, term), tallies.get(term.pk, {})) for term in terms
    )


def _unused(words: Vocabulary, terms: Iterable[Any], tallies: dict[int, Tally]) -> list[Item]:
    return [item_of(words, term) for term in terms if term.pk not in tallies]


def item_of(words: Vocabulary, term: Any) -> Item:
    return Item(name_of(term), address_of(words, term))


def address_of(words: Vocabulary, term: Any) -> str:
    """Its page: of the target 16.6 that is sdgs/16.6/, whose two parts the address reads apart."""
    value = value_of(term)
    return reverse(words.term_page, args=value.split(".", 1))
