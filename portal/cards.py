"""Lines of a list of recommendations, with the few facts that each shows."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from django.db.models import Prefetch, Q, QuerySet
from django.utils.formats import date_format
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from mechanisms.choices import MechanismKind
from mechanisms.models import State
from recommendations.choices import AssignmentRole, AssignmentState, Position, Publication
from recommendations.models import Cluster, Recommendation, RecommendationText

from .reader import Reader


@dataclass(frozen=True, slots=True)
class Item:
    """A fact below a line, with a link where there is something behind it."""

    label: str
    url: str = ""


@dataclass(slots=True)
class Card:
    url: str
    reference: str
    status: str
    text: str
    language: str
    meta: list[Item] = field(default_factory=list)


# What a line reads of a recommendation and of who asked; a page has dozens of lines, and to make
# whole records of all that belongs to them takes longer than to show them.
SHOWN = (
    *("reference", "status", "position", "publication", "follow_up_due_on", "paragraph"),
    *("issued_on", "mechanism__kind", "mechanism__short_name"),
    *("review__cycle", "review__published_on", "review__held_on"),
)

SHOWN_OF_TEXTS = ("recommendation", "language", "text", "is_authentic", "is_machine_made")


def with_card_facts(rows: QuerySet[Recommendation]) -> QuerySet[Recommendation]:
    """Read with the rows what a card needs of them; two more queries whatever the number."""
    language = (get_language() or "").split("-")[0]
    texts = RecommendationText.objects.filter(Q(language=language) | Q(is_authentic=True))
    return (
        rows.select_related("mechanism", "review")
        .only(*SHOWN)
        .prefetch_related(
            Prefetch("texts", texts.only(*SHOWN_OF_TEXTS)),
            Prefetch(
                "recommending_states", State.objects.only("name", "name_translations", "iso3")
            ),
        )
    )


def make_cards(
    reader: Reader, rows: Iterable[Recommendation], *, on_page_of: Cluster | None = None
) -> list[Card]:
    """Cards of rows read by `with_card_facts`, in their order; two queries for leads and clusters.

    The page of a cluster names the other clusters of its members, not itself.
    """
    listed = list(rows)
    keys = [row.pk for row in listed]
    clusters: dict[int, list[Cluster]] = {}
    memberships = reader.memberships.filter(recommendation__in=keys).select_related("cluster")
    for link in memberships.only(
        "recommendation", "cluster__slug", "cluster__title", "cluster__title_translations"
    ):
        clusters.setdefault(link.recommendation_id, []).append(link.cluster)
    leads = _leads(reader, keys, clusters)
    return [
        _card(
            row,
            leads.get(row.pk, []),
            [cluster for cluster in clusters.get(row.pk, []) if cluster != on_page_of],
        )
        for row in listed
    ]


def _leads(
    reader: Reader, keys: Sequence[int], clusters: dict[int, list[Cluster]]
) -> dict[int, list[Item]]:
    """By recommendation, who leads: itself assigned, else through one of its clusters."""
    of_clusters = {cluster.pk for found in clusters.values() for cluster in found}
    assignments = (
        reader.assignments.filter(role=AssignmentRole.LEAD, state=AssignmentState.ACCEPTED)
        .filter(Q(recommendation__in=keys) | Q(cluster__in=of_clusters))
        .select_related("institution")
        .only(
            *("recommendation", "cluster"),
            *("institution__slug", "institution__name", "institution__name_translations"),
        )
    )
    direct: dict[int, Item] = {}
    through: dict[int, Item] = {}
    for assignment in assignments:
        institution = assignment.institution
        item = Item(institution.label, institution.get_absolute_url())
        if assignment.recommendation_id:
            direct[assignment.recommendation_id] = item
        elif assignment.cluster_id:
            through[assignment.cluster_id] = item
    found: dict[int, list[Item]] = {}
    for key in keys:
        if key in direct:
            found[key] = [direct[key]]
        else:
            items = (through.get(cluster.pk) for cluster in clusters.get(key, []))
            found[key] = list(dict.fromkeys(item for item in items if item))
    return found


def _card(row: Recommendation, leads: list[Item], clusters: list[Cluster]) -> Card:
    text = row.shown_text
    meta = [Item(asked_by(row))]
    if row.publication != Publication.PUBLISHED:
        meta.insert(0, Item(row.get_publication_display()))
    if text and text.is_machine_made:
        meta.append(Item(_("Machine translation")))
    if row.position != Position.NOT_STATED:
        meta.append(Item(row.get_position_display()))
    if row.follow_up_due_on:
        meta.append(
            Item(
                _("follow-up by %(date)s")
                % {"date": date_format(row.follow_up_due_on, "SHORT_DATE_FORMAT")}
            )
        )
    meta += leads or [Item(_("Not assigned"))]
    meta += [Item(cluster.label, cluster.get_absolute_url()) for cluster in clusters]
    return Card(
        url=row.get_absolute_url(),
        reference=row.reference,
        status=row.status,
        text=text.text if text else "",
        language=text.language if text else "",
        meta=meta,
    )


def asked_by(row: Recommendation) -> str:
    """The mechanism and the occasion in one line: "UPR, 4th cycle · Costa Rica"."""
    parts = [occasion(row)]
    states = [state.label for state in row.recommending_states.all()]
    if len(states) > 3:
        parts.append(
            _("%(first)s and %(number)d more States")
            % {
                "first": states[0],
                "number": len(states) - 1,
            }
        )
    elif states:
        parts.append(", ".join(states))
    elif row.paragraph:
        parts.append(_("para. %(number)s") % {"number": row.paragraph})
    return " · ".join(parts)


def occasion(row: Recommendation) -> str:
    """ "UPR, cycle 4", "CRC, 2023"."""
    mechanism, review = row.mechanism, row.review
    if mechanism.kind == MechanismKind.UPR and review and review.cycle:
        return _("%(mechanism)s, cycle %(number)d") % {
            "mechanism": mechanism.short_name,
            "number": review.cycle,
        }
    year = review.year if review else row.issued_on.year if row.issued_on else None
    return f"{mechanism.short_name}, {year}" if year else mechanism.short_name
