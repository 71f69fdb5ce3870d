"""Who asks, who answers, and the lists by which it is sorted."""

from typing import Any

from django.db.models import F, Q, QuerySet
from django.db.models.functions import Coalesce
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from focalpoints.choices import InstitutionKind, Membership
from focalpoints.models import Institution
from focalpoints.policies import visible_institutions
from mechanisms.choices import MechanismKind, System
from mechanisms.models import Mechanism, Review, State
from mechanisms.policies import visible_review_documents
from nmirf.common.dates import today
from portal.reader import Reader
from portal.tallies import by_status_within, led_by_status
from recommendations.models import AffectedGroup, Objective, SdgGoal, SdgTarget, Theme
from reporting.policies import visible_obligations

from . import schemas
from .parameters import Asked, choice, identifier, text
from .resources import Json, Resource, address, listing, page
from .telling import coded, coded_or_none, head, keys, of_code, ref, tally


def _mechanisms(reader: Reader, asked: Asked) -> QuerySet[Mechanism]:
    rows = Mechanism.objects.filter(is_active=True)
    if asked["q"]:
        rows = rows.filter(Q(name__icontains=asked["q"]) | Q(short_name__icontains=asked["q"]))
    for name in ("kind", "system"):
        if asked[name]:
            rows = rows.filter(**{name: asked[name]})
    return rows.select_related("parent").prefetch_related("instruments").order_by("order", "code")


def _tell_mechanisms(reader: Reader, rows: list[Mechanism]) -> list[Json]:
    asked = reader.recommendations.published().filter(mechanism__in=keys(rows))
    counts = by_status_within(asked, "mechanism", "")
    return [
        head("mechanisms", row.code.lower(), row.get_absolute_url())
        | {
            "code": row.code,
            "name": row.label,
            "short_name": row.short_name,
            "kind": coded(row, "kind"),
            "system": coded(row, "system"),
            "parent": of_code(row.parent),
            "instruments": [of_code(one) for one in row.instruments.all()],
            "number": sum(counts.get(row.pk, {}).values()),
            "by_status": tally(counts.get(row.pk, {})),
            "recommendations": listing("recommendations", mechanism=row.code.lower()),
            "figures": listing("figures", mechanism=row.code.lower()),
        }
        for row in rows
    ]


def _whole_mechanism(reader: Reader, row: Mechanism) -> Json:
    reviews = list(row.reviews.all())
    coming = visible_obligations(reader.user).filter(mechanism=row).coming(today())
    return _tell_mechanisms(reader, [row])[0] | {
        "reviews": told_reviews(reader, reviews),
        "coming": [
            {
                "id": one.slug,
                "url": address("obligations", one.slug),
                "title": one.label,
                "due_on": one.due_on,
                "state": coded(one, "state"),
                "is_late": False,
            }
            for one in coming
        ],
    }


def told_reviews(reader: Reader, rows: list[Review]) -> list[Json]:
    """Reviews inside another record, with what was asked in each by status; one query."""
    asked = reader.recommendations.published().filter(review__in=keys(rows))
    counts = by_status_within(asked, "review", "")
    return [
        head("reviews", row.slug)
        | {
            "title": row.label,
            "held_on": row.held_on,
            "published_on": row.published_on,
            "symbol": row.symbol,
            "by_status": tally(counts.get(row.pk, {})),
        }
        for row in rows
    ]


MECHANISMS = Resource(
    name="mechanisms",
    one="mechanism",
    title=_("Mechanisms"),
    description=_(
        "Bodies that address recommendations to States; each by its id with its reviews and what"
        " the State owes it next."
    ),
    schema=schemas.Mechanism,
    rows=_mechanisms,
    tell=_tell_mechanisms,
    whole=_whole_mechanism,
    whole_schema=schemas.WholeMechanism,
    key="code",
    parameters=(
        text("q", _("Words in the name, or the short name.")),
        choice("kind", _("What kind of body it is."), MechanismKind.values),
        choice("system", _("To which organisation it belongs."), System.values),
    ),
)


def _reviews(reader: Reader, asked: Asked) -> QuerySet[Review]:
    rows = Review.objects.select_related("mechanism", "instrument")
    if asked["mechanism"]:
        rows = rows.filter(mechanism__code__iexact=asked["mechanism"])
    rows = rows.annotate(day=Coalesce("published_on", "held_on"))
    return rows.order_by(F("day").desc(nulls_last=True), "pk")


def _tell_reviews(reader: Reader, rows: list[Review]) -> list[Json]:
    asked = reader.recommendations.published().filter(review__in=keys(rows))
    counts = by_status_within(asked, "review", "")
    return [
        head("reviews", row.slug, row.get_absolute_url())
        | {
            "title": row.label,
            "mechanism": of_code(row.mechanism),
            "instrument": of_code(row.instrument),
            "cycle": row.cycle,
            "session": row.session,
            "stage": coded(row, "stage"),
            "held_on": row.held_on,
            "published_on": row.published_on,
            "symbol": row.symbol,
            "document_url": row.document_url,
            "by_status": tally(counts.get(row.pk, {})),
            "recommendations": listing("recommendations", review=row.slug),
        }
        for row in rows
    ]


def _whole_review(reader: Reader, row: Review) -> Json:
    links = visible_review_documents(reader.user).of_review(row.pk)
    return _tell_reviews(reader, [row])[0] | {
        "documents": [
            {
                "kind": coded(link, "kind"),
                "symbol": link.symbol,
                "dated_on": link.dated_on,
                "title": link.document.title,
                "language": link.document.language,
                "media_type": link.document.media_type,
                "size": link.document.size,
                "document": address("documents", link.document.reference),
                "page": page(link.document.page_url),
                "download": page(link.document.get_absolute_url()),
            }
            for link in links
        ]
    }


