"""Doors to indicators: the workspace's list, one indicator, its form, its publication."""

import datetime as dt
from functools import partial
from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import Q
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_http_methods

from activities import policies
from activities.drawing import marks_of, multiples, picture
from activities.forms.indicators import IndicatorForm, ReasonForm
from activities.labels import GroupNames
from activities.models import Activity, Indicator, PlanObjective
from activities.services import indicators as services
from activities.showing import (
    Shown,
    earlier_of,
    series_of,
    standing_of,
    standings,
    threshold,
    with_symbol,
    withdrawn_alone,
)
from activities.sources import Source, sources_of
from focalpoints.policies import standing, visible_institutions
from nmirf.common.context_processors import NavItem
from nmirf.common.decisions import require
from nmirf.common.deeds import attempt, status_of
from nmirf.common.errors import ConflictError, DomainError
from nmirf.common.htmx import HtmxRequest
from recommendations.choices import PUBLICATION_MOVES
from recommendations.policies import visible_clusters, visible_recommendations
from recommendations.views.telling import tell_led_on

PAGE_SIZE = 25
# As they are asked for in the address; of each, what it lists.
LISTS = {
    "all": gettext_lazy("All"),
    "own": gettext_lazy("Our own"),
    "drafts": gettext_lazy("Not published"),
    "empty": gettext_lazy("Without a value"),
}
MOVE_WORDS = {
    "publish": (
        gettext_lazy("Publish the indicator"),
        gettext_lazy("Everyone can read it from now on, with all its values."),
    ),
    "retire": (
        gettext_lazy("Retire the indicator"),
        gettext_lazy("It leaves all lists, and no values are entered any more. Nothing is lost."),
    ),
}


@require_GET
def indicators(request: HtmxRequest) -> HttpResponse:
    """All that the person sees, with the latest value of each; those of one's own first."""
    rights = standing(request.user)
    own = rights.report_for | rights.sign_for
    asked = request.GET.get("list", "own" if own and not rights.is_secretariat else "all")
    words = request.GET.get("q", "").strip()[:200]
    rows = policies.visible_indicators(request.user).select_related("custodian", "unit")
    if asked == "own":
        rows = rows.filter(custodian__in=own)
    elif asked == "drafts":
        rows = rows.filter(publication="draft")
    elif asked == "empty":
        rows = rows.filter(values__isnull=True)
    if words:
        rows = rows.filter(Q(name__icontains=words) | Q(code__icontains=words))
    page = Paginator(rows.order_by("code", "pk"), PAGE_SIZE).get_page(request.GET.get("page"))
    found = standings(list(page))
    context = {
        "tabs": [
            NavItem(str(label), f"?list={code}", code == asked)
            for code, label in LISTS.items()
            if own or code != "own"
        ],
        "asked": asked,
        "words": words,
        "page": page,
        "rows": [(row, found[row.pk]) for row in page],
        "may_manage": rights.is_secretariat,
        "may_import": bool(policies.can_import_values(request.user)),
    }
    return render(request, "activities/indicators.html", context)


@require_GET
def indicator(request: HtmxRequest, slug: str) -> HttpResponse:
    """One of them with all its values and what was said before; where values are entered."""
    row = find_indicator(request, slug)
    series, names = series_of(row), GroupNames.read()
    may_enter = bool(policies.can_enter_value(request.user, row))
    earlier, sources = earlier_of(row, series), sources_of(request.user, series)
    page = Paginator(
        sorted(series, key=lambda one: (one.period.last, one.period.first), reverse=True), 50
    ).get_page(request.GET.get("page"))
    context = {
        "row": row,
        "standing": standing_of(row, series),
        "picture": picture(row, series, sources),
        "multiples": multiples(row, series, names, sources),
        "has_hidden": any(one.why for one in series),
        "k": threshold(),
        "page": page,
        "lines": [_line(row, one, earlier, names, sources) for one in page],
        "withdrawn": [(one, names.of(one.breakdown_key)) for one in withdrawn_alone(row, series)],
        "may_enter": may_enter,
        "may_manage": bool(policies.can_manage_indicators(request.user)),
        "moves": [
            (name, move.label)
            for name, move in PUBLICATION_MOVES.items()
            if row.publication in move.sources
        ],
        "trail": indicator_trail(row, ""),
    }
    return render(request, "activities/indicator.html", context)


def _line(
    row: Indicator,
    one: Shown,
    earlier: dict[int, list[Shown]],
    names: GroupNames,
    sources: dict[int, Source],
) -> dict[str, Any]:
    """A value with what it rests on, and the chain of what was said before."""
    return {
        "shown": one,
        "text": one.text if one.why else with_symbol(one.text, row.unit),
        "group": names.of(one.key),
        "marks": marks_of(one),
        "source": sources.get(one.row.pk),
        "is_provisional": one.row.standing == "provisional",
        "before": [
            (old.text if old.why else with_symbol(old.text, row.unit), old.row)
            for old in earlier.get(one.row.pk, [])
        ],
    }


