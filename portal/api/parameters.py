"""What a caller may write after the question mark: how it is described, and how it is read."""

import datetime as dt
import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.conf import settings
from django.http import QueryDict
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from .problems import ApiError, invalid

DEFAULT_LIMIT, MOST = 50, 200
Json = dict[str, Any]


@dataclass(frozen=True)
class Parameter:
    """`read` turns what was typed into a value and raises ValueError with words for people."""

    name: str
    description: Promise
    schema: Json
    read: Callable[[str], Any]
    is_list: bool = False
    explode: bool = True
    default: Any = None

    def parse(self, typed: Sequence[str]) -> Any:
        """The value of one that stands in the address; a list where it is one."""
        if not self.is_list:
            return self.read(typed[-1])
        values = typed if self.explode else [one for part in typed for one in part.split(",")]
        most = self.schema.get("maxItems")
        if most and len(values) > most:
            raise ValueError(_("At most %(number)d values.") % {"number": most})
        return [self.read(value) for value in values]

    @property
    def described(self) -> Json:
        """As OpenAPI has it, but for words that wait for a language."""
        found: Json = {
            "name": self.name,
            "in": "query",
            "required": False,
            "description": self.description,
            "schema": self.schema,
        }
        if self.is_list:
            found |= {"style": "form", "explode": self.explode}
        return found


def text(name: str, description: Promise, longest: int = 200) -> Parameter:
    def read(typed: str) -> str:
        if len(typed) > longest:
            raise ValueError(_("At most %(number)d characters.") % {"number": longest})
        return typed.strip()

    return Parameter(name, description, {"type": "string", "maxLength": longest}, read, default="")


def whole(name: str, description: Promise, low: int, high: int, default: Any = None) -> Parameter:
    def read(typed: str) -> int:
        if not re.fullmatch(r"-?[0-9]{1,9}", typed) or not low <= int(typed) <= high:
            raise ValueError(
                _("A whole number from %(low)d to %(high)d.") % {"low": low, "high": high}
            )
        return int(typed)

    schema: Json = {"type": "integer", "minimum": low, "maximum": high}
    if default is not None:
        schema["default"] = default
    return Parameter(name, description, schema, read, default=default)


def choice(
    name: str, description: Promise, values: Iterable[str], default: Any = None
) -> Parameter:
    listed = list(values)
    schema: Json = {"type": "string", "enum": listed}
    if default is not None:
        schema["default"] = default
    return Parameter(name, description, schema, _one_of(listed), default=default)


def _one_of(listed: list[str]) -> Callable[[str], str]:
    def read(typed: str) -> str:
        if typed not in listed:
            raise ValueError(_("One of: %(values)s.") % {"values": ", ".join(listed)})
        return typed

    return read


def day(name: str, description: Promise) -> Parameter:
    def read(typed: str) -> dt.date:
        try:
            if re.fullmatch(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", typed):
                return dt.date.fromisoformat(typed)
        except ValueError:
            pass
        raise ValueError(_("A day, as in 2026-01-31."))

    return Parameter(name, description, {"type": "string", "format": "date"}, read)


def identifier(name: str, description: Promise) -> Parameter:
    """The stable id of a record; what stands behind it is looked up by who uses it."""
    return Parameter(name, description, dict(VALUE), _value, default="")


# What names a term or a record: at least one plain letter or digit.
VALUE: Json = {"type": "string", "maxLength": 100, "pattern": "[A-Za-z0-9]"}


def _value(typed: str) -> str:
    if len(typed) > VALUE["maxLength"] or not re.search(VALUE["pattern"], typed):
        raise ValueError(_("A code or an address of 1 to 100 characters."))
    return typed.strip()


def values(name: str, description: Promise, known: Iterable[str] | None = None) -> Parameter:
    """Several values, the parameter once for each; out of a fixed list where it is known."""
    listed = list(known) if known is not None else None
    items: Json = dict(VALUE) if listed is None else {"type": "string", "enum": listed}
    schema: Json = {"type": "array", "items": items, "maxItems": 50}
    read = _value if listed is None else _one_of(listed)
    return Parameter(name, description, schema, read, is_list=True, default=[])


def fields_of(names: Sequence[str]) -> Parameter:
    return Parameter(
        "fields",
        gettext_lazy(
            "Names of the fields wanted, with commas between them; all where it is left out."
        ),
        {"type": "array", "items": {"type": "string", "enum": list(names)}, "minItems": 1},
        _one_of(list(names)),
        is_list=True,
        explode=False,
    )


def _codes() -> list[str]:
    return [code for code, _name in settings.LANGUAGES]


def lang() -> Parameter:
    codes = _codes()
    return choice(
        "lang",
        gettext_lazy(
            "The language of labels and texts. What has no words in it comes in its own language."
        ),
        codes,
        settings.LANGUAGE_CODE if settings.LANGUAGE_CODE in codes else codes[0],
    )


# What a cursor looks like; whether it is one of ours is another question.
CURSOR = "^[.]?[A-Za-z0-9_-]{4,1500}:[A-Za-z0-9_-]{43}$"


def cursor(name: str, description: Promise) -> Parameter:
    def read(typed: str) -> str:
        if not re.fullmatch(CURSOR.strip("^$"), typed):
            raise ValueError(_("Not a cursor: take it from “next” of an answer."))
        return typed

    return Parameter(name, description, {"type": "string", "pattern": CURSOR}, read)


def paging() -> tuple[Parameter, ...]:
    return (
        whole("limit", gettext_lazy("How many records a page has."), 1, MOST, DEFAULT_LIMIT),
        cursor(
            "cursor", gettext_lazy("Where the page begins: taken from “next” of the page before.")
        ),
    )


@dataclass(frozen=True)
class Asked:
    """What was asked for, every parameter with its value or its default."""

    values: Mapping[str, Any]
    typed: QueryDict = field(compare=False)

    def __getitem__(self, name: str) -> Any:
        return self.values[name]

    def get(self, name: str) -> Any:
        return self.values.get(name)


def read(known: Sequence[Parameter], query: QueryDict) -> Asked:
    """Raises an ApiError that names every parameter that is wrong."""
    by_name = {parameter.name: parameter for parameter in known}
    found = {parameter.name: parameter.default for parameter in known}
    errors: list[Json] = []
    for name, typed in query.lists():
        if name not in by_name:
            errors.append(_unknown(name, list(by_name)))
            continue
        try:
            found[name] = by_name[name].parse(typed)
        except ValueError as error:
            errors.append({"parameter": name, "detail": str(error)})
    if errors:
        detail = "; ".join(f"{one['parameter']}: {one['detail']}" for one in errors[:5])
        raise ApiError("invalid-parameter", detail, errors=errors[:20])
    return Asked(found, query)


def _unknown(name: str, known: list[str]) -> Json:
    words = _("There is no such parameter here. There are: %(names)s.")
    return {"parameter": name[:100], "detail": words % {"names": ", ".join(known)}, "known": known}


def language_of(query: QueryDict) -> str:
    """The language to answer in, errors included; that of the site where none is well asked for."""
    parameter = lang()
    try:
        return str(parameter.parse(query.getlist("lang") or [parameter.default]))
    except ValueError:
        return str(parameter.default)


__all__ = [
    "Asked",
    "Parameter",
    "choice",
    "cursor",
    "day",
    "fields_of",
    "identifier",
    "invalid",
    "lang",
    "language_of",
    "paging",
    "read",
    "text",
    "values",
    "whole",
]
