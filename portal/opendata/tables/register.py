"""What was asked: recommendations, their texts and links, positions, clusters."""

from collections.abc import Iterator
from typing import Any

from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from mechanisms.choices import ImplementationStatus
from portal.exports.columns import COLUMNS
from portal.exports.rows import Row, read_rows
from portal.opendata.columns import (
    Column,
    Kind,
    address,
    choice,
    day,
    in_languages,
    link,
    listed,
    made_of,
    text,
    truth,
    whole,
)
from portal.reader import Reader
from recommendations.choices import (
    AssignmentRole,
    AssignmentState,
    LinkMethod,
    Overlap,
    Position,
    TextStanding,
    Viewpoint,
)
from recommendations.choices import Kind as RecommendationKind
from recommendations.models import (
    GroupLink,
    ObjectiveLink,
    PositionChange,
    RecommendationText,
    RecommendingState,
    Repeat,
    SdgGoalLink,
    SdgTargetLink,
    ThemeLink,
)
from recommendations.policies import visible_assessments

OF_RECOMMENDATION = _("Reference of the recommendation.")
OF_CLUSTER = _("Code of the cluster.")
OF_INSTITUTION = _("Code of the institution.")
NUMBER = _("Number by which this row is known.")


def of_visible(reader: Reader, model: Any) -> QuerySet:
    """Rows that belong to a recommendation that is public."""
    visible = reader.recommendations.order_by().values("pk")
    found: QuerySet = model.objects.filter(recommendation__in=visible)
    return found


def _recommendations(reader: Reader) -> Iterator[Row]:
    """In the order of their references; read as the register's own files are."""
    rows = reader.recommendations.order_by("reference")
    return read_rows(reader, rows, with_lists=False)


_EXPORTED = {column.name: column for column in COLUMNS}


def _exported(name: str, kind: Kind, **more: Any) -> Column:
    """A column of the register's files, with its definition."""
    known = _EXPORTED[name]
    return Column(name, kind, known.definition, read=known.read, **more)


def _same(name: str, path: str, choices: Any = None, leads_to: str = "", **more: Any) -> Column:
    """A column of the register's files by its code, where the file gives a label."""

    def read(row: Row) -> Any:
        found: Any = row.record
        for part in path.split("."):
            found = getattr(found, part) if found is not None else None
        return found

    return Column(
        name,
        Kind.TEXT,
        _EXPORTED[name].definition,
        read=read,
        choices=choices,
        leads_to=leads_to,
        **more,
    )


RECOMMENDATIONS = made_of(
    "recommendations",
    _("Recommendations"),
    _("What mechanisms asked of the State, one row each."),
    _recommendations,
    _exported("reference", Kind.TEXT, is_key=True),
    _same("mechanism", "mechanism.code", leads_to="mechanisms", is_needed=True),
    _same("review", "review.slug", leads_to="reviews"),
    _exported("cycle", Kind.WHOLE),
    _exported("session", Kind.WHOLE),
    _exported("symbol", Kind.TEXT),
    _exported("paragraph", Kind.TEXT),
    _same("kind", "kind", RecommendationKind, is_needed=True),
    _exported("issued_on", Kind.DAY),
    _same("addressed_to", "addressed_to.iso3", leads_to="states", is_needed=True),
    _exported("text", Kind.TEXT),
    _exported("text_language", Kind.TEXT),
    _exported("text_is_authentic", Kind.TRUTH),
    _same("position", "position", Position, is_needed=True),
    _exported("position_source", Kind.TEXT),
    _exported("response", Kind.TEXT),
    _same("status", "status", ImplementationStatus),
    _exported("status_on", Kind.DAY),
    _exported("follow_up_due_on", Kind.DAY),
    _exported("action_level", Kind.WHOLE),
    _exported("requires_legislation", Kind.TRUTH),
    _exported("activities", Kind.WHOLE, is_needed=True),
    _exported("updates", Kind.WHOLE, is_needed=True),
    _exported("updated_on", Kind.DAY),
    _exported("annotation_id", Kind.TEXT),
    _exported("address", Kind.TEXT, is_needed=True),
    source=_("The documents of the mechanisms, by symbol and paragraph"),
)


def _standing(found: Any) -> str:
    authentic, machine, official = found
    if authentic:
        return TextStanding.AUTHENTIC.value
    if machine:
        return TextStanding.MACHINE.value
    return (TextStanding.OFFICIAL if official else TextStanding.UNOFFICIAL).value


TEXTS = made_of(
    "recommendation_texts",
    _("Texts of recommendations"),
    _("Each recommendation in every language in which there is a text of it."),
    lambda reader: (
        of_visible(reader, RecommendationText)
        .order_by("recommendation__reference", "language")
        .values_list(
            *("recommendation__reference", "language", "heading", "text", "source"),
            *("is_authentic", "is_machine_made", "is_official"),
        )
        .iterator(1000)
    ),
    text(
        "recommendation",
        OF_RECOMMENDATION,
        read=lambda row: row[0],
        is_key=True,
        leads_to="recommendations",
    ),
    text("language", _("Code of the language."), read=lambda row: row[1], is_key=True),
    choice(
        "standing",
        _("Whether it is the authentic text, or which kind of translation."),
        TextStanding,
        read=lambda row: _standing(row[5:]),
        is_needed=True,
    ),
    text("heading", _("Heading in the document."), read=lambda row: row[2]),
    text("text", _("The text itself."), read=lambda row: row[3], is_needed=True),
    text("source", _("Where the text was taken from."), read=lambda row: row[4]),
)


def _reference(**more: Any) -> Column:
    return link(
        "recommendation",
        "recommendations",
        "recommendation__reference",
        OF_RECOMMENDATION,
        **more,
    )


