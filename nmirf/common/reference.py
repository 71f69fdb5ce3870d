"""Reference data: read from CSV files that people edit, written without disturbing what stands.

One rule for every list. A row is known by its code. What the file has and the table lacks is
added; a row that differs from the file is corrected, unless its history says that a person has
changed it: then it stays as that person left it, and only gains spellings that the file has and
that it never had. Columns that are a State's own setting are set when the row is made and never
again. Nothing is deleted. A second load writes nothing.
"""

import csv
import datetime as dt
import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext as _

from .errors import DomainError

SEPARATOR = "|"
FLAGS = {"true": True, "false": False}
_LANGUAGE = re.compile(r"_([a-z]{2,3})$")


class ReferenceFileError(DomainError):
    """A reference file cannot be used; the message names the file and the row."""


@dataclass(frozen=True, slots=True)
class Row:
    """One line of a file; `place` tells people where it is."""

    place: str
    cells: Mapping[str, str]

    def error(self, message: str) -> ReferenceFileError:
        return ReferenceFileError(
            _("%(place)s: %(message)s") % {"place": self.place, "message": message}
        )

    def text(self, column: str) -> str:
        try:
            return self.cells[column]
        except KeyError:
            raise self.error(
                _("The file has no column “%(column)s”.") % {"column": column}
            ) from None

    def flag(self, column: str) -> bool:
        found = FLAGS.get(self.text(column))
        if found is None:
            raise self._unreadable(column, _("true or false"))
        return found

    def number(self, column: str) -> int | None:
        """The whole number in the cell; None where it is empty."""
        text = self.text(column)
        if text and not text.isdecimal():
            raise self._unreadable(column, _("a whole number"))
        return int(text) if text else None

    def numbers(self, column: str) -> list[int]:
        """Whole numbers with spaces between them, negative ones too."""
        try:
            return [int(part) for part in self.text(column).split()]
        except ValueError:
            raise self._unreadable(column, _("whole numbers with spaces between them")) from None

    def day(self, column: str) -> dt.date | None:
        """The date in the cell, written 1999-12-31; None where it is empty."""
        text = self.text(column)
        try:
            return dt.date.fromisoformat(text) if text else None
        except ValueError:
            raise self._unreadable(column, _("a date such as 1999-12-31")) from None

    def several(self, column: str) -> list[str]:
        """Texts with a vertical bar between them."""
        return [part.strip() for part in self.text(column).split(SEPARATOR) if part.strip()]

    def translations(self, column: str) -> dict[str, str]:
        """Language code to text, from `name_fr`, `name_ar`…: a new column is a new language."""
        stem = f"{column}_"
        return {
            other.removeprefix(stem): text
            for other, text in self.cells.items()
            if text and other.startswith(stem) and _LANGUAGE.fullmatch(other[len(column) :])
        }

    def one_of(self, column: str, known: Mapping[str, int]) -> int | None:
        """The key that `known` has for the code in the cell; None where it is empty."""
        code = self.text(column)
        if code and code not in known:
            raise self.error(
                _("“%(code)s” in the column “%(column)s” is not in its list.")
                % {"code": code, "column": column}
            )
        return known[code] if code else None

    def needed(self, column: str, known: Mapping[str, int]) -> int:
        """As `one_of`, where the cell may not be empty."""
        found = self.one_of(column, known)
        if found is None:
            raise self._unreadable(column, _("a code"))
        return found

    def _unreadable(self, column: str, expected: str) -> ReferenceFileError:
        return self.error(
            _("“%(text)s” in the column “%(column)s” is not %(expected)s.")
            % {"text": self.text(column), "column": column, "expected": expected}
        )


def read(path: Path) -> list[Row]:
    """The rows of a CSV file in UTF-8, stray spaces removed.

    Raises ReferenceFileError, also where two columns have one name or a row has a cell too many.
    """
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            return list(_rows(path.name, csv.reader(file, strict=True)))
    except (OSError, UnicodeDecodeError, csv.Error) as error:
        message = error.strerror if isinstance(error, OSError) else str(error)
        raise Row(path.name, {}).error(message or str(error)) from error


