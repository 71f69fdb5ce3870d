"""The parts that a page shows by the dozen, written as strings.

A page of the register has hundreds of options, marks and links. Written here, each text escaped by
the standard library, they take a tenth of the time that a template or `format_html` takes for them.
Rows are objects or mappings.
"""

from collections.abc import Iterable
from functools import cache, lru_cache
from html import escape
from typing import Any

from django.template.loader import render_to_string
from django.utils.formats import localize
from django.utils.safestring import SafeString
from django.utils.text import slugify
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from . import charts
from .languages import direction


def status(key: str | None, label: str = "") -> SafeString:
    """Icon, word and colour of a canonical status; `label` replaces the word."""
    look = charts.status_look(key)
    word = _escaped(label or look.label)
    return SafeString(f'<span class="status {look.css}">{status_icon(look.key)}{word}</span>')


@cache
def status_icon(key: str) -> str:
    """The drawing alone; see templates/components/status_icon.html."""
    look = charts.STATUS_LOOKS[key]
    return render_to_string("components/status_icon.html", {"look": look}).strip()


def drawn_bar(bar: charts.Bar, caption: str, height: int) -> str:
    """The drawing of a bar, which says its numbers to those who do not see it."""
    said = f"{_escaped(caption)}: " if caption else ""
    segments = "".join(
        f'<rect class="{segment.css}" x="{segment.x:.3f}%" y="0" width="{segment.width:.3f}%"'
        f' height="{height:d}" fill="{segment.fill}" stroke="#ffffff" stroke-width="1"/>'
        f"{_stripes(segment.texture, segment.x, segment.x + segment.width, height)}"
        for segment in bar.drawn
    )
    return (
        f'<svg width="100%" height="{height:d}" role="img"'
        f' aria-label="{said}{escape(bar.words)}">{segments}</svg>'
    )


def _stripes(texture: Iterable[charts.Stripe], start: float, end: float, height: int) -> str:
    """The lines over a segment that reaches from `start` to `end` percent of the bar."""
    return "".join(
        f'<line x1="{start:.3f}%" x2="{end:.3f}%" y1="{height * y:.1f}" y2="{height * y:.1f}"'
        f' stroke="#ffffff" stroke-opacity=".7" stroke-width="{height * thick:.1f}"'
        f"{_dashed(dashes)}/>"
        for y, thick, dashes in texture
    )


def _dashed(dashes: str) -> str:
    return f' stroke-dasharray="{dashes}"' if dashes else ""


@cache
def swatch(key: str) -> SafeString:
    """A piece of a bar as it looks for this status: colour and texture."""
    look = charts.STATUS_LOOKS[key]
    return SafeString(
        f'<svg class="swatch {look.css}" width="26" height="14" aria-hidden="true">'
        f'<rect width="100%" height="14" fill="{look.fill}"/>{_stripes(look.texture, 0, 100, 14)}</svg>'
    )


def cards(rows: Iterable[Any]) -> SafeString:
    """Rows of the register, for inside <ul class="list plain">.

    Of each: url, reference, status (canonical, "" = not assessed), text, language (code of the
    text), meta (list of label and url, which may be empty); pick, a tick box for bulk work, may be
    missing: value, is_picked, and url, to which htmx sends each tick. The box belongs to the form
    "picks", which stands apart from the list.
    """
    return SafeString("\n".join(map(_card, rows)))


def _card(row: Any) -> str:
    reference, language = escape(_get(row, "reference")), escape(_get(row, "language"))
    link = f'<a class="ref" href="{escape(_get(row, "url"))}"><bdi>{reference}</bdi></a>'
    if pick := _get(row, "pick"):
        link = f'<span class="pick">{_tick(pick, reference)}{link}</span>'
    told = f' lang="{language}" dir="{direction(language)}"' if language else ""
    meta = "".join(map(_fact, _get(row, "meta")))
    return (
        f'<li class="rec">{link} {status(_get(row, "status"))}'
        f'<p{told}>{_escaped(_get(row, "text"))}</p><div class="meta">{meta}</div></li>'
    )


def _tick(pick: Any, reference: str) -> str:
    """The box, and a mark that the record was on the page: without it, no tick could be taken off."""
    words = _("Choose %(reference)s") % {"reference": reference}
    value, checked = escape(_get(pick, "value")), " checked" if _get(pick, "is_picked") else ""
    return (
        f'<input type="checkbox" name="pick" value="{value}" id="pick-{value}" form="picks"{checked}'
        f' hx-post="{escape(_get(pick, "url"))}" hx-trigger="change consume" aria-label="{words}">'
        f'<input type="hidden" name="shown" value="{value}" form="picks">'
    )