STATES = listed(
    "recommendation_states",
    _("Recommending States"),
    _("Which States made a recommendation, in the Universal Periodic Review."),
    lambda reader: of_visible(reader, RecommendingState).order_by(
        "recommendation__reference", "state__iso3"
    ),
    _reference(is_key=True),
    link("state", "states", "state__iso3", is_key=True),
)


def _terms(name: str, title: Any, definition: Any, model: Any, term: Column) -> Any:
    """What links recommendations to the terms of one list."""
    return listed(
        name,
        title,
        definition,
        lambda reader: of_visible(reader, model).order_by("recommendation__reference", term.path),
        _reference(is_key=True),
        term,
        choice("method", _("Who or what made the link."), LinkMethod, is_needed=True),
    )


LINKS = (
    _terms(
        "recommendation_themes",
        _("Themes of recommendations"),
        _("What each recommendation is about."),
        ThemeLink,
        link("theme", "themes", "theme__code", is_key=True),
    ),
    _terms(
        "recommendation_groups",
        _("Groups of recommendations"),
        _("Whom each recommendation concerns."),
        GroupLink,
        link("group", "groups", "group__code", is_key=True),
    ),
    _terms(
        "recommendation_sdg_goals",
        _("Goals of recommendations"),
        _("Goals that a recommendation serves, where no target is named or besides it."),
        SdgGoalLink,
        link("goal", "sdg_goals", "goal__number", kind=Kind.WHOLE, is_key=True),
    ),
    _terms(
        "recommendation_sdg_targets",
        _("Targets of recommendations"),
        _("Targets of the goals that a recommendation serves."),
        SdgTargetLink,
        link("target", "sdg_targets", "target__code", is_key=True),
    ),
    _terms(
        "recommendation_kinds_of_act",
        _("Acts of recommendations"),
        _("Which kinds of act each recommendation asks for."),
        ObjectiveLink,
        link("kind_of_act", "kinds_of_act", "objective__code", is_key=True),
    ),
)
REPEATS = listed(
    "recommendation_repeats",
    _("Repeated recommendations"),
    _("Which recommendation takes up which earlier one."),
    lambda reader: Repeat.objects.order_by("later__reference", "earlier__reference"),
    link("later", "recommendations", "later__reference", OF_RECOMMENDATION, is_key=True),
    link("earlier", "recommendations", "earlier__reference", OF_RECOMMENDATION, is_key=True),
)
POSITIONS = listed(
    "positions",
    _("Positions of the State"),
    _("Every position that the State took on a recommendation, with its source."),
    lambda reader: of_visible(reader, PositionChange).order_by("recommendation__reference", "pk"),
    whole("position_id", NUMBER, "pk", is_key=True),
    _reference(is_needed=True),
    choice("position", _("What the State said of it."), Position, is_needed=True),
    text("source", _("The document in which it was taken.")),
    day("taken_on", _("Day on which it was taken.")),
    truth(
        "is_corrected",
        _("Whether the entry was wrong; a later one stands in its place."),
        "corrected_by",
        read=lambda found: found is not None,
        is_needed=True,
    ),
)
CLUSTERS = listed(
    "clusters",
    _("Clusters"),
    _("Recommendations that one statement of an objective answers, across mechanisms."),
    lambda reader: reader.clusters.order_by("slug"),
    text("cluster", OF_CLUSTER, "slug", is_key=True),
    text("title", _("Title, in the language of its source."), is_needed=True),
    *in_languages("title", "title"),
    text("statement", _("The objective.")),
    *in_languages("statement", "statement"),
    link("parent", "clusters", "parent__slug"),
    address("portal:cluster", "slug"),
)
MEMBERS = listed(
    "cluster_members",
    _("Members of clusters"),
    _("Which recommendation belongs to which cluster. Direct and partial overlaps count."),
    lambda reader: reader.memberships.order_by("cluster__slug", "recommendation__reference"),
    link("cluster", "clusters", "cluster__slug", OF_CLUSTER, is_key=True),
    _reference(is_key=True),
    choice("overlap", _("How much of the substance they share."), Overlap, is_needed=True),
)


def _assigned(reader: Reader) -> QuerySet:
    visible = reader.recommendations.order_by().values("pk")
    return reader.assignments.filter(
        Q(recommendation__in=visible) | Q(cluster__in=reader.clusters.order_by().values("pk")),
        state=AssignmentState.ACCEPTED,
    ).order_by("pk")


ASSIGNMENTS = listed(
    "assignments",
    _("Assignments"),
    _("Which institution has accepted which part in a recommendation or a cluster."),
    _assigned,
    whole("assignment_id", NUMBER, "pk", is_key=True),
    _reference(),
    link("cluster", "clusters", "cluster__slug", OF_CLUSTER),
    link("institution", "institutions", "institution__slug", OF_INSTITUTION, is_needed=True),
    choice("role", _("Its part."), AssignmentRole, is_needed=True),
)
ASSESSMENTS = listed(
    "assessments",
    _("Assessments"),
    _("How far a recommendation is implemented, in the view of one author on one day."),
    lambda reader: (
        visible_assessments(reader.user).published().order_by("recommendation__reference", "pk")
    ),
    whole("assessment_id", NUMBER, "pk", is_key=True),
    _reference(is_needed=True),
    choice("viewpoint", _("Whose view it is."), Viewpoint, is_needed=True),
    link("institution", "institutions", "institution__slug", OF_INSTITUTION),
    choice("status", _("How far it is implemented."), ImplementationStatus, is_needed=True),
    text("grade", _("The grade as the mechanism words it, by its code."), "grade__code"),
    day("assessed_on", _("Day of the assessment."), is_needed=True),
    text("symbol", _("Document in which a mechanism gave its grade.")),
    text("rationale", _("On what it rests, in the author’s words."), is_needed=True),
)
