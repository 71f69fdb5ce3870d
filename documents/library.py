"""What the library shows to one reader: the same for the workspace and for everyone."""

from typing import Any

from django.core.paginator import Paginator
from django.http import QueryDict

from .belonging import belonging_to, institutions_of
from .forms.library import LibraryFilter
from .models import Document, Page
from .querysets import FOUND, DocumentQuerySet

PAGE_SIZE = 25
FACETS = ("kind", "classification", "language")


def listing(documents: DocumentQuerySet, user: Any, asked: QueryDict) -> dict[str, Any]:
    """The context of documents/_list.html, out of the documents that this reader may see.

    A constant number of queries: options and numbers are counted from what the reader may see alone.
    """
    newest = documents.newest_versions()
    form = LibraryFilter(
        asked or {},
        counts={name: newest.counted_by(name) for name in FACETS},
        institutions=institutions_of(user),
    )
    wanted = form.asked
    found = belonging_to(
        documents,
        user,
        key=wanted.get("belongs", ""),
        institution=int(wanted["institution"]) if "institution" in wanted else None,
    ).newest_versions()
    found = found.filter(**{name: wanted[name] for name in FACETS if name in wanted})
    words = wanted.get("q", "")
    if words:
        found = found.matching(words)
    page = Paginator(found.order_by("-created_at", "-pk"), PAGE_SIZE).get_page(asked.get("page"))
    rows = list(page.object_list)
    hits = _hits(words, rows) if words else {}
    for row in rows:
        row.hit = hits.get(row.pk)
    return {"form": form, "page": page, "rows": rows, "is_narrowed": bool(wanted)}


def _hits(words: str, rows: list[Document]) -> dict[int, dict[str, Any]]:
    """By document, where the words stand: the page, and the piece of text in parts, found or not."""
    found: Any = Page.objects.hits(words, [row.pk for row in rows])
    values = found.values_list("document_id", "number", "piece")
    return {key: {"page": number, "parts": parts_of(piece)} for key, number, piece in values}


def parts_of(piece: str) -> list[tuple[str, bool]]:
    """A piece of text cut where words were found: (text, whether it was looked for)."""
    start, stop = FOUND
    parts = []
    for at, part in enumerate(piece.split(start)):
        found, mark, rest = part.partition(stop)
        if at and mark:
            parts += [(found, True), (rest, False)]
        else:
            parts.append((part.replace(stop, ""), False))
    return [(text, is_found) for text, is_found in parts if text]
