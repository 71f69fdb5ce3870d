"""Public records as facts for programs, in the words of schema.org."""

from typing import Any

from django.conf import settings
from django.urls import reverse
from django.utils.translation import get_language

from nmirf.common.context_processors import Site
from recommendations.models import Recommendation, RecommendationText
from reporting.models import ReportDraft

from .frame import site


def _address(path: str) -> str:
    return f"{settings.SITE_URL}{path}"


def publisher(known: Site) -> dict[str, Any]:
    """Who publishes: the State's mechanism."""
    return {
        "@type": "GovernmentOrganization",
        "name": known.mechanism or known.name,
        "url": _address(reverse("portal:about")),
        "areaServed": known.state,
        "logo": _address(reverse("web:icon", args=["512.png"])),
    }


def of_site() -> dict[str, Any]:
    """The site, and how it is searched."""
    known = site()
    return {
        "@type": "WebSite",
        "name": known.name,
        "url": _address(reverse("portal:home")),
        "inLanguage": get_language(),
        "publisher": publisher(known),
        "potentialAction": {
            "@type": "SearchAction",
            "target": {
                "@type": "EntryPoint",
                "urlTemplate": _address(reverse("portal:register")) + "?q={search_term_string}",
            },
            "query-input": "required name=search_term_string",
        },
    }


def of_recommendation(row: Recommendation, text: RecommendationText | None) -> dict[str, Any]:
    """The page on one recommendation: what it says, and of which document it is a part."""
    source = {
        "@type": "CreativeWork",
        "name": row.review.label if row.review else row.mechanism.label,
        "identifier": row.symbol,
        "author": {"@type": "Organization", "name": row.mechanism.label},
    }
    return {
        "@type": "CreativeWork",
        "name": row.reference,
        "identifier": row.reference,
        "url": _address(row.get_absolute_url()),
        "text": text.text if text else "",
        "inLanguage": text.language if text else "",
        "dateCreated": row.issued_on.isoformat() if row.issued_on else "",
        "datePublished": row.published_at.isoformat() if row.published_at else "",
        "creativeWorkStatus": str(row.get_status_display()),
        "isPartOf": {name: value for name, value in source.items() if value},
        "citation": ", ".join(part for part in (row.symbol, row.paragraph) if part),
        "publisher": publisher(site()),
    }


def of_report(row: ReportDraft) -> dict[str, Any]:
    return {
        "@type": "Report",
        "name": row.title,
        "url": _address(reverse("portal:report", args=[row.slug])),
        "inLanguage": row.language,
        "dateModified": row.updated_at.isoformat(),
        "publisher": publisher(site()),
    }
