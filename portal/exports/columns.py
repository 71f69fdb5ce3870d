"""The columns that a file can have: what each is called, what it means, how it is read off a row."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.utils.functional import Promise
from django.utils.text import format_lazy
from django.utils.translation import get_language_info
from django.utils.translation import gettext_lazy as _

from nmirf.common.charts import status_look
from portal.reader import Reader
from recommendations.choices import Viewpoint

from .rows import Named, Row

# Off a row of the register; lists of other records have rows of their own.
Read = Callable[[Any], Any]


@dataclass(frozen=True, slots=True)
class Column:
    """`name` is the same in every language, for programs; `title` is for people.

    `read` gives text, a day, a number, True or False, a list of texts, or None. Columns that are
    not `is_usual` are offered, and left out where nobody chooses.
    """

    name: str
    title: str | Promise
    definition: str | Promise
    read: Read
    is_usual: bool = True
    for_officers: bool = False


def _labels(name: str) -> Read:
    return lambda row: [term.label for term in getattr(row, name)]


def _sdgs(row: Row) -> list[str]:
    return [f"{term.code} {term.label}" for term in row.sdgs]


def _codes(name: str) -> Read:
    return lambda row: [term.code for term in getattr(row, name)]


def _record(name: str) -> Read:
    return lambda row: getattr(row.record, name)


def _display(name: str) -> Read:
    return lambda row: getattr(row.record, f"get_{name}_display")()


def _review(name: str) -> Read:
    return lambda row: getattr(row.record.review, name) if row.record.review else None


def _view(viewpoint: str) -> Read:
    def read(row: Row) -> str | None:
        found = row.views.get(viewpoint)
        return str(status_look(found[0]).label) if found else None

    return read


def _in_language(code: str) -> Read:
    return lambda row: next((text.text for text in row.texts if text.language == code), None)


def _address(row: Row) -> str:
    return f"{settings.SITE_URL}{row.record.get_absolute_url()}"


COLUMNS: tuple[Column, ...] = (
    Column(
        "reference",
        _("Reference"),
        _("The name under which this register cites the recommendation."),
        _record("reference"),
    ),
    Column(
        "mechanism",
        _("Mechanism"),
        _("The body that made the recommendation."),
        lambda row: row.record.mechanism.short_name,
    ),
    Column("review", _("Review"), _("The occasion on which it was made."), _review("label")),
    Column("cycle", _("Cycle"), _("Cycle of the Universal Periodic Review."), _review("cycle")),
    Column("session", _("Session"), _("Session of the body."), _review("session"), is_usual=False),
    Column("symbol", _("Document symbol"), _("Symbol of the document."), _record("symbol")),
    Column("paragraph", _("Paragraph"), _("Paragraph in the document."), _record("paragraph")),
    Column("kind", _("Kind"), _("What the paragraph is."), _display("kind"), is_usual=False),
    Column(
        "issued_on",
        _("Issued on"),
        _("Day of the document, as its source states it."),
        _record("issued_on"),
    ),
    Column(
        "addressed_to",
        _("Addressed to"),
        _("The State that was asked."),
        lambda row: row.record.addressed_to.label,
        is_usual=False,
    ),
    Column(
        "text",
        _("Text"),
        _("In the language of this file where there is a text in it, else the authentic text."),
        lambda row: row.shown.text if row.shown else None,
    ),
    Column(
        "text_language",
        _("Language of the text"),
        _("Code of the language that the column “Text” is in."),
        lambda row: row.shown.language if row.shown else None,
        is_usual=False,
    ),
    Column(
        "text_is_authentic",
        _("Authentic"),
        _("Whether the column “Text” holds the authentic text."),
        lambda row: row.shown.is_authentic if row.shown else None,
        is_usual=False,
    ),
    Column(
        "recommending_states",
        _("Recommending States"),
        _("The States that made it, in the Universal Periodic Review."),
        _labels("states"),
    ),
    Column(
        "position",
        _("Position of the State"),
        _("What the State said of the recommendation itself; it says nothing of implementation."),
        _display("position"),
    ),
    Column(
        "position_source",
        _("Source of the position"),
        _("The document in which the State took its position."),
        _record("position_source"),
        is_usual=False,
    ),
    Column(
        "response",
        _("Response of the State"),
        _("What the State answered, in its own words."),
        _record("response"),
        is_usual=False,
    ),
    Column("themes", _("Themes"), _("Subjects, by the list of this register."), _labels("themes")),
    Column(
        "theme_codes",
        _("Codes of the themes"),
        _("The codes of the column “Themes”, in the same order."),
        _codes("themes"),
        is_usual=False,
    ),
    Column("groups", _("Affected groups"), _("People concerned."), _labels("groups")),
    Column(
        "sdgs",
        _("Sustainable Development Goals"),
        _("Goals and targets, with their numbers. Source: A/RES/70/1."),
        _sdgs,
    ),
    Column(
        "objectives",
        _("Objectives"),
        _("The kinds of act that it asks for."),
        _labels("objectives"),
        is_usual=False,
    ),
    Column("clusters", _("Clusters"), _("Clusters that it belongs to."), _labels("clusters")),
    Column(
        "lead",
        _("Lead institution"),
        _("Who has accepted to lead, for it or for one of its clusters."),
        lambda row: row.leads,
    ),
    Column(
        "contributing",
        _("Contributing institutions"),
        _("Who has accepted to contribute."),
        lambda row: row.contributors,
        is_usual=False,
    ),
    Column(
        "status",
        _("Status"),
        _("Validated by the secretariat: its latest published assessment."),
        lambda row: str(status_look(row.record.status).label),
    ),
    Column(
        "status_on",
        _("Status assessed on"),
        _("Day of the assessment in the column “Status”."),
        _record("status_on"),
    ),
    Column(
        "view_institution",
        _("Institution’s view"),
        _("Self-declared by the institution: its latest published view."),
        _view(Viewpoint.INSTITUTION),
        is_usual=False,
    ),
    Column(
        "view_nhri",
        _("National human rights institution’s view"),
        _("Its latest published view, independent of the State."),
        _view(Viewpoint.NHRI),
        is_usual=False,
    ),
    Column(
        "view_civil_society",
        _("Civil society’s view"),
        _("The latest published view."),
        _view(Viewpoint.CIVIL_SOCIETY),
        is_usual=False,
    ),
    Column(
        "view_mechanism",
        _("Mechanism’s view"),
        _("The latest grade of the body that asked."),
        _view(Viewpoint.MECHANISM),
        is_usual=False,
    ),
    Column(
        "follow_up_due_on",
        _("Follow-up due on"),
        _("Day by which the body wants information on it."),
        _record("follow_up_due_on"),
        is_usual=False,
    ),
    Column(
        "action_level",
        _("Action level"),
        _("1 minimal to 5 specific. Source: UPR Info action category."),
        _record("action_level"),
        is_usual=False,
    ),
    Column(
        "requires_legislation",
        _("Requires legislation"),
        _("Empty where nobody has judged it yet."),
        _record("requires_legislation"),
        is_usual=False,
    ),
    Column(
        "activities",
        _("Activities"),
        _("Number of activities that count for it, of its own or through a cluster."),
        lambda row: row.activities,
    ),
    Column(
        "updates",
        _("Published updates"),
        _("Number of published updates that count for it."),
        lambda row: row.updates,
    ),
    Column(
        "updated_on",
        _("Last update"),
        _("Day on which the latest of these updates was published."),
        lambda row: row.updated_at.date() if row.updated_at else None,
    ),
    Column(
        "annotation_id",
        _("UHRI annotation"),
        _("Its name in the Universal Human Rights Index."),
        lambda row: str(row.record.annotation_id) if row.record.annotation_id else None,
        is_usual=False,
    ),
    Column("address", _("Address"), _("Its page on this site."), _address),
    Column(
        "publication",
        _("Publication"),
        _("Drafts are the secretariat’s alone: mind whom you give this file."),
        _display("publication"),
        for_officers=True,
    ),
    Column(
        "priority",
        _("Priority"),
        _("Whether the secretariat gives it priority."),
        _record("priority"),
        is_usual=False,
        for_officers=True,
    ),
)


def _texts() -> list[Column]:
    """A column for each language of the instance, for files with all of them side by side."""
    return [
        Column(
            f"text_{code}",
            format_lazy("{} ({})", _("Text"), get_language_info(code)["name_local"]),
            _("The text in this language, authentic or translated; empty where there is none."),
            _in_language(code),
            is_usual=False,
        )
        for code, _name in settings.LANGUAGES
    ]


def columns_for(reader: Reader) -> list[Column]:
    """Those that this reader may choose, in the order of a file."""
    place = next(i for i, column in enumerate(COLUMNS) if column.name == "recommending_states")
    listed = [*COLUMNS[:place], *_texts(), *COLUMNS[place:]]
    return [one for one in listed if reader.rights.is_secretariat or not one.for_officers]


def choose(columns: Sequence[Column], names: Iterable[str]) -> list[Column]:
    """The columns of these names, in the order of a file; the usual ones where none is known."""
    wanted = set(names)
    return [one for one in columns if one.name in wanted] or [
        one for one in columns if one.is_usual
    ]


def named(terms: Iterable[Named]) -> list[str]:
    """Authoritative names, for layouts that other systems read."""
    return [term.name for term in terms]
