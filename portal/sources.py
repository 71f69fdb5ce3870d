"""How happenings of one kind are read: columns alike for all, so that one statement reads them."""

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.db.models import JSONField, Q, QuerySet, TextField, Value
from django.db.models.functions import Cast, Concat

from focalpoints.models import Institution
from mechanisms.models import Mechanism
from recommendations.choices import AssignmentRole, AssignmentState, Publication

from .reader import Reader

# event: the kind; entry: names the happening for ever; leads_to, place: what it is about and its
# address there; named(_in): its title; said, voice: a word on it; by…: the institution, if any.
COLUMNS = (
    *("event", "entry", "at", "leads_to", "place", "named", "named_in", "said", "voice"),
    *("by", "by_in", "by_place"),
)
# Columns that are not texts.
NOT_TEXT = ("at", "named_in", "by_in")
NOTHING = Value({}, output_field=JSONField())
EMPTY: dict[str, Any] = {
    **dict.fromkeys(("said", "voice", "by", "by_place"), Value("")),
    **dict.fromkeys(("named_in", "by_in"), NOTHING),
}
# Records that a path may lead through, which may be drafts.
LED_THROUGH = frozenset({"recommendation", "recommendations", "cluster", "clusters"})
ASSIGNED = "assignments__institution"
MEMBERS = (AssignmentRole.LEAD, AssignmentRole.CONTRIBUTING)

# Which rows are about a record; None where none can be.
About = Callable[[Reader, Any], Q | None]


@dataclass(frozen=True)
class Source:
    """Where happenings of some kinds are read.

    `name` begins the key of each for ever. `facts` are expressions for the columns that are not
    empty; `mechanism` the paths to the mechanism, `parts` those to institutions with a part in it;
    `about` tells which rows belong to one record, None where none do.
    """

    name: str
    kinds: frozenset[str]
    model: Any
    leads_to: str
    rows: Callable[[Reader, dt.date], QuerySet]
    facts: dict[str, Any]
    mechanism: tuple[str, ...] = ()
    parts: tuple[str, ...] = ()
    about: About | None = None

    def annotated(self, reader: Reader, on: dt.date) -> QuerySet:
        """Rows with all `COLUMNS`."""
        facts: dict[str, Any] = {"event": Value(next(iter(self.kinds))), **EMPTY, **self.facts}
        facts["leads_to"] = Value(self.leads_to)
        facts["entry"] = Concat(Value(f"{self.name}:"), Cast("pk", TextField()))
        found: QuerySet = self.rows(reader, on).annotate(
            **{
                name: facts[name] if name in NOT_TEXT else Cast(facts[name], TextField())
                for name in COLUMNS
            }
        )
        return found

    def of_mechanism(self, mechanism: Mechanism) -> Q:
        return self._reached([{path: mechanism} | _public(path) for path in self.mechanism])

    def of_institution(self, institution: Institution) -> Q:
        """The institution has a part in it; of assignments those that it accepted."""
        asked: list[dict[str, Any]] = []
        for path in self.parts:
            where: dict[str, Any] = {path: institution} | _public(path)
            if path.endswith(ASSIGNED):
                stem = path.removesuffix("institution")
                where |= {f"{stem}state": AssignmentState.ACCEPTED, f"{stem}role__in": MEMBERS}
            asked.append(where)
        return self._reached(asked)

    def _reached(self, asked: list[dict[str, Any]]) -> Q:
        """Rows that any of the paths leads to, each once."""
        condition = Q()
        for where in asked:
            rows = self.model.objects.order_by().filter(**where)
            condition |= Q(pk__in=rows.values("pk"))
        return condition


def _public(path: str) -> dict[str, str]:
    """What a path leads through has to be published: a draft's links are nobody's to know."""
    steps = path.split("__")
    return {
        f"{'__'.join(steps[: place + 1])}__publication": Publication.PUBLISHED
        for place, step in enumerate(steps)
        if step in LED_THROUGH
    }
