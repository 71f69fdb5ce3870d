"""What a table and its columns are: names, kinds of values, what they mean, where they lead."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from django.conf import settings
from django.db.models import Choices, QuerySet
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from portal.reader import Reader

Words = str | Promise
# So many rows are fetched at once.
PORTION = 2000


class Kind(StrEnum):
    """Kinds of values. The names are those of Frictionless. Source: Table Schema, field types."""

    TEXT = "string"
    WHOLE = "integer"
    NUMBER = "number"  # exact, at most six decimals
    TRUTH = "boolean"
    DAY = "date"


@dataclass(frozen=True, slots=True)
class Column:
    """`name` is the same in every language and format.

    `path` is where a queryset finds the value, `read` makes of it what is written; for a table
    whose rows are objects, `read` is given the object. `leads_to` names the table whose key the
    value is: where that row is not public, the value is left out, and the row with it if the
    column `is_needed`. A key is needed.
    """

    name: str
    kind: Kind
    definition: Words
    path: str = ""
    read: Callable[[Any], Any] | None = None
    is_key: bool = False
    is_needed: bool = False
    leads_to: str = ""
    choices: type[Choices] | None = None

    @property
    def is_filled(self) -> bool:
        """Whether every row has a value here."""
        return self.is_key or self.is_needed


@dataclass(frozen=True, slots=True)
class Table:
    """`rows` gives the rows in a fixed order, each with a value a column, in their order."""

    name: str
    title: Words
    definition: Words
    columns: Sequence[Column]
    rows: Callable[[Reader], Iterator[Sequence[Any]]]
    source: Words = ""

    @property
    def key(self) -> list[str]:
        return [column.name for column in self.columns if column.is_key]

    def column(self, name: str) -> Column:
        return next(column for column in self.columns if column.name == name)


def listed(
    name: str,
    title: Words,
    definition: Words,
    find: Callable[[Reader], QuerySet],
    *columns: Column,
    source: Words = "",
) -> Table:
    """A table whose columns are read from a queryset by their paths."""

    def rows(reader: Reader) -> Iterator[Sequence[Any]]:
        paths = list(dict.fromkeys(column.path for column in columns))
        places = [paths.index(column.path) for column in columns]
        reads = [column.read for column in columns]
        for found in find(reader).values_list(*paths).iterator(PORTION):
            yield [
                read(found[place]) if read else found[place]
                for place, read in zip(places, reads, strict=True)
            ]

    return Table(name, title, definition, columns, rows, source)


def made_of(
    name: str,
    title: Words,
    definition: Words,
    find: Callable[[Reader], Iterable[Any]],
    *columns: Column,
    source: Words = "",
) -> Table:
    """A table whose columns are read off objects."""

    def rows(reader: Reader) -> Iterator[Sequence[Any]]:
        reads = [column.read for column in columns if column.read]
        for found in find(reader):
            yield [read(found) for read in reads]

    return Table(name, title, definition, columns, rows, source)


# Kinds of columns that come again and again.


def text(name: str, definition: Words, path: str = "", **more: Any) -> Column:
    return Column(name, Kind.TEXT, definition, path or name, **more)


def whole(name: str, definition: Words, path: str = "", **more: Any) -> Column:
    return Column(name, Kind.WHOLE, definition, path or name, **more)


def number(name: str, definition: Words, path: str = "", **more: Any) -> Column:
    return Column(name, Kind.NUMBER, definition, path or name, **more)


def truth(name: str, definition: Words, path: str = "", **more: Any) -> Column:
    return Column(name, Kind.TRUTH, definition, path or name, **more)


def day(name: str, definition: Words, path: str = "", **more: Any) -> Column:
    return Column(name, Kind.DAY, definition, path or name, **more)


def choice(
    name: str, definition: Words, choices: type[Choices], path: str = "", **more: Any
) -> Column:
    """One of a fixed list; "" stands for none of them and is left empty."""
    return Column(name, Kind.TEXT, definition, path or name, choices=choices, **more)


def link(
    name: str,
    table: str,
    path: str,
    definition: Words = "",
    kind: Kind = Kind.TEXT,
    **more: Any,
) -> Column:
    """The key of a row of another table."""
    words = definition or _("Code of a row of the table that it leads to.")
    return Column(name, kind, words, path, leads_to=table, **more)


def codes() -> list[str]:
    """The languages of the instance, in which labels have columns of their own."""
    return [code for code, _name in settings.LANGUAGES]


def in_languages(name: str, path: str) -> list[Column]:
    """A column for each language of the instance, out of the translations that stand beside `path`."""
    return [
        Column(
            f"{name}_{code.replace('-', '_')}",
            Kind.TEXT,
            format_lazy(
                "{} ({})", _("The same in this language; empty where nobody wrote it."), code
            ),
            f"{path}_translations",
            read=_of_language(code),
        )
        for code in codes()
    ]


def _of_language(code: str) -> Callable[[Any], Any]:
    return lambda translations: translation_of(translations, code)


def translation_of(translations: dict[str, str] | None, code: str) -> str | None:
    """As pages find it: by the language, whatever its script or country."""
    return (translations or {}).get(code.split("-")[0])


def address(view: str, path: str, of: Callable[[Any], Any] = lambda value: value) -> Column:
    """Where the record stands on this site; `of` makes of the value what the address ends with."""
    words = _("Its page on this site.")
    return text("address", words, path, read=lambda value: page(view, of(value)), is_needed=True)


def page(view: str, *arguments: Any) -> str:
    return f"{settings.SITE_URL}{reverse(view, args=arguments)}"
