"""Updates as lines of a timeline, for every page that shows some."""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db.models import F, QuerySet, Value
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from activities.choices import UpdateState
from activities.models import ImplementationUpdate, at_page
from documents.policies import visible_documents
from nmirf.common.dates import day_of
from nmirf.common.i18n import translated

from .cards import Item
from .reader import Reader

MOST_UPDATES = 30
Documents = dict[tuple[str, int], tuple[Item, ...]]


@dataclass(frozen=True, slots=True)
class Event:
    """One thing that happened; `big` for what is official information of the State."""

    title: str
    on: dt.date
    text: str = ""
    language: str = ""
    who: tuple[str, ...] = ()
    links: tuple[Item, ...] = ()
    url: str = ""
    state: str = ""
    big: bool = False
    # Breaks ties of a day: what was told stands above what was assessed on it, and so on.
    rank: int = 0


def told(reader: Reader, updates: QuerySet[ImplementationUpdate]) -> list[Event]:
    """The latest of these updates with their evidence; three queries."""
    rows = list(
        updates.select_related("institution")
        .prefetch_related("institution__former_names")
        .order_by(F("published_at").desc(nulls_first=True), "-pk")[:MOST_UPDATES]
    )
    documents = evidence(reader, {"update": [row.pk for row in rows]})
    return [as_event(row, (), documents.get(("update", row.pk), ())) for row in rows]


def as_event(
    row: ImplementationUpdate, through: Iterable[str], documents: tuple[Item, ...]
) -> Event:
    """One update as a line; `through` says how it came here, where it was not told of this."""
    language = (get_language() or "").split("-")[0]
    on = day_of(row.published_at or row.updated_at)
    who = [row.institution.named_on(on)]
    if row.signed_at:
        who.append(_("signed by its validating authority"))
    if row.state == UpdateState.WITHDRAWN:
        return _withdrawn(row, on, (who[0], *through))
    is_official = row.state == UpdateState.PUBLISHED
    public = reverse("portal:update", args=[row.reference])
    return Event(
        title=translated(row, "headline")
        or (_("Nothing new in this period") if row.nothing_new else _("Update")),
        on=on,
        text=translated(row, "narrative"),
        language=language if row.narrative_translations.get(language) else row.language,
        who=(*who, *through),
        links=documents,
        url=public if is_official else row.get_absolute_url(),
        state="" if is_official else row.get_state_display(),
        big=is_official,
    )


def _withdrawn(row: ImplementationUpdate, on: dt.date, who: tuple[str, ...]) -> Event:
    """That it was there: whoever cited it learns what became of it. Its text is not repeated."""
    return Event(
        title=_("An update that was withdrawn"),
        on=on,
        who=who,
        url=reverse("portal:update", args=[row.reference]),
        state=row.get_state_display(),
    )


# From a kind of owner to the way from a document to it.
OWNERS: dict[str, str] = {
    "update": "evidence_links__update",
    "assessment": "assessment_evidence_links__assessment",
}
# The page of the document that the owner cites.
PAGES: dict[str, Any] = {
    "update": F("evidence_links__page"),
    "assessment": F("assessment_evidence_links__page"),
}
# Where in it, in words: what an update says of that is for those who work on it.
NOTES: dict[str, Any] = {
    "update": Value(""),
    "assessment": F("assessment_evidence_links__note"),
}
_COLUMNS = (
    *("kind_of_owner", "owner_key", "reference", "title", "filename"),
    *("cited_page", "cited_note"),
)


def evidence(reader: Reader, owners: dict[str, list[int]]) -> Documents:
    """By (kind, key) of the owner, the documents that the reader may open; one query."""
    documents = visible_documents(reader.user).order_by()
    queries = [
        documents.filter(**{f"{OWNERS[kind]}__in": keys})
        .annotate(kind_of_owner=Value(kind), owner_key=F(OWNERS[kind]))
        .annotate(cited_page=PAGES[kind], cited_note=NOTES[kind])
        .values_list(*_COLUMNS)
        for kind, keys in owners.items()
        if keys
    ]
    if not queries:
        return {}
    found: dict[tuple[str, int], tuple[Item, ...]] = {}
    rows = queries[0].union(*queries[1:], all=True)
    for kind, owner, reference, title, filename, page, note in rows:
        form = filename.rsplit(".", 1)[-1].upper() if "." in filename else ""
        label = f"{title} ({form})" if form else title
        label = (
            _("%(document)s, page %(page)s") % {"document": label, "page": page} if page else label
        )
        label = f"{label}, {note}" if note else label
        url = reverse("documents:download", args=[reference])
        item = Item(label, at_page(url, filename, page))
        found[kind, owner] = (*found.get((kind, owner), ()), item)
    return found
