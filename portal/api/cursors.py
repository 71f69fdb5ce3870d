"""Pages that stay right while rows come and go: each begins after the last row of the one before.

A cursor holds the values by which that row stood where it stood. It is signed, and bound to the list
and its filters, so that nobody learns from it or asks the database for an order of their own.
"""

import datetime as dt
import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.core import signing
from django.db.models import F, FloatField, Model, Q, QuerySet
from django.db.models.expressions import OrderBy
from django.db.models.functions import Cast
from django.http import QueryDict
from django.utils.translation import gettext as _

from .problems import ApiError

_SIGNER = signing.Signer(salt="portal.api.cursor")
# What says nothing of which rows a list holds, or in what order.
_APART = ("cursor", "limit", "fields", "lang", "since")


@dataclass(frozen=True, slots=True)
class _Key:
    expression: Any
    falls: bool
    nulls_last: bool


@dataclass(frozen=True, slots=True)
class Page:
    rows: list[Any]
    total: int
    next: str | None


def fingerprint(path: str, query: QueryDict, person: int | None) -> str:
    """The same for pages of the same list."""
    said = sorted((name, value) for name, one in query.lists() for value in one)
    said = [pair for pair in said if pair[0] not in _APART]
    return hashlib.sha256(repr((path, said, person)).encode()).hexdigest()[:16]


def seal(of: str, position: Sequence[Any]) -> str:
    return _SIGNER.sign_object([of, [_plain(value) for value in position]], compress=True)


def unseal(of: str, cursor: str) -> list[Any]:
    try:
        whose, position = _SIGNER.unsign_object(cursor)
    except (signing.BadSignature, ValueError, TypeError):
        whose, position = None, []
    if whose != of:
        detail = _("No page begins at this cursor. Begin again without it.")
        raise ApiError("not-found", detail, errors=[{"parameter": "cursor", "detail": detail}])
    return list(position)


def page(rows: QuerySet[Any], of: str, cursor: str | None, limit: int) -> Page:
    """Rows of `rows`, in its order, from the cursor on; two queries."""
    keys = _keys(rows)
    found = rows.annotate(**{f"at{i}": key.expression for i, key in enumerate(keys)})
    found = found.order_by(
        *(
            OrderBy(F(f"at{i}"), descending=key.falls, nulls_last=key.nulls_last or None)
            for i, key in enumerate(keys)
        )
    )
    if cursor:
        found = found.filter(_after(keys, unseal(of, cursor)))
    listed = list(found[: limit + 1])
    following = None
    if len(listed) > limit:
        last = listed[limit - 1]
        following = seal(of, [getattr(last, f"at{i}") for i in range(len(keys))])
    return Page(listed[:limit], rows.order_by().count(), following)


def _keys(rows: QuerySet[Any]) -> list[_Key]:
    """What the rows are ordered by, the key last, so that no two rows stand in one place."""
    keys = [_key(rows.model, item) for item in rows.query.order_by or rows.model._meta.ordering]
    return [*keys, _Key(F("pk"), falls=False, nulls_last=True)]


def _key(model: type[Model], item: Any) -> _Key:
    if isinstance(item, OrderBy):
        nulls_last = bool(item.nulls_last or not (item.descending or item.nulls_first))
        return _Key(item.expression, item.descending, nulls_last)
    falls, name = item.startswith("-"), item.lstrip("-")
    # A rank is a number of single precision, which comes back from a cursor as another one.
    ranked = name == "relevance"
    return _Key(Cast(name, FloatField()) if ranked else F(name), falls, nulls_last=not falls)


def _after(keys: list[_Key], position: list[Any]) -> Q:
    condition, same = Q(), Q()
    for i, (key, value) in enumerate(zip(keys, position, strict=True)):
        is_null = Q(**{f"at{i}__isnull": True})
        if value is None:
            if not key.nulls_last:
                condition |= same & ~is_null
            same &= is_null
            continue
        later = Q(**{f"at{i}__{'lt' if key.falls else 'gt'}": value})
        condition |= same & (later | is_null if key.nulls_last else later)
        same &= Q(**{f"at{i}": value})
    return condition


def _plain(value: Any) -> Any:
    if isinstance(value, dt.date):
        return value.isoformat()
    return str(value) if isinstance(value, Decimal) else value
