"""Charts: the catalogue, each with its table, and as a file that others can show."""

import datetime as dt
import hashlib
from html import escape
from typing import Any

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.core.cache import cache
from django.http import Http404, HttpResponse, QueryDict
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.cache import get_conditional_response
from django.utils.http import http_date
from django.utils.translation import get_language, override
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_safe

from activities.policies import visible_indicators
from nmirf.common.dates import today
from nmirf.common.htmx import HtmxRequest
from nmirf.common.sheets import WIDTH, to_png
from portal.charts import CHARTS, Asked, Chart, Drawing, Look, Series, draw
from portal.charts.choices import filters_of
from portal.charts.table import as_csv
from portal.counting import changed_at
from portal.trails import trail
from reporting.figures.scope import NOBODY

# For how long others may show a picture without asking whether it is still true.
FRESH_SECONDS = 300
KEPT_SECONDS = 60 * 60
TYPES = {
    "svg": "image/svg+xml; charset=utf-8",
    "png": "image/png",
    "csv": "text/csv; charset=utf-8",
}


@require_GET
@login_not_required
def charts(request: HtmxRequest) -> HttpResponse:
    """All there are, each with its picture."""
    listed = [(one, _picture(one)) for one in CHARTS.values()]
    context = {"charts": listed, "trail": trail((_("Charts"), ""))}
    return render(request, "portal/charts.html", context)


@require_GET
@login_not_required
def chart(request: HtmxRequest, name: str) -> HttpResponse:
    asked = Asked(_find(name), request.GET, today(), request.user)
    drawing = draw(asked)
    context: dict[str, Any] = {
        "drawing": drawing,
        "asked": asked,
        "filters": filters_of(asked),
        "files": [(ending.upper(), asked.file(ending)) for ending in TYPES],
        "embed": _embed(drawing),
        "to_choose": drawing.choices if isinstance(drawing, Series) else (),
        "trail": trail((_("Charts"), reverse("portal:charts")), (drawing.title, "")),
    }
    return render(request, "portal/chart.html", context)


@require_safe
@login_not_required
def chart_file(request: HtmxRequest, name: str, ending: str) -> HttpResponseBase:
    """The chart with its words in it, for everyone and every site: what it says hangs on the address
    alone. Values that stand for nothing are refused, for a picture cannot say what it left out."""
    found = _find(name)
    if ending not in TYPES:
        raise Http404
    language = request.GET.get("lang", get_language() or settings.LANGUAGE_CODE)
    if language not in dict(settings.LANGUAGES):
        return _refused(_("This site does not speak the language “%(said)s”.") % {"said": language})
    with override(language):
        asked = Asked(found, request.GET, today())
        if asked.ignored:
            unknown = ", ".join(asked.ignored)
            return _refused(_("This chart knows nothing by: %(said)s") % {"said": unknown})
        drawing = draw(asked)
        if isinstance(drawing, Series) and drawing.row is None:
            return _refused(_("Name an indicator: ?indicator=…"))
        content, etag = _content(drawing, ending)
    return _answer(request, drawing, ending, content, etag, language)


def _picture(one: Chart) -> str:
    """The address of a picture of it; of many indicators the first. "" where there is none."""
    data = QueryDict(mutable=True)
    if one.look is Look.SERIES:
        first = visible_indicators(NOBODY).order_by("code", "pk").values_list("slug", flat=True)
        data["indicator"] = first.first() or ""
        if not data["indicator"]:
            return ""
    return Asked(one, data, today()).file("svg")


def _find(name: str) -> Chart:
    if name not in CHARTS:
        raise Http404
    return CHARTS[name]


def _content(drawing: Drawing, ending: str) -> tuple[bytes, str]:
    """The file, and what tells it from every other; a picture is turned into dots once an hour."""
    if ending == "csv":
        content = as_csv(drawing)
        return content, _mark(content)
    svg = drawing.svg()
    mark = _mark(svg.encode())
    if ending == "svg":
        return svg.encode(), mark
    png = cache.get_or_set(f"chart:{mark}", lambda: to_png(svg), KEPT_SECONDS)
    return bytes(png or b""), f"{mark}.png"


def _mark(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()[:32]


def _answer(
    request: HtmxRequest, drawing: Drawing, ending: str, content: bytes, mark: str, language: str
) -> HttpResponseBase:
    # The day stands in every picture: with a new one begins another picture.
    midnight = timezone.make_aware(dt.datetime.combine(drawing.on, dt.time.min))
    changed = max(filter(None, (changed_at(), midnight)))
    response = HttpResponse(content, content_type=TYPES[ending])
    name = f"{drawing.chart.name}.{ending}"
    kind = "attachment" if ending == "csv" else "inline"
    response["Content-Disposition"] = f'{kind}; filename="{name}"'
    response["Content-Language"] = language
    response["Cache-Control"] = f"public, max-age={FRESH_SECONDS}"
    response["ETag"] = f'"{mark}"'
    response["Last-Modified"] = http_date(changed.timestamp())
    _open(response)
    found = get_conditional_response(
        request, etag=response["ETag"], last_modified=int(changed.timestamp()), response=response
    )
    if found is not None:
        _open(found)
    return found if found is not None else response


def _refused(words: str) -> HttpResponse:
    """Said as plain text: what asks for a picture shows none."""
    response = HttpResponse(f"{words}\n", status=400, content_type="text/plain; charset=utf-8")
    _open(response)
    return response


def _open(response: HttpResponseBase) -> None:
    """Every site may show it."""
    response["Access-Control-Allow-Origin"] = "*"
    response["Cross-Origin-Resource-Policy"] = "cross-origin"


def _embed(drawing: Drawing) -> str:
    """What to put into another page: a picture that leads to this one."""
    asked = drawing.asked
    page = escape(f"{settings.SITE_URL}{asked.page}")
    picture = escape(f"{settings.SITE_URL}{asked.file('svg')}")
    words = escape(f"{drawing.title}. {drawing.caption}")
    return f'<a href="{page}"><img src="{picture}" alt="{words}" width="{WIDTH}"></a>'
