"""Who asks, who answers, and the lists by which it is sorted."""

from typing import Any

from django.db.models import Count, F, Q, QuerySet
from django.db.models.functions import Coalesce

from focalpoints.choices import InstitutionKind
from focalpoints.models import Institution
from focalpoints.policies import visible_institutions
from mechanisms.choices import MechanismKind
from mechanisms.models import Instrument, Mechanism, Review, State
from portal.reader import Reader
from portal.tallies import by_status_within, led_by_status
from recommendations.models import AffectedGroup, Objective, SdgGoal, SdgTarget, Theme

from . import schemas
from .parameters import Asked, choice, identifier, text
from .resources import Json, Resource, listing
from .telling import coded, coded_or_none, head, keys, of_code, ref, tally


def _published(reader: Reader) -> Any:
    return reader.recommendations.published().order_by()


def _mechanisms(reader: Reader, asked: Asked) -> QuerySet[Mechanism]:
    rows = Mechanism.objects.filter(is_active=True)
    if asked["kind"]:
        rows = rows.filter(kind=asked["kind"])
    return rows.select_related("parent").prefetch_related("instruments").order_by("order", "code")


def _tell_mechanisms(reader: Reader, rows: list[Mechanism]) -> list[Json]:
    asked = _published(reader).filter(mechanism__in=keys(rows))
    numbers = dict(asked.values_list("mechanism").annotate(number=Count("pk")))
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
            "number": numbers.get(row.pk, 0),
            "recommendations": listing("recommendations", mechanism=row.code.lower()),
        }
        for row in rows
    ]


MECHANISMS = Resource(
    name="mechanisms",
    one="mechanism",
    title="Mechanisms",
    description="Bodies that address recommendations to States.",
    schema=schemas.Mechanism,
    rows=_mechanisms,
    tell=_tell_mechanisms,
    key="code",
    parameters=(choice("kind", "What kind of body it is.", MechanismKind.values),),
)


def _tell_instruments(reader: Reader, rows: list[Instrument]) -> list[Json]:
    return [
        head("instruments", row.code.lower())
        | {
            "code": row.code,
            "name": row.label,
            "kind": coded(row, "kind"),
            "adopted_on": row.adopted_on,
            "in_force_on": row.in_force_on,
            "monitored_by": of_code(row.monitored_by),
            "initial_months": row.initial_months,
            "periodic_months": row.periodic_months,
            "source": row.source,
        }
        for row in rows
    ]


INSTRUMENTS = Resource(
    name="instruments",
    one="instrument",
    title="Instruments",
    description="Treaties and protocols, with the rules from which reports fall due.",
    schema=schemas.Instrument,
    rows=lambda reader, asked: Instrument.objects.select_related("monitored_by").order_by("code"),
    tell=_tell_instruments,
    key="code",
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


REVIEWS = Resource(
    name="reviews",
    one="review",
    title="Reviews",
    description="Each examination of the State, and each visit.",
    schema=schemas.Review,
    rows=_reviews,
    tell=_tell_reviews,
    parameters=(identifier("mechanism", "Id of the mechanism."),),
)


def _institutions(reader: Reader, asked: Asked) -> Any:
    rows = visible_institutions(reader.user)
    if asked["q"]:
        rows = rows.filter(Q(name__icontains=asked["q"]) | Q(acronym__iexact=asked["q"]))
    if asked["kind"]:
        rows = rows.filter(kind=asked["kind"])
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
    title="Institutions",
    description="Who is asked, reports, signs or comments; those that ended keep their address.",
    schema=schemas.Institution,
    rows=_institutions,
    tell=_tell_institutions,
    parameters=(
        text("q", "Words in the name, or the acronym."),
        choice("kind", "What kind of institution it is.", InstitutionKind.values),
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


def _list(name: str, one: str, title: str, description: str, model: Any, *related: str) -> Resource:
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
    _list("themes", "theme", "Themes", "Subjects of recommendations.", Theme, "parent"),
    _list("groups", "group", "Affected groups", "People concerned.", AffectedGroup),
    _list(
        *("objectives", "objective", "Operational objectives"),
        "The kinds of act that recommendations ask for.",
        Objective,
    ),
    Resource(
        name="sdg-goals",
        one="sdg-goal",
        title="Sustainable Development Goals",
        description="The goals. Source: A/RES/70/1.",
        schema=schemas.Term,
        rows=lambda reader, asked: SdgGoal.objects.order_by("number"),
        tell=_tell_goals,
        key="number",
    ),
    Resource(
        name="sdg-targets",
        one="sdg-target",
        title="Targets of the goals",
        description="Targets, in short wording. Source: A/RES/70/1.",
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
        title="States",
        description="States that make recommendations. Source: ISO 3166-1, UN M49.",
        schema=schemas.ListedState,
        rows=lambda reader, asked: State.objects.order_by("iso3"),
        tell=_tell_states,
        key="iso3",
    ),
)
