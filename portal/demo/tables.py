"""A thematic table that is prepared, for the demonstration to open."""

import datetime as dt

from focalpoints.models import Attendance, Meeting
from recommendations.choices import Publication
from recommendations.models import TableItem, ThematicTable

from .clock import Clock
from .people import People
from .register import Register
from .rows import write

# How many recommendations lie on it, and who is invited.
ITEMS = 24
GUESTS = 8


def seed(clock: Clock, people: People, register: Register) -> None:
    """Those of the review with the most recommendations, in their order; the institutions that lead."""
    published = [
        item for item in register.asked.values() if item.row.publication == Publication.PUBLISHED
    ]
    sizes: dict[str, int] = {}
    for item in published:
        sizes[item.review] = sizes.get(item.review, 0) + 1
    review = max(sizes, key=lambda key: sizes[key])
    items = [item for item in published if item.review == review]
    items.sort(key=lambda item: (item.row.symbol, item.row.paragraph_key, item.reference))
    starts_at = clock.instant(0, "table").replace(hour=9, minute=0, second=0, microsecond=0)
    meeting = Meeting.objects.create(
        title="Thematic table on the recommendations of the last cycle",
        is_table=True,
        starts_at=starts_at,
        ends_at=starts_at + dt.timedelta(hours=7),
        place="Hall of the Ministry of Foreign Affairs",
        convened_by=people.account("secretariat"),
    )
    table = ThematicTable.objects.create(
        meeting=meeting, review=register.reviews[review], languages=["en"]
    )
    write(
        TableItem(table=table, recommendation=item.row, position=position)
        for position, item in enumerate(items[:ITEMS], start=1)
    )
    leads = dict.fromkeys(item.lead for item in [*items, *published] if item.lead)
    write(
        Attendance(meeting=meeting, institution=people.institutions[slug])
        for slug in list(leads)[:GUESTS]
    )
