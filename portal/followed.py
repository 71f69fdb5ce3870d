"""What each feed holds, as a stranger reads it."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from django.contrib.auth.models import AnonymousUser
from django.db.models import OuterRef, QuerySet, Subquery
from django.db.models.functions import Greatest
from django.http import QueryDict
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext as _

from focalpoints.policies import visible_institutions
from nmirf.common.charts import status_look
from nmirf.common.dates import today
from recommendations.models import Assessment
from reporting.policies import visible_obligations

from .asked import Asked
from .canonical import query_of
from .duties import source_words, state_words
from .filters import RegisterFilter
from .reader import Reader
from .syndication import MOST_ENTRIES, FeedEntry
from .told import last_told
from .whatchanged import Change, Changes, texts_of

CONSULTATIONS = frozenset({"opened", "closed"})
REPORTS = frozenset({"report", "reply"})


@dataclass(frozen=True)
class Followed:
    """One feed: its name for ever, its title, the page that it follows, and what is in it."""

    key: str
    title: str
    page: str
    entries: list[FeedEntry]
    query: str = ""


def _changes(key: str, title: str, page: str, found: Changes, query: str = "") -> Followed:
    return Followed(key, title, page, entries_of(found.latest(MOST_ENTRIES)), query)


def entries_of(changes: Iterable[Change]) -> list[FeedEntry]:
    return [_entry(change) for change in changes]


def _entry(change: Change) -> FeedEntry:
    title = _("%(what)s: %(title)s") % {"what": change.label, "title": change.title}
    return FeedEntry(
        key=f"change:{change.key}",
        path=change.url,
        title=f"{title} · {change.said}" if change.said else title,
        text=change.text or change.title,
        published=change.at,
        updated=change.at,
        language=change.language,
        author=change.who,
    )


def all_changes(query: QueryDict) -> Followed:
    asked = Asked.of(query)
    page = reverse("portal:changes") + asked.query()
    return _changes("changes", _("What changed"), page, asked.changes(), asked.query())


def consultations(query: QueryDict) -> Followed:
    found = Changes(today(), kinds=CONSULTATIONS)
    return _changes("consultations", _("Consultations"), reverse("portal:consultations"), found)


def reports(query: QueryDict) -> Followed:
    found = Changes(today(), kinds=REPORTS)
    return _changes("reports", _("Reports"), reverse("portal:reports"), found)


def calendar(query: QueryDict) -> Followed:
    """What the State owes, that which was changed last first."""
    rows = visible_obligations(AnonymousUser()).order_by("-updated_at", "-pk")[:MOST_ENTRIES]
    entries = [
        FeedEntry(
            key=f"obligation:{row.pk}",
            path=row.get_absolute_url(),
            title=_("%(date)s: %(title)s") % {"date": row.due_on.isoformat(), "title": row.label},
            text=" · ".join(part for part in (state_words(row), source_words(row)) if part),
            published=row.created_at,
            updated=row.updated_at,
        )
        for row in rows
    ]
    return Followed("calendar", _("Calendar"), reverse("portal:calendar"), entries)


def register(query: QueryDict) -> Followed:
    """The register under any choice, the recommendation of which something changed last first."""
    reader = Reader(AnonymousUser())
    rows = (
        RegisterFilter(query, reader)
        .qs.annotate(
            moved_at=Greatest(
                "updated_at",
                "published_at",
                _last(Assessment.objects.published(), "decided_at"),
                last_told(reader),
            )
        )
        .order_by("-moved_at", "-pk")
        .values_list("reference", "status", "published_at", "moved_at", "pk")[:MOST_ENTRIES]
    )
    listed = list(rows)
    texts = texts_of({reference for reference, *_rest in listed})
    entries = []
    for reference, status, published_at, moved_at, key in listed:
        language, text = texts.get(reference, ("", ""))
        entries.append(
            FeedEntry(
                key=f"recommendation:{key}",
                path=reverse("portal:recommendation", args=[reference]),
                title=f"{reference} · {status_look(status).label}",
                text=text,
                published=published_at or moved_at,
                updated=moved_at,
                language=language,
            )
        )
    asked = query_of("portal:register", query, paged=False)
    page = reverse("portal:register") + asked
    return Followed("recommendations", _("Recommendations"), page, entries, asked)


def _last(rows: QuerySet, moment: str) -> Subquery:
    """The last moment of rows that belong to the recommendation; those without one do not count."""
    known = rows.filter(recommendation=OuterRef("pk"), **{f"{moment}__isnull": False})
    return Subquery(known.order_by(f"-{moment}").values(moment)[:1])


def recommendation(key: str) -> Followed:
    row = get_object_or_404(Reader(AnonymousUser()).recommendations, reference=key)
    found = Changes(today(), about=row)
    return _changes(f"recommendation:{row.pk}", row.reference, row.get_absolute_url(), found)


def cluster(key: str) -> Followed:
    row = get_object_or_404(Reader(AnonymousUser()).clusters, slug=key)
    found = Changes(today(), about=row)
    return _changes(f"cluster:{row.pk}", row.label, row.get_absolute_url(), found)


def institution(key: str) -> Followed:
    rows = visible_institutions(AnonymousUser()).approved()
    row = get_object_or_404(rows, slug=key)
    found = Changes(today(), institution=row)
    return _changes(f"institution:{row.pk}", row.label, row.get_absolute_url(), found)


WHOLE: dict[str, Callable[[QueryDict], Followed]] = {
    "recommendations": register,
    "changes": all_changes,
    "consultations": consultations,
    "reports": reports,
    "calendar": calendar,
}
OF_ONE: dict[str, Callable[[str], Followed]] = {
    "recommendation": recommendation,
    "cluster": cluster,
    "institution": institution,
}
