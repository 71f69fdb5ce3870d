"""The history of a record: who changed what, when and why, as one reader may see it.

Triggers write an event for every change, a bulk edit and raw SQL included. Members of the
mechanism see what the policies show them, with names and reasons. The public sees published facts
from the day of publication on, without names and reasons.
"""

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import cached_property
from itertools import groupby
from typing import Any

from django.db import models
from django.utils import dateparse, timezone
from django.utils.formats import date_format
from django.utils.functional import Promise
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from pghistory.models import Events

from accounts.models import User
from activities.models import ActivityRecommendation, UpdateTarget
from focalpoints.models import Institution
from nmirf.common.dates import day_of
from recommendations.choices import AssignmentState, Publication, Viewpoint
from recommendations.models import (
    Assessment,
    Assignment,
    Cluster,
    ClusterMembership,
    GroupLink,
    ObjectiveLink,
    PositionChange,
    Recommendation,
    RecommendationText,
    RecommendingState,
    SdgGoalLink,
    SdgTargetLink,
    ThemeLink,
)

from .entries import Act, Change, Entry, entry_of
from .labels import labels
from .reader import Reader

# More than this is for an export, not for a page.
MOST_EVENTS = 500


def _events_of(model: Any) -> Any:
    """The model that holds a tracked model's events."""
    return model.pgh_event_model


Row = dict[str, Any]
Shown = Callable[[Reader, Row], bool]


@dataclass(frozen=True)
class Kind:
    """How events of one model read: the words, what names the row, and who may see which."""

    model: type[models.Model]
    words: Promise
    subject: str = ""
    shown: Shown = lambda reader, row: True
    fields: tuple[str, ...] = ()


def _published(reader: Reader, row: Row) -> bool:
    return reader.rights.reads_internal or row["publication"] == Publication.PUBLISHED


def _assignment(reader: Reader, row: Row) -> bool:
    """As `visible_assignments`, for the assignment as it stood then."""
    rights = reader.rights
    return (
        rights.is_secretariat
        or row["state"] == AssignmentState.ACCEPTED
        or row["institution_id"] in rights.report_for | rights.sign_for
    )


def _assessment(reader: Reader, row: Row) -> bool:
    """As `visible_assessments`, for the assessment as it stood then."""
    rights = reader.rights
    own = row["institution_id"] in rights.institutions or (
        rights.is_secretariat
        and (
            row["viewpoint"] in (Viewpoint.SECRETARIAT, Viewpoint.MECHANISM)
            or (row["viewpoint"] == Viewpoint.CIVIL_SOCIETY and row["handed_in_at"])
        )
    )
    return own or row["publication"] == Publication.PUBLISHED


KINDS = (
    Kind(Recommendation, _("Recommendation"), shown=_published),
    Kind(Cluster, _("Cluster"), shown=_published, fields=("title", "statement")),
    Kind(
        RecommendationText,
        _("Text"),
        "language",
        fields=("text", "source", "translator", "is_official", "is_machine_made"),
    ),
    Kind(RecommendingState, _("Recommending State"), "state_id"),
    Kind(
        PositionChange,
        _("Position of the State"),
        fields=("position", "source", "taken_on", "reason"),
    ),
    Kind(ThemeLink, _("Theme"), "theme_id"),
    Kind(GroupLink, _("People concerned"), "group_id"),
    Kind(SdgGoalLink, _("Sustainable Development Goal"), "goal_id"),
    Kind(SdgTargetLink, _("Target"), "target_id"),
    Kind(ObjectiveLink, _("Objective"), "objective_id"),
    Kind(ClusterMembership, _("Member of a cluster"), "", fields=("overlap", "note")),
    Kind(
        Assignment,
        _("Assignment"),
        "institution_id",
        shown=_assignment,
        fields=("role", "state", "reason", "answer_by"),
    ),
    Kind(
        Assessment,
        _("Assessment"),
        "institution_id",
        shown=_assessment,
        fields=("viewpoint", "status", "assessed_on", "rationale", "publication"),
    ),
    Kind(UpdateTarget, _("Update on it"), "update_id"),
    Kind(ActivityRecommendation, _("Activity for it"), "activity_id"),
)
BY_EVENT = {_events_of(kind.model)._meta.label: kind for kind in KINDS}
# Columns that say nothing to people.
SILENT = frozenset(
    {"id", "created_at", "updated_at", "paragraph_key", "raw", "reviewed_by_id", "published_at"}
)
# What comes first is the secretariat's, as in files and beside the list.
OFFICERS = frozenset({"priority"})
# Of an assessment whose it is counts, never which person wrote or decided.
NOBODYS = frozenset({"author_id", "decided_by_id", "decided_at", "handed_in_at"})


