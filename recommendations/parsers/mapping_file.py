"""A file that says which column of a table is which field, in the words of a saved mapping.

{"columns": {"text": "Recommendation", "paragraph": "No."},
 "constants": {"body": "CEDAW"},
 "reading": {"day_first": true, "separator": ";", "sheet": "Data"}}
"""

import json
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any, NoReturn

from django.utils.translation import gettext as _

from .mapping import NAMES, TableMapping, fold_heading
from .rows import MEGABYTE, BadFile
from .text import storable
from .uhri import shorten

_PARTS = ("columns", "constants", "reading")
_READING = ("day_first", "separator", "sheet")
_MOST_SEPARATOR = 3


def read_mapping(path: Path) -> TableMapping:
    """The mapping that the file holds.

    Raises BadFile with the file's name and the key that is wrong as `where`.
    """
    return _Reader(path.name).mapping(path)


def used_twice(columns: Mapping[str, str]) -> tuple[str, str] | None:
    """A field whose column is another field's too, and that field: a column is read once."""
    first: dict[str, str] = {}
    for name, title in columns.items():
        if (other := first.setdefault(fold_heading(title), name)) != name:
            return name, other
    return None


class _Reader:
    """Reads one file; `name` stands before each place that an error names."""

    def __init__(self, name: str) -> None:
        self.name = name

    def refuse(self, message: str, key: str = "") -> NoReturn:
        where = f"{self.name}, {key}" if key else self.name
        raise BadFile(message, where=where, what="bad mapping")

    def mapping(self, path: Path) -> TableMapping:
        said = self._object(self._json(path), "")
        self._known(said, _PARTS, "")
        parts = {name: self._object(said.get(name, {}), name) for name in _PARTS}
        columns, constants = (self._words(parts[name], name) for name in ("columns", "constants"))
        self._complete(columns, constants)
        return TableMapping(columns, constants, self._reading(parts["reading"]))

    def _json(self, path: Path) -> Any:
        try:
            if path.stat().st_size > MEGABYTE:
                self.refuse(_("The file is larger than %(limit)s MB.") % {"limit": 1})
            return json.loads(
                path.read_text(encoding="utf-8-sig"), object_pairs_hook=self._once_each
            )
        except OSError as error:
            reason = error.strerror or error
            self.refuse(_("The file can't be opened: %(reason)s") % {"reason": reason})
        except json.JSONDecodeError as error:
            place = _("line %(line)s, column %(column)s") % {
                "line": error.lineno,
                "column": error.colno,
            }
            self.refuse(_("This is no JSON: %(reason)s") % {"reason": error.msg}, place)
        except (UnicodeDecodeError, RecursionError, ValueError) as error:
            self.refuse(_("This is no JSON: %(reason)s") % {"reason": error})

    def _once_each(self, pairs: list[tuple[str, Any]]) -> dict[str, Any]:
        found: dict[str, Any] = {}
        for key, value in pairs:
            if key in found:
                self.refuse(_("This key is there twice."), shorten(key))
            found[key] = value
        return found

    def _object(self, value: Any, key: str) -> dict[str, Any]:
        if not isinstance(value, dict):
            self.refuse(_("This must be an object: names and what they stand for, in { }."), key)
        return value

    def _known(self, found: Iterable[str], known: Iterable[str], part: str) -> None:
        for name in found:
            if name not in known:
                key = f"{part}.{shorten(name)}" if part else shorten(name)
                names = {"names": ", ".join(known)}
                self.refuse(_("There is no such key. Known are: %(names)s.") % names, key)

    def _words(self, found: dict[str, Any], part: str) -> dict[str, str]:
        """Field → title or value."""
        self._known(found, NAMES, part)
        for name, value in found.items():
            self._text(value, f"{part}.{name}")
            if not value.strip():
                self.refuse(_("This field cannot be blank."), f"{part}.{name}")
        return found

    def _text(self, value: Any, key: str) -> None:
        if not isinstance(value, str):
            self.refuse(_("This must be text between quotation marks."), key)
        if storable(value) != value:
            self.refuse(_("This holds characters that are no text."), key)

    def _complete(self, columns: dict[str, str], constants: dict[str, str]) -> None:
        if "text" not in columns:
            self.refuse(_("The mapping names no column for the text."), "columns.text")
        if "body" not in columns and "body" not in constants:
            message = _("Say which mechanism: by a column, or here for every row.")
            self.refuse(message, "constants.body")
        if twice := used_twice(columns):
            message = _("This column is that of “%(name)s” already.") % {"name": twice[1]}
            self.refuse(message, f"columns.{twice[0]}")

    def _reading(self, found: dict[str, Any]) -> dict[str, Any]:
        self._known(found, _READING, "reading")
        for name, value in found.items():
            if name != "day_first":
                self._text(value, f"reading.{name}")
            elif not isinstance(value, bool):
                self.refuse(_("This must be true or false."), f"reading.{name}")
        if len(found.get("separator", "")) > _MOST_SEPARATOR:
            message = _("This is longer than %(limit)s characters.") % {"limit": _MOST_SEPARATOR}
            self.refuse(message, "reading.separator")
        return found
