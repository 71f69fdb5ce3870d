"""What a list of the API is: its rows, in a fixed order, and how each of them is told."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import quote, urlencode
from uuid import UUID

from django.conf import settings
from django.db.models import QuerySet
from django.http import QueryDict
from django.utils.functional import Promise
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from ninja import Schema

from portal import gone
from portal.reader import Reader

from . import cursors
from .parameters import Asked, Parameter, fields_of, lang, paging
from .problems import ApiError

BASE = "/api/v1"
Json = dict[str, Any]
Rows = Callable[[Reader, Asked], QuerySet[Any]]


@dataclass(frozen=True)
class Resource:
    """`rows` gives what the reader may see, narrowed and ordered; `tell` turns rows into records.

    `key` is the column of the stable id, "" where the records have no address of their own.
    `whole` tells one record with more than the list says, out of `whole_rows` where they hold more. `one` is what `portal.gone` calls the kind.
    """

    name: str
    title: Promise
    description: Promise
    schema: type[Schema]
    rows: Rows
    tell: Callable[[Reader, list[Any]], list[Json]]
    one: str = ""
    key: str = "slug"
    whole: Callable[[Reader, Any], Json] | None = None
    whole_rows: Rows | None = None
    whole_schema: type[Schema] | None = None
    parameters: tuple[Parameter, ...] = ()
    example: Mapping[str, Any] = field(default_factory=dict)

    @property
    def list_parameters(self) -> tuple[Parameter, ...]:
        names = list(self.schema.model_fields)
        return (*self.parameters, *paging(), fields_of(names), lang())

    @property
    def one_parameters(self) -> tuple[Parameter, ...]:
        return (fields_of(list((self.whole_schema or self.schema).model_fields)), lang())

    def listed(self, reader: Reader, asked: Asked, person: int | None) -> Json:
        of = cursors.fingerprint(self.name, asked.typed, person)
        rows = self.rows(reader, asked)
        found = cursors.page(rows, of, asked["cursor"], asked["limit"])
        return {
            "total": found.total,
            "next": found.next and self._next(asked, found.next),
            "data": [chosen(one, asked) for one in self.tell(reader, found.rows)],
        }

    def _next(self, asked: Asked, cursor: str) -> str:
        query = asked.typed.copy()
        query["cursor"] = cursor
        return f"{settings.SITE_URL}{BASE}/{self.name}?{query.urlencode()}"

    def single(self, reader: Reader, asked: Asked, key: str) -> Json:
        everything = Asked({one.name: one.default for one in self.parameters}, _NOTHING)
        rows = (self.whole_rows or self.rows)(reader, everything)
        lookup = self._lookup(rows, key)
        if lookup is None:
            raise missing()
        row = rows.filter(**lookup).first()
        if row is None:
            raise self._ended(reader, key) or missing()
        told = self.whole(reader, row) if self.whole else self.tell(reader, [row])[0]
        return chosen(told, asked)

    def _ended(self, reader: Reader, key: str) -> ApiError | None:
        """What to say of an id that was public; None where it never was."""
        heir = gone.heir(self.one, key, reader.user)
        if heir is not None:
            return ended(self._address(heir))
        found = gone.of_name(self.one, key)
        if found is None:
            return None
        return ended(self._address(found.now) if found.now else None)

    def _address(self, row: Any) -> str:
        return address(self.name, getattr(row, self.key))

    def _lookup(self, rows: QuerySet[Any], key: str) -> Json | None:
        """By what a record is found; None for what no record is called."""
        if "\x00" in key:
            return None
        if self.key == "reference" and rows.model._meta.get_field(
            "reference"
        ).get_internal_type() == ("UUIDField"):
            try:
                return {"reference": UUID(key)}
            except ValueError:
                return None
        if self.key == "code":
            return {"code__iexact": key}
        if self.key == "number":
            return (
                {"number": int(key)} if key.isascii() and key.isdecimal() and len(key) < 4 else None
            )
        return {self.key: key}


def missing() -> ApiError:
    return ApiError("not-found", _("Nothing public has this id."))


def ended(replaced_by: str | None) -> ApiError:
    """`replaced_by` is an address of the API, None where nothing took its place."""
    detail = (
        _("It was public and no longer is; something else took its place.")
        if replaced_by
        else _("It was public and no longer is.")
    )
    return ApiError("gone", detail, replaced_by=replaced_by)


def chosen(told: Json, asked: Asked) -> Json:
    """The fields that were asked for, in their order; the id is always there."""
    wanted = asked.get("fields")
    if not wanted:
        return told
    return {name: value for name, value in told.items() if name in wanted or name == "id"}


def address(resource: str, key: Any) -> str:
    """The address of a record in this API."""
    return f"{settings.SITE_URL}{BASE}/{resource}/{quote(str(key), safe='')}"


def listing(resource: str, **query: str) -> str:
    return f"{settings.SITE_URL}{BASE}/{resource}?{urlencode(query)}"


def page(path: str) -> str:
    """The address of a page for people."""
    return f"{settings.SITE_URL}{path}"


def language() -> str:
    return (get_language() or "").split("-")[0]


_NOTHING = QueryDict("")
