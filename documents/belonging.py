"""What documents belong to, as the apps above tell it: this one cannot import them.

Each app that cites documents registers a `Citer` in its AppConfig.ready, beside its reader.
"""

import datetime as dt
from collections.abc import Callable, Collection
from dataclasses import dataclass
from typing import Any

from django.utils.functional import Promise

from .querysets import DocumentQuerySet


@dataclass(frozen=True, slots=True)
class Citation:
    """A record that rests on a document; `document` is the key of the version that it cites."""

    document: int
    kind: str
    title: str
    url: str
    who: str = ""
    on: dt.date | None = None
    page: int | None = None
    note: str = ""


@dataclass(frozen=True, slots=True)
class Citer:
    """One kind of record that cites documents. Each function tells only what the person may see.

    `documents` (user, key of an institution or None) → values of the keys of documents;
    `citations` (user, keys of documents) → what cites them; `institutions` (user) → key: name.
    """

    key: str
    label: str | Promise
    documents: Callable[[Any, int | None], Any]
    citations: Callable[[Any, Collection[int]], list[Citation]]
    institutions: Callable[[Any], dict[int, str]] = lambda _user: {}


_citers: dict[str, Citer] = {}


def add_citer(citer: Citer) -> None:
    _citers[citer.key] = citer


def citers() -> list[Citer]:
    return list(_citers.values())


def citations_of(user: Any, documents: Collection[int]) -> list[Citation]:
    """What cites these documents, the latest first; what has no day stands last."""
    found = [row for citer in citers() for row in citer.citations(user, documents)]
    return sorted(found, key=lambda row: (row.on or dt.date.min, row.title), reverse=True)


def institutions_of(user: Any) -> list[tuple[int, str]]:
    """Institutions that something visible with a document belongs to, by name."""
    known: dict[int, str] = {}
    for citer in citers():
        known |= citer.institutions(user)
    return sorted(known.items(), key=lambda item: item[1].casefold())


def belonging_to(
    documents: DocumentQuerySet, user: Any, *, key: str = "", institution: int | None = None
) -> DocumentQuerySet:
    """Narrowed to what one kind of record cites, or records of one institution; "none": nothing."""
    chosen = [citer for citer in citers() if key in ("", citer.key)]
    if key == "none":
        for citer in citers():
            documents = documents.exclude(pk__in=citer.documents(user, None))
        return documents
    if not key and institution is None:
        return documents
    keys = [pk for citer in chosen for pk in citer.documents(user, institution)]
    return documents.filter(pk__in=keys)
