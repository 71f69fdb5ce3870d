"""The register as a file: exactly what is on screen, in the columns that the reader chose."""

import io
from typing import Any

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.http import FileResponse, Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.text import slugify
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_GET, require_http_methods

from nmirf.common import throttle
from nmirf.common.dates import today
from nmirf.common.htmx import HtmxRequest
from portal.exports import FORMATS, Column, Format, choose, columns_for, export_table
from portal.exports.narrowed import narrowed_by
from portal.filters import RegisterFilter
from portal.reader import Reader
from portal.trails import trail
from reporting.services.rendering import request_page_file

# Longer files are made by a worker.
AT_ONCE = 5000
COOKIE = "export_columns"
_YEAR = 365 * 24 * 3600
# What the address of a file says besides what the register's own says.
_OWN = ("column", "format", "page")


# The columns that one reader ticked last are no other reader's.
@require_http_methods(["GET", "POST"])
@cache_control(private=True, no_cache=True)
@login_not_required
def export(request: HtmxRequest) -> HttpResponse:
    """Choose columns and a format; a POST asks a worker for a file that is too long to wait for."""
    reader = Reader(request.user)
    query = _query(request.POST if request.method == "POST" else request.GET)
    found = RegisterFilter(query, reader)
    context = _choices(request, reader, found, query)
    if request.method == "POST":
        try:
            return _ask(request, reader, query)
        except throttle.TooOftenError as error:
            return render(
                request, "portal/export.html", context | {"problem": str(error)}, status=429
            )
    return render(request, "portal/export.html", context)


def _choices(
    request: HttpRequest, reader: Reader, found: RegisterFilter, query: QueryDict
) -> dict[str, Any]:
    columns = columns_for(reader)
    ticked = {column.name for column in choose(columns, _remembered(request))}
    total = found.counts.total
    return {
        "formats": [
            (one, reverse("portal:export_file", args=[one.name])) for one in FORMATS.values()
        ],
        "columns": [(column, column.name in ticked) for column in columns],
        "pairs": [(name, value) for name, values in query.lists() for value in values],
        "narrowed": narrowed_by(found),
        "total": total,
        "is_large": total > AT_ONCE,
        "back": _register(query),
        "trail": trail((_("Recommendations"), reverse("portal:register")), (_("Download"), "")),
    }


@require_GET
@login_not_required
def export_file(request: HtmxRequest, ending: str) -> HttpResponse | FileResponse:
    """The file itself; of a longer list the page that has it made."""
    if ending not in FORMATS:
        raise Http404
    reader, query = Reader(request.user), _query(request.GET)
    found = RegisterFilter(query, reader)
    total = found.counts.total
    columns = choose(columns_for(reader), _asked(request.GET) or _remembered(request))
    if total > AT_ONCE:
        response: HttpResponse | FileResponse = redirect(_page(query))
    else:
        table = export_table(
            reader,
            found.qs,
            columns,
            title=_title(),
            query=_address(query),
            narrowed=narrowed_by(found),
            total=total,
        )
        content = io.BytesIO()
        FORMATS[ending].write(table, content)
        content.seek(0)
        response = _answer(content, FORMATS[ending])
    if _asked(request.GET):
        _remember(response, columns)
    return response


def _answer(content: io.BytesIO, one: Format) -> FileResponse:
    name = f"{slugify(_title()) or 'recommendations'}.{one.name}"
    response = FileResponse(content, as_attachment=True, filename=name)
    response["Content-Type"] = one.content_type
    response["X-Content-Type-Options"] = "nosniff"
    return response


def _ask(request: HtmxRequest, reader: Reader, query: QueryDict) -> HttpResponse:
    one = request.POST.get("format", "")
    if one not in FORMATS:
        raise Http404
    throttle.require(request, "export", limit=20, seconds=3600)
    columns = choose(columns_for(reader), _asked(request.POST))
    rendered = request_page_file(
        actor=request.user if request.user.is_authenticated else None,
        title=_title(),
        language=get_language() or settings.LANGUAGE_CODE,
        format=one,
        options={"query": query.urlencode(), "columns": [column.name for column in columns]},
    )
    response = redirect(rendered)
    _remember(response, columns)
    return response


def _title() -> str:
    return _("Recommendations, %(date)s") % {"date": date_format(today(), "DATE_FORMAT")}


def _query(data: QueryDict) -> QueryDict:
    """What the register is asked, without what is said of the file."""
    query = data.copy()
    for name in (*_OWN, "csrfmiddlewaretoken"):
        query.pop(name, None)
    return query


def _address(query: QueryDict) -> str:
    return f"?{query.urlencode()}" if query else ""


def _register(query: QueryDict) -> str:
    return reverse("portal:register") + _address(query)


def _page(query: QueryDict) -> str:
    return reverse("portal:export") + _address(query)


def _asked(data: QueryDict) -> list[str]:
    return data.getlist("column")


def _remembered(request: HttpRequest) -> list[str]:
    return request.COOKIES.get(COOKIE, "").split(".")


def _remember(response: HttpResponse | FileResponse, columns: list[Column]) -> None:
    """Next time the same columns are ticked; says nothing of the reader."""
    response.set_cookie(
        COOKIE,
        ".".join(column.name for column in columns),
        max_age=_YEAR,
        secure=settings.SESSION_COOKIE_SECURE,
        httponly=True,
        samesite="Lax",
    )
