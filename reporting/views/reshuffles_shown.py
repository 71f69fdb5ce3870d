"""A reshuffle in words, and what its pages send back, read."""

import datetime as dt
import json
from collections import Counter
from dataclasses import dataclass
from typing import Any
from uuid import UUID, uuid4

from django.http import QueryDict
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from focalpoints.choices import ReshuffleKind, ReshuffleSide
from focalpoints.models import Institution, Reshuffle
from nmirf.common.numbers import whole
from recommendations.models import Theme
from reporting.services.reshuffles import THINGS, Plan, Preview

TITLES = {
    ReshuffleKind.RENAME: gettext_lazy("Rename an institution"),
    ReshuffleKind.MERGE: gettext_lazy("Merge institutions"),
    ReshuffleKind.SPLIT: gettext_lazy("Divide an institution"),
    ReshuffleKind.DISSOLVE: gettext_lazy("Dissolve an institution"),
}
ACTS = {
    ReshuffleKind.RENAME: gettext_lazy("Rename"),
    ReshuffleKind.MERGE: gettext_lazy("Merge"),
    ReshuffleKind.SPLIT: gettext_lazy("Divide"),
    ReshuffleKind.DISSOLVE: gettext_lazy("Dissolve"),
}
_EXPLAINED = {
    ReshuffleKind.RENAME: gettext_lazy(
        "It goes on under another name. What it said stays under the name of its day."
    ),
    ReshuffleKind.MERGE: gettext_lazy(
        "Two or more become one, new or existing, which takes over what is open."
    ),
    ReshuffleKind.SPLIT: gettext_lazy(
        "One becomes several, or gives a part away. You say who gets what."
    ),
    ReshuffleKind.DISSOLVE: gettext_lazy(
        "It ends. Another one follows, or what is open is assigned later."
    ),
}
ALL = "all:"
THEME = "theme:"
TICKED = "ticked"
# More institutions than come out of any reshuffle.
MOST_PLACES = 999


def kinds() -> list[tuple[str, Any, Any]]:
    """(kind, title, what it means) of each."""
    return [(kind.value, TITLES[kind], _EXPLAINED[kind]) for kind in ReshuffleKind]


@dataclass(frozen=True)
class Told:
    """A reshuffle that was carried out, for its page and for lists."""

    row: Reshuffle

    @property
    def before(self) -> list[tuple[str, Institution]]:
        """(the name on the eve, the institution) of each that there was."""
        return self._side(ReshuffleSide.BEFORE, self.row.effective_on - dt.timedelta(days=1))

    @property
    def after(self) -> list[tuple[str, Institution]]:
        """(the name on the first day, the institution) of each that follows."""
        return self._side(ReshuffleSide.AFTER, self.row.effective_on)

    def _side(self, side: ReshuffleSide, on: dt.date) -> list[tuple[str, Institution]]:
        return [
            (part.institution.name_on(on), part.institution)
            for part in self.row.parts.all()
            if part.side == side
        ]

    @property
    def moved(self) -> list[tuple[Any, int]]:
        """(what, how many), in the order in which they moved."""
        counts = self.row.moved.get("counts", {})
        known = [(thing.label, counts[thing.noun]) for thing in THINGS if thing.noun in counts]
        if "handovers" in counts:
            known.append((gettext_lazy("Handovers under way"), counts["handovers"]))
        return known


def sentence(plan: Plan) -> str:
    """Who becomes whom, in one line."""
    words = {
        "before": ", ".join(row.label for row in plan.before),
        "after": ", ".join(one.label for one in plan.after),
        "day": date_format(plan.effective_on, "DATE_FORMAT"),
    }
    if not plan.after:
        return _("%(before)s ends; nobody follows yet (%(day)s)") % words
    return _("%(before)s → %(after)s (%(day)s)") % words


