"""The short public lists as files: CSV, and a workbook as that of the register."""

import io
from collections.abc import Callable, Iterable, Sequence
from operator import itemgetter
from typing import Any

from django.conf import settings
from django.http import Http404, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from nmirf.common.charts import STATUS_LOOKS, status_look
from nmirf.common.tables import attached, csv_file

from .exports import FORMATS, Column, Table
from .frame import site
from .listing import FILES, Listed, Listing
from .tallies import Tally

Facts = Sequence[Any]


def answer(
    listing: Listing,
    listed: Listed,
    ending: str,
    titles: Sequence[str],
    rows: Callable[[], Iterable[Facts]],
) -> HttpResponse:
    """The list narrowed as its page is; the rows are read for a kind of file that there is."""
    if ending not in FILES:
        raise Http404
    if ending == "csv":
        return csv_file(listing.name, titles, rows())
    content, found = io.BytesIO(), list(rows())
    FORMATS[ending].write(_table(listing, listed, titles, found), content)
    kind = FORMATS[ending].content_type
    return attached(f"{listing.name}.{ending}", content.getvalue(), kind)


def counted(titles: Sequence[str]) -> list[str]:
    """The titles of a list of whose rows recommendations are counted, in all and by status."""
    states = [str(status_look(state).label) for state in _STATES]
    return [*titles, _("Recommendations"), *states]


def with_counts(facts: Facts, tally: Tally) -> Facts:
    return [*facts, sum(tally.values()), *(tally.get(state, 0) for state in _STATES)]


_STATES = (*STATUS_LOOKS, "")


def _table(listing: Listing, listed: Listed, titles: Sequence[str], rows: list[Facts]) -> Table:
    shown = site()
    words = [_("Search: %(words)s") % {"words": listed.words}] if listed.words else []
    chosen = [
        _("%(facet)s: %(choice)s") % {"facet": one.label, "choice": one.said}
        for one in listed.narrowing
    ]
    return Table(
        title=str(listing.title),
        source=shown.mechanism or shown.name,
        licence=shown.licence,
        address=f"{settings.SITE_URL}{reverse(f'portal:{listing.name}')}{listed.query}",
        narrowed=[*words, *chosen],
        language=(get_language() or settings.LANGUAGE_CODE).split("-")[0],
        made_at=timezone.now(),
        total=len(rows),
        columns=[
            Column(f"column_{place}", title, "", itemgetter(place))
            for place, title in enumerate(titles)
        ],
        rows=lambda: iter(rows),
        listed=str(listing.title),
        everything=_("nothing: the whole list"),
    )
