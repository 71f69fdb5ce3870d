"""Lines of a list of recommendations, with the few facts that each shows."""

import datetime as dt
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import quote

from django.db.models import F, Q, QuerySet, Value
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
    """Cards of rows read by `with_card_facts`, in their order; two more queries.

    The page of a cluster names the other clusters of its members, not itself.
    """
    listed = list(rows)
    keys = [row["pk"] for row in listed]
    texts, (states, clusters, leads) = _texts(keys), _links(reader, keys)
    here, address = on_page_of.pk if on_page_of else None, _addresses("portal:recommendation")
    cards = []
    for row in listed:
        key = row["pk"]
        language, text, is_machine_made = texts.get(key, ("", "", False))
        within = clusters.get(key, {})
        others = [item for cluster, item in within.items() if cluster != here]
        meta = _meta(row, states.get(key, []))
        if is_machine_made:
            meta.append(Item(_("Machine translation")))
        meta += _leads(leads, key, within) or [Item(_("Not assigned"))]
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


# Who leads, by recommendation and by cluster.
Leads = tuple[dict[int, Item], dict[int, Item]]
LINKED = ("what", "record", "within", "term", "address", "label", "others")


def _links(
    reader: Reader, keys: Sequence[int]
) -> tuple[dict[int, list[str]], dict[int, dict[int, Item]], Leads]:
    """By recommendation, the States that made it and its clusters; and who leads; one query."""
    states: dict[int, list[str]] = {}
    clusters: dict[int, dict[int, Item]] = {}
    direct: dict[int, Item] = {}
    through: dict[int, Item] = {}
    language = _language()
    of_cluster, of_institution = _addresses("portal:cluster"), _addresses("portal:institution")
    found = _of_states(keys).union(_of_clusters(reader, keys), _of_leads(reader, keys), all=True)
    for what, key, cluster, _term, address, name, translations in found.order_by("label", "term"):
        label = translations.get(language) or name
        if what == "state":
            states.setdefault(key, []).append(label)
        elif what == "cluster":
            clusters.setdefault(key, {})[cluster] = Item(label, of_cluster(address))
        elif key:
            direct[key] = Item(label, of_institution(address))
        else:
            through[cluster] = Item(label, of_institution(address))
    return states, clusters, (direct, through)


def _of_states(keys: Sequence[int]) -> QuerySet:
    found: QuerySet = (
        RecommendingState.objects.filter(recommendation__in=keys)
        .order_by()
        .annotate(what=Value("state"), record=F("recommendation"), within=F("state"))
        .annotate(term=F("state"), address=F("state__iso3"), label=F("state__name"))
        .annotate(others=F("state__name_translations"))
        .values_list(*LINKED)
    )
    return found


def _of_clusters(reader: Reader, keys: Sequence[int]) -> QuerySet:
    found: QuerySet = (
        reader.memberships.filter(recommendation__in=keys)
        .order_by()
        .annotate(what=Value("cluster"), record=F("recommendation"), within=F("cluster"))
        .annotate(term=F("cluster"), address=F("cluster__slug"), label=F("cluster__title"))
        .annotate(others=F("cluster__title_translations"))
        .values_list(*LINKED)
    )
    return found


def _of_leads(reader: Reader, keys: Sequence[int]) -> QuerySet:
    """Who accepted to lead one of them, or one of the clusters that the reader sees them in."""
    within = reader.memberships.filter(recommendation__in=keys).values("cluster")
    found: QuerySet = (
        reader.assignments.filter(role=AssignmentRole.LEAD, state=AssignmentState.ACCEPTED)
        .filter(Q(recommendation__in=keys) | Q(cluster__in=within))
        .order_by()
        .annotate(what=Value("lead"), record=F("recommendation"), within=F("cluster"))
        .annotate(term=F("institution"), address=F("institution__slug"))
        .annotate(label=F("institution__name"), others=F("institution__name_translations"))
        .values_list(*LINKED)
    )
    return found


def _leads(leads: Leads, key: int, clusters: Iterable[int]) -> list[Item]:
    """Who leads: itself assigned, else through its clusters."""
    direct, through = leads
    if key in direct:
        return [direct[key]]
    return list(dict.fromkeys(through[cluster] for cluster in clusters if cluster in through))


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
