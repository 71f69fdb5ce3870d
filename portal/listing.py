"""The short public lists: by which words, choice and order an address narrows them."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, F, Q, QuerySet
from django.http import QueryDict
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from activities.choices import PlanKind
from focalpoints.choices import InstitutionKind
from mechanisms.choices import MechanismKind

LONGEST = 200
FILES = ("csv", "xlsx")
Options = Sequence[tuple[str, Any]]
_DAY = F("day")


@dataclass(frozen=True, slots=True)
class Option:
    """`count` says how many rows choosing it would list; None where it only orders them."""

    value: str
    label: Any
    count: int | None = None


@dataclass(frozen=True, slots=True)
class Select:
    """One choice to make; the empty value stands for none."""

    name: str
    label: str
    options: Sequence[Option]
    chosen: str

    @property
    def said(self) -> str:
        """The label of what is chosen."""
        return next((str(one.label) for one in self.options if one.value == self.chosen), "")


@dataclass(frozen=True, slots=True)
class Listed:
    """A list as the address asks for it: `rows` in their order; `query` says the same again.

    `files` are addresses by the names of kinds of files.
    """

    rows: QuerySet[Any]
    words: str
    selects: tuple[Select, ...]
    query: str
    files: tuple[tuple[str, str], ...]

    @property
    def narrowing(self) -> list[Select]:
        """The choices that leave rows out."""
        return [one for one in self.selects if one.chosen and one.name != "sort"]

    @property
    def is_narrowed(self) -> bool:
        return bool(self.words or self.narrowing)


@dataclass(frozen=True)
class Listing:
    """`title` names what is listed; `searched` are columns, those of `translated` in the page's language too; `by` is a choice.

    The first of `orders` (its key, words, columns) is the usual one. `by_path` is the column that
    holds the choice, in small letters or capitals.
    """

    name: str
    title: Promise
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
        """`rows` as the query narrows and orders them; what it names and is not there narrows nothing.

        One query, for the counts of the choice, where there is one.
        """
        offered = options or self.options
        words = query.get("q", "").strip()[:LONGEST]
        typed = query.get(self.by, "") if self.by else ""
        chosen = self._known(typed, [value for value, _label in offered])
        order = self._known(query.get("sort", ""), [key for key, _words, _columns in self.orders])
        columns = {key: columns for key, _words, columns in self.orders}
        usual = self.orders[0][0]
        if words:
            rows = rows.filter(self._said(words))
        sorts = [Option("" if key == usual else key, label) for key, label, _columns in self.orders]
        selects = [Select("sort", _("Sorted by"), sorts, "" if order == usual else order)]
        if self.by:
            selects.insert(0, self._choice(rows, offered, chosen))
        if chosen:
            rows = rows.filter(**{f"{self.by_path}__iexact": chosen})
        address = _query({"q": words, **{one.name: one.chosen for one in selects}})
        return Listed(
            rows=rows.order_by(*columns[order or usual], "pk"),
            words=words,
            selects=tuple(selects),
            query=address,
            files=tuple((kind.upper(), self.file(kind) + address) for kind in FILES),
        )

    def file(self, kind: str) -> str:
        return reverse(f"portal:{self.name}_file", args=[kind])

    def _choice(self, rows: QuerySet[Any], offered: Options, chosen: str) -> Select:
        """What there is to choose among `rows`, and what is chosen even where it leaves none."""
        # What the rows are annotated with would split the counts.
        apart = rows.model._default_manager.filter(pk__in=rows.order_by().values("pk"))
        counted = apart.order_by().values_list(self.by_path)
        found = dict(counted.annotate(number=Count("pk", distinct=True)))
        counts = {str(value).lower(): number for value, number in found.items()}
        options = [
            Option(value, label, counts.get(value, 0))
            for value, label in offered
            if value in counts or value == chosen
        ]
        every = Option("", _("All"), sum(counts.values()))
        return Select(self.by, str(self.by_label), [every, *options], chosen)

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


INSTITUTIONS = Listing(
    "institutions",
    gettext_lazy("Institutions"),
    ("name", "acronym"),
    ("name",),
    (("name", gettext_lazy("Name"), ("name",)), ("kind", gettext_lazy("Kind"), ("kind", "name"))),
    *("kind", gettext_lazy("Kind"), "kind", InstitutionKind.choices),
)
REVIEWS = Listing(
    "reviews",
    gettext_lazy("Reviews"),
    ("title", "symbol", "mechanism__name", "mechanism__short_name"),
    ("title",),
    (
        ("newest", gettext_lazy("Newest first"), (_DAY.desc(nulls_first=True),)),
        ("oldest", gettext_lazy("Oldest first"), (_DAY.asc(nulls_last=True),)),
        ("title", gettext_lazy("Title"), ("title",)),
    ),
    *("mechanism", gettext_lazy("Mechanism"), "mechanism__code"),
)
CLUSTERS = Listing(
    "clusters",
    gettext_lazy("Clusters"),
    ("title", "statement"),
    ("title", "statement"),
    (
        ("title", gettext_lazy("Title"), ("title",)),
        ("changed", gettext_lazy("Last changed first"), ("-updated_at",)),
    ),
)
PLANS = Listing(
    "plans",
    gettext_lazy("Plans"),
    ("title",),
    ("title",),
    (
        ("newest", gettext_lazy("Newest first"), ("-starts_on", "title")),
        ("title", gettext_lazy("Title"), ("title",)),
    ),
    *("kind", gettext_lazy("Kind"), "kind", PlanKind.choices),
)
MECHANISMS = Listing(
    "mechanisms",
    gettext_lazy("Mechanisms"),
    ("name", "short_name", "code"),
    ("name",),
    (("kind", gettext_lazy("Kind"), ("order", "code")), ("name", gettext_lazy("Name"), ("name",))),
    *("kind", gettext_lazy("Kind"), "kind", MechanismKind.choices),
)
LISTINGS = (INSTITUTIONS, REVIEWS, CLUSTERS, PLANS, MECHANISMS)