REVIEWS = Resource(
    name="reviews",
    one="review",
    title=_("Reviews"),
    description=_(
        "Each examination of the State, and each visit; each by its id with its documents."
    ),
    schema=schemas.Review,
    rows=_reviews,
    tell=_tell_reviews,
    whole=_whole_review,
    whole_schema=schemas.WholeReview,
    parameters=(identifier("mechanism", _("Id of the mechanism.")),),
)


def _institutions(reader: Reader, asked: Asked) -> Any:
    rows = visible_institutions(reader.user)
    if asked["q"]:
        rows = rows.filter(Q(name__icontains=asked["q"]) | Q(acronym__iexact=asked["q"]))
    for name in ("kind", "membership"):
        if asked[name]:
            rows = rows.filter(**{name: asked[name]})
    named = rows.select_related("parent").prefetch_related("former_names")
    return named.order_by("name", "pk")


def _tell_institutions(reader: Reader, rows: list[Institution]) -> list[Json]:
    led = led_by_status(reader, keys(rows))
    above = [row.parent_id for row in rows if row.parent_id]
    seen = visible_institutions(reader.user).filter(pk__in=above)
    visible = set(seen.values_list("pk", flat=True))
    return [
        head("institutions", row.slug, row.get_absolute_url())
        | {
            "name": row.label,
            "acronym": row.acronym,
            "kind": coded(row, "kind"),
            "branch": coded_or_none(row, "branch"),
            "membership": coded(row, "membership"),
            "parent": ref(row.parent) if row.parent_id in visible else None,
            "territory": row.territory,
            "website": row.website,
            "mailbox": row.mailbox,
            "dissolved_on": row.dissolved_on,
            "former_names": [
                {"name": one.label, "until": one.until}
                for one in sorted(row.former_names.all(), key=lambda one: (one.until, one.pk))
            ],
            "leads": tally(led.get(row.pk, {})),
            "recommendations": listing("recommendations", institution=row.slug),
        }
        for row in rows
    ]


INSTITUTIONS = Resource(
    name="institutions",
    one="institution",
    title=_("Institutions"),
    description=_("Who is asked, reports, signs or comments; those that ended keep their address."),
    schema=schemas.Institution,
    rows=_institutions,
    tell=_tell_institutions,
    parameters=(
        text("q", _("Words in the name, or the acronym.")),
        choice("kind", _("What kind of institution it is."), InstitutionKind.values),
        choice("membership", _("How it belongs to the mechanism."), Membership.values),
    ),
)


def _term(resource: str) -> Any:
    """Terms of one list, without those that were merged into another."""

    def tell(reader: Reader, rows: list[Any]) -> list[Json]:
        return [
            head(resource, row.code)
            | {
                "label": row.label,
                "parent": parent.code if (parent := getattr(row, "parent", None)) else None,
                "is_active": row.is_active,
            }
            for row in rows
        ]

    return tell


def _list(
    name: str, one: str, title: Promise, description: Promise, model: Any, *related: str
) -> Resource:
    return Resource(
        name=name,
        one=one,
        title=title,
        description=description,
        schema=schemas.Term,
        rows=lambda reader, asked: (
            model.objects.filter(merged_into=None)
            .select_related(*related)
            .order_by("order", "code")
        ),
        tell=_term(name),
        key="code",
    )


def _tell_goals(reader: Reader, rows: list[SdgGoal]) -> list[Json]:
    return [
        head("sdg-goals", row.number) | {"label": row.label, "parent": None, "is_active": True}
        for row in rows
    ]


def _tell_targets(reader: Reader, rows: list[SdgTarget]) -> list[Json]:
    return [
        head("sdg-targets", row.code)
        | {
            "label": row.label,
            "parent": None,
            "is_active": row.is_active,
            "goal": str(row.goal.number),
        }
        for row in rows
    ]


def _tell_states(reader: Reader, rows: list[State]) -> list[Json]:
    return [
        head("states", row.iso3)
        | {
            "label": row.label,
            "parent": None,
            "is_active": True,
            "iso3": row.iso3,
            "regional_group": coded(row, "regional_group"),
        }
        for row in rows
    ]


TERMS = (
    _list(*("themes", "theme"), _("Themes"), _("Subjects of recommendations."), Theme, "parent"),
    _list(*("groups", "group"), _("Affected groups"), _("People concerned."), AffectedGroup),
    _list(
        *("objectives", "objective"),
        _("Operational objectives"),
        _("The kinds of act that recommendations ask for."),
        Objective,
    ),
    Resource(
        name="sdg-goals",
        one="sdg-goal",
        title=_("Sustainable Development Goals"),
        description=_("The goals. Source: A/RES/70/1."),
        schema=schemas.Term,
        rows=lambda reader, asked: SdgGoal.objects.order_by("number"),
        tell=_tell_goals,
        key="number",
    ),
    Resource(
        name="sdg-targets",
        one="sdg-target",
        title=_("Targets of the goals"),
        description=_("Targets, in short wording. Source: A/RES/70/1."),
        schema=schemas.SdgTarget,
        rows=lambda reader, asked: (
            SdgTarget.objects.filter(merged_into=None)
            .select_related("goal")
            .order_by("goal__number", "order", "code")
        ),
        tell=_tell_targets,
        key="code",
    ),
    Resource(
        name="states",
        one="state",
        title=_("States"),
        description=_("States that make recommendations. Source: ISO 3166-1, UN M49."),
        schema=schemas.ListedState,
        rows=lambda reader, asked: State.objects.order_by("iso3"),
        tell=_tell_states,
        key="iso3",
    ),
)
