"""Indicators: enter, change, publish, retire."""

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.db import IntegrityError, models, transaction
from django.utils.text import slugify
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import User
from activities import policies
from activities.models import (
    Activity,
    Indicator,
    IndicatorActivity,
    IndicatorCluster,
    IndicatorObjective,
    IndicatorRecommendation,
    PlanObjective,
)
from nmirf.common.decisions import require
from nmirf.common.errors import ConflictError, DomainError
from nmirf.common.history import because
from nmirf.common.workflow import WorkflowError
from recommendations.choices import PUBLICATION_MOVES
from recommendations.models import Cluster, Recommendation

FIELDS = (
    *("code", "name", "name_translations", "kind", "right", "attribute", "unit", "definition"),
    *("method", "source", "custodian", "frequency", "direction", "baseline_value"),
    *("baseline_year", "target_value", "target_year", "sdg_indicator", "sdg_target"),
)
# Addresses below /workspace/indicators/ that are no indicator's.
RESERVED = ("new", "import")
REASONS = {
    "publish": gettext_lazy("Indicator published"),
    "retire": gettext_lazy("Indicator retired"),
}


@dataclass(frozen=True, slots=True)
class Links:
    """What an indicator measures the progress of."""

    recommendations: Sequence[Recommendation] = ()
    clusters: Sequence[Cluster] = ()
    activities: Sequence[Activity] = ()
    objectives: Sequence[PlanObjective] = ()


@transaction.atomic
def enter_indicator(*, actor: User, content: Mapping[str, Any], links: Links) -> Indicator:
    """Enter an indicator; it is a draft until it is published. Raises PermissionDenied, DomainError."""
    require(policies.can_manage_indicators(actor))
    indicator = Indicator()
    _fill(indicator, content)
    indicator.slug = _free_slug(indicator.code, indicator.name)
    with because(_("Indicator entered")):
        _save(indicator, force_insert=True)
        _link(indicator, links)
    return indicator


@transaction.atomic
def change_indicator(
    *,
    pk: int,
    actor: User,
    content: Mapping[str, Any],
    links: Links,
    seen: dt.datetime | None = None,
) -> Indicator:
    """Save changes. `seen` is when the indicator that the form showed was last changed.

    Its unit stays once there are values. Raises PermissionDenied, ConflictError, DomainError.
    """
    indicator = _locked(pk)
    require(policies.can_manage_indicators(actor))
    if seen is not None and seen != indicator.updated_at:
        raise ConflictError(_("Someone else saved this indicator first."), theirs=indicator)
    unit = indicator.unit_id
    _fill(indicator, content)
    if indicator.unit_id != unit and indicator.values.exists():
        raise DomainError(_("The unit cannot be changed any more: there are values in it."))
    with because(_("Indicator changed")):
        _save(indicator)
        _link(indicator, links)
    return indicator


@transaction.atomic
def move_indicator(*, pk: int, name: str, actor: User, note: str = "") -> Indicator:
    """Publish or retire it. Raises PermissionDenied, WorkflowError."""
    indicator = _locked(pk)
    require(policies.can_manage_indicators(actor))
    move = PUBLICATION_MOVES[name]
    if indicator.publication not in move.sources:
        raise WorkflowError(_("Someone has already moved this indicator on."))
    if move.needs_note and not note.strip():
        raise WorkflowError(_("Say why."))
    with because(note.strip() or str(REASONS[name])):
        indicator.publication = move.target
        indicator.save(update_fields=["publication", "updated_at"])
    return indicator


def _locked(pk: int) -> Indicator:
    return Indicator.objects.select_for_update(of=("self",)).get(pk=pk)


def _fill(indicator: Indicator, content: Mapping[str, Any]) -> None:
    for name in FIELDS:
        if name in content:
            setattr(indicator, name, content[name])
    _refuse_taken(indicator)
    _check_path(indicator)
    attribute = indicator.attribute
    if attribute is not None and attribute.right != indicator.right:
        raise DomainError(_("The attribute belongs to another right."))


def _refuse_taken(indicator: Indicator) -> None:
    taken = Indicator.objects.exclude(pk=indicator.pk).filter(code__iexact=indicator.code)
    if taken.exists():
        raise DomainError(
            _("There is an indicator with the code “%(code)s” already.") % {"code": indicator.code}
        )


def _save(indicator: Indicator, **options: Any) -> None:
    """Write it. Raises DomainError where another one has got its code meanwhile."""
    try:
        with transaction.atomic():
            indicator.save(**options)
    except IntegrityError:
        _refuse_taken(indicator)
        raise


def _check_path(indicator: Indicator) -> None:
    """Baseline and target are values of the unit, each with its year, one after the other."""
    unit = indicator.unit
    for value, year in (
        (indicator.baseline_value, indicator.baseline_year),
        (indicator.target_value, indicator.target_year),
    ):
        if value is not None and year is None:
            raise DomainError(_("Baseline and target each need a year."))
        if value is not None and unit.is_share and not 0 <= value <= 100:
            raise DomainError(_("A share lies between 0 and 100."))
        if value is not None and unit.is_count and value < 0:
            raise DomainError(_("A number of people or cases is not negative."))
    first, last = indicator.baseline_year, indicator.target_year
    if first is not None and last is not None and last <= first:
        raise DomainError(_("The target’s year comes after the baseline’s."))


def _free_slug(code: str, name: str) -> str:
    start = slugify(f"{code} {name}")[:70].strip("-") or "indicator"
    if start in RESERVED:
        start = f"{start}-indicator"
    taken = set(Indicator.objects.filter(slug__startswith=start).values_list("slug", flat=True))
    free = (f"{start}-{number}" for number in range(2, len(taken) + 3))
    return start if start not in taken else next(one for one in free if one not in taken)


def _link(indicator: Indicator, links: Links) -> None:
    _set(IndicatorRecommendation, indicator, "recommendation", links.recommendations)
    _set(IndicatorCluster, indicator, "cluster", links.clusters)
    _set(IndicatorActivity, indicator, "activity", links.activities)
    _set(IndicatorObjective, indicator, "objective", links.objectives)


def _set(
    model: type[models.Model], indicator: Indicator, end: str, rows: Sequence[models.Model]
) -> None:
    """Make the links of one kind be those to `rows`; what stays is not touched."""
    links: Any = model._default_manager
    present = set(links.filter(indicator=indicator).values_list(end, flat=True))
    wanted = {row.pk for row in rows}
    links.filter(indicator=indicator, **{f"{end}__in": present - wanted}).delete()
    links.bulk_create(
        model(indicator=indicator, **{f"{end}_id": key}) for key in sorted(wanted - present)
    )
