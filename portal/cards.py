"""Lines of a list of recommendations, with the few facts that each shows."""

import datetime as dt
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import quote

from django.db.models import Q, QuerySet
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from mechanisms.choices import MechanismKind
from recommendations.choices import AssignmentRole, AssignmentState, Position, Publication
from recommendations.models import (
    Cluster,
    Recommendation,
    RecommendationText,
    RecommendingState,
)

from .reader import Reader


@dataclass(frozen=True, slots=True)
class Item:
    """A fact below a line, with a link where there is something behind it."""

    label: str
    url: str = ""


@dataclass(frozen=True, slots=True)
class Pick:
    """A tick box on a line: its value, whether it is ticked, and where a tick is sent."""

    value: str
    is_picked: bool
    url: str


@dataclass(slots=True)
class Card:
    url: str
    reference: str
    status: str
    text: str
    language: str
    meta: list[Item] = field(default_factory=list)
    pick: Pick | None = None


# What a line reads of a recommendation and of who asked; a page has dozens of lines, and to make
# whole records of all that belongs to them takes longer than to show them.
SHOWN = (
    *("pk", "reference", "status", "position", "publication", "follow_up_due_on", "paragraph"),
    *("issued_on", "mechanism__kind", "mechanism__short_name"),
    *("review", "review__cycle", "review__published_on", "review__held_on"),
)
Facts = dict[str, Any]
# What a segment of a path holds as it is. Source: RFC 3986, section 3.3.
UNQUOTED = "!$&'()*+,;=:@"


def with_card_facts(rows: QuerySet[Recommendation], *more: str) -> QuerySet[Any, Facts]:
    """What a card needs of each row, and columns that the page itself wants, as a mapping."""
    found: QuerySet[Any, Facts] = rows.values(*SHOWN, *more)
    return found


def make_cards(
    reader: Reader, rows: Iterable[Facts], *, on_page_of: Cluster | None = None
) -> list[Card]:
    """Cards of rows read by `with_card_facts`, in their order; four more queries.

    The page of a cluster names the other clusters of its members, not itself.
    """
    listed = list(rows)
    keys = [row["pk"] for row in listed]
    texts, states, clusters = _texts(keys), _states(keys), _clusters(reader, keys)
    leads = _leads(reader, keys, clusters)
    here, address = on_page_of.pk if on_page_of else None, _addresses("portal:recommendation")
    cards = []
    for row in listed:
        key = row["pk"]
        language, text, is_machine_made = texts.get(key, ("", "", False))
        others = [item for cluster, item in clusters.get(key, {}).items() if cluster != here]
        meta = _meta(row, states.get(key, []))
        if is_machine_made:
            meta.append(Item(_("Machine translation")))
        meta += leads[key] or [Item(_("Not assigned"))]
        cards.append(
            Card(
                url=address(row["reference"]),
                reference=row["reference"],
                status=row["status"],
                text=text,
                language=language,
                meta=meta + others,
            )
        )
    return cards


def _addresses(name: str) -> Callable[[str], str]:
    """The address of each page of one kind: to reverse every one takes longer than the rest."""
    start, _gap, end = reverse(name, args=["0"]).rpartition("0")
    return lambda value: f"{start}{quote(value, safe=UNQUOTED)}{end}"


def _language() -> str:
    return (get_language() or "").split("-")[0]


def _texts(keys: Sequence[int]) -> dict[int, tuple[str, str, bool]]:
    """By recommendation, language, words and whether a machine made them.

    In the page's language where there is a text in it, else the authentic one.
    """
    language = _language()
    found: dict[int, tuple[str, str, bool]] = {}
    rows = RecommendationText.objects.filter(recommendation__in=keys).order_by()
    shown = rows.filter(Q(language=language) | Q(is_authentic=True))
    facts = ("recommendation", "language", "text", "is_machine_made")
    for key, code, text, is_machine_made in shown.values_list(*facts):
        if code == language or key not in found:
            found[key] = (code, text, is_machine_made)
    return found


def _states(keys: Sequence[int]) -> dict[int, list[str]]:
    """By recommendation, the names of the States that made it, in their order."""
    language = _language()
    found: dict[int, list[str]] = {}
    rows = RecommendingState.objects.filter(recommendation__in=keys)
    for key, name, translations in rows.order_by("state__name", "state").values_list(
        "recommendation", "state__name", "state__name_translations"
    ):
        found.setdefault(key, []).append(translations.get(language) or name)
    return found


