"""The register as it stood publicly at the end of a past day, read from the history of its rows.

Triggers write an event for every change, so that the last event of a row before a moment is the
row as it stood then. What was a draft then is not shown; what was retired since is, with a note,
unless it was retired to protect someone. The day ends by the State's own clock.
"""

import datetime as dt
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from django.db.models import CharField, Count, F, Q, QuerySet, Value
from django.db.models.functions import Cast
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import get_language, gettext_lazy

from mechanisms.models import Mechanism
from recommendations.choices import Publication
from recommendations.models import (
    GroupLink,
    ObjectiveLink,
    PositionChange,
    Recommendation,
    RecommendationText,
    RecommendingState,
    SdgGoalLink,
    SdgTargetLink,
    Theme,
    ThemeLink,
)

from . import withheld

# Stands in addresses for the status "", which is no assessment yet.
NOT_ASSESSED = "not_assessed"
FACETS = ("mechanism", "status", "position")


def end_of(day: dt.date) -> dt.datetime:
    """The first moment after `day` in the State's time zone."""
    midnight = dt.datetime.combine(day + dt.timedelta(days=1), dt.time())
    return timezone.make_aware(midnight, timezone.get_default_timezone())


def last_events(model: Any, end: dt.datetime, **only: Any) -> QuerySet:
    """The rows of a tracked model as they stood just before `end`; deleted ones are not there.

    `only` narrows by columns that never change in a row, such as what a link links.
    """
    events = model.pgh_event_model.objects
    last = (
        events.filter(pgh_created_at__lt=end, **only)
        .order_by("pgh_obj_id", "-pgh_created_at", "-pgh_id")
        .distinct("pgh_obj_id")
    )
    found: QuerySet = events.filter(pgh_id__in=last.values("pgh_id")).exclude(pgh_label="delete")
    return found


def last_linked(model: Any, end: dt.datetime, linked: Q) -> QuerySet:
    """`last_events` of the rows that were `linked` just before `end`, where a link may move: to the
    record that another one was merged into, and back.
    """
    ever = model.pgh_event_model.objects.filter(linked, pgh_created_at__lt=end)
    return last_events(model, end, pgh_obj_id__in=ever.values("pgh_obj_id")).filter(linked)


def public_records(end: dt.datetime, **only: Any) -> QuerySet:
    """Events of Recommendation: those published then, and not withheld since."""
    return (
        last_events(Recommendation, end, **only)
        .filter(publication=Publication.PUBLISHED)
        .exclude(pgh_obj_id__in=withheld.KEYS)
    )


@dataclass
class PastRegister:
    """The register on one day, narrowed as asked; six queries, however large it is.

    `chosen` holds the values of `FACETS`; `theme` is a code, "" for all; `words` all have to
    stand in one text as it was then, or the reference, symbol or paragraph is as typed.
    """

    day: dt.date
    words: str = ""
    theme: str = ""
    chosen: dict[str, str] = field(default_factory=dict)

    @cached_property
    def end(self) -> dt.datetime:
        return end_of(self.day)

    @cached_property
    def mechanisms(self) -> dict[int, Mechanism]:
        return {row.pk: row for row in Mechanism.objects.all()}

    @cached_property
    def themes(self) -> list[Theme]:
        return list(Theme.objects.all())

    @cached_property
    def found(self) -> QuerySet:
        """Events that fit words and theme."""
        rows = public_records(self.end)
        if self.theme:
            links = last_events(ThemeLink, self.end, theme__in=self._branch())
            rows = rows.filter(pgh_obj_id__in=links.values("recommendation_id"))
        return rows.filter(self._said(self.words)) if self.words else rows

    def _branch(self) -> set[int]:
        """The theme with all that lie below it."""
        keys = {row.pk for row in self.themes if row.code == self.theme}
        below = keys
        while below:
            below = {row.pk for row in self.themes if row.parent_id in below} - keys
            keys = keys | below
        return keys

    def _said(self, words: str) -> Q:
        texts = last_events(RecommendationText, self.end)
        for word in words.split():
            texts = texts.filter(text__icontains=word)
        return (
            Q(pgh_obj_id__in=texts.values("recommendation_id"))
            | Q(reference__istartswith=words)
            | Q(symbol__iexact=words)
            | Q(paragraph=words)
        )

    @cached_property
    def _cube(self) -> list[tuple[dict[str, str], int]]:
        """How many there are of each mechanism, status and position together."""
        counted = (
            self.found.order_by()
            .values_list("mechanism_id", "status", "position")
            .annotate(number=Count("pgh_id"))
        )
        return [
            (
                {
                    "mechanism": self.mechanisms[mechanism].code.lower(),
                    "status": status or NOT_ASSESSED,
                    "position": position,
                },
                number,
            )
            for mechanism, status, position, number in counted
            if mechanism in self.mechanisms
        ]

    def counts(self, facet: str) -> Counter[str]:
        """How many there are of each value of a facet, under what is chosen in the others."""
        others = {name: value for name, value in self.chosen.items() if name != facet and value}
        counted: Counter[str] = Counter()
        for values, number in self._cube:
            if all(values[name] == value for name, value in others.items()):
                counted[values[facet]] += number
        return counted

    @property
    def total(self) -> int:
        return sum(
            number
            for values, number in self._cube
            if all(values[name] == value for name, value in self.chosen.items() if value)
        )

    @property
    def rows(self) -> QuerySet:
        """The events that fit all that is chosen, in the order of the register."""
        rows, chosen = self.found, self.chosen
        if chosen.get("mechanism"):
            keys = [
                row.pk
                for row in self.mechanisms.values()
                if row.code.lower() == chosen["mechanism"]
            ]
            rows = rows.filter(mechanism_id__in=keys)
        if chosen.get("status"):
            rows = rows.filter(status="" if chosen["status"] == NOT_ASSESSED else chosen["status"])
        if chosen.get("position"):
            rows = rows.filter(position=chosen["position"])
        return rows.order_by(
            F("issued_on").desc(nulls_last=True), "symbol", "paragraph_key", "pgh_obj_id"
        )


