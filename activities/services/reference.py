"""Units, attributes of rights and groups of breakdowns, from the files in `activities/reference/`.

Columns of those files: `name_fr`, `name_ar`… are translations; `aliases` are other spellings with
a vertical bar between them, among them the codes of SDMX.
"""

from pathlib import Path
from typing import Any

from django.db import transaction

from activities.choices import Dimension, Right
from activities.models import Category, RightAttribute, Unit
from nmirf.common.reference import Count, Row, Table, read, refuse_shared_spellings

FOLDER = Path(__file__).resolve().parent.parent / "reference"


@transaction.atomic
def load(folder: Path = FOLDER) -> dict[str, Count]:
    """Load all lists of this app; what was done to each. Raises ReferenceFileError."""
    tables = {
        "units": _units(folder),
        "right_attributes": _attributes(folder),
        "categories": _categories(folder),
    }
    return {name: table.count for name, table in tables.items()}


def _named(row: Row) -> dict[str, Any]:
    return {"name": row.text("name"), "name_translations": row.translations("name")}


def _units(folder: Path) -> Table:
    rows = read(folder / "units.csv")
    refuse_shared_spellings(rows, "name", "aliases")
    table = Table(Unit)
    table.load(
        (
            row,
            {
                **_named(row),
                "code": row.text("code"),
                "symbol": row.text("symbol"),
                "is_share": row.flag("is_share"),
                "is_count": row.flag("is_count"),
                "decimals": row.number("decimals"),
                "aliases": row.several("aliases"),
                "order": order,
            },
        )
        for order, row in enumerate(rows, start=1)
    )
    return table


def _attributes(folder: Path) -> Table:
    table = Table(RightAttribute)
    table.load(
        (
            row,
            {
                **_named(row),
                "code": row.text("code"),
                "right": _listed(row, "right", Right.values),
                "order": order,
            },
        )
        for order, row in enumerate(read(folder / "right_attributes.csv"), start=1)
    )
    return table


def _categories(folder: Path) -> Table:
    rows = read(folder / "categories.csv")
    for dimension in Dimension.values:
        own = [row for row in rows if row.text("dimension") == dimension]
        refuse_shared_spellings(own, "code", "name", "aliases")
    table = Table(Category, key=("dimension", "code"))
    table.load(
        (
            row,
            {
                **_named(row),
                "dimension": _listed(row, "dimension", Dimension.values),
                "code": row.text("code"),
                "aliases": row.several("aliases"),
                "order": order,
            },
        )
        for order, row in enumerate(rows, start=1)
    )
    return table


def _listed(row: Row, column: str, known: list[str]) -> str:
    """The cell, which must be one of the words that the product knows."""
    code = row.text(column)
    row.needed(column, dict.fromkeys(known, 1))
    return code