def _clusters(reader: Reader, keys: Sequence[int]) -> dict[int, dict[int, Item]]:
    """By recommendation, its clusters by their keys."""
    language, address = _language(), _addresses("portal:cluster")
    found: dict[int, dict[int, Item]] = {}
    rows = reader.memberships.filter(recommendation__in=keys).order_by("cluster__title", "cluster")
    for key, cluster, slug, title, translations in rows.values_list(
        *("recommendation", "cluster", "cluster__slug"),
        *("cluster__title", "cluster__title_translations"),
    ):
        item = Item(translations.get(language) or title, address(slug))
        found.setdefault(key, {})[cluster] = item
    return found


def _leads(
    reader: Reader, keys: Sequence[int], clusters: dict[int, dict[int, Item]]
) -> dict[int, list[Item]]:
    """By recommendation, who leads: itself assigned, else through one of its clusters."""
    of_clusters = {cluster for found in clusters.values() for cluster in found}
    assignments = reader.assignments.filter(
        role=AssignmentRole.LEAD, state=AssignmentState.ACCEPTED
    ).filter(Q(recommendation__in=keys) | Q(cluster__in=of_clusters))
    language, address = _language(), _addresses("portal:institution")
    direct: dict[int, Item] = {}
    through: dict[int, Item] = {}
    ordered = assignments.order_by("institution__name", "institution", "pk")
    for key, cluster, slug, name, translations in ordered.values_list(
        *("recommendation", "cluster", "institution__slug"),
        *("institution__name", "institution__name_translations"),
    ):
        item = Item(translations.get(language) or name, address(slug))
        if key:
            direct[key] = item
        elif cluster:
            through[cluster] = item
    found: dict[int, list[Item]] = {}
    for key in keys:
        if key in direct:
            found[key] = [direct[key]]
        else:
            items = (through.get(cluster) for cluster in clusters.get(key, {}))
            found[key] = list(dict.fromkeys(item for item in items if item))
    return found


def _meta(row: Facts, states: list[str]) -> list[Item]:
    """What stands first below a line: whether it is published, who asked, what was answered."""
    meta = [Item(_asked_by(row, states))]
    if row["publication"] != Publication.PUBLISHED:
        meta.insert(0, Item(str(Publication(row["publication"]).label)))
    if row["position"] != Position.NOT_STATED:
        meta.append(Item(str(Position(row["position"]).label)))
    if row["follow_up_due_on"]:
        day = date_format(row["follow_up_due_on"], "SHORT_DATE_FORMAT")
        meta.append(Item(_("follow-up by %(date)s") % {"date": day}))
    return meta


def _asked_by(row: Facts, states: list[str]) -> str:
    """The mechanism and the occasion in one line: "UPR, 4th cycle · Costa Rica"."""
    day = row["issued_on"]
    if row["review"]:
        day = row["review__published_on"] or row["review__held_on"]
    mechanism = row["mechanism__kind"], row["mechanism__short_name"]
    parts = [_occasion(*mechanism, row["review__cycle"], day)]
    if len(states) > 3:
        parts.append(
            _("%(first)s and %(number)d more States")
            % {"first": states[0], "number": len(states) - 1}
        )
    elif states:
        parts.append(", ".join(states))
    elif row["paragraph"]:
        parts.append(_("para. %(number)s") % {"number": row["paragraph"]})
    return " · ".join(parts)


def occasion(row: Recommendation) -> str:
    """ "UPR, cycle 4", "CRC, 2023"."""
    review, mechanism = row.review, row.mechanism
    day = (review.published_on or review.held_on) if review else row.issued_on
    return _occasion(mechanism.kind, mechanism.short_name, review.cycle if review else None, day)


def _occasion(kind: str, mechanism: str, cycle: int | None, day: dt.date | None) -> str:
    if kind == MechanismKind.UPR and cycle:
        return _("%(mechanism)s, cycle %(number)d") % {"mechanism": mechanism, "number": cycle}
    return f"{mechanism}, {day.year}" if day else mechanism