def _rows(name: str, lines: Any) -> Iterator[Row]:
    header = [column.strip() for column in next(lines, [])]
    if len(set(header)) != len(header) or not header:
        raise Row(name, {}).error(_("The first row must name each column once."))
    for cells in lines:
        place = _("%(file)s, row %(row)d") % {"file": name, "row": lines.line_num}
        row = Row(place, dict(zip(header, (cell.strip() for cell in cells), strict=False)))
        if len(cells) != len(header):
            raise row.error(
                _("The row has %(found)d cells; the first row has %(expected)d.")
                % {"found": len(cells), "expected": len(header)}
            )
        yield row


@dataclass(slots=True)
class Count:
    """What a load did to one list; `kept` counts rows left as a person changed them."""

    created: int = 0
    updated: int = 0
    unchanged: int = 0
    kept: int = 0

    def as_dict(self) -> dict[str, int]:
        return asdict(self)


def fold_spelling(spelling: str) -> str:
    """A spelling without case and stray spaces."""
    return " ".join(spelling.casefold().split())


@dataclass(slots=True)
class Table:
    """A list being loaded: its model, what names a row, and which columns are settings.

    Columns are named as the database knows them: `parent_id`, not `parent`. `fold` brings
    spellings into the form in which they are compared.
    """

    model: type[models.Model]
    key: Sequence[str] = ("code",)
    settings: Sequence[str] = ()
    fold: Callable[[str], str] = fold_spelling
    count: Count = field(default_factory=Count)
    _seen: set[tuple[Any, ...]] = field(default_factory=set)

    def load(self, wanted: Iterable[tuple[Row, Mapping[str, Any]]]) -> None:
        """Add and correct rows. Raises ReferenceFileError; the caller's transaction undoes all."""
        standing = {self._key_of(vars(row)): row for row in self.model._default_manager.all()}
        touched = _changed_by_people(self.model) if standing else frozenset()
        owners = self._owners(row for row in standing.values() if row.pk in touched)
        new: list[models.Model] = []
        differing: list[tuple[models.Model, dict[str, Any], Row]] = []
        for row, read_values in wanted:
            found = standing.get(self._claim(row, read_values))
            values = self._free(read_values, found, owners)
            if found is None:
                new.append(self._checked(self.model(**values), row))
                continue
            changes = {
                name: value
                for name, value in values.items()
                if name not in self.settings and getattr(found, name) != value
            }
            if changes:
                differing.append((found, changes, row))
            else:
                self.count.unchanged += 1
        self.model._default_manager.bulk_create(new)
        self.count.created += len(new)
        self._correct(differing, touched)

    def _correct(
        self,
        differing: list[tuple[models.Model, dict[str, Any], Row]],
        touched: frozenset[int],
    ) -> None:
        for found, changes, row in differing:
            if found.pk in touched:
                if "aliases" in changes:
                    self._unite(found, changes["aliases"])
                self.count.kept += 1
                continue
            for name, value in changes.items():
                setattr(found, name, value)
            self._checked(found, row).save()
            self.count.updated += 1

    def _owners(self, rows: Iterable[Any]) -> dict[str, int]:
        """Spellings of rows that people changed: no file gives them to another row."""
        return {
            self.fold(spelling): row.pk
            for row in rows
            if hasattr(row, "aliases")
            for spelling in (row.name, *row.aliases)
        }

    def _free(
        self, values: Mapping[str, Any], found: models.Model | None, owners: Mapping[str, int]
    ) -> Mapping[str, Any]:
        """The values without spellings of others; a new row whose very name is taken is not in use."""
        if not owners or "aliases" not in values:
            return values
        own = found.pk if found else None
        free = [one for one in values["aliases"] if owners.get(self.fold(one), own) == own]
        values = {**values, "aliases": free}
        taken = self.fold(values["name"]) in owners
        if found is None and taken and hasattr(self.model, "is_active"):
            return {**values, "is_active": False}
        return values

    def _unite(self, found: Any, spellings: Iterable[str]) -> None:
        """Add spellings that the row never had; one that it had once was taken away by a person."""
        events = found._meta.get_field("events").related_model._default_manager
        ever = {
            self.fold(one)
            for known in events.filter(pgh_obj_id=found.pk).values_list("aliases", flat=True)
            for one in known
        }
        added = [one for one in spellings if self.fold(one) not in ever]
        if added:
            found.aliases = [*found.aliases, *added]
            found.save(update_fields=["aliases", "updated_at"])

    def by_code(self) -> dict[str, int]:
        """Code to primary key of every row that stands now, the file's or not."""
        return dict(self.model._default_manager.values_list(self.key[-1], "pk"))

    def _key_of(self, values: Mapping[str, Any]) -> tuple[Any, ...]:
        return tuple(values[name] for name in self.key)

    def _claim(self, row: Row, values: Mapping[str, Any]) -> tuple[Any, ...]:
        key = self._key_of(values)
        if key in self._seen:
            raise row.error(_("“%(code)s” is there twice.") % {"code": values[self.key[-1]]})
        self._seen.add(key)
        return key

    def _checked(self, found: models.Model, row: Row) -> models.Model:
        links = [column.name for column in self.model._meta.fields if column.is_relation]
        try:
            found.clean_fields(exclude=links)
        except ValidationError as error:
            raise row.error(
                "; ".join(f"{name}: {' '.join(why)}" for name, why in error.message_dict.items())
            ) from error
        self._check_rules(found, row)
        return found

    def _check_rules(self, found: models.Model, row: Row) -> None:
        """Rules of the database that have words for people, said before it refuses the row."""
        for rule in self.model._meta.constraints:
            if rule.violation_error_message is rule.default_violation_error_message:
                continue
            try:
                rule.validate(self.model, found)
            except ValidationError as error:
                raise row.error(" ".join(error.messages)) from error


