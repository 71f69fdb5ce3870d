"""Lists by which recommendations are found, as pages: a theme, people concerned, an SDG, an objective.

What a page counts is what the register counts under the same choice, so that both show the same
numbers.
"""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from django.db.models import Case, F, Q, QuerySet, When
from django.db.models.functions import Coalesce, Lower
from django.http import QueryDict
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from activities.models import Indicator, PlanObjective
from activities.policies import visible_indicators
from focalpoints.models import Institution
from nmirf.common.i18n import translated
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
from reporting.choices import GapName

from .cards import Item
from .events import Event, told
from .filters import RegisterFilter
from .narrowing import Option
from .reader import Reader
from .tallies import Tally, bars, by_status_within

# Names in one list of a page; the register and the other lists of the site have them all.
MOST_NAMED = 60
# Mechanisms, clusters and institutions that a page shows, the most concerned first.
MOST_SHOWN = 12


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


# The lists.


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
    return [_item(words, term) for term in terms if term.pk not in tallies]


def _item(words: Vocabulary, term: Any) -> Item:
    return Item(name_of(term), address_of(words, term))


def address_of(words: Vocabulary, term: Any) -> str:
    """Its page: of the target 16.6 that is sdgs/16.6/, whose two parts the address reads apart."""
    value = value_of(term)
    return reverse(words.term_page, args=value.split(".", 1))


# One term.


@dataclass
class TermPage:
    """A term as one reader sees it; every part is read once, when it is asked for."""

    reader: Reader
    words: Vocabulary
    term: Any

    @property
    def description(self) -> str:
        return translated(self.term, "description") if hasattr(self.term, "description") else ""

    @cached_property
    def _found(self) -> RegisterFilter:
        return RegisterFilter(QueryDict(self._query()), self.reader)

    def _query(self, **more: str) -> str:
        query = QueryDict(mutable=True)
        query.update({self.words.facet: value_of(self.term), **more})
        return query.urlencode()

    def in_register(self, **more: str) -> str:
        """The register narrowed to this term, and further."""
        return f"{reverse('portal:register')}?{self._query(**more)}"

    @property
    def register(self) -> str:
        return self.in_register()

    @cached_property
    def _rows(self) -> QuerySet:
        return self._found.qs.order_by()

    @cached_property
    def keys(self) -> QuerySet:
        return self._rows.values("pk")

    @property
    def total(self) -> int:
        return self._found.counts.total

    @property
    def bar(self) -> list[tuple[str, int, str]]:
        return [
            (status, number, self.in_register(status=status or "not_assessed"))
            for status, number in self._found.counts.by_status.items()
        ]

    def _options(self, facet: str) -> list[Option]:
        return self._found.counts.options.get(facet, [])

    @cached_property
    def mechanisms(self) -> list[dict[str, Any]]:
        """By who asked, each by status, as components/hbars.html takes them."""
        rows = self._rows.annotate(asked_by=Lower("mechanism__code"))
        tallies = by_status_within(rows, "asked_by", "")
        return bars(
            (one.label, self.in_register(mechanism=one.value), tallies.get(one.value.lower(), {}))
            for one in self._options("mechanism")
        )

    @property
    def clusters(self) -> list[Counted]:
        options = self._options("cluster")[:MOST_SHOWN]
        return [
            Counted(one.label, reverse("portal:cluster", args=[one.value]), one.count)
            for one in options
        ]

    @property
    def idle(self) -> Counted | None:
        """Those that no activity works on."""
        for option in self._options("gap"):
            if option.value == GapName.ACTIVITY and option.count:
                return Counted(option.label, self.in_register(gap=option.value), option.count)
        return None

    @cached_property
    def leads(self) -> list[Counted]:
        """Who accepted to lead how many of them, itself or through a cluster; two queries."""
        direct, through = [
            links.filter(recommendation__in=self.keys) for links in self.reader.lead_links()
        ]
        pairs = direct.values_list("institution", "recommendation").union(
            through.values_list("institution", "recommendation")
        )
        numbers = Counter(institution for institution, _recommendation in pairs)
        most = [key for key, _number in numbers.most_common(MOST_SHOWN)]
        named = Institution.objects.in_bulk(most)
        return [
            Counted(named[key].label, named[key].get_absolute_url(), numbers[key]) for key in most
        ]

    @cached_property
    def _counting(self) -> QuerySet:
        counting = self.reader.counting.filter(recommendation__in=self.keys)
        return counting.order_by().values("cluster")

    @cached_property
    def objectives(self) -> list[PlanObjective]:
        """Objectives of plans that answer one of them, or a cluster in which one counts."""
        answers = Q(recommendation_links__recommendation__in=self.keys) | Q(
            cluster_links__cluster__in=self._counting
        )
        if isinstance(self.term, SdgTarget):
            answers |= Q(target_links__target=self.term)
        found = PlanObjective.objects.filter(answers).order_by().values("pk")
        visible = PlanObjective.objects.filter(plan__in=self.reader.plans.values("pk"))
        return list(visible.filter(pk__in=found).with_path()[:MOST_NAMED])

    @cached_property
    def activities(self) -> list[Any]:
        """What is planned, under way or done for one of them."""
        rows = self.reader.activities
        rows = rows.filter(
            Q(recommendation_links__recommendation__in=self.keys)
            | Q(cluster_links__cluster__in=self._counting)
        )
        found = self.reader.activities.filter(pk__in=rows.order_by().values("pk"))
        return list(found.select_related("lead").order_by("ends_on", "pk")[:MOST_NAMED])

    @cached_property
    def indicators(self) -> list[Indicator]:
        """What is measured of them, directly or through a cluster."""
        links = Q(recommendation_links__recommendation__in=self.keys) | Q(
            cluster_links__cluster__in=self._counting
        )
        found = Indicator.objects.filter(links).order_by().values("pk")
        rows = visible_indicators(self.reader.user).not_retired().filter(pk__in=found)
        return list(rows.order_by("code", "pk")[:MOST_NAMED])

    @cached_property
    def events(self) -> list[Event]:
        """The latest updates on them, at most ten."""
        sources = [
            links.filter(recommendation__in=self.keys) for links in self.reader.update_links()
        ]
        told_of = Q()
        for links in sources:
            told_of |= Q(pk__in=links.values("source"))
        return told(self.reader, self.reader.updates.filter(told_of))[:10]

    @cached_property
    def below(self) -> list[Counted]:
        """The terms right below it, with how many recommendations each has; a zero is said too."""
        options = _flat(self._options(self.words.facet))
        numbers = {option.value.lower(): option.count for option in options}
        return [
            Counted(name_of(one), address_of(words, one), numbers.get(value_of(one), 0))
            for words, one in self._children()
        ]

    def _children(self) -> list[tuple[Vocabulary, Any]]:
        if isinstance(self.term, SdgGoal):
            return [(TARGETS, one) for one in self.term.targets.offered()]
        if isinstance(self.term, Theme):
            return [(THEMES, one) for one in self.term.children.offered()]
        return []

    @cached_property
    def above(self) -> list[Item]:
        """From the top of its branch to what it stands right below."""
        if isinstance(self.term, SdgTarget):
            return [_item(GOALS, self.term.goal)]
        found: list[Item] = []
        parent = getattr(self.term, "parent", None)
        while parent is not None:
            found.insert(0, _item(THEMES, parent))
            parent = parent.parent
        return found


def _flat(options: Iterable[Option]) -> Iterable[Option]:
    for option in options:
        yield option
        yield from _flat(option.children)
