"""What a name held in public once, and what it leads to; of what never was public nothing is said.

Pages and the API ask here, so that what is gone for the one is gone for the other.
"""

import datetime as dt
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from django.contrib.auth.models import AnonymousUser
from django.db.models import QuerySet
from django.http import HttpRequest
from django.urls import ResolverMatch, reverse

from activities.choices import ActivityPublication, UpdateState
from activities.models import Activity, ImplementationUpdate, Indicator, NationalPlan
from activities.policies import (
    once_public,
    visible_activities,
    visible_indicators,
    visible_plans,
    visible_updates,
)
from documents.choices import LIBRARY_KINDS, Classification
from documents.models import Document
from documents.policies import visible_documents
from focalpoints.models import FormerName
from focalpoints.policies import Person, visible_institutions
from nmirf.common.dates import day_of
from recommendations.choices import Publication
from recommendations.models import (
    AffectedGroup,
    Cluster,
    Objective,
    Recommendation,
    SdgTarget,
    Theme,
)
from recommendations.policies import led_on, visible_clusters, visible_recommendations
from reporting.models import Obligation
from reporting.policies import visible_obligations

from . import withheld


@dataclass(frozen=True)
class Gone:
    """`kind` says what it was; `now` is the same record where it has another name, None where not.

    `until` is the day on which that ended.
    """

    kind: str
    until: dt.date
    now: Any = None

    @property
    def url(self) -> str:
        return str(self.now.get_absolute_url()) if self.now else ""


@dataclass(frozen=True)
class _Kind:
    """`public` holds the values of columns that a row has while it is public."""

    model: Any
    column: str
    public: Mapping[str, Any]
    visible: Callable[[Any], QuerySet[Any]]


def _published(model: Any, column: str, visible: Any, state: str = Publication.PUBLISHED) -> _Kind:
    return _Kind(model, column, {"publication": state}, visible)


_KINDS = {
    "recommendation": _published(Recommendation, "reference", visible_recommendations),
    "cluster": _published(Cluster, "slug", visible_clusters),
    "plan": _published(NationalPlan, "slug", visible_plans),
    "activity": _published(Activity, "slug", visible_activities, ActivityPublication.PUBLISHED),
    "indicator": _published(Indicator, "slug", visible_indicators),
    "obligation": _Kind(Obligation, "slug", {"is_public": True}, visible_obligations),
    # Evidence, letters and forms are as public as what they belong to: of these nothing is told.
    "document": _Kind(
        Document,
        "reference",
        {"classification": Classification.PUBLIC, "kind__in": LIBRARY_KINDS},
        visible_documents,
    ),
}
# By address: what stood there, and which part of the address named it.
_PAGES = {
    "portal:recommendation": ("recommendation", "reference"),
    "portal:recommendation_history": ("recommendation", "reference"),
    "portal:cluster": ("cluster", "slug"),
    "portal:cluster_history": ("cluster", "slug"),
    "portal:plan": ("plan", "slug"),
    "portal:plan_versions": ("plan", "slug"),
    "portal:plan_file": ("plan", "slug"),
    "portal:activity": ("activity", "slug"),
    "portal:indicator": ("indicator", "slug"),
    "portal:indicator_file": ("indicator", "slug"),
    "portal:print_indicator": ("indicator", "slug"),
    "portal:obligation": ("obligation", "slug"),
    "documents:download": ("document", "reference"),
    "documents:picture": ("document", "reference"),
}
# Addresses beside a page, which name the kind of the record too, and the kinds that have any.
_BESIDE = frozenset(
    f"portal:{name}" for name in ("feed_of", "cite_file", "follow", "report_error", "card")
)
_HAVE_BESIDE = frozenset(
    {"recommendation", "cluster", "plan", "activity", "indicator", "institution"}
)


def of_request(request: HttpRequest) -> Gone | str | None:
    """What stood at the address that answers nothing to this reader; None where nothing public did.

    A text is the same address of the record that this one became: what stood here stands there.
    """
    match = request.resolver_match
    kind, part = _named(match) if match else ("", "")
    if match is None or not kind:
        return None
    key = str(match.kwargs[part])
    if "\x00" in key:
        return None
    now = heir(kind, key, request.user)
    if now is None:
        return of_name(kind, key)
    asked = match.kwargs | {part: getattr(now, "reference", None) or now.slug}
    query = request.META.get("QUERY_STRING", "")
    return reverse(match.view_name, kwargs=asked) + (f"?{query}" if query else "")


