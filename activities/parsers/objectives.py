"""Objectives of a plan as rows of a spreadsheet: which columns there are, and what they mean."""

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from django.conf import settings
from django.utils import translation
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from recommendations.parsers import Limits, PlainTable, read_table
from recommendations.parsers.rows import MEGABYTE

MOST_ROWS = 2000
MOST_BYTES = 5 * MEGABYTE
# A cell that says that an objective stands on top, although its number looks as if it did not.
ON_TOP = "-"


@dataclass(frozen=True, slots=True)
class Column:
    """A column of the template: its name in every language, its title, what it means, an example."""

    name: str
    title: Promise
    meaning: Promise
    example: str


COLUMNS = (
    Column("code", _("Number"), _("The number in the plan. It is used once in a plan."), "2.1"),
    Column(
        "parent",
        _("Stands below"),
        _("The number of the objective above it; if empty, it follows from the number."),
        "2",
    ),
    Column("title", _("Title"), _("At most 300 characters."), "Safe custody"),
    Column(
        "statement",
        _("What is to be reached"),
        _("One or two sentences."),
        "Nobody is held by the police without a record that a judge can check.",
    ),
    Column(
        "lead",
        _("Lead institution"),
        _("The name, abbreviation or address of an institution."),
        "Ministry of Justice",
    ),
    Column(
        "recommendations",
        _("Recommendations"),
        _("References in the register, one on each line or separated by semicolons."),
        "UPR-4-140.35; CAT-4-10c",
    ),
    Column(
        "clusters",
        _("Clusters"),
        _("Titles or addresses of clusters, one on each line or separated by semicolons."),
        "police-custody",
    ),
    Column(
        "sdg_targets",
        _("SDG targets"),
        _("Numbers of targets of the Sustainable Development Goals, separated by semicolons."),
        "16.3; 16.10",
    ),
)
REQUIRED = ("code", "title")


def languages() -> list[str]:
    """Languages in which an objective has a title besides the main one."""
    main = settings.LANGUAGE_CODE.split("-")[0]
    return [code for code, _name in settings.LANGUAGES if code != main]


def names() -> dict[str, list[str]]:
    """By field, the titles by which a column is known: our own name, and our titles in every language."""
    known = {column.name: [column.name] for column in COLUMNS}
    for code, _name in settings.LANGUAGES:
        with translation.override(code):
            for column in COLUMNS:
                known[column.name].append(str(column.title))
    return known | {f"title_{code}": [f"title_{code}", f"title {code}"] for code in languages()}


def read_objectives(path: Path) -> PlainTable:
    """Raises BadFile, which says where and what to do."""
    return read_table(path, names(), REQUIRED, most=MOST_ROWS, limits=Limits(file=MOST_BYTES))


def derived_parent(code: str, known: Iterable[str]) -> str:
    """The longest number among those known of which this one is a continuation: "2.1" of "2.1.3"."""
    above = [
        one
        for one in known
        if one and code.startswith(one) and code[len(one) : len(one) + 1] in (".", "-", "/", " ")
    ]
    return max(above, key=len, default="")