def texts_of(records: Iterable[int], end: dt.datetime) -> dict[int, list[Any]]:
    """By record, its texts as they stood, the authentic one first; one query."""
    texts = last_events(RecommendationText, end, recommendation__in=list(records))
    found: dict[int, list[Any]] = {}
    for text in texts.order_by("-is_authentic", "language"):
        found.setdefault(text.recommendation_id, []).append(text)
    return found


# Each list of terms with its title, the model of its links, and where the term's code stands.
_LINKED: tuple[tuple[Promise, Any, str, str], ...] = (
    (gettext_lazy("Recommending States"), RecommendingState, "state", ""),
    (gettext_lazy("Themes"), ThemeLink, "theme", ""),
    (gettext_lazy("Affected groups"), GroupLink, "group", ""),
    (gettext_lazy("Sustainable Development Goals"), SdgGoalLink, "goal", "number"),
    (gettext_lazy("Sustainable Development Goals"), SdgTargetLink, "target", "code"),
    (gettext_lazy("Objectives"), ObjectiveLink, "objective", ""),
)


def terms_of(record: int, end: dt.datetime) -> list[tuple[str, list[str]]]:
    """Title of a list and the terms of it that were linked then, by today's names; one query."""
    parts = [
        last_events(model, end, recommendation=record)
        .order_by()
        .annotate(
            place=Value(place),
            code=Cast(f"{term}__{code}", CharField()) if code else Value(""),
        )
        .values_list("place", "code", f"{term}__name", f"{term}__name_translations")
        for place, (_title, model, term, code) in enumerate(_LINKED)
    ]
    language = (get_language() or "").split("-")[0]
    found: dict[str, list[str]] = {}
    rows = parts[0].union(*parts[1:], all=True)
    for place, code, name, others in sorted(rows, key=_in_order):
        # A term that was deleted since has no name any more.
        if name:
            words = f"{code} {others.get(language) or name}".strip()
            found.setdefault(str(_LINKED[place][0]), []).append(words)
    return list(found.items())


def _in_order(row: Any) -> tuple[int, list[str], str]:
    """By list, then by number: goal 4 before goal 16, target 16.9 before 16.10."""
    place, code, name, _others = row
    return place, [part.zfill(3) for part in code.split(".")], name or ""


def shown_text(texts: list[Any], language: str = "") -> Any:
    """The text asked for, else in the page's language, else the authentic one, else any; or None."""
    by_language = {text.language: text for text in texts}
    page = (get_language() or "").split("-")[0]
    return by_language.get(language) or by_language.get(page) or next(iter(texts), None)


def since(records: Iterable[int]) -> dict[int, Recommendation]:
    """The same records as they are today; one that is deleted is missing. One query."""
    rows = Recommendation.objects.filter(pk__in=list(records)).select_related("merged_into")
    return {row.pk: row for row in rows}


def find(reference: str, end: dt.datetime) -> Any:
    """The event of the record that bears the reference, then or today; None where none was public."""
    events: Any = Recommendation.pgh_event_model.objects  # type: ignore[attr-defined]
    bore = events.filter(reference=reference, pgh_created_at__lt=end).values("pgh_obj_id")
    today = Recommendation.objects.filter(reference=reference).values("pk")
    then, now = (
        public_records(end, pgh_obj_id__in=keys).select_related("mechanism", "review")
        for keys in (bore, today)
    )
    return then.filter(reference=reference).first() or now.first()


def positions_of(record: int, end: dt.datetime) -> list[Any]:
    """The entries of the history of positions that were on record then and not yet corrected."""
    entries = list(last_events(PositionChange, end, recommendation=record))
    corrected = {entry.corrects_id for entry in entries}
    standing = [entry for entry in entries if entry.pgh_obj_id not in corrected]
    return sorted(standing, key=lambda one: (one.taken_on or dt.date.min, one.id), reverse=True)
