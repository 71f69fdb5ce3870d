"""Sample data of the style page: every component with every look it can take, all of it invented."""

import datetime as dt
from typing import Any

from django import forms
from django.core.paginator import Paginator
from django.utils.translation import gettext_lazy as _

from .charts import STATUS_LOOKS
from .context_processors import NavItem


class SampleForm(forms.Form):
    """One field of each kind, to look at."""

    title = forms.CharField(label=_("Title"), max_length=80, help_text=_("As people will read it."))
    narrative = forms.CharField(
        label=_("What was done"),
        help_text=_("At most 700 characters."),
        widget=forms.Textarea(attrs={"rows": 4, "data-count": 700}),
    )
    on = forms.DateField(
        label=_("Day"), required=False, widget=forms.DateInput(attrs={"type": "date"})
    )
    institution = forms.ChoiceField(
        label=_("Institution"), choices=[("", "—"), ("1", "Ministry of Interior"), ("2", "Justice")]
    )
    position = forms.ChoiceField(
        label=_("Position"),
        widget=forms.RadioSelect,
        choices=[("supported", _("Supported")), ("noted", _("Noted"))],
    )
    groups = forms.MultipleChoiceField(
        label=_("People concerned"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        choices=[("children", "Children"), ("stateless", "Stateless persons")],
    )
    evidence = forms.FileField(label=_("Evidence"), required=False)
    is_final = forms.BooleanField(
        label=_("I have read it and it is correct"), help_text=_("Needed to send it on.")
    )


def samples(today: dt.date, page: str) -> dict[str, Any]:
    """The context of the style page; `page` is the number in its query string."""
    link = "#sample"
    counts = {
        "implemented": (148, f"{link}-1"),
        "partially_implemented": (121, ""),
        "in_progress": (204, ""),
        "planned": (67, ""),
        "not_started": (72, ""),
    }
    triples = [(status, number, url) for status, (number, url) in counts.items()]
    return {
        "statuses": list(STATUS_LOOKS),
        "counts": triples,
        "rows": [
            {"label": "Universal Periodic Review", "url": link, "counts": triples, "total": 612},
            {
                "label": "CEDAW",
                "url": link,
                "counts": dict.fromkeys(STATUS_LOOKS, 7),
                "total": 91,
            },
            {"label": "CAT", "url": link, "counts": {"contrary": 3, "": 9}, "total": 12},
        ],
        "line": list(zip(map(str, range(2019, 2026)), (71, 73, 76, 82, 85, 90, 93), strict=True)),
        "today": today,
        "now": dt.datetime.combine(today, dt.time(10, 30), tzinfo=dt.UTC),
        "days": [today + dt.timedelta(days=days) for days in (-9, -1, 0, 1, 4, 12, 40, 400)],
        "form": SampleForm(),
        "wrong_form": SampleForm({"title": "x" * 90, "narrative": ""}),
        "trail": [
            {"label": _("First page"), "url": link},
            {"label": _("Recommendations"), "url": link},
            {"label": "UPR-4-140.253"},
        ],
        "tabs": [
            NavItem("Text", link, current=True),
            NavItem("Updates", link, count=4),
            NavItem("History", link),
        ],
        "figures": [
            {"number": 2, "label": "overdue", "late": True, "url": link},
            {"number": 5, "label": "due this month"},
            {"number": 31, "label": "recommendations you lead"},
        ],
        "cards": _cards(link),
        "views": [
            {
                "who": "Ministry of Interior",
                "status": "partially_implemented",
                "kind": "self-declared",
                "date": today,
            },
            {
                "who": "Committee secretariat",
                "status": "in_progress",
                "kind": "validated",
                "date": today,
                "url": link,
                "url_label": "why",
            },
            {
                "who": "Committee on the Rights of the Child",
                "status": "partially_implemented",
                "label": "B: partly satisfactory",
                "kind": "follow-up grade",
                "date": today,
            },
        ],
        "events": [
            {
                "title": "Statelessness determination procedure adopted",
                "text": "Government Decree 88/2026 sets up a procedure with an interview.",
                "who": "Ministry of Interior · signed by the Secretary-General",
                "date": today,
                "big": True,
                "links": [{"label": "Decree 88/2026 (PDF)", "url": link}],
            },
            {"title": "Recommendation supported", "date": today - dt.timedelta(days=500)},
        ],
        "facts": [
            {"label": "Asked by", "value": "Costa Rica"},
            {"label": "In", "value": "UPR, 4th cycle, 2025", "url": link},
            {"label": "Document", "value": "A/HRC/59/15", "isolate": True},
            {"label": "Left out", "value": ""},
            {
                "label": "With",
                "many": [{"label": "Civil Registry Agency", "url": link}, {"label": "Justice"}],
            },
        ],
        "changes": [
            {
                "label": "Narrative",
                "before": "The decree was drafted in June.",
                "after": "The decree was adopted in July.",
            },
            {"label": "Due on", "before": None, "after": "31 December 2026"},
        ],
        "files": [("CSV", link), ("XLSX", link), ("JSON", link)],
        "facets": [_facet("Theme", is_open=True), _facet("Institution", is_open=False)],
        "chips": [{"label": "Theme: name, identity, nationality", "url": link}],
        "page": Paginator(range(612), 25).get_page(page),
        "tones": ["", "good", "warn", "bad"],
        "states": [
            ("Draft", ""),
            ("Published", "good"),
            ("Returned", "warn"),
            ("Withdrawn", "bad"),
        ],
        "markdown": "## A heading\n\nText with *stress*, a [link](https://example.org):\n\n- one\n- two",
    }


def _facet(title: str, *, is_open: bool) -> dict[str, Any]:
    options = [
        {"value": str(n), "label": f"{title} number {n}", "count": 40 - n, "checked": n == 11}
        for n in range(1, 13)
    ]
    name = title.lower()
    return {"name": name, "title": title, "options": options, "is_open": is_open, "is_tree": False}


def _cards(link: str) -> list[dict[str, Any]]:
    """Rows of the register: as they are, with a box to tick, not assessed and in Arabic."""
    card = {
        "url": link,
        "reference": "UPR-4-140.253",
        "status": "in_progress",
        "language": "en",
        "text": "Establish a dedicated procedure for determining stateless status, and take concrete"
        " steps so that every stateless person is registered.",
        "meta": [
            {"label": "UPR, 4th cycle · Costa Rica"},
            {"label": "Supported"},
            {"label": "Ministry of Interior"},
            {"label": "Nationality and statelessness", "url": link},
        ],
    }
    picked = {
        **card,
        "reference": "CRC-5-31b",
        "status": "partially_implemented",
        "text": "Ensure that all children born in the territory, including children of migrant and"
        " asylum-seeking parents, are registered at birth free of charge, and remove late fees.",
        "pick": {"value": "12", "is_picked": True, "url": "#sample"},
    }
    unassessed = {
        **card,
        "reference": "CMW-2-44",
        "status": "",
        "language": "ar",
        "text": "اعتماد التدابير اللازمة لضمان تسجيل أطفال العمال المهاجرين عند الولادة.",
    }
    return [card, picked, unassessed]
