"""How the desk names things."""

import datetime as dt
from functools import lru_cache
from typing import Any

from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.text import Truncator
from django.utils.translation import get_language

from . import facts as rows

# How many references a line names before it says that there are more.
NAMED = 3


def subject_of(update: Any) -> str:
    """What an update is about: references, or the title of the cluster or activity."""
    other = update.cluster or update.activity
    return str(other.label) if other is not None else named(update.references)


def named(references: list[str]) -> str:
    """The first few references."""
    return ", ".join(references[:NAMED]) + (" …" if len(references) > NAMED else "")


def is_sayable(update: Any) -> bool:
    """Whether an e-mail may name what the update is about."""
    other = update.cluster or update.activity
    return other is None or rows.is_public(other)


def day_of(instant: dt.datetime) -> str:
    """The day of something that happened, in short."""
    return short_date(timezone.localdate(instant))


def short_date(day: dt.date) -> str:
    """Written as everywhere; remembered, as hundreds of lines are of few days."""
    return _short_date(day, get_language())


@lru_cache(maxsize=4096)
def _short_date(day: dt.date, language: str | None) -> str:
    return date_format(day, "SHORT_DATE_FORMAT")


def shortened(text: str, length: int) -> str:
    """The text, or its beginning with an ellipsis: so many characters in all."""
    return text if len(text) <= length else Truncator(text).chars(length)


def address(name: str, *args: object) -> str:
    """`reverse` that remembers: a desk names hundreds of addresses, many of them time and again."""
    return _address(name, args, get_language())


@lru_cache(maxsize=8192)
def _address(name: str, args: tuple[object, ...], language: str | None) -> str:
    return reverse(name, args=args)
