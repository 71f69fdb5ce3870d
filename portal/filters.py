"""The register's address read: what was searched, chosen and sorted by."""

from collections.abc import Sequence
from functools import cached_property
from typing import Any

import django_filters
from django import forms
from django.db.models import Case, F, IntegerField, QuerySet, When
from django.http import QueryDict
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from nmirf.common.charts import STATUS_LOOKS
from recommendations.models import Recommendation
from recommendations.search import Search, read
from recommendations.search.hits import Hit, marked_hits, with_relevance
from recommendations.search.spelling import Suggestion, suggestion

from .facets import FACETS
from .narrowing import Counts, Term, conditions, count, resolve
from .reader import Reader
from .told import last_told

# More than anyone ticks; a longer address is cut rather than worked through.
MOST_VALUES = 50
# From so few results on, it is asked whether something else was meant.
FEW = 3

SORTS = {
    "relevance": _("Relevance"),
    "newest": _("Newest first"),
    "reference": _("Reference"),
    "status": _("Status"),
    "updated": _("Last update"),
}


class TermsField(forms.Field):
    """The values that one facet has in the address, as typed; what they mean is for the facet."""

    widget = forms.MultipleHiddenInput

    def clean(self, value: Any) -> list[str]:
        # Also out of the queries that forms post, addresses to embed and saved views: no middleware
        # has read those.
        typed = [str(item).strip().replace("\x00", "") for item in value or ()]
        return [item for item in dict.fromkeys(typed) if item and len(item) <= 100][:MOST_VALUES]


class TermsFilter(django_filters.Filter):
    """Does not narrow by itself: all facets narrow together, in `RegisterFilter.filter_queryset`."""

    field_class = TermsField


class RegisterFilter(django_filters.FilterSet):
    """What a reader asked of the register. Whatever stands for nothing is left out and named."""

    q = django_filters.CharFilter(max_length=200)
    exact = django_filters.ChoiceFilter(choices=(("1", "1"),))
    sort = django_filters.ChoiceFilter(choices=tuple(SORTS.items()))
    status = TermsFilter()
    mechanism = TermsFilter()
    review = TermsFilter()
    state = TermsFilter()
    kind = TermsFilter()
    theme = TermsFilter()
    group = TermsFilter()
    sdg = TermsFilter()
    objective = TermsFilter()
    position = TermsFilter()
    institution = TermsFilter()
    lead = TermsFilter()
    cluster = TermsFilter()
    year = TermsFilter()
    due = TermsFilter()
    priority = TermsFilter()
    legislation = TermsFilter()
    plan = TermsFilter()
    unplanned = TermsFilter()
    activity = TermsFilter()
    activity_by = TermsFilter()
    update = TermsFilter()
    assessed = TermsFilter()
    language = TermsFilter()
    lacking = TermsFilter()
    gap = TermsFilter()
    publication = TermsFilter()

    def __init__(self, data: QueryDict, reader: Reader) -> None:
        super().__init__(data, queryset=reader.recommendations)
        self.reader = reader

    @cached_property
    def cleaned(self) -> dict[str, Any]:
        """What is well formed of the address."""
        self.form.is_valid()
        return dict(self.form.cleaned_data)

    @cached_property
    def _resolved(self) -> tuple[dict[str, list[Term]], list[str]]:
        return resolve(
            self.reader, {facet.name: self.cleaned.get(facet.name) or [] for facet in FACETS}
        )

    @property
    def chosen(self) -> dict[str, list[Term]]:
        """By facet, the terms that narrow the list."""
        return self._resolved[0]

    @property
    def ignored(self) -> list[str]:
        """Values in the address that stand for nothing here, as typed."""
        malformed = [
            str(self.data.get(name, ""))[:100]
            for name in ("q", "exact", "sort")
            if name in self.form.errors
        ]
        return self._resolved[1] + malformed

    @property
    def words(self) -> str:
        return str(self.cleaned.get("q") or "").strip()

    @cached_property
    def search(self) -> Search:
        """The words read, with their synonyms unless they are wanted exactly as they are."""
        return read(self.words, exactly=bool(self.cleaned.get("exact")))

    @property
    def usual_order(self) -> str:
        """By relevance where words are searched, else the newest first."""
        return "relevance" if self.words else "newest"

    @property
    def order(self) -> str:
        """As asked; there is no relevance without words."""
        asked = str(self.cleaned.get("sort") or self.usual_order)
        return asked if asked != "relevance" or self.words else self.usual_order

    @property
    def orders(self) -> list[tuple[str, Any]]:
        """The orders on offer: relevance means nothing without words."""
        return [(key, words) for key, words in SORTS.items() if key != "relevance" or self.words]

    @cached_property
    def counts(self) -> Counts:
        return count(self.reader, self._searched(), self.chosen)

    def _searched(self) -> QuerySet[Recommendation]:
        rows: QuerySet[Recommendation] = self.reader.recommendations
        return self.reader.recommendations.matching(self.search) if self.words else rows

    def _narrowed(self, rows: QuerySet[Recommendation]) -> QuerySet[Recommendation]:
        for condition in conditions(self.reader, self.chosen).values():
            rows = rows.filter(condition)
        return rows

    @property
    def qs(self) -> QuerySet[Recommendation]:
        """What was asked for, in the order asked for."""
        return _sorted(self._narrowed(self._searched()), self.order, self.search, self.reader)

    def hits(self, keys: Sequence[int]) -> dict[int, Hit]:
        """By recommendation, the text in which the words were found; none without words."""
        return marked_hits(self.search, keys, _language()) if self.words else {}

    @cached_property
    def meant(self) -> Suggestion | None:
        """What may have been meant where little was found, if it finds more under the same choices."""
        if not self.words or self.counts.total > FEW:
            return None
        other = suggestion(self.search, _language())
        if other is None:
            return None
        reworded = read(other.typed, groups=self.search.groups)
        found = self._narrowed(self.reader.recommendations.matching(reworded))
        return other if found.order_by()[: FEW + 1].count() > self.counts.total else None


def _language() -> str:
    return (get_language() or "").split("-")[0]


NEWEST: Sequence[Any] = (
    F("issued_on").desc(nulls_last=True),
    "symbol",
    "paragraph_key",
    "reference",
)


def _sorted(
    rows: QuerySet[Recommendation], sort: str, search: Search, reader: Reader
) -> QuerySet[Recommendation]:
    if sort == "relevance":
        ranked: Any = with_relevance(rows, search)
        found: QuerySet[Recommendation] = ranked.order_by("-relevance", *NEWEST)
        return found
    if sort == "reference":
        return rows.order_by("mechanism__code", "issued_on", "symbol", "paragraph_key", "reference")
    if sort == "status":
        places = [When(status=key, then=place) for place, key in enumerate(STATUS_LOOKS)]
        rows = rows.annotate(place=Case(*places, default=99, output_field=IntegerField()))
        return rows.order_by("place", *NEWEST)
    if sort == "updated":
        return rows.annotate(told_at=last_told(reader)).order_by(
            F("told_at").desc(nulls_last=True), *NEWEST
        )
    return rows.order_by(*NEWEST)
