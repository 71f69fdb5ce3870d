"""Of which recommendations gaps are asked, read from an address; counted for one reader."""

from collections.abc import Mapping
from functools import cached_property

from django.http import QueryDict
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from activities.models import NationalPlan
from focalpoints.policies import Person
from nmirf.common.numbers import whole
from recommendations.choices import Publication
from recommendations.models import Recommendation
from recommendations.querysets import RecommendationQuerySet

from .facets import FACETS
from .filters import NEWEST, TermsField
from .gaps import GAPS, MONTHS, MOST_MONTHS, Gap, gap_after
from .narrowing import Counts, Option, Term, conditions, count, resolve
from .reader import Reader, linked

# The facets of the register that a scope is made of, and the plan.
NARROWED_BY = ("mechanism", "review", "cluster", "theme", "group", "sdg", "institution")
PLAN = "plan"
TITLES: Mapping[str, str | Promise] = {
    **{facet.name: facet.title for facet in FACETS if facet.name in NARROWED_BY},
    PLAN: gettext_lazy("Plan"),
}


class GapScope:
    """Recommendations that fit all that was chosen, or all there are; retired ones are left out.

    What stands for nothing to this reader is left out too, and named in `ignored`.
    """

    def __init__(self, data: QueryDict, reader: Reader) -> None:
        self.reader = reader
        field = TermsField()
        typed = {name: field.clean(data.getlist(name)) for name in NARROWED_BY}
        self.chosen, self.ignored = resolve(reader, typed)
        self._read_plans(field.clean(data.getlist(PLAN)))
        self._read_months(data.get("months", ""))

    def _read_plans(self, slugs: list[str]) -> None:
        self.plans = (
            [
                Term(plan.slug, plan.label, plan.pk)
                for plan in NationalPlan.objects.published().filter(slug__in=slugs)
            ]
            if slugs
            else []
        )
        known = {term.value for term in self.plans}
        self.ignored += [slug for slug in slugs if slug not in known]

    def _read_months(self, typed: str) -> None:
        months = whole(typed, 1, MOST_MONTHS)
        self.months = months or MONTHS
        if typed and months is None:
            self.ignored.append(typed[:100])

    @property
    def has_own_months(self) -> bool:
        return self.months != MONTHS

    @property
    def terms(self) -> dict[str, list[Term]]:
        """By part of the scope, what was chosen; parts without a choice are left out."""
        found = {name: self.chosen.get(name, []) for name in NARROWED_BY} | {PLAN: self.plans}
        return {name: terms for name, terms in found.items() if terms}

    @property
    def query(self) -> str:
        """The address of the scope: the same for the same scope, however it was typed."""
        address = QueryDict(mutable=True)
        for name, terms in self.terms.items():
            address.setlist(name, sorted({term.value for term in terms}))
        if self.has_own_months:
            address["months"] = str(self.months)
        return address.urlencode()

    def register_query(self, name: str) -> str:
        """The address of the same list in the register; "" where it has no such choice.

        The register shows the secretariat retired records too, unless they are left out.
        """
        if self.plans or (self.gap(name).has_months and self.has_own_months):
            return ""
        address = QueryDict(self.query, mutable=True)
        address.pop("months", None)
        address["gap"] = name
        if self.reader.rights.is_secretariat:
            address.setlist("publication", [Publication.DRAFT, Publication.PUBLISHED])
        return address.urlencode()

    @property
    def words(self) -> list[str]:
        """The scope in words, a line for each choice; none where it is the whole register."""
        return [
            _("%(facet)s: %(choice)s") % {"facet": TITLES[name], "choice": term.label}
            for name, terms in self.terms.items()
            for term in terms
        ]

    @cached_property
    def _planned(self) -> RecommendationQuerySet:
        """What the reader may see and no record retired, within the plans."""
        rows: RecommendationQuerySet = self.reader.recommendations.not_retired()
        if self.plans:
            keys = [term.key for term in self.plans]
            rows = rows.filter(
                linked(one.filter(plan__in=keys) for one in self.reader.plan_links())
            )
        return rows

    @property
    def rows(self) -> RecommendationQuerySet:
        rows = self._planned
        for condition in conditions(self.reader, self.chosen).values():
            rows = rows.filter(condition)
        return rows

    @cached_property
    def _counts(self) -> Counts:
        return count(self.reader, self._planned, self.chosen, (*NARROWED_BY, "gap"))

    @property
    def total(self) -> int:
        return self._counts.total

    def options(self, name: str) -> list[Option]:
        """What can be chosen in one part of the scope besides, each with its number."""
        return self._counts.options[name]

    @cached_property
    def counts(self) -> dict[str, int]:
        """By gap, how many have it; every gap is there."""
        found = {option.value: option.count for option in self._counts.options["gap"]}
        counts = {name: found.get(name, 0) for name in GAPS}
        if self.has_own_months:
            counts["stale"] = self.having("stale").count()
        return counts

    @property
    def gaps(self) -> list[Gap]:
        return [self.gap(name) for name in GAPS]

    def gap(self, name: str) -> Gap:
        return gap_after(name, self.months)

    def having(self, name: str) -> RecommendationQuerySet:
        """Those that have the gap, in the usual order."""
        rows: RecommendationQuerySet = self.rows.filter(self.gap(name).lacking(self.reader))
        return rows.order_by(*NEWEST)

    def members(self) -> dict[str, list[str]]:
        """By gap, the references of those that have it, in their own order."""
        return {
            name: list(
                Recommendation.objects.filter(pk__in=self.having(name).order_by().values("pk"))
                .order_by("reference")
                .values_list("reference", flat=True)
            )
            for name in GAPS
        }


def members_of(query: QueryDict, person: Person) -> tuple[int, dict[str, list[str]]]:
    """For a report: how many are in the scope, and by gap the references of those that have it."""
    scope = GapScope(query, Reader(person))
    return scope.rows.count(), scope.members()


def of_query(query: QueryDict, reader: Reader) -> RecommendationQuerySet:
    """What a saved scope holds: those that have the gap that it names, or all in the scope."""
    scope, name = GapScope(query, reader), query.get("gap", "")
    return scope.having(name) if name in GAPS else scope.rows.order_by(*NEWEST)