@require_http_methods(["GET", "POST"])
def indicator_new(request: HtmxRequest) -> HttpResponse:
    require(policies.can_manage_indicators(request.user))
    asked = request.GET.get("recommendation", "")
    form = _form(request, initial={"references": asked})
    deed = partial(_save, form, partial(services.enter_indicator, actor=request.user))
    row = attempt(request, form, deed)
    if row is None:
        return _page(request, form, _("Enter an indicator"))
    messages.success(request, _("The indicator is entered. It is a draft until it is published."))
    tell_led_on(request, form)
    return redirect("activities:indicator", row.slug)


@require_http_methods(["GET", "POST"])
def indicator_edit(request: HtmxRequest, slug: str) -> HttpResponse:
    row = find_indicator(request, slug)
    require(policies.can_manage_indicators(request.user))
    form = _form(request, initial=IndicatorForm.initial_of(row))
    seen = request.POST.get("seen", row.updated_at.isoformat())
    change = partial(services.change_indicator, pk=row.pk, actor=request.user, seen=_moment(seen))
    saved = attempt(request, form, partial(_save, form, change))
    if saved is None:
        return _page(request, form, _("Change the indicator"), row, seen)
    messages.success(request, _("The indicator is saved."))
    tell_led_on(request, form)
    return redirect("activities:indicator", row.slug)


def _save(form: IndicatorForm, deed: Any, **content: Any) -> Indicator:
    """What `attempt` calls with what was typed; a conflict is said on top of the form."""
    try:
        saved: Indicator = deed(content=content, links=form.links())
    except ConflictError as error:
        again = _("Your text is still here; look at the indicator before you save again.")
        raise DomainError(f"{error} {again}") from error
    return saved


@require_http_methods(["GET", "POST"])
def indicator_move(request: HtmxRequest, slug: str, name: str) -> HttpResponse:
    """Publish or retire, after a page that says what follows."""
    row = find_indicator(request, slug)
    require(policies.can_manage_indicators(request.user))
    if name not in PUBLICATION_MOVES:
        raise Http404
    form = ReasonForm(request.POST if request.method == "POST" else None)
    if not PUBLICATION_MOVES[name].needs_note:
        del form.fields["note"]
    move = partial(services.move_indicator, pk=row.pk, name=name, actor=request.user)
    if attempt(request, form, move) is not None:
        messages.success(request, _("Done."))
        return redirect("activities:indicator", row.slug)
    title, consequence = MOVE_WORDS[name]
    context = {
        "title": title,
        "subject": row.label,
        "consequences": [consequence],
        "act": PUBLICATION_MOVES[name].label,
        "danger": name == "retire",
        "form": form,
        "cancel_url": reverse("activities:indicator", args=[row.slug]),
        "trail": indicator_trail(row, str(title)),
    }
    return render(request, "components/confirm_page.html", context, status=status_of(request))


def find_indicator(request: HtmxRequest, slug: str) -> Indicator:
    """With unit, custodian and terms; 404 for those who may not see it."""
    rows = policies.visible_indicators(request.user)
    found: Indicator = get_object_or_404(
        rows.select_related("unit", "custodian", "attribute", "sdg_target"), slug=slug
    )
    return found


def indicator_trail(row: Indicator, here: str) -> list[dict[str, Any]]:
    steps = [(_("Indicators"), reverse("activities:indicators"))]
    address = reverse("activities:indicator", args=[row.slug]) if here else ""
    steps += [(row.label, address), *([(here, "")] if here else [])]
    return [{"label": label, "url": url} for label, url in steps]


def _form(request: HtmxRequest, initial: dict[str, Any]) -> IndicatorForm:
    return IndicatorForm(
        request.POST or None,
        initial=initial,
        institutions=visible_institutions(request.user).existing().order_by("name"),
        clusters=visible_clusters(request.user).order_by("title"),
        activities=Activity.objects.order_by("title", "pk"),
        objectives=PlanObjective.objects.all(),
        references=visible_recommendations(request.user),
    )


def _page(
    request: HtmxRequest,
    form: IndicatorForm,
    title: str,
    row: Indicator | None = None,
    seen: str = "",
) -> HttpResponse:
    context = {
        "form": form,
        "title": title,
        "hidden": [("seen", seen)] if row else [],
        "cancel_url": row and reverse("activities:indicator", args=[row.slug]),
    }
    return render(request, "activities/indicator_form.html", context, status=status_of(request))


def _moment(text: str) -> dt.datetime:
    """When the shown row was changed last; what cannot be read is a row that nobody has seen."""
    try:
        found = parse_datetime(text.replace(" ", "+"))
    except ValueError:
        found = None
    return found or dt.datetime.min.replace(tzinfo=dt.UTC)