def load_tree(table: Table, rows: Iterable[tuple[Row, Mapping[str, Any]]]) -> None:
    """Load rows whose column `parent` names the code of another, parents before children.

    Raises ReferenceFileError where a parent exists neither in the file nor in the table, or where
    parents go round in a circle.
    """
    waiting = list(rows)
    while waiting:
        later = {values["code"] for _row, values in waiting}
        ready = [item for item in waiting if item[0].text("parent") not in later]
        if not ready:
            raise waiting[0][0].error(_("Its parents go round in a circle."))
        known = table.by_code()
        table.load(
            (row, {**values, "parent_id": row.one_of("parent", known)}) for row, values in ready
        )
        waiting = [item for item in waiting if item not in ready]


def refuse_shared_spellings(rows: Iterable[Row], *columns: str) -> None:
    """Raise ReferenceFileError where two rows answer to one spelling, case and spaces apart."""
    owner: dict[str, Row] = {}
    for row in rows:
        for spelling in [part for column in columns for part in row.several(column)]:
            folded = fold_spelling(spelling)
            if owner.setdefault(folded, row) is not row:
                raise row.error(
                    _("“%(spelling)s” already belongs to %(place)s.")
                    % {"spelling": spelling, "place": owner[folded].place}
                )


def _changed_by_people(model: type[models.Model]) -> frozenset[int]:
    """Keys of rows that people changed: they say so themselves, or their history does."""
    events: Any = model._meta.get_field("events").related_model
    signed = events.objects.filter(pgh_context__metadata__has_key="user").exclude(
        pgh_context__metadata__user=None
    )
    keys = set(signed.values_list("pgh_obj_id", flat=True))
    if any(column.name == "edited_at" for column in model._meta.fields):
        edited = model._default_manager.exclude(edited_at=None)
        keys.update(edited.values_list("pk", flat=True))
    return frozenset(keys)
