"""Which updates, plans and indicators rest on documents, for the library."""

from collections.abc import Collection
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from documents.belonging import Citation, Citer
from focalpoints.policies import Person
from nmirf.common.dates import day_of

from .models import Evidence, IndicatorValue
from .policies import visible_indicators, visible_plans, visible_updates
from .querysets import PlanQuerySet


def _links(user: Person) -> Any:
    return Evidence.objects.filter(update__in=visible_updates(user).values("pk"))


def _updates_documents(user: Person, institution: int | None) -> Any:
    links = _links(user)
    if institution is not None:
        links = links.filter(update__institution=institution)
    return links.values_list("document", flat=True)


def _updates(user: Person, documents: Collection[int]) -> list[Citation]:
    rows = _links(user).filter(document__in=documents)
    return [
        Citation(
            document=row.document_id,
            kind=_("Update"),
            title=str(row.update),
            url=row.update.get_absolute_url(),
            who=row.update.institution.label,
            on=day_of(row.update.published_at) if row.update.published_at else None,
            page=row.page,
            note=row.note,
        )
        for row in rows.select_related("update__institution")
    ]


def _updates_institutions(user: Person) -> dict[int, str]:
    rows = _links(user).order_by().values_list("update__institution", "update__institution__name")
    return dict(rows.distinct())


def _plans(user: Person) -> PlanQuerySet:
    return visible_plans(user).exclude(document=None)


def _plans_documents(user: Person, institution: int | None) -> Any:
    rows = _plans(user)
    if institution is not None:
        rows = rows.filter(lead=institution)
    return rows.values_list("document", flat=True)


def _plans_citing(user: Person, documents: Collection[int]) -> list[Citation]:
    rows = _plans(user).filter(document__in=documents).select_related("lead")
    return [
        Citation(
            document=row.document_id or 0,
            kind=_("Plan"),
            title=str(row),
            url=row.get_absolute_url(),
            who=row.lead.label if row.lead else "",
            on=row.adopted_on,
        )
        for row in rows
    ]


def _plans_institutions(user: Person) -> dict[int, str]:
    rows = _plans(user).exclude(lead=None).order_by().values_list("lead", "lead__name")
    return dict(rows.distinct())


def _values(user: Person) -> Any:
    """Those said, or said before a revision: what was withdrawn rests on nothing."""
    return IndicatorValue.objects.filter(
        indicator__in=visible_indicators(user).values("pk"), withdrawn_at=None
    )


def _indicators_documents(user: Person, institution: int | None) -> Any:
    rows = _values(user)
    if institution is not None:
        rows = rows.filter(indicator__custodian=institution)
    return rows.exclude(document=None).values_list("document", flat=True)


def _indicators_citing(user: Person, documents: Collection[int]) -> list[Citation]:
    rows = _values(user).filter(document__in=documents).select_related("indicator")
    return [
        Citation(
            document=row.document_id or 0,
            kind=_("Value of an indicator"),
            title=f"{row.indicator}, {row.period}",
            url=row.indicator.get_absolute_url(),
            on=row.period_to,
        )
        for row in rows
    ]


CITERS = (
    Citer("update", gettext_lazy("Updates"), _updates_documents, _updates, _updates_institutions),
    Citer("plan", gettext_lazy("Plans"), _plans_documents, _plans_citing, _plans_institutions),
    Citer("indicator", gettext_lazy("Indicators"), _indicators_documents, _indicators_citing),
)
