"""What an address asks of a chart: narrowed as the register is narrowed, by the same names and values."""

import datetime as dt
from typing import Any, Self

from django.http import QueryDict
from django.urls import reverse
from django.utils.http import urlencode

from focalpoints.policies import Person
from nmirf.common.numbers import whole
from portal.facets import FACETS
from portal.filters import TermsField
from portal.narrowing import Term, conditions, resolve
from portal.reader import Reader
from recommendations.choices import Publication
from reporting.figures import Scope
from reporting.figures.scope import NOBODY

from .catalogue import Chart, Look

TITLES = {facet.name: facet.title for facet in FACETS}
# Names that narrow nothing of a register, by the look that they belong to.
_OTHERS = {Look.SERIES: ("indicator",), Look.YEAR: ("year",)}
FIRST_YEAR, LAST_YEAR = 1970, 2099


class Asked:
    """`chosen` narrows; whatever stands for nothing here is left out and named in `ignored`.

    Charts count as a stranger reads, whoever asks; `person` decides only how links are written, and
    `root` stands before them where the chart leaves the site.
    """

    def __init__(
        self,
        chart: Chart,
        data: QueryDict,
        on: dt.date,
        person: Person = NOBODY,
        root: str = "",
    ) -> None:
        self.chart, self.on, self._root = chart, on, root
        self.given: Scope | None = None
        self._is_officer = Reader(person).rights.is_secretariat
        self._reader = Reader(NOBODY)
        field = TermsField()
        others = _OTHERS.get(chart.look, ())
        typed = {
            name: field.clean(data.getlist(name))
            for name in TITLES
            if name in data and name not in others
        }
        usable = {name: values for name, values in typed.items() if name in chart.filters}
        self.chosen, self.ignored = resolve(self._reader, usable)
        self.ignored += [
            value for name, values in typed.items() if name not in usable for value in values
        ]
        self.year, self.indicator = on.year, ""
        # The address to embed a chart comes inside another one, where no middleware reads it.
        for name in others:
            getattr(self, f"_read_{name}")(data.get(name, "").replace("\x00", "")[:100])

    def _read_year(self, typed: str) -> None:
        year = whole(typed, FIRST_YEAR, LAST_YEAR)
        self.year = year or self.on.year
        if typed and year is None:
            self.ignored.append(typed)

    def _read_indicator(self, typed: str) -> None:
        self.indicator = typed

    @classmethod
    def within(cls, chart: Chart, scope: Scope, person: Person, **narrowing: str) -> Self:
        """The chart of what another page is about; `narrowing` is what the register knows it by."""
        asked = cls(chart, QueryDict(), scope.on, person)
        asked.given = scope
        asked.chosen = {name: [Term(value, scope.label, None)] for name, value in narrowing.items()}
        return asked

    @property
    def scope(self) -> Scope:
        """What is counted; every choice narrows."""
        if self.given:
            return self.given
        narrowed = None
        for condition in conditions(self._reader, self.chosen).values():
            narrowed = condition if narrowed is None else narrowed & condition
        return Scope(self.on, narrowed=narrowed, said=self.said)

    @property
    def said(self) -> str:
        """What narrows it, in words."""
        return " · ".join(
            f"{TITLES[name]}: {', '.join(term.label for term in terms)}"
            for name, terms in self.chosen.items()
        )

    @property
    def narrowing(self) -> dict[str, list[str]]:
        """The choices by name, as the register's address has them."""
        return {name: [term.value for term in terms] for name, terms in self.chosen.items()}

    @property
    def query(self) -> str:
        """The same for an address of this chart: what says nothing is left out."""
        asked: dict[str, Any] = dict(self.narrowing)
        if self.chart.look is Look.YEAR and self.year != self.on.year:
            asked["year"] = self.year
        if self.indicator:
            asked["indicator"] = self.indicator
        return urlencode(asked, doseq=True)

    def register(self, **narrowing: str | list[str]) -> str:
        """The list of what is counted under these choices besides those made."""
        asked: dict[str, Any] = {**self.narrowing, **narrowing}
        if self._is_officer:
            # Its register holds drafts, which are not counted.
            asked["publication"] = Publication.PUBLISHED.value
        return f"{self._root}{reverse('portal:register')}?{urlencode(asked, doseq=True)}"

    @property
    def page(self) -> str:
        """The address of this chart as it was asked for."""
        path = self.chart.get_absolute_url()
        return f"{path}?{self.query}" if self.query else path

    def file(self, ending: str) -> str:
        """The address of a file of it, in the language of the page."""
        path = reverse("portal:chart_file", args=[self.chart.name, ending])
        return f"{path}?{self.query}" if self.query else path
