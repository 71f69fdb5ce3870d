"""Indicators with their values, as far as they may be shown."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from activities.choices import Progress
from activities.models import Indicator
from activities.policies import visible_indicators
from activities.showing import Shown, all_series, path_of, standing_of
from portal.reader import Reader

from . import schemas
from .parameters import Asked, identifier, text
from .resources import Json, Resource
from .telling import choice, coded, coded_or_none, head, number, ref


def _rows(reader: Reader, asked: Asked) -> Any:
    rows = visible_indicators(reader.user).not_retired()
    if asked["q"]:
        rows = rows.filter(name__icontains=asked["q"])
    if asked["custodian"]:
        rows = rows.filter(custodian__slug=asked["custodian"])
    related = ("unit", "custodian", "attribute", "sdg_target")
    return rows.select_related(*related).order_by("code", "pk")


def _tell(reader: Reader, rows: list[Indicator]) -> list[Json]:
    series = all_series(rows)
    return [_one(row, series.get(row.pk, [])) for row in rows]


def _one(row: Indicator, series: list[Shown]) -> Json:
    path, standing = path_of(row, series), standing_of(row, series)
    return head("indicators", row.slug, row.get_absolute_url()) | {
        "code": row.code,
        "name": row.label,
        "kind": coded(row, "kind"),
        "right": coded_or_none(row, "right"),
        "attribute": row.attribute and {"code": row.attribute.code, "label": row.attribute.label},
        "unit": {"code": row.unit.code, "label": row.unit.label, "symbol": row.unit.symbol},
        "definition": row.definition,
        "method": row.method,
        "source": row.source,
        "custodian": ref(row.custodian),
        "frequency": coded(row, "frequency"),
        "direction": coded(row, "direction"),
        "baseline": {"value": number(path.baseline), "year": path.baseline_year},
        "target": {"value": number(path.target), "year": path.target_year},
        "sdg_indicator": row.sdg_indicator,
        "sdg_target": row.sdg_target.code if row.sdg_target else None,
        "publication": coded(row, "publication"),
        "latest": tell_latest(standing.latest),
        "progress": choice(standing.judgement.progress, Progress),
    }


def tell_latest(one: Shown | None) -> Json | None:
    if one is None:
        return None
    return {
        "period": one.row.period,
        "value": number(one.value),
        "text": one.text,
        "hidden": str(one.why) if one.why else None,
    }


def _whole(reader: Reader, row: Indicator) -> Json:
    series = all_series([row])[row.pk]
    return _one(row, series) | {"values": [_value(one) for one in series]}


def _value(one: Shown) -> Json:
    row = one.row
    return {
        "period": row.period,
        "period_from": row.period_from,
        "period_to": row.period_to,
        "breakdown": one.breakdown,
        "value": number(one.value),
        "cases": one.cases,
        "text": one.text,
        "hidden": str(one.why) if one.why else None,
        "quality": coded(row, "quality"),
        "standing": coded(row, "standing"),
        "source": row.source,
    }


INDICATORS = Resource(
    name="indicators",
    one="indicator",
    title=_("Indicators"),
    description=_(
        "What is measured, with baseline, target and the latest value; each by its id with all its"
        " values. Numbers of people or cases that are too small are not shown, nor those that would"
        " give them away."
    ),
    schema=schemas.Indicator,
    rows=_rows,
    tell=_tell,
    whole=_whole,
    whole_schema=schemas.WholeIndicator,
    parameters=(
        text("q", _("Words in the name.")),
        identifier("custodian", _("Id of the institution that keeps it.")),
    ),
)
