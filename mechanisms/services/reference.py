"""States, mechanisms, instruments and scales, from the files in `mechanisms/reference/`.

Columns of those files: `name_fr`, `name_ar`… are translations; `aliases` are other spellings with
a vertical bar between them; `verified` is false for what was not read in the document itself.
What one State ratified is its own: `ratifications.csv` and `reservations.csv` come with their
first row alone, to be filled in here or under Administration.
"""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from django.db import transaction

from mechanisms.models import (
    Instrument,
    Mechanism,
    Ratification,
    Reservation,
    State,
    StatusGrade,
    StatusScale,
)
from nmirf.common.reference import (
    Count,
    Row,
    Table,
    load_tree,
    read,
    refuse_shared_spellings,
)

FOLDER = Path(__file__).resolve().parent.parent / "reference"


@transaction.atomic
def load(folder: Path = FOLDER) -> dict[str, Count]:
    """Load all lists of this app; what was done to each. Raises ReferenceFileError."""
    scales = _scales(folder)
    tables = {
        "states": _states(folder),
        "status_scales": scales,
        "status_grades": _grades(folder, scales.by_code()),
    }
    mechanisms = _mechanisms(folder, scales.by_code())
    instruments = _instruments(folder, mechanisms.by_code())
    ratifications = _ratifications(folder, instruments.by_code())
    tables |= {
        "mechanisms": mechanisms,
        "instruments": instruments,
        "ratifications": ratifications,
        "reservations": _reservations(folder),
    }
    return {name: table.count for name, table in tables.items()}


def _named(row: Row) -> dict[str, Any]:
    return {"name": row.text("name"), "name_translations": row.translations("name")}


def _states(folder: Path) -> Table:
    rows = read(folder / "states.csv")
    refuse_shared_spellings(rows, "iso3", "iso2", "name", "aliases")
    table = Table(State, key=("iso3",))
    table.load(
        (
            row,
            {
                **_named(row),
                "iso3": row.text("iso3"),
                "iso2": row.text("iso2"),
                "m49": row.text("m49"),
                "aliases": row.several("aliases"),
                "regional_group": row.text("regional_group"),
                "is_user_assigned": row.flag("is_user_assigned"),
                "verified": row.flag("verified"),
            },
        )
        for row in rows
    )
    return table


def _scales(folder: Path) -> Table:
    table = Table(StatusScale)
    table.load(
        (
            row,
            {
                **_named(row),
                "code": row.text("code"),
                "source": row.text("source"),
                "verified": row.flag("verified"),
            },
        )
        for row in read(folder / "status_scales.csv")
    )
    return table


def _grades(folder: Path, scales: Mapping[str, int]) -> Table:
    table = Table(StatusGrade, key=("scale_id", "code"))
    table.load(
        (
            row,
            {
                **_named(row),
                "scale_id": row.needed("scale", scales),
                "code": row.text("code"),
                "canonical": row.text("canonical"),
                "order": order,
                "verified": row.flag("verified"),
            },
        )
        for order, row in enumerate(read(folder / "status_grades.csv"), start=1)
    )
    return table


def _mechanisms(folder: Path, scales: Mapping[str, int]) -> Table:
    rows = read(folder / "mechanisms.csv")
    refuse_shared_spellings(rows, "code", "name", "short_name", "aliases")
    # Which mechanisms the State works with is its own choice: asked once, then left alone.
    table = Table(Mechanism, settings=("is_active",))
    load_tree(
        table,
        [
            (
                row,
                {
                    **_named(row),
                    "code": row.text("code"),
                    "short_name": row.text("short_name"),
                    "kind": row.text("kind"),
                    "system": row.text("system"),
                    "aliases": row.several("aliases"),
                    "grading_scale_id": row.one_of("grading_scale", scales),
                    "follow_up_months": row.number("follow_up_months"),
                    "follow_up_max": row.number("follow_up_max"),
                    "is_active": row.flag("is_active"),
                    "order": order,
                    "verified": row.flag("verified"),
                },
            )
            for order, row in enumerate(rows, start=1)
        ],
    )
    return table


def _instruments(folder: Path, mechanisms: Mapping[str, int]) -> Table:
    table = Table(Instrument)
    table.load(
        (
            row,
            {
                **_named(row),
                "code": row.text("code"),
                "kind": row.text("kind"),
                "adopted_on": row.day("adopted_on"),
                "in_force_on": row.day("in_force_on"),
                "monitored_by_id": row.needed("monitored_by", mechanisms),
                "entry_rule": row.text("entry_rule"),
                "initial_months": row.number("initial_months"),
                "periodic_months": row.number("periodic_months"),
                "rules_note": row.text("rules_note"),
                "source": row.text("source"),
                "verified": row.flag("verified"),
            },
        )
        for row in read(folder / "instruments.csv")
    )
    return table


def _ratifications(folder: Path, instruments: Mapping[str, int]) -> Table:
    table = Table(Ratification, key=("instrument_id",))
    table.load(
        (
            row,
            {
                "instrument_id": row.needed("instrument", instruments),
                "signed_on": row.day("signed_on"),
                "act": row.text("act"),
                "deposited_on": row.day("deposited_on"),
                "in_force_on": row.day("in_force_on"),
                "denounced_on": row.day("denounced_on"),
                "communications": row.text("communications"),
                "communications_on": row.day("communications_on"),
                "inquiry": row.text("inquiry"),
                "inquiry_on": row.day("inquiry_on"),
                "symbol": row.text("symbol"),
                "source": row.text("source"),
                "source_url": row.text("source_url"),
                "verified": row.flag("verified"),
            },
        )
        for row in read(folder / "ratifications.csv")
    )
    return table


def _reservations(folder: Path) -> Table:
    """One instrument has one statement of a kind on a provision."""
    standing = dict(Ratification.objects.values_list("instrument__code", "pk"))
    table = Table(Reservation, key=("ratification_id", "kind", "provision"))
    table.load(
        (
            row,
            {
                "ratification_id": row.needed("instrument", standing),
                "kind": row.text("kind"),
                "provision": row.text("provision"),
                "text": row.text("text"),
                "language": row.text("language"),
                "text_translations": row.translations("text"),
                "made_on": row.day("made_on"),
                "withdrawn_on": row.day("withdrawn_on"),
                "note": row.text("note"),
                "source": row.text("source"),
            },
        )
        for row in read(folder / "reservations.csv")
    )
    return table
