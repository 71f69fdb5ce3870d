"""What is known of one kind of open business, and the words for its rows; the kinds: `things`."""

import datetime as dt
from collections.abc import Callable, Collection
from dataclasses import dataclass
from typing import Any

from django.db import models
from django.db.models import QuerySet
from django.utils.functional import Promise

from activities.choices import UpdateState
from activities.models import ImplementationUpdate
from focalpoints.models import Institution
from recommendations.models import Assignment

from .moving import Moving

Rows = list[Any]


@dataclass(frozen=True)
class Thing:
    """One kind of what an institution has open.

    `open` gives the rows of some institutions on a day; `note` says in which state a row is;
    `move` gives rows to an institution, `leave` says what becomes of them when nobody follows
    (None: they wait with the one that is gone, on the list of what is to be assigned).
    """

    noun: str
    label: Promise
    model: type[models.Model]
    field: str
    open: Callable[[Collection[int], dt.date], QuerySet]
    move: Callable[[Moving, Rows, Institution], None]
    note: Callable[[Any], str] = lambda row: ""
    words: Callable[[Any], str] = str
    leave: Callable[[Moving, Rows], None] | None = None
    # Whether it is somebody's work, which has to be given to another one sooner or later.
    is_work: bool = False

    def key(self, row: Any) -> str:
        return f"{self.noun}:{row.pk}"


def subject(row: Assignment) -> str:
    """What an assignment is about: a recommendation or a cluster."""
    return str(row.recommendation or row.cluster)


def about(row: ImplementationUpdate) -> str:
    """What an update tells about, all of it."""
    other = row.cluster or row.activity
    if other is not None:
        return str(other.label)
    return ", ".join(str(target.recommendation) for target in row.targets.all())


def stage(row: ImplementationUpdate) -> str:
    """What a draft says is its institution's alone, its headline too."""
    if row.state == UpdateState.DRAFT or not row.headline:
        return str(row.get_state_display())
    return f"{row.get_state_display()}: {row.headline}"
