"""Activities as rows of a table: as the importer reads them, with what this reader may see."""

import datetime as dt
import io
from collections.abc import Iterable, Iterator
from typing import Any

import xlsxwriter
from django.db.models import Prefetch
from django.utils.translation import gettext as _

from focalpoints.policies import Person
from nmirf.common.cells import Cuts
from recommendations.policies import visible_clusters, visible_recommendations

from .models import ActivityGroup
from .parsers.activity_table import COLUMNS, TITLES, line_of
from .policies import linkable_objectives
from .querysets import ActivityQuerySet

_EXAMPLE = {
    "code": "1.2.3",
    "title": "Registers of births in every hospital",
    "lead": "interior",
    "starts_on": "2026-01-01",
    "ends_on": "2027-06-30",
    "status": "planned",
    "milestones": "2026-06-30 | Tender published\n2027-03-31 | Half of the hospitals equipped",
    "budget": "planned | 2026 | 250000 | EUR | State budget",
}
_WIDE = ("title", "description", "expected_result", "milestones", "budget", "recommendations")


def values(rows: ActivityQuerySet, user: Person) -> Iterator[list[Any]]:
    """Rows in the order of COLUMNS; a few queries, whatever their number."""
    seen = (
        Prefetch("recommendations", visible_recommendations(user), to_attr="seen_recommendations"),
        Prefetch("clusters", visible_clusters(user), to_attr="seen_clusters"),
        Prefetch(
            "objectives",
            linkable_objectives(user).select_related("plan"),
            to_attr="seen_objectives",
        ),
        Prefetch("group_links", ActivityGroup.objects.select_related("group__merged_into")),
    )
    full = rows.select_related("lead", "kind_of_act__merged_into").prefetch_related(
        *seen, "milestones", "budget_lines__funder", "parts_taken__institution"
    )
    for row in full:
        known = _known(row)
        yield [known.get(name, getattr(row, name, "")) for name in COLUMNS]


def _known(row: Any) -> dict[str, Any]:
    """What is not a plain column of the activity."""
    parts: dict[str, list[str]] = {"contributing": [], "partner": []}
    for part in row.parts_taken.all():
        parts[part.role].append(part.institution.slug)
    groups = [link.group.merged_into or link.group for link in row.group_links.all()]
    return {
        "address": row.slug,
        **{name: row.title_translations.get(code, "") for name, code in TITLES.items()},
        "lead": row.lead.slug,
        "kind_of_act": row.kind.code if row.kind else "",
        "contributing": _joined(parts["contributing"]),
        "partners": _joined(parts["partner"]),
        "recommendations": _joined(one.reference for one in row.seen_recommendations),
        "clusters": _joined(one.slug for one in row.seen_clusters),
        "objectives": _joined(f"{one.plan.slug}/{one.code}" for one in row.seen_objectives),
        "groups": _joined(one.code for one in groups),
        "milestones": "\n".join(
            line_of(one.due_on, one.title, one.done_on) for one in row.milestones.all()
        ),
        "budget": "\n".join(
            line_of(
                *(one.kind, one.year, one.amount, one.currency, one.source),
                one.funder.slug if one.funder else "",
            )
            for one in row.budget_lines.all()
        ),
    }


def _joined(found: Iterable[str]) -> str:
    return "; ".join(sorted(set(found)))


def workbook(rows: Iterable[list[Any]]) -> bytes:
    """An .xlsx file: the rows, a sheet that says what goes where, and one of texts that were cut."""
    out = io.BytesIO()
    cuts = Cuts()
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    with xlsxwriter.Workbook(out, options) as book:
        title = book.add_format({"bold": True, "bottom": 1})
        text = book.add_format({"text_wrap": True, "valign": "top", "num_format": "@"})
        day = book.add_format({"valign": "top", "num_format": "yyyy-mm-dd"})
        data = book.add_worksheet("Activities")
        data.freeze_panes(1, 2)
        for column, name in enumerate(COLUMNS):
            data.set_column(column, column, 50 if name in _WIDE else 18, text)
            data.write_string(0, column, name, title)
        for number, row in enumerate(rows, 1):
            for column, (name, value) in enumerate(zip(COLUMNS, row, strict=True)):
                if isinstance(value, dt.date):
                    data.write_datetime(number, column, value, day)
                else:
                    held = cuts.fitted(text_of(value), sheet="Activities", row=number, column=name)
                    data.write_string(number, column, held, text)
        explained = book.add_worksheet(_("What goes where")[:31])
        explained.set_column(0, 0, 18)
        explained.set_column(1, 1, 80)
        for number, (name, meaning) in enumerate(COLUMNS.items()):
            explained.write_string(number, 0, name, title)
            explained.write_string(number, 1, str(meaning), text)
        cuts.tell(book, title)
    return out.getvalue()


def text_of(value: Any) -> str:
    """As a file has it: days by ISO 8601, nothing as ""."""
    if value is None:
        return ""
    return value.isoformat() if isinstance(value, dt.date) else str(value)


def template() -> bytes:
    """The workbook to fill in, with one example."""
    return workbook([[_EXAMPLE.get(name, "") for name in COLUMNS]])