def _named(match: ResolverMatch) -> tuple[str, str]:
    """The kind of record that an address is about, and the part that names it; "" for none."""
    if match.view_name not in _BESIDE:
        return _PAGES.get(match.view_name, ("", ""))
    kind = str(match.kwargs["kind"])
    return (kind, "key") if kind in _HAVE_BESIDE else ("", "")


def of_name(kind: str, key: str) -> Gone | None:
    """What was public under this name; four queries at most.

    Read from history, in which a row was public or never was; updates say it themselves. None
    also for what still is public under this name, and is not served for another reason.
    """
    if kind == "update":
        return _update(key)
    known = _KINDS.get(kind)
    if known is None:
        return None
    events = known.model.pgh_event_model.objects.filter(**{known.column: key})
    last = _last(events.filter(**known.public))
    if last is None or _is_withheld(known, last.pgh_obj_id):
        return None
    rows = known.model.pgh_event_model.objects.filter(pgh_obj_id=last.pgh_obj_id)
    ended = rows.filter(pgh_id__gt=last.pgh_id).order_by("pgh_id").first()
    if ended is None:
        return None
    return Gone(
        kind=str(known.model._meta.verbose_name),
        until=day_of(ended.pgh_created_at),
        # The same record may have another address by now.
        now=known.visible(AnonymousUser()).filter(pk=last.pgh_obj_id).first(),
    )


def _last(shown: QuerySet[Any]) -> Any:
    rows = shown.exclude(pgh_label="delete").order_by("-pgh_created_at", "-pgh_id")
    return rows.first()


def _is_withheld(kind: _Kind, key: int) -> bool:
    """Retired to protect someone, itself or what it was merged into: that it was here is not told either.

    Nor is what was owed on it, nor a document whose class was raised: it may name someone.
    """
    if kind.model is Document:
        return Document.objects.filter(pk=key).exists()
    if kind.model is Obligation:
        about = Obligation.objects.filter(pk=key).values_list("recommendation", flat=True).first()
        return about is not None and _is_withheld(_KINDS["recommendation"], about)
    if kind.model is not Recommendation:
        return False
    return Recommendation.objects.filter(pk=key).filter(pk__in=withheld.KEYS).exists()


def _update(reference: str) -> Gone | None:
    """One that was superseded or withdrawn."""
    rows = once_public(AnonymousUser()).exclude(state=UpdateState.PUBLISHED)
    row = rows.filter(reference=reference).first()
    if row is None:
        return None
    step = row.steps.filter(target=row.state).order_by("pk").last()
    return Gone(str(row._meta.verbose_name), day_of(step.at if step else row.updated_at))


# What was merged, renamed or superseded leads on.


def heir(kind: str, key: str, person: Person) -> Any:
    """The record, as far as this person may see it, that the one of this name became; None for none."""
    find = _HEIRS.get(kind)
    return find(person, key) if find else None


def kept(term: Any) -> Any:
    """The term into which one was merged; the term itself where it was not."""
    while term.merged_into is not None:
        term = term.merged_into
    return term


def _newer(person: Person, reference: str) -> ImplementationUpdate | None:
    row = once_public(person).select_related("superseded_by").filter(reference=reference).first()
    newer = row.superseded_by if row else None
    while newer is not None and newer.state == UpdateState.SUPERSEDED:
        newer = newer.superseded_by
    if newer is None or newer.state != UpdateState.PUBLISHED:
        return None
    return visible_updates(person).filter(pk=newer.pk).first()


def _renamed(person: Person, slug: str) -> Any:
    """Under another address: a name may change without it, or come back to it."""
    rows = FormerName.objects.filter(slug=slug, institution__in=visible_institutions(person))
    rows = rows.exclude(institution__slug=slug)
    name = rows.select_related("institution").first()
    return name.institution if name else None


def _merged(model: Any) -> Callable[[Person, str], Any]:
    def find(_person: Person, code: str) -> Any:
        rows = model.objects.filter(code__iexact=code, merged_into__isnull=False)
        row = rows.select_related("merged_into").first()
        return kept(row) if row else None

    return find


_HEIRS: dict[str, Callable[[Person, str], Any]] = {
    "recommendation": led_on,
    "institution": _renamed,
    "update": _newer,
    "theme": _merged(Theme),
    "group": _merged(AffectedGroup),
    "objective": _merged(Objective),
    "sdg-target": _merged(SdgTarget),
}

# What may be gone at all.
KINDS = frozenset({*_KINDS, *_HEIRS})
