"""An entry of a record's history, as it is shown: what somebody did at one moment, field by field."""

import datetime as dt
from dataclasses import dataclass

from django.utils.translation import ngettext


@dataclass(frozen=True, slots=True)
class Change:
    """One field: what it was and what it became; None where there was nothing."""

    label: str
    before: str | None
    after: str | None


@dataclass(frozen=True, slots=True)
class Entry:
    """What one person did at one moment, however many rows it touched."""

    at: dt.datetime
    who: str
    act: str
    reason: str
    changes: tuple[Change, ...]


@dataclass(frozen=True, slots=True)
class Act:
    """What happened to one row; `what` names it, `noun` its kind, `fields` what changed in it."""

    noun: str
    words: str
    what: str
    subject: str
    label: str
    fields: tuple[Change, ...]

    def as_changes(self, *, alone: bool) -> list[Change]:
        """Lines of a table; among others each says which row it is about."""
        if alone:
            return list(self.fields)
        if self.fields:
            return [
                Change(f"{self.what}: {line.label}", line.before, line.after)
                for line in self.fields
            ]
        if not self.subject:
            return []
        gone, name = self.label == "delete", self.subject
        return [Change(self.noun, name if gone else None, None if gone else name)]


def entry_of(at: dt.datetime, who: str, reason: str, acts: list[Act]) -> Entry:
    """What was done at one moment; among several acts the first gives its words."""
    words = acts[0].words
    if len(acts) > 1:
        more = ngettext(
            "%(act)s, with %(number)d more change",
            "%(act)s, with %(number)d more changes",
            len(acts) - 1,
        )
        words = more % {"act": words, "number": len(acts) - 1}
    changes = [line for act in acts for line in act.as_changes(alone=len(acts) == 1)]
    return Entry(at, who, words, reason, tuple(changes))
