"""The short public lists: by which words, choice and order an address narrows them, and as a file."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import F, Q, QuerySet
from django.http import HttpResponse, QueryDict
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _l

from activities.choices import PlanKind
from focalpoints.choices import InstitutionKind
from nmirf.common.charts import STATUS_LOOKS, status_look
from nmirf.common.tables import csv_file

from .tallies import Tally

LONGEST = 200
Options = Sequence[tuple[str, Any]]
_DAY = F("day")


@dataclass(frozen=True, slots=True)
class Select:
    """One choice to make; the empty value stands for none."""

    name: str
    label: str
    options: Options
    chosen: str


@dataclass(frozen=True, slots=True)
class Listed:
    """A list as the address asks for it: `rows` in their order; `query` says the same again."""

    rows: QuerySet[Any]
    words: str
    selects: tuple[Select, ...]
    file: str

    @property
    def is_narrowed(self) -> bool:
        return bool(self.words) or any(one.chosen for one in self.selects if one.name != "sort")


@dataclass(frozen=True)
class Listing:
    """`searched` are columns, those of `translated` in the page's language too; `by` is a choice.

    The first of `orders` (its key, words, columns) is the usual one. `by_path` is the column that
    holds the choice.
    """

    name: str
    searched: tuple[str, ...]
    translated: tuple[str, ...]
    orders: tuple[tuple[str, Promise, tuple[Any, ...]], ...]
    by: str = ""
    by_label: Promise | str = ""
    by_path: str = ""
    options: Options = ()

    @property
    def names(self) -> frozenset[str]:
        """What counts of a query."""
        return frozenset({"q", "sort", *filter(None, [self.by])})

    def asked(self, query: QueryDict, rows: QuerySet[Any], options: Options = ()) -> Listed:
        """`rows` as the query narrows and orders them; what it names and is not there narrows nothing."""
        offered = options or self.options
        words = query.get("q", "").strip()[:LONGEST]
        typed = query.get(self.by, "") if self.by else ""
        chosen = self._known(typed, [value for value, _label in offered])
        order = self._known(query.get("sort", ""), [key for key, _words, _columns in self.orders])
        columns = {key: columns for key, _words, columns in self.orders}
        usual = self.orders[0][0]
        if words:
            rows = rows.filter(self._said(words))
        if chosen:
            rows = rows.filter(**{self.by_path: chosen})
        sorts = [("" if key == usual else key, label) for key, label, _columns in self.orders]
        selects = [Select("sort", _("Sorted by"), sorts, "" if order == usual else order)]
        if self.by:
            every = [("", _("All")), *offered]
            selects.insert(0, Select(self.by, str(self.by_label), every, chosen))
        said = {"q": words, **{one.name: one.chosen for one in selects}}
        return Listed(
            rows=rows.order_by(*columns[order or usual], "pk"),
            words=words,
            selects=tuple(selects),
            file=reverse(f"portal:{self.name}_file", args=["csv"]) + _query(said),
        )

    def _known(self, typed: str, values: Iterable[str]) -> str:
        return typed if typed in values else ""

    def _said(self, words: str) -> Q:
        language = (get_language() or "").split("-")[0]
        columns = [
            *self.searched,
            *(f"{name}_translations__{language}" for name in self.translated),
        ]
        found = Q()
        for column in columns:
            found |= Q(**{f"{column}__icontains": words})
        return found


def _query(said: Mapping[str, str]) -> str:
    found = QueryDict(mutable=True)
    found.update({name: value for name, value in said.items() if value})
    return f"?{found.urlencode()}" if found else ""


def file_of(
    listing: Listing, titles: Sequence[Any], rows: Iterable[tuple[Sequence[Any], Tally]]
) -> HttpResponse:
    """The list as CSV: of each row its facts, then how many recommendations, and by status."""
    states = [*STATUS_LOOKS, ""]
    counts = [_("Recommendations"), *(status_look(state).label for state in states)]
    return csv_file(
        listing.name,
        [*titles, *counts],
        (
            [*facts, sum(tally.values()), *(tally.get(state, 0) for state in states)]
            for facts, tally in rows
        ),
    )


INSTITUTIONS = Listing(
    "institutions",
    ("name", "acronym"),
    ("name",),
    (("name", _l("Name"), ("name",)), ("kind", _l("Kind"), ("kind", "name"))),
    *("kind", _l("Kind"), "kind", InstitutionKind.choices),
)
REVIEWS = Listing(
    "reviews",
    ("title", "symbol", "mechanism__name", "mechanism__short_name"),
    ("title",),
    (
        ("newest", _l("Newest first"), (_DAY.desc(nulls_first=True),)),
        ("oldest", _l("Oldest first"), (_DAY.asc(nulls_last=True),)),
        ("title", _l("Title"), ("title",)),
    ),
    *("mechanism", _l("Mechanism"), "mechanism__code__iexact"),
)
CLUSTERS = Listing(
    "clusters",
    ("title", "statement"),
    ("title", "statement"),
    (
        ("title", _l("Title"), ("title",)),
        ("changed", _l("Last changed first"), ("-updated_at",)),
    ),
)
PLANS = Listing(
    "plans",
    ("title",),
    ("title",),
    (
        ("newest", _l("Newest first"), ("-starts_on", "title")),
        ("title", _l("Title"), ("title",)),
    ),
    *("kind", _l("Kind"), "kind", PlanKind.choices),
)
LISTINGS = (INSTITUTIONS, REVIEWS, CLUSTERS, PLANS)
