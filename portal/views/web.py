"""Files for programs: what may be listed, how the site is searched, its icons."""

import datetime as dt
import json
from typing import Any

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponseBase
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone, translation
from django.views.decorators.http import require_safe

from nmirf.common.colour import accent
from portal import icons, sitemaps
from portal.frame import logo_file, site
from portal.lasting import lasting

HOUR, DAY = 3600, 86_400
# What is not for search engines: places of single people, and files that are made on demand.
CLOSED = (
    *("workspace", "account", "admin", "export", "documents/library", "join", "oembed"),
    *("recommendations.", "activities.", "indicators.", "figures."),
)
# Months for which what security.txt says is good. Source: RFC 9116, section 2.5.5.
GOOD_FOR = dt.timedelta(days=180)


@require_safe
@login_not_required
def robots(request: HttpRequest) -> HttpResponseBase:
    """Source: RFC 9309."""
    lines = ["User-agent: *"]
    if settings.SEARCH_ENGINES and not settings.DEMO_MODE:
        starts = ["/", *(f"/{code}/" for code, _ in settings.LANGUAGES)]
        lines += [f"Disallow: {start}{place}" for start in starts for place in map(_place, CLOSED)]
        lines += ["", f"Sitemap: {settings.SITE_URL}{reverse('web:sitemap')}"]
    else:
        lines.append("Disallow: /")
    body = "\n".join(lines) + "\n"
    return lasting(request, body.encode(), "text/plain; charset=utf-8", seconds=HOUR)


def _place(name: str) -> str:
    return name if name.endswith(".") or name == "oembed" else f"{name}/"


@require_safe
@login_not_required
def sitemap(request: HttpRequest) -> HttpResponseBase:
    return lasting(request, sitemaps.index(), "application/xml", seconds=HOUR)


@require_safe
@login_not_required
def sitemap_part(request: HttpRequest, name: str, number: int) -> HttpResponseBase:
    found = sitemaps.part(name, number) if number < 10_000 else None
    if found is None:
        raise Http404
    return lasting(request, found, "application/xml", seconds=HOUR)


@require_safe
@login_not_required
def security(request: HttpRequest) -> HttpResponseBase:
    """Source: RFC 9116. None where nobody was named."""
    contact = settings.SECURITY_CONTACT
    if not contact:
        raise Http404
    # A whole month, so that it is not another file every second.
    ends = (timezone.now() + GOOD_FOR).replace(day=1, hour=0, minute=0, second=0, microsecond=0)
    lines = [
        f"Contact: {contact if ':' in contact else f'mailto:{contact}'}",
        f"Expires: {ends:%Y-%m-%dT%H:%M:%SZ}",
        f"Preferred-Languages: {', '.join(code for code, _ in settings.LANGUAGES)}",
        f"Canonical: {settings.SITE_URL}{reverse('web:security')}",
    ]
    body = "\n".join(lines) + "\n"
    return lasting(request, body.encode(), "text/plain; charset=utf-8", seconds=DAY)


@require_safe
@login_not_required
def opensearch(request: HttpRequest) -> HttpResponseBase:
    """How a browser searches the register. Source: OpenSearch 1.1, draft 6."""
    text = render_to_string(
        "portal/opensearch.xml",
        {
            "name": site().name,
            "register": settings.SITE_URL + reverse("portal:register"),
            "icon": settings.SITE_URL + reverse("web:icon", args=["32.png"]),
            "own": settings.SITE_URL + reverse("portal:opensearch"),
            "language": translation.get_language(),
        },
    )
    kind = "application/opensearchdescription+xml; charset=utf-8"
    return lasting(request, text.encode(), kind, seconds=DAY)


@require_safe
@login_not_required
def favicon(request: HttpRequest) -> HttpResponseBase:
    return lasting(request, icons.ico(_colour()), "image/x-icon", seconds=DAY)


@require_safe
@login_not_required
def icon(request: HttpRequest, name: str) -> HttpResponseBase:
    """The mark in the State's colour: `any.svg`, or a PNG of one of the sizes in use; `logo.png`."""
    size, _dot, ending = name.partition(".")
    if name == "any.svg":
        return lasting(request, icons.svg(_colour()), "image/svg+xml", seconds=DAY)
    if name == "logo.png" and (logo := logo_file()):
        return lasting(request, logo, "image/png", seconds=DAY)
    if ending != "png" or size not in icons.SIZES:
        raise Http404
    return lasting(request, icons.png(_colour(), int(size)), "image/png", seconds=DAY)


@require_safe
@login_not_required
def manifest(request: HttpRequest) -> HttpResponseBase:
    """Source: W3C, Web Application Manifest."""
    known = site()
    facts: dict[str, Any] = {
        "name": known.name,
        "short_name": known.acronym or known.name[:24],
        "lang": settings.LANGUAGE_CODE,
        "start_url": reverse("portal:home"),
        "display": "browser",
        "background_color": "#ffffff",
        "theme_color": _colour(),
        "icons": [
            {
                "src": reverse("web:icon", args=[f"{size}.png"]),
                "sizes": f"{size}x{size}",
                "type": "image/png",
            }
            for size in ("192", "512")
        ],
    }
    body = json.dumps(facts, ensure_ascii=False).encode()
    return lasting(request, body, "application/manifest+json", seconds=DAY)


def _colour() -> str:
    return accent(site().accent).light
