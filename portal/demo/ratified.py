"""What the demo State signed, ratified and reserved."""

from mechanisms.models import Instrument, Ratification, Reservation

from . import reading
from .clock import Clock
from .reading import Entry
from .rows import write

SOURCE = "Demonstration data, invented"


def seed(clock: Clock) -> None:
    instruments = {row.code: row for row in Instrument.objects.all()}
    entries = [one for one in reading.entries("ratifications") if one["instrument"] in instruments]
    rows = write(_ratification(entry, instruments[entry["instrument"]], clock) for entry in entries)
    write(
        _reservation(said, row, clock)
        for entry, row in zip(entries, rows, strict=True)
        for said in entry.get("statements", ())
    )


def _ratification(entry: Entry, instrument: Instrument, clock: Clock) -> Ratification:
    days = {
        column: clock.ago(int(entry[key])) if entry.get(key) else None
        for column, key in (
            ("signed_on", "signed"),
            ("deposited_on", "deposited"),
            ("in_force_on", "force"),
            ("communications_on", "communications_on"),
            ("inquiry_on", "inquiry_on"),
        )
    }
    return Ratification(
        instrument=instrument,
        act=entry.get("act", ""),
        communications=entry.get("communications", "none"),
        inquiry=entry.get("inquiry", "none"),
        source=SOURCE,
        **days,
    )


def _reservation(said: Entry, row: Ratification, clock: Clock) -> Reservation:
    return Reservation(
        ratification=row,
        kind=said["kind"],
        provision=said["provision"],
        text=said["text"],
        language="fr",
        text_translations={language: said[language] for language in ("en", "ar")},
        made_on=clock.ago(int(said["made"])),
        withdrawn_on=clock.ago(int(said["withdrawn"])) if "withdrawn" in said else None,
        note=said.get("note", ""),
        source=SOURCE,
    )
