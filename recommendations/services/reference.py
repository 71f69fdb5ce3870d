"""Themes, groups, goals, targets, objectives and synonyms, from the files in `recommendations/reference/`.

Columns of those files: `name_fr`, `name_ar`… are translations; `aliases` are other spellings with
a vertical bar between them; `verified` is false for what was not read in the source itself.
"""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from django.db import transaction

from nmirf.common.reference import (
    Count,
    Row,
    Table,
    load_tree,
    read,
    refuse_shared_spellings,
)
from recommendations.models import AffectedGroup, Objective, SdgGoal, SdgTarget, Synonym, Theme
from recommendations.parsers.text import fold_label

FOLDER = Path(__file__).resolve().parent.parent / "reference"


@transaction.atomic
def load(folder: Path = FOLDER) -> dict[str, Count]:
    """Load all lists of this app; what was done to each. Raises ReferenceFileError."""
    goals = _goals(folder)
    tables = {
        "themes": _themes(folder),
        "affected_groups": _groups(folder),
        "sdg_goals": goals,
        "sdg_targets": _targets(folder, {str(code): pk for code, pk in goals.by_code().items()}),
        "objectives": _objectives(folder),
        "synonyms": _synonyms(folder),
    }
    return {name: table.count for name, table in tables.items()}


def _named(row: Row) -> dict[str, Any]:
    return {"name": row.text("name"), "name_translations": row.translations("name")}


def _themes(folder: Path) -> Table:
    rows = read(folder / "themes.csv")
    refuse_shared_spellings(rows, "name", "aliases")
    # Which labels are offered is the State's own choice: asked once, then left alone.
    table = Table(Theme, settings=("is_active",), fold=fold_label)
    load_tree(
        table,
        [
            (
                row,
                {
                    **_named(row),
                    "code": row.text("code"),
                    "aliases": row.several("aliases"),
                    "order": order,
                    "is_active": row.flag("is_active"),
                    "verified": row.flag("verified"),
                },
            )
            for order, row in enumerate(rows, start=1)
        ],
    )
    return table


def _groups(folder: Path) -> Table:
    rows = read(folder / "affected_groups.csv")
    refuse_shared_spellings(rows, "name", "aliases")
    table = Table(AffectedGroup, fold=fold_label)
    table.load(
        (
            row,
            {
                **_named(row),
                "code": row.text("code"),
                "role": row.text("role"),
                "aliases": row.several("aliases"),
                "is_noise": row.flag("is_noise"),
                "order": order,
                "verified": row.flag("verified"),
            },
        )
        for order, row in enumerate(rows, start=1)
    )
    return table


def _goals(folder: Path) -> Table:
    table = Table(SdgGoal, key=("number",))
    table.load(
        (row, {**_named(row), "number": row.number("number")})
        for row in read(folder / "sdg_goals.csv")
    )
    return table


def _targets(folder: Path, goals: Mapping[str, int]) -> Table:
    table = Table(SdgTarget)
    table.load(
        (
            row,
            {
                **_named(row),
                "code": row.text("code"),
                "goal_id": row.needed("goal", goals),
                "order": order,
            },
        )
        for order, row in enumerate(read(folder / "sdg_targets.csv"), start=1)
    )
    return table


def _objectives(folder: Path) -> Table:
    table = Table(Objective)
    table.load(
        (
            row,
            {
                **_named(row),
                "code": row.text("code"),
                "description": row.text("description"),
                "description_translations": row.translations("description"),
                "needs_parliament": row.text("needs_parliament"),
                "order": order,
            },
        )
        for order, row in enumerate(read(folder / "objectives.csv"), start=1)
    )
    return table


def _synonyms(folder: Path) -> Table:
    # Whether a group of terms is used is the secretariat's own choice.
    table = Table(Synonym, settings=("is_active",))
    table.load(
        (
            row,
            {
                "code": row.text("code"),
                "terms": row.several("terms"),
                "language": row.text("language"),
            },
        )
        for row in read(folder / "synonyms.csv")
    )
    return table
