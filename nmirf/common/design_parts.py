"""More of the style page's sample data: tokens, charts and what programs read."""

import datetime as dt
import re
from functools import cache
from pathlib import Path
from typing import Any

from django.conf import settings

from .charts import STATUS_LOOKS
from .colour import contrast
from .context_processors import Feed, Head
from .seriescharts import Dot, series_chart

TOKEN = re.compile(r"--(?P<name>[a-z0-9-]+): light-dark\((#[0-9a-f]{6}), (#[0-9a-f]{6})\)")
PAPER = ("#ffffff", "#10151f")
ROOT = 17  # the size of letters that rem counts by, in pixels
SPACES = tuple((f"{steps} × --step", round(steps * ROOT / 2)) for steps in (1, 2, 3, 4, 6))


@cache
def tokens() -> list[dict[str, Any]]:
    """Colours of the style sheet by theme, each with its contrast on the paper of that theme."""
    sheet = (Path(settings.BASE_DIR) / "static" / "css" / "main.css").read_text(encoding="utf-8")
    return [
        {
            "name": name,
            "colours": (light, dark),
            "ratios": [f"{contrast(*pair):.1f}" for pair in zip((light, dark), PAPER, strict=True)],
        }
        for name, light, dark in TOKEN.findall(sheet)
        if name != "tone"
    ]


def _charts(on: dt.date, link: str) -> dict[str, Any]:
    looks = [STATUS_LOOKS[key] for key in ("in_progress", "implemented")]
    rows = [
        {
            "label": label,
            "url": link,
            "counts": {"in_progress": first, "implemented": second},
            "total": first + second,
            "cells": [
                {"number": first, "url": link, "shade": 2},
                {"number": second, "url": link, "shade": 5},
            ],
        }
        for label, first, second in (("CEDAW", 12, 30), ("CAT", 7, 4))
    ]
    base = {
        "title": "Status by mechanism",
        "caption": f"n = 53 recommendations, {on.year}",
        "explanation": "Validated by the secretariat on published evidence.",
    }
    steps = [
        {
            "stage": {"label": label, "definition": "As published."},
            "number": number,
            "percent": number,
            "rest": 100 - number,
            "share": f"{number} %",
            "url": link,
        }
        for label, number in (("Received", 100), ("Assigned", 80), ("Implemented", 24))
    ]
    bars = base | {"looks": looks, "rows": rows}
    dots = [
        Dot(float(year), 70.0 + place, str(year), "") for place, year in enumerate((2023, 2024))
    ]
    lines = [{"period": dot.label, "text": f"{dot.value:.0f}"} for dot in dots]
    return {
        "drawn": bars | {"template": "portal/charts/_bars.html"},
        "heat": bars | {"template": "portal/charts/_heat.html", "title": "Theme by status"},
        "flow": base
        | {"template": "portal/charts/_flow.html", "title": "From received on", "steps": steps},
        "picture": {
            "caption": "Births registered",
            "unit": "%",
            "chart": series_chart([dots], path=[(2023.0, 70.0), (2030.0, 98.0)]),
            "lines": lines,
            "notes": ["National Statistics Office"],
            "words": ", ".join(line["text"] for line in lines),
        },
    }


def parts(on: dt.date, link: str) -> dict[str, Any]:
    """What the components need that are seldom used or that no reader sees."""
    option = {
        "name": "groups",
        "template_name": "django/forms/widgets/checkbox_option.html",
        "wrap_label": True,
        "type": "checkbox",
    }
    return {
        "tokens": tokens(),
        "spaces": SPACES,
        "picker": {
            "attrs": {"id": "sample-picker"},
            "ticked": 1,
            "options": [
                option | {"label": label, "value": label, "attrs": {"id": f"pick-{place}"}}
                for place, label in enumerate(("Children", "Stateless persons"))
            ],
        },
        "typed": {"narrative": "The decree was adopted in July."},
        "said": [{"message": "Your update was sent.", "level_tag": "success"}],
        "standing": {"judgement": {"progress": ""}},
        "reading": {
            "n": 612,
            "on": on,
            "figure": {
                "title": "Implemented",
                "code": "implemented",
                "definition": "Validated by the secretariat.",
                "counted": "recommendations",
            },
        },
        "accounts": [{"role": "Reader", "email": "reader@demo.example", "password": "word"}],
        "head": Head(link, link, True, link, link, (Feed("News", link),)),
        "alternates": [("fr", link)],
        "facts_for_programs": {"@type": "Dataset", "name": "Recommendations"},
        **_charts(on, link),
    }


# Whole pages, by the name in the query string.
PAGES: dict[str, tuple[str, dict[str, Any]]] = {
    "confirm": (
        "components/confirm_page.html",
        {
            "title": "Publish 3 texts",
            "subject": "UPR-4-140.253",
            "consequences": ["Everybody can read them from now on."],
            "act": "Publish",
            "cancel_url": "/design/",
        },
    ),
    "form": (
        "components/form_page.html",
        {"title": "A new cluster", "act": "Save", "cancel_url": "/design/"},
    ),
}
