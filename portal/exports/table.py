"""A file before it is written: what is in it, of when, and under which address it stands."""

import datetime as dt
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.db.models import QuerySet
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from portal.frame import site
from portal.reader import Reader
from recommendations.models import Recommendation

from .columns import Column
from .rows import Row, read_rows


@dataclass(frozen=True, slots=True)
class Table:
    """`rows` reads anew each time it is asked; `narrowed` says what was searched and chosen.

    `listed` is the name of what the rows are, `everything` what to say where nothing narrows them.
    """

    title: str
    source: str
    licence: str
    address: str
    narrowed: Sequence[str]
    language: str
    made_at: dt.datetime
    total: int
    columns: Sequence[Column]
    rows: Callable[[], Iterator[Any]]
    listed: str
    everything: str

    def values(self) -> Iterator[list[Any]]:
        """The cells of each row, column by column."""
        for row in self.rows():
            yield [column.read(row) for column in self.columns]


def export_table(
    reader: Reader,
    found: QuerySet[Recommendation],
    columns: Sequence[Column],
    *,
    title: str,
    query: str,
    narrowed: Sequence[str],
    total: int,
    page: str = "",
    tell: Callable[[int], None] = lambda percent: None,
) -> Table:
    """The rows of `found`, in its order, for this reader; `tell` hears percent while they are read.

    `page` is the path under which the list stands, the register's where it is left out.
    """

    def rows() -> Iterator[Row]:
        for number, row in enumerate(read_rows(reader, found), start=1):
            yield row
            if number % 500 == 0 and total:
                tell(min(99, 100 * number // total))

    shown = site()
    return Table(
        title=title,
        source=shown.mechanism or shown.name,
        licence=shown.licence,
        address=f"{settings.SITE_URL}{page or reverse('portal:register')}{query}",
        narrowed=narrowed,
        language=(get_language() or settings.LANGUAGE_CODE).split("-")[0],
        made_at=timezone.now(),
        total=total,
        columns=columns,
        rows=rows,
        listed=_("Recommendations"),
        everything=_("nothing: the whole register"),
    )
