"""Lines of a list of recommendations, with the few facts that each shows."""

import datetime as dt
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial
from typing import Any
from urllib.parse import quote

from django.db.models import F, Q, QuerySet, Value
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from mechanisms.choices import MechanismKind
from nmirf.common.dates import today
from recommendations.choices import AssignmentRole, AssignmentState, Position, Publication
from recommendations.models import (
    Cluster,
    Recommendation,
    RecommendationText,
    RecommendingState,
)

from .counting import keep_each
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


@dataclass(slots=True)
class Ties:
    """What a line shows besides the record itself: words, States, clusters by key, who leads.

    `lead` is assigned itself, `leads` are those of its clusters, by the cluster's key.
    """

    language: str = ""
    text: str = ""
    is_machine_made: bool = False
    states: list[str] = field(default_factory=list)
    clusters: dict[int, Item] = field(default_factory=dict)
    lead: Item | None = None
    leads: dict[int, Item] = field(default_factory=dict)

    @property
    def led_by(self) -> list[Item]:
        """Who leads: itself assigned, else through its clusters."""
        if self.lead:
            return [self.lead]
        return list(dict.fromkeys(self.leads[key] for key in self.clusters if key in self.leads))


def make_cards(
    reader: Reader, rows: Iterable[Facts], *, on_page_of: Cluster | None = None
) -> list[Card]:
    """Cards of rows read by `with_card_facts`, in their order; two more queries.

    The page of a cluster names the other clusters of its members, not itself.
    """
    listed = list(rows)
    ties = _ties(reader, [row["pk"] for row in listed])
    here, address = on_page_of.pk if on_page_of else None, _addresses("portal:recommendation")
    return [_card(row, ties[row["pk"]], address(row["reference"]), here) for row in listed]


def _card(row: Facts, ties: Ties, url: str, here: int | None) -> Card:
    meta = _meta(row, ties.states)
    if ties.is_machine_made:
        meta.append(Item(_("Machine translation")))
    meta += ties.led_by or [Item(_("Not assigned"))]
    meta += [item for cluster, item in ties.clusters.items() if cluster != here]
    return Card(
        url=url,
        reference=row["reference"],
        status=row["status"],
        text=ties.text,
        language=ties.language,
        meta=meta,
    )


def _ties(reader: Reader, keys: Sequence[int]) -> dict[int, Ties]:
    """By recommendation; those of strangers are all the same, and are kept.

    Pages without counts have not asked how new the tables are: there, to read them is as quick.
    """
    if reader.user.is_authenticated or reader.state is None:
        return _read_ties(reader, keys)
    return keep_each(reader, f"ties:{_language()}", keys, (today(),), partial(_read_ties, reader))


def _read_ties(reader: Reader, keys: Sequence[int]) -> dict[int, Ties]:
    found = {key: Ties() for key in keys}
    _add_texts(found)
    _add_links(reader, found)
    return found


def _addresses(name: str) -> Callable[[str], str]:
    """The address of each page of one kind: to reverse every one takes longer than the rest."""
    start, _gap, end = reverse(name, args=["0"]).rpartition("0")
    return lambda value: f"{start}{quote(value, safe=UNQUOTED)}{end}"


def _language() -> str:
    return (get_language() or "").split("-")[0]


def _add_texts(found: Mapping[int, Ties]) -> None:
    """In the page's language where there is a text in it, else the authentic one; one query."""
    language = _language()
    rows = RecommendationText.objects.filter(recommendation__in=found).order_by()
    shown = rows.filter(Q(language=language) | Q(is_authentic=True))
    facts = ("recommendation", "language", "text", "is_machine_made")
    for key, code, text, is_machine_made in shown.values_list(*facts):
        ties = found[key]
        if code == language or not ties.language:
            ties.language, ties.text, ties.is_machine_made = code, text, is_machine_made


LINKED = ("what", "record", "within", "term", "address", "label", "others")


def _add_links(reader: Reader, found: Mapping[int, Ties]) -> None:
    """The States that made each, its clusters, and who leads; one query."""
    keys = list(found)
    through: dict[int, Item] = {}
    language = _language()
    of_cluster, of_institution = _addresses("portal:cluster"), _addresses("portal:institution")
    rows = _of_states(keys).union(_of_clusters(reader, keys), _of_leads(reader, keys), all=True)
    for what, key, cluster, _term, address, name, translations in rows.order_by("label", "term"):
        label = translations.get(language) or name
        if what == "state":
            found[key].states.append(label)
        elif what == "cluster":
            found[key].clusters[cluster] = Item(label, of_cluster(address))
        elif key:
            found[key].lead = Item(label, of_institution(address))
        else:
            through[cluster] = Item(label, of_institution(address))
    for ties in found.values():
        ties.leads = {key: through[key] for key in ties.clusters if key in through}


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
