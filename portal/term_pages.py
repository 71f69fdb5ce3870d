"""One term as a page: a theme, people concerned, an SDG, an objective; counted as its list is."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django.db.models import Q, QuerySet
from django.db.models.functions import Lower
from django.http import QueryDict
from django.urls import reverse

from activities.models import Indicator, PlanObjective
from activities.policies import visible_indicators
from focalpoints.models import Institution
from nmirf.common.i18n import translated
from recommendations.models import SdgGoal, SdgTarget, Theme
from reporting.choices import GapName

from .cards import Item
from .events import Event, told
from .filters import RegisterFilter
from .narrowing import Option
from .reader import Reader
from .tallies import bars, by_status_within
from .terms import (
    GOALS,
    TARGETS,
    THEMES,
    Counted,
    Vocabulary,
    address_of,
    item_of,
    name_of,
    value_of,
)

# Names in one list of a page; the register and the other lists of the site have them all.
MOST_NAMED = 60
# Mechanisms, clusters and institutions that a page shows, the most concerned first.
MOST_SHOWN = 12


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
            return [item_of(GOALS, self.term.goal)]
        found: list[Item] = []
        parent = getattr(self.term, "parent", None)
        while parent is not None:
            found.insert(0, item_of(THEMES, parent))
            parent = parent.parent
        return found


def _flat(options: Iterable[Option]) -> Iterable[Option]:
    for option in options:
        yield option
        yield from _flat(option.children)
