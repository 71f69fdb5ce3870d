"""Whether anything changed that files could show: asked of history, in one quick query.

Every change of these records, raw SQL included, leaves a row of history (ADR 0010).
"""

import hashlib
import json

from django.conf import settings
from django.db import connection
from psycopg import sql

from nmirf.common.dates import today
from portal.counting import COUNTED

WATCHED = (
    *COUNTED,
    *("activities_activitygroup", "activities_activityinstitution", "activities_activityobjective"),
    *("activities_category", "activities_indicatorobjective", "activities_indicatorvalue"),
    *("activities_objectivetarget", "activities_rightattribute", "activities_unit"),
    *("focalpoints_nationalmechanism", "mechanisms_instrument", "mechanisms_statusgrade"),
    "mechanisms_reviewdocument",
    *("recommendations_assessmentevidence", "recommendations_positionchange"),
    *("recommendations_repeat", "reporting_comment", "reporting_consultation"),
    *("reporting_draftversion", "reporting_renderedfile", "reporting_reportdraft"),
    "reporting_section",
)
_NEWEST = sql.SQL("SELECT {}").format(
    sql.SQL(", ").join(
        sql.SQL("(SELECT max(pgh_id) FROM {})").format(sql.Identifier(f"{table}event"))
        for table in WATCHED
    )
)


def mark() -> str:
    """The same as long as nothing changed; the day is part of it, for what is public changes with it."""
    with connection.cursor() as cursor:
        # As text: what notes the history of a form reads the statement as such.
        cursor.execute(_NEWEST.as_string(None))
        newest = cursor.fetchone()
    said = [today().isoformat(), newest, settings.SITE_URL, settings.SMALL_NUMBER_THRESHOLD]
    said.append(settings.LANGUAGES)
    return hashlib.sha256(json.dumps(said, default=str).encode()).hexdigest()
