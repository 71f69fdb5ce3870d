"""The register, a record and the counts as they stood publicly on a past day."""

import datetime as dt
from typing import Any

from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from mechanisms.choices import ImplementationStatus
from nmirf.common.dates import today
from nmirf.common.htmx import HtmxRequest
from portal import asof
from portal.asof import NOT_ASSESSED, PastRegister
from portal.asof_record import PastRecord
from portal.cards import Card, Item
from portal.forms import FIRST_YEAR, DayForm
from portal.paging import CountedPaginator
from portal.trails import trail
from recommendations.choices import Position, Publication
from recommendations.models import Recommendation

PAGE_SIZE = 25
MOST_WORDS = 200


@require_GET
@login_not_required
def choose(request: HtmxRequest) -> HttpResponse:
    """Which day; with a reference, of one record."""
    form = DayForm(request.GET if "day" in request.GET else None)
    reference = request.GET.get("reference", "")
    if "/" in reference:  # no record has such a name
        raise Http404
    if form.is_valid():
        return redirect(_address(form.cleaned_data["day"], reference))
    return _ask(request, form, reference)


@require_GET
@login_not_required
def register(request: HtmxRequest, day: str) -> HttpResponse:
    on = _day(day)
    if on > today():
        return _ask(request, DayForm({"day": day}))
    past = PastRegister(
        day=on,
        words=request.GET.get("q", "").strip()[:MOST_WORDS],
        theme=request.GET.get("theme", ""),
        chosen={name: request.GET.get(name, "") for name in asof.FACETS},
    )
    page = CountedPaginator(past.rows, PAGE_SIZE, past.total).get_page(request.GET.get("page"))
    context = {
        "day": on,
        "past": past,
        "page": page,
        "cards": _cards(past, page.object_list),
        "bar": _bar(past, request.GET),
        "tables": _tables(past, request.GET),
        "themes": [(row.code, row.label) for row in past.themes],
        "is_narrowed": bool(past.words or past.theme or any(past.chosen.values())),
        "form": DayForm(initial={"day": on}),
        "trail": _trail(on),
    }
    return render(request, "portal/asof.html", context)


@require_GET
@login_not_required
def recommendation(request: HtmxRequest, day: str, reference: str) -> HttpResponse:
    on = _day(day)
    if on > today():
        return _ask(request, DayForm({"day": day}), reference)
    end = asof.end_of(on)
    row = asof.find(reference, end)
    if row is None:
        raise Http404
    texts = asof.texts_of([row.pgh_obj_id], end).get(row.pgh_obj_id, [])
    now = asof.since([row.pgh_obj_id]).get(row.pgh_obj_id)
    context = {
        "day": on,
        "row": row,
        "text": asof.shown_text(texts, request.GET.get("text", "")),
        "texts": texts,
        "mechanism": row.mechanism,
        "lists": asof.terms_of(row.pgh_obj_id, end),
        "positions": asof.positions_of(row.pgh_obj_id, end),
        "beside": PastRecord(row.pgh_obj_id, on),
        "now": now if now and now.publication == Publication.PUBLISHED else None,
        "note": _note(now),
        "successor": _successor(now),
        "form": DayForm(initial={"day": on}),
        "trail": _trail(on, reference),
    }
    return render(request, "portal/asof_recommendation.html", context)


def _day(day: str) -> dt.date:
    try:
        found = dt.datetime.strptime(day, "%Y-%m-%d").date()  # noqa: DTZ007 - a day, no moment
    except ValueError as error:
        raise Http404 from error
    if found.year < FIRST_YEAR or found.isoformat() != day:
        raise Http404
    return found


def _ask(request: HtmxRequest, form: DayForm, reference: str = "") -> HttpResponse:
    status = 422 if form.is_bound else 200
    context = {"form": form, "reference": reference, "trail": trail((_("As of a date"), ""))}
    return render(request, "portal/asof_choose.html", context, status=status)


def _address(day: dt.date, reference: str = "") -> str:
    if reference:
        return reverse("portal:as_of_recommendation", args=[day.isoformat(), reference])
    return reverse("portal:as_of_day", args=[day.isoformat()])


def _trail(day: dt.date, reference: str = "") -> list[dict[str, Any]]:
    label = _("As of %(day)s") % {"day": date_format(day, "DATE_FORMAT")}
    steps = [(_("Recommendations"), reverse("portal:register"))]
    if reference:
        return trail(*steps, (label, _address(day)), (reference, ""))
    return trail(*steps, (label, ""))


def _cards(past: PastRegister, rows: Any) -> list[Card]:
    """Lines as they would have read then; two queries."""
    listed = list(rows)
    keys = [row.pgh_obj_id for row in listed]
    texts, now = asof.texts_of(keys, past.end), asof.since(keys)
    return [
        _card(past, row, asof.shown_text(texts.get(row.pgh_obj_id, [])), now.get(row.pgh_obj_id))
        for row in listed
    ]


def _card(past: PastRegister, row: Any, text: Any, now: Recommendation | None) -> Card:
    meta = [Item(past.mechanisms[row.mechanism_id].short_name)]
    if row.issued_on:
        meta.append(Item(date_format(row.issued_on, "DATE_FORMAT")))
    if row.position != Position.NOT_STATED:
        meta.append(Item(str(Position(row.position).label)))
    if text and text.is_machine_made:
        meta.append(Item(_("Machine translation")))
    if note := _note(now):
        meta.append(Item(note))
    return Card(
        url=_address(past.day, row.reference),
        reference=row.reference,
        status=row.status,
        text=text.text if text else "",
        language=text.language if text else "",
        meta=meta,
    )


def _note(now: Recommendation | None) -> str:
    """What became of the record since; "" where the public still finds it."""
    if now is None:
        return _("No longer in the register")
    if now.publication == Publication.PUBLISHED:
        return ""
    if now.merged_into_id:
        return _("Merged since with another one")
    return _("Retired since")


def _successor(now: Recommendation | None) -> Recommendation | None:
    """The record that it was merged into, where the public finds that one."""
    other = now.merged_into if now else None
    return other if other and other.publication == Publication.PUBLISHED else None


def _bar(past: PastRegister, query: QueryDict) -> list[tuple[str, int, str]]:
    return [
        ("" if status == NOT_ASSESSED else status, number, _narrowed(query, "status", status))
        for status, number in past.counts("status").items()
    ]


def _tables(past: PastRegister, query: QueryDict) -> list[dict[str, Any]]:
    """Counts by facet, each value with the list of it; a value that is chosen leads back."""
    labels: dict[str, dict[str, Any]] = {
        "mechanism": {row.code.lower(): row.short_name for row in past.mechanisms.values()},
        "status": dict(ImplementationStatus.choices) | {NOT_ASSESSED: _("Not assessed")},
        "position": dict(Position.choices),
    }
    titles = {"mechanism": _("Mechanism"), "status": _("Status"), "position": _("Position")}
    return [
        {
            "name": name,
            "title": titles[name],
            "chosen": past.chosen[name],
            "rows": [
                {
                    "value": value,
                    "label": labels[name].get(value, value),
                    "number": number,
                    "url": _narrowed(query, name, value),
                }
                for value, number in sorted(
                    past.counts(name).items(), key=lambda item: (-item[1], item[0])
                )
            ],
        }
        for name in asof.FACETS
    ]


def _narrowed(query: QueryDict, name: str, value: str) -> str:
    altered = query.copy()
    altered.pop("page", None)
    altered[name] = value
    return f"?{altered.urlencode()}"