def of_recommendation(reader: Reader, row: Recommendation) -> list[Entry]:
    """Of the record and all that hangs on it, the latest first; five queries at most."""
    return _History(reader, row, [one.model for one in KINDS if one.model is not Cluster]).entries


def of_cluster(reader: Reader, row: Cluster) -> list[Entry]:
    """Of the cluster, its members and its assignments, the latest first; five queries at most."""
    return _History(reader, row, [Cluster, ClusterMembership, Assignment]).entries


@dataclass
class _History:
    reader: Reader
    row: models.Model
    tracked: list[type[models.Model]]
    labels: dict[tuple[type[models.Model], int], str] = field(default_factory=dict)
    institutions: dict[int, Institution] = field(default_factory=dict)

    @cached_property
    def events(self) -> list[Events]:
        everything: Any = Events.objects
        found = everything.across(*map(_events_of, self.tracked)).references(self.row)
        latest = found.order_by("-pgh_created_at", "-pgh_id")[:MOST_EVENTS]
        # Rows of one transaction share its moment: the record itself comes before its parts.
        ranks = {label: rank for rank, label in enumerate(BY_EVENT)}
        listed = sorted(latest, key=lambda event: (ranks[event.pgh_model], event.pgh_id))
        return sorted(listed, key=lambda event: event.pgh_created_at, reverse=True)

    @property
    def entries(self) -> list[Entry]:
        shown = [event for event in self._since_publication() if self._is_shown(event)]
        mentioned = _mentioned(shown)
        if keys := mentioned.pop(Institution, None):
            named = Institution.objects.filter(pk__in=keys).with_names()
            self.institutions = {row.pk: row for row in named}
        self.labels = labels(self.reader, mentioned)
        found = []
        for (at, who, reason), events in groupby(shown, key=self._circumstances):
            acts = [act for event in events if (act := self._act(event))]
            if acts:
                found.append(entry_of(at, who, reason, acts))
        return found

    def _circumstances(self, event: Events) -> tuple[dt.datetime, str, str]:
        return event.pgh_created_at, self._who(event), self._reason(event)

    def _since_publication(self) -> list[Events]:
        """All to members; to others from the first event on that shows the record published."""
        if self.reader.rights.reads_internal:
            return self.events
        own = _events_of(type(self.row))._meta.label
        moments = [
            event.pgh_created_at
            for event in self.events
            if event.pgh_model == own and event.pgh_data["publication"] == Publication.PUBLISHED
        ]
        return [event for event in self.events if moments and event.pgh_created_at >= min(moments)]

    def _is_shown(self, event: Events) -> bool:
        kind = BY_EVENT[event.pgh_model]
        if kind.model is Assessment and event.pgh_data["id"] in self._taken_back:
            return False
        return kind.shown(self.reader, event.pgh_data)

    @cached_property
    def _taken_back(self) -> set[int]:
        """Assessments that are retired now: the public reads them no longer, members do."""
        if self.reader.rights.reads_internal:
            return set()
        own = _events_of(Assessment)._meta.label
        latest: dict[int, str] = {}
        for event in self.events:
            if event.pgh_model == own:
                latest.setdefault(event.pgh_data["id"], event.pgh_data["publication"])
        return {key for key, publication in latest.items() if publication == Publication.RETIRED}

    def _act(self, event: Events) -> Act | None:
        kind, data = BY_EVENT[event.pgh_model], event.pgh_data
        subject = self._subject(kind, data, day_of(event.pgh_created_at))
        if subject is None:
            return None
        fields = self._changes(kind, event)
        if event.pgh_label == "update" and not fields:
            return None
        words = {
            "insert": gettext("%(what)s added"),
            "update": gettext("%(what)s changed"),
            "delete": gettext("%(what)s removed"),
        }[event.pgh_label]
        what = f"{kind.words}: {subject}" if subject else str(kind.words)
        return Act(
            noun=str(kind.words),
            words=words % {"what": what},
            what=what,
            subject=subject,
            label=event.pgh_label,
            fields=tuple(fields),
        )

    def _label(self, model: type[models.Model], key: int, on: dt.date) -> str | None:
        """The row's name; of an institution the one that it bore on the day."""
        if model is Institution:
            row = self.institutions.get(key)
            return row.named_on(on) if row else None
        return self.labels.get((model, key))

    def _subject(self, kind: Kind, data: Row, on: dt.date) -> str | None:
        """What the row is about, in words; None where the reader may not know of it."""
        name = kind.subject
        if kind.model is ClusterMembership:
            name = "recommendation_id" if isinstance(self.row, Cluster) else "cluster_id"
        if not name:
            return ""
        if not name.endswith("_id"):
            return str(data[name])
        if data[name] is None:
            return ""
        return self._label(_target(kind.model, name), data[name], on)

    def _changes(self, kind: Kind, event: Events) -> list[Change]:
        if event.pgh_label == "update":
            names = [
                name
                for name in event.pgh_diff or {}
                if name not in SILENT
                and not name.endswith("_translations")
                and (kind.model is not Assessment or name not in NOBODYS)
            ]
            pairs = {name: tuple(event.pgh_diff[name]) for name in names}
        elif event.pgh_label == "insert":
            pairs = {name: (None, event.pgh_data.get(name)) for name in kind.fields}
        else:
            pairs = {}
        on = day_of(event.pgh_created_at)
        return [
            Change(_name(kind.model, name), before, after)
            for name, (old, new) in pairs.items()
            for before, after in [
                (self._words(kind, name, old, on), self._words(kind, name, new, on))
            ]
            if before != after and self._may_name(kind, name)
        ]

    def _may_name(self, kind: Kind, name: str) -> bool:
        """Columns that hold a person are for members, some for the secretariat alone."""
        if name in OFFICERS and not self.reader.rights.is_secretariat:
            return False
        if self.reader.rights.reads_internal:
            return True
        return name != "reason" and (
            not name.endswith("_id") or _target(kind.model, name) is not User
        )

    def _words(self, kind: Kind, name: str, value: Any, on: dt.date) -> str | None:
        if value is None or value == "":
            return None
        if name.endswith("_id"):
            return self._label(_target(kind.model, name), value, on) or "…"
        column = kind.model._meta.get_field(name)
        choices = dict(getattr(column, "flatchoices", None) or ())
        if value in choices:
            return str(choices[value])
        if isinstance(value, bool):
            return gettext("yes") if value else gettext("no")
        if isinstance(column, models.DateTimeField):
            moment = dateparse.parse_datetime(str(value))
            return date_format(timezone.localtime(moment), "DATETIME_FORMAT") if moment else ""
        if isinstance(column, models.DateField):
            day = dateparse.parse_date(str(value))
            return date_format(day, "DATE_FORMAT") if day else ""
        return str(value)

    def _who(self, event: Events) -> str:
        if not self.reader.rights.reads_internal:
            return ""
        if _is_contributed(event):
            return gettext("civil society, or its moderator")
        user = (event.pgh_context or {}).get("user")
        if user is None:
            return gettext("by a command, or directly in the database")
        return self.labels.get((User, int(user)), gettext("someone whose account is gone"))

    def _reason(self, event: Events) -> str:
        if not self.reader.rights.reads_internal:
            return ""
        return str((event.pgh_context or {}).get("reason") or "")