def consequences(preview: Preview) -> list[str]:
    """What follows, in sentences, for the page before the deed."""
    plan = preview.plan
    found = [
        _("%(what)s: %(number)d") % {"what": group.label, "number": len(group.lines)}
        for group in preview.groups
    ]
    if plan.kind == ReshuffleKind.SPLIT:
        found = _shares(preview)
    if plan.kind == ReshuffleKind.RENAME:
        found.append(_("Published and signed things stay under the name of their day."))
    if plan.ending and plan.after:
        found.insert(0, _("All this moves at once, under one reason in the history:"))
    if plan.ending and not plan.after:
        found.insert(0, _("Posts end; all this is then to be assigned, and waits on a list:"))
    if plan.ending:
        names = ", ".join(row.label for row in plan.ending)
        ended = _(
            "%(names)s: no longer offered anywhere; the public page stays and says who follows."
        )
        found.append(ended % {"names": names})
    found.append(_("Everybody concerned is told. It cannot be undone by a click."))
    return [*found, *preview.warnings]


def _shares(preview: Preview) -> list[str]:
    """Of a division, how many lines each part gets or keeps, and how many posts end."""
    counts = Counter(places(preview).values())
    mine = {row.pk for row in preview.plan.before}
    found = []
    for place, target in enumerate(preview.plan.after):
        keeps = target.institution is not None and target.institution.pk in mine
        words = _("%(name)s keeps: %(number)d") if keeps else _("%(name)s gets: %(number)d")
        found.append(words % {"name": target.label, "number": counts[place]})
    if counts[-1]:
        found.append(_("Posts that end: %(number)d") % {"number": counts[-1]})
    return found


def typed(data: QueryDict) -> dict[str, int]:
    """By key of a row, the place of who gets it, as the page of the preview or the last one says."""
    if "given" in data:
        return _read(str(data["given"]))
    chosen = {name: str(value) for name, value in data.items() if name.startswith("to:")}
    given = {
        name.removeprefix("to:"): place
        for name, value in chosen.items()
        if (place := -1 if value == "-1" else whole(value, 0, MOST_PLACES)) is not None
    }
    return given | dict.fromkeys(data.getlist("leave"), -1)


def _read(text: str) -> dict[str, int]:
    try:
        found = json.loads(text)
    except ValueError:
        return {}
    if not isinstance(found, dict):
        return {}
    return {str(key): place for key, place in found.items() if isinstance(place, int)}


def places(preview: Preview) -> dict[str, int]:
    """By key, who gets what, of every row of the preview."""
    return {line.key: line.target for group in preview.groups for line in group.lines}


def reference(data: QueryDict) -> UUID:
    """The name that the form gave to the act, so that one form makes one act."""
    try:
        return UUID(data.get("reference", ""))
    except ValueError:
        return uuid4()


def scopes(preview: Preview) -> list[tuple[str, str]]:
    """(value, words) of what can be put to one part at once: ticked lines, a kind, a theme."""
    found = [(TICKED, _("What is ticked"))]
    found += [
        (f"{ALL}{group.noun}", _("All: %(what)s") % {"what": group.label})
        for group in preview.groups
    ]
    everything = {pk for themes in preview.themes.values() for pk in themes}
    rows = Theme.objects.filter(pk__in=everything, parent=None) if everything else []
    return found + [
        (f"{THEME}{row.pk}", _("Everything on: %(theme)s") % {"theme": row.label}) for row in rows
    ]


def in_bulk(data: QueryDict, preview: Preview) -> dict[str, int]:
    """Who gets what after what the page asked to be put to one part at once."""
    given = places(preview)
    place = whole(data.get("bulk_to", ""), 0, len(preview.plan.after) - 1)
    if place is None:
        return given
    return given | dict.fromkeys(_chosen(data, preview), place)


def _chosen(data: QueryDict, preview: Preview) -> list[str]:
    scope = data.get("bulk_of", TICKED)
    keys = list(places(preview))
    if scope.startswith(ALL):
        return [key for key in keys if key.startswith(f"{scope.removeprefix(ALL)}:")]
    if scope.startswith(THEME):
        theme = scope.removeprefix(THEME)
        return [key for key in keys if theme in map(str, preview.themes.get(key, ()))]
    ticked = set(data.getlist("pick"))
    return [key for key in keys if key in ticked]


def unlocked(query: QueryDict) -> str:
    """The query less the act, by which the form is shown again with what was typed."""
    again = query.copy()
    again.pop("act", None)
    return again.urlencode()