def _fact(item: Any) -> str:
    label, url = escape(str(_get(item, "label"))), _get(item, "url")
    return f'<a href="{escape(url)}">{label}</a>' if url else f"<span>{label}</span>"


def links(items: Iterable[Any]) -> SafeString:
    """Links with commas between; of each item: label, url (may be empty), note (in brackets, may be missing)."""
    comma = pgettext("between items", ", ")
    return SafeString(comma.join(map(_link, items)))


def _link(item: Any) -> str:
    label, url = escape(str(_get(item, "label"))), _get(item, "url")
    shown = f'<a href="{escape(url)}">{label}</a>' if url else label
    note = _get(item, "note")
    return f"<bdi>{shown}</bdi> ({escape(str(note))})" if note else f"<bdi>{shown}</bdi>"


def facets(rows: Iterable[Any]) -> SafeString:
    """The facets of a list, inside the page's GET form; the columns that a list is narrowed by.

    Of each: name (that of the query), title, options, is_open, is_tree. Of an option: value, label,
    count (or None), checked; in a tree also children (likewise) and is_opened. Without options a
    facet is not shown. The first `MOST_OPTIONS` are in sight, and those that are ticked.
    """
    return SafeString("\n".join(_facet(row) for row in rows if row["options"]))


MOST_OPTIONS = 8
# From so many options on that are folded away, they can be sifted by typing.
MOST_UNSIFTED = 12


def _facet(row: dict[str, Any]) -> str:
    name, found = escape(row["name"]), list(row["options"])
    inner = _tree(found, name) if row["is_tree"] else _listed(found, name)
    return (
        f'<details class="facet" id="facet-{name}"{" open" if row["is_open"] else ""}>'
        f"<summary>{escape(str(row['title']))}</summary>{inner}</details>"
    )


def _listed(found: list[Any], name: str) -> str:
    """Ticked ones are always in sight; one alone is not worth folding away."""
    if len(found) <= MOST_OPTIONS + 1:
        return f"<ul>{_options(found, name)}</ul>"
    shown = [row for i, row in enumerate(found) if i < MOST_OPTIONS or _get(row, "checked")]
    rest = [row for i, row in enumerate(found) if i >= MOST_OPTIONS and not _get(row, "checked")]
    if not rest:
        return f"<ul>{_options(shown, name)}</ul>"
    all_of_them = escape(_("Show all %(number)s") % {"number": localize(len(found))})
    words = _("Show only those with")
    sifted = f' data-sift="{escape(words)}"' if len(rest) > MOST_UNSIFTED else ""
    return (
        f'<ul>{_options(shown, name)}</ul><details id="facet-{name}-all"{sifted}>'
        f"<summary>{all_of_them}</summary><ul>{_options(rest, name)}</ul></details>"
    )


def _tree(found: list[Any], name: str) -> str:
    narrower = escape(_("Narrower"))
    return "\n".join(_branch(row, name, narrower) for row in found)


def _branch(row: Any, name: str, narrower: str) -> str:
    own = f"<ul>{_option(row, name)}</ul>"
    if not row.children:
        return own
    return (
        f'{own}<details class="parts" id="facet-{name}-{slugify(row.value)}"'
        f"{' open' if row.is_opened else ''}><summary>{narrower}"
        f'<span class="visually-hidden">: {escape(row.label)}</span></summary>'
        f"<ul>{_options(row.children, name)}</ul></details>"
    )


def _options(rows: Iterable[Any], name: str) -> str:
    return "\n".join(_option(row, name) for row in rows)


def _option(row: Any, name: str) -> str:
    count = _get(row, "count")
    start, end = _option_parts(name, str(_get(row, "value")), str(_get(row, "label")))
    number = "" if count is None else f'<data value="{count:d}">{count:d}</data>'
    return f"{start}{' checked' if _get(row, 'checked') else ''}{end}{number}</label></li>"


@lru_cache(maxsize=8192)
def _option_parts(name: str, value: str, label: str) -> tuple[str, str]:
    """What stands before and after the mark that it is ticked: the same on every page of a list."""
    value = escape(value)
    return (
        f'<li><label><input type="checkbox" name="{name}" value="{value}"'
        f' id="f-{name}-{value.replace(" ", "-")}"',
        f"><span>{escape(label)}</span>",
    )


def _get(row: Any, key: str) -> Any:
    return row.get(key) if isinstance(row, dict) else getattr(row, key, None)


def _escaped(words: Any) -> str:
    """Words that are markup already, of a template or with marks, stay as they are."""
    return str(words) if isinstance(words, SafeString) else escape(str(words))
