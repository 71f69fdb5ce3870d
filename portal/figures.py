"""All figures: those that reports use too, and those that only the register can count."""

import datetime as dt
from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any

from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from focalpoints.policies import Person, visible_institutions
from mechanisms.models import Mechanism, Review
from nmirf.common.kept import State, how_new, kept_apart, kept_each, newest_of, seconds_for
from portal.gaps import GAPS
from recommendations.choices import Publication
from reporting import figures
from reporting.figures import Figure, Line, Reading, Scope, Unit
from reporting.figures.scope import NOBODY

from .counting import COUNTED
from .narrowing import count
from .reader import Reader

Answer = tuple[list[Line], int]


def _gaps(scope: Scope, state: State | None = None) -> Answer:
    """What each gap lacks is what the register lists under its name, as a stranger finds it."""
    counts = count(Reader(NOBODY, state), scope.recommendations, {}, ["gap"])
    found = {option.value: option.count for option in counts.options["gap"]}
    address = f"{reverse('portal:register')}?{urlencode(narrowing(scope))}"
    lines = [
        Line(name, str(gap.label), found.get(name, 0), url=f"{address}&gap={name}")
        for name, gap in GAPS.items()
    ]
    return lines, counts.total


def scope_of(asked: Mapping[str, str], person: Person, on: dt.date) -> Scope:
    """What an address narrows the figures to.

    Raises ObjectDoesNotExist where this person finds nothing of that name.
    """
    if slug := asked.get("review"):
        return Scope(on, review=Review.objects.get(slug=slug))
    if code := asked.get("mechanism"):
        return Scope(on, mechanism=Mechanism.objects.get(code__iexact=code))
    if slug := asked.get("institution"):
        return Scope(on, institution=visible_institutions(person).get(slug=slug))
    return Scope(on)


def narrowing(scope: Scope) -> dict[str, str]:
    """What the register has to be asked for to list what the scope counts."""
    asked = {"publication": Publication.PUBLISHED.value}
    if scope.review:
        asked["review"] = scope.review.slug
    if scope.mechanism:
        asked["mechanism"] = scope.mechanism.code.lower()
    if scope.institution:
        asked["lead"] = scope.institution.slug
    return asked


GAP_FIGURE = Figure(
    "recommendations.gaps",
    _("What is missing"),
    _(
        "Published recommendations that lack something that is public: a draft of it does not count."
        " Each line leads to the list of the register that it counts."
    ),
    Unit.RECOMMENDATIONS,
    _("published recommendations"),
    _gaps,
)

FIGURES: dict[str, Figure] = {**figures.FIGURES, GAP_FIGURE.code: GAP_FIGURE}
CROSSED = figures.CROSSED
# What an address may name to narrow them; the first of these counts.
NARROWED_BY = ("review", "mechanism", "institution")


# Steps of updates have no history, but each changes its update. Those that are counted come first.
_TABLES = (
    *COUNTED,
    *("activities_activityobjective", "activities_indicatorvalue", "activities_unit"),
    *("reporting_consultation", "reporting_comment"),
)
_NEWEST = newest_of(_TABLES)


# Figures of the same things ask the same questions: they are read together.
_TOGETHER = {
    unit.value: [one for one in figures.FIGURES.values() if one.unit.counted == unit]
    for unit in Unit
    if unit.counted == unit
}


def read_all(scope: Scope) -> list[Reading]:
    """Every figure within `scope`, in the order of the list; the same for all who read it.

    What was read is kept until something changes in the tables that it was read from. Figures of
    recommendations, activities and so on are kept apart: few changes concern them all.
    """
    is_quiet, newest = how_new(_NEWEST)
    narrowed = (scope.review, scope.mechanism, scope.institution)
    name = f"figures:{get_language()}:{':'.join(str(row.pk) if row else '' for row in narrowed)}"

    def read(unit: str) -> dict[str, Answer]:
        # Of its own: what figures of other things asked before, no statement would name.
        own = replace(scope)
        return {one.code: one.query(own) for one in _TOGETHER[unit]}

    tables = dict(zip(_TABLES, newest, strict=True))
    seconds = seconds_for(is_quiet=is_quiet)
    apart = kept_apart(name, _TOGETHER, scope.on, tables, seconds, read)
    found = {code: answer for answers in apart.values() for code, answer in answers.items()}
    # Gaps are counted from sets that are kept themselves.
    counted = is_quiet, newest[: len(COUNTED)]
    gap = GAP_FIGURE.code
    found |= kept_each(name, [gap], scope.on, counted, lambda _codes: {gap: _gaps(scope, counted)})
    return [
        Reading(figure, tuple(found[code][0]), found[code][1], scope.on)
        for code, figure in FIGURES.items()
    ]


# Columns of files, with what they mean.
HEAD = (
    ("figure", _("Figure")),
    ("title", _("Title")),
    ("group", _("Group")),
    ("line", _("Counted by")),
    ("value", _("Value")),
    ("unit", _("Unit")),
    ("n", _("Out of")),
    ("counted", _("Out of what")),
    ("on", _("On the day")),
    ("scope", _("Of")),
    ("definition", _("Definition")),
)


def rows(readings: list[Reading], scope: Scope) -> Iterator[tuple[Any, ...]]:
    """One row a line, with the columns of HEAD. A figure that counts nothing has a row without value."""
    for reading in readings:
        figure = reading.figure
        for line in reading.lines or (Line("", "", 0),):
            yield (
                figure.code,
                str(figure.title),
                line.group,
                line.label,
                line.value,
                str(figure.unit.label),
                reading.n if line.n is None else line.n,
                str(figure.counted),
                reading.on,
                scope.label,
                str(figure.definition),
            )


def as_markdown() -> str:
    """The list of figures, as `docs/figures.md` holds it."""
    parts = [
        "# Figures\n",
        "Each number has one definition; pages, files and reports ask for it by its name"
        " (`reporting/figures/`, `portal/figures.py`), and `/figures/` shows them all. All of them"
        " count what is published, whoever reads. This page is written by"
        " `manage.py figures --markdown`; a test holds it against the code.\n",
    ]
    parts += [
        f"## {figure.title}\n\n`{figure.code}`, in {figure.unit.label}, out of"
        f" {figure.counted}.\n\n{figure.definition}\n"
        for figure in (*FIGURES.values(), *CROSSED.values())
    ]
    return "\n".join(parts)
