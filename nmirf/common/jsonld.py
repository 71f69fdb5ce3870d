"""Facts for programs, in the words of schema.org. Source: JSON-LD 1.1, section 7 (data blocks in HTML)."""

import json
from typing import Any

from django.conf import settings
from django.utils.safestring import SafeString

CONTEXT = "https://schema.org"
# What could end the block or begin another thing, whatever the texts in it say.
ESCAPED = {ord(character): f"\\u{ord(character):04x}" for character in "<>&\u2028\u2029"}


def block(data: dict[str, Any]) -> SafeString:
    """A script element whose type says that it is data. Empty values are left out."""
    words = json.dumps({"@context": CONTEXT, **said(data)}, ensure_ascii=False)
    return SafeString(f'<script type="application/ld+json">{words.translate(ESCAPED)}</script>')


def said(data: dict[str, Any]) -> dict[str, Any]:
    """`data` without what is empty."""
    return {name: value for name, value in data.items() if value not in (None, "", [], {})}


def breadcrumbs(trail: list[dict[str, Any]]) -> dict[str, Any]:
    """The way to a page; the last step is the page itself and names no address."""
    return {
        "@type": "BreadcrumbList",
        "itemListElement": [
            said(
                {
                    "@type": "ListItem",
                    "position": place,
                    "name": str(step["label"]),
                    "item": settings.SITE_URL + str(step["url"]) if step.get("url") else "",
                }
            )
            for place, step in enumerate(trail, start=1)
        ],
    }
