"""Markdown that people type, made into HTML that is safe to show.

Raw HTML in the text is shown as text; what is left goes through an allow-list. Pictures are left
out, because a page sends no request to anyone else.
"""

import nh3
from django.utils.safestring import SafeString
from markdown_it import MarkdownIt
from markdown_it.token import Token

TAGS = {
    *("p", "br", "hr", "strong", "em", "s", "code", "pre", "blockquote", "ul", "ol", "li", "a"),
    *("h2", "h3", "h4", "h5", "h6", "table", "thead", "tbody", "tr", "th", "td"),
}
ATTRIBUTES = {"a": {"href", "title"}, "ol": {"start"}}
SCHEMES = {"http", "https", "mailto"}

_parser = MarkdownIt("commonmark", {"html": False, "typographer": False}).enable("table")


def to_html(text: str, *, top_heading: int = 3) -> SafeString:
    """Safe HTML; the text's first level of heading becomes `<h{top_heading}>`."""
    tokens = _parser.parse(text or "")
    _lower_headings(tokens, top_heading)
    html = _parser.renderer.render(tokens, _parser.options, {})
    allowed = nh3.clean(
        html,
        tags=TAGS,
        attributes=ATTRIBUTES,
        url_schemes=SCHEMES,
        link_rel="noopener noreferrer",
    )
    return SafeString(allowed)


def _lower_headings(tokens: list[Token], top: int) -> None:
    """Keep the page's own outline whole: one h1, and headings of a text below those around it."""
    headings = [token for token in tokens if token.type in {"heading_open", "heading_close"}]
    if not headings:
        return
    shift = top - min(int(token.tag[1:]) for token in headings)
    for token in headings:
        token.tag = f"h{min(max(int(token.tag[1:]) + shift, 2), 6)}"
