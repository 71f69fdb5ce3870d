"""Tags and filters of every template; a builtin, so no template loads it."""

import base64
import datetime as dt
from collections.abc import Sequence
from typing import Any

from django import template
from django.conf import settings
from django.core.paginator import Page
from django.template.context import RequestContext
from django.template.loader import render_to_string
from django.utils.html import format_html
from django.utils.module_loading import import_string
from django.utils.safestring import SafeString
from django.utils.translation import get_language_bidi

from nmirf.common import charts, due, jsonld, languages, markup
from nmirf.common.dates import day_of, today
from nmirf.common.diff import Apart
from nmirf.common.diff import apart as tell_apart
from nmirf.common.diff import word_diff as compare
from nmirf.common.markdown import to_html

register = template.Library()


@register.simple_tag
def status_mark(status: str | None, label: str = "") -> SafeString:
    """Icon, word and colour of a canonical status; `label` replaces the word."""
    return markup.status(status, label)


@register.simple_block_tag
def keep(content: str) -> str:
    """`{% keep as name %}…{% endkeep %}`: what is inside, in one line, to be shown more than once."""
    return SafeString(" ".join(content.split()))


@register.simple_tag
def linked_data(data: dict[str, Any] | None) -> SafeString:
    """Facts for programs as a block of JSON-LD, which no browser executes; nothing for None."""
    return jsonld.block(data) if data else SafeString("")


@register.simple_tag
def way_here(trail: list[dict[str, Any]]) -> SafeString:
    """The breadcrumbs of a page as JSON-LD."""
    return jsonld.block(jsonld.breadcrumbs(trail))


@register.simple_tag
def status_swatch(status: str | None) -> SafeString:
    """A piece of a bar as it looks for this status."""
    return markup.swatch(charts.status_look(status).key)


@register.simple_tag
def stacked_bar(
    counts: Any,
    caption: str = "",
    *,
    height: int = 18,
    legend: bool = False,
    table: bool = True,
) -> SafeString:
    """A bar of counts by status; `legend` and `table` are below it in components/bar_numbers.html."""
    bar = charts.stacked_bar(counts, mirrored=get_language_bidi())
    if not bar.total:
        return SafeString("")
    context = {"bar": bar, "caption": caption, "legend": legend, "table": table}
    numbers = render_to_string("components/bar_numbers.html", context) if legend or table else ""
    return SafeString(f'<div class="bar">{markup.drawn_bar(bar, caption, height)}{numbers}</div>')


@register.inclusion_tag("components/line_chart.html")
def line_chart(
    values: list[tuple[str, float]],
    caption: str,
    *,
    unit: str = "",
    target: float | None = None,
    note: str = "",
) -> dict[str, Any]:
    """A line of (label, value) with its table; see components/line_chart.html."""
    return {
        "line": charts.line(values, target=target, mirrored=get_language_bidi()),
        "caption": caption,
        "unit": unit,
        "target": target,
        "note": note,
    }


@register.simple_tag
def state_logo() -> tuple[str, str] | None:
    """The State's logo as a `data:` address, for documents, and what it shows; None without one."""
    logo = import_string(settings.SITE_PROVIDER)().logo
    data = import_string(settings.LOGO_READER)() if logo else b""
    if not data:
        return None
    return f"data:image/png;base64,{base64.b64encode(data).decode()}", logo.alt


@register.filter
def isolate(value: object) -> SafeString | str:
    """A symbol, reference or number kept in its own direction inside right-to-left text."""
    return format_html("<bdi>{}</bdi>", value) if value not in (None, "") else ""


@register.filter
def direction(language: str | None) -> str:
    """Which way a text in this language runs, for `dir`: "ltr", "rtl", "auto" if unknown."""
    return languages.direction(language or "")


@register.filter
def own_name(code: str) -> str:
    """A language in its own words: "fr" → "Français"."""
    return languages.language_name(code)


@register.filter(name="due")
def due_filter(value: dt.date | dt.datetime | None) -> SafeString | str:
    """A due date in words, with the full date for those who ask: "9 days late", "11 Dec"."""
    if not value:
        return ""
    day = day_of(value) if isinstance(value, dt.datetime) else value
    found = due.describe(day, today())
    return format_html(
        '<time class="due {}" datetime="{}" title="{}">{}</time>',
        found.tone,
        found.day.isoformat(),
        found.full,
        found.words,
    )


@register.filter
def markdown(value: str | None, top_heading: int = 3) -> SafeString:
    """Markdown as safe HTML; its highest heading becomes `<h{top_heading}>`."""
    return to_html(value or "", top_heading=int(top_heading))


@register.filter
def initials(value: object) -> str:
    """The first letters of a person's first and last name: "Ana Maria Ruiz" → "AR"."""
    words = [word for word in str(value).split() if word[0].isalnum()]
    return "".join(word[0].upper() for word in (words[:1] + words[1:][-1:]))


@register.filter
def share(count: float, total: float) -> str:
    """Whole percent of `count` in `total`, never broken over two lines; a dash when there is nothing to divide by."""
    return f"{100 * count / total:.0f}\u00a0%" if total else "–"


@register.simple_tag(takes_context=True)
def without(context: RequestContext, name: str, value: object) -> str:
    """This page's query string less one `name=value` and the page number: takes a chip off."""
    query = context["request"].GET.copy()
    query.setlist(name, [kept for kept in query.getlist(name) if kept != str(value)])
    query.pop("page", None)
    return f"?{query.urlencode()}"


@register.filter
def page_numbers(page: Page[Any]) -> list[int | None]:
    """The pages worth a link: the ends and those around this one; None stands for a gap."""
    return [
        number if isinstance(number, int) else None
        for number in page.paginator.get_elided_page_range(page.number, on_each_side=2, on_ends=1)
    ]


@register.simple_tag
def word_diff(before: object, after: object) -> SafeString:
    """What changed between two texts, word by word, as `<del>` and `<ins>`."""
    return compare(*("" if text is None else str(text) for text in (before, after)))


@register.simple_tag
def apart(first: object, second: object) -> Apart:
    """Two texts, each with what the other has not in `<mark>`, if they are alike enough."""
    return tell_apart(str(first), str(second))


@register.simple_tag
def links(items: Sequence[Any]) -> SafeString:
    """Links with commas between them; see markup.links."""
    return markup.links(items)


@register.simple_tag
def facets(rows: Sequence[Any]) -> SafeString:
    """The facets of a list, inside the page's GET form; see `markup.facets`."""
    return markup.facets(rows)


@register.simple_tag
def rec_cards(cards: Sequence[Any]) -> SafeString:
    """Rows of the register, inside `<ul class="list plain">`; see `markup.cards`."""
    return markup.cards(cards)
