"""The history of the demo State: every event on the day on which it would have happened.

All rows are written on the day that the demonstration is made, and so are their events; the
register as of a past day would be empty. One statement a table moves them back, at the end.
"""

from typing import Any

from django.db import connection

from recommendations.choices import Publication
from recommendations.models import Recommendation

# Midday by the State's clock: what happened on a day had happened at its end.
_NOON = "interval '12 hours'"
# Table of events → the moment of each; `e` is the event, `r` the recommendation that it is about.
_OF_RECORDS = {
    "recommendations_recommendationtextevent": "r.published_at",
    "recommendations_recommendingstateevent": "r.published_at",
    "recommendations_themelinkevent": "r.published_at",
    "recommendations_grouplinkevent": "r.published_at",
    "recommendations_sdggoallinkevent": "r.published_at",
    "recommendations_sdgtargetlinkevent": "r.published_at",
    "recommendations_objectivelinkevent": "r.published_at",
    "recommendations_clustermembershipevent": "r.published_at",
    "recommendations_positionchangeevent": f"COALESCE(e.taken_on + {_NOON}, r.published_at)",
    "recommendations_assessmentevent": "e.created_at",
}
# Of the record itself: its registration when it was published, its status when it was assessed.
_RECORD = f"""
    UPDATE recommendations_recommendationevent AS e
       SET pgh_created_at = CASE WHEN e.pgh_label = 'insert' THEN r.published_at
           ELSE GREATEST(r.published_at, e.status_on + {_NOON}) END
      FROM recommendations_recommendation AS r
     WHERE r.id = e.pgh_obj_id AND r.publication = %(published)s
"""  # noqa: S608 - its only part is a constant
_CLUSTER = """
    UPDATE recommendations_clusterevent AS e SET pgh_created_at = first.at
      FROM (SELECT m.cluster_id, MIN(r.published_at) AS at
              FROM recommendations_clustermembership AS m
              JOIN recommendations_recommendation AS r ON r.id = m.recommendation_id
             GROUP BY m.cluster_id) AS first
     WHERE first.cluster_id = e.pgh_obj_id
"""
_ASSIGNMENT = """
    UPDATE recommendations_assignmentevent AS e
       SET pgh_created_at = COALESCE(a.decided_at, a.created_at)
      FROM recommendations_assignment AS a
     WHERE a.id = e.pgh_obj_id
"""
# An update that another took the place of was published first, and gave way when that one was.
_UPDATE = """
    UPDATE activities_implementationupdateevent AS e
       SET pgh_created_at = CASE WHEN e.pgh_label = 'insert' OR later.id IS NULL
                                 THEN COALESCE(u.published_at, u.created_at)
                                 ELSE later.published_at END,
           state = CASE WHEN e.pgh_label = 'insert' AND e.state = 'superseded'
                        THEN 'published' ELSE e.state END
      FROM activities_implementationupdate AS u
      LEFT JOIN activities_implementationupdate AS later ON later.id = u.superseded_by_id
     WHERE u.id = e.pgh_obj_id
"""


# An assessment that a later one took the place of was what the record said until then.
_EARLIER_STATUS = """
    INSERT INTO recommendations_recommendationevent ({columns}) SELECT {sources}
      FROM recommendations_assessment AS a
      JOIN recommendations_recommendation AS r ON r.id = a.recommendation_id
      JOIN LATERAL (SELECT * FROM recommendations_recommendationevent AS said
                     WHERE said.pgh_obj_id = r.id AND said.status_on = r.status_on
                     ORDER BY said.pgh_id LIMIT 1) AS e ON true
     WHERE a.viewpoint = 'secretariat' AND a.publication = %(published)s
       AND r.publication = %(published)s AND a.assessed_on < r.status_on
       AND r.published_at < r.status_on
"""
_OF_EARLIER = {
    "status": "a.status",
    "status_on": "a.assessed_on",
    "pgh_created_at": f"GREATEST(r.published_at, a.assessed_on + {_NOON})",
}


def move_back() -> None:
    """Give the events that were just written the moments that their rows speak of."""
    with connection.cursor() as cursor:
        for statement in (
            *(_RECORD, _earlier_status(), *_statements()),
            *(_CLUSTER, _ASSIGNMENT, _UPDATE),
        ):
            cursor.execute(statement, {"published": Publication.PUBLISHED})


def _earlier_status() -> str:
    model: Any = Recommendation
    names = [one.column for one in model.pgh_event_model._meta.concrete_fields]
    columns = [name for name in names if name != "pgh_id"]
    return _EARLIER_STATUS.format(
        columns=", ".join(columns),
        sources=", ".join(_OF_EARLIER.get(name, f"e.{name}") for name in columns),
    )


def _statements() -> list[Any]:
    """The names of tables and columns are this module's own."""
    return [
        f"UPDATE {table} AS e SET pgh_created_at = {moment}"  # noqa: S608
        " FROM recommendations_recommendation AS r WHERE r.id = e.recommendation_id"
        for table, moment in _OF_RECORDS.items()
    ]