def _is_contributed(event: Events) -> bool:
    """Whoever writes for civil society is named to nobody."""
    return (
        BY_EVENT[event.pgh_model].model is Assessment
        and event.pgh_data["viewpoint"] == Viewpoint.CIVIL_SOCIETY
    )


def _target(model: type[models.Model], name: str) -> type[models.Model]:
    """The model that a column of keys refers to."""
    related: Any = model._meta.get_field(name.removesuffix("_id")).related_model
    found: type[models.Model] = related
    return found


def _name(model: type[models.Model], name: str) -> str:
    column = model._meta.get_field(name.removesuffix("_id"))
    words = str(getattr(column, "verbose_name", name))
    return words[:1].upper() + words[1:]


def _mentioned(events: list[Events]) -> dict[type[models.Model], set[int]]:
    """By model, the keys that these events hold now or held before."""
    found: dict[type[models.Model], set[int]] = {}
    for event in events:
        kind = BY_EVENT[event.pgh_model]
        for name, value in event.pgh_data.items():
            if name.endswith("_id") and not name.startswith("annotation"):
                before = (event.pgh_diff or {}).get(name) or ()
                keys = {key for key in (value, *before) if key is not None}
                found.setdefault(_target(kind.model, name), set()).update(keys)
        user = (event.pgh_context or {}).get("user")
        if user is not None:
            found.setdefault(User, set()).add(int(user))
    return found
