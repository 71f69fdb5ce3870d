"""The history of a post in words: what was decided, when, by whom and why."""

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from accounts.models import User

from .choices import PostLevel
from .models import Appointment

# Columns that are told; the others say nothing to people.
TOLD = (
    "ends_on",
    "suspended_on",
    "portfolio",
    "level",
    "letter_id",
    "deputises_id",
    "last_confirmed_on",
)


@dataclass(frozen=True, slots=True)
class Entry:
    """As components/timeline.html shows it: the deed, its reason, who did it, and the day."""

    title: str
    text: str
    who: str
    date: dt.datetime


def of_appointment(appointment: Appointment) -> list[Entry]:
    """The latest first; three queries."""
    model: Any = Appointment.pgh_event_model  # type: ignore[attr-defined]
    rows = list(
        model.objects.filter(pgh_obj=appointment.pk)
        .select_related("pgh_context")
        .order_by("pgh_id")
    )
    people = User.objects.in_bulk({who for row in rows if (who := _who(row)) is not None})
    keys = {row.deputises_id for row in rows} - {None}
    principals = Appointment.objects.select_related("user").in_bulk(keys)
    found: list[Entry] = []
    before: Any = None
    for row in rows:
        names = {key: str(post.user) for key, post in principals.items()}
        title = " ".join(_sentences(before, row, names))
        before = row
        if title:
            found.append(
                Entry(
                    title=title,
                    text=_reason(row, title),
                    who=str(people.get(_who(row) or 0, "")),
                    date=row.pgh_created_at,
                )
            )
    return found[::-1]


def _who(row: Any) -> int | None:
    user = (row.pgh_context.metadata if row.pgh_context else {}).get("user")
    return int(user) if user is not None else None


def _reason(row: Any, title: str) -> str:
    reason = str((row.pgh_context.metadata if row.pgh_context else {}).get("reason") or "")
    return "" if reason == title else reason


def _day(value: dt.date) -> str:
    return date_format(value, "DATE_FORMAT")


def _sentences(before: Any, row: Any, names: dict[int, str]) -> Iterator[str]:
    if before is None:
        yield _first(row)
        return
    for name in TOLD:
        old, new = getattr(before, name), getattr(row, name)
        if old != new:
            yield _changed(name, old, new, names)


def _first(row: Any) -> str:
    if row.ends_on:
        return _("Appointed from %(first)s to %(last)s.") % {
            "first": _day(row.starts_on),
            "last": _day(row.ends_on),
        }
    return _("Appointed from %(first)s on.") % {"first": _day(row.starts_on)}


def _changed(name: str, old: Any, new: Any, names: dict[int, str]) -> str:
    if name == "ends_on":
        return _end(old, new)
    if name == "deputises_id":
        whom = names.get(new, "") or _("all focal points of the institution")
        return _("Deputises for %(name)s from now on.") % {"name": whom}
    if name == "portfolio":
        return _("Portfolio: %(text)s.") % {"text": new or "–"}
    if name == "level":
        return f"{PostLevel(new).label}."
    return {
        "suspended_on": _("Suspended.") if new else _("Given back: acts again."),
        "letter_id": _("A letter of appointment was added."),
        "last_confirmed_on": _("Confirmed as still right."),
    }[name]


def _end(old: dt.date | None, new: dt.date | None) -> str:
    if new is None:
        return _("Extended: no end is set.")
    words = _("The last day is %(day)s.")
    if old is not None:
        words = _("Extended to %(day)s.") if new > old else _("Ends earlier, on %(day)s.")
    return words % {"day": _day(new)}
