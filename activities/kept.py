"""How every indicator stands, kept until a value, an indicator or a unit changes.

As ADR 0015 has it for facets: every change leaves a row of history, and the newest ones tell
whether what is kept still holds. What was read while something was being written is kept for half
a minute alone, since of two changes that overlap the later may commit first.
"""

from django.core.cache import cache
from django.db import connection

from .choices import Progress
from .models import Indicator
from .showing import standings, threshold

SECONDS_IN_QUIET, SECONDS_WHILE_WRITING = 60 * 60, 30
_NEWEST = """
    SELECT pg_snapshot_xmin(pg_current_snapshot()) = pg_snapshot_xmax(pg_current_snapshot()),
           (SELECT max(pgh_id) FROM activities_indicatorvalueevent),
           (SELECT max(pgh_id) FROM activities_indicatorevent),
           (SELECT max(pgh_id) FROM activities_unitevent)
"""


def progress_of_all() -> dict[int, Progress]:
    """By key of every indicator, drafts too: whoever asks shows only those that the reader sees."""
    with connection.cursor() as cursor:
        cursor.execute(_NEWEST)
        is_quiet, *newest = cursor.fetchone()
    mark = [threshold(), *newest]
    kept: tuple[list[int | None], dict[int, Progress]] | None = cache.get("indicators:progress")
    if kept is not None and kept[0] == mark:
        return kept[1]
    found = standings(list(Indicator.objects.select_related("unit")))
    progress = {key: one.judgement.progress for key, one in found.items()}
    seconds = SECONDS_IN_QUIET if is_quiet else SECONDS_WHILE_WRITING
    cache.set("indicators:progress", (mark, progress), seconds)
    return progress
