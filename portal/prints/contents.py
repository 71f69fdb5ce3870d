"""What stands in the PDF of a page, as one reader sees it."""

from typing import Any

from django.conf import settings
from django.core.exceptions import ObjectDoesNotExist
from django.http import QueryDict
from django.urls import reverse
from django.utils.translation import get_language_bidi
from django.utils.translation import gettext as _

from activities.drawing import marks_of, multiples, picture
from activities.labels import GroupNames
from activities.policies import visible_indicators
from activities.showing import Shown, series_of, standing_of, threshold, with_symbol
from activities.sources import sources_of
from nmirf.common.dates import today
from nmirf.common.errors import DomainError
from portal.activities import cards, coverage, quarters, time_line
from portal.activity_choices import ActivityFilterForm
from portal.charts import CHARTS, Asked, draw
from portal.figures import narrowing, read_all, scope_of
from portal.frame import site
from portal.indicators import facts_of
from portal.reader import Reader

TIME_LINE, QUARTERS = "timeline", "quarters"
# So many activities are printed; how many more there are is said.
MOST = 600
# The charts that say how far the State is.
_CHARTS = ("flow", "mechanism", "theme")


def activities(query: QueryDict, reader: Reader, view: str) -> dict[str, Any]:
    """All that the address narrows down to, on a time line or by quarter."""
    form = ActivityFilterForm(query, reader=reader)
    rows = form.narrowed
    asked = f"&{query.urlencode()}" if query else ""
    context: dict[str, Any] = {
        "view": view,
        "narrowed": _narrowed(form),
        "coverage": coverage(reader, rows),
        "late": rows.delayed(today()).count(),
        "looked_at": rows.count(),
        "address": f"{settings.SITE_URL}{reverse('portal:activities')}?view={view}{asked}",
    }
    if view == QUARTERS:
        year = form.cleaned_data.get("year") or today().year
        rows = rows.with_a_date_in(year).order_by("ends_on", "pk")
        context["year"] = year
    else:
        rows = rows.order_by("starts_on", "ends_on", "pk")
    total, found = rows.count(), cards(rows[:MOST])
    context |= {"total": total, "left_out": total - len(found)}
    if view == QUARTERS:
        context["quarters"] = quarters(found, context["year"], today())
    else:
        context["line"] = time_line(found, today(), mirrored=get_language_bidi())
    return context | _frame()


def _narrowed(form: ActivityFilterForm) -> list[str]:
    """A line for each choice, in the words of the form."""
    lines = []
    for name, value in form.cleaned_data.items():
        if value in (None, "", False):
            continue
        label = str(form.fields[name].label)
        said = dict(getattr(form.fields[name], "choices", ())).get(value, value)
        said = getattr(value, "label", said)
        lines.append(
            label
            if value is True
            else _("%(facet)s: %(choice)s") % {"facet": label, "choice": said}
        )
    return lines


def indicator(slug: str, reader: Reader) -> dict[str, Any]:
    """The sheet of one indicator. Raises DomainError where the reader does not see it any more."""
    rows = visible_indicators(reader.user)
    related = ("unit", "custodian", "attribute", "sdg_target__goal")
    row = rows.select_related(*related).filter(slug=slug).first()
    if row is None:
        raise DomainError(_("There is no such indicator any more."))
    series, names = series_of(row), GroupNames.read()
    sources = sources_of(reader.user, series)
    told = reader.recommendations.filter(indicator_links__indicator=row)
    return {
        "row": row,
        "standing": standing_of(row, series),
        "picture": picture(row, series),
        "multiples": multiples(row, series, names),
        # A sheet of paper leads nowhere.
        "facts": [fact | {"url": ""} for fact in facts_of(row)],
        "lines": [
            {
                "period": one.row.period,
                "group": names.of(one.key),
                "text": one.text if one.why else with_symbol(one.text, row.unit),
                "cases": one.cases,
                "quality": one.row.get_quality_display(),
                "marks": marks_of(one),
                "said": one.row.source,
                "source": sources.get(one.row.pk),
            }
            for one in sorted(series, key=lambda one: _place(one, names))
        ],
        "has_hidden": any(one.why for one in series),
        "k": threshold(),
        "references": list(told.order_by("reference").values_list("reference", flat=True)),
        "address": f"{settings.SITE_URL}{row.get_absolute_url()}",
    } | _frame()


def _place(one: Shown, names: GroupNames) -> tuple[Any, ...]:
    """The latest period first, everybody before the groups."""
    return (-one.period.last.toordinal(), one.period.first, names.place(one.key) if one.key else [])


def figures(query: QueryDict, reader: Reader) -> dict[str, Any]:
    """Charts, then every figure with its definition. Raises DomainError as `indicator`."""
    try:
        scope = scope_of(query, reader.user, today())
    except ObjectDoesNotExist as error:
        raise DomainError(_("What the figures are narrowed to does not exist any more.")) from error
    asked = QueryDict(mutable=True)
    asked.update({name: value for name, value in narrowing(scope).items() if name != "publication"})
    own, narrowed = site(), f"?{query.urlencode()}" if query else ""
    author = own.mechanism or own.name
    address = f"{settings.SITE_URL}{reverse('portal:figures')}{narrowed}"
    return {
        "readings": read_all(scope),
        "charts": [
            draw(Asked(CHARTS[name], asked, scope.on, root=settings.SITE_URL)) for name in _CHARTS
        ],
        "title": _("Figures and their definitions"),
        "subtitle": scope.label,
        "source": f"{author} · {address} · {own.licence}",
        "author": author,
    }


def _frame() -> dict[str, Any]:
    return {"state": site().state, "today": today()}
